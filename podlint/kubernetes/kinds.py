"""The kinds that are built into Kubernetes: one row each, and the questions that are asked of them.

Kinds of every version are here that podlint has schemas for, and those before that are still met in old manifests.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from podlint.yaml.place import Path


class Kind(NamedTuple):
    """A built-in kind.

    `plural` names the resource in URLs and RBAC; it is empty for a kind that only a subresource takes, such as Scale.
    `short` are the short names that kubectl knows. `pod_path` leads to the pod spec of its objects, empty where they
    have none. A `workload` is or makes pods; a `long_running` one keeps them running, where others let them end; a
    `scalable` one has a scale that an autoscaler can set. `stored` is False for requests (reviews, bindings, evictions)
    that the server answers and does not keep: they need no name.
    """

    group: str
    kind: str
    plural: str
    short: tuple[str, ...] = ()
    namespaced: bool = True
    pod_path: Path = ()
    workload: bool = False
    long_running: bool = False
    scalable: bool = False
    stored: bool = True


TEMPLATE: Path = ("spec", "template", "spec")
"""Where most workloads keep their pod spec."""
_JOB_TEMPLATE: Path = ("spec", "jobTemplate", "spec", "template", "spec")


def _cluster(group: str, kind: str, plural: str, *short: str) -> Kind:
    return Kind(group, kind, plural, short, namespaced=False)


def _request(group: str, kind: str, plural: str, *, namespaced: bool) -> Kind:
    return Kind(group, kind, plural, namespaced=namespaced, stored=False)


def _long(group: str, kind: str, plural: str, short: str, *, scalable: bool = True) -> Kind:
    return Kind(group, kind, plural, (short,), True, TEMPLATE, workload=True, long_running=True, scalable=scalable)


_ADMISSION = "admissionregistration.k8s.io"
_CERTIFICATES = "certificates.k8s.io"
_FLOW = "flowcontrol.apiserver.k8s.io"
_NETWORKING = "networking.k8s.io"
_RBAC = "rbac.authorization.k8s.io"
_RESOURCE = "resource.k8s.io"
_SCHEDULING = "scheduling.k8s.io"
_STORAGE = "storage.k8s.io"

KINDS: tuple[Kind, ...] = (
    _request("", "Binding", "bindings", namespaced=True),
    _cluster("", "ComponentStatus", "componentstatuses", "cs"),
    Kind("", "ConfigMap", "configmaps", ("cm",)),
    Kind("", "Endpoints", "endpoints", ("ep",)),
    Kind("", "Event", "events", ("ev",)),
    Kind("", "LimitRange", "limitranges", ("limits",)),
    _cluster("", "Namespace", "namespaces", "ns"),
    _cluster("", "Node", "nodes", "no"),
    _cluster("", "PersistentVolume", "persistentvolumes", "pv"),
    Kind("", "PersistentVolumeClaim", "persistentvolumeclaims", ("pvc",)),
    Kind("", "Pod", "pods", ("po",), pod_path=("spec",), workload=True, long_running=True),
    Kind("", "PodTemplate", "podtemplates", pod_path=("template", "spec")),
    _long("", "ReplicationController", "replicationcontrollers", "rc"),
    Kind("", "ResourceQuota", "resourcequotas", ("quota",)),
    Kind("", "Secret", "secrets"),
    Kind("", "Service", "services", ("svc",)),
    Kind("", "ServiceAccount", "serviceaccounts", ("sa",)),
    Kind("apps", "ControllerRevision", "controllerrevisions"),
    _long("apps", "Deployment", "deployments", "deploy"),
    _long("apps", "StatefulSet", "statefulsets", "sts"),
    _long("apps", "DaemonSet", "daemonsets", "ds", scalable=False),
    _long("apps", "ReplicaSet", "replicasets", "rs"),
    Kind("batch", "Job", "jobs", pod_path=TEMPLATE, workload=True),
    Kind("batch", "CronJob", "cronjobs", ("cj",), pod_path=_JOB_TEMPLATE, workload=True),
    Kind("autoscaling", "HorizontalPodAutoscaler", "horizontalpodautoscalers", ("hpa",)),
    _request("autoscaling", "Scale", "", namespaced=True),
    Kind("policy", "PodDisruptionBudget", "poddisruptionbudgets", ("pdb",)),
    _request("policy", "Eviction", "", namespaced=True),
    _cluster("policy", "PodSecurityPolicy", "podsecuritypolicies", "psp"),
    _cluster(_ADMISSION, "MutatingAdmissionPolicy", "mutatingadmissionpolicies"),
    _cluster(_ADMISSION, "MutatingAdmissionPolicyBinding", "mutatingadmissionpolicybindings"),
    _cluster(_ADMISSION, "MutatingWebhookConfiguration", "mutatingwebhookconfigurations"),
    _cluster(_ADMISSION, "ValidatingAdmissionPolicy", "validatingadmissionpolicies"),
    _cluster(_ADMISSION, "ValidatingAdmissionPolicyBinding", "validatingadmissionpolicybindings"),
    _cluster(_ADMISSION, "ValidatingWebhookConfiguration", "validatingwebhookconfigurations"),
    _cluster("apiextensions.k8s.io", "CustomResourceDefinition", "customresourcedefinitions", "crd", "crds"),
    _cluster("apiregistration.k8s.io", "APIService", "apiservices"),
    _request("authentication.k8s.io", "SelfSubjectReview", "selfsubjectreviews", namespaced=False),
    _request("authentication.k8s.io", "TokenRequest", "", namespaced=True),
    _request("authentication.k8s.io", "TokenReview", "tokenreviews", namespaced=False),
    _request("authorization.k8s.io", "LocalSubjectAccessReview", "localsubjectaccessreviews", namespaced=True),
    _request("authorization.k8s.io", "SelfSubjectAccessReview", "selfsubjectaccessreviews", namespaced=False),
    _request("authorization.k8s.io", "SelfSubjectRulesReview", "selfsubjectrulesreviews", namespaced=False),
    _request("authorization.k8s.io", "SubjectAccessReview", "subjectaccessreviews", namespaced=False),
    _cluster(_CERTIFICATES, "CertificateSigningRequest", "certificatesigningrequests", "csr"),
    _cluster(_CERTIFICATES, "ClusterTrustBundle", "clustertrustbundles"),
    Kind(_CERTIFICATES, "PodCertificateRequest", "podcertificaterequests"),
    Kind("coordination.k8s.io", "Lease", "leases"),
    Kind("coordination.k8s.io", "LeaseCandidate", "leasecandidates"),
    Kind("discovery.k8s.io", "EndpointSlice", "endpointslices"),
    Kind("events.k8s.io", "Event", "events", ("ev",)),
    _cluster(_FLOW, "FlowSchema", "flowschemas"),
    _cluster(_FLOW, "PriorityLevelConfiguration", "prioritylevelconfigurations"),
    _cluster("internal.apiserver.k8s.io", "StorageVersion", "storageversions"),
    Kind("lifecycle.k8s.io", "Eviction", "evictions"),
    Kind("lifecycle.k8s.io", "EvictionRequest", "evictionrequests"),
    _cluster(_NETWORKING, "ClusterCIDR", "clustercidrs"),
    _cluster(_NETWORKING, "IPAddress", "ipaddresses", "ip"),
    Kind(_NETWORKING, "Ingress", "ingresses", ("ing",)),
    _cluster(_NETWORKING, "IngressClass", "ingressclasses"),
    Kind(_NETWORKING, "NetworkPolicy", "networkpolicies", ("netpol",)),
    _cluster(_NETWORKING, "ServiceCIDR", "servicecidrs"),
    _cluster("node.k8s.io", "RuntimeClass", "runtimeclasses"),
    _cluster(_RBAC, "ClusterRole", "clusterroles"),
    _cluster(_RBAC, "ClusterRoleBinding", "clusterrolebindings"),
    Kind(_RBAC, "Role", "roles"),
    Kind(_RBAC, "RoleBinding", "rolebindings"),
    _cluster(_RESOURCE, "DeviceClass", "deviceclasses"),
    _cluster(_RESOURCE, "DeviceTaintRule", "devicetaintrules"),
    Kind(_RESOURCE, "PodScheduling", "podschedulings"),
    Kind(_RESOURCE, "PodSchedulingContext", "podschedulingcontexts"),
    Kind(_RESOURCE, "ResourceClaim", "resourceclaims"),
    Kind(_RESOURCE, "ResourceClaimParameters", "resourceclaimparameters"),
    Kind(_RESOURCE, "ResourceClaimTemplate", "resourceclaimtemplates"),
    _cluster(_RESOURCE, "ResourceClass", "resourceclasses"),
    Kind(_RESOURCE, "ResourceClassParameters", "resourceclassparameters"),
    _cluster(_RESOURCE, "ResourcePoolStatusRequest", "resourcepoolstatusrequests"),
    _cluster(_RESOURCE, "ResourceSlice", "resourceslices"),
    Kind(_SCHEDULING, "CompositePodGroup", "compositepodgroups"),
    Kind(_SCHEDULING, "PodGroup", "podgroups"),
    _cluster(_SCHEDULING, "PriorityClass", "priorityclasses", "pc"),
    Kind(_SCHEDULING, "Workload", "workloads"),
    _cluster(_STORAGE, "CSIDriver", "csidrivers"),
    _cluster(_STORAGE, "CSINode", "csinodes"),
    Kind(_STORAGE, "CSIStorageCapacity", "csistoragecapacities"),
    _cluster(_STORAGE, "StorageClass", "storageclasses", "sc"),
    _cluster(_STORAGE, "VolumeAttachment", "volumeattachments"),
    _cluster(_STORAGE, "VolumeAttributesClass", "volumeattributesclasses", "vac"),
    _cluster("storagemigration.k8s.io", "StorageVersionMigration", "storageversionmigrations"),
    # What the group extensions had until Kubernetes 1.22.
    _long("extensions", "Deployment", "deployments", "deploy"),
    _long("extensions", "DaemonSet", "daemonsets", "ds", scalable=False),
    _long("extensions", "ReplicaSet", "replicasets", "rs"),
    Kind("extensions", "Ingress", "ingresses", ("ing",)),
    Kind("extensions", "NetworkPolicy", "networkpolicies", ("netpol",)),
    _cluster("extensions", "PodSecurityPolicy", "podsecuritypolicies", "psp"),
)

_FOUND: dict[tuple[str, str], Kind] = {(row.group, row.kind): row for row in KINDS}

GROUPS: frozenset[str] = frozenset(row.group for row in KINDS)
"""The API groups that are built in; the core group is the empty string."""
WORKLOADS: tuple[str, ...] = tuple(dict.fromkeys(row.kind for row in KINDS if row.workload))
"""The kinds that are or make pods, by name: what most rules about workloads are for."""
LONG_RUNNING: tuple[str, ...] = tuple(dict.fromkeys(row.kind for row in KINDS if row.long_running))
"""The workloads whose pods are to run until somebody ends them: all but Jobs and CronJobs."""
SCALABLE: tuple[str, ...] = tuple(dict.fromkeys(row.kind for row in KINDS if row.scalable))
"""The workloads that an autoscaler can scale."""
CONTROLLERS: tuple[str, ...] = tuple(row.kind for row in KINDS if row.long_running and row.group == "apps")
"""The workloads of the group apps, which find their pods by a LabelSelector."""
POD_SPECS: dict[str, Path] = {
    f"{row.group}/{row.kind}" if row.group else row.kind: row.pod_path for row in KINDS if row.pod_path
}
"""`group/Kind` (the kind alone in the core group) to the path of its pod spec, as plugins add to it."""
SHORT: dict[str, str] = {short: row.kind for row in KINDS for short in row.short}
"""Short names, as kubectl has them, to kinds."""


def find(group: str, kind: str) -> Kind | None:
    """The row of a kind, None for one that is not built in."""
    return _FOUND.get((group, kind))


def group_of(api_version: str) -> str:
    """The group of an apiVersion: `apps` of `apps/v1`, empty for `v1`."""
    return api_version.rpartition("/")[0]


def is_namespaced(group: str, kind: str) -> bool | None:
    """Whether objects of a kind lie in a namespace; None for a kind that is not built in."""
    row = _FOUND.get((group, kind))
    return None if row is None else row.namespaced


def plural(group: str, kind: str) -> str:
    """The name of a kind's resource; for one that is not built in, the plural that it most likely has."""
    row = _FOUND.get((group, kind))
    return _plural(kind) if row is None else row.plural


def with_groups(names: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """Built-in kinds as pairs of group and kind, each in the group that has it today. Raises KeyError for any other."""
    by_name = {row.kind: row.group for row in reversed(KINDS)}
    return tuple((by_name[name], name) for name in names)


def called(word: str) -> list[Kind]:
    """The built-in kinds that people mean by a word: `deploy`, `Deployment`, `deployments.apps`, `svc`."""
    name, _, group = word.lower().partition(".")
    return [row for row in _called().get(name, ()) if not group or row.group == group]


@lru_cache(maxsize=1)
def _called() -> dict[str, list[Kind]]:
    """The built-in kinds by all their names in lower case."""
    found: dict[str, list[Kind]] = {}
    for row in KINDS:
        for name in dict.fromkeys((row.kind.lower(), row.plural, *row.short)):
            if name:
                found.setdefault(name, []).append(row)
    return found


def means(word: str, kind: str) -> bool:
    """Whether a word (short, singular or plural, any case, group or not) means a kind, which need not be built in."""
    said = word.lower().partition(".")[0]
    if not said or SHORT.get(said) == kind or said == kind.lower():
        return bool(said)
    return said in (_plural(kind), f"{kind.lower()}s", *(row.plural for row in KINDS if row.kind == kind))


def _plural(kind: str) -> str:
    singular = kind.lower()
    if singular.endswith("y") and singular[-2:-1] not in ("a", "e", "o", "u"):
        return f"{singular[:-1]}ies"
    return singular + ("es" if singular.endswith(("s", "x", "z", "ch", "sh")) else "s")
