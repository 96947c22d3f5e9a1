"""What a kustomization says: its resources, patches, images, generators, variables.

Every function takes the data of a document as it was written, of whatever types, and passes over what it cannot read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

KUSTOMIZATION_NAMES = ("kustomization.yaml", "kustomization.yml", "Kustomization")
KUSTOMIZE_GROUP = "kustomize.config.k8s.io"
RESOURCE_FIELDS = ("resources", "bases", "components")
PATCH_FIELDS = ("patches", "patchesStrategicMerge", "patchesJson6902")
TOP_FIELDS = frozenset(
    {
        *RESOURCE_FIELDS,
        *PATCH_FIELDS,
        *("apiVersion", "kind", "metadata", "openapi", "namePrefix", "nameSuffix", "namespace", "commonLabels"),
        *("labels", "commonAnnotations", "images", "imageTags", "replacements", "replicas", "vars", "sortOptions"),
        *("crds", "configMapGenerator", "secretGenerator", "helmGlobals", "helmCharts", "generatorOptions"),
        *("helmChartInflationGenerator", "configurations", "generators", "transformers", "validators"),
        "buildMetadata",
    }
)
"""All fields of a kustomization."""
# What Kustomize clones or downloads, by its text. A host needs a scheme or a user before it, but for GitHub's.
_REMOTE = r"[a-z][a-z0-9+.-]*://|git::|gh:|[a-z][a-z0-9-]*@[^/:]*[/:]|github\.com[/:]"
_DOWNLOADED = r"(?i:https?://)"


def is_kustomization(data: Any) -> bool:
    """Whether a document is for Kustomize itself: a kustomization, a component, a built-in transformer."""
    group = str(data.get("apiVersion", "")) if isinstance(data, dict) else ""
    return group == "builtin" or group.startswith(f"{KUSTOMIZE_GROUP}/")


def is_kustomization_file(data: Any, *, named: bool) -> bool:
    """Whether a document is a kustomization or a component: by its kind or, where it has none, by its file's name.

    `named` says that the file bears a kustomization's name.
    """
    if not isinstance(data, dict):
        return False
    if is_kustomization(data):
        return data.get("kind", "Kustomization") in ("Kustomization", "Component")
    return named and not data.get("kind")


def is_odd(kustomization: Any) -> bool:
    """Whether a kustomization was guessed, or has fields that it cannot have, or of another shape."""
    if not isinstance(kustomization, dict):
        return False
    return type(kustomization) is not dict or any(is_odd_field(key, value) for key, value in kustomization.items())


def is_odd_field(key: str, value: Any) -> bool:
    """Whether a field of a kustomization is none, or not of the shape that it should have."""
    if key in RESOURCE_FIELDS:
        return value is not None and not (isinstance(value, list) and all(isinstance(one, str) for one in value))
    if key in PATCH_FIELDS:
        return value is not None and not (isinstance(value, list) and all(map(_is_patch_entry, value)))
    return key not in TOP_FIELDS


def _is_patch_entry(entry: Any) -> bool:
    return isinstance(entry, str) or (isinstance(entry, dict) and ("path" in entry or "patch" in entry))


def is_component(kustomization: Any) -> bool:
    """Whether a kustomization is a component: part of those that name it, and nothing by itself."""
    return isinstance(kustomization, dict) and kustomization.get("kind") == "Component"


def adds_selectors(kustomization: Any) -> bool:
    """Whether a kustomization writes labels into the selectors of its resources."""
    if not isinstance(kustomization, dict):
        return False
    return bool(kustomization.get("commonLabels")) or any(
        entry.get("includeSelectors") is True for entry in _mappings(kustomization, "labels")
    )


def pod_labels(kustomization: Any) -> dict[str, Any]:
    """The labels that a kustomization writes into pod templates: with the selectors, or without."""
    found: dict[str, Any] = {}
    for entry in _mappings(kustomization, "labels"):
        if (entry.get("includeSelectors") is True or entry.get("includeTemplates") is True) and isinstance(
            entry.get("pairs"), dict
        ):
            found.update(entry["pairs"])
    common = kustomization.get("commonLabels") if isinstance(kustomization, dict) else None
    return {**found, **common} if isinstance(common, dict) else found


def resource_entries(kustomization: Any) -> Iterator[tuple[Path, str]]:
    """What a kustomization takes as it is, each entry with its place: paths, relative to it, and URLs."""
    for key in RESOURCE_FIELDS:
        for index, entry in enumerate(_list(kustomization, key)):
            if isinstance(entry, str):
                yield (key, index), entry


def is_remote(entry: str) -> bool:
    """Whether an entry of `resources` names something on another machine: `https://...`, `github.com/owner/name`.

    A file or folder of that name goes before: that is for those to find out who know the file system.
    """
    return re.match(_REMOTE, entry, re.IGNORECASE) is not None


def has_plugins(kustomization: Any) -> bool:
    """Whether charts or plugins make resources of a kustomization or change them, or entries cannot be read."""
    if not isinstance(kustomization, dict):
        return True
    if any(
        kustomization.get(key) for key in ("helmCharts", "helmChartInflationGenerator", "generators", "transformers")
    ):
        return True
    return any(not isinstance(entry, str) for key in RESOURCE_FIELDS for entry in _list(kustomization, key))


def generated_configs(kustomization: Any) -> list[dict[str, Any]]:
    """The ConfigMaps and Secrets that a kustomization generates, as objects whose values are not known."""
    found: list[dict[str, Any]] = []
    for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for entry in _mappings(kustomization, field):
            if not isinstance(entry.get("name"), str):
                continue
            metadata = {"name": entry["name"]}
            if isinstance(entry.get("namespace"), str):
                metadata["namespace"] = entry["namespace"]
            data: Any = dict.fromkeys(_generated_keys(entry), "")
            if entry.get("envs") or entry.get("env") or entry.get("behavior") in ("merge", "replace"):
                data = UNKNOWN
            made = {"apiVersion": "v1", "kind": kind, "metadata": metadata, "data": data}
            if kind == "Secret":
                made["type"] = UNKNOWN if data is UNKNOWN else entry.get("type", "Opaque")
            found.append(made)
    return found


def _generated_keys(entry: dict[str, Any]) -> list[str]:
    literals = [text.partition("=")[0] for text in _list(entry, "literals") if isinstance(text, str)]
    files = [text for text in _list(entry, "files") if isinstance(text, str)]
    return literals + [text.partition("=")[0] if "=" in text else text.rpartition("/")[2] for text in files]


def variables(kustomization: Any) -> Iterator[str]:
    """The names that a kustomization's `vars` fill in wherever `$(NAME)` stands."""
    return _names(kustomization, "vars")


def images(kustomization: Any) -> Iterator[str]:
    """The names of the images to which a kustomization gives another name, tag or digest."""
    return _names(kustomization, "images")


def namespace(kustomization: Any) -> str | None:
    """The namespace that a kustomization writes into its resources."""
    found = kustomization.get("namespace") if isinstance(kustomization, dict) else None
    return found if isinstance(found, str) and found else None


def has_patches(kustomization: Any) -> bool:
    """Whether a kustomization changes its resources by patches, replacements or numbers of replicas."""
    keys = (*PATCH_FIELDS, "replacements", "replicas")
    return isinstance(kustomization, dict) and any(kustomization.get(key) for key in keys)


def has_remote_patches(kustomization: Any) -> bool:
    """Whether a kustomization downloads patches."""
    return any(re.match(_DOWNLOADED, path) for _, path in _patch_entries(kustomization))


def patch_paths(kustomization: Any) -> list[str]:
    """The files, relative to a kustomization, that it uses as patches."""
    return [path for _, path in named_patches(kustomization)]


def named_patches(kustomization: Any) -> Iterator[tuple[Path, str]]:
    """The same, each with its place in the kustomization. Patches that are written there, or downloaded, are none."""
    return ((place, path) for place, path in _patch_entries(kustomization) if not re.match(_DOWNLOADED, path))


def inline_patches(kustomization: Any) -> Iterator[tuple[Path, str, Any]]:
    """The patches that are written in a kustomization, each with its place and its target, None without one."""
    for key in ("patches", "patchesJson6902"):
        for index, entry in enumerate(_list(kustomization, key)):
            if isinstance(entry, dict) and isinstance(entry.get("patch"), str) and not entry.get("path"):
                yield (key, index, "patch"), entry["patch"], entry.get("target")
    for index, entry in enumerate(_list(kustomization, "patchesStrategicMerge")):
        if isinstance(entry, str) and _is_patch_itself(entry):
            yield ("patchesStrategicMerge", index), entry, None


def patch_targets(kustomization: Any) -> Iterator[tuple[str, Any]]:
    """The files that a kustomization uses as patches for a target, each with the target."""
    for key in ("patches", "patchesJson6902"):
        for entry in _mappings(kustomization, key):
            if isinstance(entry.get("path"), str) and isinstance(entry.get("target"), dict):
                yield entry["path"], entry["target"]


def _patch_entries(kustomization: Any) -> Iterator[tuple[Path, str]]:
    for key in PATCH_FIELDS:
        for index, entry in enumerate(_list(kustomization, key)):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and not _is_patch_itself(path):
                yield ((key, index, "path") if isinstance(entry, dict) else (key, index)), path


def _is_patch_itself(text: str) -> bool:
    return "\n" in text or ": " in text or text.lstrip().startswith(("{", "[", "- "))


def _names(kustomization: Any, key: str) -> Iterator[str]:
    for entry in _mappings(kustomization, key):
        if isinstance(entry.get("name"), str):
            yield entry["name"]


def _mappings(kustomization: Any, key: str) -> list[dict[str, Any]]:
    return [entry for entry in _list(kustomization, key) if isinstance(entry, dict)]


def _list(mapping: Any, key: str) -> list[Any]:
    value = mapping.get(key) if isinstance(mapping, dict) else None
    return value if isinstance(value, list) else []
