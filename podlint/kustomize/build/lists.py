"""Items of lists that are merged by keys: found, set and put in order as kustomize does."""

from __future__ import annotations

from podlint.kustomize.build.errors import Refusal
from podlint.kustomize.build.nodes import Items, Map, Node, Scalar, is_empty, is_null, text_of


def find(items: Items | None, keys: list[str], values: list[str]) -> Node | None:
    """The first item whose keys have these values; empty values are not asked for unless all are."""
    if items is None:
        return None
    keys, values = matching([values], values, keys)
    if not keys or not keys[0]:
        wanted = values[0] if values else ""
        return next((item for item in items.items if text_of(item) == wanted), None)
    for item in items.items:
        if isinstance(item, Map) and all(
            key in item.entries and text_of(item.entries[key]) == value
            for key, value in zip(keys, values, strict=False)
        ):
            return item
    return None


def set_element(items: Items, element: Node | None, keys: list[str], values: list[str]) -> None:
    """Put an item in the place of those with these values, or at the end; None removes them.

    Null and empty mappings go. Without values nothing else stays.
    """
    kept: list[Node] = []
    found = False
    for item in items.items:
        if is_null(item) or (isinstance(item, Map) and not item.entries):
            continue
        if not isinstance(item, Map) and keys and keys[0] and values and values[0]:
            kept.append(item)
            continue
        if not _matches(item, keys, values):
            if values:
                kept.append(item)
            continue
        found = True
        if element is not None:
            kept.append(element)
    items.items = kept
    if element is not None and not is_null(element) and not found:
        items.items.append(element)


def _matches(item: Node, keys: list[str], values: list[str]) -> bool:
    result: bool | None = None
    for index, key in enumerate(keys):
        if index < len(values):
            result = _has(item, key, values[index])
        if not result:
            return False
    return True


def _has(item: Node, key: str, value: str) -> bool:
    if not key:
        if not isinstance(item, Scalar):
            raise Refusal("a list of texts holds something else", item.origin)
        return text_of(item) == value
    if not isinstance(item, Map):
        raise Refusal("a list of mappings holds something else", item.origin)
    node = item.entries.get(key)
    return node is not None and (not value or text_of(node) == value)


def matching(every: list[list[str]], values: list[str], keys: list[str]) -> tuple[list[str], list[str]]:
    """The keys to compare items by: those that any item has."""
    used = {keys[index] for each in every for index, value in enumerate(each) if value}
    if not used:
        return keys, values
    wanted = [value for index, value in enumerate(values) if value or keys[index] in used]
    return [key for key in keys if key in used], wanted


class Merged:
    """The keys of the items of two lists, in the order of the list that they become."""

    @staticmethod
    def values(dest: Items, patch: Items | None, keys: list[str]) -> list[list[str]]:
        """The values of the keys of each item, those of the patch first, each once."""
        found: list[list[str]] = []
        for source in (patch, dest):
            for item in source.items if source is not None else ():
                fields = item.entries if isinstance(item, Map) else {}
                each = ["" if is_empty(fields.get(key)) else text_of(fields.get(key)) for key in keys]
                if each not in found:
                    found.append(each)
        return _completed(found) if len(keys) > 1 else found

    @staticmethod
    def texts(dest: Items, patch: Items | None) -> list[str]:
        """The texts of both lists, those of the patch first, each once."""
        found: dict[str, None] = {}
        for source in (patch, dest):
            found.update(dict.fromkeys(text_of(item) for item in (source.items if source is not None else ())))
        return list(found)

    @staticmethod
    def append(merged: Items, item: Node, keys: list[str]) -> None:
        """Put an item of the old list into the new one, in the place that its keys have there."""
        if not keys[0]:
            set_element(merged, item, [""], [text_of(item)])
            return
        values: list[str] = []
        for key in keys:
            if not isinstance(item, Map) and not is_null(item):
                raise Refusal("a list of mappings holds something else", item.origin)
            node = item.entries.get(key) if isinstance(item, Map) else None
            if node is None:
                merged.items.append(item)
                continue
            values.append(text_of(node))
        if len(keys) > 1:
            set_element(merged, None, keys, values)
        set_element(merged, item, keys, values)


def _completed(values: list[list[str]]) -> list[list[str]]:
    """Items with one of two keys are the same as one with both: its other value is theirs."""
    for first in range(len(values)):
        compared = values[first]
        for second in range(len(values)):
            same = _same(compared, values[second])
            if same is not None:
                values[first] = values[second] = same
    return values


def _same(first: list[str], second: list[str]) -> list[str] | None:
    common = False
    result = []
    for one, other in zip(first, second, strict=True):
        if one == other:
            common = True
        elif one and other:
            return None
        result.append(one or other)
    return result if common else None
