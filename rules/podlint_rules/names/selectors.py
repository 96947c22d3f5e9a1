"""Selectors of controllers, and the labels of the pods they make."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from podlint.api import (
    Hit,
    KubeObject,
    Part,
    Scope,
    Severity,
    View,
    closest,
    did_you_mean,
    is_placeholder,
    is_unfilled,
    listed,
    quoted,
    rule,
)
from podlint.api.kubernetes import CONTROLLERS, Carried, carried, labels
from podlint_rules.names._parts import label_selectors


@rule("selector-mismatch", severity=Severity.ERROR, scope=Scope.OBJECT)
def selector_mismatch(target: KubeObject) -> Iterator[Hit]:
    """Selector that cannot select: empty, contradicting itself, or not matching the pod template.

    ## Why is this bad?
    A controller finds its pods by its selector. The API server refuses a selector that is empty or that the labels of
    the pod template do not match, an expression `In` or `NotIn` without values, and `Exists` or `DoesNotExist` with
    values. A Job gets its selector from the server, unless `manualSelector: true` is set.

    ## Example
    ```yaml bad
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: frontend}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
    ```

    ## Use instead
    ```yaml good
    apiVersion: apps/v1
    kind: Deployment
    metadata:
      name: web
    spec:
      selector:
        matchLabels: {app: web}
      template:
        metadata:
          labels: {app: web}
        spec:
          containers:
            - name: web
              image: registry.example/web:1
    ```

    ## References
    - https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#selector
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#label-selectors
    """
    for selector in label_selectors(target):
        for expression in selector.each("matchExpressions"):
            yield from _values(expression)
    spec = target.at("spec")
    if spec is None or not isinstance(spec.value, dict):
        return
    if target.kind in CONTROLLERS and target.group in ("apps", "extensions"):
        yield from _controller(target, spec)
    elif (target.group, target.kind) == ("", "ReplicationController"):
        found = spec.at("selector")
        if found is not None and isinstance(found.value, dict):
            yield from _against_template(target, found, found, ())
    elif (target.group, target.kind) == ("batch", "Job"):
        yield from _job(target, spec)
    elif (target.group, target.kind) == ("batch", "CronJob"):
        job = spec.at("jobTemplate", "spec")
        for key in ("selector", "manualSelector") if job is not None else ():
            if job is not None and job.get(key) not in (None, False):
                message = f"{key} may not be set in a CronJob: each of its Jobs gets a selector of its own"
                yield job.hit(message, key, part=Part.KEY, help="remove it")


def _controller(target: KubeObject, spec: View) -> Iterator[Hit]:
    selector = spec.at("selector")
    if selector is None or not isinstance(selector.value, dict):
        return
    if not selector.complete():
        yield from _different(target, selector)
        return
    if not selector.get("matchLabels") and not selector.get("matchExpressions"):
        # Old API versions fill an empty selector in; and without labels too, a kustomization may add both.
        unknown = any(key not in ("matchLabels", "matchExpressions") for key in selector.value)
        own = _template_labels(target)
        if target.group == "apps" and not unknown and own is not None and own.known:
            message = f"the selector of {target.kind} is empty: it must match the labels of the pod template"
            shown = ", ".join(f"{key}: {value}" for key, value in own.known.items())
            yield selector.hit(message, part=Part.KEY, help=f"use some of the labels of the pod template: {shown}")
        return
    yield from _against_template(target, selector, selector.at("matchLabels"), tuple(selector.each("matchExpressions")))


def _different(target: KubeObject, selector: View) -> Iterator[Hit]:
    """Labels that a selector asks for with other values than the pod template gives, where not all of both is known.

    Each of the two values is known by itself.
    """
    own = target.at("spec", "template", "metadata", "labels")
    pairs = selector.at("matchLabels")
    if own is None or pairs is None:
        return
    for key, wanted in pairs.entries():
        value, have = pairs.text(key), own.text(key)
        if value is None or have is None or value == have or is_placeholder(key) or is_unfilled(value + have):
            continue
        message = f"the selector wants label {key}: {quoted(value)}, the pod template has {key}: {quoted(have)}"
        related = (wanted.related("what the selector wants"),)
        yield own.hit(message, key, help="give both the same value", related=related)


def _job(target: KubeObject, spec: View) -> Iterator[Hit]:
    selector = spec.at("selector")
    if not spec.complete("manualSelector"):
        return
    if not spec.flag("manualSelector"):
        if selector is not None:
            message = "a Job may have a selector only with manualSelector: true"
            yield spec.hit(message, "selector", part=Part.KEY, help="remove it: the server makes one")
    elif selector is None:
        yield spec.hit("manualSelector: true needs a selector", "manualSelector", help="remove it, or add a selector")
    elif isinstance(selector.value, dict):
        yield from _against_template(
            target, selector, selector.at("matchLabels"), tuple(selector.each("matchExpressions"))
        )


def _template_labels(target: KubeObject) -> Carried | None:
    """Labels of the pod template, none where it has none; None where it is not known which."""
    if target.at("spec", "template") is None:
        return None
    return carried(target.value, "spec", "template", "metadata", "labels")


def _against_template(
    target: KubeObject, selector: View, pairs: View | None, expressions: tuple[View, ...]
) -> Iterator[Hit]:
    """What a selector asks for and the labels of the pod template do not have."""
    own = _template_labels(target)
    if own is None or not selector.complete():
        return
    have = own.known
    template = ("spec", "template", "metadata", "labels")
    wanted = pairs.value if pairs is not None and isinstance(pairs.value, dict) else {}
    for key, value in wanted.items():
        value = "" if value is None else value
        if not isinstance(value, str) or have.get(key) == value or key in own.open or pairs is None:
            continue
        if key in have:
            message = (
                f"the selector wants label {key}: {quoted(value)}, the pod template has {key}: {_shown(have[key])}"
            )
            related = pairs.related("what the selector wants", key)
            yield target.hit(message, *template, key, help="give both the same value", related=(related,))
        else:
            shown = f"has only {listed(sorted({*have, *own.open}))}" if have or own.open else "has no labels"
            message = f"the selector wants label {key}: {quoted(value)}, but the pod template {shown}"
            help = did_you_mean(closest(key, have)) or f"add {key}: {value} to the labels of the pod template"
            related = pairs.related("what the selector wants", key)
            yield target.hit(message, *template, part=Part.KEY, help=help, related=(related,))
    for expression in expressions:
        key = expression.text("key")
        if key in own.open or not isinstance(expression.value, dict):
            continue
        if labels.expression_matches(expression.value, have) is False and expression.text("operator") and key:
            place = "values" if expression.get("values") else "operator"
            shown = f"has {key}: {_shown(have[key])}" if key in have else f"has no label {key}"
            at = (*template, key) if key in have else template
            part = Part.VALUE if key in have else Part.KEY
            related = expression.related("what the selector wants", place)
            message = f"the selector wants {key} {_condition(expression)}, but the pod template {shown}"
            yield target.hit(message, *at, part=part, related=(related,), help="make selector and labels agree")


def _shown(value: Any) -> str:
    return quoted(value) if isinstance(value, str) else str(value)


def _condition(expression: View) -> str:
    values = expression.get("values", default=[])
    words = {"In": "in", "NotIn": "not in", "Exists": "to be there", "DoesNotExist": "not to be there"}
    text = words.get(str(expression.get("operator")), "")
    return f"{text} {listed(map(str, values))}" if values else text


def _values(expression: View) -> Iterator[Hit]:
    """Values of an expression that do not go with its operator."""
    operator, values = expression.text("operator"), expression.get("values", default=[])
    if not isinstance(values, list) or not expression.complete("values"):
        return
    if operator in ("In", "NotIn") and not values:
        place = ("values",) if expression.at("values") is not None else ()
        yield expression.hit(f"operator {operator} needs values", *place, part=Part.KEY, help="add values: [...]")
    elif operator in ("Exists", "DoesNotExist") and values:
        help = "remove the values, or use operator In" if operator == "Exists" else "remove the values, or use NotIn"
        yield expression.hit(f"operator {operator} takes no values", "values", part=Part.KEY, help=help)
