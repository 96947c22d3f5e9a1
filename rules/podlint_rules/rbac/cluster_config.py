"""Rights over what all of a cluster relies on."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Scope, Severity, listed, rule
from podlint_rules.rbac.grants import ROLES, WRITE, Power, entries, grants, written

_CLUSTER_CONFIG = (
    Power(
        WRITE,
        {
            "admissionregistration.k8s.io": (
                "mutatingwebhookconfigurations",
                "validatingwebhookconfigurations",
                "mutatingadmissionpolicies",
                "mutatingadmissionpolicybindings",
                "validatingadmissionpolicies",
                "validatingadmissionpolicybindings",
            )
        },
        "its subjects decide what the API server admits, and webhooks see each object, Secrets included",
    ),
    Power(
        WRITE,
        {
            "": ("services", "endpoints"),
            "discovery.k8s.io": ("endpointslices",),
            "networking.k8s.io": ("networkpolicies",),
            "extensions": ("networkpolicies",),
        },
        "its subjects can lead traffic elsewhere, or let it through",
    ),
    Power(
        ("delete", "deletecollection"),
        {"": ("events",), "events.k8s.io": ("events",)},
        "its subjects can remove the traces of what they did",
    ),
)
_CONFIG_MAPS = {"coredns": "the names that pods look up", "aws-auth": "who may log in to the cluster"}


@rule("rbac-cluster-config", severity=Severity.INFO, scope=Scope.OBJECT, default=False, kinds=ROLES, partial=True)
def rbac_cluster_config(role: KubeObject) -> Iterator[Hit]:
    """Role that may change what the cluster relies on: admission, traffic, events, CoreDNS, aws-auth.

    ## Why is this bad?
    A webhook sees and changes each object that is created, Secrets included. Services, endpoints and NetworkPolicies
    say where traffic goes; the ConfigMap `coredns` says what names mean, and `aws-auth`, on EKS, who may log in, both
    in kube-system. Events are what an intrusion leaves behind. A rule that is limited by `resourceNames` is no finding,
    unless it names one of these ConfigMaps. (Logs of pods cannot be deleted by a request.)

    ## Example
    ```yaml bad
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: operator}
    rules:
      - apiGroups: [admissionregistration.k8s.io]
        resources: [mutatingwebhookconfigurations]
        verbs: [get, update]
    ```

    ## Use instead
    ```yaml good
    apiVersion: rbac.authorization.k8s.io/v1
    kind: ClusterRole
    metadata: {name: operator}
    rules:
      - apiGroups: [admissionregistration.k8s.io]
        resources: [mutatingwebhookconfigurations]
        resourceNames: [shop-defaults]
        verbs: [get, update]
    ```

    ## References
    - https://kubernetes.io/docs/concepts/security/rbac-good-practices/#control-admission-webhooks
    """
    yield from grants(role, _CLUSTER_CONFIG, "take it out, or limit it by resourceNames")
    if role.kind == "ClusterRole" or role.text("metadata", "namespace") == "kube-system":
        yield from _config_maps(role)


def _config_maps(role: KubeObject) -> Iterator[Hit]:
    """Rules that may change CoreDNS' or aws-auth's ConfigMap: by name, or because they may change all of them."""
    for entry in entries(role):
        verbs = written(entry, "verbs", WRITE)
        named = entry.at("resourceNames") is not None and entry.get("resourceNames") != []
        if not verbs or not written(entry, "apiGroups", ("",)):
            continue
        for resource in entry.each("resources"):
            if resource.value != "configmaps":
                continue
            names = [view.value for view in entry.each("resourceNames")] if named else list(_CONFIG_MAPS)
            found = [name for name in _CONFIG_MAPS if name in names]
            if found:
                does = "change" if verbs == ["*"] else listed(verbs)
                what = listed(f"{_CONFIG_MAPS[name]} ({name})" for name in found)
                message = f"{role.name} may {does} configmaps, in kube-system also those that decide {what}"
                yield resource.hit(message, help="use a Role in the namespace that is meant, or other resourceNames")
