"""Images of the controllers of clusters, and of what helps them."""

from __future__ import annotations

from podlint.kubernetes.images import ImageFacts, Serves, Starts

_WATCHER, _CONTROLLER = Serves.MONITORING, Serves.CONTROLLER
_SCRIPT, _PROGRAM, _ARGUMENTS = Starts.SCRIPT, Starts.PROGRAM, Starts.ARGUMENTS
_CSI = "https://github.com/kubernetes-csi"

Rows = tuple[tuple[tuple[str, ...], ImageFacts], ...]


def _controller(
    name: str, source: str, *, ports: tuple[int, ...] = (), user: str = "65532", shell: bool | None = False
) -> ImageFacts:
    return ImageFacts(name, _CONTROLLER, ports, user=user, shell=shell, starts=_PROGRAM, source=source)


CONTROLLERS: Rows = (
    (
        ("thanos/thanos", "thanosio/thanos"),
        ImageFacts(
            "thanos",
            _WATCHER,
            programs=("thanos",),
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/thanos-io/thanos/blob/main/Dockerfile",
        ),
    ),
    (
        ("kiwigrid/k8s-sidecar",),
        ImageFacts(
            "k8s-sidecar",
            _CONTROLLER,
            shell=True,
            starts=_ARGUMENTS,
            source="https://github.com/kiwigrid/k8s-sidecar/blob/master/Dockerfile",
        ),
    ),
    (
        ("linkerd/proxy",),
        ImageFacts(
            "linkerd-proxy",
            Serves.PROXY,
            starts=_PROGRAM,
            source="https://github.com/linkerd/linkerd2/blob/main/Dockerfile-proxy",
        ),
    ),
    (
        ("stakater/reloader",),
        _controller(
            "reloader",
            "https://github.com/stakater/Reloader/blob/master/Dockerfile",
            ports=(9090,),
            user="",
            shell=None,
        ),
    ),
    (
        ("external-secrets/external-secrets",),
        _controller(
            "external-secrets",
            "https://github.com/external-secrets/external-secrets/blob/main/Dockerfile",
            user="65534",
        ),
    ),
    (
        ("registry.k8s.io/pause", "pause/pause"),
        ImageFacts(
            "pause",
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/kubernetes/blob/master/build/pause/Dockerfile",
        ),
    ),
    (
        ("coredns/coredns", "registry.k8s.io/coredns/coredns", "registry.k8s.io/coredns"),
        ImageFacts(
            "coredns",
            _CONTROLLER,
            exposes=(53,),
            programs=("coredns",),
            shell=False,
            starts=_PROGRAM,
            source="https://github.com/coredns/coredns/blob/master/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/metrics-server/metrics-server", "metrics-server/metrics-server"),
        _controller(
            "metrics-server", "https://github.com/kubernetes-sigs/metrics-server/blob/master/Dockerfile", user="65534"
        ),
    ),
    (
        ("registry.k8s.io/external-dns/external-dns", "external-dns/external-dns"),
        _controller(
            "external-dns", "https://github.com/kubernetes-sigs/external-dns", ports=(7979,), user="", shell=None
        ),
    ),
    (
        ("registry.k8s.io/ingress-nginx/controller", "ingress-nginx/controller"),
        ImageFacts(
            "ingress-nginx",
            _CONTROLLER,
            exposes=(80, 443),
            user="www-data",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/ingress-nginx/blob/main/rootfs/Dockerfile",
        ),
    ),
    (
        ("jetstack/cert-manager-controller",),
        _controller("cert-manager", "https://github.com/cert-manager/cert-manager", user="1000"),
    ),
    (
        ("jetstack/cert-manager-webhook",),
        _controller("cert-manager-webhook", "https://github.com/cert-manager/cert-manager", user="1000"),
    ),
    (
        ("jetstack/cert-manager-cainjector",),
        _controller("cert-manager-cainjector", "https://github.com/cert-manager/cert-manager", user="1000"),
    ),
    (
        ("argoproj/argocd",),
        ImageFacts(
            "argocd",
            _CONTROLLER,
            user="999",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/argoproj/argo-cd/blob/master/Dockerfile",
        ),
    ),
    *(
        (
            (f"fluxcd/{name}",),
            ImageFacts(
                name,
                _CONTROLLER,
                shell=True,
                starts=_PROGRAM,
                source=f"https://github.com/fluxcd/{name}/blob/main/Dockerfile",
            ),
        )
        for name in ("source-controller", "kustomize-controller", "helm-controller", "notification-controller")
    ),
    (
        ("istio/pilot",),
        ImageFacts(
            "istio-pilot",
            _CONTROLLER,
            user="1337",
            starts=_PROGRAM,
            source="https://github.com/istio/istio/blob/master/pilot/docker/Dockerfile.pilot",
            tags={"distroless": {"shell": False}},
        ),
    ),
    (
        ("istio/proxyv2",),
        ImageFacts(
            "istio-proxy",
            Serves.PROXY,
            starts=_PROGRAM,
            source="https://github.com/istio/istio/blob/master/pilot/docker/Dockerfile.proxyv2",
            tags={"distroless": {"shell": False}},
        ),
    ),
    (
        ("calico/node",),
        ImageFacts(
            "calico-node",
            _CONTROLLER,
            starts=_ARGUMENTS,
            source="https://github.com/projectcalico/calico/blob/master/node/Dockerfile.amd64",
        ),
    ),
    (
        ("cilium/cilium",),
        ImageFacts(
            "cilium",
            _CONTROLLER,
            shell=True,
            starts=_ARGUMENTS,
            source="https://github.com/cilium/cilium/blob/main/images/cilium/Dockerfile",
        ),
    ),
    (
        ("brancz/kube-rbac-proxy",),
        _controller(
            "kube-rbac-proxy", "https://github.com/brancz/kube-rbac-proxy/blob/master/Dockerfile", user="", shell=None
        ),
    ),
    (
        ("registry.k8s.io/git-sync/git-sync", "git-sync/git-sync"),
        ImageFacts(
            "git-sync",
            user="65533",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/kubernetes/git-sync/blob/master/Dockerfile.in",
        ),
    ),
    *(
        (
            (f"registry.k8s.io/sig-storage/{name}", f"sig-storage/{name}"),
            ImageFacts(name, _CONTROLLER, starts=_PROGRAM, source=f"{_CSI}/{repository}/blob/master/Dockerfile"),
        )
        for name, repository in (
            ("csi-provisioner", "external-provisioner"),
            ("csi-attacher", "external-attacher"),
            ("csi-resizer", "external-resizer"),
            ("csi-snapshotter", "external-snapshotter"),
            ("csi-node-driver-registrar", "node-driver-registrar"),
            ("livenessprobe", "livenessprobe"),
        )
    ),
    (
        ("bitnami/kubectl",),
        ImageFacts(
            "kubectl",
            user="1001",
            shell=True,
            starts=_PROGRAM,
            source="https://github.com/bitnami/containers/tree/main/bitnami/kubectl",
        ),
    ),
    (
        ("curlimages/curl",),
        ImageFacts(
            "curl",
            user="curl_user",
            shell=True,
            starts=_SCRIPT,
            source="https://github.com/curl/curl-container/blob/main/Dockerfile",
        ),
    ),
    *(
        (
            (f"gcr.io/distroless/{name}{suffix}",),
            ImageFacts(
                f"distroless {name}",
                user="root",
                shell=False,
                starts=_PROGRAM if name.startswith(("java", "python3", "nodejs")) else _ARGUMENTS,
                source="https://github.com/GoogleContainerTools/distroless",
                tags={
                    "nonroot": {"user": "65532"},
                    "debug": {"shell": True},
                },
            ),
        )
        for name in ("static", "base", "base-nossl", "cc", "python3", "java17", "java21", "nodejs20", "nodejs22")
        for suffix in ("", "-debian11", "-debian12")
    ),
)
