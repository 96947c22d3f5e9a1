"""Image references, and what is known of the images that they name."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.view import is_placeholder
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Protocol

    class OwnImages(Protocol):
        """What a project knows of images itself."""

        def named(self, reference: str, /) -> ImageFacts | None:
            """What the configuration says of an image."""

        def built(self, reference: str, /) -> ImageFacts | None:
            """What is known of an image that the project builds."""

    Rows = tuple[tuple[tuple[str, ...], "ImageFacts"], ...]
    """Images by the names that they are published under, `library/nginx` for the official ones."""


_REFERENCE = (
    r"(?a)(?:(?P<registry>localhost|[A-Za-z0-9-]*(?:\.[A-Za-z0-9-]+)+|[A-Za-z0-9.-]+(?=:\d)|\[[0-9a-fA-F:]+\])"
    r"(?P<port>:\d+)?/)?"
    r"(?P<repository>[a-z0-9]+(?:(?:\.|_{1,2}|-+|/)[a-z0-9]+)*)"
    r"(?::(?P<tag>\w[\w.-]{0,127}))?"
    r"(?:@(?P<digest>[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}))?"
)
_HUB = "docker.io"


class Image(NamedTuple):
    """An image reference in its full form: `nginx:1.27` is `library/nginx` of `docker.io`."""

    registry: str
    repository: str
    tag: str | None
    digest: str | None

    @property
    def name(self) -> str:
        """The last part of the repository."""
        return self.repository.rpartition("/")[2]

    @property
    def owned(self) -> str:
        """The last two parts of the repository: `library/nginx`."""
        return "/".join(self.repository.split("/")[-2:])

    @property
    def place(self) -> str:
        """The registry and the repository, without tag and digest."""
        return f"{self.registry}/{self.repository}"


@lru_cache(maxsize=1024)
def parse_image(text: str) -> Image | None:
    """The parts of an image reference; None where it is none, or another tool will fill it in."""
    match = None if is_placeholder(text) else re.fullmatch(_REFERENCE, text)
    if match is None:
        return None
    registry = match["registry"] or ""
    repository = match["repository"]
    if registry in ("", "index.docker.io", "registry-1.docker.io"):
        registry = _HUB
    if registry == _HUB and "/" not in repository:
        repository = f"library/{repository}"
    return Image(registry + (match["port"] or ""), repository, match["tag"], match["digest"])


class Serves(str, Enum):
    """What a server is for."""

    WEB = "web server"
    APP = "application"
    PROXY = "proxy"
    DATABASE = "database"
    SEARCH = "search engine"
    CACHE = "cache"
    QUEUE = "message broker"
    COORDINATION = "coordination service"
    STORAGE = "storage"
    CONTROLLER = "controller"
    MONITORING = "monitoring"


class Starts(str, Enum):
    """What the entry point of an image is."""

    PROGRAM = "a program"
    SCRIPT = "a shell script"
    ARGUMENTS = "its arguments"
    """There is none of its own, or one that starts its arguments: the first of them is the program."""


class ImageFacts(NamedTuple):
    """What is known of an image.

    `name` is what messages call it, `kind` what its server is for: None where it runs none by itself. `ports` and `udp`
    are the ports that it listens on unless it is told otherwise, without those for talk between members of a cluster;
    `exposes` the ones that it declares besides. `moves` are what may tell it otherwise: options (`--port`), variables
    (`PGPORT`), files and folders of its configuration (`/etc/nginx`); without any, nothing is certain of its ports.
    `programs` are the server's own, `http` says that it speaks HTTP. `user` is the user that it starts as, by name or
    number, empty where that is not known; `shell` whether it has one, None where that is not known. `data` are the
    folders that its data lie in; `local` says that programs of it lie below /usr/local. `source` is where all this is
    written, `tags` what is otherwise for some tags: a word of the tag, or `>=2.4` and `<2.4` for versions, with the
    fields that change.
    """

    name: str
    kind: Serves | None = None
    ports: tuple[int, ...] = ()
    programs: tuple[str, ...] = ()
    http: bool = False
    udp: tuple[int, ...] = ()
    exposes: tuple[int, ...] = ()
    moves: tuple[str, ...] = ()
    user: str = ""
    shell: bool | None = None
    data: tuple[str, ...] = ()
    starts: Starts | None = None
    local: bool = False
    source: str = ""
    tags: Mapping[str, Mapping[str, Any]] = MappingProxyType({})

    def tagged(self, tag: str | None) -> ImageFacts:
        """The facts of one tag; without one, or with `latest`, those of the newest version."""
        if not self.tags:
            return self
        found = self
        words = frozenset(re.split(r"[-._]", tag or ""))
        for condition, changes in self.tags.items():
            if _holds(condition, tag, words):
                found = found._replace(**changes)
        return found


def _holds(condition: str, tag: str | None, words: frozenset[str]) -> bool:
    if condition[0] not in "<>":
        return condition in words
    version = re.match(r"v?(\d{1,9})(?:\.(\d{1,9}))?(?:[.-]|\Z)", tag or "")
    if version is None:
        return condition[0] == ">"
    bound = tuple(map(int, condition.lstrip("<>=").split(".")))
    found = (int(version[1]), int(version[2] or 0))[: len(bound)]
    return found < bound if condition[0] == "<" else found >= bound
