"""What cross-object rules may know of an object: its own data, less what no relation needs.

Facts are plain data, small and picklable, so that the pool, the cache and the language server can carry them.
"""

from __future__ import annotations

from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.objects import objects
from podlint.kubernetes.view import NOT_KNOWN, UNKNOWN, Incomplete, is_placeholder
from podlint.kustomize.fields import is_kustomization
from podlint.project.roles import Role, role_said
from podlint.tuples import NamedTuple
from podlint.yaml.reader import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.place import Path
    from podlint.yaml.source import Source

LONGEST = 256
"""Texts above this length are left out: scripts, certificates."""

_LONGEST_LINE = 4096
_OFTEN = 32
"""Texts up to this length are likely to stand in other objects too, and are held once."""
_PAYLOADS = frozenset({"data", "stringData", "binaryData"})
_DROPPED = frozenset({"status", "managedFields", "openAPIV3Schema", "schema"})


class Facts(NamedTuple):
    """One object of a file: where it stands (`document` counts from 0, `path` inside it), and its reduced data.

    `generated` says that no file holds it (a ConfigMap that a kustomization generates), so that nothing can be reported
    on it.
    """

    file: str
    document: int
    path: Path
    data: dict[str, Any]
    generated: bool = False


class BuiltFacts(NamedTuple):
    """The facts of objects as kustomizations build them, instead of those of the lines that they are built of.

    Each has a file of its own that does not exist; `scopes` names the kustomization of each. `instead_of` are these
    lines: file, document, path. `moved` are those that a kustomization gave their namespace.
    """

    facts: tuple[Facts, ...] = ()
    scopes: Mapping[str, str] = MappingProxyType({})
    instead_of: frozenset[tuple[str, int, Path]] = frozenset()
    open: frozenset[str] = frozenset()
    moved: frozenset[str] = frozenset()


def facts(target: KubeObject, file: str) -> Facts:
    """The facts of one object. Values of ConfigMaps and Secrets are left out, their keys stay.

    Of a Secret's value stays whether it is one line that ends in a newline: then it is that newline.
    """
    return Facts(file, target.document.index, target.path, _mapping(target.value))


def facts_of(source: Source, pod_specs: Mapping[str, Path], role: Role) -> list[Facts]:
    """The facts of a file that is only read as context: no schema check, no rules."""
    role = role_said(source, role)
    if role.skip is not None or role is Role.PATCH:
        return []
    return [
        facts(_doubted(target), source.path)
        for composed in parse(source).documents
        if not is_kustomization(composed.document.data)
        for target in objects(composed.document, pod_specs)
        if isinstance(target.value, dict)
    ]


def _doubted(target: KubeObject) -> KubeObject:
    """The object with what is not certain in its text as not known."""
    doubts = target.document.doubts
    if not doubts:
        return target
    from podlint.schema.check import doubted

    return doubted(target, doubts)


def _mapping(value: dict[str, Any]) -> dict[str, Any]:
    reduced: dict[str, Any] = _short(value)
    for key in _PAYLOADS if value.get("kind") in ("ConfigMap", "Secret") else ():
        if isinstance(value.get(key), dict):
            more = (NOT_KNOWN,) if value[key].__class__ is Incomplete else ()
            reduced[key] = dict.fromkeys((*map(str, value[key]), *more), "")
            if value.get("kind") == "Secret":
                reduced[key].update((str(name), "\n") for name, item in value[key].items() if _ends_line(item, key))
    return reduced


def _ends_line(value: Any, field: str) -> bool:
    """Whether a Secret's value is one line with a newline behind it."""
    if not isinstance(value, str) or len(value) > _LONGEST_LINE or is_placeholder(value):
        return False
    if field == "data":
        value = _decoded(value)
    return value.endswith("\n") and value.count("\n") == 1 and bool(value.strip())


def _decoded(text: str) -> str:
    """The text behind base64; empty where it is none."""
    letters = "".join(text.split())
    if not letters.rstrip("=").endswith(("K", "o", "g")) or len(letters) % 4:  # what a newline at the end becomes
        return ""
    from base64 import b64decode

    try:
        return b64decode(letters, validate=True).decode()
    except ValueError:
        return ""


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        short = {intern(str(key)): _short(item) for key, item in value.items() if key not in _DROPPED}
        return {**short, NOT_KNOWN: NOT_KNOWN} if value.__class__ is Incomplete else short
    if isinstance(value, list):
        return [_short(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return NOT_KNOWN
    if value.__class__ is str and len(value) <= _OFTEN:
        return intern(value)
    return NOT_KNOWN if value is UNKNOWN else value
