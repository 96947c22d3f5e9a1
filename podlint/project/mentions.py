"""Names that are spoken of outside of plain references: by custom objects, annotations and command lines."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import GROUPS, plural
from podlint.kubernetes.pods import all_containers
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import View
    from podlint.project.index import Index, Member
    from podlint.project.vicinity import Vicinity

RBAC = "rbac.authorization.k8s.io"
_WORD = r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?"
_LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration"


class _Mentions(NamedTuple):
    """Who says a word (the member; None for several), the words of custom objects, and their names."""

    said: dict[str, Member | None]
    custom: frozenset[str]
    named: frozenset[str]


def said(index: Index, name: str, beside: Member) -> bool:
    """Whether something other than `beside` itself speaks of a name, so that it may be made or used in a way unseen."""
    if index.partial:
        return any(member is not beside and name in _spoken(member) for member in index.holding(name))
    found = _mentions(index).said.get(name, beside)
    return found is not beside


def absent(index: Index, target: Member, group: str, kind: str, name: str) -> bool:
    """Whether an object that `target` names can be said to be missing from the project.

    Custom objects make Secrets and more of their own name, or of one that they hold (SealedSecret, Certificate); so do
    command lines and annotations of others, and an operator whose role lets it create such objects.
    """
    if index.named(group, kind, name, target) or not index.whole or not index.complete(target, (group, kind)):
        return False
    if target.kustomized and name in index.names(group, kind, target):
        return False  # A kustomization may move both to one namespace.
    if said(index, name, target) or _is_custom(index, name):
        return False
    return not granted(index, target, "create", plural(group, kind))


def handled(index: Index, name: str) -> bool:
    """Whether a custom object bears a name or speaks of it: its operator may make, fill or use what is called so."""
    if index.partial:
        return any(_is_foreign(member) and name in _spoken(member) for member in index.holding(name)) or _is_custom(
            index, name
        )
    return name in _mentions(index).custom or _is_custom(index, name)


def _is_custom(index: Index, name: str) -> bool:
    """Whether a custom object bears a name."""
    if index.partial:
        found = index.holding(name) if name else index.members
        return any(_is_foreign(member) and (member.text("metadata", "name") or "") == name for member in found)
    return name in _mentions(index).named


def _is_foreign(member: Member) -> bool:
    return member.group not in GROUPS


def granted(index: Index, beside: Member, verb: str, resource: str) -> bool:
    """Whether a role that belongs together with `beside` permits a verb on all of a resource of the core group."""
    near = index.vicinity(beside)
    table = near.remember("grants on the core group", lambda: _grants(near))
    return any(
        grant in table.get(name, ())
        for name in _around(beside)
        for grant in ((verb, resource), (verb, "*"), ("*", resource), ("*", "*"))
    )


def _grants(near: Vicinity) -> dict[str, set[tuple[str, str]]]:
    """Verbs and resources of the core group that roles permit, by the scopes and folders of the roles."""
    table: dict[str, set[tuple[str, str]]] = {}
    for role in (*near.of_kind(RBAC, "Role"), *near.of_kind(RBAC, "ClusterRole")):
        for entry in role.each("rules"):
            if entry.get("resourceNames") or not {"", "*"} & _texts(entry, "apiGroups"):
                continue
            pairs = {(verb, resource) for verb in _texts(entry, "verbs") for resource in _texts(entry, "resources")}
            for name in _around(role):
                table.setdefault(name, set()).update(pairs)
    return table


def _around(member: Member) -> frozenset[str]:
    """The scopes of an object, and its folder: a kustomization often takes only some of the files beside it."""
    return member.scopes | {member.known.file.rpartition("/")[0] or "."}


def _texts(entry: View, key: str) -> set[str]:
    return {text for view in entry.each(key) if (text := view.text()) is not None}


def words(value: Any) -> Iterator[str]:
    """The words in all texts of a value that could be names of objects."""
    if isinstance(value, str):
        yield from re.findall(_WORD, value)
    elif isinstance(value, dict):
        for item in value.values():
            yield from words(item)
    elif isinstance(value, list):
        for item in value:
            yield from words(item)


def unspoken(index: Index, target: Member) -> bool:
    """Whether no other object holds the name of one anywhere but in its own metadata: nothing refers to it."""
    name = target.text("metadata", "name") or ""
    if index.partial:
        found = index.holding(name) if name else ()
        return not any(member is not target and name in _written(member) for member in found)
    table = index.remember("objects by the words in them", lambda: _by_word(index))
    return table.get(name, target) is target


def _by_word(index: Index) -> dict[str, Member | None]:
    """Who says a word: the member, None for several."""
    table: dict[str, Member | None] = {}
    for member in index.members:
        for word in _written(member):
            table[word] = member if table.get(word, member) is member else None
    return table


def _written(member: Member) -> set[str]:
    """The words of an object but for those of its metadata; of these, those of its annotations."""
    annotations = member.get("metadata", "annotations", default={})
    body = {key: value for key, value in member.value.items() if key != "metadata"}
    return {*words(body), *words(annotations)}


def _mentions(index: Index) -> _Mentions:
    return index.remember("mentions", lambda: _collect(index))


def _collect(index: Index) -> _Mentions:
    table: dict[str, Member | None] = {}
    custom: set[str] = set()
    named: set[str] = set()
    for member in index.members:
        spoken = set(_spoken(member))
        for word in spoken:
            table[word] = member if table.get(word, member) is member else None
        if _is_foreign(member):
            custom |= spoken
            named.add(member.text("metadata", "name") or "")
    return _Mentions(table, frozenset(custom), frozenset(named))


def _spoken(member: Member) -> Iterator[str]:
    yield from _annotations(member)
    if _is_foreign(member):
        yield from words({key: value for key, value in member.value.items() if key not in ("metadata", "kind")})
        return
    pod = member.pod()
    if pod is None:
        return
    yield from _annotations(member, *(member.pod_path or ())[:-1])
    for container in all_containers(pod):
        for argument in (*container.each("command"), *container.each("args")):
            text = argument.text() or ""
            # The name of a flag names no object, its value may.
            yield from words(text.partition("=")[2] if text.startswith("-") else text)
        for entry in container.each("env"):
            if isinstance(entry.value, dict):
                yield from words(entry.get("value"))


def _annotations(member: Member, *keys: str | int) -> Iterator[str]:
    """The words of the annotations of an object or its pods; without the copy of the object that kubectl keeps."""
    found = member.get(*keys, "metadata", "annotations")
    if isinstance(found, dict):
        yield from words({key: text for key, text in found.items() if key != _LAST_APPLIED})
