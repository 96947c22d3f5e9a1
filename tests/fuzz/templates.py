"""Templates that people break: nothing raises, every place lies in the file, and fixes come to an end."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from fuzz.broken import make as make_broken

if TYPE_CHECKING:
    from collections.abc import Callable
    from random import Random

HERE = Path(__file__).resolve().parents[1] / "templates"
CHARTS = Path(__file__).resolve().parents[3] / "shared" / "charts"
_LONGEST = 9_000
# fmt: off
_PIECES = [
    "{{", "}}", "{{-", "-}}", "{{ end }}", "{{- end }}\n", "{{ else }}", "{{- else if .b }}\n", "{{- if .a }}\n",
    "{{ range .x }}", "{{- with .y }}\n", '{{ define "x" }}', "{{/*", "*/}}", "{{ .Values.a }}", "{{ $x := 1 }}",
    '{{ include "x" . | nindent 4 }}', "{{- toYaml . | nindent 8 }}\n", "{{ toYaml . | indent 2 }}\n", "{%", "%}",
    "{% if x %}\n", "{% endif %}\n", "{% for x in y %}", "{% endfor %}", "{% raw %}", "{#", "#}", "${NAME}\n", "$NAME",
    "`", '"', "'", "|", ">", "|-\n", "\n", "\r\n", "  ", "\t", "- ", "-", ": ", ":", "---\n", "[", "]", "{", "}", ", ",
    "#", " #", "&a ", "*a", "? ", "!!str ", "<<: *a\n", "\ue000", "\u2028", "\ufeff", "\x00", "apiVersion: v1\n",
    "kind: Pod\n",
]
# fmt: on


@lru_cache(maxsize=1)
def seeds() -> list[str]:
    """Templates of our own charts, and of real ones where they are here."""
    found = []
    for file in ("charts.cases", "slips.cases"):
        for part in re.split(r"(?m)^(?:>>>|===) .*\n", (HERE / file).read_text("utf-8")):
            found.append(part)
    real = sorted(CHARTS.rglob("templates/**/*.yaml")) if CHARTS.is_dir() else []
    found += [file.read_text("utf-8") for file in real]
    return [text for text in found if "{{" in text and len(text) < _LONGEST]


def make(rng: Random) -> str:
    """A template with some changes."""
    text = rng.choice(seeds())
    if rng.random() < 0.1:
        text = "---\n".join(make_broken(rng)) + text
    for _ in range(rng.choice((1, 1, 2, 3, 6))):
        text = rng.choice(_CHANGES)(rng, text)
    return text.replace("\n", "\r\n") if rng.random() < 0.05 else text


def _put(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + rng.choice(_PIECES) + text[at:]


def _cut(rng: Random, text: str) -> str:
    at = rng.randrange(len(text) + 1)
    return text[:at] + text[at + rng.choice((1, 1, 2, 5, 30)) :]


def _line(rng: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    at = rng.randrange(len(lines))
    line = lines[at]
    lines[at] = rng.choice(
        (
            "",
            line * 2,
            f" {line}",
            f"  {line}",
            line[1:],
            f"\t{line}",
            line.replace(": ", ":"),
            line.replace("- ", "-"),
            line.replace(":", ""),
            line.rstrip("\n"),
            rng.choice(lines),
        )
    )
    return "".join(lines)


def _glue(rng: Random, text: str) -> str:
    other = rng.choice(seeds())
    return text[: rng.randrange(len(text) + 1)] + other[rng.randrange(len(other) + 1) :]


def _around(rng: Random, text: str) -> str:
    lines = text.splitlines(keepends=True) or [""]
    first = rng.randrange(len(lines))
    last = min(first + rng.randint(1, 8), len(lines))
    opening = rng.choice(("{{- if .a }}\n", "{{- range .a }}\n", "{{- with .a }}\n", "{% if a %}\n", "{{ if .a }}"))
    closing = rng.choice(("{{- end }}\n", "{{ end }}", "{% endif %}\n", "{{- else }}\n", ""))
    return "".join([*lines[:first], opening, *lines[first:last], closing, *lines[last:]])


_CHANGES: tuple[Callable[[Random, str], str], ...] = (_put, _put, _cut, _line, _line, _line, _glue, _around)
