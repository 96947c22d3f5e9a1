"""The keys under which the objects of a file are looked up: kind, name, namespace, labels of pods, selectors."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import POD_SPECS, TEMPLATE
from podlint.kubernetes.pod_labels import FOREIGN_WORKLOADS, KEYS
from podlint.project.facts import Facts
from podlint.project.labelling import selector_keys
from podlint.project.member import Member, claimed
from podlint.project.scopes import Scopes

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from podlint.yaml.place import Path

PODS, UNKNOWN_LABELS, OPEN_LABELS = "pods", "pods unknown", "pods open"
DEFINES = "defines"
DEFINES_ANY = "defines any"
FOREIGN_SPECS: Mapping[str, Path] = {f"{group}/{kind}": TEMPLATE for group, kind in FOREIGN_WORKLOADS}
"""Where kinds that are not built in keep their pods."""
_SELECTORS = {
    ("", "Service"): ("spec", "selector"),
    ("policy", "PodDisruptionBudget"): ("spec", "selector"),
    ("networking.k8s.io", "NetworkPolicy"): ("spec", "podSelector"),
}


def as_json(value: object) -> str:
    """A value as texts of facts have it. Raises ValueError or TypeError for what JSON cannot hold."""
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))


def plain(value: object) -> str | None:
    """A value as JSON; None where it is not the same once it was JSON."""
    try:
        text = as_json(value)
    except (TypeError, ValueError):
        return None
    return text if value is not None and json.loads(text) == value else None


def of_kind(group: str, kind: str) -> str:
    """The key of all objects of a kind."""
    return f"kind {group}/{kind}"


def kind_of(key: str) -> tuple[str, str]:
    """The group and kind of such a key."""
    group, _, kind = key.removeprefix("kind ").rpartition("/")
    return group, kind


def named(group: str, kind: str, name: str) -> str:
    """The key of the objects of a kind and name."""
    return f"name {group}/{kind}/{name}"


def in_namespace(namespace: str) -> str:
    """The key of the objects in a namespace that may tie them together, and of that namespace itself."""
    return f"namespace {namespace}"


def label(key: str, value: str | None = None) -> str:
    """The key of the objects whose pods have a label."""
    return f"label {key}" if value is None else f"label {key}={value}"


def asking(group: str, kind: str, key: str = "", value: str = "") -> str:
    """The key of the objects of a kind whose selectors ask for a label; without one, of those that ask for none."""
    return f"selects {group}/{kind} {key}={value}"


def asked(key: str) -> str:
    """The key of the files with a selector, of whatever kind, that asks for a label."""
    return f"asks {key}"


def defining(group: str) -> str:
    """The key of the files that define kinds of a group, and change no objects."""
    return f"defines in {group}"


def selector_at(group: str, kind: str) -> tuple[str, ...] | None:
    """Where a kind has the selector that `asking` speaks of."""
    return _SELECTORS.get((group, kind))


def of_file(objects: Iterable[Any], pod_specs: Mapping[str, Path], *, defines: bool) -> list[str]:
    """The keys of a file with some objects: of each document, path and data."""
    specs = {**FOREIGN_SPECS, **POD_SPECS, **pod_specs}
    members = [Member(Facts("", document, tuple(path), data), specs, Scopes()) for document, path, data in objects]
    found: dict[str, None] = dict.fromkeys(_of_definitions(members) if defines else [])
    for member in members:
        found.update(dict.fromkeys(_of_object(member)))
        found.update((asked(key), None) for key in selector_keys(member.value))
    return list(found)


def _of_definitions(members: list[Member]) -> Iterator[str]:
    """The keys of a file that defines kinds, or changes objects: where it is not known which, that of any."""
    yield DEFINES
    definitions = [member for member in members if member.kind == "CustomResourceDefinition"]
    groups = [member.text("spec", "group") for member in definitions]
    changing = any(member.kind in ("MutatingWebhookConfiguration", "MutatingAdmissionPolicy") for member in members)
    if changing or not groups or None in groups:
        yield DEFINES_ANY
    yield from (defining(group) for group in groups if group)


def _of_object(member: Member) -> Iterator[str]:
    group, kind = member.group, member.kind
    yield of_kind(group, kind)
    yield named(group, kind, member.text("metadata", "name") or "")
    namespace = claimed(member, ())
    if namespace is not None:
        yield in_namespace(namespace)
    if (group, kind) in _SELECTORS:
        yield from _of_selector(member)
    if member.pod_path is None:
        return
    yield PODS
    if member.possible is None:
        yield UNKNOWN_LABELS
        return
    if member.open_labels:
        yield OPEN_LABELS
    for key, values in member.possible.items():
        yield label(key)
        yield from (label(key, value) for value in values)


def _of_selector(member: Member) -> Iterator[str]:
    """One label that a selector asks for is enough: pods that it matches have all of them."""
    group, kind = member.group, member.kind
    wanted = member.get(*_SELECTORS[group, kind])
    if kind != "Service":
        wanted = wanted.get("matchLabels") if isinstance(wanted, dict) else None
    pairs = wanted.items() if isinstance(wanted, dict) else ()
    first = next(((str(key), value) for key, value in pairs if key not in KEYS), None)
    if first is None:
        yield asking(group, kind)
    else:
        yield asking(group, kind, first[0], "" if first[1] is None else str(first[1]))
