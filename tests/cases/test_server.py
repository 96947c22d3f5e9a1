"""What the API server rejects and what it takes, one small manifest a file: `server/<resource>/<case>.yaml`.

A file whose lines bear `# expect-at: COLUMN RULE "words"` holds one fault that the server rejects: podlint must give
exactly these errors, at that line and column. A file without is accepted, however wrong it looks: podlint must give no
error. `# kubernetes: 1.33` in the first line chooses the version (default 1.36).
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from podlint import testing
from podlint.findings.finding import Severity

FOLDER = Path(__file__).parent / "server"
FILES = sorted(FOLDER.rglob("*.yaml"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(FOLDER)))
def test_the_server_would_say_the_same(path: Path) -> None:
    if path.parent.name == "cel":
        pytest.importorskip("cel_expr_python")
    text = path.read_text(encoding="utf-8")
    version = re.match(r"# kubernetes: (\S+)", text)
    case = testing.Case("", path.stem, {"manifest.yaml": text})
    settings = {"kubernetes_versions": (version[1] if version else "1.36",)}
    errors = [f for f in testing.run(text, settings=settings) if f.severity is Severity.ERROR]
    found = [(f.location.start.line, f.location.start.column, f.rule, f.message) for f in errors]
    expected = [(e.line, e.column, e.rule, e.words) for e in case.expected]
    assert [entry[:3] for entry in found] == [entry[:3] for entry in expected], found
    for (*_, message), (*_, words) in zip(found, expected, strict=True):
        assert words in message


def test_there_are_cases_of_both_kinds() -> None:
    rejected = [path for path in FILES if "# expect-at:" in path.read_text(encoding="utf-8")]
    assert len(rejected) > 0
    assert len(rejected) < len(FILES)
