"""Objects that are written twice."""

from __future__ import annotations

from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, quoted, rule
from podlint.api.project import Index, Member, Vicinity

_Key = tuple[str, str, str | None, str]


@rule("duplicate-object", severity=Severity.ERROR, scope=Scope.PROJECT)
def duplicate_object(target: Member, index: Index) -> Iterator[Hit]:
    """Object of the same kind, namespace and name as another one.

    ## Why is this bad?
    `kubectl apply` takes both, one after the other: the second one overwrites the first, and which of them that is
    depends on the order of the files. Kustomize and Helm refuse to build. The rule speaks of objects in one file, and
    of those that one kustomization takes from one folder; in other files and folders, variants of an object are common.

    ## Example
    ```yaml bad file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data: {color: red}
    ---
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data: {color: green}
    ```

    ## Use instead
    ```yaml good file
    apiVersion: v1
    kind: ConfigMap
    metadata: {name: settings}
    data: {color: green}
    ```

    ## References
    - https://kubernetes.io/docs/concepts/overview/working-with-objects/names/
    """
    key = _key(target)
    if key is None or target.known.file.endswith((".md", ".markdown")):
        return
    near = index.namesakes(target)
    table = near.remember("objects by identity", lambda: _by_identity(near))
    first = next((found for place in _places(target) if (found := table[place, key]) is not target), None)
    if first is not None:
        yield target.hit(
            f"{target.kind} {quoted(key[3])} is in the project twice: the later one overwrites the first",
            "metadata",
            "name",
            help="remove one of the two, or give it a name of its own",
            related=(first.related("the first one is here", "metadata", "name"),),
        )


def _key(target: Member) -> _Key | None:
    name = target.text("metadata", "name")
    known = target.complete("metadata", "namespace")
    return (target.group, target.kind, target.namespace, name) if name and known and target.kind else None


def _by_identity(near: Vicinity) -> dict[tuple[object, _Key], Member]:
    """The first object of each identity in each place."""
    table: dict[tuple[object, _Key], Member] = {}
    for member in near.members:
        if (key := _key(member)) is not None and not member.known.generated:
            for place in _places(member):
                table.setdefault((place, key), member)
    return table


def _places(target: Member) -> Iterator[object]:
    """Where all objects are sure to be applied together: in one file, and in a folder for one kustomization."""
    yield target.known.file
    if target.kustomized:
        yield target.known.file.rpartition("/")[0], target.scopes
