"""Rules about several objects."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.project import Index, Member


@rule(
    "acme-service-team",
    severity=Severity.WARNING,
    scope=Scope.PROJECT,
    kinds=("Service",),
    category="acme",
)
def service_team(service: Member, index: Index) -> Iterator[Hit]:
    """Service of one team in front of the pods of another.

    ## Why is this bad?
    Whoever is called when the Service fails cannot fix what is behind it.

    ## Example
    ```yaml
    apiVersion: v1
    kind: Service
    metadata:
      name: web
      labels: {team: payments}
    spec:
      selector: {app: web} # pods of the team storefront
    ```
    """
    team = service.text("metadata", "labels", "team")
    selector = service.get("spec", "selector")
    if team is None or not isinstance(selector, dict):
        return
    # Only those that belong together with it: pods of another folder may bear the same labels by chance.
    for workload in index.selected_beside(selector, service, as_map=True):
        theirs = workload.text("metadata", "labels", "team")
        if theirs is not None and theirs != team:
            yield service.hit(
                f"a Service of team {quoted(team)} selects pods of team {quoted(theirs)}",
                *("metadata", "labels", "team"),
                related=(workload.related("the pods are of this team", "metadata", "labels", "team"),),
                help="give both to one team",
            )
