"""Merge keys (`<<`) as Kubernetes' reader understands them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.yaml.broken import BrokenDocument
from podlint.yaml.nodes import Mapping, Sequence, written
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.nodes import Entry, Node


def bring(data: dict[str, Any], entries: dict[str, Entry], value: Any, node: Node, first: Span | None) -> bool:
    """Bring the entries of a `<<` value into an open mapping; raises BrokenDocument where it cannot be merged.

    `first` is the value of an earlier `<<` of the same mapping: gives whether a key between the two is overridden.
    """
    since = [name for name, entry in entries.items() if first and entry[3] is None and entry[0] > first.start]
    _bring(data, entries, value, node)
    return any(entries[name][3] is not None for name in since)


def _bring(data: dict[str, Any], entries: dict[str, Entry], value: Any, node: Node, *, inside: bool = False) -> None:
    """Merge as Kubernetes' reader does.

    What is merged overrides the keys written before it and is overridden by those after it; in a list of mappings
    the first one wins. The list must be written in place: neither an alias nor a list within it (`inside`) will do.
    """
    if isinstance(node, Sequence) and not inside:
        for item, item_node in reversed(list(zip(value, node.items, strict=True))):
            _bring(data, entries, item, item_node, inside=True)
        return
    used = Span(node.start, node.end)
    target = written(node)
    if not isinstance(target, Mapping):
        raise BrokenDocument(
            "`<<` merges mappings only", used, help="give it a mapping, an alias of one, or a list of those"
        )
    for name, entry in target.entries.items():
        data[name] = value[name]
        entries[name] = (entry[0], entry[1], entry[2], entry[3] or used)
