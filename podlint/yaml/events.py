"""Text to YAML events, by ruamel.yaml: the only module that names it.

The C parser (libyaml, package ruamel.yaml.clib) is used where it is installed, ruamel's own Python parser otherwise.
Both give the same event classes, and marks that count code points.
"""

from __future__ import annotations

import re
from _thread import RLock
from functools import partial
from typing import TYPE_CHECKING, Any

from podlint.tuples import NamedTuple
from podlint.yaml.clib import c_parser

CParser, _MODULE = c_parser()  # before the other modules of ruamel.yaml, which would load the whole package

from ruamel.yaml.error import MarkedYAMLError, StringMark, YAMLError  # noqa: E402
from ruamel.yaml.events import (  # noqa: E402
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

_COLON = r"(?<=[^ \t\r\n\x85\u2028\u2029\"'\[\]{},]):(?=[^ \t\r\n\x85\u2028\u2029])"

_PRIVATE = (range(0xE000, 0xF900), range(0xF0000, 0xFFFFE), range(0x10000, 0x20000))
"""Characters that hardly any text holds."""

ComposeError = YAMLError
"""What `Parser.run` raises on text that is not YAML."""


class Handlers(NamedTuple):
    """What is called for each event of a text, with the parts of the event; marks have an `index` in code points.

    None goes on; anything else ends `Parser.run`, which gives it back.
    """

    scalar: Callable[..., Any]
    """(anchor, tag, (is plain, is quoted), value, start mark, end mark, style)"""
    alias: Callable[..., Any]
    """(anchor, start mark, end mark)"""
    mapping_start: Callable[..., Any]
    """(anchor, tag, is the tag implied, start mark, end mark, whether in flow style)"""
    sequence_start: Callable[..., Any]
    """as `mapping_start`"""
    collection_end: Callable[..., Any]
    """(start mark, end mark)"""
    document_start: Callable[..., Any]
    """(start mark, end mark, is it written, version, tags)"""
    document_end: Callable[..., Any]
    """(start mark, end mark, is it written)"""


class Parser:
    """The events of one text, handed on one after the other.

    A third of the time of parsing went into the event objects of ruamel.yaml, which its C parser makes by calling the
    names of its module. While it runs, handlers stand there instead, so that no event is ever made. `mask`
    stands for colons (see `masking`).
    """

    def __init__(self, text: str, *, pure: bool = False, mask: str | None = None) -> None:
        self._mask = mask
        self._ended = False
        self._next: Callable[[], Any]
        self._direct = CParser is not None and not pure and _replaceable()
        if CParser is not None and not pure:
            self._next = CParser(text).get_event
        else:
            self._next = _pure(text)

    def run(self, handlers: Handlers) -> Any:
        """Call handlers until one gives something, and give that; None at the end of the text.

        Raises ComposeError. A handler that raises leaks memory of the C parser: better it gives the error back.
        """
        if self._mask is not None:
            handlers = handlers._replace(scalar=partial(_unmasked, self._mask, handlers.scalar))
        if self._ended:
            return None
        found = self._run_directly(handlers) if self._direct else self._run(handlers)
        self._ended = found is _END
        return None if found is _END else found

    def drain(self, deepest: int) -> bool:
        """Pass over what is left of the document; False where it is nested deeper, and parsers take very long over it.

        Raises ComposeError.
        """
        return self.run(_draining(deepest)) is not False

    def _run_directly(self, handlers: Handlers) -> Any:
        following = self._next
        with _LOCK:
            before = [getattr(_MODULE, name) for name in _NAMES]
            try:
                for name, handler in zip(_NAMES, _in_order(handlers), strict=True):
                    setattr(_MODULE, name, handler)
                while (found := following()) is None:
                    pass
                return found
            finally:
                for name, event in zip(_NAMES, before, strict=True):
                    setattr(_MODULE, name, event)

    def _run(self, handlers: Handlers) -> Any:
        while (event := self._next()) is not None:
            kind = event.__class__
            if kind is ScalarEvent:
                parts = (event.anchor, event.tag, event.implicit, event.value, event.start_mark, event.end_mark)
                found = handlers.scalar(*parts, event.style)
            elif kind is MappingStartEvent or kind is SequenceStartEvent:
                handler = handlers.mapping_start if kind is MappingStartEvent else handlers.sequence_start
                parts = (event.anchor, event.tag, event.implicit, event.start_mark, event.end_mark, event.flow_style)
                found = handler(*parts)
            elif kind is MappingEndEvent or kind is SequenceEndEvent:
                found = handlers.collection_end(event.start_mark, event.end_mark)
            elif kind is AliasEvent:
                found = handlers.alias(event.anchor, event.start_mark, event.end_mark)
            elif kind is DocumentStartEvent:
                marks = event.start_mark, event.end_mark
                found = handlers.document_start(*marks, event.explicit, event.version, event.tags)
            elif kind is DocumentEndEvent:
                found = handlers.document_end(event.start_mark, event.end_mark, event.explicit)
            else:
                continue
            if found is not None:
                return found
        return _END


_END = object()
_LOCK = RLock()
_NAMES = (
    "ScalarEvent",
    "AliasEvent",
    "MappingStartEvent",
    "SequenceStartEvent",
    "MappingEndEvent",
    "SequenceEndEvent",
    "DocumentStartEvent",
    "DocumentEndEvent",
    "StreamStartEvent",
    "StreamEndEvent",
)


def _replaceable() -> bool:
    """Whether the C parser makes events as expected."""
    return all(hasattr(_MODULE, name) for name in _NAMES)


def _in_order(handlers: Handlers) -> tuple[Callable[..., Any], ...]:
    """The handlers in the order of `_NAMES`."""
    scalar, alias, mapping, sequence, end, document, document_end = handlers
    return scalar, alias, mapping, sequence, end, end, document, document_end, _pass, _stream_end


def _pass(*parts: Any) -> None:
    """Take an event that does not matter."""


def _stream_end(*parts: Any) -> object:
    return _END


def _draining(deepest: int) -> Handlers:
    """What passes over a document: True at its end, False where it is nested too deep."""
    depth = 0

    def start(*parts: Any) -> Any:
        nonlocal depth
        depth += 1
        return False if depth > deepest else None

    def end(*parts: Any) -> None:
        nonlocal depth
        depth -= 1

    def stop(*parts: Any) -> bool:
        return True

    return Handlers(_pass, _pass, start, start, end, _pass, stop)


def _unmasked(
    mask: str, handler: Callable[..., Any], anchor: Any, tag: Any, implicit: Any, value: Any, *rest: Any
) -> Any:
    """Hand on a scalar with the colons that were masked."""
    tag = tag.replace(mask, ":") if tag is not None else None
    return handler(anchor, tag, implicit, value.replace(mask, ":"), *rest)


def _pure(text: str) -> Callable[[], Any]:
    """A function that gives the next event of ruamel's own parser at each call, and None after the last."""
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


def masking(text: str, *, pure: bool = False) -> Parser:
    """A parser for a text with colons that `refuses_colon`.

    libyaml refuses a colon inside a plain scalar in a flow collection (`{image: nginx:1.27}`), which Kubernetes' reader
    takes. Every colon that cannot end a key stands as a character that the text does not hold, and is put back into
    the values: all offsets stay as they are. A text that holds every character there is stays as it is.
    """
    held = set(text)
    mask = next((chr(code) for private in _PRIVATE for code in private if chr(code) not in held), None)
    return Parser(text if mask is None else re.sub(_COLON, mask, text), pure=pure, mask=mask)


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
