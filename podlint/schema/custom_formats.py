"""The formats of texts that the API server checks in custom resources, by their names without hyphens.

After the list in its code and the libraries that it asks; whatever else a definition names is not checked. Where the
server's reading is long (mail addresses, URLs) only what it surely refuses is refused here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

_DATE = r"(\d{4})-(\d\d)-(\d\d)"
_CLOCK = r"(\d\d):(\d\d):(\d\d)(.\d+)?(z|[+-]\d\d:\d\d)"
_GO_SPAN = r"[-+]?(?:0|(?:(?:\d+\.?\d*|\.\d+)(?:ns|us|µs|μs|ms|s|m|h))+)"
_UNITS = ("ns", "us", "µs", "ms", "s", "m", "h", "d", "w", "hr", "wk")
_WORDS = ("nano", "micro", "milli", "sec", "min", "hour", "day", "week")
_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~\x80-\U0010ffff-]+"
_HEX = "[0-9a-f]"
_SHORT_NAME = r"[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_HOST = r"[LD](?:-?[LD]{0,62})?|(?:[LD](?:[LD-]{0,61}[LD])?\.)+L{2,63}"
"""Of a host name in which each letter stands as L, each digit or symbol as D."""


def _fits(pattern: str) -> Callable[[str], bool]:
    return lambda text: re.fullmatch(pattern, text, re.ASCII) is not None


def _date(text: str) -> bool:
    match = re.fullmatch(_DATE, text, re.ASCII)
    if match is None:
        return False
    year, month, day = map(int, match.groups())
    leap = year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    days = (31, 29 if leap else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
    return 1 <= month <= 12 and 1 <= day <= days[month - 1]


def _date_time(text: str) -> bool:
    day, *rest = text.lower().split("t")
    match = re.fullmatch(_CLOCK, rest[0], re.ASCII) if rest else None
    return match is not None and _date(day) and match[1] < "24" and match[2] < "60" and match[3] < "60"


_LONGEST_SPAN = 200
"""The longest duration that is looked at."""


def _duration(text: str) -> bool:
    if len(text) > _LONGEST_SPAN or re.fullmatch(_GO_SPAN, text, re.ASCII):
        return True
    units = (match[1].lower() for match in re.finditer(r"[0-9]+\s*([A-Za-zµ]+)", text))
    return any(unit in _UNITS or unit.startswith(_WORDS) for unit in units)


def _base64(text: str) -> bool:
    return (
        re.fullmatch(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?", text) is not None and text != ""
    )


def _host(text: str) -> bool:
    if len(text.encode(errors="replace")) > 255:
        return False
    shape = "".join(map(_letter, text))
    return re.fullmatch(_HOST, shape) is not None and all(
        len(part.encode(errors="replace")) <= 63 for part in text.split(".")
    )


def _letter(character: str) -> str:
    if character in "-.":
        return character
    kind = unicodedata.category(character)
    if kind[0] == "L":
        return "L"
    return "D" if kind[0] == "S" or character in "0123456789" else "?"


def _four(text: str) -> bool:
    """Four numbers; zeros before them are let pass."""
    parts = text.split(".")
    return len(parts) == 4 and all(re.fullmatch(r"0*\d{1,3}", part, re.ASCII) and int(part) < 256 for part in parts)


def _six(text: str) -> bool:
    import ipaddress

    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return "%" not in text


def _ipv4(text: str) -> bool:
    return _four(text) or ("." in text and _six(text))


def _cidr(text: str) -> bool:
    address, _, length = text.partition("/")
    bits = 32 if _four(address) else 128 if _six(address) else -1
    return re.fullmatch(r"\d{1,3}", length, re.ASCII) is not None and int(length) <= bits


def _mac(text: str) -> bool:
    for step, size in ((":", 2), ("-", 2), (".", 4)):
        parts = text.split(step)
        if len(parts) * size in (12, 16, 40) and all(re.fullmatch(f"[0-9A-Fa-f]{{{size}}}", part) for part in parts):
            return True
    return False


def _uri(text: str) -> bool:
    from podlint.schema.cel.urls import is_url

    return is_url(text)


def _email(text: str) -> bool:
    """What the server takes may have a name, comments and quotes; there is always a local part and a domain."""
    local, at, domain = text.rpartition("@")
    if not re.search(r"[\s<>()\[\]\\,;:\"]", text):  # nothing but an address
        return bool(at) and all(re.fullmatch(rf"{_ATOM}(\.{_ATOM})*", part) for part in (local, domain))
    return bool(at and local.strip() and domain.strip(" >")) and "\n" not in text


def _uuid(version: str, variant: str = _HEX) -> Callable[[str], bool]:
    pattern = f"{_HEX}{{8}}-?{_HEX}{{4}}-?{version}{_HEX}{{3}}-?{variant}{_HEX}{{3}}-?{_HEX}{{12}}"
    return lambda text: re.fullmatch(pattern, text, re.IGNORECASE | re.ASCII) is not None


def _isbn10(text: str) -> bool:
    plain = re.sub(r"[\s-]+", "", text)
    if not re.fullmatch(r"\d{9}[\dX]", plain, re.ASCII):
        return False
    digits = [10 if digit == "X" else int(digit) for digit in plain]
    return sum((index + 1) * digit for index, digit in enumerate(digits)) % 11 == 0


def _isbn13(text: str) -> bool:
    plain = re.sub(r"[\s-]+", "", text)
    return bool(re.fullmatch(r"\d{13}", plain, re.ASCII)) and (
        sum(int(digit) * (3 if index % 2 else 1) for index, digit in enumerate(plain)) % 10 == 0
    )


def _rgb(text: str) -> bool:
    match = re.fullmatch(r"rgb\((.*)\)", text)
    parts = [part.strip() for part in match[1].split(",")] if match else []
    return len(parts) == 3 and all(
        re.fullmatch("0|[1-9][0-9]{0,2}", part) is not None and int(part) < 256 for part in parts
    )


def _short_name(text: str) -> bool:
    return len(text) <= 63 and re.fullmatch(_SHORT_NAME, text) is not None


def _long_name(text: str) -> bool:
    return len(text) <= 253 and re.fullmatch(rf"{_SHORT_NAME}(\.{_SHORT_NAME})*", text) is not None


class Format(NamedTuple):
    """A format: the words for what is wanted, and the test. A text that does not pass is surely refused."""

    words: str
    fits: Callable[[str], bool]


FORMATS: dict[str, Format] = {
    "bsonobjectid": Format("24 hexadecimal digits", _fits("[0-9A-Fa-f]{24}")),
    "byte": Format("base64 (standard alphabet, with padding)", _base64),
    "cidr": Format("a block of addresses such as 10.0.0.0/8", _cidr),
    "date": Format("a date such as 2024-01-31", _date),
    "datetime": Format("a time such as 2024-01-31T12:00:00Z", _date_time),
    "duration": Format("a duration such as 1h30m", _duration),
    "email": Format("a mail address", _email),
    "hexcolor": Format("a colour such as #ff0000", _fits("#?([0-9A-Fa-f]{3}|[0-9A-Fa-f]{6})")),
    "hostname": Format("a host name", _host),
    "ipv4": Format("an IPv4 address", _ipv4),
    "ipv6": Format("an IPv6 address", _six),
    "isbn": Format("an ISBN", lambda text: _isbn10(text) or _isbn13(text)),
    "isbn10": Format("an ISBN of 10 digits", _isbn10),
    "isbn13": Format("an ISBN of 13 digits", _isbn13),
    "k8slongname": Format("a DNS subdomain in lower-case", _long_name),
    "k8sshortname": Format("a DNS label in lower-case", _short_name),
    "mac": Format("a hardware address such as 00:11:22:33:44:55", _mac),
    "rgbcolor": Format("a colour such as rgb(255,0,0)", _rgb),
    "ssn": Format("a social security number such as 123-45-6789", _fits(r"\d{3}[- ]?\d{2}[- ]?\d{4}")),
    "uri": Format("a URL with its scheme, or an absolute path", _uri),
    "uuid": Format("a UUID", _uuid(_HEX)),
    "uuid3": Format("a UUID of version 3", _uuid("3")),
    "uuid4": Format("a UUID of version 4", _uuid("4", "[89ab]")),
    "uuid5": Format("a UUID of version 5", _uuid("5", "[89ab]")),
}
"""`password` is any text, and of a credit card's number nothing is said."""
LOOSE = frozenset(("email", "uri"))
"""The formats that are not refused for certain only: under `not` nothing can be concluded from them."""
