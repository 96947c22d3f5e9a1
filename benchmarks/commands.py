"""How long commands take: wall time, CPU time and memory, run in turns so that a busy machine is as unfair to all."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path


class Cost(NamedTuple):
    """What a command costs: wall and CPU seconds, megabytes of its largest process, and its exit status."""

    wall: float
    cpu: float
    megabytes: float
    status: int


def cost(command: Sequence[str], folder: Path | None = None) -> Cost:
    """The cost of one run."""
    # pip compiles what it installs; a checkout must be allowed to keep its compiled files too.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    with subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=environment, cwd=folder
    ) as process:
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
    return Cost(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, process.returncode)


def in_turns(
    commands: Mapping[str, Sequence[str]],
    runs: int,
    folder: Path | None = None,
    before: Callable[[], object] = lambda: None,
) -> dict[str, Cost]:
    """The median cost of each command, all of them run one after the other, `runs` times over."""
    found: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(runs):
        for name, command in commands.items():
            before()
            found[name].append(cost(command, folder))
    return {
        name: Cost(
            statistics.median(one.wall for one in costs),
            statistics.median(one.cpu for one in costs),
            max(one.megabytes for one in costs),
            costs[-1].status,
        )
        for name, costs in found.items()
    }
