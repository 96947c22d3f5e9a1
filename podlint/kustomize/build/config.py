"""The field specifications that hold for a kustomization: kustomize's own, and those that it names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.defaults import Config, Reference, defaults, empty
from podlint.kustomize.build.errors import Refusal, Unseen
from podlint.kustomize.build.identity import Gvk
from podlint.kustomize.build.kustomization import CONFIGURATION, checked
from podlint.kustomize.build.nodes import Origin
from podlint.kustomize.build.specs import Spec, in_order, merged

if TYPE_CHECKING:
    from podlint.kustomize.build.files import Root

_MOST_FIELDS = 20_000
"""Fields that the definitions of one kind may have, those of definitions that they refer to counted each time."""
_NAMES = {
    "namePrefix": "name_prefix",
    "nameSuffix": "name_suffix",
    "namespace": "namespace",
    "commonLabels": "common_labels",
    "labels": "labels",
    "templateLabels": "template_labels",
    "commonAnnotations": "common_annotations",
    "varReference": "var_reference",
    "images": "images",
    "replicas": "replicas",
}


def joined(config: Config, more: Config) -> Config:
    """Both together. Raises Refusal where they differ in what to create."""
    if more is config or more == empty():
        return config
    if more is defaults() and config == empty():
        return more
    return _joined(config, more)


def _joined(config: Config, more: Config) -> Config:
    parts: dict[str, Any] = {
        name: in_order(merged(getattr(config, name), getattr(more, name))) for name in _NAMES.values()
    }
    references = {reference.target: reference for reference in config.name_reference}
    for reference in more.name_reference:
        known = references.get(reference.target)
        fields = merged(known.fields, reference.fields) if known is not None else reference.fields
        references[reference.target] = Reference(reference.target, fields)
    found = sorted(references.values(), key=lambda reference: reference.target.order)
    return Config(**parts, name_reference=found)


def configured(root: Root, paths: list[str]) -> Config:
    """The default field specifications, with those of the files that `configurations` names. Raises Refusal, Unseen."""
    own = empty()
    for path in paths:
        data, document = root.data(path)
        if data is None or document is None:
            continue
        fields = checked(data, CONFIGURATION, Origin(document, ()))
        own = _joined(own, _config(fields))
    return joined(defaults(), own) if paths else defaults()


def _config(data: dict[str, Any]) -> Config:
    parts: dict[str, Any] = {name: in_order(specs(data.get(key))) for key, name in _NAMES.items()}
    references = [Reference(_gvk(entry), specs(entry.get("fieldSpecs"))) for entry in data.get("nameReference") or ()]
    return Config(**parts, name_reference=sorted(references, key=lambda reference: reference.target.order))


def specs(entries: Any) -> list[Spec]:
    """Field specifications as they are written."""
    return [Spec(_gvk(entry), entry.get("path") or "", bool(entry.get("create"))) for entry in entries or ()]


def _gvk(entry: dict[str, Any]) -> Gvk:
    return Gvk(entry.get("group") or "", entry.get("version") or "", entry.get("kind") or "")


def of_crds(root: Root, paths: list[str]) -> Config:
    """The field specifications that OpenAPI definitions of custom resources imply. Raises Refusal, Unseen."""
    found = empty()
    for path in paths:
        data, document = root.data(path)
        if data is None:
            text = root.content(path)
            if not text:
                raise Refusal(f"{path!r} is empty", None)
        if data is not None and not isinstance(data, dict):
            raise Refusal(f"{path!r} holds no OpenAPI definitions", Origin(document, ()) if document else None)
        definitions: dict[str, Any] = data or {}
        for name, api in definitions.items():
            properties = _properties(api)
            if not {"kind", "apiVersion", "metadata"} <= properties.keys():
                continue
            own = empty()
            _collect(own, Gvk(kind=str(name).rpartition(".")[2]), definitions, name)
            found = _joined(found, own)
    return found


def _properties(api: Any) -> dict[str, Any]:
    schema = (
        next((value for key, value in api.items() if key.lower() == "schema"), None) if isinstance(api, dict) else None
    )
    properties = schema.get("properties") if isinstance(schema, dict) else None
    return properties if isinstance(properties, dict) else {}


def _collect(config: Config, gvk: Gvk, definitions: dict[str, Any], name: str) -> None:
    """Add what the definition of a kind, and those that it refers to, imply. Raises Unseen where they are too many."""
    waiting: list[tuple[str, tuple[str, ...], frozenset[str]]] = [(name, (), frozenset())]
    left = _MOST_FIELDS
    while waiting:
        name, path, seen = waiting.pop()
        inner = []
        for key, schema in _properties(definitions.get(name)).items():
            left -= 1
            if left < 0:
                raise Unseen(f"the definitions of {gvk.kind} refer to each other too often")
            if isinstance(schema, dict):
                here = (*path, str(key))
                _imply(config, gvk, schema, here)
                reference = schema.get("$ref")
                if isinstance(reference, str) and reference not in seen:
                    inner.append((reference, here, seen | {reference}))
        waiting += reversed(inner)


def _imply(config: Config, gvk: Gvk, schema: dict[str, Any], here: tuple[str, ...]) -> None:
    """Add what the schema of one field says about it."""
    if isinstance(schema.get("x-kubernetes-annotation"), str):
        config.common_annotations.append(Spec(gvk, "/".join(here)))
    if isinstance(schema.get("x-kubernetes-label-selector"), str):
        config.common_labels.append(Spec(gvk, "/".join(here)))
    if isinstance(schema.get("x-kubernetes-identity"), str):
        config.name_prefix.append(Spec(gvk, "/".join(here)))
    version, kind = schema.get("x-kubernetes-object-ref-api-version"), schema.get("x-kubernetes-object-ref-kind")
    if isinstance(version, str) and isinstance(kind, str):
        end = schema.get("x-kubernetes-object-ref-name-key")
        field = Spec(gvk, "/".join((*here, end if isinstance(end, str) else "name")))
        config.name_reference.append(Reference(Gvk("", version, kind), [field]))
