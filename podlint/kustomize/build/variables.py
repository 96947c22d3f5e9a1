"""`vars` of a kustomization: `$(NAME)` in a value becomes the value of a field of another object."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import data_of
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.identity import Gvk, Id, gvk_of
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, is_null
from podlint.kustomize.build.paths import look_up
from podlint.kustomize.build.scalars import BOOL, FLOAT, INT, STR, resolve
from podlint.kustomize.build.specs import Spec, Visit, split_smart
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from podlint.kustomize.build.resource import Resource
    from podlint.kustomize.build.resources import Resources
    from podlint.kustomize.build.schema import Schema


class Var(NamedTuple):
    """A variable: the object that it reads, and the path in there."""

    name: str
    target: Id
    path: str
    origin: Origin


Values = dict[str, tuple[Any, "Origin | None"]]


def variable(entry: dict[str, Any], origin: Origin, schema: Schema) -> Var:
    """The variable that an entry of `vars` makes."""
    wanted = entry.get("objref") or {}
    gvk = Gvk(*(wanted.get(key) or "" for key in ("group", "version", "kind")))
    if wanted.get("apiVersion"):
        named = gvk_of(wanted["apiVersion"], gvk.kind)
        gvk = Gvk(named.group or gvk.group, named.version, gvk.kind)
    target = Id(
        gvk, wanted.get("name") or "", wanted.get("namespace") or "", schema.cluster_wide(gvk.api_version, gvk.kind)
    )
    path = (entry.get("fieldref") or {}).get("fieldPath") or "metadata.name"
    return Var(entry.get("name") or "", target, path, origin)


def bind(resources: Resources, found: list[Var]) -> None:
    """Mark the objects that variables read. Raises Refusal where several could be meant."""
    for var in found:
        wanted = var.target
        exactly = bool(wanted.namespace) or wanted.cluster_wide
        matches = resources.by_any_id(
            lambda each, wanted=wanted, exactly=exactly: (  # type: ignore[misc]
                each.key == wanted.key if exactly else (each.gvk, each.name) == (wanted.gvk, wanted.name)
            )
        )
        if len(matches) > 1:
            raise Refusal(f"var {var.name!r} may mean any of {len(matches)} objects", var.origin)
        if matches:
            matches[0].variables.append(var.name)


def collected(known: dict[str, Var], more: list[Var]) -> None:
    """Add variables. Raises Refusal where a name is there already."""
    for var in more:
        if var.name in known:
            raise Refusal(f"var {var.name!r} is there already", var.origin)
        known[var.name] = var


def values_of(resources: Resources, known: dict[str, Var], unsure: str | None) -> Values:
    """The values of variables. Raises Refusal where one has none, unless `unsure` says why that is not known."""
    found: Values = {}
    for name in sorted(known):
        var = known[name]
        holder = next((resource for resource in resources.items if name in resource.variables), None)
        if holder is None:
            if unsure is None:
                raise Refusal(f"var {name!r}: there is no {var.target}", var.origin)
            found[name] = (Unknown(unsure), var.origin)
            continue
        found[name] = _value(holder, var)
    return found


def _value(holder: Resource, var: Var) -> tuple[Any, Origin | None]:
    path = [part for step in split_smart(var.path) for part in _indexed(step)]
    node = look_up(holder.root, path, var.origin)
    if node is None:
        raise Refusal(f"var {var.name!r}: {var.target} has no field {var.path}", var.origin)
    if not isinstance(node, Scalar):
        return (node if isinstance(node, Unknown) else data_of(node)), node.origin
    if node.tag not in (INT, FLOAT, BOOL):
        return node.text, node.origin
    tag, value = resolve(node.text)
    if tag != node.tag or (tag == INT and not re.fullmatch(r"[-+]?[0-9]+", node.text)):
        raise Refusal(f"var {var.name!r}: {node.text!r} cannot be read", var.origin)
    return (int(node.text) if tag == INT else value), node.origin


def _indexed(step: str) -> list[str]:
    match = re.fullmatch(r"(.*)\[([0-9]+)\]", step)
    return [part for part in match.groups() if part] if match else [step]


def fill_in(resources: Resources, values: Values, fields: list[Spec]) -> None:
    """Put the values of variables in their places. Raises Refusal."""
    if not values:
        return
    filler = _Filler(values)
    for resource in resources.items:
        for spec in fields:
            Visit(filler.set).run(resource, spec)


class _Filler:
    def __init__(self, values: Values) -> None:
        self.values = values

    def set(self, node: Node, place: Any) -> None:
        if is_null(node) or isinstance(node, Unknown):
            return
        if isinstance(node, Scalar):
            new = self._filled(node)
            if new is not None:
                place(new)
        elif isinstance(node, Map):
            for key, value in node.entries.items():
                new = self._filled(value)
                if new is not None:
                    node.entries[key] = new
        elif isinstance(node, Items):
            for index, item in enumerate(node.items):
                if not (isinstance(item, Scalar) and item.tag in ("", STR)):
                    raise Refusal("variables are looked for in a list that holds more than texts", item.origin)
                new = self._filled(item)
                if new is not None:
                    node.items[index] = new

    def _filled(self, node: Node) -> Node | None:
        """What replaces a node; None where it stays, changed in its place or not."""
        if not isinstance(node, Scalar) or node.tag not in ("", STR):
            return None
        value, origin = self._replaced(node.text)
        if isinstance(value, Unknown):
            unknown = Unknown(value.reason, node.origin)
            unknown.key = node.key
            return unknown
        if isinstance(value, bool):
            text, tag = ("true" if value else "false"), BOOL
        elif isinstance(value, int):
            text, tag = str(value), INT
        elif isinstance(value, float):
            text, tag = _shown(value), FLOAT
        else:
            text, tag = value, STR
        node.quoted = "\n" in text
        if text != node.text or tag != STR:
            node.set(text, tag, origin or node.origin)
        else:
            node.tag = tag
        return None

    def _replaced(self, text: str) -> tuple[Any, Origin | None]:
        if "$" not in text:
            return text, None
        written: list[str] = []
        origin: Origin | None = None
        at = done = 0
        while at < len(text):
            if text[at] != "$" or at + 1 >= len(text):
                at += 1
                continue
            written.append(text[done:at])
            after = text[at + 1]
            close = text.find(")", at + 2) if after == "(" else -1
            if after == "(" and close >= 0:
                name = text[at + 2 : close]
                value, place = self.values.get(name, (None, None))
                if isinstance(value, Unknown):
                    return value, None
                known = isinstance(value, str | int | float)
                if known:
                    origin = place
                if text == f"$({name})":
                    return (value if known else text), origin
                written.append(_shown(value) if known else f"$({name})")
                at = close
            else:
                written.append("$" if after == "$" else f"${after}")
                at += 1
            at += 1
            done = at
        return "".join([*written, text[done:]]), origin


def _shown(value: Any) -> str:
    """A value inside of a text."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e21 else repr(value)
    return str(value)
