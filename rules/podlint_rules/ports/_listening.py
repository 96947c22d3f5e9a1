"""The ports that a container is told to listen on, by its arguments and its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from podlint.api import NamedTuple, View, once
from podlint_rules._shared.command_lines import command_and_args, is_shell, script_in
from podlint_rules.ports._declared import JAVA, hinted
from podlint_rules.ports._names import Named, Role, of_option, of_variable

_OPTION = re.compile(r"(--?[A-Za-z][\w.-]*)(?:=(.*))?", re.DOTALL)
_ADDRESS = re.compile(
    r"(?:(?P<scheme>[a-z][a-z0-9+]*)://)?(?P<host>\[[0-9a-fA-F:.]*\]|\$\(\w+\)|[^\s:/\[\]]*):(?P<port>\d{1,5})/?"
)
_ANY = ("", "0.0.0.0", "[::]", "[::0]", "*", "+")
_LOCAL = ("127.0.0.1", "localhost", "[::1]")
_IP = r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-fA-F:.]+\]"
_SCHEMES = {"udp": "UDP", "udp4": "UDP", "udp6": "UDP"}
_NO_PORTS = ("unix", "file", "fd", "vsock")
_CLIENTS = frozenset(
    {"aws", "awk", "cat", "clickhouse-client", "cqlsh", "curl", "cut", "dockerize", "echo", "false", "grep", "kubectl"}
    | {"ls", "mariadb", "mc", "mongo", "mongodump", "mongosh", "mysql", "mysqladmin", "mysqldump", "nc", "ncat"}
    | {"netcat", "pg_dump", "pg_dumpall", "pg_isready", "pg_restore", "ping", "printf", "psql", "rabbitmqctl"}
    | {"redis-cli", "scp", "sed", "sftp", "sleep", "ssh", "tail", "telnet", "test", "true", "valkey-cli", "wait-for"}
    | {"wait-for-it", "wait-for-it.sh", "wait-for.sh", "wait4x", "wget"}
)
_RELAY = re.compile(r"(?i)(tcp|udp)[46]?-l(?:isten)?:(\d{1,5})(?=,|\Z)")
_BY_WORD = ("http.server", "SimpleHTTPServer", "runserver", "-S")
"""What is followed by a port, or an address, in Python, Django and PHP."""
_HOSTS = ("host", "hostname", "h", "H")
_HOST_OPTIONS = frozenset({*_HOSTS, "bind", "bind-address", "address"})
_LONGEST = 300
_PROPERTY = re.compile(r"(?<!\S)-Dserver\.port=(\d{1,5})(?!\S)")
_MOST_PORTS = 30
_MOST = 300
"""Words and variables of a container that are looked at."""


class _Word(NamedTuple):
    """A word, and where in the text of its view it begins; None where it is the whole of it."""

    view: View
    text: str
    at: int | None


class Listens(NamedTuple):
    """A port that a container is told to listen on. `address` is empty for all of them, `how` says what tells it."""

    number: int
    protocol: str
    address: str
    named: Named
    how: str
    view: View
    within: tuple[int, int] | None

    @property
    def role(self) -> Role:
        """What is asked for at the port."""
        return self.named.role


@once
def told(container: View) -> list[Listens]:
    """The ports that a container is told to listen on, in the order of its words and variables."""
    if not hinted(container):
        return []
    return [*islice(_by_words(container), _MOST_PORTS), *islice(_by_variables(container), _MOST_PORTS)]


def meet(one: str, other: str) -> bool:
    """Whether two addresses are one, or one of them is all of them."""
    return not one or not other or one == other


@once
def _values(container: View) -> dict[str, str]:
    """The values that `$(NAME)` stands for; the address of the pod by a name of its own."""
    from podlint.api.kubernetes import expand

    found: dict[str, str] = {}
    for entry in container.each("env"):
        name = entry.text("name") if isinstance(entry.value, dict) else None
        value = entry.get("value") if name else None
        if name and isinstance(value, str):
            found[name] = expand(value, found) if "$(" in value else value
    return found


def _by_words(container: View) -> Iterator[Listens]:
    words = _words(container)
    if not words or words[0].text.rpartition("/")[2] in _CLIENTS:
        return
    options = {index: said for index, word in enumerate(words) if (said := _option(word.text)) is not None}
    host = _host(words) if options else None
    for index, word in enumerate(words):
        if index not in options:
            if _RELAY.match(word.text) or (index and words[index - 1].text in _BY_WORD):
                yield from _by_place(words, index)
            continue
        match, named = options[index]
        if match[2] is not None:
            value = _Word(word.view, match[2], (word.at or 0) + match.start(2))
        elif index + 1 < len(words):
            value = words[index + 1]
        else:
            continue
        found = _listens(named, value, container, host)
        if found is not None:
            yield found._replace(how=f"its argument {match[1]}")


def _by_place(words: list[_Word], index: int) -> Iterator[Listens]:
    """Ports that programs are told without an option: by the word behind their own, or as an address of socat."""
    before, word = words[index - 1].text if index else "", words[index]
    named = Named(Role.MAIN, address=True, sure=True)
    relay = _RELAY.match(word.text[:_LONGEST])
    if relay is not None:
        begin = (word.at or 0) + relay.start(2)
        protocol = relay[1].upper()
        found = _made(int(relay[2]), protocol, "", named, word.view, (begin, begin + len(relay[2])))
        how = f"its argument {relay[0]}"
    elif before in _BY_WORD and (before != "-S" or words[0].text.rpartition("/")[2].startswith("php")):
        match = re.fullmatch(r"(?:([\w.-]+|\[[0-9a-fA-F:]+\]):)?(\d{1,5})", word.text[:_LONGEST])
        usual = "127.0.0.1" if before == "runserver" else ""
        address = _address(match[1] or usual, sure=True) if match is not None else None
        if match is None or address is None or (before == "-S" and not match[1]):
            return
        within = None if word.at is None else (word.at, word.at + len(word.text))
        found, how = _made(int(match[2]), "TCP", address, named, word.view, within), f"the argument of {before}"
    else:
        return
    if found is not None:
        yield found._replace(how=how)


def _option(word: str) -> tuple[re.Match[str], Named] | None:
    """A word that is an option, and what that says of a port; None for all others."""
    match = _OPTION.fullmatch(word) if word.startswith("-") and len(word) <= _LONGEST else None
    named = of_option(match[1]) if match is not None else None
    return (match, named) if match is not None and named is not None else None


def _words(container: View) -> list[_Word]:
    """The words that a container is started with; those of the script of a shell, where that is a single command."""
    command, args = command_and_args(container)
    if command is None or args is None:
        return []
    words = [*command, *args][:_MOST]
    if not any(is_shell(word.text) for word in words[:3]):
        return [_Word(word.view, word.text or "", None) for word in words]
    script = script_in(words)
    text = script.text or "" if script is not None else ""
    if script is None or len(text) > _LONGEST * 4 or re.search(r"[|;&<>`\n\"'\\]|\$\(\(", text):
        return []
    found = [_Word(script.view, part[0], part.start()) for part in re.finditer(r"\S+", text)]
    return found[1:] if found and found[0].text == "exec" else found


def _host(words: list[_Word]) -> str | None:
    """The host of `--host` or `--bind` beside a `--port`: empty without one, None where it may be another program's."""
    for index, word in enumerate(words):
        match = _OPTION.fullmatch(word.text) if word.text.startswith("-") and len(word.text) <= _LONGEST else None
        option = match[1].lstrip("-") if match is not None else ""
        if match is None or option not in _HOST_OPTIONS:
            continue
        value = match[2] if match[2] is not None else words[index + 1].text if index + 1 < len(words) else ""
        if value in (*_ANY, "::", "0"):
            return ""
        if option in _HOSTS:
            return None
        return value if re.fullmatch(_IP, value) else "" if ":" in value else None
    return ""


def _listens(named: Named, value: _Word, container: View, host: str | None) -> Listens | None:
    """What a value says; None where it names no port here."""
    text = _filled(value.text, container)
    within = None if value.at is None else (value.at, value.at + len(value.text))
    if re.fullmatch(r"\d{1,5}", text):
        if (named.address and not named.sure) or (host is None and not named.sure):
            return None
        return _made(int(text), named.protocol, host or "", named, value.view, within)
    match = _ADDRESS.fullmatch(text) if named.address and len(text) <= _LONGEST else None
    if match is None or match["scheme"] in _NO_PORTS:
        return None
    protocol = _SCHEMES.get(match["scheme"] or "", named.protocol)
    address = _address(match["host"], sure=named.sure)
    return None if address is None else _made(int(match["port"]), protocol, address, named, value.view, within)


def _filled(text: str, container: View) -> str:
    if "$(" not in text:
        return text
    from podlint.api.kubernetes import expand

    return expand(text, _values(container))


def _made(
    number: int, protocol: str, address: str, named: Named, view: View, within: tuple[int, int] | None
) -> Listens | None:
    if not 0 < number < 65536:
        return None
    return Listens(number, protocol, address, named, "", view, within)


def _address(host: str, *, sure: bool) -> str | None:
    """The address that a host stands for; None for one that is more likely somebody else's."""
    if host in _ANY:
        return ""
    if not sure:
        return None
    if host in _LOCAL:
        return "127.0.0.1" if host != "[::1]" else host
    if re.fullmatch(_IP, host) or host.startswith("$("):
        return host
    return None


def _by_java(value: View, name: str) -> Iterator[Listens]:
    """Ports in the options of a virtual machine of Java."""
    for match in _PROPERTY.finditer(value.value):
        named = Named(Role.MAIN, address=False, sure=True)
        found = _made(int(match[1]), "TCP", "", named, value, match.span(1))
        if found is not None:
            yield found._replace(how=f"its variable {name}")


def _by_variables(container: View) -> Iterator[Listens]:
    for entry in islice(container.each("env"), _MOST):
        name = entry.text("name") if isinstance(entry.value, dict) else None
        named = of_variable(name) if name and len(name) <= _LONGEST else None
        value = entry.at("value") if named is not None or name in JAVA else None
        if value is not None and name in JAVA and isinstance(value.value, str) and len(value.value) <= _LONGEST * 4:
            yield from _by_java(value, name)
        if named is None or value is None or not isinstance(value.value, str) or len(value.value) > _LONGEST:
            continue
        at = 0
        for part in value.value.split(";"):
            found = _listens(named, _Word(value, part, at if ";" in value.value else None), container, "")
            at += len(part) + 1
            if found is not None:
                yield found._replace(how=f"its variable {name}")
