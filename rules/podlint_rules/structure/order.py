"""The order in which keys are written."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, KubeObject, NamedTuple, Part, Path, Scope, Severity, View, all_containers, quoted, rule

_REST = "*"


class Order(NamedTuple):
    """Keys in the order in which they are to stand; `*` for all others, which come last where it is not there."""

    order: tuple[str, ...] = ("apiVersion", "kind", "metadata", "spec", _REST, "status")
    """The keys of the object itself."""
    metadata: tuple[str, ...] = ()
    """The keys of `metadata`, that of pod templates too; no order where it is empty."""
    containers: tuple[str, ...] = ()
    """The keys of each container; no order where it is empty."""
    alphabetical: bool = False
    """Whether keys that no list names are to stand in alphabetical order, in every mapping."""


@rule("sorted-keys", severity=Severity.INFO, scope=Scope.OBJECT, default=False, options=Order, partial=True)
def sorted_keys(target: KubeObject, options: Order) -> Iterator[Hit]:
    """Keys that are not in the chosen order.

    ## Why is this bad?
    To the API server it is not: it reads keys in any order. But people find what they look for where it always stands.
    The option `order` lists the keys of objects (unless set `apiVersion`, `kind`, `metadata`, `spec`, all others,
    `status`), `metadata` those of metadata, `containers` those of containers; `*` stands for all others. With
    `alphabetical = true` these are in alphabetical order, and so are the keys of all other mappings.

    ## Example
    ```yaml bad
    kind: ConfigMap
    apiVersion: v1
    metadata:
      name: settings
    data:
      color: red
    ```

    ## Use instead
    ```yaml good
    apiVersion: v1
    kind: ConfigMap
    metadata:
      name: settings
    data:
      color: red
    ```
    """
    orders = _orders(target, options)
    if options.alphabetical:
        mappings = _mappings(target)
    else:
        known = (target.at(*path[len(target.path) :]) for path in orders)
        mappings = (view for view in known if view is not None and isinstance(view.value, dict))
    for mapping in mappings:
        yield from _misplaced(mapping, orders.get(mapping.path, ()), alphabetical=options.alphabetical)


def _orders(target: KubeObject, options: Order) -> dict[Path, tuple[str, ...]]:
    """The lists of keys that are set, by the path of the mapping that each is for."""
    orders = {target.path: options.order}
    above = [target.path]
    if target.pod_path is not None and len(target.pod_path) > 1:
        above.append((*target.path, *target.pod_path[:-1]))
    if options.metadata:
        orders.update(((*path, "metadata"), options.metadata) for path in above)
    pod = target.pod() if options.containers else None
    if pod is not None:
        orders.update((container.path, options.containers) for container in all_containers(pod))
    return orders


def _mappings(target: View) -> Iterator[View]:
    """Every mapping in an object."""
    waiting = [target]
    while waiting:
        view = waiting.pop()
        if isinstance(view.value, dict):
            yield view
            waiting += [inner for _, inner in view.entries()]
        else:
            waiting += view.each()


def _misplaced(mapping: View, order: tuple[str, ...], *, alphabetical: bool) -> Iterator[Hit]:
    """The first key of a mapping that stands behind one which it should stand before."""
    rest = order.index(_REST) if _REST in order else len(order)

    def rank(key: str) -> tuple[int, str]:
        known = key in order and key != _REST
        return (order.index(key), "") if known else (rest, key if alphabetical else "")

    keys = _written(mapping)
    number = next((n for n in range(1, len(keys)) if rank(keys[n]) < rank(keys[n - 1])), None)
    if number is None:
        return
    key = keys[number]
    other = next(before for before in keys if rank(before) > rank(key))
    chosen = ", ".join(order) if rank(other)[0] != rank(key)[0] else "alphabetical"
    yield mapping.hit(
        f"{quoted(key)} stands behind {quoted(other)}: the order is {chosen}",
        key,
        part=Part.KEY,
        help=f"move it up, before {quoted(other)}",
        related=(mapping.related("it should stand before this one", other, part=Part.KEY),),
    )


def _written(mapping: View) -> list[str]:
    """The keys of a mapping in the order of the text, without those that an alias or a merge key brings."""
    return [key for key in mapping.object.document.keys(mapping.path) if key in mapping.value]
