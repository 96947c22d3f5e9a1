"""The limits of a value in words, as `explain` and editors show them."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from podlint.kubernetes.formats.judges import WORDS

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_SHOWN = 200


def words(allowed: dict[str, Any]) -> list[str]:
    """The limits of a value in words, a line each."""
    lines = []
    values = [str(value) for value in allowed.get("enum", ()) if value != ""]
    if values:
        lines.append(f"one of {', '.join(values)}" if len(values) > 1 else f"only {values[0]}")
    least, most = allowed.get("minimum"), allowed.get("maximum")
    if least is not None and most is not None:
        lines.append(f"{least} to {most}")
    elif least is not None or most is not None:
        lines.append(f"at least {least}" if most is None else f"at most {most}")
    if allowed.get("minLength") == 1 and not values and "maxLength" not in allowed:
        lines.append("not empty")
    if "format" in allowed:
        lines.append(WORDS[allowed["format"]])
    if allowed.get("minItems"):
        lines.append("at least one entry" if allowed["minItems"] == 1 else f"at least {allowed['minItems']} entries")
    if "unique" in allowed:
        keys = allowed["unique"]
        lines.append(f"no two entries with the same {' and '.join(keys)}" if keys else "no entry twice")
    for group in allowed.get("oneOf", ()):
        lines.append(f"{'exactly' if group['required'] else 'at most'} one of {', '.join(group['fields'])}")
    lines += _of_custom(allowed)
    inner = words(allowed["items"]) if "items" in allowed else []
    return lines + [f"each: {line}" for line in inner]


def _of_custom(allowed: dict[str, Any]) -> list[str]:
    """The limits of a value that only definitions of custom resources say, in words, a line each."""
    lines = []
    least, most = allowed.get("exclusiveMinimum"), allowed.get("exclusiveMaximum")
    for word, limit in (("greater", least), ("less", most)):
        if limit is not None and not isinstance(limit, bool):
            lines.append(f"{word} than {limit}")
    for name, noun, some in (("Length", "character", "characters"), ("Properties", "field", "fields")):
        lines += _range(allowed.get(f"min{name}"), allowed.get(f"max{name}"), noun, some)
    if "maxItems" in allowed:
        lines.append(f"at most {_counted(allowed['maxItems'], 'entry', 'entries')}")
    if "multipleOf" in allowed:
        lines.append(f"a multiple of {allowed['multipleOf']}")
    if "pattern" in allowed:
        lines.append(f"must match {allowed['pattern']}")
    if "custom_format" in allowed:
        lines.append(f"format {allowed['custom_format']}")
    if allowed.get("nullable") is True:
        lines.append("may be null")
    if allowed.get("keeps"):
        lines.append("keeps fields that it does not know")
    if "default" in allowed:
        text = json.dumps(allowed["default"], ensure_ascii=False)
        lines.append(f"default {text if len(text) <= _MOST_SHOWN else text[:_MOST_SHOWN] + '…'}")
    for rule in allowed.get("rules", ()):
        said = rule.get("message") or rule.get("messageExpression")
        expression = " ".join(rule["rule"].split())
        lines.append(f"rule: {' '.join(said.split())} ({expression})" if said else f"rule: {expression}")
    return lines


def _range(least: Any, most: Any, noun: str, some: str) -> Iterator[str]:
    if least is not None and most is not None:
        yield f"{least} to {_counted(most, noun, some)}"
    elif most is not None:
        yield f"at most {_counted(most, noun, some)}"
    elif least is not None and (least > 1 or noun == "field"):
        yield f"at least {_counted(least, noun, some)}"


def _counted(number: Any, noun: str, some: str) -> str:
    return f"{number} {noun if number == 1 else some}"
