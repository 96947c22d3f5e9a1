"""What a kustomization says, read from data of whatever types."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.kubernetes.view import UNKNOWN
from podlint.kustomize import fields


@pytest.mark.parametrize(
    "entry",
    [
        "https://registry.example/all.yaml",
        "ssh://git@host.example/owner/name",
        "HTTPS://registry.example/all.yaml",
        "github.com/owner/name",
        "github.com/owner/name/folder?ref=v1",
        "GitHub.com/owner/name",
        "git@host.example:owner/name.git",
        "me@host.example/owner/name",
        "git::https://host.example/owner/name",
        "gh:owner/name",
    ],
)
def test_what_kustomize_clones_or_downloads(entry: str) -> None:
    assert fields.is_remote(entry)


@pytest.mark.parametrize(
    "entry",
    [
        "v1.2/base/missing.yaml",
        "git.example.org/owner/repository",
        "host.example/owner/name.git",
        "../base?ref=v1",
        "../github.com/owner/name",
        "web.yaml",
        "web@2.yaml",
        ".",
        "",
    ],
)
def test_what_kustomize_looks_for_in_the_file_system(entry: str) -> None:
    assert not fields.is_remote(entry)


def test_resources_each_with_its_place() -> None:
    data = {"resources": ["a.yaml", 1, "https://e.example/b"], "bases": ["../base"], "components": ["../part"]}
    assert list(fields.resource_entries(data)) == [
        (("resources", 0), "a.yaml"),
        (("resources", 2), "https://e.example/b"),
        (("bases", 0), "../base"),
        (("components", 0), "../part"),
    ]


def test_patches_that_are_files() -> None:
    data = {
        "patches": [{"path": "a.yaml"}, {"patch": "..."}, {"path": "https://e.example/p.yaml"}, {"path": 1}],
        "patchesStrategicMerge": ["b.yaml", "kind: Pod\nmetadata: {name: a}\n", "{kind: Pod}"],
        "patchesJson6902": [{"path": "c.json", "target": {}}],
    }
    assert fields.patch_paths(data) == ["a.yaml", "b.yaml", "c.json"]
    assert [place for place, _ in fields.named_patches(data)] == [
        ("patches", 0, "path"),
        ("patchesStrategicMerge", 0),
        ("patchesJson6902", 0, "path"),
    ]
    assert fields.has_remote_patches(data)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"commonLabels": {"a": "b"}}, True),
        ({"labels": [{"pairs": {"a": "b"}, "includeSelectors": True}]}, True),
        ({"labels": [{"pairs": {"a": "b"}, "includeTemplates": True}]}, False),
        ({"labels": [{"pairs": {"a": "b"}}]}, False),
        ({"commonLabels": {}}, False),
    ],
)
def test_labels_that_go_into_selectors(data: Any, expected: bool) -> None:
    assert fields.adds_selectors(data) is expected


def test_keys_of_what_is_generated() -> None:
    (made,) = fields.generated_configs(
        {"configMapGenerator": [{"name": "c", "literals": ["a=1", "b"], "files": ["x/y.txt", "k=z.txt"]}, {"name": 1}]}
    )
    assert made["data"] == {"a": "", "b": "", "y.txt": "", "k": ""}


@pytest.mark.parametrize("more", [{"envs": ["a.env"]}, {"env": "a.env"}, {"behavior": "merge"}])
def test_keys_that_only_other_files_know(more: dict[str, Any]) -> None:
    (made,) = fields.generated_configs({"secretGenerator": [{"name": "s", "namespace": "shop", **more}]})
    assert made["data"] is UNKNOWN
    assert made["metadata"] == {"name": "s", "namespace": "shop"}


@pytest.mark.parametrize("odd", [None, "", 0, True, [], {}, [None], [{}], "text", [[["deep"]]], 0.5, {"name": None}])
def test_no_data_is_too_odd(odd: Any) -> None:
    keys = (
        "resources bases components patches patchesStrategicMerge patchesJson6902 images vars labels commonLabels "
        "configMapGenerator secretGenerator namespace kind apiVersion replicas replacements helmCharts"
    )
    for data in (odd, dict.fromkeys(keys.split(), odd), *({key: [odd]} for key in keys.split())):
        assert list(fields.resource_entries(data)) is not None
        for read in (fields.patch_paths, fields.images, fields.variables, fields.generated_configs, fields.pod_labels):
            assert all(isinstance(found, (str, dict)) for found in read(data))
        for ask in (fields.adds_selectors, fields.has_patches, fields.has_plugins, fields.is_component):
            assert ask(data) in (True, False)
        assert fields.namespace(data) in (None, "text")
