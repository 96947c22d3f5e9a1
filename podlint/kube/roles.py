"""What a file is, before anything judges it."""

from __future__ import annotations

from enum import Enum
from typing import Any

from podlint.model.result import Skip

KUSTOMIZATION_NAMES = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
KUSTOMIZE_GROUP = "kustomize.config.k8s.io"


class Role(str, Enum):
    """A file's role: `MANIFEST` holds whole objects, `PATCH` parts of them; the others are not for the API server."""

    MANIFEST = "manifest"
    PATCH = "patch"
    KUSTOMIZATION = "kustomization"
    HELM_TEMPLATE = "helm-template"
    TEMPLATE = "template"

    @property
    def skip(self) -> Skip | None:
        """Why files of this role are not checked; None where they are."""
        return _SKIPPED.get(self)


_SKIPPED = {
    Role.KUSTOMIZATION: Skip.KUSTOMIZATION,
    Role.HELM_TEMPLATE: Skip.HELM_TEMPLATE,
    Role.TEMPLATE: Skip.TEMPLATE,
}


def is_kustomization(data: Any) -> bool:
    """Whether a document is a kustomization or a Kustomize component."""
    return isinstance(data, dict) and str(data.get("apiVersion", "")).startswith(f"{KUSTOMIZE_GROUP}/")


def patch_paths(kustomization: Any) -> list[str]:
    """The files, relative to a kustomization, that it uses as patches."""
    if not isinstance(kustomization, dict):
        return []
    found: list[str] = []
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902"):
        entries = kustomization.get(key)
        for entry in entries if isinstance(entries, list) else ():
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                found.append(path)
    return found
