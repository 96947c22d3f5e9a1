"""What an editor shows over a finding, a rule's name in a comment, and a field: why it is there, what it means."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.addresses import of_rule
from podlint.kubernetes.objects import objects
from podlint.report.markdown import escaped
from podlint.schema import catalog
from podlint.schema.fields import field, without_texts
from podlint.schema.limit_words import words
from podlint.visible import visible
from podlint.yaml.texts import documents

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.lsp.session import Linted
    from podlint.registry import Registry
    from podlint.rule import Rule
    from podlint.schema.fields import Field
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

_WORD = re.compile(r"[\w-]+")


def hover(linted: Linted, offset: int, rules: Registry) -> str | None:
    """The Markdown for an offset of a text; None where there is nothing to say."""
    found = [
        f for f in linted.findings if f.location.span.start <= offset <= f.location.span.end and f.rule in rules.rules
    ]
    parts = [f"{escaped(finding.message)}\n\n{about(rules.rules[finding.rule])}" for finding in found[:3]]
    if not parts:
        source = linted.source
        at = source.position(min(offset, len(source.text)))
        line = source.line(at.line)
        mark = line.find("podlint:")
        for word in _WORD.finditer(line, mark) if 0 <= mark < at.column else ():
            name = rules.aliases.get(word[0], word[0])
            if word.start() < at.column <= word.end() + 1 and name in rules.rules:
                parts.append(about(rules.rules[name]))
    if not parts:
        parts = list(_fields(linted, offset))
    return "\n\n---\n\n".join(parts) or None


def _fields(linted: Linted, offset: int) -> Iterator[str]:
    """The documentation of the field whose key is there, in the newest of the chosen Kubernetes versions."""
    for document in _documents(linted.source):
        path = document.path_at(offset)
        if path is None:
            continue
        for target in objects(document):
            inside = path[len(target.path) :] if path[: len(target.path)] == target.path else None
            if inside is None:
                continue
            found = field(linted.kubernetes, target.api_version, target.kind, inside)
            if found is not None:
                yield _described(found, found.text or without_texts(), words(found.allowed))


def custom_field(linted: Linted, offset: int) -> tuple[str, str, Path] | None:
    """The apiVersion, the kind and the path of a field of a kind that is not built in, whose key is there."""
    for document in _documents(linted.source):
        path = document.path_at(offset)
        for target in objects(document) if path is not None else ():
            if path is not None and path[: len(target.path)] == target.path:
                if catalog.find(linted.kubernetes, target.api_version, target.kind) is None:
                    return target.api_version, target.kind, path[len(target.path) :]
                return None
    return None


def of_definition(found: Field, file: str) -> str:
    """The Markdown for a field of a custom kind: what its definition says, and where that is."""
    text = "\n\n".join(filter(None, (escaped(visible(found.text)), f"From {escaped(visible(file))}")))
    return _described(found, text, [escaped(visible(line)) for line in words(found.allowed)])


def _described(found: Field, text: str, lines: list[str]) -> str:
    limits = "".join(f"\n- {line}" for line in lines)
    required = ", required" if found.required else ""
    return f"**{found.name}** `{found.type}`{required}\n\n{text}" + (f"\n{limits}" if limits else "")


@lru_cache(maxsize=1)
def _documents(source: Source) -> list[Document]:
    """The documents of a text: over a long one, a pointer rests more than once."""
    return documents(source)


def about(rule: Rule) -> str:
    """A rule in a few lines: its name, what it flags, why, and where to read more."""
    reason = re.search(r"^## Why is this bad\?\n(.*?)(?=^## |\Z)", rule.doc, re.MULTILINE | re.DOTALL)
    why = reason[1].strip() if reason else ""
    url = of_rule(rule.name, {rule.name: rule})
    return f"**{rule.name}** ({rule.severity.word}): {rule.summary}\n\n{why}" + (f"\n\n[More]({url})" if url else "")
