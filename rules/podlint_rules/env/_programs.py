"""The programs that containers start: which take a shell's signs for themselves, which are wrappers."""

from __future__ import annotations

import re

from podlint.api import View
from podlint.api.kubernetes import Starts, facts_of

BUILTINS = frozenset(
    {".", "alias", "cd", "eval", "exec", "export", "for", "if", "set", "source", "trap", "ulimit", "umask", "unset"}
    | {"until", "while"}
)
"""Words of a shell that are no programs, or do nothing as one."""

FILES = frozenset(
    {"cat", "chgrp", "chmod", "chown", "cp", "du", "head", "ln", "ls", "mkdir", "mv", "rm", "rmdir", "stat", "tail"}
    | {"touch", "wc"}
)
"""Programs that take names of files and no patterns."""

PLAIN = FILES | {
    *("curl", "date", "echo", "expr", "false", "hostname", "id", "kill", "killall", "kubectl", "mktemp", "nc"),
    *("pg_isready", "pgrep", "pidof", "pkill", "ping", "printenv", "printf", "ps", "redis-cli", "seq", "sleep"),
    *("test", "true", "uname", "wget", "whoami"),
}
"""Programs that expand nothing by themselves."""

OTHER_SHELLS = (
    r"(?i)(?:.*[/\\])?(?:powershell|pwsh|cmd|su|runuser|flock|script|ssh|watch|parallel|eval|expect)(?:\.exe)?"
)
"""Programs that read their words as a shell does, or hand them to one."""

OWN_SIGNS = (
    r"[gmn]?awk|[jy]q|perl|php\d*|python[\d.]*|node|ruby|lua|sed|make|[ef]?grep|envsubst|gomplate|confd|tmux|mysql\w*|"
    r"mariadb|psql|mongo|mongosh|sqlplus|sqlcmd"
)
"""Programs in whose languages `$` or backticks mean something."""

OWN_OPERATORS = {
    "find": (";",),
    "tmux": (";", "|"),
    **dict.fromkeys(("jq", "yq"), ("|", "<", ">", ";")),
    **dict.fromkeys(("[", "test", "expr"), ("<", ">", "|", "&")),
}
"""What of a shell's operators a program knows itself."""

_WRAPPERS = {
    "tini": ("-p", "-e"),
    "tini-static": ("-p", "-e"),
    "dumb-init": ("-r", "--rewrite"),
    "catatonit": (),
    "env": ("-u", "-C", "--chdir", "--unset"),
    "exec": ("-a",),
    "nohup": (),
    "nice": ("-n",),
    "ionice": ("-c", "-n"),
    "time": (),
    "stdbuf": ("-i", "-o", "-e"),
    "setsid": (),
    "sudo": ("-u", "-g"),
    "busybox": (),
}
_WITH_ONE = {"su-exec": (), "gosu": (), "chroot": (), "timeout": ("-k", "-s", "--kill-after", "--signal")}


def base(text: str) -> str:
    """The name of a program without its folder."""
    return text.rpartition("/")[2]


def starts_arguments(container: View) -> bool:
    """Whether the image has no program of its own: the first argument is what is started."""
    known = facts_of(container)
    return known is not None and known.starts is Starts.ARGUMENTS


def program_at(words: list[str | None]) -> int | None:
    """The index of what is started in the end, behind `tini --` or `env NAME=value`; None where it is not known."""
    index = 0
    while index < len(words):
        text = words[index]
        if text is None:
            return None
        name = base(text)
        if name not in _WRAPPERS and name not in _WITH_ONE:
            return index
        values = _WRAPPERS.get(name) or _WITH_ONE.get(name) or ()
        skipped = _behind(words, index + 1, values, assigned=name == "env")
        if skipped is None:
            return None
        index = skipped + (name in _WITH_ONE)
    return None


def _behind(words: list[str | None], index: int, values: tuple[str, ...], *, assigned: bool) -> int | None:
    """The first word behind a wrapper's options; None where `env -S` splits a text, or a word is not known."""
    while index < len(words):
        text = words[index]
        if text is None or (assigned and text.startswith(("-S", "--split-string"))):
            return None
        if text == "--":
            return index + 1
        if text in values:
            index += 2
        elif (text.startswith("-") and len(text) > 1) or (assigned and re.match(r"\w+=", text)):
            index += 1
        else:
            return index
    return index
