"""What is written: what the command line asked for, in place of what it says, and nothing that a repository picks."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import pytest

from podlint.config.keys import FORMATS
from podlint.files import writing

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Run

POD = """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  contaners: []
"""
TYPO = """apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replica: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers: [{name: web, image: registry.example/web:1}]
"""
FIXED = TYPO.replace("replica:", "replicas:")
pytestmark = pytest.mark.skipif(os.name == "nt", reason="links and owners are of POSIX")


@pytest.fixture
def outside(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that is no part of the project."""
    return tmp_path_factory.mktemp("outside")


def _all(folder: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


@pytest.mark.parametrize("repository", [True, False])
@pytest.mark.parametrize("key", ['output-file: "{}"', 'output: ["json={}"]', 'baseline: "{}"'])
@pytest.mark.parametrize(
    "target", ["../owned.json", "{outside}/owned.json", "link.json", "away/owned.json", ".git/x", "a\\x1b.json"]
)
def test_a_configuration_names_no_file_outside_of_its_project(
    run: Run, project: Path, outside: Path, key: str, target: str, repository: bool
) -> None:
    if not repository:
        (project / ".git").rmdir()
    home = project / "home"
    home.mkdir()
    (project / "pod.yaml").write_text(POD)
    (project / "link.json").symlink_to(outside / "owned.json")
    (project / "away").symlink_to(outside)
    if target == ".git/x":
        (project / ".git").mkdir(exist_ok=True)
    (project / ".podlint.yaml").write_text(key.format(target.format(outside=outside)) + "\n")
    before = _all(outside), _all(project)
    status, out, err = run("baseline", ".") if key.startswith("baseline") else run(".")
    assert (status, out) == (2, "")
    assert "only the command line may name such a file" in err
    assert (_all(outside), _all(project)) == before
    assert not (project.parent / "owned.json").exists()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("text", [POD, POD.replace("contaners: []", "containers: [{name: a, image: 'b:1'}]")])
def test_a_configured_report_takes_the_place_of_a_report(run: Run, project: Path, form: str, text: str) -> None:
    (project / "pod.yaml").write_text(text)
    (project / ".podlint.yaml").write_text(f"output-file: out\noutput-format: {form}\nignore: [bare-pod]\n")
    first = run(".")
    written = (project / "out").read_bytes()
    again = run(".")
    assert again.status == first.status < 2
    assert (project / "out").read_bytes() == written
    (project / ".podlint.yaml").write_text("output-file: out\noutput-format: json\n")
    assert run(".").status < 2


@pytest.mark.parametrize("form", ["full", "json", "junit", "sarif", "gitlab"])
@pytest.mark.parametrize(
    "text",
    [
        "a: b\n",
        "#!/bin/sh\n",
        '{"version": 1}\n',
        "<project/>\n",
        "[1]\n",
        "a:1:2: b\n",
        " x",
        "{\n}\n",
        '<?xml version="1.0" encoding="UTF-8"?>\n<a/>',
    ],
)
def test_and_of_nothing_else(run: Run, project: Path, text: str, form: str) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / "kept").write_text(text)
    (project / ".podlint.yaml").write_text(f"output-file: kept\noutput-format: {form}\n")
    status, _, err = run(".")
    assert status == 2
    assert "kept: not written: it is there and no report of podlint" in err
    assert (project / "kept").read_text() == text
    assert run(".", "--output-file=kept").status == 1
    assert (project / "kept").read_text() != text


def test_the_command_line_may_name_any_file(run: Run, project: Path, outside: Path) -> None:
    (project / "pod.yaml").write_text(POD)
    (outside / "x.json").write_text("not a report")
    (project / "link.json").symlink_to(outside / "x.json")
    assert run(".", "--output-format=json", "--output-file=link.json").status == 1
    assert (outside / "x.json").read_text().startswith("{")
    assert run("baseline", ".", "--baseline", str(outside / "b.json")).status == 0
    assert (outside / "b.json").exists()


def test_the_default_baseline_is_no_link_out_of_the_project(run: Run, project: Path, outside: Path) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / ".podlint-baseline.json").symlink_to(outside / "owned")
    status, _, err = run("baseline", ".")
    assert status == 2
    assert "is a link that leads out of the project" in err
    assert not (outside / "owned").exists()


def test_a_baseline_takes_the_place_of_a_baseline_only(run: Run, project: Path) -> None:
    (project / "pod.yaml").write_text(POD)
    (project / "kept.json").write_text('{"a": 1}')
    assert run("baseline", ".", "--baseline", "kept.json").status == 2
    assert (project / "kept.json").read_text() == '{"a": 1}'


@pytest.mark.parametrize("option", [("--fix",), ("--add-ignore",)])
def test_nothing_is_changed_outside_of_the_project(
    run: Run, project: Path, outside: Path, option: tuple[str, ...]
) -> None:
    (outside / "web.yaml").write_text(TYPO)
    (project / "link.yaml").symlink_to(outside / "web.yaml")
    status, _, err = run(".", *option)
    assert status == 0
    assert "link.yaml: not read: it is a link that leads out of the project" in err
    status, out, err = run("link.yaml", *option, "--output-format=concise")
    assert status == 2
    assert "link.yaml: left as it is: it is a link that leads out of the project" in err
    assert "[unknown-field]" in out
    assert "Fixed" not in err
    assert "Suppressed" not in err
    assert (outside / "web.yaml").read_text() == TYPO


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda file: os.link(file, file.with_suffix(".other")), "it has 2 names (hard links)"),
    ],
)
def test_a_file_that_is_left_is_not_called_fixed_and_the_others_are(
    run: Run, project: Path, make: object, why: str
) -> None:
    for name in ("a.yaml", "b.yaml", "c.yaml"):
        (project / name).write_text(TYPO.replace("name: web", f"name: {name[0]}"))
    assert callable(make)
    make(project / "b.yaml")
    before = (project / "b.yaml").stat()
    status, out, err = run(".", "--fix", "--output-format=concise")
    assert status == 2
    assert f"b.yaml: left as it is: {why}" in err
    assert "Fixed 2 findings" in err
    assert "b.yaml:6:3: error" in out
    assert "a.yaml" not in out
    assert "replica: 1" in (project / "b.yaml").read_text()
    assert (project / "b.yaml").stat().st_ino == before.st_ino
    assert "replicas: 1" in (project / "c.yaml").read_text()


@pytest.mark.parametrize("option", ["--fix", "--add-ignore"])
@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("fsync", OSError(28, "No space left on device")),
        ("open", PermissionError(13, "Permission denied")),
        ("open", OSError(30, "Read-only file system")),
    ],
)
def test_a_failed_write_leaves_everything_as_it_was(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch, where: str, error: OSError, option: str
) -> None:
    (project / "a.yaml").write_text(TYPO)

    def failing(*_: object, **__: object) -> int:
        raise error

    if where == "open":
        monkeypatch.setattr(writing, "_temporary", failing)
    else:
        monkeypatch.setattr(os, where, failing)
    status, out, err = run("a.yaml", option, "--output-format=concise")
    assert status == 2
    assert f"a.yaml: cannot be written: {error.strerror}" in err
    assert "Fixed" not in err
    assert "Suppressed" not in err
    assert "[unknown-field]" in out
    assert sorted(path.name for path in project.iterdir()) == [".git", "a.yaml"]
    assert (project / "a.yaml").read_text() == TYPO


def test_a_file_that_may_not_be_written_is_left(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.yaml").write_text(TYPO)
    monkeypatch.setattr(os, "access", lambda *_: False)
    status, _, err = run("a.yaml", "--fix")
    assert status == 2
    assert "a.yaml: left as it is: it may not be written: its permissions say so" in err


def test_owner_permissions_and_attributes_stay(run: Run, project: Path) -> None:
    file = project / "a.yaml"
    file.write_text(TYPO)
    file.chmod(0o640)
    if os.geteuid() == 0:
        os.chown(file, 65534, 65533)
    if hasattr(os, "setxattr"):
        with contextlib.suppress(OSError):
            os.setxattr(file, "user.note", b"x")
    before = file.stat()
    noted = os.listxattr(file) if hasattr(os, "listxattr") else []
    assert run("a.yaml", "--fix").status == 0
    after = file.stat()
    assert file.read_text() == FIXED
    assert (after.st_uid, after.st_gid, after.st_mode) == (before.st_uid, before.st_gid, before.st_mode)
    assert (os.listxattr(file) if hasattr(os, "listxattr") else []) == noted


def test_a_file_of_somebody_else_is_left(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / "a.yaml").write_text(TYPO)

    def refuse(*_: object) -> None:
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(os, "chown", refuse)
    monkeypatch.setattr(writing, "_new_owner", lambda *_: True)
    status, _, err = run("a.yaml", "--fix")
    assert status == 2
    assert "a.yaml: left as it is: it belongs to somebody else" in err


def test_a_long_name_is_no_obstacle(run: Run, project: Path) -> None:
    file = project / ("n" * 250 + ".yaml")
    file.write_text(TYPO)
    assert run(".", "--fix").status == 0
    assert file.read_text() == FIXED


def test_a_link_in_the_project_stays_one(run: Run, project: Path) -> None:
    (project / "base").mkdir()
    (project / "base" / "web.txt").write_text(TYPO)
    (project / "web.yaml").symlink_to("base/web.txt")
    assert run(".", "--fix").status == 0
    assert (project / "web.yaml").is_symlink()
    assert (project / "base" / "web.txt").read_text() == FIXED


def test_a_file_that_somebody_puts_in_the_way_is_not_followed(run: Run, project: Path, outside: Path) -> None:
    (outside / "kept").write_text("kept")
    (project / "a.yaml").write_text(TYPO)
    (project / f".podlint.{os.getpid()}.0.tmp").symlink_to(outside / "kept")
    assert run("a.yaml", "--fix").status == 0
    assert (outside / "kept").read_text() == "kept"
    assert (project / "a.yaml").read_text() == FIXED


def test_a_submodule_names_files_of_its_own_only(run: Run, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inner = project / "vendor" / "inner"
    inner.mkdir(parents=True)
    (inner / ".git").write_text("gitdir: ../../.git/modules/inner\n")
    (inner / "pod.yaml").write_text(POD)
    (inner / ".podlint.yaml").write_text("output-file: ../../owned\n")
    monkeypatch.chdir(inner)
    status, _, err = run(".")
    assert status == 2
    assert "lies outside of the project" in err
    assert not (project / "owned").exists()
