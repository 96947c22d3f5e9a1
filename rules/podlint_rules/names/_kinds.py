"""Names that stand in fields of other kinds than pods: one line for each field."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import Hit, KubeObject, View, did_you_mean, is_placeholder, quoted
from podlint.api.kubernetes import names

_Judge = Callable[[str], "str | None"]


def _namespace_or_all(text: str) -> str | None:
    return None if text == "*" else names.dns_label(text)


def _finalizer(text: str) -> str | None:
    if "/" not in text and text not in ("kubernetes", "orphan", "foregroundDeletion"):
        return names.qualified_name(text) or "must have a domain, as in example.com/name"
    return names.qualified_name(text)


def _path(text: str) -> str | None:
    return names.path_segment(text)


def _kind(text: str) -> str | None:
    return names.dns_label_1035(text.lower())


def _resource(text: str) -> str | None:
    known = text in ("cpu", "memory", "ephemeral-storage", "storage") or text.startswith("hugepages-")
    return (
        None if known or ("/" in text and names.qualified_name(text) is None) else "must be cpu, memory or DOMAIN/NAME"
    )


def _url_path(text: str) -> str | None:
    return None if text == "*" or (text.startswith("/") and " " not in text) else "must begin with `/`"


# Group and kind; path, `[]` for each entry of a list, `!` behind a field that may not be empty either; what it is.
_FIELDS: dict[tuple[str, str], tuple[tuple[str, _Judge], ...]] = {
    ("", "Namespace"): (("spec.finalizers[]!", _finalizer),),
    ("", "Node"): (("spec.taints[].key", names.qualified_name), ("spec.taints[].value", names.label_value)),
    ("", "LimitRange"): (("spec.limits[].type", names.qualified_name),),
    ("", "Endpoints"): (
        ("subsets[].addresses[].hostname", names.dns_label),
        ("subsets[].addresses[].nodeName!", names.dns_subdomain),
        ("subsets[].notReadyAddresses[].hostname", names.dns_label),
        ("subsets[].notReadyAddresses[].nodeName!", names.dns_subdomain),
        ("subsets[].ports[].name", names.dns_label),
    ),
    ("discovery.k8s.io", "EndpointSlice"): (
        ("endpoints[].hostname!", names.dns_label),
        ("endpoints[].nodeName!", names.dns_subdomain),
        ("endpoints[].hints.forZones[].name", names.label_value),
        ("ports[].name", names.dns_label),
        ("ports[].appProtocol!", names.qualified_name),
    ),
    ("networking.k8s.io", "Ingress"): tuple(
        (f"{where}.resource.{field}", judge)
        for where in ("spec.defaultBackend", "spec.rules[].http.paths[].backend")
        for field, judge in (("apiGroup!", names.dns_subdomain), ("kind", _path), ("name", _path))
    ),
    ("networking.k8s.io", "IngressClass"): (
        ("spec.parameters.apiGroup!", names.dns_subdomain),
        ("spec.parameters.kind", _path),
        ("spec.parameters.name", _path),
    ),
    ("node.k8s.io", "RuntimeClass"): (
        ("handler", names.dns_label),
        ("scheduling.tolerations[].key", names.qualified_name),
    ),
    ("autoscaling", "HorizontalPodAutoscaler"): (
        ("spec.metrics[].containerResource.container", names.dns_label),
        ("spec.metrics[].containerResource.name", _resource),
        ("spec.metrics[].object.describedObject.kind", _path),
        ("spec.metrics[].object.describedObject.name", _path),
    ),
    ("admissionregistration.k8s.io", "ValidatingAdmissionPolicy"): (("spec.paramKind.kind", _kind),),
    ("flowcontrol.apiserver.k8s.io", "FlowSchema"): (
        ("spec.rules[].nonResourceRules[].nonResourceURLs[]!", _url_path),
        ("spec.priorityLevelConfiguration.name", names.dns_subdomain),
        ("spec.rules[].subjects[].serviceAccount.name", names.dns_subdomain),
        ("spec.rules[].subjects[].serviceAccount.namespace", _namespace_or_all),
        ("spec.rules[].resourceRules[].namespaces[]!", _namespace_or_all),
    ),
}


def kind_fields(target: KubeObject) -> Iterator[Hit]:
    """Names in the fields of an object's own kind."""
    for path, judge in _FIELDS.get((target.group, target.kind), ()):
        yield from _judged(target, path.removesuffix("!").split("."), judge, empty=path.endswith("!"))


def _judged(view: View, steps: list[str], judge: _Judge, *, empty: bool) -> Iterator[Hit]:
    step, rest = steps[0], steps[1:]
    key = step.removesuffix("[]")
    if not isinstance(view.value, dict) or view.value.get(key) is None:
        return
    inner = view.each(key) if step.endswith("[]") else [view.at(key)]
    for found in inner:
        if found is None:
            continue
        if rest:
            yield from _judged(found, rest, judge, empty=empty)
        elif isinstance(found.value, str) and (found.value or empty) and not is_placeholder(found.value):
            wrong = judge(found.value)
            if wrong is not None:
                near = names.repaired(found.value, judge)
                yield found.hit(f"{key} {quoted(found.value)} {wrong}", help=did_you_mean(near))
