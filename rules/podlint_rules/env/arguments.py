"""References `$(VAR)` in the command and the arguments of a container."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, did_you_mean, is_placeholder, label, quoted, rule
from podlint.api.kubernetes import references
from podlint_rules._shared.command_lines import SCRIPT_OPTION, is_shell, takes_value
from podlint_rules.env._known import UPPER, entries, from_elsewhere, near

_OTHER = r"(.*/)?(su|runuser|flock|script)"
_POWERSHELL = r"(?i)(.*[/\\])?(powershell|pwsh)(\.exe)?"
_SHELL_IN_TEXT = r"(^|[\s/'\"])(sh|bash|ash|dash|zsh|ksh|eval)\s+(-\S+\s+){0,9}-\w*c\b|(^|[\s;])eval\s"
_SCRIPT = r"\n|&&|\|\||<<|[;|] |\$\(\(?[^()\s]+\s|^\s*(if|while|until|for|exec|export|echo|set)\s"


@rule("args-unresolved-ref", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("$(",))
def args_unresolved_ref(container: View) -> Iterator[Hit]:
    """`$(NAME)` in command or args that nothing defines.

    ## Why is this bad?
    The kubelet replaces `$(NAME)` in `command` and `args` by what env, envFrom and the Services of the namespace
    define; the order of the entries does not matter. Anything else is passed on as it is written, without an error or
    an event: the program gets the text `$(NAME)`. Variables that the image sets are not seen. The rule is silent where
    envFrom may define the name, for the names of Service variables, and in the script of `sh -c`, where `$(...)` is
    the shell's own. `$$(NAME)` is the way to write the text itself.

    ## Example
    ```yaml bad
    args: [--model=$(MODEL_ID)]
    env:
      - name: MODEL
        value: tiny
    ```

    ## Use instead
    ```yaml good
    args: [--model=$(MODEL)]
    env:
      - name: MODEL
        value: tiny
    ```

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#use-environment-variables-to-define-arguments
    """
    words = _words(container) if _refers(container) else None
    known = entries(container)
    if known is None or not words:
        return
    names = dict(known)
    scripts = _scripts([text for _, text in words], given=bool(container.get("command")))
    for index, (word, text) in enumerate(words):
        if index in scripts:
            continue
        for reference in references(text):
            name = reference.name
            if name in names or not re.fullmatch(UPPER, name) or from_elsewhere(container, name):
                continue
            if name == "JOB_COMPLETION_INDEX" and container.object.kind in ("Job", "CronJob"):
                continue  # job-index-unset says more of it
            yield word.hit(
                f"$({name}) in {word.path[-2]} of {label(container)} stays as written: nothing defines {quoted(name)}",
                within=(reference.start, reference.end),
                help=did_you_mean(near(name, names))
                or f"define {name} in env (the image's own is not seen here), or write $$({name}) if the text is meant",
            )


def _refers(container: View) -> bool:
    """Whether any word has a `$(` at all: most containers are done with here."""
    lists = (container.value.get(key) for key in ("command", "args"))
    return any(isinstance(word, str) and "$(" in word for words in lists if isinstance(words, list) for word in words)


def _words(container: View) -> list[tuple[View, str]] | None:
    """Command and arguments in order, empty where one is not understood; None where the whole list is not."""
    words: list[tuple[View, str]] = []
    for key in ("command", "args"):
        found = container.at(key)
        if found is None:
            continue
        if not isinstance(found.value, list):
            return None
        for index in range(len(found.value)):
            word = found.at(index)
            if word is not None:
                words.append((word, word.value if isinstance(word.value, str) else ""))
    return words


def _scripts(words: list[str], *, given: bool) -> set[int]:
    """The indices of words that a shell, not the kubelet, is to expand.

    The script of `sh -c`, wherever the shell stands (`tini -- sh -c`), all that follows PowerShell's `-Command`, and
    whatever reads like a script, since the entry point of an image may be a shell. `given` says that `command` is set.
    """
    if not words:
        return set()
    found = {index for index, word in enumerate(words) if _reads_like_script(word)}
    for at, word in enumerate(words):
        if re.fullmatch(_POWERSHELL, word):
            found |= _after_powershell(words, at)
        elif is_shell(word) or re.fullmatch(_OTHER, word) or _not_known(word):
            found |= _after_shell(words, at, strict=is_shell(word))
    if not given or not words[0] or is_placeholder(words[0]):
        found |= {index for index in _after_shell(words, 0 if given else -1) if re.search(r"\s", words[index])}
    return found


def _not_known(word: str) -> bool:
    """Whether a word is not known: not understood, or all to be filled in."""
    return not word or re.fullmatch(r"\$\{[^{}]*\}|\{\{[^{}]*\}\}", word) is not None


def _reads_like_script(word: str) -> bool:
    return bool(re.search(_SCRIPT, word.strip()) or re.search(_SHELL_IN_TEXT, word))


def _after_powershell(words: list[str], at: int) -> set[int]:
    """All words behind PowerShell's `-Command`."""
    for index in range(at + 1, len(words)):
        if words[index].lower() in ("-c", "-command"):
            return set(range(index + 1, len(words)))
    return set()


def _after_shell(words: list[str], at: int, *, strict: bool = True) -> set[int]:
    """The script behind a shell's `-c`: the first word after it that is no option, nor the value of one.

    Where `strict` does not hold, as for `su USER -c SCRIPT`, other words may come before the `-c`.
    """
    script = skip = False
    for index in range(at + 1, len(words)):
        word = words[index]
        if skip:
            skip = False
        elif _not_known(word):
            script = True
        elif word.startswith(("-", "+")):
            script = script or re.fullmatch(SCRIPT_OPTION, word) is not None
            skip = takes_value(word)
        elif script:
            return {index}
        elif strict:
            break
    return set()
