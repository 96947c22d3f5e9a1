"""The argument parser: for help, for errors, and for what is not as plain as most."""

from __future__ import annotations

import argparse
import os
import re
import sys
from typing import Any, NoReturn

from podlint import __version__
from podlint.cli.options import ARGUMENTS, COMMANDS, EXAMPLES, GLOBAL, OPTIONS, STATUS
from podlint.cli.status import BROKEN
from podlint.visible import in_line
from podlint.words import closest

_ABOUT = "Lint Kubernetes manifests: offline, at the exact line and column."


class _Parser(argparse.ArgumentParser):
    """The parser of one command: usage in one line, options in groups, and errors that say what may be meant."""

    def __init__(self, command: str) -> None:
        super().__init__(prog=f"podlint {command}", formatter_class=_formatter, add_help=False)
        self.command = command
        self.set_defaults(command=command)
        words, declare = OPTIONS[command]
        self.description = f"{words[0].upper()}{words[1:]}."
        self.usage = _usage(command)
        self.epilog = EXAMPLES.get(command)
        self._positionals.title = "Arguments"
        self._optionals.title = "Options"
        self._groups: dict[str, Any] = {}
        declare(self._add)
        GLOBAL(self._add)
        self.add_argument("-h", "--help", action="help", help="show this help")
        version = f"podlint {__version__}"
        self.add_argument("-V", "--version", action="version", version=version, help="show podlint's version")

    def _add(self, *names: str, group: str = "", **settings: Any) -> None:
        if group and group not in self._groups:
            self._groups[group] = self.add_argument_group(group)
        self._groups.get(group, self).add_argument(*names, **settings)

    def error(self, message: str) -> NoReturn:
        """End with what is wrong and how the command is used; what it quotes may hold anything (`podlint *`)."""
        _refuse(self.command, _in_words(message))

    def format_help(self) -> str:
        """What it does, how it is used, its arguments, its options."""
        formatter = self._get_formatter()
        formatter.add_text(self.description)
        formatter.add_usage(self.usage, self._actions, self._mutually_exclusive_groups, prefix="Usage: ")
        plain = (self._positionals, self._optionals)
        titled = [group for group in self._action_groups if group not in plain]
        for group in (self._positionals, *titled, self._optionals):
            formatter.start_section(group.title)
            formatter.add_arguments(group._group_actions)
            formatter.end_section()
        text = formatter.format_help()
        if not self.epilog:
            return text
        lines = (_fitting(line, 4) if line.startswith("Exit") else line for line in self.epilog.split("\n"))
        return f"{text}\n" + "\n".join(lines) + "\n"

    def option_names(self) -> list[str]:
        """The long names of its options."""
        return [name for action in self._actions for name in action.option_strings if name.startswith("--")]


def parser(command: str) -> _Parser:
    """The argument parser of a command."""
    return _Parser(command)


def parsed(words: list[str]) -> argparse.Namespace:
    """What the words after `podlint` say; paths may stand before, between and behind options.

    Raises SystemExit where the words are wrong, and for `--help` and `--version`.
    """
    command, *rest = words
    if command not in OPTIONS:  # -h, --help, -V, --version
        print(f"podlint {__version__}" if command in ("-V", "--version") else overview(), end="\n")
        raise SystemExit(0)
    own = _Parser(command)
    behind: list[str] = []
    if command in ARGUMENT_LISTS and "--" in rest:
        end = rest.index("--")
        rest, behind = rest[:end], rest[end + 1 :]
    options, left = own.parse_known_args(rest)
    if left:
        # argparse takes only the first words that stand together for paths.
        paths: list[str] | None = getattr(options, ARGUMENT_LISTS.get(command, ""), None)
        wrong = [word for word in left if word[:1] == "-" and word != "-"]
        if wrong:
            _refuse(command, _unknown(wrong[0], own))
        if paths is None:
            _refuse(command, f"{left[0]}: one argument too many")
        paths += left
    if behind:
        getattr(options, ARGUMENT_LISTS[command]).extend(behind)
    return options


ARGUMENT_LISTS = {
    **dict.fromkeys(("check", "baseline", "graph"), "paths"),
    "list": "words",
    "config": "words",
    "schemas": "words",
    "rules": "names",
}
"""Where the commands that take any number of arguments have them."""


def overview() -> str:
    """The help of `podlint` itself: its commands, and where to read on."""
    width = max(map(len, COMMANDS))
    commands = "\n".join(_fitting(f"  {name:<{width}}  {words}", width + 4) for name, (words, _) in OPTIONS.items())
    helping = "  -h, --help     show this help; `podlint COMMAND --help` shows that of a command"
    return f"""\
{_fitting(_ABOUT, 0)}

Usage: podlint [COMMAND] [OPTIONS] [ARGUMENTS]

Commands:
{commands}

Options:
{_fitting(helping, 17)}
  -V, --version  show podlint's version

`podlint PATH...` is short for `podlint check PATH...`.
{_fitting(STATUS, 2)}"""


def _fitting(text: str, indent: int) -> str:
    """A line in lines that are no wider than the terminal."""
    import textwrap  # only helps are wrapped

    return "\n".join(textwrap.wrap(text, _width(), subsequent_indent=" " * indent, break_on_hyphens=False))


def _in_words(message: str) -> str:
    """A message of argparse, which speaks of arguments where people say options, as podlint would say it."""
    what, colon, why = message.partition(": ")
    if not colon or not what.startswith("argument "):
        return message
    name = what.removeprefix("argument ").split("/")[0]
    if why.startswith("ignored explicit argument"):
        return f"{name} takes no value"
    if why == "expected one argument":
        return f"{name} needs a value"
    invalid = re.match(r"invalid choice: '(.*)' \(choose from (.*)\)", why)
    if invalid is not None:
        known = invalid[2].replace("'", "").split(", ")
        near = closest(invalid[1], known)
        hint = f'did you mean "{near}"?' if near else f"there are {', '.join(known)}"
        return f'{name}: unknown value "{invalid[1]}"; {hint}'
    number = re.match(r"invalid int value: '(.*)'", why)
    return f'{name} takes a whole number, not "{number[1]}"' if number is not None else message


def _unknown(word: str, of: _Parser) -> str:
    """That there is no such option, and which one may be meant: of the command, else of another one."""
    name = word.partition("=")[0]
    from podlint.cli import habits  # only for what is wrong

    meant = habits.option(name) if of.command == "check" else None
    if meant is not None:
        return f"unknown option {name}; did you mean {meant}?"
    near = closest(name, of.option_names()) if name.startswith("--") else None
    if near is not None:
        return f'unknown option {name}; did you mean "{near}"?'
    others = [
        command for command in COMMANDS if command != of.command and name in _Parser(command)._option_string_actions
    ]
    if others:
        return f"unknown option {name}: it is one of `podlint {others[0]}`"
    return f"unknown option {name}"


def _usage(command: str) -> str:
    return f"podlint {command} [OPTIONS]{ARGUMENTS.get(command, '')}"


def _refuse(command: str, message: str) -> NoReturn:
    """Print what is wrong with the arguments, and how the command is used; ends the process."""
    print(f"podlint {command}: {in_line(message)}", file=sys.stderr)
    print(f"Usage: {_usage(command)}; `podlint {command} --help` lists the options", file=sys.stderr)
    raise SystemExit(BROKEN)


def _formatter(prog: str) -> argparse.HelpFormatter:
    """argparse's formatter, told the width: to find it out itself it imports shutil, for every option there is."""
    return _Formatter(prog, max_help_position=30, width=_width() - 2)


def _width() -> int:
    try:
        width = int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(1).columns
    except (OSError, ValueError):
        width = 80
    return max(width, 40)


class _Formatter(argparse.HelpFormatter):
    """argparse's formatter, with the short name of an option first, and what it takes once, behind all names."""

    def _format_action_invocation(self, action: argparse.Action) -> str:
        if not action.option_strings:
            return super()._format_action_invocation(action)
        names = ", ".join(sorted(action.option_strings, key=lambda name: name.startswith("--")))
        if action.nargs == 0:
            return names
        return f"{names} {self._format_args(action, action.dest.upper())}"
