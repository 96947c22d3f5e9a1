"""Names inside of objects: of containers, volumes, ports, variables, keys, and of what a pod refers to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

from podlint.api import Hit, KubeObject, Part, View, all_containers, did_you_mean, is_placeholder, label, quoted
from podlint.api.kubernetes import Use, container_references, names

_Judge = Callable[[str], "str | None"]


def hostname_override(text: str) -> str | None:
    """What is wrong with a hostnameOverride."""
    if len(text) > 64:
        return f"must be at most 64 characters, not {len(text)}"
    return names.dns_subdomain(text)


def _prefix(text: str) -> str | None:
    return names.dns_subdomain(names.masked_prefix(text))


_POD_NAMES: dict[str, _Judge] = {
    "hostname": names.dns_label,
    "subdomain": names.dns_label,
    "hostnameOverride": hostname_override,
    "nodeName": names.dns_subdomain,
    "priorityClassName": names.dns_subdomain,
    "runtimeClassName": names.dns_subdomain,
}


_List = tuple[str, str, str, "_Judge | None"]
"""A list, the field of its entries that holds a name, what messages call that, and its judge; None for variables."""
_LISTED: tuple[_List, ...] = (
    ("volumes", "name", "volume name", names.dns_label),
    ("resourceClaims", "name", "resource claim name", names.dns_label),
    ("schedulingGates", "name", "scheduling gate", names.qualified_name),
    ("readinessGates", "conditionType", "conditionType", names.qualified_name),
)


def pod_parts(pod: View) -> Iterator[Hit]:
    """Names in a pod spec."""
    for key, judge in _POD_NAMES.items():
        if key in pod.value:
            yield from judged(pod, key, key, judge)
    for key in ("runtimeClassName", "hostnameOverride"):
        if pod.value.get(key) == "":
            yield pod.hit(f"{key} is empty", key, help="remove it, or give it a value")
    account = "serviceAccountName" if pod.get("serviceAccountName") else "serviceAccount"
    yield from judged(pod, account, account, names.dns_subdomain)
    yield from _listed(pod, _LISTED)
    for alias in pod.each("hostAliases") if "hostAliases" in pod.value else ():
        for name in alias.each("hostnames"):
            yield from judged(name, None, "host name", names.dns_subdomain)
    for container in all_containers(pod):
        yield from judged(container, "name", "container name", names.dns_label)
        yield from _listed(container, _OF_CONTAINERS)
        yield from _referred(container)
    yield from _repeated_containers(pod)


_OF_CONTAINERS: tuple[_List, ...] = (
    ("ports", "name", "port name", names.port_name),
    ("env", "name", "variable name", None),
    ("envFrom", "prefix", "prefix", None),
)


def _referred(container: View) -> Iterator[Hit]:
    """Names and keys of the ConfigMaps and Secrets that env and envFrom take values from, and of claimed requests."""
    for reference in container_references(container):
        # In envFrom the server judges a name as if more were to follow: it may end in `-`.
        name = _prefix if reference.use is Use.ENV_FROM else names.dns_subdomain
        for field, judge in (("name", name), ("key", names.config_key)):
            yield from judged(reference.view, field, f"{field} of {reference.view.path[-1]}", judge)
    resources = container.value.get("resources")
    for claim in container.each("resources", "claims") if isinstance(resources, dict) and "claims" in resources else ():
        yield from judged(claim, "request", "request", names.dns_label)


def _listed(view: View, lists: tuple[_List, ...]) -> Iterator[Hit]:
    """Names of the entries of lists. Most are right: views are made of those that are not."""
    for key, field, words, own_judge in lists:
        entries = view.value.get(key)
        if not isinstance(entries, list):
            continue
        judge = own_judge or _variable(view.object.minor)
        for index, entry in enumerate(entries):
            text = entry.get(field) if isinstance(entry, dict) else None
            if isinstance(text, str) and text and judge(text) is not None:
                found = view.at(key, index)
                if found is not None:
                    yield from judged(found, field, words, judge)


@lru_cache(maxsize=64)
def _variable(minor: int) -> _Judge:
    """What judges names of variables for a Kubernetes version."""
    return lambda text: names.env_name(text, minor)


def _repeated_containers(pod: View) -> Iterator[Hit]:
    """One name in two of the lists; twice in one list is a duplicate list entry."""
    plain = [c.value.get("name") for c in all_containers(pod)]
    if all(isinstance(name, str) for name in plain) and len(plain) == len(set(plain)):
        return
    first: dict[str, View] = {}
    for key in ("containers", "initContainers", "ephemeralContainers"):
        here = [c for c in pod.each(key) if isinstance(c.value, dict) and c.text("name")]
        for container in here:
            before = first.get(str(container.text("name")))
            if before is not None:
                name = container.text("name")
                yield container.hit(
                    f"name of {label(container)} is taken: {label(before)} of the same pod has it",
                    "name",
                    help="give each container of the pod its own name",
                    related=(before.related(f"{quoted(str(name))} is used here", "name"),),
                )
        for container in here:
            first.setdefault(str(container.text("name")), container)


def other_fields(target: KubeObject) -> Iterator[Hit]:
    """Names in the objects that are not pods."""
    where = (target.group, target.kind)
    if where in (("", "ConfigMap"), ("", "Secret")):
        yield from _keys(target)
    elif where == ("", "Service"):
        for port in target.each("spec", "ports"):
            yield from judged(port, "name", "port name", names.dns_label)
    elif where == ("apps", "StatefulSet"):
        if target.minor >= 33:
            spec = target.at("spec")
            if spec is not None:
                yield from judged(spec, "serviceName", "serviceName", names.dns_label)
        for claim in target.each("spec", "volumeClaimTemplates"):
            metadata = claim.at("metadata")
            if metadata is not None:
                yield from judged(metadata, "name", "claim template name", names.dns_label)


def _keys(target: KubeObject) -> Iterator[Hit]:
    for field in ("data", "binaryData", "stringData"):
        found = target.get(field)
        for key in found if isinstance(found, dict) else ():
            words = None if is_placeholder(key) else names.config_key(key)
            if words is not None:
                near = names.repaired(key, names.config_key)
                message = f"key {quoted(key)} of {target.kind} {words}"
                yield target.hit(message, field, key, part=Part.KEY, help=did_you_mean(near))


def judged(view: View, key: str | None, words: str, judge: _Judge) -> Iterable[Hit]:
    """A hit where the text under `key` (the view itself without one) is there, and wrong."""
    keys = () if key is None else (key,)
    text = view.text(*keys)
    if not text or (wrong := judge(text)) is None:
        return ()
    near = names.repaired(text, judge) if "/" not in text else None
    return (view.hit(f"{words} {quoted(text)} {wrong}", *keys, help=did_you_mean(near)),)
