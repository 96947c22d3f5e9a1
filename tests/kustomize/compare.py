"""Building with real kustomize, and comparing what podlint builds with it."""

from __future__ import annotations

import math
import os
import re
import subprocess
from functools import lru_cache
from shutil import which
from typing import TYPE_CHECKING, Any, NamedTuple

from podlint.kubernetes.view import UNKNOWN
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from pathlib import Path

if TYPE_CHECKING:
    from pathlib import Path

    from podlint.kustomize.build import Build


class Real(NamedTuple):
    """What real kustomize says: its objects in order, or why it refuses."""

    objects: list[Any]
    refused: str | None


@lru_cache(maxsize=1)
def command() -> list[str] | None:
    """How to run real kustomize here; None where it is not installed."""
    if which("kustomize"):
        return ["kustomize", "build"]
    return ["kubectl", "kustomize"] if which("kubectl") else None


@lru_cache(maxsize=1)
def version() -> tuple[int, ...]:
    """The version of the kustomize that is run."""
    program = command()
    assert program is not None
    words = ["version"] if program[0] == "kustomize" else ["version", "--client"]
    told = subprocess.run([program[0], *words], capture_output=True, text=True, timeout=60, check=False).stdout
    found = re.search(r"v([0-9]+)\.([0-9]+)\.([0-9]+)", told.partition("Kustomize Version: ")[2] or told)
    return tuple(map(int, found.groups())) if found else ()


def real(folder: Path) -> Real:
    """Build a folder with real kustomize."""
    program = command()
    assert program is not None
    done = subprocess.run(
        [*program, str(folder)],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, "https_proxy": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"},
    )
    if done.returncode:
        return Real([], done.stderr.strip())
    parsed = parse(Source("built", done.stdout))
    assert not parsed.problems, parsed.problems
    return Real([composed.document.data for composed in parsed.documents], None)


def differences(ours: Build, theirs: Real) -> list[str]:
    """In what podlint's build of a folder differs from the real one, and does not say so."""
    if theirs.refused is not None:
        return [] if ours.problems or ours.gaps else [f"kustomize refuses: {theirs.refused}"]
    if ours.problems:
        return [f"podlint refuses: {problem.reason}" for problem in ours.problems]
    found: list[str] = []
    left = dict(enumerate(theirs.objects))
    order: list[int] = []
    for built in ours.objects:
        vague = any(not each.path for each in built.unknown())
        index = next((index for index, data in left.items() if _is(data, built.data)), None)
        if index is not None:
            order.append(index)
            data = left.pop(index)
            found += [] if vague else [f"{_name(data)}{each}" for each in compared(built.data, data, "")]
        elif not vague:
            found.append(f"only podlint has {_name(built.data)}")
    if not ours.open:
        found += [f"only kustomize has {_name(data)}" for data in left.values()]
        found += [f"the order differs: {order}"] if order != sorted(order) else []
    return found


def compared(ours: Any, theirs: Any, path: str) -> list[str]:
    """Where two values differ; what podlint does not know is equal to everything."""
    if ours is UNKNOWN:
        return []
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = []
        for key in {**ours, **theirs}:
            if key not in ours or key not in theirs:
                found.append(f"{path}/{key}: only {'kustomize' if key in theirs else 'podlint'} has it")
            else:
                found += compared(ours[key], theirs[key], f"{path}/{key}")
        return found
    if isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        pairs = enumerate(zip(ours, theirs, strict=True))
        return [each for index, pair in pairs for each in compared(*pair, f"{path}/{index}")]
    numbers = all(isinstance(each, int | float) and not isinstance(each, bool) for each in (ours, theirs))
    same = math.isclose(ours, theirs) if numbers else type(ours) is type(theirs) and ours == theirs
    return [] if same else [f"{path}: podlint {ours!r}, kustomize {theirs!r}"]


def _identity(data: Any) -> tuple[Any, ...]:
    metadata = data.get("metadata") or {}
    return data.get("apiVersion"), data.get("kind"), metadata.get("namespace"), metadata.get("name")


def _is(theirs: Any, ours: Any) -> bool:
    return all(one == other or other is UNKNOWN for one, other in zip(_identity(theirs), _identity(ours), strict=True))


def _name(data: Any) -> str:
    return "/".join(str(part) for part in _identity(data))
