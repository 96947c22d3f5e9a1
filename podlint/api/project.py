"""What a rule about several objects imports besides: the index of a project, and questions that many ask of it.

A rule with `scope=Scope.PROJECT` is a function of a `Member` and the `Index`: it is called once for each object of the
linted files, after all files of the project were read, and reports on that object only. What it may rely on:

- A `Member` is a `KubeObject` of facts: the object's data without its status, texts above 256 characters, schemas of
  custom resources, and values of ConfigMaps and Secrets, whose keys stay. What is not known, a placeholder or a text
  that is left out is in it a text that `text` does not give; a mapping that may hold more has such a key besides.
- Members of files that a kustomization takes are as it builds them, with its namespace, labels, names and patches.
- The index holds the linted files and those around them: the project of the configuration file, else the repository.
  `index.whole` is False where a part of it was not read, because it is too large.
- Objects belong together (`near`, `beside`, `selected_beside`, `together`) where one kustomization takes both, where
  both lie in one folder that none takes, or where both write one namespace that says something. `selected`, `named` and
  `of_kind` look further: what they find elsewhere may silence a finding, and is no reason for one.
- Nothing is missing but where `index.complete(member, (group, kind), ...)` holds: no scope of the object is open (a
  remote base, a chart, a file that is not there or not understood), and one of the kinds occurs beside it. An operator
  (`may_be_made`) or a patch (`may_be_patched`) may still add what is not written.
- Labels of pods are known where `member.labels_known(selector)` says so; else nothing follows from a selector that does
  not match.
- Look-ups are by tables, and the index counts those that are not: a rule that goes through `members` for each object
  makes large projects slow; `index.remember` keeps a table of its own for it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from podlint.project.index import Index, Member

if TYPE_CHECKING:
    from podlint.project import mentions
    from podlint.project.configs import config_keys, of_claim_template
    from podlint.project.given import given
    from podlint.project.linked import Reference as CustomReference
    from podlint.project.linked import custom_references
    from podlint.project.made import KeySource, key_sources
    from podlint.project.nearest import Nearest, stem
    from podlint.project.scale import least_replicas, perhaps_selected_by, scaler, selected_by, selecting
    from podlint.project.source_paths import missing_paths
    from podlint.project.vicinity import Vicinity

__all__ = [
    "CustomReference",
    "Index",
    "KeySource",
    "Member",
    "Nearest",
    "Vicinity",
    "config_keys",
    "custom_references",
    "given",
    "key_sources",
    "least_replicas",
    "mentions",
    "missing_paths",
    "of_claim_template",
    "perhaps_selected_by",
    "scaler",
    "selected_by",
    "selecting",
    "stem",
]

_FROM = {
    "configs": ("config_keys", "of_claim_template"),
    "given": ("given",),
    "linked": ("custom_references",),
    "made": ("KeySource", "key_sources"),
    "nearest": ("Nearest", "stem"),
    "scale": ("least_replicas", "perhaps_selected_by", "scaler", "selected_by", "selecting"),
    "source_paths": ("missing_paths",),
    "vicinity": ("Vicinity",),
}
_MODULES = {name: module for module, names in _FROM.items() for name in names}


def __getattr__(name: str) -> Any:
    """What only some rules need, or only findings, imported when one asks for it."""
    if name == "mentions":
        return import_module("podlint.project.mentions")
    if name == "CustomReference":
        return import_module("podlint.project.linked").Reference
    if name in _MODULES:
        return getattr(import_module(f"podlint.project.{_MODULES[name]}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
