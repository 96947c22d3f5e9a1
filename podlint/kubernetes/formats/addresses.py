"""IP addresses and CIDR blocks as the API server reads them.

Up to Kubernetes 1.35 the server takes the forms of Go's old parser (leading zeros, IPv4-mapped IPv6, host bits in a
block); from 1.36 it refuses them on create (feature StrictIPCIDRValidation).
"""

from __future__ import annotations

import ipaddress
import re


def ip(text: str, minor: int) -> str | None:
    """What is wrong with an IP address, None where it is taken."""
    if _address(text) is not None:
        mapped = text.lower().startswith("::ffff:") and "." in text
        return "must not be an IPv4-mapped IPv6 address" if mapped and minor >= 36 else None
    if _address(_without_zeros(text)) is not None:
        return "must not have leading zeros" if minor >= 36 else None
    return "must be an IP address"


def special(text: str) -> str | None:
    """What kind of address it is that no endpoint may have, with its article; None for others and for what is none."""
    found = _address(_without_zeros(text))
    if found is None:
        return None
    multicast = ipaddress.ip_network("224.0.0.0/24" if found.version == 4 else "ff02::/16")
    kinds = {
        "an unspecified": found.is_unspecified,
        "a loopback": found.is_loopback,
        "a link-local": found.is_link_local,
        "a link-local multicast": found in multicast,
    }
    return next((name for name, holds in kinds.items() if holds), None)


def cidr(text: str, minor: int) -> str | None:
    """What is wrong with a CIDR block such as `10.0.0.0/8`, None where it is taken."""
    address, slash, length = text.partition("/")
    if not slash:
        return "must be a CIDR block such as 10.0.0.0/8: the length behind `/` is missing"
    wrong = ip(address, minor)
    parsed = _address(_without_zeros(address))
    if wrong is not None or parsed is None:
        return "must be a CIDR block such as 10.0.0.0/8" if parsed is None else wrong
    plain = length.lstrip("0") or "0"
    if not re.fullmatch(r"[0-9]+", length) or len(plain) > 3 or int(plain) > parsed.max_prefixlen:
        return f"must be a CIDR block: the length behind `/` goes from 0 to {parsed.max_prefixlen}"
    if minor >= 36 and length != plain:
        return "must not have leading zeros in its length"
    if minor >= 36 and network(text) is None:
        return f"must not have bits set beyond its length: {ipaddress.ip_network(text, strict=False)} is the block"
    return None


def network(text: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network | None:
    """The network of a CIDR block without host bits, None for anything else."""
    try:
        return ipaddress.ip_network(text)
    except ValueError:
        return None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    if "%" in text:
        return None
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _without_zeros(text: str) -> str:
    """An IPv4 address without the leading zeros that Go's old parser passed over."""
    if re.fullmatch(r"[0-9]+(\.[0-9]+){3}", text, re.ASCII):
        return ".".join(part.lstrip("0") or "0" for part in text.split("."))
    return text
