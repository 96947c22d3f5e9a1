"""What people call kinds: `deploy`, `svc`, `pods`, as kubectl takes them."""

from __future__ import annotations

SHORT = {
    "cm": "ConfigMap",
    "cj": "CronJob",
    "crd": "CustomResourceDefinition",
    "crds": "CustomResourceDefinition",
    "csr": "CertificateSigningRequest",
    "deploy": "Deployment",
    "ds": "DaemonSet",
    "ep": "Endpoints",
    "ev": "Event",
    "hpa": "HorizontalPodAutoscaler",
    "ing": "Ingress",
    "limits": "LimitRange",
    "netpol": "NetworkPolicy",
    "no": "Node",
    "ns": "Namespace",
    "pc": "PriorityClass",
    "pdb": "PodDisruptionBudget",
    "po": "Pod",
    "pv": "PersistentVolume",
    "pvc": "PersistentVolumeClaim",
    "quota": "ResourceQuota",
    "rc": "ReplicationController",
    "rs": "ReplicaSet",
    "sa": "ServiceAccount",
    "sc": "StorageClass",
    "sts": "StatefulSet",
    "svc": "Service",
    "vac": "VolumeAttributesClass",
}
"""Short names, as kubectl has them."""


def means(word: str, kind: str) -> bool:
    """Whether a word (short name, singular or plural, any case, with or without group) means a kind."""
    said = word.lower().partition(".")[0]
    singular = kind.lower()
    plural = singular[:-1] + "ies" if singular.endswith("y") else singular + ("es" if singular[-1] in "sxz" else "s")
    return said in (singular, plural, f"{singular}s") or SHORT.get(said) == kind
