"""What cross-object rules may know of an object: its own data, less what no relation needs.

Facts are plain data, small and picklable, so that the pool, the cache and the language server can carry them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import UNKNOWN
from podlint.model.facts import Facts

if TYPE_CHECKING:
    from podlint.kubernetes.view import KubeObject

LONGEST = 256
"""Texts above this length are left out: scripts, certificates."""
NOT_KNOWN = "${not known}"
"""Stands for what is left out, or not understood: to rules a text that something else will fill in."""

_PAYLOADS = frozenset({"data", "stringData", "binaryData"})
_DROPPED = frozenset({"status", "managedFields", "openAPIV3Schema", "schema"})


def facts(target: KubeObject, file: str, *, supplied: bool = False) -> Facts:
    """The facts of one object. Values of ConfigMaps and Secrets are left out, their keys stay."""
    kustomized = target.variables is not None
    return Facts(file, target.document.index, target.path, _mapping(target.value), supplied, kustomized=kustomized)


def _mapping(value: dict[str, Any]) -> dict[str, Any]:
    reduced: dict[str, Any] = _short(value)
    for key in _PAYLOADS if value.get("kind") in ("ConfigMap", "Secret") else ():
        if isinstance(value.get(key), dict):
            reduced[key] = dict.fromkeys(map(str, value[key]), "")
    return reduced


def _short(value: Any) -> Any:
    if isinstance(value, dict):
        return {str(key): _short(item) for key, item in value.items() if key not in _DROPPED}
    if isinstance(value, list):
        return [_short(item) for item in value]
    if isinstance(value, str) and len(value) > LONGEST:
        return NOT_KNOWN
    return NOT_KNOWN if value is UNKNOWN else value
