"""Values that lose a part: told is what nobody writes as a comment, and nothing else."""

from __future__ import annotations

import pytest

from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.testing import run
from podlint.yaml.source import Source

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\ndata:\n"
CUT = {
    "color: #ff8800": '"#ff8800"',
    "theme-color: #fff # the light one": '"#fff" # the light one',
    "title: Fixes issue #12": '"Fixes issue #12"',
    "title: Fixes issue #12, and others": '"Fixes issue #12, and others"',
    "lang: C #": '"C #"',
    "note: web (see #4)": '"web (see #4)"',
    'said: he said "go # now"': "'he said \"go # now\"'",
    "said: say 'go #now'": "\"say 'go #now'\"",
    "password: abc #123": '"abc #123"',
    "db-password: a #b$c": '"a #b$c"',
    "apiToken: #x1": '"#x1"',
    "slack_channel: #alerts": '"#alerts"',
    "run: #!/bin/sh -e": '"#!/bin/sh -e"',
    "args: --bg= #ff0000": '"--bg= #ff0000"',
    "anchor: &co": '"&co"',
    "tag: !important": '"!important"',
}
WHOLE = [
    *("a: b # c", "a: b #c", "a: b #c d", "image: nginx #latest", "a: 3 #4", "a: 1.5 #", "a: #c", "a: # c", "a:   #"),
    *("password: abc # 123", "password: abc #base64", "password: #TODO", "channel: #optional", "color: #red"),
    *(
        'a: "x" #1',
        "a: 'it' #1",
        "a: |\n    x #1",
        "a: >- #1\n    x (y #z)",
        "a: b (c) #d)",
        "a: b # (c)",
        "a: it's #b",
    ),
    *("a: x\n    y #1\n    z", "a: &x b\n  c: *x", "a: &x\n  c: *x", "a: !!str", "a: !x y", "hex: b #fff", "a: b#12"),
    *("# color: #fff", "a: b ##", "a: b #---", "a: b #!", "a: b ##########"),
]


def found(text: str) -> list[tuple[str, str]]:
    findings = [f for f in run(HEAD + text) if f.rule == "value-cut-off"]
    return [(f.location.start.line, f.message) for f in findings]


@pytest.mark.parametrize("line", CUT)
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_value_that_loses_a_part_is_told_and_quoted(line: str, end: str) -> None:
    text = f"{HEAD}  {line}\n  z: w\n".replace("\n", end)
    findings = [f for f in run(text) if f.rule == "value-cut-off"]
    assert [f.location.start.line for f in findings] == [6]
    assert [f.severity.word for f in findings] == ["warning"]
    assert apply(Source("manifest.yaml", text), findings, Safety.SAFE).text == text
    fixed = apply(Source("manifest.yaml", text), findings, Safety.UNSAFE).text
    assert fixed == text.replace(line, f"{line.partition(':')[0]}: {CUT[line]}")


@pytest.mark.parametrize("line", WHOLE)
def test_what_may_be_a_comment_is_none(line: str) -> None:
    assert found(f"  {line}\n  z: w\n") == []


def test_a_variable_is_known_by_its_name() -> None:
    text = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n    - name: a\n      env:\n"
    secret = "        - name: DB_PASSWORD\n          value: se #cr3t\n"
    assert [f.location.start.line for f in run(text + secret) if f.rule == "value-cut-off"] == [9]
    assert [f for f in run(text + secret.replace("PASSWORD", "NAME")) if f.rule == "value-cut-off"] == []
