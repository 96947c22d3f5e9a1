"""Runs one program for podlint, and ends it whatever happens. A script of its own: it is started as `python keeper.py`.

It reads a job (one line of JSON) from its standard input, which podlint holds open as long as it wants the answer:
where that closes, podlint is gone. The program gets a new folder as its home and place of work, no variables but those
that it needs, a process group and, where the system can, a network and process numbers of its own, so that it reaches
no other machine and leaves no process behind. The answer is one line of JSON, then what the program printed. The folder
is removed in any case but one: that this process itself is killed.

Nothing of podlint is imported here, so that it starts quickly and under any circumstances.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from typing import Any

NET, PROCESSES, USERS = 0x40000000, 0x20000000, 0x10000000
"""What a process of Linux can have of its own: CLONE_NEWNET, CLONE_NEWPID, CLONE_NEWUSER."""
DEATH_SIGNAL, NO_NEW_PRIVILEGES = 1, 38
"""Options of prctl: which signal follows the parent's end, and that no program gets more rights than this one."""
TAIL = 16384
"""Most bytes of the beginning, and of the end, of a program's complaints that are handed on."""


def main() -> None:
    """Do the job, answer, clean up."""
    ended = _Ended()
    for name in ("SIGTERM", "SIGINT", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), ended.set)
    job = json.loads(sys.stdin.buffer.readline())
    folder = ""
    try:
        folder = os.path.realpath(tempfile.mkdtemp(prefix="podlint-"))
        answer, printed = _work(job, folder, ended)
    except Exception as error:
        answer, printed = {"why": "start", "words": f"{type(error).__name__}: {error}"}, b""
    finally:
        if folder:
            shutil.rmtree(folder, ignore_errors=True)
    if ended.known:
        return
    with contextlib.suppress(OSError):
        sys.stdout.buffer.write(json.dumps({**answer, "base": folder}).encode() + b"\n" + printed)
        sys.stdout.buffer.flush()


def _work(job: dict[str, Any], folder: str, ended: _Ended) -> tuple[dict[str, Any], bytes]:
    command = list(job["command"])
    if job.get("around"):
        try:
            command.append(_around(job["around"], folder))
        except ValueError:
            return {"why": "start", "words": f"it cannot be reached from {folder}: they are on different drives"}, b""
    kept = _Kept(folder, int(job["most"]), int(job["memory"]))
    try:
        kept.start(command, job["path"], alone=job["alone"])
    except OSError as error:
        if kept.refused:
            return {"why": "network"}, b""
        return {"why": "start", "words": error.strerror or str(error)}, b""
    threading.Thread(target=_watch, args=(ended,), daemon=True).start()
    why = kept.wait(float(job["seconds"]), ended)
    return {"why": why, **kept.result()}, kept.printed() if not why else b""


def _around(inner: str, folder: str) -> str:
    """A kustomization around another folder, which has kustomize note the origin of each object. Raises ValueError."""
    path = os.path.relpath(inner, folder).replace(os.sep, "/").replace("'", "''")
    with open(os.path.join(folder, "kustomization.yaml"), "w", encoding="utf-8") as file:
        file.write(f"resources:\n  - '{path}'\nbuildMetadata: [originAnnotations]\n")
    return folder


def _watch(ended: _Ended) -> None:
    """Wait until podlint closes our standard input: on purpose, or since it is gone."""
    with contextlib.suppress(OSError, ValueError):
        while os.read(0, 4096):
            pass
    ended.set()


class _Ended:
    """Whether nobody wants the answer any more. No lock is in it: a signal may come at any moment."""

    known = False

    def set(self, *_: object) -> None:
        """Say so."""
        self.known = True


class _Kept:
    """A program that runs, and the files that it prints into."""

    def __init__(self, folder: str, most: int, memory: int) -> None:
        self._folder = folder
        self._most = most
        self._memory = memory
        self._process: subprocess.Popen[bytes] | None = None
        self._libc: Any = None
        self._told = -1
        self._state = b""

    @property
    def refused(self) -> bool:
        """Whether it was not started since it would have had the network."""
        return self._state == b"!"

    def start(self, command: list[str], path: str, *, alone: bool) -> None:
        """Start it; with `alone`, only where it gets no network. Raises OSError."""
        options: dict[str, Any] = {}
        reading = -1
        if os.name == "posix":
            reading, self._told = os.pipe()
            if sys.platform.startswith("linux"):
                with contextlib.suppress(ImportError, OSError):
                    import ctypes

                    self._libc = ctypes.CDLL(None, use_errno=True)
            options = {"start_new_session": True, "preexec_fn": lambda: self._confine(alone=alone)}
        elif alone:
            self._state = b"!"
            raise OSError("no network of its own")
        try:
            with self._printing("out") as out, self._printing("err") as err:
                self._process = subprocess.Popen(
                    command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, cwd=self._folder,
                    env=self._environment(path), **options,
                )  # fmt: skip
        except subprocess.SubprocessError as error:
            raise OSError(str(error)) from error
        finally:
            if reading >= 0:
                os.close(self._told)
                self._state = os.read(reading, 1)
                os.close(reading)

    def wait(self, seconds: float, ended: _Ended) -> str:
        """Wait for its end, and end whatever it has started; gives why it was stopped: "", "time", "bytes", "gone"."""
        assert self._process is not None
        until, pause, why = time.monotonic() + seconds, 0.002, ""
        while self._process.poll() is None and not why:
            time.sleep(pause)
            if ended.known:
                why = "gone"
            elif time.monotonic() > until:
                why = "time"
            elif self._size("out") > self._most or self._size("err") > self._most:
                why = "bytes"
            pause = min(pause * 1.5, 0.05)
        self._end()
        return why or ("bytes" if self._size("out") > self._most else "")

    def result(self) -> dict[str, Any]:
        """What is to be told of its end."""
        assert self._process is not None
        with open(self._path("err"), "rb") as file:
            begin = file.read(TAIL)
            file.seek(max(file.tell(), self._size("err") - TAIL))
            complaint = (begin + file.read(TAIL)).decode("utf-8", "replace")
        return {"status": self._process.returncode, "complaint": complaint, "alone": self._state == b"n"}

    def printed(self) -> bytes:
        """What it printed."""
        with open(self._path("out"), "rb") as file:
            return file.read(self._most)

    def _end(self) -> None:
        assert self._process is not None
        if os.name == "posix":
            with contextlib.suppress(OSError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            whole = ["taskkill", "/T", "/F", "/PID", str(self._process.pid)]
            if self._process.poll() is None:
                with contextlib.suppress(OSError):
                    subprocess.run(whole, stdin=subprocess.DEVNULL, capture_output=True, check=False)
            self._process.kill()
        self._process.wait()

    def _environment(self, path: str) -> dict[str, str]:
        """All that the program knows of the world outside: where programs are, and places that are empty."""
        own = {name: os.path.join(self._folder, name) for name in ("home", "tmp")}
        for place in own.values():
            os.mkdir(place)
        config = os.path.join(own["home"], "kubeconfig")
        with open(config, "wb"):
            pass
        known = {
            "PATH": path,
            "HOME": own["home"],
            "TMPDIR": own["tmp"],
            "LANG": "C.UTF-8",
            "KUBECONFIG": config,
            **{f"HELM_{what}_HOME": os.path.join(own["home"], what.lower()) for what in ("CACHE", "CONFIG", "DATA")},
        }
        if os.name == "nt":
            known |= {name: os.environ[name] for name in ("SYSTEMROOT", "COMSPEC", "PATHEXT") if name in os.environ}
            known |= dict.fromkeys(("USERPROFILE", "APPDATA", "LOCALAPPDATA"), own["home"])
            known |= {"TEMP": own["tmp"], "TMP": own["tmp"]}
        return known

    def _confine(self, *, alone: bool) -> None:
        """In the new process, before the program: its limits, and no network."""
        import resource

        os.umask(0o077)
        for what, most in (("CORE", 0), ("FSIZE", self._most + 1), ("AS", self._memory)):
            with contextlib.suppress(OSError, ValueError):
                resource.setrlimit(getattr(resource, f"RLIMIT_{what}"), (most, most))
        own = self._unshare()
        os.write(self._told, b"n" if own else b"!" if alone else b"-")
        if alone and not own:
            raise OSError("no network of its own")
        if self._libc is not None:
            self._libc.prctl(DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
            self._libc.prctl(NO_NEW_PRIVILEGES, 1, 0, 0, 0)
        if own & PROCESSES:
            self._fork()

    def _unshare(self) -> int:
        """Leave network and processes behind, as a user of one's own where that needs it; gives what was left."""
        if self._libc is None:
            return 0
        user, group = os.getuid(), os.getgid()
        for what in (NET | PROCESSES, USERS | NET | PROCESSES, USERS | NET):
            if self._libc.unshare(what) == 0:
                if what & USERS:
                    for name, text in (("setgroups", "deny"), ("uid_map", f"{user} {user} 1")):
                        _write(f"/proc/self/{name}", text)
                    _write("/proc/self/gid_map", f"{group} {group} 1")
                return what
        return 0

    def _fork(self) -> None:
        """Go on as the first of the new processes: with it, all others end. The one that remains waits for it."""
        inner = os.fork()
        if not inner:
            self._libc.prctl(DEATH_SIGNAL, int(signal.SIGKILL), 0, 0, 0)
            return
        os.closerange(0, 1024)
        _, status = os.waitpid(inner, 0)
        os._exit(os.waitstatus_to_exitcode(status) & 0xFF)

    def _printing(self, name: str) -> Any:
        return open(self._path(name), "xb")

    def _path(self, name: str) -> str:
        return os.path.join(self._folder, f"{name}put")

    def _size(self, name: str) -> int:
        return os.stat(self._path(name)).st_size


def _write(path: str, text: str) -> None:
    with contextlib.suppress(OSError), open(path, "w", encoding="ascii") as file:
        file.write(text)


if __name__ == "__main__":
    main()
