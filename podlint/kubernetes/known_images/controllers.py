"""The controllers of clusters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
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
    )
    return names, facts


def _cert_manager(name: str) -> tuple[tuple[str, ...], ImageFacts]:
    source = f"cert-manager/cert-manager/blob/master/hack/containers/Containerfile.{name}"
    named = "cert-manager" if name == "controller" else f"cert-manager-{name}"
    return _controller(f"jetstack/cert-manager-{name}", source=source, user="1000", named=named)


def _flux(name: str) -> tuple[tuple[str, ...], ImageFacts]:
    return _controller(f"fluxcd/{name}", source=f"fluxcd/{name}/blob/main/Dockerfile", shell=True, local=True)


def _csi(name: str, source: str) -> tuple[tuple[str, ...], ImageFacts]:
    names = (f"registry.k8s.io/sig-storage/{name}", f"sig-storage/{name}")
    return _controller(*names, source=f"kubernetes-csi/{source}", shell=None)


ROWS: Rows = (
    _controller("stakater/reloader", source="stakater/Reloader/blob/master/Dockerfile", shell=None, ports=(9090,)),
    _controller(
        "external-secrets/external-secrets",
        source="external-secrets/external-secrets/blob/main/Dockerfile",
        user="65534",
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
    *map(_flux, ("source-controller", "kustomize-controller", "helm-controller", "notification-controller")),
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
        "cilium/cilium",
        source="cilium/cilium/blob/main/images/cilium/Dockerfile",
        user="root",
        shell=True,
        starts=_ARGUMENTS,
    ),
    _controller("brancz/kube-rbac-proxy", source="brancz/kube-rbac-proxy/blob/master/Dockerfile", shell=None),
    _csi("csi-provisioner", "external-provisioner/blob/master/Dockerfile"),
    _csi("csi-attacher", "external-attacher/blob/master/Dockerfile"),
    _csi("csi-resizer", "external-resizer/blob/master/Dockerfile"),
    _csi("csi-snapshotter", "external-snapshotter/blob/master/cmd/csi-snapshotter/Dockerfile"),
    _csi("csi-node-driver-registrar", "node-driver-registrar/blob/master/Dockerfile"),
    _csi("livenessprobe", "livenessprobe/blob/master/Dockerfile"),
)
