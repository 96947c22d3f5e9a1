"""Linting again with what is known gives what linting anew gives."""

from __future__ import annotations

from itertools import permutations

import pytest

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine.lint import lint
from podlint.engine.plan import Plan
from podlint.engine.reuse import Reuse
from podlint.schema import catalog
from podlint.yaml.source import Source

POD = """\
apiVersion: v1
kind: Pod
metadata: {name: NAME} # a comment
spec:
  containers:
    - {name: a, image: nginx, ports: [{containerPort: 80}], env: [{name: a, value: 1}]}
    - {name: b, image: nginx, ports: [{containerPort: 80}]}
"""
OTHER = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\ndata:\n  on: 'é😀'\n  b: yes\n"
BROKEN = "apiVersion: v1\nkind: [\n"
PARTS = [POD.replace("NAME", "a"), OTHER, "# nothing\n", POD.replace("NAME", "b"), "services: {a: {image: b}}\n"]
KNOWN = registry.load(plugins=False)
PLAN = Plan(select(KNOWN.rules, KNOWN.aliases, Settings()), catalog.versions()[-1:], KNOWN.pod_specs)


@pytest.mark.parametrize("order", list(permutations(range(5)))[::7])
def test_documents_that_move(order: tuple[int, ...]) -> None:
    reuse = Reuse()
    first = "---\n".join(PARTS)
    for text in (
        first,
        "\n# above\n" + first,
        "---\n".join(PARTS[number] for number in order),
        "---\n".join([PARTS[0], PARTS[0], BROKEN, *PARTS]),
        first.replace("kind: ConfigMap", "kind: Secret"),
        "---\r\n".join(part.replace("\n", "\r\n") for part in PARTS),
        first,
    ):
        source = Source("a.yaml", text)
        known, fresh = lint(source, PLAN, reuse=reuse), lint(source, PLAN)
        assert known.findings == fresh.findings
        assert known.facts == fresh.facts
        assert (known.documents, known.checked, known.skipped) == (fresh.documents, fresh.checked, fresh.skipped)
        assert known.lines == fresh.lines
