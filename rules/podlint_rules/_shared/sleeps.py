"""How long commands sleep, as far as they say so."""

from __future__ import annotations

import re
from collections.abc import Iterator

from podlint.api import NamedTuple, View
from podlint.api.kubernetes import Starts, facts_of
from podlint_rules._shared.command_lines import Word, command_lines, is_shell, script_in

_LONGEST = 200
"""Characters of a command that may be a sleep with variables."""
_SECONDS = {"": 1, "s": 1, "m": 60, "h": 3600, "d": 86400}
_SLEEP = r"\s*(?:exec\s+)?(?:/\S*/)?sleep((?:\s+[\w.]+)+)\s*(?:\d?>.*|\|\|.*)?"
_BRANCHES = r"\s*(?:if|while|until|for|case|select|function|\w+\s*\(\)|[({!\[])(?:\s|\Z)?|\s*test\s"
_AT_ONCE = re.compile(
    r"\s*(?:echo|printf|set|export|mkdir|cd|date|true|:|umask|ulimit|touch|cp|ln|chmod|chown)(?:\s[^|]*)?|\s*\w+=\S*\s*"
)
"""Commands that take no time and begin no server."""

_FOREVER = re.compile(
    r"(?:\A|[;\n&|])\s{0,9}(?:exec\s{1,9})?(?:(?:/usr/bin/)?tail\s{1,9}-[fF]|"
    r"while\s{1,9}(?:true|:|\[\s{0,9}1\s{0,9}\]|\[{1,2}\s{0,9}true\s{0,9}\]{1,2}|sleep\s{1,9}\d{1,9})\s{0,9}[;\n])"
)
_ENDS_SOMEHOW = re.compile(
    r"(?<!\w)(?:break|exit|return|timeout|kill|pkill|--pid\S*)(?!\w)|&\s*\Z|done\s{0,9}(?:>[^&\n]{0,99})?&|&\s"
)
_LONGEST_SCRIPT = 4_000
_QUOTED = re.compile(r"""'[^']*'|"(?:[^"\\]|\\.)*"|\\.""", re.DOTALL)
_HERE = re.compile(r"""<<-?[ \t]{0,9}(["']?)(\w{1,40})\1(?!<)""")
_ASKS = re.compile(
    r"\s*(?:\w+=\S*\s+)*"
    r"(?:(?:ls|e?grep|pgrep|pidof|which|command|type|curl|wget|nc|stat|cat|cmp|diff)(?:\s|\Z)|\"?\$[{\w])"
)
"""Commands that are asked something where `&&` stands behind them."""


class Sleep(NamedTuple):
    """How long is slept in all, the word and the characters that say so last, and what is run behind it."""

    seconds: float
    word: View
    within: tuple[int, int] | None
    then: str = ""


def own_words(container: View) -> list[Word]:
    """The words that a container starts with: its command, or its arguments.

    These count where they begin with a shell, or the image is known to start them; else there are none.
    """
    for line in command_lines(container):
        if line.where not in ("command", "args"):
            continue
        if line.program or is_shell(line.words[0].text):
            return line.words
        known = facts_of(container)
        if known is not None and known.starts is Starts.ARGUMENTS:
            return line.words
    return []


def slept(words: list[Word], container: View) -> Sleep | None:
    """The sleeps of a command that are surely run; None where it does not surely sleep."""
    if not words or words[0].text is None:
        return None
    if re.fullmatch(r"(.*/)?sleep", words[0].text):
        seconds = _sum([word.text or "" for word in words[1:]])
        return Sleep(seconds, words[-1].view, None) if seconds is not None else None
    script = script_in(words)
    return _in_script(script, container) if script is not None else None


def goes_on(words: list[Word], container: View) -> str | None:
    """What of a command goes on for ever in the foreground, as messages say it; None where it may end."""
    asleep = slept(words, container)
    if asleep is not None and asleep.seconds == float("inf"):
        return "sleep, for ever"
    script = script_in(words)
    text = (script.text or "") if script is not None else " ".join(word.text or "" for word in words)
    if len(text) > _LONGEST_SCRIPT or _ENDS_SOMEHOW.search(text):
        return None
    found = _FOREVER.search(told_only(text))
    if found is None or "exec " in text[found.end() :]:
        return None
    return "tail, which follows its file for ever" if "tail" in found[0] else "a loop without an end"


def slept_first(words: list[Word], container: View) -> Sleep | None:
    """The sleeps of a command before it does anything that takes time; None where it does not surely sleep."""
    whole = slept(words, container)
    script = script_in(words)
    if whole is None or script is None or whole.word is not script.view:
        return whole
    total, last = 0.0, None
    for start, piece, seconds in _pieces(script.text or "", container):
        if seconds is not None:
            total, last = total + seconds, (start, start + len(piece.strip()))
        elif piece.strip() and _AT_ONCE.fullmatch(piece) is None:
            return Sleep(total, script.view, last, piece.strip()) if last is not None else None
    return Sleep(total, script.view, last) if last is not None else None


def _in_script(script: Word, container: View) -> Sleep | None:
    """The sleeps of a script that are surely run, one after the other."""
    total, last = 0.0, None
    for start, piece, seconds in _pieces(script.text or "", container):
        if re.match(_BRANCHES, piece) or (seconds is None and re.match(r"\s*(?:exit|exec|return)(?:\s|\Z)", piece)):
            break
        if seconds is not None:
            total, last = total + seconds, (start, start + len(piece.strip()))
    return Sleep(total, script.view, last) if last is not None else None


def told_only(text: str) -> str:
    """A script in which texts that are written, not run, are blanked: commands in quotes, what is in `<<EOF`."""
    if "<<" in text:
        text = _without_documents(text)
    return _QUOTED.sub(_blanked, text) if "'" in text or '"' in text else text


def _blanked(found: re.Match[str]) -> str:
    inner = found[0]
    return "_" * len(inner) if re.search(r"[;\n&]", inner) else inner


def _without_documents(text: str) -> str:
    lines = text.split("\n")
    end = ""
    for number, line in enumerate(lines):
        if end:
            end = "" if line.strip() == end else end
            lines[number] = "#" * len(line)
            continue
        found = _HERE.search(line)
        end = found[2] if found is not None else ""
    return "\n".join(lines)


def _pieces(text: str, container: View) -> Iterator[tuple[int, str, float | None]]:
    """The commands of a script, where each begins, and the seconds of those that only sleep."""
    values = _values(container) if "$" in text else {}
    text, before = told_only(text), ""
    for part in re.finditer(r"[^;\n&]+(?:&(?!&)[^;\n&]*)*", text):
        piece = re.sub(r"(^|\s)#.*", "", part[0])
        start = part.start() + len(piece) - len(piece.lstrip())
        beside = piece.rstrip().endswith("&") or "| " in piece.replace("||", "")
        asked = _ASKS.match(before) is not None and text[: part.start()].endswith("&&")
        found = None if beside or asked else re.fullmatch(_SLEEP, _filled(piece, values))
        before = piece
        yield start, piece, _sum(found[1].split()) if found else None


def _values(container: View) -> dict[str, str]:
    """The values that stand under env."""
    pairs = (
        (entry.text("name"), entry.text("value")) for entry in container.each("env") if isinstance(entry.value, dict)
    )
    return {name: value for name, value in pairs if name and value}


def _filled(piece: str, values: dict[str, str]) -> str:
    """A command with the values of env entries in the place of their variables."""
    if not values or len(piece) > _LONGEST:
        return piece
    return re.sub(r'"?\$(?:\{(\w+)\}|(\w+))"?', lambda found: values.get(found[1] or found[2]) or found[0], piece)


def _sum(words: list[str]) -> float | None:
    """The seconds that `sleep` takes its arguments for; None where one is none."""
    total = 0.0
    for word in words:
        found = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?|inf|infinity)([smhd]?)", word)
        if found is None:
            return None
        total += float(found[1]) * _SECONDS[found[2]]
    return total if words else None
