"""Cross-object rules: over the facts of all files, reported on the files that were named."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from podlint.engine import most, resolve, workers
from podlint.findings import guard
from podlint.rule import EngineRule, Scope
from podlint.words import next_file
from podlint.yaml.place import Origin, Place

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

    from podlint.engine.plan import Plan
    from podlint.findings.finding import Finding
    from podlint.findings.result import Failure, FileResult
    from podlint.project.index import Index, Member
    from podlint.yaml.document import Document
    from podlint.yaml.place import Location
    from podlint.yaml.source import Source

    Reader = Callable[[str], Source]


MANY = 2_000
"""Objects from which several processes look at them."""
_SHARES = 8
_Item = TypeVar("_Item", bound="Hashable")
_Done = TypeVar("_Done")


class Documents:
    """Documents looked up again for the places of findings: facts know paths, not positions.

    `made` gives documents that stand in no file, by the files that their objects' facts name.
    """

    def __init__(self, read: Reader, made: Callable[[str], Document | None] = lambda file: None) -> None:
        self._read = read
        self._made = made
        self._known: dict[str, dict[int, Document]] = {}

    def source(self, file: str) -> Source:
        """The text of a file. Raises OSError."""
        return self._read(file)

    def __call__(self, origin: Origin) -> Document:
        """The document of an object. Raises KeyError where its file has changed so that there is none any more."""
        known = self._known.get(origin.file)
        if known is None and (made := self._made(origin.file)) is not None:
            return made
        if known is None:
            from podlint.yaml.texts import documents

            known = self._known[origin.file] = {d.index: d for d in documents(self._read(origin.file))}
        return known[origin.document]


def check(
    results: Iterable[FileResult],
    plan_of: Callable[[FileResult], Plan],
    index: Index,
    documents: Documents,
    processes: int = 1,
) -> list[FileResult]:
    """The results with the findings of cross-object rules on the objects in their files."""
    by_file: dict[str, list[Member]] = {}
    for member in index.given:
        if not member.known.generated:
            by_file.setdefault(member.known.file, []).append(member)
    pairs = [(result, by_file.get(result.path, []) if result.facts else []) for result in results]
    for result, members in pairs:
        images = plan_of(result).images if members else None
        for member in members:
            member.images = images

    def do(number: int) -> FileResult:
        return _file(*pairs[number], plan_of, index, documents)

    waiting = [number for number, (_, members) in enumerate(pairs) if members]
    done = shared(waiting, lambda number: _light(pairs[number][0], do(number)), index, processes)
    if done is not None:
        return [_whole(result, done.get(number)) for number, (result, _) in enumerate(pairs)]
    found: list[FileResult] = []
    left: list[int] = []
    for number, (_, members) in enumerate(pairs):
        found.append(do(number))
        if members and index.is_spent:
            left.append(number)
    if left:
        first = found[left[0]]
        found[left[0]] = first._replace(notes=(*first.notes, _spent(first.path, len(left) - 1)))
    return found


def shared(
    items: Sequence[_Item], do: Callable[[_Item], _Done], index: Index, number: int
) -> dict[_Item, _Done] | None:
    """What `do` gives for each item, by several processes that hold objects of the index against each other.

    None where that does not pay, and where there is too much to be held against each other: then it has to be done in
    order, so that the same is left out whoever does it.
    """
    if number < 2 or index.partial or len(index.given) < MANY:
        return None
    size = len(items) // (number * _SHARES) + 1
    pieces = [items[start : start + size] for start in range(0, len(items), size)]
    before = index.work

    def of_piece(piece: int) -> tuple[list[_Done], int]:
        start = index.work
        return [do(item) for item in pieces[piece]], index.work - start

    done = workers.shared(len(pieces), of_piece, number)
    index.work = before + sum(work for _, work in done.values())
    if index.is_spent:
        index.work = before
        return None
    return {item: one for piece, (ones, _) in done.items() for item, one in zip(pieces[piece], ones, strict=True)}


def _light(before: FileResult, after: FileResult) -> FileResult | None:
    """A result to be given to another process, without the facts that this one has; None where nothing is new."""
    return None if after is before else after._replace(facts=())


def _whole(before: FileResult, after: FileResult | None) -> FileResult:
    return before if after is None else after._replace(facts=before.facts)


def _spent(path: str, more: int) -> str:
    """That the rules stopped in a file, and how many files are left behind it."""
    where = f"{path} and {more} more file{'s' if more > 1 else ''}" if more else path
    return f"{where}: too many objects that may belong together; not all of what they do together is checked"


def _file(
    result: FileResult,
    members: list[Member],
    plan_of: Callable[[FileResult], Plan],
    index: Index,
    documents: Documents,
) -> FileResult:
    next_file()
    failures: list[Failure] = []
    # Those that are about to be fixed do not count.
    told: dict[str, int] = {most.ALL: sum(finding.fix is None for finding in result.findings)}
    found = [f for m in members for f in findings_of(m, plan_of(result), index, documents, failures, told)]
    if not found:
        return result
    notes = dict.fromkeys((*result.notes, *most.said(result.path, told)))
    result = result.adding(found, documents.source(result.path))
    return result._replace(failures=(*result.failures, *failures), notes=tuple(notes))


def findings_of(
    member: Member,
    plan: Plan,
    index: Index,
    documents: Documents,
    failures: list[Failure],
    told: dict[str, int] | None = None,
) -> Iterator[Finding]:
    """What the rules say of an object; a rule that raises is reported, and the others go on.

    `told` counts the findings in the object's file, of each rule and of all: there are no more than may be.
    """
    told = {} if told is None else told
    member.minor, member.images = int(plan.versions[-1].partition(".")[2]), plan.images
    for selected in plan.rules(member.kind, Scope.PROJECT, plan.mentioned(member.known.data)):
        rule = selected.rule
        if most.enough(told, rule.name) or index.is_spent:
            continue
        check = rule.project
        arguments: tuple[Any, ...] = (member, index) if selected.options is None else (member, index, selected.options)
        try:
            for hit in (check(*arguments) if check is not None else ()) or ():
                if index.is_spent:  # it may have been told that there is nothing, for it was not looked for
                    break
                if hit.profile_only and not selected.profile:
                    continue
                document = documents(Origin(member.known.file, member.known.document))
                from podlint.engine import placeholders  # there are hits: the file is not clean

                for key in (rule.name, most.ALL):
                    told[key] = told.get(key, 0) + 1
                blank = placeholders.blank(hit, document, selected.rule.severity, rule.name)
                if blank is None:
                    yield resolve.finding(hit, selected, document, member.name, of=documents)[0]
                elif (chosen := plan.engine.get(EngineRule.PLACEHOLDER)) is not None:
                    yield placeholders.note(blank, chosen, document, member.name)[0]
        except guard.RAISED as error:
            what = f"rule {rule.name} of {rule.plugin}"
            failures.append(guard.failure(what, member.known.file, error))
            yield guard.internal_error(what, error, _place(member, documents), member.known.document, member.name)


def _place(member: Member, documents: Documents) -> Location:
    """Where an object says its kind; the top of its file where even that cannot be looked up."""
    try:
        document = documents(Origin(member.known.file, member.known.document))
        return document.locate(Place((*member.known.path, "kind")))[0]
    except guard.RAISED:
        return guard.top(member.known.file)
