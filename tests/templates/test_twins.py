"""Manifests made into templates that render to them again: nothing is found in one that its manifest has not.

Values become actions, entries and items stand behind conditions or are left to `toYaml`: whoever sets the values as the
manifest had them gets the manifest back, so that what is certain of the template is true of it.
"""

from __future__ import annotations

import random
import re
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import pytest

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine.lint import lint
from podlint.engine.plan import Plan
from podlint.project.roles import Role
from podlint.schema import catalog
from podlint.yaml.nodes import Mapping, Node, Scalar, Sequence
from podlint.yaml.source import Source
from podlint.yaml.texts import documents

RULES = Path(__file__).parents[1] / "rules"
ROUNDS = 15
TWINS = 20


class Stretch(NamedTuple):
    """A part of a manifest that an action may take the place of: a value, or whole lines indented by `column`."""

    start: int
    end: int
    column: int | None


@lru_cache(maxsize=1)
def plan() -> Plan:
    known = registry.load(plugins=False)
    return Plan(select(known.rules, known.aliases, Settings()), catalog.versions()[-1:], known.pod_specs)


@lru_cache(maxsize=1)
def manifests() -> list[str]:
    found = [
        match[1]
        for file in sorted(RULES.rglob("*.md"))
        for match in re.finditer(r"(?ms)^```yaml[^\n]*\n(.*?)^```", file.read_text(encoding="utf-8"))
    ]
    return [text for text in found if "{{" not in text and "&" not in text]


def stretches(source: Source, node: Node | None) -> list[Stretch]:
    found: list[Stretch] = []
    if isinstance(node, Mapping):
        for start, _, value, _ in node.entries.values():
            if not node.flow and not before(source, start).strip():
                found += whole_lines(source, start, value, len(before(source, start)))
            found += stretches(source, value)
    elif isinstance(node, Sequence):
        for item in node.items:
            dash = re.fullmatch(r"(\s*)-\s+", before(source, item.start))
            if not node.flow and dash is not None:
                found += whole_lines(source, item.start, item, len(dash[1]))
            found += stretches(source, item)
    elif (
        isinstance(node, Scalar)
        and "\n" not in (text := source.text[node.start : node.end])
        and text[:1] not in "&*!|>"
    ):
        found.append(Stretch(node.start, node.end, None))
    return found


def before(source: Source, offset: int) -> str:
    return source.text[source.line_starts[source.position(offset).line - 1] : offset]


def whole_lines(source: Source, start: int, value: Node, column: int) -> list[Stretch]:
    end = max(value.end, start)
    while end > start and source.text[end - 1].isspace():
        end -= 1
    rest = source.text.find("\n", end) + 1 or len(source.text)
    tail = source.text[end:rest].strip()
    first = start - len(before(source, start))
    return [Stretch(first, rest, column)] if not tail or tail[0] == "#" else []


def templated(source: Source, chance: random.Random) -> str:
    able = [each for document in documents(source) for each in stretches(source, document.root)]
    chance.shuffle(able)
    chosen: list[Stretch] = []
    for one in able[: chance.randint(1, 8)]:
        if all(one.end <= other.start or one.start >= other.end for other in chosen):
            chosen.append(one)
    text = source.text
    for start, end, column in sorted(chosen, reverse=True):
        text = text[:start] + replaced(text[start:end], column, chance) + text[end:]
    return text


def replaced(text: str, column: int | None, chance: random.Random) -> str:
    if column is None:
        quote = text[:1] if text[:1] in ("'", '"') else ""
        return f"{quote}{{{{ .Values.v }}}}{quote}"
    text = text if text.endswith("\n") else f"{text}\n"
    pad = " " * chance.choice([0, column, column + 2])
    some = f"{pad}{{{{- toYaml .Values.t | nindent {column} }}}}\n"
    condition, other, end = (f"{pad}{{{{- {word} }}}}\n" for word in ("if .Values.b", "else", "end"))
    return chance.choice(
        [
            some,
            condition + text + end,
            condition + text + other + some + end,
            condition + some + other + text + end,
        ]
    )


@pytest.mark.parametrize("seed", range(ROUNDS))
def test_what_is_certain_of_a_template_is_true_of_what_it_renders_to(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(TWINS):
        manifest = Source("a.yaml", chance.choice(manifests()))
        template = Source("templates/a.yaml", templated(manifest, chance))
        rules = {finding.rule for finding in lint(manifest, plan()).findings}
        if "stray-separator" in rules:  # of a template, each document is taken as it stands
            rules.add("missing-field")
        result = lint(template, plan(), Role.HELM_TEMPLATE)
        assert not result.failures
        said = {f.rule for f in result.findings if "not understood" not in f.message}
        assert said <= rules, template.text
