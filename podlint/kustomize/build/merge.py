"""Strategic-merge patches, as kustomize applies them.

It walks the whole object, also where the patch says nothing: lists that are merged by a key are put together anew, and
what a patch adds stands before what was there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kustomize.build.data import worded
from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.lists import Merged, find, matching, set_element
from podlint.kustomize.build.nodes import Items, Map, Node, Origin, Scalar, Unknown, is_null, text_of

if TYPE_CHECKING:
    from podlint.kustomize.build.schema import Schema, Type

_DIRECTIVE = "$patch"
_SHAPES = {Map: "a mapping", Items: "a list", Scalar: "a scalar", Unknown: "a value"}

Where = tuple[list["Type"], Any] | None
"""What is known of a value's type: the table of types, and a type or `[number of the items' type, *keys]`."""


def merge(target: Map, patch: Map, schema: Schema) -> Map | None:
    """Apply a patch; None where it deletes the object. Changes both. Raises Refusal."""
    result = _Merge(schema).walk(target, patch, None)
    return result if isinstance(result, Map) else None


class _Merge:
    def __init__(self, schema: Schema) -> None:
        self.schema = schema

    def walk(self, dest: Node | None, patch: Node | None, where: Where) -> Node | None:
        """What becomes of a value: None where it is removed."""
        if isinstance(dest, Unknown) or isinstance(patch, Unknown):
            return dest if patch is None else patch
        decides = dest if not is_null(dest) else patch
        shape = type(decides) if decides is not None and not is_null(decides) else Map
        for each in (dest, patch):
            if each is not None and not is_null(each) and not isinstance(each, shape):
                raise Refusal(f"the patch has {_SHAPES[type(patch)]} where there is {_SHAPES[type(dest)]}", _of(patch))
        if shape is Map:
            return self._map(dest, patch, where)
        if shape is Items:
            return self._list(dest, patch, where)
        return dest if patch is None else patch

    def _map(self, dest: Node | None, patch: Node | None, where: Where) -> Node | None:
        if where is None:
            where = self._known(dest) or self._known(patch)
        self._styled(dest, patch)
        result = self._visited(dest, patch)
        if not isinstance(result, Map):
            return result
        theirs = patch.entries if isinstance(patch, Map) else {}
        for key in sorted({*result.entries, *theirs}):
            before, after = result.entries.get(key), theirs.get(key)
            value = self.walk(before, after, _field(where, key))
            kept = after is None and isinstance(value, Scalar) and value.is_null and value.text != ""
            if before is None and isinstance(patch, Map) and key in patch.bare:
                result.bare |= {key}
            put(result, key, None if is_null(value) and not kept else value)
        return result

    @staticmethod
    def _styled(dest: Node | None, patch: Node | None) -> None:
        """An empty collection takes over how the patch is written."""
        if (isinstance(dest, Map) and isinstance(patch, Map) and not dest.entries) or (
            isinstance(dest, Items) and isinstance(patch, Items) and not dest.items
        ):
            dest.flow = patch.flow

    def _visited(self, dest: Node | None, patch: Node | None) -> Node | None:
        """The mapping that goes on, or what replaces it."""
        if is_null(dest):
            if isinstance(patch, Map) and _directive(patch, refuse=False) == "delete":
                return None
            if patch is None and dest is not None and text_of(dest):
                return dest
            return patch
        if patch is not None and is_null(patch):
            return None
        asked = _directive(patch) if isinstance(patch, Map) else "merge"
        return None if asked == "delete" else patch if asked == "replace" else dest

    def _known(self, node: Node | None) -> Where:
        if not isinstance(node, Map):
            return None
        kind, version = text_of(node.entries.get("kind")), text_of(node.entries.get("apiVersion"))
        return self.schema.type_of(version, kind) if kind and version else None

    def _list(self, dest: Node | None, patch: Node | None, where: Where) -> Node | None:
        self._styled(dest, patch)
        if where is None or not isinstance(where[1], list):
            return dest if patch is None else patch
        if is_null(dest):
            result: Node | None = patch
        elif patch is not None and is_null(patch):
            return None
        else:
            asked = _list_directive(patch) if isinstance(patch, Items) else "merge"
            result = None if asked == "delete" else patch if asked == "replace" else dest
        if not isinstance(result, Items):
            return None
        types, (number, *keys) = where
        inner = (types, types[number]) if number is not None else None
        return self._associative(result, patch if isinstance(patch, Items) else None, inner, keys)

    def _associative(self, dest: Items, patch: Items | None, inner: Where, keys: list[str]) -> Node | None:
        values = Merged.values(dest, patch, keys) if keys else [[text] for text in Merged.texts(dest, patch)]
        keys = keys or [""]
        merged = Items(dest.origin)
        merged.key, merged.flow = dest.key, dest.flow
        names: list[str] = []
        for each in values:
            names, wanted = matching(values, each, keys)
            value = self.walk(find(dest, names, wanted), find(patch, names, wanted), inner)
            if value is None or is_null(value) or (isinstance(value, Map) and not value.entries):
                set_element(dest, None, names, wanted)
                continue
            if isinstance(value, Map):
                for key, text in zip(names, wanted, strict=False):
                    if key not in value.entries and text:
                        value.entries[key] = worded(text, value.origin)
            set_element(merged, value, names, wanted)
        if not values:
            return dest
        for item in dest.items:
            Merged.append(merged, item, names)
        return merged


def put(target: Map, key: str, value: Node | None) -> None:
    """Set an entry as kustomize does: None removes it; a scalar keeps the quotes that were there."""
    before = target.entries.get(key)
    if value is None:
        target.entries.pop(key, None)
        return
    if before is value:
        return
    if isinstance(before, Scalar) and isinstance(value, Scalar):
        if (before.text, before.tag) == (value.text, value.tag):
            return  # what a patch only repeats stays where it was written
        value.quoted = before.quoted
        if before.shared:
            before.text, before.tag = value.text, value.tag
            before.origin, before.key = value.origin, value.key
            return
    elif before is not None and isinstance(value, Map | Items) and isinstance(before, Map | Items):
        value.flow = before.flow
    target.entries[key] = value


def _field(where: Where, key: str) -> Where:
    if where is None or not isinstance(where[1], dict):
        return None
    types, fields = where
    found = fields.get(key, fields.get("*"))
    if found is None:
        return None
    return types, (types[found] if isinstance(found, int) else found)


def _directive(patch: Map, *, refuse: bool = True) -> str:
    """The directive of a mapping of a patch, taken out of it."""
    node = patch.entries.get(_DIRECTIVE)
    if node is None:
        return "merge"
    text = text_of(node)
    if text not in ("delete", "replace", "merge"):
        if refuse:
            raise Refusal(f"`$patch: {text}` is none of delete, replace and merge", _of(node))
        return text
    del patch.entries[_DIRECTIVE]
    return text


def _list_directive(patch: Items) -> str:
    """The directive of a list of a patch, `- $patch: replace`, taken out of it."""
    for item in patch.items:
        if isinstance(item, Map) and _DIRECTIVE in item.entries:
            if len(item.entries) > 1:
                return "merge"
            text = text_of(item.entries[_DIRECTIVE])
            if text not in ("delete", "replace", "merge"):
                raise Refusal(f"`$patch: {text}` is none of delete, replace and merge", _of(item.entries[_DIRECTIVE]))
            set_element(patch, None, [_DIRECTIVE], [text])
            return text
    return "merge"


def _of(node: Node | None) -> Origin | None:
    return None if node is None else node.origin
