"""The programs that render: found on the PATH, run apart from everything, their complaints shortened.

`keeper.py` runs each in a process of its own, which ends it whatever happens to podlint.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from pathlib import Path
from shutil import which
from typing import Any

from podlint.tuples import NamedTuple
from podlint.yaml.source import MAX_BYTES

SECONDS = 120.0
"""Longest time that one rendering may take."""
TOGETHER = 600.0
"""Longest time that all renderings of a run may take."""
MEMORY = 2 * 2**30
"""Most bytes of addresses that a program may ask for."""
LONGEST = 400
"""Most characters of a complaint that are passed on: its end, where the cause stands."""
_NO_DNS = (3, 11, 1)
"""The first Helm whose templates cannot ask for the addresses of hosts."""
_NO_MEMORY = re.compile(r"out of memory|cannot allocate memory|MemoryError", re.IGNORECASE)
_KEEPER = Path(__file__).with_name("keeper.py")


class RenderError(Exception):
    """A folder cannot be rendered: why, in words for the user."""


class Output(NamedTuple):
    """What a program printed, and the folder that paths in it are relative to."""

    text: str
    base: Path


class Programs:
    """Runs programs, all of them together for no longer than `TOGETHER`."""

    def __init__(self) -> None:
        self._left = TOGETHER

    def kustomize(self, folder: Path) -> Output:
        """What `kustomize build`, or `kubectl kustomize`, makes of a folder, with the origin of each object in it.

        The origins are asked for by a kustomization of ours around the folder, outside of the repository, so that
        nothing is written there. Raises RenderError.
        """
        for name, word in (("kustomize", "build"), ("kubectl", "kustomize")):
            if (program := _found(name)) is not None:
                return self._run([program, word], f"{name} {word}", around=str(folder.resolve()))
        raise RenderError("rendering it needs kustomize or kubectl on the PATH")

    def helm(self, folder: Path, version: str) -> Output:
        """What `helm template` makes of a chart with its default values, for a Kubernetes version.

        Where the system cannot keep the network from Helm, only a Helm whose templates cannot use it is run. Raises
        RenderError.
        """
        program = _found("helm")
        if program is None:
            raise RenderError("rendering it needs helm on the PATH")
        command = [program, "template", "podlint", str(folder.resolve()), "--kube-version", version]
        try:
            return self._run(command, "helm template", alone=True)
        except _Network:
            told = re.search(
                r"v(\d+)\.(\d+)(?:\.(\d+))?", self._run([program, "version", "--short"], "helm version").text
            )
            if told is None or tuple(int(part or 0) for part in told.groups()) < _NO_DNS:
                wanted = ".".join(map(str, _NO_DNS))
                raise RenderError(
                    f"rendering it needs Helm {wanted}, or a system that keeps the network from it"
                ) from None
            return self._run(command, "helm template")

    def _run(self, command: list[str], name: str, *, around: str | None = None, alone: bool = False) -> Output:
        """Run a program; with `alone`, only where it can be without network. Raises RenderError, _Network."""
        seconds = min(SECONDS, self._left)
        if seconds <= 0:
            raise RenderError(f"all that was rendered before took {TOGETHER:.0f} s, which is as long as it may take")
        job = {
            "command": command, "around": around, "alone": alone, "path": os.pathsep.join(_folders()),
            "seconds": seconds, "most": MAX_BYTES, "memory": MEMORY,
        }  # fmt: skip
        start = time.monotonic()
        answer, printed = _kept(job)
        self._left -= time.monotonic() - start
        why = answer.get("why")
        if why == "network":
            raise _Network
        if why == "start":
            raise RenderError(f"{name} cannot be run: {answer['words']}")
        if why == "time":
            raise RenderError(f"{name} takes longer than {seconds:g} s")
        if why == "bytes":
            raise RenderError(f"{name} prints more than {MAX_BYTES // 2**20} MiB")
        if why or answer["status"]:
            complaint = str(answer.get("complaint", ""))
            if _NO_MEMORY.search(complaint):
                raise RenderError(f"{name} takes more than {MEMORY // 2**30} GiB of memory")
            raise RenderError(f"{name} fails: {_shortened(complaint)}")
        return Output(printed.decode("utf-8", "replace"), Path(answer["base"]))


class _Network(Exception):
    """The system cannot keep the network from a program."""


def _kept(job: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Have a job done. Raises RenderError."""
    from subprocess import DEVNULL, PIPE, Popen

    command = [sys.executable, "-I", "-S", str(_KEEPER)]
    # Where no other place can be written, temporary folders are made in the current folder: not in the repository.
    options = {"cwd": _KEEPER.anchor, "start_new_session": True}
    try:
        with Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, **options) as process:  # type: ignore[call-overload]
            assert process.stdin is not None and process.stdout is not None
            process.stdin.write(json.dumps(job).encode() + b"\n")
            process.stdin.flush()
            line, printed = process.stdout.readline(), process.stdout.read()
    except OSError as error:
        raise RenderError(f"no program can be run: {error.strerror or error}") from error
    if not line:
        raise RenderError("the process that runs programs was ended")
    return json.loads(line), printed


def _shortened(complaint: str) -> str:
    lines = (line.strip() for line in complaint.split("\n"))
    told = " ".join(line for line in lines if line and not line.startswith("# Warning:"))
    told = told.removeprefix("Error: ").removeprefix("error: ")
    return told if len(told) <= LONGEST else "…" + told[-LONGEST:]


def _folders() -> list[str]:
    """The folders of the PATH. One that is relative would have programs of the repository run."""
    return [folder for folder in os.get_exec_path() if Path(folder).is_absolute()]


def _found(name: str) -> str | None:
    """Where a program is, in one of those folders."""
    folders = _folders()
    found = which(name, path=os.pathsep.join(folders)) if folders else None
    return found if found and Path(found).parent in map(Path, folders) else None
