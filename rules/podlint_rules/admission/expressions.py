"""Expressions in CEL where the API server compiles them."""

from __future__ import annotations

from collections.abc import Generator, Iterator, Mapping
from typing import Any

from podlint.api import UNKNOWN, Hit, KubeObject, Path, Scope, Severity, View, listed, rule
from podlint.api.kubernetes import environments, flaws

_Variables = Mapping[str, Any]
_LIMITS = "add maxItems, maxProperties or maxLength to the lists, maps and texts that it looks at, or ask for less"
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
    there is none of, asks for a field or calls a function that there is not, or gives something other than it must.
    What `object`, `oldObject` and `params` hold is not known to the server then, so that anything may be asked of them.
    A rule of a custom resource is refused too where it may take too much work: the server multiplies what it does by
    `maxItems`, `maxProperties` and `maxLength`, and by what fits into a request where there is no limit.

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
            yield from _conditions(webhook, environments.REQUESTS)
    elif target.kind in _POLICIES and target.group == "admissionregistration.k8s.io":
        spec = target.at("spec")
        if spec is not None and isinstance(spec.value, dict):
            yield from _policy(spec)
    elif target.kind in _DEVICES and target.group == "resource.k8s.io":
        for expression in _found(target.value.get("spec"), (*target.path, "spec"), "cel", target):
            yield from _judged(expression, "expression", environments.DEVICES, "DEVICE")
    elif target.kind == "CustomResourceDefinition" and target.group == "apiextensions.k8s.io":
        for version in target.each("spec", "versions"):
            schema = version.at("schema")
            if schema is not None:
                yield from _of_schemas(schema, target)


def _of_schemas(schema: View, target: KubeObject) -> Iterator[Hit]:
    """The rules of the schema of one version."""
    total, dearest = 0, (0, schema)
    for entry, node, repeated in _rules(schema.value, schema.path, target, 1):
        root = entry.path[-3] == "openAPIV3Schema"
        variables = environments.of_rule(node, UNKNOWN, root=root, optional=entry.value.get("optionalOldSelf"))
        if variables is None:
            continue
        yield from _judged(entry, "rule", variables, "BOOL")
        yield from _judged(entry, "messageExpression", variables, "STRING")
        times = flaws.repeated(variables) if repeated is None else repeated
        for key, factor in (("rule", times), ("messageExpression", 1)):
            work = flaws.work(entry.text(key) or "true", variables) * factor
            total, dearest = total + work, max(dearest, (work, entry), key=lambda one: one[0])
            if work > flaws.RULE_LIMIT:
                words = f"the {key} may take {_times(work / flaws.RULE_LIMIT)} the work that the API server allows"
                yield entry.hit(words, key, help=_LIMITS)
    if total > flaws.SCHEMA_LIMIT and dearest[0] <= flaws.RULE_LIMIT:
        words = f"may take {_times(total / flaws.SCHEMA_LIMIT)} the work that the API server allows, this one most"
        yield dearest[1].hit(f"all rules of this schema together {words}", "rule", help=_LIMITS)


def _times(factor: float) -> str:
    return f"{factor:.1f} times" if factor < 10 else f"{factor:.0f} times" if factor <= 100 else "over 100 times"


def _conditions(holder: View, variables: _Variables) -> Iterator[Hit]:
    for condition in holder.each("matchConditions"):
        yield from _judged(condition, "expression", variables, "BOOL")


def _policy(spec: View) -> Iterator[Hit]:
    known = dict(environments.REQUESTS)
    if spec.at("paramKind") is not None or not spec.complete("paramKind"):
        known["params"] = environments.ANY
    yield from _conditions(spec, known)
    if spec.at("mutations") is not None:
        patches = {"Object": environments.OBJECT, "JSONPatch": environments.PATCH}
    else:
        patches = {}
    variables = yield from _variables(spec, known)
    known["variables"] = variables
    for validation in spec.each("validations"):
        yield from _judged(validation, "expression", known, "BOOL")
        yield from _judged(validation, "messageExpression", environments.without_authorizer(known), "STRING")
    for mutation in spec.each("mutations"):
        for block, wanted in (("applyConfiguration", "OBJECT"), ("jsonPatch", "PATCHES")):
            change = mutation.at(block) if isinstance(mutation.value, dict) else None
            if change is not None:
                yield from _judged(change, "expression", {**known, **patches}, wanted)
    for annotation in spec.each("auditAnnotations"):
        yield from _judged(annotation, "valueExpression", known, "ANNOTATION")


def _variables(spec: View, known: _Variables) -> Generator[Hit, None, Any]:
    """The variables of a policy, each of which may use those before it; returns the type of `variables`."""
    fields: dict[str, Any] = {}
    for variable in spec.each("variables"):
        expression = variable.text("expression") if isinstance(variable.value, dict) else None
        name = variable.text("name") if isinstance(variable.value, dict) else None
        given: Any = environments.ANY
        if expression and expression.strip():
            found = flaws.judged(expression, {**known, "variables": environments.composed(fields)}, "ANY")
            given = found.gives
            if found.flaw is not None:
                yield variable.hit(f"the expression {found.flaw}", "expression", help=_help(found.flaw, known))
        if not name:
            return environments.ANY_OBJECT
        fields = {**fields, name: given}
    return environments.composed(fields) if spec.complete("variables") else environments.ANY_OBJECT


def _judged(holder: View, key: str, variables: _Variables, wanted: str) -> Iterator[Hit]:
    expression = holder.text(key) if isinstance(holder.value, dict) else None
    if not expression or not expression.strip():
        return
    wrong = flaws.judged(expression, variables, wanted).flaw
    if wrong is not None:
        yield holder.hit(f"the expression {wrong}", key, help=_help(wrong, variables))


def _help(wrong: str, variables: _Variables) -> str | None:
    """What there is instead of an unknown name."""
    if not wrong.startswith("has the unknown name"):
        return None
    return f"the variables are {listed([name for name in variables if '.' not in name])}"


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


def _rules(
    node: Any, path: Path, target: KubeObject, repeated: int | None
) -> Iterator[tuple[View, dict[str, Any], int | None]]:
    """The validation rules of a schema and of all below it, each with the schema that it stands in.

    `repeated` is how many values of it an object may hold by the limits of the schemas above, None without a limit.
    """
    if not isinstance(node, dict):
        return
    rules = node.get("x-kubernetes-validations")
    for index, entry in enumerate(rules if isinstance(rules, list) else ()):
        if isinstance(entry, dict):
            yield View(entry, (*path, "x-kubernetes-validations", index), target), node, repeated
    if isinstance(node.get("openAPIV3Schema"), dict):
        yield from _rules(node["openAPIV3Schema"], (*path, "openAPIV3Schema"), target, repeated)
    properties = node.get("properties")
    if isinstance(properties, dict):
        for name, inner in properties.items():
            yield from _rules(inner, (*path, "properties", name), target, repeated)
    for key, most in (("items", node.get("maxItems")), ("additionalProperties", node.get("maxProperties"))):
        if isinstance(node.get(key), dict):
            yield from _rules(node[key], (*path, key), target, _product(repeated, most))


def _product(repeated: int | None, most: Any) -> int | None:
    """How many values there may be below a list or map with a limit; 0 where the limit is not understood."""
    if most is None or repeated is None:
        return None if repeated != 0 else 0
    return repeated * max(most, 0) if isinstance(most, int) and not isinstance(most, bool) else 0
