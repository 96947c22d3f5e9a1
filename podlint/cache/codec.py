"""Values of podlint to JSON and back: findings, results, reports, facts.

JSON knows lists only, so every tuple is one; a value of a class of podlint's is a list that begins with its name.
"""

from __future__ import annotations

import json
from enum import Enum
from typing import Any

from podlint.findings.finding import Finding, ObjectName, Severity
from podlint.findings.fix import Change, Insert, Move, ResolvedFix, Safety
from podlint.findings.result import Failure, FileResult, Report, Skip
from podlint.project.facts import Facts
from podlint.suppression.directive import BadDirective, Directive, Word
from podlint.yaml.edits import Edit
from podlint.yaml.place import Location, Part, Place, RelatedLocation
from podlint.yaml.source import Position, Span

_SIGN = "~"
_CLASSES: dict[str, Any] = {
    f"{_SIGN}{cls.__name__}": cls
    for cls in (
        BadDirective,
        Change,
        Directive,
        Edit,
        Failure,
        Finding,
        Insert,
        Location,
        Move,
        ObjectName,
        Part,
        Place,
        Position,
        RelatedLocation,
        ResolvedFix,
        Safety,
        Severity,
        Skip,
        Span,
        Word,
    )
}
_PLAIN = (str, int, float, bool, type(None))


class Uncodable(ValueError):
    """A value of a class that is not stored."""


def encode(value: Any) -> Any:
    """A value as JSON data. Raises Uncodable."""
    kind = value.__class__
    if kind in _PLAIN:
        return value
    name = f"{_SIGN}{kind.__name__}"
    if isinstance(value, Enum) and _CLASSES.get(name) is kind:
        return [name, value.value]
    if isinstance(value, tuple):
        if _CLASSES.get(name) is kind:
            return [name, *map(encode, value)]
        if kind is tuple:
            return [_SIGN, *map(encode, value)]
    raise Uncodable(kind.__name__)


def decode(data: Any) -> Any:
    """The value of JSON data. Raises ValueError, LookupError or TypeError for what `encode` does not make."""
    if data.__class__ is not list:
        return data
    sign, *parts = data
    if sign == _SIGN:
        return tuple(map(decode, parts))
    return _CLASSES[sign](*map(decode, parts))


def result_data(result: FileResult, *, facts: bool) -> list[Any]:
    """A result as JSON data; with `facts`, all of it, else only what reports need."""
    fields: list[Any] = []
    value: Any
    for name, value in zip(FileResult._fields, result, strict=True):
        if name in ("lines", "skipped"):
            fields.append([[encode(key), item] for key, item in value.items()])
        elif name == "facts":
            fields.append([list(known) for known in value] if facts else [])
        elif name == "bad_directives" and not facts:
            fields.append(encode(()))
        elif name == "directives" and not facts:
            fields.append(encode(tuple(written for written in value if written.idle)))
        else:
            fields.append(encode(value))
    while len(fields) > 1 and fields[-1] == _DEFAULTS[len(fields) - 1]:
        fields.pop()
    return fields


def result_of(data: list[Any]) -> FileResult:
    """The result of JSON data. Raises what `decode` raises."""
    fields: dict[str, Any] = {}
    for name, value in zip(FileResult._fields, data, strict=False):
        if name in ("lines", "skipped"):
            fields[name] = {decode(key): item for key, item in value}
        elif name == "facts":
            fields[name] = tuple(facts_of(item) for item in value)
        else:
            fields[name] = decode(value)
    return FileResult(**fields)


def facts_of(data: list[Any]) -> Facts:
    """The facts of JSON data."""
    file, document, path, value, generated = data
    return Facts(file, document, tuple(path), value, generated)


_DEFAULTS: list[Any] = []
_DEFAULTS += [
    [] if name in ("lines", "skipped", "facts") else encode(value)
    for name, value in zip(FileResult._fields, FileResult(""), strict=True)
]


def report_text(report: Report) -> str:
    """A report as text: what reports and the summary need of it. Raises Uncodable."""
    results = [result_data(result, facts=False) for result in report.results]
    rest = {name: encode(getattr(report, name)) for name in Report._fields if name not in ("results", "rules")}
    return json.dumps([results, rest], ensure_ascii=False, separators=(",", ":"))


def report_of(text: str) -> Report:
    """The report of a text. Raises what `decode` raises."""
    results, rest = json.loads(text)
    return Report(results=tuple(map(result_of, results)), **{name: decode(value) for name, value in rest.items()})
