"""A newer API version is a safe fix only where the object fits it as it is written."""

from __future__ import annotations

import pytest

from podlint.findings.fix import Safety
from podlint.testing import run

RUNTIME_CLASS = "apiVersion: node.k8s.io/{}\nkind: RuntimeClass\nmetadata: {{name: gvisor}}\n"
CRON_JOB = """\
apiVersion: batch/v1beta1
kind: CronJob
metadata: {name: c}
spec:
  schedule: "0 0 * * *"
  jobTemplate:
    spec:
      template:
        spec: {restartPolicy: Never, containers: [{name: a, image: a:1}]}
"""


@pytest.mark.parametrize(
    ("text", "safety"),
    [
        (CRON_JOB, Safety.SAFE),
        (CRON_JOB.replace("schedule", "cron"), Safety.UNSAFE),
        (RUNTIME_CLASS.format("v1beta1") + "handler: runsc\n", Safety.SAFE),
        (RUNTIME_CLASS.format("v1alpha1") + "spec: {runtimeHandler: runsc}\n", Safety.UNSAFE),
    ],
)
def test_a_version_that_has_gone(text: str, safety: Safety) -> None:
    [finding] = run(text, rules=("removed-api",))
    assert finding.fix is not None
    assert finding.fix.safety is safety
