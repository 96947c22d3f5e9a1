"""Which variables a container knows: what both families of `$(VAR)` rules ask."""

from __future__ import annotations

import re
from collections.abc import Iterable

from podlint.api import View, closest, is_placeholder

UPPER = r"_*[A-Z][A-Z0-9_]*"
"""The form in which nearly all variables are named, and hardly any command."""

_SERVICE = (
    r"(?P<service>[A-Z0-9_]+?)_(SERVICE_(HOST|PORT(_[A-Z0-9_]+)?)|PORT(_\d+_(TCP|UDP|SCTP)(_(PROTO|PORT|ADDR))?)?)"
)
_MOST_SOURCES = 100
_LONGEST = 300
"""The longest name that the kubelet makes of a Service and a port has fewer letters."""
_COMMANDS = frozenset({"arch", "date", "hostname", "id", "nproc", "pwd", "tty", "uname", "whoami"})


def entries(container: View) -> list[tuple[str, View]] | None:
    """The env entries by name, in order; None where not every name is understood, so that absence says nothing."""
    env = container.at("env")
    if env is None:
        return []
    if not isinstance(env.value, list):
        return None
    found: list[tuple[str, View]] = []
    for index, item in enumerate(env.value):
        entry = env.at(index)
        if item is None or entry is None:
            continue
        name = entry.text("name")
        if name is None:
            return None
        found.append((name, entry))
    return found


def from_elsewhere(container: View, name: str) -> bool:
    """Whether a variable may come from envFrom, from a Service of the namespace, or from a kustomization."""
    if name in (container.object.variables or ()):
        return True
    return from_sources(container, name) or _from_services(container, name)


def from_sources(container: View, name: str) -> bool:
    """Whether an envFrom source may define a variable: any may, except that its prefix begins all that it gives."""
    sources = container.get("envFrom")
    if sources is None:
        return container.at("envFrom") is not None
    if not isinstance(sources, list) or len(sources) > _MOST_SOURCES:
        return True
    for source in sources:
        prefix = source.get("prefix") if isinstance(source, dict) else None
        if not isinstance(prefix, str) or is_placeholder(prefix) or name.startswith(prefix):
            return True
    return False


def _from_services(container: View, name: str) -> bool:
    """Whether the kubelet may define a variable for a Service; for the one named kubernetes it always does."""
    match = re.fullmatch(_SERVICE, name) if len(name) <= _LONGEST else None
    pod = container.object.pod()
    links = pod is None or pod.get("enableServiceLinks") is not False
    return match is not None and (links or match["service"] == "KUBERNETES")


def near(name: str, known: Iterable[str]) -> str | None:
    """The variable that an undefined name was most likely meant to be.

    For a name in lower-case letters, which may well be a command, only one that differs by case, `-`, `_` or spaces.
    """
    name = name.strip()
    if name in _COMMANDS:
        return None
    return closest(name, known, 0.8 if name != name.lower() or "_" in name else 1.0)
