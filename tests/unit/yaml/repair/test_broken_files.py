"""Real files, broken by one mechanical change: one finding, everything else as before, and the fix gives them back.

`real.cases` holds the table, three lines each: the file in the corpus; its line and the change; the finding.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.testing import run
from podlint.yaml.events import CParser
from podlint.yaml.source import Source

CORPUS = Path(__file__).parents[5] / "shared" / "corpus"
SYNTAX = ("yaml-syntax", "stray-separator")
CHANGES = {
    "a space less behind the colon": lambda line: line.replace(": ", ":", 1),
    "a colon less": lambda line: line.replace(":", "", 1),
    "a space less behind the dash": lambda line: line.replace("- ", "-", 1),
    "the last character less": lambda line: line.rstrip()[:-1],
    "one space more": lambda line: f" {line}",
    "two spaces more": lambda line: f"  {line}",
    "one space less": lambda line: line[1:],
    "a tab for the indentation": lambda line: "\t" + line.lstrip(" "),
    "a no-break space for the first space": lambda line: "\u00a0" + line[1:],
    "a full-width colon": lambda line: line.replace(": ", "\uff1a", 1),
    "another file behind it": lambda line: line,
}
pytestmark = [
    pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus of real manifests is not here"),
    pytest.mark.skipif(CParser is None, reason="ruamel's own parser stops at other places"),
]


class Case(NamedTuple):
    file: str
    line: int
    change: str
    at: str
    words: str


def cases() -> list[Case]:
    lines = (Path(__file__).parent / "real.cases").read_text("utf-8").splitlines()
    lines = [line for line in lines if line and not line.startswith("#")]
    found = []
    for file, change, finding in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        number, _, what = change.partition(" ")
        at, _, words = finding.partition(" ")
        found.append(Case(file, int(number), what, at, words))
    return found


def other(text: str) -> list[tuple[int, str, str]]:
    return sorted((f.location.start.line, f.rule, f.message) for f in run(text) if f.rule not in SYNTAX)


@pytest.mark.parametrize("case", cases(), ids=lambda case: f"{case.file}:{case.line} {case.change}")
def test_one_finding_and_the_others_stay(case: Case) -> None:
    name, _, second = case.file.partition(" + ")
    whole = (CORPUS / name).read_text("utf-8")
    lines = whole.split("\n")
    lines[case.line - 1] = CHANGES[case.change](lines[case.line - 1])
    broken = "\n".join(lines)
    if second:
        more = (CORPUS / second).read_text("utf-8")
        whole, broken = f"{whole}---\n{more}", f"{whole}{more}"
    told = [finding for finding in run(broken) if finding.rule in SYNTAX]
    assert [(f"{f.location.start.line}:{f.location.start.column}", f.message) for f in told] == [(case.at, case.words)]
    if not second:  # else its lines are others
        assert other(broken) == other(whole)
    done = apply(Source(told[0].location.path, broken), told, Safety.SAFE)
    assert [line.rstrip() for line in done.text.split("\n")] == [line.rstrip() for line in whole.split("\n")]
