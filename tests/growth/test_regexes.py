"""No regular expression of the program goes back over its text: each is given texts made to make it do so.

The texts are made of its own letters and repetitions. A tenth of the expressions is tried in every run, all of them
with `-m exhaustive`.
"""

from __future__ import annotations

import re
from zlib import crc32

import pytest

from tests.growth.regexes import Use, grows, slow, uses

BOUNDED = {
    "podlint.kustomize.guess": "single lines, so that nothing can stand behind the rest of one",
    "podlint.lsp.wire": "lines of at most 8 KiB",
    "podlint.report.known": "the first 8 KiB of a file",
    "podlint.schema.cel.times": "texts of at most 100 characters",
    "podlint.yaml.repair.pasted": "single lines, so that nothing can stand behind the rest of one",
    "podlint.yaml.edits": "texts that end with a line break",
    "podlint_rules._shared.by_hand": "at most 200 characters of a text",
    "podlint_rules.env._known": "names of at most 300 characters",
    "podlint_rules.env.entries": "paths of less than 400 characters",
    "podlint_rules.volumes._sources": "names of less than 1,000 characters",
    "podlint.kubernetes.placeholders": "texts of at most 253 characters",
    "podlint.project.foreign": "names of files, which have at most 255 characters",
    "podlint.project.loose_patches": "names of files, which have at most 255 characters",
    "podlint.schema.custom_formats": "durations of at most 200 characters",
    "podlint.testing": "cases of rules, which their authors write",
}
"""Modules whose expressions take more than linear time, but on short texts only."""
FOUND, _ = uses()


def chosen() -> list[object]:
    # By what they are: which are tried does not change with the lines and the number of others.
    sampled = [crc32(use.pattern.encode("utf-8", "surrogatepass")) % 10 == 0 for use in FOUND]
    return [
        pytest.param(use, id=f"{use.where}-{number}", marks=() if own else pytest.mark.exhaustive)
        for number, (use, own) in enumerate(zip(FOUND, sampled, strict=True))
    ]


@pytest.mark.parametrize("use", chosen())
def test_an_expression_takes_linear_time(use: Use) -> None:
    found = slow(use)
    if found is not None and use.where.partition(":")[0] in BOUNDED:
        text, length, _ = found
        assert length >= 1_000, text
        return
    assert found is None


def test_what_goes_back_is_found() -> None:
    for pattern in (r"\s+$", r"(a+)+b", r"a*a*b", r"(\w*,)*x", r"[^\n]*[^\n]*!"):
        assert slow(Use("here", pattern, 0, "search")) is not None, pattern
    assert slow(Use("here", r"[a-z]+(-[a-z]+)*", 0, "fullmatch")) is None


def test_time_that_doubles_is_no_growth() -> None:
    assert grows(lambda size: re.fullmatch("a*", "a" * size)) is None
