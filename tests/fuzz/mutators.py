"""How inputs are made: from what is right, by changes that people, programs and enemies make. All of it is seeded."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from podlint import testing
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from random import Random

RULES = Path(__file__).parents[1] / "rules"
TOKENS = [
    *("{", "}", "[", "]", ",", ":", ": ", "- ", "-", "? ", "#", " #", "&a ", "*a", "<<: *a\n", "!!binary ", "!x "),
    *("|", ">", "|2-\n", ">+\n", "---\n", "...\n", "--- ", "%YAML 1.1\n", "%TAG ! !x\n", "'", '"', "`", "@", "\\"),
    *("\\x41", "\\u0000", "\t", "\r", "\n", "\r\n", "\0", "\x07", "\x85", "\u2028", "\ufeff", "\ufffe", "\u00a0"),
    *("\u202e", "\U0001f600", "\ud7ff", "~", "null", "true", "yes", "on", "0", "-0", "0o17", "017", "0x1F", "1_000"),
    *("1e400", "-1e-400", ".inf", ".nan", "1:30", "9" * 400, "9" * 4400, "2001-01-01", "1.", ".5", "=", "100m"),
    *("1Ki", "1Ei", "1e3", "0.1n", "é", "a" * 300, "${A}", "$(A)", "$$(A)", "{{ .Values.a }}", "{{", "}}", "<%"),
    *("@a@", "# podlint: ignore", "# podlint: role=patch\n", " ", "   "),
]
WORDS = [
    *(None, True, False, 0, 1, -1, 2**31, 2**63, 10**30, 0.5, 1e300, "", " ", "a", "A", "a b", "-", ".", "/", ".."),
    *("*", "$(A)", "1", "true", "null", "65536", "1Gi", "100m", "-1", "1e3", "a/b", "a.b/c", "a" * 64, "a" * 254),
    *("é", "\0", "\n", "a\nb", "* * * * *", "@daily", "61 * * * *", "10.0.0.1", "10.0.0.0/8", "::1", "http://a/b"),
    *("[", "{}", "(", "a,b in (c)", "!a"),
    *([], {}, [None], [[]], [{}], {"a": None}, {"": ""}, {"name": "a"}, {"key": {"key": {}}}, [1, "a", {}], {"1": 1}),
]
"""What stands where something else should."""


@lru_cache(maxsize=1)
def seeds() -> list[str]:
    """Manifests that are right, and some that are wrong: those of the cases of all rules."""
    return [text for case in testing.collect(RULES) for name, text in sorted(case.files.items()) if len(text) < 2500]


@lru_cache(maxsize=1)
def fixable() -> list[str]:
    """Manifests with something to fix."""
    return [text for case in testing.collect(RULES) if case.fixed is not None for text in case.files.values()]


@lru_cache(maxsize=1)
def data() -> list[Any]:
    """The data of the manifests."""
    documents = (one.document.data for text in seeds() for one in parse(Source("seed.yaml", text)).documents)
    return [value for value in documents if isinstance(value, dict)]


def text(rng: Random, before: str, other: str, most: int = 5) -> str:
    """A text after a few changes; `other` is one that parts are taken of."""
    for _ in range(rng.randint(1, most)):
        before = rng.choice(_CHANGES)(rng, before, other)
    return before[:20_000]


def _at(rng: Random, text: str) -> int:
    return rng.randint(0, len(text))


def _slice(rng: Random, text: str) -> tuple[int, int]:
    start = _at(rng, text)
    return start, min(len(text), start + rng.choice((1, 1, 2, 5, 20, 100)))


def _insert(rng: Random, text: str, other: str) -> str:
    at = _at(rng, text)
    return text[:at] + rng.choice(TOKENS) + text[at:]


def _delete(rng: Random, text: str, other: str) -> str:
    start, end = _slice(rng, text)
    return text[:start] + text[end:]


def _repeat(rng: Random, text: str, other: str) -> str:
    start, end = _slice(rng, text)
    return text[:end] + text[start:end] * rng.choice((1, 1, 2, 30)) + text[end:]


def _splice(rng: Random, text: str, other: str) -> str:
    start, end = _slice(rng, other)
    at = _at(rng, text)
    return text[:at] + other[start:end] + text[at:]


def _line(rng: Random, text: str, other: str) -> str:
    """A line moved, doubled, indented otherwise, without its value, or made a comment."""
    lines = text.split("\n")
    at = rng.randrange(len(lines))
    kind = rng.randrange(7)
    line = lines[at]
    if kind == 0:
        lines.insert(rng.randrange(len(lines)), lines.pop(at))
    elif kind == 1:
        lines.insert(at, line)
    elif kind == 2:
        lines[at] = " " * rng.randrange(9) + line.lstrip()
    elif kind == 3:
        lines[at] = line.partition(":")[0] + ":"
    elif kind == 4:
        lines[at] = f"#{line}"
    elif kind == 5:
        lines[at] = f"{line}  # {rng.choice(TOKENS)}"
    else:
        key, sign, value = line.partition(": ")
        lines[at] = key + sign + (rng.choice(("'{}'", '"{}"', "[{}]", "{{a: {}}}", "&x {}", "!!str {}")).format(value))
    return "\n".join(lines)


def _ends(rng: Random, text: str, other: str) -> str:
    """Other line ends, a byte-order mark, no end."""
    kind = rng.randrange(4)
    if kind == 0:
        return text.replace("\n", "\r\n")
    if kind == 1:
        return text.replace("\n", "\r")
    return "\ufeff" + text if kind == 2 else text[: _at(rng, text)]


_CHANGES = [_insert, _insert, _delete, _delete, _repeat, _splice, _line, _line, _line, _ends]


def value(rng: Random, before: Any, depth: int = 0) -> Any:
    """Data in which something, somewhere, is another thing."""
    if depth > 12 or rng.random() < 0.12 or not isinstance(before, dict | list) or not before:
        return rng.choice(WORDS)
    if isinstance(before, list):
        at = rng.randrange(len(before))
        if rng.random() < 0.2:
            return [*before, *before[at:]] if rng.random() < 0.5 else before[:at]
        return [*before[:at], value(rng, before[at], depth + 1), *before[at + 1 :]]
    key = rng.choice(list(before))
    kind = rng.random()
    if kind < 0.08:
        return {name: inner for name, inner in before.items() if name != key}
    if kind < 0.14:
        return {**before, rng.choice(("name", "a", "", "metadata", key.upper(), key[:-1], f"{key}s")): before[key]}
    return {**before, key: value(rng, before[key], depth + 1)}


def dumped(rng: Random, data: Any) -> str:
    """Data as text: JSON, or block style."""
    return json.dumps(data) if rng.random() < 0.3 else _block(data, 0)


def _block(data: Any, width: int) -> str:
    pad = " " * width
    if isinstance(data, dict) and data and width < 60:
        return "".join(f"{pad}{json.dumps(key)}:{_behind(inner, width)}" for key, inner in data.items())
    if isinstance(data, list) and data and width < 60:
        return "".join(f"{pad}-{_behind(inner, width)}" for inner in data)
    return f"{pad}{json.dumps(data)}\n"


def _behind(data: Any, width: int) -> str:
    inner = _block(data, width + 2)
    return f"\n{inner}" if isinstance(data, dict | list) and data and width < 58 else f" {inner.lstrip(' ')}"
