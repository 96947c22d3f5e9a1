"""Any number of inputs, outside of the tests: `python -m fuzz --inputs N --seed S [--kind K ...]`, from `tests`.

What is not borne is printed, and the rest goes on; the last line says how many there were.
"""

from __future__ import annotations

import argparse
import sys
import time
import traceback

from fuzz.kinds import KINDS, one


def main() -> int:
    parser = argparse.ArgumentParser(prog="fuzz")
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--kind", choices=KINDS, action="append")
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    kinds = options.kind or list(KINDS)
    whole = sum(KINDS[kind].share for kind in kinds)
    start, done, wrong = time.monotonic(), dict.fromkeys(kinds, 0), 0
    # In turns, so that a run that is cut short has inputs of all kinds.
    for turn in range(max(1, options.inputs // 200)):
        for kind in kinds:
            each = max(1, 200 * KINDS[kind].share // whole)
            for number in range(turn * each, turn * each + each):
                done[kind] += 1
                try:
                    one(kind, options.seed, number)
                except AssertionError:
                    wrong += 1
                    traceback.print_exc()
        if time.monotonic() - start > options.seconds:
            break
    counts = ", ".join(f"{count} {kind}" for kind, count in done.items())
    print(f"seed {options.seed}: {sum(done.values())} inputs ({counts}), {wrong} not borne", flush=True)
    return bool(wrong)


if __name__ == "__main__":
    sys.exit(main())
