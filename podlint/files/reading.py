"""Files that are read beside the linted ones: kustomizations, charts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.yaml.reader import parse
from podlint.yaml.source import MAX_BYTES, decode

if TYPE_CHECKING:
    from pathlib import Path


def documents_of(file: Path) -> list[Any]:
    """The data of a file's documents; nothing where it is not there or cannot be read."""
    try:
        data = file.read_bytes()
    except OSError:
        return []
    source, undecodable = decode(data[: MAX_BYTES + 1], str(file))
    if undecodable is not None or len(data) > MAX_BYTES:
        return []
    return [composed.document.data for composed in parse(source).documents]
