"""How the schema check fixes a manifest: the text after the fix, and where none is offered."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.findings.fix import Safety
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


@pytest.mark.parametrize(
    ("port", "after"),
    [
        ('"8080"', "8080"),
        ("'-5'", "-5"),
        ('"010"', None),  # would be read as 8
        ('"0x10"', None),
        ('"--5"', None),  # is no number without quotes either
        ('"+5"', None),
        ('"1_000"', None),
        ('"99999999999999999999"', None),  # would be read as a number with a fraction
    ],
)
def test_quotes_go_only_where_the_number_stays_what_it_shows(port: str, after: str | None) -> None:
    text = POD + SPEC + f"      ports: [{{containerPort: {port}}}]\n"
    found = only(text)
    assert (found.fix is None) is (after is None)
    if after is not None:
        assert mended(text) == text.replace(port, after)
    else:
        assert "remove the quotes" not in (found.help or "")


@pytest.mark.parametrize(
    ("key", "meant", "safety"),
    [
        ("restartpolicy", "restartPolicy", Safety.SAFE),
        ("host_network", "hostNetwork", Safety.SAFE),
        ("restartPolciy", "restartPolicy", Safety.SAFE),
        ("restart", "restartPolicy", Safety.UNSAFE),
        ("serviceAccounts", "serviceAccount", Safety.SAFE),
        ("priorityClass", "priorityClassName", Safety.UNSAFE),
    ],
)
def test_a_rename_is_safe_only_for_a_slip(key: str, meant: str, safety: Safety) -> None:
    fix = only(POD + SPEC + f"  {key}: x\n").fix
    assert fix is not None
    assert (fix.title, fix.safety) == (f"rename to {meant}", safety)
