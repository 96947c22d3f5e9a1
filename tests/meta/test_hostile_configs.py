"""No configuration file, however odd, ends in anything but work or one line with file, line and column."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

from podlint import registry
from podlint.cli.main import main
from podlint.config import load, toml
from podlint.config.select import select
from podlint.errors import ConfigError
from podlint.schema import catalog

if TYPE_CHECKING:
    from collections.abc import Iterator


YAML = """\
required-version: ">=0.0.1,<99"
extend: base.file
select: [ports, env]
extend-select: [unused-volume]
ignore:
  - design
  - rules: [port-conflict]
    kind: Pod
    reason: known
    until: "2999-01-31"
output-format: concise
output-file: report.txt
output: [json=report.json]
fail-on: warning
fail-on-empty: false
baseline: baseline.json
plugins: []
exclude: [vendor/]
gitignore: true
per-file-ignores:
  "old/*": [rbac]
schemas: []
image-facts:
  shop/web: {ports: [8080, 53/udp], moved-by: [--port], user: 7, shell: false, entrypoint: program, serves: proxy}
kubernetes-version: ["1.31", "1.33"]
rules:
  ports: error
  unused-volume: {severity: warn}
  too-many-containers: {maximum: 4}
  required-labels:
    required: [team]
"""
TOML = """\
[project]
name = "sample"

[tool.podlint]
required-version = ">=0.0.1,<99"
extend = "base.file"
select = ["ports", "env"]
output-format = "concise"
output = ["json=report.json"]
fail-on = "warning"
fail-on-empty = false
kubernetes-version = ["1.31", "1.33"]
exclude = ["vendor/"]

[tool.podlint.per-file-ignores]
"old/*" = ["rbac"]

[[tool.podlint.ignore]]
rules = ["port-conflict"]
kind = "Pod"
reason = "known"
until = 2999-01-31

[tool.podlint.rules]
ports = "error"
unused-volume = { severity = "warn" }
too-many-containers.maximum = 4

[tool.podlint.rules.required-labels]
required = ["team"]
"""
ODD_YAML = (
    "null",
    "~",
    "",
    "3",
    "-1",
    "1.5",
    ".inf",
    ".nan",
    "9" * 400,
    "0x" + "f" * 400,
    "true",
    "off",
    "text",
    '""',
    '"\\0"',
    "[]",
    "{}",
    "[null]",
    "[[]]",
    "[{}]",
    "{a: b}",
    "{1: 2}",
    "{null: null}",
    "2026-01-31",
    "!!binary aGk=",
    "!own x",
    "&a [*a]",
    "&a {b: *a}",
    "&a x",
    "*nowhere",
    "[" * 60 + "]" * 60,
    "{a: " * 60 + "x" + "}" * 60,
    "|\n  text\n",
    "é",
    "[a, a]",
    "{<<: {a: b}}",
    "{? [a] : b}",
    "\\",
    "`",
    "@",
    "{{ x }}",
    "[1, x",
    "'",
    "\t",
    "- a",
)
ODD_TOML = (
    "3",
    "-1",
    "1.5",
    "inf",
    "nan",
    "9" * 400,
    "9" * 5000,
    "0x" + "f" * 5000,
    "true",
    '"text"',
    '""',
    '"\\u0000"',
    "[]",
    "{}",
    "[[]]",
    "[{}]",
    "{ a = 1 }",
    "2026-01-31",
    "07:32:00",
    "1979-05-27 07:32:00.5",
    "1979-05-27T00:32:00-07:00",
    "[1979-05-27]",
    "'''\nmany\nlines'''",
    '"""a\\\n b"""',
    "[" * 60 + "]" * 60,
    "{ a = " * 60 + "1" + " }" * 60,
    "text",
    "",
    "[1, 'x',",
    '"',
    "'",
    "2026-13-41",
    "1__0",
    "[ # comment ]\n 'a', # ]\n]",
    "{ a = 1, a = 2 }",
    "\\",
    "é",
)
BYTES = (
    b"",
    b"\n",
    b"---\n---\n",
    b"a: 1\n---\nb: 2\n",
    b"\xff\xfe",
    b"\xff\xfea\x00",
    b"\xef\xbb\xbfselect: [ports]\n",
    b"\x00\x00",
    b"select: caf\xe9\n",
    b"\x89PNG\r\n\x1a\n",
    b"\xed\xa0\x80",
    b"select: [ports]\r\nrules: {}\r\n",
    b"%YAML 9.9\n---\na\n",
    b"- a\n",
    b"text",
    b"3",
    b"null",
    b"~\n",
    b"!!python/object:os.system x\n",
    b"&a\n? *a\n: *a\n",
    b"[" * 5000,
    b"{a: " * 5000,
    b"a: " + b"[" * 3000 + b"]" * 3000,
    b"rules: &r\n  ports: error\n  <<: *r\n",
    b"x: &x [1]\n" + b"y: *x\n" * 50,
    b"a: &a [1, 1]\nb: &b [*a, *a]\nc: &c [*b, *b]\nselect: [*c, *c]\n",
)
TOML_BYTES = (
    b"[tool.podlint]\nselect = 'caf\xe9'\n",
    b"\xef\xbb\xbf[tool.podlint]\nselect = 3\n",
    b"[tool.podlint]\r\nselect = 3\r\n",
    b"[tool.podlint]\nselect = " + b"[" * 5000,
    b"[tool.podlint]\nselect = " + b"[" * 3000 + b"]" * 3000,
    b"[tool]\npodlint = []\n",
    b"tool = 3\n[tool.podlint]\n",
    b"tool.podlint = 3\n",
    b"[[tool.podlint]]\n",
    b"[tool.podlint]\n[tool.podlint]\n",
    b"[tool.podlint",
    b"tool.podlint." + b".".join([b"a"] * 3000) + b" = 1\n",
    b"[tool.podlint]\nselect = 'a\x00b'\n",
    b"[tool.podlint]\n\xff\xfe = 1\n",
    b"[tool.podlint]\nselect = '''",
    b"[tool.podlint.rules]\n'' = 'off'\n",
    b'[tool.podlint]\n"a\\nb" = 1\n',
    b"'tool'.\"podlint\".x = 1\n",
)


@pytest.fixture(scope="module")
def rules() -> registry.Registry:
    return registry.load(plugins=False)


def judge(file: Path, rules: registry.Registry) -> str:
    """Read a configuration and choose rules by it: an empty text where that works, else the words of the error."""
    (file.parent / "base.file").write_text(
        "rules: {too-many-containers: {severity: info, maximum: 3}}\nselect: [env]\n"
    )
    try:
        settings = load.read(file, catalog.versions())
        select(rules.rules, rules.aliases, settings)
    except ConfigError as error:
        assert re.match(rf"(.*/)?{re.escape(file.name)}:[1-9]\d*:[1-9]\d*: \S", str(error)), str(error)
        assert "\n" not in str(error), str(error)
        return str(error)
    return ""


def values(text: str, odd: tuple[str, ...]) -> Iterator[str]:
    """The text with the value of each line, and each word in it, replaced by each odd one, and each key by another."""
    lines = text.splitlines(keepends=True)
    for number, line in enumerate(lines):
        found = [*re.finditer(r"(?<=[:=] ).+(?=\n)|(?<=[\[, ])[\w\"'./*-]+(?=[\],\n])", line)]
        for match in found:
            for other in odd:
                yield "".join(
                    [*lines[:number], line[: match.start()], other, line[match.end() :], *lines[number + 1 :]]
                )
        for other in ("unknwon", "''", '"é"', "1", "on"):
            yield "".join(
                [*lines[:number], re.sub(r"[\w\"*/-]+(?=[:\]]| =)", other, line, count=1), *lines[number + 1 :]]
            )
        yield "".join([*lines[:number], *lines[number + 1 :]])
        yield "".join([*lines[: number + 1], *lines[number:]])


def damaged(text: str, count: int) -> Iterator[str]:
    """The text with pieces cut out, doubled, or put elsewhere: the same ones each time."""
    chance = random.Random(9)
    for _ in range(count):
        one, other = sorted((chance.randrange(len(text)), chance.randrange(len(text))))
        piece = text[one : min(other, one + 40)]
        at = chance.randrange(len(text))
        kind = chance.randrange(4)
        without = text[:one] + text[one + len(piece) :]
        yield (without, text[:at] + piece + text[at:], without[:at] + piece + without[at:], text[:at])[kind]


def test_the_files_themselves_are_fine(tmp_path: Path, rules: registry.Registry) -> None:
    for name, text in ((".podlint.yaml", YAML), ("pyproject.toml", TOML)):
        (tmp_path / name).write_text(text)
        assert judge(tmp_path / name, rules) == ""


@pytest.mark.parametrize(
    ("name", "text", "odd"),
    [(".podlint.yaml", YAML, ODD_YAML), ("pyproject.toml", TOML, ODD_TOML)],
    ids=["yaml", "toml"],
)
def test_odd_values_and_keys(
    tmp_path: Path, rules: registry.Registry, name: str, text: str, odd: tuple[str, ...]
) -> None:
    file = tmp_path / name
    said = set()
    for changed in values(text, odd):
        file.write_text(changed, encoding="utf-8")
        said.add(judge(file, rules).partition(": ")[2])
    assert len(said) > 100


@pytest.mark.parametrize(("name", "text"), [(".podlint.yaml", YAML), ("pyproject.toml", TOML)], ids=["yaml", "toml"])
def test_damaged_texts(tmp_path: Path, rules: registry.Registry, name: str, text: str) -> None:
    file = tmp_path / name
    for changed in damaged(text, 400):
        file.write_text(changed, encoding="utf-8")
        judge(file, rules)


@pytest.mark.parametrize(
    ("name", "data"),
    [*((".podlint.yaml", data) for data in BYTES), *(("pyproject.toml", data) for data in TOML_BYTES)],
    ids=lambda value: repr(value)[:40],
)
def test_odd_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, data: bytes
) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / name).write_bytes(data)
    (tmp_path / "settings.yaml").write_text("apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n")
    monkeypatch.chdir(tmp_path)
    status = main(["settings.yaml"])
    said = capsys.readouterr().err
    assert status == 0 or re.match(rf"podlint: {re.escape(name)}:[1-9]\d*:[1-9]\d*: \S.*\n$", said), said


@pytest.mark.parametrize(
    "key", ["exclude", "extend", "output-file", "output", "baseline", "schemas", "plugins", "path", "glob"]
)
@pytest.mark.parametrize(
    "value",
    ["", "!", "a[", "\0", "json=\0", "json=" + "y" * 5000],
    ids=lambda value: repr(value)[:16],
)
def test_odd_paths_and_globs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], key: str, value: str
) -> None:
    (tmp_path / ".git").mkdir()
    word = json.dumps(value)
    text = f"{key}: [{word}]" if key not in ("output-file", "baseline", "extend") else f"{key}: {word}"
    if key == "path":
        text = f"ignore: [{{rules: [bare-pod], reason: known, path: {word}}}]"
    elif key == "glob":
        text = f"per-file-ignores: {{{word}: [bare-pod]}}"
    (tmp_path / ".podlint.yaml").write_text(text)
    (tmp_path / "pod.yaml").write_text("apiVersion: v1\nkind: Pod\nmetadata: {name: settings}\n")
    monkeypatch.chdir(tmp_path)
    status = main(["."])
    said = capsys.readouterr().err
    assert status in (0, 1, 2)
    assert "fault of podlint" not in said
    assert "Traceback" not in said


def test_everything_in_a_toml_file_has_its_place() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    known = toml.spots(text)
    paths = [*every(tomllib.loads(text), ())]
    assert len(paths) > 100
    for path, value in paths:
        start = known[path][1]
        if isinstance(value, str):
            assert text[start] in "\"'", path
            assert value[:10] in text[start : start + 14], path
        elif isinstance(value, list) and not isinstance((value or [0])[0], dict):
            assert text[start] == "[", path


def every(value: object, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], object]]:
    """All values of a table, by path."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (*path, key), item
        yield from every(item, (*path, key))
