"""Verbs, API groups and their resources, as RBAC rules name them."""

from __future__ import annotations

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

RESOURCES: dict[str, frozenset[str]] = {
    group: frozenset(words.split())
    for group, words in {
        "": "bindings componentstatuses configmaps endpoints events limitranges namespaces nodes "
        "persistentvolumeclaims persistentvolumes pods podtemplates replicationcontrollers resourcequotas secrets "
        "serviceaccounts services users groups",
        "admissionregistration.k8s.io": "mutatingwebhookconfigurations validatingwebhookconfigurations "
        "validatingadmissionpolicies validatingadmissionpolicybindings mutatingadmissionpolicies "
        "mutatingadmissionpolicybindings",
        "apiextensions.k8s.io": "customresourcedefinitions",
        "apiregistration.k8s.io": "apiservices",
        "apps": "controllerrevisions daemonsets deployments replicasets statefulsets",
        "authentication.k8s.io": "selfsubjectreviews tokenreviews uids userextras",
        "authorization.k8s.io": "localsubjectaccessreviews selfsubjectaccessreviews selfsubjectrulesreviews "
        "subjectaccessreviews",
        "autoscaling": "horizontalpodautoscalers",
        "batch": "cronjobs jobs",
        "certificates.k8s.io": "certificatesigningrequests clustertrustbundles podcertificaterequests signers",
        "coordination.k8s.io": "leases leasecandidates",
        "discovery.k8s.io": "endpointslices",
        "events.k8s.io": "events",
        "extensions": "daemonsets deployments ingresses networkpolicies podsecuritypolicies replicasets "
        "replicationcontrollers",
        "flowcontrol.apiserver.k8s.io": "flowschemas prioritylevelconfigurations",
        "networking.k8s.io": "ingressclasses ingresses ipaddresses networkpolicies servicecidrs",
        "node.k8s.io": "runtimeclasses",
        "policy": "poddisruptionbudgets podsecuritypolicies",
        "rbac.authorization.k8s.io": "clusterrolebindings clusterroles rolebindings roles",
        "scheduling.k8s.io": "priorityclasses",
        "storage.k8s.io": "csidrivers csinodes csistoragecapacities storageclasses volumeattachments "
        "volumeattributesclasses",
    }.items()
}
"""Resources by group, those of past versions included; groups still in motion (resource.k8s.io) are left out."""

SHORT_NAMES = {
    "cm": "configmaps",
    "cj": "cronjobs",
    "crd": "customresourcedefinitions",
    "crds": "customresourcedefinitions",
    "deploy": "deployments",
    "ds": "daemonsets",
    "ep": "endpoints",
    "ev": "events",
    "hpa": "horizontalpodautoscalers",
    "ing": "ingresses",
    "netpol": "networkpolicies",
    "no": "nodes",
    "ns": "namespaces",
    "pdb": "poddisruptionbudgets",
    "po": "pods",
    "pv": "persistentvolumes",
    "pvc": "persistentvolumeclaims",
    "rc": "replicationcontrollers",
    "rs": "replicasets",
    "sa": "serviceaccounts",
    "sc": "storageclasses",
    "sts": "statefulsets",
    "svc": "services",
}

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
