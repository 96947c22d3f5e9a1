"""How long the rules take for a pod: all default rules together, and each by itself. The schema check too.

python benchmarks/rules.py [FOLDER] [--all]

Without a folder the objects are made: Deployments of two containers with what a manifest usually says of them. Time is
that of the processor, of the fastest of some rounds; objects are judged one after the other as in a run, each right
after its schema was checked. With `--all` every rule that took part is shown.
"""

from __future__ import annotations

import gc
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from manifests import TYPICAL

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine import objects as core
from podlint.engine.plan import Plan
from podlint.kubernetes.objects import objects
from podlint.schema import catalog
from podlint.schema import check as shape
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

if TYPE_CHECKING:
    from collections.abc import Callable

    from podlint.kubernetes.view import KubeObject

ROUNDS = 7
MADE = 1000
SHOWN = 20


def main() -> None:
    """Measure, and print milliseconds for each pod, or each object where there are none."""
    given = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    targets = [target for text in _texts(given) for target in _objects(*text)]
    known = registry.load(plugins=False)
    versions = catalog.versions()[-1:]
    plan = Plan(select(known.rules, known.aliases, Settings()), versions, known.pod_specs)
    pods = [target for target in targets if target.pod() is not None] or targets
    gc.disable()  # a run hardly ever collects
    for target in targets:
        target.minor = int(versions[-1].partition(".")[2])
    empty = _fastest(pods, versions, lambda _: None)
    schema = _fastest(pods, versions, lambda target: shape.check(target, versions, {})) - empty
    finding = _fastest(pods, versions, lambda target: [*core._applicable(target, plan)]) - empty
    together = _fastest(pods, versions, lambda target: _judge(target, plan)) - empty
    print(f"{len(targets)} objects, {len(pods)} of them with a pod; milliseconds for each of these:")
    print(f"  {schema:.4f} schema check")
    print(f"  {together:.4f} all default rules together")
    print(f"  {finding:.4f} of it to find which rules there are for an object")
    each = _each(pods, plan)
    for name, took in each.most_common(len(each) if "--all" in sys.argv else SHOWN):
        print(f"  {took:.4f} {name}")


def _texts(folders: list[Path]) -> list[tuple[bytes, str]]:
    files = [p for folder in folders for p in sorted(folder.rglob("*")) if p.suffix in (".yaml", ".yml", ".json")]
    made = "---\n".join(TYPICAL.format(number, number % 50) for number in range(MADE))
    return [(path.read_bytes(), str(path)) for path in files] if folders else [(made.encode(), "made.yaml")]


def _objects(content: bytes, name: str) -> list[KubeObject]:
    return [target for composed in parse(decode(content, name)[0]).documents for target in objects(composed.document)]


def _judge(target: KubeObject, plan: Plan) -> None:
    for chosen, view in core._applicable(target, plan):
        for _ in core._hits(chosen.rule, view, chosen.options, plan.versions):
            pass


def _fastest(targets: list[KubeObject], versions: tuple[str, ...], work: Callable[[KubeObject], object]) -> float:
    """Milliseconds that some work takes for an object, its schema checked before."""
    rounds = []
    for _ in range(ROUNDS):
        spent = 0.0
        for target in targets:
            shape.check(target, versions, {})
            start = time.process_time()
            work(target)
            target.facts.clear()
            spent += time.process_time() - start
        rounds.append(spent)
    return min(rounds) / len(targets) * 1e3


def _each(targets: list[KubeObject], plan: Plan) -> Counter[str]:
    """Milliseconds that each rule takes for an object; what several share is counted for the first that asks."""
    rounds: list[Counter[str]] = []
    clock = min(-time.perf_counter() + time.perf_counter() for _ in range(1000))
    for _ in range(ROUNDS):
        spent: Counter[str] = Counter()
        for target in targets:
            for chosen, view in core._applicable(target, plan):
                start = time.perf_counter()
                for _ in core._hits(chosen.rule, view, chosen.options, plan.versions):
                    pass
                spent[chosen.rule.name] += time.perf_counter() - start - clock
            target.facts.clear()
        rounds.append(spent)
    return Counter({name: min(spent[name] for spent in rounds) / len(targets) * 1e3 for name in rounds[0]})


if __name__ == "__main__":
    main()
