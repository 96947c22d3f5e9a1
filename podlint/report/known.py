"""Reports that podlint has written, known by how they begin: other files are not overwritten for a configuration."""

from __future__ import annotations

import re

from podlint.addresses import PROJECT

_MOST = 8192
_TELLING = 8
"""Bytes that a line has at least that is not the beginning of files of all kinds: `{`."""
_COLOURS = re.compile(rb"\x1b\[[0-9;]*m")
_BEGINNINGS = re.compile(
    rb"|".join(
        (
            rb'\{\s*"version": 1,\s*"kubernetes_versions": \[',
            rb'\{\s*"\$schema": "[^"]*sarif[^"]*",\s*"version": "[^"]*",\s*"runs": \[\s*\{\s*"tool": \{\s*"driver": \{'
            rb'\s*"name": "podlint"',
            rb'\{\s*"source": \{\s*"name": "podlint"',
            rb'\{"rule": "[a-z0-9-]+", "category": "',
            rb'\[\s*(?:\]\s*\Z|\{\s*"type": "issue",\s*"description": ")',
            rb'<\?xml[^>]*>\s*<testsuites name="podlint"',
            rb'<\?xml[^>]*>\s*<checkstyle version="4\.3">\s*</checkstyle>',
            rb'<\?xml[^>]*>\s*<checkstyle version="4\.3">\s*<file [^>]*>\s*<error [^>]*source="podlint\.',
            rb"### podlint\s",
            rb"::(?:error|warning|notice) file=[^\n]*title=podlint ",
            rb"[^\n]*:[0-9]+:[0-9]+: (?:error|warning|note): [^\n]*\[[a-z0-9-]+\]\r?(?:\n|\Z)",
            rb"\Z",
        )
    )
)


def is_report(data: bytes, of_plugin: bytes | None = None) -> bool:
    """Whether the bytes of a file are a report, by their beginning.

    That of the format of a plugin, of which nobody knows more, begins with the line that `of_plugin`, a new one, has.
    """
    first = data.partition(b"\n")[0].strip()
    if of_plugin is not None and len(first) >= _TELLING and not first.startswith(b"<?xml"):
        return first == of_plugin.partition(b"\n")[0].strip()
    if data.startswith(b'{"message": "'):  # a line of rdjsonl, whose source comes last
        return first.endswith(b'"source": {"name": "podlint", "url": "%s"}}' % PROJECT.encode())
    return _BEGINNINGS.match(_COLOURS.sub(b"", data[:_MOST]).lstrip()) is not None
