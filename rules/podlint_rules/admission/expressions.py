"""Expressions in CEL where the API server compiles them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import Hit, KubeObject, Path, Scope, Severity, View, closest, did_you_mean, listed, rule
from podlint.api.kubernetes import flaws

_OF_REQUESTS = ("object", "oldObject", "request", "authorizer", "namespaceObject")
_OF_POLICIES = (*_OF_REQUESTS, "variables")
_OF_RULES = ("self", "oldSelf")
_WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
_POLICIES = ("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy")
_DEVICES = ("DeviceClass", "ResourceClaim", "ResourceClaimTemplate")


@rule(
    "cel-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=(*_WEBHOOKS, *_POLICIES, *_DEVICES, "CustomResourceDefinition"),
)
def cel_invalid(target: KubeObject) -> Iterator[Hit]:
    """Expression in CEL that does not compile.

    ## Why is this bad?
    The API server compiles the expressions of admission policies, match conditions, selectors of devices and the rules
    of custom resources when the object is created, and refuses the object where one is no CEL, uses a variable that
    there is none of, or gives something other than it must. The check needs the extra `cel`, and says nothing of
    functions, of which the server may know others.

    ## Example
    ```yaml bad file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: replicas.example.com}
    spec:
      matchConstraints:
        resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
      validations: [{expression: obj.spec.replicas <= 5}]
    ```

    ## Use instead
    ```yaml good file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicy
    metadata: {name: replicas.example.com}
    spec:
      matchConstraints:
        resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE], resources: [deployments]}]
      validations: [{expression: object.spec.replicas <= 5}]
    ```

    ## References
    - https://kubernetes.io/docs/reference/using-api/cel/
    """
    if target.kind in _WEBHOOKS and target.group == "admissionregistration.k8s.io":
        for webhook in target.each("webhooks"):
            yield from _conditions(webhook, _OF_REQUESTS)
    elif target.kind in _POLICIES and target.group == "admissionregistration.k8s.io":
        spec = target.at("spec")
        if spec is not None and isinstance(spec.value, dict):
            yield from _policy(spec)
    elif target.kind in _DEVICES and target.group == "resource.k8s.io":
        for expression in _found(target.value.get("spec"), (*target.path, "spec"), "cel", target):
            yield from _judged(expression, "expression", ("device",), "BOOL")
    elif target.kind == "CustomResourceDefinition" and target.group == "apiextensions.k8s.io":
        for version in target.each("spec", "versions"):
            schema = version.at("schema")
            for entry, node in _rules(schema.value, schema.path, target) if schema is not None else ():
                yield from _judged(entry, "rule", _OF_RULES, "BOOL")
                yield from _judged(entry, "messageExpression", _OF_RULES, "STRING")
                yield from _fields(entry, node)


def _fields(entry: View, node: dict[str, Any]) -> Iterator[Hit]:
    """A field that a rule asks for and that the schema beside it does not have."""
    properties = node.get("properties")
    root = entry.path[-3] == "openAPIV3Schema"
    open_ = root or any(node.get(key) for key in ("additionalProperties", "x-kubernetes-embedded-resource", "allOf"))
    if open_ or not isinstance(properties, dict) or node.get("type") != "object":
        return
    for key in ("rule", "messageExpression"):
        expression = entry.text(key)
        unknown = flaws.lacks(expression, "self", _Escaped(properties)) if expression else None
        if unknown is not None:
            help = did_you_mean(closest(unknown, properties)) or "add it to the properties"
            yield entry.hit(f"the schema has no property {unknown}, which the rule asks for", key, help=help)


class _Escaped:
    """Names of properties as expressions write them: those with marks, or that CEL reserves, are any with `__`."""

    def __init__(self, properties: dict[str, Any]) -> None:
        self._properties = properties

    def __contains__(self, name: object) -> bool:
        return name in self._properties or "__" in str(name)


def _conditions(holder: View, variables: tuple[str, ...]) -> Iterator[Hit]:
    for condition in holder.each("matchConditions"):
        yield from _judged(condition, "expression", variables, "BOOL")


def _policy(spec: View) -> Iterator[Hit]:
    known = (*_OF_POLICIES, "params") if spec.at("paramKind") is not None else _OF_POLICIES
    if not spec.complete("paramKind"):
        known = (*_OF_POLICIES, "params")
    yield from _conditions(spec, tuple(name for name in known if name != "variables"))
    for validation in spec.each("validations"):
        yield from _judged(validation, "expression", known, "BOOL")
        yield from _judged(validation, "messageExpression", known, "STRING")
    for mutation in spec.each("mutations"):
        for block, wanted in (("applyConfiguration", "OBJECT"), ("jsonPatch", "PATCHES")):
            change = mutation.at(block) if isinstance(mutation.value, dict) else None
            if change is not None:
                yield from _judged(change, "expression", known, wanted)
    for annotation in spec.each("auditAnnotations"):
        yield from _judged(annotation, "valueExpression", known, "STRING")
    yield from _variables(spec, known)


def _variables(spec: View, known: tuple[str, ...]) -> Iterator[Hit]:
    """The variables of a policy, each of which may use those before it, and their uses."""
    names: list[str] = []
    for variable in spec.each("variables"):
        yield from _judged(variable, "expression", known, None)
        yield from _used(variable, "expression", names)
        name = variable.text("name") if isinstance(variable.value, dict) else None
        if not name:
            return
        names.append(name)
    if not spec.complete("variables"):
        return
    for field, keys in (
        ("validations", ("expression", "messageExpression")),
        ("auditAnnotations", ("valueExpression",)),
    ):
        for entry in spec.each(field):
            for key in keys:
                yield from _used(entry, key, names)


def _used(holder: View, key: str, names: list[str]) -> Iterator[Hit]:
    """A variable that is used and that there is none of before it."""
    expression = holder.text(key) if isinstance(holder.value, dict) else None
    unknown = flaws.lacks(expression, "variables", names) if expression else None
    if unknown is not None:
        help = did_you_mean(closest(unknown, names)) or "add it to variables"
        yield holder.hit(f"there is no variable {unknown} before this expression", key, help=help)


def _judged(holder: View, key: str, variables: tuple[str, ...], wanted: str | None) -> Iterator[Hit]:
    expression = holder.text(key) if isinstance(holder.value, dict) else None
    if not expression or not expression.strip():
        return
    wrong = flaws.flaw(expression, variables, wanted)
    if wrong is not None:
        help = f"the variables are {listed(variables)}" if "unknown name" in wrong else None
        yield holder.hit(f"the expression {wrong}", key, help=help)


def _found(value: Any, path: Path, key: str, target: KubeObject) -> Iterator[View]:
    """The mappings under a key, wherever they stand in plain data."""
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key and isinstance(inner, dict):
                yield View(inner, (*path, name), target)
            else:
                yield from _found(inner, (*path, name), key, target)
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _found(inner, (*path, index), key, target)


def _rules(node: Any, path: Path, target: KubeObject) -> Iterator[tuple[View, dict[str, Any]]]:
    """The validation rules of a schema and of all below it, each with the schema that it stands in."""
    if isinstance(node, list):
        for index, inner in enumerate(node):
            yield from _rules(inner, (*path, index), target)
    if not isinstance(node, dict):
        return
    for key, inner in node.items():
        if key == "x-kubernetes-validations" and isinstance(inner, list):
            for index, entry in enumerate(inner):
                if isinstance(entry, dict):
                    yield View(entry, (*path, key, index), target), node
        elif isinstance(inner, dict | list) and key not in ("enum", "default", "example", "required"):
            yield from _rules(inner, (*path, key), target)
