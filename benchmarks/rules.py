"""How long each rule takes, and the schema check: microseconds an object, over a folder of manifests.

python benchmarks/rules.py [FOLDER]
"""

from __future__ import annotations

import sys
import time
from collections import Counter
from pathlib import Path

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine import objects as core
from podlint.engine.plan import Plan
from podlint.findings.finding import Severity
from podlint.kubernetes.objects import objects
from podlint.schema import catalog
from podlint.schema import check as shape
from podlint.yaml.reader import parse
from podlint.yaml.source import decode

ROOT = Path(__file__).parents[1]


def main() -> None:
    """Time every default rule on every object, and print the slowest."""
    given = [Path(argument) for argument in sys.argv[1:]]
    folder = next(p for p in (*given, ROOT.parent / "shared" / "corpus", ROOT / "examples") if p.is_dir())
    known = registry.load(plugins=False)
    versions = catalog.versions()[-1:]
    plan = Plan(select(known.rules, known.aliases, Settings()), versions, known.pod_specs)
    files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".yaml", ".yml", ".json")]
    documents = [c.document for p in files for c in parse(decode(p.read_bytes(), str(p))[0]).documents]
    targets = [target for document in documents for target in objects(document)]
    for target in targets:
        shape.check(target, versions, {})  # loads the schemas
    start = time.perf_counter()
    for target in targets:
        shape.check(target, versions, {})
    schema = time.perf_counter() - start
    pods = [target for target in targets if target.pod() is not None]
    spent: Counter[str] = Counter()
    bearing = refused = 0.0
    for target in targets:
        target.minor = int(versions[-1].partition(".")[2])
        target.facts.clear()
        for rule, view in core._applicable(target, plan):
            start = time.perf_counter()
            list(core._call(rule.check, view, plan.running(rule.name).options))
            took = time.perf_counter() - start
            spent[rule.name] += took
            bearing += took if target.pod_path else 0
            refused += took if target.pod_path and rule.severity is Severity.ERROR else 0
    print(f"{len(targets)} objects, {len(pods)} of them with a pod; {len(spent)} rules")
    print(f"schema check   {schema / len(targets) * 1e6:8.1f} µs an object")
    print(f"all rules      {sum(spent.values()) / len(targets) * 1e6:8.1f} µs an object")
    print(f"all rules      {bearing / max(len(pods), 1) * 1e6:8.1f} µs an object with a pod")
    print(f"error rules    {refused / max(len(pods), 1) * 1e6:8.1f} µs an object with a pod")
    for name, seconds in spent.most_common(12):
        print(f"  {name:<32} {seconds / len(targets) * 1e6:6.1f} µs an object")


if __name__ == "__main__":
    main()
