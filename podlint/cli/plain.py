"""Arguments of `check` as most are: without argparse, whose import and parser take a tenth of a clean file's time."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

from podlint.cli.options import GLOBAL, OPTIONS

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable


class _Option:
    """An option: the name of its value, and what becomes of a word; nothing is asked for where it is a flag."""

    __slots__ = ("_choices", "_many", "_type", "dest", "flag")

    def __init__(
        self,
        dest: str,
        action: str = "store",
        type: Callable[[str], Any] = str,
        choices: tuple[str, ...] | None = None,
        **_shown: Any,
    ) -> None:
        self.dest = dest
        self.flag = action == "store_true"
        self._many = action == "append"
        self._type = type
        self._choices = choices

    def take(self, word: str, values: dict[str, Any]) -> None:
        """Note what a word says. Raises ValueError."""
        value = self._type(word)
        if self._choices is not None and value not in self._choices:
            raise ValueError(word)
        values[self.dest] = [*(values[self.dest] or ()), value] if self._many else value


def options(words: list[str]) -> argparse.Namespace | None:
    """What plain words say, as argparse would; None where argparse is to look at them.

    Plain are full names of options with their values behind them or behind `=`, and paths that stand together.
    """
    if words[:1] != ["check"]:
        return None
    values: dict[str, Any] = {"command": "check"}
    known = _known(values)
    paths: list[str] = []
    ended = False
    rest = iter(words[1:])
    for word in rest:
        if word == "-" or word[:1] != "-":
            if ended or not word:
                return None
            paths.append(word)
            continue
        ended = bool(paths)
        name, equals, value = word.partition("=")
        option = known.get(name)
        if option is None or (option.flag and equals):
            return None
        if option.flag:
            values[option.dest] = True
            continue
        value = value if equals else next(rest, "")
        if not value or value[0] == "-":
            return None
        try:
            option.take(value, values)
        except ValueError:
            return None
    values["paths"] = paths
    return cast("argparse.Namespace", SimpleNamespace(**values))


def _known(values: dict[str, Any]) -> dict[str, _Option]:
    """The options of `check` by every name of theirs; their defaults go into `values`."""
    known: dict[str, _Option] = {}

    def add(*names: str, **settings: Any) -> None:
        if names[0][0] != "-":
            return
        long = next((name for name in names if name.startswith("--")), names[0])
        option = _Option(long.lstrip("-").replace("-", "_"), **settings)
        values[option.dest] = settings.get("default", False if option.flag else None)
        known.update(dict.fromkeys(names, option))

    OPTIONS["check"][1](add)
    GLOBAL(add)
    return known
