"""Which lists are merged item by item, and which kinds live outside of namespaces: what kustomize knows of types.

It knows Kubernetes 1.21.2, whatever the cluster runs, unless a kustomization names another OpenAPI document.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats.keywords import sound

if TYPE_CHECKING:
    from collections.abc import Iterator

_KEY = "x-kubernetes-patch-merge-key"
Node = dict[str, Any]
"""A schema in an OpenAPI document."""
Type = dict[str, Any]
"""Field to the number of its type, or, for a list that is merged, `[number of its items' type or None, *keys]`."""

_CLUSTER_WIDE = """
admissionregistration.k8s.io/v1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration ValidatingWebhookConfiguration
apiextensions.k8s.io/v1 CustomResourceDefinition
apiextensions.k8s.io/v1beta1 CustomResourceDefinition
apiregistration.k8s.io/v1 APIService
apiregistration.k8s.io/v1beta1 APIService
certificates.k8s.io/v1 CertificateSigningRequest
certificates.k8s.io/v1beta1 CertificateSigningRequest
flowcontrol.apiserver.k8s.io/v1beta1 FlowSchema PriorityLevelConfiguration
networking.k8s.io/v1 IngressClass
networking.k8s.io/v1beta1 IngressClass
node.k8s.io/v1 RuntimeClass
node.k8s.io/v1beta1 RuntimeClass
policy/v1beta1 PodSecurityPolicy
rbac.authorization.k8s.io/v1 ClusterRole ClusterRoleBinding
rbac.authorization.k8s.io/v1beta1 ClusterRole ClusterRoleBinding
scheduling.k8s.io/v1 PriorityClass
scheduling.k8s.io/v1beta1 PriorityClass
storage.k8s.io/v1 CSIDriver CSINode StorageClass VolumeAttachment
storage.k8s.io/v1beta1 CSIDriver CSINode StorageClass VolumeAttachment
v1 ComponentStatus Namespace Node PersistentVolume
"""


@lru_cache(maxsize=1)
def built_in() -> dict[str, Any]:
    """The table of Kubernetes' own types, as `table` makes it."""
    result: dict[str, Any] = json.loads(Path(__file__).with_name("merge_keys.json").read_bytes())
    return result


@lru_cache(maxsize=1)
def _cluster_wide() -> frozenset[tuple[str, str]]:
    rows = [line.split() for line in _CLUSTER_WIDE.strip().splitlines()]
    return frozenset((row[0], kind) for row in rows for kind in row[1:])


@lru_cache(maxsize=1)
def _served() -> frozenset[str]:
    return frozenset(built_in()["kinds"])


class Schema:
    """What is known of types during one build.

    The first OpenAPI document that a kustomization names is taken beside the built-in one, or instead of it where
    nothing has been asked before.
    """

    def __init__(self) -> None:
        self._tables: list[dict[str, Any]] = [built_in()]
        self._scopes: dict[tuple[str, str], bool] = {}
        self._asked = False
        self.custom = False

    def use(self, document: Any) -> None:
        """Take an OpenAPI document (version 2); only the first one counts."""
        if self.custom:
            return
        self.custom = True
        definitions = document.get("definitions") if isinstance(document, dict) else None
        own = table(definitions if isinstance(definitions, dict) else {})
        self._tables = [own, *self._tables] if self._asked else [own]
        paths = document.get("paths") if isinstance(document, dict) else None
        self._scopes = _scopes(paths if isinstance(paths, dict) else {})

    def cluster_wide(self, api_version: str, kind: str) -> bool:
        """Whether a kind surely lives outside of namespaces."""
        if (api_version, kind) in _cluster_wide():
            return True
        if not self._asked and f"{api_version}/{kind}" not in _served():
            self._asked = True
        return self._scopes.get((api_version, kind)) is False

    def type_of(self, api_version: str, kind: str) -> tuple[list[Type], Type] | None:
        """The table of types that knows a kind, and the kind's own type; None where no list of it is merged."""
        self._asked = True
        for known in self._tables:
            number = known["kinds"].get(f"{api_version}/{kind}")
            if number is not None:
                return known["types"], known["types"][number]
        return None


def table(definitions: dict[str, Any]) -> dict[str, Any]:
    """What of OpenAPI definitions leads to lists that are merged; what has no form that OpenAPI knows is left out.

    `kinds` are `apps/v1/Deployment` to the number of its type, `types` the types: field to the number of a type, or to
    `[number of the items' type or None, *keys]`; the field `*` stands for any.
    """
    definitions = _named(definitions)
    leading = _leading(definitions)
    types = {name: _fields(definition, leading) for name, definition in definitions.items()}
    numbers = _Numbers(types)
    kinds: dict[str, int] = {}
    for name in sorted(definitions):
        for gvk in definitions[name].get("x-kubernetes-group-version-kind", ()):
            kind = _text(gvk, "kind")
            if types[name] and kind and not kind.endswith("List"):
                key = "/".join(part for part in (_text(gvk, "group"), _text(gvk, "version"), kind) if part)
                kinds[key] = numbers.of(name)
    return {"kinds": kinds, "types": numbers.rows}


def _text(gvk: dict[str, Any], key: str) -> str:
    value = gvk.get(key)
    return value if isinstance(value, str) else ""


def _named(definitions: dict[str, Any]) -> dict[str, Node]:
    """The definitions, with a name for every schema that is written inside of another one."""
    found: dict[str, Node] = {}
    waiting = [(str(name), schema) for name, schema in definitions.items() if isinstance(schema, dict)]
    while waiting:
        name, schema = waiting.pop()
        found[name] = schema = sound(schema)
        properties = {str(field): inner for field, inner in (schema.get("properties") or {}).items()}
        for field, inner in properties.items():
            properties[field] = _reference(f"{name} {field}", inner, waiting)
        schema["properties"] = properties
        if isinstance(schema.get("additionalProperties"), dict):
            schema["additionalProperties"] = _reference(f"{name} *", schema["additionalProperties"], waiting)
    return found


def _reference(name: str, schema: Any, waiting: list[tuple[str, Any]]) -> Node:
    node: Node = sound(schema)
    if "$ref" in node:
        return node
    if isinstance(node.get("items"), dict):
        return {**node, "items": _reference(f"{name}[]", node["items"], waiting)}
    if node.get("properties") or isinstance(node.get("additionalProperties"), dict):
        waiting.append((name, node))
        return {"$ref": name}
    return node


def _leading(definitions: dict[str, Node]) -> frozenset[str]:
    """The definitions that hold a list that is merged, or refer to one that does."""
    referring: dict[str, list[str]] = {}
    waiting = []
    for name, definition in definitions.items():
        for schema in _schemas(definition).values():
            if "$ref" in schema:
                referring.setdefault(_target(schema), []).append(name)
            elif _merges(schema):
                waiting.append(name)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += referring.get(name, ())
    return frozenset(found)


def _schemas(definition: Node) -> dict[str, Node]:
    """The schemas of a definition's fields, with `*` for that of any."""
    inner = definition.get("additionalProperties")
    return {**definition["properties"], **({"*": inner} if isinstance(inner, dict) else {})}


def _fields(definition: Node, leading: frozenset[str]) -> Type:
    found: Type = {}
    for field, schema in _schemas(definition).items():
        if "$ref" in schema:
            if _target(schema) in leading:
                found[field] = _target(schema)
        elif _merges(schema):
            items = _target(sound(schema.get("items")))
            keys = schema.get("x-kubernetes-list-map-keys")
            if keys is None:
                keys = [schema[_KEY]] if _KEY in schema else []
            found[field] = [items if items in leading else None, *keys]
    return found


def _target(schema: Node) -> str:
    """The name of the definition that a schema refers to; empty where it refers to none."""
    return str(schema.get("$ref", "")).rpartition("/")[2]


def _merges(schema: Node) -> bool:
    return "merge" in str(schema.get("x-kubernetes-patch-strategy", "")).split(",")


class _Numbers:
    """Numbers the types that are asked for, and those that they lead to."""

    def __init__(self, types: dict[str, Type]) -> None:
        self.rows: list[Type] = []
        self._types = types
        self._known: dict[str, int] = {}

    def of(self, name: str) -> int:
        """The number of a type."""
        if name not in self._known:
            stack = [self._added(name)]
            while stack:
                row, fields = stack[-1]
                field, where = next(fields, ("", None))
                if where is None:
                    stack.pop()
                    continue
                inner = where[0] if isinstance(where, list) else where
                if inner is not None and inner not in self._known:
                    stack.append(self._added(inner))
                number = None if inner is None else self._known[inner]
                row[field] = [number, *where[1:]] if isinstance(where, list) else number
        return self._known[name]

    def _added(self, name: str) -> tuple[Type, Iterator[tuple[str, Any]]]:
        """A new row for a type, and the fields that go into it."""
        self._known[name] = len(self.rows)
        row: Type = {}
        self.rows.append(row)
        return row, iter(sorted(self._types[name].items()))


def _scopes(paths: dict[str, Any]) -> dict[tuple[str, str], bool]:
    """Whether kinds live in namespaces, by the paths that an OpenAPI document has for them."""
    found: dict[tuple[str, str], bool] = {}
    for path, methods in paths.items():
        get = methods.get("get") if isinstance(methods, dict) else None
        gvk = get.get("x-kubernetes-group-version-kind") if isinstance(get, dict) else None
        if not isinstance(gvk, dict):
            continue
        key = ("/".join(part for part in (_text(gvk, "group"), _text(gvk, "version")) if part), _text(gvk, "kind"))
        found[key] = found.get(key, False) or "namespaces/{namespace}" in path
    return found
