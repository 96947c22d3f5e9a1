"""What people type without reading, and what they are told: the next thing to type."""

from __future__ import annotations

import subprocess
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, CLEAN

import podlint
from podlint.cli import habits
from podlint.cli.arguments import parser
from podlint.cli.options import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

ONE_LINE = 'broken.yaml:3:1: error: unknown field "meatdata" in Pod [*] [unknown-field]\n'


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(
    "words",
    [
        "broken.yaml -o concise --ignore bare-pod",
        "-o concise --ignore=bare-pod broken.yaml",
        "check --format concise broken.yaml --ignore bare-pod -v",
        "broken.yaml --format=concise --ignore bare-pod -q",
        "--ignore bare-pod broken.yaml -oconcise",
        ". -o concise --ignore bare-pod",
        "--ignore bare-pod -o concise",
        "check --ignore bare-pod --output concise",
        "-qv -o concise broken.yaml --ignore bare-pod ./broken.yaml",
        "-q check -o concise broken.yaml --ignore bare-pod",
        "-o concise --ignore=bare-pod check broken.yaml",
    ],
)
def test_options_stand_before_between_and_behind_paths(run: Run, words: str) -> None:
    assert run(*words.split())[:2] == (1, ONE_LINE)


@pytest.mark.parametrize(
    "words",
    ["version", "--version", "-V", "help version", "check --version", "explain --version", "list -V", "version check"],
)
def test_the_version_wherever_it_is_asked_for(run: Run, project: Path, words: str) -> None:
    found = run(*words.split())
    if words == "help version":
        assert found == (2, "", "podlint: version is no command; did you mean `podlint --version`?\n")
    else:
        assert found == (0, f"podlint {podlint.__version__}\n", "")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("chekc .", "podlint: chekc: no such file or folder; did you mean the command check?"),
        ("lint .", "podlint: lint: no such file or folder; did you mean the command check?"),
        ("get pods", "podlint: get: no such file or folder; did you mean the command list?"),
        ("fly", "podlint: fly: no such file or folder"),
        ("nosuch.yaml", "podlint: nosuch.yaml: no such file or folder"),
        ("check help", "podlint: help: no such file or folder; did you mean `podlint --help`?"),
        ("check version", "podlint: version: no such file or folder; did you mean `podlint --version`?"),
        ("help chekc", "podlint: chekc is no command; did you mean the command check?"),
        ("help fly", "podlint: fly is no command; `podlint help` lists them"),
        ("*.yaml", "podlint: *.yaml: no such file or folder; shells put names in place of patterns, podlint takes a "
         "folder and looks at all in it"),
    ],
)  # fmt: skip
def test_words_that_are_no_commands(run: Run, project: Path, words: str, told: str) -> None:
    assert run(*words.split()) == (2, "", f"{told}\n")


def test_a_command_behind_options_is_one_but_for_values_and_paths(run: Run, project: Path, broken: Path) -> None:
    assert run("--no-plugins", "rules", "ports").out.startswith("ports:\n")
    assert run("-h", "rules").out == run("rules", "--help").out
    assert run("-q", "--output-file", "list", "broken.yaml").status == 1
    assert (project / "list").exists()
    assert run("-v", "list").err.startswith("Found ")
    assert run("--help").out.startswith("Lint Kubernetes manifests")


def test_an_empty_word_is_named(run: Run, project: Path) -> None:
    assert run("") == (2, "", 'podlint: "": an empty word is no path\n')


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--slect ports .", 'podlint check: unknown option --slect; did you mean "--select"?'),
        (". --no-color", 'podlint check: unknown option --no-color; did you mean "--color never"?'),
        (". --json", 'podlint check: unknown option --json; did you mean "-o json"?'),
        (". --dry-run", 'podlint check: unknown option --dry-run; did you mean "--diff"?'),
        (". --exclude=a", "podlint check: unknown option --exclude; did you mean `exclude` in the configuration?"),
        (". -f json", 'podlint check: unknown option -f; did you mean "-o"?'),
        ("-R .", "podlint check: unknown option -R; did you mean a folder: all that lies in it is checked?"),
        ("list --slect", 'podlint list: unknown option --slect; did you mean "--selector"?'),
        ("rules --fix", "podlint rules: unknown option --fix: it is one of `podlint check`"),
        ("-o", "podlint check: --output-format needs a value"),
        ("--fail-on fatal", 'podlint check: --fail-on: unknown value "fatal"; there are error, warning, info, never'),
        ("--fail-on errors", 'podlint check: --fail-on: unknown value "errors"; did you mean "error"?'),
        ("--color pod.yaml", 'podlint check: --color: unknown value "pod.yaml"; there are auto, always, never'),
        ("rules -o yaml", 'podlint rules: --output-format: unknown value "yaml"; there are full, json'),
        ("--jobs many", 'podlint check: --jobs takes a whole number, not "many"'),
        ("--quiet=yes", "podlint check: -q takes no value"),
        ("completion", "podlint completion: the following arguments are required: shell"),
        ("explain a b", "podlint explain: b: one argument too many"),
    ],
)
def test_options_that_are_none(run: Run, project: Path, words: str, told: str) -> None:
    found = run(*words.split())
    assert found.status == 2
    assert found.out == ""
    first, second = found.err.splitlines()
    assert first == told
    command = told.split()[1].rstrip(":")
    assert second.startswith(f"Usage: podlint {command} [OPTIONS]")


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("--output-format=", "--output-format takes the name of a format"),
        ("--reason why", "--reason goes with --add-ignore"),
        ("--unsafe-fixes", "--unsafe-fixes goes with --fix or --diff"),
        ("--changed-lines", "--changed-lines goes with --since"),
        ("-o yaml", 'unknown output format "yaml"; there are full, concise, json'),
        ("--kubernetes-version 1.99", 'unknown Kubernetes version "1.99"; podlint has schemas for 1.25 to 1.37'),
        ("--select prots", 'unknown rule or category "prots"; did you mean "ports"?'),
        ("--config nosuch.yaml", "nosuch.yaml: cannot be read: No such file or directory"),
    ],
)
def test_values_that_are_none(run: Run, project: Path, clean: Path, words: str, told: str) -> None:
    found = run(*words.split())
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith(f"podlint: {told}")


def test_habits_of_other_tools_are_none_of_ours_and_lead_to_what_is() -> None:
    known = parser("check")
    for name, meant in habits._OPTIONS.items():
        assert name not in known._option_string_actions, name
        if meant.startswith("-"):
            assert meant.split()[0] in known._option_string_actions, name
    for name, command in habits._COMMANDS.items():
        assert name not in COMMANDS
        assert command in COMMANDS


def test_help_fits_the_width(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "64")
    for words in (["help"], ["check", "--help"], ["baseline", "--help"], ["list", "--help"]):
        lines = run(*words).out.partition("Examples:")[0].splitlines()
        assert max(map(len, lines)) <= 64, words
    monkeypatch.setenv("COLUMNS", "200")
    assert any(len(line) > 80 for line in run("help").out.splitlines())


@pytest.mark.parametrize(
    ("configuration", "text", "line"),
    [
        (".podlint.yaml", "", "`baseline: .podlint-baseline.json` into .podlint.yaml "),
        (".podlint.yaml", "fail-on: error\n", "`baseline: .podlint-baseline.json` into .podlint.yaml "),
        (
            "pyproject.toml",
            "[tool.podlint]\n",
            '`baseline = ".podlint-baseline.json"` into [tool.podlint] of pyproject',
        ),
    ],
)
@pytest.mark.usefixtures("broken")
def test_baseline_says_how_the_next_run_takes_it_up(
    run: Run, project: Path, configuration: str, text: str, line: str
) -> None:
    if text:
        (project / configuration).write_text(text)
    for _ in range(2):
        assert f"to leave them out, write {line}" in run("baseline").err
    if configuration == ".podlint.yaml":
        (project / configuration).write_text(f"{text}baseline: .podlint-baseline.json\n")
        assert "to leave them out" not in run("baseline").err
        assert run(".").status == 0


def test_the_line_for_a_baseline_is_right_where_the_configuration_lies_above(
    run: Run, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / ".podlint.yaml").write_text("")
    (project / "deploy").mkdir()
    (project / "deploy" / "pod.yaml").write_text(BROKEN)
    monkeypatch.chdir(project / "deploy")
    assert "`baseline: deploy/.podlint-baseline.json` into " in run("baseline").err


def test_prune_takes_out_what_is_fixed_and_says_nothing_of_what_is_new(run: Run, project: Path, broken: Path) -> None:
    run("baseline", "--ignore", "bare-pod")
    broken.write_text(BROKEN.replace("meatdata", "metadata").replace("image:", "iamge:"))
    found = run("baseline", "--prune", "--ignore", "bare-pod")
    assert found.status == 0
    assert "(0 added, 1 removed)" in found.err
    assert "not in it" not in found.err
    assert run("baseline", "--prune", "--add").status == 2
    (project / ".podlint-baseline.json").unlink()
    assert "there is no baseline yet to prune" in run("baseline", "--prune").err


def test_what_is_no_baseline_is_named_as_it_was(run: Run, project: Path, clean: Path) -> None:
    (project / "known.json").write_text("no\n")
    (project / ".podlint.yaml").write_text("baseline: known.json\n")
    assert run(".").err == "podlint: known.json:1:1: this is no baseline: Expecting value\n"


@pytest.mark.parametrize(
    ("files", "configuration", "told"),
    [
        ({"a/pod.yaml": CLEAN}, "exclude: [a/]\n", "only 1 path excluded; --show-files names it"),
        ({"a/x.md": "# hi\n"}, "", "only 1 Markdown file, which is read where it is named; --show-files names it"),
        (
            {"a/x.md": "# hi\n", "a/y.md": "# hi\n"},
            "",
            "only 2 Markdown files, which are read where they are named; --show-files names them",
        ),
    ],
)
def test_a_folder_with_nothing_to_check_says_what_is_in_it(
    run: Run, project: Path, files: dict[str, str], configuration: str, told: str
) -> None:
    (project / ".podlint.yaml").write_text(configuration)
    for name, text in files.items():
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text(text)
    assert run("a").err.endswith(f"podlint: no Kubernetes manifest found: {told}\n")
    shown = run("a", "--show-files")
    assert shown.out.startswith("left out ")
    assert shown.err.endswith(f"podlint: no Kubernetes manifest found: {told.partition(';')[0]}\n")


def test_since_and_changed_lines(run: Run, project: Path) -> None:
    def git(*words: str) -> None:
        who = ("-c", "user.name=a", "-c", "user.email=a@example.org")
        subprocess.run(["git", *who, *words], cwd=project, check=True, capture_output=True)

    (project / ".git").rmdir()
    git("init", "-q")
    (project / "old.yaml").write_text(BROKEN)
    (project / "new.yaml").write_text(BROKEN)
    git("add", ".")
    git("commit", "-qm", "first")
    (project / "new.yaml").write_text(BROKEN.replace("image:", "iamge:"))
    git("commit", "-qam", "second")
    found = run("--since", "HEAD~1", "--changed-lines", "-o", "concise")
    assert found.out == 'new.yaml:8:7: error: unknown field "iamge" in spec.containers[0] of Pod [*] [unknown-field]\n'
    assert "old.yaml" not in run("--since=HEAD~1", "-o", "concise").out
    assert run("--since", "nosuch").err == "podlint: --since nosuch: Git knows no such revision\n"


@pytest.mark.parametrize(
    ("configuration", "told"),
    [
        ("slect: [ports]", '1:1: unknown key "slect"; did you mean "select"?'),
        ("extends: a.yaml", '1:1: unknown key "extends"; did you mean "extend"?'),
        ("required_version: '1'", '1:1: unknown key "required_version"; did you mean "required-version"?'),
        ("select: 5", "1:9: select must be a list of strings"),
        ("select: [prots]", '1:10: unknown rule or category "prots"; did you mean "ports"?'),
        ("select: [zzz]", '1:10: unknown rule or category "zzz"; `podlint rules` lists the rules'),
        ("fail-on: err", '1:10: fail-on must be one of info, warning, error, never; did you mean "error"?'),
        ("rules: {port-conflict: fatal}", "1:24: severity of port-conflict must be one of off, info"),
        ("rules: {port-conflict: {severity: 3}}", "1:35: severity of port-conflict must be one of off, info"),
        (
            "rules: {too-many-containers: {maximum: lots}}",
            "1:40: option maximum of rule too-many-containers must be a",
        ),
        ("rules: {too-many-containers: {max: 3}}", '1:31: rule too-many-containers has no option "max"'),
        ("rules: {too-many-containers: 3}", "1:30: too-many-containers must be a severity or a mapping of options"),
        ("baseline: known.json", "1:11: baseline: known.json: no such file; `podlint baseline` writes it"),
        ("gitignore: 'no'", "1:12: gitignore must be true or false"),
        ("kubernetes-version: 1.99", '1:21: unknown Kubernetes version "1.99"; podlint has schemas for 1.25 to'),
        ("output-format: yaml", '1:16: unknown output format "yaml"; there are full'),
    ],
)
def test_a_configuration_that_is_wrong_is_named_with_line_and_key(
    run: Run, project: Path, clean: Path, configuration: str, told: str
) -> None:
    (project / ".podlint.yaml").write_text(f"{configuration}\n")
    found = run(clean.name)
    assert (found.status, found.out) == (2, "")
    assert found.err.startswith(f"podlint: .podlint.yaml:{told}")


def test_the_baseline_of_a_configuration_may_be_named_before_it_is_there(run: Run, project: Path, broken: Path) -> None:
    (project / ".podlint.yaml").write_text("baseline: known.json\n")
    assert run("baseline").status == 0
    assert run(".").status == 0
