"""Kubernetes' functions of addresses: `ip('10.0.0.1')`, `cidr('10.0.0.0/8')` and their methods."""

from __future__ import annotations

import ipaddress
import re
from typing import Any

IP, CIDR = "net.IP", "net.CIDR"
Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Interface = ipaddress.IPv4Interface | ipaddress.IPv6Interface


def ip(text: str) -> dict[str, str]:
    """An address of its text."""
    return {IP: str(_address(text))}


def is_ip(text: str) -> bool:
    """Whether a text is an address."""
    return _is(_address, text)


def is_canonical(text: str) -> bool:
    """Whether an address is written in the one form that is the same for everybody."""
    return str(_address(text)) == text


def family(one: Any) -> int:
    """4 or 6."""
    return _ip(one).version


def is_unspecified(one: Any) -> bool:
    """Whether an address is `0.0.0.0` or `::`."""
    return _ip(one).is_unspecified


def is_loopback(one: Any) -> bool:
    """Whether an address is the host's own."""
    return _ip(one).is_loopback


def is_link_local_multicast(one: Any) -> bool:
    """Whether an address is one of 224.0.0.x, or of ff02:: and its like."""
    address = _ip(one)
    if address.version == 4:
        return address in ipaddress.ip_network("224.0.0.0/24")
    return address.is_multicast and address.packed[1] & 0x0F == 2


def is_link_local_unicast(one: Any) -> bool:
    """Whether an address is one of 169.254.0.0/16 or fe80::/10."""
    address = _ip(one)
    return address in ipaddress.ip_network("169.254.0.0/16" if address.version == 4 else "fe80::/10")


def is_global_unicast(one: Any) -> bool:
    """Whether an address is none of the others, nor multicast, nor broadcast."""
    address = _ip(one)
    special = address.is_unspecified or address.is_loopback or address.is_multicast or is_link_local_unicast(one)
    return not special and str(address) != "255.255.255.255"


def cidr(text: str) -> dict[str, str]:
    """A block of its text."""
    return {CIDR: str(_interface(text))}


def is_cidr(text: str) -> bool:
    """Whether a text is a block."""
    return _is(_interface, text)


def address(one: Any) -> dict[str, str]:
    """The address of a block."""
    return {IP: str(_cidr(one).ip)}


def masked(one: Any) -> dict[str, str]:
    """A block without what stands behind its length."""
    return {CIDR: str(_cidr(one).network)}


def prefix_length(one: Any) -> int:
    """The length of a block's prefix."""
    return int(_cidr(one).network.prefixlen)


def contains_ip(one: Any, other: Any) -> bool:
    """Whether an address, or the text of one, is in a block."""
    return (_address(other) if isinstance(other, str) else _ip(other)) in _cidr(one).network


def contains_cidr(one: Any, other: Any) -> bool:
    """Whether a block, or the text of one, is in a block."""
    outer, inner = _cidr(one).network, (_interface(other) if isinstance(other, str) else _cidr(other))
    return inner.ip in outer and inner.network.prefixlen >= outer.prefixlen


def text(one: Any) -> str:
    """An address or a block as a text."""
    return str(_ip(one)) if IP in one else str(_cidr(one))


def _is(read: Any, given: str) -> bool:
    try:
        read(given)
    except ValueError:
        return False
    return True


def _address(given: str) -> Address:
    """An address as Go's `netip` reads it, without a zone and not IPv4 in IPv6."""
    if "%" in given or "/" in given:
        raise ValueError("no address")
    try:
        found = ipaddress.ip_address(given)
    except ValueError:
        raise ValueError("no address") from None
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped is not None:
        raise ValueError("IPv4 in IPv6")
    return found


def _interface(given: str) -> Interface:
    before, slash, length = given.partition("/")
    if not slash or not re.fullmatch("0|[1-9][0-9]{0,2}", length, re.ASCII):
        raise ValueError("no block")
    return ipaddress.ip_interface(f"{_address(before)}/{length}")


def _ip(one: Any) -> Address:
    return ipaddress.ip_address(one[IP])


def _cidr(one: Any) -> Interface:
    return ipaddress.ip_interface(one[CIDR])
