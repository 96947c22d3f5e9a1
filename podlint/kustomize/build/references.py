"""Names of objects in other objects: they follow when an object gets another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kustomize.build.data import data_of, worded
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.identity import Gvk, Id
from podlint.kustomize.build.nodes import Items, Map, Node, Scalar, Unknown, is_null, text_of
from podlint.kustomize.build.specs import Spec, Visit, reachable, steps

if TYPE_CHECKING:
    from podlint.kustomize.build.defaults import Reference
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources


_Candidate = tuple["Resource", Id, list[Id]]
"""An object that a name may mean, with its identity and its former ones."""


class _Renamed:
    """Objects that had another name, by that name."""

    def __init__(self, resources: Resources) -> None:
        self.by_name: dict[str, list[_Candidate]] = {}
        self.everything: list[_Candidate] = [
            (resource, resource.id, list(resource.former())) for resource in resources.items
        ]
        for candidate in self.everything:
            for name in dict.fromkeys(each.name for each in candidate[2]):
                self.by_name.setdefault(name, []).append(candidate)


def follow(resources: Resources, references: list[Reference], unsure: str | None) -> None:
    """Put the present names where former ones stand. Raises Refusal where several objects could be meant.

    `unsure` says why a name that is not found may still change; it is unknown then.
    """
    for resource in resources.items:
        _check_subjects(resource)
    renamed = _Renamed(resources)
    by_kind: dict[str, list[tuple[int, Spec, Gvk]]] = {}
    number = 0
    for reference in references:
        for spec in reference.fields:
            by_kind.setdefault(spec.gvk.kind, []).append((number, spec, reference.target))
            number += 1
    fields: dict[Gvk, list[tuple[Spec, Gvk]]] = {}
    for resource in resources.items:
        first = resource.original.gvk
        if first not in fields:
            specs = sorted([*by_kind.get(first.kind, ()), *by_kind.get("", ())], key=lambda each: each[0])
            fields[first] = [(spec, target) for _, spec, target in specs if first.selected_by(spec.gvk)]
        for spec, target in fields[first]:
            if resource.root is not None and reachable(resource.root, steps(spec.path)):
                _Referrer(resource, spec, target, renamed, unsure).run()


def _check_subjects(resource: Resource) -> None:
    """Refuse a RoleBinding whose ServiceAccounts have no text as namespace."""
    root = resource.root
    subjects = root.entries.get("subjects") if root is not None and resource.gvk.kind == "RoleBinding" else None
    for subject in subjects.items if isinstance(subjects, Items) else ():
        entries = subject.entries if isinstance(subject, Map) else {}
        node = entries.get("namespace")
        if node is None or text_of(entries.get("kind")) != "ServiceAccount" or isinstance(node, Unknown):
            continue
        if not isinstance(node, Scalar) or not isinstance(data_of(node), str):
            raise Refusal(f"a subject of {resource.id} has a namespace that is no text", node.origin)


class _Referrer:
    """A field of an object that may hold the name of another one."""

    def __init__(self, resource: Resource, spec: Spec, target: Gvk, renamed: _Renamed, unsure: str | None) -> None:
        self.resource = resource
        self.spec = Spec(resource.gvk, spec.path, spec.create)
        self.target = target
        self.renamed = renamed
        self.unsure = unsure
        self.now = resource.id

    def run(self) -> None:
        visit = Visit(self._set)
        if self.unsure is None and not self.renamed.by_name:
            visit.look(self.resource, self.spec)  # nothing has another name, so that nothing changes
        else:
            visit.run(self.resource, self.spec)

    def _set(self, node: Node, place: object) -> None:
        if is_null(node) or isinstance(node, Unknown):
            return
        if isinstance(node, Scalar):
            self._scalar(node, place)
        elif isinstance(node, Map):
            self._map(node)
        else:
            for index, item in enumerate(list(node.items)):
                self._item(node, index, item)

    def _item(self, items: Items, index: int, item: Node) -> None:
        if isinstance(item, Scalar) and not item.is_null:

            def place(new: Node) -> None:
                items.items[index] = new

            self._scalar(item, place)
        elif isinstance(item, Map):
            self._map(item)
        elif isinstance(item, Items):
            raise Refusal(f"field {self.spec.path}: a list stands where a name should", item.origin)

    def _scalar(self, node: Scalar, place: object) -> None:
        found = self._referral(node.text, None)
        if found is None:
            if self.unsure is not None and callable(place) and self._may_change():
                unknown = Unknown(self.unsure, node.origin)
                unknown.key = node.key
                place(unknown)
            return
        name = found.metadata().get("name")
        if isinstance(name, Unknown) and callable(place):
            place(Unknown(name.reason, node.origin))
        elif found.name != node.text:
            node.set(found.name, "", name.origin if name is not None else None)

    def _may_change(self) -> bool:
        """Whether the name may be one of an unseen object that gets another one: a hash, or what this object got."""
        renamed = self.resource.prefixes or self.resource.suffixes
        return bool(renamed) or self.target.kind in ("ConfigMap", "Secret")

    def _map(self, node: Map) -> None:
        name = node.entries.get("name")
        if name is None:
            raise Refusal(f"field {self.spec.path}: a mapping without a name", node.origin)
        place = node.entries.get("namespace")
        old = text_of(name)
        found = self._referral(old, text_of(place) if place is not None else None, with_namespace=True)
        if found is None or (found.name == old and not found.namespace):
            return
        theirs = found.metadata()
        if isinstance(theirs.get("name"), Unknown):
            node.entries["name"] = theirs["name"]
            return
        if isinstance(name, Scalar):
            if name.text != found.name:
                name.set(found.name, "", theirs["name"].origin)
        else:
            node.entries["name"] = worded(found.name, theirs["name"].origin)
        if found.namespace:
            if isinstance(place, Scalar):
                if place.text != found.namespace:
                    place.set(found.namespace, "", theirs["namespace"].origin)
            else:
                node.entries["namespace"] = worded(found.namespace, theirs["namespace"].origin)

    def _referral(self, old: str, namespace: str | None, *, with_namespace: bool = False) -> Resource | None:
        """The object that a name means, if it is one whose name may have changed."""
        candidates = self.renamed.by_name.get(old)
        if not candidates:
            return None
        found = [each for each in candidates if self._reachable(each)]
        if namespace is not None:
            found = self._in_namespace(found, namespace)
        found = [each for each in found if any(former.gvk.selected_by(self.target) for former in each[2])]
        role = self._role()
        if role is not None:
            found = [each for each in found if any(former.gvk.selected_by(role) for former in each[2])]
        found = [each for each in found if self._same_namespace(each)]
        if len(found) == 1:
            return found[0][0]
        found = [each for each in found if _same_names(each[0], self.resource, loosely=True)]
        if len(found) > 1:
            found = [each for each in found if _same_names(each[0], self.resource, loosely=False)]
        if not found:
            return None
        first = found[0][0]
        for each, _, _ in found[1:]:
            if each.name != first.name or (with_namespace and each.namespace != first.namespace):
                names = ", ".join(str(one.id) for one, _, _ in found)
                raise Refusal(f"{old!r} in {self.spec.path} of {self.now} may mean any of {names}", self.resource.where)
        return first

    def _reachable(self, each: _Candidate) -> bool:
        """Whether the object is one that this one can refer to: of its namespace, or of none."""
        target, now, _ = each
        if self.now.cluster_wide or now.cluster_wide or now.place == self.now.place:
            return True
        return target.namespace in self._bound()

    def _in_namespace(self, found: list[_Candidate], namespace: str) -> list[_Candidate]:
        """The objects that were of a namespace at first; where no object was, those that are now."""
        if any(_first_place(each) == namespace and self._reachable(each) for each in self.renamed.everything):
            return [each for each in found if _first_place(each) == namespace]
        return [each for each in found if each[1].place == namespace]

    def _bound(self) -> set[str]:
        """The namespaces of the ServiceAccounts that a RoleBinding names."""
        root = self.resource.root
        subjects = (
            root.entries.get("subjects") if root is not None and self.resource.gvk.kind == "RoleBinding" else None
        )
        found = set()
        for subject in subjects.items if isinstance(subjects, Items) else ():
            entries = subject.entries if isinstance(subject, Map) else {}
            if text_of(entries.get("kind")) == "ServiceAccount" and "namespace" in entries:
                found.add(text_of(entries["namespace"]))
        return found

    def _same_namespace(self, each: _Candidate) -> bool:
        target, now, _ = each
        if self.now.cluster_wide or now.cluster_wide or target.gvk.kind == "ServiceAccount":
            return True
        return now.place == self.now.place

    def _role(self) -> Gvk | None:
        """The kind that the roleRef of a binding asks for."""
        root = self.resource.root
        reference = (
            root.entries.get("roleRef") if root is not None and self.spec.path.endswith("roleRef/name") else None
        )
        if not isinstance(reference, Map) or not {"apiGroup", "kind"} <= reference.entries.keys():
            return None
        return Gvk(text_of(reference.entries["apiGroup"]), "", text_of(reference.entries["kind"]))


def _first_place(each: _Candidate) -> str | None:
    """The namespace that an object was in at first; None outside of namespaces."""
    _, now, former = each
    return None if now.cluster_wide else (former[0] if former else now).place


def _same_names(one: Resource, other: Resource, *, loosely: bool) -> bool:
    """Whether two objects got the same prefixes and suffixes at last."""
    return _same_end(one.prefixes, other.prefixes, loosely) and _same_end(one.suffixes, other.suffixes, loosely)


def _same_end(one: list[str], other: list[str], loosely: bool) -> bool:
    if loosely and (not one or not other):
        return True
    length = min(len(one), len(other))
    if not length:
        return len(one) == len(other)
    return one[len(one) - length :] == other[len(other) - length :]
