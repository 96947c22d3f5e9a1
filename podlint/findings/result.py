"""What one file yields, and what a run does. Values: made once, passed on, never written to."""

from __future__ import annotations

from enum import Enum
from types import MappingProxyType
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.findings.finding import Finding, Severity
    from podlint.findings.fix import Safety
    from podlint.project.facts import Facts
    from podlint.rule import Rule
    from podlint.suppression.directive import BadDirective, Directive
    from podlint.yaml.source import Source


class Skip(str, Enum):
    """Why a document or a file was not checked; counted and named in every summary."""

    NOT_A_MANIFEST = "not-a-manifest"
    HELM_CHART = "helm-chart"
    HELM_VALUES = "helm-values"
    COMPOSE = "compose"
    OWN_WORD = "role-skip"
    CI = "ci"
    JSON_PATCH = "json-patch"
    KUSTOMIZATION = "kustomization"
    HELM_TEMPLATE = "helm-template"
    TEMPLATE = "template"
    UNPARSABLE = "unparsable"
    IN_PART = "read-in-part"
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"
    NOT_READ = "not-read"
    FAILED = "failed"


class Failure(NamedTuple):
    """Something in podlint or a plugin that raised: the words for the user, and the traceback for who fixes it."""

    message: str
    traceback: str = ""


_NOTHING: Mapping[Skip, int] = MappingProxyType({})
_NO_LINES: Mapping[int, str] = MappingProxyType({})


class FileResult(NamedTuple):
    """Everything one file yields: the unit of caching and of crossing processes.

    `documents` counts the documents that have content, `checked` those that were looked at as Kubernetes objects and
    `skipped` the others, by reason (a file skipped whole counts as one document). A kind without a schema is still
    checked by the rules that need none: such a document counts as checked, and again in `without_schema`, and those
    of its kinds that are not Kubernetes' own stand in `unknown_kinds`; one whose definition has rules in CEL that
    could not be evaluated counts in `without_cel`, and `rules_skipped` says which rules and why. `role` says what the
    file was taken for, and `reason` why; `lines` are the source lines at which places of the findings begin and end,
    by number; `facts` what cross-object rules may know of the file's objects. `directives` are the suppressions
    written in the file, `bad_directives` those that are not understood; `suppressed` counts findings that they or the
    configuration hide, `known` those that the baseline holds; `templates` counts the checked documents that a program
    renders before they are applied. `failures` tell of what raised; `errors` and `notes` are messages for standard
    error, those that make the run fail and those that do not; `unknown` says what a kustomization names that is not
    in the project, so that what it builds is known in part; `context` the facts as a run reads them for which the
    file lies around, where these are others.
    """

    path: str
    role: str = "manifest"
    reason: str = ""
    findings: tuple[Finding, ...] = ()
    documents: int = 0
    checked: int = 0
    without_schema: int = 0
    without_cel: int = 0
    skipped: Mapping[Skip, int] = _NOTHING
    lines: Mapping[int, str] = _NO_LINES
    facts: tuple[Facts, ...] = ()
    directives: tuple[Directive, ...] = ()
    bad_directives: tuple[BadDirective, ...] = ()
    failures: tuple[Failure, ...] = ()
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    suppressed: int = 0
    known: int = 0
    templates: int = 0
    unknown_kinds: tuple[str, ...] = ()
    rules_skipped: tuple[str, ...] = ()
    context: tuple[Facts, ...] | None = None

    def skipping(self, reason: Skip, count: int = 1) -> FileResult:
        """The result with `count` documents more that are not checked."""
        skipped = {**self.skipped, reason: self.skipped.get(reason, 0) + count}
        return self._replace(documents=self.documents + count, skipped=skipped)

    def adding(self, findings: Iterable[Finding], source: Source | None = None) -> FileResult:
        """The result with more findings, all in order, and with the lines of `source` that they show."""
        more = list(findings)
        if not more:
            return self
        lines = {**self.lines, **(shown_lines(self.path, more, source) if source is not None else {})}
        return self._replace(findings=ordered((*self.findings, *more)), lines=lines)

    def failing(self, least: Severity | None) -> int:
        """How many findings are at least so severe; none where there is no such severity."""
        return 0 if least is None else sum(finding.severity >= least for finding in self.findings)


def ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place and rule."""
    return tuple(sorted(findings, key=lambda finding: finding.order))


def shown_lines(path: str, findings: Iterable[Finding], source: Source) -> dict[int, str]:
    """The lines of a source at which places of findings begin and end: reports show them, and count in them."""
    numbers = {
        number
        for finding in findings
        for location in finding.places
        if location.path == path
        for number in (location.start.line, location.end.line)
    }
    return {number: source.line(number) for number in numbers}


def joined(path: str, parts: Iterable[FileResult]) -> FileResult:
    """What the documents of a file say together. Findings are in the order of the parts."""
    parts = list(parts)
    if len(parts) == 1:
        return parts[0]
    skipped: dict[Skip, int] = {}
    for part in parts:
        for reason, count in part.skipped.items():
            skipped[reason] = skipped.get(reason, 0) + count
    return FileResult(
        path,
        findings=tuple(finding for part in parts for finding in part.findings),
        documents=sum(part.documents for part in parts),
        checked=sum(part.checked for part in parts),
        without_schema=sum(part.without_schema for part in parts),
        without_cel=sum(part.without_cel for part in parts),
        unknown_kinds=tuple(kind for part in parts for kind in part.unknown_kinds),
        rules_skipped=tuple(rule for part in parts for rule in part.rules_skipped),
        skipped=skipped,
        facts=tuple(known for part in parts for known in part.facts),
        directives=tuple(written for part in parts for written in part.directives),
        bad_directives=tuple(bad for part in parts for bad in part.bad_directives),
        failures=tuple(failure for part in parts for failure in part.failures),
        templates=sum(part.templates for part in parts),
    )


_NO_RULES: Mapping[str, Rule] = MappingProxyType({})


class Report(NamedTuple):
    """What a run found: every file's result, by path, the versions checked against, and what went wrong on the way.

    `errors` are messages for standard error about files that were named but could not be read, and `failures` tell of
    what raised: with any of them the exit status is 2. `notes` are messages that change nothing. `failing` counts the
    findings at or above the severity that fails a run; `rendered` the documents that were rendered and linted;
    `silenced` the findings that got a comment just now, `fixed` those that a fix has taken away, or would where the run
    is a `trial` that changes no file; `unfixed` those that have a fix which was not made, with why. `left` are files
    and whole folders, as reports show them, that were found and left out, with why. `rules` are the rules that
    ran, by name.
    """

    versions: tuple[str, ...] = ()
    results: tuple[FileResult, ...] = ()
    errors: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    failing: int = 0
    rendered: int = 0
    silenced: int = 0
    fixed: int = 0
    rules: Mapping[str, Rule] = _NO_RULES
    failed: tuple[Failure, ...] = ()
    trial: bool = False
    left: tuple[tuple[str, str], ...] = ()
    unfixed: tuple[tuple[Finding, str], ...] = ()

    @property
    def findings(self) -> list[Finding]:
        """All findings, ordered by path, place and rule."""
        return [finding for result in self.results for finding in result.findings]

    @property
    def failures(self) -> list[Failure]:
        """What raised: in a file, or in a step of the run that is about no single one."""
        return [*(failure for result in self.results for failure in result.failures), *self.failed]

    def count(self, severity: Severity) -> int:
        """How many findings have this severity."""
        return sum(finding.severity is severity for finding in self.findings)

    @property
    def checked(self) -> int:
        """Documents that were checked."""
        return sum(result.checked for result in self.results)

    @property
    def documents(self) -> int:
        """Documents with content, and files skipped whole."""
        return sum(result.documents for result in self.results)

    @property
    def left_out(self) -> dict[str, int]:
        """How much was found and left out, by why."""
        counts: dict[str, int] = {}
        for _, reason in self.left:
            counts[reason] = counts.get(reason, 0) + 1
        return counts

    @property
    def without_schema(self) -> int:
        """Checked documents that hold a kind without a schema."""
        return sum(result.without_schema for result in self.results)

    @property
    def unknown_kinds(self) -> dict[str, int]:
        """The kinds without a schema, those of most objects first, with their numbers."""
        counts: dict[str, int] = {}
        for result in self.results:
            for kind in result.unknown_kinds:
                counts[kind] = counts.get(kind, 0) + 1
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))

    @property
    def without_cel(self) -> int:
        """Checked documents with rules in CEL that were not all evaluated."""
        return sum(result.without_cel for result in self.results)

    @property
    def built_in_part(self) -> int:
        """Kustomizations that name something that is not known: remote bases, charts, files that are not there."""
        return sum(bool(result.unknown) for result in self.results)

    def fixable(self, least: Safety) -> int:
        """Findings with a fix that is at least as safe as `least`."""
        return sum(finding.fixable(least) for finding in self.findings)

    @property
    def templates(self) -> int:
        """Checked documents of templates, of which only what is certain is reported."""
        return sum(result.templates for result in self.results)

    @property
    def suppressed(self) -> int:
        """Findings that a comment, an annotation or the configuration hides."""
        return sum(result.suppressed for result in self.results)

    @property
    def known(self) -> int:
        """Findings that the baseline holds."""
        return sum(result.known for result in self.results)

    @property
    def skipped(self) -> dict[str, int]:
        """Documents not checked, by reason, the most frequent first."""
        counts: dict[str, int] = {}
        for result in self.results:
            for reason, count in result.skipped.items():
                counts[reason.value] = counts.get(reason.value, 0) + count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
