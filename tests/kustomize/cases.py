"""The kustomizations that were written to be compared with real kustomize: read from `*.cases`, laid out as folders.

A file of cases holds `=== name` lines, and below each `>>> path` lines with the files of the case. What is built is
the folder `.`, or the one in parentheses: `=== name (overlays/prod)`. `<<< text` is a file with escapes, without a
line break at its end. `built.json` holds what kustomize made of them; `python -m tests.kustomize.cases` writes it.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent
BUILT = HERE / "built.json"


class Case(NamedTuple):
    """A case: its name, the folder to build, and its files."""

    name: str
    folder: str
    files: dict[str, bytes]

    def lay_out(self, root: Path) -> Path:
        """Write the files below a folder; the answer is the folder to build."""
        for path, content in self.files.items():
            target = root / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
        return root / self.folder


def cases() -> list[Case]:
    """All cases."""
    return [case for file in sorted(HERE.glob("*.cases")) for case in read(file)]


def recorded() -> dict[str, Any]:
    """What kustomize made of each case: its objects, or None where it refused."""
    found: dict[str, Any] = json.loads(BUILT.read_text(encoding="utf-8"))
    return found


def read(file: Path) -> list[Case]:
    """The cases of one file."""
    found = []
    for part in re.split(r"(?m)^=== ", file.read_text(encoding="utf-8"))[1:]:
        head, _, body = part.partition("\n")
        match = re.fullmatch(r"(.*?)(?: \((.*)\))?", head.strip())
        assert match is not None
        files: dict[str, bytes] = {}
        for text in re.split(r"(?m)^>>> ", body)[1:]:
            path, _, content = text.partition("\n")
            files[path.strip()] = _bytes(content)
        found.append(Case(f"{file.stem}: {match[1]}", match[2] or ".", files))
    return found


def _bytes(content: str) -> bytes:
    escaped = re.match(r"<<< (.*)\n", content)
    return escaped[1].encode().decode("unicode_escape").encode("latin-1") if escaped else content.encode()


def _record() -> None:
    from tests.kustomize.compare import real

    found: dict[str, Any] = {}
    for case in cases():
        with tempfile.TemporaryDirectory() as folder:
            built = real(case.lay_out(Path(folder)))
        found[case.name] = None if built.refused is not None else built.objects
    rows = [f" {json.dumps(name)}: {json.dumps(objects, ensure_ascii=False)}" for name, objects in found.items()]
    BUILT.write_text("{\n" + ",\n".join(rows) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(_record())
