"""A template with slips in its fixed text to its findings: the slips, and what is wrong with it as it was meant."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.engine import most, text
from podlint.rule import EngineRule
from podlint.templates.healing import healed
from podlint.templates.parts import separators
from podlint.yaml.place import Location
from podlint.yaml.source import Source, Span

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.engine.plan import Plan
    from podlint.findings.result import FileResult
    from podlint.templates.healing import Healed


def lint(source: Source, plan: Plan, as_is: Callable[[Source], FileResult | None]) -> FileResult | None:
    """Check a template as it was meant; None where nothing is certain that was meant otherwise, or it is none.

    `as_is` checks a template, or says None of a text that is none.
    """
    as_meant = healed(source)
    if as_meant is None:
        return None
    span = Span(source.span.start, len(as_meant.text) - (len(source.text) - source.span.end))
    other = Source(source.path, as_meant.text, bom=source.bom, span=span, margin=source.margin)
    other.reported, other.fixing = source.reported, source.fixing
    result = as_is(other)
    if result is None:
        return None
    back = _Back(as_meant, source)
    result = result._replace(
        findings=back.moved(result.findings),
        directives=back.moved(result.directives),
        bad_directives=back.moved(result.bad_directives),
    )
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    if selected is None:
        return result
    starts = separators(source)
    told = []
    for problem in as_meant.told:
        number = sum(start <= problem.span.start for start in starts)
        told.append(text.syntax(source, problem, number, selected))
    return result.adding(list(most.first(told, source)), source)


class _Back:
    """Gives places in a template as it was meant as places in it as it is."""

    def __init__(self, as_meant: Healed, source: Source) -> None:
        self._healed = as_meant
        self._source = source

    def moved(self, value: Any) -> Any:
        """A value with its places in the template as it is."""
        if isinstance(value, Location):
            span = self._healed.back_span(value.span)
            return Location(value.path, span, self._source.position(span.start), self._source.position(span.end))
        if isinstance(value, Span):
            return self._healed.back_span(value)
        if not isinstance(value, tuple):
            return value
        parts = map(self.moved, value)
        return type(value)(*parts) if hasattr(value, "_fields") else tuple(parts)
