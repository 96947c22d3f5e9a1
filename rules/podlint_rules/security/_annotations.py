"""Annotations from before seccomp and AppArmor had fields: their forms, and what fields say instead."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, View, all_containers, label, quoted
from podlint_rules.security import _standards as standards

_SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod"
_SECCOMP = "container.seccomp.security.alpha.kubernetes.io/"
_TYPES = {"runtime/default": "RuntimeDefault", "docker/default": "RuntimeDefault", "unconfined": "Unconfined"}
_LOCAL = "localhost/"


def fault(path: str) -> str | None:
    """What the server says against the path of a seccomp profile, None where it takes it."""
    if path.startswith("/"):
        return "must be a relative path"
    return "must not contain .." if ".." in path.split("/") else None


def seccomp_faults(pod: View) -> Iterator[Hit]:
    """Seccomp annotations that the server cannot read."""
    for key, value in standards.old_annotations(pod):
        if key != _SECCOMP_POD and not key.startswith(_SECCOMP):
            continue
        text = value.text()
        if text is None or text in _TYPES:
            continue
        if not text.startswith(_LOCAL):
            message = f"seccomp profile {quoted(text)} must be runtime/default, unconfined or localhost/PROFILE"
            yield value.hit(message, help="better set securityContext.seccompProfile: annotations are ignored")
        elif (wrong := fault(text.removeprefix(_LOCAL))) is not None:
            yield value.hit(f"seccomp profile {quoted(text)} {wrong} after localhost/")


def mismatches(pod: View) -> Iterator[Hit]:
    """Annotations that say something else than the field for the same thing."""
    for key, value in standards.old_annotations(pod):
        text = value.text()
        if text is None:
            continue
        if key == _SECCOMP_POD:
            yield from _differs(value, text, pod.at("securityContext", "seccompProfile"), "the pod")
        elif key.startswith(_SECCOMP):
            container = _named(pod, key.removeprefix(_SECCOMP))
            if container is not None:
                field = container.at("securityContext", "seccompProfile")
                yield from _differs(value, text, field, label(container))
        elif key.startswith(standards.APPARMOR) and not standards.is_windows(pod):
            # A container without the field gets it from its annotation, whatever the pod says.
            container = _named(pod, key.removeprefix(standards.APPARMOR))
            if container is not None and text != "docker/default":
                field = container.at("securityContext", "appArmorProfile")
                yield from _differs(value, text, field, label(container))


def _differs(value: View, text: str, field: View | None, who: str) -> Iterator[Hit]:
    wanted = _TYPES.get(text, "Localhost" if text.startswith(_LOCAL) else None)
    found = field.text("type") if field is not None else None
    if field is None or found is None or wanted is None or not field.complete():
        return
    path = text.removeprefix(_LOCAL)
    if wanted != found or (wanted == "Localhost" and field.text("localhostProfile") not in (None, path)):
        name = str(field.path[-1])
        message = f"the annotation says {quoted(text)}, {name} of {who} says {found}: they must match"
        yield value.hit(message, help="remove the annotation", related=(field.related("the field", "type"),))


def _named(pod: View, name: str) -> View | None:
    return next((container for container in all_containers(pod) if container.get("name") == name), None)
