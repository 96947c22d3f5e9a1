"""Whether the cross-object rules stay linear: time an object, for projects of growing size.

python benchmarks/project.py [OBJECTS ...]
"""

from __future__ import annotations

import gc
import sys
import time
from typing import TYPE_CHECKING

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine import cross as project
from podlint.engine.plan import Plan
from podlint.findings.result import FileResult
from podlint.project.facts import Facts
from podlint.project.index import Index

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.source import Source


def main() -> None:
    """Print microseconds an object for each size: they should not grow."""
    gc.set_threshold(200_000, 20, 100)  # as the command line does
    known = registry.load(plugins=False)
    plan = Plan(select(known.rules, known.aliases, Settings()), ("1.37",), known.pod_specs)
    counts = [int(word) for word in sys.argv[1:]] or [1_000, 10_000, 100_000]
    for count, alike in ((count, alike) for alike in (False, True) for count in counts):
        facts = [fact for number in range(count // 4) for fact in application(number, alike=alike)]
        results = [FileResult(fact.file, facts=(fact,)) for fact in facts]
        start = time.process_time()
        index = Index(facts)
        built = time.process_time()
        results = project.check(results, lambda result: plan, index, no_source)
        end = time.process_time()
        found = sum(len(result.findings) for result in results)
        each = 1e6 / len(facts)
        print(
            f"{len(facts):>7} objects{', alike' if alike else ''}: index {(built - start) * each:6.1f} µs, "
            f"rules {(end - built) * each:6.1f} µs an object; {found} findings"
        )


def application(number: int, *, alike: bool) -> Iterator[Facts]:
    """A Deployment, its Service, its Ingress and its autoscaler, each in a file, in order.

    A hundred to a folder, each with labels of its own; or with `alike` each in a folder of its own, all named the same.
    """
    name, folder = ("web", f"apps/{number}") if alike else (f"app-{number}", f"apps/{number % 100}")
    labels = {"app": name, "tier": "front" if number % 2 else "back"}
    container = {"name": "main", "image": "a:1", "ports": [{"name": "http", "containerPort": 8080}]}
    container["resources"] = {"requests": {"cpu": "100m"}}
    template = {"metadata": {"labels": labels}, "spec": {"containers": [container]}}
    backend = {"service": {"name": name, "port": {"number": 80}}}
    reference = {"apiVersion": "apps/v1", "kind": "Deployment", "name": name}
    objects: list[tuple[str, str, dict[str, object]]] = [
        ("apps/v1", "Deployment", {"selector": {"matchLabels": {"app": name}}, "template": template}),
        ("v1", "Service", {"selector": {"app": name}, "ports": [{"port": 80, "targetPort": "http"}]}),
        ("networking.k8s.io/v1", "Ingress", {"defaultBackend": backend}),
        ("autoscaling/v2", "HorizontalPodAutoscaler", {"scaleTargetRef": reference, "maxReplicas": 3}),
    ]
    for api_version, kind, spec in objects:
        data = {"apiVersion": api_version, "kind": kind, "metadata": {"name": name}, "spec": spec}
        yield Facts(f"{folder}/{name}-{kind}.yaml", 0, (), data)


def no_source(path: str) -> Source:
    """Nothing is found in these projects, so that no file is read again."""
    raise AssertionError(path)


if __name__ == "__main__":
    main()
