"""Formats by name, as the schema overlay names them: a judge each, and words for people.

A judge takes a text and gives the words for what is wrong with it, to stand after it, or None where it fits.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.kubernetes.formats import names

if TYPE_CHECKING:
    from collections.abc import Callable


def _kind(text: str) -> str | None:
    return names.dns_label_1035(text.lower())


def _namespace_or_all(text: str) -> str | None:
    return None if text == "*" else names.dns_label(text)


def _subdomain_or_all(text: str) -> str | None:
    return None if text == "*" else names.dns_subdomain(text)


def _finalizer(text: str) -> str | None:
    if "/" not in text and text not in ("kubernetes", "orphan", "foregroundDeletion"):
        return names.qualified_name(text) or "must have a domain, as in example.com/name"
    return names.qualified_name(text)


def _scaled_resource(text: str) -> str | None:
    known = text in ("cpu", "memory", "ephemeral-storage", "storage") or text.startswith("hugepages-")
    fits = known or ("/" in text and names.qualified_name(text) is None)
    return None if fits else "must be cpu, memory or DOMAIN/NAME"


def _url_path(text: str) -> str | None:
    return None if text == "*" or (text.startswith("/") and " " not in text) else "must begin with `/`"


def _device_attribute(text: str) -> str | None:
    domain, slash, name = text.partition("/")
    if not slash or not domain or not name:
        return "must be DOMAIN/NAME"
    if "/" in name:
        return None  # the server looks no further
    if len(name) > 32:
        return f"must have a name of at most 32 characters, not {len(name)}"
    return names.driver_name(domain) or names.c_identifier(name)


def _extended_resource(text: str) -> str | None:
    own = text.startswith("requests.") or "kubernetes.io/" in text or "/" not in text
    return "must be DOMAIN/NAME, with a domain of your own" if own else names.qualified_name(f"requests.{text}")


def _pool_name(text: str) -> str | None:
    if len(text) > 253:
        return f"must be at most 253 characters, not {len(text)}"
    return next((wrong for part in text.split("/") if (wrong := names.dns_subdomain(part)) is not None), None)


_NUMBER = r"(0|[1-9][0-9]*)"
_BEFORE = r"(0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)"
_BUILD = r"[0-9a-zA-Z-]+"
_VERSION = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(-{_BEFORE}(\.{_BEFORE})*)?(\+{_BUILD}(\.{_BUILD})*)?"


def _semantic_version(text: str) -> str | None:
    if len(text) > 64:
        return f"must be at most 64 characters, not {len(text)}"
    return None if re.fullmatch(_VERSION, text, re.ASCII) else "must be a version of three numbers, such as 1.2.3"


def _signer_name(text: str) -> str | None:
    domain, slash, path = text.partition("/")
    if not slash or "/" in path:
        return "must be DOMAIN/NAME, such as example.com/signer"
    if text == "kubernetes.io/legacy-unknown":
        return "is not taken any more: name a signer"
    if "." not in domain:
        return "must have a domain of two parts or more before the `/`"
    wrong = next((wrong for part in domain.split(".") if (wrong := names.dns_label(part)) is not None), None)
    return wrong or names.dns_subdomain(path)


def _limit_type(text: str) -> str | None:
    known = "/" in text or text in ("Pod", "Container", "PersistentVolumeClaim")
    return names.qualified_name(text) or (None if known else "must be Container, Pod or PersistentVolumeClaim")


def _container_resource(text: str) -> str | None:
    known = text in ("cpu", "memory", "ephemeral-storage") or text.startswith("hugepages-")
    return names.qualified_name(text) or (None if known or "/" in text else "must be cpu, memory or DOMAIN/NAME")


def _group_version(text: str) -> str | None:
    return "must be `group/version`" if text.count("/") > 1 else None


JUDGES: dict[str, Callable[[str], str | None]] = {
    "config-key": names.config_key,
    "container-resource": _container_resource,
    "device-attribute": _device_attribute,
    "dns-label": names.dns_label,
    "dns-subdomain": names.dns_subdomain,
    "driver-name": names.driver_name,
    "extended-resource": _extended_resource,
    "finalizer": _finalizer,
    "group-version": _group_version,
    "kind": _kind,
    "label-value": names.label_value,
    "limit-type": _limit_type,
    "namespace-or-all": _namespace_or_all,
    "path-segment": names.path_segment,
    "pool-name": _pool_name,
    "port-name": names.port_name,
    "qualified-name": names.qualified_name,
    "scaled-resource": _scaled_resource,
    "semantic-version": _semantic_version,
    "signer-name": _signer_name,
    "subdomain-or-all": _subdomain_or_all,
    "url-path": _url_path,
}
"""What each format asks of a text."""

WORDS: dict[str, str] = {
    "absolute-path": "an absolute path",
    "cidr": "a CIDR block, such as 10.0.0.0/8",
    "config-key": "a key of a ConfigMap or Secret: letters, digits, `-`, `_` and `.`, at most 253",
    "container-resource": "cpu, memory, ephemeral-storage, hugepages-SIZE or DOMAIN/NAME",
    "cron": "a cron schedule: minute, hour, day of the month, month, day of the week, or @daily and its like",
    "device-attribute": "the attribute of a device: DOMAIN/NAME, with a name of letters, digits and `_`",
    "dns-label": "a DNS label: lower-case letters, digits and `-`, at most 63",
    "dns-subdomain": "a DNS subdomain: lower-case letters, digits, `-` and `.`, at most 253",
    "driver-name": "the name of a driver: a DNS subdomain of at most 63 characters",
    "env-name": "a variable name: printable ASCII characters other than `=`",
    "env-name-strict": "a variable name: letters, digits, `-`, `_` and `.`, no digit first",
    "extended-resource": "an extended resource: DOMAIN/NAME",
    "finalizer": "a finalizer: DOMAIN/NAME",
    "group-version": "an API group and version: GROUP/VERSION, or a VERSION of the core group",
    "header-name": "the name of an HTTP header: letters, digits and `-`",
    "ip": "an IP address",
    "kind": "a kind: a DNS label that may have capitals",
    "label-value": "a label value: letters, digits, `-`, `_` and `.`, at most 63",
    "limit-type": "Container, Pod, PersistentVolumeClaim or DOMAIN/NAME",
    "namespace-or-all": "the name of a namespace, or `*`",
    "path-segment": "one part of a URL path: no `/` and no `%`",
    "pool-name": "the name of a pool: DNS subdomains, joined by `/`",
    "port-name": "a port name: lower-case letters, digits and `-`, at most 15, with a letter",
    "qualified-name": "a qualified name: NAME or DOMAIN/NAME",
    "relative-path": "a relative path without `..`",
    "scaled-resource": "cpu, memory or DOMAIN/NAME",
    "semantic-version": "a semantic version, such as 1.2.3",
    "signer-name": "the name of a signer: DOMAIN/NAME",
    "subdomain-or-all": "a DNS subdomain, or `*`",
    "time-zone": "a time zone of the tz database, such as Europe/Vienna",
    "url-path": "a URL path that begins with `/`, or `*`",
    "webhook-url": "a URL that begins with https://, without user, query and fragment",
}
"""Each format in words: those that have a judge here, and those that a rule judges that knows more of the object."""
