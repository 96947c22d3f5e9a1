"""What a container says of its ports, read once for all rules that ask."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View, once

JAVA = ("JAVA_OPTS", "JAVA_TOOL_OPTIONS", "JDK_JAVA_OPTIONS", "_JAVA_OPTIONS")
"""Variables that hold options of a virtual machine of Java."""
_HINT = re.compile(r"(?i)port|listen|bind|addr|host|endpoint|urls|http\.server|runserver|-[pbs]\b")


class Port(NamedTuple):
    """An entry of `ports`: its numbers are 0 where there are none, or they are not known, `protocol` None then."""

    number: int
    host: int
    protocol: str | None
    name: str
    view: View


@once
def declared(container: View) -> list[Port]:
    """The ports of a container, in order."""
    return [_port(view) for view in container.each("ports")]


def _port(view: View) -> Port:
    protocol = view.get("protocol", default="TCP")
    return Port(
        view.integer("containerPort") or 0,
        view.integer("hostPort") or 0,
        protocol if isinstance(protocol, str) else None,
        view.text("name") or "",
        view,
    )


@once
def hinted(container: View) -> bool:
    """Whether any argument or variable of a container may say where it listens: few containers have one."""
    return _HINT.search("\n".join(_texts(container))) is not None


def _texts(container: View) -> Iterator[str]:
    """The words, the names of variables, and the options of Java."""
    for key in ("command", "args"):
        words = container.get(key)
        yield from (word for word in (words if isinstance(words, list) else ()) if isinstance(word, str))
    entries = container.get("env")
    for entry in entries if isinstance(entries, list) else ():
        name = entry.get("name") if isinstance(entry, dict) else None
        if isinstance(name, str):
            yield name
            if name in JAVA and isinstance(entry.get("value"), str):
                yield entry["value"]
