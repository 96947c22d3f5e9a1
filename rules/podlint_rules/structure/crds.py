"""CustomResourceDefinitions themselves: what the server refuses in them, and what it accepts but ignores."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import Hit, KubeObject, Part, Scope, Severity, quoted, rule
from podlint_rules.structure._crd_schema import schema_hits
from podlint_rules.structure._crd_spec import spec_hits
from podlint_rules.structure._crd_values import Keys, items, mapping, text

_API = "apiextensions.k8s.io/v1"
# GetUnrecognizedFormats in k8s.io/apiextensions-apiserver/pkg/apiserver/validation; dashes count for nothing.
_STRING_FORMATS = frozenset(
    (
        *("bsonobjectid", "uri", "email", "hostname", "ipv4", "ipv6", "cidr", "mac", "uuid", "uuid3", "uuid4", "uuid5"),
        *("isbn", "isbn10", "isbn13", "creditcard", "ssn", "hexcolor", "rgbcolor", "byte", "password", "date"),
        *("duration", "datetime", "quantity", "k8sshortname", "k8slongname"),
    )
)
_NUMBER_FORMATS = {"integer": ("int32", "int64"), "number": ("float", "double")}
_FORMATS_SINCE = 34
_HOLDING = frozenset(("properties", "items", "additionalProperties", "not", "allOf", "anyOf", "oneOf"))

_Node = tuple[dict[str, Any], Keys]
"""A schema and its place."""


@rule("crd-invalid", severity=Severity.ERROR, scope=Scope.OBJECT, kinds=("CustomResourceDefinition",))
def crd_invalid(crd: KubeObject) -> Iterator[Hit]:
    """CustomResourceDefinition that the API server refuses.

    ## Why is this bad?
    The API server checks a definition when it is created: the names in it, that exactly one version is stored, that
    every schema is structural (each field has one type, outside of allOf, anyOf, oneOf and not), that defaults fit
    their schemas, that patterns compile, and that lists of type map name keys that exist. It refuses the whole
    definition for one fault, and with it every custom resource of its kind.

    ## Example
    ```yaml bad
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    size: {description: How large it is.}
    ```

    ## Use instead
    ```yaml good
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                spec:
                  type: object
                  properties:
                    size: {description: How large it is., type: integer}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/
    """
    if crd.api_version != _API:
        return
    for hit in spec_hits(crd):
        yield _in(crd, hit)
    for version, schema, keys in _schemas(crd):
        status = mapping(version.get("subresources")).get("status") is not None
        for hit in schema_hits(schema, keys, status):
            yield _in(crd, hit)


def _in(crd: KubeObject, hit: Hit) -> Hit:
    """A hit at a place below the object as one at a place of the document."""
    return hit._replace(place=crd.place(*hit.place.path, part=hit.place.part))


@rule(
    "crd-warning",
    severity=Severity.WARNING,
    scope=Scope.OBJECT,
    kinds=("CustomResourceDefinition",),
    versioned=True,
)
def crd_warning(crd: KubeObject) -> Iterator[Hit]:
    """CustomResourceDefinition with a part that has no effect.

    ## Why is this bad?
    The API server does not know the `format`, or not for this type, and checks nothing: a value of any form is taken.
    Since Kubernetes 1.34 it warns of this; as such definitions are generated and work, it is for your information, once
    for each version. A `multipleOf` of 0 or less lets no number pass. And a definition none of
    whose versions is served can be created, but no custom resource of its kind can.

    ## Why this default?
    On: a definition that serves no version, or lets no value pass, is not what was meant. Formats that nobody
    checks are info: they do no harm.

    ## Example
    ```yaml bad
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                host: {type: string, format: ip}
    ```

    ## Use instead
    ```yaml good
    apiVersion: apiextensions.k8s.io/v1
    kind: CustomResourceDefinition
    metadata:
      name: widgets.example.com
    spec:
      group: example.com
      scope: Namespaced
      names: {kind: Widget, plural: widgets}
      versions:
        - name: v1
          served: true
          storage: true
          schema:
            openAPIV3Schema:
              type: object
              properties:
                host: {type: string, format: ipv4}
    ```

    ## References
    - https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#validation
    """
    if crd.api_version != _API:
        return
    versions = items(mapping(crd.value.get("spec")).get("versions"))
    if versions and all(isinstance(version, dict) and version.get("served") in (None, False) for version in versions):
        yield crd.hit(
            "no version is served: custom resources of this kind cannot be created",
            *("spec", "versions"),
            part=Part.KEY,
            help="set `served: true` at a version",
        )
    judged = [list(_judged(schema, keys)) for _, schema, keys in _schemas(crd)]
    for nodes in judged:
        for node, place in nodes:
            step = node.get("multipleOf")
            if isinstance(step, int | float) and not isinstance(step, bool) and step <= 0:
                yield crd.hit(f"multipleOf must be above 0, not {step}: no value passes", *place, "multipleOf")
    if crd.minor < _FORMATS_SINCE:
        return
    for nodes in judged:
        for (name, kind), places in _formats(nodes).items():
            noun = f"for the type {kind}" if kind else "in schemas of custom resources"
            count = f", at {len(places)} fields" if len(places) > 1 else ""
            message = f"the format {quoted(name)} is not known {noun}: nothing is checked{count}"
            yield crd.hit(message, *places[0], severity=Severity.INFO)


def _schemas(crd: KubeObject) -> Iterator[tuple[dict[str, Any], dict[str, Any], Keys]]:
    """Each version that has a schema, the schema and its place."""
    for index, version in enumerate(items(mapping(crd.value.get("spec")).get("versions"))):
        schema = mapping(mapping(version).get("schema")).get("openAPIV3Schema")
        if isinstance(schema, dict):
            yield version, schema, ("spec", "versions", index, "schema", "openAPIV3Schema")


def _formats(nodes: list[_Node]) -> dict[tuple[str, str], list[Keys]]:
    """The formats that the server does not know, each with the type beside it: their places."""
    found: dict[tuple[str, str], list[Keys]] = {}
    for node, place in nodes:
        name, kind = text(node.get("format")), node.get("type") or ""
        if name and isinstance(kind, str) and not _known(name, kind):
            found.setdefault((name, kind), []).append((*place, "format"))
    return found


def _judged(schema: dict[str, Any], keys: Keys) -> Iterator[_Node]:
    """Of a schema and all those below it the ones with a format or a multipleOf, in order, with their places."""
    waiting: list[_Node] = [(schema, keys)]
    while waiting:
        node, place = waiting.pop()
        if "format" in node or "multipleOf" in node:
            yield node, place
        if not _HOLDING.isdisjoint(node):
            below = list(_below(node, place))
            waiting += below[::-1]


def _below(node: dict[str, Any], keys: Keys) -> Iterator[_Node]:
    for name, child in mapping(node.get("properties")).items():
        if isinstance(child, dict):
            yield child, (*keys, "properties", name)
    for key in ("items", "additionalProperties", "not"):
        child = node.get(key)
        if isinstance(child, dict):
            yield child, (*keys, key)
    for key in ("allOf", "anyOf", "oneOf"):
        for index, child in enumerate(items(node.get(key))):
            if isinstance(child, dict):
                yield child, (*keys, key, index)


def _known(name: str, kind: str) -> bool:
    if not kind:
        return name.replace("-", "") in _STRING_FORMATS or any(name in names for names in _NUMBER_FORMATS.values())
    if kind == "string":
        return name.replace("-", "") in _STRING_FORMATS
    return name in _NUMBER_FORMATS.get(kind, ())
