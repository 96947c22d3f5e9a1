"""What webhooks and policies share: the rules that say which requests they see, and conditions."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Part, View, quoted
from podlint.api.kubernetes import names, urls


def conditions(holder: View) -> Iterator[Hit]:
    """matchConditions: at most 64, each with a qualified name."""
    found = holder.get("matchConditions")
    if isinstance(found, list) and len(found) > 64:
        yield holder.hit(f"there may be 64 matchConditions, not {len(found)}", "matchConditions", part=Part.KEY)
    for condition in holder.each("matchConditions"):
        name = condition.text("name") if isinstance(condition.value, dict) else None
        if name and (wrong := names.qualified_name(name)) is not None:
            yield condition.hit(f"name {quoted(name)} of a condition {wrong}", "name")


def resource_rules(holder: View, *keys: str) -> Iterator[Hit]:
    """Rules with operations, groups, versions and resources."""
    for entry in holder.each(*keys):
        if not isinstance(entry.value, dict):
            continue
        for field in ("operations", "apiGroups", "apiVersions"):
            values = entry.get(field)
            if isinstance(values, list) and "*" in values and len(values) > 1:
                help = f"keep `*` alone, or name the {field}"
                yield entry.hit(f"`*` in {field} excludes all others", field, part=Part.KEY, help=help)
        yield from _resources(entry)
        for name in entry.each("resourceNames"):
            text = name.text()
            if text and (wrong := names.path_segment(text)) is not None:
                yield name.hit(f"name {quoted(text)} of a resource {wrong}")


def _resources(entry: View) -> Iterator[Hit]:
    """Wildcards among resources that cover other entries: those behind `x/*` and `*/x`, and all beside `*` and `*/*`.

    As the server judges it, `*` goes together with a plain resource where one more `*` stands behind that.
    """
    values = entry.get("resources")
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        return
    if "*/*" in values and len(values) > 1:
        yield entry.hit("`*/*` covers all other resources", "resources", part=Part.KEY, help="keep it alone")
        return
    plain = [index for index, value in enumerate(values) if "/" not in value and value]
    if plain and values[plain[-1]] != "*" and "*" in values:
        message = "`*` covers all other resources without a subresource"
        yield entry.hit(message, "resources", values.index("*"), help="remove the others, or `*`")
    covering: set[str] = set()
    for index, value in enumerate(values):
        resource, slash, sub = value.partition("/")
        cover = next((wide for wide in (f"{resource}/*", f"*/{sub}") if wide in covering), None) if slash else None
        if cover is not None:
            shown = f"a second {quoted(value)}" if cover == value else quoted(value)
            yield entry.hit(f"{shown} is covered by {cover}", "resources", index, help="remove one of them")
        if slash and "*" in (resource, sub):
            covering.add(value)


def service(holder: View, *keys: str) -> Iterator[Hit]:
    """The path of a Service that is called."""
    path = holder.text(*keys, "path")
    if path and (wrong := urls.service_path(path)) is not None:
        yield holder.hit(f"path {quoted(path)} of the service {wrong}", *keys, "path")


def url(holder: View, *keys: str) -> Iterator[Hit]:
    """The URL of a webhook."""
    text = holder.text(*keys)
    if text and (wrong := urls.webhook_url(text)) is not None:
        yield holder.hit(f"url {quoted(text)} {wrong}", *keys, help="write https://host/path")
