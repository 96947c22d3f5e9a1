"""Every list of words that a container starts a program with: its command, its exec probes, its hooks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View, is_placeholder, once

_SHELL = r"(?:.*[/\\])?(?:sh|bash|ash|dash|zsh|ksh|mksh|fish)(?:\.exe)?"
"""A shell, with or without its folder."""
_HANDLERS = (
    ("livenessProbe", "liveness probe"),
    ("readinessProbe", "readiness probe"),
    ("startupProbe", "startup probe"),
)
_HOOKS = ("postStart", "preStop")
SCRIPT_OPTION = r"-[abefhiklmnoprstuvxBCEHOPT]*c[abefhiklmnoprstuvxBCEHOPT]*|--command"
_VALUE_OPTIONS = ("--rcfile", "--init-file")


class Word(NamedTuple):
    """A word and its text, which is None where it is not known: not understood, or to be filled in."""

    view: View
    text: str | None


class Line(NamedTuple):
    """The words of one start, in order. `program` says that the first one is what is started, not an argument."""

    where: str
    words: list[Word]
    program: bool


@once
def command_lines(container: View) -> list[Line]:
    """The lines of a container; one that is no list is left out."""
    return list(_lines(container))


def _lines(container: View) -> Iterator[Line]:
    command, args = command_and_args(container)
    if command is not None and args is not None and (command or args):
        yield Line("command" if command else "args", [*command, *args], bool(command))
    for key, name in _HANDLERS:
        if container.get(key) is not None:
            yield from _exec(container, f"the {name}", key)
    for key in _HOOKS if container.get("lifecycle") is not None else ():
        yield from _exec(container, f"the {key} hook", "lifecycle", key)


def _exec(container: View, where: str, *keys: str) -> Iterator[Line]:
    if container.get(*keys, "exec") is None:
        return
    words = words_at(container, *keys, "exec", "command")
    if words:
        yield Line(where, words, True)


@once
def command_and_args(container: View) -> tuple[list[Word] | None, list[Word] | None]:
    """The words of a container's command, and those of its arguments, each as `words_at` gives them."""
    return words_at(container, "command"), words_at(container, "args")


def words_at(container: View, *keys: str) -> list[Word] | None:
    """The words of the list at some keys; none where it is absent, None where it is no list or not understood."""
    found = container.at(*keys)
    if found is None:
        return []
    if not isinstance(found.value, list):
        return None
    path, target = found.path, found.object
    plain = ["" if value is None else value for value in found.value]
    return [Word(View(value, (*path, index), target), _text(value)) for index, value in enumerate(plain)]


def _text(value: object) -> str | None:
    """The text of a word; `${NAME}` counts as not known, except that a shell's script may well hold one."""
    if not isinstance(value, str) or ("{" in value and (re.fullmatch(r"\$\{[^{}]*\}", value) or "{{" in value)):
        return None
    return value


def is_shell(text: str | None) -> bool:
    """Whether a word is a shell."""
    return text is not None and text.endswith(("sh", ".exe")) and re.fullmatch(_SHELL, text) is not None


def first_shell(words: list[Word]) -> int | None:
    """The index of the first shell among words."""
    return next((index for index, word in enumerate(words) if is_shell(word.text)), None)


def takes_value(option: str) -> bool:
    """Whether the word behind an option of a shell is its value."""
    return option in _VALUE_OPTIONS or (option[-1] in "oO" and not option.startswith("--"))


class Script(NamedTuple):
    """What stands behind a shell: the index of its `-c`, None without one, and of the first word after its options."""

    option: int | None
    first: int


def script_after(words: list[Word], shell: int) -> Script | None:
    """What follows a shell; None where a word that is not known may be an option of it."""
    option: int | None = None
    skip = False
    for index in range(shell + 1, len(words)):
        text = words[index].text
        if skip:
            skip = False
        elif text is None:
            return None if option is None else Script(option, index)
        elif text.startswith(("-", "+")) and len(text) > 1:
            if re.fullmatch(SCRIPT_OPTION, text):
                option = index
            skip = takes_value(text)
        else:
            return Script(option, index)
    return Script(option, len(words))


def script_in(words: list[Word]) -> Word | None:
    """The script that the first shell among words is given by `-c`."""
    shell = first_shell(words)
    found = script_after(words, shell) if shell is not None else None
    return words[found.first] if found is not None and found.option is not None and found.first < len(words) else None


def filled_in(text: str | None) -> bool:
    """Whether a word is not known, or has a part that another tool fills in."""
    return text is None or is_placeholder(text)
