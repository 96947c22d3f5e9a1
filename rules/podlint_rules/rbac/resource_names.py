"""Rights that are limited to names which no request bears."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import EACH, Hit, KubeObject, Scope, Severity, View, listed, rule
from podlint_rules.rbac.grants import ROLES, entries

_WITHOUT_NAME = ("create", "deletecollection")
_SELECTED = ("list", "watch")


@rule("rbac-resource-names", severity=Severity.WARNING, scope=Scope.OBJECT, kinds=ROLES)
def rbac_resource_names(role: KubeObject) -> Iterator[Hit]:
    """Rule with resourceNames for verbs whose requests bear no name.

    ## Why is this bad?
    `resourceNames` limits a rule to objects of these names. A request to create an object names none to the
    authorizer, nor does deletecollection: the rule never matches, and the request is refused, as if the verb were
    not there. `list` and `watch` match only where the client asks with `fieldSelector=metadata.name=NAME`, as
    `kubectl get NAME --watch` does and a plain list does not: that is an info. Nothing is reported where another
    rule of the role grants the verb without names, nor for subresources such as `pods/exec`, whose requests do bear
    a name. A server-side apply that makes an object bears one, too; who only applies so may ignore the rule.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: elector}
    rules:
      - apiGroups: [coordination.k8s.io]
        resources: [leases]
        resourceNames: [leader]
        verbs: [create, get, update]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: elector}
    rules:
      - apiGroups: [coordination.k8s.io]
        resources: [leases]
        verbs: [create]
      - apiGroups: [coordination.k8s.io]
        resources: [leases]
        resourceNames: [leader]
        verbs: [get, update]
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#referring-to-resources
    """
    if not all(role.understood("rules", EACH, key) for key in ("verbs", "resources", "apiGroups")):
        return
    for entry in entries(role):
        names = entry.get("resourceNames")
        if not isinstance(names, list) or not names:
            continue
        resources = [text for view in entry.each("resources") if (text := view.text()) and "/" not in text]
        for verbs, severity in ((_WITHOUT_NAME, None), (_SELECTED, Severity.INFO)):
            found = [
                verb
                for verb in entry.each("verbs")
                if verb.value in verbs and resources and not _granted_without_names(role, entry, str(verb.value))
            ]
            if found:
                yield _unnamed(found, resources, entry.text("resourceNames", 0) or "NAME", severity)


def _unnamed(verbs: list[View], resources: list[str], name: str, severity: Severity | None) -> Hit:
    does, what = listed([str(verb.value) for verb in verbs]), listed(dict.fromkeys(resources))
    if severity is None:
        bears = "bear" if len(verbs) > 1 else "bears"
        message = f"with resourceNames, {does} of {what} is never granted: the request {bears} no name"
        return verbs[0].hit(message, help=f"put {does} into a rule of its own without resourceNames")
    message = f"with resourceNames, {does} of {what} is granted only to requests that select one name"
    help = f"ask with --field-selector metadata.name={name}, or leave resourceNames out of a rule for {does}"
    return verbs[0].hit(message, help=help, severity=severity)


def _granted_without_names(role: KubeObject, named: View, verb: str) -> bool:
    """Whether other rules of a role grant a verb on all resources of a rule, whatever their names are."""
    granted = [
        (_words(other, "apiGroups"), _words(other, "resources"))
        for other in entries(role)
        if other.get("resourceNames") in (None, []) and _words(other, "verbs") & {verb, "*"}
    ]
    return all(
        any({group, "*"} & groups and {resource, "*"} & resources for groups, resources in granted)
        for group in _words(named, "apiGroups")
        for resource in _words(named, "resources")
        if "/" not in resource
    )


def _words(entry: View, key: str) -> set[str]:
    """The words of a list of a rule."""
    return {str(view.value) for view in entry.each(key)}
