"""Broken limits to hits: outside an enumeration or a range, none or several of a group, an entry twice."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from podlint.findings.finding import EngineHit, Hit
from podlint.findings.fix import Change, Fix
from podlint.kubernetes.formats import names, quantity
from podlint.kubernetes.formats.judges import JUDGES
from podlint.kubernetes.view import is_placeholder
from podlint.rule import EngineRule
from podlint.schema.cel import rules as cel
from podlint.schema.limits import entry_key, members
from podlint.words import closest, described, did_you_mean, listed, quoted
from podlint.yaml.place import Part, Path, Place, Related, dotted, last

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from podlint.kubernetes.view import KubeObject

_UNITS = "n, u, m, k, M, G, T, P, E, Ki, Mi, Gi, Ti, Pi, Ei"


def explain_limit(target: KubeObject, path: Path, error: Any) -> Iterator[EngineHit]:
    """The hits of one jsonschema error about a limit at `path`; of placeholders and of patches only some."""
    value, parameter = error.instance, error.validator_value
    if isinstance(value, str) and is_placeholder(value):
        return
    explain = EXPLAINERS[error.validator]
    yield from explain(target, path, value, parameter, error.schema)


_OVER_TCP = frozenset({"HTTP", "HTTPS", "HTTP2", "TLS", "GRPC"})


def _in(target: KubeObject, path: Path) -> str:
    return f"{dotted(path)} of {target.name}" if path else str(target.name)


def _field(path: Path) -> str:
    return last(path)


def _place(target: KubeObject, path: Path, part: Part = Part.VALUE) -> Place:
    return Place((*target.path, *path), part)


def _enum(target: KubeObject, path: Path, value: Any, allowed: list[Any], schema: Any) -> Iterator[EngineHit]:
    shown = [word if isinstance(word, str) else json.dumps(word, ensure_ascii=False) for word in allowed if word != ""]
    near = closest(value, shown, 0.6) if isinstance(value, str) else None
    one_of = listed(shown or ['""'], 12, "or")
    given = quoted(value) if isinstance(value, str) else described(value)
    message = f"{_field(path)} must be {one_of}, not {given}, in {_in(target, path[:-1])}"
    fix = None
    place = _place(target, path)
    if near is not None and near in allowed and near.lower() == value.lower():
        fix = Fix(f"change to {near}", (Change(place, near),))
    help = did_you_mean(near)
    if _field(path) == "protocol" and "TCP" in allowed and str(value).upper() in _OVER_TCP:
        help = f"{str(value).upper()} runs over TCP: write `protocol: TCP`"
    yield EngineHit(EngineRule.INVALID_ENUM, Hit(place, message, help, fix=fix), path)


def _range(target: KubeObject, path: Path, value: Any, _limit: Any, schema: Any) -> Iterator[EngineHit]:
    least, most = schema.get("minimum"), schema.get("maximum")
    if least is not None and most is not None:
        wanted = f"from {least} to {most}"
    else:
        wanted = f"{least} or more" if least is not None else f"{most} or less"
    message = f"{_field(path)} must be {wanted}, not {value}, in {_in(target, path[:-1])}"
    yield EngineHit(EngineRule.OUT_OF_RANGE, Hit(_place(target, path), message), path)


def _empty(target: KubeObject, path: Path, value: Any, _least: int, schema: Any) -> Iterator[EngineHit]:
    if not target.partial:
        message = f"required field {quoted(str(path[-1]))} is empty in {_in(target, path[:-1])}"
        yield EngineHit(
            EngineRule.MISSING_FIELD, Hit(_place(target, path), message, f"give {_field(path)} a value"), path
        )


def _most(target: KubeObject, path: Path, value: Any, most: int, schema: Any) -> Iterator[EngineHit]:
    message = f"{_field(path)} must have at most {most} entries, not {len(value)}, in {_in(target, path[:-1])}"
    yield EngineHit(EngineRule.OUT_OF_RANGE, Hit(_place(target, path, Part.KEY), message), path)


def _format(target: KubeObject, path: Path, value: Any, name: str, schema: Any) -> Iterator[EngineHit]:
    where, place = _in(target, path[:-1]), _place(target, path)
    if name in ("int32", "int64", "int-or-string"):
        message = f"{_field(path)} must fit into {'64' if name == 'int64' else '32'} bits, {value} does not, in {where}"
        yield EngineHit(EngineRule.OUT_OF_RANGE, Hit(place, message), path)
    elif name == "float":
        message = f"{_field(path)} must fit into a float of 32 bits, {value} does not, in {where}"
        yield EngineHit(EngineRule.OUT_OF_RANGE, Hit(place, message), path)
    elif name == "byte":
        rule = EngineRule.SECRET_INVALID if target.kind == "Secret" else EngineRule.WRONG_TYPE
        help = "encode the value, or put it as it is under stringData" if target.kind == "Secret" else None
        message = f"{_field(path)} must be base64 (standard alphabet, with padding) in {where}"
        yield EngineHit(rule, Hit(place, message, help), path)
    elif name == "date-time":
        message = f"{_field(path)} must be a time such as 2024-01-31T12:00:00Z, not {described(value)}, in {where}"
        yield EngineHit(EngineRule.WRONG_TYPE, Hit(place, message), path)
    elif name == "quantity":
        message = f"{_field(path)} must be a quantity such as 500m or 1Gi, not {described(value)}, in {where}"
        yield EngineHit(EngineRule.INVALID_QUANTITY, Hit(place, message, _quantity_help(str(value))), path)


def _text(target: KubeObject, path: Path, text: str, name: str, schema: Any) -> Iterator[EngineHit]:
    """A name that does not fit. It is understood all the same: rules see it, and whoever refers to it is right."""
    judge = JUDGES[name]
    field = next(step for step in reversed(path) if isinstance(step, str))
    group, slash, _ = text.partition("/")
    if field in ("apiGroup", "group") and slash and judge(group) is None:
        help: str | None = f"write the group without its version: {group}"
    else:
        help = did_you_mean(names.repaired(text, judge))
    hit = Hit(_place(target, path), f"{field} {quoted(text)} {judge(text)}", help)
    yield EngineHit(EngineRule.INVALID_NAME, hit)


def _filled(target: KubeObject, path: Path, text: str, _asked: bool, schema: Any) -> Iterator[EngineHit]:
    # An entry of a list that may not be null is a mapping: of a text in its place its type is told.
    if "x-podlint-format" in schema:
        yield from _text(target, path, text, schema["x-podlint-format"], schema)


def _quantity_help(text: str) -> str:
    joined = "".join(text.split())
    if joined != text and quantity.is_quantity(joined):
        return f'did you mean "{joined}"?'
    number = text.strip().rstrip("BbiIgGmMkKtT% ,")
    unit = text.strip()[len(number) :].strip().lower().rstrip("b")
    meant = {"k": "k", "ki": "Ki", "m": "M", "mi": "Mi", "g": "G", "gi": "Gi", "t": "T", "ti": "Ti"}.get(unit)
    if number.replace(".", "", 1).isdigit() and meant:
        return f'did you mean "{number}{meant}"?'
    if re.fullmatch(r"\d+,\d+[A-Za-z]*", text.strip()):
        return f'did you mean "{text.strip().replace(",", ".")}"?'
    return f"write a number, and directly behind it one of {_UNITS}, or nothing"


def _one_of(target: KubeObject, path: Path, value: Any, groups: list[Any], schema: Any) -> Iterator[EngineHit]:
    for group in groups:
        fields = group["fields"]
        found = members(value, fields)
        if len(found) > 1 and "several" not in group:
            first = Related(_place(target, (*path, found[0]), Part.KEY), f"{found[0]} is set here")
            for extra in found[1:]:
                message = f"{listed(found)} exclude each other in {_in(target, path)}: only one may be set"
                place = _place(target, (*path, extra), Part.KEY)
                yield EngineHit(EngineRule.ONE_OF_VIOLATION, Hit(place, message, "keep one of them", (first,)))
        elif not found and group["required"] and not target.partial:
            place = _place(target, path, Part.KEY if path and isinstance(path[-1], str) else Part.VALUE)
            message = f"{_in(target, path)} must have one of {listed(fields, 12, 'or')}"
            unknown = any(key not in schema.get("properties", {}) for key in value)
            if not unknown:
                yield EngineHit(
                    EngineRule.ONE_OF_VIOLATION, Hit(place, message, f"add {fields[0]} or another of them"), path
                )


def _unique(target: KubeObject, path: Path, value: Any, keys: list[str], schema: Any) -> Iterator[EngineHit]:
    first: dict[tuple[str, ...], int] = {}
    for index, item in enumerate(value):
        key = entry_key(item, keys)
        if key is None or any(is_placeholder(part) for part in key):
            continue
        before = first.setdefault(key, index)
        if before != index:
            name = (keys[0],) if keys else ()
            shown = ", ".join(f"{k} {quoted(v)}" for k, v in zip(keys, key, strict=True)) if keys else str(item)
            related = Related(_place(target, (*path, before, *name)), "the first one stands here")
            message = f"{_field(path)} has two entries with {shown} in {_in(target, path[:-1])}"
            help = "change one of them, or remove it"
            hit = Hit(_place(target, (*path, index, *name)), message, help, (related,))
            yield EngineHit(EngineRule.DUPLICATE_LIST_ENTRY, hit)


def _cel(target: KubeObject, path: Path, value: Any, rules: list[dict[str, str]], schema: Any) -> Iterator[EngineHit]:
    if target.partial:
        return
    for rule, message in cel.broken(schema, value):
        at = (*path, *(step for step in rule.get("fieldPath", "").split(".") if step.isidentifier()))
        words = message or f"the rule {rule['rule'].strip()} is broken"
        hit = Hit(_place(target, at), f"{words}, in {_in(target, path)}")
        yield EngineHit(EngineRule.CRD_SCHEMA, hit, about=path)


EXPLAINERS: dict[str, Callable[..., Iterator[EngineHit]]] = {
    "enum": _enum,
    "x-podlint-values": _enum,
    "minimum": _range,
    "maximum": _range,
    "minLength": _empty,
    "minItems": _empty,
    "maxItems": _most,
    "format": _format,
    "x-podlint-format": _text,
    "x-podlint-filled": _filled,
    "x-podlint-one-of": _one_of,
    "x-podlint-unique": _unique,
    "x-podlint-cel": _cel,
}
