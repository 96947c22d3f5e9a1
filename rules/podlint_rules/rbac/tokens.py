"""Tokens of ServiceAccounts, mounted into pods that have no use for them."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member
from podlint_rules.rbac.shapes import GROUP


@rule(
    "automount-token",
    severity=Severity.INFO,
    scope=Scope.PROJECT,
    default=False,
    category="security",
    kinds=WORKLOADS,
    profiles=("rbac",),
)
def automount_token(target: Member, index: Index) -> Iterator[Hit]:
    """Pod with the token of a ServiceAccount that no binding of the project grants anything.

    ## Why is this bad?
    Every pod gets a token for the API server unless it says no. A pod that never asks the API server has no use for it,
    and whoever takes over the pod has: each right that the account is given later, and what all accounts may do.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Pod
    metadata: {name: web}
    spec:
      automountServiceAccountToken: false
      containers: [{name: web, image: "registry.example/web:1"}]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
    """
    pod = target.pod()
    if pod is None or not isinstance(pod.value, dict) or not index.whole or target.scopes & index.open_scopes:
        return
    explicit = pod.get("automountServiceAccountToken") is True
    if pod.at("automountServiceAccountToken") is not None and not explicit:
        return
    name = pod.get("serviceAccountName") or pod.get("serviceAccount") or "default"
    if not isinstance(name, str) or not pod.complete("serviceAccountName"):
        return
    accounts = index.named("", "ServiceAccount", name, target)
    refused = [account.get("automountServiceAccountToken") not in (None, True) for account in accounts]
    if not explicit and refused and all(refused):
        return
    names, namespaces = index.remember("accounts with a role", lambda: _bound(index))
    if name in names or "" in namespaces or (target.namespace in namespaces if target.namespace else namespaces):
        return
    place = "automountServiceAccountToken" if explicit else "serviceAccountName"
    message = f"{target.name} gets the token of ServiceAccount {quoted(name)}, which no binding grants anything"
    yield pod.hit(message, place, help="set automountServiceAccountToken: false, or bind the role that it needs")


def _bound(index: Index) -> tuple[frozenset[str], frozenset[str]]:
    """The names of the ServiceAccounts that a binding grants a role, and the namespaces all of whose accounts get one.

    The namespace "" stands for every one.
    """
    names: set[str] = set()
    namespaces: set[str] = set()
    for kind in ("RoleBinding", "ClusterRoleBinding"):
        for binding in index.of_kind(GROUP, kind):
            for subject in binding.each("subjects"):
                if not isinstance(subject.value, dict):
                    continue
                name = str(subject.get("name", default=""))
                if subject.get("kind") == "Group" and name.startswith("system:serviceaccounts"):
                    namespaces.add(name.removeprefix("system:serviceaccounts").removeprefix(":"))
                else:
                    # A user may be an account by its full name, system:serviceaccount:NAMESPACE:NAME.
                    names.add(name.rpartition(":")[2])
    return frozenset(names), frozenset(namespaces)
