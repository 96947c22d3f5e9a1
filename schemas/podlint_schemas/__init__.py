"""The schemas of Kubernetes' built-in kinds, as data: found here by version and kind, read only when asked for."""

from __future__ import annotations

from pathlib import Path

ROOT = Path(__file__).parent


def versions() -> list[str]:
    """The Kubernetes versions there are schemas for, oldest first."""
    return sorted((p.stem for p in (ROOT / "index").iterdir()), key=lambda v: int(v.partition(".")[2]))


def index_path(version: str) -> Path:
    """The file that maps `group/version/Kind` to the name of a blob."""
    return ROOT / "index" / f"{version}.json"


def lifecycle_path() -> Path:
    """The table of API versions that are deprecated or gone."""
    return ROOT / "lifecycle.json"


def blob_path(name: str) -> Path:
    """The file of one closure."""
    return ROOT / "blob" / f"{name}.json"


def docs_path(name: str) -> Path:
    """The texts of a group's definitions, such as `core.v1`. They are made when podlint is built, and may be absent."""
    return ROOT / "docs" / f"{name}.json"


def tool_path(name: str) -> Path:
    """The schema of a tool's own files: `kustomization` or `chart`."""
    return ROOT / f"{name}.json"
