"""podlint's named tuples behave as those of `typing`, from the first instance on and when they are used often."""

from __future__ import annotations

import copy
import pickle
import typing
from typing import Any, get_type_hints

import pytest

from podlint.tuples import NamedTuple


class Ours(NamedTuple):
    """A place."""

    path: str
    line: int = 1
    tags: tuple[str, ...] = ()

    KIND = "place"

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.line}"


class Theirs(typing.NamedTuple):
    """A place."""

    path: str
    line: int = 1
    tags: tuple[str, ...] = ()


CALLS: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 2), {}),
    (("a", 2, ("x",)), {}),
    (("a",), {"tags": ("x",)}),
    ((), {"line": 3, "path": "b"}),
]
WRONG: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    (("a", 1, (), 4), {}),
    (("a",), {"path": "b"}),
    (("a",), {"column": 1}),
    ((), {"line": 1, "tags": (), "column": 1}),
]


@pytest.mark.parametrize("_round", range(12))
def test_values_are_those_of_the_standard_library(_round: int) -> None:
    for values, named in CALLS:
        ours, theirs = Ours(*values, **named), Theirs(*values, **named)
        assert ours == tuple(theirs)
        assert (ours.path, ours.line, ours.tags) == (theirs.path, theirs.line, theirs.tags)
        assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    for values, named in WRONG:
        with pytest.raises(TypeError) as theirs_say:
            Theirs(*values, **named)
        with pytest.raises(TypeError) as ours_say:
            Ours(*values, **named)
        assert str(ours_say.value).rpartition("()")[2] == str(theirs_say.value).rpartition("()")[2]


def test_what_stands_in_the_class_is_kept() -> None:
    assert Ours.__doc__ == Theirs.__doc__
    assert (Ours("a").shown, Ours.KIND) == ("a:1", "place")
    assert Ours._fields == Theirs._fields
    assert Ours._field_defaults == Theirs._field_defaults
    assert Ours.__match_args__ == Theirs.__match_args__
    assert get_type_hints(Ours) == get_type_hints(Theirs)
    assert Ours.__module__ == __name__
    assert not hasattr(Ours("a"), "__dict__")


def test_replaced_made_and_taken_apart() -> None:
    place = Ours("a", 2)
    assert place._replace(line=3) == Ours("a", 3)
    assert isinstance(place._replace(line=3), Ours)
    assert Ours._make(["a", 1, ()]) == Ours("a")
    assert place._asdict() == {"path": "a", "line": 2, "tags": ()}
    with pytest.raises(ValueError, match="column"):
        place._replace(column=1)  # type: ignore[call-arg]
    with pytest.raises(TypeError, match="Expected 3 arguments, got 1"):
        Ours._make(["a"])
    match place:
        case Ours(path, line=2):
            assert path == "a"
        case _:
            pytest.fail("no match")


def test_copied_and_pickled() -> None:
    place = Ours("a", 2)
    for made in (copy.copy(place), copy.deepcopy(place), pickle.loads(pickle.dumps(place))):
        assert made == place
        assert isinstance(made, Ours)
    assert hash(place) == hash(("a", 2, ()))


def test_a_class_of_a_class() -> None:
    class More(Ours):
        __slots__ = ()

        @property
        def long(self) -> str:
            return self.shown * 2

    for _ in range(20):
        assert More("a", 2).long == "a:2a:2"
        assert isinstance(More("a"), More)


def test_no_fields_and_a_default_too_early() -> None:
    with pytest.raises(TypeError, match="has no fields"):
        type(NamedTuple)("Empty", (NamedTuple,), {})
    with pytest.raises(TypeError, match="without a default"):
        type(NamedTuple)("Early", (NamedTuple,), {"__annotations__": {"a": int, "b": int}, "a": 1})
