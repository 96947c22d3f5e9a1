"""All objects of a project, looked up by kind, name, namespace and labels.

Look-ups are by tables: the time for one object does not grow with the number of objects.
"""

from __future__ import annotations

from collections import defaultdict
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from podlint.kubernetes.formats import labels
from podlint.kubernetes.kinds import POD_SPECS, TEMPLATE
from podlint.kubernetes.pod_labels import FOREIGN_WORKLOADS, KEYS
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.project.labelling import asked, may_match, selector_keys
from podlint.project.member import EVERYBODYS, Member, may_share, places, proving, tied
from podlint.project.scopes import Scopes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

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
    need not be looked for.
    """

    def __init__(
        self,
        facts: Iterable[Facts],
        scopes: Scopes = _NONE,
        pod_specs: Mapping[str, Path] = POD_SPECS,
        *,
        whole: bool = True,
        selecting: Mapping[str, Iterable[str]] = MappingProxyType({}),
    ) -> None:
        self.open_scopes = scopes.open
        self.images = scopes.images
        self.whole = whole
        self._patched = scopes.patched
        self._remembered: dict[str, Any] = {}
        self._by_kind: dict[tuple[str, str], list[Member]] = defaultdict(list)
        self._by_name: dict[tuple[str, str, str, str], list[Member]] = defaultdict(list)
        self._by_scope: dict[tuple[str, str, str], list[Member]] = defaultdict(list)
        self._pods: dict[str, list[Member]] = defaultdict(list)
        self._unknown_labels: dict[str, list[Member]] = defaultdict(list)
        self._open_labels: dict[str, list[Member]] = defaultdict(list)
        self._by_label: dict[tuple[str, str, str], list[Member]] = defaultdict(list)
        self._by_label_key: dict[tuple[str, str], list[Member]] = defaultdict(list)
        every = [*facts, *scopes.generated]
        # Only where labels are added: it looks at every value.
        looked_at = [known for known in every if known.file not in selecting] if scopes.labels else []
        used = frozenset(key for known in looked_at for key in selector_keys(known.data)).union(*selecting.values())
        known_specs = {**_FOREIGN_SPECS, **pod_specs}
        self.members = [Member(known, known_specs, scopes, used) for known in every]
        proving(self.members, scopes.moved)
        self._work = 0
        for member in self.members:
            self._add(member)

    def _add(self, member: Member) -> None:
        group, name = member.group, member.text("metadata", "name") or ""
        self._by_kind[group, member.kind].append(member)
        for place in (_EVERYWHERE, *places(member)):
            self._by_name[place, group, member.kind, name].append(member)
        for scope in member.scopes:
            self._by_scope[scope, group, member.kind].append(member)
        if member.pod_path is None:
            return
        for place in (_EVERYWHERE, *places(member)):
            self._pods[place].append(member)
            if member.possible is None:
                self._unknown_labels[place].append(member)
                continue
            if member.open_labels:
                self._open_labels[place].append(member)
            for key, values in member.possible.items():
                self._by_label_key[place, key].append(member)
                for value in values:
                    self._by_label[place, key, value].append(member)

    def remember(self, name: str, make: Callable[[], _Table]) -> _Table:
        """A table over the whole project that a rule needs for each object: made once, under the rule's name."""
        if name not in self._remembered:
            self._remembered[name] = make()
        found: _Table = self._remembered[name]
        return found

    @property
    def is_spent(self) -> bool:
        """Whether so many objects were held against each other that no more of them are to be.

        Where each belongs to all the others, that would take for ever.
        """
        return self._work > _WORK + _WORK_OF_EACH * len(self.members)

    def of_kind(self, group: str, kind: str) -> list[Member]:
        """All objects of a kind, in the order of the files."""
        return self._by_kind.get((group, kind), [])

    def named(self, group: str, kind: str, name: str, beside: Member, namespace: str | None = None) -> list[Member]:
        """The objects of a kind and name that a reference in `beside` may mean: same namespace, or one left open.

        Those that belong together with it, where there are such; else those of the whole project, which are no reason
        for a finding: they may only keep one from being reported. `namespace` says that the reference names one itself.
        """
        found = self.meant(group, kind, name, beside, namespace)
        if found:
            return found
        wanted = namespace or beside.namespace
        every = self._by_name.get((_EVERYWHERE, group, kind, name), ())
        return [m for m in every if wanted is None or m.namespace in (None, wanted)]

    def meant(self, group: str, kind: str, name: str, beside: Member, namespace: str | None = None) -> list[Member]:
        """Like `named`, but only those that belong together with `beside`; those of a scope with it come first."""
        wanted = namespace or beside.namespace
        found: dict[int, Member] = {}
        for place in places(beside, namespace):
            for member in self._by_name.get((place, group, kind, name), ()):
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
            for member in self._by_scope.get((name, group, kind), ()):
                found[id(member)] = member
        self._work += len(found)
        return list(found.values())

    def complete(self, beside: Member, *kinds: tuple[str, str]) -> bool:
        """Whether what is missing beside an object can be said to be missing.

        That is so where one of the kinds occurs in each of its scopes, all of them closed.
        """
        if beside.scopes & self.open_scopes:
            return False
        return all(any((name, group, kind) in self._by_scope for group, kind in kinds) for name in beside.scopes)

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
        found = {id(m): m for place in places(beside) for m in self._pods.get(place, ()) if tied(m, beside)}
        self._work += len(found)
        return (m for m in found.values() if anywhere or may_share(m, beside))

    def selected(self, selector: Mapping[str, Any], beside: Member, *, as_map: bool = False) -> list[Member]:
        """The objects with pods that a selector in `beside` matches; those whose labels may match count as matched.

        Those that belong together with it, where there are such; else those of the whole project, which are no reason
        for a finding. `selector` is a LabelSelector, or with `as_map` the mapping of a Service.
        """
        near: dict[int, Member] = {}
        for place in places(beside):
            found = self._matched(selector, beside, place, as_map=as_map)
            near.update((id(member), member) for member in found if tied(member, beside))
        return list(near.values()) or self._matched(selector, beside, _EVERYWHERE, as_map=as_map)

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
        self, selector: Mapping[str, Any], beside: Member, selected: Iterable[int] = (), *, as_map: bool = False
    ) -> Nearest:
        """The pods that a selector in `beside` which selects nothing may have been meant for, and how sure that is.

        `selected` are the `id`s of the workloads that other objects of its kind select.
        """
        from podlint.project.nearest import nearest

        self._work += _WORK_OF_LIKENESS * sum(len(self._pods.get(place, ())) for place in places(beside))
        return nearest(self, selector, beside, selected, as_map=as_map)

    def _matched(self, selector: Mapping[str, Any], beside: Member, place: str, *, as_map: bool) -> list[Member]:
        found = [m for m in self._unknown_labels.get(place, ()) if may_share(m, beside)]
        candidates = {id(m): m for m in self._candidates(selector, beside, place, as_map=as_map)}
        candidates.update((id(m), m) for m in self._open_labels.get(place, ()))
        self._work += len(candidates)
        for member in candidates.values():
            if may_share(member, beside) and _may_match(selector, member, beside, as_map=as_map):
                found.append(member)
        return found

    @staticmethod
    def together(members: list[Member], beside: Member) -> list[Member]:
        """Those of the members that belong together with `beside`.

        Labels such as `app: nginx` are no proof by themselves: the same stand in every second folder.
        """
        return [member for member in members if tied(member, beside)]

    def _candidates(self, selector: Mapping[str, Any], beside: Member, place: str, *, as_map: bool) -> Iterable[Member]:
        """Few members that hold all that match: those with the rarest of the labels asked for."""
        buckets: list[list[Member]] = []
        wanted = selector if as_map else selector.get("matchLabels") or {}
        for key, value in wanted.items() if isinstance(wanted, dict) else ():
            if key in KEYS:  # not in the template, perhaps
                continue
            few = [self._by_label.get((place, key, text), []) for text in asked(key, value, beside.added)]
            buckets.append(few[0] if len(few) == 1 else list({id(m): m for some in few for m in some}.values()))
        expressions = [] if as_map else selector.get("matchExpressions") or []
        for expression in expressions if isinstance(expressions, list) else ():
            if isinstance(expression, dict) and expression.get("operator") in ("In", "Exists"):
                if expression.get("key") in KEYS:
                    continue
                buckets.append(self._by_label_key.get((place, str(expression.get("key"))), []))
        if buckets:
            return min(buckets, key=len)
        return [m for m in self._pods.get(place, ()) if m.possible is not None]


_EVERYWHERE = ""
_WORK, _WORK_OF_EACH, _WORK_OF_LIKENESS = 50_000, 30, 2
"""How many pairs of objects are looked at in all: so many, and so many more for each; likeness counts for several."""
_FOREIGN_SPECS: Mapping[str, Path] = {f"{group}/{kind}": TEMPLATE for group, kind in FOREIGN_WORKLOADS}


def _may_match(selector: Mapping[str, Any], member: Member, beside: Member, *, as_map: bool) -> bool:
    """Whether a selector of `beside` may match the pods of a member; labels with open values may be those asked for."""
    more = member.open_labels
    if not KEYS.isdisjoint(labels.asked(selector, as_map=as_map)):
        from podlint.project.given import given

        more |= given(selector, member, as_map=as_map)
    if more:
        selector = labels.without(selector, more, as_map=as_map)
    return may_match(selector, member.possible or {}, beside.added, as_map=as_map)
