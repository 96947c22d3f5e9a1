"""Objects that are named and not there: how sure it is that this is a mistake.

That a repository lacks an object proves little: a chart, an operator or another repository may bring it. It is a
mistake where one is there that must have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from podlint.api import Severity, closest
from podlint.api.project import Index, Member


def meant(name: str, names: Iterable[str]) -> str | None:
    """The name among those that are there which was meant by one that is not: alike, or the same thing in words."""
    from podlint.api.project import stem  # something is missing: the file is not clean

    there = list(dict.fromkeys(names))
    words = stem(name)
    return closest(name, there) or next((other for other in there if stem(other) == words), None)


def weight(target: Member, index: Index, instead: str | None) -> Severity | None:
    """What an absence beside an object weighs: a warning where another one was meant, else an info.

    None, for nothing is to be said, where an operator may make what is missing, for a resource of another group.
    """
    if instead is not None:
        return Severity.WARNING
    return None if index.may_be_made(target) else Severity.INFO
