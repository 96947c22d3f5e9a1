"""Formats by name, as the schema overlay names them: a judge each, and words for people.

A judge takes a text and gives the words for what is wrong with it, to stand after it, or None where it fits.
"""

from __future__ import annotations

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


JUDGES: dict[str, Callable[[str], str | None]] = {
    "config-key": names.config_key,
    "dns-label": names.dns_label,
    "dns-subdomain": names.dns_subdomain,
    "finalizer": _finalizer,
    "kind": _kind,
    "label-value": names.label_value,
    "namespace-or-all": _namespace_or_all,
    "path-segment": names.path_segment,
    "port-name": names.port_name,
    "qualified-name": names.qualified_name,
    "scaled-resource": _scaled_resource,
    "subdomain-or-all": _subdomain_or_all,
    "url-path": _url_path,
}
"""What each format asks of a text."""

WORDS: dict[str, str] = {
    "absolute-path": "an absolute path",
    "cidr": "a CIDR block, such as 10.0.0.0/8",
    "config-key": "a key of a ConfigMap or Secret: letters, digits, `-`, `_` and `.`, at most 253",
    "cron": "a cron schedule: minute, hour, day of the month, month, day of the week, or @daily and its like",
    "dns-label": "a DNS label: lower-case letters, digits and `-`, at most 63",
    "dns-subdomain": "a DNS subdomain: lower-case letters, digits, `-` and `.`, at most 253",
    "env-name": "a variable name: printable ASCII characters other than `=`",
    "env-name-strict": "a variable name: letters, digits, `-`, `_` and `.`, no digit first",
    "finalizer": "a finalizer: DOMAIN/NAME",
    "header-name": "the name of an HTTP header: letters, digits and `-`",
    "ip": "an IP address",
    "kind": "a kind: a DNS label that may have capitals",
    "label-value": "a label value: letters, digits, `-`, `_` and `.`, at most 63",
    "namespace-or-all": "the name of a namespace, or `*`",
    "path-segment": "one part of a URL path: no `/` and no `%`",
    "port-name": "a port name: lower-case letters, digits and `-`, at most 15, with a letter",
    "qualified-name": "a qualified name: NAME or DOMAIN/NAME",
    "relative-path": "a relative path without `..`",
    "scaled-resource": "cpu, memory or DOMAIN/NAME",
    "subdomain-or-all": "a DNS subdomain, or `*`",
    "time-zone": "a time zone of the tz database, such as Europe/Vienna",
    "url-path": "a URL path that begins with `/`, or `*`",
    "webhook-url": "a URL that begins with https://, without user, query and fragment",
}
"""Each format in words: those that have a judge here, and those that a rule judges that knows more of the object."""
