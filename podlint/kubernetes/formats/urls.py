"""URLs of webhooks, and paths of the Services behind them: k8s.io/apiserver/pkg/util/webhook.

Each function gives the words for what is wrong with a text, to stand after it, or None where it fits.
"""

from __future__ import annotations

import re

from podlint.kubernetes.formats import names

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://([^/?#]*)([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)


def webhook_url(text: str) -> str | None:
    """URL that the server calls: https, with a host, without user, query and fragment."""
    if re.search(r"[\x00-\x1f\x7f]", text):
        return "must not have line breaks or other control characters"
    match = _URL.fullmatch(text)
    if match is None or match[1].lower() != "https":
        return "must begin with https://"
    authority, path, query, fragment = match.group(2, 3, 4, 5)
    if "@" in authority:
        return "must not have a user part"
    host, port = _host_and_port(authority)
    if not host:
        return "must have a host"
    if " " in authority:
        return "must not have a space in its host"
    if re.fullmatch(r"(:[0-9]*)?", port, re.ASCII) is None:
        return "must have a number as its port"
    if re.search(r"%(?![0-9A-Fa-f]{2})", path):
        return "must have two hexadecimal digits behind each `%`"
    if query:
        return "must not have a query part"
    return "must not have a fragment part" if fragment else None


def _host_and_port(authority: str) -> tuple[str, str]:
    """The host, and the port with its colon; an IPv6 address stands in brackets."""
    if authority.startswith("["):
        host, _, rest = authority.partition("]")
        return host[1:], rest
    host, colon, port = authority.rpartition(":")
    return (host, f":{port}") if colon else (authority, "")


def service_path(text: str) -> str | None:
    """Path of a Service that the server calls: segments that are DNS subdomains."""
    if not text.startswith("/"):
        return "must begin with a slash"
    if text == "/":
        return None
    for segment in text[1:].removesuffix("/").split("/"):
        wrong = names.dns_subdomain(segment) if segment else "must not have empty segments"
        if wrong is not None:
            return wrong
    return None
