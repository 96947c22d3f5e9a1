"""Labels and annotations: their keys, their values, their size."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from podlint.api import Hit, KubeObject, Part, Scope, Severity, View, did_you_mean, is_placeholder, quoted, rule
from podlint.api.kubernetes import names
from podlint_rules.names._parts import all_metadata, is_built_in, label_selectors

_ANNOTATION_BYTES = 256 * 1024


@rule("invalid-label", severity=Severity.ERROR, scope=Scope.OBJECT, partial=True)
def invalid_label(target: KubeObject) -> Iterator[Hit]:
    """Label or annotation that the API server refuses.

    ## Why is this bad?
    A label value has at most 63 letters, digits, `-`, `_` and `.`, and begins and ends with a letter or digit: no
    spaces, `/`, `:`, `@` or `+`. A key is such a name too, with a DNS name and a `/` before it if need be. This holds
    for labels of objects and pod templates, for selectors and for nodeSelector. Annotations have such keys, but free
    values; all of an object's annotations together take up to 256 KiB. The object is refused as a whole.

    ## Example
    ```yaml bad
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels:
        owner: Jane Doe
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: web
      labels:
        owner: jane.doe
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
    """
    for metadata in all_metadata(target):
        yield from _pairs(metadata.at("labels"), "label")
        annotations = metadata.at("annotations")
        if annotations is None:
            continue
        yield from _keys(annotations, "annotation", names.annotation_key)
        size = _size(annotations)
        if size > _ANNOTATION_BYTES:
            message = f"annotations take {size} bytes, more than the {_ANNOTATION_BYTES} that are allowed"
            help = "move the data into a ConfigMap"
            yield metadata.hit(message, "annotations", part=Part.KEY, help=help)
    for selector in label_selectors(target):
        yield from _pairs(selector.at("matchLabels"), "label")
        for expression in selector.each("matchExpressions"):
            yield from _expression(expression)
    if (target.group, target.kind) in (("", "Service"), ("", "ReplicationController")):
        yield from _pairs(target.at("spec", "selector"), "label")
    if is_built_in(target) and target.kind == "RuntimeClass":
        yield from _pairs(target.at("scheduling", "nodeSelector"), "node label")
    pod = target.pod()
    if pod is not None and pod.value.get("nodeSelector"):
        yield from _pairs(pod.at("nodeSelector"), "node label")


def _pairs(labels: View | None, words: str) -> Iterable[Hit]:
    """Keys and values of a mapping of labels. Nearly all are right, and then no more is asked."""
    if labels is None or not isinstance(labels.value, dict) or all(map(_is_right, labels.value.items())):
        return ()
    return [*_keys(labels, words, names.qualified_name), *_values(labels, words)]


def _values(labels: View, words: str) -> Iterator[Hit]:
    for key, text in labels.value.items():
        if isinstance(text, str) and (wrong := names.label_value(text)) is not None and not is_placeholder(text):
            near = names.repaired(text, names.label_value)
            yield labels.hit(f"value {quoted(text)} of {words} {key} {wrong}", key, help=did_you_mean(near))


def _is_right(pair: tuple[str, Any]) -> bool:
    """Whether a label is plainly as it has to be."""
    key, text = pair
    return names.qualified_name(key) is None and (not isinstance(text, str) or names.label_value(text) is None)


def _keys(labels: View | None, words: str, judge: Callable[[str], str | None]) -> Iterator[Hit]:
    if labels is None or not isinstance(labels.value, dict):
        return
    for key in labels.value:
        if (wrong := judge(key)) is not None and not is_placeholder(key):
            near = names.repaired(key, judge) if "/" not in key else None
            yield labels.hit(f"{words} key {quoted(key)} {wrong}", key, part=Part.KEY, help=did_you_mean(near))


def _expression(expression: View) -> Iterator[Hit]:
    key = expression.text("key")
    if key and (wrong := names.qualified_name(key)) is not None:
        yield expression.hit(f"label key {quoted(key)} {wrong}", "key")
    for value in expression.each("values"):
        text = value.text()
        if text is not None and (wrong := names.label_value(text)) is not None:
            yield value.hit(f"value {quoted(text)} of label {key or 'in the selector'} {wrong}")


def _size(annotations: View) -> int:
    """Bytes of the keys and values that are known."""
    pairs = annotations.value.items() if isinstance(annotations.value, dict) else ()
    return sum(len(text.encode(errors="replace")) for pair in pairs for text in pair if isinstance(text, str))
