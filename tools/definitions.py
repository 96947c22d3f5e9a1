"""The published API definitions of Kubernetes: where they are read from, and what their names are here.

They come from the PyPI package kubernetes-validate, which carries those of every minor release as
`.../v1.37.0-local/_definitions.json`. Used by gen_schemas.py and gen_texts.py.
"""

from __future__ import annotations

import json
import re
import zipfile
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

REQUIREMENT = "kubernetes-validate==1.37.0"
"""The package whose definitions the schemas in this repository were made from."""

OLDEST = 25
_INSIDE = re.compile(r"(?:^|/)v(1\.\d+)\.\d+-local/_definitions\.json$")
_VERSION = re.compile(r"v?(1\.\d+)(?:\.\d+)?")
_PREFIXES = (
    ("io.k8s.api.", ""),
    ("io.k8s.apimachinery.pkg.apis.", "apimachinery."),
    ("io.k8s.apimachinery.pkg.", "apimachinery."),
    ("io.k8s.kube-aggregator.pkg.apis.", ""),
    ("io.k8s.apiextensions-apiserver.pkg.apis.", ""),
)

Schema = dict[str, Any]


def sources(arguments: Iterable[str | Path]) -> list[tuple[str, dict[str, Schema]]]:
    """(version, definitions) of every version in the arguments, the oldest first.

    An argument is a wheel of kubernetes-validate, a folder that it is unpacked or installed in, or a definitions or
    OpenAPI v2 file whose name holds its version. Raises SystemExit for any other.
    """
    found = [pair for argument in map(Path, arguments) for pair in _of(argument)]
    return sorted(found, key=lambda pair: minor(pair[0]))


def installed() -> Path | None:
    """The folder of the installed package; None where there is none."""
    spec = find_spec("kubernetes_validate")
    return Path(spec.origin).parent if spec is not None and spec.origin else None


def short(name: str) -> str:
    """`io.k8s.api.apps.v1.Deployment` becomes `apps.v1.Deployment`."""
    for prefix, replacement in _PREFIXES:
        if name.startswith(prefix):
            return replacement + name.removeprefix(prefix)
    return name


def minor(version: str) -> int:
    """37 of `1.37`."""
    return int(version.partition(".")[2])


def _of(argument: Path) -> Iterator[tuple[str, dict[str, Schema]]]:
    if argument.is_dir():
        for path in argument.rglob("_definitions.json"):
            if version := _wanted(path.as_posix()):
                yield version, _read(path.read_bytes())
    elif argument.suffix == ".whl":
        with zipfile.ZipFile(argument) as wheel:
            for name in wheel.namelist():
                if version := _wanted(name):
                    yield version, _read(wheel.read(name))
    elif match := _VERSION.search(argument.name):
        yield match[1], _read(argument.read_bytes())
    else:
        raise SystemExit(f"{argument}: the name holds no version")


def _wanted(name: str) -> str | None:
    match = _INSIDE.search(name)
    return match[1] if match and minor(match[1]) >= OLDEST else None


def _read(text: bytes) -> dict[str, Schema]:
    """The definitions of a JSON Schema or OpenAPI v2 file."""
    data = json.loads(text)
    result: dict[str, Schema] = data.get("$defs") or data["definitions"]
    return result
