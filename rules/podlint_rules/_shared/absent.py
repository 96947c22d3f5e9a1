"""Objects that are named and not there: how sure it is that this is a mistake.

That a repository lacks an object proves little: a chart, an operator or another repository may bring it. It is a
mistake where one is there that must have been meant.
"""

from __future__ import annotations

from collections.abc import Iterable

from podlint.api import Severity, closest, is_other, is_slip
from podlint.api.project import Index, Member


def meant(name: str, names: Iterable[str]) -> str | None:
    """The name among those that are there which was meant by one that is not: mistyped, or the same thing in words."""
    from podlint.api.project import stem  # something is missing: the file is not clean

    there = [other for other in dict.fromkeys(names) if not is_other(name, other)]
    words = stem(name)
    same = next((other for other in there if stem(other) == words), None)
    near = closest(name, there, 0.8)
    # A whole word more or less is left out with a purpose, and a common ending proves nothing.
    alike = near is not None and (is_slip(name, near) or (len(near.split("-")) == len(name.split("-")) == 1))
    return near if alike else same


def weight(target: Member, index: Index, instead: str | None) -> Severity | None:
    """What an absence beside an object weighs: a warning where another one was meant, else an info.

    None, for nothing is to be said, where an operator may make what is missing, for a resource of another group.
    """
    if instead is not None:
        return Severity.WARNING
    return None if index.may_be_made(target) else Severity.INFO
