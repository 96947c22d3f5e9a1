"""HorizontalPodAutoscalers by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, listed, quoted, rule
from podlint.api.kubernetes import SCALABLE, names, quantity

_SOURCES = {
    "Resource": "resource",
    "ContainerResource": "containerResource",
    "Pods": "pods",
    "Object": "object",
    "External": "external",
}
_ALLOWED = {
    "resource": ("averageUtilization", "averageValue"),
    "containerResource": ("averageUtilization", "averageValue"),
    "pods": ("averageValue",),
    "object": ("value", "averageValue"),
    "external": ("value", "averageValue"),
}


@rule("hpa-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("HorizontalPodAutoscaler",), versioned=True)
def hpa_invalid(scaler: KubeObject) -> Iterator[Hit]:
    """Autoscaler whose bounds, target or metrics contradict themselves.

    ## Why is this bad?
    The API server refuses a `maxReplicas` below `minReplicas`, a metric whose block is not that of its `type`, a metric
    target without exactly the kind of value that it can have, and (since 1.34) a target whose `apiVersion` names no
    API group though its kind is not in the core group.

    ## Example
    ```yaml bad
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata:
      name: web
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      minReplicas: 5
      maxReplicas: 3
    ```

    ## Use instead
    ```yaml good
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata:
      name: web
    spec:
      scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: web}
      minReplicas: 3
      maxReplicas: 5
    ```

    ## References
    - https://kubernetes.io/docs/tasks/run-application/horizontal-pod-autoscale/
    """
    spec = scaler.at("spec")
    if spec is None or scaler.group != "autoscaling":
        return
    least, most = spec.integer("minReplicas"), spec.integer("maxReplicas")
    if spec.at("minReplicas") is None:
        least = 1
    if least is not None and most is not None and 0 < most < least:
        yield spec.hit(
            f"maxReplicas ({most}) must not be below minReplicas ({least})",
            "maxReplicas",
            help="swap the two, or raise maxReplicas",
            related=(spec.related("minReplicas stands here", "minReplicas"),),
        )
    yield from _to_zero(spec, scaler.minor)
    yield from _target_ref(spec, scaler.minor)
    if scaler.api_version in ("autoscaling/v2", "autoscaling/v2beta2"):
        for metric in spec.each("metrics"):
            yield from _metric(metric)


def _to_zero(spec: View, minor: int) -> Iterator[Hit]:
    if spec.integer("minReplicas") == 0 and minor >= 37 and spec.complete("metrics"):
        types = {metric.text("type") for metric in spec.each("metrics") if isinstance(metric.value, dict)}
        if not types & {"Object", "External"}:
            yield spec.hit(
                "minReplicas may be 0 only with a metric of type Object or External: "
                "the others have nothing to measure when no pod runs",
                "minReplicas",
            )


def _target_ref(spec: View, minor: int) -> Iterator[Hit]:
    target = spec.at("scaleTargetRef")
    kind = spec.text("scaleTargetRef", "kind")
    if target is None or not kind:
        return
    for key in ("kind", "name"):
        text = target.text(key)
        words = names.path_segment(text) if text else None
        if words is not None:
            yield target.hit(f"{key} {quoted(str(text))} of scaleTargetRef {words}", key)
    version = target.text("apiVersion")
    if target.at("apiVersion") is not None and version is None:
        return
    version = version or ""
    if version.count("/") > 1:
        yield target.hit(f"apiVersion {quoted(version)} of scaleTargetRef must be `group/version`", "apiVersion")
    elif "/" not in version and kind != "ReplicationController" and minor >= 34:
        shown = f"apiVersion {quoted(version)} of scaleTargetRef names" if version else "scaleTargetRef must have"
        group = "apps/v1" if kind in SCALABLE else "its group and version"
        yield target.hit(
            f"{shown} no API group, but {kind} is not in the core group"
            if version
            else f"{shown} an apiVersion: {kind} is not in the core group",
            *(("apiVersion",) if target.at("apiVersion") is not None else ()),
            part=Part.VALUE if target.at("apiVersion") is not None else Part.KEY,
            help=f"write apiVersion: {group}" if group == "apps/v1" else f"write apiVersion with {group}",
        )


def _metric(metric: View) -> Iterator[Hit]:
    kind = metric.text("type")
    wanted = _SOURCES.get(kind or "")
    if kind is None or wanted is None:
        return
    given = [key for key in _SOURCES.values() if metric.at(key) is not None]
    if wanted not in given:
        found = f", not {listed(given)}" if given else ""
        yield metric.hit(
            f"a metric of type {kind} must have the block {wanted}{found}",
            "type",
            help=f"add {wanted}" if not given else f"change the type, or {given[0]} to {wanted}",
        )
        return
    for key in given:
        if key != wanted:
            yield metric.hit(
                f"a metric of type {kind} may not have the block {key} beside {wanted}",
                key,
                part=Part.KEY,
                help=f"make {key} a metric of its own",
            )
    source = metric.at(wanted)
    if source is None or not isinstance(source.value, dict):
        return
    name = source.text("metric", "name")
    words = names.path_segment(name) if name else None
    if words is not None:
        yield source.hit(f"metric name {quoted(str(name))} {words}", "metric", "name")
    target = source.at("target")
    if target is not None and isinstance(target.value, dict):
        yield from _target(target, kind, _ALLOWED[wanted])


def _target(target: View, kind: str, allowed: tuple[str, ...]) -> Iterator[Hit]:
    given = [key for key in ("averageUtilization", "averageValue", "value") if target.at(key) is not None]
    for key in ("averageValue", "value"):
        number = quantity.parse(target.get(key))
        if number is not None and number <= 0:
            yield target.hit(f"{key} of a metric target must be more than 0, not {target.get(key)}", key)
    usable = [key for key in given if key in allowed]
    if len(allowed) > 1 and len(usable) > 1 and kind != "Object":
        yield target.hit(
            f"target of a metric of type {kind} must have only one of {listed(allowed)}",
            usable[1],
            part=Part.KEY,
            help="keep one of the two",
        )
    elif not usable:
        found = f"; {listed(given)} does not count" if given else ""
        yield target.hit(
            f"target of a metric of type {kind} must have {' or '.join(allowed)}{found}",
            *given[:1],
            part=Part.KEY,
            help=f"set {allowed[0]}",
        )
