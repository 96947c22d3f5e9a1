"""Which regular expressions for paths are taken over as globs: those for which one surely means the same."""

from __future__ import annotations

import re
from itertools import product

import pytest

from podlint.files.globs import flaw, globs
from podlint.importing.patterns import glob_of

PATHS = [
    "/".join(steps)
    for length in (1, 2, 3)
    for steps in product(("vendor", "charts", "a.tpl", "my-vendor.yaml", "values.yaml", "x"), repeat=length)
]


@pytest.mark.parametrize(
    ("pattern", "glob"),
    [
        (r"\.tpl$", "*.tpl"),
        (r".*\.tpl$", "*.tpl"),
        ("values.yaml$", "*values.yaml"),
        ("^charts/", "/charts/"),
        ("/vendor/", "**/vendor/"),
        ("vendor/", "*vendor/"),
        ("charts/values", "**/*charts/values*"),
        ("^.*vendor", "*vendor*"),
        ("vendor.*", "*vendor*"),
    ],
)
def test_a_simple_expression_is_a_glob(pattern: str, glob: str) -> None:
    assert glob_of(pattern) == glob
    assert flaw(glob, alone=True) is None


@pytest.mark.parametrize("pattern", [r"\.tpl$", "values.yaml$", "^charts/", "/vendor/", "vendor/", "charts/values"])
def test_the_glob_matches_the_paths_that_the_expression_is_found_in(pattern: str) -> None:
    given = globs((glob_of(pattern) or "",))
    found = [path for path in PATHS if _found(pattern, path)]
    assert found
    # A folder that the expression for a file's end matches is left out with all below it, which no file does.
    assert [path for path in found if not given.hold(path)] == []
    more = [path for path in PATHS if given.hold(path) and not _found(pattern, path)]
    assert [path for path in more if not any(_found(pattern, above) for above in _folders(path))] == []


def _found(pattern: str, path: str) -> bool:
    return bool(re.search(pattern, path) or (pattern[0] == "/" and re.search(pattern, f"/{path}")))


def _folders(path: str) -> list[str]:
    steps = path.split("/")
    return ["/".join(steps[:end]) for end in range(1, len(steps))]


@pytest.mark.parametrize(
    "pattern", ["(a|b)", "a.*b", "[ab]", "a+", "", ".*", "/", "//", r"\d", r"[\\/]x", "a" * 2_000, "^$", "a{2}"]
)
def test_any_other_is_left_alone(pattern: str) -> None:
    assert glob_of(pattern) is None
