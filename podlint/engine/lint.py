"""One source to its findings: the pure core that every front end calls."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.engine import documents, most, text
from podlint.findings.finding import Severity
from podlint.findings.result import FileResult, Skip, joined, ordered, shown_lines
from podlint.project.foreign import may_be_a_manifest
from podlint.project.roles import Role, role_said
from podlint.rule import EngineRule
from podlint.suppression.comments import directives
from podlint.words import next_file
from podlint.yaml.markdown import SUFFIXES
from podlint.yaml.reader import separator_text
from podlint.yaml.source import BINARY, Unreadable
from podlint.yaml.templated import template as template_of
from podlint.yaml.texts import texts

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.engine.plan import Plan
    from podlint.engine.reuse import Reuse
    from podlint.findings.finding import Finding
    from podlint.yaml.source import Source, Span
    from podlint.yaml.texts import Text

_LEFT_ALONE = (".tpl", ".erb", ".txt")
"""Templates that hold no manifests of themselves, or are in a language that is not read."""
_MAY_BE_CUT = (
    ((" #", "\t#"), r"[^\s#][ \t]+#(?! )|[\"'(\[][^\r\n#]*[ \t]# [^\r\n]*[\"')\]]"),
    ((" &", " !"), r"[:-] [&!]\w"),
)
"""What a text holds if a value in it may lose a part: first what is quickly looked for."""
_WHY = "has lines that only a template language knows"


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
    if role.skip is not None and (undecodable is not None or not _renders(source, role, plan)):
        return FileResult(source.path, role.value).skipping(role.skip)
    if undecodable is not None:
        result = _undecodable(source, undecodable, plan, role, variables)
    elif source.path.endswith(SUFFIXES):
        result = _markdown(source, plan)
    else:
        if reuse is not None:
            reuse.begin()
        known = _as_template(source, plan, role) if role.skip is not None else None
        if known is not None:
            result = known
        else:
            [read] = texts(source).texts
            if read.parsed.problems and (rendered := _rendered(source, plan, role)) is not None:
                role, result = Role.TEMPLATE, rendered
            else:
                result = _text(read, plan, role, variables, reuse)
    lines = shown_lines(source.path, result.findings, source)
    written = (*(one.location for one in result.directives), *(one.location for one in result.bad_directives))
    lines.update((at.start.line, source.line(at.start.line)) for at in written)
    return result._replace(
        role=role.value, findings=ordered(result.findings), lines=lines, notes=(*result.notes, *most.notes(source))
    )


def _undecodable(
    source: Source, problem: Unreadable, plan: Plan, role: Role, variables: frozenset[str] | None
) -> FileResult:
    """The result of bytes that are not what Kubernetes reads: that, and what is wrong with the text they seem to hold.

    Nothing is said of values that could not be decoded, and nothing can be fixed: that would store another text.
    """
    if problem.message == BINARY or source.path.endswith(SUFFIXES):
        return _unreadable(source, problem, plan)
    from podlint.yaml.doubts import undecodable

    [read] = texts(source).texts
    for composed in read.parsed.documents:
        composed.document.doubts = undecodable(composed.document.data) or composed.document.doubts
    found = _text(read, plan, role, variables)
    own = _unreadable(source, problem, plan, read=True)
    findings = tuple(finding._replace(fix=None) for finding in found.findings)
    return found._replace(findings=(*own.findings, *findings))


def _markdown(source: Source, plan: Plan) -> FileResult:
    """The fenced YAML of a Markdown file: whole manifests, and fragments of some."""
    found = texts(source)
    parts = [_block(block, plan) for block in found.texts]
    for span in found.unclosed:
        problem = Unreadable("the fenced block that begins here is never closed", span)
        parts.append(_unreadable(source, problem, plan, found.following))
    return joined(source.path, parts)


def _block(block: Text, plan: Plan) -> FileResult:
    """The result of one fenced block: YAML, or a template of some."""
    template = _rendered(block.source, plan, Role.MARKDOWN) if block.parsed.problems else None
    if template is None:
        return _text(block, plan, Role.MARKDOWN)
    # What is no whole object, or cannot be read, is a part of something that the text around it tells.
    kept = (one for one in template.findings if one.severity is not Severity.INFO)
    findings = tuple(one._replace(document=one.document + block.first) for one in kept)
    written = tuple(one._replace(document=one.document + block.first) for one in template.directives)
    return template._replace(findings=findings, directives=written, reason="")


def _text(
    read: Text,
    plan: Plan,
    role: Role,
    variables: frozenset[str] | None = None,
    reuse: Reuse | None = None,
) -> FileResult:
    source, parsed = read.source, read.parsed
    written = directives(source, read.documents, plan.foreign)
    # Whoever reads YAML reads JSON with separators and commas: what a kustomization takes, kubectl never sees.
    problems = [one for one in parsed.problems if variables is None or not one[1].json]
    if (
        problems
        and role in (Role.MANIFEST, Role.MARKDOWN)
        and not may_be_a_manifest(source.path, source.text, source.span)
    ):
        problems = []
    shown = problems[: most.MOST]
    parts = [_unreadable(source, problem, plan, index, read=True) for index, problem in shown]
    # Kustomize refuses a kustomization as it is: what it would build is not known, however well it can be repaired.
    unread = {index for index, _ in parsed.problems} if role is Role.KUSTOMIZATION else parsed.unread
    if unread:
        parts.append(FileResult(source.path).skipping(Skip.UNPARSABLE, len(unread)))
    if parsed.in_part:
        parts.append(FileResult(source.path, skipped={Skip.IN_PART: len(parsed.in_part)}))
    for composed in parsed.documents:
        # What is not certain may depend on lines outside of the document.
        known = reuse.find(composed.document) if reuse is not None and not composed.document.doubts else None
        if known is None:
            known = documents.lint(composed, plan, role, variables)
            if reuse is not None and not composed.document.doubts:
                reuse.keep(composed.document, known)
        parts.append(known)
    result = joined(source.path, parts)
    extra = _separator(source, plan) if result.checked and not problems else ()
    extra = (*extra, *_cut(read, plan)) if result.checked else extra
    return result._replace(
        findings=(*result.findings, *extra),
        directives=(*written.found, *result.directives),
        bad_directives=(*written.bad, *result.bad_directives),
    )


def _renders(source: Source, role: Role, plan: Plan) -> bool:
    """Whether a template is read: one of manifests, and not of the texts that others of a chart are made with."""
    if not plan.templates or source.path.endswith(_LEFT_ALONE):
        return False
    # Helm reads these for what they define, and does not render them.
    partial = source.path.rpartition("/")[2].startswith("_")
    return role is Role.TEMPLATE or (role is Role.HELM_TEMPLATE and not partial)


def _as_template(source: Source, plan: Plan, role: Role) -> FileResult | None:
    """The result of a file that is a template by its role."""
    from podlint.engine import template

    return template.lint(source, plan, role, helm=role is Role.HELM_TEMPLATE, sure=True)


def _rendered(source: Source, plan: Plan, role: Role) -> FileResult | None:
    """The result of a file that is no YAML because it is a template; None where it is none."""
    if not any(source.text.find(mark, *source.span) >= 0 for mark in ("{{", "{%", "$")):
        return None
    first = template_of(source)
    if plan.templates and role is not Role.KUSTOMIZATION and role is not Role.CHART:
        from podlint.engine import template

        own = role if role is Role.MARKDOWN else Role.TEMPLATE
        found = template.lint(source, plan, own, helm=False, sure=first is not None)
        if found is not None:
            return found._replace(reason=_WHY)
    return _template(source, first, plan) if first is not None else None


def _template(source: Source, span: Span, plan: Plan) -> FileResult:
    """The result of a file that a program renders: one note at the first line of its language."""
    selected = plan.engine.get(EngineRule.YAML_SYNTAX)
    found = (text.rendered_first(source, span, selected),) if selected is not None else ()
    return FileResult(source.path, reason=_WHY, findings=found).skipping(Skip.TEMPLATE)


def _separator(source: Source, plan: Plan) -> tuple[Finding, ...]:
    """The finding of content on the line of a separator."""
    span, selected = separator_text(source), plan.engine.get(EngineRule.YAML_SYNTAX)
    return (text.separator(span, source, selected),) if span is not None and selected is not None else ()


def _cut(read: Text, plan: Plan) -> Iterable[Finding]:
    """The findings of values that lose a part."""
    source, selected = read.source, plan.engine.get(EngineRule.VALUE_CUT_OFF)
    if selected is None or not any(
        any(source.text.find(sign, *source.span) >= 0 for sign in signs)
        and re.compile(pattern).search(source.text, *source.span)
        for signs, pattern in _MAY_BE_CUT
    ):
        return ()
    from podlint.engine import cut

    return most.first(cut.values(source, read.documents, selected), source)


def _unreadable(source: Source, problem: Unreadable, plan: Plan, index: int = 0, *, read: bool = False) -> FileResult:
    """The result of what cannot be read in a document, which may be read all the same."""
    selected = plan.engine.get(EngineRule(problem.rule) if problem.rule else EngineRule.YAML_SYNTAX)
    found: Iterable[Finding] = ()
    if selected is not None and not most.reached(source, selected.rule.name):
        found = most.first([text.syntax(source, problem, index, selected)], source)
    result = FileResult(source.path, findings=tuple(found))
    return result if read else result.skipping(Skip.UNPARSABLE)
