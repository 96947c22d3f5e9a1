"""Admission policies and their bindings."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, quoted, rule
from podlint.api.kubernetes import names
from podlint_rules.admission._shared import conditions, resource_rules

_GROUP = "admissionregistration.k8s.io"
_RESERVED = (
    r"as|break|const|continue|else|false|for|function|if|import|in|let|loop|namespace|null|package|return|true|var|"
    r"void|while"
)


@rule(
    "admission-policy-invalid",
    severity=Severity.ERROR,
    scope=Scope.OBJECT,
    kinds=(
        "ValidatingAdmissionPolicy",
        "ValidatingAdmissionPolicyBinding",
        "MutatingAdmissionPolicy",
        "MutatingAdmissionPolicyBinding",
    ),
)
def admission_policy_invalid(target: KubeObject) -> Iterator[Hit]:
    """Admission policy, or binding, that the API server refuses.

    ## Why is this bad?
    A policy says which resources it is for, and has validations or audit annotations. Messages stand on one line,
    variables are named by CEL identifiers. A binding names its policy, and either denies or warns.

    ## Example
    ```yaml bad file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: limit}
    spec: {policyName: limit, validationActions: [Deny, Warn]}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: admissionregistration.k8s.io/v1
    kind: ValidatingAdmissionPolicyBinding
    metadata: {name: limit}
    spec: {policyName: limit, validationActions: [Deny, Audit]}
    ```

    ## References
    - https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
    """
    spec = target.at("spec")
    if target.group != _GROUP or spec is None or not isinstance(spec.value, dict):
        return
    if target.kind.endswith("Binding"):
        yield from _binding(spec)
        return
    constraints = spec.at("matchConstraints")
    known = constraints is not None and isinstance(constraints.value, dict) and constraints.complete("resourceRules")
    if constraints is not None and known and not constraints.get("resourceRules"):
        yield constraints.hit("matchConstraints must have resourceRules", part=Part.KEY, help="add resourceRules")
    both = ("validations", "auditAnnotations")
    validates = target.kind == "ValidatingAdmissionPolicy"
    if validates and all(spec.complete(key) and not spec.get(key) for key in both):
        yield spec.hit("a policy must have validations or auditAnnotations", part=Part.KEY, help="add validations")
    yield from resource_rules(spec, "matchConstraints", "resourceRules")
    yield from resource_rules(spec, "matchConstraints", "excludeResourceRules")
    yield from conditions(spec)
    for variable in spec.each("variables"):
        name = variable.text("name") if isinstance(variable.value, dict) else None
        if name and (names.c_identifier(name) is not None or re.fullmatch(_RESERVED, name)):
            message = f"name {quoted(name)} of a variable must be a CEL identifier: letters, digits and `_`"
            yield variable.hit(message, "name")
    for validation in spec.each("validations"):
        yield from _validation(validation)
    for mutation in spec.each("mutations"):
        yield from _mutation(mutation)
    own = target.text("metadata", "name")
    for annotation in spec.each("auditAnnotations"):
        key = annotation.text("key") if isinstance(annotation.value, dict) else None
        if key and own and (wrong := names.qualified_name(f"{own}/{key}")) is not None:
            yield annotation.hit(f"key {quoted(key)} of an audit annotation {wrong}", "key")
    version = spec.text("paramKind", "apiVersion")
    if version and version.count("/") > 1:
        yield spec.hit(f"apiVersion {quoted(version)} of paramKind must be GROUP/VERSION", "paramKind", "apiVersion")
    elif version:
        group, slash, name = version.rpartition("/")
        wrong = names.dns_subdomain(group) if slash and group else None
        wrong = wrong or names.dns_label_1035(name)
        if wrong is not None:
            yield spec.hit(f"apiVersion {quoted(version)} of paramKind {wrong}", "paramKind", "apiVersion")


_BLOCKS = {"ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"}


def _mutation(mutation: View) -> Iterator[Hit]:
    """A mutation has the block of its patchType."""
    kind = mutation.text("patchType") if isinstance(mutation.value, dict) else None
    wanted = _BLOCKS.get(kind or "")
    for key in _BLOCKS.values():
        if wanted is not None and key != wanted and mutation.at(key) is not None and mutation.at(wanted) is None:
            message = f"a mutation with patchType {kind} has {wanted}, not {key}"
            yield mutation.hit(message, key, part=Part.KEY, help=f"change the patchType, or write {wanted}")


def _validation(validation: View) -> Iterator[Hit]:
    if not isinstance(validation.value, dict):
        return
    for key in ("message", "messageExpression"):
        text = validation.text(key)
        if text and not text.strip():
            yield validation.hit(f"{key} is empty", key, help="remove it, or write one")
    message = validation.text("message")
    if message and re.search(r"[\r\n]", message.strip()):
        yield validation.hit("message must not have line breaks", "message", help="write it on one line")


def _binding(spec: View) -> Iterator[Hit]:
    name = spec.text("policyName")
    if name and (wrong := names.dns_subdomain(name)) is not None:
        yield spec.hit(f"policyName {quoted(name)} {wrong}", "policyName")
    param = spec.text("paramRef", "name")
    if param and (wrong := names.path_segment(param)) is not None:
        yield spec.hit(f"name {quoted(param)} of paramRef {wrong}", "paramRef", "name")
    actions = spec.get("validationActions")
    if isinstance(actions, list) and "Deny" in actions and "Warn" in actions:
        message = "Deny and Warn exclude each other: who is denied is told so anyway"
        yield spec.hit(message, "validationActions", actions.index("Warn"), help="keep one of the two")
    yield from resource_rules(spec, "matchResources", "resourceRules")
    yield from resource_rules(spec, "matchResources", "excludeResourceRules")
