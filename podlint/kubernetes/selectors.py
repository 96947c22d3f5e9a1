"""Selectors and labels as they are written: how much of them can be judged by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import NOT_KNOWN, UNKNOWN, is_placeholder, is_unfilled
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.kubernetes.view import View


def selector_known(selector: View | None) -> bool:
    """Whether every part of a selector is understood, and nothing in it is left to another tool."""
    if selector is None or not isinstance(selector.value, dict) or not selector.complete():
        return False
    return not any(_is_open(text) for text in texts(selector.value))


def texts(value: Any) -> Iterator[str]:
    """The keys and values of plain data that are texts."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield str(key)
            yield from texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from texts(item)
    elif isinstance(value, str):
        yield value


def _is_open(text: str) -> bool:
    return is_placeholder(text) or (any(sign in text for sign in ("<", "{", "%", "__")) and is_unfilled(text))


class Carried(NamedTuple):
    """The labels of an object: those that are known, and the keys of those whose values are not."""

    known: dict[str, str]
    open: frozenset[str] = frozenset()


def carried(value: Any, *keys: str) -> Carried | None:
    """The labels that stand at `keys` of plain data; None where it is not known which.

    There are none where they are absent, or where there is no mapping that could hold them.
    """
    for key in keys:
        if value is UNKNOWN or value == NOT_KNOWN:
            return None
        value = value.get(key) if isinstance(value, dict) else None
    if value is None:
        return Carried({})
    if not isinstance(value, dict) or any(is_placeholder(str(key)) for key in value):
        return None
    texts = {key: "" if text is None else text for key, text in value.items()}
    known = {key: text for key, text in texts.items() if isinstance(text, str) and not _is_open(text)}
    return Carried(known, frozenset(texts.keys() - known.keys()))


def known_part(selector: View | None) -> dict[str, Any] | None:
    """A LabelSelector that matches whatever one that is known only in part may match; None where too little is known.

    Of a label with an unknown value it asks only that it is there.
    """
    if selector is None or not isinstance(selector.value, dict) or not selector.understood("matchExpressions"):
        return None
    wanted = carried(selector.value, "matchLabels")
    if wanted is None or any(value is UNKNOWN for value in selector.value.values()):
        return None
    there = [{"key": key, "operator": "Exists"} for key in sorted(wanted.open)]
    return {"matchLabels": wanted.known, "matchExpressions": [*(selector.get("matchExpressions") or ()), *there]}
