"""The facts of Kubernetes that rules judge by: kinds, formats of names and amounts, images, variables."""

from __future__ import annotations

from podlint.kubernetes import kinds
from podlint.kubernetes.formats import addresses, cron, keywords, labels, names, quantity, timezones, urls
from podlint.kubernetes.images import Image, ServerImage, Serves, parse_image, server_image, server_run
from podlint.kubernetes.kinds import CONTROLLERS, LONG_RUNNING, SCALABLE, WORKLOADS, with_groups
from podlint.kubernetes.pods import CONTAINER_LISTS
from podlint.kubernetes.references import (
    ConfigReference,
    Use,
    config_references,
    container_references,
    volume_references,
)
from podlint.kubernetes.selectors import selector_known
from podlint.kubernetes.variables import Reference, expand, references

__all__ = [
    "CONTAINER_LISTS",
    "CONTROLLERS",
    "LONG_RUNNING",
    "SCALABLE",
    "WORKLOADS",
    "ConfigReference",
    "Image",
    "Reference",
    "ServerImage",
    "Serves",
    "Use",
    "addresses",
    "config_references",
    "container_references",
    "cron",
    "expand",
    "keywords",
    "kinds",
    "labels",
    "names",
    "parse_image",
    "quantity",
    "references",
    "selector_known",
    "server_image",
    "server_run",
    "timezones",
    "urls",
    "volume_references",
    "with_groups",
]
