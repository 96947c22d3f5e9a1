"""The Job in a Job or CronJob."""

from __future__ import annotations

from podlint.api import KubeObject, View


def job_spec(target: KubeObject) -> View | None:
    """The spec of the Job in an object."""
    if target.group != "batch":
        return None
    return target.at("spec", "jobTemplate", "spec") if target.kind == "CronJob" else target.at("spec")
