"""Named tuples that cost a tenth of `typing.NamedTuple`'s to define, and the same to use.

The standard library compiles a constructor for each class when it is defined: 0.1 ms for each of ninety, more than a
file takes to lint. Here it is compiled when a class is used often; the first few instances are made without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import NamedTuple
else:
    try:
        from _collections import _tuplegetter
    except ImportError:  # pragma: no cover - another implementation of Python

        def _tuplegetter(index, doc):
            from operator import itemgetter

            return property(itemgetter(index), doc=doc)

    _OFTEN = 8
    _new = tuple.__new__

    class _Methods(tuple):
        """What all named tuples have, as those of the standard library."""

        __slots__ = ()

        @classmethod
        def _make(cls, values):
            made = _new(cls, values)
            if len(made) != len(cls._fields):
                raise TypeError(f"Expected {len(cls._fields)} arguments, got {len(made)}")
            return made

        def _replace(self, /, **values):
            made = _new(self.__class__, map(values.pop, self._fields, self))
            if values:
                raise ValueError(f"Got unexpected field names: {list(values)!r}")
            return made

        __replace__ = _replace

        def _asdict(self):
            return dict(zip(self._fields, self, strict=True))

        def __repr__(self):
            shown = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
            return f"{self.__class__.__name__}({shown})"

        def __getnewargs__(self):
            return tuple(self)

    class _Defining(type):
        """Makes a subclass of tuple of a class with annotations."""

        def __new__(mcs, name, bases, namespace):
            if not bases:
                return super().__new__(mcs, name, bases, namespace)
            fields = tuple(namespace.get("__annotations__", ()))
            if not fields:
                raise TypeError(f"{name} has no fields, or its module no `from __future__ import annotations`")
            defaults = {field: namespace.pop(field) for field in fields if field in namespace}
            if fields[len(fields) - len(defaults) :] != tuple(defaults):
                raise TypeError(f"{name} has a field without a default after one with a default")
            namespace.update({field: _tuplegetter(at, "") for at, field in enumerate(fields)})
            namespace.update(__slots__=(), _fields=fields, _field_defaults=defaults, __match_args__=fields)
            namespace["__new__"] = _constructor(fields, defaults)
            made = type(name, (_Methods,), namespace)
            made.__new__.owner = made
            return made

    def _constructor(fields, defaults):
        """A constructor that has itself replaced by a compiled one once it is called often."""
        uses = 0

        def __new__(cls, *values, **named):
            nonlocal uses
            uses += 1
            if uses > _OFTEN:
                made = _compiled(fields, defaults)
                __new__.owner.__new__ = staticmethod(made)
                return made(cls, *values, **named)
            if len(values) == len(fields) and not named:
                return _new(cls, values)
            filled = {**defaults, **dict(zip(fields, values, strict=False)), **named}
            fits = (
                len(values) <= len(fields)
                and filled.keys() == set(fields)
                and named.keys().isdisjoint(fields[: len(values)])
            )
            if not fits:  # as the compiled one says it
                return _compiled(fields, defaults)(cls, *values, **named)
            return _new(cls, [filled[field] for field in fields])

        return __new__

    def _compiled(fields, defaults):
        listed = ", ".join(fields)
        made = eval(f"lambda _cls, {listed}: _new(_cls, ({listed},))", {"_new": _new, "__builtins__": {}})
        made.__defaults__ = tuple(defaults.values())
        made.__name__ = "__new__"
        return made

    class NamedTuple(metaclass=_Defining):
        """The base of classes whose annotations are the fields of a tuple."""


__all__ = ["NamedTuple"]
