"""Small projects with kustomizations, judged as these build them.

`judged.cases` holds them, in the form of `tests/kustomize/cases.py`: bases, overlays and components, generators,
charts, remote parts, and mistakes. `# expect: RULE` marks a finding on its line; there is no other one.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from podlint.testing import run_all
from tests.kustomize.cases import Case, read

CASES = read(Path(__file__).with_name("judged.cases"))


@pytest.mark.parametrize("case", CASES, ids=[case.name for case in CASES])
def test_a_project_is_judged_as_it_is_built(case: Case) -> None:
    files = {name: content.decode() for name, content in case.files.items()}
    marked = [
        (name, number, mark.split()[0])
        for name, text in files.items()
        for number, line in enumerate(text.splitlines(), 1)
        for mark in line.split("# expect: ")[1:]
    ]
    found = [(each.location.path, each.location.start.line, each.rule) for each in run_all(files, ())]
    assert sorted(found) == sorted(marked)
