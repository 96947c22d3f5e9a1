"""What `.gitignore` files leave out, from the repository's root down to a folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from pathspec import GitIgnoreSpec


class GitIgnore:
    """The `.gitignore` files of one repository. pathspec is imported only where there is one with a pattern."""

    def __init__(self) -> None:
        self._specs: dict[Path, GitIgnoreSpec | None] = {}
        self._roots: dict[Path, bool] = {}

    def ignores(self, path: Path, *, folder: bool = False) -> bool:
        """Whether Git ignores a file or folder; the nearest `.gitignore` that says anything of it decides."""
        absolute = path.absolute()
        for parent in absolute.parents:
            spec = self._spec(parent)
            if spec is not None:
                relative = absolute.relative_to(parent).as_posix()
                said = spec.check_file(f"{relative}/" if folder else relative).include
                if said is not None:
                    return said
            if self._is_root(parent):
                return False
        return False

    def _spec(self, folder: Path) -> GitIgnoreSpec | None:
        if folder not in self._specs:
            self._specs[folder] = _read(folder / ".gitignore")
        return self._specs[folder]

    def _is_root(self, folder: Path) -> bool:
        if folder not in self._roots:
            self._roots[folder] = (folder / ".git").exists()
        return self._roots[folder]


def _read(file: Path) -> GitIgnoreSpec | None:
    try:
        lines = file.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return None
    patterns = [line for line in lines if line.strip() and not line.startswith("#")]
    if not patterns:
        return None
    from pathspec import GitIgnoreSpec

    return GitIgnoreSpec.from_lines(patterns)
