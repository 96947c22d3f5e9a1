"""The tests of this plugin; run with pytest where podlint and the plugin are installed."""

from __future__ import annotations

from pathlib import Path

import pytest
from podlint_acme.report import render
from podlint_acme.teams import Options

import podlint.testing

CASES = podlint.testing.collect(Path(__file__).parent / "cases")
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web, namespace: shop}\n"
ROLLOUT = """\
apiVersion: argoproj.io/v1alpha1
kind: Rollout
metadata: {name: web}
spec:
  template:
    spec:
      containers:
        - {name: a, image: "a:1", ports: [{containerPort: 80}]}
        - {name: b, image: "b:1", ports: [{containerPort: 80}]}
"""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_case(case: podlint.testing.Case) -> None:
    podlint.testing.check(case)


def test_the_pods_of_rollouts_are_looked_at() -> None:
    (finding,) = podlint.testing.run(ROLLOUT, rules=("port-conflict",))
    assert finding.location.start.line == 9


def test_the_report_counts_by_namespace() -> None:
    files = {"shop.yaml": DEPLOYMENT, "pay.yaml": DEPLOYMENT.replace("shop", "pay")}
    report = podlint.testing.report(files, rules=("acme-team-label",))
    assert render(report) == "pay: 1\nshop: 1\n"


def test_options_that_make_no_sense_are_refused() -> None:
    with pytest.raises(ValueError, match="label must not be empty"):
        Options(label="")
