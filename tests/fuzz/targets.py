"""Targets for coverage-guided fuzzing with atheris: bytes in, nothing but the promised exceptions out.

    pip install atheris
    python -m fuzz.cover parser fuzz/corpus/parser -max_total_time=600      (from `tests`)

Without atheris, `test_targets.py` runs each target over its corpus, in every run of the tests.
"""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING

from podlint.engine.fix import apply
from podlint.findings.fix import Safety
from podlint.kubernetes.formats import cron, names, quantity, query, regexp
from podlint.yaml import edits, scalars
from podlint.yaml.nodes import Mapping, written
from podlint.yaml.place import Part, Place
from podlint.yaml.reader import parse
from podlint.yaml.same import same
from podlint.yaml.source import Source, decode
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.yaml.document import Document


def parser(data: bytes) -> None:
    """Bytes to documents; each value can be placed, and the parser in Python says the same as that in C."""
    source, undecodable = decode(data, "a.yaml")
    if undecodable is not None:
        return
    parsed = parse(source)
    for composed in parsed.documents:
        _places(composed.document)
    for _, problem in parsed.problems:
        assert 0 <= problem.span.start <= problem.span.end <= len(source.text)
    for name in ("a.yaml", "a.md"):
        texts(Source(name, source.text))


_WORD = re.compile(r"[A-Za-z]\w*")


def _places(document: Document) -> None:
    waiting: list[tuple[str | int, ...]] = [()]
    seen = 0
    while waiting and seen < 200:
        path = waiting.pop()
        seen += 1
        value = document.value(path)
        for part in Part:
            start, end = document.span(path, part)
            assert 0 <= start <= end <= len(document.source.text)
            covered = document.source.text[start:end]
            if part is not Part.PAIR and path and _WORD.fullmatch(covered):  # then it is what it says
                said = path[-1] if part is Part.KEY else value
                assert not isinstance(said, str) or said == covered, (path, part, said, covered)
        if isinstance(value, dict):
            waiting += [(*path, key) for key in value][:20]
        elif isinstance(value, list):
            waiting += [(*path, index) for index in range(len(value))][:20]


def scalar(data: bytes) -> None:
    """A plain scalar, with and without a tag, and what it is as a key."""
    text = data.decode("utf-8", "replace")
    value = scalars.plain(text)
    scalars.key(value)
    for tag in ("!!int", "!!float", "!!bool", "!!null", "!!str", "!!binary", "!!timestamp"):
        with suppress(ValueError):
            scalars.tagged(text, tag)


def amount(data: bytes) -> None:
    """A quantity: whatever is one has a value."""
    text = data.decode("utf-8", "replace")
    assert quantity.is_quantity(text) == (quantity.parse(text) is not None)


def schedule(data: bytes) -> None:
    """A schedule of cron: what has no problem has times, or a reason for having none."""
    text = data.decode("utf-8", "replace")
    if cron.problem(text) is None:
        cron.never(text)


def selector(data: bytes) -> None:
    """A selector as text, and what it meets."""
    text = data.decode("utf-8", "replace")
    with suppress(query.QueryError):
        query.parse(text)


def name(data: bytes) -> None:
    """Names of all kinds: a judge says why not, or nothing."""
    text = data.decode("utf-8", "replace")
    judges: list[Callable[[str], str | None]] = [
        *(names.dns_label, names.dns_subdomain, names.qualified_name, names.label_value, names.port_name),
        *(names.config_key, names.annotation_key, names.path_segment, names.wildcard_subdomain),
    ]
    for judge in judges:
        if judge(text) is not None:
            repaired = names.repaired(text, judge)
            assert repaired is None or judge(repaired) is None


def pattern(data: bytes) -> None:
    """An expression of RE2 and a text."""
    expression, _, text = data.decode("utf-8", "replace").partition("\n")
    regexp.refused(expression)
    with suppress(regexp.Refused):
        regexp.fits(expression, text[:200])


_ANCHOR = re.compile(r"&[\w-]*[^\w\s-]")
"""An anchor that ends in the middle of a word: an edit is refused there, when it is proved."""


def edit(data: bytes) -> None:
    """Edits of a text: a value replaced, a key inserted or moved leaves a text that parses, with that value."""
    source, undecodable = decode(data, "a.yaml")
    parsed = parse(source)
    if undecodable is not None or parsed.problems or len(parsed.documents) != 1 or _ANCHOR.search(source.text):
        return
    document = parsed.documents[0].document
    if not isinstance(document.data, dict) or document.root is None or not isinstance(written(document.root), Mapping):
        return
    for key, value in list(document.data.items())[:10]:
        if document.is_shared((key,)):
            continue  # what is edited is changed where aliases repeat it too: fixes are proved for that reason
        changes = edits.replace(document, Place((key,)), "x y") if not isinstance(value, dict | list) else None
        if changes:
            _checked(source, changes, {**document.data, key: "x y"})
        if isinstance(value, dict):
            changes = edits.insert(document, (key,), "podlint-new", 1)
            if changes and "podlint-new" not in value:
                _checked(source, changes, {**document.data, key: {**value, "podlint-new": 1}})
    apply(source, [], Safety.SAFE)


def _checked(source: Source, changes: list[edits.Edit], expected: object) -> None:
    text = source.text
    for change in sorted(changes, key=lambda one: one.location.span.start, reverse=True):
        text = text[: change.location.span.start] + change.text + text[change.location.span.end :]
    after = parse(Source("a.yaml", text))
    assert not after.problems and len(after.documents) == 1, f"it does not parse any more: {text!r}"
    assert same(after.documents[0].document.data, expected), f"{text!r} is not {expected!r}"


TARGETS = {
    "parser": parser,
    "scalar": scalar,
    "amount": amount,
    "schedule": schedule,
    "selector": selector,
    "name": name,
    "pattern": pattern,
    "edit": edit,
}
