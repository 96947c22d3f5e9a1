"""Text that a program renders before anybody reads it as YAML."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from podlint.yaml.source import Span

if TYPE_CHECKING:
    from podlint.yaml.source import Source

_INSTRUCTION = (
    r"^[ \t]*(\{\{-?\s*(?:(?:if|else|end|range|with|define|block|template|include|toYaml)\b|/\*|\$\w+\s*:?=).*"
    r"|\{%-?\s*(?:if|elif|else|for|set|include|macro|block|extends|end\w+)\b.*)"
)
"""A line of Go's text/template, or of Jinja, that does something and writes no value."""


def template(source: Source) -> Span | None:
    """The first line that is an instruction to a program that renders the file, such as `{{ if .Enabled }}`."""
    if source.text.find("{{", *source.span) < 0 and source.text.find("{%", *source.span) < 0:
        return None
    match = re.compile(_INSTRUCTION, re.MULTILINE).search(source.text, *source.span)
    return Span(*match.span(1)) if match else None
