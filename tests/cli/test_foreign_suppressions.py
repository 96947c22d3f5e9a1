"""`foreign-suppressions: true`: what was written to silence other tools silences podlint's rules for their checks."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

ON = "foreign-suppressions: true\nignore: [bare-pod, missing-container-port]\n"
POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: web
  annotations:
    ANNOTATION
spec:
  hostIPC: true
  containers:
    - name: web
      image: nginx
      securityContext: {privileged: true}
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata:
      labels: {app: web}
      annotations:
        ANNOTATION
    spec:
      containers:
        - {name: web, image: nginx}
"""
ALL = ["host-namespaces", "image-latest", "privileged-container"]


def rules(found: Outcome) -> list[str]:
    """The rules of the findings."""
    return sorted(line.rpartition("[")[2][:-1] for line in found.out.splitlines())


def check(run: Run, project: Path, text: str, *options: str) -> Outcome:
    (project / "pod.yaml").write_text(text)
    (project / ".podlint.yaml").write_text(ON)
    return run("check", ".", "-o", "concise", *options)


@pytest.mark.parametrize(
    ("annotation", "left"),
    [
        ('ignore-check.kube-linter.io/privileged-container: "it needs devices"', ["host-namespaces", "image-latest"]),
        ("ignore-check.kube-linter.io/host-ipc: ''", ["image-latest", "privileged-container"]),
        ("kube-linter.io/ignore-all: because", []),
        ("kube-score/ignore: container-image-tag, container-security-context-privileged", ["host-namespaces"]),
        ('polaris.fairwinds.com/exempt: "true"', []),
        ('polaris.fairwinds.com/hostIPCSet-exempt: "true"', ["image-latest", "privileged-container"]),
        ('polaris.fairwinds.com/hostIPCSet-exempt: "false"', ALL),
        ("checkov.io/skip1: CKV_K8S_16=it needs devices", ["host-namespaces", "image-latest"]),
        ("bridgecrew.io/skip2: CKV_K8S_14", ["host-namespaces", "privileged-container"]),
        ("example.com/exempt: 'true'", ALL),
        ("kube-score/enable: container-image-tag", ALL),
        ("kube-score/ignore: of-our-own", ALL),
        ("ignore-check.kube-linter.io/image-digest-of-nobody: x", ALL),
    ],
)
def test_annotations_of_an_object(run: Run, project: Path, annotation: str, left: list[str]) -> None:
    found = check(run, project, POD.replace("ANNOTATION", annotation))
    assert rules(found) == left
    assert (f"{len(ALL) - len(left)} suppressed" in found.err) is (left != ALL)


def test_they_count_only_where_the_configuration_says_so(run: Run, project: Path) -> None:
    text = POD.replace("ANNOTATION", "kube-linter.io/ignore-all: because")
    assert rules(check(run, project, text)) == []
    (project / ".podlint.yaml").write_text(ON.replace("true", "false"))
    assert rules(run("check", ".", "-o", "concise")) == ALL
    (project / ".podlint.yaml").write_text(ON.partition("\n")[2])
    assert rules(run("check", ".", "-o", "concise")) == ALL


def test_they_are_shown_like_podlints_own(run: Run, project: Path) -> None:
    text = POD.replace("ANNOTATION", "kube-linter.io/ignore-all: because")
    assert rules(check(run, project, text, "--no-inline-ignores")) == ALL
    assert json.loads(run("check", ".", "-o", "json").out)["summary"]["suppressed"] == 3


def test_what_podlint_checks_besides_is_reported_all_the_same(run: Run, project: Path) -> None:
    text = POD.replace("ANNOTATION", "kube-linter.io/ignore-all: because").replace("hostIPC", "hostIpc")
    assert rules(check(run, project, text)) == ["unknown-field"]


def test_one_that_hides_nothing_is_no_finding(run: Run, project: Path) -> None:
    text = POD.replace("ANNOTATION", "checkov.io/skip1: CKV_K8S_20\n    checkov.io/skip2: CKV_K8S_999")
    found = check(run, project, f"# checkov:skip=CKV_K8S_8\n{text}# trivy:ignore:KSV999\n", "--select", "structure")
    assert (found.status, found.out) == (0, "")


@pytest.mark.parametrize(
    ("annotation", "left"),
    [
        ("kube-score/ignore: container-image-tag", []),
        ("checkov.io/skip1: CKV_K8S_14", []),
        ("ignore-check.kube-linter.io/latest-tag: x", ["image-latest"]),
        ('polaris.fairwinds.com/exempt: "true"', ["image-latest"]),
    ],
)
def test_annotations_of_a_pod_template_count_for_the_tools_that_look_there(
    run: Run, project: Path, annotation: str, left: list[str]
) -> None:
    assert rules(check(run, project, DEPLOYMENT.replace("ANNOTATION", annotation))) == left


def test_an_item_of_a_list_is_an_object_of_its_own(run: Run, project: Path) -> None:
    item = "".join(f"    {line}\n" for line in POD.splitlines())
    one = item.replace("ANNOTATION", "kube-linter.io/ignore-all: x").replace("    apiVersion", "  - apiVersion", 1)
    other = (
        item.replace("ANNOTATION", "a: b").replace("    apiVersion", "  - apiVersion", 1).replace(": web\n", ": b\n")
    )
    assert rules(check(run, project, f"apiVersion: v1\nkind: List\nitems:\n{one}{other}")) == ALL


PLAIN = POD.replace("  annotations:\n    ANNOTATION\n", "")


@pytest.mark.parametrize("mark", ["checkov:skip", "bridgecrew:skip", "cortex:skip"])
@pytest.mark.parametrize(
    "place", ["above the document", "above the separator", "inside", "at the end of a line", "behind the content"]
)
def test_a_comment_for_checkov_is_about_the_object_that_it_stands_in(
    run: Run, project: Path, mark: str, place: str
) -> None:
    comment = f"#{mark}=CKV_K8S_16,CKV_K8S_14:it needs devices"
    text = {
        "above the document": f"{comment}\n{PLAIN}",
        "above the separator": f"{comment}\n---\n{PLAIN}",
        "inside": PLAIN.replace("  containers:", f"  {comment}\n  containers:"),
        "at the end of a line": PLAIN.replace("kind: Pod", f"kind: Pod {comment}"),
        "behind the content": f"{PLAIN}{comment}\n",
    }[place]
    other = PLAIN.replace("name: web", "name: other")
    found = check(run, project, f"{text}---\n{other}")
    assert rules(found) == sorted(["host-namespaces", *ALL])


@pytest.mark.parametrize(
    ("old", "new", "left"),
    [
        (
            "    - name: web",
            "    # trivy:ignore:KSV-0013\n    - name: web",
            ["host-namespaces", "privileged-container"],
        ),
        ("    - name: web", "    #trivy:ignore:AVD-KSV-0017\n    - name: web", ["host-namespaces", "image-latest"]),
        (
            "    - name: web",
            "    # trivy:ignore:KSV017 trivy:ignore:KSV013\n    - name: web",
            ["host-namespaces"],
        ),
        ("image: nginx", "image: nginx # trivy:ignore:KSV-0013", ["host-namespaces", "privileged-container"]),
        ("image: nginx", "image: nginx # trivy:ignore:KSV-0017", ALL),
        (
            "  hostIPC: true",
            "  # trivy:ignore:KSV008:exp:2999-01-01\n  hostIPC: true",
            ["image-latest", "privileged-container"],
        ),
        ("  hostIPC: true", "  # trivy:ignore:KSV008:exp:2020-01-01\n  hostIPC: true", ALL),
        ("  hostIPC: true", "  # trivy:ignore:KSV008:exp:soon\n  hostIPC: true", ALL),
        ("  hostIPC: true", "  # trivy:ignore:KSV008[name=web]\n  hostIPC: true", ALL),
        ("apiVersion", "# trivy:ignore:*\napiVersion", []),
        ("apiVersion", "# trivy:ignore:KSV999\napiVersion", ALL),
        ("image: nginx", 'image: "nginx"\n      env: [{name: A, value: "# trivy:ignore:KSV-0013"}]', ALL),
    ],
)
def test_a_comment_for_trivy_is_about_its_line_or_what_follows(
    run: Run, project: Path, old: str, new: str, left: list[str]
) -> None:
    assert rules(check(run, project, PLAIN.replace(old, new, 1))) == left


def test_an_overlay_may_bear_the_annotation(run: Run, project: Path) -> None:
    (project / "base").mkdir()
    (project / "base" / "pod.yaml").write_text(PLAIN)
    (project / "base" / "kustomization.yaml").write_text("resources: [pod.yaml]\n")
    (project / "kustomization.yaml").write_text(
        "resources: [base]\ncommonAnnotations: {kube-linter.io/ignore-all: because}\n"
    )
    (project / ".podlint.yaml").write_text(ON)
    assert rules(run("check", "kustomization.yaml", "-o", "concise")) == []


def test_templates_of_charts(run: Run, project: Path) -> None:
    (project / "templates").mkdir()
    (project / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 0.1.0\n")
    text = PLAIN.replace("name: web\n", "name: {{ .Release.Name }}\n", 1).replace("  hostIPC: true", "  hostIpc: true")
    file = project / "templates" / "pod.yaml"
    file.write_text(text)
    (project / ".podlint.yaml").write_text(ON)
    assert rules(run("check", ".", "-o", "concise")) == ["unknown-field"]
    file.write_text(
        text.replace("metadata:", "metadata:\n  annotations: {ignore-check.kube-linter.io/schema-validation: x}")
    )
    assert rules(run("check", ".", "-o", "concise")) == []


@pytest.mark.parametrize("comment", ["checkov:skip=CKV_K8S_14:x", "trivy:ignore:KSV-0013"])
def test_a_comment_in_markdown_counts(run: Run, project: Path, comment: str) -> None:
    text = PLAIN.replace("      image: nginx\n", f"      # {comment}\n      image: nginx\n")
    (project / ".podlint.yaml").write_text(f"{ON}select: [image-latest]\n")
    (project / "a.md").write_text(f"# Pods\n\n```yaml\n{PLAIN}```\n")
    assert rules(run("check", "a.md", "-o", "concise")) == ["image-latest"]
    (project / "a.md").write_text(f"# Pods\n\n```yaml\n{text}```\n")
    assert rules(run("check", "a.md", "-o", "concise")) == []


def test_a_comment_in_a_template_counts(run: Run, project: Path) -> None:
    (project / "templates").mkdir()
    (project / "Chart.yaml").write_text("apiVersion: v2\nname: web\nversion: 0.1.0\n")
    (project / ".podlint.yaml").write_text(ON)
    text = "apiVersion: extensions/v1beta1\nkind: Ingress\nmetadata: {name: '{{ .Release.Name }}'}\nspec: {}\n"
    file = project / "templates" / "ingress.yaml"
    file.write_text(text)
    assert rules(run("check", ".", "-o", "concise")) == ["removed-api"]
    for comment in ("trivy:ignore:KSV-0107", "trivy:ignore:AVD-KSV-0107:exp:2999-12-31"):
        file.write_text(f"# {comment}\n{text}")
        assert rules(run("check", ".", "-o", "concise")) == []


def test_checks_that_are_not_known_are_told_where_podlint_is_asked_for_more(run: Run, project: Path) -> None:
    text = POD.replace("ANNOTATION", "ignore-check.kube-linter.io/of-our-own: x")
    found = check(run, project, f"{text}# trivy:ignore:KSV999\n")
    assert "of-our-own" not in found.err
    err = run("check", ".", "-v").err
    assert (
        'podlint: pod.yaml:6:5: podlint knows no check of kube-linter named "of-our-own": '
        "this suppression hides nothing\n" in err
    )
    assert 'pod.yaml:13:1: podlint knows no check of trivy named "KSV999"' in err


def test_an_unknown_check_with_the_name_of_a_rule_hides_nothing(run: Run, project: Path) -> None:
    """kube-score has no check of that name; podlint has such a rule."""
    assert rules(check(run, project, POD.replace("ANNOTATION", "kube-score/ignore: image-latest"))) == ALL


def test_a_cache_knows_whether_they_count(run: Run, project: Path) -> None:
    for number in range(120):
        (project / f"{number}.yaml").write_text(
            f"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: c{number}}}\ndata: {{a: b}}\n"
        )
    text = POD.replace("ANNOTATION", "kube-linter.io/ignore-all: x\n    ignore-check.kube-linter.io/of-our-own: x")
    cache = str(project / "cache")
    assert rules(check(run, project, text, "--cache-dir", cache)) == []
    again = run("check", ".", "-o", "concise", "--cache-dir", cache, "-v")
    assert rules(again) == []
    assert "of-our-own" in again.err
    (project / ".podlint.yaml").write_text(ON.replace("true", "false"))
    assert rules(run("check", ".", "-o", "concise", "--cache-dir", cache)) == ALL


@pytest.mark.parametrize(
    "hostile",
    [
        "".join(f"    ignore-check.kube-linter.io/c{n}: x\n" for n in range(5_000)),
        f"    kube-score/ignore: '{','.join(f'c{n}' for n in range(50_000))}'\n",
        "    kube-score/ignore: [a, {b: c}]\n    checkov.io/skip: 1\n    polaris.fairwinds.com/exempt: true\n",
        '    "ignore-check.kube-linter.io/\\u001b[2J\\n::error::": x\n    checkov.io/skip1: "=,=\\u202e"\n',
        f"    checkov.io/skip1: {'=' * 20_000}\n",
    ],
)
def test_hostile_annotations_are_borne(run: Run, project: Path, hostile: str) -> None:
    found = check(run, project, POD.replace("    ANNOTATION\n", hostile), "-v")
    assert set(ALL) <= set(rules(found))
    assert "fault of podlint" not in found.err
    assert all(letter.isprintable() or letter == "\n" for letter in found.err)
    assert not any(line.startswith("::") for line in found.err.splitlines())


def test_hostile_comments_are_borne(run: Run, project: Path) -> None:
    many = "".join(f"# trivy:ignore:KSV{n} checkov:skip=a{n}\n# checkov:skip={',' * 50}\n" for n in range(3_000))
    long = f"# trivy:ignore:{':exp:' * 20_000}\n# checkov:skip={'a,' * 20_000}:x\n"
    assert rules(check(run, project, f"{PLAIN}{many}{long}")) == ALL


def test_a_value_of_the_wrong_type_is_named(run: Run, project: Path) -> None:
    (project / ".podlint.yaml").write_text("foreign-suppressions: yes please\n")
    assert run("check", ".").err.startswith("podlint: .podlint.yaml:1:23: foreign-suppressions must be true or false")
