"""Several reports of one run, and where they go."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint.cli.main import main
from podlint.config.keys import FORMATS
from podlint.report.known import is_report

if TYPE_CHECKING:
    from collections.abc import Callable

    Report = Callable[..., str]

DOCS = Path(__file__).parents[2] / "docs" / "output-formats.md"


@pytest.mark.usefixtures("shop")
def test_one_run_gives_a_log_and_reports(report: Report, project: Path) -> None:
    log = report("--output=sarif=podlint.sarif", "--output", "junit=podlint.xml")
    assert log.startswith("déploy/web site.yaml:8:18: note:")
    assert json.loads((project / "podlint.sarif").read_text())["version"] == "2.1.0"
    assert (project / "podlint.xml").read_text().startswith("<?xml")


@pytest.mark.usefixtures("shop")
def test_an_output_without_a_file_takes_the_place_of_the_log(report: Report, project: Path) -> None:
    assert report("--output=github", "--output=json=podlint.json").startswith("::error ")
    assert json.loads((project / "podlint.json").read_text())["version"] == 1
    assert report("--output=concise=-").startswith("déploy/web site.yaml:8:18: note: ")


@pytest.mark.usefixtures("shop")
def test_format_and_file_go_together_and_others_beside_them(report: Report, project: Path) -> None:
    assert report("--output-format=json", "--output-file=a.json", "--output=gitlab=b.json") == ""
    assert isinstance(json.loads((project / "a.json").read_text()), dict)
    assert isinstance(json.loads((project / "b.json").read_text()), list)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("--output=sarif=",), "--output sarif=: no file after the `=`"),
        (("--output=sraif=x",), 'unknown output format "sraif"; did you mean "sarif"?'),
        (("--output=json", "--output=sarif"), "standard output: two reports go there, json and sarif"),
        (("--output-format=json", "--output=sarif"), "standard output: two reports go there, json and sarif"),
        (("--output=json=x", "--output=sarif=./x"), "x: two reports go there, json and sarif"),
        (("--output=json=no/such/x",), "no/such/x: cannot be written: No such file or directory: no/such"),
        (("--output-file=déploy",), "déploy: cannot be written: it is a folder"),
    ],
)
@pytest.mark.usefixtures("shop")
def test_wrong_use_is_said_before_any_work(
    capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...], message: str
) -> None:
    assert main(arguments) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="root writes everywhere")
@pytest.mark.usefixtures("clean")
def test_a_folder_that_cannot_be_written_is_named(capsys: pytest.CaptureFixture[str], project: Path) -> None:
    (project / "sealed").mkdir(mode=0o500)
    assert main(("--output=json=sealed/x.json",)) == 2
    assert "sealed/x.json: cannot be written: Permission denied" in capsys.readouterr().err


@pytest.mark.usefixtures("clean")
def test_a_failed_write_leaves_the_old_file_and_the_other_reports(
    capsys: pytest.CaptureFixture[str], project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Path, target: Path) -> None:
        raise OSError(28, "No space left on device")

    (project / "old.json").write_text("old")
    monkeypatch.setattr(Path, "replace", full)
    assert main(("--output=json=old.json", "--output=markdown")) == 2
    captured = capsys.readouterr()
    assert captured.out.startswith("### podlint")
    assert "podlint: old.json: cannot be written: No space left on device" in captured.err
    assert (project / "old.json").read_text() == "old"
    assert sorted(path.name for path in project.iterdir()) == [".git", "clean.yaml", "old.json"]


@pytest.mark.usefixtures("clean")
def test_a_link_stays_a_link_and_a_pipe_is_written_to(report: Report, project: Path) -> None:
    (project / "there.json").write_text("old")
    (project / "here.json").symlink_to("there.json")
    report("--output=json=here.json", "--output=sarif=/dev/null")
    assert (project / "here.json").is_symlink()
    assert json.loads((project / "there.json").read_text())["findings"] == []


@pytest.mark.usefixtures("clean")
def test_the_summary_of_a_step_is_added_to(report: Report, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    summary = project / "summary"
    summary.write_text("# Before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert report() == ""
    assert summary.read_text() == "# Before\n", "only where it is asked for"
    report(f"--output=markdown={summary}")
    assert summary.read_text().startswith("# Before\n### podlint\n")


@pytest.mark.usefixtures("shop")
def test_the_configuration_says_the_same(report: Report, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (project / ".podlint.yaml").write_text(
        "output-format: json\noutput-file: main.json\noutput: [gitlab=quality.json, github]\n"
    )
    monkeypatch.chdir(project / "déploy")
    assert report(".").startswith("::error file=déploy/web site.yaml")
    assert isinstance(json.loads((project / "main.json").read_text()), dict)
    assert isinstance(json.loads((project / "quality.json").read_text()), list)


@pytest.mark.usefixtures("shop")
def test_the_command_line_beats_the_configuration(report: Report, project: Path) -> None:
    (project / ".podlint.yaml").write_text("output-format: json\noutput-file: main.json\noutput: [github]\n")
    assert report("--output-format=gitlab").startswith("[")
    assert not (project / "main.json").exists()
    assert report("--output=concise").startswith("déploy/web site.yaml:8:18: note: ")
    assert (project / "main.json").exists()


@pytest.mark.usefixtures("shop")
def test_show_files_prints_its_list_and_writes_no_report(report: Report, project: Path) -> None:
    assert report("--show-files", "--output=sarif=x.sarif").startswith("manifest")
    assert not (project / "x.sarif").exists()


@pytest.mark.parametrize(
    "name", ["json", "sarif", "gitlab", "junit", "rdjson", "rdjsonl", "json-lines", "checkstyle", "github", "markdown"]
)
@pytest.mark.usefixtures("shop")
def test_formats_for_machines_are_never_coloured_and_own_standard_output(
    capsys: pytest.CaptureFixture[str], project: Path, name: str
) -> None:
    (project / "gone.yaml").symlink_to("nowhere.yaml")
    assert main(("--color=always", f"--output-format={name}")) == 2
    captured = capsys.readouterr()
    assert "\033[" not in captured.out
    assert "podlint: gone.yaml: cannot be read" in captured.err
    if name in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(captured.out)


def test_every_format_is_documented_and_in_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    text = DOCS.read_text(encoding="utf-8")
    assert set(FORMATS) == set(re.findall(r"\[`([a-z-]+)`\]\(#", text))
    with pytest.raises(SystemExit):
        main(("check", "--help"))
    shown = " ".join(capsys.readouterr().out.split())
    assert f"{', '.join(FORMATS)}, or a format of a plugin" in shown


@pytest.mark.usefixtures("shop")
def test_the_problem_matcher_of_the_docs_reads_the_concise_format(report: Report) -> None:
    (matcher,) = re.findall(r"```json\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.DOTALL)
    (pattern,) = json.loads(matcher)["pattern"]
    found = [re.match(pattern["regexp"], line) for line in report("--output-format=concise").splitlines()]
    names = ("file", "line", "column", "severity", "code")
    assert [tuple(match[pattern[name]] for name in names) for match in found if match] == [
        ("déploy/web site.yaml", "8", "18", "note", "bare-pod"),
        ("déploy/web site.yaml", "11", "66", "error", "unknown-field"),
        ("déploy/web site.yaml", "12", "80", "error", "port-conflict"),
    ]


def test_the_report_of_a_plugin_is_known_by_its_first_line() -> None:
    assert is_report(b"path,line,rule\na,1,b\n", b"path,line,rule\n")
    assert not is_report(b"path,line\n", b"path,line,rule\n")
    assert not is_report(b"{\n}\n", b"{\n}\n")
    assert not is_report(b"path,line,rule\n")
