"""A template to its findings: what is certain, whatever the values are that it is rendered with.

Each branch is read once (`cover`). What is found there is looked at again in the narrowest readings that show its
place: nothing but what is rendered with it, and of each alternative one after the other. What is found in all of those
is so in all that is rendered.
"""

from __future__ import annotations

from functools import cached_property, partial
from itertools import islice
from typing import TYPE_CHECKING, Any

from podlint.engine import most, text
from podlint.engine.helm import faults
from podlint.engine.template_fix import kept
from podlint.engine.template_judge import Judge
from podlint.findings.finding import Severity
from podlint.findings.result import FileResult, Skip, joined
from podlint.kubernetes.objects import is_list, looks_like_object
from podlint.project.kept import named
from podlint.rule import EngineRule
from podlint.schema import catalog
from podlint.suppression.comments import directives
from podlint.templates.actions import actions, variables
from podlint.templates.blocks import enclosing, tree
from podlint.templates.choices import alternatives, cover, narrow
from podlint.templates.layout import Template
from podlint.templates.parts import WRITTEN, pieces
from podlint.templates.readings import reading
from podlint.tuples import NamedTuple
from podlint.yaml.reader import parse
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding
    from podlint.project.roles import Role
    from podlint.templates.blocks import Block, Part
    from podlint.templates.choices import Choice
    from podlint.templates.parts import Piece, Pieces
    from podlint.yaml.source import Source

_MOST_ACTIONS = 20_000
"""Most actions of a template that is read."""
_LONGEST = 1_000_000
"""Most characters of a template that is read."""
_MOST_APART = 8
"""Most readings with blocks left out that set again what others set, for each reading with all of them."""
_MOST_READ = 2_000_000
"""Most characters that are read to look again at what is found in a template; what is left then is not reported."""
_OF_VERSIONS = frozenset(
    {
        *(EngineRule.REMOVED_API.value, EngineRule.DEPRECATED_API.value, EngineRule.UNKNOWN_KIND.value),
        EngineRule.FUTURE_FIELD.value,
    }
)
"""What depends on the version of the cluster, which templates ask for."""
_ASKING = ("Capabilities", "include", "template", "tpl", "semver", "lookup", "$")
"""What a condition may depend on besides values, the version of the cluster among it."""

Key = tuple[str, int]
"""The rule of a finding, and where it begins."""


class _Seen(NamedTuple):
    """What one reading gives: its documents, and the findings in them.

    `roots` says where the document of a finding begins; `gone` are the numbers of those whose API is not served any
    more.
    """

    pieces: Pieces
    found: Mapping[Key, Finding]
    roots: Mapping[Key, int]
    gone: frozenset[int]


def lint(source: Source, plan: Plan, role: Role, *, helm: bool, sure: bool, as_is: bool = False) -> FileResult | None:
    """Check a template. None where the text is none after all, and its faults are those of a manifest.

    `helm` says that it is a chart's, `sure` that it is surely a template, whatever it looks like. It is read as it was
    meant, unless it is to be read `as_is`.
    """
    found = actions(source.text, source.span)
    if not sure and not found.found and not found.faults:
        found = found._replace(found=variables(source.text, source.span))
    blocks = tree(found.found)
    if helm:
        told = list(faults(source, found.found, [*found.faults, *blocks.faults], plan))
        if told:
            return _refused(source, told)
    if not sure and (not found.found or found.faults or blocks.faults or blocks.too_deep):
        return None
    if blocks.too_deep or len(found.found) > _MOST_ACTIONS or len(source.text) > _LONGEST:
        return _not_understood(source, plan, source.span)
    linter = _Linter(source, Template(source.text, source.span, blocks.parts), plan, role, helm=helm)
    if not as_is and linter.odd():
        from podlint.engine import template_slips

        found_in = template_slips.lint(
            source, plan, partial(lint, plan=plan, role=role, helm=helm, sure=sure, as_is=True)
        )
        if found_in is not None:
            return found_in
    if not sure and not linter.explains():
        return None
    return linter.result()


def _refused(source: Source, told: list[Finding]) -> FileResult:
    """The result of a template that Helm refuses: what it would render to, nobody knows."""
    return FileResult(source.path, findings=tuple(most.first(told, source))).skipping(Skip.TEMPLATE)


def _not_understood(source: Source, plan: Plan, span: Span, at: Span | None = None) -> FileResult:
    """The result of lines that cannot be read."""
    lines = source.position(max(span.end - 1, span.start)).line - source.position(span.start).line + 1
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    found: tuple[Finding, ...] = ()
    if selected is not None:
        found = (text.not_understood(source, at or Span(span.start, span.start), lines, selected),)
    return FileResult(source.path, findings=found).skipping(Skip.TEMPLATE)


class _Linter:
    """Reads one template, as often as it takes."""

    def __init__(self, source: Source, template: Template, plan: Plan, role: Role, *, helm: bool) -> None:
        self._source = source
        self._template = template
        self._judge = Judge(source, plan, role, helm=helm)
        self._plan = self._judge.plan
        self._role = role
        self._helm = helm
        self._known: dict[tuple[int, frozenset[tuple[int, int]]], _Seen] = {}
        self._cover = cover(template)
        self._left = _MOST_READ
        self._parts: dict[int, list[Part]] = {}

    def odd(self) -> bool:
        """Whether some reading is no YAML, or says something else than was meant."""
        seen = (self._seen(choice).pieces for choice in self._cover)
        return any(pieces.problems or pieces.odd for pieces in seen)

    def explains(self) -> bool:
        """Whether more of the text can be read as a template than as it stands."""
        return len(self._seen(self._cover[0]).pieces.problems) < len(self._raw)

    @cached_property
    def _raw(self) -> list[tuple[str, Span]]:
        """What is wrong with the text as it stands: words and places."""
        return [(problem.message, problem.span) for _, problem in parse(self._source, repaired=False).problems]

    def result(self) -> FileResult:
        """What is certain of the template."""
        first = self._seen(self._cover[0])
        certain: dict[Key, Finding] = {}
        tried: set[Key] = set()
        apart = [one for choice in self._cover for one in islice(self._apart(choice), _MOST_APART)]
        for choice in (*self._cover, *apart):
            seen = self._seen(choice)
            for key, finding in seen.found.items():
                if key not in tried and self._left > 0:
                    tried.add(key)
                    one = self._certain(key, finding, seen.roots[key])
                    if one is not None:
                        certain[key] = one
        documents = [piece.composed.document for piece in first.pieces.documents]
        written = directives(first.pieces.source, documents, self._plan.foreign)
        parts = [self._document(piece) for piece in first.pieces.documents]
        parts += self._unread()
        result = joined(self._source.path, parts) if parts else FileResult(self._source.path)
        fixed = (finding._replace(fix=kept(finding.fix, self._template)) for finding in certain.values())
        return result._replace(
            findings=(*result.findings, *fixed),
            directives=tuple(dict.fromkeys((*written.found, *self._judge.directives.values()))),
            bad_directives=tuple(written.bad),
            failures=tuple(self._judge.failures),
        )

    def _seen(self, choice: Choice, number: int = -1) -> _Seen:
        """What a reading gives, of all of the template or of the document of a number."""
        key = number, frozenset(choice.items())
        if key not in self._known:
            part = self._source if number < 0 else self._source.part(self._part(number))
            self._left -= part.span.end - part.span.start + 1_000
            read = pieces(reading(self._template, choice, part.span if number >= 0 else None), part)
            found: dict[Key, Finding] = {}
            roots: dict[Key, int] = {}
            read.source.reported.clear()
            for piece in read.documents:
                root = piece.composed.document.root
                for finding in self._judge.judged(piece):
                    at = finding.rule, finding.location.span.start
                    if at not in found and WRITTEN not in finding.message:
                        found[at] = finding
                        roots[at] = root.start if root is not None else 0
            gone = frozenset(self._judge.number(at[1]) for at in found if at[0] == EngineRule.REMOVED_API.value)
            self._known[key] = _Seen(read, found, roots, gone)
        return self._known[key]

    def _apart(self, choice: Choice) -> Iterator[Choice]:
        """Choices in which of two blocks that set one key, the one or the other, only the first does."""
        for piece in self._seen(choice).pieces.documents:
            for _, span, before in piece.composed.duplicates:
                one = {block.span.start for block, _ in enclosing(self._template.parts, before.start)}
                for block, _ in enclosing(self._template.parts, span.start):
                    if block.span.start not in one and choice.get(block.span.start, 0) >= 0:
                        yield {**choice, block.span.start: -1}
                        break

    def _certain(self, key: Key, finding: Finding, root: int) -> Finding | None:
        """A finding as it is in the narrowest readings that show its place; None where it is not in all of them."""
        around = enclosing(self._template.parts, finding.location.span.start)
        within = {block.span.start: number for block, number in around}
        if finding.severity is not Severity.ERROR:
            outside = {block.span.start for block, _ in enclosing(self._template.parts, root)}
            if any(start not in outside for start in within):
                return None
        if finding.rule in _OF_VERSIONS and any(_asks(block, number) for block, number in around):
            return None
        one: Finding | None = None
        own = self._judge.number(key[1])
        parts = self._parts_of(own)
        for number in range(alternatives(parts)):
            seen = self._seen(narrow(parts, within, number), own)
            found = seen.found.get(key)
            if found is None and self._judge.number(root) not in seen.gone:
                return None
            one = one or found
        return one._replace(document=self._judge.number(one.location.span.start)) if one is not None else None

    def _parts_of(self, number: int) -> list[Part]:
        """The parts of the template in the document of a number."""
        if number not in self._parts:
            self._parts[number] = self._template.within(self._part(number))
        return self._parts[number]

    def _part(self, number: int) -> Span:
        """The text of the document of a number."""
        marks = [self._source.span.start, *self._judge.separators, self._source.span.end]
        return Span(marks[number], marks[number + 1])

    def _document(self, piece: Piece) -> FileResult:
        """How a document counts."""
        path, data = self._source.path, piece.composed.document.data
        if looks_like_object(data) or is_list(data):
            lacking = self._without_schema(data)
            return FileResult(
                path, documents=1, checked=1, templates=1, without_schema=len(lacking), unknown_kinds=lacking
            )
        return FileResult(path).skipping(self._role.skip or Skip.TEMPLATE)

    def _without_schema(self, data: Any) -> tuple[str, ...]:
        """The kind of a document, where it is a custom one without a schema."""
        row = named(f"{data.get('apiVersion')}/{data.get('kind')}")
        known = row is None or row.group in catalog.groups() or row.of in self._plan.custom
        return () if row is None or known else (row.kind,)

    def _unread(self) -> Iterator[FileResult]:
        """What is said of documents that are no YAML in some reading: each once."""
        said: set[int] = set()
        for choice in self._cover:
            for index, problem, span in self._seen(choice).pieces.problems:
                if span.start in said:
                    continue
                said.add(span.start)
                selected = self._plan.engine.get(EngineRule.YAML_SYNTAX)
                plain = (problem.message, problem.span) in self._raw and (not self._helm or not self._acts(span))
                if not plain:
                    yield _not_understood(self._source, self._plan, span, problem.span)
                elif selected is not None:
                    found = text.syntax(self._source, problem, index, selected)
                    yield FileResult(self._source.path, findings=(found,)).skipping(Skip.UNPARSABLE)
                else:
                    yield FileResult(self._source.path).skipping(Skip.UNPARSABLE)

    def _acts(self, span: Span) -> bool:
        """Whether an action stands in a part of the text."""
        return "{{" in self._source.text[span.start : span.end] or "{%" in self._source.text[span.start : span.end]


def _asks(block: Block, number: int) -> bool:
    """Whether a branch of a block may be there for some versions of the cluster only."""
    heads = [f"{branch.action.word} {branch.action.rest}" for branch in block.branches[: number + 1]]
    return len(block.branches) > 1 or any(word in head for head in heads for word in _ASKING)
