"""Edits of every kind, made of texts that nobody would write: fixes, comments that suppress, baselines."""

from __future__ import annotations

import re
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz import mutators
from podlint import registry
from podlint.config.settings import Settings
from podlint.engine.fix import OF_COMMENTS, apply
from podlint.engine.job import Job, Stdin
from podlint.engine.run import run
from podlint.findings.fix import Safety
from podlint.findings.result import FileResult
from podlint.suppression.apply import NEVER_HIDDEN
from podlint.suppression.baseline import Baseline
from podlint.suppression.writing import applied, silence
from podlint.yaml.comments import comments
from podlint.yaml.same import same
from podlint.yaml.source import Source, decode, encode
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from random import Random

    from podlint.findings.finding import Finding

SETTINGS = Settings(select=("all",))
RULES = registry.load(plugins=False)
NAMES = ("/nowhere/a.yaml", "/nowhere/a.yaml", "/nowhere/a.yaml", "/nowhere/a.md", "/nowhere/a.json")
SIGNS = ("", " # c", "\t# d: [", " # it's \"so", "#", " # podlint: ignore[bare-pod]", " #podlint: ignore[ports, x] y")
ENDS = ("\n", "\n", "\n", "\r\n", "\r")
MARKS = (b"", b"", b"", b"\xef\xbb\xbf")


def make(rng: Random) -> tuple[str, bytes]:
    """The name and the bytes of a file: a text that has something to fix or to hide, written in an odd way."""
    before = rng.choice(mutators.fixable() if rng.random() < 0.5 else mutators.seeds())
    name = rng.choice(NAMES)
    if rng.random() < 0.7:
        before = mutators.text(rng, before, rng.choice(mutators.seeds()), most=2)
    if rng.random() < 0.6:
        lines = before.split("\n")
        for _ in range(rng.randint(1, 5)):
            at = rng.randrange(len(lines))
            if rng.random() < 0.6:
                lines[at] += rng.choice(SIGNS)
            else:
                lines.insert(at, " " * rng.randrange(8) + rng.choice(SIGNS[1:]).strip())
        before = "\n".join(lines)
    if name.endswith(".md"):
        margin = rng.choice(("", "  ", "> ", ">", "- "))
        rows = before.rstrip("\n").split("\n")
        before = f"a\n\n{margin}```yaml\n" + "".join(f"{margin}{row}\n" for row in rows) + f"{margin}```\n"
    end = rng.choice(ENDS)
    if rng.random() < 0.1:
        before = before.rstrip("\n")
    content = before.replace("\n", end).encode("utf-8", "surrogatepass")
    if rng.random() < 0.05:
        return name, b"\xff\xfe" + content.decode("utf-8", "replace").encode("utf-16-le")
    return name, rng.choice(MARKS) + content


def bear(made: tuple[str, bytes]) -> None:
    """What is found is fixed, hidden and kept; each changes nothing but what it says."""
    name, content = made
    source, undecodable = decode(content, name)
    if undecodable is not None or encode(source.text, content) != content:
        return
    found = _found(name, content)
    _fixes(source, content, found)
    _comments(source, content, found)
    _alone(source, found)
    _baseline(name, found)


def _found(name: str, content: bytes) -> list[Finding]:
    report = run(Job(RULES, lambda _: SETTINGS, stdin=Stdin(content, name)))
    assert not report.failures, [f"{failure.message}\n{failure.traceback}" for failure in report.failures]
    return [finding for finding in report.findings if finding.location.path == name]


def _data(source: Source) -> list[Any]:
    return [document.data for text in texts(source).texts for document in text.documents]


def _said(source: Source) -> Counter[str]:
    """The comments that are not for podlint."""
    read = texts(source).texts
    all_of_them = (one.text for text in read for one in comments(text.source, "", text.documents))
    return Counter(one for one in all_of_them if "podlint" not in one)


def _kinds(findings: list[Finding]) -> Counter[tuple[str, str, int]]:
    return Counter((f.rule, f.message, f.document) for f in findings)


def _kept(before: Source, after: Source, content: bytes) -> bytes:
    """What is no data is as before: comments, line ends, the end of the file, its bytes."""
    # What YAML takes for a comment may have been meant as a value: then it is one, in quotes.
    kept = re.sub("[\"']", "", after.text)
    lost = [one for one in _said(before) - _said(after) if re.sub("[\"']", "", one) not in kept]
    assert not lost, f"comments are lost:\n{after.text!r}"
    ends = [set(re.findall(r"\r\n|\r|\n", text)) for text in (before.text, after.text)]
    assert not ends[0] or ends[1] <= ends[0], f"other line ends:\n{after.text!r}"
    assert before.text.endswith(("\n", "\r")) == after.text.endswith(("\n", "\r")), f"the last end:\n{after.text!r}"
    stored = encode(after.text, content)
    again, undecodable = decode(stored, before.path)
    assert undecodable is None and again.text == after.text, f"it is stored otherwise:\n{after.text!r}"
    return stored


def _fixes(source: Source, content: bytes, found: list[Finding]) -> None:
    done = apply(source, found, Safety.UNSAFE)
    if not done.fixed:
        assert done.text == source.text
        return
    after = Source(source.path, done.text, bom=source.bom)
    stored = _kept(source, after, content)
    old, new = texts(source), texts(after)
    for before, now in zip(old.texts, new.texts, strict=True):
        assert len(now.parsed.problems) <= len(before.parsed.problems), f"it is read no more:\n{done.text!r}"
    if all(finding.rule in OF_COMMENTS and finding.rule != "value-cut-off" for finding in done.fixed):
        assert same(_data(source), _data(after)), f"a fix of a comment changes data:\n{done.text!r}"
    if any(finding.rule == "unknown-suppression" for finding in done.fixed):
        return  # a word that is right now has something to say
    left = _found(source.path, stored)
    once = {(finding.rule, finding.pointer, finding.message, finding.document) for finding in done.fixed}
    still = [f for f in left if f.fix and (f.rule, f.pointer, f.message, f.document) in once]
    for finding in still:  # the same words about the same place: it is another of these, or the fix did nothing
        assert len([f for f in found if f.rule == finding.rule]) > len([f for f in left if f.rule == finding.rule]), (
            f"{finding.rule} is fixed and still there:\n{done.text!r}"
        )


def _comments(source: Source, content: bytes, found: list[Finding]) -> None:
    wanted = [finding for finding in found if finding.rule not in NEVER_HIDDEN]
    written = silence(source, wanted, "why")
    if not written.edits:
        return
    after = Source(source.path, applied(source.text, written.edits), bom=source.bom)
    stored = _kept(source, after, content)
    assert same(_data(source), _data(after)), f"a comment changes data:\n{after.text!r}"
    left = [finding for finding in _found(source.path, stored) if finding.rule not in NEVER_HIDDEN]
    assert not _kinds(left) - _kinds(wanted), f"a comment makes {_kinds(left) - _kinds(wanted)}:\n{after.text!r}"
    assert len(left) <= len(written.left), f"left: {[*_kinds(left)]}:\n{after.text!r}"
    again = silence(decode(stored, source.path)[0], left, "why")
    assert not again.edits, f"a second run writes {[edit.text for edit in again.edits]}:\n{after.text!r}"


def _alone(source: Source, found: list[Finding]) -> None:
    """The comment that an editor offers for a single finding."""
    for finding in islice((one for one in found if one.rule not in NEVER_HIDDEN), 0, 40, 9):
        edits = silence(source, [finding]).edits
        if edits:
            after = Source(source.path, applied(source.text, edits), bom=source.bom)
            assert same(_data(source), _data(after)), f"a comment changes data:\n{after.text!r}"


def _baseline(name: str, found: list[Finding]) -> None:
    """A baseline of all that is found, stored and read, leaves nothing and misses nothing."""
    made = Baseline(Path("/nowhere/b.json"))
    made.counts = made.count(found)
    text = made.text()
    read = Baseline.of_text(made.file, text)
    assert read.counts == made.counts
    assert not read.hide(FileResult(name, findings=tuple(found))).findings
    assert not read.stale(found, [name], RULES.rules)
