"""Rights from which more follows than they say."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, rule
from podlint_rules.rbac.grants import CHANGE, ROLES, WRITE, Power, entries, grants, written
from podlint_rules.rbac.shapes import GROUP

_CERTIFICATES = "certificates.k8s.io"

_SECRETS = (
    Power(
        ("get", "list", "watch"),
        {"": ("secrets",)},
        "get, list and watch each show what the Secrets hold",
    ),
)
_WORKLOADS = (
    Power(
        CHANGE,
        {
            "": ("pods", "replicationcontrollers"),
            "apps": ("deployments", "daemonsets", "statefulsets", "replicasets"),
            "batch": ("jobs", "cronjobs"),
            "extensions": ("deployments", "daemonsets", "replicasets"),
        },
        "a pod of one's own can use every Secret and ServiceAccount of its namespace",
    ),
)
_NODES_PROXY = Power(
    ("get", *WRITE), {"": ("nodes/proxy",)}, "the kubelet runs commands in every pod for it, and no audit log sees it"
)
_EPHEMERAL = Power(
    ("update", "patch"), {"": ("pods/ephemeralcontainers",)}, "a container of one's own runs in the pods of others"
)
_INTO_PODS = {"": ("pods/exec", "pods/attach", "pods/portforward")}
_INSIDE = "its subjects act inside of the pods of others, with the rights and data of these"
_EXEC = (_NODES_PROXY, Power(("create",), _INTO_PODS, _INSIDE), _EPHEMERAL)
# A websocket is opened by GET, for which the verb get was enough before 1.35.
_EXEC_BY_GET = (_NODES_PROXY, Power(("create", "get"), _INTO_PODS, _INSIDE), _EPHEMERAL)
_ROLES_AND_BINDINGS = ("roles", "clusterroles", "rolebindings", "clusterrolebindings")
_APPROVAL = Power(
    ("update", "patch"),
    {_CERTIFICATES: ("certificatesigningrequests/approval",)},
    "an approved certificate may name any user",
)
_ESCALATION = (
    Power(
        ("bind", "escalate"),
        {GROUP: ("roles", "clusterroles")},
        "its subjects can give themselves rights that they lack",
    ),
    Power(CHANGE, {GROUP: _ROLES_AND_BINDINGS}, "its subjects can hand on whatever they may do themselves"),
    Power(
        ("impersonate",),
        {"": ("users", "groups"), "authentication.k8s.io": ("uids", "userextras")},
        "its subjects can act as anybody else, administrators included",
    ),
    Power(("impersonate",), {"": ("serviceaccounts",)}, "its subjects can act as every ServiceAccount in reach"),
    Power(
        ("create",),
        {"": ("serviceaccounts/token",)},
        "its subjects can make themselves tokens of every ServiceAccount in reach",
    ),
    _APPROVAL,
    Power(("approve", "sign"), {_CERTIFICATES: ("signers",)}, "a signed certificate may name any user"),
    Power(
        ("create",), {"": ("persistentvolumes",)}, "a volume of type hostPath gives access to the files of every node"
    ),
)


@rule("rbac-secrets", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True)
def rbac_secrets(role: KubeObject) -> Iterator[Hit]:
    """Role that may read Secrets.

    ## Why is this bad?
    Secrets hold passwords, keys and the tokens of ServiceAccounts. `list` and `watch` return their contents just as
    `get` does. A rule that is limited by `resourceNames` is no finding.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: web}
    rules:
      - apiGroups: [""]
        resources: [secrets]
        verbs: [list]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: web}
    rules:
      - apiGroups: [""]
        resources: [secrets]
        resourceNames: [web-tls]
        verbs: [get]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#listing-secrets
    """
    yield from grants(role, _SECRETS, "mount the Secret into the pod instead, or limit the rule by resourceNames")


@rule("rbac-workloads", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True)
def rbac_workloads(role: KubeObject) -> Iterator[Hit]:
    """Role that may create or change pods, or what makes pods.

    ## Why is this bad?
    Whoever can start a pod can have any Secret, ConfigMap, claim and ServiceAccount token of the namespace mounted into
    it, and runs on the node with whatever privileges admission lets pass. A rule that is limited by `resourceNames` is
    no finding.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: web}
    rules:
      - apiGroups: [batch]
        resources: [jobs]
        verbs: [get, create]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: Role
    metadata: {name: web}
    rules:
      - apiGroups: [batch]
        resources: [jobs]
        verbs: [get, list, watch]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#workload-creation
    """
    yield from grants(role, _WORKLOADS, "leave out the verbs that are not needed; keep such namespaces apart")


@rule("rbac-exec", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True, versioned=True)
def rbac_exec(role: KubeObject) -> Iterator[Hit]:
    """Role that reaches into running pods: exec, attach, port-forward, debug containers, nodes/proxy.

    ## Why is this bad?
    A command in a pod has its files, its Secrets and the token of its ServiceAccount. With `nodes/proxy` the kubelet
    takes the commands itself, for any pod of the node, past admission and the audit log; `get` is enough for that, as
    it was for `pods/exec` before Kubernetes 1.35. A rule that is limited by `resourceNames` is no finding.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: metrics}
    rules:
      - apiGroups: [""]
        resources: [nodes/metrics, nodes/proxy]
        verbs: [get]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: metrics}
    rules:
      - apiGroups: [""]
        resources: [nodes/metrics, nodes/stats]
        verbs: [get]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#access-to-proxy-subresource-of-nodes
    - https://kubernetes.io/docs/reference/access-authn-authz/kubelet-authn-authz/
    """
    powers = _EXEC if role.minor >= 35 else _EXEC_BY_GET
    yield from grants(role, powers, "take it out, or ask for nodes/metrics, nodes/log and the like where that is meant")


@rule("rbac-escalation", severity=Severity.WARNING, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True)
def rbac_escalation(role: KubeObject) -> Iterator[Hit]:
    """Role whose subjects can get more rights than it names.

    ## Why is this bad?
    `bind` and `escalate` lift the check that nobody grants what he may not do himself; `impersonate` is to be somebody
    else for a request; a token or an approved certificate is to be somebody else for good; who writes roles and
    bindings hands on all of his own rights; and a PersistentVolume may be any folder of any node. A rule that is
    limited by `resourceNames` is no finding, nor is the approval of certificates for signers that are named so.

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: operator}
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [clusterroles]
        verbs: [get, bind]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: operator}
    rules:
      - apiGroups: [rbac.authorization.k8s.io]
        resources: [clusterroles]
        resourceNames: [shop-reader]
        verbs: [get, bind]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#privilege-escalation-risks
    - https://kubernetes.io/docs/reference/access-authn-authz/rbac/#privilege-escalation-prevention-and-bootstrapping
    """
    powers: tuple[Power, ...] = _ESCALATION
    if role.group == GROUP and _named_signers(role):
        powers = tuple(power for power in powers if power is not _APPROVAL)
    yield from grants(role, powers, "take it out, or limit it by resourceNames")


def _named_signers(role: KubeObject) -> bool:
    """Whether a role may approve for some signers, and all of them are named."""
    about = [
        entry
        for entry in entries(role)
        if written(entry, "apiGroups", (_CERTIFICATES,))
        and written(entry, "resources", ("signers",))
        and written(entry, "verbs", ("approve",))
    ]
    return bool(about) and all(entry.get("resourceNames") for entry in about)
