"""Kubernetes' functions of URLs: `url('https://example.com:80/')` and its methods, after Go's net/url."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import quote, unquote_plus, urlsplit

KIND = "kubernetes.URL"
_SCHEME = r"[A-Za-z][A-Za-z0-9+.-]*:"
_ESCAPE = r"%(?![0-9A-Fa-f]{2})"
_HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\s\[\]\\^`{|}:@/#%]*)(?::[0-9]*)?"
_USER = r"[A-Za-z0-9\-._:~!$&'()*+,;=%@]*"
_SAFE = "$&+,/:;=@-_.~!'()*%"


def url(text: str) -> dict[str, str]:
    """A URL of its text."""
    if not is_url(text):
        raise ValueError("no URL")
    return {KIND: text}


def is_url(text: str) -> bool:
    """Whether a text is an absolute URL or an absolute path."""
    if text == "*":
        return True
    scheme = re.match(_SCHEME, text)
    rest = text[scheme.end() :] if scheme else text
    rest = rest.partition("?")[0]
    if not rest or re.search(r"[\x00-\x1f\x7f]", text) or (not scheme and not rest.startswith("/")):
        return False
    if not rest.startswith("/"):
        return True
    path = rest
    if scheme and rest.startswith("//"):
        authority, _, path = rest[2:].partition("/")
        user, at, host = authority.rpartition("@")
        if (at and not re.fullmatch(_USER, user)) or not re.fullmatch(_HOST, host) or re.search(_ESCAPE, user):
            return False
    return not re.search(_ESCAPE, path)


def scheme(one: Any) -> str:
    """The scheme, in lower case."""
    return str(urlsplit(one[KIND]).scheme)


def host(one: Any) -> str:
    """Host and port, as they stand."""
    return str(urlsplit(one[KIND]).netloc.rpartition("@")[2])


def hostname(one: Any) -> str:
    """The host, an IPv6 address without brackets."""
    whole = host(one)
    return whole[1:].partition("]")[0] if whole.startswith("[") else whole.partition(":")[0]


def port(one: Any) -> str:
    """The port, empty where none stands."""
    return host(one).rpartition("]")[2].partition(":")[2]


def escaped_path(one: Any) -> str:
    """The path, with everything escaped that has to be; empty for what has no path, such as `mailto:`."""
    path = urlsplit(one[KIND]).path
    return quote(path, safe=_SAFE) if path.startswith("/") or path == "*" else ""


def query(one: Any) -> dict[str, list[str]]:
    """The parameters, each with all its values; what is not escaped as it should be is left out."""
    found: dict[str, list[str]] = {}
    for part in urlsplit(one[KIND]).query.split("&"):
        if part and ";" not in part and not re.search(_ESCAPE, part):
            key, _, value = part.partition("=")
            found.setdefault(unquote_plus(key), []).append(unquote_plus(value))
    return found
