"""Text of others as it is shown: what a terminal, a log or an editor would obey is written as an escape.

Names, values, comments and paths come from files that nobody has vouched for. Control characters move cursors and set
titles, bidirectional ones make a text look like another one, and runners of continuous integration take lines that
begin with `::`, and `##[` wherever it stands, for commands. All that podlint prints of others goes through here; what
has gone through once comes out of a second time as it is.
"""

from __future__ import annotations

import re
from typing import Any

# C0 and C1 controls, DEL, marks of direction, spaces and separators that nobody sees, tags, halves of surrogate pairs.
HARMFUL = (
    r"\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff"
    r"\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff"
)
_IN_PROSE = f"[{HARMFUL}]"
_IN_NAME = rf"[\t\n{HARMFUL}]"
# What GitHub, Azure Pipelines and TeamCity look for anywhere in a line.
COMMAND = r"(##\w*)\["
_AT_START = r"^(\s*):(?=:)"
_SHORT = {"\n": r"\n", "\r": r"\r", "\t": r"\t"}


def visible(text: str) -> str:
    """A text of one or more lines with its harmful characters as escapes; line breaks (LF) and tabs stay."""
    return _plain(text, _IN_PROSE)


def in_line(text: str) -> str:
    """A text as one line: line breaks, and the spaces around them, become one space."""
    return visible(re.sub(r"[ \t\r\n]+", " ", text).strip(" "))


def name(text: str) -> str:
    """A name or a value as it stands in a line: with its line breaks and tabs as escapes too."""
    return _plain(text, _IN_NAME)


def path(text: str) -> str:
    """A name that may begin a line: no runner takes it for a command."""
    return at_start(name(text))


def at_start(line: str) -> str:
    """A line of a report that nobody takes for a command, though it begins with what others wrote."""
    return re.sub(_AT_START, r"\1\\x3a", line)


def block(text: str) -> str:
    """A text of others that is shown line by line: its harmful characters as escapes, and none of its lines a command.

    A carriage return before a line break is part of that.
    """
    lines = text.split("\n")
    return "\n".join(at_start(visible(line.removesuffix("\r")) + "\r" * line.endswith("\r")) for line in lines)


def as_json(data: Any, indent: int | None = None) -> str:
    """Data as JSON: the same data, but written with escapes for what is harmful where it is looked at as text.

    Halves of surrogate pairs, which many readers of JSON refuse, and of which names of files that are not UTF-8 are
    made, become the escape itself.
    """
    import json

    text = json.dumps(data, indent=indent, ensure_ascii=False)
    if text.isascii() and "\x7f" not in text and "##" not in text:
        return text
    return re.sub(COMMAND, r"\1\\u005b", re.sub(_IN_PROSE, _in_json, text))


def is_harmful(text: str) -> bool:
    """Whether anything in a text would be shown as an escape, or one of its lines taken for a command."""
    return block(text) != text


def escape(character: str) -> str:
    """The escape of a character; of a byte of a file name that is not UTF-8, that of the byte."""
    code = ord(character)
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    if code > 0xFFFF:
        return f"\\U{code:08x}"
    return f"\\u{code:04x}" if code > 0xFF else _SHORT.get(character) or f"\\x{code:02x}"


def _plain(text: str, harmful: str) -> str:
    if text.isascii() and text.isprintable() and "##" not in text:
        return text
    return re.sub(COMMAND, r"\1 [", re.sub(harmful, lambda match: escape(match[0]), text))


def _in_json(match: re.Match[str]) -> str:
    code = ord(match[0])
    if 0xD800 <= code <= 0xDFFF:
        return "\\" + escape(match[0])
    if code > 0xFFFF:
        code -= 0x10000
        return f"\\u{0xD800 + (code >> 10):04x}\\u{0xDC00 + (code & 0x3FF):04x}"
    return f"\\u{code:04x}"
