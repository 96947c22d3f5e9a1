"""Fixes and suppressions as edits, in whatever way the data is written: nothing else changes, and once is enough.

The texts of all cases of rules go through all layouts; a run of the tests takes some of them.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from podlint import registry, testing
from podlint.config.settings import Settings
from podlint.engine.fix import OF_COMMENTS, apply, encodable
from podlint.engine.job import Job
from podlint.engine.run import run
from podlint.files.discover import Target
from podlint.findings.fix import Safety
from podlint.suppression.apply import NEVER_HIDDEN
from podlint.suppression.writing import applied, silence
from podlint.yaml.same import same
from podlint.yaml.source import decode, encode
from tests.property.layouts import data, layouts

if TYPE_CHECKING:
    from podlint.findings.finding import Finding

RULES = registry.load(plugins=False)
SETTINGS = Settings(select=("all",))
CASES = testing.collect(Path(__file__).parents[1] / "rules")
TEXTS = sorted({text for case in CASES for name, text in case.files.items() if name.endswith((".yaml", ".yml"))})
ENDS = re.compile(r"\r\n|\r|\n")


def _found(name: str, content: bytes, folder: Path) -> list[Finding]:
    path = folder / name
    path.write_bytes(content)
    report = run(Job(RULES, lambda _: SETTINGS, [Target(path, explicit=True)]))
    assert not report.failures
    return [finding for finding in report.findings if finding.location.path == str(path)]


def _comments(text: str) -> Counter[str]:
    """The marks that the layouts put into comments, and those that cases have."""
    return Counter(
        re.findall(r"# (?:above )?c[0-9]+\b|# (?:expect|info|warning|error)[:-][^\r\n]*|# (?:first|behind|end)\b", text)
    )


def _ends(text: str) -> set[str]:
    return set(ENDS.findall(text))


def _kept(before: str, after: str, what: str) -> None:
    """What is no data stays: comments, the kinds of line ends, whether the last line has one."""
    lost = _comments(before) - _comments(after)
    assert not lost, (what, lost)
    assert _ends(after) <= _ends(before) or len(_ends(before)) == 0, (what, _ends(before), _ends(after))
    assert before.endswith(("\n", "\r")) == after.endswith(("\n", "\r")), what


def check_fixes(text: str, folder: Path) -> int:
    """Fixes of every layout: the data is that of the fixed plain text, or the layout is left alone."""
    wanted = None
    count = 0
    for layout, name, content in layouts(text):
        source, _ = decode(content, str(folder / name))
        found = [finding for finding in _found(name, content, folder) if finding.fix is not None]
        if layout == "plain" and not found:
            return 0
        fixed = apply(source, found, Safety.UNSAFE)
        if layout == "plain":
            wanted = data(name, fixed.text.encode())
        what = f"{layout}\n{source.text}\n=====>\n{fixed.text}"
        after = encode(fixed.text, content)
        if {finding.rule for finding in fixed.fixed}.isdisjoint(OF_COMMENTS):
            _kept(source.text, fixed.text, what)
        if fixed.fixed:
            assert source.text.endswith(("\n", "\r")) == fixed.text.endswith(("\n", "\r")), what
            assert _ends(fixed.text) <= _ends(source.text), what
        assert encodable(after, decode(after, name)[0]), what
        assert after[:2] == content[:2] or not content.startswith((b"\xff\xfe", b"\xef\xbb")), what
        # A layout may keep some fixes from being made; what is made is what is made of the plain text. Where the layout
        # is made of the data, `n` is false already, and cannot become "n".
        derived = layout.startswith(("json", "flow")) or wanted is None
        if not derived and len(fixed.fixed) == len(found) and not fixed.refused:
            now = data(name, after)
            assert same(wanted, now[: len(wanted)]) or len(fixed.fixed) != _whole(text, folder), what
        again = apply(decode(after, str(folder / name))[0], _found(name, after, folder), Safety.UNSAFE)
        for finding in again.fixed:
            assert finding.rule not in {f.rule for f in fixed.fixed} or again.text != fixed.text, what
        count += len(fixed.fixed)
    return count


def _whole(text: str, folder: Path) -> int:
    source, _ = decode(text.encode(), str(folder / "a.yaml"))
    return len(apply(source, _found("a.yaml", text.encode(), folder), Safety.UNSAFE).fixed)


def check_suppressions(text: str, folder: Path) -> int:
    """Comments that suppress: they say nothing else, they hide what they are for, and a second run adds none."""
    count = 0
    for layout, name, content in layouts(text):
        source, _ = decode(content, str(folder / name))
        found = [finding for finding in _found(name, content, folder) if finding.rule not in NEVER_HIDDEN]
        written = silence(source, found, "why")
        after = applied(source.text, written.edits)
        what = f"{layout}\n{source.text}\n=====>\n{after}"
        stored = encode(after, content)
        assert same(data(name, content), data(name, stored)), what
        _kept(source.text, after, what)
        if name.endswith(".json"):
            assert not written.edits
        left = [finding for finding in _found(name, stored, folder) if finding.rule not in NEVER_HIDDEN]
        hidden = len(found) - len(written.left)
        before, now = Counter(f.rule for f in found), Counter(f.rule for f in left)
        assert sum(now.values()) <= len(written.left) + now["unused-suppression"], (what, before - now, now)
        again = silence(decode(stored, str(folder / name))[0], left, "why")
        assert not again.edits or now["unused-suppression"], what
        count += hidden
    return count


@pytest.mark.parametrize("text", TEXTS[::80], ids=str.splitlines)
def test_fixes_and_suppressions_of_some_texts(text: str, tmp_path: Path) -> None:
    check_fixes(text, tmp_path)
    check_suppressions(text, tmp_path)


@pytest.mark.exhaustive
@pytest.mark.parametrize("part", range(40))
def test_fixes_and_suppressions_of_all_texts(part: int, tmp_path: Path) -> None:
    for text in TEXTS[part::40]:
        check_fixes(text, tmp_path)
        check_suppressions(text, tmp_path)


FIXABLE = [
    *("deprecated-field", "env-not-string", "env-ref-order", "env-shell-syntax", "invalid-enum"),
    *("mount-undeclared-volume", "probe-port-undeclared", "removed-api", "repeated-merge-key", "service-ports-invalid"),
    *(
        "typographic-character",
        "unknown-field",
        "unknown-kind",
        "unknown-suppression",
        "unused-suppression",
        "wrong-type",
        "yaml11-scalar",
    ),
]

OF_BROKEN_TEXTS = ["stray-separator", "value-cut-off", "yaml-syntax"]
"""What is fixed in texts that cannot be read, or say something else, which can be written in one way only."""


@pytest.fixture(scope="module")
def fixable(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[str]]:
    """The texts in which a rule has a fix."""
    folder = tmp_path_factory.mktemp("fixable")
    texts: dict[str, list[str]] = {}
    for text in TEXTS:
        rules = {finding.rule for finding in _found("a.yaml", text.encode(), folder) if finding.fix is not None}
        for rule in rules:
            texts.setdefault(rule, []).append(text)
    return texts


def test_every_rule_with_a_fix_is_here(fixable: dict[str, list[str]]) -> None:
    assert sorted(fixable) == sorted([*FIXABLE, *OF_BROKEN_TEXTS])


@pytest.mark.parametrize("rule", FIXABLE)
def test_the_fix_of_a_rule_in_every_layout(rule: str, fixable: dict[str, list[str]], tmp_path: Path) -> None:
    assert sum(check_fixes(text, tmp_path) for text in fixable[rule][:2])


def test_no_fix_moves_a_byte_order_mark_to_the_beginning(tmp_path: Path) -> None:
    """There it would say how the file is to be read, and be no part of it any more."""
    text = "# podlint: ignore[bare-pod]\n\ufeff# b\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"
    source, _ = decode(text.encode(), str(tmp_path / "a.yaml"))
    fixed = apply(source, _found("a.yaml", text.encode(), tmp_path), Safety.UNSAFE)
    assert fixed.text == text
