"""Whether time grows with the input and no faster: in files, objects of one file, overlays of one base, and bytes.

python benchmarks/growth.py
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from commands import cost
from manifests import APART, OBJECT

PODLINT = str(Path(sys.executable).with_name("podlint"))
SIZES = (1, 2, 4, 8)


def main() -> None:
    """Print the CPU seconds of four sizes for each kind of growth, and how much eight times the input costs."""
    print(f"\n{'growth, CPU s at':<28}" + "".join(f"{f'x{size}':>10}" for size in SIZES) + f"{'x8 / x1':>10}")
    for name, (base, make) in GROWTH.items():
        seconds = []
        for size in SIZES:
            with tempfile.TemporaryDirectory() as temporary:
                make(Path(temporary), base * size)
                seconds.append(min(cost([PODLINT, "check", ".", "--no-cache"], Path(temporary)).cpu for _ in range(3)))
        label = f"{name} (x1 = {base})"
        print(f"  {label:<26}" + "".join(f"{one:>10.2f}" for one in seconds) + f"{seconds[-1] / seconds[0]:>10.1f}")


def _files(folder: Path, count: int) -> None:
    for number in range(count):
        inside = folder / f"app{number // 20}"
        inside.mkdir(exist_ok=True)
        (inside / f"web{number}.yaml").write_text(OBJECT.format(number))


def _objects(folder: Path, count: int) -> None:
    (folder / "all.yaml").write_text(APART.join(OBJECT.format(number) for number in range(count)))


def _overlays(folder: Path, count: int) -> None:
    (folder / "base").mkdir()
    (folder / "base" / "all.yaml").write_text(APART.join(OBJECT.format(number) for number in range(20)))
    (folder / "base" / "kustomization.yaml").write_text("resources: [all.yaml]\n")
    for number in range(count):
        inside = folder / "overlays" / f"of{number}"
        inside.mkdir(parents=True)
        (inside / "kustomization.yaml").write_text(f"resources: [../../base]\nnamePrefix: of{number}-\n")


def _bytes(folder: Path, count: int) -> None:
    lines = "\n".join(f"    line {number} of a long text" for number in range(count))
    (folder / "long.yaml").write_text(
        f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: x}}\ndata:\n  a: |\n{lines}\n"
    )


GROWTH = {"files": (200, _files), "objects": (200, _objects), "overlays": (20, _overlays), "lines": (20_000, _bytes)}


if __name__ == "__main__":
    main()
