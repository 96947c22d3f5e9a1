"""Cross-object rules: over the facts of all files, reported on the files that were named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.engine import resolve
from podlint.rule import Scope
from podlint.yaml.place import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.engine.lint import Plan
    from podlint.findings.result import FileResult
    from podlint.project.index import Index, Member
    from podlint.yaml.document import Document
    from podlint.yaml.source import Source

    Reader = Callable[[str], Source]


class Documents:
    """Documents looked up again for the places of findings: facts know paths, not positions."""

    def __init__(self, read: Reader) -> None:
        self._read = read
        self._known: dict[str, dict[int, Document]] = {}

    def __call__(self, origin: Origin) -> Document:
        """The document of an object. Raises KeyError where its file has changed so that there is none any more."""
        known = self._known.get(origin.file)
        if known is None:
            from podlint.yaml.reader import parse

            parsed = parse(self._read(origin.file)).documents
            known = self._known[origin.file] = {c.document.index: c.document for c in parsed}
        return known[origin.document]


def check(results: Iterable[FileResult], plan_of: Callable[[FileResult], Plan], index: Index, read: Reader) -> None:
    """Add the findings of cross-object rules to the results whose objects they concern."""
    documents = Documents(read)
    by_file: dict[str, list[Member]] = {}
    for member in index.members:
        if not member.known.generated:
            by_file.setdefault(member.known.file, []).append(member)
    for result in results:
        plan = plan_of(result)
        before = len(result.findings)
        for member in by_file.get(result.path, ()) if result.facts else ():
            _member(member, plan, index, documents, result)
        if len(result.findings) > before:
            result.findings.sort(key=lambda finding: finding.order)
            result.keep_lines(read(result.path))


def _member(member: Member, plan: Plan, index: Index, documents: Documents, result: FileResult) -> None:
    for rule in plan.rules(member.kind)[Scope.PROJECT]:
        selected, check = plan.selected[rule.name], rule.project
        member.minor = int(plan.versions[-1].partition(".")[2])
        arguments: tuple[Any, ...] = (member, index) if selected.options is None else (member, index, selected.options)
        try:
            for hit in (check(*arguments) if check is not None else ()) or ():
                document = documents(Origin(member.known.file, member.known.document))
                result.findings.append(resolve.finding(hit, selected, document, member.name, of=documents)[0])
        except Exception as error:
            result.failures.append(f"rule {rule.name} of {rule.plugin} failed on {result.path}: {error!r}")
