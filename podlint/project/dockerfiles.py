"""What a Dockerfile says of the image that is built of it: as far as it is written, nothing is run."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Starts
from podlint.kubernetes.known_images import image_facts
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_BYTES = 2**20
_MOST = 5_000
"""Instructions that are looked at."""
_MOST_PORTS = 200
_LONGEST = 8_000
"""Characters of an instruction, and of a value, that are looked at."""
_MOST_VARIABLES = 100
_VARIABLE = r"\$(?:(\w+)|\{(\w+)(?::?([-+])([^{}$]*))?\})"
_PORT = r"(\d{1,5})(?:-(\d{1,5}))?(?:/(tcp|udp))?"
_SHELL_FORMS = ("sh", "bash", "ash", "dash")


class _Stage(NamedTuple):
    """A stage: the facts of the image that it is built on, and what its own instructions say of it."""

    facts: ImageFacts
    exposed: tuple[tuple[int, str], ...] = ()
    copies: bool = False


def facts(text: str, name: str, source: str) -> ImageFacts | None:
    """The facts of the last stage of a Dockerfile; None where there is none.

    `name` is the name of the image, `source` that of the file. What is on a base that is known stays true of it: its
    shell, its user, and its ports unless others are exposed. Nothing of the ports is certain.
    """
    stages: dict[str, _Stage] = {}
    before: dict[str, str] = {}
    values: dict[str, str] = {}
    stage: _Stage | None = None
    names: list[str] = []
    for word, rest in _instructions(text):
        if word == "FROM":
            stage, label = _from(_filled(rest, before), stages)
            values = {}
            names = [label] if label else []
        elif word == "ARG" and stage is None:
            before.update(_argument(rest, before))
        elif word == "ARG":
            values = {**values, **_argument(rest, {**before, **values}, before)}
        elif word == "ENV":
            values = {**values, **_environment(rest, values)}
        elif stage is not None:
            stage = _after(stage, word, rest, values)
        if stage is not None:
            stages.update(dict.fromkeys(names, stage))
    if stage is None:
        return None
    tcp, udp = (tuple(n for n, kind in stage.exposed if kind == protocol) for protocol in ("tcp", "udp"))
    base = stage.facts
    exposes = (*tcp, *(n for n in udp if n not in tcp)) if stage.exposed else (*base.ports, *base.exposes)
    return base._replace(name=name, kind=None, ports=(), udp=(), moves=(), exposes=exposes, source=source)


def _instructions(text: str) -> Iterator[tuple[str, str]]:
    """The instructions with their words joined to one line; without comments and the bodies of heredocs."""
    escape = "`" if re.match(r"(?i)\s*#\s*escape\s*=\s*`", text) else "\\"
    until: str | None = None
    joined: list[str] = []
    count = 0
    for line in text.splitlines():
        if until is not None:
            if line.strip() == until:
                until = None
            continue
        if line.lstrip().startswith("#") or (joined and not line.strip()):
            continue
        if line.rstrip().endswith(escape):
            joined.append(line.rstrip()[:-1])
            continue
        whole = " ".join((*joined, line)).strip()
        joined.clear()
        word, _, rest = whole.partition(" ")
        if word:
            count += 1
            if count > _MOST:
                return
            heredoc = re.search(r"<<-?[\"']?(\w+)[\"']?", rest) if word.upper() in ("RUN", "COPY", "ADD") else None
            until = heredoc[1] if heredoc else None
            yield word.upper(), rest.strip()[:_LONGEST]


def _from(rest: str, stages: dict[str, _Stage]) -> tuple[_Stage, str]:
    """The stage that a FROM begins, and its own name."""
    words = [word for word in rest.split() if not word.startswith("--")]
    base = words[0] if words else ""
    label = words[2].lower() if len(words) > 2 and words[1].upper() == "AS" else ""
    known = stages.get(base.lower())
    if known is not None:
        return known, label
    if base == "scratch":
        return _Stage(ImageFacts("", user="root", shell=False)), label
    found = image_facts(base)
    return _Stage(found if found is not None else ImageFacts("")), label


def _after(stage: _Stage, word: str, rest: str, values: dict[str, str]) -> _Stage:
    if word == "EXPOSE":
        ports = tuple(port for text in _filled(rest, values).split() for port in _ports(text))
        return stage._replace(exposed=(*stage.exposed, *ports)[:_MOST_PORTS])
    if word == "USER":
        user = _filled(rest, values).partition(":")[0].strip()
        return stage._replace(facts=stage.facts._replace(user="" if "$" in user else user))
    if word == "VOLUME":
        paths = _words(_filled(rest, values)) or _filled(rest, values).split()
        return stage._replace(facts=stage.facts._replace(data=(*stage.facts.data, *(p for p in paths if p[:1] == "/"))))
    if word == "ENTRYPOINT":
        return stage._replace(facts=stage.facts._replace(starts=_starts(rest)))
    return stage


def _starts(rest: str) -> Starts | None:
    words = _words(rest)
    if words is None:
        return Starts.SCRIPT  # the form that a shell runs
    if not words:
        return Starts.ARGUMENTS
    first = words[0].rpartition("/")[2]
    return Starts.SCRIPT if first in _SHELL_FORMS or first.endswith((".sh", ".bash")) else Starts.PROGRAM


def _words(rest: str) -> list[str] | None:
    """The words of an instruction in the form of JSON; None where it has another."""
    if not rest.startswith("["):
        return None
    try:
        found = json.loads(rest)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, list) and all(isinstance(word, str) for word in found) else None


def _ports(text: str) -> Iterator[tuple[int, str]]:
    match = re.fullmatch(_PORT, text.strip("\"'").lower())
    if match is None:
        return
    first, last = int(match[1]), int(match[2] or match[1])
    for number in range(first, min(last, first + _MOST_PORTS) + 1):
        if 0 < number < 65536:
            yield number, match[3] or "tcp"


def _argument(rest: str, values: dict[str, str], defaults: dict[str, str] | None = None) -> dict[str, str]:
    name, given, value = rest.partition("=")
    name = name.strip()
    if given:
        return {name: _plain(_filled(value, values))}
    return {name: defaults[name]} if defaults is not None and name in defaults else {}


def _environment(rest: str, values: dict[str, str]) -> dict[str, str]:
    if "=" not in rest.split(" ")[0]:
        name, _, value = rest.partition(" ")
        return {name: _plain(_filled(value.strip(), values))}
    pairs = re.findall(r"(?<!\w)(\w+)=(\"[^\"]*\"|'[^']*'|\S*)", rest)
    return {name: _plain(_filled(value, values)) for name, value in pairs}


def _plain(value: str) -> str:
    return value[1:-1] if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'" else value


def _filled(text: str, values: dict[str, str]) -> str:
    """The text with the variables that are known; others stay as they are."""

    def value(found: re.Match[str]) -> str:
        name = found[1] or found[2]
        if found[3] == "+":
            return found[4] if values.get(name) else ""
        return values.get(name) or (found[4] if found[3] == "-" else found[0])

    filled = re.sub(_VARIABLE, value, text, count=_MOST_VARIABLES) if "$" in text else text
    return filled if len(filled) <= _LONGEST else text
