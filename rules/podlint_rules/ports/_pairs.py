"""Two containers of one pod that listen on one port, though not both declare it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

from podlint.api import Hit, NamedTuple, View, label, once, running_together
from podlint.api.kubernetes import parse_image
from podlint_rules.ports._certain import Own, exposed, own_ports
from podlint_rules.ports._declared import declared
from podlint_rules.ports._listening import Listens, meet, told
from podlint_rules.ports._names import Role

_MOST = 100
_HELP = "the containers of a pod share one network: give one of them another port, or its own pod"
Key = tuple[int, str]


class _Part(NamedTuple):
    """A container: the ports that it declares, by number and protocol, is told to listen on, and those of its image.

    `exposed` are those of the Dockerfile of an image that the project builds, `keys` those that it is told; `moved`
    says that it is told to listen elsewhere than it declares.
    """

    container: View
    declared: dict[Key, View]
    told: list[Listens]
    own: Own | None
    exposed: frozenset[Key]
    keys: frozenset[Key]
    moved: bool

    def ports(self) -> frozenset[Key]:
        """All of its ports, however they are known."""
        return self.keys.union(self.declared, self.own.ports if self.own is not None else (), self.exposed)


def certain(pod: View) -> Iterator[Hit]:
    """Two servers that listen on one port by their images, or one on a port that another container declares."""
    if not any(own_ports(container) for container in _first(pod)):
        return
    parts = _parts(pod)
    for index, part in enumerate(parts):
        for before in parts[:index]:
            hit = _certain_pair(part, before)
            if hit is not None:
                yield hit
                break


def likely(pod: View) -> Iterator[Hit]:
    """Ports that a container is told to listen on, and that another one has."""
    if not any(told(container) or exposed(container) for container in _first(pod)):
        return
    parts = _parts(pod)
    count: Counter[Key] = Counter()
    for part in parts:
        count.update(part.ports())
    for index, part in enumerate(parts):
        seen: set[Key] = set()
        for found in part.told:
            key = _key(found)
            if (
                count[key] < 2
                or key in seen
                or (key in part.declared and any(key in other.declared for other in parts if other is not part))
            ):
                continue  # port-conflict says it
            clashes = (_clash(part, found, other, earlier=i < index) for i, other in enumerate(parts) if i != index)
            hit = next((hit for hit in clashes if hit is not None), None)
            if hit is not None:
                seen.add(key)
                yield hit
        if part.exposed:
            others = [other for other in parts if other is not part]
            yield from islice(_of_dockerfile(part, others, parts[:index]), 1)


def _of_dockerfile(part: _Part, others: list[_Part], before: list[_Part]) -> Iterator[Hit]:
    """Ports that the project's own Dockerfile exposes, and that another container has."""
    for key in sorted(part.exposed):
        for other in others:
            told_there = next((one for one in other.told if _key(one) == key), None) if key in other.keys else None
            if key in other.declared and not other.moved:
                related = other.declared[key].related("declared here", "containerPort")
            elif told_there is not None:
                related = told_there.view.related("told here to listen on it")
            elif (other.own is not None and key in other.own.ports) or (key in other.exposed and other in before):
                related = other.container.related("the image of this one listens on it", "image")
            else:
                continue
            yield part.container.hit(
                f"the Dockerfile of {label(part.container)} exposes port {key[0]}, "
                f"which {label(other.container)} of the same pod has too",
                "image",
                help=_HELP,
                related=(related,),
            )
            break


def _first(pod: View) -> Iterator[View]:
    """The containers that run together, as many as are looked at."""
    return islice(running_together(pod), _MOST)


@once
def _parts(pod: View) -> list[_Part]:
    parts = []
    for container in _first(pod):
        own: dict[Key, View] = {}
        for number, _, protocol, _, port in declared(container):
            if number and protocol is not None:
                own.setdefault((number, protocol), port)
        found = told(container)
        keys = frozenset(map(_key, found))
        moved = bool(own) and any(one.role is Role.MAIN and _key(one) not in own for one in found)
        parts.append(_Part(container, own, found, own_ports(container), exposed(container), keys, moved))
    return parts


def _certain_pair(part: _Part, before: _Part) -> Hit | None:
    if part.own is not None and before.own is not None:
        both = part.own.ports & before.own.ports
        # What both declare is told already.
        shared = [key for key in sorted(both) if key not in part.declared or key not in before.declared]
        if shared:
            return _two_images(part, before, *shared[0])
    for one, other in ((part, before), (before, part)):
        if one.own is None or one.declared or other.own is not None or other.told:
            continue
        key = next((key for key in sorted(one.own.ports) if key in other.declared), None)
        if key is not None:
            return _against_declared(one, one.own, other, key)
    return None


def _two_images(part: _Part, before: _Part, number: int, protocol: str) -> Hit:
    mine, theirs = (one.own.server.name if one.own else "" for one in (part, before))
    both = f"both run {mine}, which listens on it" if mine == theirs else f"{mine} and {theirs} both listen on it"
    return part.container.hit(
        f"port {number}/{protocol} of {label(part.container)} is taken by {label(before.container)} of the same pod: "
        f"{both} unless it is told otherwise",
        "image",
        help=_HELP,
        related=(before.container.related(f"{theirs} runs here", "image"),),
    )


def _against_declared(one: _Part, own: Own, other: _Part, key: Key) -> Hit:
    return one.container.hit(
        f"{label(one.container)} runs {own.server.name}, which listens on port {key[0]}/{key[1]}, and "
        f"{label(other.container)} of the same pod declares that port",
        "image",
        help=_HELP,
        related=(other.declared[key].related(f"declared here by {label(other.container)}", "containerPort"),),
    )


def _clash(part: _Part, found: Listens, other: _Part, *, earlier: bool) -> Hit | None:
    """The hit where another container has the port; of two that are told to listen on it, the later one is hit."""
    key = found.number, found.protocol
    if not found.named.sure and _elsewhere(part, key):
        return None
    if key in other.keys:
        one = next((one for one in other.told if _key(one) == key and meet(one.address, found.address)), None)
        if one is None or not earlier or _shared(part, found, other, one):
            return None
        return _hit(part, found, f"{label(other.container)} by {one.how}", one.view)
    if key in other.declared:
        if other.moved or _for_another(other, key, found):
            return None
        port = other.declared[key]
        return _hit(part, found, f"{label(other.container)}, which declares it", port, "containerPort")
    if other.own is not None and key in other.own.ports:
        who = f"{label(other.container)}, which runs {other.own.server.name}"
        return _hit(part, found, who, other.container, "image")
    return None


def _elsewhere(part: _Part, key: Key) -> bool:
    """Whether a container declares other ports only: then the number is more likely another program's."""
    return bool(part.declared) and key not in part.declared


def _key(found: Listens) -> Key:
    return found.number, found.protocol


def _for_another(other: _Part, key: Key, found: Listens) -> bool:
    """Whether a container declares a port for its neighbour: for its own probes by name, or as that of its metrics."""
    name = other.declared[key].text("name") or ""
    if found.role is Role.METRICS:
        return "metric" in name or "prom" in name or "exporter" in name
    if found.role is not Role.HEALTH:
        return False
    probes = (other.container.at(probe) for probe in ("livenessProbe", "readinessProbe", "startupProbe"))
    asked = [
        probe.get(kind, "port") for probe in probes if probe is not None for kind in ("httpGet", "tcpSocket", "grpc")
    ]
    return key[0] in asked or (bool(name) and name in asked)


def _shared(part: _Part, found: Listens, other: _Part, one: Listens) -> bool:
    """Whether the same variable stands in two containers of one image: a block of settings, not of servers."""
    if found.named.sure or "env" not in found.view.path or "env" not in one.view.path:
        return False
    images = [parse_image(side.container.text("image") or "") for side in (part, other)]
    return images[0] is None or images[1] is None or images[0].repository == images[1].repository


def _hit(part: _Part, found: Listens, who: str, view: View, *keys: str) -> Hit:
    return found.view.hit(
        f"{label(part.container)} is told by {found.how} to listen on port {found.number}, and so does {who}",
        within=found.within,
        help=_HELP,
        related=(view.related("the other one of the same pod", *keys),),
    )
