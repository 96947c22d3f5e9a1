"""A kustomization as it is written: its fields, checked as kustomize checks them, and the place of each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.files import Missing
from podlint.kustomize.build.nodes import Origin
from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.words import closest, quoted

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Root
    from podlint.yaml.document import Document
    from podlint.yaml.place import Path

_TEXTS: Any = [str]
_PAIRS: Any = {"*": str}
_GVK = {"group": str, "version": str, "kind": str}
_ID = {**_GVK, "name": str, "namespace": str}
_SELECTOR = {**_ID, "annotationSelector": str, "labelSelector": str}
_FIELD = {**_GVK, "path": str, "create": bool}
_OPTIONS = {"labels": _PAIRS, "annotations": _PAIRS, "disableNameSuffixHash": bool, "immutable": bool}
_PATCH = {"path": str, "patch": str, "target": _SELECTOR, "options": {"*": bool}}
_IMAGE = dict.fromkeys(("name", "newName", "tagSuffix", "newTag", "digest"), str)
_GENERATED = {
    "namespace": str, "name": str, "behavior": str, "literals": _TEXTS, "files": _TEXTS, "envs": _TEXTS, "env": str,
    "options": _OPTIONS,
}  # fmt: skip
_REFINED = {"delimiter": str, "index": int, "encoding": str, "create": bool}
REPLACEMENT: Any = {
    "source": {**_ID, "fieldPath": str, "options": _REFINED},
    "targets": [{"select": _SELECTOR, "reject": [_SELECTOR], "fieldPaths": _TEXTS, "options": _REFINED}],
    "sourceValue": str,
}
_FIELDS: dict[str, Any] = {
    "apiVersion": str, "kind": str,
    "metadata": {"name": str, "namespace": str, "labels": _PAIRS, "annotations": _PAIRS},
    "openapi": _PAIRS, "namePrefix": str, "nameSuffix": str, "namespace": str, "commonLabels": _PAIRS,
    "labels": [{"pairs": _PAIRS, "includeSelectors": bool, "includeTemplates": bool, "fields": [_FIELD]}],
    "commonAnnotations": _PAIRS, "patchesStrategicMerge": _TEXTS, "patchesJson6902": [_PATCH], "patches": [_PATCH],
    "images": [_IMAGE], "imageTags": [_IMAGE], "replacements": [{"path": str, **REPLACEMENT}],
    "replicas": [{"name": str, "count": int}],
    "vars": [{
        "name": str, "objref": {"apiVersion": str, **_ID}, "fieldref": {"fieldPath": str},
    }],
    "sortOptions": {"order": str, "legacySortOptions": {"orderFirst": _TEXTS, "orderLast": _TEXTS}},
    "resources": _TEXTS, "components": _TEXTS, "crds": _TEXTS, "bases": _TEXTS,
    "configMapGenerator": [_GENERATED], "secretGenerator": [{**_GENERATED, "type": str}],
    "helmGlobals": None, "helmCharts": None, "helmChartInflationGenerator": None, "generatorOptions": _OPTIONS,
    "configurations": _TEXTS, "generators": _TEXTS, "transformers": _TEXTS, "validators": _TEXTS,
    "buildMetadata": _TEXTS,
}  # fmt: skip
FIELD_SPECS: Any = [_FIELD]
CONFIGURATION: dict[str, Any] = {
    **dict.fromkeys(
        ("namePrefix", "nameSuffix", "namespace", "commonLabels", "labels", "templateLabels", "commonAnnotations",
         "varReference", "images", "replicas"),
        FIELD_SPECS,
    ),
    "nameReference": [{**_GVK, "fieldSpecs": FIELD_SPECS}],
}  # fmt: skip
_META = {"name": str, "namespace": str}
PLUGIN_FIELDS: dict[str, dict[str, Any]] = {
    "ConfigMapGenerator": _GENERATED,
    "SecretGenerator": {**_GENERATED, "type": str},
    "NamespaceTransformer": {
        "metadata": _META, "fieldSpecs": FIELD_SPECS, "unsetOnly": bool, "setRoleBindingSubjects": str,
    },
    "PrefixTransformer": {"prefix": str, "fieldSpecs": FIELD_SPECS},
    "SuffixTransformer": {"suffix": str, "fieldSpecs": FIELD_SPECS},
    "LabelTransformer": {"labels": _PAIRS, "fieldSpecs": FIELD_SPECS},
    "AnnotationsTransformer": {"annotations": _PAIRS, "fieldSpecs": FIELD_SPECS},
    "ImageTagTransformer": {"imageTag": _IMAGE, "fieldSpecs": FIELD_SPECS},
    "ReplicaCountTransformer": {"replica": {"name": str, "count": int}, "fieldSpecs": FIELD_SPECS},
    "PatchTransformer": _PATCH,
    "PatchJson6902Transformer": {"target": _SELECTOR, "path": str, "jsonOp": str},
    "PatchStrategicMergeTransformer": {"paths": _TEXTS, "patches": str},
    "PrefixSuffixTransformer": {"prefix": str, "suffix": str, "fieldSpecs": FIELD_SPECS},
    "HashTransformer": {},
    "ValueAddTransformer": {
        "value": str, "targetFilePath": str,
        "targets": [{"selector": _SELECTOR, "fieldPath": str, "filePathPosition": int}],
    },
    "ReplacementTransformer": {"replacements": [{"path": str, **REPLACEMENT}]},
}  # fmt: skip
_NAMES = {str: "a text", int: "a whole number", bool: "true or false"}


class Kustomization:
    """The fields of a kustomization that kustomize takes; `data` holds them under their names."""

    def __init__(self, root: Root) -> None:
        """Read the kustomization of a folder. Raises Refusal."""
        self.root = root
        found = [name for name in KUSTOMIZATION_NAMES if root.files.content(root.path(name)) is not None]
        if not found:
            raise Missing(f"folder {root.folder!r} holds no kustomization")
        if len(found) > 1:
            raise Refusal(f"the folder holds several kustomizations: {', '.join(found)}", None)
        self.file = found[0]
        text = root.text(self.file)
        if text.broken is not None and (not text.composed or text.composed[0].document.index):
            raise text.refused()
        if not text.composed:
            raise Refusal(f"{self.file} is empty", None)
        self.document: Document = text.composed[0].document
        self.data: dict[str, Any] = checked(self.document.data, _FIELDS, Origin(self.document, ()))
        self._check()

    def _check(self) -> None:
        data = self.data
        kind = data.get("kind") or "Kustomization"
        if not any(value is not None for key, value in data.items() if key not in ("apiVersion", "kind")):
            raise Refusal(f"{self.file} is empty", self.at())
        if kind not in ("Kustomization", "Component"):
            raise Refusal(f"kind {kind!r} is neither Kustomization nor Component", self.at("kind"))
        wanted = f"kustomize.config.k8s.io/{'v1alpha1' if kind == 'Component' else 'v1beta1'}"
        if (data.get("apiVersion") or wanted) != wanted:
            raise Refusal(f"the apiVersion of a {kind} is {wanted}", self.at("apiVersion"))

    @property
    def is_component(self) -> bool:
        """Whether this is a component."""
        return self.data.get("kind") == "Component"

    def at(self, *path: str | int) -> Origin:
        """The place of a field."""
        return Origin(self.document, path)

    def text(self, key: str) -> str:
        """A text; empty where it is not there."""
        return self.data.get(key) or ""

    def each(self, *keys: str) -> list[tuple[Path, Any]]:
        """The entries of lists, each with its place; null ones as empty mappings or texts."""
        return [((key, index), entry) for key in keys for index, entry in enumerate(self.data.get(key) or ())]


def checked(data: Any, fields: dict[str, Any], origin: Origin, *, strict: bool = True) -> dict[str, Any]:
    """The data with its fields under their names. Raises Refusal where kustomize would.

    `strict` says that it refuses unknown fields; else they are left out.
    """
    if data is None:
        return {}
    result = _checked(data, fields, origin, strict)
    return result if isinstance(result, dict) else {}


def _checked(data: Any, wanted: Any, origin: Origin, strict: bool) -> Any:
    if wanted is None or data is None:
        return data
    document, path = origin
    if isinstance(wanted, dict):
        if not isinstance(data, dict):
            raise Refusal(f"{_last(path)} must be a mapping", origin)
        if "*" in wanted:
            return {
                key: _checked(value, wanted["*"], Origin(document, (*path, key)), strict) for key, value in data.items()
            }
        known = {name.lower(): name for name in wanted}
        result = {}
        for key, value in data.items():
            name = known.get(key.lower())
            if name is None and not strict:
                continue
            if name is None:
                near = closest(key, wanted)
                help = f", did you mean {quoted(near)}?" if near else ""
                raise Refusal(f"unknown field {quoted(key)}{help}", Origin(document, (*path, key)))
            result[name] = _checked(value, wanted[name], Origin(document, (*path, key)), strict)
        return result
    if isinstance(wanted, list):
        if not isinstance(data, list):
            raise Refusal(f"{_last(path)} must be a list", origin)
        empty = {} if isinstance(wanted[0], dict) else ""
        return [
            empty if item is None else _checked(item, wanted[0], Origin(document, (*path, index)), strict)
            for index, item in enumerate(data)
        ]
    fits = isinstance(data, wanted) and (wanted is bool or not isinstance(data, bool))
    if wanted is int and isinstance(data, float) and data.is_integer():
        return int(data)
    if not fits:
        raise Refusal(f"{_last(path)} must be {_NAMES[wanted]}", origin)
    return data


def _last(path: Path) -> str:
    if not path:
        return "the kustomization"
    return str(path[-1]) if isinstance(path[-1], str) else f"each item of {_last(path[:-1])}"
