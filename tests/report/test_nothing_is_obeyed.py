"""What files hold is shown, never obeyed: every harmful character, in every place, through all formats and commands.

The terminal, the log of a runner and whoever reads a report take some text for more than text: control characters,
marks of direction, lines that begin with `::`, `##[` anywhere, markup. None of it comes out as it went in.
"""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from podlint.cli.main import main
from podlint.config.keys import FORMATS
from podlint.visible import as_json, at_start, block, in_line, name, path, visible

if TYPE_CHECKING:
    from pathlib import Path

CHARACTERS = [
    *(chr(code) for code in range(0x20) if chr(code) not in "\t\n"),
    *(chr(code) for code in range(0x7F, 0xA0)),
    *"\u061c\u200b\u200e\u200f\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff\ufff9\u3164\u115f",
    "\ud800",
    "\udfff",
    "\U000e0041",
]
COMMANDS = ["::error file=x::owned", "  ::error::owned", "##[error]owned", "##vso[task.x]owned", "##teamcity[x owned]"]
SECTION = "section_start:1:owned\r\x1b[0K"
PAYLOADS = [f"a{character}b" for character in CHARACTERS] + [SECTION]
PAYLOADS += [text for line in COMMANDS for text in (line, f"a\n{line}\n", f"a\r\n{line}\r\n")]
FORBIDDEN = re.compile(f"[{re.escape(''.join(CHARACTERS))}]")
RUN_BY_GITHUB = re.compile(r"^::(?:error|warning|notice) file=[^\n]*,title=podlint [a-z-]+::", re.MULTILINE)


def _quoted(text: str) -> str:
    """A text in YAML that holds nothing harmful itself: the escapes of YAML are those of JSON, and more."""
    return json.dumps(text)


def _manifest(payload: str) -> str:
    """Findings about a value, a key, a name, an image, an annotation, a label and what a patch is for."""
    word = _quoted(payload)
    return f"""\
apiVersion: v1
kind: Pod
metadata:
  name: {word}
  namespace: {word}
  labels: {{{word}: {word}}}
  annotations: {{podlint.dev/ignore: {word}, {word}: x}}
spec:
  {word}: 1
  restartPolicy: {word}
  containers:
    - name: {word}
      image: {word}
      ports: [{{containerPort: {word}, name: {word}}}]
      env: [{{name: {word}, valueFrom: {{secretKeyRef: {{name: {word}, key: {word}, optional: {word}}}}}}}]
      volumeMounts: [{{name: {word}, mountPath: {word}}}, {{name: {word}, mountPath: {word}}}]
  volumes:
    - {{name: {_quoted(payload + "2")}, emptyDir: {{}}, configMap: {{name: {word}}}}}
---
apiVersion: v1
kind: Service
metadata: {{name: {word}}}
spec: {{selector: {{{word}: {word}}}, ports: [{{port: 80, targetPort: {word}, name: {word}}}]}}
---
apiVersion: {word}
kind: {word}
metadata: {{name: {word}}}
"""


def _comments(character: str) -> str:
    return f"a: 1  # podlint: ignore[no{character}such] {character}\n# podlint: {character}\nb: [{character}\n"


def _kustomization(payload: str) -> str:
    word = _quoted(payload)
    return f"""\
resources: [pods.yaml, {word}]
namePrefix: {word}
patches: [{{path: {word}}}, {{target: {{kind: {word}}}, patch: {word}}}]
configMapGenerator: [{{name: {word}, literals: [{word}], files: [{word}]}}]
images: [{{name: {word}, newTag: {word}}}]
{word}: x
"""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project in which every payload stands in every place."""
    home = tmp_path_factory.mktemp("hostile")
    (home / ".git").mkdir()
    for number, payload in enumerate(PAYLOADS):
        folder = home / f"{number}"
        folder.mkdir()
        (folder / "pods.yaml").write_text(_manifest(payload))
        (folder / "kustomization.yaml").write_text(_kustomization(payload))
    for number, character in enumerate((*CHARACTERS, *COMMANDS)):
        folder = home / f"c{number}"
        folder.mkdir()
        (folder / "comments.yaml").write_text(_comments(character), errors="surrogatepass")
        if character != "\0" and "/" not in character:
            called = os.fsencode(folder) + b"/" + f"{character}.yaml".encode("utf-8", "surrogatepass")
            with open(called, "w") as file:  # noqa: PTH123 - its name may be no UTF-8
                file.write("apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {contaners: []}\n")
    return home


def _run(
    arguments: list[str], home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> tuple[str, str]:
    monkeypatch.chdir(home)
    try:
        assert main(arguments) in (0, 1, 2)
    except SystemExit as stop:
        assert stop.code in (0, 1, 2)
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    return out, err


def _shown(text: str) -> None:
    """Nothing in a text is obeyed by anybody; the ends of lines of a diff are those of the file."""
    text = text.replace("\r\n", "\n")
    found = FORBIDDEN.search(text)
    assert found is None, ascii(text[max(found.start() - 80, 0) : found.end() + 40])
    for line in text.splitlines():
        assert not line.lstrip().startswith("::"), line
    assert not re.search(r"##\w*\[", text)
    assert not re.search(r"(?m)^[^\n]*section_start:\d+:\w+\r", text)


@pytest.mark.parametrize("color", ["never", "always"])
@pytest.mark.parametrize("form", FORMATS)
def test_every_character_through_every_format(
    form: str, color: str, hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    if color == "always" and form != "full":
        pytest.skip("only one format has colours")
    arguments = [".", "--select=all", "--output-format", form, "--color", color, "--statistics", "--verbose"]
    out, err = _run(arguments, hostile, monkeypatch, capsys)
    assert "owned" in out
    _shown(err)
    _shown(re.sub(r"\x1b\[[0-9;]*m", "", out) if color == "always" else RUN_BY_GITHUB.sub("", out))
    if color == "always":
        assert set(re.findall(r"\x1b[^m]*m", out)) <= {
            f"\x1b[{n}m" for n in ("0", "1", "2", "1;31", "1;32", "1;33", "1;36")
        }
    if form in ("json", "sarif", "gitlab", "rdjson"):
        json.loads(out)
    if form in ("json-lines", "rdjsonl"):
        assert [json.loads(line) for line in out.splitlines()]
    if form in ("junit", "checkstyle"):
        ElementTree.fromstring(out)


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", ".", "--show-files"],
        ["check", ".", "--diff", "--unsafe-fixes"],
        ["check", ".", "-q", "--timings", "--no-cache"],
        ["check", ".", "--no-inline-ignores", "--fail-on-empty"],
        ["list", "."],
        ["list", ".", "--show-labels"],
        ["graph", "."],
        ["graph", ".", "--output-format=dot"],
        ["baseline", "--baseline=/nowhere/b.json", "."],
    ],
    ids=" ".join,
)
def test_every_character_through_every_command(
    arguments: list[str], hostile: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for text in _run(arguments, hostile, monkeypatch, capsys):
        _shown(text)


def test_every_character_through_what_is_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for payload in PAYLOADS:
        (tmp_path / "pods.yaml").write_text(_manifest(payload))
        word = _quoted(payload)
        kustomizations = (
            _kustomization(payload),
            f"resources: [pods.yaml]\ncommonAnnotations: {{note: {word}}}\nnamespace: {word}\n",
            f"configMapGenerator: [{{name: a, literals: [{_quoted('k=' + payload)}]}}]\n",
        )
        for text in kustomizations:
            (tmp_path / "kustomization.yaml").write_text(text)
            for form in ("yaml", "json"):
                for shown in _run(["build", ".", "--output-format", form], tmp_path, monkeypatch, capsys):
                    _shown(shown)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_every_character_through_the_errors_of_a_configuration(
    payload: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    word = _quoted(payload)
    for text in (
        f"{word}: 1\n",
        f"select: [{word}]\n",
        f"output-format: {word}\n",
        f"output-file: {word}\n",
        f"schemas: [{word}]\n",
        f"baseline: {word}\n",
        f"plugins: [{word}]\n",
        f"exclude: [{word}]\n",
        f"rules: {{{word}: {word}}}\n",
        f"kubernetes-version: {word}\n",
        f"ignore: [{{rules: [{word}], path: {word}, reason: {word}}}]\n",
    ):
        (tmp_path / ".podlint.yaml").write_text(text)
        for shown in _run(["."], tmp_path, monkeypatch, capsys):
            _shown(shown)
    (tmp_path / ".podlint.yaml").unlink()
    (tmp_path / "pyproject.toml").write_text(f"[tool.podlint]\nselect = [{word}]\n", errors="surrogatepass")
    for shown in _run(["."], tmp_path, monkeypatch, capsys):
        _shown(shown)
    for arguments in (["explain", payload], ["list", "-l", payload], [payload], ["build", payload], [f"--{payload}"]):
        if "\0" not in payload:
            _shown(_run(arguments, tmp_path, monkeypatch, capsys)[1])


def test_data_in_json_is_what_it_was() -> None:
    for payload in PAYLOADS:
        if not any("\ud800" <= character <= "\udfff" for character in payload):
            assert json.loads(as_json({payload: [payload]})) == {payload: [payload]}
    assert json.loads(as_json("a\udcffb")) == r"a\xffb"


@pytest.mark.parametrize("show", [visible, in_line, name, path, block, at_start])
def test_what_was_shown_once_stays(show: object) -> None:
    for payload in PAYLOADS:
        assert callable(show)
        once = show(payload)
        assert show(once) == once


def test_ordinary_text_stays_as_it_is() -> None:
    for text in ("größe 中文 👩‍💻 नमस्ते", "C:\\dir", "a::b", "# a [b]", "1 < 2 & 3"):
        for show in (visible, in_line, name, path, block):
            assert show(text) == text


def test_sarif_holds_no_links_of_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    word = _quoted("[see](http://x) [[a](b)](c)")
    (tmp_path / "a.yaml").write_text(f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{word}: 1}}\n")
    out, _ = _run([".", "--output-format=sarif"], tmp_path, monkeypatch, capsys)
    messages = [result["message"]["text"] for result in json.loads(out)["runs"][0]["results"]]
    assert any("see" in text for text in messages)
    for text in messages:
        assert not re.search(r"(?<!\\)\]\((?!\d+\))", text)


def test_markdown_shows_markup(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    word = "a`b`|<img src=x>[l](http://x)![i](y)*b*_c_~d~&lt;#1"
    (tmp_path / "a.yaml").write_text(
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {{{_quoted(word)}: 1}}\n"
    )
    out, _ = _run([".", "--output-format=markdown"], tmp_path, monkeypatch, capsys)
    for raw in ("`b", "|\\<", "<img", "[l", "[i", "*b", "_c", "~d", "&lt;", "#1"):
        assert not re.search(rf"(?<!\\){re.escape(raw)}", out), raw


def test_a_name_with_escapes_is_said_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.yaml").write_text('apiVersion: v1\nkind: Pod\nmetadata: {name: "a\\e[31m"}\nspec: {}\n')
    out, _ = _run([".", "--select=bare-pod", "--output-format=concise"], tmp_path, monkeypatch, capsys)
    assert out.count("[31m") == 1
