"""Plain data as YAML, line by line, each line with the path of the value that it shows."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import UNKNOWN
from podlint.tuples import NamedTuple
from podlint.visible import COMMAND, HARMFUL, is_harmful
from podlint.yaml.scalars import plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

_SAFE = re.compile(r"(?:--?)?[A-Za-z0-9_./$^\\(+=;\u00a1-\ud7ff][^\x00-\x1f\x7f-\xa0\ud800-\uf8ff]*")
_ODD = re.compile(rf"[\xa0\ue000-\uf8ff\ufffe\uffff{HARMFUL}]")
_MULTILINE = re.compile(r"[^\x00-\x08\x0b-\x1f\x7f-\xa0\u2028\u2029\ud800-\uf8ff\ufeff\ufffe\uffff]*")


class Line(NamedTuple):
    """A line, and the path of its value; None within a text of several lines, where no comment can stand."""

    text: str
    path: Path | None


def lines(data: Any) -> Iterator[Line]:
    """The lines of a mapping, its keys in order."""
    yield from _mapping(data, (), "", "")


def _mapping(data: dict[str, Any], path: Path, first: str, indent: str) -> Iterator[Line]:
    """The entries of a mapping; the first one behind `first`, which takes as much space as `indent`."""
    for key in sorted(data):
        # A bare key that begins with a hyphen looks like a list item without its space.
        shown = json.dumps(key) if re.match(r"-[A-Za-z]", key) and _text(key) == key else _text(key)
        yield from _entry(f"{first}{shown}:", data[key], (*path, key), indent)
        first = indent


def _entry(head: str, value: Any, path: Path, indent: str) -> Iterator[Line]:
    if isinstance(value, dict) and value:
        yield Line(head, path)
        yield from _mapping(value, path, f"{indent}  ", f"{indent}  ")
    elif isinstance(value, list) and value:
        yield Line(head, path)
        yield from _sequence(value, path, indent, indent)
    else:
        yield from _scalar(f"{head} ", value, path, indent)


def _sequence(data: list[Any], path: Path, first: str, indent: str) -> Iterator[Line]:
    for index, item in enumerate(data):
        here = (*path, index)
        if isinstance(item, dict) and item:
            yield from _mapping(item, here, f"{first}- ", f"{indent}  ")
        elif isinstance(item, list) and item:
            yield from _sequence(item, here, f"{first}- ", f"{indent}  ")
        else:
            yield from _scalar(f"{first}- ", item, here, indent)
        first = indent


def _scalar(head: str, value: Any, path: Path, indent: str) -> Iterator[Line]:
    if not isinstance(value, str) or "\n" not in value or not _as_block(value):
        yield Line(head + _value(value), path)
        return
    end = "" if value.endswith("\n") else "-"
    if value.endswith("\n\n"):
        end = "+"
    yield Line(f"{head}|{end}", path)
    for line in value.removesuffix("\n").split("\n"):
        yield Line(f"{indent}  {line}" if line else "", None)


def _as_block(text: str) -> bool:
    """Whether a text can stand as it is below its key."""
    shown = text[0] not in " \n\t" and text.strip("\n") != "" and bool(_MULTILINE.fullmatch(text))
    return shown and not is_harmful(text)


def _value(value: Any) -> str:
    if value is UNKNOWN or value is None:
        return "null"
    if isinstance(value, str):
        return _text(value)
    return json.dumps(value)


def _text(text: str) -> str:
    """A text in one line, in quotes where it needs them."""
    bare = (
        _SAFE.fullmatch(text)
        and isinstance(plain(text), str)
        and ": " not in text
        and " #" not in text
        and not text.endswith((":", " "))
        and not text.startswith(("---", "..."))
        and not re.match(r"[0-9]{4}-", text)
        and not is_harmful(text)
    )
    if bare:
        return text
    return re.sub(COMMAND, r"\1\\x5b", _ODD.sub(_escaped, json.dumps(text, ensure_ascii=False)))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\u{code:04x}" if code <= 0xFFFF else f"\\U{code:08x}"
