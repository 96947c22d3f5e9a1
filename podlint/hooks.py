"""What a podlint plugin may implement. pluggy is used for registration only, once in a process.

A plugin is a package with an entry point of the group `podlint` whose value is a module. The module implements any of
these functions, marked with `hookimpl`. The names of its rules begin with its own name (`acme-...`). Each function is
called once for a process, before any file is read. What one raises, or gives that is not as said here, ends the run
with status 2, and names the plugin, its file and its line. What a plugin prints goes to standard error.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pluggy

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from podlint.rule import Rule
    from podlint.yaml.place import Path

PROJECT = "podlint"

hookspec = pluggy.HookspecMarker(PROJECT)
hookimpl = pluggy.HookimplMarker(PROJECT)


@hookspec
def podlint_rules() -> Iterable[Rule]:
    """The rules this plugin adds: what the decorator `podlint.api.rule` gives, in a list or another iterable.

    Import the modules that hold them inside the function. Rules that are on by default run at once; `select`, `ignore`
    and `rules` of the configuration take their names, and their category, as those of any other.
    """
    raise NotImplementedError


@hookspec
def podlint_pod_templates() -> Mapping[str, Path]:
    """Where other kinds keep a pod spec, as `{"group/Kind": path}`, whatever the version; of the core group `"Kind"`.

    Example: `{"argoproj.io/Rollout": ("spec", "template", "spec")}`. Rules about pods and containers are called with
    it, and the labels of its pods are those of the mapping that holds the spec, `spec.template.metadata.labels`. What
    stands there is held against no schema but that of the kind, if there is one. A `"*"` in a path stands for each item
    of a list and each value of a mapping: `("spec", "tasks", "*", "template", "spec")`; of such pods the labels are not
    known. What podlint knows of a kind by itself is replaced.
    """
    raise NotImplementedError


@hookspec
def podlint_references() -> Mapping[str, Iterable[tuple[str, Path, str] | tuple[str, Path, str, Mapping[str, str]]]]:
    """What custom resources name and make, as `{"group/Kind": [(words, path, "group/Kind of what is named")]}`.

    Example: `{"example.org/Shop": [("reads", ("spec", "tills", "*", "secretName"), "Secret")]}`. `words` is what the
    reference is called in `podlint graph`; `"makes"` says that the object brings into being what it names. The path
    leads to the name, with `"*"` for each item of a list. Where it ends in `name`, a `kind`, `apiVersion`, `group` and
    `namespace` beside it hold. A fourth part names the field beside the name that holds a key of the ConfigMap or
    Secret, or a port of the Service: `{"key": "key"}`, `{"port": "port.number"}`. They are added to what podlint knows
    of the kind, and the rules about names, keys and ports in custom resources look at them.
    """
    raise NotImplementedError


@hookspec
def podlint_reporters() -> Mapping[str, str]:
    """Output formats, as `{"name": "package.module:function"}`; the module is imported only when asked for.

    The function takes a `podlint.api.Report` and, by the name `color`, whether colours are wanted; it returns the text
    to print, with its last newline. A name of podlint's own formats stays podlint's.
    """
    raise NotImplementedError
