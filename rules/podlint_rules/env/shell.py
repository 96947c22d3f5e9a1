"""A shell's variables where no shell reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Change, Fix, Hit, NamedTuple, Safety, Scope, Severity, View, label, quoted, rule
from podlint_rules.env._known import UPPER, entries
from podlint_rules.env.arguments import _scripts, _words

_VARIABLE = rf"(?<![$\\])\$(?:\{{(?P<braced>{UPPER})(?::?[-=?+][^}}]{{0,200}})?\}}|(?P<bare>{UPPER})(?![A-Za-z0-9_]))"
_HASH = r"\$(1|2[abxy]|5|6|y|apr1|argon2\w+|pbkdf2\S*|scrypt)\$"


class _Use(NamedTuple):
    """A shell's variable in a text that no shell reads, and the names that `$(NAME)` would find there."""

    view: View
    name: str
    start: int
    end: int
    where: str
    known: frozenset[str]
    plain: bool


@rule("env-shell-syntax", severity=Severity.INFO, scope=Scope.CONTAINER, default=False)
def env_shell_syntax(container: View) -> Iterator[Hit]:
    """`${VAR}` or `$VAR` where only `$(VAR)` is replaced.

    ## Why is this bad?
    The values under `env`, and `command` and `args` that start a program directly, are read by no shell. The kubelet
    replaces `$(VAR)` and nothing else: the program gets the text `${VAR}`. Some programs replace it themselves, and so
    do tools that fill in a manifest before it is applied.

    The scripts of `sh -c` are left alone, and so are objects with such placeholders outside of env and arguments,
    which are templates of another tool, unless the container itself defines the variable.

    ## Example
    ```yaml bad
    args: ["--listen=:${PORT}"]
    env:
      - name: PORT
        value: "8080"
    ```

    ## Use instead
    ```yaml good
    args: ["--listen=:$(PORT)"]
    env:
      - name: PORT
        value: "8080"
    ```

    ## Fix safety
    Unsafe: the program may replace the variable itself.

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#use-environment-variables-to-define-arguments
    """
    if not _suspect(container):
        return
    template: bool | None = None
    for use in _uses(container):
        fits = use.name in use.known
        if not fits:
            if template is None:
                template = is_template(container)
            if template:
                continue
        written = use.view.value[use.start : use.end]
        fix = None
        if fits and use.plain:
            place = use.view.place()._replace(within=(use.start, use.end))
            fix = Fix(f"write $({use.name})", (Change(place, f"$({use.name})"),), Safety.UNSAFE)
        yield use.view.hit(
            f"{quoted(written)} in {use.where} of {label(container)} stays as written: no shell reads it",
            within=(use.start, use.end),
            help=f"write $({use.name}), which the kubelet replaces"
            if fits
            else f"the kubelet replaces $({use.name}) where an env entry defines it; or run the program by sh -c",
            fix=fix,
        )


def _suspect(container: View) -> bool:
    """Whether any value or word has a `$` that does not begin `$(`: most containers are done with here."""
    env, command, args = (container.value.get(key) for key in ("env", "command", "args"))
    texts = [item.get("value") for item in env if isinstance(item, dict)] if isinstance(env, list) else []
    for words in (command, args):
        texts += words if isinstance(words, list) else []
    return any(isinstance(text, str) and "$" in text and re.search(_VARIABLE, text) for text in texts)


def _uses(container: View) -> Iterator[_Use]:
    earlier: set[str] = set()
    known = entries(container) or []
    for name, entry in known:
        value = entry.at("value")
        if value is not None:
            yield from _in(value, f"env entry {quoted(name)}", frozenset(earlier))
        earlier.add(name)
    words = _words(container) or []
    scripts = _scripts([text for _, text in words], given=bool(container.get("command")))
    for index, (word, _) in enumerate(words):
        if index not in scripts:
            yield from _in(word, str(word.path[-2]), frozenset(earlier))


def _in(view: View, where: str, known: frozenset[str]) -> Iterator[_Use]:
    text = view.value
    if not isinstance(text, str) or "$" not in text or re.match(_HASH, text):
        return
    for found in re.finditer(_VARIABLE, text):
        name = found["braced"] or found["bare"]
        yield _Use(view, name, *found.span(), where, known, found[0] in (f"${{{name}}}", f"${name}"))


def is_template(container: View) -> bool:
    """Whether other parts of the object have placeholders: then a tool fills in the whole of it."""
    if container.object.variables:
        return True
    return any("${" in text for text in _texts(container.object.value))


def _texts(value: object) -> Iterator[str]:
    """All texts of an object but those that scripts and the values of variables stand in."""
    if isinstance(value, dict):
        for key, item in value.items():
            if key not in ("env", "command", "args", "annotations", "exec"):
                yield from _texts(item)
    elif isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value
