"""What one file yields, and what a run does."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from podlint.findings.finding import Finding, Severity
    from podlint.findings.fix import Safety
    from podlint.project.facts import Facts
    from podlint.rule import Rule
    from podlint.suppression.directive import Directive, Mistake
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
    TOO_LARGE = "too-large"
    UNREADABLE = "unreadable"


class FileResult:
    """Everything one file yields: the unit of caching and of crossing processes.

    `documents` counts the documents that have content, `checked` those that were looked at as Kubernetes objects
    and `skipped` the others, by reason (a file skipped whole counts as one document). A kind without a schema is
    still checked by the rules that need none: such a document counts as checked, and again in `without_schema`; one
    whose definition has rules in CEL that could not be evaluated counts in `without_cel`. `failures` are messages
    about rules that raised; `role` says what the file was taken for; `lines` the source lines at which places of the
    findings begin and end, by number; `facts` what cross-object rules may know of the file's objects. `directives` are
    the suppressions written in the file, `mistakes` those that are not understood; `suppressed` counts findings that
    are not reported.
    """

    __slots__ = (
        "checked",
        "directives",
        "documents",
        "facts",
        "failures",
        "findings",
        "lines",
        "mistakes",
        "path",
        "role",
        "skipped",
        "suppressed",
        "without_cel",
        "without_schema",
    )

    def __init__(self, path: str) -> None:
        self.path = path
        self.role = "manifest"
        self.findings: list[Finding] = []
        self.documents = 0
        self.checked = 0
        self.without_schema = 0
        self.without_cel = 0
        self.skipped: dict[Skip, int] = {}
        self.failures: list[str] = []
        self.lines: dict[int, str] = {}
        self.facts: list[Facts] = []
        self.directives: list[Directive] = []
        self.mistakes: list[Mistake] = []
        self.suppressed = 0

    def keep_lines(self, source: Source) -> None:
        """Keep the source lines at which places of the findings begin and end: reports show them, and count in them."""
        for finding in self.findings:
            for location in finding.places:
                if location.path == self.path:
                    for number in (location.start.line, location.end.line):
                        self.lines[number] = source.line(number)
        directives = [written.location for written in self.directives]
        for location in (*directives, *(mistake.location for mistake in self.mistakes)):
            self.lines[location.start.line] = source.line(location.start.line)

    def copy(self) -> FileResult:
        """Another result that says the same."""
        other = FileResult(self.path)
        other.role = self.role
        other.add(self)
        return other

    def add(self, other: FileResult) -> None:
        """Take over what another result says: that of one document into that of its file."""
        self.findings += other.findings
        self.facts += other.facts
        self.directives += other.directives
        self.mistakes += other.mistakes
        self.failures += other.failures
        self.documents += other.documents
        self.checked += other.checked
        self.without_schema += other.without_schema
        self.without_cel += other.without_cel
        for reason, count in other.skipped.items():
            self.skipped[reason] = self.skipped.get(reason, 0) + count

    def skip(self, reason: Skip, count: int = 1) -> None:
        """Count `count` documents as not checked."""
        self.documents += count
        self.skipped[reason] = self.skipped.get(reason, 0) + count


class Report:
    """What a run found: every file's result, the versions checked against, and what went wrong on the way.

    `errors` are messages for standard error about files that were named but could not be read, and about rules that
    failed: with any of them the exit status is 2. `notes` are messages that change nothing. `failing` counts the
    findings at or above the severity that fails a run; `known` those that the baseline holds, `silenced` those that got
    a comment just now, `rendered` the documents that were rendered and linted; `mended` those that a fix has taken
    away. `rules` are the rules that ran, by name.
    """

    def __init__(self) -> None:
        self.versions: tuple[str, ...] = ()
        self.results: list[FileResult] = []
        self.errors: list[str] = []
        self.notes: list[str] = []
        self.failing = 0
        self.known = 0
        self.mended = 0
        self.rendered = 0
        self.silenced = 0
        self.rules: dict[str, Rule] = {}

    @property
    def findings(self) -> list[Finding]:
        """All findings, ordered by path, place and rule."""
        return [finding for result in self.results for finding in result.findings]

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
    def without_schema(self) -> int:
        """Checked documents that hold a kind without a schema."""
        return sum(result.without_schema for result in self.results)

    @property
    def without_cel(self) -> int:
        """Checked documents with rules in CEL that were not evaluated, since the library for them is not installed."""
        return sum(result.without_cel for result in self.results)

    def fixable(self, least: Safety) -> int:
        """Findings with a fix that is at least as safe as `least`."""
        return sum(finding.fix is not None and finding.fix.safety >= least for finding in self.findings)

    @property
    def suppressed(self) -> int:
        """Findings that a comment, an annotation or the configuration hides."""
        return sum(result.suppressed for result in self.results)

    @property
    def skipped(self) -> dict[str, int]:
        """Documents not checked, by reason, the most frequent first."""
        counts: dict[str, int] = {}
        for result in self.results:
            for reason, count in result.skipped.items():
                counts[reason.value] = counts.get(reason.value, 0) + count
        return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))
