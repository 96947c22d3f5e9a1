"""What a podlint plugin may implement. pluggy is used for registration only, once in a process.

A plugin is a package with an entry point of the group `podlint` whose value is a module. The module implements any of
these functions, marked with `hookimpl`. The names of its rules begin with its own name (`acme-...`).
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
    """The rules this plugin adds. Import the modules that hold them inside the function."""
    raise NotImplementedError


@hookspec
def podlint_pod_templates() -> Mapping[str, Path]:
    """Where other kinds keep a pod spec, as `{"group/Kind": path}`.

    Example: `{"argoproj.io/Rollout": ("spec", "template", "spec")}`.
    """
    raise NotImplementedError


@hookspec
def podlint_reporters() -> Mapping[str, str]:
    """Output formats, as `{"name": "package.module:function"}`; the module is imported only when asked for.

    The function takes a `podlint.findings.result.Report` and returns the text to print.
    """
    raise NotImplementedError
