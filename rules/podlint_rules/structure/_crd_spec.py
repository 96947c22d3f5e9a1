"""What stands around the schemas of a CustomResourceDefinition: group, names, versions, subresources, conversion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import UNKNOWN, Hit, KubeObject, Part, quoted
from podlint.api.kubernetes import names, urls
from podlint_rules.structure._crd_values import Keys, hit, items, mapping, text

APPROVAL = "api-approved.kubernetes.io"
_REVIEWS = ("v1", "v1beta1")
_MOST_SELECTABLE = 8
_LONGEST_KIND = 59
_QUOTING = frozenset("'\"\\()?@")
"""Marks of JSONPath that say more than the name of a field."""


def spec_hits(crd: KubeObject) -> Iterator[Hit]:
    """The hits outside of the schemas."""
    spec = mapping(crd.value.get("spec"))
    yield from _group(crd, spec)
    yield from _names(mapping(spec.get("names")), ("spec", "names"))
    yield from _storage(spec.get("versions"))
    for index, version in enumerate(items(spec.get("versions"))):
        if isinstance(version, dict):
            yield from _version(version, ("spec", "versions", index))
    if spec.get("preserveUnknownFields") is True:
        yield hit(
            ("spec", "preserveUnknownFields"),
            "preserveUnknownFields cannot be true in apiextensions.k8s.io/v1",
            "remove it; `x-kubernetes-preserve-unknown-fields: true` in the schema keeps fields where it stands",
        )
    if isinstance(spec.get("conversion"), dict):
        yield from _conversion(spec["conversion"], ("spec", "conversion"))


def _group(crd: KubeObject, spec: dict[str, Any]) -> Iterator[Hit]:
    group = text(spec.get("group"))
    if not group:
        return
    words = names.dns_subdomain(group) or (None if "." in group else "must be a domain with at least one dot")
    if words is not None:
        yield hit(("spec", "group"), f"group {quoted(group)} {words}")
    if not f".{group}".endswith((".k8s.io", ".kubernetes.io")):
        return
    annotations = mapping(crd.value.get("metadata")).get("annotations", {})
    given = mapping(annotations).get(APPROVAL, "")
    if annotations is UNKNOWN or given is UNKNOWN or text(given or "") is None:
        return
    keys: Keys = ("metadata", "annotations", APPROVAL)
    advice = "give the URL of the pull request that approved the API, or a text that begins with `unapproved`"
    if not given:
        yield hit(keys, f"the group {group} belongs to Kubernetes: the annotation {APPROVAL} is needed", advice)
    elif not given.startswith("unapproved") and not _is_url(given):
        yield hit(keys, f"the annotation {APPROVAL} is neither a URL nor says that the API is unapproved", advice)


def _is_url(value: str) -> bool:
    """Whether a text is a URL, as far as that is certain: another fault of it is left to the server."""
    return "://" in value


def _names(given: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    for key in ("plural", "singular", "kind", "listKind"):
        value = text(given.get(key))
        mixed = key.lower().endswith("kind")
        words = names.dns_label_1035(value.lower() if mixed else value) if value else None
        if words is not None:
            note = "may have capitals, but otherwise " if mixed else ""
            yield hit((*keys, key), f"{key} {quoted(value or '')} {note}{words}", _lower(value, mixed))
    for key in ("shortNames", "categories"):
        for index, item in enumerate(items(given.get(key))):
            value = text(item)
            words = None if value is None else names.dns_label_1035(value)
            if words is not None:
                yield hit((*keys, key, index), f"the entry {quoted(item)} of {key} {words}", _lower(value, False))
    kind = text(given.get("kind"))
    if kind and given.get("listKind") is None and "listKind" not in given and len(kind) > _LONGEST_KIND:
        words = f"kind is too long: the listKind made of it may have 63 characters, not {len(kind) + 4}"
        yield hit((*keys, "kind"), words, "give a listKind, or a shorter kind")
    if kind and kind == given.get("listKind"):
        yield hit((*keys, "listKind"), f"listKind {quoted(kind)} is the same as kind", f"use {kind}List")


def _lower(value: str | None, mixed: bool) -> str | None:
    """The help line for a name that is right but for its capitals."""
    if value and not mixed and names.dns_label_1035(value.lower()) is None:
        return f"use {value.lower()}"
    return None


def _storage(versions: Any) -> Iterator[Hit]:
    """Exactly one version is the one that objects are stored in."""
    given = items(versions)
    if not given or not all(isinstance(version, dict) for version in given):
        return
    flags = [version.get("storage") for version in given]
    stored = [index for index, flag in enumerate(flags) if flag is True]
    if not stored and all(flag in (None, False) for flag in flags):
        yield hit(
            ("spec", "versions"),
            "no version is marked as the one that objects are stored in",
            "set `storage: true` at exactly one version",
            Part.KEY,
        )
    for index in stored[1:]:
        yield hit(
            ("spec", "versions", index, "storage"),
            f"a second version is marked as the one that objects are stored in, besides {given[stored[0]].get('name')}",
            "set `storage: true` at exactly one version",
        )


def _version(version: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    name = text(version.get("name"))
    words = names.dns_label_1035(name) if name else None
    if words is not None:
        yield hit((*keys, "name"), f"the version name {quoted(name or '')} {words}", "use a name like v1 or v1beta1")
    warning = version.get("deprecationWarning")
    if isinstance(warning, str) and version.get("deprecated") is not UNKNOWN:
        yield from _warning(warning, version.get("deprecated") is True, (*keys, "deprecationWarning"))
    for index, column in enumerate(items(version.get("additionalPrinterColumns"))):
        path = text(mapping(column).get("jsonPath"))
        if path and not path.startswith("."):
            place = (*keys, "additionalPrinterColumns", index, "jsonPath")
            yield hit(place, f"jsonPath {quoted(path)} must begin with a dot", f"write {_dotted(path)}")
    for name in mapping(mapping(version.get("subresources")).get("status")):
        place = (*keys, "subresources", "status", name)
        yield hit(place, f"subresources.status has no fields, so no {name}", "write `status: {}`", Part.KEY)
    yield from _scale(mapping(mapping(version.get("subresources")).get("scale")), (*keys, "subresources", "scale"))
    yield from _selectable(version, keys)


def _dotted(path: str) -> str:
    plain = path.strip("{}$")
    return plain if plain.startswith(".") else f".{plain}"


def _warning(warning: str, deprecated: bool, keys: Keys) -> Iterator[Hit]:
    if not deprecated:
        yield hit(
            keys, "deprecationWarning is set at a version that is not deprecated", "add `deprecated: true`", Part.KEY
        )
    elif not warning:
        yield hit(keys, "deprecationWarning is empty", "remove it: the server then words a warning by itself")
    elif len(warning.encode()) > 256:
        yield hit(keys, f"deprecationWarning must be at most 256 bytes, not {len(warning.encode())}")
    elif not all(" " <= letter <= "~" or letter > "\xa0" for letter in warning):
        yield hit(keys, "deprecationWarning must be one line of printable characters")


def _scale(scale: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    for key, roots in (
        ("specReplicasPath", (".spec.",)),
        ("statusReplicasPath", (".status.",)),
        ("labelSelectorPath", (".spec.", ".status.")),
    ):
        path = text(scale.get(key))
        if path and not path.startswith(roots):
            wanted = " or ".join(root.rstrip(".") for root in roots)
            yield hit((*keys, key), f"{key} {quoted(path)} must be a field below {wanted}")


def _selectable(version: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    fields = items(version.get("selectableFields"))
    paths = [text(mapping(field).get("jsonPath")) for field in fields]
    for index, path in enumerate(paths):
        place = (*keys, "selectableFields", index, "jsonPath")
        if path is None or not path:
            continue
        if not path.startswith("."):
            yield hit(place, f"jsonPath {quoted(path)} must begin with a dot", f"write {_dotted(path)}")
        elif path == "." or "[" in path:
            yield hit(place, f"the selectable field {quoted(path)} must be names with dots before them")
        elif path.startswith(".metadata."):
            yield hit(place, "a selectable field cannot be one of metadata")
        elif path in paths[:index]:
            yield hit(place, f"the selectable field {quoted(path)} is given twice")
        else:
            schema = mapping(version.get("schema")).get("openAPIV3Schema")
            words = _unselectable(path, schema)
            if words is not None:
                yield hit(place, f"the selectable field {quoted(path)} {words}")
    if len({path for path in paths if path}) > _MOST_SELECTABLE:
        yield hit((*keys, "selectableFields"), f"at most {_MOST_SELECTABLE} fields can be selectable", None, Part.KEY)


def _unselectable(path: str, node: Any) -> str | None:
    """What is wrong with the field that a path leads to; None where that is not certain."""
    for name in path.split(".")[1:]:
        if not isinstance(node, dict) or not _QUOTING.isdisjoint(name):
            return None
        properties, extra = node.get("properties"), node.get("additionalProperties")
        if properties is UNKNOWN or extra is UNKNOWN or isinstance(extra, dict):
            return None
        if name not in mapping(properties):
            return "is not in the schema" if "items" not in node and name not in ("apiVersion", "kind") else None
        node = mapping(properties)[name]
    if mapping(node).get("x-kubernetes-int-or-string") is True:
        return "must be a string, an integer or a boolean, not both a string and an integer"
    kind = text(mapping(node).get("type"))
    if kind in ("object", "array", "number"):
        return f"must be a string, an integer or a boolean, not of type {kind}"
    return None


def _conversion(conversion: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    strategy, webhook = conversion.get("strategy"), conversion.get("webhook")
    if strategy == "None" and webhook is not None and webhook is not UNKNOWN:
        yield hit((*keys, "webhook"), "webhook is set, but the strategy is None", "use strategy Webhook", Part.KEY)
    if strategy != "Webhook":
        return
    if webhook is None:
        yield hit(keys, "the conversion strategy Webhook needs webhook beside it", "add `webhook:`", Part.KEY)
    reviews = items(mapping(webhook).get("conversionReviewVersions"))
    place: Keys = (*keys, "webhook", "conversionReviewVersions")
    for index, review in enumerate(reviews):
        value = text(review)
        words = None if value is None else names.dns_label_1035(value)
        if words is not None:
            yield hit((*place, index), f"the review version {quoted(review)} {words}")
    if reviews and all(text(review) is not None for review in reviews) and not set(reviews) & set(_REVIEWS):
        yield hit(place, "conversionReviewVersions has none that the server knows: v1 or v1beta1", "add v1", Part.KEY)
    client = mapping(mapping(webhook).get("clientConfig"))
    yield from _client(client, (*keys, "webhook", "clientConfig"))


def _client(client: dict[str, Any], keys: Keys) -> Iterator[Hit]:
    url = text(client.get("url"))
    if url and client.get("service") is None and (words := urls.webhook_url(url)) is not None:
        yield hit((*keys, "url"), f"the URL {quoted(url)} {words}", "write https://host/path")
    path = text(mapping(client.get("service")).get("path"))
    if path and client.get("url") is None and (words := urls.service_path(path)) is not None:
        yield hit((*keys, "service", "path"), f"the path {quoted(path)} {words}")
