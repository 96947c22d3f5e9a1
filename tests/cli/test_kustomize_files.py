"""Kustomizations and what they name: files that are not there, cycles; and the Chart.yaml of Helm."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n"


def write(project: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, encoding="utf-8")


def lines(found: Outcome) -> list[str]:
    return [line.partition(" (")[0] for line in found.out.splitlines()]


def test_a_file_that_is_not_there(project: Path, run: Run) -> None:
    write(
        project,
        {
            "map.yaml": MAP,
            "kustomization.yaml": "resources:\n  - mapp.yaml\n  - map.yaml\npatches:\n  - path: patches/none.yaml\n",
        },
    )
    found = run("check", "kustomization.yaml", "--output-format", "concise")
    assert found.status == 1
    assert lines(found) == [
        'kustomization.yaml:2:5: error: file "mapp.yaml" does not exist [kustomization-invalid]',
        'kustomization.yaml:5:11: error: file "patches/none.yaml" does not exist [kustomization-invalid]',
    ]
    assert 'did you mean "map.yaml"?' in run("check", "kustomization.yaml").out


def test_kustomizations_that_take_each_other(project: Path, run: Run) -> None:
    write(
        project,
        {
            "a/kustomization.yaml": "resources:\n  - ../b\n",
            "b/kustomization.yaml": "resources:\n  - ../c\n",
            "c/kustomization.yaml": "resources:\n  - ../a\n  - ../empty\n",
            "empty/map.yaml": MAP,
        },
    )
    assert lines(run("check", ".", "--output-format", "concise")) == [
        'a/kustomization.yaml:2:5: error: "../b" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'b/kustomization.yaml:2:5: error: "../c" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'c/kustomization.yaml:2:5: error: "../a" takes this kustomization itself: Kustomize stops at such a cycle '
        "[kustomization-invalid]",
        'c/kustomization.yaml:3:5: error: folder "../empty" holds no kustomization [kustomization-invalid]',
    ]


def test_what_comes_from_elsewhere_is_not_looked_for(project: Path, run: Run) -> None:
    write(
        project,
        {
            "kustomization.yaml": "resources:\n"
            "  - https://registry.example/all.yaml\n  - github.com/owner/repository/folder?ref=v1\n"
            "  - git@git.example.org:owner/repository\n  - ${FOLDER}\n  - gotk-components.yaml\n"
            "patchesStrategicMerge:\n  - |-\n    apiVersion: v1\n    kind: ConfigMap\n    metadata: {name: a}\n",
        },
    )
    assert run("check", ".").out == ""


@pytest.mark.parametrize(
    ("chart", "expected"),
    [
        ("apiVersion: v2\nversion: 1.0.0\n", 'Chart.yaml:1:1: error: required field "name" is missing'),
        ("apiVersion: v2\nnmae: web\nversion: 1.0.0\n", 'Chart.yaml:2:1: error: unknown field "nmae"'),
        ("apiVersion: v3\nname: web\nversion: 1.0.0\n", "Chart.yaml:1:13: error: apiVersion must be v1 or v2"),
        (
            "apiVersion: v2\nname: web\nversion: 1.0.0\ndependencies:\n  - {nam: db, version: 1}\n",
            'Chart.yaml:5:6: error: unknown field "nam"',
        ),
    ],
)
def test_a_chart_that_helm_refuses(project: Path, run: Run, chart: str, expected: str) -> None:
    write(project, {"Chart.yaml": chart})
    assert run("check", ".", "--output-format", "concise").out.startswith(expected)


def test_a_misspelt_field_that_helm_reads_past(project: Path, run: Run) -> None:
    write(project, {"Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\nsource: [https://example.org]\n"})
    out = run("check", ".", "--output-format", "concise").out
    assert out.startswith('Chart.yaml:4:1: warning: unknown field "source"')


def test_charts_as_people_write_them(project: Path, run: Run) -> None:
    write(
        project,
        {
            "Chart.yaml": "apiVersion: v2\nname: web\nversion: 1.0.0\nappVersion: 1.10\nx-own: kept\n"
            "dependencies:\n  - {name: db, version: ^1, repository: 'https://charts.example', condition: db.enabled}\n",
            "requirements.yaml": "dependencies: []\n\n",
        },
    )
    found = run("check", ".")
    assert (found.status, found.out) == (0, "")
    assert "1 helm-chart" in found.err


POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: IMAGE}]}\n"
LATEST = ("--select", "image-latest", "--output-format", "concise")


def test_an_image_that_an_overlay_gives_a_tag(project: Path, run: Run) -> None:
    write(
        project,
        {
            "base/kustomization.yaml": "resources: [a.yaml, b.yaml, c.yaml]\n",
            "base/a.yaml": POD.replace("IMAGE", "registry.example/a"),
            "base/b.yaml": POD.replace("IMAGE", "registry.example/b").replace("name: p", "name: b"),
            "base/c.yaml": POD.replace("IMAGE", "registry.example/c:latest").replace("name: p", "name: c"),
            "overlays/one/kustomization.yaml": "resources: [../../base]\n"
            "images: [{name: registry.example/a, newTag: '1'}]\n",
            "plain.yaml": POD.replace("IMAGE", "registry.example/a"),
        },
    )
    expected = ["base/b.yaml:4", "base/c.yaml:4", "plain.yaml:4"]
    assert [":".join(line.split(":")[:2]) for line in run("check", ".", *LATEST).out.splitlines()] == expected
    assert run("check", "base/a.yaml", *LATEST).out == ""
    assert run("check", "base/b.yaml", *LATEST).status == 1


def test_variables_that_a_kustomization_fills_in(project: Path, run: Run) -> None:
    pod = POD.replace("IMAGE", "'registry.example/a:1', env: [{name: A, value: $(SOME_HOST)}]")
    write(
        project,
        {
            "kustomization.yaml": "resources: [a.yaml]\nvars:\n  - {name: SOME_HOST, objref: "
            "{kind: Service, name: a, apiVersion: v1}}\n",
            "a.yaml": pod,
            "b.yaml": pod,
        },
    )
    found = run("check", ".", "--select", "env", "--output-format", "concise").out
    assert [line.split(":")[0] for line in found.splitlines()] == ["b.yaml"]


def test_what_a_patch_may_add_is_not_called_missing(project: Path, run: Run) -> None:
    pod = POD.replace(
        "IMAGE", "'registry.example/a:1', env: [{name: A, valueFrom: {configMapKeyRef: {name: s, key: b}}}]"
    )
    files = {
        "kustomization.yaml": "resources: [a.yaml, map.yaml]\n",
        "map.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: s}\ndata: {a: b}\n",
        "a.yaml": pod,
    }
    write(project, files)
    assert run("check", ".", "--select", "env-key-missing").status == 1
    patches = "patches:\n  - patch: '[{op: add, path: /data/b, value: c}]'\n    target: {kind: ConfigMap}\n"
    write(project, {"kustomization.yaml": files["kustomization.yaml"] + patches})
    assert run("check", ".", "--select", "env-key-missing").status == 0


def test_replicas_that_an_overlay_sets_are_not_those_of_the_base(project: Path, run: Run) -> None:
    workload = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n  replicas: 1\n"
        "  selector: {matchLabels: {app: web}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n---\n"
        "apiVersion: policy/v1\nkind: PodDisruptionBudget\nmetadata: {name: web}\n"
        "spec: {minAvailable: 1, selector: {matchLabels: {app: web}}}\n"
    )
    write(project, {"base/kustomization.yaml": "resources: [web.yaml]\n", "base/web.yaml": workload})
    assert run("check", ".", "--select", "pdb-blocks-eviction").status == 1
    write(project, {"prod/kustomization.yaml": "resources: [../base]\nreplicas: [{name: web, count: 3}]\n"})
    assert run("check", ".", "--select", "pdb-blocks-eviction").status == 0


def test_a_folder_with_dots_in_its_name_is_no_host(project: Path, run: Run) -> None:
    write(
        project,
        {
            "kustomization.yaml": "resources:\n  - v1.2/base/missing.yaml\n  - v1.2/base/map.yaml\n"
            "  - github.com/owner/name\n  - git.example.org/owner/name\n",
            "v1.2/base/map.yaml": MAP,
        },
    )
    assert lines(run("check", ".", "--output-format", "concise")) == [
        'kustomization.yaml:2:5: error: file "v1.2/base/missing.yaml" does not exist [kustomization-invalid]',
        'kustomization.yaml:5:5: error: file "git.example.org/owner/name" does not exist [kustomization-invalid]',
    ]


def test_a_patch_that_is_downloaded_is_no_file(project: Path, run: Run) -> None:
    write(
        project,
        {
            "kustomization.yaml": "resources: [map.yaml]\npatches:\n  - path: https://files.example/patch.yaml\n"
            "  - path: github.com/patch.yaml\npatchesJson6902:\n  - path: HTTP://files.example/patch.json\n"
            "    target: {version: v1, kind: ConfigMap, name: a}\n",
            "map.yaml": MAP,
        },
    )
    assert lines(run("check", ".", "--output-format", "concise")) == [
        'kustomization.yaml:4:11: error: file "github.com/patch.yaml" does not exist [kustomization-invalid]'
    ]


WEB = (
    "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec:\n"
    "  template: {spec: {containers: [{name: a, image: 'registry.example/a:1'}]}}\n"
)
SERVICE = (
    "apiVersion: v1\nkind: Service\nmetadata: {name: web}\nspec: {selector: {app: SELECTED}, ports: [{port: 80}]}\n"
)
LABELLED = {
    "apps/base/kustomization.yaml": "resources: [web.yaml, service.yaml]\n",
    "apps/base/web.yaml": WEB,
    "apps/base/service.yaml": SERVICE.replace("SELECTED", "web"),
    "clusters/prod/kustomization.yaml": "resources: [../../apps/base]\ncommonLabels: {app: web}\n",
}


@pytest.mark.parametrize("arguments", [["."], ["apps/base/web.yaml"], ["apps/base"], ["apps/base/service.yaml"]])
def test_a_base_whose_overlay_elsewhere_adds_the_selector(project: Path, run: Run, arguments: list[str]) -> None:
    write(project, LABELLED)
    assert run("check", *arguments, "--output-format", "concise").out == ""


def test_a_base_whose_overlay_adds_another_label(project: Path, run: Run) -> None:
    """What is wrong with the base is wrong with every overlay too: the label of the overlay excuses nothing."""
    overlay = "resources: [../../apps/base]\ncommonLabels: {env: prod}\n"
    workload = WEB.replace("spec:\n", "spec:\n  selector: {matchLabels: {app: web}}\n", 1).replace(
        "{spec:", "{metadata: {labels: {app: web}}, spec:"
    )
    files = {**LABELLED, "clusters/prod/kustomization.yaml": overlay, "apps/base/web.yaml": workload}
    write(project, {**files, "apps/base/service.yaml": SERVICE.replace("SELECTED", "wed")})
    expected = "apps/base/service.yaml:4"
    found = run("check", ".", "--select", "service-selects-nothing", "--output-format", "concise").out
    assert [":".join(line.split(":")[:2]) for line in found.splitlines()] == [expected]


def test_a_labelled_base_says_nothing_of_services_elsewhere(project: Path, run: Run) -> None:
    """Pods to which an overlay adds a label are not the pods of every Service in the repository."""
    other = {
        "other/pod.yaml": POD.replace("IMAGE", "'registry.example/a:1'").replace(
            "name: p", "name: p, labels: {app: other}"
        ),
        "other/service.yaml": SERVICE.replace("SELECTED", "othre"),
    }
    write(project, {**LABELLED, **other})
    found = run("check", ".", "--select", "service-selects-nothing", "--output-format", "concise").out
    assert [line.split(":")[0] for line in found.splitlines()] == ["other/service.yaml"]


def test_a_file_that_was_not_read_may_hold_what_is_missing(project: Path, run: Run) -> None:
    pod = POD.replace("IMAGE", "'registry.example/a:1', envFrom: [{configMapRef: {name: settings}}]")
    files = {
        "kustomization.yaml": "resources: [pod.yaml, map.yaml, more.data]\n",
        "pod.yaml": pod,
        "map.yaml": MAP,
        "more.data": MAP.replace("name: a", "name: settings"),
    }
    write(project, files)
    assert run("check", ".", "--select", "env-source-missing").out == ""
    write(project, {"kustomization.yaml": "resources: [pod.yaml, map.yaml]\n"})
    assert run("check", ".", "--select", "env-source-missing").status == 1


def test_images_of_a_base_beside_another_one(project: Path, run: Run) -> None:
    """What one base gives a tag is the tag of its own resources, not of those of a base that stands beside it."""
    write(
        project,
        {
            "over/kustomization.yaml": "resources: [../one, ../two]\n",
            "one/kustomization.yaml": "resources: [a.yaml]\nimages: [{name: registry.example/a, newTag: '1'}]\n",
            "one/a.yaml": POD.replace("IMAGE", "registry.example/a"),
            "two/kustomization.yaml": "resources: [b.yaml]\n",
            "two/b.yaml": POD.replace("IMAGE", "registry.example/a").replace("name: p", "name: q"),
        },
    )
    assert [line.split(":")[0] for line in run("check", ".", *LATEST).out.splitlines()] == ["two/b.yaml"]


OVERLAY = {
    "base/kustomization.yaml": "resources: [service.yaml, pod.yaml]\n",
    "base/service.yaml": """apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: web}
  ports: [{port: 80}]
""",
    "base/pod.yaml": """apiVersion: v1
kind: Pod
metadata: {name: web, labels: {app: web}}
spec:
  containers: [{name: web, image: "registry.example/web:1"}]
""",
    "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: service.yaml}, {path: pod.yaml}]\n",
    "prod/service.yaml": """apiVersion: v1
kind: Service
metadata: {name: web}
spec:
  selector: {app: wbe}
""",
    "prod/pod.yaml": """apiVersion: v1
kind: Pod
metadata: {name: web}
spec:
  hostNetwork: true
""",
}


def rules(found: Outcome) -> list[str]:
    return [f"{line.partition(':')[0]} {line.split()[1]} {line.rpartition(' ')[2]}" for line in found.out.splitlines()]


def test_a_patch_by_itself_gets_what_it_gets_in_the_whole_project(project: Path, run: Run) -> None:
    write(project, OVERLAY)
    expected = ["prod/service.yaml warning: [service-selects-nothing]"]
    for named in (".", "prod/service.yaml"):
        assert (
            rules(run("check", named, "--output-format", "concise", "--select", "service-selects-nothing")) == expected
        )


def test_what_a_patch_sets_is_judged_by_the_configuration_of_the_patch(project: Path, run: Run) -> None:
    write(project, OVERLAY)
    arguments = ("check", ".", "--output-format", "concise")
    patch = "prod/pod.yaml warning: [host-namespaces]"
    assert patch in rules(run(*arguments))
    write(project, {"prod/.podlint.yaml": "rules: {host-namespaces: error}\n"})
    assert "prod/pod.yaml error: [host-namespaces]" in rules(run(*arguments))
    write(project, {"prod/.podlint.yaml": "ignore: [host-namespaces]\n"})
    assert patch not in rules(run(*arguments))
    (project / "prod/.podlint.yaml").unlink()
    write(project, {".podlint.yaml": "per-file-ignores: {'prod/**': [host-namespaces]}\n"})
    assert patch not in rules(run(*arguments))


def test_a_suppression_counts_as_used_while_its_overlay_is_refused(project: Path, run: Run) -> None:
    image = "  containers:\n    - name: web\n      image: registry.example/web:latest # podlint: ignore[image-latest]\n"
    pod = OVERLAY["prod/pod.yaml"] + image
    nobody = OVERLAY["prod/pod.yaml"].replace("name: web", "name: wbe")
    files = {**OVERLAY, "prod/pod.yaml": pod, "prod/service.yaml": nobody}
    write(project, files)
    found = rules(run("check", ".", "--output-format", "concise"))
    assert not [line for line in found if "unused-suppression" in line]
    assert [line for line in found if "kustomization-invalid" in line]


BUDGET = """\
apiVersion: policy/v1beta1
kind: PodDisruptionBudget
metadata: {name: a}
spec: {minAvailable: 1, selector: {matchLabels: {app: a}}}
"""
TO_V1 = """\
resources: [../base]
patches:
  - target: {kind: PodDisruptionBudget}
    patch: |-
      - op: replace
        path: /apiVersion
        value: policy/v1
"""


def test_an_api_version_that_every_overlay_replaces_is_none_that_is_applied(project: Path, run: Run) -> None:
    files = {"base/kustomization.yaml": "resources: [a.yaml]\n", "base/a.yaml": BUDGET, "new/kustomization.yaml": TO_V1}
    write(project, files)
    assert run("check", ".", "--select", "removed-api").out == ""
    write(project, {"old/kustomization.yaml": "resources: [../base]\n"})
    (line,) = run("check", ".", "--select", "removed-api", "--output-format", "concise").out.splitlines()
    assert line.startswith("base/a.yaml:1:13: error:")
    assert "as built by old" in line
