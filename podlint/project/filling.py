"""Tables of a project of which few files are linted: the objects of others come into them where they are asked for."""

from __future__ import annotations

from bisect import insort
from operator import attrgetter
from typing import TYPE_CHECKING

from podlint.project import keys
from podlint.project.labelling import ABSENT, selector_keys
from podlint.project.member import NAMESPACE, Member, claimed, one_tree, places
from podlint.project.tables import EVERYWHERE, Tables

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from podlint.project.facts import Facts
    from podlint.project.rest import Order, Rest
    from podlint.project.scopes import Scopes
    from podlint.yaml.place import Path

_SMALL = 64
"""A place with no more files than this is read as a whole."""
_ORDER = attrgetter("order")


class Filling(Tables):
    """Tables that some objects are in from the start, and others once somebody asks for what they could be among."""

    def __init__(
        self, facts: Sequence[tuple[Order, Facts]], rest: Rest, scopes: Scopes, specs: Mapping[str, Path]
    ) -> None:
        super().__init__(())
        self._rest = rest
        self._scopes = scopes
        self._specs = specs
        self._asked: set[object] = set()
        self._used: frozenset[str] | None = None
        self._of_file: dict[Order, list[Member]] = {}
        self._by_id: dict[int, Member] = {}
        generated = [((3, number), known) for number, known in enumerate(scopes.generated)]
        self._given = [*facts, *generated]
        for order, known in self._given:
            self._bring(order, known)

    def isdisjoint(self, labels: Iterable[str]) -> bool:
        """Whether no selector asks for any of these labels."""
        if self._used is None:
            self._used = frozenset(key for _, known in self._given for key in selector_keys(known.data))
        return not any(key in self._used or self._rest.under(keys.asked(key)) for key in labels)

    def _bring(self, order: Order, known: Facts) -> Member:
        member = Member(known, self._specs, self._scopes, self)
        member.order = order
        claim = claimed(member, self._scopes.moved)
        if claim is not None:
            member.tie_by(self._tie)
        self._by_id[id(member)] = member
        self._add(member, [*member.scopes, *([f"{NAMESPACE}{claim}"] if claim is not None else ())])
        return member

    def _put(self, found: list[Member], member: Member) -> None:
        insort(found, member, key=_ORDER)

    def _tie(self, member: Member) -> str | None:
        """The namespace that ties an object to others: there is only one that claims it."""
        claim, name = claimed(member, self._scopes.moved), member.text("metadata", "name")
        alike = self.named(EVERYWHERE, member.group, member.kind, name or "")
        same = (one for one in alike if one.text("metadata", "name") == name)
        return claim if sum(claimed(one, self._scopes.moved) == claim for one in same) == 1 else None

    def _fill(self, files: Iterable[str]) -> None:
        """Bring the objects of some files."""
        for order, known in self._rest.take(files):
            self._of_file.setdefault(order, []).append(self._bring(order, known))

    def _fill_place(self, place: str, beside: Member | None, wanted: Sequence[str], label: str | None = None) -> None:
        """Bring what lies in a place and has one of some keys, or to which kustomizations add a label."""
        namespace = place.removeprefix(NAMESPACE) if place.startswith(NAMESPACE) else None
        folder = beside.known.file.rpartition("/")[0] if beside is not None and namespace is not None else None
        asked = place, folder, tuple(wanted)
        if asked in self._asked:
            return
        self._asked.add(asked)
        if namespace is not None and folder is not None:
            found = self._rest.under(keys.in_namespace(namespace))
            self._fill(file for file in found if one_tree(self._rest.called(file).rpartition("/")[0], folder))
            return
        inside = self._rest.of_place(place) if place != EVERYWHERE else None
        if inside is not None and len(inside) <= _SMALL:
            self._fill(sorted(inside))
            return
        files = {file for key in wanted for file in self._rest.under(key)}
        files |= self._rest.labelled(label) if label is not None else set()
        self._fill(sorted(files if inside is None else files & inside))

    def _fill_files(self, what: str, files: Iterable[str]) -> None:
        """Bring the objects of some files that a question is about."""
        if what not in self._asked:
            self._asked.add(what)
            self._fill(files)

    def __len__(self) -> int:
        """How many objects there are, about."""
        return len(self._given) + self._rest.objects

    def all(self) -> list[Member]:
        """All objects."""
        self._fill_files("all", list(self._rest.all()))
        return self.members

    def kinds(self) -> Iterable[tuple[str, str]]:
        """The groups and kinds that there are."""
        known = self._rest.kinds()
        if known is None:
            self.all()
        return list({*self._by_kind, *(known or ())})

    def of_kind(self, group: str, kind: str) -> list[Member]:
        """All objects of a kind."""
        self._fill_place(EVERYWHERE, None, [keys.of_kind(group, kind)])
        return list(super().of_kind(group, kind))

    def named(self, place: str, group: str, kind: str, name: str) -> list[Member]:
        """The objects of a kind and name in a place."""
        self._fill_place(EVERYWHERE, None, [keys.named(group, kind, name)])
        return list(super().named(place, group, kind, name))

    def in_scope(self, scope: str, group: str, kind: str) -> list[Member]:
        """The objects of a kind in a scope."""
        self._fill_place(scope, None, [keys.of_kind(group, kind)])
        return list(super().in_scope(scope, group, kind))

    def has(self, scope: str, group: str, kind: str) -> bool:
        """Whether there is an object of a kind in a scope."""
        if super().has(scope, group, kind):
            return True
        inside = self._rest.of_place(scope)
        for file in self._rest.under(keys.of_kind(group, kind)):
            if file in inside:
                self._fill([file])
                if super().has(scope, group, kind):
                    return True
        return False

    def pods(self, place: str, beside: Member) -> list[Member]:
        """The objects that are or make pods in a place."""
        self._fill_place(place, beside, [keys.PODS])
        return list(super().pods(place, beside))

    def unknown(self, place: str, beside: Member) -> list[Member]:
        """Those of them whose labels are not known."""
        self._fill_place(place, beside, [keys.UNKNOWN_LABELS])
        return list(super().unknown(place, beside))

    def open(self, place: str, beside: Member) -> list[Member]:
        """Those of them that have labels with values that are not known."""
        self._fill_place(place, beside, [keys.OPEN_LABELS])
        return list(super().open(place, beside))

    def labelled(self, place: str, key: str, value: str | None, beside: Member) -> list[Member]:
        """Those of them that may have a label, whatever its value without one."""
        self._fill_place(place, beside, [keys.label(key, value)], key)
        return list(super().labelled(place, key, value, beside))

    def count(self, place: str, key: str, value: str | None, beside: Member) -> int:
        """How many these are at most."""
        return len(self._rest.under(keys.label(key, value))) + len(self._rest.labelled(key))

    def beside(self, beside: Member, group: str, kind: str) -> list[Member]:
        """At least all objects of a kind that belong together with one."""
        for place in places(beside):
            self._fill_place(place, beside, [keys.of_kind(group, kind)])
        return list(super().of_kind(group, kind))

    def around(self, names: frozenset[str], group: str, kind: str) -> list[Member]:
        """All objects of a kind in some scopes or folders."""
        for name in names:
            self._fill_place(name, None, [keys.of_kind(group, kind)])
        return [member for member in Tables.of_kind(self, group, kind) if _lies_in(member, names)]

    def of_places(self, names: frozenset[str]) -> list[Member]:
        """All objects in some scopes or folders."""
        for name in names:
            self._fill_files(f"all of {name}", sorted(self._rest.of_place(name)))
        return [member for member in self.members if _lies_in(member, names)]

    def holding(self, words: str) -> Iterator[Member]:
        """All objects in whose data some words stand, and others."""
        before = {*self._of_file}
        yield from [*self.members]
        for file in self._rest.holding(words):
            self._fill([file])
            order = self._rest.order(file)
            if order not in before:
                yield from self._of_file.get(order, ())

    def by_id(self, number: int) -> Member | None:
        """The object that is here under a number that Python gives it."""
        return self._by_id.get(number)

    def asking(self, group: str, kind: str, member: Member) -> list[Member]:
        """The objects of a kind whose selectors may match the pods of a member, and others of the kind."""
        if member.possible is None or member.open_labels or keys.selector_at(group, kind) is None:
            return self.of_kind(group, kind)
        wanted = [keys.asking(group, kind)]
        for key, values in member.possible.items():
            wanted += (keys.asking(group, kind, key, value) for value in values if value != ABSENT)
        self._fill_place(EVERYWHERE, None, wanted)
        labelled = self._rest.labelled()
        self._fill_files(
            f"labelled {group}/{kind}",
            [file for file in self._rest.under(keys.of_kind(group, kind)) if file in labelled] if labelled else (),
        )
        return list(super().of_kind(group, kind))


def _lies_in(member: Member, names: frozenset[str]) -> bool:
    return not names.isdisjoint(member.scopes) or (member.known.file.rpartition("/")[0] or ".") in names
