"""What a kustomization says: its resources, patches, images, generators, variables."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import UNKNOWN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.yaml.place import Path

KUSTOMIZATION_NAMES = frozenset({"kustomization.yaml", "kustomization.yml", "Kustomization"})
KUSTOMIZE_GROUP = "kustomize.config.k8s.io"


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


def adds_selectors(kustomization: Any) -> bool:
    """Whether a kustomization writes labels into the selectors of its resources."""
    if not isinstance(kustomization, dict):
        return False
    chosen = [entry for entry in _list(kustomization.get("labels")) if isinstance(entry, dict)]
    return bool(kustomization.get("commonLabels")) or any(entry.get("includeSelectors") is True for entry in chosen)


def resource_paths(kustomization: Any) -> list[str]:
    """The files and folders, relative to a kustomization, that it takes as they are."""
    return [entry for _, entry in named_resources(kustomization)]


def named_resources(kustomization: Any) -> Iterator[tuple[Path, str]]:
    """The same, each with its place in the kustomization."""
    for key in ("resources", "bases", "components") if isinstance(kustomization, dict) else ():
        for index, entry in enumerate(_list(kustomization.get(key))):
            if isinstance(entry, str) and not _is_remote(entry):
                yield (key, index), entry


def remote_parts(kustomization: Any) -> bool:
    """Whether something belongs to a kustomization that its files do not show: a URL, a chart, a plugin."""
    if not isinstance(kustomization, dict):
        return True
    if any(
        kustomization.get(key) for key in ("helmCharts", "helmChartInflationGenerator", "generators", "transformers")
    ):
        return True
    entries = [e for key in ("resources", "bases", "components") for e in _list(kustomization.get(key))]
    return any(not isinstance(entry, str) or _is_remote(entry) for entry in entries)


def generated_configs(kustomization: Any) -> list[dict[str, Any]]:
    """The ConfigMaps and Secrets that a kustomization generates, as objects whose values are not known."""
    found: list[dict[str, Any]] = []
    for field, kind in (("configMapGenerator", "ConfigMap"), ("secretGenerator", "Secret")):
        for entry in _list(kustomization.get(field)) if isinstance(kustomization, dict) else ():
            if not isinstance(entry, dict) or not isinstance(entry.get("name"), str):
                continue
            metadata = {"name": entry["name"]}
            if isinstance(entry.get("namespace"), str):
                metadata["namespace"] = entry["namespace"]
            data: Any = dict.fromkeys(_generated_keys(entry), "")
            if entry.get("envs") or entry.get("env") or entry.get("behavior") in ("merge", "replace"):
                data = UNKNOWN
            found.append({"apiVersion": "v1", "kind": kind, "metadata": metadata, "data": data})
    return found


def _generated_keys(entry: dict[str, Any]) -> list[str]:
    literals = [text.partition("=")[0] for text in _list(entry.get("literals")) if isinstance(text, str)]
    files = [text for text in _list(entry.get("files")) if isinstance(text, str)]
    return literals + [text.partition("=")[0] if "=" in text else text.rpartition("/")[2] for text in files]


def _is_remote(entry: str) -> bool:
    """Whether an entry names something on another machine: a URL, `github.com/owner/repository`, `git@host:path`."""
    host, slash, path = entry.partition("/")
    hosted = bool(slash) and "." in host.strip(".") and path.count("/") > 0
    return "://" in entry or "?ref=" in entry or hosted or entry.startswith(("git@", "git::"))


def variables(kustomization: Any) -> Iterator[str]:
    """The names that a kustomization's `vars` fill in wherever `$(NAME)` stands."""
    for entry in _list(kustomization.get("vars")) if isinstance(kustomization, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry["name"]


def images(kustomization: Any) -> Iterator[str]:
    """The names of the images to which a kustomization gives another name, tag or digest."""
    for entry in _list(kustomization.get("images")) if isinstance(kustomization, dict) else ():
        if isinstance(entry, dict) and isinstance(entry.get("name"), str):
            yield entry["name"]


def has_patches(kustomization: Any) -> bool:
    """Whether a kustomization changes its resources by patches, replacements or numbers of replicas."""
    keys = ("patches", "patchesStrategicMerge", "patchesJson6902", "replacements", "replicas")
    return isinstance(kustomization, dict) and any(kustomization.get(key) for key in keys)


def patch_paths(kustomization: Any) -> list[str]:
    """The files, relative to a kustomization, that it uses as patches."""
    return [path for _, path in named_patches(kustomization)]


def named_patches(kustomization: Any) -> Iterator[tuple[Path, str]]:
    """The same, each with its place in the kustomization."""
    for key in ("patches", "patchesStrategicMerge", "patchesJson6902") if isinstance(kustomization, dict) else ():
        for index, entry in enumerate(_list(kustomization.get(key))):
            path = entry.get("path") if isinstance(entry, dict) else entry
            if isinstance(path, str) and "\n" not in path:
                yield ((key, index, "path") if isinstance(entry, dict) else (key, index)), path


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
