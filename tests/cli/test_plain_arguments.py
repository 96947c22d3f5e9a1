"""Plain arguments are read without argparse, and say what they say to argparse."""

from __future__ import annotations

import random
import subprocess
import sys

import pytest

from podlint.cli import plain
from podlint.cli.arguments import parsed, parser

WORDS = (
    *("a.yaml", "b.yaml", ".", "-", "", "--", "with space", "-1", "--quiet", "-q", "-v", "-qv", "-x", "--no-cache"),
    *(
        "--select",
        "default,image-latest",
        "--select=all",
        "--select=",
        "--fail-on",
        "warn",
        "note",
        "odd",
        "--fail-on=info",
    ),
    *(
        "--jobs",
        "2",
        "x",
        "--jobs=3",
        "--color",
        "never",
        "--color=blue",
        "--output",
        "json=out.json",
        "--outp",
        "json",
    ),
    *(
        "--output-format",
        "sarif",
        "--output-format=json",
        "--quiet=yes",
        "--config",
        "--help",
        "--watch",
        "--reason=-x",
    ),
)


def _by_argparse(words: list[str]) -> dict[str, object] | None:
    try:
        return vars(parser("check").parse_args(words[1:]))
    except SystemExit:
        return None


@pytest.mark.parametrize(
    "words",
    [
        [],
        ["a.yaml"],
        ["a.yaml", "b", "--quiet"],
        ["--isolated", "--no-plugins", "--output-format", "json", "a.yaml"],
        ["--select", "a,b", "--select=c", "--fail-on=warn", "--jobs", "4", "-q", "."],
        ["--output", "sarif=x.sarif", "--output", "full", "--baseline=b.json", "-v", "-"],
        ["-", "--stdin-filename", "pod.yaml"],
    ],
)
def test_what_is_plain_is_read(words: list[str]) -> None:
    given = plain.options(["check", *words])
    assert given is not None
    assert vars(given) == _by_argparse(["check", *words])


@pytest.mark.parametrize(
    "words",
    [
        ["rules"],
        ["--help"],
        ["check", "-h"],
        ["check", "--out", "x"],
        ["check", "--fail-on", "sometimes"],
        ["check", "--jobs", "many"],
        ["check", "--config"],
        ["check", "--quiet=1"],
        ["check", "a", "-q", "b"],
        ["check", "--", "a"],
    ],
)
def test_what_is_not_plain_is_left_to_argparse(words: list[str]) -> None:
    assert plain.options(words) is None


@pytest.mark.parametrize(
    ("words", "field", "paths"),
    [
        (["check", "a", "-q", "b", "c"], "paths", ["a", "b", "c"]),
        (["check", "-q", "a", "--select", "x", "-"], "paths", ["a", "-"]),
        (["baseline", "a", "--add", "b"], "paths", ["a", "b"]),
        (["graph", "a", "--output-format", "dot", "b"], "paths", ["a", "b"]),
        (["list", "svc", "-n", "shop", "a"], "words", ["svc", "a"]),
    ],
)
def test_paths_stand_on_both_sides_of_options(words: list[str], field: str, paths: list[str]) -> None:
    assert getattr(parsed(words), field) == paths


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "a", "--nope", "b"], "podlint check: unknown option --nope"),
        (["build", "a", "--origin", "b"], "podlint build: b: one argument too many"),
        (["check", "a", "-q", "-x"], "podlint check: unknown option -x"),
        (["check", "--slect", "ports", "a"], 'podlint check: unknown option --slect; did you mean "--select"?'),
        (["check", "--slect=ports"], 'podlint check: unknown option --slect; did you mean "--select"?'),
        (["check", "--origin"], "podlint check: unknown option --origin: it is one of `podlint build`"),
        (["rules", "--fail-on=error"], "podlint rules: unknown option --fail-on: it is one of `podlint check`"),
        (["explain"], "podlint explain: the following arguments are required: RULE|FIELD"),
    ],
)
def test_other_words_are_refused(words: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        parsed(words)
    first, usage = capsys.readouterr().err.splitlines()
    assert first == said
    assert usage.startswith(f"Usage: podlint {words[0]} [OPTIONS]")
    assert usage.endswith(f"`podlint {words[0]} --help` lists the options")


def test_whatever_is_read_is_what_argparse_reads(capsys: pytest.CaptureFixture[str]) -> None:
    chance = random.Random(7)
    read = 0
    for _ in range(1500):
        words = ["check", *(chance.choice(WORDS) for _ in range(chance.randrange(6)))]
        given = plain.options(words)
        if given is not None:
            read += 1
            assert vars(given) == _by_argparse(words), words
    assert read > 150
    capsys.readouterr()


def test_argparse_is_not_imported_for_them() -> None:
    script = "import sys\nfrom podlint.cli.main import main\nmain(['check', '-q', '--isolated', '--no-plugins', '-'])\n"
    script += "print('argparse' in sys.modules, 'gettext' in sys.modules)"
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, input="")
    assert result.stdout.splitlines()[-1] == "False False"
