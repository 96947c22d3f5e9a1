"""`--statistics`, `--timings`, progress on a terminal, and `--watch`."""

from __future__ import annotations

import io
import os
import signal
import subprocess
import sys
import time
from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint.cli import progress
from podlint.cli.arguments import parser
from podlint.cli.main import main
from podlint.cli.output import Output
from podlint.cli.watch import run as watch
from podlint.cli.watch import stamps

if TYPE_CHECKING:
    from collections.abc import Callable

    from conftest import Outcome

    Run = Callable[..., Outcome]


def test_statistics_count_by_rule(run: Run, broken: Path) -> None:
    (broken.parent / "again.yaml").write_bytes(broken.read_bytes())
    status, out, err = run(
        "check", "--statistics", "--output-format=concise", "--select=unknown-field,missing-field", "."
    )
    assert status == 1
    assert "2  [*] unknown-field" not in out
    lines = err.splitlines()
    assert any(line.startswith("2  [*] unknown-field") and "error" in line for line in lines)
    assert lines[-1].startswith("Found ")


def test_statistics_leave_a_machine_report_alone(run: Run, broken: Path) -> None:
    plain = run("check", "--output-format=json", str(broken)).out
    assert run("check", "--statistics", "--timings", "--output-format=json", str(broken)).out == plain


def test_no_findings_no_statistics(run: Run, clean: Path) -> None:
    assert run("check", "--statistics", "-q", str(clean)) == (0, "", "")


def test_timings_name_rules_and_change_nothing(run: Run, broken: Path) -> None:
    plain = run("check", str(broken))
    timed = run("check", "--timings", str(broken))
    assert (timed.status, timed.out) == (plain.status, plain.out)
    assert " s in rules, " in timed.err
    assert " ms  " in timed.err
    assert timed.err.endswith(plain.err)


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_progress_draws_only_where_a_run_takes_long() -> None:
    stream, clock = io.StringIO(), Clock()
    bar = progress.Progress(stream, clock)
    bar.start(4)
    bar.step()
    assert stream.getvalue() == ""
    clock.now = 1.5
    bar.step()
    assert "] 2 of 4 files" in stream.getvalue()
    drawn = stream.getvalue()
    bar.step()
    assert stream.getvalue() == drawn
    clock.now = 2
    for _ in range(9):
        bar.step()
        clock.now += 1
    assert stream.getvalue().rpartition("\r")[2] == f"podlint: [{'#' * 24}] 4 of 4 files\x1b[K"
    bar.end()
    assert stream.getvalue().endswith("\r\x1b[K")


def test_progress_is_for_people(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setattr(sys, "stderr", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    monkeypatch.setattr(sys, "stdout", type("Terminal", (io.StringIO,), {"isatty": lambda self: True})())
    loud, quiet = Namespace(quiet=False), Namespace(quiet=True)
    assert progress.wanted(loud, [Output("full")])
    assert not progress.wanted(quiet, [Output("full")])
    assert not progress.wanted(loud, [Output("json")])
    assert progress.wanted(loud, [Output("json", "report.json")])
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    assert progress.wanted(loud, [Output("json")])
    monkeypatch.setattr(sys, "stderr", io.StringIO())
    assert not progress.wanted(loud, [Output("full")])


def test_a_terminal_gets_the_same_report(run: Run, broken: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    plain = run("check", str(broken))
    monkeypatch.setattr(progress, "AFTER", 0)
    monkeypatch.setenv("TERM", "xterm")
    terminal = type("Terminal", (io.StringIO,), {"isatty": lambda self: True})()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert main(["check", str(broken)]) == plain.status
    assert "\rpodlint: [" in terminal.getvalue()
    assert terminal.getvalue().rpartition("\r\x1b[K")[2] == plain.err


def _options(*words: str) -> Namespace:
    return parser("check").parse_args(["check", *words])


def test_what_is_watched(project: Path, clean: Path) -> None:
    (project / ".podlint.yaml").write_text("baseline: known.json\n")
    (project / "known.json").write_text("{}")
    (project / "notes.txt").touch()
    before = stamps(_options("."))
    assert {Path(name).name for name in before} == {"clean.yaml", ".podlint.yaml", "known.json"}
    assert stamps(_options(".")) == before
    clean.write_text(clean.read_text() + "# more\n")
    changed = stamps(_options("."))
    assert changed != before
    (project / "new.yaml").touch()
    assert stamps(_options(".")) != changed
    clean.unlink()
    assert "clean.yaml" not in {Path(name).name for name in stamps(_options("clean.yaml"))}


def test_a_report_does_not_start_the_next_run(project: Path, clean: Path) -> None:
    before = stamps(_options(".", "--output=json=report.json"))
    (project / "report.json").write_text("{}")
    assert stamps(_options(".", "--output=json=report.json")) == before


@pytest.mark.parametrize(
    ("source", "file"),
    [
        ("c", "c/example.com/widget_v1.json"),
        ("c/{{.Group}}/{{.ResourceKind}}.json", "c/example.com/widget.json"),
        ("c/x.tgz", "c/x.tgz"),
        ("default", ".podlint/schemas/lock.json"),
        ("default", ".podlint/schemas/example.com/widget_v1.json"),
    ],
)
def test_definitions_that_are_named_or_kept_are_watched(project: Path, clean: Path, source: str, file: str) -> None:
    (project / ".podlint/schemas/example.com").mkdir(parents=True)
    (project / "c/example.com").mkdir(parents=True)
    (project / ".podlint/schemas/lock.json").write_text("{}")
    (project / "c/x.tgz").touch()
    (project / ".podlint.yaml").write_text(f"schemas: ['{source}']\nexclude: [c]\n")
    before = stamps(_options("."))
    (project / file).write_text("something else")
    assert stamps(_options(".")) != before


def test_wrong_use_of_watch(run: Run, project: Path) -> None:
    assert run("check", "--watch", "-").status == 2
    assert run("check", "--watch", "missing.yaml").status == 2


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent another way there")
def test_watch_runs_again_and_ends_with_130(clean: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "podlint", "check", "--watch", "--isolated", str(clean)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    try:
        assert process.stderr.readline().startswith("All checks passed")
        assert process.stderr.readline() == "podlint: waiting for changes, Ctrl-C ends\n"
        time.sleep(0.1)
        clean.write_text("apiVersion: v1\nkind: Pod\nmeatdata: {}\n")
        assert process.stderr.readline().startswith("Found ")
        assert process.stderr.readline() == "podlint: waiting for changes, Ctrl-C ends\n"
        process.send_signal(signal.SIGINT)
        out, _ = process.communicate(timeout=10)
        assert process.returncode == 130
        assert "unknown-field" in out
        assert "\x1b" not in out
    finally:
        process.kill()
        process.wait()


def _watching(file: Path) -> Namespace:
    options = _options("--isolated")
    options.paths = [str(file)]
    return options


def test_a_file_is_looked_at_when_it_is_written(
    project: Path, clean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits: list[float] = []
    texts = ["", "apiVersion: v1\nkind: Pod\nmeta", "apiVersion: v1\nkind: Pod\nmeatdata: {}\n"]

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 20:
            raise KeyboardInterrupt
        if texts:
            clean.write_text(texts.pop(0))

    monkeypatch.setattr("podlint.cli.watch.time.sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        watch(_watching(clean))
    printed = capsys.readouterr()
    assert printed.err.count("waiting for changes") == 2
    assert "yaml-syntax" not in printed.out
    assert printed.out.count("unknown-field") == 1


def test_changes_without_end_are_looked_at_now_and_then(
    project: Path, clean: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 100:
            raise KeyboardInterrupt
        clean.write_text(clean.read_text() + "# more\n")

    monkeypatch.setattr("podlint.cli.watch.time.sleep", wait)
    with pytest.raises(KeyboardInterrupt):
        watch(_watching(clean))
    assert capsys.readouterr().err.count("waiting for changes") == 5
