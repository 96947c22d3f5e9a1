"""House rules of the Acme company, as a podlint plugin."""

from __future__ import annotations

from podlint.api import Rule, hookimpl


@hookimpl
def podlint_rules() -> list[Rule]:
    """The rules of this plugin; their module is imported only when podlint asks for them."""
    from podlint_acme.services import service_team
    from podlint_acme.teams import team_label

    return [team_label, service_team]


@hookimpl
def podlint_pod_templates() -> dict[str, tuple[str, ...]]:
    """Where Argo Rollouts keep their pod spec, so that every pod rule sees them."""
    return {"argoproj.io/Rollout": ("spec", "template", "spec")}


@hookimpl
def podlint_reporters() -> dict[str, str]:
    """An output format: the module is imported only when it is asked for."""
    return {"acme": "podlint_acme.report:render"}
