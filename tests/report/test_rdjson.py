"""The diagnostic formats of reviewdog."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=rdjson"

# Every field that reviewdog knows: it refuses a file with any other.
KNOWN = {
    "": {"source", "severity", "diagnostics"},
    "diagnostics": {"message", "location", "severity", "source", "code", "suggestions", "originalOutput"},
    "location": {"path", "range"},
    "range": {"start", "end"},
    "start": {"line", "column"},
    "end": {"line", "column"},
    "source": {"name", "url"},
    "code": {"value", "url"},
    "suggestions": {"range", "text"},
}


def unknown(data: Any, name: str = "") -> set[str]:
    """The fields of a message that reviewdog does not know."""
    found = {f"{name}.{key}" for key in data if key not in KNOWN[name]}
    for key, value in data.items():
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, dict):
                found |= unknown(item, key)
    return found


@pytest.mark.usefixtures("shop")
def test_columns_are_utf8_bytes(report: Report) -> None:
    result = json.loads(report(FORMAT))
    assert unknown(result) == set()
    found = {diagnostic["code"]["value"]: diagnostic for diagnostic in result["diagnostics"]}
    misspelt = found["unknown-field"]
    # The face takes four bytes and the accented letter two: four more than there are characters.
    place = {"start": {"line": 11, "column": 70}, "end": {"line": 11, "column": 84}}
    assert misspelt["location"] == {"path": "déploy/web site.yaml", "range": place}
    assert misspelt["severity"] == "ERROR"
    assert misspelt["message"].endswith('\nhelp: did you mean "imagePullPolicy"?')
    assert misspelt["suggestions"] == [{"range": place, "text": "imagePullPolicy"}]
    assert found["bare-pod"]["severity"] == "INFO"
    assert found["port-conflict"]["message"].endswith("(déploy/web site.yaml:11:114)")


def test_the_range_is_the_text_of_the_file(report: Report, shop: Path) -> None:
    (misspelt,) = (d for d in json.loads(report(FORMAT))["diagnostics"] if "suggestions" in d)
    lines = shop.read_bytes().split(b"\r\n")
    start, end = misspelt["location"]["range"]["start"], misspelt["location"]["range"]["end"]
    assert lines[start["line"] - 1][start["column"] - 1 : end["column"] - 1] == b"imagePullPolcy"


@pytest.mark.usefixtures("clean")
def test_a_clean_run_has_its_empty_list(report: Report) -> None:
    assert json.loads(report(FORMAT))["diagnostics"] == []
    assert report("--output-format=rdjsonl") == ""


@pytest.mark.usefixtures("shop")
def test_lines_hold_the_same_diagnostics_each_with_its_source(report: Report) -> None:
    whole = json.loads(report(FORMAT))
    lines = [json.loads(line) for line in report("--output-format=rdjsonl").splitlines()]
    assert lines == [{**diagnostic, "source": whole["source"]} for diagnostic in whole["diagnostics"]]


@pytest.mark.usefixtures("shop")
def test_paths_are_those_of_the_current_folder(report: Report, project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(project / "déploy")
    assert {d["location"]["path"] for d in json.loads(report(FORMAT))["diagnostics"]} == {"web site.yaml"}
