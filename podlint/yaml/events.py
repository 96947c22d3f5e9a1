"""Text to YAML events, by ruamel.yaml: the only module that names it.

The C parser (libyaml, package ruamel.yaml.clib) is used where it is installed, ruamel's own Python parser otherwise.
Both give the same event classes, and marks that count code points.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError
from ruamel.yaml.events import (
    AliasEvent,
    DocumentEndEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

try:
    from _ruamel_yaml import CParser
except ImportError:  # pragma: no cover - depends on the installation
    try:
        from ruamel.yaml.clib._ruamel_yaml import CParser
    except ImportError:
        CParser = None

_COLON = r"(?<=[^ \t\r\n\x85\u2028\u2029\"'\[\]{},]):(?=[^ \t\r\n\x85\u2028\u2029])"

__all__ = [
    "AliasEvent",
    "ComposeError",
    "DocumentEndEvent",
    "DocumentStartEvent",
    "MappingEndEvent",
    "MappingStartEvent",
    "ScalarEvent",
    "SequenceEndEvent",
    "SequenceStartEvent",
    "YAMLError",
    "explain",
    "masked",
    "next_event",
    "refuses_colon",
]

ComposeError = YAMLError
"""What the function given by `next_event` raises on text that is not YAML."""


def next_event(text: str, *, pure: bool = False) -> Callable[[], Any]:
    """A function that gives the next event of `text` at each call, and None after the last; it raises ComposeError.

    libyaml refuses a colon inside a plain scalar in a flow collection (`{image: nginx:1.27}`), which Kubernetes' reader
    takes. Texts that fail for this are read again with such colons masked (see `masked`).
    """
    if CParser is not None and not pure:
        parser: Callable[[], Any] = CParser(text).get_event
        return parser
    from ruamel.yaml import YAML

    yaml = YAML(typ="safe", pure=True)
    yaml.version = (1, 1)
    return _tightened(text, iter(yaml.parse(text)))


def _tightened(text: str, events: Iterator[Any]) -> Callable[[], Any]:
    """The events of ruamel's own parser, with empty values right behind their colons.

    It puts them before the next token, behind all comments, so that mappings would end there.
    """
    last = 0

    def event() -> Any:
        nonlocal last
        found = next(events, None)
        if found.__class__ is ScalarEvent:
            mark = found.start_mark
            if mark.index == found.end_mark.index and (colon := text.find(":", last, mark.index)) >= 0:
                found.start_mark = found.end_mark = StringMark(mark.name, colon + 1, 0, 0, None, None)
            last = found.end_mark.index
        return found

    return event


def refuses_colon(error: Exception) -> bool:
    """Whether the parser stopped at a colon inside a plain scalar in a flow collection."""
    return "found unexpected ':'" in str(getattr(error, "problem", ""))


def masked(text: str) -> Callable[[], Any]:
    """Like `next_event`, for a text with colons that `refuses_colon`.

    Every colon that cannot end a key stands as a character that the text does not hold, and is put back into the
    values: all offsets stay as they are.
    """
    mask = next(chr(code) for code in range(0xE000, 0xF8FF) if chr(code) not in text)
    following = next_event(re.sub(_COLON, mask, text))

    def event() -> Any:
        found = following()
        if found.__class__ is ScalarEvent:
            found.value = found.value.replace(mask, ":")
            if found.tag is not None:
                found.tag = found.tag.replace(mask, ":")
        return found

    return event


def explain(error: YAMLError) -> tuple[str, int | None, str | None, int | None]:
    """What a parser complains of: problem, its offset, context, its offset; None where the parser does not say."""
    if isinstance(error, MarkedYAMLError):
        problem, context = error.problem_mark, error.context_mark
        return (
            str(error.problem or error.context or "not valid YAML"),
            problem.index if problem is not None else None,
            str(error.context) if error.context else None,
            context.index if context is not None else None,
        )
    return getattr(error, "reason", None) or str(error), None, None, None
