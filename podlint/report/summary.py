"""What the text formats share: a finding's message with its object, the summary."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podlint.findings.finding import Severity
from podlint.findings.fix import Safety
from podlint.visible import in_line, name, visible
from podlint.words import listed, quoted

if TYPE_CHECKING:
    from podlint.findings.finding import Finding
    from podlint.findings.result import Report
    from podlint.rule import Rule

_KINDS = 5
"""How many kinds without a schema a summary names."""
NOUNS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
MARK = "[*]"
"""What stands behind the message of a finding that `--fix` fixes."""
_SECURITY = frozenset({"security", "rbac", "secrets"})


def concerns_security(rule: Rule) -> bool:
    """Whether a rule is about a risk. The errors of these categories are about what the API server refuses."""
    return rule.category in _SECURITY and rule.severity is not Severity.ERROR


def message(finding: Finding) -> str:
    """The message, with the object it is about where the words do not name it, on one line."""
    text = visible(finding.message)
    about = finding.object
    if about.kind and not (_says(text, about.kind) and _says(text, about.name or "")):
        text += f" ({name(str(about))})"
    if finding.versions:
        text += f" (Kubernetes {', '.join(finding.versions)})"
    return in_line(text)


def fixable(finding: Finding) -> str:
    """The mark of a finding that `--fix` fixes, for behind its message; empty for others."""
    return f" {MARK}" if finding.fixable(Safety.SAFE) else ""


def _says(text: str, word: str) -> bool:
    """Whether a word stands in a text, as it is shown or with the escapes that it has in quotes."""
    return visible(word) in text or quoted(word, len(word))[1:-1] in text


def details(finding: Finding) -> list[str]:
    """What goes below the message, a line each: what to do, and the related places."""
    lines = [f"help: {in_line(finding.help)}"] if finding.help else []
    for related in finding.related:
        lines.append(f"note: {in_line(related.message)} ({related.location})")
    return lines


def plural(count: int, noun: str) -> str:
    """`1 error`, `2 errors`."""
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def summary(report: Report) -> str:
    """The last line of a run: what was found, what was checked, what was not and why."""
    versions = ", ".join(report.versions)
    counts = [plural(count, noun) for severity, noun in NOUNS.items() if (count := report.count(severity))]
    rendered = f", {report.rendered} rendered" if report.rendered else ""
    of_templates = f" ({report.templates} of templates)" if report.templates else ""
    looked = [plural(report.checked, "document") + f" checked{of_templates}{rendered}", f"Kubernetes {versions}"]
    if report.without_schema:
        looked.append(_without_schema(report))
    if report.without_cel:
        from podlint.schema.cel import rules

        hint = " (-v names them)" if rules.available() else " (install podlint[cel])"
        looked.append(f"{report.without_cel} with CEL rules not evaluated{hint}")
    if report.built_in_part:
        looked.append(f"{plural(report.built_in_part, 'kustomization')} built in part")
    looked.append(_skipped(report.skipped))
    if report.left:
        looked.append(f"not looked at: {', '.join(f'{count} {reason}' for reason, count in report.left_out.items())}")
    if report.suppressed:
        looked.append(f"{report.suppressed} suppressed")
    if report.known:
        looked.append(f"{report.known} in the baseline")
    tail = f"({'; '.join(part for part in looked if part)})"
    done = f"{'Would fix' if report.trial else 'Fixed'} {plural(report.fixed, 'finding')}. " if report.fixed else ""
    done += _unfixed(report)
    done += f"Suppressed {plural(report.silenced, 'finding')} with comments. " if report.silenced else ""
    if report.trial and report.fixed:
        return f"{done}{', '.join(counts) or 'No findings'} would be left {tail}."
    if not counts:
        return f"{done}All checks passed {tail}." if report.checked else f"Nothing was checked {tail}."
    files = len({finding.location.path for finding in report.findings})
    safe, every = report.fixable(Safety.SAFE), report.fixable(Safety.UNSAFE)
    hint = f" {MARK} {safe} fixable with --fix." if safe else ""
    hint += f" {every - safe} more with --unsafe-fixes." if safe and every > safe else ""
    hint = hint or (f" {every} fixable with --fix --unsafe-fixes." if every else "")
    return f"{done}Found {', '.join(counts)} in {plural(files, 'file')} {tail}.{hint}"


def _without_schema(report: Report) -> str:
    """How many objects of how many kinds have no schema, which kinds, and what would help."""
    kinds = report.unknown_kinds
    if not kinds:
        return f"{report.without_schema} without a schema"
    names = in_line(visible(listed(kinds, _KINDS)))
    count = f"{plural(sum(kinds.values()), 'object')} of {plural(len(kinds), 'kind')} without a schema"
    return f"{count} ({names}): podlint schemas fetch"


def _unfixed(report: Report) -> str:
    """How many fixes were tried and not made, and why."""
    if not report.unfixed:
        return ""
    reasons = Counter(why for _, why in report.unfixed)
    words = "; ".join(f"{count}: {why}" if len(reasons) > 1 else why for why, count in reasons.items())
    return f"Could not fix {plural(len(report.unfixed), 'finding')} ({words}). "


def _skipped(reasons: dict[str, int]) -> str:
    if not reasons:
        return "0 skipped"
    parts = ", ".join(f"{count} {reason}" for reason, count in reasons.items())
    return f"{sum(reasons.values())} skipped: {parts}"
