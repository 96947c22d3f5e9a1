"""Rules about who owns what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podlint.api import Hit, KubeObject, Part, Scope, Severity, closest, did_you_mean, quoted, rule


@dataclass(frozen=True)
class Options:
    """Options of `acme-team-label`: the teams there are. Empty means that any name will do."""

    teams: tuple[str, ...] = ()


@rule(
    "acme-team-label",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("Deployment", "StatefulSet", "DaemonSet"),
    options=Options,
    category="acme",
)
def team_label(target: KubeObject, options: Options) -> Iterator[Hit]:
    """Workload without a label that names its team.

    ## Why is this bad?
    Whoever is called at night by its alert does not know whom to wake.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
      labels:
        team: storefront
    ```
    """
    team = target.text("metadata", "labels", "team")
    if team is None and target.complete("metadata"):
        yield target.hit("no label names the team", "metadata", part=Part.KEY, help="add metadata.labels.team")
    elif team and options.teams and team not in options.teams:
        near = did_you_mean(closest(team, options.teams))
        yield target.hit(f"there is no team {quoted(team)}", "metadata", "labels", "team", help=near)
