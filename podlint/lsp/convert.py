"""Places of podlint as places of the Language Server Protocol 3.17, and back."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit
from urllib.request import url2pathname

from lsprotocol import types

from podlint.addresses import of_rule
from podlint.files.paths import identity
from podlint.findings.finding import Severity
from podlint.lsp.texts import index, units
from podlint.rule import EngineRule

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from podlint.findings.finding import Finding
    from podlint.rule import Rule
    from podlint.yaml.place import Location
    from podlint.yaml.source import Position, Source

_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
DEPRECATED = frozenset(
    {EngineRule.DEPRECATED_API.value, "deprecated-field", EngineRule.REMOVED_API.value, "dead-annotation"}
)
UNNECESSARY = frozenset({EngineRule.UNUSED_SUPPRESSION.value, "unused-volume", "unused-config", "redundant-pod-entry"})


def position(line: str, at: Position, encoding: str) -> types.Position:
    """A position in a line of text."""
    return types.Position(at.line - 1, units(line[: at.column - 1], encoding))


def offset(source: Source, at: types.Position, encoding: str) -> int:
    """The code-point offset of a position; its line's end where it lies beyond."""
    return index(source.text, source.line_starts, at, encoding)


def range_of(location: Location, source: Source, encoding: str) -> types.Range:
    """The range of a place in a source."""
    start, end = location.start, location.end
    return types.Range(
        position(source.line(start.line), start, encoding), position(source.line(end.line), end, encoding)
    )


def diagnostic(
    finding: Finding,
    source: Source,
    encoding: str,
    source_of: Callable[[str], Source | None],
    name: Callable[[str], str] | None = None,
    rules: Mapping[str, Rule] = MappingProxyType({}),
) -> types.Diagnostic:
    """A finding as a diagnostic; `source_of` gives the sources of related places, `name` their URIs, by path.

    `rules` are those there are, of which only podlint's own have a page.
    """
    related = []
    for other in finding.related:
        where = source if other.location.path == source.path else source_of(other.location.path)
        if where is not None:
            place = types.Location(
                (name or uri)(identity(other.location.path)), range_of(other.location, where, encoding)
            )
            related.append(types.DiagnosticRelatedInformation(place, other.message))
    address = of_rule(finding.rule, rules)
    tags = [types.DiagnosticTag.Deprecated] if finding.rule in DEPRECATED else []
    tags += [types.DiagnosticTag.Unnecessary] if finding.rule in UNNECESSARY else []
    return types.Diagnostic(
        range=range_of(finding.location, source, encoding),
        message=finding.message + (f"\n{finding.help}" if finding.help else ""),
        severity=_SEVERITIES[finding.severity],
        code=finding.rule,
        code_description=types.CodeDescription(address) if address is not None else None,
        source="podlint",
        data={"pointer": finding.pointer, "fixable": finding.fix is not None},
        tags=tags or None,
        related_information=related or None,
    )


def path_of(identifier: str) -> str | None:
    """The identity of the file of a `file:` URI; None for another one, and for what can be no path."""
    try:
        parts = urlsplit(identifier)
        path = url2pathname(unquote(parts.path, errors="strict")) if parts.scheme == "file" else ""
        return identity(path) if path and "\0" not in path and Path(path).is_absolute() else None
    except (ValueError, OSError):
        return None


def uri(path: str) -> str:
    """The `file:` URI of a path."""
    return Path(identity(path)).as_uri()
