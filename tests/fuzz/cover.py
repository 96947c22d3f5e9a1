"""Coverage-guided fuzzing of a target: `python -m fuzz.cover TARGET CORPUS [options of libFuzzer]`, from `tests`.

New inputs that reach new code are kept in the folder of the corpus; `-runs=N` and `-max_total_time=N` end it.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["podlint.yaml", "podlint.kubernetes.formats"]):
    from fuzz.targets import TARGETS


if __name__ == "__main__":
    target = TARGETS[sys.argv.pop(1)]
    atheris.Setup(sys.argv, target)
    atheris.Fuzz()
