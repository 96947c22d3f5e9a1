"""Regular expressions that users write, matched as the API server matches them: in time that grows with the text only.

Those of CustomResourceDefinitions, of selectors in kustomizations and of the configuration are patterns of RE2, as Go
has it. Python's `re` goes back and tries again, some patterns for ever: it is asked where it surely cannot. All else is
for the library RE2, which is imported when the first such pattern comes up, and where it is not installed for the
machine of `patterns`.
"""

from __future__ import annotations

import re
import time
from functools import lru_cache
from typing import Any

# What Go and Python read in different ways: POSIX classes, quotes, Unicode classes, flags, set operations, possessives.
_UNSURE = r"\[\[|\[\^?\[|\[:|&&|\|\||~~|--|\\[QECpPxXzZ]|\(\?(?!:|P<)|\\[0-9]|\{,|[*+?}]\+"
_REPEATED_GROUP = r"\)[*+{]"
_ENDLESS = r"[*+]|\{\d+,"
_FAST = 100
"""Most steps for each character of a text for which Python's `re` is asked."""
_LONGEST = 100_000
"""Most characters of a pattern. The API server takes no object that could hold a useful one of such a length."""
_MOST_STEPS = 30_000_000
_SLOW, _MOST_SLOW = 0.005, 1.0
"""A search that takes longer than the first is slow, and when all slow ones have taken the second no more are made."""


class Refused(ValueError):
    """What is no regular expression of RE2; the words say why."""


class _Slow:
    """The seconds that slow searches have taken."""

    spent = 0.0


def found(pattern: str, text: str) -> bool | None:
    """Whether a pattern matches anywhere in a text; None where that cannot be told, and for what is no pattern."""
    return _asked(pattern, text, whole=False)


def fits(pattern: str, text: str) -> bool | None:
    """Whether a pattern matches all of a text; None where that cannot be told, and for what is no pattern."""
    return _asked(pattern, text, whole=True)


def surely_differs(pattern: str, text: str) -> bool:
    """Whether a pattern surely matches nothing in a text. False too where that cannot be told."""
    return found(pattern, text) is False


def is_told(pattern: str) -> bool:
    """Whether it can be told of any text of usual length that it does not match."""
    try:
        compiled = _compiled(pattern)
    except Refused:
        return False
    if compiled is None:
        from podlint.kubernetes.formats import patterns

        return patterns.is_told(pattern)
    return bool(compiled.programsize < _MOST_STEPS // 10_000)


def refused(pattern: str) -> str | None:
    """Why a pattern is none of RE2's, in the words of the library; None where it is one, or where nobody knows."""
    try:
        _compiled(pattern)
    except Refused as error:
        return str(error)
    return None


def flaw(pattern: str) -> str | None:
    """What in a pattern RE2 does not take, in words that follow "it has"; None as for `refused`."""
    why = refused(pattern)
    if why is None:
        return None
    said, _, part = why.partition(": ")
    words = _FLAWS.get(said)
    return words.format(f"`{part}`") if words is not None else f"what RE2 calls {why}"


_FLAWS = {
    "bad repetition operator": "the repetition {}",
    "invalid character class range": "the class {}",
    "invalid escape sequence": "the escape {}",
    "invalid named capture group": "the group {}",
    "invalid perl operator": "the group {}",
    "invalid repetition size": "the repetition {}",
    "missing )": "a `(` that is not closed",
    "missing ]": "a `[` that is not closed",
    "no argument for repetition operator": "a {} that repeats nothing",
    "unexpected )": "a `)` too many",
    "trailing \\": r"a `\` at its end",
    "it is not UTF-8": "half of a character",
}
"""What the library says, in the words that messages use; `{}` stands for the part of the pattern."""


def _asked(pattern: str, text: str, *, whole: bool) -> bool | None:
    try:
        if _is_fast(pattern, text):
            compiled = re.compile(pattern, re.ASCII)
            return (compiled.fullmatch if whole else compiled.search)(text) is not None
        library = _compiled(pattern)
    except (re.error, OverflowError, RecursionError, Refused):
        return None
    if library is None:
        from podlint.kubernetes.formats import patterns

        pattern = rf"^(?:{pattern})$" if whole else pattern
        return patterns.runs(pattern, text)
    steps = library.programsize * (len(text) + 1)
    if steps > _MOST_STEPS or (steps > _MOST_STEPS // 100 and _Slow.spent > _MOST_SLOW):
        return None
    start = time.perf_counter()
    try:
        return (library.fullmatch if whole else library.search)(text) is not None
    except UnicodeEncodeError:  # half of a surrogate pair
        return None
    finally:
        took = time.perf_counter() - start
        _Slow.spent += took if took > _SLOW else 0


def _is_fast(pattern: str, text: str) -> bool:
    """Whether Python reads a pattern as Go does, and cannot go back over the text for long."""
    if len(pattern) > 1000 or "\n" in text or "\v" in text:
        return False
    if re.search(_UNSURE, pattern) or re.search(_REPEATED_GROUP, pattern):
        return False
    endless = min(len(re.findall(_ENDLESS, pattern)), 9)
    return bool(2 ** min(pattern.count("?"), 30) * (len(text) + 1) ** endless <= _FAST)


@lru_cache(maxsize=256)
def _compiled(pattern: str) -> Any:
    """The library's pattern; None where there is no library, or the pattern is too large. Raises Refused."""
    library = _library()
    if library is None or len(pattern) > _LONGEST:
        return None
    options = library.Options()
    options.log_errors = False
    try:
        return library.compile(pattern, options)
    except library.error as error:
        words = error.args[0] if error.args else ""
        words = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
        if "too large" in words:
            return None
        raise Refused(words) from error
    except UnicodeEncodeError as error:
        raise Refused("it is not UTF-8") from error


@lru_cache(maxsize=1)
def _library() -> Any:
    try:
        import re2
    except ImportError:  # pragma: no cover - depends on the installation
        return None
    return re2
