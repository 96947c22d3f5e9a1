"""Time is linear in the input: many changes of many objects, of which each is small."""

from __future__ import annotations

import json
import time
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.conftest import Outcome

    Lint = Callable[..., Outcome]

MANY = 400


def workload(number: int) -> str:
    labels = {"a": f"b{number}"}
    pod = {"metadata": {"labels": labels}, "spec": {"containers": [{"name": "a", "image": f"i{number}:1"}]}}
    spec = {"selector": {"matchLabels": labels}, "template": pod}
    return json.dumps({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": f"d{number}"}, "spec": spec})


@pytest.mark.parametrize(
    "entries",
    [
        "images:\n" + "".join(f"- {{name: i{number}, newTag: v}}\n" for number in range(MANY)),
        "labels:\n" + "".join(f"- {{pairs: {{l{number}: a}}, includeSelectors: true}}\n" for number in range(MANY)),
        "commonLabels:\n" + "".join(f"  l{number}: a\n" for number in range(MANY)),
        "commonAnnotations:\n" + "".join(f"  l{number}: a\n" for number in range(MANY)),
    ],
    ids=lambda text: text.partition(":")[0],
)
def test_many_changes_of_many_objects(lint: Lint, entries: str) -> None:
    objects = "\n---\n".join(map(workload, range(MANY)))
    lint({"kustomization.yaml": f"resources: [a.yaml]\n{entries}", "a.yaml": objects}, "list", ".")
    start = time.process_time()
    built = lint({}, "build", ".")
    assert time.process_time() - start < 15
    assert "too many changes for so many objects" in built.err


def test_entries_of_the_configuration_and_findings(lint: Lint) -> None:
    service = "apiVersion: v1\nkind: Service\nmetadata: {{name: a{}}}\nspec: {{ports: [{{port: 70000}}]}}\n"
    entry = "- {{rules: [out-of-range], name: x{0}, path: '**/f/*{0}*.yaml', reason: r}}\n"
    files = {
        ".podlint.yaml": "ignore:\n" + "".join(map(entry.format, range(3 * MANY))),
        "f/a.yaml": "---\n".join(map(service.format, range(MANY))),
    }
    start = time.process_time()
    lint(files, "f", "--output-format=json")
    assert time.process_time() - start < 15


def test_more_globs_than_anybody_has(lint: Lint) -> None:
    many = ", ".join(f"'x{number}/**/y*': [bare-pod]" for number in range(1_001))
    outcome = lint({".podlint.yaml": f"per-file-ignores: {{{many}}}\n", "a.yaml": "a: b\n"}, "a.yaml")
    assert (outcome.status, "there are more than 1000 globs in per-file-ignores" in outcome.err) == (2, True)
    many = ", ".join(f"'x{number}/**/y*'" for number in range(1_001))
    outcome = lint({".podlint.yaml": f"exclude: [{many}]\n"}, "a.yaml")
    assert (outcome.status, "there are 1000 others with stars before it" in outcome.err) == (2, True)
