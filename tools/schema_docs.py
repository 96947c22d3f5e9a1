"""The texts of the published definitions, apart from the schemas: `docs/<group and version>.json`.

    {"Container": {"": "A single application ...", "image": {"1.25": "...", "1.31": "..."}}}

By definition and field; "" is the definition itself. A text that changed stands under each version since which it
holds. Only definitions that some kind needs are kept. Used by gen_texts.py.
"""

from __future__ import annotations

import json
from typing import Any

Texts = dict[str, dict[str, dict[str, dict[str, str]]]]
"""File to definition to field to the texts by the version since which they hold, oldest first."""


def add(texts: Texts, name: str, schema: dict[str, Any], version: str) -> None:
    """Add the texts of a definition, by its short name. Versions must come in order, the oldest first."""
    folder, _, own = name.rpartition(".")
    fields = texts.setdefault(folder, {}).setdefault(own, {})
    found = {"": schema, **schema.get("properties", {})}
    for field in {**fields, **found}:
        text = found.get(field, {}).get("description", "").strip()
        history = fields.setdefault(field, {})
        if text != next(reversed(history.values()), ""):
            history[version] = text


def files(texts: Texts) -> dict[str, str]:
    """The content of each file. A text that never changed stands alone, whatever version it came with."""
    return {
        name: json.dumps(
            {own: {field: _short(h) for field, h in fields.items() if h} for own, fields in definitions.items()},
            indent=0,
            sort_keys=True,
        )
        + "\n"
        for name, definitions in texts.items()
    }


def _short(history: dict[str, str]) -> str | dict[str, str]:
    return next(iter(history.values())) if len(history) == 1 else history
