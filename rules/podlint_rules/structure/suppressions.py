"""Suppressions that do nothing: declared here, found by the engine once all other rules have run."""

from __future__ import annotations

from podlint.api import EngineRule, Scope, Severity, rule


@rule(EngineRule.UNUSED_SUPPRESSION, severity=Severity.WARNING, scope=Scope.ENGINE)
def unused_suppression() -> None:
    """Suppression that hides nothing.

    ## Why is this bad?
    What it was written for has been fixed, or it stands in the wrong place. It would hide the next finding of that
    rule, without anybody having decided so. An entry of the configuration is reported too once its `until` has passed.

    ## Example
    ```yaml bad
    name: web
    image: registry.example/web:1.4.2 # podlint: ignore[image-latest] the registry has no tags
    ```

    ## Use instead
    ```yaml good
    name: web
    image: registry.example/web # podlint: ignore[image-latest] the registry has no tags
    ```

    ## Fix safety
    Safe: the comment is removed, or the word that hides nothing.
    """


@rule(EngineRule.UNKNOWN_SUPPRESSION, severity=Severity.WARNING, scope=Scope.ENGINE)
def unknown_suppression() -> None:
    """Suppression of a rule that does not exist, or a comment for podlint that cannot be read.

    ## Why is this bad?
    It suppresses nothing, though whoever wrote it thinks that it does.

    ## Example
    ```yaml bad
    name: web
    image: registry.example/web # podlint: ignore[image-lastest] the registry has no tags
    ```

    ## Use instead
    ```yaml good
    name: web
    image: registry.example/web # podlint: ignore[image-latest] the registry has no tags
    ```

    ## Fix safety
    Safe where the word can be one rule or category only, mistyped: it is corrected. Unsafe where a name is merely near.
    A word that is near to none is left: it may be the rule of a plugin that is not installed here.
    """
