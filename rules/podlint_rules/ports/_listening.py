"""The ports that a container is told to listen on, by its arguments and its variables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from podlint.api import NamedTuple, View, once
from podlint_rules._shared.command_lines import is_shell, script_in, words_at
from podlint_rules.ports._names import Named, Role, of_option, of_variable

_HINT = re.compile(r"(?i)port|listen|bind|addr|host|endpoint|urls|http\.server|runserver|-[pbs]\b")
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
_LONGEST = 300
_JAVA = ("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
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
    if not any(_HINT.search(text) for text in _texts(container)):
        return []
    values = _values(container)
    return [*islice(_by_words(container, values), _MOST_PORTS), *islice(_by_variables(container, values), _MOST_PORTS)]


def meet(one: str, other: str) -> bool:
    """Whether two addresses are one, or one of them is all of them."""
    return not one or not other or one == other


def _texts(container: View) -> Iterator[str]:
    for key in ("command", "args"):
        yield from (word.value for word in container.each(key) if isinstance(word.value, str))
    for entry in container.each("env"):
        name = entry.text("name") if isinstance(entry.value, dict) else None
        if name:
            yield name
        if name in _JAVA and isinstance(entry.get("value"), str):
            yield entry.get("value")


def _values(container: View) -> dict[str, str]:
    """The values that `$(NAME)` stands for; the address of the pod by a name of its own."""
    found: dict[str, str] = {}
    for entry in container.each("env"):
        name = entry.text("name") if isinstance(entry.value, dict) else None
        value = entry.get("value") if name else None
        if name and isinstance(value, str):
            found[name] = _filled(value, found)
    return found


def _by_words(container: View, values: dict[str, str]) -> Iterator[Listens]:
    words = _words(container)
    if not words or words[0].text.rpartition("/")[2] in _CLIENTS:
        return
    host = _host(words)
    for index, word in enumerate(words):
        match = _OPTION.fullmatch(word.text) if len(word.text) <= _LONGEST else None
        named = of_option(match[1]) if match is not None else None
        if match is None or named is None:
            if index or _RELAY.match(word.text):
                yield from _by_place(words, index)
            continue
        if match[2] is not None:
            value = word._replace(text=match[2], at=(word.at or 0) + match.start(2))
        elif index + 1 < len(words):
            value = words[index + 1]
        else:
            continue
        found = _listens(named, value, values, host)
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


def _words(container: View) -> list[_Word]:
    """The words that a container is started with; those of the script of a shell, where that is a single command."""
    command, args = words_at(container, "command"), words_at(container, "args")
    if command is None or args is None:
        return []
    words = [*command, *args][:_MOST]
    if not any(is_shell(word.text) for word in words[:3]):
        plain = (_Word(word.view, word.text or "", None) for word in words)
        return list(plain)
    script = script_in(words)
    text = script.text or "" if script is not None else ""
    if script is None or len(text) > _LONGEST * 4 or re.search(r"[|;&<>`\n\"'\\]|\$\(\(", text):
        return []
    found = [_Word(script.view, part[0], part.start()) for part in re.finditer(r"\S+", text)]
    return found[1:] if found and found[0].text == "exec" else found


def _host(words: list[_Word]) -> str | None:
    """The host of `--host` or `--bind` beside a `--port`: empty without one, None where it may be another program's."""
    for index, word in enumerate(words):
        match = _OPTION.fullmatch(word.text) if len(word.text) <= _LONGEST else None
        option = match[1].lstrip("-") if match is not None else ""
        if match is None or option not in (*_HOSTS, "bind", "bind-address", "address"):
            continue
        value = match[2] if match[2] is not None else words[index + 1].text if index + 1 < len(words) else ""
        if value in (*_ANY, "::", "0"):
            return ""
        if option in _HOSTS:
            return None
        return value if re.fullmatch(_IP, value) else "" if ":" in value else None
    return ""


def _listens(named: Named, value: _Word, values: dict[str, str], host: str | None) -> Listens | None:
    """What a value says; None where it names no port here."""
    text = _filled(value.text, values)
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


def _filled(text: str, values: dict[str, str]) -> str:
    if "$(" not in text:
        return text
    from podlint.api.kubernetes import expand

    return expand(text, values)


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


def _by_variables(container: View, values: dict[str, str]) -> Iterator[Listens]:
    for entry in [*container.each("env")][:_MOST]:
        name = entry.text("name") if isinstance(entry.value, dict) else None
        named = of_variable(name) if name and len(name) <= _LONGEST else None
        value = entry.at("value") if named is not None or name in _JAVA else None
        if value is not None and name in _JAVA and isinstance(value.value, str) and len(value.value) <= _LONGEST * 4:
            yield from _by_java(value, name)
        if named is None or value is None or not isinstance(value.value, str) or len(value.value) > _LONGEST:
            continue
        at = 0
        for part in value.value.split(";"):
            found = _listens(named, _Word(value, part, at if ";" in value.value else None), values, "")
            at += len(part) + 1
            if found is not None:
                yield found._replace(how=f"its variable {name}")
