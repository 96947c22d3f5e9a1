"""`image-facts` of a configuration: what a team knows of its own images, or better of those that are known."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.files.paths import exists
from podlint.kubernetes.images import ImageFacts, Serves, Starts, parse_image
from podlint.tuples import NamedTuple
from podlint.words import closest, listed
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path as FilePath

    from podlint.errors import ConfigError
    from podlint.yaml.place import Path

    Error = Callable[..., ConfigError]

STARTS = {"program": Starts.PROGRAM, "script": Starts.SCRIPT, "arguments": Starts.ARGUMENTS}
SERVES = {kind.value.replace(" ", "-"): kind for kind in Serves if kind not in (Serves.CONTROLLER, Serves.MONITORING)}
PORT = r"(\d{1,5})(?:/(tcp|udp))?"
_ANYTHING = ("PORT",)
"""What may move the ports of an image of which the configuration does not say it."""


class Entry(NamedTuple):
    """What the configuration says of an image: its facts, of which it writes those in `written`, and its Dockerfile.

    `name` is what the names of the image end in.
    """

    name: str
    facts: ImageFacts
    written: tuple[str, ...]
    dockerfile: str | None = None


def read(value: Any, where: Path, root: FilePath, error: Error) -> tuple[Entry, ...]:
    """The entries of `image-facts`; files are relative to `root`. Raises ConfigError, with the place."""
    if not isinstance(value, dict):
        raise error("image-facts must be a mapping of names of images", where)
    return tuple(_entry(str(name), own, (*where, name), root, error) for name, own in value.items())


def _entry(name: str, own: Any, where: Path, root: FilePath, error: Error) -> Entry:
    image = parse_image(name)
    if image is None or image.tag is not None or image.digest is not None:
        hint = "; facts hold for all tags" if image is not None else ""
        raise error(f'"{name}" is no name of an image without a tag{hint}', where, Part.KEY)
    if not isinstance(own, dict):
        raise error(f"the facts of {name} must be a mapping", where)
    values: dict[str, Any] = {"moves": _ANYTHING}
    dockerfile = None
    for key, given in own.items():
        if key == "dockerfile":
            dockerfile = _dockerfile(given, (*where, key), root, error)
            continue
        reader = _READERS.get(key)
        if reader is None:
            near = closest(str(key), (*_READERS, "dockerfile"))
            keys = ", ".join(sorted((*_READERS, "dockerfile")))
            hint = f'; did you mean "{near}"?' if near else f"; known keys: {keys}"
            raise error(f'unknown key "{key}"{hint}', (*where, key), Part.KEY)
        values |= reader(given, (*where, key), error)
    facts = ImageFacts(name.rpartition("/")[2], **values)
    said = tuple(field for field in values if field != "moves" or "moved-by" in own)
    return Entry(name, facts, said, dockerfile)


def _dockerfile(value: Any, where: Path, root: FilePath, error: Error) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise error("dockerfile must be a path", where)
    if not exists(root / value):
        raise error(f"dockerfile: {value}: no such file", where)
    return value


def _ports(value: Any, where: Path, error: Error) -> dict[str, Any]:
    found: dict[str, list[int]] = {"tcp": [], "udp": []}
    for index, item in enumerate(value if isinstance(value, list) else [value]):
        match = None if isinstance(item, bool) else re.fullmatch(PORT, str(item))
        if match is None or not 0 < int(match[1]) < 65536:
            place = (*where, index) if isinstance(value, list) else where
            raise error('ports must be numbers from 1 to 65535, or texts such as "53/udp"', place)
        found[match[2] or "tcp"].append(int(match[1]))
    return {"ports": tuple(found["tcp"]), "udp": tuple(found["udp"])}


def _texts(field: str) -> Callable[[Any, Path, Error], dict[str, Any]]:
    def read_texts(value: Any, where: Path, error: Error) -> dict[str, Any]:
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list) or not all(isinstance(item, str) and item for item in items):
            raise error(f"{where[-1]} must be a list of texts", where)
        return {field: tuple(items)}

    return read_texts


def _user(value: Any, where: Path, error: Error) -> dict[str, Any]:
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise error("user must be a name or a number", where)
    return {"user": str(value)}


def _shell(value: Any, where: Path, error: Error) -> dict[str, Any]:
    if not isinstance(value, bool):
        raise error("shell must be true or false", where)
    return {"shell": value}


def _starts(value: Any, where: Path, error: Error) -> dict[str, Any]:
    if not isinstance(value, str) or value not in STARTS:
        raise error(f"entrypoint must be one of {listed(STARTS, last='or')}", where)
    return {"starts": STARTS[value]}


def _serves(value: Any, where: Path, error: Error) -> dict[str, Any]:
    if not isinstance(value, str) or value not in SERVES:
        near = closest(value, SERVES) if isinstance(value, str) else None
        hint = f'; did you mean "{near}"?' if near else ""
        raise error(f"serves must be one of {listed(SERVES, limit=20, last='or')}{hint}", where)
    return {"kind": SERVES[value]}


_READERS: dict[str, Callable[[Any, Path, Error], dict[str, Any]]] = {
    "serves": _serves,
    "ports": _ports,
    "moved-by": _texts("moves"),
    "programs": _texts("programs"),
    "user": _user,
    "shell": _shell,
    "data": _texts("data"),
    "entrypoint": _starts,
}


def written(entry: Entry) -> dict[str, Any]:
    """An entry as a configuration writes it."""
    facts = entry.facts
    kinds: dict[Serves, str] = {kind: word for word, kind in SERVES.items()}
    starts = {kind: word for word, kind in STARTS.items()}
    values = {
        "serves": kinds[facts.kind] if facts.kind is not None else None,
        "ports": [*facts.ports, *(f"{number}/udp" for number in facts.udp)],
        "moved-by": list(facts.moves) if "moves" in entry.written else None,
        "programs": list(facts.programs),
        "user": facts.user,
        "data": list(facts.data),
        "entrypoint": starts[facts.starts] if facts.starts is not None else None,
        "dockerfile": entry.dockerfile,
    }
    found = {key: value for key, value in values.items() if value}
    return found if facts.shell is None else {**found, "shell": facts.shell}
