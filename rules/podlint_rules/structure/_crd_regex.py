"""Regular expressions that Go's regexp package surely refuses: it has no lookarounds, back-references, possessives."""

from __future__ import annotations

import re

_PIECES = re.compile(
    r"""
    (?P<quote>\\Q.*?(?:\\E|\Z))
  | (?P<escape>\\(?:x\{[0-9A-Fa-f]{1,8}\}|x[0-9A-Fa-f]{2}|[pP](?:\{[^}]{0,60}\}|.)|[0-7]{2,3}|.|\Z))
  | (?P<class>\[\^?\]?(?:\[:\^?\w+:\]|\\(?:[pP]\{[^}]{0,60}\}|x\{[^}]{0,8}\}|.)|[^\]\\])*(?:\]|\Z))
  | (?P<open>\((?:\?(?:P?<[A-Za-z_]\w*>|[imsU]*(?:-[imsU]+)?[:)])|(?!\?)))
  | (?P<special>\(\?(?:<[=!]|[=!>\#|]|P=|P>|))
  | (?P<close>\))
  | (?P<repeat>(?:[*+?]|\{\d+(?:,\d*)?\})\??)
  | (?P<bar>\|)
  | (?P<plain>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_LOOKS = {"(?=": "a lookahead", "(?!": "a lookahead", "(?<=": "a lookbehind", "(?<!": "a lookbehind"}
_ESCAPES = frozenset("AbBzdDsSwWafnrtvpPx0EQ")
_LONGEST = 1000


def refused(pattern: str) -> str | None:
    """What in a pattern Go does not compile; None where there is nothing that this module knows."""
    depth = 0
    before = "bar"
    for piece in _PIECES.finditer(pattern):
        kind, text = piece.lastgroup or "plain", piece[0]
        words = None
        if kind == "special":
            words = f"{_LOOKS[text]} `{text}`" if text in _LOOKS else f"the group `{text}`"
        elif kind == "escape":
            words = _escape(text)
        elif kind == "class":
            words = _class(text)
        elif kind == "repeat":
            words = _repeat(text, before)
        elif kind == "close":
            depth -= 1
            words = "a `)` too many" if depth < 0 else None
        elif kind == "open":
            if text.startswith("(?") and text.endswith(")"):
                kind = before
            else:
                depth += 1
        if words is not None:
            return words
        before = kind
    return "a `(` that is not closed" if depth else None


def _escape(text: str) -> str | None:
    if len(text) == 1:
        return r"a `\` at its end"
    if text[1] in "123456789" and len(text) == 2:
        return f"the back-reference `{text}`"
    if text[1] == "x" and len(text) == 2:
        return r"`\x` without two hexadecimal digits"
    if text[1].isascii() and text[1].isalnum() and text[1] not in _ESCAPES and text[1] not in "01234567":
        return f"the escape `{text}`"
    return None


def _class(text: str) -> str | None:
    if len(text) < 2 or not text.endswith("]") or text in ("[]", "[^]"):
        return "a `[` that is not closed"
    for escaped in re.findall(r"\\(.)", text.replace(r"\\", ""), re.DOTALL):
        if escaped.isascii() and escaped.isalpha() and escaped not in "dDsSwWafnrtvpPx":
            return rf"the escape `\{escaped}` in a class"
    for low, high in re.findall(
        r"([0-9A-Za-z])-([0-9A-Za-z])", re.sub(r"\\[pP](\{[^}]{0,60}\})?|\\.|\[:\^?\w+:\]", "\\0", text)
    ):
        if low > high:
            return f"the range `{low}-{high}` in a class"
    return None


def _repeat(text: str, before: str) -> str | None:
    if before in ("bar", "open"):
        return f"a `{text}` that repeats nothing"
    if before == "repeat":
        return f"a `{text}` after another repetition"
    counts = [int(count[:6]) for count in re.findall(r"\d+", text)]
    if any(count > _LONGEST for count in counts) or (len(counts) == 2 and counts[0] > counts[1]):
        return f"the repetition `{text}`"
    return None
