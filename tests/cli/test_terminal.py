"""What a terminal shows: lines that fit, carets in their column, links and colours where they are taken."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN

from podlint.report.terminal import columns, cropped

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

LINK = re.compile(r"\x1b\]8;;([^\x1b]*)\x1b\\(.*?)\x1b\]8;;\x1b\\")
VARIABLES = (
    *("NO_COLOR", "FORCE_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "FORCE_HYPERLINK", "NO_HYPERLINK", "TERM", "COLUMNS"),
    *("TERM_PROGRAM", "TERM_PROGRAM_VERSION", "VTE_VERSION", "WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM", "CI"),
    "WEZTERM_PANE",
)


@pytest.fixture(autouse=True)
def plain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in the environment says anything about terminals."""
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Make standard output a terminal, with variables of the environment."""

    def make(**variables: str) -> None:
        monkeypatch.setattr(sys.stdout, "isatty", lambda: True, raising=False)
        for name, value in {"TERM": "xterm-256color", **variables}.items():
            monkeypatch.setenv(name, value)

    return make


def long(project: Path, before: str, behind: str) -> list[str]:
    """A manifest with a typo in the middle of a long line."""
    text = f"{{apiVersion: v1, kind: ConfigMap, {before}meatdata: {{name: a}}{behind}}}\n"
    (project / "long.yaml").write_text(text, encoding="utf-8")
    return text.splitlines()


def excerpt(out: str) -> tuple[str, str]:
    """The source line and the line of marks of a report, without their gutters."""
    lines = [line.partition("| ")[2] for line in out.splitlines() if re.match(r" *\d* \| ", line)]
    return lines[0], lines[1]


FILLER = "data: {" + ", ".join(f"key{number}: value" for number in range(40)) + "}, "


def test_an_excerpt_is_cropped_around_the_caret(run: Run, project: Path, terminal: Callable[..., None]) -> None:
    terminal(COLUMNS="60", NO_COLOR="1")
    long(project, FILLER, ", binaryData: {a: " + "AAAA" * 40 + "}")
    line, marks = excerpt(run("long.yaml").out)
    assert len(line) == 60 - len("1 | ")
    assert (line[0], line[-1]) == ("…", "…")
    assert line[marks.index("^") :].startswith("meatdata: {name: a}")
    assert marks.count("~") == len("meatdata") - 1


def test_at_the_end_of_a_line_the_room_before_is_used(run: Run, project: Path, terminal: Callable[..., None]) -> None:
    terminal(COLUMNS="60", NO_COLOR="1")
    long(project, FILLER, "")
    line, marks = excerpt(run("long.yaml").out)
    assert len(line) == 56
    assert line.endswith("meatdata: {name: a}}")
    assert line[marks.index("^") :].startswith("meatdata")


@pytest.mark.parametrize(
    ("before", "name"),
    [
        ("日本語テキスト" * 30, "wide"),
        ("e\u0301" * 90, "combining"),
        ("ก\u0e34\u0e48" * 90, "marks of Thai, of no combining class"),
        ("a\t" * 30, "tabs"),
        ("🦊" * 40, "emoji"),
        ("", "nothing"),
    ],
)
def test_wide_and_combining_characters_line_up(
    run: Run, project: Path, terminal: Callable[..., None], before: str, name: str
) -> None:
    terminal(COLUMNS="60", NO_COLOR="1")
    long(project, f'data: {{a: "{before}"}}, ', "")
    line, marks = excerpt(run("long.yaml", "-o", "full", "--select", "unknown-field").out)
    assert columns(line) <= 56
    at = line.index("meatdata")
    assert columns(line[:at]) == marks.index("^")


@pytest.mark.parametrize("room", [1, 2, 3, 5, 20, 41])
def test_whatever_is_cropped_fits_and_holds_the_beginning(room: int) -> None:
    text = "日e\u0301\tab" * 40
    for first in range(0, len(text), 7):
        shown, start, end = cropped(text, first, first + 5, room)
        assert columns(shown) <= max(room, 1) or room < 4
        assert 0 <= start <= end <= len(shown)
        if start < len(shown) and shown[start] != "…":
            assert shown[start] == text[first]


def test_where_there_is_no_terminal_nothing_is_cropped(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    [text] = long(project, FILLER, "")
    out = run("long.yaml").out
    assert f"1 | {text}\n" in out
    assert "\x1b" not in out


def test_but_for_lines_that_nobody_reads(run: Run, project: Path) -> None:
    long(project, FILLER * 40, "")
    line, marks = excerpt(run("long.yaml", "--select", "unknown-field").out)
    assert len(line) < 1001
    assert line[marks.index("^") :].startswith("meatdata")


def test_help_goes_on_below_itself(run: Run, project: Path, terminal: Callable[..., None]) -> None:
    (project / "pod.yaml").write_text(BROKEN.replace("meatdata", "metadata"))
    whole = next(line for line in run("pod.yaml").out.splitlines() if "help:" in line)
    terminal(COLUMNS="50", NO_COLOR="1")
    lines = run("pod.yaml").out.splitlines()
    start = next(number for number, line in enumerate(lines) if "help:" in line)
    told = lines[start : lines.index("", start)]
    assert len(told) > 1
    assert max(map(len, told)) <= 50
    assert all(line.startswith(" " * len("  help: ")) for line in told[1:])
    assert " ".join(line.strip() for line in told) == whole.strip()


def colored(run: Run) -> bool:
    return "\x1b[" in run("broken.yaml").out


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, True),
        ({"NO_COLOR": "1"}, False),
        ({"NO_COLOR": ""}, True),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False),
        ({"FORCE_COLOR": "0"}, False),
        ({"CLICOLOR": "0"}, False),
        ({"CLICOLOR": "1"}, True),
        ({"CLICOLOR": "0", "CLICOLOR_FORCE": "1"}, True),
        ({"TERM": "dumb"}, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True),
    ],
)
def test_colours_on_a_terminal(
    run: Run, terminal: Callable[..., None], variables: dict[str, str], wanted: bool
) -> None:
    terminal(**variables)
    assert colored(run) is wanted
    assert ("\x1b[" in run("explain", "port-conflict").out) is wanted
    assert ("\x1b[" in run("rules", "ports").out) is wanted
    assert ("\x1b[" in run("explain", "pod.spec").out) is wanted


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({}, False),
        ({"FORCE_COLOR": "1"}, True),
        ({"FORCE_COLOR": "3"}, True),
        ({"FORCE_COLOR": ""}, False),
        ({"CLICOLOR_FORCE": "1"}, True),
        ({"CLICOLOR_FORCE": "0"}, False),
        ({"CLICOLOR": "1"}, False),
        ({"NO_COLOR": "1", "CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_colours_elsewhere(run: Run, monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], wanted: bool) -> None:
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert colored(run) is wanted


@pytest.mark.usefixtures("broken")
def test_the_option_beats_the_environment(
    run: Run, terminal: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(NO_COLOR="1")
    for command in (["broken.yaml"], ["rules", "ports"], ["explain", "ports"], ["explain", "port-conflict"]):
        assert "\x1b[" in run(*command, "--color", "always").out
        monkeypatch.setenv("FORCE_COLOR", "1")
        assert "\x1b[" not in run(*command, "--color", "never").out


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize("format", ["full", "concise"])
def test_paths_and_rules_are_links(run: Run, project: Path, terminal: Callable[..., None], format: str) -> None:
    (project / "a é#?.yaml").write_text(BROKEN)
    terminal(VTE_VERSION="7600", NO_COLOR="")
    out = run("broken.yaml", "a é#?.yaml", "-o", format, "--select", "unknown-field").out
    links = LINK.findall(re.sub(r"\x1b\[[0-9;]*m", "", out))
    place = "a%20%C3%A9%23%3F.yaml"
    end = ":" if format == "full" else ""
    assert [text for _, text in links] == [
        *(f"a é#?.yaml:3:1{end}", "unknown-field"),
        *(f"broken.yaml:3:1{end}", "unknown-field"),
    ]
    assert re.fullmatch(rf"file://[^/]*{re.escape(project.as_posix())}/{place}", links[0][0])
    assert links[1][0].endswith("/docs/rules/unknown-field.md")


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    ("variables", "wanted"),
    [
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.4.19"}, True),
        ({"TERM_PROGRAM": "iTerm.app", "TERM_PROGRAM_VERSION": "3.0.15"}, False),
        ({"TERM_PROGRAM": "vscode", "TERM_PROGRAM_VERSION": "1.95.0"}, True),
        ({"TERM_PROGRAM": "Apple_Terminal", "TERM_PROGRAM_VERSION": "453"}, False),
        ({"WT_SESSION": "a-b"}, True),
        ({"KITTY_WINDOW_ID": "1"}, True),
        ({"TERM": "xterm-kitty"}, True),
        ({"VTE_VERSION": "7600"}, True),
        ({"VTE_VERSION": "4600"}, False),
        ({"VTE_VERSION": "7600", "TERM": "dumb"}, False),
        ({"VTE_VERSION": "7600", "TERM": "screen-256color"}, False),
        ({"VTE_VERSION": "7600", "CI": "true"}, False),
        ({"VTE_VERSION": "7600", "NO_HYPERLINK": "1"}, False),
        ({"VTE_VERSION": "7600", "NO_COLOR": "1"}, False),
        ({"VTE_VERSION": "7600", "FORCE_HYPERLINK": "0"}, False),
        ({"FORCE_HYPERLINK": "1"}, True),
        ({}, False),
    ],
)
def test_which_terminals_get_links(
    run: Run, terminal: Callable[..., None], variables: dict[str, str], wanted: bool
) -> None:
    terminal(**variables)
    assert ("\x1b]8;" in run("broken.yaml", "-o", "concise").out) is wanted


@pytest.mark.usefixtures("broken")
def test_who_wants_no_colour_or_a_file_gets_no_links(run: Run, project: Path, terminal: Callable[..., None]) -> None:
    terminal(VTE_VERSION="7600")
    assert "\x1b]8;" not in run("broken.yaml", "--color", "never").out
    run("broken.yaml", "--output-file", "report.txt")
    assert "\x1b" not in (project / "report.txt").read_text()
    assert "\x1b]8;" not in run("broken.yaml", "-o", "json").out


def test_rules_and_explain_fit_the_terminal(run: Run, terminal: Callable[..., None]) -> None:
    whole = {words: run(*words).out for words in (("rules", "ports"), ("explain", "port-conflict"))}
    terminal(COLUMNS="60", NO_COLOR="1")
    for words, text in whole.items():
        out = run(*words).out
        lines = [line for line in out.splitlines() if not line.startswith("    ") and "http" not in line]
        assert max(map(len, lines)) <= 60
        assert sorted(re.findall(r"\w+", out)) == sorted(
            re.findall(r"\w+", re.sub(r"^```.*$", "", text, flags=re.MULTILINE))
        )
    assert "```" not in run("explain", "port-conflict").out
    terminal(COLUMNS="40")
    assert all(len(line) <= 40 for line in run("rules", "ports").out.splitlines())


def test_elsewhere_explain_is_the_markdown_that_it_is(run: Run) -> None:
    out = run("explain", "port-conflict").out
    assert "## Why is this bad?\n" in out
    assert "```yaml bad\n" in out


@pytest.mark.skipif(os.name == "nt", reason="there are no pseudo terminals")
@pytest.mark.usefixtures("broken")
def test_a_terminal_that_is_one(project: Path) -> None:
    script = """
import os, pty, sys
os.environ.update(TERM="xterm-256color", VTE_VERSION="7600", COLUMNS="70")
sys.exit(os.waitstatus_to_exitcode(pty.spawn([sys.executable, "-m", "podlint", *sys.argv[1:]])))
"""
    environment = {name: value for name, value in os.environ.items() if name not in VARIABLES}
    found = subprocess.run(
        [sys.executable, "-c", script, "broken.yaml"], capture_output=True, cwd=project, env=environment, check=False
    )
    assert found.returncode == 1
    out = found.stdout.decode()
    assert "\x1b[1;31merror:\x1b[0m" in out
    assert "\x1b]8;;file://" in out
