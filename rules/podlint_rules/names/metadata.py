"""What else the metadata of an object says: who owns it, what holds it back, what it asks for by annotation."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import (
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    all_containers,
    closest,
    did_you_mean,
    is_placeholder,
    listed,
    quoted,
    rule,
)
from podlint.api.kubernetes import names, names_known
from podlint.api.project import Index, Member, Vicinity
from podlint_rules.names._parts import is_built_in, template_metadata

_FINALIZERS = ("kubernetes", "orphan", "foregroundDeletion")
_LEVELS = ("privileged", "baseline", "restricted")
_SECURITY = "pod-security.kubernetes.io/"
_DELETION_COST = "controller.kubernetes.io/pod-deletion-cost"
_EXTENSIONS = ("apiextensions.k8s.io", "apiregistration.k8s.io", "admissionregistration.k8s.io")
_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def _from_a_cluster(target: Member, index: Index) -> Iterator[Hit]:
    """One hit a file for the objects that were read from a cluster, at the first of them."""
    if target.text("metadata", "resourceVersion") is None:
        return
    near = index.file_of(target)
    dumped = near.remember("read from a cluster", lambda: _dumped(near))
    first, count = dumped.get(target.known.file, (target, 1))
    if target is first:
        message = "an object to be created may not have a resourceVersion: this one comes from a cluster"
        if count > 1:
            message = f"objects to be created may not have a resourceVersion: {count} of this file come from a cluster"
        help = "remove it, with the other fields that the server fills in (uid, creationTimestamp, status)"
        yield target.hit(message, "metadata", "resourceVersion", part=Part.KEY, help=help)


def _dumped(near: Vicinity) -> dict[str, tuple[Member, int]]:
    """The first object of each file that has a resourceVersion, and how many have one."""
    found: dict[str, list[Member]] = {}
    for member in near.members:
        if member.text("metadata", "resourceVersion") is not None:
            found.setdefault(member.known.file, []).append(member)
    return {file: (members[0], len(members)) for file, members in found.items()}


@rule("metadata-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, across=_from_a_cluster)
def metadata_invalid(target: KubeObject) -> Iterator[Hit]:
    """Metadata with a meaning of their own, and a value that the API server refuses.

    ## Why is this bad?
    Finalizers bear qualified names; an object has at most one controlling owner; the labels of Pod Security admission
    name a level (`privileged`, `baseline`, `restricted`) or a version (`latest`, `v1.30`);
    `controller.kubernetes.io/pod-deletion-cost` is a whole number; an AppArmor annotation names a container of the pod
    and a profile; and an object to be created has no resourceVersion (what was read from a cluster is one finding a
    file). The object is refused as a whole.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: strict
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: Namespace
    metadata:
      name: shop
      labels:
        pod-security.kubernetes.io/enforce: restricted
    ```

    ## References
    - https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/object-meta/
    - https://kubernetes.io/docs/concepts/security/pod-security-admission/
    """
    metadata = target.at("metadata")
    if metadata is not None and isinstance(metadata.value, dict):
        # The extension groups use the general check of metadata, which takes any qualified name.
        yield from _finalizers(metadata, is_built_in(target) and target.group not in _EXTENSIONS)
        yield from _owners(metadata)
    if (target.group, target.kind) == ("", "Namespace") and metadata is not None:
        for key, value in metadata.entries("labels"):
            if key.startswith(_SECURITY):
                yield from _pod_security(key, value)
    pod = target.pod()
    meta = metadata if target.pod_path == ("spec",) else template_metadata(target)
    if pod is not None and meta is not None and is_built_in(target):
        yield from _pod_annotations(pod, meta)


def _finalizers(metadata: View, strict: bool) -> Iterator[Hit]:
    found = [item for item in metadata.each("finalizers") if item.text()]
    for item in found:
        text = str(item.text())
        words = names.qualified_name(text)
        if words is None and strict and "/" not in text and text not in _FINALIZERS:
            words = f"must have a domain and a `/` before its name, or be {listed(_FINALIZERS, last='or')}"
        if words is not None:
            yield item.hit(f"finalizer {quoted(text)} {words}", help=did_you_mean(closest(text, _FINALIZERS)))
    by_name = {item.text(): item for item in found}
    if "orphan" in by_name and "foregroundDeletion" in by_name:
        item = by_name["foregroundDeletion"]
        related = by_name["orphan"].related("orphan stands here")
        yield item.hit("finalizers orphan and foregroundDeletion exclude each other", related=(related,))


def _owners(metadata: View) -> Iterator[Hit]:
    first: View | None = None
    for owner in metadata.each("ownerReferences"):
        if owner.get("apiVersion") == "v1" and owner.get("kind") == "Event":
            yield owner.hit("an Event cannot own an object", "kind")
        if owner.flag("controller"):
            if first is not None:
                related = first.related("the first one stands here", "controller")
                yield owner.hit("only one owner may be the controller", "controller", related=(related,))
            first = first or owner


def _pod_security(key: str, value: View) -> Iterator[Hit]:
    mode, _, rest = key.removeprefix(_SECURITY).partition("-")
    text = value.text()
    if text is None or mode not in ("enforce", "audit", "warn"):
        return
    if rest == "version":
        if re.fullmatch(r"latest|v1\.(0|[1-9][0-9]*)", text, re.ASCII) is None:
            help = did_you_mean(f"v{text}") if re.fullmatch(r"1\.[0-9]+", text) else None
            yield value.hit(f"{key} must be latest or a version such as v1.30, not {quoted(text)}", help=help)
    elif not rest and text not in _LEVELS:
        message = f"{key} must be privileged, baseline or restricted, not {quoted(text)}"
        yield value.hit(message, help=did_you_mean(closest(text, _LEVELS)))


def _pod_annotations(pod: View, metadata: View) -> Iterator[Hit]:
    annotations = metadata.get("annotations")
    if not isinstance(annotations, dict) or not any(key.startswith((_DELETION_COST, _APPARMOR)) for key in annotations):
        return
    for key, value in metadata.entries("annotations"):
        text = value.text()
        if text is None or is_placeholder(key):
            continue
        if key == _DELETION_COST:
            if re.fullmatch(r"0|-?[1-9][0-9]{0,9}", text, re.ASCII) is None or not -(2**31) <= int(text) < 2**31:
                yield value.hit(f"{key} must be a whole number of 32 bits, not {quoted(text)}")
        elif key.startswith(_APPARMOR):
            if text not in ("", "runtime/default", "unconfined") and not text.startswith("localhost/"):
                message = f"AppArmor profile {quoted(text)} must be runtime/default, unconfined or localhost/PROFILE"
                yield value.hit(message)
            name = key.removeprefix(_APPARMOR)
            if names_known(pod):
                known = [str(c.get("name")) for c in all_containers(pod)]
                if name not in known:
                    message = f"AppArmor annotation names container {quoted(name)}, which the pod does not have"
                    yield value.hit(message, part=Part.KEY, help=did_you_mean(closest(name, known)))
