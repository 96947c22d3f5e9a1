"""The keys of Secrets and ConfigMaps that operators make for custom resources: data, with the source of each kind.

Imported only where a key is looked for. Of other kinds that make some (`links.py`) the keys are not known.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.kubernetes.links import LINKS, OWN_NAME
from podlint.kubernetes.view import NOT_KNOWN, is_placeholder
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.kubernetes.view import View

_PATCHED = ("sealedsecrets.bitnami.com/patch", "sealedsecrets.bitnami.com/managed")
"""Annotations of a Secret that is there before a SealedSecret adds to it."""


class Made(NamedTuple):
    """A Secret or ConfigMap that is made for an object: its kind, its name, and its keys, None where not all are known.

    `view` is where its name stands, or what says that it is made under the object's own name.
    """

    kind: str
    view: View
    name: str
    keys: frozenset[str] | None


def made(target: View, group: str, kind: str) -> Iterator[Made]:
    """What is made for an object of a group and kind."""
    find = _FINDERS.get(f"{group}/{kind}")
    if find is not None:
        yield from find(target)
        return
    row = LINKS.get(f"{group}/{kind}")
    for link in row.links if row is not None else ():
        if link.makes and not link.group and "*" not in link.path:
            yield from _made(target, link.kind, None, link.path, link.otherwise)


def makers() -> list[tuple[str, str]]:
    """The groups and kinds of objects for which some are made."""
    linked = [key for key, row in LINKS.items() if any(link.makes and not link.group for link in row.links)]
    return [(key.rpartition("/")[0], key.rpartition("/")[2]) for key in dict.fromkeys((*_FINDERS, *linked))]


def _made(target: View, kind: str, keys: Iterable[str] | None, *places: tuple[str, ...]) -> Iterator[Made]:
    """What is made under the name that stands at the first of some places."""
    for place in places:
        view = target.at(*place) if place else None
        if view is not None:
            name = view.text()
            found = frozenset(keys) if keys is not None else None
            if name:
                yield Made(kind, view, name, found if found is not None and all(map(_is_known, found)) else None)
            return


def _is_known(key: str) -> bool:
    return key != NOT_KNOWN and not is_placeholder(key)


def _external_secret(target: View) -> Iterator[Made]:
    """https://external-secrets.io/latest/api/externalsecret/ and https://external-secrets.io/latest/guides/templating/"""
    policy = target.get("spec", "target", "creationPolicy", default="Owner")
    if policy == "None" or target.at("spec", "target", "manifest") is not None:
        return
    keys = _external_keys(target) if policy in ("Owner", "Orphan") else None
    yield from _made(target, "Secret", keys, ("spec", "target", "name"), OWN_NAME)


def _external_keys(target: View) -> set[str] | None:
    template = target.at("spec", "target", "template")
    own: set[str] = set()
    if template is not None:
        if template.at("templateFrom") is not None or not isinstance(template.value, dict):
            return None
        data = template.get("data", default={})
        if not isinstance(data, dict):
            return None
        own = set(data)
        if own and template.get("mergePolicy", default="Replace") == "Replace":
            return own
    if target.at("spec", "dataFrom") is not None:
        return None
    names = [entry.text("secretKey") for entry in target.each("spec", "data")]
    return {*own, *(name for name in names if name)} if names and None not in names else None


def _sealed_secret(target: View) -> Iterator[Made]:
    """https://github.com/bitnami-labs/sealed-secrets#sealedsecret-crd-overview"""
    template = target.at("spec", "template")
    marks = {
        key for view in (target, template) if view is not None for key, _ in view.entries("metadata", "annotations")
    }
    sealed = target.get("spec", "encryptedData")
    keys: set[str] | None = None
    if isinstance(sealed, dict) and sealed and marks.isdisjoint(_PATCHED):
        more = template.get("data", default={}) if template is not None else {}
        keys = {*sealed, *more} if isinstance(more, dict) else None
    yield from _made(target, "Secret", keys, ("spec", "template", "metadata", "name"), OWN_NAME)


def _certificate(target: View) -> Iterator[Made]:
    """https://cert-manager.io/docs/usage/certificate/"""
    keys = {"tls.crt", "tls.key", "ca.crt"}
    for output in target.each("spec", "additionalOutputFormats"):
        keys.add({"CombinedPEM": "tls-combined.pem", "DER": "key.der"}.get(str(output.get("type")), NOT_KNOWN))
    for store, ending in (("jks", "jks"), ("pkcs12", "p12")):
        if target.at("spec", "keystores", store) is not None:
            keys |= {f"keystore.{ending}", f"truststore.{ending}"}
    yield from _made(target, "Secret", keys, ("spec", "secretName"))


def _sops_secret(target: View) -> Iterator[Made]:
    """https://github.com/isindir/sops-secrets-operator"""
    for template in target.each("spec", "secretTemplates"):
        found = [template.get(field, default={}) for field in ("data", "stringData")]
        keys = {key for each in found for key in each} if all(isinstance(each, dict) for each in found) else None
        yield from _made(template, "Secret", keys or None, ("name",))


def _bundle(target: View) -> Iterator[Made]:
    """https://cert-manager.io/docs/trust/trust-manager/api-reference/"""
    own = target.at("spec", "target")
    for field, kind in (("configMap", "ConfigMap"), ("secret", "Secret")):
        key = own.text(field, "key") if own is not None else None
        if own is not None and key:
            formats = [own.text("additionalFormats", one, "key") for one in ("jks", "pkcs12")]
            if own.at("additionalFormats") is not None and not own.complete("additionalFormats"):
                formats.append(NOT_KNOWN)
            yield from _made(target, kind, {key, *(one for one in formats if one)}, OWN_NAME)


_FINDERS: dict[str, Callable[[View], Iterator[Made]]] = {
    "external-secrets.io/ExternalSecret": _external_secret,
    "bitnami.com/SealedSecret": _sealed_secret,
    "cert-manager.io/Certificate": _certificate,
    "isindir.github.com/SopsSecret": _sops_secret,
    "trust.cert-manager.io/Bundle": _bundle,
}
