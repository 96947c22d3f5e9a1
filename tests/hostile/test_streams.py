"""Every run ends with a report, or says in words why there is none: closed, full and broken streams, no folder."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from pathlib import Path

POD = "apiVersion: v1\nkind: Pod\nmeatdata: {name: a}\nspec: {containers: [{name: a, image: 'a:1'}]}\n"
COMMANDS = ("check pod.yaml", "list .", "graph .", "rules", "explain unknown-field", "--help", "check --diff .")
WINDOWS = sys.platform == "win32"
pytestmark = pytest.mark.skipif(WINDOWS, reason="streams are closed and redirected by a shell of POSIX")


class Ended(NamedTuple):
    status: int
    out: str
    err: str


def shell(folder: Path, words: str, **environment: str) -> Ended:
    """Run a line of a shell, in which `podlint` is the console script."""
    (folder / ".git").mkdir(exist_ok=True)
    (folder / "pod.yaml").write_text(POD)
    (folder / "clean.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
    line = f'podlint() {{ "{sys.executable}" -m podlint "$@"; }}\n{words}'
    variables = {**os.environ, **environment}
    done = subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True, env=variables, check=False)
    assert "Traceback" not in done.stderr
    assert "Exception ignored" not in done.stderr
    assert "fault of podlint" not in done.stderr
    assert done.returncode in (0, 1, 2)
    return Ended(done.returncode, done.stdout, done.stderr)


def test_a_closed_standard_output_is_named(tmp_path: Path) -> None:
    ended = shell(tmp_path, "podlint pod.yaml >&-")
    assert (ended.status, ended.err) == (2, "podlint: standard output: cannot be written: it is closed\n")
    assert shell(tmp_path, "podlint clean.yaml >&-").status == 0  # nothing is to be written


@pytest.mark.parametrize("command", COMMANDS)
def test_a_full_disk_is_named(tmp_path: Path, command: str) -> None:
    ended = shell(tmp_path, f"podlint {command} </dev/null >/dev/full")
    assert ended.status == 2
    assert ended.err == "podlint: standard output: cannot be written: No space left on device\n"


def test_a_closed_or_full_standard_error_changes_nothing(tmp_path: Path) -> None:
    known = shell(tmp_path, "podlint pod.yaml")
    for to in ("2>&-", "2>/dev/full", "2>&- <&-"):
        assert shell(tmp_path, f"podlint pod.yaml {to}")[:2] == known[:2]
    assert shell(tmp_path, "podlint nosuch.yaml 2>&-").status == 2
    assert shell(tmp_path, "podlint --nosuch 2>/dev/full").status == 2


def test_a_reader_that_has_gone_ends_a_run_without_a_word(tmp_path: Path) -> None:
    assert shell(tmp_path, "podlint rules | true").err == ""
    assert shell(tmp_path, "podlint pod.yaml --output-format=full 2>/dev/null | head -1").err == ""


def test_all_streams_closed(tmp_path: Path) -> None:
    assert shell(tmp_path, "podlint pod.yaml <&- >&- 2>&-").status == 2
    assert shell(tmp_path, "podlint --output-file=o.json --output-format=json pod.yaml <&- >&- 2>&-").status == 1
    assert '"unknown-field"' in (tmp_path / "o.json").read_text()


def test_a_closed_standard_input_is_named_where_it_is_to_be_read(tmp_path: Path) -> None:
    for command in ("podlint - <&-", "podlint server <&-"):
        ended = shell(tmp_path, command)
        assert (ended.status, ended.err) == (2, "podlint: standard input: cannot be read: it is closed\n")


def test_a_current_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    for command in ("podlint .", "podlint list", f"podlint {tmp_path / 'pod.yaml'}", "podlint baseline"):
        ended = shell(tmp_path, f"mkdir gone && cd gone && rmdir ../gone && {command}")
        assert (ended.status, ended.err) == (2, "podlint: the current folder is not there any more\n")
    assert "port-conflict" in shell(tmp_path, "mkdir gone && cd gone && rmdir ../gone && podlint rules").out


@pytest.mark.parametrize("place", ["/dev/full", "nosuch/o.json", ".", "pod.yaml/o.json", "x" * 300])
def test_a_report_that_cannot_be_stored_is_named(tmp_path: Path, place: str) -> None:
    ended = shell(tmp_path, f"podlint --output-format=json --output-file={place} pod.yaml")
    assert ended.status == 2
    assert f"{place}: cannot be written" in ended.err


@pytest.mark.parametrize(
    "variables",
    [
        {"COLUMNS": "abc", "LINES": "-1", "TERM": "nonsense"},
        {"COLUMNS": "9" * 5000, "LC_ALL": "nonsense", "LANG": "xx.ISO-8859-1"},
        {"COLUMNS": "-5", "HOME": "", "TMPDIR": "/nonexistent", "PYTHONIOENCODING": "ascii"},
        {"COLUMNS": "\u0663", "HOME": "/nonexistent", "GITHUB_STEP_SUMMARY": "/nonexistent/x", "TZ": "nonsense"},
    ],
    ids=["sizes", "languages", "folders", "digits"],
)
def test_an_environment_of_nonsense_changes_nothing(tmp_path: Path, variables: dict[str, str]) -> None:
    assert shell(tmp_path, "podlint pod.yaml", **variables).status == 1
    for command in ("podlint explain pod.spec", "podlint --help"):
        assert shell(tmp_path, command, **variables).status == 0
