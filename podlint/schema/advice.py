"""What to write instead where a value has the wrong shape: the author's own words in the shape that is wanted."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import WORKLOADS
from podlint.kubernetes.view import is_placeholder
from podlint.words import quoted
from podlint.yaml import scalars
from podlint.yaml.place import dotted

if TYPE_CHECKING:
    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.place import Path

Schema = dict[str, Any]
_SHOWN = 3
_GLUED = r"([A-Za-z][\w-]*):((?!//)[^\s:]\S*)"
"""A key and its value without a space between them, which is a text by itself."""
_RISKY = frozenset("\"'\\:#{}[],&*!|>%@`\n")


_OWNERS = {
    **dict.fromkeys(("volumeClaimTemplates", "serviceName", "podManagementPolicy"), "StatefulSet"),
    **dict.fromkeys(("schedule", "jobTemplate", "concurrencyPolicy", "timeZone"), "CronJob"),
    **dict.fromkeys(("completions", "parallelism", "backoffLimit", "ttlSecondsAfterFinished"), "Job"),
    "progressDeadlineSeconds": "Deployment",
}
"""Fields in the spec of one kind of workload only."""


def of_another_kind(key: str, path: Path, kind: str, *, known: bool) -> str | None:
    """The help for a field in the spec of a workload that only another kind has; `known` says that it belongs here."""
    owner = _OWNERS.get(key)
    if owner is None or path != ("spec",) or kind not in WORKLOADS or kind == owner or known:
        return None
    return f"only a {owner} has {key}: remove it, or change the kind"


def for_entry(path: Path, value: Any, written: str | None, wanted: Schema) -> str | None:
    """The help for a scalar where a list is wanted: the list of it, or of its words."""
    items = wanted.get("items")
    if isinstance(items, dict) and items.get("type") and not _takes(items, value):
        if path[-1:] == ("required",) and value is True:
            return f"list {path[-2]} under required of the schema around it"
        return f'write it as a list: ["{written}"]' if written and _takes(items, "") else None
    words = str(value).split()
    if written and len(words) == 1:
        return f"write it as a list: [{written}]"
    if written and not set("\"'\\$&|;<>[]{}#,:") & set(str(value)):
        return f"write it as a list: [{', '.join(map(as_text, words))}]"
    return "write it as a list, one item for each word"


def selector(target: KubeObject) -> str | None:
    """The help for a workload without a selector: the labels of its own pods."""
    labels = target.get("spec", "template", "metadata", "labels")
    if not isinstance(labels, dict) or not 0 < len(labels) <= 3:
        return None
    if not all(isinstance(text, str) and not is_placeholder(text) for text in labels.values()):
        return None
    shown = ", ".join(f"{as_text(key)}: {as_text(text)}" for key, text in labels.items())
    return f"add selector: {{matchLabels: {{{shown}}}}}"


def for_mapping(value: dict[str, Any], items: Schema) -> str | None:
    """What to write where a list is wanted and a mapping stands; `items` is the schema of an entry."""
    fields = _properties(items)
    if "name" in fields and "value" in fields and value and not any(key in fields for key in value):
        entries = [f"- name: {key}, value: {_plain(item)}" for key, item in value.items() if _is_scalar(item)]
        return f"write a list of entries: {_some(entries)}" if len(entries) == len(value) else None
    return "write a list: begin each entry with `- `"


def for_list(value: list[Any], wanted: Schema) -> str | None:
    """What to write where a mapping is wanted and a list stands; `wanted` is the schema of the mapping."""
    pairs = [_pair(item) for item in value]
    if value and None not in pairs:
        if not _properties(wanted):
            lines = [f"`{key}: {_plain(text)}`" for key, text in filter(None, pairs)]
            return f"write {_some(lines)}"
        return None
    if value and all(isinstance(item, dict) for item in value):
        return "write a mapping: remove the `- ` before its keys"
    return "write a mapping: `KEY: VALUE` lines"


def _pair(entry: Any) -> tuple[str, Any] | None:
    """The key and the value that an entry of a list spells out: `name: a, value: b`; None where it does not."""
    if not isinstance(entry, dict) or len(entry) != 2 or "value" not in entry:
        return None
    key = entry.get("name", entry.get("key"))
    return (key, entry["value"]) if isinstance(key, str) and _is_scalar(entry["value"]) else None


def for_scalar(value: Any, wanted: Schema, path: Path) -> str | None:
    """What to write where a mapping is wanted and a scalar stands: the one field that the scalar can be meant for."""
    glued = re.match(_GLUED, value) if isinstance(value, str) else None
    if glued is not None:
        return f"a space is missing after the colon: write `{glued[1]}: {glued[2]}`"
    if len(path) > 1 and path[-2] == "envFrom" and isinstance(value, str):
        return env_source(value)
    fields = _properties(wanted)
    if isinstance(value, str) and "newTag" in fields:
        return f"write `- {_image_entry(value)}`"
    required = [name for name in wanted.get("required", ()) if name in fields]
    fitting = [name for name in required or fields if _takes(fields[name], value)]
    if not required and "path" in fields and isinstance(value, str) and value.endswith((".yaml", ".yml", ".json")):
        fitting = ["path"]
    elif not required and not all(_takes(own, "") or _takes(own, 0) for own in fields.values()):
        return None
    if len(fitting) != 1 or len(required) > 1 or value in ("", None):
        return None
    line = f"{fitting[0]}: {_plain(value)}"
    if len(path) > 1 and path[-2] == "patchesJson6902":
        return f"write `- {line}`, and in the same entry its target"
    return f"write `- {line}`" if path and isinstance(path[-1], int) else f"write `{line}` below {path[-1]}"


def env_source(name: str) -> str:
    """What to write for an entry of envFrom that is only a name."""
    return f"write `- configMapRef: {{name: {as_text(name)}}}`, or secretRef for a Secret"


def _image_entry(reference: str) -> str:
    """The entry of a kustomization's `images` that an image reference spells out."""
    name, _, digest = reference.partition("@")
    path, slash, last = name.rpartition("/")
    last, _, tag = last.partition(":")
    version = f"digest: {_plain(digest)}" if digest else f"newTag: {_plain(tag or 'TAG')}"
    return f"{{name: {_plain(path + slash + last)}, {version}}}"


def spelled_out(schema: Schema, key: str, value: Any) -> Path | None:
    """The fields below a mapping that a key names in one word: `serviceName` is `service.name`.

    Where the last of them is a mapping, its one field for such a value is meant: `servicePort: 80` is
    `service.port.number`. None where the key names no field below.
    """
    for name, child in _properties(schema).items():
        if key == name or not key.startswith(name) or not key[len(name)].isupper():
            continue
        rest = key[len(name)].lower() + key[len(name) + 1 :]
        inner = _properties(child)
        if rest in inner:
            if not _properties(inner[rest]):
                return (name, rest) if _takes(inner[rest], value) else None
            fitting = [field for field, own in _properties(inner[rest]).items() if _takes(own, value)]
            return (name, rest, fitting[0]) if len(fitting) == 1 else None
        below = spelled_out(child, rest, value)
        if below is not None:
            return (name, *below)
    return None


def moved(key: str, path: Path) -> str:
    """The help for a key that belongs into another mapping, the one at `path`."""
    inside = dotted(tuple(step for step in path if isinstance(step, str)))
    return f"{quoted(key)} belongs in {inside}" if path else f"{quoted(key)} belongs at the top level of the object"


def _properties(schema: Schema) -> dict[str, Schema]:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _takes(schema: Schema, value: Any) -> bool:
    wanted = schema.get("type")
    kinds = wanted if isinstance(wanted, list) else [wanted]
    if isinstance(value, bool):
        return "boolean" in kinds
    if isinstance(value, int):
        return "integer" in kinds or "number" in kinds
    return isinstance(value, str) and "string" in kinds


def _is_scalar(value: Any) -> bool:
    return isinstance(value, str | int | float) and (not isinstance(value, str) or len(value) <= 60)


def _plain(value: Any) -> str:
    """A scalar as it may stand after `key: `."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return as_text(value) if isinstance(value, str) else str(value)


def as_text(text: str) -> str:
    """A text as it may stand after `key: `: in quotes where it would be read as something else."""
    risky = not text or _RISKY & set(text) or text != text.strip() or not isinstance(scalars.plain(text), str)
    return quoted(text) if risky else text


def _some(lines: list[str]) -> str:
    shown = "; ".join(lines[:_SHOWN])
    return f"{shown}; and so on" if len(lines) > _SHOWN else shown
