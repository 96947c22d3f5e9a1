"""All objects of a project, looked up by kind, name, namespace and labels.

Look-ups are by tables: the time for one object does not grow with the number of objects.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.kubernetes.kinds import POD_SPECS
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.keys import FOREIGN_SPECS, as_json
from podlint.project.member import EVERYBODYS, Member, may_share, places, tied
from podlint.project.scopes import Scopes
from podlint.project.selection import candidates, may_match
from podlint.project.tables import EVERYWHERE, Tables, made
from podlint.project.vicinity import Vicinity

if TYPE_CHECKING:
    from collections.abc import Callable, Container, Iterable, Iterator, Mapping

    from podlint.kubernetes.links import Link
    from podlint.project.facts import Facts
    from podlint.project.nearest import Nearest
    from podlint.yaml.place import Path

__all__ = ["Index", "Member"]

_Table = TypeVar("_Table")
_NONE = Scopes()


class Index:
    """The objects of a project.

    `scopes` says which objects belong together: two objects share a scope when the same kustomization takes both, or
    when they lie in one folder that no kustomization takes. From what an open scope lacks nothing is concluded.
    `images` are the names of the images that a scope's kustomizations give a tag; `whole` says that no part of the
    project was left unread. `selecting` has the keys of labels that the selectors in some files ask for, so that these
    need not be looked for. `tables`, if given, have the objects already, or get them on demand; `given` are those that
    were there from the start; `work` counts how many were held against each other.
    `links` are the references of kinds, by `group/Kind`, that plugins add.
    """

    def __init__(
        self,
        facts: Iterable[Facts] = (),
        scopes: Scopes = _NONE,
        pod_specs: Mapping[str, Path] = POD_SPECS,
        *,
        whole: bool = True,
        selecting: Mapping[str, Iterable[str]] = MappingProxyType({}),
        tables: Tables | None = None,
    ) -> None:
        self.open_scopes = scopes.open
        self.images = scopes.images
        self.whole = whole
        self.links: Mapping[str, tuple[Link, ...]] = {}
        self._patched = scopes.patched
        self._remembered: dict[str, Any] = {}
        self._vicinities: dict[object, Vicinity] = {}
        self.partial = tables is not None
        self._tables = made(facts, scopes, {**FOREIGN_SPECS, **pod_specs}, selecting) if tables is None else tables
        self.given = [*self._tables.members]
        self.work = 0

    def remember(self, name: str, make: Callable[[], _Table]) -> _Table:
        """A table over the whole project that a rule needs for each object: made once, under the rule's name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: _Table = self._remembered[name]
        return found

    def vicinity(self, beside: Member) -> Vicinity:
        """At least all objects that share a scope with one, or a folder: for tables that tell apart by these."""
        names = beside.scopes | {beside.known.file.rpartition("/")[0] or "."} if self.partial else frozenset()
        if names not in self._vicinities:
            self._vicinities[names] = Vicinity(self._tables, names)
        return self._vicinities[names]

    def namesakes(self, member: Member) -> Vicinity:
        """At least all objects of the kind and name of one: for tables that tell apart by these."""
        name = member.text("metadata", "name") or ""
        asked = "named", member.group, member.kind, name
        return self._few(asked, lambda: self.called(member.group, member.kind, name))

    def file_of(self, member: Member) -> Vicinity:
        """At least all objects of the file of one: for tables that tell apart by files."""
        file = member.known.file
        return self._few(("of", file), lambda: [one for one in self._tables.members if one.known.file == file])

    def carrying(self, labels: Mapping[str, str], beside: Member) -> Vicinity:
        """At least all objects whose pods carry some labels, one or more: for tables that tell apart by these."""
        count = self._tables.count
        key, value = min(labels.items(), key=lambda pair: (count(EVERYWHERE, pair[0], pair[1], beside), pair))
        return self._few(("carrying", key, value), lambda: self._tables.labelled(EVERYWHERE, key, value, beside))

    def _few(self, asked: tuple[str, ...], find: Callable[[], list[Member]]) -> Vicinity:
        """Some objects where few are linted, else all."""
        key = asked if self.partial else ()
        if key not in self._vicinities:
            self._vicinities[key] = Vicinity(self._tables, frozenset(), find() if self.partial else None)
        return self._vicinities[key]

    @property
    def members(self) -> list[Member]:
        """All objects, in the order of the files."""
        return self._tables.all()

    def kinds(self) -> Iterable[tuple[str, str]]:
        """The groups and kinds of all objects."""
        return self._tables.kinds()

    def called(self, group: str, kind: str, name: str) -> list[Member]:
        """All objects of a kind and name."""
        return self._tables.named(EVERYWHERE, group, kind, name)

    def beside(self, beside: Member, group: str, kind: str) -> list[Member]:
        """At least all objects of a kind that belong together with one."""
        return self._tables.beside(beside, group, kind)

    def holding(self, words: str) -> Iterator[Member]:
        """At least all objects in whose data some words stand in a text, in no order."""
        return self._tables.holding(as_json(words)[1:-1])

    def holding_entry(self, key: str, value: str) -> Iterator[Member]:
        """At least all objects in whose data an entry stands, in no order."""
        return self._tables.holding(f"{as_json(key)}:{as_json(value)}")

    @property
    def is_spent(self) -> bool:
        """Whether so many objects were held against each other that no more of them are to be.

        Where each belongs to all the others, that would take for ever.
        """
        return self.work > _WORK + _WORK_OF_EACH * len(self._tables)

    def of_kind(self, group: str, kind: str) -> list[Member]:
        """All objects of a kind, in the order of the files."""
        return self._tables.of_kind(group, kind)

    def named(self, group: str, kind: str, name: str, beside: Member, namespace: str | None = None) -> list[Member]:
        """The objects of a kind and name that a reference in `beside` may mean: same namespace, or one left open.

        Those that belong together with it, where there are such; else those of the whole project, which are no reason
        for a finding: they may only keep one from being reported. `namespace` says that the reference names one itself.
        """
        found = self.meant(group, kind, name, beside, namespace)
        if found:
            return found
        wanted = namespace or beside.namespace
        every = self._tables.named(EVERYWHERE, group, kind, name)
        return [m for m in every if wanted is None or m.namespace in (None, wanted)]

    def meant(self, group: str, kind: str, name: str, beside: Member, namespace: str | None = None) -> list[Member]:
        """Like `named`, but only those that belong together with `beside`; those of a scope with it come first."""
        wanted = namespace or beside.namespace
        found: dict[int, Member] = {}
        for place in places(beside, namespace):
            for member in self._tables.named(place, group, kind, name):
                if tied(member, beside, namespace) and (wanted is None or member.namespace in (None, wanted)):
                    found[id(member)] = member
        return list(found.values())

    def names(self, group: str, kind: str, beside: Member) -> list[str]:
        """The names that objects of a kind bear where `beside` could mean them, for suggestions."""
        found = (m.text("metadata", "name") for m in self.near(beside, group, kind))
        return [name for name in found if name]

    def near(self, beside: Member, group: str, kind: str) -> list[Member]:
        """The objects of a kind that belong together with `beside`."""
        found: dict[int, Member] = {}
        for name in beside.scopes:
            for member in self._tables.in_scope(name, group, kind):
                found[id(member)] = member
        self.work += len(found)
        return list(found.values())

    def complete(self, beside: Member, *kinds: tuple[str, str]) -> bool:
        """Whether what is missing beside an object can be said to be missing.

        That is so where one of the kinds occurs in each of its scopes, all of them closed.
        """
        if beside.scopes & self.open_scopes:
            return False
        return all(any(self._tables.has(name, group, kind) for group, kind in kinds) for name in beside.scopes)

    def may_be_patched(self, member: Member) -> bool:
        """Whether a kustomization that takes an object has patches, so that more may be in it than is written."""
        return not self._patched.isdisjoint(member.scopes)

    @staticmethod
    def same_place(one: Member, other: Member) -> bool:
        """Whether two objects may live in one namespace, and are not variants of each other in two kustomizations."""
        return may_share(one, other) and one.scopes == other.scopes

    @staticmethod
    def applied_together(one: Member, other: Member) -> bool:
        """Whether two objects are sure to stand in one namespace: by their file, their kustomization, or its name.

        Files of one folder may be variants of each other.
        """
        if one.namespace != other.namespace:
            return False
        named = one.namespace not in (None, *EVERYBODYS) and one.scopes == other.scopes
        return named or Index.of_one_set(one, other)

    def pods(self, beside: Member, *, anywhere: bool = False) -> Iterator[Member]:
        """The objects that are or make pods and belong together with `beside`.

        Those in a namespace that it may share, or `anywhere`.
        """
        found = {id(m): m for place in places(beside) for m in self._tables.pods(place, beside) if tied(m, beside)}
        self.work += len(found)
        return (m for m in found.values() if anywhere or may_share(m, beside))

    def selected(self, selector: Mapping[str, Any], beside: Member, *, as_map: bool = False) -> list[Member]:
        """The objects with pods that a selector in `beside` matches; those whose labels may match count as matched.

        Those that belong together with it, where there are such; else those of the whole project, which are no reason
        for a finding. `selector` is a LabelSelector, or with `as_map` the mapping of a Service.
        """
        near = self.selected_beside(selector, beside, as_map=as_map)
        return near or self._matched(selector, beside, EVERYWHERE, as_map=as_map)

    def selected_beside(self, selector: Mapping[str, Any], beside: Member, *, as_map: bool = False) -> list[Member]:
        """Like `selected`, but only those that belong together with `beside`."""
        near: dict[int, Member] = {}
        for place in places(beside):
            found = self._matched(selector, beside, place, as_map=as_map)
            near.update((id(member), member) for member in found if tied(member, beside))
        return list(near.values())

    def selecting(self, member: Member, group: str, kind: str) -> Iterable[Member]:
        """At least all objects of a kind whose selectors may match the pods of a member."""
        return self._tables.asking(group, kind, member)

    def by_id(self, number: int) -> Member | None:
        """The object with this `id`."""
        return self._tables.by_id(number)

    def selects_nothing(
        self, selector: Mapping[str, Any], beside: Member, *kinds: tuple[str, str], as_map: bool = False
    ) -> bool:
        """Whether it can be said that no pod has the labels that a selector in `beside` asks for.

        `kinds` are those of which some must lie beside it, for their absence to mean something.
        """
        if not self.complete(beside, *kinds) or self.selected(selector, beside, as_map=as_map):
            return False
        from podlint.project.elsewhere import may_be_elsewhere

        return not may_be_elsewhere(self, selector, beside, as_map=as_map)

    @staticmethod
    def of_one_set(one: Member, other: Member) -> bool:
        """Whether two objects are applied as one: they stand in one file, or one kustomization takes both."""
        if one.known.file == other.known.file:
            return True
        return any(name.rpartition("/")[2] in KUSTOMIZATION_NAMES for name in one.scopes & other.scopes)

    def may_be_made(self, beside: Member) -> bool:
        """Whether an operator may make pods, and what belongs to them, for a custom resource that stands beside.

        One of the group of `beside` itself does not count.
        """
        from podlint.project.elsewhere import may_be_made

        return may_be_made(self, beside)

    def nearest(
        self, selector: Mapping[str, Any], beside: Member, selected: Container[int] = (), *, as_map: bool = False
    ) -> Nearest:
        """The pods that a selector in `beside` which selects nothing may have been meant for, and how sure that is.

        `selected` are the `id`s of the workloads that other objects of its kind select.
        """
        from podlint.project.nearest import nearest

        self.work += _WORK_OF_LIKENESS * sum(len(self._tables.pods(place, beside)) for place in places(beside))
        return nearest(self, selector, beside, selected, as_map=as_map)

    def _matched(self, selector: Mapping[str, Any], beside: Member, place: str, *, as_map: bool) -> list[Member]:
        if self.is_spent:  # nothing is reported any more
            return []
        found = [m for m in self._tables.unknown(place, beside) if may_share(m, beside)]
        few = {id(m): m for m in candidates(self._tables, selector, beside, place, as_map=as_map)}
        few.update((id(m), m) for m in self._tables.open(place, beside))
        self.work += len(few)
        for member in few.values():
            if may_share(member, beside) and may_match(selector, member, beside, as_map=as_map):
                found.append(member)
        return found

    @staticmethod
    def may_select(selector: Mapping[str, Any], beside: Member, member: Member, *, as_map: bool) -> bool:
        """Whether a selector in `beside` may match the pods of a member."""
        known = member.possible is not None
        return may_share(member, beside) and (not known or may_match(selector, member, beside, as_map=as_map))

    @staticmethod
    def together(members: list[Member], beside: Member) -> list[Member]:
        """Those of the members that belong together with `beside`.

        Labels such as `app: nginx` are no proof by themselves: the same stand in every second folder.
        """
        return [member for member in members if tied(member, beside)]


_WORK, _WORK_OF_EACH, _WORK_OF_LIKENESS = 50_000, 30, 2
"""How many pairs of objects are looked at in all: so many, and so many more for each; likeness counts for several."""
