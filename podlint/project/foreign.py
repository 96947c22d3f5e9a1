"""YAML that is not for the API server: whose it is, by file name and by content."""

from __future__ import annotations

import re
from itertools import islice
from typing import Any

from podlint.findings.result import Skip

_CI_NAMES = frozenset(
    {
        ".gitlab-ci.yml",
        ".gitlab-ci.yaml",
        ".travis.yml",
        ".drone.yml",
        "azure-pipelines.yml",
        "bitbucket-pipelines.yml",
        "cloudbuild.yaml",
        "buildspec.yml",
    }
)
_CI_FOLDERS = r"(^|/)\.(github|gitlab|circleci|gitea|forgejo|buildkite)/"
_COMPOSE = r"(docker-)?compose([.-][\w.-]+)?\.ya?ml"
_VERSION = r"(?i)\bapi.?ver"
_FIELDS = r"(?i)\b(?:kind|metadata|spec|containers|image|labels|selector|replicas|namespace)(?=[\"']?[ \t]*:)"
_MOST_FIELDS = 1_000
"""How many fields are looked at to find out whether a text speaks of an object."""
_VALUES = r"(.*[._-])?values([._-].*)?\.ya?ml"


def whose(path: str, data: Any) -> Skip:
    """Why a document without apiVersion and kind is not checked: what it is, `not-a-manifest` where nobody knows."""
    name = path.rpartition("/")[2]
    if name in _CI_NAMES or re.search(_CI_FOLDERS, path):
        return Skip.CI
    if name in ("Chart.yaml", "Chart.lock", "requirements.yaml", "requirements.lock"):
        return Skip.HELM_CHART
    if re.fullmatch(_COMPOSE, name) or (isinstance(data, dict) and _is_compose(data)):
        return Skip.COMPOSE
    if (
        isinstance(data, list)
        and data
        and all(isinstance(item, dict) and {"op", "path"} <= item.keys() for item in data)
    ):
        return Skip.JSON_PATCH
    if re.fullmatch(_VALUES, name):
        return Skip.HELM_VALUES
    return Skip.NOT_A_MANIFEST


def may_be_a_manifest(path: str, text: str, span: tuple[int, int]) -> bool:
    """Whether a text that cannot be read was meant for Kubernetes or Helm.

    Files of others may be in a language of their own, most of all JSON with comments: there it is meant for Kubernetes
    if it names a version, or some fields of objects.
    """
    whose_file = whose(path, None)
    if whose_file in (Skip.CI, Skip.COMPOSE):
        return False
    if not path.endswith(".json"):
        return True
    if re.compile(_VERSION).search(text, *span):
        return True
    found = (match[0].lower() for match in re.compile(_FIELDS).finditer(text, *span))
    return len(set(islice(found, _MOST_FIELDS))) > 1


def is_sops(data: Any) -> bool:
    """Whether SOPS encrypted a document: it adds the mapping `sops` with a `mac` and a time."""
    own = data.get("sops") if isinstance(data, dict) else None
    return isinstance(own, dict) and ("mac" in own or "lastmodified" in own)


def without_sops(data: dict[str, Any]) -> dict[str, Any]:
    """The manifest as it is once decrypted: without what SOPS added."""
    return {key: value for key, value in data.items() if key != "sops"}


def _is_compose(data: dict[str, Any]) -> bool:
    services = data.get("services")
    if not isinstance(services, dict) or not services:
        return False
    return all(
        isinstance(service, dict) and service.keys() & {"image", "build", "extends"} for service in services.values()
    )
