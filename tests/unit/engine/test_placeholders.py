"""What is left to be filled in: one note a file, and nothing else that follows from it."""

from __future__ import annotations

import pytest

from podlint.findings.finding import Finding, Severity
from podlint.kubernetes.placeholders import in_capitals, marked
from podlint.project.roles import Role
from podlint.testing import run, run_all

CLAIM = """\
apiVersion: v1
kind: PersistentVolumeClaim
metadata: {name: CLAIM_NAME}
spec:
  accessModes: [ReadWriteOnce]
  resources: {requests: {storage: <size>}}
"""


def notes(findings: list[Finding]) -> list[tuple[Severity, str, list[str]]]:
    found = [finding for finding in findings if finding.rule == "placeholder"]
    return [(finding.severity, finding.message, [other.message for other in finding.related]) for finding in found]


def test_one_note_names_the_first_and_all_others() -> None:
    found = run(CLAIM)
    words = "CLAIM_NAME looks like a placeholder: fill it in before applying"
    assert notes(found) == [(Severity.INFO, words, ["fill in <size> too"])]
    assert len(found) == 1


def test_a_comment_at_the_first_silences_the_note() -> None:
    first = CLAIM.replace("{name: CLAIM_NAME}", "{name: CLAIM_NAME}   # podlint: ignore[placeholder]")
    assert run(first) == []


def test_without_the_rule_nothing_is_said_of_them() -> None:
    assert run(CLAIM, rules=("invalid-name", "invalid-quantity")) == []


def test_in_the_examples_of_a_markdown_file_they_are_expected() -> None:
    text = f"# How to\n\n```yaml\n{CLAIM}```\n"
    assert run(text, "README.md", role=Role.MARKDOWN) == []


def test_one_that_an_overlay_fills_in_is_none() -> None:
    files = {
        "base/kustomization.yaml": "resources: [claim.yaml]\n",
        "base/claim.yaml": CLAIM,
        "live/kustomization.yaml": "resources: [../base]\npatches: [{path: fill.yaml}]\n",
        "live/fill.yaml": (
            "apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: {name: CLAIM_NAME}\n"
            "spec: {resources: {requests: {storage: 1Gi}}}\n"
        ),
    }
    assert [words for _, words, _ in notes(run_all(files))] == [
        "CLAIM_NAME looks like a placeholder: fill it in before applying"
    ]
    assert not [related for _, _, others in notes(run_all(files)) for related in others]


def test_a_reference_to_it_is_not_missing() -> None:
    pod = (
        "---\napiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec:\n"
        "  containers:\n    - name: a\n      image: a:1\n      envFrom: [{configMapRef: {name: <settings>}}]\n"
        "      volumeMounts: [{name: d, mountPath: /d}]\n"
        "  volumes: [{name: d, persistentVolumeClaim: {claimName: CLAIM_NAME}}]\n"
    )
    assert {finding.rule for finding in run(CLAIM + pod) if finding.severity > Severity.INFO} == set()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("<name>", ("<name>",)),
        ("shop.<your domain>.example", ("<your domain>",)),
        ("\u2039name\u203a", ("\u2039name\u203a",)),
        ("{TEAM}-{stage}", ("{TEAM}", "{stage}")),
        ("__NAME__", ("__NAME__",)),
        ("%NAME%", ("%NAME%",)),
        ("@NAME@", ("@NAME@",)),
        ("#{name}#", ("#{name}#",)),
        ("[NAME]", ("[NAME]",)),
        ("registry/...", ("...",)),
        ("changeme", ("changeme",)),
        ("CHANGE_ME", ("CHANGE_ME",)),
        ("REPLACE_WITH_NAME", ("REPLACE_WITH_NAME",)),
        ("your-bucket-here", ("your-bucket-here",)),
        ("YOUR-BUCKET", ("YOUR-BUCKET",)),
        ("docker.io/YOUR ID/app:1", ("YOUR ID",)),
        ("xxx", ("xxx",)),
        ("XXXMi", ("XXXMi",)),
        ("x.x.x.x", ("x.x.x.x",)),
    ],
)
def test_what_is_made_to_be_replaced(text: str, words: tuple[str, ...]) -> None:
    assert marked(text) == words


@pytest.mark.parametrize(
    "text",
    [
        *("web", "a-b.c", "a < b", "<none>", "<no value>", "<invalid Value>", "{}", "{{ x }}", "100%", "%h:%m"),
        *("user@example.com", "a_b", "__init__", "exchange-media", "maxxxx1", "yourself-here", "PORT", "[a-z]{3}"),
        "<html>\n</html>",
    ],
)
def test_what_is_not(text: str) -> None:
    assert marked(text) == ()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("registry.example/PROJECT_ID/a:1", ("PROJECT_ID",)),
        ("ZONE-docker.example/MY-PROJECT/a", ("ZONE", "MY-PROJECT")),
        ("PORT", ("PORT",)),
        ("MIN", ("MIN",)),
        ("NGINX", ()),
        ("My_Name", ()),
        ("N_1", ()),
        ("CRON_TZ=UTC", ()),
        ("A LONG_TEXT", ()),
    ],
)
def test_words_in_capitals_that_stand_for_a_value(text: str, words: tuple[str, ...]) -> None:
    assert in_capitals(text) == words


WEB = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: your-registry/web}]}
"""


def test_a_valid_one_that_an_overlay_fills_in_is_none() -> None:
    files = {
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": WEB,
        "live/kustomization.yaml": (
            "resources: [../base]\nimages: [{name: your-registry/web, newName: registry.example/web, newTag: v1}]\n"
        ),
    }
    assert run_all(files) == []


def test_a_valid_one_that_an_overlay_puts_in_stands_there() -> None:
    files = {
        "kustomization.yaml": "resources: [web.yaml]\nimages: [{name: your-registry/web, newName: your-org/web}]\n",
        "web.yaml": WEB,
    }
    [found] = [finding for finding in run_all(files) if finding.rule == "placeholder"]
    assert (found.location.path, found.location.start.line) == ("kustomization.yaml", 2)
    assert found.message == "your-org looks like a placeholder: fill it in before applying"
