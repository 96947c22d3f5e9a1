"""The controllers of clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.kubernetes.images import Rows

_GITHUB = "https://github.com"
_CONTROLLER = Serves.CONTROLLER
_PROGRAM, _ARGUMENTS = Starts.PROGRAM, Starts.ARGUMENTS


def _controller(
    *names: str,
    source: str,
    user: str = "",
    shell: bool | None = False,
    ports: tuple[int, ...] = (),
    exposes: tuple[int, ...] = (),
    starts: Starts = _PROGRAM,
    local: bool = False,
    named: str | None = None,
    tags: Mapping[str, Mapping[str, Any]] | None = None,
) -> tuple[tuple[str, ...], ImageFacts]:
    facts = ImageFacts(
        named or names[0].rpartition("/")[2],
        _CONTROLLER,
        ports,
        exposes=exposes,
        user=user,
        shell=shell,
        starts=starts,
        local=local,
        source=f"{_GITHUB}/{source}",
        tags=tags or {},
    )
    return names, facts


def _cert_manager(name: str) -> tuple[tuple[str, ...], ImageFacts]:
    source = f"cert-manager/cert-manager/blob/master/hack/containers/Containerfile.{name}"
    named = "cert-manager" if name == "controller" else f"cert-manager-{name}"
    return _controller(f"jetstack/cert-manager-{name}", source=source, user="1000", named=named)


def _flux(name: str) -> tuple[tuple[str, ...], ImageFacts]:
    source = f"fluxcd/{name}-controller/blob/main/Dockerfile"
    return _controller(f"fluxcd/{name}-controller", source=source, shell=True, local=True)


def _csi(name: str, source: str, *, user: str = "", shell: bool | None = None) -> tuple[tuple[str, ...], ImageFacts]:
    names = (f"registry.k8s.io/sig-storage/{name}", f"sig-storage/{name}")
    return _controller(*names, source=f"kubernetes-csi/{source}", user=user, shell=shell)


ROWS: Rows = (
    _controller("stakater/reloader", source="stakater/Reloader/blob/master/Dockerfile", shell=None, ports=(9090,)),
    _controller(
        "external-secrets/external-secrets",
        source="external-secrets/external-secrets/blob/main/Dockerfile",
        user="65534",
        tags={"ubi": {"shell": None}},
    ),
    _controller(
        *("coredns/coredns", "registry.k8s.io/coredns/coredns", "registry.k8s.io/coredns"),
        source="coredns/coredns/blob/master/Dockerfile",
        exposes=(53,),
    ),
    _controller(
        *("registry.k8s.io/metrics-server/metrics-server", "metrics-server/metrics-server"),
        source="kubernetes-sigs/metrics-server/blob/master/Dockerfile",
        user="65534",
    ),
    _controller(
        *("registry.k8s.io/external-dns/external-dns", "external-dns/external-dns"),
        source="kubernetes-sigs/external-dns/blob/master/.ko.yaml",
        shell=None,
        ports=(7979,),
    ),
    _controller(
        *("registry.k8s.io/ingress-nginx/controller", "ingress-nginx/controller"),
        source="kubernetes/ingress-nginx/blob/main/rootfs/Dockerfile",
        user="www-data",
        shell=True,
        exposes=(80, 443),
        starts=_ARGUMENTS,
        local=True,
        named="ingress-nginx",
    ),
    *map(_cert_manager, ("controller", "webhook", "cainjector")),
    _controller(
        "argoproj/argocd",
        source="argoproj/argo-cd/blob/master/Dockerfile",
        user="999",
        shell=True,
        starts=_ARGUMENTS,
        local=True,
    ),
    *(
        _controller(f"argoproj/{name}", source="argoproj/argo-workflows/blob/main/Dockerfile", user="8737")
        for name in ("workflow-controller", "argocli")
    ),
    *(
        _controller(f"argoproj/{name}", source="argoproj/argo-rollouts/blob/master/Dockerfile", user="999")
        for name in ("argo-rollouts", "kubectl-argo-rollouts")
    ),
    *map(_flux, ("source", "kustomize", "helm", "notification", "image-reflector", "image-automation")),
    _controller(
        "bitnami-labs/sealed-secrets-controller",
        source="bitnami-labs/sealed-secrets/blob/main/docker/controller.Dockerfile",
        user="1001",
        exposes=(8080, 8081),
        local=True,
    ),
    _controller(
        "bitnami/sealed-secrets-controller",
        source="bitnami/containers/blob/main/bitnami/sealed-secrets-controller/0/debian-12/Dockerfile",
        user="1001",
        shell=None,
        exposes=(8080, 8081),
    ),
    _controller("openpolicyagent/gatekeeper", source="open-policy-agent/gatekeeper/blob/master/Dockerfile"),
    _controller("openpolicyagent/opa", source="open-policy-agent/opa/blob/main/Dockerfile", user="1000", shell=None),
    _controller("kedacore/keda", source="kedacore/keda/blob/main/Dockerfile"),
    _controller(
        *("prometheus-operator/prometheus-operator",),
        source="prometheus-operator/prometheus-operator/blob/main/Dockerfile",
        user="65534",
        shell=True,
    ),
    _controller(
        *("registry.k8s.io/prometheus-adapter/prometheus-adapter", "prometheus-adapter/prometheus-adapter"),
        source="kubernetes-sigs/prometheus-adapter/blob/master/Dockerfile",
        user="65534",
        shell=None,
    ),
    _controller(
        *("registry.k8s.io/autoscaling/cluster-autoscaler", "autoscaling/cluster-autoscaler"),
        source="kubernetes/autoscaler/blob/master/cluster-autoscaler/Dockerfile.amd64",
        starts=_ARGUMENTS,
    ),
    _controller(
        *("registry.k8s.io/descheduler/descheduler", "descheduler/descheduler"),
        source="kubernetes-sigs/descheduler/blob/master/Dockerfile",
        user="1000",
    ),
    _controller("metallb/controller", source="metallb/metallb/blob/main/controller/Dockerfile", shell=None),
    _controller("metallb/speaker", source="metallb/metallb/blob/main/speaker/Dockerfile", user="root", shell=None),
    _controller(
        "rancher/local-path-provisioner",
        source="rancher/local-path-provisioner/blob/master/package/Dockerfile",
        shell=None,
        starts=_ARGUMENTS,
    ),
    _controller(
        "longhornio/longhorn-manager",
        source="longhorn/longhorn-manager/blob/master/package/Dockerfile",
        user="root",
        shell=True,
        exposes=(9500,),
        starts=_ARGUMENTS,
        local=True,
    ),
    _controller(
        "rook/ceph", source="rook/rook/blob/master/images/ceph/Dockerfile", shell=True, local=True, named="rook"
    ),
    _controller(
        "strimzi/operator",
        source="strimzi/strimzi-kafka-operator/blob/main/docker-images/operator/Dockerfile",
        user="1001",
        shell=True,
        named="strimzi operator",
    ),
    _controller(
        "jimmidyson/configmap-reload",
        source="jimmidyson/configmap-reload/blob/master/Dockerfile",
        user="65534",
        shell=None,
    ),
    (
        ("istio/pilot",),
        ImageFacts(
            "istio-pilot",
            _CONTROLLER,
            user="1337",
            starts=_PROGRAM,
            local=True,
            source=f"{_GITHUB}/istio/istio/blob/master/pilot/docker/Dockerfile.pilot",
            tags={"distroless": {"shell": False}},
        ),
    ),
    _controller(
        "calico/node",
        source="projectcalico/calico/blob/master/node/Dockerfile.amd64",
        shell=None,
        starts=_ARGUMENTS,
        named="calico-node",
    ),
    _controller(
        "calico/kube-controllers",
        source="projectcalico/calico/blob/master/kube-controllers/Dockerfile",
        user="999",
        shell=None,
        named="calico-kube-controllers",
    ),
    _controller(
        "cilium/cilium",
        source="cilium/cilium/blob/main/images/cilium/Dockerfile",
        user="root",
        shell=True,
        starts=_ARGUMENTS,
    ),
    *(
        _controller(
            f"cilium/{name}", source="cilium/cilium/blob/main/images/operator/Dockerfile", shell=None, starts=_ARGUMENTS
        )
        for name in ("operator", "operator-generic", "operator-aws", "operator-azure")
    ),
    _controller(
        *("brancz/kube-rbac-proxy", "kubebuilder/kube-rbac-proxy"),
        source="brancz/kube-rbac-proxy/blob/master/Dockerfile",
        shell=None,
        local=True,
        tags={">=0.11": {"user": "65532", "shell": False}},
    ),
    _csi("csi-provisioner", "external-provisioner/blob/master/Dockerfile", user="root", shell=False),
    _csi("csi-attacher", "external-attacher/blob/master/Dockerfile"),
    _csi("csi-resizer", "external-resizer/blob/master/Dockerfile"),
    _csi(
        "csi-snapshotter", "external-snapshotter/blob/master/cmd/csi-snapshotter/Dockerfile", user="root", shell=False
    ),
    _csi("csi-node-driver-registrar", "node-driver-registrar/blob/master/Dockerfile"),
    _csi("livenessprobe", "livenessprobe/blob/master/Dockerfile"),
)
