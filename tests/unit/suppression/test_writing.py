"""Comments that are written for findings: where they go, and where none can."""

from __future__ import annotations

import pytest
from texts_with_comments import finding

from podlint.suppression.writing import applied, silence
from podlint.yaml.source import Source


def silenced(text: str, line: int, words: str = "", *more: str, reason: str = "", name: str = "a.yaml") -> str:
    """A text with comments for findings on words of a line: of image-latest, and of further rules."""
    findings = [finding(text, line, words, rule, name=name) for rule in ("image-latest", *more)]
    return applied(text, silence(Source(name, text), findings, reason).edits)


def changed(text: str, line: int, words: str = "", *more: str, **options: str) -> list[str]:
    """The lines that the comments add or change."""
    before = text.splitlines()
    return [line for line in silenced(text, line, words, *more, **options).splitlines() if line not in before]


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("image: nginx", "image: nginx  # podlint: ignore[image-latest]"),
        ("image: nginx ", "image: nginx  # podlint: ignore[image-latest]"),
        ("image: nginx  ", "image: nginx  # podlint: ignore[image-latest]"),
        ("image: nginx   ", "image: nginx   # podlint: ignore[image-latest]"),
    ],
)
def test_at_the_end_of_the_line_with_two_spaces_before_it(line: str, written: str) -> None:
    assert changed(f"a: 1\n{line}\nb: 2\n", 2) == [written]


def test_with_a_reason() -> None:
    assert changed("image: nginx\n", 1, reason="no tags") == ["image: nginx  # podlint: ignore[image-latest] no tags"]


def test_one_comment_for_all_rules_of_a_line() -> None:
    assert changed("image: nginx\n", 1, "nginx", "b-rule", "a-rule") == [
        "image: nginx  # podlint: ignore[a-rule, b-rule, image-latest]"
    ]
    assert changed("image: nginx\n", 1, "nginx", "image-latest") == ["image: nginx  # podlint: ignore[image-latest]"]


def test_above_where_there_is_no_room() -> None:
    long = "  image: " + "x" * 40
    assert len(f"{long}  # podlint: ignore[image-latest]") == 82
    assert changed(f"a:\n{long}\n", 2) == ["  # podlint: ignore[image-latest]"]
    assert silenced(f"a:\n{long}\n", 2).splitlines()[1:] == ["  # podlint: ignore[image-latest]", long]
    short = long[:-2]
    assert changed(f"a:\n{short}\n", 2) == [f"{short}  # podlint: ignore[image-latest]"]


def test_above_a_line_that_has_a_comment() -> None:
    assert changed("a:\n  image: nginx # the best\n", 2) == ["  # podlint: ignore[image-latest]"]


@pytest.mark.parametrize("value", ["|\n    one\n    two", "'one\n    two'", "one\n    two"])
def test_above_a_value_of_several_lines(value: str) -> None:
    text = f"a: 1\ntext: {value}\n"
    assert silenced(text, 3) == f"a: 1\n# podlint: ignore[image-latest]\ntext: {value}\n"


def test_into_a_comment_that_is_there() -> None:
    assert changed("image: nginx # podlint: ignore[host-port] why\n", 1) == [
        "image: nginx # podlint: ignore[host-port, image-latest] why"
    ]
    assert changed("a: 1\n# podlint: ignore[host-port]\nimage: nginx\n", 3) == [
        "# podlint: ignore[host-port, image-latest]"
    ]


def test_a_rule_stands_once_in_a_comment() -> None:
    assert changed("image: nginx # podlint: ignore[image-latest] why\n", 1, "nginx", "host-port") == [
        "image: nginx # podlint: ignore[image-latest, host-port] why"
    ]


def test_not_into_one_at_the_end_of_the_line_above() -> None:
    text = "a: 1 # podlint: ignore[host-port]\nimage: nginx\n"
    assert changed(text, 2) == ["image: nginx  # podlint: ignore[image-latest]"]


def test_line_breaks_stay_as_they_are() -> None:
    long = "image: " + "x" * 80
    assert silenced(f"a: 1\r\n{long}\r\n", 2) == f"a: 1\r\n# podlint: ignore[image-latest]\r\n{long}\r\n"


def test_json_has_no_comments() -> None:
    text = '{"image": "nginx"}\n'
    found = finding(text, 1, '"nginx"', name="a.json")
    assert silence(Source("a.json", text), [found]) == ([], [found])


def test_a_finding_of_another_file_gets_none() -> None:
    found = finding("image: nginx\n", 1, name="b.yaml")
    assert silence(Source("a.yaml", "image: nginx\n"), [found]) == ([], [found])


def test_every_finding_of_a_file_is_covered_afterwards() -> None:
    text = "one:\n  image: nginx\n  ports: [1, 2]\ntwo:\n  - image: redis # in memory\n  - image: redis\n"
    findings = [finding(text, line, words) for line, words in ((2, "nginx"), (3, "1"), (5, "redis"), (6, "redis"))]
    written = silence(Source("a.yaml", text), findings)
    assert written.left == []
    after = applied(text, written.edits)
    assert after == (
        "one:\n  image: nginx  # podlint: ignore[image-latest]\n  ports: [1, 2]  # podlint: ignore[image-latest]\n"
        "two:\n  # podlint: ignore[image-latest]\n  - image: redis # in memory\n"
        "  - image: redis  # podlint: ignore[image-latest]\n"
    )
