"""All annotations of an object together take up to 256 KiB; too much text for a case file."""

from __future__ import annotations

import pytest

from podlint import testing

LIMIT = 256 * 1024


@pytest.mark.parametrize(("size", "count"), [(LIMIT, 0), (LIMIT + 1, 1)])
def test_annotations_are_bounded(size: int, count: int) -> None:
    head = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: web\n  annotations:\n"
    text = f"{head}    a.b/c: {'ü' * 100}\n    key: {'x' * (size - 208)}\n"
    found = testing.run(text, rules=("invalid-label",))
    assert len(found) == count
    for finding in found:
        assert (finding.location.start.line, finding.location.start.column) == (5, 3)
        assert str(size) in finding.message
