"""Kubernetes' functions of semantic versions: `semver('1.2.3')` and its methods."""

from __future__ import annotations

import re
from typing import Any

KIND = "kubernetes.Semver"
Version = dict[str, str]
"""A version as it is compared: without its build."""

_NUMBER = r"(0|[1-9][0-9]*)"
_PART = r"(?:0|[1-9][0-9]*|[0-9]*[A-Za-z-][0-9A-Za-z-]*)"
_VERSION = rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-({_PART}(?:\.{_PART})*))?(?:\+[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?"


def version(text: str, normalize: bool = False) -> Version:
    """A version of its text; normalized, of one that lacks parts, or has a `v` before it or zeros."""
    match = re.fullmatch(_VERSION, _normalized(text) if normalize else text, re.ASCII) if len(text) < 1000 else None
    if match is None or any(int(part) >= 2**64 for part in match.groups()[:3]):
        raise ValueError("no version")
    numbers, before = ".".join(match.groups()[:3]), match[4]
    return {KIND: f"{numbers}-{before}" if before else numbers}


def is_version(text: str, normalize: bool = False) -> bool:
    """Whether a text is a version."""
    try:
        version(text, normalize)
    except ValueError:
        return False
    return True


def major(one: Version) -> int:
    """The first number."""
    return _numbers(one)[0]


def minor(one: Version) -> int:
    """The second number."""
    return _numbers(one)[1]


def patch(one: Version) -> int:
    """The third number."""
    return _numbers(one)[2]


def compare(one: Version, other: Version) -> int:
    """-1, 0 or 1, by precedence: a pre-release comes before its release."""
    first, second = _key(one), _key(other)
    return (first > second) - (first < second)


def _normalized(text: str) -> str:
    parts = text.removeprefix("v").split(".", 2)
    for index, part in enumerate(parts):
        if len(part) > 1:
            bare = part.lstrip("0")
            parts[index] = bare if bare[:1].isdigit() else f"0{bare}"
    if len(parts) < 3 and re.search("[+-]", parts[-1]):
        raise ValueError("no version")
    return ".".join([*parts, "0", "0"][: max(3, len(parts))])


def _numbers(one: Any) -> tuple[int, int, int]:
    first, second, third = one[KIND].partition("-")[0].split(".")
    return int(first), int(second), int(third)


def _key(one: Any) -> tuple[Any, ...]:
    _, dash, before = one[KIND].partition("-")
    parts = [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in before.split(".")] if dash else []
    return _numbers(one), not dash, parts
