"""How much text is parsed with positions in a second of CPU time."""

from __future__ import annotations

import gc
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


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
