"""Servers that are told to listen, or by default listen, inside of their pod only."""

from __future__ import annotations

import re

from podlint.api import NamedTuple, View, once
from podlint_rules._shared.command_lines import command_and_args, is_shell, script_in
from podlint_rules.ports._listening import told

_LOCAL = ("127.0.0.1", "localhost", "[::1]", "::1")
_HOSTS = ("--host", "--hostname", "--bind", "--bind-address", "--address", "-h", "-H", "--listen-address", "-b")
_PORTS = ("--port", "-p", "-P", "--http-port", "--server.port")
_BY_DEFAULT = (
    (r"(?:\S*/)?uvicorn", ("--host", "--uds", "--fd"), 8000, ("UVICORN_HOST",)),
    (r"(?:\S*/)?python[\d.]* (?:-m )?uvicorn", ("--host", "--uds", "--fd"), 8000, ("UVICORN_HOST",)),
    (r"(?:(?:\S*/)?python[\d.]* )?\S*manage\.py runserver(?: -\S+)*", (), 8000, ()),
    (r"(?:\S*/)?php \S*artisan serve", ("--host",), 8000, ("SERVER_HOST",)),
    (r"(?:(?:\S*/)?npx )?ng serve", ("--host",), 4200, ()),
    (r"(?:\S*/)?fastapi dev", ("--host",), 8000, ("UVICORN_HOST",)),
    (r"(?:\S*/)?mkdocs serve", ("-a", "--dev-addr"), 8000, ()),
    (r"(?:\S*/)?hugo serve(?:r)?", ("--bind",), 1313, ()),
)
"""Programs that listen at 127.0.0.1 unless they are told otherwise: what tells them, their port, their variables."""
_HINT = re.compile(r"127\.0\.0\.1|localhost|::1|uvicorn|runserver|serve\b|hugo|fastapi")
"""What a word has in it of whose container there is anything to say."""
_LONGEST = 2_000
_LONGEST_WORD = 200


class Inward(NamedTuple):
    """What keeps a server inside of its pod: the place, and how messages say it."""

    view: View
    how: str


@once
def inward(container: View) -> dict[int, Inward]:
    """The ports that a container listens on at 127.0.0.1 only, as far as its own words say it."""
    local = [one for one in told(container) if one.address in _LOCAL and one.protocol == "TCP"]
    command, args = command_and_args(container)
    if not local and not _HINT.search("\n".join(word.text or "" for word in (*(command or ()), *(args or ())))):
        return {}
    found: dict[int, Inward] = {}
    everywhere = {one.number for one in told(container) if one.address not in _LOCAL and one.named.address}
    for one in local:
        if one.number not in everywhere:
            found.setdefault(one.number, Inward(one.view, f"by {one.how} it listens at {one.address} only"))
    for number, kept in _by_words(container):
        if number not in everywhere:
            found.setdefault(number, kept)
    return found


def _by_words(container: View) -> list[tuple[int, Inward]]:
    words = _words(container)
    values = dict(_options([text for _, text in words]))
    number = next((int(values[key]) for key in _PORTS if values.get(key, "").isdigit()), None)
    host = next((key for key in _HOSTS if values.get(key) in _LOCAL), None)
    if host is not None:
        view = next(view for view, text in words if text == host or text.startswith(f"{host}="))
        return [(number, Inward(view, f"by its argument {host} it listens at {values[host]} only"))] if number else []
    line = " ".join(text for _, text in words)
    names = {str(entry.get("name")) for entry in container.each("env") if isinstance(entry.value, dict)}
    for form, telling, usual, variables in _BY_DEFAULT:
        start = re.match(rf"{form}(?=\s|\Z)", line)
        if start is None or values.keys() & {*telling} or names & {*variables} or container.get("envFrom"):
            continue
        if "runserver" in start[0]:
            address = re.search(r"\s(?:(\S+):)?(\d{1,5})(?=\s|\Z)", line[start.end() :])
            if address is not None and address[1]:
                return []
            number = int(address[2]) if address is not None else usual
        return [(number or usual, Inward(words[0][0], f"{start[0]} listens at 127.0.0.1 unless it is told otherwise"))]
    return []


def _words(container: View) -> list[tuple[View, str]]:
    """The words that a container starts with; those of the script of a shell, where that is a single command."""
    command, args = command_and_args(container)
    words = [*(command or ()), *(args or ())]
    if command is None or args is None or any(word.text is None for word in words):
        return []
    if not any(is_shell(word.text) for word in words[:2]):
        return [(word.view, (word.text or "")[:_LONGEST_WORD]) for word in words]
    script = script_in(words)
    text = script.text or "" if script is not None else ""
    if script is None or len(text) > _LONGEST:
        return []
    last = re.split(r"&&|;|\n", text.strip())[-1].strip()
    if re.search(r"[|&<>`\"'\\$]", last):
        return []
    parts = last.split()
    return [(script.view, part) for part in (parts[1:] if parts[:1] == ["exec"] else parts)]


def _options(words: list[str]) -> list[tuple[str, str]]:
    """Options with their values, given behind `=` or as the next word."""
    pairs = []
    for index, word in enumerate(words):
        if not word.startswith("-"):
            continue
        name, sign, value = word.partition("=")
        behind = words[index + 1] if index + 1 < len(words) else ""
        pairs.append((name, value if sign else behind))
    return pairs
