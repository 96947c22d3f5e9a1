"""Files that tests of operators hold against a cluster: parts of objects, which nobody applies.

KUTTL (https://kuttl.dev/docs/kuttl-test-harness.html) takes `00-assert.yaml` and `00-errors.yaml` for that by their
names; Chainsaw (https://kyverno.github.io/chainsaw/latest/operations/assert/) what a `chainsaw-test.yaml` names.
"""

from __future__ import annotations

import re
from fnmatch import fnmatch
from typing import TYPE_CHECKING, Any

from podlint.files.paths import identity, is_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

_SUFFIXES = (".yaml", ".yml")
_ERRORS = r"\d{1,4}-errors?(?:-.*)?"
_WORD = r"assert(?:ions?)?\d*"
_OPERATIONS = ("try", "catch", "finally", "cleanup")


class Assertions:
    """Looks for such files; each test is read once.

    `read` gives the documents of a file, `tests` are the names that Chainsaw's tests have.
    """

    def __init__(self, read: Callable[[str], list[Any]], tests: tuple[str, ...]) -> None:
        self._read = read
        self._tests = tests
        self._named: dict[Path, tuple[str, ...]] = {}

    def reason(self, path: Path) -> str:
        """Why a file is an assertion of a test; empty where it is none."""
        words = re.split(r"[-_.]", path.stem)
        if path.suffix in _SUFFIXES and (
            re.fullmatch(_ERRORS, path.stem) or any(re.fullmatch(_WORD, word) for word in words)
        ):
            return "an assertion of a test, by its name"
        if any(fnmatch(path.name, pattern) for pattern in self._by_chainsaw(path.parent)):
            return "an assertion of the test beside it"
        return ""

    def _by_chainsaw(self, folder: Path) -> tuple[str, ...]:
        """What a test in a folder holds against the cluster: names of files beside it, and globs of some."""
        if folder not in self._named:
            tests = [folder / name for name in self._tests if is_file(folder / name)]
            found = (file for test in tests for data in self._read(identity(test)) for file in _files(data))
            self._named[folder] = tuple(file.removeprefix("./") for file in found)
        return self._named[folder]


def _files(test: Any) -> Iterator[str]:
    """The files that a test of Chainsaw asserts, or whose objects it wants nowhere."""
    for step in _items(_below(test, "spec"), "steps"):
        for key in _OPERATIONS:
            for operation in _items(step, key):
                for kind in ("assert", "error"):
                    file = _below(_below(operation, kind), "file")
                    if isinstance(file, str):
                        yield file


def _items(data: Any, key: str) -> list[Any]:
    found = _below(data, key)
    return found if isinstance(found, list) else []


def _below(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None
