"""What Helm refuses in a template, or renders as nobody means it: told without rendering."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.rule import EngineRule
from podlint.templates.actions import actions
from podlint.templates.blocks import tree
from podlint.templates.functions import FUNCTIONS, unknown
from podlint.templates.values import is_described, is_set, used
from podlint.words import closest, did_you_mean, listed, quoted
from podlint.yaml.document import Document
from podlint.yaml.reader import parse
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from podlint.config.select import Selected
    from podlint.engine.plan import Plan
    from podlint.files.reading import Reader
    from podlint.findings.finding import Finding
    from podlint.findings.result import FileResult
    from podlint.templates.actions import Action, Fault
    from podlint.templates.parts import Misplaced
    from podlint.yaml.source import Source

_OBJECTS = frozenset({"Values", "Release", "Chart", "Capabilities", "Files", "Template", "Subcharts"})


def faults(source: Source, found: list[Action], told: list[Fault], plan: Plan) -> Iterator[Finding]:
    """What is wrong with the actions and blocks of a template by themselves."""
    selected = plan.engine.get(EngineRule.TEMPLATE_INVALID)
    if selected is None:
        return
    for fault in told:
        yield _finding(source, fault.span, selected, fault.message, fault.help)
    for action in found:
        start = action.span.start
        if source.text.startswith("{{{", start):
            message = "of three braces Helm takes the first two for the beginning of an action, and refuses the third"
            yield _finding(source, Span(start, start + 3), selected, message, "write a space behind the first: { {{")
        for word, span in unknown(source.text, action):
            if word in _OBJECTS:
                help: str | None = f"write .{word}, or $.{word} in a range or with"
            else:
                help = did_you_mean(closest(word, sorted(FUNCTIONS)))
            yield _finding(source, span, selected, f"Helm has no function {quoted(word)}", help)


def misplaced(source: Source, one: Misplaced, plan: Plan) -> Iterator[Finding]:
    """The finding of an action that writes where it does not fit."""
    selected = plan.engine.get(EngineRule.TEMPLATE_INVALID)
    if selected is None:
        return
    word = "nindent" if one.action.breaks else "indent"
    around = listed([str(column) for column in dict.fromkeys(one.columns)])
    spaces = "space" if around == "1" else "spaces"
    message = f"`{word} {one.action.indent}` fits nothing here: what is around it is indented by {around} {spaces}"
    yield _finding(source, one.action.span, selected, message, f"use {word} {one.meant}")


def _finding(source: Source, span: Span, selected: Selected, message: str, help: str | None) -> Finding:
    return selected.finding(message=message, location=Document(source, 0, None, None).location(span), help=help)


def with_values(result: FileResult, source: Source, path: Path, plan: Plan, reader: Reader) -> FileResult:
    """The result of a chart's template with the values that it writes and that nothing sets."""
    selected = plan.engine.get(EngineRule.TEMPLATE_VALUE_UNSET)
    if selected is None or ".Values" not in source.text:
        return result
    chart = next((parent.parent for parent in path.parents if parent.name == "templates"), None)
    found = list(used(source.text, tree(actions(source.text, source.span).found).parts)) if chart is not None else []
    if not found or chart is None:
        return result
    values, text = _values(chart / "values.yaml", reader)
    schema, _ = _values(chart / "values.schema.json", reader)
    missing = []
    for keys, span in found:
        if keys[0] == "global" or is_set(keys, values) or (schema and is_described(keys, schema)):
            continue
        if re.search(rf"\b{keys[-1]}['\"]?[ \t]*:", text):  # in a comment, or elsewhere: somebody describes it
            continue
        shown = ".".join(keys)
        message = f".Values.{shown} is in no values of the chart, and written without a default"
        help = "add it to values.yaml, or give it a default: {{ .Values." + shown + ' | default "" }}'
        missing.append(_finding(source, span, selected, message, help))
    return result.adding(missing, source)


def _values(file: Path, reader: Reader) -> tuple[Any, str]:
    """The values in a file, and its text; nothing where there is none."""
    try:
        source, undecodable = reader.decoded(file)
    except OSError:
        return {}, ""
    documents = parse(source).documents if undecodable is None else []
    return (documents[0].document.data if documents else None), source.text
