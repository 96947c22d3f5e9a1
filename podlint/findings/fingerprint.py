"""What a finding is known by from run to run: its file, object, place and rule, never its line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.findings.finding import Finding


class Key(NamedTuple):
    """What stays the same when a file is edited elsewhere, or its lists are put into another order.

    Findings may share a key (two unknown fields of the same name in one list): they are told apart by counting.
    """

    path: str
    rule: str
    group: str
    kind: str
    namespace: str
    name: str
    pointer: str


def key(finding: Finding, path: str = "") -> Key:
    """The key of a finding; `path` is the name its file goes by, empty where the key is not to depend on it.

    The object goes without its API version, so that moving it from `v1beta1` to `v1` makes no new finding.
    """
    about = finding.object
    return Key(
        path,
        finding.rule,
        (about.api_version or "").rpartition("/")[0],
        about.kind or "",
        about.namespace or "",
        about.name or "",
        finding.named_pointer or finding.pointer,
    )


class Fingerprints:
    """Fingerprints of the findings of one report, asked for in their order: equal keys are numbered as they come."""

    def __init__(self) -> None:
        self._seen: dict[Key, int] = {}

    def __call__(self, finding: Finding, path: str = "") -> str:
        """A fingerprint of 32 hexadecimal digits, unique among those this object has given."""
        known = key(finding, path)
        count = self._seen[known] = self._seen.get(known, 0) + 1
        return digest(known, count)


def digest(known: Key, count: int = 1) -> str:
    """The fingerprint of the finding that is the `count`th with this key."""
    import hashlib
    import json

    return hashlib.sha256(json.dumps([*known, count]).encode()).hexdigest()[:32]
