"""Prefixes, suffixes and namespaces that a kustomization gives to its objects."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.identity import Gvk
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, is_null, text_of
from podlint.kustomize.build.scalars import STR
from podlint.kustomize.build.specs import Spec, Visit

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources

_KEPT_NAMES = (
    Gvk(kind="CustomResourceDefinition"),
    Gvk("apiregistration.k8s.io", "", "APIService"),
    Gvk(kind="Namespace"),
)
SUBJECTS = ("defaultOnly", "allServiceAccounts", "none")


def add_affix(resources: Resources, text: str, origin: Origin | None, fields: list[Spec], *, suffix: bool) -> None:
    """Put a text before or behind names. Raises Refusal."""

    def put(node: Node, place: Callable[[Node], None]) -> None:
        if isinstance(node, Scalar):
            node.set(node.text + text if suffix else text + node.text, "", origin)
        elif not isinstance(node, Unknown):
            raise Refusal("a name is not a text", node.origin)

    visit = Visit(put, lambda: Scalar("", STR, origin), origin)
    for resource in resources.items:
        first = resource.original
        if resource.root is None or any(first.gvk.selected_by(kept) for kept in _KEPT_NAMES):
            continue
        for spec in fields:
            if not first.gvk.selected_by(spec.gvk):
                continue
            if spec.path == "metadata/name" and text:
                (resource.suffixes if suffix else resource.prefixes).append(text)
                resource.remember()
            visit.run(resource, spec)


class Namespaces:
    """Sets the namespace of every object, and where it is mentioned."""

    def __init__(
        self, name: str, origin: Origin | None, fields: list[Spec], subjects: str = "", *, unset_only: bool = False
    ) -> None:
        self.name = name
        self.origin = origin
        self.fields = [spec for spec in fields if spec.path != "metadata/namespace"]
        self.subjects = subjects or "defaultOnly"
        self.unset_only = unset_only

    def run(self, resources: Resources) -> None:
        """Change the objects. Raises Refusal, also where two become one."""
        if not self.name:
            return
        count = Counter(resource.id.key for resource in resources.items)
        for resource in resources.items:
            if resource.root is None or not resource.root.entries:
                continue
            count[resource.id.key] -= 1
            resource.remember()
            self.change(resource)
            now = resource.id
            count[now.key] += 1
            if count[now.key] > 1:
                raise Refusal(f"{now} is there twice once the namespace is set", resource.where)

    def change(self, resource: Resource) -> None:
        """Change one object. Raises Refusal."""
        visit = Visit(self._set, lambda: Scalar("", STR), self.origin)
        if not resource.cluster_wide:
            visit.run(resource, Spec(Gvk(), "metadata/namespace", True))
        binding = resource.gvk.kind in ("RoleBinding", "ClusterRoleBinding")
        if binding:
            self._bind(resource)
        for spec in self.fields:
            if binding and spec.gvk.kind in ("RoleBinding", "ClusterRoleBinding") and spec.path == "subjects/namespace":
                continue
            if spec.path == "metadata/name" and resource.gvk.api_version != "v1":
                continue
            visit.run(resource, spec)

    def _bind(self, resource: Resource) -> None:
        if self.subjects == "none" or resource.root is None:
            return
        subjects = resource.own().entries.get("subjects")
        if is_null(subjects) or isinstance(subjects, Unknown):
            return
        if not isinstance(subjects, Items):
            raise Refusal("subjects of a binding are no list", resource.where)
        key, value = ("kind", "ServiceAccount") if self.subjects == "allServiceAccounts" else ("name", "default")
        for subject in subjects.items:
            if is_null(subject) or isinstance(subject, Unknown):
                continue
            if not isinstance(subject, Map):
                raise Refusal("a subject of a binding is no mapping", subject.origin)
            if text_of(subject.entries.get(key)) == value:
                node = subject.entries.get("namespace")
                if node is None:
                    node = subject.entries["namespace"] = Scalar("", "")
                self._set(node, None)

    def _set(self, node: Node, place: object) -> None:
        if isinstance(node, Scalar):
            if self.unset_only and node.text and not node.is_null:
                return
            node.set(self.name, STR, self.origin)
        elif not isinstance(node, Unknown):
            raise Refusal("a namespace is not a text", node.origin)
