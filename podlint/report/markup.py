"""XML as text: what must be escaped, and what XML 1.0 cannot hold at all."""

from __future__ import annotations

import re

from podlint.visible import visible

# Every character outside the ranges that XML 1.0 allows.
_FORBIDDEN = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_ENTITIES = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "\r": "&#13;", "\n": "&#10;", "\t": "&#9;"}
)

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'


def escape(text: str) -> str:
    """A text as it may stand in an attribute or an element; what XML forbids, or is harmful, as an escape."""
    return _FORBIDDEN.sub("\N{REPLACEMENT CHARACTER}", visible(text)).translate(_ENTITIES)


def tag(name: str, attributes: dict[str, object]) -> str:
    """An opening tag without its bracket: `<name key="value"`."""
    return f"<{name}" + "".join(f' {key}="{escape(str(value))}"' for key, value in attributes.items())
