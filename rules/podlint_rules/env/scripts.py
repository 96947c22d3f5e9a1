"""What stands behind the script of `sh -c`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import Hit, Scope, Severity, View, is_unfilled, label, quoted, rule
from podlint_rules._shared.command_lines import Line, Word, command_lines, first_shell, is_shell, script_after
from podlint_rules.env._programs import BUILTINS, PLAIN, base, program_at

_POSITIONAL = r"(?<!\\)\$(?:[0-9@*#]|\{[#!]?[0-9@*#])|\b(?:shift|getopts)\b"


@rule("shell-script-words", severity=Severity.ERROR, scope=Scope.CONTAINER, needs=("command", "args"))
def shell_script_words(container: View) -> Iterator[Hit]:
    """Words behind the script of `sh -c`, which are no part of it.

    ## Why is this bad?
    `sh -c` runs the one word that follows. What comes after it is not run: the script gets it as `$0`, `$1` and so on,
    and hardly any script asks for them. `["sh", "-c", "echo", "hello"]` prints an empty line, and of a list of lines
    only the first is run: a warning. Without `-c` the shell takes the word for the name of a file. With nothing
    behind `-c`, or with a second shell as the script, nothing is run at all. Those are errors.

    The rule is silent where the script uses its arguments (`$1`, `$@`, `shift`), and on one word that only names the
    script for its messages.

    ## Example
    ```yaml bad
    command: ["/bin/sh", "-c", "echo", "hello world"]
    ```

    ## Use instead
    ```yaml good
    command: ["/bin/sh", "-c", "echo hello world"]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#run-a-command-in-a-shell
    """
    for line in command_lines(container):
        shell = first_shell(line.words)
        if shell is not None and _is_started(line, shell):
            yield from _behind_script(container, line, shell)


def _is_started(line: Line, shell: int) -> bool:
    """Whether a shell among the words is what runs: the first of them, or behind wrappers and an image's entrypoint."""
    at = program_at(_texts(line))
    if shell == 0 or at == shell or not line.program:
        return True
    _, entrypoint, rest = (line.words[shell - 1].text or "").rpartition("entrypoint")
    return at == shell - 1 and entrypoint != "" and re.fullmatch(r"[\w.-]*", rest) is not None


def _texts(line: Line) -> list[str | None]:
    return [word.text for word in line.words]


def _behind_script(container: View, line: Line, shell: int) -> Iterator[Hit]:
    found = script_after(line.words, shell)
    if found is None:
        return
    if found.option is None:
        yield from _no_file(container, line, shell, found.first)
        return
    option, name = line.words[found.option], base(line.words[shell].text or "")
    where = f"{line.where} of {label(container)}"
    if found.first >= len(line.words):
        message = f"nothing follows {quoted(option.text or '')} in {where}: {name} has no script to run, and fails"
        yield option.view.hit(message, help="write the script as the next word")
        return
    script, rest = line.words[found.first], line.words[found.first + 1 :]
    if script.text is None or not rest or any(word.text is None for word in rest):
        return
    if is_shell(script.text):
        given = script_after(line.words, found.first)
        if given is not None and given.option is not None:
            message = f"{quoted(script.text)} in {where} is the whole script of {name} -c: what follows it is not run"
            help = f"remove {quoted(script.text)} and the {quoted(line.words[given.option].text or '')} behind it"
            yield script.view.hit(message, help=help)
        return
    if re.search(_POSITIONAL, script.text) or (len(rest) == 1 and _names_script(rest[0].text or "")):
        return
    yield from _superfluous(where, name, script, rest)


def _no_file(container: View, line: Line, shell: int, index: int) -> Iterator[Hit]:
    """A command where a shell without `-c` takes the name of a file."""
    text = line.words[index].text if index < len(line.words) else None
    if text is None or is_unfilled(text) or re.search(r"\.\w{2,4}\Z", text):
        return
    if re.fullmatch(r"[elx]{0,3}c", text) and index + 1 < len(line.words):
        where, name = f"{line.where} of {label(container)}", base(line.words[shell].text or "")
        message = f"{quoted(text)} in {where} is taken as the name of a file that {name} runs"
        yield line.words[index].view.hit(message, help=f"write -{text}")
        return
    if (re.search(r"[^/]\s", text.strip()) and not text.startswith("/")) or text in PLAIN | BUILTINS:
        name = base(line.words[shell].text or "")
        message = (
            f"{quoted(text)} in {line.where} of {label(container)} is taken as the name of a file that {name} runs"
        )
        help = f"put -c before it, and the whole script into one word behind that: {name} -c {quoted(text)}"
        yield line.words[index].view.hit(message, help=help)


def _names_script(text: str) -> bool:
    """Whether a word only stands for `$0`: `_`, `--`, `sh`, the name of a file."""
    return is_shell(text) or re.fullmatch(r"_|-{1,2}|\$0|[\w./-]+\.sh", text) is not None


def _superfluous(where: str, name: str, script: Word, rest: list[Word]) -> Iterator[Hit]:
    word, text = rest[0], script.text or ""
    if re.search(r"\s", text.strip()) and any(re.search(r"\s", (other.text or "").strip()) for other in rest):
        message = (
            f"{quoted(word.text or '')} in {where} is not run: {name} -c takes the one word before it as its script"
        )
        help = "write the lines as one word: a block scalar (|) with a line for each command"
    else:
        message = f"{quoted(word.text or '')} in {where} is no part of the script: {name} -c runs only {quoted(text)}"
        whole = " ".join([text, *(other.text or "" for other in rest)])
        help = f"write the script as one word: {quoted(whole, 80)}"
    yield word.view.hit(message, help=help, severity=Severity.WARNING)
