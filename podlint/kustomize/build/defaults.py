"""The field specifications that kustomize brings along: facts of its version 5.7, in our own form."""

from __future__ import annotations

from functools import lru_cache

from podlint.kustomize.build.identity import Gvk
from podlint.kustomize.build.specs import Spec, in_order
from podlint.tuples import NamedTuple

_POD = {"Pod": "spec", "PodTemplate": "template/spec", "CronJob": "spec/jobTemplate/spec/template/spec"}
_WORKLOADS = ("Deployment", "ReplicaSet", "DaemonSet", "StatefulSet", "Job")
_ACCOUNTED = ("Pod", "StatefulSet", "Deployment", "ReplicationController", "CronJob", "Job", "DaemonSet")
_FILLED = ("CronJob", "DaemonSet", "Deployment", "Job", "Pod", "ReplicaSet", "StatefulSet")
_AFFINITIES = (
    "podAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "podAffinity/requiredDuringSchedulingIgnoredDuringExecution",
    "podAntiAffinity/preferredDuringSchedulingIgnoredDuringExecution/podAffinityTerm",
    "podAntiAffinity/requiredDuringSchedulingIgnoredDuringExecution",
)
_RBAC = "rbac.authorization.k8s.io"
_ADMISSION = "admissionregistration.k8s.io"


class Reference(NamedTuple):
    """Fields that hold the name of an object of a kind."""

    target: Gvk
    fields: list[Spec]


class Config(NamedTuple):
    """All field specifications that hold for a kustomization."""

    name_prefix: list[Spec]
    name_suffix: list[Spec]
    namespace: list[Spec]
    common_labels: list[Spec]
    labels: list[Spec]
    template_labels: list[Spec]
    common_annotations: list[Spec]
    name_reference: list[Reference]
    var_reference: list[Spec]
    images: list[Spec]
    replicas: list[Spec]


def empty() -> Config:
    """No field specifications."""
    return Config([], [], [], [], [], [], [], [], [], [], [])


@lru_cache(maxsize=1)
def defaults() -> Config:
    """What kustomize brings along."""
    name = [Spec(Gvk(), "metadata/name")]
    return Config(
        name,
        name,
        _namespace(),
        in_order([*_selectors(), *_label_fields()]),
        [],
        in_order(_label_fields()),
        in_order(_annotation_fields()),
        sorted(_references(), key=lambda reference: reference.target.order),
        in_order(_variables()),
        [Spec(Gvk(), f"{pod}/{end}", True) for pod in ("spec", "spec/template/spec") for end in _IMAGES],
        in_order(
            [
                Spec(Gvk(kind=kind), "spec/replicas", True)
                for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
            ]
        ),
    )


_IMAGES = ("containers[]/image", "initContainers[]/image", "volumes[]/image/reference")


def _namespace() -> list[Spec]:
    return in_order(
        [
            Spec(Gvk(kind="Namespace"), "metadata/name", True),
            Spec(Gvk("apiregistration.k8s.io", "", "APIService"), "spec/service/namespace", True),
            Spec(
                Gvk("apiextensions.k8s.io", "", "CustomResourceDefinition"),
                "spec/conversion/webhook/clientConfig/service/namespace",
            ),
        ]
    )


def _selectors() -> list[Spec]:
    found = [
        Spec(Gvk("", "v1", "Service"), "spec/selector", True),
        Spec(Gvk("", "v1", "ReplicationController"), "spec/selector", True),
        Spec(Gvk(kind="Deployment"), "spec/selector/matchLabels", True),
        Spec(Gvk(kind="ReplicaSet"), "spec/selector/matchLabels", True),
        Spec(Gvk(kind="DaemonSet"), "spec/selector/matchLabels", True),
        Spec(Gvk("apps", "", "StatefulSet"), "spec/selector/matchLabels", True),
        Spec(Gvk("batch", "", "Job"), "spec/selector/matchLabels"),
        Spec(Gvk("batch", "", "CronJob"), "spec/jobTemplate/spec/selector/matchLabels"),
        Spec(Gvk("policy", "", "PodDisruptionBudget"), "spec/selector/matchLabels"),
    ]
    for kind in ("Deployment", "StatefulSet"):
        pod = "spec/template/spec"
        ends = [*(f"affinity/{each}" for each in _AFFINITIES), "topologySpreadConstraints"]
        found += [Spec(Gvk("apps", "", kind), f"{pod}/{end}/labelSelector/matchLabels") for end in ends]
    policy = Gvk("networking.k8s.io", "", "NetworkPolicy")
    return found + [Spec(policy, f"spec/{end}podSelector/matchLabels") for end in ("", "ingress/from/", "egress/to/")]


def _templates(field: str) -> list[Spec]:
    """The metadata that labels and annotations reach alike."""
    return [
        Spec(Gvk(), f"metadata/{field}", True),
        Spec(Gvk("", "v1", "ReplicationController"), f"spec/template/metadata/{field}", True),
        *(
            Spec(Gvk(kind=kind), f"spec/template/metadata/{field}", True)
            for kind in ("Deployment", "ReplicaSet", "DaemonSet")
        ),
        Spec(Gvk("batch", "", "Job"), f"spec/template/metadata/{field}", True),
        Spec(Gvk("batch", "", "CronJob"), f"spec/jobTemplate/metadata/{field}", True),
        Spec(Gvk("batch", "", "CronJob"), f"spec/jobTemplate/spec/template/metadata/{field}", True),
    ]


def _label_fields() -> list[Spec]:
    stateful = Gvk("apps", "", "StatefulSet")
    return [
        *_templates("labels"),
        Spec(stateful, "spec/template/metadata/labels", True),
        Spec(stateful, "spec/volumeClaimTemplates[]/metadata/labels", True),
    ]


def _annotation_fields() -> list[Spec]:
    return [*_templates("annotations"), Spec(Gvk(kind="StatefulSet"), "spec/template/metadata/annotations", True)]


def _pod(kind: str) -> str:
    return _POD.get(kind, "spec/template/spec")


def _in_pods(kinds: tuple[str, ...], *ends: str) -> list[Spec]:
    return [Spec(Gvk(kind=kind), f"{_pod(kind)}/{end}") for kind in kinds for end in ends]


def _held(what: str, volume: str, *more: str) -> list[Spec]:
    """The fields of pods that name a ConfigMap or Secret."""
    ends = [
        volume,
        *(
            f"{containers}/{end}"
            for end in (f"env/valueFrom/{what}KeyRef/name", f"envFrom/{what}Ref/name")
            for containers in ("containers", "initContainers")
        ),
        f"volumes/projected/sources/{what}/name",
        *more,
    ]
    pods = [Spec(Gvk("", "v1", "Pod"), f"spec/{end}") for end in ends]
    return [*pods, *_in_pods(("PodTemplate", *_WORKLOADS, "CronJob"), *ends)]


def _of(kind: str, *paths: str, group: str = "") -> list[Spec]:
    return [Spec(Gvk(group, "", kind), path) for path in paths]


def _references() -> list[Reference]:
    nginx = r"metadata/annotations/nginx.ingress.kubernetes.io\/"
    named = "rules/resourceNames"
    config_map = [
        *_held("configMap", "volumes/configMap/name"),
        *_of("Node", "spec/configSource/configMap"),
        *_of("Role", named),
        *_of("ClusterRole", named),
        *_of("Ingress", f"{nginx}fastcgi-params-configmap"),
    ]
    secret = [
        *_held("secret", "volumes/secret/secretName", "imagePullSecrets/name"),
        *_of("Ingress", "spec/tls/secretName", r"metadata/annotations/ingress.kubernetes.io\/auth-secret"),
        *_of("Ingress", f"{nginx}auth-secret", f"{nginx}auth-tls-secret"),
        *_of("ServiceAccount", "imagePullSecrets/name"),
        *_of("StorageClass", *(f"parameters/{end}" for end in ("secretName", "adminSecretName", "userSecretName"))),
        *_of("StorageClass", "parameters/secretRef"),
        *_of("Role", named),
        *_of("ClusterRole", named),
        Spec(
            Gvk("serving.knative.dev", "v1", "Service"),
            "spec/template/spec/containers/env/valueFrom/secretKeyRef/name",
        ),
        *_of("PersistentVolume", "spec/azureFile/secretName"),
    ]
    backends = ("spec/rules/http/paths/backend", "spec/backend", "spec/defaultBackend")
    service = [
        *_of("StatefulSet", "spec/serviceName", group="apps"),
        *_of("Ingress", f"{backends[0]}/serviceName", f"{backends[1]}/serviceName"),
        *_of("Ingress", f"{backends[0]}/service/name", f"{backends[2]}/service/name"),
        *_of("APIService", "spec/service/name", group="apiregistration.k8s.io"),
        *_of("ValidatingWebhookConfiguration", "webhooks/clientConfig/service", group=_ADMISSION),
        *_of("MutatingWebhookConfiguration", "webhooks/clientConfig/service", group=_ADMISSION),
    ]
    account = [
        *_of("RoleBinding", "subjects", group=_RBAC),
        *_of("ClusterRoleBinding", "subjects", group=_RBAC),
        *_in_pods(_ACCOUNTED, "serviceAccountName"),
    ]
    classes = [
        *_of("PersistentVolume", "spec/storageClassName"),
        *_of("PersistentVolumeClaim", "spec/storageClassName"),
        *_of("StatefulSet", "spec/volumeClaimTemplates/spec/storageClassName"),
    ]
    return [
        *(
            Reference(Gvk(kind=kind), _of("HorizontalPodAutoscaler", "spec/scaleTargetRef/name"))
            for kind in ("Deployment", "ReplicationController", "ReplicaSet", "StatefulSet")
        ),
        Reference(Gvk("", "v1", "ConfigMap"), config_map),
        Reference(Gvk("", "v1", "Secret"), secret),
        Reference(Gvk("", "v1", "Service"), service),
        Reference(Gvk(_RBAC, "", "Role"), _of("RoleBinding", "roleRef/name", group=_RBAC)),
        Reference(
            Gvk(_RBAC, "", "ClusterRole"),
            [Spec(Gvk(_RBAC, "", kind), "roleRef/name") for kind in ("RoleBinding", "ClusterRoleBinding")],
        ),
        Reference(Gvk("", "v1", "ServiceAccount"), account),
        Reference(
            Gvk("", "v1", "PersistentVolumeClaim"), _in_pods(_ACCOUNTED, "volumes/persistentVolumeClaim/claimName")
        ),
        Reference(
            Gvk("", "v1", "PersistentVolume"),
            [*_of("PersistentVolumeClaim", "spec/volumeName"), *_of("ClusterRole", named)],
        ),
        Reference(Gvk("storage.k8s.io", "v1", "StorageClass"), classes),
        Reference(Gvk("scheduling.k8s.io", "v1", "PriorityClass"), _in_pods(_ACCOUNTED, "priorityClassName")),
        # The group is written with its version in kustomize itself, so that it never fits.
        Reference(Gvk("networking.k8s.io/v1", "v1", "IngressClass"), _of("Ingress", "spec/ingressClassName")),
        Reference(
            Gvk(_ADMISSION, "", "ValidatingAdmissionPolicy"),
            _of("ValidatingAdmissionPolicyBinding", "spec/policyName", group=_ADMISSION),
        ),
    ]


def _variables() -> list[Spec]:
    ends = [
        f"{containers}/{end}"
        for containers in ("containers", "initContainers")
        for end in ("args", "command", "env/value", "volumeMounts/mountPath")
    ]
    return [
        *_in_pods(_FILLED, *ends),
        *_in_pods(tuple(kind for kind in _FILLED if kind not in ("CronJob", "StatefulSet")), "volumes/nfs/server"),
        *_of("CronJob", "spec/jobTemplate/spec/template/volumes/nfs/server"),
        *_of("Deployment", "spec/template/metadata/annotations"),
        *_of("Ingress", "spec/rules/host", "spec/tls/hosts", "spec/tls/secretName"),
        *_of("Service", "spec/ports/port", "spec/ports/targetPort"),
        *_of("StatefulSet", "spec/volumeClaimTemplates/spec/nfs/server"),
        *_of("PersistentVolume", "spec/nfs/server"),
        Spec(Gvk(), "metadata/labels"),
        Spec(Gvk(), "metadata/annotations"),
    ]
