"""What stands beside others or ends: what fetches, copies and calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.images import ImageFacts, Serves, Starts

if TYPE_CHECKING:
    from podlint.kubernetes.images import Rows

_GITHUB = "https://github.com"

ROWS: Rows = (
    (
        ("kiwigrid/k8s-sidecar",),
        ImageFacts(
            "k8s-sidecar",
            Serves.CONTROLLER,
            shell=True,
            starts=Starts.ARGUMENTS,
            local=True,
            source=f"{_GITHUB}/kiwigrid/k8s-sidecar/blob/master/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/git-sync/git-sync", "git-sync/git-sync"),
        ImageFacts(
            "git-sync",
            user="65533",
            shell=True,
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/kubernetes/git-sync/blob/master/Dockerfile.in",
        ),
    ),
    (
        ("curlimages/curl",),
        ImageFacts(
            "curl",
            user="curl_user",
            shell=True,
            starts=Starts.SCRIPT,
            source=f"{_GITHUB}/curl/curl-docker/blob/master/alpine/latest/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/ingress-nginx/kube-webhook-certgen", "ingress-nginx/kube-webhook-certgen"),
        ImageFacts(
            "kube-webhook-certgen",
            user="65532",
            shell=False,
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/kubernetes/ingress-nginx/blob/main/images/kube-webhook-certgen/rootfs/Dockerfile",
        ),
    ),
    (
        ("registry.k8s.io/e2e-test-images/agnhost", "e2e-test-images/agnhost"),
        ImageFacts(
            "agnhost",
            exposes=(80, 8080, 8081, 9376),
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/kubernetes/kubernetes/blob/master/test/images/agnhost/Dockerfile",
        ),
    ),
    (
        ("nicolaka/netshoot",),
        ImageFacts(
            "netshoot",
            user="root",
            shell=True,
            starts=Starts.ARGUMENTS,
            local=True,
            source=f"{_GITHUB}/nicolaka/netshoot/blob/master/Dockerfile",
        ),
    ),
    (
        ("alpine/git",),
        ImageFacts(
            "git",
            user="root",
            shell=True,
            data=("/git",),
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/alpine-docker/git/blob/master/Dockerfile",
        ),
    ),
    (
        ("alpine/k8s",),
        ImageFacts(
            "k8s tools",
            user="root",
            shell=True,
            starts=Starts.ARGUMENTS,
            source=f"{_GITHUB}/alpine-docker/k8s/blob/master/Dockerfile",
        ),
    ),
    (
        ("minio/mc",),
        ImageFacts(
            "mc",
            user="root",
            starts=Starts.PROGRAM,
            source=f"{_GITHUB}/minio/mc/blob/master/Dockerfile.release",
        ),
    ),
)
