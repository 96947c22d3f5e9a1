"""Measure what podlint promises: start-up, parsing, and a whole tree of manifests.

    python benchmarks/bench.py [FOLDER]

FOLDER holds manifests (default: `../shared/corpus` beside the checkout, else `examples`). CPU time of the process or
its child is measured, the median of several runs; times of different machines do not compare, the ratios do.
"""

from __future__ import annotations

import gc
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).parents[1]


def child(command: list[str], runs: int = 21) -> float:
    """Median CPU time of a command in milliseconds."""
    # pip compiles what it installs; a checkout must be allowed to keep its compiled files too.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    times = []
    for _ in range(runs):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return statistics.median(times) * 1000


def parse_rate(folder: Path) -> tuple[float, float]:
    """Megabytes of manifests, and how many of them are parsed with positions in a second of CPU."""
    from podlint.yaml.reader import parse
    from podlint.yaml.source import decode

    files = [p for p in folder.rglob("*") if p.suffix in (".yaml", ".yml", ".json")]
    texts = [(str(p), p.read_bytes()) for p in files]
    gc.set_threshold(200_000, 20, 100)  # as the command line does
    best = 0.0
    for _ in range(5):
        start = time.process_time()
        for name, data in texts:
            parse(decode(data, name)[0])
        best = max(best, sum(len(data) for _, data in texts) / (time.process_time() - start))
    return sum(len(data) for _, data in texts) / 1e6, best / 1e6


def main() -> None:
    """Print every figure on a line of its own."""
    given = [Path(argument) for argument in sys.argv[1:]]
    folder = next(p for p in (*given, ROOT.parent / "shared" / "corpus", ROOT / "examples") if p.is_dir())
    python = sys.executable
    script = str(Path(python).with_name("podlint"))
    podlint = [script, "check", "--isolated"]
    bare = child([python, "-c", "pass"])
    clean = child([*podlint, str(ROOT / "examples" / "manifests" / "web.yaml")])
    broken = child([*podlint, str(ROOT / "examples" / "manifests" / "first-pod.yaml")])
    version = child([script, "--version"])
    print(f"bare python -c pass               {bare:6.0f} ms CPU")
    print(f"podlint --version                 {version:6.0f} ms CPU, {version / bare:.1f} times bare Python")
    print(f"podlint clean file                {clean:6.0f} ms CPU, {clean / bare:.1f} times bare Python")
    print(f"podlint file with schema errors   {broken:6.0f} ms CPU, {broken / bare:.1f} times bare Python")
    size, rate = parse_rate(folder)
    print(f"parse with positions              {rate:6.1f} MB/s over {size:.1f} MB")
    tree = child([*podlint, str(folder)], runs=3)
    print(f"podlint {folder.name:<25} {tree / 1000:6.2f} s CPU")


if __name__ == "__main__":
    main()
