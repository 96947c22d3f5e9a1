"""Whether a role gives no more than a look at what may be public."""

from __future__ import annotations

from enum import Enum

from podlint.api import KubeObject, View

_READING = frozenset({"get", "list", "watch"})
_PLAIN_PARTS = frozenset({"status", "scale"})
_SECRET = frozenset({"*", "secrets"})


class Reads(Enum):
    """What a role lets its subjects read: objects it names, any of some kinds; or it lets them do more."""

    NAMED = "objects that are named"
    ANY = "all objects of some kinds"
    MORE = "secrets, or more than to read"


def reads(role: KubeObject) -> Reads:
    """What a role lets one read. What is not known (aggregated, left open) counts as more."""
    rules = role.at("rules")
    if role.at("aggregationRule") is not None or rules is None or not rules.complete():
        return Reads.MORE
    found = {_entry(entry) for entry in role.each("rules")}
    for kind in (Reads.MORE, Reads.ANY, Reads.NAMED):
        if kind in found:
            return kind
    return Reads.MORE


def _entry(entry: View) -> Reads:
    if not isinstance(entry.value, dict):
        return Reads.MORE
    groups, resources, verbs = ({str(v.value) for v in entry.each(key)} for key in ("apiGroups", "resources", "verbs"))
    if not verbs or not verbs <= _READING:
        return Reads.MORE
    if not resources:  # Paths of the server: version, health, discovery.
        return Reads.ANY
    # Reading pods/exec or services/proxy is doing; the core group is that of Secrets, and so is any.
    parts = {part for _, slash, part in (name.partition("/") for name in resources) if slash}
    core = bool({"", "*"} & groups)
    if not parts <= _PLAIN_PARTS or (core and resources & _SECRET):
        return Reads.MORE
    return Reads.NAMED if any(entry.each("resourceNames")) else Reads.ANY
