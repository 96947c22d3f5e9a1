"""The formats of names: k8s.io/apimachinery/pkg/util/validation, and what the core API adds to it.

Each function takes a text and gives the words for what is wrong with it, to stand after the text ("must be ..."), or
None where it fits. Lengths are bytes of ASCII, as on the server.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

_LABEL = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_LABEL_1035 = r"[a-z]([-a-z0-9]*[a-z0-9])?"
_QUALIFIED = r"([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"


# One project repeats its names and labels many times over.
_remembered = lru_cache(maxsize=8192)


def _fits(pattern: str, text: str) -> bool:
    return re.fullmatch(pattern, text, re.ASCII) is not None


def driver_name(text: str) -> str | None:
    """What is wrong with the name of a driver, of storage or of devices; None where nothing is."""
    if len(text) > 63:
        return f"must be at most 63 characters, not {len(text)}"
    return dns_subdomain(text.lower())


@_remembered
def dns_label(text: str) -> str | None:
    """DNS-1123 label: container, volume, namespace, StatefulSet names."""
    if len(text) > 63:
        return f"must be at most 63 characters, not {len(text)}"
    if not _fits(_LABEL, text):
        return (
            _undotted(text) or "must be lower-case letters, digits and `-`, beginning and ending with a letter or digit"
        )
    return None


@_remembered
def dns_label_1035(text: str) -> str | None:
    """DNS-1035 label: Service names up to Kubernetes 1.35."""
    if len(text) > 63:
        return f"must be at most 63 characters, not {len(text)}"
    if not _fits(_LABEL_1035, text):
        words = "must be lower-case letters, digits and `-`, beginning with a letter and ending with a letter or digit"
        return _undotted(text) or words
    return None


def _undotted(text: str) -> str | None:
    """The words for a name whose only fault are its dots."""
    return "must not contain dots" if _fits(_LABEL_1035, text.replace(".", "-")) else None


@_remembered
def dns_subdomain(text: str) -> str | None:
    """DNS-1123 subdomain: most object names. Its labels together, not each, are bounded in length."""
    if len(text) > 253:
        return f"must be at most 253 characters, not {len(text)}"
    if not _fits(rf"{_LABEL}(\.{_LABEL})*", text):
        return "must be lower-case letters, digits, `-` and `.`, each part beginning and ending with a letter or digit"
    return None


def wildcard_subdomain(text: str) -> str | None:
    """`*.` and a subdomain: Ingress hosts."""
    if not text.startswith("*.") or dns_subdomain(text[2:]) is not None:
        return "must be `*.` followed by a domain"
    return dns_subdomain(text[2:])


def path_segment(text: str) -> str | None:
    """Name that may stand as one part of a URL path: RBAC objects, PodDisruptionBudgets."""
    if text in (".", ".."):
        return f"must not be `{text}`"
    if "/" in text or "%" in text:
        return "must not contain `/` or `%`"
    return None


@_remembered
def qualified_name(text: str) -> str | None:
    """`name` or `prefix/name`: label keys, finalizers, resource names, taint keys."""
    prefix, slash, name = text.rpartition("/")
    if "/" in prefix:
        return "must have at most one `/`"
    if slash and not prefix:
        return "must have a prefix before the `/`"
    if slash and dns_subdomain(prefix) is not None:
        return f"must have a DNS subdomain as prefix: `{prefix}` {dns_subdomain(prefix)}"
    if not name:
        return "must have a name" if not slash else "must have a name after the `/`"
    if len(name) > 63:
        return f"must have a name of at most 63 characters, not {len(name)}"
    if not _fits(_QUALIFIED, name):
        return "must be letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
    return None


@_remembered
def annotation_key(text: str) -> str | None:
    """Annotation key: a qualified name, capitals allowed in the prefix."""
    return qualified_name(text.lower())


@_remembered
def label_value(text: str) -> str | None:
    """Label value: empty, or like the name of a qualified name."""
    if len(text.encode()) > 63:
        return f"must be at most 63 characters, not {len(text.encode())}"
    if text and not _fits(_QUALIFIED, text):
        return "must be letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit"
    return None


@_remembered
def port_name(text: str) -> str | None:
    """IANA service name: container port names, and targetPorts and probe ports that are names."""
    if len(text) > 15:
        return f"must be at most 15 characters, not {len(text)}"
    if not _fits(r"[-a-z0-9]+", text):
        return "must be lower-case letters, digits and `-`"
    if not re.search(r"[a-z]", text):
        return "must have at least one letter"
    if "--" in text:
        return "must not contain `--`"
    if text.startswith("-") or text.endswith("-"):
        return "must not begin or end with `-`"
    return None


@_remembered
def config_key(text: str) -> str | None:
    """Key of a ConfigMap or Secret."""
    if len(text) > 253:
        return f"must be at most 253 characters, not {len(text)}"
    if text == "." or text.startswith(".."):
        return "must not be `.` nor begin with `..`"
    if not _fits(r"[-._a-zA-Z0-9]+", text):
        return "must be letters, digits, `-`, `_` and `.`"
    return None


@_remembered
def env_name(text: str, minor: int) -> str | None:
    """Name of an environment variable; Kubernetes 1.32 takes any printable ASCII but `=`."""
    if minor >= 32:
        return None if _fits(r"[ -<>-~]+", text) else "must be printable ASCII characters other than `=`"
    if text == "." or text.startswith(".."):
        return "must not be `.` nor begin with `..`"
    if not _fits(r"[-._a-zA-Z][-._a-zA-Z0-9]*", text):
        return "must be letters, digits, `-`, `_` and `.`, not beginning with a digit"
    return None


def header_name(text: str) -> str | None:
    """Name of an HTTP header."""
    return None if _fits(r"[-A-Za-z0-9]+", text) else "must be letters, digits and `-`"


def c_identifier(text: str) -> str | None:
    """Identifier as in C."""
    return None if _fits(r"[A-Za-z_][A-Za-z0-9_]*", text) else "must be letters, digits and `_`, no digit first"


def masked_prefix(text: str) -> str:
    """A `generateName` as its name rule sees it: a trailing `-` stands for what is added."""
    return text[:-1] + "a" if len(text) > 1 and text.endswith("-") else text


def object_name(text: str, group: str, kind: str, minor: int) -> str | None:
    """What is wrong with the name of an object of a kind; custom resources bear DNS subdomains."""
    if (group, kind) == ("", "Service"):
        return dns_label(text) if minor >= 36 else dns_label_1035(text)
    if (group, kind) in _LABEL_NAMES:
        return dns_label(text)
    if group in _FREE_GROUPS or (group, kind) in _FREE_NAMES:
        return path_segment(text)
    longest = _LONGEST.get((group, kind))
    if longest is not None and len(text) > longest:
        return f"must be at most {longest} characters, not {len(text)}"
    return dns_subdomain(text)


def generated_name(prefix: str, group: str, kind: str, minor: int) -> str | None:
    """What is wrong with the `generateName` of an object of a kind.

    The server holds the whole prefix to the rule of names, and then the name that it makes: 58 characters of it, with
    five more behind.
    """
    masked = masked_prefix(prefix)
    longest = _LONGEST.get((group, kind))
    if longest is None:
        return object_name(masked, group, kind, minor)
    room = longest - _ADDED
    if longest < _GENERATED and len(prefix) > room:
        return f"must be at most {room} characters, not {len(prefix)}: five more make {longest}"
    return dns_subdomain(masked)


_LABEL_NAMES = frozenset({("", "Namespace"), ("apps", "StatefulSet")})
_FREE_GROUPS = frozenset(
    {
        "rbac.authorization.k8s.io",
        # Aggregated API servers with name rules of their own: `registry:tag`, `provider:user`.
        "authorization.openshift.io",
        "image.openshift.io",
        "oauth.openshift.io",
        "user.openshift.io",
    }
)
_FREE_NAMES = frozenset(
    {
        ("certificates.k8s.io", "CertificateSigningRequest"),
        ("certificates.k8s.io", "ClusterTrustBundle"),
        ("networking.k8s.io", "IPAddress"),
        ("policy", "PodDisruptionBudget"),
    }
)
# A CronJob adds 11 characters to name its Jobs; a Job's name becomes a label of its pods.
_LONGEST = {("batch", "CronJob"): 52, ("batch", "Job"): 63}
_ADDED = 5
_GENERATED = 63


def repaired(text: str, judge: Callable[[str], str | None]) -> str | None:
    """The name that was most likely meant, one that `judge` finds nothing wrong with; None where none is near."""
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", text).strip("-._")
    small = plain.lower()
    dashes = re.sub(r"[^a-z0-9]+", "-", small).strip("-")
    for candidate in (text.strip(), plain, small, small.replace("_", "-"), dashes):
        if candidate and judge(candidate) is None:
            return candidate
    return None
