"""Kubernetes' named formats: `format.dns1123Label().validate(text)`."""

from __future__ import annotations

import base64
import re
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats import names
from podlint.schema.cel import times, urls

if TYPE_CHECKING:
    from collections.abc import Callable

KIND, NAMED = "kubernetes.NamedFormat", "optional kubernetes.NamedFormat"
_UUID = r"(?i)[0-9a-f]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}"


def _prefix(judge: Callable[[str], str | None]) -> Callable[[str], str | None]:
    return lambda text: judge(names.masked_prefix(text))


def _says(fits: Callable[[str], bool], words: str) -> Callable[[str], str | None]:
    return lambda text: None if fits(text) else words


def _is_base64(text: str) -> bool:
    try:
        base64.b64decode(text, validate=True)
    except ValueError:
        return False
    return bool(text)


def _is_date(text: str) -> bool:
    return len(text) == 10 and times.moment(text) is not None


def _is_moment(text: str) -> bool:
    return len(text) > 10 and times.moment(text) is not None


FORMATS: dict[str, Callable[[str], str | None]] = {
    "dns1123Label": names.dns_label,
    "dns1123Subdomain": names.dns_subdomain,
    "dns1035Label": names.dns_label_1035,
    "qualifiedName": names.qualified_name,
    "dns1123LabelPrefix": _prefix(names.dns_label),
    "dns1123SubdomainPrefix": _prefix(names.dns_subdomain),
    "dns1035LabelPrefix": _prefix(names.dns_label_1035),
    "labelValue": names.label_value,
    "uri": _says(urls.is_url, "must be a URI"),
    "uuid": _says(lambda text: re.fullmatch(_UUID, text, re.ASCII) is not None, "does not match the UUID format"),
    "byte": _says(_is_base64, "invalid base64"),
    "date": _says(_is_date, "invalid date"),
    "datetime": _says(_is_moment, "invalid datetime"),
}
"""What each format says of a text: what is wrong with it, or None."""


def constant(name: str) -> Callable[[], dict[str, str]]:
    """The function that gives a format."""
    return lambda: {KIND: name}


def named(name: str) -> dict[str, Any]:
    """The format of a name, where there is one."""
    return {NAMED: [{KIND: name}] if name in FORMATS else []}


def validate(one: Any, text: str) -> list[str]:
    """What is wrong with a text, nothing where it fits."""
    wrong = FORMATS[one[KIND]](text)
    return [] if wrong is None else [wrong]


def errors(found: list[str]) -> list[str]:
    """The value of what `validate` gives."""
    if not found:
        raise ValueError("optional.none() dereference")
    return found


def is_named(one: Any) -> bool:
    """Whether there is a format of the name asked for."""
    return bool(one[NAMED])


def value(one: Any) -> Any:
    """The format of the name asked for."""
    return one[NAMED][0]
