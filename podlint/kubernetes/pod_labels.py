"""Labels that pods have without standing in any template: data, with the source of each row.

Controllers add some to the pods that they make, servers to their own pods while they run; and some pods are made by
programs, not by an object.
"""

from __future__ import annotations

from podlint.tuples import NamedTuple

Values = frozenset[str] | None
"""The values that a label may have; None for any."""


class Server(NamedTuple):
    """A server that labels its own pods: the labels with their values, and the words that its pods are known by."""

    labels: dict[str, Values]
    words: tuple[str, ...]
    source: str


class Made(NamedTuple):
    """Pods that no object of a project makes: their labels, and the one namespace they are in, where there is one."""

    labels: dict[str, str]
    namespace: str | None
    source: str


_TRUTH = frozenset({"true", "false"})

SERVERS: tuple[Server, ...] = (
    Server(
        {
            "vault-active": _TRUTH,
            "vault-initialized": _TRUTH,
            "vault-perf-standby": _TRUTH,
            "vault-sealed": _TRUTH,
            "vault-version": None,
        },
        ("vault",),
        "https://developer.hashicorp.com/vault/docs/configuration/service-registration/kubernetes",
    ),
    Server(
        {
            "openbao-active": _TRUTH,
            "openbao-initialized": _TRUTH,
            "openbao-sealed": _TRUTH,
            "openbao-version": None,
        },
        ("openbao", "bao"),
        "https://openbao.org/docs/configuration/service-registration/kubernetes",
    ),
    Server(
        {"role": None, "spilo-role": None, "cluster-name": None},
        ("patroni", "spilo"),
        "https://patroni.readthedocs.io/en/latest/kubernetes.html",
    ),
    Server({"isMaster": _TRUTH}, ("redis",), "https://github.com/bitnami/charts/tree/main/bitnami/redis"),
)

_KUBEADM = "https://kubernetes.io/docs/reference/setup-tools/kubeadm/implementation-details/"
_KOPS = "https://kops.sigs.k8s.io/"

MADE: tuple[Made, ...] = (
    *(
        Made({"component": name, "tier": "control-plane"}, "kube-system", _KUBEADM)
        for name in ("etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler")
    ),
    *(Made({"k8s-app": name}, "kube-system", _KUBEADM) for name in ("kube-dns", "kube-proxy")),
    *(
        Made({"k8s-app": name}, "kube-system", _KOPS)
        for name in ("kube-apiserver", "kube-controller-manager", "kube-scheduler")
    ),
    *(
        Made({"spark-role": name}, None, "https://spark.apache.org/docs/latest/running-on-kubernetes.html")
        for name in ("driver", "executor")
    ),
    Made(
        {"app": "jupyterhub", "component": "singleuser-server"},
        None,
        "https://jupyterhub-kubespawner.readthedocs.io/en/latest/spawner.html",
    ),
)

DOMAINS: dict[str, str] = {
    "batch.volcano.sh": "https://volcano.sh/en/docs/vcjob/",
    "clickhouse.altinity.com": "https://github.com/Altinity/clickhouse-operator",
    "cnpg.io": "https://cloudnative-pg.io/documentation/current/labels_annotations/",
    "gateway.networking.k8s.io": "https://gateway-api.sigs.k8s.io/geps/gep-1762/",
    "jobset.sigs.k8s.io": "https://jobset.sigs.k8s.io/",
    "k8s.elastic.co": "https://www.elastic.co/docs/deploy-manage/deploy/cloud-on-k8s",
    "kubevirt.io": "https://kubevirt.io/user-guide/",
    "leaderworkerset.sigs.k8s.io": "https://lws.sigs.k8s.io/",
    "longhorn.io": "https://longhorn.io/docs/",
    "mysql.oracle.com": "https://dev.mysql.com/doc/mysql-operator/en/",
    "postgres-operator.crunchydata.com": "https://access.crunchydata.com/documentation/postgres-operator/latest",
    "ray.io": "https://docs.ray.io/en/latest/cluster/kubernetes/index.html",
    "serving.knative.dev": "https://knative.dev/docs/serving/",
    "sparkoperator.k8s.io": "https://github.com/kubeflow/spark-operator",
    "strimzi.io": "https://strimzi.io/docs/operators/latest/deploying",
    "tekton.dev": "https://tekton.dev/docs/pipelines/labels/",
    "training.kubeflow.org": "https://www.kubeflow.org/docs/components/trainer/",
    "workflows.argoproj.io": "https://argo-workflows.readthedocs.io/",
}
"""Domains of operators that put labels under them on the pods that they make."""

STATEFUL, DAEMON, JOB, REPLICAS = "StatefulSet", "DaemonSet", "Job", "ReplicaSet"

OF_CONTROLLERS: dict[str, tuple[str, ...]] = {
    "statefulset.kubernetes.io/pod-name": (STATEFUL,),
    "apps.kubernetes.io/pod-index": (STATEFUL,),
    "controller-revision-hash": (STATEFUL, DAEMON),
    "pod-template-generation": (DAEMON,),
    "pod-template-hash": (REPLICAS, "Deployment"),
    "rollouts-pod-template-hash": ("Rollout", "Deployment"),
    "batch.kubernetes.io/job-name": (JOB, "CronJob"),
    "job-name": (JOB, "CronJob"),
    "batch.kubernetes.io/controller-uid": (JOB, "CronJob"),
    "controller-uid": (JOB, "CronJob"),
    "batch.kubernetes.io/job-completion-index": (JOB, "CronJob"),
}
"""The labels that controllers add to their pods (see `labels-annotations-taints` of the Kubernetes reference), and the
kinds whose controllers do; that of a Deployment through its ReplicaSets."""

NO_PODS = frozenset(
    {
        "aquasecurity.github.io",
        "audit.k8s.io",
        "bitnami.com",
        "cert-manager.io",
        "cilium.io",
        "config.gatekeeper.sh",
        "constraints.gatekeeper.sh",
        "crd.projectcalico.org",
        "cloud.google.com",
        "external-secrets.io",
        "externaldns.k8s.io",
        "image.toolkit.fluxcd.io",
        "keda.sh",
        "kyverno.io",
        "metallb.io",
        "monitoring.googleapis.com",
        "networking.gke.io",
        "networking.istio.io",
        "notification.toolkit.fluxcd.io",
        "policies.kyverno.io",
        "projectcalico.org",
        "rbac.istio.io",
        "route.openshift.io",
        "secrets-store.csi.x-k8s.io",
        "security.istio.io",
        "security.openshift.io",
        "snapshot.storage.k8s.io",
        "source.toolkit.fluxcd.io",
        "split.smi-spec.io",
        "telemetry.istio.io",
        "templates.gatekeeper.sh",
        "traefik.containo.us",
        "traefik.io",
        "vpcresources.k8s.aws",
    }
)
"""Groups whose custom resources make no pods: they configure, sign, route, or fetch."""

NO_PODS_KINDS = frozenset(
    {
        ("argoproj.io", "AppProject"),
        ("autoscaling.k8s.io", "VerticalPodAutoscaler"),
        ("autoscaling.k8s.io", "VerticalPodAutoscalerCheckpoint"),
        ("gateway.networking.k8s.io", "BackendTLSPolicy"),
        ("gateway.networking.k8s.io", "GatewayClass"),
        ("gateway.networking.k8s.io", "GRPCRoute"),
        ("gateway.networking.k8s.io", "HTTPRoute"),
        ("gateway.networking.k8s.io", "ReferenceGrant"),
        ("gateway.networking.k8s.io", "TCPRoute"),
        ("gateway.networking.k8s.io", "TLSRoute"),
        ("gateway.networking.k8s.io", "UDPRoute"),
        ("monitoring.coreos.com", "AlertmanagerConfig"),
        ("monitoring.coreos.com", "PodMonitor"),
        ("monitoring.coreos.com", "Probe"),
        ("monitoring.coreos.com", "PrometheusRule"),
        ("monitoring.coreos.com", "ScrapeConfig"),
        ("monitoring.coreos.com", "ServiceMonitor"),
    }
)
"""Kinds of other groups that make none either."""

FOREIGN_WORKLOADS = frozenset(
    {
        ("apps.kruise.io", "CloneSet"),
        ("apps.kruise.io", "DaemonSet"),
        ("apps.kruise.io", "StatefulSet"),
        ("apps.openshift.io", "DeploymentConfig"),
        ("argoproj.io", "Rollout"),
    }
)
"""Custom resources with a pod template where a Deployment has it, whose labels their pods carry as they are."""

KEYS = frozenset(OF_CONTROLLERS).union(*(server.labels for server in SERVERS))
"""The keys of all labels that controllers and servers add to pods which objects of a project make."""
