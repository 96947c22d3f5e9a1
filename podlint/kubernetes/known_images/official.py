"""The official images of Docker Hub, `docker.io/library/NAME` and its mirrors, by NAME."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.known_images.bases import BASES
from podlint.kubernetes.known_images.official_stores import STORES
from podlint.kubernetes.known_images.official_web import WEB

if TYPE_CHECKING:
    from podlint.kubernetes.images import ImageFacts

OFFICIAL: dict[str, ImageFacts] = {**BASES, **WEB, **STORES}
