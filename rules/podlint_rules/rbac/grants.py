"""What a role grants: how the rules of roles are read, and the two grants that are wide by themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from podlint.api import Hit, KubeObject, NamedTuple, Part, Scope, Severity, View, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS
from podlint.api.project import Index, Member
from podlint_rules.rbac._known import in_namespace
from podlint_rules.rbac.shapes import GROUP

ROLES = ("Role", "ClusterRole")
CHANGE = ("create", "update", "patch")
WRITE = (*CHANGE, "delete", "deletecollection")
_BINDINGS = ("RoleBinding", "ClusterRoleBinding")
_DEFAULT_USER = "system:serviceaccount:"


class Power(NamedTuple):
    """Verbs on resources (by group) of which one is enough, and what comes of it."""

    verbs: tuple[str, ...]
    resources: Mapping[str, tuple[str, ...]]
    means: str


def entries(role: KubeObject) -> Iterator[View]:
    """The rules of a role."""
    if role.group == GROUP:
        yield from (entry for entry in role.each("rules") if isinstance(entry.value, dict))


def grants(role: KubeObject, powers: tuple[Power, ...], help: str) -> Iterator[Hit]:
    """A hit for each rule and power, at the first resource that gives it; each resource counts for one power only.

    What is limited by `resourceNames` is left alone.
    """
    for entry in entries(role):
        if entry.at("resourceNames") is not None and entry.get("resourceNames") != []:
            continue
        taken: set[object] = set()
        for power in powers:
            verbs = written(entry, "verbs", power.verbs)
            within = _within(role, power, verbs)
            found = [view for view in _resources(entry, within) if view.value not in taken] if verbs else []
            if found:
                taken |= {view.value for view in found}
                does = "do everything with" if verbs == ["*"] else listed(verbs)
                message = f"{role.name} may {does} {_what(found, within)}: {power.means}"
                yield found[0].hit(message, help=help)


def written(entry: View, key: str, wanted: tuple[str, ...]) -> list[str]:
    """Those of the wanted words that a list of a rule has; `*` alone where it has them all by that."""
    given = [view.value for view in entry.each(key)]
    return ["*"] if "*" in given else [word for word in given if word in wanted]


def _within(role: KubeObject, power: Power, verbs: list[str]) -> dict[str, list[str]]:
    """The resources of a power that a role of this kind can grant, by group.

    Whether a RoleBinding may `bind` a ClusterRole is asked in the namespace of the RoleBinding.
    """
    every = role.kind == "ClusterRole" or ("bind" in power.verbs and verbs != ["escalate"])
    return {group: [name for name in some if every or in_namespace(name)] for group, some in power.resources.items()}


def _resources(entry: View, within: dict[str, list[str]]) -> list[View]:
    """The resources of a rule that a power is about: by name, as `*`, or as `*/subresource`."""
    groups = written(entry, "apiGroups", tuple(within))
    every = groups == ["*"]
    names = {name for group, some in within.items() if every or group in groups for name in some}
    endings = {f"*/{name.partition('/')[2]}" for name in names if "/" in name}
    texts = (view for view in entry.each("resources") if isinstance(view.value, str))
    return [view for view in texts if names and view.value in (names | endings | {"*"})]


def _what(found: list[View], within: dict[str, list[str]]) -> str:
    names = list(dict.fromkeys(str(view.value) for view in found))
    if "*" not in names:
        return listed(names)
    return f"all resources, {listed(dict.fromkeys(n for some in within.values() for n in some), 3)} among them"


@rule("rbac-wildcard", severity=Severity.WARNING, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True)
def rbac_wildcard(role: KubeObject) -> Iterator[Hit]:
    """Wildcard `*` among the verbs, resources or API groups of a role.

    ## Why is this bad?
    `*` permits what exists today and whatever is added later: subresources such as `pods/exec`, verbs such as
    `escalate` and `impersonate`, the custom resources of every operator that is installed. Nobody can tell from the
    role what its subjects may do.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: deployer}
    rules:
      - apiGroups: [apps]
        resources: [deployments]
        verbs: ["*"]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: deployer}
    rules:
      - apiGroups: [apps]
        resources: [deployments]
        verbs: [get, list, watch, update, patch]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#least-privilege
    """
    for entry in entries(role):
        for key in ("verbs", "resources", "apiGroups"):
            for view in entry.each(key):
                if view.value == "*":
                    message = f"{role.name} permits all {key}, those that are added later too"
                    yield view.hit(message, help=f"list the {key} that are needed")


def _pod_as_default(workload: Member, index: Index) -> Iterator[Hit]:
    """A pod with the token of the account `default`."""
    pod = workload.pod()
    if pod is None or not isinstance(pod.value, dict) or index.may_be_patched(workload):
        return
    key = "serviceAccountName" if pod.at("serviceAccountName") is not None else "serviceAccount"
    written = pod.at(key)
    if written is not None and written.value not in ("default", ""):
        return
    mounts = pod.at("automountServiceAccountToken")
    if mounts is not None and mounts.value is not True:
        return
    accounts = index.named("", "ServiceAccount", "default", workload)
    if mounts is None and any(account.get("automountServiceAccountToken") is False for account in accounts):
        return
    message = f"{workload.name} runs with the token of ServiceAccount default, as all do that name no other"
    yield pod.hit(
        message,
        *((key,) if written is not None else ()),
        part=Part.VALUE if written is not None else Part.KEY,
        help="name an account of its own, or set automountServiceAccountToken: false",
    )


@rule(
    "default-service-account",
    severity=Severity.INFO,
    scope=Scope.OBJECT,
    default=False,
    kinds=_BINDINGS,
    partial=True,
    across=_pod_as_default,
    across_kinds=WORKLOADS,
)
def default_service_account(binding: KubeObject) -> Iterator[Hit]:
    """ServiceAccount `default` that is given a role, or whose token a pod gets.

    ## Why is this bad?
    Every pod of the namespace that names no ServiceAccount runs as `default`. A role that one of them needs is given to
    all of them, and to those that come later; the audit log cannot tell them apart.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web, namespace: shop}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: default, namespace: shop}]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: RoleBinding
    metadata: {name: web, namespace: shop}
    roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: view}
    subjects: [{kind: ServiceAccount, name: web, namespace: shop}]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/service-accounts/#default-service-accounts
    - https://kubernetes.io/docs/tasks/configure-pod-container/configure-service-account/#opt-out-of-api-credential-automounting
    """
    if binding.group != GROUP:
        return
    for subject in binding.each("subjects"):
        name = subject.text("name") if isinstance(subject.value, dict) else None
        kind = subject.get("kind")
        as_user = kind == "User" and str(name).startswith(_DEFAULT_USER) and str(name).endswith(":default")
        if (kind == "ServiceAccount" and name == "default") or as_user:
            namespace = subject.text("namespace") or (str(name).split(":")[2] if as_user else None)
            where = f"namespace {quoted(namespace)}" if namespace else "the namespace"
            message = f"{binding.name} gives its role to every pod of {where} that names no ServiceAccount"
            yield subject.hit(message, "name", help="make an account for the pods that need the role, and bind that")
