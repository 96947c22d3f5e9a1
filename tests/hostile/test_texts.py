"""Every run ends with a report: files that end where nobody ends them, and characters that nobody writes."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import pytest

from podlint.yaml.reader import parse
from podlint.yaml.source import Source
from tests.hostile.conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.conftest import Outcome

    Lint = Callable[..., Outcome]

ENDS = (
    *("|", ">", "|2", "|-", ">+9", "- ", "-", "? ", "?", ": ", ":", '"', "'", '"\\', "&a", "&a ", "&", "*", "*a"),
    *(
        "!",
        "!!",
        "!<",
        "!!binary",
        "!!binary |",
        "%",
        "%YAML",
        "---",
        "--- |",
        "--- >",
        "...",
        "<<: ",
        "<<: *a",
        "{",
        "[",
    ),
    *(
        "{a: ",
        "[a, ",
        "#",
        "# podlint",
        "# podlint:",
        "# podlint: ignore[",
        "\t",
        "\0",
        "\ufeff",
        "&a |",
        "!x >",
        "&a !x |",
    ),
)
BEFORE = (
    "",
    "# podlint: ignore[all] why\n",
    "# podlint: off\n",
    "# podlint: ignore-file[all]\n",
    "# podlint: role=patch\n",
)
NAMES = ("a.yaml", "a.json", "kustomization.yaml", "Chart.yaml", ".podlint.yaml")


@pytest.mark.parametrize("before", BEFORE, ids=[text[:24].strip() or "nothing" for text in BEFORE])
def test_files_that_end_behind_a_sign(lint: Lint, before: str) -> None:
    """A comment for podlint asks where scalars end; that is where a file without a line behind a header broke."""
    files: dict[str, str | bytes] = {}
    for number, end in enumerate(ENDS):
        files[f"{number}/a.yaml"] = f"{before}{CLEAN}data:\n  a: {end}"
        files[f"{number}/b.yaml"] = f"{before}{CLEAN}data: # podlint: ignore[unknown-field] why\n  a: {end}"
        files[f"{number}/c.yaml"] = f"{before}{end}"
        files[f"{number}/d.json"] = f'{before}{{"apiVersion": "v1", "kind": {end}'
        files[f"{number}/README.md"] = f"# A\n```yaml\n{before}{CLEAN}data:\n  a: {end}"
        files[f"{number}/k/kustomization.yaml"] = f"{before}resources: [../a.yaml]\npatches:\n  - patch: {end}"
    lint(files)
    lint({}, "--fix", "--unsafe-fixes", "--select=all", ".")
    lint({}, "--add-ignore", "--select=all", ".")


@pytest.mark.parametrize("end", ENDS, ids=repr)
def test_a_configuration_that_ends_behind_a_sign(lint: Lint, end: str) -> None:
    outcome = lint({".podlint.yaml": f"select: {end}", "a.yaml": CLEAN}, "a.yaml")
    assert outcome.status == 0 or outcome.err.startswith("podlint: .podlint.yaml:1:")


ODD = {
    "NUL": "\0",
    "a private character": "\ue000",
    "a noncharacter": "\uffff",
    "an unassigned character": "\U000e0080",
    "a mark in the middle": "\ufeff",
    "NEL": "\x85",
    "a line separator": "\u2028",
    "a carriage return": "\r",
    "DEL": "\x7f",
    "a C1 control": "\x9b",
    "bidirectional": "\u202e",
    "an escaped surrogate": '"\\ud800"',
    "two escaped surrogates": '"\\udc00\\ud800"',
    "an Arabic digit": "\u0663",
    "all private characters": "".join(map(chr, range(0xE000, 0xF900))) + ", nginx:1.27",
    "all colons in brackets": "{image: nginx:1.27, a: b:c}",
}
ENCODINGS = {
    "UTF-8": lambda text: text.encode(),
    "UTF-8 with a mark": lambda text: codecs.BOM_UTF8 + text.encode(),
    "UTF-16": lambda text: codecs.BOM_UTF16_LE + text.encode("utf-16-le"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-be"),
    "half of UTF-16": lambda text: codecs.BOM_UTF16_BE + text.encode("utf-16-be")[:-1],
    "UTF-32": lambda text: text.encode("utf-32"),
    "Latin": lambda text: text.encode("latin-1", "replace") + b"\xff",
    "surrogates in UTF-8": lambda text: text.encode() + b"\xed\xa0\x80",
    "lines that end in CR": lambda text: text.replace("\n", "\r").encode(),
    "lines that end in NEL": lambda text: text.replace("\n", "\x85").encode(),
}


@pytest.mark.parametrize("encode", ENCODINGS.values(), ids=list(ENCODINGS))
def test_odd_characters_in_odd_encodings(lint: Lint, encode: Callable[[str], bytes]) -> None:
    files: dict[str, str | bytes] = {}
    for number, odd in enumerate(ODD.values()):
        text = f"# podlint: ignore[x] {odd[:2]}\n{CLEAN}data: [{odd}, '{odd[:2]}', \"{odd[:2]}\"]\n{odd}: {odd}\n"
        for name in ("a.yaml", "a.json", "kustomization.yaml", "Chart.yaml"):
            files[f"{number}/{name}"] = encode(text)
        files[f"{number}/README.md"] = encode(f"```yaml\n{text}```\n")
    lint(files)
    lint({}, "--fix", "--unsafe-fixes", "--select=all", ".")
    for name in files:
        if name.endswith("a.yaml"):
            lint({".podlint.yaml": files[name]}, "--select=all", name)


def test_a_text_that_holds_every_private_character_is_read_all_the_same() -> None:
    every = "".join(map(chr, range(0xE000, 0xF900)))
    parsed = parse(Source("a.yaml", f"a: {{image: nginx:1.27}}\nb: '{every}'\n"))
    assert parsed.documents[0].document.data == {"a": {"image": "nginx:1.27"}, "b": every}


def test_a_text_that_holds_every_character_is_refused_at_its_place() -> None:
    codes = (*range(0xE000, 0xF900), *range(0xF0000, 0xFFFFE), *range(0x10000, 0x20000))
    every = "".join(map(chr, codes))
    ((_, problem),) = parse(Source("a.yaml", f"a: {{image: nginx:1.27}}\nb: '{every}'\n")).problems
    assert problem.span.start == 16
