"""Documents that are YAML, but that Kubernetes' reader refuses: why, where, and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.source import Source


class BrokenDocument(Exception):
    """A document that is refused: the words, the place, a second place."""

    def __init__(self, message: str, span: Span, help: str | None = None, related: tuple[Span, str] | None = None):
        super().__init__(message)
        self.span = span
        self.help = help
        self.related = related


class Stopped(BrokenDocument):
    """A broken document after which reading does not go on: what follows has to be read by itself.

    It holds too many collections at once, so that parsers take very long over the rest, or a directive.
    """


class TooMuch(BrokenDocument):
    """A broken document that aliases make too large, or too deep."""


def not_json(text: str, span: Span) -> BrokenDocument:
    """A value such as `.inf`."""
    return BrokenDocument(
        f"{text} is read as a number that JSON cannot hold", span, help=f'quote it if text is meant: "{text}"'
    )


def compound_key(source: Source, start: int, flow: bool) -> BrokenDocument:
    """A mapping or list that begins where a key stands: mostly a placeholder of a template."""
    text = source.text
    brace = text.rfind("{{", max(start - 2, 0), start + 2)
    if flow and brace >= 0:
        end = text.find("}}", brace)
        end = end + 2 if 0 <= end <= brace + 200 else brace + 2
        return BrokenDocument(
            "an unquoted template placeholder is not YAML: {{ begins a mapping used as a key",
            Span(brace, end),
            help='quote it ("{{ ... }}"), or render the template before linting',
        )
    return not_a_key(Span(start, start + 1))


def not_a_key(span: Span) -> BrokenDocument:
    """A list or mapping as a key."""
    return BrokenDocument("a list or mapping is used as a key", span, help="use a plain string as the key")


def no_string_key(written: str, value: object, span: Span) -> BrokenDocument:
    """A key that is read as null, or as a number that is too large."""
    what = f"the key {written} is read as null" if written else "a key is missing before the colon"
    if value is not None:
        what = f"the key {written} is read as a number beyond 64 bits"
    return BrokenDocument(f"{what}: keys must be strings", span, help="quote the key")


def unknown_anchor(name: str, span: Span) -> BrokenDocument:
    """An alias without its anchor."""
    return BrokenDocument(
        f"alias *{name} has no anchor &{name} before it in this document",
        span,
        help="anchors are known only after the place where they stand, and only in their own document",
    )
