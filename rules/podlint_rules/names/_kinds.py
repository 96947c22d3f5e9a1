"""Names in fields of a type that is judged otherwise elsewhere, so that the schema cannot hold it to a format."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from podlint.api import Hit, KubeObject, View, did_you_mean, is_placeholder, quoted
from podlint.api.kubernetes import names

_Judge = Callable[[str], "str | None"]


def _group_version(text: str) -> str | None:
    return "must be `group/version`" if text.count("/") > 1 else None


# Group and kind; path, `[]` for each entry of a list, `!` behind a field that may not be empty either; what it is.
_FIELDS: dict[tuple[str, str], tuple[tuple[str, _Judge], ...]] = {
    ("networking.k8s.io", "Ingress"): tuple(
        (f"{where}.resource.{field}", judge)
        for where in ("spec.defaultBackend", "spec.rules[].http.paths[].backend")
        for field, judge in (
            ("apiGroup!", names.dns_subdomain),
            ("kind", names.path_segment),
            ("name", names.path_segment),
        )
    ),
    ("autoscaling", "HorizontalPodAutoscaler"): (
        ("spec.metrics[].object.describedObject.apiVersion", _group_version),
        ("spec.metrics[].object.describedObject.kind", names.path_segment),
        ("spec.metrics[].object.describedObject.name", names.path_segment),
    ),
}

_STEPS = {
    kind: tuple((tuple(path.removesuffix("!").split(".")), judge, path.endswith("!")) for path, judge in fields)
    for kind, fields in _FIELDS.items()
}


def kind_fields(target: KubeObject) -> Iterator[Hit]:
    """Names in the fields of an object's own kind."""
    for steps, judge, empty in _STEPS.get((target.group, target.kind), ()):
        yield from _judged(target, steps, judge, empty=empty)


def _judged(view: View, steps: tuple[str, ...], judge: _Judge, *, empty: bool) -> Iterator[Hit]:
    step, rest = steps[0], steps[1:]
    key = step.removesuffix("[]")
    if not isinstance(view.value, dict) or view.value.get(key) is None:
        return
    inner = view.each(key) if step.endswith("[]") else [view.at(key)]
    for found in inner:
        if found is None:
            continue
        if rest:
            yield from _judged(found, rest, judge, empty=empty)
        elif isinstance(found.value, str) and (found.value or empty) and not is_placeholder(found.value):
            wrong = judge(found.value)
            if wrong is not None:
                near = names.repaired(found.value, judge)
                yield found.hit(f"{key} {quoted(found.value)} {wrong}", help=did_you_mean(near))
