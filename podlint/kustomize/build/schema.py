"""Which lists are merged item by item, and which kinds live outside of namespaces: what kustomize knows of types.

It knows Kubernetes 1.21.2, whatever the cluster runs, unless a kustomization names another OpenAPI document.
"""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

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
    """What of OpenAPI definitions leads to lists that are merged.

    `kinds` are `apps/v1/Deployment` to the number of its type, `types` the types: field to the number of a type, or to
    `[number of the items' type or None, *keys]`; the field `*` stands for any.
    """
    definitions = _named(definitions)
    types: dict[str, Type] = {name: {} for name in definitions}
    changed = True
    while changed:
        changed = False
        for name, definition in definitions.items():
            found = _fields(definition, types)
            if found != types[name]:
                types[name] = found
                changed = True
    used: dict[str, int] = {}
    rows: list[Type] = []
    kinds: dict[str, int] = {}
    for name in sorted(definitions):
        for gvk in definitions[name].get("x-kubernetes-group-version-kind", ()):
            if types[name] and not gvk["kind"].endswith("List"):
                key = "/".join(part for part in (gvk.get("group"), gvk["version"], gvk["kind"]) if part)
                kinds[key] = _number(name, types, used, rows)
    return {"kinds": kinds, "types": rows}


def _named(definitions: dict[str, Any]) -> dict[str, Any]:
    """The definitions, with a name for every schema that is written inside of another one."""
    found: dict[str, Any] = {}
    waiting = [(name, schema) for name, schema in definitions.items() if isinstance(schema, dict)]
    while waiting:
        name, schema = waiting.pop()
        found[name] = schema = dict(schema)
        properties = dict(schema.get("properties") or {})
        for field, inner in properties.items():
            properties[field] = _reference(f"{name} {field}", inner, waiting)
        schema["properties"] = properties
        if isinstance(schema.get("additionalProperties"), dict):
            schema["additionalProperties"] = _reference(f"{name} *", schema["additionalProperties"], waiting)
    return found


def _reference(name: str, schema: Any, waiting: list[tuple[str, Any]]) -> Any:
    if not isinstance(schema, dict) or "$ref" in schema:
        return schema
    if isinstance(schema.get("items"), dict):
        return {**schema, "items": _reference(f"{name}[]", schema["items"], waiting)}
    if schema.get("properties") or isinstance(schema.get("additionalProperties"), dict):
        waiting.append((name, schema))
        return {"$ref": name}
    return schema


def _fields(definition: dict[str, Any], types: dict[str, Type]) -> Type:
    found: Type = {}
    for field, schema in (definition.get("properties") or {}).items():
        where = _field(schema, types)
        if where is not None:
            found[field] = where
    inner = definition.get("additionalProperties")
    where = _field(inner, types) if isinstance(inner, dict) else None
    if where is not None:
        found["*"] = where
    return found


def _field(schema: dict[str, Any], types: dict[str, Type]) -> Any:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        return name if types.get(name) else None
    if "merge" in schema.get("x-kubernetes-patch-strategy", "").split(","):
        items = (schema.get("items") or {}).get("$ref", "").rpartition("/")[2]
        keys = schema.get("x-kubernetes-list-map-keys")
        if keys is None:
            keys = [schema["x-kubernetes-patch-merge-key"]] if "x-kubernetes-patch-merge-key" in schema else []
        return [items if types.get(items) else None, *keys]
    return None


def _number(name: str, types: dict[str, Type], used: dict[str, int], rows: list[Type]) -> int:
    if name not in used:
        used[name] = len(rows)
        row: Type = {}
        rows.append(row)
        for field, where in sorted(types[name].items()):
            if isinstance(where, list):
                row[field] = [None if where[0] is None else _number(where[0], types, used, rows), *where[1:]]
            else:
                row[field] = _number(where, types, used, rows)
    return used[name]


def _scopes(paths: dict[str, Any]) -> dict[tuple[str, str], bool]:
    """Whether kinds live in namespaces, by the paths that an OpenAPI document has for them."""
    found: dict[tuple[str, str], bool] = {}
    for path, methods in paths.items():
        gvk = (methods.get("get") or {}).get("x-kubernetes-group-version-kind") if isinstance(methods, dict) else None
        if not isinstance(gvk, dict):
            continue
        key = ("/".join(part for part in (gvk.get("group"), gvk.get("version")) if part), str(gvk.get("kind")))
        found[key] = found.get(key, False) or "namespaces/{namespace}" in path
    return found
