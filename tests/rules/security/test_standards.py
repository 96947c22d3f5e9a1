"""The Pod Security Standards, control by control: the facts, the profiles, and admission for every kind."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from standards import BASELINE, LISTS, RESTRICTED, ROWS, Row, good, pods, refused

from podlint import testing
from podlint.kubernetes.kinds import KINDS, Kind
from podlint.kubernetes.view import KubeObject
from podlint.schema import catalog
from podlint_rules.security._standards import breaches

MINORS = tuple(int(version.partition(".")[2]) for version in catalog.versions())
WORKLOADS = [row for row in KINDS if row.workload and row.group != "extensions"]


@pytest.mark.parametrize("row", ROWS, ids=[row.what for row in ROWS])
def test_each_control_at_each_version(row: Row) -> None:
    for where, pod in pods(row):
        target = KubeObject(pod, (), None, ("spec",))  # type: ignore[arg-type]
        spec = target.pod()
        assert spec is not None
        for minor in MINORS:
            for level in (BASELINE, RESTRICTED):
                found = [breach.check for breach in breaches(spec, level, minor)]
                assert bool(found) == refused(row, level, minor), (where, level, minor, found)


@pytest.mark.parametrize("minor", [MINORS[0], 30, 34, MINORS[-1]])
@pytest.mark.parametrize("level", [BASELINE, RESTRICTED])
def test_the_profiles_report_what_the_levels_refuse(level: str, minor: int) -> None:
    # In a user namespace procMount is refused by restricted alone, and the rule is one for both.
    rows = [row for row in ROWS if row.later is None]
    every = [(row, pod) for row in rows for _, pod in pods(row)]
    text = "\n---\n".join(_document("v1", "Pod", f"pod-{index}", pod) for index, (_, pod) in enumerate(every))
    settings = {"kubernetes_versions": (f"1.{minor}",)}
    found = testing.run(text, rules=(f"pss-{level}",), settings=settings)
    told = {str(finding.object.name) for finding in found if finding.object is not None}
    wrong = [
        (row.what, f"pod-{index}" in told)
        for index, (row, _) in enumerate(every)
        if (f"pod-{index}" in told) != refused(row, level, minor)
    ]
    assert sorted(set(wrong)) == []


@pytest.mark.parametrize("kind", WORKLOADS, ids=[row.kind for row in WORKLOADS])
@pytest.mark.parametrize("held", LISTS)
def test_admission_looks_into_every_workload_and_list(kind: Kind, held: str) -> None:
    pod = good()
    pod["spec"][held][0]["securityContext"]["privileged"] = True
    for own, count in ((good(), 0), (pod, 1)):
        body = copy.deepcopy(own["spec"])
        for key in reversed(kind.pod_path[1:]):
            body = {key: body}
        api = f"{kind.group}/v1" if kind.group else "v1"
        level = "pod-security.kubernetes.io/enforce"
        space = {"metadata": {"name": "shop", "labels": {level: RESTRICTED}}}
        owned = {"metadata": {"name": "a", "namespace": "shop"}, "spec": body}
        text = "\n---\n".join((_document("v1", "Namespace", "shop", space), _document(api, kind.kind, "a", owned)))
        assert len(testing.run(text, rules=("psa-would-reject",))) == count


def _document(api: str, kind: str, name: str, body: dict[str, Any]) -> str:
    metadata = {**body["metadata"], "name": name}
    return json.dumps({"apiVersion": api, "kind": kind, **body, "metadata": metadata})
