"""The table for job summaries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=markdown"


@pytest.mark.usefixtures("shop")
def test_a_table_with_the_gravest_first(report: Report) -> None:
    lines = report(FORMAT).splitlines()
    assert lines[:2] == ["### podlint", ""]
    assert lines[2].startswith("Found 2 errors, 1 note in 1 file")
    assert lines[4] == "| severity | place | finding | rule |"
    assert [line.split(" | ")[0] for line in lines[6:]] == ["| error", "| error", "| note"]
    assert lines[6].split(" | ") == [
        "| error",
        "déploy/web site.yaml:11:66",
        'unknown field "imagePullPolcy" in spec.containers\\[0\\] of Pod shop/web \\[\\*\\]'
        '<br>help: did you mean "imagePullPolicy"?',
        "[unknown-field](https://github.com/podlint/podlint/blob/v0.1.0/docs/rules/unknown-field.md) |",
    ]


@pytest.mark.usefixtures("clean")
def test_a_clean_run_says_so(report: Report) -> None:
    text = report(FORMAT)
    assert "All checks passed (1 document checked" in text
    assert "|" not in text


def test_a_manifest_cannot_break_the_table(report: Report, project: Path) -> None:
    (project / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n'a|<b>`c`': 1\n")
    assert 'unknown field "a\\|\\<b\\>\\`c\\`"' in report(FORMAT)


def test_a_long_table_is_cut_and_counted(report: Report, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("podlint.report.markdown.LIMIT", 400)
    fields = "".join(f"wrong{number}: 1\n" for number in range(12))
    (project / "pod.yaml").write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: x}}\n{fields}")
    text = report(FORMAT)
    shown = text.count("| error |")
    assert 0 < shown < 12
    assert text.endswith(f"\n\n{13 - shown} more findings not shown.\n")
