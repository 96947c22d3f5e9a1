"""A file of a megabyte takes two seconds and 300 MB, one of 16 MiB thirty seconds: in seconds of the processor.

Every run tries the shapes that took longest once; all of them with `-m exhaustive`.
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

import pytest

from tests.growth.shapes import CONFIG, POD, SHAPES, lines, run

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.growth.shapes import Shape

MEGABYTE = 1_000_000
MEMORY = 300
ONCE_SLOW = frozenset(
    {
        "control characters",
        "JSON values in a row",
        "tabs for indentation",
        "volumes and mounts of others",
        "containers of one name",
        "autoscalers",
        "fences of manifests",
    }
)
LARGE: dict[str, Callable[[int], str]] = {
    "a ConfigMap": lines(f"{CONFIG}data:\n", "  k{i}: v\n"),
    "a long text": run(f"{CONFIG}data:\n  a: |\n", "    words of a script that goes on\n"),
    "objects": lines("", f"{POD.replace('name: a', 'name: a{i}')}---\n"),
    "a list": lines(
        "apiVersion: v1\nkind: List\nitems:\n", "- {apiVersion: v1, kind: ConfigMap, metadata: {name: a{i}}}\n"
    ),
    "environment": lines(f"{POD}      env:\n", "        - {name: A{i}, value: b}\n"),
    "comments": run(CONFIG, "# a comment that says nothing\n"),
    "suppressions": run(CONFIG, "# podlint: ignore[bare-pod]\n"),
    "a slip": lines(f"{CONFIG}data:\n  x:y\n", "  k{i}: v\n"),
}


def limit() -> float:
    """The most megabytes that may be measured: what a process takes is never less than what started it had."""
    return max(MEMORY, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 + 1)


class Took(NamedTuple):
    """Seconds of the processor, megabytes, exit status, standard error."""

    seconds: float
    memory: float
    status: int
    error: str


def written(write: Callable[[int], str], size: int, most: int) -> str:
    """A text of a shape with about so many characters, from a first size on."""
    while len(text := write(size)) < most * 0.97:
        size += max(size * (most - len(text)) // (2 * len(text)), 1)
    return text


def took(folder: Path, file: str, text: str, options: tuple[str, ...] = ()) -> Took:
    """What a process takes that lints a file, in a folder of its own."""
    (folder / file).write_text(text)
    arguments = ["check", "--isolated", "--no-plugins", "--no-cache", *options, file]
    with (folder / "err").open("w+") as error:
        process = subprocess.Popen(
            [sys.executable, "-m", "podlint", *arguments], cwd=folder, stdout=subprocess.DEVNULL, stderr=error
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        error.seek(0)
        seconds = used.ru_utime + used.ru_stime
        return Took(seconds, used.ru_maxrss / 1024, process.returncode, error.read())


def best(folder: Path, shape: Shape, text: str) -> Took:
    """The quicker one of two runs, for other processes of the machine make them slower."""
    first = took(folder, shape.file, text, shape.options)
    if first.seconds < shape.seconds:
        return first
    return min(first, took(folder, shape.file, text, shape.options))


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name in ONCE_SLOW else pytest.mark.exhaustive) for name in SHAPES]
)
def test_a_megabyte_takes_two_seconds_and_300_mb(name: str, tmp_path: Path) -> None:
    shape = SHAPES[name]
    found = best(tmp_path, shape, written(shape.write, shape.size, MEGABYTE))
    assert found.status in (0, 1), found.error
    assert found.seconds < shape.seconds
    assert found.memory < limit()


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=() if name == "a long text" else pytest.mark.exhaustive) for name in LARGE]
)
def test_fifteen_megabytes_take_thirty_seconds(name: str, tmp_path: Path) -> None:
    found = took(tmp_path, "s.yaml", written(LARGE[name], 100_000, 15 * MEGABYTE)[: 16 * MEGABYTE])
    assert found.status in (0, 1), found.error
    assert found.seconds < 30


def test_a_larger_file_is_refused_at_once(tmp_path: Path) -> None:
    found = took(tmp_path, "s.yaml", "a: b\n" * (17 * 2**20 // 5))
    assert found.status == 2
    assert "more than podlint reads (16 MiB)" in found.error
    assert found.seconds < 1
