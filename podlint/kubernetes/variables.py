"""`$(VAR)` references as the kubelet expands them (k8s.io/kubernetes/third_party/forked/golang/expansion).

One pass from left to right; `$$` is an escaped `$`, `$(` up to the first `)` is a reference, anything else stands for
itself, and what a reference gives is not read again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


class Reference(NamedTuple):
    """A `$(name)` in a text: the name and the offsets of the whole reference."""

    name: str
    start: int
    end: int


def references(text: str) -> Iterator[Reference]:
    """The references in a text, in order; escaped ones and those without a closing parenthesis are none."""
    at = text.find("$")
    while 0 <= at < len(text) - 1:
        following = text[at + 1]
        end = at + 1
        if following == "$":
            end = at + 2
        elif following == "(":
            end = at + 2
            close = text.find(")", end)
            if close < 0:
                return
            yield Reference(text[end:close], at, close + 1)
            end = close + 1
        at = text.find("$", end)


def expand(text: str, values: Mapping[str, str]) -> str:
    """The text with its references replaced by `values`; unknown ones stay as written, `$$` becomes `$`."""
    parts: list[str] = []
    done = 0
    for reference in references(text):
        parts.append(text[done : reference.start].replace("$$", "$"))
        known = values.get(reference.name)
        parts.append(known if known is not None else text[reference.start : reference.end])
        done = reference.end
    parts.append(text[done:].replace("$$", "$"))
    return "".join(parts)
