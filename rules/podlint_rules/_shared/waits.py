"""What init containers wait for: hosts that must have an address, or take connections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from podlint.api import NamedTuple, View
from podlint_rules._shared.command_lines import Line, Word, command_lines, is_shell, script_in

_LONGEST = 8_000
_LONGEST_WORD = 300
_MOST = 32
"""How many values of a variable are looked at."""
_NAMES = ("nslookup", "host", "dig", "getent", "ping", "ping6", "drill")
_PORTS = ("nc", "ncat", "netcat", "telnet")
_CLIENTS = {
    "pg_isready": ("-p", "5432"),
    "psql": ("-p", "5432"),
    "mysqladmin": ("-P", "3306"),
    "mysql": ("-P", "3306"),
    "mariadb-admin": ("-P", "3306"),
    "redis-cli": ("-p", "6379"),
    "valkey-cli": ("-p", "6379"),
}
"""Clients that are told their host by `-h`, the option for the port, and the usual one."""
_FETCHERS = ("curl", "wget")
_WAITERS = ("wait-for-it", "wait-for-it.sh", "wait-for", "wait-for.sh", "wait_for_it.sh", "dockerize", "wait4x")
_HOST = r"[a-z0-9](?:[-a-z0-9.]*[a-z0-9])?"
_TOKEN = re.compile(r"""(?:[^\s;|&()`"'<>]|\$\([A-Za-z_]\w*\)|"[^"\s;|&()`]*"|'[^'\s;|&()`]*')+""")
_CUT = re.compile(r"[;|&\n`]|\$\((?![A-Za-z_]\w*\))|(?<!\w)(?:do|then|else)(?!\w)")
_KEYWORD = re.compile(r"(?<![\w-])(until|while|do|done)(?![\w-])")
_FOR = re.compile(r"(?<![\w-])for\s{1,9}(\w+)\s{1,9}in\s{1,9}([^;\n]{0,300}?)\s{0,9}[;\n]\s{0,40}do(?!\w)")
_RANGE = re.compile(r"\$\(seq\s+(?:(\d{1,3})\s+)?(\d{1,3})\)|\{(\d{1,3})\.\.(\d{1,3})\}")
_VARIABLE = re.compile(r"\$(?:(\w+)|\{(\w+)\}|\((\w+)\))")
_GIVES_UP = re.compile(r"(?<!\w)(?:break|exit)(?!\w)|\|\|\s*(?:true|:)(?!\w)")
_DEV_TCP = re.compile(r"/dev/tcp/([^\s/\"';|&]+)/([^\s\"');|&]+)")


class Wait(NamedTuple):
    """A host that is waited for, and where it stands: that it has an address, or (`connects`) takes connections."""

    host: str
    port: int | None
    connects: bool
    view: View
    within: tuple[int, int]


class _Token(NamedTuple):
    """A word of a command, and where it stands in a value."""

    text: str
    view: View
    start: int


def waits(container: View) -> Iterator[Wait]:
    """What a container waits for before it ends, as far as its command says it."""
    for line in command_lines(container):
        if line.where in ("command", "args"):
            yield from _of_line(line, _literals(container))


def script_of(container: View) -> str:
    """All words of a container's command."""
    lines = (line for line in command_lines(container) if line.where in ("command", "args"))
    return "\n".join(word.text or "" for line in lines for word in line.words)


def _literals(container: View) -> dict[str, str]:
    """The variables of a container whose values are written down."""
    found = {}
    for entry in container.each("env"):
        name, value = (entry.get("name"), entry.get("value")) if isinstance(entry.value, dict) else (None, None)
        if isinstance(name, str) and isinstance(value, str) and "$" not in value and "{" not in value:
            found[name] = value
    return found


def _of_line(line: Line, variables: dict[str, str]) -> Iterator[Wait]:
    script = script_in(line.words)
    if script is not None and script.text is not None:
        if len(script.text) <= _LONGEST:
            yield from _of_script(script, script.text, variables)
        return
    if line.words and not is_shell(line.words[0].text):
        tokens = [_Token(word.text, word.view, 0) for word in line.words if word.text is not None]
        if len(tokens) == len(line.words):
            yield from _of_command(tokens, {key: [value] for key, value in variables.items()})


def _of_script(word: Word, script: str, variables: Mapping[str, str]) -> Iterator[Wait]:
    known = {key: [value] for key, value in variables.items()}
    for loop in _FOR.finditer(script):
        known[loop[1]] = _values(loop[2], variables)
    regions = list(_conditions(script))
    for start, end in regions:
        for command in _commands(word.view, script, start, end):
            yield from _of_command(command, known)
        for found in _DEV_TCP.finditer(script, start, end):
            host = _Token(found[1], word.view, found.start(1))
            yield from _wait(host, found[1], found[2], known, connects=True)
    whole = list(_commands(word.view, script, 0, len(script)))
    for command in whole:
        waiter = command[0].text.rpartition("/")[2] in _WAITERS
        if (waiter or len(whole) == 1) and not regions and not _GIVES_UP.search(script):
            yield from _of_command(command, known)


def _conditions(script: str) -> Iterator[tuple[int, int]]:
    """Where the conditions stand of loops that go on until a command succeeds, and do not give up."""
    opened: list[tuple[str, int]] = []
    bodies: list[tuple[str, int, int]] = []
    for found in _KEYWORD.finditer(script):
        word = found[1]
        if word in ("until", "while"):
            opened.append((word, found.end()))
        elif word == "do":
            loop, start = opened.pop() if opened else ("for", found.start())
            bodies.append((loop, start, found.start()))
        elif bodies:
            loop, start, end = bodies.pop()
            condition, body = script[start:end], script[end : found.start()]
            turned = condition.lstrip().startswith("!") or "!=" in condition
            waiting = loop == "until" or (loop == "while" and turned)
            if waiting and not _GIVES_UP.search(condition) and not _GIVES_UP.search(body):
                yield start, end


def _values(words: str, variables: Mapping[str, str]) -> list[str]:
    """The words that a loop goes through; none where they are not known."""
    found = _RANGE.fullmatch(words.strip())
    if found is not None:
        first, last = (found[1] or "1", found[2]) if found[2] else (found[3], found[4])
        return [str(number) for number in range(int(first), int(last) + 1)]
    expanded = _VARIABLE.sub(lambda one: variables.get(one[1] or one[2] or one[3], "$"), words)
    return [] if re.search(r"[$`*{}]", expanded) else expanded.replace('"', " ").replace("'", " ").split()


def _commands(view: View, script: str, start: int, end: int) -> Iterator[list[_Token]]:
    """The simple commands in a part of a script."""
    at = start
    for cut in (*(one.span() for one in _CUT.finditer(script, start, end)), (end, end)):
        tokens = [_token(view, script, one) for one in _TOKEN.finditer(script, at, cut[0])]
        if tokens:
            yield tokens
        at = cut[1]


def _token(view: View, script: str, found: re.Match[str]) -> _Token:
    """A word without its quotes; not known where the output of a command is a part of it."""
    start, end = found.span()
    if script[start - 1 : start] in (")", "`") or script[end : end + 1] == "`" or script.startswith("$(", end):
        return _Token("$", view, start)
    text = found[0].replace('"', "").replace("'", "")
    return _Token(text, view, start + (found[0][0] in "\"'"))


def _of_command(tokens: list[_Token], known: Mapping[str, list[str]]) -> Iterator[Wait]:
    """What one command waits for."""
    tokens = [token for token in tokens if len(token.text) <= _LONGEST_WORD]
    for index, token in enumerate(tokens[:6]):
        name = token.text.rpartition("/")[2]
        rest = tokens[index + 1 :]
        if name in _NAMES:
            plain = [one for one in rest if not one.text.startswith(("-", "+")) and not one.text.isdigit()]
            plain = [one for one in plain if one.text not in ("hosts", "ahosts", "ahostsv4", "a", "A", "srv", "SRV")]
            for one in plain[:1]:
                yield from _wait(one, one.text, None, known, connects=False)
        elif name in _PORTS:
            plain = list(_plain(rest))
            if len(plain) > 1:
                yield from _wait(plain[0], plain[0].text, plain[1].text, known, connects=True)
        elif name in _FETCHERS or name in _WAITERS:
            for one in rest:
                yield from _url(one, known)
        elif name in _CLIENTS:
            option, usual = _CLIENTS[name]
            host = _option(rest, "-h", "--host")
            port = _option(rest, option, "--port")
            if host is not None:
                yield from _wait(host, host.text, port.text if port else usual, known, connects=True)
        else:
            continue
        return


def _plain(tokens: list[_Token]) -> Iterator[_Token]:
    """The words that are no options, nor values of such."""
    skip = False
    for token in tokens:
        if skip:
            skip = False
        elif token.text.startswith("-"):
            skip = token.text[-1] in "wipsxXG" and not token.text.startswith("--")
        else:
            yield token


def _option(tokens: list[_Token], short: str, long: str) -> _Token | None:
    for index, token in enumerate(tokens):
        if token.text in (short, long):
            return tokens[index + 1] if index + 1 < len(tokens) else None
        for start in (f"{long}=", short):
            if token.text.startswith(start) and not token.text.startswith("--" if start == short else "\0"):
                return _Token(token.text[len(start) :], token.view, token.start + len(start))
    return None


_URL = re.compile(r"(?:-{1,2}[\w-]+=)?(?:(https?|tcp)://)?(?:[^/@\s]*@)?([^/:\s]+?)(?::([^/\s]+))?(?:/\S*)?")


def _url(token: _Token, known: Mapping[str, list[str]]) -> Iterator[Wait]:
    found = None if token.text.startswith("-") and "://" not in token.text else _URL.fullmatch(token.text)
    if found is None or not (found[1] or found[3]):
        return
    port = found[3] or {"http": "80", "https": "443"}.get(found[1] or "")
    host = _Token(found[2], token.view, token.start + found.start(2))
    yield from _wait(host, found[2], port, known, connects=True)


def _wait(
    token: _Token, host: str, port: str | None, known: Mapping[str, list[str]], *, connects: bool
) -> Iterator[Wait]:
    """The hosts that a word stands for, where they are known."""
    ports = _expanded(port, known) if port else []
    number = int(ports[0]) if ports and re.fullmatch(r"\d{1,5}", ports[0]) else None
    within = token.start, token.start + len(host)
    for one in _expanded(host, known):
        if re.fullmatch(_HOST, one.removesuffix(".")) and not re.fullmatch(r"[\d.]+", one):
            yield Wait(one.removesuffix("."), number, connects, token.view, within)


def _expanded(text: str, known: Mapping[str, list[str]]) -> list[str]:
    """A word with the values of its variables, of several where a loop goes through them; none where one is unknown."""
    texts = [text]
    while any(_VARIABLE.search(one) for one in texts):
        found = [(one, _VARIABLE.search(one)) for one in texts]
        texts = [
            f"{one[: at.start()]}{value}{one[at.end() :]}"
            for one, at in found
            if at is not None
            for value in known.get(at[1] or at[2] or at[3], [])[:_MOST]
        ][:_MOST]
    return [one for one in texts if "$" not in one]
