"""Characters that text processors put in the place of those that programs read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from podlint.api import Change, Fix, Hit, Safety, Scope, Severity, View, label, listed, quoted, rule
from podlint_rules._shared.command_lines import Line, command_lines, first_shell

_DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212"
_QUOTES = "\u201c\u201d\u201e\u201f\u2018\u2019\u201a\u201b\u00ab\u00bb"
_SPACES = "\u00a0\u2007\u202f\u2002\u2003\u2009\u200b\u200c\u2060\ufeff"
_PLAIN = {
    **dict.fromkeys(_DASHES, "-"),
    **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
    **dict.fromkeys("\u2018\u2019\u201a\u201b", "'"),
    **dict.fromkeys("\u00a0\u2007\u202f\u2002\u2003\u2009", " "),
    **dict.fromkeys("\u200b\u200c\u2060\ufeff", ""),
}
_OPTION = rf"[{_DASHES}]+-*(?=[A-Za-z])|-[{_DASHES}](?=[A-Za-z])"
_ENCLOSED = rf"[{_QUOTES}].*[{_QUOTES}]"
_ASSIGNED = rf"(?<==)[{_QUOTES}]"
_IN_SCRIPT = rf"(?:(?<=\s)|^)(?:[{_DASHES}]+-*|-[{_DASHES}])(?=[A-Za-z])"
_TYPED = rf"[{_QUOTES}]"


@rule("typographic-character", severity=Severity.WARNING, scope=Scope.CONTAINER, needs=("command", "args", "env"))
def typographic_character(container: View) -> Iterator[Hit]:
    """Typographic dash, quotation mark or space in a command, an argument or a variable.

    ## Why is this bad?
    Text processors, chats and web pages turn `--port` into an en dash, `"` into curly quotation marks, and spaces into
    no-break ones. YAML and the API server take them as letters like any other, and so does the program: it does not
    know the option `–port`, and looks for a program whose name has quotation marks. Names, keys and images with such
    characters are refused or cannot be pulled: other rules tell those.

    Dashes and quotation marks within a sentence are left alone.

    ## Example
    ```yaml bad
    args: ["–port=80"]
    ```

    ## Use instead
    ```yaml good
    args: ["--port=80"]
    ```

    ## Fix safety
    Unsafe: it is not known whether one dash was meant, or two.

    ## References
    - https://yaml.org/spec/1.2.2/#73-flow-scalar-styles
    """  # noqa: RUF002
    if not _suspect(container):
        return
    for line in command_lines(container):
        script = _script_index(line)
        for index, word in enumerate(line.words):
            if word.text is None or word.text.isascii():
                continue
            found = _in_script(word.text) if index == script else _in_word(word.text)
            if found:
                yield _hit(word.view, word.text, found, f"{line.where} of {label(container)}")
    for entry in container.each("env"):
        value = entry.text("value") if isinstance(entry.value, dict) else None
        if value is None or value.isascii() or not (re.fullmatch(_ENCLOSED, value) or value.strip(_SPACES) != value):
            continue
        view = entry.at("value")
        if view is not None and (found := _in_word(value)):
            yield _hit(view, value, found, f"env entry {quoted(entry.text('name') or '')} of {label(container)}")


def _suspect(container: View) -> bool:
    """Whether any word or value has other characters than those of ASCII: hardly any container has."""
    return any(not word.text.isascii() for line in command_lines(container) for word in line.words if word.text) or any(
        isinstance(value := entry.get("value"), str) and not value.isascii() for entry in container.each("env")
    )


def _script_index(line: Line) -> int | None:
    """The index of a shell's script: the first word with a space or a newline behind the shell."""
    shell = first_shell(line.words)
    if shell is None and line.program:
        return None
    begin = -1 if shell is None else shell
    texts = [(index, word.text) for index, word in enumerate(line.words) if index > begin]
    return next((index for index, text in texts if text and re.search(r"[^\S\u00a0]", text.strip())), None)


def _in_word(text: str) -> list[str]:
    """The characters in a word that a program cannot read as they were meant."""
    found = [letter for letter in text if letter in _SPACES]
    option = re.match(_OPTION, text)
    found += option[0].replace("-", "") if option else ""
    apart = re.search(r"\s", text) is None
    at_edge = apart and (text[0] in _QUOTES or text[-1] in _QUOTES)
    if at_edge or re.search(_ASSIGNED, text) or re.fullmatch(_ENCLOSED, text, re.DOTALL):
        found += [letter for letter in text if letter in _QUOTES]
    return list(dict.fromkeys(found))


def _in_script(text: str) -> list[str]:
    """The same for a script, where only what is not quoted, and no comment, counts."""
    bare = re.sub(r"(?m)(?:^|(?<=\s))#.*$|\"(?:[^\"\\]|\\.)*\"|'[^']*'", " ", text)
    if "<<" in bare:
        return []
    letters = [letter for letter in dict.fromkeys(bare) if letter in _SPACES or letter in _QUOTES]
    found = [letter for letter in letters if not _apostrophe(bare, letter)]
    found += [letter for option in re.finditer(_IN_SCRIPT, bare) for letter in option[0] if letter != "-"]
    return list(dict.fromkeys(found))


def _apostrophe(text: str, letter: str) -> bool:
    """Whether a quotation mark only stands within words, as an apostrophe."""
    return letter in "\u2018\u2019" and not re.search(rf"(?<!\w){letter}|{letter}(?!\w)", text)


def _hit(view: View, text: str, found: list[str], where: str) -> Hit:
    kinds = [(letters, what) for letters, what in _KINDS if any(letter in letters for letter in found)]
    codes = listed([f"U+{ord(letter):04X} {unicodedata.name(letter, '').lower()}".strip() for letter in found])
    what = " and ".join(what for _, what in kinds)
    meant = _typed(text, found)
    fix = None
    if "\n" not in text and '"' not in meant and "'" not in meant:
        fix = Fix("write what can be typed", (Change(view.place(), meant),), Safety.UNSAFE)
    short = f"write {quoted(meant)}" if len(text) <= 60 else "type them anew"
    return view.hit(
        f"{quoted(text)} in {where} has {what} ({codes}), which the program takes as letters", help=short, fix=fix
    )


_KINDS = ((_DASHES, "typographic dashes"), (_QUOTES, "typographic quotation marks"), (_SPACES, "no-break spaces"))


def _typed(text: str, found: list[str]) -> str:
    """The text as it was most likely meant: an option with `--`, no quotation marks around the whole."""
    if found and re.fullmatch(rf"[{_QUOTES}]?[^{_QUOTES}]*[{_QUOTES}]?", text, re.DOTALL):
        text = text.strip(_QUOTES)
    option = re.match(rf"([{_DASHES}-]+)(\w*)", text)
    if option and set(option[1]) & set(_DASHES):
        text = ("-" if len(option[2]) == 1 else "--") + text[len(option[1]) :]
    return "".join(_PLAIN[letter] if letter in found and letter in _PLAIN else letter for letter in text)
