"""Which objects an object refers to: by name, or by the labels of their pods."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.kinds import GROUPS, group_of
from podlint.kubernetes.references import Use, config_references
from podlint.kubernetes.selectors import carried, selector_known
from podlint.project.linked import custom_references
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from podlint.kubernetes.links import Link
    from podlint.kubernetes.view import View
    from podlint.project.index import Index, Member


class Relation(NamedTuple):
    """A reference: what it is called, where it stands, what it names, and the objects that it may mean.

    `made` says that the object brings into being what it names.
    """

    what: str
    view: View
    kind: str
    name: str
    found: list[Member]
    made: bool = False


def relations(member: Member, index: Index, links: Mapping[str, tuple[Link, ...]] | None = None) -> Iterator[Relation]:
    """All references of an object; `links` are those that plugins add, by `group/Kind`."""
    for kinds, find in _FINDERS:
        if (member.group, member.kind) in kinds:
            yield from find(member, index)
    if member.group not in GROUPS:
        for own in custom_references(member, links):
            found = index.named(own.group, own.kind, own.name, member, own.namespace)
            yield Relation(own.link.what, own.view, own.kind, own.name, found, own.link.makes)
    pod = member.pod()
    if pod is not None:
        yield from _pod(member, pod, index)


def _selected(
    member: Member, index: Index, what: str, selector: View | None, *, as_map: bool = False
) -> Iterator[Relation]:
    if selector is not None and selector_known(selector):
        found = index.selected(selector.value, member, as_map=as_map)
        yield Relation(what, selector, "Pod", "", found)


def _named(member: Member, index: Index, what: str, view: View | None, group: str, kind: str) -> Iterator[Relation]:
    name = view.text() if view is not None else None
    if view is not None and name:
        yield Relation(what, view, kind, name, index.named(group, kind, name, member))


def _service(member: Member, index: Index) -> Iterator[Relation]:
    selector = member.at("spec", "selector")
    if selector is not None and selector.value:
        yield from _selected(member, index, "selects", selector, as_map=True)


def _budget(member: Member, index: Index) -> Iterator[Relation]:
    yield from _selected(member, index, "protects", member.at("spec", "selector"))


def _policy(member: Member, index: Index) -> Iterator[Relation]:
    yield from _selected(member, index, "guards", member.at("spec", "podSelector"))


def _ingress(member: Member, index: Index) -> Iterator[Relation]:
    backends = [member.at("spec", "defaultBackend")]
    backends += [path.at("backend") for r in member.each("spec", "rules") for path in r.each("http", "paths")]
    for backend in backends:
        if backend is not None:
            yield from _named(member, index, "routes to", backend.at("service", "name"), "", "Service")
    for entry in member.each("spec", "tls"):
        yield from _named(member, index, "certificate", entry.at("secretName"), "", "Secret")
    yield from _named(
        member, index, "class", member.at("spec", "ingressClassName"), "networking.k8s.io", "IngressClass"
    )


def _autoscaler(member: Member, index: Index) -> Iterator[Relation]:
    target = member.at("spec", "scaleTargetRef")
    kind = target.text("kind") if target is not None else None
    if target is not None and kind:
        group = group_of(target.text("apiVersion") or "")
        yield from _named(member, index, "scales", target.at("name"), group, kind)


def _stateful(member: Member, index: Index) -> Iterator[Relation]:
    yield from _named(member, index, "governed by", member.at("spec", "serviceName"), "", "Service")


def _binding(member: Member, index: Index) -> Iterator[Relation]:
    role = member.at("roleRef")
    kind = role.text("kind") if role is not None else None
    if role is not None and kind:
        yield from _named(member, index, "grants", role.at("name"), member.group, kind)
    for subject in member.each("subjects"):
        name = subject.text("name")
        if subject.get("kind") == "ServiceAccount" and name:
            found = index.named("", "ServiceAccount", name, member, subject.text("namespace"))
            yield Relation("to", subject, "ServiceAccount", name, found)


def _account(member: Member, index: Index) -> Iterator[Relation]:
    for field, what in (("secrets", "holds"), ("imagePullSecrets", "pulls with")):
        for entry in member.each(field):
            yield from _named(member, index, what, entry.at("name"), "", "Secret")


def _gateway(member: Member, index: Index) -> Iterator[Relation]:
    yield from _named(member, index, "class", member.at("spec", "gatewayClassName"), _GATEWAY, "GatewayClass")
    for listener in member.each("spec", "listeners"):
        for entry in listener.each("tls", "certificateRefs"):
            yield from _named(member, index, "certificate", entry.at("name"), "", "Secret")


def _route(member: Member, index: Index) -> Iterator[Relation]:
    for parent in member.each("spec", "parentRefs"):
        if parent.get("kind", default="Gateway") == "Gateway":
            yield from _elsewhere(member, index, "attached to", parent, _GATEWAY, "Gateway")
    for entry in member.each("spec", "rules"):
        for backend in entry.each("backendRefs"):
            if backend.get("kind", default="Service") == "Service":
                yield from _elsewhere(member, index, "routes to", backend, "", "Service")


def _elsewhere(member: Member, index: Index, what: str, view: View, group: str, kind: str) -> Iterator[Relation]:
    """A reference that may name another namespace."""
    name = view.text("name")
    if name:
        yield Relation(what, view, kind, name, index.named(group, kind, name, member, view.text("namespace")))


def _volume(member: Member, index: Index) -> Iterator[Relation]:
    claim = member.at("spec", "claimRef")
    if claim is not None:
        yield from _elsewhere(member, index, "bound to", claim, "", "PersistentVolumeClaim")


def _pod(member: Member, pod: View, index: Index) -> Iterator[Relation]:
    yield from _named(member, index, "runs as", pod.at("serviceAccountName"), "", "ServiceAccount")
    for reference in config_references(pod):
        name = reference.view.at(reference.field)
        yield from _named(member, index, _USES.get(reference.use, "mounts"), name, "", reference.kind)
    for volume in pod.each("volumes"):
        claim = volume.at("persistentVolumeClaim", "claimName")
        yield from _named(member, index, "mounts", claim, "", "PersistentVolumeClaim")


def _service_monitor(member: Member, index: Index) -> Iterator[Relation]:
    selector = member.at("spec", "selector")
    if selector is None or not selector_known(selector) or not selector.value:
        return
    found = []
    for service in index.near(member, "", "Service"):
        own = carried(service.value, "metadata", "labels")
        if own is not None and labels.matches(selector.value, own.known):
            found.append(service)
    yield Relation("scrapes", selector, "Service", "", found)


def _pod_monitor(member: Member, index: Index) -> Iterator[Relation]:
    selector = member.at("spec", "selector")
    if selector is not None and selector.value:
        yield from _selected(member, index, "scrapes", selector)


_USES = {Use.PULL: "pulls with", Use.ENV: "reads", Use.ENV_FROM: "reads"}
_RBAC = "rbac.authorization.k8s.io"
_PROMETHEUS = "monitoring.coreos.com"
_GATEWAY = "gateway.networking.k8s.io"
_ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")
_FINDERS: tuple[tuple[Any, Callable[[Member, Index], Iterator[Relation]]], ...] = (
    ({("", "Service")}, _service),
    ({("policy", "PodDisruptionBudget")}, _budget),
    ({("networking.k8s.io", "NetworkPolicy")}, _policy),
    ({("networking.k8s.io", "Ingress")}, _ingress),
    ({("autoscaling", "HorizontalPodAutoscaler")}, _autoscaler),
    ({("apps", "StatefulSet")}, _stateful),
    ({("", "ServiceAccount")}, _account),
    ({("", "PersistentVolume")}, _volume),
    ({(_PROMETHEUS, "ServiceMonitor")}, _service_monitor),
    ({(_PROMETHEUS, "PodMonitor")}, _pod_monitor),
    ({(_GATEWAY, "Gateway")}, _gateway),
    ({(_GATEWAY, kind) for kind in _ROUTES}, _route),
    ({(_RBAC, "RoleBinding"), (_RBAC, "ClusterRoleBinding")}, _binding),
)
