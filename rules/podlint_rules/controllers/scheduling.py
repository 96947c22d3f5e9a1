"""Where a pod may run: affinity, tolerations, spread constraints."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import names, quantity
from podlint_rules._shared.node_selectors import node_selector, node_selector_term

_REQUIRED = "requiredDuringSchedulingIgnoredDuringExecution"
_PREFERRED = "preferredDuringSchedulingIgnoredDuringExecution"
_FIELDS = ("affinity", "tolerations", "topologySpreadConstraints")


@rule(
    "scheduling-invalid",
    severity=Severity.ERROR,
    scope=Scope.POD,
    partial=True,
    versioned=True,
    needs=("affinity", "tolerations", "topologySpreadConstraints"),
)
def scheduling_invalid(pod: View) -> Iterator[Hit]:
    """Affinity, toleration or spread constraint that the API server refuses.

    ## Why is this bad?
    Operators take the values that they need: `In` some, `Exists` none, `Gt` one. A toleration without a key must have
    operator Exists, which takes no value; `tolerationSeconds` goes with effect NoExecute. matchLabelKeys adds to a
    labelSelector and needs one. The pod, or the workload with it, is refused as a whole.

    ## Example
    ```yaml bad
    tolerations:
      - operator: Exists
        key: dedicated
        value: gpu
    ```

    ## Use instead
    ```yaml good
    tolerations:
      - operator: Equal
        key: dedicated
        value: gpu
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/taint-and-toleration/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/assign-pod-node/
    - https://kubernetes.io/docs/concepts/scheduling-eviction/topology-spread-constraints/
    """
    if not any(pod.value.get(key) for key in _FIELDS):
        return
    minor = pod.object.minor
    yield from _node_affinity(pod)
    for key in ("podAffinity", "podAntiAffinity"):
        for term in pod.each("affinity", key, _REQUIRED):
            yield from _pod_term(term, minor)
        for entry in pod.each("affinity", key, _PREFERRED):
            inner = entry.at("podAffinityTerm")
            if inner is not None:
                yield from _pod_term(inner, minor)
    for toleration in pod.each("tolerations"):
        if isinstance(toleration.value, dict):
            yield from _toleration(toleration)
    for constraint in pod.each("topologySpreadConstraints"):
        if isinstance(constraint.value, dict):
            yield from _constraint(constraint, minor)


def _node_affinity(pod: View) -> Iterator[Hit]:
    selector = pod.at("affinity", "nodeAffinity", _REQUIRED)
    if selector is not None:
        yield from node_selector(selector)
    for entry in pod.each("affinity", "nodeAffinity", _PREFERRED):
        preference = entry.at("preference")
        if preference is not None:
            yield from node_selector_term(preference, required=False)


def _pod_term(term: View, minor: int) -> Iterator[Hit]:
    if not isinstance(term.value, dict):
        return
    key = term.text("topologyKey")
    if key and (wrong := names.qualified_name(key)) is not None:
        yield term.hit(f"topologyKey {quoted(key)} {wrong}", "topologyKey")
    for space in term.each("namespaces"):
        text = space.text()
        if text is not None and (wrong := names.dns_label(text)) is not None:
            yield space.hit(f"namespace {quoted(text)} {wrong}")
    yield from _label_keys(term, "matchLabelKeys")
    yield from _label_keys(term, "mismatchLabelKeys")
    # The keys are merged since 1.31.
    if minor >= 31:
        yield from _merged_twice(term, own_only=True)
    both = set(_texts(term, "matchLabelKeys"))
    for own in term.each("mismatchLabelKeys"):
        if own.text() in both:
            yield own.hit(
                f"label key {quoted(str(own.value))} stands in matchLabelKeys too", help="keep one of the two"
            )


def _label_keys(holder: View, field: str) -> Iterator[Hit]:
    if not holder.get(field):
        return
    # A patch is merged into a spread constraint, which may have the selector.
    whole = not holder.object.partial or holder.object.fragment or "topologySpreadConstraints" not in holder.path
    if whole and holder.at("labelSelector") is None:
        message = f"{field} needs a labelSelector to add to"
        yield holder.hit(message, field, part=Part.KEY, help="add a labelSelector")
    for key in holder.each(field):
        text = key.text()
        if text is not None and (wrong := names.qualified_name(text)) is not None:
            yield key.hit(f"label key {quoted(text)} in {field} {wrong}")


def _constraint(constraint: View, minor: int) -> Iterator[Hit]:
    yield from _label_keys(constraint, "matchLabelKeys")
    if constraint.at("minDomains") is not None and constraint.get("whenUnsatisfiable") == "ScheduleAnyway":
        message = "minDomains goes with whenUnsatisfiable: DoNotSchedule only"
        yield constraint.hit(message, "minDomains", part=Part.KEY, help="remove it, or set DoNotSchedule")
    yield from _merged_twice(constraint, own_only=minor >= 34)


def _merged_twice(holder: View, *, own_only: bool) -> Iterator[Hit]:
    """Keys of matchLabelKeys that the labelSelector has too.

    Where the server merges the keys into the selector as the pod is made, it refuses only a Pod that has the label.
    """
    if not holder.get("matchLabelKeys"):
        return
    pod = holder.object
    own = pod.get("metadata", "labels", default={}) if pod.kind == "Pod" else {}
    wanted = _selector_keys(holder)
    for key in holder.each("matchLabelKeys"):
        text = key.text()
        if text in wanted and (not own_only or (isinstance(own, dict) and text in own)):
            yield key.hit(f"label key {quoted(str(text))} stands in the labelSelector too", help="keep one of the two")


def _selector_keys(holder: View) -> set[str]:
    pairs = holder.get("labelSelector", "matchLabels", default={})
    keys = {str(key) for key in pairs} if isinstance(pairs, dict) else set()
    return keys | {text for e in holder.each("labelSelector", "matchExpressions") if (text := e.text("key"))}


def _texts(holder: View, field: str) -> list[str]:
    return [text for view in holder.each(field) if (text := view.text())]


@rule("runtime-class-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("RuntimeClass",))
def runtime_class_invalid(target: KubeObject) -> Iterator[Hit]:
    """RuntimeClass whose overhead or tolerations the API server refuses.

    ## Why is this bad?
    The overhead of a pod counts resources of containers: cpu, memory, ephemeral-storage, hugepages or DOMAIN/NAME, none
    of them below 0. Tolerations are held to what those of a pod are. The object is refused as a whole.

    ## Example
    ```yaml bad file
    apiVersion: node.k8s.io/v1
    kind: RuntimeClass
    metadata: {name: gvisor}
    handler: runsc
    overhead: {podFixed: {gpu: 1}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: node.k8s.io/v1
    kind: RuntimeClass
    metadata: {name: gvisor}
    handler: runsc
    overhead: {podFixed: {memory: 64Mi}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/containers/runtime-class/
    """
    if target.group != "node.k8s.io":
        return
    overhead = target.at("overhead", "podFixed")
    for name, value in overhead.entries() if overhead is not None else ():
        plain = name in ("cpu", "memory", "ephemeral-storage") or name.startswith("hugepages-")
        amount = quantity.parse(value.value)
        if names.qualified_name(name) is not None or not (plain or "/" in name):
            help = "there are cpu, memory, ephemeral-storage and DOMAIN/NAME"
            yield value.hit(f"{quoted(name)} in overhead is no resource of a pod", part=Part.KEY, help=help)
        elif amount is not None and amount < 0:
            yield value.hit(f"overhead {name} must not be negative, as {value.value} is")
    seen: list[View] = []
    for toleration in target.each("scheduling", "tolerations"):
        if isinstance(toleration.value, dict):
            yield from _toleration(toleration)
            first = next((before for before in seen if before.value == toleration.value), None)
            if first is not None and toleration.complete():
                related = (first.related("the first one stands here"),)
                yield toleration.hit("this toleration stands there twice", help="remove one of them", related=related)
            seen.append(toleration)


def _toleration(toleration: View) -> Iterator[Hit]:
    key = toleration.get("key", default="")
    operator = toleration.get("operator", default="") or "Equal"
    value = toleration.text("value")
    known = toleration.complete("key") and toleration.complete("operator")
    if not known or operator not in ("Equal", "Exists") or not isinstance(key, str):
        return
    if not key and operator == "Equal":
        at = "key" if toleration.at("key") is not None else "operator"
        help = "add operator: Exists to tolerate every taint, or a key"
        yield toleration.hit("a toleration without a key must have operator Exists", at, help=help)
    elif key and (wrong := names.qualified_name(key)) is not None:
        yield toleration.hit(f"taint key {quoted(key)} {wrong}", "key")
    if operator == "Exists" and value:
        message = "operator Exists takes no value: it tolerates the taint whatever its value"
        yield toleration.hit(message, "value", help="remove the value, or use operator Equal")
    elif operator == "Equal" and value and (wrong := names.label_value(value)) is not None:
        yield toleration.hit(f"value {quoted(value)} of a toleration {wrong}", "value")
    effect = toleration.get("effect", default="")
    if toleration.at("tolerationSeconds") is not None and effect != "NoExecute" and toleration.complete("effect"):
        message = f"tolerationSeconds goes with effect NoExecute only, not {effect or 'with none'}"
        yield toleration.hit(message, "tolerationSeconds", help="set effect: NoExecute, or remove tolerationSeconds")
