"""Claims and the PersistentVolumes that they are to be bound to."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule
from podlint.api.kubernetes import WORKLOADS, labels
from podlint.api.project import Index, Member, least_replicas, mentions
from podlint_rules._shared.pinned import pinned, required_nodes
from podlint_rules.volumes import _fit as fit

_VOLUME = ("", "PersistentVolume")
_CLASS = ("storage.k8s.io", "StorageClass")
_NONE = "kubernetes.io/no-provisioner"


@rule(
    "claim-volume-mismatch",
    severity=Severity.ERROR,
    scope=Scope.PROJECT,
    kinds=("PersistentVolumeClaim", *WORKLOADS),
    needs=("PersistentVolumeClaim", "persistentVolumeClaim", "volumeClaimTemplates"),
)
def claim_volume_mismatch(target: Member, index: Index) -> Iterator[Hit]:
    """Claim that cannot be bound to the PersistentVolume that it is for.

    ## Why is this bad?
    A claim that names a volume (`volumeName`) gets that one or none: class, access modes and volumeMode must agree, and
    the volume must be large enough. The API server takes both, and the claim stays Pending, with its pods. The same
    holds for a claim whose class provisions nothing (`""`, or one with the provisioner
    `kubernetes.io/no-provisioner`), and for one with a selector: there a volume must exist that fits. Where the project
    has no StorageClass of that name and the only volumes of the class do not fit, it is a warning, since the cluster
    may provision one; so it is where no volume of the project has the name or the labels that a claim asks for.

    A volume is bound to one claim: a second one that names it stays Pending, and so do those of further replicas of a
    StatefulSet.

    A volume that only one node can reach binds its pods to that node: a pod that is pinned to another one is not
    scheduled.

    A class that a claim leaves out is left to the cluster, and a volume whose `claimRef` names the claim is bound to it
    whatever it asks for: neither is reported.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: PersistentVolume
    metadata: {name: archive-disk}
    spec:
      capacity: {storage: 5Gi}
      accessModes: [ReadWriteOnce]
      storageClassName: manual
      hostPath: {path: /srv/archive}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: archive}
    spec:
      volumeName: archive-disk
      storageClassName: fast
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 5Gi}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: PersistentVolume
    metadata: {name: archive-disk}
    spec:
      capacity: {storage: 5Gi}
      accessModes: [ReadWriteOnce]
      storageClassName: manual
      hostPath: {path: /srv/archive}
    ---
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: {name: archive}
    spec:
      volumeName: archive-disk
      storageClassName: manual
      accessModes: [ReadWriteOnce]
      resources: {requests: {storage: 5Gi}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#binding
    - https://kubernetes.io/docs/concepts/storage/persistent-volumes/#node-affinity
    """
    if target.kind == "PersistentVolumeClaim" and not target.group:
        spec = target.at("spec")
        if spec is not None and isinstance(spec.value, dict):
            yield from _claim(target, target, spec, index)
        return
    if target.kind == "StatefulSet":
        for template in target.each("spec", "volumeClaimTemplates"):
            spec = template.at("spec")
            if spec is not None and isinstance(spec.value, dict):
                yield from _claim(target, template, spec, index)
    yield from _nodes(target, index)


def _claim(target: Member, claim: View, spec: View, index: Index) -> Iterator[Hit]:
    if not claim.understood("metadata", "annotations", fit.CLASS) or spec.at("dataSource") is not None:
        return
    if spec.at("volumeName") is not None and spec.get("volumeName") != "":
        name = spec.text("volumeName")
        if name is not None:
            yield from _named(target, claim, spec, index, name)
        return
    class_name = fit.class_of(claim, spec)
    selector = spec.at("selector")
    if selector is not None and selector.value:
        yield from _selected(target, claim, spec, index, selector)
    elif class_name is not None and spec.complete("storageClassName"):
        severity = _weight_of_class(target, class_name, index)
        volumes = [one for one in index.near(target, *_VOLUME) if _has_class(one, class_name)]
        if severity is not None and _whole(volumes, target, index):
            yield from _none_fits(claim, spec, volumes, severity, index)


def _named(target: Member, claim: View, spec: View, index: Index, name: str) -> Iterator[Hit]:
    """A claim that names its volume."""
    if not index.named(*_VOLUME, name, target):
        if mentions.absent(index, target, *_VOLUME, name):
            near = closest(name, index.names(*_VOLUME, target))
            message = f"there is no PersistentVolume {quoted(name)} in the project: without it the claim stays Pending"
            help = did_you_mean(near) or "add the volume, or correct the name"
            yield spec.hit(message, "volumeName", help=help, severity=Severity.WARNING)
        return
    found = index.meant(*_VOLUME, name, target)
    if not found or not all(fit.known(volume) for volume in found):
        return
    for volume in found:
        other = _reserved(volume, target, claim)
        if other == "":
            return
        if other is not None and len(found) == 1:
            message = f"PersistentVolume {name} is reserved for claim {quoted(other)}: this one stays Pending"
            related = (volume.related("its claimRef stands here", "spec", "claimRef", "name"),)
            yield spec.hit(message, "volumeName", help="correct the claimRef, or name another volume", related=related)
            return
    yield from _twice(target, claim, spec, index, name)
    yield from _none_fits(claim, spec, found, Severity.ERROR, index)


def _twice(target: Member, claim: View, spec: View, index: Index, name: str) -> Iterator[Hit]:
    """A volume that another claim names as well, or each claim of a StatefulSet: it is bound to one."""
    help = "give each claim a volume of its own, or let the pods share one claim"
    if claim is not target:
        count = least_replicas(target, index)
        if count is not None and count > 1:
            message = (
                f"the claims of {count} replicas all name PersistentVolume {name}, which is bound to one: the others"
            )
            yield spec.hit(f"{message} stay Pending", "volumeName", help=help)
        return
    for other in index.near(target, "", "PersistentVolumeClaim"):
        if other is target:
            return
        own = (other.namespace, other.text("metadata", "name")) == (target.namespace, target.text("metadata", "name"))
        if other.text("spec", "volumeName") == name and index.of_one_set(other, target) and not own:
            message = (
                f"{other.name} names PersistentVolume {name} as well, which is bound to one claim: the other stays"
            )
            related = (other.related("named here", "spec", "volumeName"),)
            yield spec.hit(message, "volumeName", help=help, related=related)
            return


def _reserved(volume: Member, target: Member, claim: View) -> str | None:
    """The claim that a volume is reserved for, the empty string where it may be this one; None for a free volume."""
    reference = volume.at("spec", "claimRef")
    if reference is None:
        return None
    name, namespace = reference.text("name"), reference.text("namespace")
    own = claim.text("metadata", "name")
    if name is None or own is None or target.kustomized:
        return ""
    mine = name == own if claim is target else name.startswith(f"{own}-")
    if mine and (namespace is None or target.namespace in (None, namespace)):
        return ""
    return f"{namespace}/{name}" if namespace else name


def _selected(target: Member, claim: View, spec: View, index: Index, selector: View) -> Iterator[Hit]:
    """A claim with a selector, which no class provisions for."""
    if not selector.complete():
        return
    volumes = index.near(target, *_VOLUME)
    if not _whole(volumes, target, index) or not all(one.complete("metadata", "labels") for one in volumes):
        return
    chosen = [one for one in volumes if labels.matches(selector.value, one.get("metadata", "labels") or {})]
    if chosen:
        yield from _none_fits(claim, spec, chosen, Severity.ERROR, index)
    elif volumes and index.complete(target, _VOLUME) and index.whole:
        others = index.of_kind(*_VOLUME)
        if any(labels.matches(selector.value, one.get("metadata", "labels") or {}) for one in others):
            return
        message = "no PersistentVolume of the project has the labels that this claim selects: it stays Pending"
        related = (volumes[0].related("a volume stands here", "metadata"),)
        help = "correct the selector, or the labels of the volume"
        yield selector.hit(message, help=help, related=related, severity=Severity.WARNING)


def _has_class(volume: Member, class_name: str) -> bool:
    spec = volume.at("spec")
    return spec is not None and (fit.class_of(volume, spec) or "") == class_name


def _weight_of_class(target: Member, name: str, index: Index) -> Severity | None:
    """What it weighs that no volume of a class fits; None where the class may provision one."""
    if not name:
        return Severity.ERROR
    classes = index.meant(*_CLASS, name, target)
    if classes:
        return Severity.ERROR if all(one.text("provisioner") == _NONE for one in classes) else None
    return None if index.called(*_CLASS, name) else Severity.WARNING


def _whole(volumes: list[Member], target: Member, index: Index) -> bool:
    """Whether some volumes are all that a claim can get, as far as the project tells."""
    if not volumes or not index.whole or target.scopes & index.open_scopes:
        return False
    return all(index.of_one_set(volume, target) and fit.known(volume) for volume in volumes)


def _none_fits(claim: View, spec: View, volumes: list[Member], severity: Severity, index: Index) -> Iterator[Hit]:
    """A hit for each field in which the volume that is nearest to a claim does not fit it, where none fits."""
    class_name = fit.class_of(claim, spec)
    if spec.get("volumeName") in (None, ""):
        volumes = [one for one in volumes if one.at("spec", "claimRef") is None]
        others = index.of_kind(*_VOLUME) if volumes else []
        if any(not fit.known(one) or not any(fit.misfits(spec, class_name, one)) for one in others):
            return
    found = [(list(fit.misfits(spec, class_name, volume)), volume) for volume in volumes]
    if not found or not all(misfits for misfits, _ in found):
        return
    misfits, volume = min(found, key=lambda pair: len(pair[0]))
    name = volume.text("metadata", "name") or ""
    for one in misfits:
        message = f"the claim asks for {one.asks}, PersistentVolume {name} has {one.has}: the claim stays Pending"
        related = (volume.related("the volume says so here", "spec", *one.of_volume),)
        yield spec.hit(message, *one.field, help=one.help, related=related, severity=severity)


def _nodes(workload: Member, index: Index) -> Iterator[Hit]:
    """A pod that is pinned to other nodes than those that reach its volume."""
    pod = workload.pod()
    pin = pinned(pod) if pod is not None else None
    if pod is None or pin is None or index.may_be_patched(workload):
        return
    for view in pod.each("volumes"):
        name = view.text("persistentVolumeClaim", "claimName")
        for claim in index.meant("", "PersistentVolumeClaim", name, workload)[:1] if name else ():
            volume_name = claim.text("spec", "volumeName")
            for volume in index.meant(*_VOLUME, volume_name, claim)[:1] if volume_name else ():
                required = volume.at("spec", "nodeAffinity", "required")
                reach = required_nodes(required) if required is not None else None
                if reach is not None and not reach.nodes & pin.nodes:
                    message = (
                        f"the pod can only go to {listed(sorted(pin.nodes), last='or')}, and the volume of its claim "
                        f"{quoted(str(name))} only to {listed(sorted(reach.nodes), last='or')}: it stays Pending"
                    )
                    related = (reach.at.related("the volume is bound to its node here"),)
                    help = "pin the pod to the node of the volume, or leave the choice to the volume"
                    yield pin.at.hit(message, help=help, related=related)
