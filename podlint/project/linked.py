"""The references of custom resources, by the table of what their kinds name and make, and by what plugins add."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.kinds import find, group_of
from podlint.kubernetes.links import LINKS, Link
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from podlint.kubernetes.view import View
    from podlint.project.member import Member

_ISTIO = "networking.istio.io"
_IN_CLUSTER = ("svc", "svc.cluster.local")


class Reference(NamedTuple):
    """A name in a custom resource: where it stands, and what it is the name of."""

    link: Link
    view: View
    group: str
    kind: str
    name: str
    namespace: str | None


def custom_references(member: Member, more: Mapping[str, tuple[Link, ...]] | None = None) -> Iterator[Reference]:
    """What a custom resource names and makes; `more` are the links that plugins add, by `group/Kind`."""
    key = f"{member.group}/{member.kind}"
    row = LINKS.get(key)
    for link in (*(row.links if row is not None else ()), *((more or {}).get(key, ()))):
        found = list(_views(member, link.path))
        if not found and link.otherwise:
            found = list(_views(member, link.otherwise))
        for view in found:
            reference = _reference(member, link, view)
            if reference is not None:
                yield reference


def _views(view: View, keys: tuple[str, ...]) -> Iterator[View]:
    """The texts at a path in which `"*"` stands for each item of a list."""
    if "*" not in keys:
        found = view.at(*keys)
        if found is not None and found.text():
            yield found
        return
    split = keys.index("*")
    for item in view.each(*keys[:split]):
        yield from _views(item, keys[split + 1 :])


def _reference(member: Member, link: Link, view: View) -> Reference | None:
    name = view.text() or ""
    kind, group, namespace = link.kind, link.group, None
    if view.path[-1] == "name" and not link.makes:
        # The mapping that holds the name may say more of what is named.
        holder = view.holder()
        kind = holder.text("kind") or kind
        if not kind:
            return None
        said = holder.text("apiVersion")
        group = group_of(said) if said else holder.text("group") or _group(member, link, kind)
        namespace = holder.text("namespace")
    if member.group == _ISTIO:
        name, namespace = _of_istio(link, name)
    if not name or "@" in name:  # Traefik: of another provider
        return None
    return Reference(link, view, group, kind, name, namespace)


def _group(member: Member, link: Link, kind: str) -> str:
    """The group of a kind that is named without one."""
    if kind == link.kind or link.group or find("", kind) is not None:
        return link.group
    return member.group


def _of_istio(link: Link, text: str) -> tuple[str, str | None]:
    """The name and namespace in a host or the name of a Gateway; no name where it is none of the cluster."""
    if link.kind == "Gateway":
        namespace, slash, name = text.rpartition("/")
        return ("" if text == "mesh" else name), (namespace if slash and namespace != "." else None)
    name, dot, rest = text.partition(".")
    if not dot:
        return name, None
    namespace, _, domain = rest.partition(".")
    return (name, namespace) if domain in _IN_CLUSTER else ("", None)
