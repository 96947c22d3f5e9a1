"""What the API server says of custom resources by their definitions: `definitions/<keyword>.yaml`.

`tools/definition_cases.py` says how the files are read, and `tools/replay_definitions.py` holds them against the
server's own code.
"""

from __future__ import annotations

from pathlib import Path

import pytest

import definition_cases
from podlint import testing
from podlint.findings.finding import Severity

FOLDER = Path(__file__).parent / "definitions"
CASES = [case for path in sorted(FOLDER.glob("*.yaml")) for case in definition_cases.read(path)]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_the_server_would_say_the_same(case: definition_cases.Case) -> None:
    if "x-kubernetes-validations" in case.definition:
        pytest.importorskip("cel_expr_python")
    files = {"definition.yaml": case.definition, "object.yaml": case.text}
    found = [
        finding
        for finding in testing.run_all(files, settings={"kubernetes_versions": ("1.36",)})
        if finding.location.path == "object.yaml" and finding.severity is not Severity.INFO
    ]
    told = [(one.location.start.line, one.rule, one.severity.word) for one in found]
    assert told == [(one.line, one.rule, one.severity or "error") for one in case.expected], found
    for finding, expected in zip(found, case.expected, strict=True):
        assert expected.words in finding.message
        assert expected.column in (None, finding.location.start.column)


def test_names_of_cases_are_their_own() -> None:
    names = [case.name for case in CASES]
    assert len(names) == len(set(names))


def test_there_are_many_cases_of_both_kinds() -> None:
    accepted = sum(case.accepted for case in CASES)
    assert accepted >= 50
    assert len(CASES) - accepted >= 100
