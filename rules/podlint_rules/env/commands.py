"""Commands that are written for a shell where none reads them."""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from functools import lru_cache

from podlint.api import Hit, NamedTuple, Scope, Severity, View, is_unfilled, label, once, quoted, rule
from podlint.api.kubernetes import parse_image, server_image
from podlint_rules._shared.command_lines import Line, Word, command_lines, filled_in, is_shell, script_after
from podlint_rules.env._known import UPPER, entries
from podlint_rules.env._programs import (
    BUILTINS,
    FILES,
    OTHER_SHELLS,
    OWN_OPERATORS,
    OWN_SIGNS,
    PLAIN,
    base,
    program_at,
    starts_arguments,
)
from podlint_rules.env.shell import is_template

_OPERATOR = r"&&|\|\|?|;|&|(?:\d|&)?>{1,2}(?:&\d)?|<|<<-?\w*|\d?>{1,2}(?:&\d|/dev/\w+)|&>{1,2}/dev/\w+"
_VARIABLE = rf"(?<![$\\])\$(?:\{{(?P<braced>{UPPER})\}}|(?P<bare>{UPPER})(?![A-Za-z0-9_]))"
_SUBSTITUTION = r"(?<![$\\])\$\((?:(?=[^()]*\s)[a-z][^()]*|date|hostname|id|nproc|pwd|uname|whoami)\)"
_BACKTICKS = r"`[a-z/][^`]*`"
_OPTION_LINE = r"--[A-Za-z][\w.-]*\s+\S.*|-[a-z][a-z.-]{3,}\s+\S+"
_TAKES_MORE = ("arg", "cmd", "command", "exec", "flag", "opt", "option", "param", "extra", "run")
_EXPANDS = (
    r"\.(sh|bash|py|pl)\Z|(^|[/-])(entrypoint|run|start|init)\Z|"
    r"(^|/)(caddy|consul-template|dockerize|envoy|fluent-bit|fluentd|just|logstash|nginx|npm|otelcol[\w-]*|pebble|promtail|"
    r"supervisord|task|telegraf|traefik|vector|yarn)\Z"
)
_SIGNS = re.compile(r"[\s;|&<>$`*?]")
"""What a word has in it that any of this is said of; most words have none."""
_ASSIGNMENT = r"[A-Za-z_]\w*=\S*"
_GLOB = r"[^-=\s][^=\s*?]*[*?][^=\s]*|[*]\S*"


@rule("command-needs-shell", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("command", "args"))
def command_needs_shell(container: View) -> Iterator[Hit]:
    """Command written for a shell where no shell reads it.

    ## Why is this bad?
    The words of `command` and `args`, of exec probes and of hooks are given to the program as they are. No shell splits
    them at spaces, joins programs by `&&` or `|`, redirects by `>`, or puts in the value of `$HOME`: the program gets
    these signs as arguments, and a whole line in one word is taken for the name of a program, which no image has. The
    container fails when it starts, or does something else than it says.

    The rule is silent on the script of `sh -c`, on programs that know such signs themselves (`awk`, `find`, `jq`), and
    where it is not known what is started.

    ## Example
    ```yaml bad
    command: ["date", "&&", "sleep", "3600"]
    ```

    ## Use instead
    ```yaml good
    command: ["sh", "-c", "date && sleep 3600"]
    ```

    ## References
    - https://kubernetes.io/docs/tasks/inject-data-application/define-command-argument-container/#run-a-command-in-a-shell
    """
    for line in command_lines(container):
        yield from _judged(container, line)


def _own_variable(word: Word) -> str | None:
    """A word that is all `${NAME}`: a tool may fill it in, unless the container defines the variable."""
    value = word.view.value
    return value if isinstance(value, str) and re.fullmatch(_VARIABLE, value) else None


class _Reading(NamedTuple):
    """A line with what is known of it: its texts, and the program that gets them (None if the image's own does)."""

    line: Line
    texts: list[str | None]
    at: int
    program: str | None


def _judged(container: View, line: Line) -> Iterator[Hit]:
    texts = [word.text for word in line.words]
    option = bool(texts[0]) and str(texts[0]).startswith("-")
    if None not in texts and not option and not any(map(_may_tell, texts)):
        return
    plain = _before_shell(line.words)
    if not plain:
        return
    read = _reading(container, line, texts)
    if read is None:
        return
    if read.program is not None:
        found = _no_program(container, read)
        if found is not None:
            yield found
            return
    joined = False
    for index in range(plain):
        text = texts[index] if texts[index] is not None else _own_variable(line.words[index])
        if text is None or index < read.at or (index == read.at and read.program is not None):
            continue
        told = _told(container, read, index, text)
        if told is not None and not (joined and re.fullmatch(_OPERATOR, text)):
            joined = joined or bool(re.fullmatch(_OPERATOR, text))
            yield told


@lru_cache(maxsize=1024)
def _may_tell(text: str) -> bool:
    """Whether there is anything in a word, wherever it stands, that a shell would read and a program would not."""
    return bool(_SIGNS.search(text) or base(text) in BUILTINS or re.fullmatch(_ASSIGNMENT, text))


def _reading(container: View, line: Line, texts: list[str | None]) -> _Reading | None:
    """What starts the line; None where the first word is not known, so that nothing can be said."""
    if line.program or starts_arguments(container):
        at = program_at(texts)
        program = texts[at] if at is not None and at < len(texts) else None
        if at is None or program is None or filled_in(program):
            return None
        return _Reading(line, texts, at, program)
    first = texts[0]
    if first is not None and (base(first) in PLAIN or _is_line_for(container, first)):
        return _Reading(line, texts, 0, first)
    return _Reading(line, texts, -1, None)


def _is_line_for(container: View, first: str) -> bool:
    """Whether the first argument is a command line, where the image's entrypoint runs its arguments as they are."""
    words = first.split()
    image = parse_image(container.text("image") or "")
    if len(words) < 2 or image is None or not image.repository.startswith("library/"):
        return False
    server = server_image(container.text("image") or "")
    programs = server.programs if server is not None else ()
    return base(words[0]) in PLAIN or base(words[0]) in programs or is_shell(words[0])


def _before_shell(words: list[Word]) -> int:
    """How many words no shell reads: those before a shell that is given a script, or is another's."""
    for index, word in enumerate(words):
        if word.text is None:
            continue
        if re.fullmatch(OTHER_SHELLS, word.text):
            return index
        if is_shell(word.text):
            script = script_after(words, index)
            # A shell that runs a file gives it the other words as they are.
            if script is None or script.option is not None or script.first >= len(words):
                return index
    return len(words)


def _no_program(container: View, read: _Reading) -> Hit | None:
    """The hit on a first word that is no program's name."""
    program, word = read.program or "", read.line.words[read.at]
    where = f"{read.line.where} of {label(container)}"
    if is_unfilled(program):
        return None
    if re.fullmatch(r"--?[A-Za-z][\w.-]*(=.*)?", program, re.DOTALL):
        message = f"{quoted(program)} in {where} is an option, and is taken as the name of a program"
        own = read.line.where == "command"
        help = "write the options under args, which go to the image's own program" if own else "put the program first"
        return word.view.hit(message, help=help)
    if re.search(r"\s", program.strip()) and not re.search(r"\\|\.exe\b|^/[^ ]* [A-Z]\w*/", program):
        message = f"{quoted(program)} in {where} is taken as the name of one program: no shell splits it"
        return word.view.hit(message, help=_as_words(program, read))
    if re.search(r"[;|&<>]", program):
        message = f"{quoted(program)} in {where} is taken as the name of a program: no shell reads its signs"
        return word.view.hit(message, help=_by_shell(read))
    if base(program) in BUILTINS and program == base(program):
        message = f"{quoted(program)} in {where} is a word of the shell, and no program: no shell reads it"
        return word.view.hit(message, help=_by_shell(read))
    if re.fullmatch(_ASSIGNMENT, program):
        message = f"{quoted(program)} in {where} is taken as the name of a program: only a shell sets a variable so"
        return word.view.hit(message, help="set it under env, or start the line with the word env")
    return None


def _told(container: View, read: _Reading, index: int, text: str) -> Hit | None:
    """The hit on a further word."""
    if _SIGNS.search(text) is None:
        return None
    word = read.line.words[index]
    name = base(read.program) if read.program is not None else "the image's program"
    where = f"{read.line.where} of {label(container)}"
    if re.fullmatch(_OPERATOR, text):
        if text in OWN_OPERATORS.get(name, ()) or (text == ";" and index == len(read.texts) - 1):
            return None
        message = f"{quoted(text)} in {where} is an argument of {name} here: no shell reads it"
        return word.view.hit(message, help=_by_shell(read))
    if re.fullmatch(r"[^\s;]+;", text) and name != "find" and _begins(read, index + 1):
        message = f"{quoted(text)} in {where} is an argument of {name} here: no shell reads the `;`"
        return word.view.hit(message, help=_by_shell(read))
    if re.fullmatch(_OPTION_LINE, text, re.DOTALL) and _is_line(read, index) and not _splits(container, read):
        message = f"{quoted(text)} in {where} is one argument of {name}: no shell splits it"
        return word.view.hit(message, help=_as_arguments(text))
    if read.program is not None and base(read.program) in FILES and re.fullmatch(_GLOB, text):
        message = f"{quoted(text)} in {where} is taken as the name of one file: no shell replaces its pattern"
        return word.view.hit(message, help=_by_shell(read))
    span = _expansion(container, read, text)
    if span is not None:
        message = f"{quoted(text[slice(*span)])} in {where} stays as written: no shell reads it"
        return word.view.hit(message, within=span, help=_for_expansion(container, read, text[slice(*span)]))
    return None


def _begins(read: _Reading, index: int) -> bool:
    """Whether a word can only be the begin of a further command."""
    text = read.texts[index] if index < len(read.texts) else None
    return text is not None and base(text) in PLAIN | BUILTINS


def _splits(container: View, read: _Reading) -> bool:
    """Whether the program splits options at spaces itself.

    Redis makes lines of its configuration of them; Envoy's parser of options, TCLAP, takes a space for `=`.
    """
    if read.program is not None:
        return base(read.program) in ("redis-server", "valkey-server", "envoy")
    server = server_image(container.text("image") or "")
    return server is not None and server.name in ("redis", "valkey", "envoy")


def _takes_more(option: str) -> bool:
    """Whether an option takes a whole line as its value, as far as its name says."""
    if not re.fullmatch(r"-[\w-]*", option):
        return False
    return len(option) <= 2 or any(word in option for word in _TAKES_MORE)


def _is_line(read: _Reading, index: int) -> bool:
    """Whether an option with a space in it is two words: not the value of another, and not for a script to split."""
    before = read.texts[index - 1] if index > read.at + 1 else ""
    if before is None or _takes_more(before):
        return False
    return read.program is None or not re.search(r"\.(sh|bash|py|pl)\Z|(^|[/-])(entrypoint|run|start)\Z", read.program)


def _expansion(container: View, read: _Reading, text: str) -> tuple[int, int] | None:
    """Where a shell would put in something, and the program surely does not."""
    if "$" not in text and "`" not in text:
        return None
    if read.program is not None and re.fullmatch(OWN_SIGNS, base(read.program)):
        return None
    plain = read.program is not None and base(read.program) in PLAIN
    if plain and (found := re.search(_BACKTICKS, text)):
        return found.span()
    known = _variables(container)
    found = re.search(_SUBSTITUTION, text) if read.program is not None else None
    if found and found[0][2:-1] not in known:
        return found.span()
    if read.line.where.endswith("hook") and (found := re.search(rf"(?<!\$)\$\({UPPER}\)", text)):
        return found.span()
    found = re.search(_VARIABLE, text)
    if found is None:
        return None
    own = known.get(found["braced"] or found["bare"])
    value = own.get("value", default="") if own is not None else None
    if isinstance(value, str) and not filled_in(value):
        return None if found["braced"] and _template(container) else found.span()
    direct = read.program is not None and not re.search(_EXPANDS, read.program)
    return found.span() if found["bare"] and direct and own is None and not _template(container) else None


@once
def _variables(container: View) -> dict[str, View]:
    """The env entries by name; none where not all are known."""
    return dict(entries(container) or ())


@once
def _template(container: View) -> bool:
    return is_template(container)


def _for_expansion(container: View, read: _Reading, written: str) -> str:
    name = written.strip("${}()")
    entry = _variables(container).get(name)
    where = read.line.where
    # In probes only values that stand there are put in, in hooks none.
    if entry is None or where.endswith("hook") or (where.endswith("probe") and entry.text("value") is None):
        return _by_shell(read)
    return f"write $({name}), which the kubelet replaces by the value under env"


def _flow(words: list[str]) -> str:
    return json.dumps(words, ensure_ascii=False)


def _as_words(text: str, read: _Reading) -> str:
    """How to write a line that stands in one word."""
    if "\n" in text.strip() or re.search(r"[|&;<>$`*(]", text):
        return f'run it by a shell: ["sh", "-c", {quoted(text.strip(), 80)}]'
    try:
        words = shlex.split(text)
    except ValueError:
        return "write each word as an item of the list"
    return f"write each word as an item of the list: {_flow(words)}"


def _as_arguments(text: str) -> str:
    if text.startswith("--") and len(text.split()) == 2:
        return f"write {quoted('='.join(text.split()))}, or two items of the list"
    return "write each word as an item of the list"


_SHORT = 20
"""Words of a line that is spelled out in a help."""


def _by_shell(read: _Reading) -> str:
    """How the whole line is run by a shell, spelled out where that is short."""
    words = [text for text in read.texts[:_SHORT] if text is not None]
    line = " ".join(shlex.quote(text) if re.search(r"[\s'\"]", text) else text for text in words)
    if len(words) == len(read.texts) and len(line) <= 80 and read.program is not None and "'" not in line:
        return f"run the line by a shell: {_flow(['sh', '-c', line])}"
    return "run the line by a shell: sh, -c, and the whole line as the third word"
