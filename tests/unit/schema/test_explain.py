"""What the schema check says of a manifest, and at which characters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.project.roles import Role
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


def found(text: str, name: str = "m.yaml", role: Role = Role.MANIFEST) -> list[Finding]:
    return run(text, name, RULES, role=role)


def only(text: str, name: str = "m.yaml") -> Finding:
    [finding] = found(text, name)
    return finding


def at(finding: Finding) -> tuple[int, int, int]:
    """Line, first column, and the column behind the last."""
    start, end = finding.location.start, finding.location.end
    assert start.line == end.line
    return start.line, start.column, end.column


@pytest.mark.parametrize(
    ("text", "message", "help", "place"),
    [
        (
            "apiVersion: v1\nkind: Pod\nmeatdata: {name: p}\n" + SPEC,
            'unknown field "meatdata" in Pod',
            'did you mean "metadata"?',
            (3, 1, 9),
        ),
        (
            "apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\n  containers:\n    - {name: a, image: b}\nspec: {}\n",
            'unknown field "containers" in metadata of Pod p',
            '"containers" belongs in spec',
            (5, 3, 13),
        ),
        (
            DEPLOYMENT + "replicas: 2\nspec:\n" + TEMPLATE,
            'unknown field "replicas" in Deployment d',
            '"replicas" belongs in spec',
            (4, 1, 9),
        ),
        (
            POD + SPEC + "      ports:\n        - containerPort: 80\n          hostport: 80\n",
            'unknown field "hostport" in spec.containers[0].ports[0] of Pod p',
            'did you mean "hostPort"?',
            (10, 11, 19),
        ),
        (
            POD + SPEC + "  image: x\n",
            'unknown field "image" in spec of Pod p',
            '"image" belongs in spec.containers',
            (8, 3, 8),
        ),
        (
            POD + "labels: {a: b}\n" + SPEC,
            'unknown field "labels" in Pod p',
            '"labels" belongs in metadata',
            (4, 1, 7),
        ),
        (
            POD + SPEC + "      completely-made-up: 1\n",
            'unknown field "completely-made-up" in spec.containers[0] of Pod p',
            None,
            (8, 7, 25),
        ),
    ],
)
def test_an_unknown_field(text: str, message: str, help: str | None, place: tuple[int, int, int]) -> None:
    finding = only(text)
    assert (finding.rule, finding.message, finding.help) == ("unknown-field", message, help)
    assert at(finding) == place


def test_a_typo_that_hides_a_required_field_is_one_finding() -> None:
    finding = only(POD + "spec:\n  contianers:\n    - name: a\n      image: a:1\n")
    assert (finding.rule, finding.help) == ("unknown-field", 'did you mean "containers"?')


def test_a_misplaced_field_that_is_required_elsewhere_is_one_finding() -> None:
    text = DEPLOYMENT + "selector: {matchLabels: {a: b}}\nspec:\n" + TEMPLATE.split("\n", 1)[1]
    finding = only(text)
    assert (finding.rule, finding.help) == ("unknown-field", '"selector" belongs in spec')


def test_a_sibling_that_is_set_already_is_not_suggested() -> None:
    finding = only(POD + SPEC + "      Image: b\n")
    assert finding.help != 'did you mean "image"?'
    assert finding.fix is None


@pytest.mark.parametrize(
    ("text", "rule", "message", "help", "place"),
    [
        (
            DEPLOYMENT + 'spec:\n  replicas: "3"\n' + TEMPLATE,
            "wrong-type",
            'replicas must be an integer, not the string "3", in spec of Deployment d',
            "remove the quotes: 3",
            (5, 13, 16),
        ),
        (
            DEPLOYMENT + "spec:\n  replicas: three\n" + TEMPLATE,
            "wrong-type",
            'replicas must be an integer, not the string "three", in spec of Deployment d',
            None,
            (5, 13, 18),
        ),
        (
            DEPLOYMENT + "spec:\n  replicas: 2.5\n" + TEMPLATE,
            "wrong-type",
            "replicas must be an integer, not the number 2.5, in spec of Deployment d",
            None,
            (5, 13, 16),
        ),
        (
            POD + SPEC + "  nodeSelector: {gpu: 1}\n",
            "wrong-type",
            "gpu must be a string, not the number 1, in spec.nodeSelector of Pod p",
            'quote it: "1"',
            (8, 23, 24),
        ),
        (
            POD + SPEC + "  nodeSelector:\n    gpu: yes\n",
            "yaml11-scalar",
            "gpu must be a string, not the boolean true, in spec.nodeSelector of Pod p: "
            "unquoted, yes is read as the boolean true",
            'quote it: "yes"',
            (9, 10, 13),
        ),
        (
            POD + SPEC + "  hostNetwork: 'true'\n",
            "wrong-type",
            'hostNetwork must be true or false, not the string "true", in spec of Pod p',
            "remove the quotes: true",
            (8, 16, 22),
        ),
        (
            POD + SPEC + "      env: {A: b}\n",
            "wrong-type",
            "env must be a list, not a mapping, in spec.containers[0] of Pod p",
            "write a list of entries: - name: A, value: b",
            (8, 7, 10),
        ),
        (
            POD + SPEC + "      ports:\n        containerPort: 80\n",
            "wrong-type",
            "ports must be a list, not a mapping, in spec.containers[0] of Pod p",
            "write a list: begin each entry with `- `",
            (8, 7, 12),
        ),
        (
            POD + SPEC + "  securityContext:\n    - runAsUser: 1\n",
            "wrong-type",
            "securityContext must be a mapping, not a list, in spec of Pod p",
            "write a mapping: remove the `- ` before its keys",
            (8, 3, 18),
        ),
        (
            POD + SPEC + "      args: [1]\n",
            "wrong-type",
            "args[0] must be a string, not the number 1, in spec.containers[0].args of Pod p",
            'quote it: "1"',
            (8, 14, 15),
        ),
    ],
)
def test_a_wrong_type(text: str, rule: str, message: str, help: str | None, place: tuple[int, int, int]) -> None:
    finding = only(text)
    assert (finding.rule, finding.message, finding.help) == (rule, message, help)
    assert at(finding) == place


def test_a_scalar_for_a_list() -> None:
    finding = only(POD + SPEC + "      command: ls -l\n")
    assert finding.message == 'command must be a list, not the string "ls -l", in spec.containers[0] of Pod p'
    assert "list" in (finding.help or "")
    assert at(finding) == (8, 16, 21)


@pytest.mark.parametrize(
    "text",
    [
        "apiVersion: v1\nkind: Pod\nmetadata: {name: p, labels: , annotations: ~}\n" + SPEC + "      env:\nstatus:\n",
        POD + SPEC + "      ports: null\n  nodeSelector: {a: }\n  hostNetwork: ~\n",
        DEPLOYMENT + "spec:\n  replicas: ${REPLICAS}\n" + TEMPLATE,
        DEPLOYMENT + "spec:\n  replicas: '{{ replicas }}'\n" + TEMPLATE,
        DEPLOYMENT + "spec:\n  replicas: 3.0\n" + TEMPLATE,
        POD + SPEC + "      resources: ${RESOURCES}\n      env: ${ENV}\n",
        POD + SPEC + "      livenessProbe: {tcpSocket: {port: http}}\n      readinessProbe: {tcpSocket: {port: 80}}\n",
    ],
)
def test_nothing_is_said_of(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "message", "place"),
    [
        (POD + "spec:\n  containers: null\n", '"containers" is null in spec of Pod p', (5, 3, 13)),
        (
            POD + "spec:\n  containers:\n    - image: a\n",
            '"name" is missing in spec.containers[0] of Pod p',
            (6, 7, 12),
        ),
        ("apiVersion: apps/v1\nkind: Deployment\n", '"spec" is missing in Deployment', (2, 7, 17)),
    ],
)
def test_a_required_field_is_missing(text: str, message: str, place: tuple[int, int, int]) -> None:
    finding = only(text)
    assert (finding.rule, finding.message) == ("missing-field", f"required field {message}")
    assert at(finding) == place


def test_a_patch_needs_not_be_complete() -> None:
    patch = DEPLOYMENT + "spec:\n  template:\n    spec:\n      containers:\n        - image: b\n"
    assert {finding.rule for finding in found(patch)} == {"missing-field"}
    assert found(patch, role=Role.PATCH) == []


def test_a_patch_may_hold_directives_but_no_unknown_fields() -> None:
    patch = DEPLOYMENT + "spec:\n  $patch: replace\n  template:\n    spec:\n      containers:\n        - name: a\n"
    assert found(patch + "          $patch: delete\n", role=Role.PATCH) == []
    assert [f.help for f in found(patch + "          iamge: b\n", role=Role.PATCH)] == ['did you mean "image"?']
    assert "unknown-field" in {finding.rule for finding in found(patch)}


def test_places_in_the_items_of_a_list() -> None:
    text = "apiVersion: v1\nkind: List\nitems:\n  - apiVersion: v1\n    kind: Pod\n    meatdata: {name: p}\n"
    finding = next(f for f in found(text) if f.rule == "unknown-field")
    assert at(finding) == (6, 5, 13)
    assert finding.pointer == "/items/0/meatdata"


def test_what_an_alias_repeats_is_reported_where_it_is_written() -> None:
    text = POD + "spec:\n  containers:\n    - &a {name: a, image: a:1, stdni: true}\n  initContainers: [*a]\n"
    assert at(only(text)) == (6, 32, 37)
