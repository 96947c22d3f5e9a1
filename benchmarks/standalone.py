"""Schemas for kubeconform that need no other file: those that kubernetes-validate brings refer to one by an address.

kubeconform asks the network for that one, waits, and then passes over every object as one without a schema.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SHARED = "_definitions.json"
_REFERENCE = re.compile(r'"\$ref": *"[^"#]*#/\$defs/([^"]+)"')


def write(schemas: Path, to: Path) -> int:
    """Write the schemas of a folder into another one, each with all that it refers to; how many there are."""
    shared = json.loads((schemas / _SHARED).read_text())
    texts = {name: json.dumps(value) for name, value in shared["$defs"].items()}
    to.mkdir(parents=True, exist_ok=True)
    count = 0
    for path in sorted(schemas.glob("*-v*.json")):
        text = path.read_text()
        if not _is_of_object(json.loads(text)):
            continue
        used = dict.fromkeys(_names(text))
        waiting = [*used]
        while waiting:
            for name in _names(texts.get(waiting.pop(), "")):
                if name not in used:
                    used[name] = None
                    waiting.append(name)
        whole = {key: value for key, value in json.loads(_inside(text)).items() if key not in ("$id", "$schema")}
        whole["$defs"] = {name: json.loads(_inside(texts[name])) for name in used if name in texts}
        (to / path.name).write_text(json.dumps(whole))
        count += 1
    return count


def _is_of_object(schema: Any) -> bool:
    return {"apiVersion", "kind"} <= (schema.get("properties") or {}).keys() if isinstance(schema, dict) else False


def _names(text: str) -> Iterator[str]:
    return (match[1] for match in _REFERENCE.finditer(text))


def _inside(text: str) -> str:
    """The text with references to what stands in the same file."""
    return _REFERENCE.sub(r'"$ref": "#/$defs/\1"', text)
