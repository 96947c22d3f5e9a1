"""One source to its findings: the pure core that every front end calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.engine import documents, most, text
from podlint.findings.result import FileResult, Skip, joined, ordered, shown_lines
from podlint.project.roles import Role, role_said
from podlint.rule import EngineRule
from podlint.suppression.comments import directives
from podlint.words import next_file
from podlint.yaml.markdown import SUFFIXES
from podlint.yaml.reader import separator_text
from podlint.yaml.source import Unreadable
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.engine.plan import Plan
    from podlint.engine.reuse import Reuse
    from podlint.findings.finding import Finding
    from podlint.yaml.source import Source, Span
    from podlint.yaml.texts import Text


def lint(
    source: Source,
    plan: Plan,
    role: Role = Role.MANIFEST,
    undecodable: Unreadable | None = None,
    variables: frozenset[str] | None = None,
    reuse: Reuse | None = None,
) -> FileResult:
    """Check one source: parse, schema, rules. Reads nothing but schemas, prints nothing, keeps nothing.

    `role` says what the file is; `undecodable` that its bytes are not text; `variables` what a kustomization fills in,
    None where none takes the file; `reuse` what is known of documents that have not changed.
    """
    next_file()
    source.reported.clear()
    role = role_said(source, role)
    if role.skip is not None:
        return FileResult(source.path, role.value).skipping(role.skip)
    if undecodable is not None:
        result = _unreadable(source, undecodable, plan)
    elif source.path.endswith(SUFFIXES):
        result = _markdown(source, plan)
    else:
        if reuse is not None:
            reuse.begin()
        [read] = texts(source).texts
        template = text.template(source) if read.parsed.problems else None
        if template is not None:
            role, result = Role.TEMPLATE, _template(source, template, plan)
        else:
            result = _text(read, plan, role, variables, reuse)
    lines = shown_lines(source.path, result.findings, source)
    written = (*(one.location for one in result.directives), *(one.location for one in result.bad_directives))
    lines.update((at.start.line, source.line(at.start.line)) for at in written)
    return result._replace(
        role=role.value, findings=ordered(result.findings), lines=lines, notes=(*result.notes, *most.notes(source))
    )


def _markdown(source: Source, plan: Plan) -> FileResult:
    """The fenced YAML of a Markdown file: whole manifests, and fragments of some."""
    found = texts(source)
    parts = [
        FileResult(source.path).skipping(Skip.TEMPLATE)
        if block.parsed.problems and text.template(block.source) is not None
        else _text(block, plan, Role.MARKDOWN)
        for block in found.texts
    ]
    for span in found.unclosed:
        problem = Unreadable("the fenced block that begins here is never closed", span)
        parts.append(_unreadable(source, problem, plan, found.following))
    return joined(source.path, parts)


def _text(
    read: Text,
    plan: Plan,
    role: Role,
    variables: frozenset[str] | None = None,
    reuse: Reuse | None = None,
) -> FileResult:
    source, parsed = read
    written = directives(source, read.documents)
    shown, more = parsed.problems[: most.MOST], parsed.problems[most.MOST :]
    parts = [_unreadable(source, problem, plan, index) for index, problem in shown]
    if more:
        parts.append(FileResult(source.path).skipping(Skip.UNPARSABLE, len(more)))
    for composed in parsed.documents:
        known = reuse.find(composed.document) if reuse is not None else None
        if known is None:
            known = documents.lint(composed, plan, role, variables)
            if reuse is not None:
                reuse.keep(composed.document, known)
        parts.append(known)
    result = joined(source.path, parts)
    extra = _separator(source, plan) if result.checked else ()
    return result._replace(
        findings=(*result.findings, *extra),
        directives=(*written.found, *result.directives),
        bad_directives=(*written.bad, *result.bad_directives),
    )


def _template(source: Source, span: Span, plan: Plan) -> FileResult:
    """The result of a file that a program renders: one note at the first line of its language."""
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    found = (text.rendered_first(source, span, selected),) if selected is not None else ()
    reason = "has lines that only a template language knows"
    return FileResult(source.path, reason=reason, findings=found).skipping(Skip.TEMPLATE)


def _separator(source: Source, plan: Plan) -> tuple[Finding, ...]:
    """The finding of content on the line of a separator."""
    span, selected = separator_text(source), plan.engine.get(EngineRule.YAML_SYNTAX)
    return (text.separator(span, source, selected),) if span is not None and selected is not None else ()


def _unreadable(source: Source, problem: Unreadable, plan: Plan, index: int = 0) -> FileResult:
    """The result of a document that cannot be read."""
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    found: Iterable[Finding] = ()
    if selected is not None and not most.reached(source, selected.rule.name):
        found = most.first([text.syntax(source, problem, index, selected)], source)
    return FileResult(source.path, findings=tuple(found)).skipping(Skip.UNPARSABLE)
