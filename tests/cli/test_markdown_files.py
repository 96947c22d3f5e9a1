"""YAML in Markdown, from the command line: every block is a text of its own, and what is offered is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

SERVICE = """\
apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports:
    - port: 80
      targetPort: htpp
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: web:1
          ports: [{name: http, containerPort: 8080}]
"""
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: {}\n{}data: {{a: 1}}\n"
SILENT = '  annotations: {podlint.dev/ignore: "wrong-type"}\n'


def block(text: str, margin: str = "", first: str | None = None) -> str:
    lines = ["```yaml", *text.splitlines(), "```"]
    return "".join(f"{margin if i or first is None else first}{line}\n" for i, line in enumerate(lines))


def findings(run: Run, *arguments: str) -> list[tuple[int, str]]:
    """(line, rule) of all findings of the errors and warnings in notes.md."""
    found = run("check", "notes.md", "--output-format=concise", "-q", *arguments)
    assert found.status in (0, 1), found.err
    lines = [line for line in found.out.splitlines() if ": note: " not in line]
    return [(int(line.split(":")[1]), line.rpartition("[")[2].rstrip("]")) for line in lines]


def test_cross_object_rules_see_all_blocks(project: Path, run: Run) -> None:
    (project / "notes.md").write_text(f"# Web\n\n{block(SERVICE)}\nand\n\n{block(DEPLOYMENT, '> ')}")
    found = run("check", "notes.md", "--select=service-target-port", "--output-format=json")
    assert found.status == 1, found.err
    assert "failed on" not in found.err
    assert '"line": 11' in found.out


def test_an_annotation_and_a_comment_silence_their_own_block_only(project: Path, run: Run) -> None:
    texts = [
        block(CONFIG.format("a", SILENT)),
        block(CONFIG.format("b", "")),
        block("# podlint: off[wrong-type]\n" + CONFIG.format("c", "")),
        block("# podlint: ignore-file[wrong-type]\n" + CONFIG.format("d", "")),
        block("# podlint: ignore[wrong-type]\n" + CONFIG.format("e", "")),
        block(CONFIG.format("f", "").replace("1}", "1} # podlint: ignore[wrong-type] why")),
        block(CONFIG.format("g", "") + "---\n" + CONFIG.format("h", SILENT)),
    ]
    text = "\n".join(texts)
    (project / "notes.md").write_text(text)
    lines = text.splitlines()
    silent = [lines[line - 1 - 1].split()[-1] for line, rule in findings(run, "--select=wrong-type")]
    assert silent == ["b", "g"]


def test_blocks_in_lists_and_quotations(project: Path, run: Run) -> None:
    two = CONFIG.format("a", "") + "---\n" + CONFIG.format("b", SILENT)
    text = (
        f"1. so:\n\n{block(two, '   ')}\n   - deeper:\n\n{block(two, '     ')}\n{block(two, '> ')}\n"
        f"> - quoted:\n>\n{block(two, '>   ')}\n{block(two, '> > ')}"
    )
    (project / "notes.md").write_text(text)
    lines = text.splitlines()
    found = findings(run, "--select=wrong-type,yaml-syntax")
    assert [(lines[line - 1].strip(" >"), rule) for line, rule in found] == [("data: {a: 1}", "wrong-type")] * 5


def test_a_block_ends_with_its_quotation_and_not_within_its_content(project: Path, run: Run) -> None:
    inside = (
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  readme: |\n    ```\n    a: [\n    ```\n  b: 1\n"
    )
    (project / "notes.md").write_text(f"> ```yaml\n> a: 1\n\nText.\n\n{block(inside)}")
    assert findings(run, "--select=wrong-type,yaml-syntax") == [(15, "wrong-type")]


def test_a_fence_that_is_never_closed_is_silenced_by_no_annotation(project: Path, run: Run) -> None:
    silent = SILENT.replace("wrong-type", "yaml-syntax")
    (project / "notes.md").write_text(block(CONFIG.format("a", silent)) + "\n```yaml\na: 1\n")
    assert findings(run, "--select=yaml-syntax") == [(10, "yaml-syntax")]


@pytest.mark.parametrize("margin", ["", "  ", "> ", "> > ", ">   "])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("env:\n  - name: A\n    value: 1\n", 'env:\n  - name: A\n    value: "1"\n'),
        ("containers:\n  - name: a\n    iamge: a\n", "containers:\n  - name: a\n    image: a\n"),
        ("ports:\n  - containerPort: '80'\n    name: a\n", "ports:\n  - containerPort: 80\n    name: a\n"),
        (
            '- name: A\n  value: "$(B)"\n# what it is\n- name: B\n  value: b\n',
            '# what it is\n- name: B\n  value: b\n- name: A\n  value: "$(B)"\n',
        ),
        (
            SERVICE.replace("htpp", "8080\n      name: a\n    - port: 81"),
            SERVICE.replace("htpp", "8080\n      name: a\n    - name: tcp-81\n      port: 81"),
        ),
    ],
)
def test_a_fix_in_a_block_is_made(project: Path, run: Run, before: str, after: str, margin: str, end: str) -> None:
    file = project / "notes.md"
    file.write_bytes(f"# Notes\n\n{block(before, margin)}\ntext\n".replace("\n", end).encode())
    found = run("check", "notes.md", "--fix", "--unsafe-fixes")
    assert file.read_bytes().decode() == f"# Notes\n\n{block(after, margin)}\ntext\n".replace("\n", end)
    assert found.err.startswith("Fixed 1 finding. ")
    assert "fixable" not in found.err


BROKEN = DEPLOYMENT.replace("metadata: {name: web}\nspec:", 'meatdata: {name: web}\nspec:\n  replicas: "2"', 1)
FIXED = BROKEN.replace("meatdata", "metadata").replace('"2"', "2")


@pytest.mark.parametrize("end", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize("fence", ["```", "~~~~"])
@pytest.mark.parametrize(
    ("first", "margin"),
    [
        ("- ", "  "),
        ("* ", "  "),
        ("+   ", "    "),
        ("1. ", "   "),
        ("10) ", "    "),
        ("- - ", "    "),
        ("> - ", ">   "),
        ("- > ", "  > "),
        ("> 1. > - ", ">    >   "),
        ("   ", "   "),
        (">> ", ">> "),
        (">", ">"),
        ("-\t", "\t"),
        ("- ", "\t"),
        (">\t", ">\t"),
        ("> -\t", ">\t"),
    ],
)
def test_blocks_are_changed_however_they_are_nested(
    project: Path, run: Run, first: str, margin: str, fence: str, end: str
) -> None:
    def notes(text: str) -> str:
        own = block(text, margin, first).replace("```", fence)
        return f"# Notes\n\n{own}\ntext\n".replace("\n", end)

    file = project / "notes.md"
    file.write_bytes(notes(BROKEN).encode())
    run("check", "notes.md", "--fix")
    assert file.read_bytes().decode() == notes(FIXED)

    file.write_bytes(notes(BROKEN).encode())
    before = notes(BROKEN).split(end)
    assert run("check", "notes.md", "--add-ignore").err.startswith("Suppressed ")
    assert run("check", "notes.md").status == 0
    lines = file.read_bytes().decode().split(end)
    alone = [line for line in lines if line.strip(" \t>").startswith("# podlint:")]
    assert all(line.startswith(margin) for line in alone)
    rest = [line.partition(" # podlint:")[0].rstrip() for line in lines if line not in alone]
    assert rest == [line.rstrip() for line in before]


def test_tabs_within_a_block_are_still_wrong(project: Path, run: Run) -> None:
    text = CONFIG.format("a", "").replace("  name", "\tname")
    for notes in (block(text), f"- so:\n\n{block(text, '  ')}"):
        (project / "notes.md").write_text(notes)
        assert [rule for _, rule in findings(run, "--select=yaml-syntax")] == ["yaml-syntax"]


@pytest.mark.parametrize("line", ["a - ```yaml", "1.```yaml", "-```yaml", "- `code` ```yaml"])
def test_what_begins_no_item_begins_no_block_in_one(project: Path, run: Run, line: str) -> None:
    (project / "notes.md").write_text(f"{line}\n  a: [\n  ```\n")
    assert "(0 documents checked" in run("check", "notes.md").err
