"""What is read: regular files of the project, no more of them than the limit, and nothing that a link leads away to."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint.files import disk
from podlint.files.reading import Reader, Strays
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cli.conftest import Run

POD = """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  contaners: []
"""
pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and special files are of POSIX")


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is no part of the project, with a manifest that has a finding, and a kustomization."""
    folder = tmp_path_factory.mktemp("outside")
    (folder / "pod.yaml").write_text(POD)
    (folder / "kustomization.yaml").write_text("resources: [pod.yaml]\n")
    return folder


@pytest.fixture(params=["repository", "no repository"])
def home(project: Path, request: pytest.FixtureRequest) -> Path:
    """The project of a run: a repository, or a folder without one."""
    if request.param == "no repository":
        (project / ".git").rmdir()
    return project


def test_a_link_out_of_the_project_is_named_and_passed_over(run: Run, home: Path, outside: Path) -> None:
    (home / "link.yaml").symlink_to(outside / "pod.yaml")
    status, out, err = run(".")
    assert (status, out) == (0, "")
    assert "podlint: link.yaml: not read: it is a link that leads out of the project" in err
    assert "1 not-read" in err


def test_the_user_may_name_a_link_out_of_the_project(run: Run, home: Path, outside: Path) -> None:
    (home / "link.yaml").symlink_to(outside / "pod.yaml")
    status, out, _ = run("link.yaml", "--output-format=concise")
    assert status == 1
    assert "link.yaml:5:3: error" in out


def test_a_link_inside_the_project_is_read(run: Run, home: Path) -> None:
    (home / "base").mkdir()
    (home / "base" / "pod.txt").write_text(POD)
    (home / "overlay").mkdir()
    (home / "overlay" / "link.yaml").symlink_to("../base/pod.txt")
    status, out, _ = run(".", "--output-format=concise")
    assert status == 1
    assert "overlay/link.yaml:5:3: error" in out


def _pipe(path: Path) -> None:
    os.mkfifo(path)


def _socket(path: Path) -> None:
    here = Path.cwd()
    os.chdir(path.parent)  # a name of a socket is short
    try:
        with socket.socket(socket.AF_UNIX) as end:
            end.bind(path.name)
    finally:
        os.chdir(here)


def _link(target: str) -> Callable[[Path], None]:
    return lambda path: path.symlink_to(target)


SPECIAL = [
    (_pipe, "it is a named pipe"),
    (_socket, "it is a socket"),
    (_link("/dev/zero"), "it is a link that leads out of the project"),
    (_link("/proc/self/environ"), "it is a link that leads out of the project"),
    (_link("/dev/stdin"), "it is a link that leads out of the project"),
]


@pytest.mark.parametrize("command", [(), ("list",), ("graph",)], ids=["check", "list", "graph"])
@pytest.mark.parametrize(("make", "why"), SPECIAL)
def test_what_is_no_regular_file_is_named_and_passed_over(
    run: Run, home: Path, make: Callable[[Path], None], why: str, command: tuple[str, ...]
) -> None:
    make(home / "special.yaml")
    (home / "good.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n")
    status, out, err = run(*command, ".")
    assert status == 0
    assert why in err
    assert "special.yaml" in err
    assert "environ" not in out


@pytest.mark.parametrize(("path", "why"), [("/dev/zero", "it is a device"), ("/proc/self/environ", "of the system")])
def test_nor_is_it_where_it_is_named(run: Run, home: Path, path: str, why: str) -> None:
    (home / "special.yaml").symlink_to(path)
    for named in ("special.yaml", path):
        status, out, err = run(named)
        assert (status, out) == (2, "")
        assert why in err


@pytest.mark.parametrize(
    "kustomization",
    [
        "resources: [link.yaml]",
        "resources: [away]",
        "resources: [away/pod.yaml]",
        "components: [away]",
        "resources: [own.yaml]\npatches: [{path: link.yaml}]",
        "resources: [own.yaml]\npatches: [{path: away/pod.yaml}]",
        "resources: [own.yaml]\ncrds: [link.yaml]",
        "resources: [own.yaml]\nopenapi: {path: link.yaml}",
        "resources: [own.yaml]\nconfigurations: [link.yaml]",
        "resources: [own.yaml]\ntransformers: [link.yaml]",
        "resources: [own.yaml]\nreplacements: [{path: link.yaml}]",
        "configMapGenerator: [{name: a, files: [link.yaml]}]",
        "configMapGenerator: [{name: a, envs: [link.yaml]}]",
    ],
)
def test_a_kustomization_leads_nobody_out_of_the_project(
    run: Run, home: Path, outside: Path, kustomization: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "own.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: b}\n")
    (home / "link.yaml").symlink_to(outside / "pod.yaml")
    (home / "away").symlink_to(outside)
    (home / "kustomization.yaml").write_text(f"{kustomization}\n")
    opened: list[str] = []
    read = disk.read

    def noting(path: str | os.PathLike[str], **options: object) -> bytes:
        opened.append(os.path.realpath(path))
        return read(path, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(disk, "read", noting)
    for command in (("check", "."), ("build", "."), ("list", "."), ("graph", ".")):
        status, out, err = run(*command)
        assert status in (0, 1, 2)
        assert "contaners" not in out + err
        assert "Traceback" not in err
    assert opened
    assert not [path for path in opened if path.startswith(str(outside))]


def test_a_configuration_that_is_found_is_no_link_out_of_the_project(run: Run, home: Path, outside: Path) -> None:
    (outside / "podlint.yaml").write_text("output-format: concise\n")
    (home / ".podlint.yaml").symlink_to(outside / "podlint.yaml")
    (home / "pod.yaml").write_text(POD)
    status, out, err = run(".")
    assert (status, out) == (2, "")
    assert "it is a link that leads out of the project" in err
    assert run("--config", str(outside / "podlint.yaml"), ".").status == 1


@pytest.mark.parametrize("special", ["/dev/zero", "pipe"])
def test_configuration_baseline_and_ignore_files_are_regular_too(run: Run, home: Path, special: str) -> None:
    os.mkfifo(home / "pipe")
    (home / "pod.yaml").write_text(POD)
    (home / ".gitignore").symlink_to(special)
    assert run(".").status == 1
    for options in (("--config", special), ("--baseline", special)):
        status, _, err = run(*options, ".")
        assert status == 2
        assert "it is a" in err
    (home / ".podlint.yaml").write_text(f"schemas: [{special}]\n")
    status, _, err = run(".")
    assert status == 2
    assert "schemas: " in err


def test_nothing_is_a_configuration_that_says_nothing(run: Run, home: Path) -> None:
    (home / "pod.yaml").write_text(POD)
    assert run("--config", os.devnull, ".").status == 1


def test_standard_input_ends_at_the_limit(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Endless(io.RawIOBase):
        given = 0

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: object) -> int:
            size = len(memoryview(buffer))  # type: ignore[arg-type]
            self.given += size
            return size

    stream = Endless()
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BufferedReader(stream)))
    status, _, err = run("-")
    assert status == 2
    assert "<stdin>: it is more than podlint reads (16 MiB)" in err
    assert stream.given < 2 * MAX_BYTES


def test_a_size_is_not_believed() -> None:
    with Path("/dev/zero").open("rb") as endless, pytest.raises(disk.TooLarge):
        disk.bounded(endless, 1000)


def test_a_file_that_becomes_a_pipe_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "plain").write_text("a: b\n")
    os.mkfifo(tmp_path / "pipe")
    look = (tmp_path / "plain").stat()
    monkeypatch.setattr(os, "stat", lambda path, **_: look)
    with pytest.raises(disk.NotRead, match="named pipe"):
        disk.read(tmp_path / "pipe")


def test_a_folder_that_cannot_be_looked_into_is_named(run: Run, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (home / "pod.yaml").write_text(POD)
    (home / "closed" / "inner").mkdir(parents=True)
    scan = os.scandir

    def refusing(path: str | os.PathLike[str]) -> os._ScandirIterator[str]:
        if os.path.basename(os.fspath(path)) == "closed":
            raise PermissionError(13, "Permission denied", os.fspath(path))
        return scan(os.fspath(path))

    monkeypatch.setattr(os, "scandir", refusing)
    status, out, err = run(".", "--output-format=concise")
    assert status == 2
    assert "pod.yaml:5:3" in out
    assert "podlint: closed: cannot be read: Permission denied" in err
    assert "1 unreadable" in err
    assert "closed: cannot be read: Permission denied" in run("list", ".").err


def test_links_that_lead_round_are_not_followed(run: Run, home: Path) -> None:
    (home / "a").mkdir()
    (home / "a" / "pod.yaml").write_text(POD)
    (home / "a" / "round").symlink_to(home)
    (home / "a" / "self.yaml").symlink_to("self.yaml")
    status, out, err = run(".", "--output-format=concise")
    assert len(out.splitlines()) == len(set(out.splitlines()))
    assert "a/self.yaml: cannot be read: Too many levels of symbolic links" in err
    assert status == 2


def test_the_server_reads_no_more(home: Path, outside: Path) -> None:
    (home / "link.yaml").symlink_to(outside / "pod.yaml")
    with pytest.raises(Strays):
        Reader()(home / "link.yaml")


@pytest.mark.parametrize("place", ["/proc/self/fd/0", "/dev/fd/0", "/dev/stdin"])
@pytest.mark.parametrize("key", ["baseline: {}", "schemas: [{}]"])
def test_a_configuration_names_no_pipe_that_nobody_writes_to(home: Path, key: str, place: str) -> None:
    """It would be waited for without end: standard input of a job is one, and so is standard output."""
    (home / ".podlint.yaml").write_text(key.format(place) + "\n")
    (home / "pod.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    reading, writing = os.pipe()
    try:
        for command in (["check"], ["baseline"]):
            words = [sys.executable, "-m", "podlint", *command, "."]
            result = subprocess.run(words, cwd=home, stdin=reading, capture_output=True, timeout=30)
            assert result.returncode == 2
            assert b"Traceback" not in result.stderr
    finally:
        os.close(reading)
        os.close(writing)
