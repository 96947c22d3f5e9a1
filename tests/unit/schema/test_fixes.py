"""How the schema check fixes a manifest: the text after the fix, and where none is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.testing import run

if TYPE_CHECKING:
    from podlint.findings.finding import Finding

RULES = ("unknown-field", "wrong-type", "missing-field", "yaml11-scalar")
POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\n"
SPEC = "spec:\n  containers:\n    - name: a\n      image: a:1\n"
DEPLOYMENT = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n"
TEMPLATE = """\
  selector: {matchLabels: {a: b}}
  template:
    metadata: {labels: {a: b}}
    spec:
      containers: [{name: a, image: a:1}]
"""


def only(text: str, name: str = "m.yaml") -> Finding:
    [finding] = run(text, name, RULES)
    return finding


def mended(text: str, name: str = "m.yaml") -> str:
    """The text with the fix of its one finding applied."""
    fix = only(text, name).fix
    assert fix is not None
    for edit in reversed(fix.edits):
        span = edit.location.span
        text = text[: span.start] + edit.text + text[span.end :]
    return text


@pytest.mark.parametrize(
    ("text", "name", "before", "after"),
    [
        (POD.replace("metadata", "meatdata") + SPEC, "m.yaml", "meatdata:", "metadata:"),
        ('{"apiVersion":"v1","kind":"ConfigMap","meatdata":{}}', "m.json", '"meatdata"', '"metadata"'),
        ("{'apiVersion': 'v1', 'kind': 'ConfigMap', 'meatdata': {}}", "m.yaml", "'meatdata'", "'metadata'"),
        (DEPLOYMENT + "spec:\n  replicas: '3' # three\n" + TEMPLATE, "m.yaml", "'3' #", "3 #"),
        (POD + SPEC + "  nodeSelector: {gpu: 0777}\n", "m.yaml", "0777", '"0777"'),
        (POD + SPEC + "  nodeSelector:\n    gpu: &a 1\n", "m.yaml", "&a 1", '&a "1"'),
        (POD + SPEC + '  hostNetwork: "False"\n', "m.yaml", '"False"', "false"),
    ],
)
def test_a_fix_changes_nothing_else(text: str, name: str, before: str, after: str) -> None:
    assert text.count(before) == 1
    assert mended(text, name) == text.replace(before, after)


@pytest.mark.parametrize(
    "text",
    [
        POD + SPEC + "  image: x\n",  # belongs elsewhere
        POD + "spec:\n  contianers: text\n",  # holds no list, which containers must
        POD + SPEC + "  securityContext: {runAsUser: &uid 1}\n  nodeSelector: {uid: *uid}\n",  # is an integer elsewhere
        POD + SPEC + "  hostNetwork: 1\n",
    ],
)
def test_no_fix_where_it_might_be_wrong(text: str) -> None:
    assert only(text).fix is None
