"""What is known of the image that a reference names: one table, in a module for each purpose that images serve.

Each module has its rows in `ROWS`: the names of an image, as mirrors end in them too, and its facts. A name is
`owner/image`, with its registry where it needs one (`registry.k8s.io/pause`), or `owner/*` for what holds of all images
of an owner. `_names` says which module a name is in.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from podlint.kubernetes.images import Serves, parse_image
from podlint.kubernetes.known_images._names import NAMES

if TYPE_CHECKING:
    from podlint.kubernetes.images import Image, ImageFacts, OwnImages, Rows
    from podlint.kubernetes.view import View

_ENTRYPOINTS = frozenset({"docker-entrypoint.sh", "entrypoint.sh", "run.sh"})
_ENDING = frozenset({"--version", "--help", "--initialize", "--initialize-insecure", "--stop-after-init"})
_ERRANDS = (
    frozenset(
        {"acl", "backup", "bootstrap", "build", "check", "config", "create", "db", "db:migrate", "dump", "export"}
    )
    | {"fmt", "hash", "healthcheck", "help", "import", "info", "init", "inspect", "join", "kv", "leave", "members"}
    | {"migrate", "migrations", "operator", "reload", "restore", "shell", "status", "tools", "upgrade", "validate"}
    | {"version"}
)
"""What servers' programs are asked for by their first word, and end with."""
_CHECKS = frozenset({"-t", "-T", "-v", "-V"})
_OLD_PLACES = {
    "/k8s.gcr.io/": "/registry.k8s.io/",
    "/gcr.io/google_containers/": "/registry.k8s.io/",
    "/gcr.io/google-containers/": "/registry.k8s.io/",
    "/registry.aliyuncs.com/google_containers/": "/registry.k8s.io/",
    "/bitnamilegacy/": "/bitnami/",
}
"""Where the images of registry.k8s.io and of Bitnami lay before or lie now, and a mirror of them."""
_NAMESAKES = {
    "mongodb-community-server": "library/mongo",
    "opensearch": "opensearchproject/opensearch",
    "envoy": "envoyproxy/envoy",
}
"""Servers by the names that other publishers give their images of them, besides those of the official ones."""
_SIDE = (Serves.CONTROLLER, Serves.MONITORING)


@lru_cache(maxsize=1024)
def image_facts(reference: str) -> ImageFacts | None:
    """What is known of the image that a reference names; None where nothing is.

    Mirrors end in the name that the image is published under: `mirror.example/hub/library/nginx`,
    `cache.example/quay.io/prometheus/prometheus`. `registry.example/team/nginx` is somebody's own image.
    """
    image = parse_image(reference)
    found = _published(image) if image is not None else None
    return found.tagged(image.tag) if found is not None and image is not None else None


def _published(image: Image) -> ImageFacts | None:
    place = f"/{image.place}"
    for old, new in _OLD_PLACES.items():
        place = place.replace(old, new, 1)
    for wanted in (place, f"{place.rpartition('/')[0]}/*"):
        for name, module in NAMES.get(wanted.rpartition("/")[2], ()):  # nothing for most images: somebody's own
            if wanted.endswith(f"/{name}"):
                return _rows(module)[name]
    return None


@lru_cache(maxsize=32)
def _rows(module: str) -> dict[str, ImageFacts]:
    """The rows of one module by the names of their images: only those are imported that an image is in."""
    rows: Rows = import_module(f"{__name__}.{module}").ROWS
    return {name: facts for names, facts in rows for name in names}


@lru_cache(maxsize=1024)
def server_image(reference: str) -> ImageFacts | None:
    """The server that an image is known to run, None where it is not known to run one.

    Other publishers' images that are named like a known one (`registry.example/team/mysql`) are taken for the same
    server, with ports unknown; so are those of Red Hat's naming, `postgresql-15` and `mysql-80-centos7`. Controllers
    and what watches others are no servers here.
    """
    image = parse_image(reference)
    if image is None or ("cli" in (image.tag or "") and "cli" in re.split(r"[-.]", image.tag or "")):
        return None
    found = image_facts(reference)
    if found is None:
        name = image.name
        if "-" in name:
            name = re.sub(r"-\d+(-(rhel|ubi|centos|el|c)\d+s?)?\Z", "", name)
        named = None if "library/" in f"{image.repository}/" else _namesake(name)
        found = named.tagged(image.tag)._replace(ports=(), udp=(), moves=()) if named is not None else None
    return None if found is None or found.kind is None or found.kind in _SIDE else found


def _namesake(name: str) -> ImageFacts | None:
    known = _NAMESAKES.get(name)
    wanted = (known,) if known is not None else (f"bitnami/{name}", f"library/{name}")
    places = dict(NAMES.get(wanted[0].rpartition("/")[2], ()))
    return next((_rows(places[one])[one] for one in wanted if one in places), None)


def facts_of(container: View) -> ImageFacts | None:
    """What is known of a container's image: by the configuration, by the table, by a Dockerfile of the project."""
    reference = container.text("image") or ""
    own = _own(container)
    if own is None:
        return image_facts(reference)
    return own.named(reference) or image_facts(reference) or own.built(reference)


def _own(container: View) -> OwnImages | None:
    """What the project knows of images; nothing where a view stands alone."""
    return getattr(container.object, "images", None)


def server_run(container: View) -> ImageFacts | None:
    """The known server that a container runs; None where its command or arguments may run something else.

    Arguments that begin with an option go to the image's own entrypoint, and so does the server's own program.
    """
    reference = container.text("image") or ""
    own = _own(container)
    named = own.named(reference) if own is not None else None
    server = server_image(reference) if named is None else named
    return server if server is not None and server.kind is not None and runs(container, server) else None


def runs(container: View, server: ImageFacts) -> bool:
    """Whether a container runs the server of its image, as far as its command and arguments say."""
    if not container.complete("command") or not container.complete("args"):
        return False
    command, args = ([word.value for word in container.each(key)] for key in ("command", "args"))
    if command and _program(command[0]) in _ENTRYPOINTS:
        args, command = command[1:] + args, []
    words = command or args
    given = set(map(str, command + args))
    if given & _ENDING or (server.kind is Serves.WEB and given & _CHECKS):
        return False
    if not words or (not command and str(words[0]).startswith("-")):
        return True
    return _program(words[0]) in server.programs and not any(str(word) in _ERRANDS for word in words[1:2])


def _program(word: object) -> str:
    return str(word).rpartition("/")[2]
