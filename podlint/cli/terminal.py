"""What standard output is: whether to colour it, how wide it is, whether it takes links, as the environment says."""

from __future__ import annotations

import os
import re
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import argparse

    from podlint.report.terminal import Terminal

_OFF = ("0", "false", "no", "never")


def color(options: argparse.Namespace, file: str | None = None) -> bool:
    """Whether to colour what goes to a file, None for standard output.

    In this order: the option, NO_COLOR, FORCE_COLOR, CLICOLOR_FORCE, CLICOLOR, whether standard output is a terminal.
    """
    if options.color != "auto":
        return bool(options.color == "always")
    if file is not None or os.environ.get("NO_COLOR"):
        return False
    for name in ("FORCE_COLOR", "CLICOLOR_FORCE"):
        word = os.environ.get(name, "")
        if name == "FORCE_COLOR" and word.lower() in _OFF:
            return False
        if word and word.lower() not in _OFF:
            return True
    return os.environ.get("CLICOLOR") != "0" and is_terminal()


def is_terminal() -> bool:
    """Whether standard output is a terminal that is not a dumb one."""
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal(options: argparse.Namespace) -> Terminal | None:
    """Standard output as a place for reports; None where it is no terminal, and nobody asks for links."""
    takes = links(options)
    if not takes and not sys.stdout.isatty():
        return None
    from podlint.report.terminal import Terminal

    return Terminal(width(), takes)


def width() -> int | None:
    """The columns of standard output, by COLUMNS where it is set; None where it is no terminal."""
    if not sys.stdout.isatty():
        return None
    try:
        return int(os.environ.get("COLUMNS", 0)) or os.get_terminal_size(sys.stdout.fileno()).columns or 80
    except (OSError, ValueError):
        return 80


def links(options: argparse.Namespace) -> bool:
    """Whether paths and names of rules are links: where the terminal is known to take them.

    FORCE_HYPERLINK (0 for no) and NO_HYPERLINK say so for any; `--color never` and NO_COLOR are about links too.
    """
    asked = os.environ.get("FORCE_HYPERLINK")
    if asked:
        return asked.lower() not in _OFF
    if os.environ.get("NO_HYPERLINK") or os.environ.get("NO_HYPERLINKS") or not is_terminal():
        return False
    if options.color == "never" or (options.color == "auto" and os.environ.get("NO_COLOR")):
        return False
    return _takes_links()


def _takes_links() -> bool:
    """Whether the terminal is one of those that are known to show links (OSC 8), and no other is in between."""
    known = os.environ.get("TERM", "")
    if known.startswith(("screen", "tmux")) or os.environ.get("CI"):
        return False
    if os.environ.get("TERM_PROGRAM") in _PROGRAMS:
        return _version("TERM_PROGRAM_VERSION") >= _PROGRAMS[os.environ["TERM_PROGRAM"]]
    if any(os.environ.get(name) for name in ("WT_SESSION", "KITTY_WINDOW_ID", "DOMTERM", "WEZTERM_PANE")):
        return True
    vte = os.environ.get("VTE_VERSION", "")
    return known in ("xterm-kitty", "xterm-ghostty", "alacritty", "foot") or (vte.isdigit() and int(vte) > 5000)


_PROGRAMS = {
    "iTerm.app": (3, 1),
    "WezTerm": (20200620,),
    "vscode": (1, 72),
    "ghostty": (0,),
    "rio": (0,),
    "Tabby": (0,),
}
"""Terminals by what they call themselves, with the first version that shows links."""


def _version(name: str) -> tuple[int, ...]:
    return tuple(int(number[:9]) for number in re.findall(r"\d+", os.environ.get(name, ""))[:3]) or (0,)
