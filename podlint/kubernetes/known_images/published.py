"""Images that projects and companies publish under their own names, by the name that their mirrors end in too.

A name is `owner/image`, or has its registry where it needs none: `registry.k8s.io/pause`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.known_images.controllers import CONTROLLERS
from podlint.kubernetes.known_images.official import OFFICIAL
from podlint.kubernetes.known_images.published_stores import STORES
from podlint.kubernetes.known_images.published_web import WEB
from podlint.kubernetes.known_images.watchers import WATCHERS

if TYPE_CHECKING:
    from podlint.kubernetes.images import ImageFacts

PUBLISHED: dict[str, ImageFacts] = {
    name: facts for names, facts in (*STORES, *WEB, *CONTROLLERS, *WATCHERS) for name in names
}

NAMESAKES: dict[str, ImageFacts] = {
    "mongodb-community-server": OFFICIAL["mongo"],
    "opensearch": PUBLISHED["opensearchproject/opensearch"],
    "envoy": PUBLISHED["envoyproxy/envoy"],
}
"""Servers by the names that other publishers give their images of them, besides those of the official ones."""
