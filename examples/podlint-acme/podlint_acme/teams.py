"""Rules about who owns what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from podlint.api import Hit, KubeObject, Part, Scope, Severity, closest, did_you_mean, quoted, rule


@dataclass(frozen=True)
class Options:
    """Options of `acme-team-label`: the label, and the teams there are. Without any, every name will do."""

    label: str = "team"
    teams: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        # podlint holds the values against the types; what else is wrong with them is said like this.
        if not self.label:
            raise ValueError("label must not be empty")


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
    team = target.text("metadata", "labels", options.label)
    # Where a label is misspelt, or a placeholder, the team is not known: then nothing is missing for sure.
    if team is None and target.complete("metadata"):
        advice = f"add metadata.labels.{options.label}"
        yield target.hit("no label names the team", "metadata", part=Part.KEY, help=advice)
    elif team and options.teams and team not in options.teams:
        near = did_you_mean(closest(team, options.teams))
        yield target.hit(f"there is no team {quoted(team)}", "metadata", "labels", options.label, help=near)
