"""What ties two objects of a project together, so that one may be the reason for a finding on the other.

A kustomization that takes both does, and a folder that none takes; so does a namespace that both write down, where it
says something: not one that every other project has, nor one that a kustomization writes over, nor between the folders
of different trees. A name or labels alone never do: the same stand in every second folder.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from podlint.project.member import Member

EVERYBODYS = frozenset({"default", "system", "kube-system", "kube-public", "kube-node-lease"})
"""Namespaces that unrelated projects share: those of every cluster, and the one that scaffolds of operators write."""


def proving(members: Iterable[Member], moved: frozenset[str]) -> None:
    """Give each object the namespace that ties it to others. Those in files of `moved` get another one when built.

    Objects of one kind, name and namespace in several folders are variants or examples: then the name says nothing.
    """
    named = []
    for member in members:
        namespace = _own(member)
        if namespace and namespace not in EVERYBODYS and member.known.file not in moved:
            named.append((member, namespace, (member.group, member.kind, namespace, member.text("metadata", "name"))))
    count = Counter(identity for _, _, identity in named)
    for member, namespace, identity in named:
        if count[identity] == 1:
            member.tie = namespace


def _own(member: Member) -> str | None:
    """The namespace that an object lies in, or is."""
    is_one = member.kind == "Namespace" and not member.group
    return member.text("metadata", "name") if is_one else member.namespace


def places(member: Member, namespace: str | None = None) -> Iterator[str]:
    """The scopes of an object and the namespace that ties it: what shares one of these may belong together with it.

    `namespace` says that it refers to one of its own accord.
    """
    yield from member.scopes
    tie = namespace or member.tie
    if tie is not None:
        yield f"namespace {tie}"


def tied(one: Member, other: Member, namespace: str | None = None) -> bool:
    """Whether two objects belong together; `namespace` as for `places`, from the side of the other one."""
    if not one.scopes.isdisjoint(other.scopes):
        return True
    tie = one.tie
    return tie is not None and tie == (namespace or other.tie) and _one_tree(_folder(one), _folder(other))


def may_share(one: Member, other: Member) -> bool:
    """Whether two objects may lie in one namespace."""
    return one.namespace is None or other.namespace is None or one.namespace == other.namespace


def _folder(member: Member) -> str:
    return member.known.file.rpartition("/")[0]


def _one_tree(one: str, other: str) -> bool:
    """Whether one folder lies in the other, or both in the same."""
    if one.rpartition("/")[0] == other.rpartition("/")[0]:
        return True
    return not one or not other or f"{one}/".startswith(f"{other}/") or f"{other}/".startswith(f"{one}/")
