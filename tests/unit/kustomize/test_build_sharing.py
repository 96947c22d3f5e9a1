"""Overlays share what they do not change of a base, and change nothing of each other's."""

from __future__ import annotations

from podlint.kustomize.build import Builder
from podlint.kustomize.build.nodes import Map, Scalar
from podlint.kustomize.build.resource import Resource
from podlint.kustomize.build.schema import Schema

BASE = """apiVersion: apps/v1
kind: Deployment
metadata: {name: web, labels: {app: web}}
spec:
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      initContainers: [{name: init, image: registry.example/init:1}]
      containers:
        - {name: web, image: registry.example/web:1, env: [{name: A, value: a}]}
        - {name: side, image: registry.example/side:1}
"""
FILES = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": BASE,
    "plain/kustomization.yaml": "resources: [../base]\n",
    "named/kustomization.yaml": "resources: [../base]\nnamePrefix: my-\nnamespace: other\n",
    "tagged/kustomization.yaml": "resources: [../base]\nimages: [{name: registry.example/side, newTag: '2'}]\n",
    "labelled/kustomization.yaml": "resources: [../base]\nlabels: [{pairs: {tier: front}, includeSelectors: true}]\n",
    "again/kustomization.yaml": "resources: [../labelled]\nlabels: [{pairs: {tier: back}, includeSelectors: true}]\n",
    "patched/kustomization.yaml": (
        "resources: [../base]\nnamePrefix: my-\n"
        "patches: [{patch: '- {op: remove, path: /spec/template/spec/initContainers}', target: {kind: Deployment}}]\n"
    ),
}
ORDER = ["plain", "named", "tagged", "labelled", "again", "patched"]


def builder() -> Builder:
    return Builder(lambda path: FILES[path].encode() if path in FILES else None)


def test_overlays_come_out_the_same_whatever_was_built_before() -> None:
    alone = {name: builder().build(name).objects[0].data for name in ORDER}
    together = builder()
    for order in (ORDER, ORDER[::-1]):
        assert {name: together.build(name).objects[0].data for name in order} == alone
    assert alone["named"]["metadata"] == {"name": "my-web", "labels": {"app": "web"}, "namespace": "other"}
    assert alone["again"]["spec"]["selector"]["matchLabels"] == {"app": "web", "tier": "back"}
    assert [one["image"] for one in alone["tagged"]["spec"]["template"]["spec"]["containers"]] == [
        *("registry.example/web:1", "registry.example/side:2")
    ]
    assert "initContainers" not in alone["patched"]["spec"]["template"]["spec"]


def test_what_an_overlay_does_not_change_is_made_once() -> None:
    together = builder()
    plain, named, tagged = (together.build(name).objects[0].data for name in ("plain", "named", "tagged"))
    assert named["spec"] is plain["spec"]
    assert tagged["spec"]["selector"] is plain["spec"]["selector"]
    ours, theirs = (data["spec"]["template"]["spec"]["containers"][0] for data in (tagged, plain))
    assert ours["env"] is theirs["env"]


def test_a_value_that_stands_in_several_places_stays_one_in_a_copy() -> None:
    label = Scalar("front")
    label.shared = True
    metadata = Map(None, {"name": Scalar("web"), "labels": Map(None, {"tier": label})})
    root = Map(None, {"kind": Scalar("Pod"), "metadata": metadata, "spec": Map(None, {"tier": label})})
    resource = Resource(root, Schema())
    other = resource.fork()
    own = other.own_along(("metadata", "labels")).entries
    labels, spec = other.metadata()["labels"], own["spec"]
    assert isinstance(labels, Map)
    assert isinstance(spec, Map)
    assert labels.entries["tier"] is spec.entries["tier"] is not label
    assert resource.root is root
    assert root.entries["metadata"] is metadata
