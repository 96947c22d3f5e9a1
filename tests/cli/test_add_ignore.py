"""`--add-ignore`: comments that are seen, that silence, and that change nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.testing import run as lint
from podlint.yaml.source import Source
from podlint.yaml.texts import documents

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

HEAD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n  containers:\n"
DATA = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n"


def adopt(project: Path, run: Run, name: str, text: str, rules: str) -> tuple[str, Outcome]:
    """The text after comments were added for these rules, and how the run ended."""
    (project / name).write_bytes(text.encode())
    found = run("check", name, "--select", f"{rules},unused-suppression,unknown-suppression", "--add-ignore")
    after = (project / name).read_bytes().decode()
    before = [document.data for document in documents(Source(name, text))]
    assert [document.data for document in documents(Source(name, after))] == before
    return after, found


def test_two_findings_of_one_rule_in_a_line_are_named_once(project: Path, run: Run) -> None:
    line = "    - {name: a, image: a:1, ports: [{containerPort: 1, hostPort: 1}, {containerPort: 2, hostPort: 2}]}\n"
    after, found = adopt(project, run, "a.yaml", HEAD + line, "host-port")
    assert after == HEAD + "    # podlint: ignore[host-port]\n" + line
    assert found.status == 0
    assert found.err.startswith("Suppressed 2 findings with comments. ")


def test_a_comment_that_is_there_gets_each_name_once(project: Path, run: Run) -> None:
    env = "[{name: A, value: 1}, {name: B, value: 2}]"
    line = f"    - {{name: a, image: a, env: {env}}} # podlint: ignore[image-latest] why\n"
    after, found = adopt(project, run, "a.yaml", HEAD + line, "image-latest,env-not-string")
    assert after == HEAD + line.replace("image-latest]", "image-latest, env-not-string]")
    assert found.status == 0


@pytest.mark.parametrize(
    ("text", "after"),
    [
        # What looks like a directive in a value is left alone.
        (
            '  a: "# podlint: ignore[x]"\n  b: 1\n',
            '  a: "# podlint: ignore[x]"\n  b: 1  # podlint: ignore[wrong-type]\n',
        ),
        (
            "  b: 1\n  a: |\n    # podlint: ignore[x]\n  c: 1\n",
            "  b: 1  # podlint: ignore[wrong-type]\n  a: |\n    # podlint: ignore[x]\n"
            "  c: 1  # podlint: ignore[wrong-type]\n",
        ),
        ("  b: 1 # counts\n", "  # podlint: ignore[wrong-type]\n  b: 1 # counts\n"),
    ],
)
def test_where_a_comment_goes(project: Path, run: Run, text: str, after: str) -> None:
    made, found = adopt(project, run, "a.yaml", DATA + text, "wrong-type")
    assert made == DATA + after
    assert found.status == 0


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_blocks_of_markdown_get_comments(project: Path, run: Run, end: str) -> None:
    long = f"  {'k' * 70}: 1\n"
    lines = f"```yaml\n{DATA}  b: 1\n{long}```\n".splitlines()
    text = "".join(f"> {line}{end}" for line in lines)
    after, found = adopt(project, run, "a.md", text, "wrong-type")
    expected = text.replace("b: 1", "b: 1  # podlint: ignore[wrong-type]")
    assert after == expected.replace(f"> {long[:9]}", f">   # podlint: ignore[wrong-type]{end}> {long[:9]}")
    assert found.status == 0


@pytest.mark.parametrize(
    ("name", "text", "rule"),
    [
        (
            "a.json",
            '{"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "a"}, "data": {"a": 1}}',
            "wrong-type",
        ),
        ("a.md", "```yaml\na: 1\n", "yaml-syntax"),
    ],
)
def test_where_no_comment_can_stand_it_is_said(project: Path, run: Run, name: str, text: str, rule: str) -> None:
    after, found = adopt(project, run, name, text, rule)
    assert after == text
    assert found.status == 1
    assert f"podlint: {name}: no comment can be written for 1 finding (line 1)\n" in found.err


CONTAINER = """apiVersion: v1
kind: Pod
metadata: {{name: a}}
spec:
  containers:
    - {{name: main, command: [sh, -c, {command}], image: nginx}}
"""
CONFIG = """apiVersion: v1
kind: ConfigMap
metadata: {{name: a}}
data:
{lines}
"""


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        (CONTAINER.format(command='"sleep 1;\n        echo done"'), "image-latest"),
        (CONTAINER.format(command="'sleep 1;\n        echo done'"), "image-latest"),
        (CONTAINER.format(command="sleep 1;\n        echo done"), "image-latest"),
        (CONFIG.format(lines="  app.conf: |\n    # podlint: ignore[bare-pod]\n  other: 1"), "wrong-type"),
        (CONFIG.format(lines="  app.conf: >-\n    # podlint: ignore[bare-pod]\n\n  other: 1"), "wrong-type"),
        (CONFIG.format(lines="  a: b\n   # no comment: c\n  other: 1"), "wrong-type"),
        (CONFIG.format(lines='  a: "b # podlint: ignore[bare-pod]\n    c"\n  other: 1'), "wrong-type"),
        (CONFIG.format(lines="  a: http://x/#podlint:ignore[bare-pod]\n  other: 1"), "wrong-type"),
        (CONFIG.format(lines="  a: 'x'  #podlint: ignore[bare-pod]\n  other: 1"), "wrong-type"),
        (CONFIG.format(lines="  a: [b\n"), "yaml-syntax"),
        (CONFIG.format(lines="  a: |\n    b\n   c: [\n"), "yaml-syntax"),
    ],
)
def test_no_comment_becomes_part_of_a_value(project: Path, run: Run, text: str, rule: str) -> None:
    after, found = adopt(project, run, "a.yaml", text, rule)
    assert ("no comment can be written" in found.err) == (after == text)
    assert (f"# podlint: ignore[{rule}]" in after) == (after != text)


@pytest.mark.parametrize(
    ("comment", "after"),
    [
        ("ignore[wrong-typ] counted", "ignore[wrong-type] counted"),
        ("ignore[wrong-typ, wrong-type]", "ignore[wrong-type]"),
        ("ignore[rule-of-a-plugin]", None),
        ("ignore[host-pot]", None),  # host-port or host-path: who knows
    ],
)
def test_a_misspelt_name_is_corrected(project: Path, run: Run, comment: str, after: str | None) -> None:
    text = f"{DATA}  a: 1 # podlint: {comment}\n"
    (project / "a.yaml").write_text(text)
    run("check", "a.yaml", "--fix", "--select", "unknown-suppression")
    assert (project / "a.yaml").read_text() == (text if after is None else text.replace(comment, after))


def test_a_name_that_is_far_off_has_no_safe_fix() -> None:
    [finding] = lint(f"{DATA}  a: 1 # podlint: ignore[rule-of-a-plugin]\n", rules=("unknown-suppression",))
    assert finding.fix is None


def test_a_reason_is_one_line(project: Path, run: Run) -> None:
    (project / "a.yaml").write_text(f"{DATA}  b: 1\n")
    run("check", "a.yaml", "--select=wrong-type", "--add-ignore", "--reason", "known\nevil: \x1b[31m1")
    assert (project / "a.yaml").read_text() == f"{DATA}  b: 1  # podlint: ignore[wrong-type] known evil: \\x1b[31m1\n"


def test_a_comment_brings_no_tab_into_a_text_that_has_one(project: Path, run: Run) -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n \t# a: ["
    (project / "a.yaml").write_text(text)
    run("check", "a.yaml", "--add-ignore", "--select", "all")
    assert (project / "a.yaml").read_text().count("\t") == 1
