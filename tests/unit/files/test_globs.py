"""Globs mean what Git makes of them: the same patterns are asked of `git check-ignore`."""

from __future__ import annotations

import subprocess
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from podlint.files.gitignore import GitIgnore
from podlint.files.globs import Globs, first_flaw, flaw, globs, matches

STEPS = [
    *("a", "b", "*", "**", "a*", "*.y", "*a*", "?", "a?", "**a", "[ab]", "[!a]", "[^b]", "[a-c]", "[a-]", "[]a]"),
    *("[[:alpha:]]", r"[\a]", "[*]", r"\*", r"\!a", "!a", "#b", "a b", r"a\ ", "a ", "[a", "a\\", "[z-a]", ".a", ".*"),
]
NAMES = ("a", "b", "ab", "a.y", "!a", "#b", "a b", "a ", "[a]", ".a", "a-c")
FILES = [f"{x}/{y}/{z}" for x in NAMES for y in ("a", "b", "a.y", "!a") for z in ("a", "b", "a.y")]

patterns = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", "", "", "!"]),
    st.sampled_from(["", "", "/"]),
    # In a [ before a /, and after a ** beside a name, Git itself differs from what its manual says.
    st.lists(st.sampled_from(STEPS), min_size=1, max_size=3).filter(lambda s: "[a" not in s[:-1]).map("/".join),
    st.sampled_from(["", "", "/"]),
).filter(lambda pattern: "[a/" not in pattern)
files_of_patterns = st.lists(patterns, min_size=1, max_size=4)


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of Git with many files of odd names."""
    root = tmp_path_factory.mktemp("repository").resolve()
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    for name in FILES:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).touch()
    return root


def ignored_by_git(root: Path, names: list[str]) -> list[str]:
    command = ["git", "-C", str(root), "-c", "core.excludesFile=", "check-ignore", "--no-index", "-z", "--stdin"]
    result = subprocess.run(command, input="\0".join(names).encode(), capture_output=True)
    assert result.returncode in (0, 1), result.stderr
    return [name for name in result.stdout.decode().split("\0") if name]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(upper=files_of_patterns, lower=files_of_patterns, info=files_of_patterns)
def test_the_same_files_are_ignored_as_by_git(
    repository: Path, upper: list[str], lower: list[str], info: list[str]
) -> None:
    (repository / ".gitignore").write_text("\n".join(upper) + "\n")
    (repository / "a" / ".gitignore").write_text("\r\n".join(lower))
    (repository / ".git" / "info" / "exclude").write_text("\n".join(info))
    git = GitIgnore()
    assert [name for name in FILES if git.ignores(repository / name)] == ignored_by_git(repository, FILES)


@pytest.mark.parametrize(
    ("lines", "path", "held"),
    [
        ("vendor/", "deep/vendor/x.yaml", True),
        ("vendor/", "vendor", False),
        ("/vendor", "deep/vendor/x.yaml", False),
        ("deep/vendor", "deep/vendor/x.yaml", True),
        ("deep/vendor", "more/deep/vendor/x.yaml", False),
        ("**/deep/vendor", "more/deep/vendor/x.yaml", True),
        ("deep/*", "deep/er/x.yaml", True),
        ("deep/*.yaml", "deep/er/x.yaml", False),
        ("deep/**/*.yaml", "deep/er/x.yaml", True),
        ("*.gen.yaml", "a/b.gen.yaml", True),
        ("* !*/ !*.yaml", "a/b/x.yaml", False),
        ("* !*/ !*.yaml", "a/b/x.json", True),
        ("build !build/keep.yaml", "build/keep.yaml", True),
        ("build/* !build/keep.yaml", "build/keep.yaml", False),
    ],
)
def test_what_patterns_hold(lines: str, path: str, held: bool) -> None:
    assert globs(tuple(lines.split())).hold(path) is held


def test_comments_and_empty_lines_are_no_patterns() -> None:
    assert globs(("", "  ", "# made", "\r", "/")) == Globs()
    assert len(globs(("a\\ ", r"\#a", r"\!a"))) == 3


def test_paths_are_relative_to_the_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(tmp_path / "real")
    (tmp_path / "real").mkdir()
    assert matches(tmp_path / "link" / "a.yaml", tmp_path, ("/real/*.yaml",))
    assert not matches(Path("/elsewhere/a.yaml"), tmp_path, ("*.yaml",))


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        ("", "empty"),
        ("# vendor", "comment"),
        ("/", "matches nothing"),
        ("!keep.yaml", "only takes back"),
        ("./vendor", "no path has"),
        ("a/../b", "no path has"),
        ("a//b", "no path has"),
        ("[ab", "not closed"),
        ("a\\", "backslash ends it"),
        ("[z-a]", "cannot be understood"),
    ],
)
def test_what_can_match_nothing(pattern: str, why: str) -> None:
    assert why in (flaw(pattern, alone=True) or "")


@pytest.mark.parametrize(
    "pattern", ["vendor/", "**", "/**", "a/[!b]*", "[]a]", r"\!a", r"\#a", "*.y?ml", "[[:digit:]]"]
)
def test_good_patterns(pattern: str) -> None:
    assert flaw(pattern, alone=True) is None


def test_a_pattern_takes_back_what_one_before_it_matches() -> None:
    assert first_flaw(["*.yaml", "!keep.yaml"]) is None
    assert first_flaw(["a", "[", "b"]) == (1, "a [ is not closed, or a backslash ends it")
    found = first_flaw(["!keep.yaml", "*.yaml"])
    assert found is not None
    assert found[0] == 0


@pytest.mark.parametrize(
    ("pattern", "path"),
    [("*a" * 40 + "b", "a" * 250), ("**/a/" * 20 + "b", "a/" * 600 + "c"), ("*a*a*a*b", "a" * 250), ("[" * 4000, "a")],
)
def test_patterns_of_many_stars_are_matched_at_once(pattern: str, path: str) -> None:
    start = time.process_time()
    assert not globs((pattern,)).hold(path)
    assert time.process_time() - start < 0.5


@settings(max_examples=300, deadline=None)
@given(st.lists(patterns, min_size=9, max_size=40), st.sampled_from(FILES), st.booleans())
def test_long_lists_say_what_their_patterns_say_one_by_one(lines: list[str], path: str, folder: bool) -> None:
    long = globs(tuple(lines))
    said = [not glob.negated for glob in long if glob.matches(path, folder=folder)]
    assert long.say(path, folder=folder) is (said[-1] if said else None)


@pytest.mark.parametrize("line", ["*a{}*b/**/c{}*", "a/**/{}*b{}", "x{}/y{}", "*.{}{}", "name{}{}"])
def test_many_patterns_and_many_files(line: str) -> None:
    """Fifty thousand patterns and three hundred files: what has to be tried one after the other is bounded."""
    many = globs(tuple(line.format(number, number) for number in range(50_000)))
    start = time.process_time()
    assert not any(many.hold(f"a/b{number}/c.yaml") for number in range(300))
    assert time.process_time() - start < 10


def test_of_patterns_that_have_to_be_tried_the_first_thousand_count() -> None:
    lines = [*(f"x{number}*" for number in range(1_000)), "*y*", "*.z", "plain"]
    long = globs(tuple(lines))
    assert [long.hold(name) for name in ("x5", "aya", "a.z", "plain")] == [True, False, True, True]
    assert first_flaw(lines) == (1_000, "there are 1000 others with stars before it")
    assert first_flaw([f"{number}.yaml" for number in range(5_000)]) is None
