"""The roles that every cluster has."""

from __future__ import annotations

_CONTROLLERS = (
    "attachdetach certificate clusterrole-aggregation cronjob daemon-set deployment disruption endpoint "
    "endpointslice endpointslicemirroring ephemeral-volume expand generic-garbage-collector "
    "horizontal-pod-autoscaler job legacy-service-account-token-cleaner namespace node persistent-volume-binder "
    "pod-garbage-collector pv-protection pvc-protection replicaset replication resourcequota "
    "root-ca-cert-publisher route selinux-warning service service-account service-cidrs statefulset ttl "
    "ttl-after-finished validatingadmissionpolicy-status volumeattributesclass-protection resource-claim "
    "device-taint-eviction storage-version-migrator podcertificaterequestcleaner "
    "kube-apiserver-serving-clustertrustbundle-publisher"
)

_SYSTEM = (
    "aggregate-to-admin aggregate-to-edit aggregate-to-view auth-delegator basic-user "
    "certificates.k8s.io:certificatesigningrequests:nodeclient "
    "certificates.k8s.io:certificatesigningrequests:selfnodeclient "
    "certificates.k8s.io:kube-apiserver-client-approver "
    "certificates.k8s.io:kube-apiserver-client-kubelet-approver certificates.k8s.io:kubelet-serving-approver "
    "certificates.k8s.io:legacy-unknown-approver cluster-trust-bundle-discovery discovery heapster "
    "kube-aggregator kube-controller-manager kube-dns kube-scheduler kubelet-api-admin monitoring node "
    "node-bootstrapper node-problem-detector node-proxier persistent-volume-provisioner public-info-viewer "
    "service-account-issuer-discovery volume-scheduler"
)

CLUSTER_ROLES = (
    "cluster-admin",
    "admin",
    "edit",
    "view",
    *(f"system:{name}" for name in _SYSTEM.split()),
    *(f"system:controller:{name}-controller" for name in _CONTROLLERS.split()),
    "system:controller:generic-garbage-collector",
    "system:controller:horizontal-pod-autoscaler",
    "system:controller:legacy-service-account-token-cleaner",
    "system:controller:persistent-volume-binder",
    "system:controller:pod-garbage-collector",
    "system:controller:root-ca-cert-publisher",
    "kubeadm:get-nodes",
)
"""The ClusterRoles that the API server creates, and the one of kubeadm."""

WITHOUT_NAMESPACE = {
    "system:auth-delegator": "reviews of tokens and access",
    "system:basic-user": "reviews of one's own access",
    "system:cluster-trust-bundle-discovery": "ClusterTrustBundles",
    "system:discovery": "paths of the API server",
    "system:kubelet-api-admin": "nodes",
    "system:monitoring": "paths of the API server",
    "system:node-bootstrapper": "CertificateSigningRequests",
    "system:public-info-viewer": "paths of the API server",
    "system:service-account-issuer-discovery": "paths of the API server",
    **{
        f"system:{name}": "CertificateSigningRequests and signers"
        for name in _SYSTEM.split()
        if name.startswith("certificates.k8s.io:")
    },
    "kubeadm:get-nodes": "nodes",
}
"""Those of which no right lies in a namespace, and what they are about."""

_ROLES = {
    "kube-system": (
        "extension-apiserver-authentication-reader",
        "system::leader-locking-kube-controller-manager",
        "system::leader-locking-kube-scheduler",
        "system:controller:bootstrap-signer",
        "system:controller:cloud-provider",
        "system:controller:token-cleaner",
        "kubeadm:kubelet-config",
        "kubeadm:nodes-kubeadm-config",
    ),
    "kube-public": ("system:controller:bootstrap-signer", "kubeadm:bootstrap-signer-clusterinfo"),
}


def roles(namespace: str | None) -> tuple[str, ...]:
    """The Roles that a namespace has from the start; for one that is not written, those of all."""
    if namespace is None:
        return tuple(name for names in _ROLES.values() for name in names)
    return _ROLES.get(namespace, ())
