"""An object of a project, as far as facts tell of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import labels
from podlint.kubernetes.selectors import carried
from podlint.kubernetes.view import KubeObject
from podlint.project.labelling import NO_LABELS, possible
from podlint.yaml.place import Origin

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.project.facts import Facts
    from podlint.project.scopes import Scopes
    from podlint.yaml.place import Path


class Member(KubeObject):
    """An object of the project, as far as facts tell of it.

    `scopes` are the kustomizations that take its file, or the folder of a file that none takes; `kustomized` says that
    some do, `labelled` that they add labels that some selector asks for: `added` are those, with the values that they
    get. `namespace` is the one that is written, None where the manifest leaves it open; `pod_labels` are the labels of
    the pods it is or makes, None where they are not known, `open_labels` the keys of further ones whose values are not;
    `possible` the values that each label may have. `tie` is the namespace by which it belongs together with objects of
    other folders, where there is such a one.
    """

    __slots__ = (
        "added",
        "known",
        "kustomized",
        "labelled",
        "namespace",
        "open_labels",
        "pod_labels",
        "possible",
        "scopes",
        "tie",
    )

    def __init__(self, known: Facts, pod_specs: Mapping[str, Path], scopes: Scopes, used: frozenset[str]) -> None:
        super().__init__(known.data, known.path, None)  # type: ignore[arg-type]
        self.pod_path = pod_specs.get(f"{self.group}/{self.kind}" if self.group else self.kind)
        self.origin = Origin(known.file, known.document)
        self.known = known
        found = scopes.of.get(known.file)
        self.kustomized = bool(found) and not known.generated
        self.added = scopes.labels.get(known.file, NO_LABELS)
        self.labelled = not used.isdisjoint(self.added)
        self.scopes = found or frozenset({known.file.rpartition("/")[0] or "."})
        self.namespace = self.text("metadata", "namespace")
        self.tie: str | None = None
        path = self.pod_path
        own = None if path is None else carried(self.value, *map(str, path[:-1]), "metadata", "labels")
        self.open_labels = frozenset() if own is None else own.open
        self.pod_labels = None if own is None or self.labelled else own.known
        self.possible = None if own is None else possible(own.known, self.added)

    def labels_known(self, selector: Mapping[str, Any] | None = None, *, as_map: bool = False) -> bool:
        """Whether the labels of its pods are known: all of them, or those that a selector asks for."""
        if self.pod_labels is None:
            return False
        return not self.open_labels or (
            selector is not None and self.open_labels.isdisjoint(labels.asked(selector, as_map=as_map))
        )
