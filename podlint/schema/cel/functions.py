"""Kubernetes' own functions of CEL, as a table: name, types of what they take, and what computes them.

After "Common Expression Language in Kubernetes" of the Kubernetes documentation, "Kubernetes list library" and the
libraries after it. The library knows no types but its own: a quantity, a version, an address, a URL and a format are
mappings with one key here, which names the type. What raises is an error of the rule, as on the server.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.schema.cel import formats, lists, network, quantities, urls, versions
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable


class Function(NamedTuple):
    """One overload: `takes` are types by name, the receiver of a `method` first, `gives` is the type of its result."""

    name: str
    takes: tuple[str, ...]
    gives: str
    computes: Callable[..., Any]
    method: bool = True


def _plain(gives: str, takes: tuple[str, ...], **computed: Callable[..., Any]) -> list[Function]:
    return [Function(name, takes, gives, computes, method=False) for name, computes in computed.items()]


def _methods(gives: str, takes: tuple[str, ...], **computed: Callable[..., Any]) -> list[Function]:
    return [Function(name, takes, gives, computes) for name, computes in computed.items()]


def _compared(one: Any, other: Any) -> int:
    """How two quantities or two versions compare: -1, 0 or 1."""
    compare = {quantities.KIND: quantities.compare, versions.KIND: versions.compare}[next(iter(one), "")]
    return compare(one, other)


def _is_greater(one: Any, other: Any) -> bool:
    return _compared(one, other) > 0


def _is_less(one: Any, other: Any) -> bool:
    return _compared(one, other) < 0


def table() -> list[Function]:
    """Every function, in every form."""
    return [*_of_lists(), *_of_quantities(), *_of_versions(), *_of_addresses(), *_of_urls(), *_of_formats()]


def _of_lists() -> list[Function]:
    return [
        *_methods("BOOL", ("LIST",), isSorted=lists.is_sorted),
        *_methods("DYN", ("LIST",), sum=lists.total, min=lists.least, max=lists.greatest),
        *_methods("INT", ("LIST", "DYN"), indexOf=lists.first, lastIndexOf=lists.last),
    ]


def _of_quantities() -> list[Function]:
    arithmetic = {"add": quantities.add, "sub": quantities.subtract}
    return [
        *_plain("MAP", ("STRING",), quantity=quantities.quantity),
        *_plain("BOOL", ("STRING",), isQuantity=quantities.is_quantity),
        *_methods("INT", ("MAP",), sign=quantities.sign, asInteger=quantities.as_integer),
        *_methods("BOOL", ("MAP",), isInteger=quantities.is_integer),
        *_methods("DOUBLE", ("MAP",), asApproximateFloat=quantities.as_float),
        *_methods("MAP", ("MAP", "MAP"), **arithmetic),
        *_methods("MAP", ("MAP", "INT"), **arithmetic),
        *_methods("INT", ("MAP", "MAP"), compareTo=_compared),
        *_methods("BOOL", ("MAP", "MAP"), isGreaterThan=_is_greater, isLessThan=_is_less),
    ]


def _of_versions() -> list[Function]:
    return [
        *(one for takes in (("STRING",), ("STRING", "BOOL")) for one in _plain("MAP", takes, semver=versions.version)),
        *(
            one
            for takes in (("STRING",), ("STRING", "BOOL"))
            for one in _plain("BOOL", takes, isSemver=versions.is_version)
        ),
        *_methods("INT", ("MAP",), major=versions.major, minor=versions.minor, patch=versions.patch),
    ]


def _of_addresses() -> list[Function]:
    contained = {"containsIP": network.contains_ip, "containsCIDR": network.contains_cidr}
    return [
        *_plain("MAP", ("STRING",), ip=network.ip, cidr=network.cidr),
        *_plain(
            "BOOL", ("STRING",), isIP=network.is_ip, isCIDR=network.is_cidr, **{"ip.isCanonical": network.is_canonical}
        ),
        *_plain("STRING", ("MAP",), string=network.text),
        *_methods("INT", ("MAP",), family=network.family, prefixLength=network.prefix_length),
        *_methods("BOOL", ("MAP",), isUnspecified=network.is_unspecified, isLoopback=network.is_loopback),
        *_methods("BOOL", ("MAP",), isLinkLocalMulticast=network.is_link_local_multicast),
        *_methods("BOOL", ("MAP",), isLinkLocalUnicast=network.is_link_local_unicast),
        *_methods("BOOL", ("MAP",), isGlobalUnicast=network.is_global_unicast),
        *_methods("MAP", ("MAP",), ip=network.address, masked=network.masked),
        *_methods("BOOL", ("MAP", "STRING"), **contained),
        *_methods("BOOL", ("MAP", "MAP"), **contained),
    ]


def _of_urls() -> list[Function]:
    return [
        *_plain("MAP", ("STRING",), url=urls.url),
        *_plain("BOOL", ("STRING",), isURL=urls.is_url),
        *_methods("STRING", ("MAP",), getScheme=urls.scheme, getHost=urls.host, getHostname=urls.hostname),
        *_methods("STRING", ("MAP",), getPort=urls.port, getEscapedPath=urls.escaped_path),
        *_methods("MAP", ("MAP",), getQuery=urls.query),
    ]


def _of_formats() -> list[Function]:
    """Formats. The library takes no optional from Python: `validate` gives a list instead, `named` a mapping."""
    return [
        *_plain("MAP", (), **{f"format.{name}": formats.constant(name) for name in formats.FORMATS}),
        *_plain("MAP", ("STRING",), **{"format.named": formats.named}),
        *_methods("LIST", ("MAP", "STRING"), validate=formats.validate),
        *_methods("BOOL", ("LIST",), hasValue=bool),
        *_methods("BOOL", ("MAP",), hasValue=formats.is_named),
        *_methods("LIST", ("LIST",), value=formats.errors),
        *_methods("MAP", ("MAP",), value=formats.value),
    ]
