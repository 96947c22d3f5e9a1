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
)
