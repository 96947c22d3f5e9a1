"""Rules about workloads and what stands beside them, where kustomizations say what belongs together."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


def workload(name: str, app: str, kind: str = "Deployment", ports: str = "") -> str:
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nspec:\n"
        f"  selector: {{matchLabels: {{app: {app}}}}}\n"
        f"  template:\n    metadata: {{labels: {{app: {app}}}}}\n"
        f"    spec: {{containers: [{{name: a, image: 'a:1', ports: [{ports}]}}]}}\n"
    )


def found(run: Run, project: Path, rule: str, **files: str) -> list[str]:
    for name, text in files.items():
        path = project / name.replace("__", "/").replace("_yaml", ".yaml")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    lines = run("check", "--output-format=concise", "-q", "--select", rule).out.splitlines()
    return [line.partition(":")[0] for line in lines]


def test_selectors_overlap_in_one_kustomization_not_in_two(run: Run, project: Path) -> None:
    files = {"one_yaml": workload("one", "shop"), "two_yaml": workload("two", "shop")}
    assert found(run, project, "overlapping-selectors", **files) == [], "files of a folder may be variants"
    resources = "resources: [one.yaml, two.yaml]\n"
    assert found(run, project, "overlapping-selectors", kustomization_yaml=resources) == ["two.yaml"]
    apart = {"kustomization_yaml": "resources: [one.yaml]\n", "b__kustomization_yaml": "resources: [../two.yaml]\n"}
    assert found(run, project, "overlapping-selectors", **apart) == []


def test_host_ports_clash_in_one_kustomization_not_in_two(run: Run, project: Path) -> None:
    ports = "{containerPort: 80, hostPort: 9100}"
    files = {
        "a__one_yaml": workload("one", "one", "DaemonSet", ports),
        "b__two_yaml": workload("two", "two", "DaemonSet", ports),
    }
    assert found(run, project, "host-port-clash", **files) == []
    both = "resources: [a/one.yaml, b/two.yaml]\n"
    assert found(run, project, "host-port-clash", kustomization_yaml=both) == ["b/two.yaml"]


def test_patches_may_set_the_replicas(run: Run, project: Path) -> None:
    files = {"web_yaml": workload("web", "web"), "kustomization_yaml": "resources: [web.yaml]\n"}
    assert found(run, project, "single-replica", **files) == ["web.yaml"]
    patched = "resources: [..]\npatches: [{patch: '[{op: add, path: /spec/replicas, value: 3}]', target: {}}]\n"
    assert found(run, project, "single-replica", prod__kustomization_yaml=patched) == []
