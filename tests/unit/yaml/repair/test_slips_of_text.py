"""Broken texts: each slip is told where a person would correct it, and the text is read as it was meant.

`slips.cases` holds the table. After `=== name` come the findings, `LINE:COLUMN words`, then the broken text below
`>>> broken`, and one of: `>>> fixed`, the text after safe fixes; `>>> fixed by a guess`, that after unsafe ones too;
`>>> read as`, where there is no fix, the YAML that says what is read. Characters that nobody can see are written as in
`SIGNS`. A text of which a part is not known says so after `?`: the paths.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.testing import run, run_all
from podlint.yaml.events import CParser
from podlint.yaml.place import dotted
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

HERE = Path(__file__).parent
SIGNS = {"→": "\t", "⍽": "\u00a0", "␣": "\u3000", "⌷": "\u200b", "␁": "\x01", "␀": "\0", "⏺": "\ufeff"}
SYNTAX = ("yaml-syntax", "stray-separator")
NEEDS_C = pytest.mark.skipif(CParser is None, reason="ruamel's own parser stops at other places")


class Case(NamedTuple):
    name: str
    findings: list[tuple[str, str]]
    doubts: list[str]
    broken: str
    kind: str
    text: str


def cases(file: str = "slips.cases") -> list[Case]:
    found = []
    for part in (HERE / file).read_text("utf-8").split("\n=== ")[1:]:
        head, _, rest = part.partition("\n>>> broken\n")
        broken, kind, text = rest, "", ""
        for mark in ("fixed by a guess", "fixed", "read as"):
            if f"\n>>> {mark}\n" in f"\n{rest}":
                broken, _, text = rest.partition(f">>> {mark}\n")
                kind = mark
                break
        name, *lines = head.split("\n")
        said = [line.split(" ", 1) for line in lines if line and not line.startswith("?")]
        doubts = [line[2:] for line in lines if line.startswith("? ")]
        found.append(Case(name, [(at, words) for at, words in said], doubts, _real(broken), kind, _real(text) + "\n"))
    return found


def _real(text: str) -> str:
    for sign, character in SIGNS.items():
        text = text.replace(sign, character)
    return text.rstrip("\n") + "\n" if text.strip("\n") else text


def data(text: str) -> list[object]:
    return [composed.document.data for composed in parse(Source("a.yaml", text)).documents]


@NEEDS_C
@pytest.mark.parametrize("case", cases(), ids=lambda case: case.name)
def test_the_slip_is_told_and_the_text_is_read(case: Case) -> None:
    findings = run(case.broken)
    told = [f for f in findings if f.rule in SYNTAX]
    assert [(f"{f.location.start.line}:{f.location.start.column}", f.message) for f in told] == case.findings
    read = data(case.broken)
    doubts = [one.document.doubts for one in parse(Source("a.yaml", case.broken)).documents]
    written = sorted(
        [dotted(path) for own in doubts if own for path in own.unknown]
        + [f"{dotted(path)} and more" for own in doubts if own for path in own.partial]
    )
    assert written == sorted(case.doubts)
    if case.kind == "read as":
        assert not any(f.fix for f in told)
        assert read == data(case.text)
        return
    source = Source(told[0].location.path, case.broken)
    done = apply(source, told, Safety.UNSAFE if "guess" in case.kind else Safety.SAFE)
    assert done.text.rstrip("\n") == case.text.rstrip("\n")
    assert done.refused == []
    assert data(done.text) == read
    assert not parse(Source("a.yaml", done.text)).problems


def test_what_only_kubectl_minds_is_no_fault_of_what_a_kustomization_takes() -> None:
    one = '{"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "a"}}\n'
    two = one.replace('"a"}', '"b",}').replace("}}", "},}")
    files = {"app/kustomization.yaml": "resources: [a.json, b.json]\n"}
    files["app/a.json"] = one + "---\n" + one.replace('"a"', '"c"')
    files["app/b.json"] = two
    assert [f.message for f in run_all(files) if f.severity.word == "error"] == []
    alone = {"a.json": files["app/a.json"], "b.json": two}
    assert [(f.location.path, f.location.start.line) for f in run_all(alone)] == [("a.json", 2), ("b.json", 1)]
