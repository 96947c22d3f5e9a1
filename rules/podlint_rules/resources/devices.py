"""Dynamic resource allocation: claims and their templates, slices of devices."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, closest, did_you_mean, listed, quoted, rule
from podlint.api.kubernetes import names
from podlint_rules._shared.node_selectors import node_selector
from podlint_rules.resources._capacities import capacity_policy

_GROUP = "resource.k8s.io"
_NODES = ("nodeName", "nodeSelector", "allNodes")


@rule(
    "device-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=("ResourceClaim", "ResourceClaimTemplate", "ResourceSlice"),
)
def device_invalid(target: KubeObject) -> Iterator[Hit]:
    """Claim of devices, or slice of them, that the API server refuses.

    ## Why is this bad?
    Constraints and configurations of a claim name requests of the same claim, or `REQUEST/SUBREQUEST`. A request for
    all devices has no count, and a toleration with operator Exists no value. In a slice each attribute has one value,
    and a flag that says where the devices are is true or absent. The object is refused as a whole.

    ## Example
    ```yaml bad file
    apiVersion: resource.k8s.io/v1
    kind: ResourceClaim
    metadata: {name: gpus}
    spec:
      devices:
        requests:
          - {name: gpu, exactly: {deviceClassName: gpu.example.com, allocationMode: All, count: 2}}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: resource.k8s.io/v1
    kind: ResourceClaim
    metadata: {name: gpus}
    spec:
      devices:
        requests:
          - {name: gpu, exactly: {deviceClassName: gpu.example.com, count: 2}}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/scheduling-eviction/dynamic-resource-allocation/
    """
    if target.group != _GROUP or target.api_version not in ("resource.k8s.io/v1", "resource.k8s.io/v1beta2"):
        return
    if target.kind == "ResourceSlice":
        spec = target.at("spec")
        if spec is not None and isinstance(spec.value, dict):
            yield from _slice(spec)
        return
    template = target.kind == "ResourceClaimTemplate"
    devices = target.at("spec", "spec", "devices") if template else target.at("spec", "devices")
    if devices is not None and isinstance(devices.value, dict):
        yield from _claim(devices)


def _claim(devices: View) -> Iterator[Hit]:
    known: set[str] = set()
    for request in devices.each("requests"):
        if not isinstance(request.value, dict):
            continue
        name = request.text("name")
        if name:
            known.add(name)
            below = [sub.text("name") for sub in request.each("firstAvailable") if isinstance(sub.value, dict)]
            known.update(f"{name}/{sub}" for sub in below if sub)
        exactly = request.at("exactly")
        for one in [exactly, *request.each("firstAvailable")]:
            if one is not None and isinstance(one.value, dict):
                yield from _request(one)
    if not devices.complete("requests"):
        return
    for key in ("constraints", "config"):
        for entry in devices.each(key):
            for wanted in entry.each("requests"):
                text = wanted.text()
                if text and text not in known:
                    help = did_you_mean(closest(text, known)) or (
                        f"there are {listed(sorted(known))}" if known else "the claim has no requests"
                    )
                    yield wanted.hit(f"{quoted(text)} is no request of this claim", help=help)


def _request(request: View) -> Iterator[Hit]:
    if request.text("allocationMode") == "All" and request.integer("count"):
        message = "count goes with allocationMode ExactCount only: All takes every device"
        yield request.hit(message, "count", help="remove count, or allocationMode")
    for toleration in request.each("tolerations"):
        if not isinstance(toleration.value, dict):
            continue
        value = toleration.text("value")
        if toleration.text("operator") == "Exists" and value:
            message = "a toleration with operator Exists takes no value"
            yield toleration.hit(message, "value", help="remove the value, or use operator Equal")
        elif value and (wrong := names.label_value(value)) is not None:
            yield toleration.hit(f"value {quoted(value)} of a toleration {wrong}", "value")


def _slice(spec: View) -> Iterator[Hit]:
    for flag in ("allNodes", "perDeviceNodeSelection"):
        if spec.get(flag) is False:
            yield spec.hit(f"{flag} must be true or absent", flag, help="remove it")
    if spec.at("sharedCounters") is not None and spec.at("devices") is not None:
        message = "a slice has devices or sharedCounters, not both"
        yield spec.hit(message, "sharedCounters", part=Part.KEY, help="put the counters into a slice of their own")
    yield from _nodes(spec, single=True)
    own = spec.get("perDeviceNodeSelection") is True
    for device in spec.each("devices"):
        if isinstance(device.value, dict):
            yield from _device(device, own, spec.complete("perDeviceNodeSelection"))


def _nodes(holder: View, *, single: bool) -> Iterator[Hit]:
    """The node selector of a slice, which has a `single` term, or of a device."""
    selector = holder.at("nodeSelector")
    if selector is None or not isinstance(selector.value, dict):
        return
    terms = selector.get("nodeSelectorTerms")
    if single and isinstance(terms, list) and len(terms) > 1:
        message = f"the node selector of a slice must have one term, not {len(terms)}"
        yield selector.hit(message, "nodeSelectorTerms", part=Part.KEY, help="join the terms")
    yield from node_selector(selector)


def _conditions(device: View) -> Iterator[Hit]:
    """Conditions of binding go with those of its failure, and are others."""
    good, bad = device.get("bindingConditions"), device.get("bindingFailureConditions")
    if not device.complete("bindingConditions") or not device.complete("bindingFailureConditions"):
        return
    if bool(good) is not bool(bad):
        given, lacking = ("bindingConditions", "bindingFailureConditions")[:: 1 if good else -1]
        message = f"{given} of a device go together with {lacking}"
        yield device.hit(message, given, part=Part.KEY, help=f"add {lacking}")
    for condition in device.each("bindingFailureConditions"):
        if isinstance(good, list) and condition.value in good:
            yield condition.hit(f"{quoted(str(condition.value))} is among the bindingConditions too")


def _device(device: View, own: bool, known: bool) -> Iterator[Hit]:
    given = [key for key in _NODES if device.at(key) is not None]
    if known and not own and given:
        message = f"{given[0]} of a device goes with perDeviceNodeSelection: true only"
        yield device.hit(message, given[0], part=Part.KEY, help="remove it, or set perDeviceNodeSelection: true")
    elif own and len(given) > 1:
        message = f"a device has one of {listed(_NODES, last='or')}, not {listed(given)}"
        yield device.hit(message, given[1], part=Part.KEY, help="remove the others")
    elif own and not given and device.complete():
        yield device.hit(f"a device must have one of {listed(_NODES, last='or')}", "name", help="add nodeName")
    for field in ("attributes", "capacity"):
        entries = device.at(field)
        for key in entries.value if entries is not None and isinstance(entries.value, dict) else ():
            if entries is not None and (wrong := _attribute_name(key)) is not None:
                yield entries.hit(f"name {quoted(key)} {wrong}", key, part=Part.KEY)
    yield from _nodes(device, single=False)
    yield from _conditions(device)
    shared = device.get("allowMultipleAllocations") is True
    for name, capacity in device.entries("capacity"):
        if isinstance(capacity.value, dict) and device.complete("allowMultipleAllocations"):
            yield from capacity_policy(capacity, name, shared)
    attributes = device.at("attributes")
    for key in attributes.value if attributes is not None and isinstance(attributes.value, dict) else ():
        attribute = attributes.at(key) if attributes is not None else None
        if attribute is None or not isinstance(attribute.value, dict) or not attribute.complete():
            if attributes is not None and attributes.value[key] is None:
                yield attributes.hit(f"attribute {key} must have a value", key, part=Part.KEY, help="add string: VALUE")
            continue
        text = attribute.text("string")
        if text is not None and len(text.encode()) > 64:
            yield attribute.hit(f"attribute {key} must be at most 64 bytes, not {len(text.encode())}", "string")
        values = [kind for kind, value in attribute.value.items() if value is not None]
        if len(values) != 1:
            found = f", not {listed(values)}" if values else ""
            yield attribute.hit(f"attribute {key} must have one value{found}", part=Part.KEY, help="add string: VALUE")


def _attribute_name(text: str) -> str | None:
    domain, slash, name = text.rpartition("/")
    if slash and (not domain or names.dns_subdomain(domain.lower()) is not None or len(domain) > 63):
        return None if "/" in domain else "must have a DNS subdomain of at most 63 characters before its `/`"
    if len(name) > 32:
        return f"must have at most 32 characters behind its domain, not {len(name)}"
    return names.c_identifier(name)
