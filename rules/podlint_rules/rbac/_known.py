"""Verbs, API groups and their resources, as RBAC rules name them."""

from __future__ import annotations

from podlint.api.kubernetes import kinds

VERBS = ("get", "list", "watch", "create", "update", "patch", "delete", "deletecollection")
SPECIAL_VERBS = frozenset(
    {
        "*",
        "use",
        "bind",
        "escalate",
        "impersonate",
        "approve",
        "sign",
        "attest",
        "request-serviceaccounts-token-audience",
    }
)
URL_VERBS = frozenset({"get", "head", "post", "put", "patch", "delete", "options"})

_IN_MOTION = ("internal.apiserver.k8s.io", "lifecycle.k8s.io", "resource.k8s.io", "storagemigration.k8s.io")
# What RBAC speaks of though no kind of it exists: who a request may be made for, what a certificate may be signed by.
_WITHOUT_KIND = {
    "": ("users", "groups"),
    "authentication.k8s.io": ("uids", "userextras"),
    "certificates.k8s.io": ("signers",),
    "extensions": ("replicationcontrollers",),
}

RESOURCES: dict[str, frozenset[str]] = {
    group: frozenset(
        {row.plural for row in kinds.KINDS if row.group == group and row.plural}.union(_WITHOUT_KIND.get(group, ()))
    )
    for group in dict.fromkeys(row.group for row in kinds.KINDS)
    if group not in _IN_MOTION
}
"""Resources by group, those of past versions included; groups that change with each release are left out."""
_CLUSTER_WIDE = frozenset(
    {"users", "groups", "uids", "userextras", "signers", *(row.plural for row in kinds.KINDS if not row.namespaced)}
)
CUSTOM_CLUSTER_WIDE: dict[str, tuple[str, ...]] = {
    "argoproj.io": ("clusteranalysistemplates", "clusterworkflowtemplates"),
    "cert-manager.io": ("clusterissuers",),
    "cilium.io": ("ciliumclusterwidenetworkpolicies", "ciliumidentities", "ciliumnodes"),
    "external-secrets.io": ("clusterexternalsecrets", "clustersecretstores"),
    "gateway.networking.k8s.io": ("gatewayclasses",),
    "karpenter.sh": ("nodeclaims", "nodepools"),
    "keda.sh": ("clustertriggerauthentications",),
    "kyverno.io": ("clustercleanuppolicies", "clusterpolicies"),
    "policy.networking.k8s.io": ("adminnetworkpolicies", "baselineadminnetworkpolicies"),
    "snapshot.storage.k8s.io": ("volumesnapshotclasses", "volumesnapshotcontents"),
    "tekton.dev": ("clustertasks",),
    "triggers.tekton.dev": ("clusterinterceptors", "clustertriggerbindings"),
}
"""Resources of well-known custom resources without namespaces, by group."""
SHORT_NAMES = {short: row.plural for row in kinds.KINDS for short in row.short}

SUBRESOURCES: dict[str, tuple[str, ...]] = {
    "pods": (
        "attach",
        "binding",
        "ephemeralcontainers",
        "eviction",
        "exec",
        "log",
        "portforward",
        "proxy",
        "resize",
        "status",
    ),
}
"""Where podlint knows them all."""
COMMON_SUBRESOURCES = ("finalizers", "status")


def group_of(resource: str) -> str | None:
    """The group that a resource is in, None for one that no built-in group has; `extensions` is the last choice."""
    found = [group for group, resources in RESOURCES.items() if resource in resources]
    return next((group for group in found if group != "extensions"), None) if found else None


def in_namespace(resource: str) -> bool:
    """Whether a resource (or the one that it is part of) may lie in a namespace, so that a Role can grant it."""
    return resource.partition("/")[0] not in _CLUSTER_WIDE
