"""The facts of Kubernetes that rules judge by: kinds, formats of names and amounts, images, variables."""

from __future__ import annotations

from podlint.kubernetes import kinds
from podlint.kubernetes.formats import addresses, cron, keywords, labels, names, quantity, regexp, timezones, urls
from podlint.kubernetes.images import Image, ServerImage, Serves, parse_image, server_image, server_run
from podlint.kubernetes.kinds import CONTROLLERS, LONG_RUNNING, SCALABLE, WORKLOADS, with_groups
from podlint.kubernetes.pods import CONTAINER_LISTS, names_known, port_names_known, port_numbers_known
from podlint.kubernetes.references import (
    ConfigReference,
    Use,
    config_references,
    container_references,
    volume_references,
)
from podlint.kubernetes.selectors import Carried, carried, known_part, selector_known
from podlint.kubernetes.variables import Reference, expand, references

__all__ = [
    "CONTAINER_LISTS",
    "CONTROLLERS",
    "LONG_RUNNING",
    "SCALABLE",
    "WORKLOADS",
    "Carried",
    "ConfigReference",
    "Image",
    "Reference",
    "ServerImage",
    "Serves",
    "Use",
    "addresses",
    "carried",
    "config_references",
    "container_references",
    "cron",
    "expand",
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
    "selector_known",
    "server_image",
    "server_run",
    "timezones",
    "urls",
    "volume_references",
    "with_groups",
]
