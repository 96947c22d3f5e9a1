"""Projects in memory: an index over the texts of some files, and its members by kind and name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.kubernetes.kinds import POD_SPECS
from podlint.project.facts import Facts, facts_of
from podlint.project.index import Index
from podlint.project.roles import Role
from podlint.project.scopes import Scopes
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.project.index import Member


def index(
    files: dict[str, str],
    scopes: dict[str, str] | None = None,
    *,
    open: str = "",
    patched: str = "",
    moved: str = "",
    added: dict[str, dict[str, str]] | None = None,
    generated: dict[str, str] | None = None,
    whole: bool = True,
) -> Index:
    """The index over files, without kustomizations unless the options tell of them.

    `scopes` are the names of the scopes of each file, `open` and `patched` those of them that are; `moved` the
    files into which kustomizations write a namespace; `added` the labels that kustomizations add to the pods of a
    file, with the values that each may get; `generated` the names of the ConfigMaps that kustomizations generate,
    by the files that these go by.
    """
    facts = [known for name, text in files.items() for known in facts_of(Source(name, text), POD_SPECS, Role.MANIFEST)]
    made = {"apiVersion": "v1", "kind": "ConfigMap"}
    found = Scopes(
        of={file: frozenset(names.split()) for file, names in (scopes or {}).items()},
        open=frozenset(open.split()),
        patched=frozenset(patched.split()),
        moved=frozenset(moved.split()),
        labels={
            file: {key: frozenset(values.split()) for key, values in labels.items()}
            for file, labels in (added or {}).items()
        },
        generated=tuple(
            Facts(file, 0, (), {**made, "metadata": {"name": name}}, generated=True)
            for file, name in (generated or {}).items()
        ),
    )
    return Index(facts, found, whole=whole)


def pick(index: Index, name: str, file: str = "") -> Member:
    """The member that is called `Kind/name`, in a file where several are."""
    kind, _, own = name.partition("/")
    found = [m for m in index.members if (m.kind, m.text("metadata", "name")) == (kind, own)]
    found = [m for m in found if not file or m.known.file == file]
    assert len(found) == 1, f"{len(found)} objects are called {name}"
    return found[0]


def called(members: Any) -> list[str]:
    """`file name` of members, in order of that."""
    return sorted(f"{m.known.file} {m.text('metadata', 'name') or '-'}" for m in members)


def config(name: str, namespace: str | None = None) -> str:
    """A ConfigMap."""
    return f"apiVersion: v1\nkind: ConfigMap\nmetadata: {_metadata(name, namespace)}\n---\n"


def service(name: str, namespace: str | None = None, selector: str = "{app: web}") -> str:
    """A Service."""
    spec = f"{{selector: {selector}, ports: [{{port: 80}}]}}"
    return f"apiVersion: v1\nkind: Service\nmetadata: {_metadata(name, namespace)}\nspec: {spec}\n---\n"


def deployment(name: str, namespace: str | None = None, labels: str = "{app: web}") -> str:
    """A Deployment whose pods have labels."""
    return (
        f"apiVersion: apps/v1\nkind: Deployment\nmetadata: {_metadata(name, namespace)}\n"
        f"spec: {{template: {{metadata: {{labels: {labels}}}, spec: {{containers: [{{name: c, image: i}}]}}}}}}\n---\n"
    )


def _metadata(name: str, namespace: str | None) -> str:
    return f"{{name: {name}}}" if namespace is None else f"{{name: {name}, namespace: {namespace}}}"
