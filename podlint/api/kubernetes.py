"""The facts of Kubernetes that rules judge by: kinds, formats of names and amounts, images, variables."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.kubernetes import kinds
from podlint.kubernetes.formats import names, quantity
from podlint.kubernetes.kinds import CONTROLLERS, LONG_RUNNING, SCALABLE, WORKLOADS, with_groups
from podlint.kubernetes.pods import CONTAINER_LISTS, names_known, port_names_known, port_numbers_known

if TYPE_CHECKING:
    from podlint.kubernetes.formats import addresses, cron, keywords, labels, regexp, timezones, urls
    from podlint.kubernetes.images import Image, ImageFacts, Serves, Starts, parse_image
    from podlint.kubernetes.known_images import facts_of, image_facts, runs, server_image, server_run
    from podlint.kubernetes.links import LINKS
    from podlint.kubernetes.references import (
        ConfigReference,
        Use,
        config_references,
        container_references,
        volume_references,
    )
    from podlint.kubernetes.selectors import Carried, carried, known_part, selector_known
    from podlint.kubernetes.variables import Reference, expand, references
    from podlint.schema.cel import environments, flaws

__all__ = [
    "CONTAINER_LISTS",
    "CONTROLLERS",
    "LINKS",
    "LONG_RUNNING",
    "SCALABLE",
    "WORKLOADS",
    "Carried",
    "ConfigReference",
    "Image",
    "ImageFacts",
    "Reference",
    "Serves",
    "Starts",
    "Use",
    "addresses",
    "carried",
    "config_references",
    "container_references",
    "cron",
    "environments",
    "expand",
    "facts_of",
    "flaws",
    "image_facts",
    "keywords",
    "kinds",
    "known_part",
    "labels",
    "names",
    "names_known",
    "parse_image",
    "port_names_known",
    "port_numbers_known",
    "quantity",
    "references",
    "regexp",
    "runs",
    "selector_known",
    "server_image",
    "server_run",
    "timezones",
    "urls",
    "volume_references",
    "with_groups",
]

_FORMATS = ("addresses", "cron", "keywords", "labels", "regexp", "timezones", "urls")
_FROM = {
    "images": ("Image", "ImageFacts", "Serves", "Starts", "parse_image"),
    "links": ("LINKS",),
    "known_images": ("facts_of", "image_facts", "runs", "server_image", "server_run"),
    "references": ("ConfigReference", "Use", "config_references", "container_references", "volume_references"),
    "selectors": ("Carried", "carried", "known_part", "selector_known"),
    "variables": ("Reference", "expand", "references"),
}
_MODULES = {name: module for module, names in _FROM.items() for name in names}


def __getattr__(name: str) -> Any:
    """What only some rules need, imported for the first of them."""
    if name in ("environments", "flaws"):
        return import_module(f"podlint.schema.cel.{name}")
    if name in _FORMATS:
        return import_module(f"podlint.kubernetes.formats.{name}")
    if name in _MODULES:
        return getattr(import_module(f"podlint.kubernetes.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
