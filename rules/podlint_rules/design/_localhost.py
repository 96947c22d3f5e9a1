"""Who talks to whom on localhost: the ports that containers serve, and those that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View
from podlint.api.kubernetes import server_run
from podlint_rules.design._helpers import text

_LOCALHOST = (
    r"(?<![\w.-])(?P<scheme>[a-zA-Z][\w+.-]{0,30}://(?:[^\s/@]{0,200}@)?)?(?:localhost|127\.0\.0\.1|\[::1\])"
    r"(?::(?P<port>\d{1,5}))?(?![\w.:-])"
)
_OWN = (
    r"(?i)listen|bind|^-*(http|https|grpc|web)?[-_.]?addr(ess)?\Z|serve|metrics|health|probe|pprof|admin|debug|advertise|external|public|"
    r"origin|cors|callback|redirect|issuer|(app|base|root|site|self|web|server)[_.-]?ur[li]|allow|no_?proxy"
)
_SCHEMES = {"http": 80, "https": 443, "redis": 6379, "postgres": 5432, "postgresql": 5432, "mysql": 3306, "amqp": 5672}


class Use(NamedTuple):
    """A text of a container that speaks of a port on localhost."""

    view: View
    port: int
    start: int
    end: int


def served(container: View) -> set[int]:
    """The ports that a container is known to serve: declared, of its known server, or given by `--port`."""
    found = {port.integer("containerPort") or 0 for port in container.each("ports")}
    server = server_run(container)
    found |= set(server.ports) if server else set()
    found |= {int(number) for number in re.findall(r"(?:^|\s)--?(?:\w+-)?port[= ](\d{1,5})\b", text(container))}
    return found - {0}


def texts(container: View) -> Iterator[str]:
    """The values of a container's variables, and its words in one line."""
    for entry in container.each("env"):
        yield str(entry.get("value", default=""))
    yield text(container)


def uses(container: View) -> Iterator[Use]:
    """Where env values and arguments name a port on localhost, except for addresses of the container itself."""
    for entry in container.each("env"):
        value = entry.at("value")
        if value is not None and not re.search(_OWN, str(entry.get("name", default=""))):
            yield from _in(value)
    for key in ("command", "args"):
        before = ""
        for word in container.each(key):
            option = re.match(r"[\w.-]+(?==)", str(word.value))
            name = option[0] if option else before
            if not re.search(_OWN, name):
                yield from _in(word)
            before = str(word.value) if str(word.value).startswith("-") and not option else ""


def _in(view: View) -> Iterator[Use]:
    if not isinstance(view.value, str):
        return
    for found in re.finditer(_LOCALHOST, view.value):
        scheme = (found["scheme"] or "").partition(":")[0]
        port = int(found["port"]) if found["port"] else _SCHEMES.get(scheme)
        if port and port < 65536:
            yield Use(view, port, *found.span())
