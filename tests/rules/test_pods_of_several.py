"""What is said of pods of several containers: right patterns are left alone, and each smell names its question."""

from __future__ import annotations

import re
import textwrap

import pytest

from podlint import registry, testing
from tests.rules.pods_of_several import RIGHT, SMELLS, Pod

OF_DESIGN = {rule.name: rule for rule in registry.load(plugins=False).rules.values() if rule.category == "design"}
ON = tuple(name for name, rule in OF_DESIGN.items() if rule.default)
QUESTIONS = ("live and die together", "scale together", "still find a node")
OF_SHARING = {"localhost-port-unserved"}
"""Rules about what containers share, which are not about the three questions."""


def manifest(pod: Pod) -> str:
    """The whole workload that the pod belongs to, and what stands beside it."""
    spec = textwrap.dedent(pod.spec).strip()
    template = f"template:\n  metadata: {{labels: {{app: pod}}}}\n  spec:\n{textwrap.indent(spec, ' ' * 4)}"
    selector = "" if pod.kind == "Job" else "selector: {matchLabels: {app: pod}}"
    own = "\n".join(part for part in (selector, pod.more, template) if part)
    group = "batch/v1" if pod.kind == "Job" else "apps/v1"
    head = f"apiVersion: {group}\nkind: {pod.kind}\nmetadata: {{name: pod}}\nspec:\n{textwrap.indent(own, '  ')}\n"
    return f"{head}---{pod.beside}" if pod.beside else head


@pytest.mark.parametrize("pod", RIGHT, ids=lambda pod: pod.what)
def test_a_right_pattern_is_left_alone(pod: Pod) -> None:
    assert [finding.message for finding in testing.run(manifest(pod), rules=ON)] == []


@pytest.mark.parametrize("pod", SMELLS, ids=lambda pod: pod.what)
def test_a_smell_names_its_question_its_evidence_and_what_to_do(pod: Pod) -> None:
    words = dict(pod.said)
    found = testing.run(manifest(pod), rules=(*ON, *words))
    assert sorted(finding.rule for finding in found) == sorted(words)
    for finding in found:
        pattern = ".*".join(map(re.escape, words[finding.rule].split(".*")))
        assert re.search(pattern, finding.message), finding.message
        assert finding.help
        assert finding.rule in OF_SHARING or any(question in finding.message for question in QUESTIONS)


def test_half_of_the_pods_are_right() -> None:
    assert len(RIGHT) >= 15
    assert len(SMELLS) >= 15
