"""What cross-object rules may know of one object."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from podlint.yaml.place import Path


class Facts(NamedTuple):
    """One object of a file: where it stands (`document` counts from 0, `path` inside it), and its reduced data.

    `supplied` says that a tool adds labels and selectors to it (a labelled Kustomize base); `generated` that no file
    holds it (a ConfigMap that a kustomization generates), so that nothing can be reported on it; `kustomized` that a
    kustomization takes its file.
    """

    file: str
    document: int
    path: Path
    data: dict[str, Any]
    supplied: bool = False
    generated: bool = False
    kustomized: bool = False
