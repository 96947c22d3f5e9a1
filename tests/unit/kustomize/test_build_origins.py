"""Every value of a built object knows the file and the line that it was written in."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from podlint.kustomize.build import Build, Builder, Built
from podlint.yaml.place import Part

if TYPE_CHECKING:
    from podlint.yaml.place import Path

DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: 1
  template:
    spec:
      containers:
        - name: web
          image: nginx:1.25
          envFrom:
            - configMapRef:
                name: settings
        - name: side
          image: envoy
"""
CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  host: example.com
"""


def built(files: dict[str, str], folder: str = ".") -> Build:
    return Builder(lambda path: files[path].encode() if path in files else None).build(folder)


def one(files: dict[str, str], kind: str = "Deployment", folder: str = ".") -> Built:
    found = built(files, folder)
    assert found.problems == []
    return next(each for each in found.objects if each.data["kind"] == kind)


def line(each: Built, path: Path, part: Part = Part.VALUE) -> str:
    spot = each.place(path, part)
    assert spot is not None
    location = spot.locate()
    return f"{location.path}:{location.start.line}"


CONTAINER: Path = ("spec", "template", "spec", "containers", 0)


def test_what_nothing_changes_is_the_bases() -> None:
    each = one({"kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": DEPLOYMENT})
    assert line(each, ("spec", "replicas")) == "web.yaml:6"
    assert line(each, (*CONTAINER, "image")) == "web.yaml:11"
    assert line(each, ("metadata", "name")) == "web.yaml:4"


def test_a_patch_in_a_file_is_pointed_at() -> None:
    patch = "apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  paused: true\n"
    kustomization = "resources: [web.yaml]\npatches:\n  - path: patch.yaml\n"
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT, "patch.yaml": patch})
    assert line(each, ("spec", "replicas")) == "patch.yaml:6"
    assert line(each, ("spec", "replicas"), Part.KEY) == "patch.yaml:6"
    assert line(each, ("spec", "paused")) == "patch.yaml:7"
    assert line(each, (*CONTAINER, "image")) == "web.yaml:11"


def test_an_inline_patch_is_pointed_at_line_by_line() -> None:
    kustomization = """\
resources: [web.yaml]
patches:
  - target: {kind: Deployment}
    patch: |-
      apiVersion: apps/v1
      kind: Deployment
      metadata:
        name: web
      spec:
        template:
          spec:
            containers:
              - name: side
                image: envoy:v2
      ---
  - target: {kind: Deployment}
    patch: |
      # a comment
      - op: replace
        path: /spec/replicas
        value: 7
"""
    each = one({"kustomization.yaml": kustomization.replace("      ---\n", ""), "web.yaml": DEPLOYMENT})
    side = next(i for i, c in enumerate(each.data["spec"]["template"]["spec"]["containers"]) if c["name"] == "side")
    assert line(each, ("spec", "template", "spec", "containers", side, "image")) == "kustomization.yaml:14"
    assert line(each, ("spec", "replicas")) == "kustomization.yaml:20"
    location = each.place(("spec", "replicas")).locate()  # type: ignore[union-attr]
    assert location.start.column == 16


def test_a_patch_in_quotes_is_pointed_at_in_its_line() -> None:
    kustomization = (
        "resources: [web.yaml]\npatches:\n  - target: {kind: Deployment}\n"
        '    patch: \'[{"op": "replace", "path": "/spec/replicas", "value": 7}]\'\n'
    )
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT})
    location = each.place(("spec", "replicas")).locate()  # type: ignore[union-attr]
    assert (location.start.line, location.start.column) == (4, kustomization.splitlines()[3].index("7}") + 1)


@pytest.mark.parametrize(
    ("patch", "place"),
    [
        ('"- op: replace\\n  path: /spec/replicas\\n  value: 7\\n"', (4, 61)),
        ("'- {op: replace, ''path'': /spec/replicas, value: 7}'", (4, 62)),
        (">\n      - {op: replace,\n      path: /spec/replicas,\n\n      value: 7}", (8, 14)),
        ("'- {op: replace,\n      path: /spec/replicas,\n\n      value: 7}'", (7, 14)),
        ("|1-\n      - op: replace\n        path: /spec/replicas\n        value: 7", (7, 16)),
        ("|+ # words\n\n      - op: replace\n        path: /spec/replicas\n        value: 7\n\n", (8, 16)),
        ("|\n      - op: replace\n        path: /spec/replicas\n        value: 7  \n", (7, 16)),
        ("&it |\r\n      - op: replace\r\n        path: /spec/replicas\r\n        value: 7\r\n", (7, 16)),
        ('"- {op: replace, \\\n      path: /spec/replicas,\\n\\x20value: \\u0037}"', (5, 41)),
    ],
    ids=[
        "escapes",
        "quotes",
        "folded",
        "lines",
        "indicator",
        "empty lines",
        "spaces at the end",
        "CRLF and anchor",
        "escaped break",
    ],
)
def test_a_patch_is_pointed_at_however_it_is_written(patch: str, place: tuple[int, int]) -> None:
    kustomization = f"resources: [web.yaml]\npatches:\n  - target: {{kind: Deployment}}\n    patch: {patch}\n"
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT})
    assert each.data["spec"]["replicas"] == 7
    start = each.place(("spec", "replicas")).locate().start  # type: ignore[union-attr]
    assert (start.line, start.column) == place


def test_a_patch_that_an_alias_repeats_is_pointed_at_by_its_key() -> None:
    kustomization = (
        "commonAnnotations: {}\nresources: [web.yaml]\npatches:\n  - target: {kind: ConfigMap}\n"
        "    patch: &p '- {op: add, path: /spec/replicas, value: 7}'\n  - target: {kind: Deployment}\n    patch: *p\n"
    )
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT})
    start = each.place(("spec", "replicas")).locate().start  # type: ignore[union-attr]
    assert (start.line, start.column) == (7, 5)


FIELDS = [
    ("namespace: prod\n", ("metadata", "namespace")),
    ("namePrefix: x-\n", ("metadata", "name")),
    ("labels:\n  - pairs:\n      # the label\n      app: web\n", ("metadata", "labels", "app")),
    ("commonAnnotations:\n  note: text\n", ("metadata", "annotations", "note")),
    ("images:\n  - name: nginx\n    newTag: '1.27'\n", (*CONTAINER, "image")),
    ("images:\n  - name: nginx\n    newName: mirror/nginx\n", (*CONTAINER, "image")),
    ("replicas:\n  - name: web\n    count: 5\n", ("spec", "replicas")),
]


@pytest.mark.parametrize(("text", "path"), FIELDS, ids=[text.partition(":")[0] for text, _ in FIELDS])
def test_what_the_kustomization_sets_is_pointed_at_there(text: str, path: Path) -> None:
    each = one({"kustomization.yaml": f"resources: [web.yaml]\n{text}", "web.yaml": DEPLOYMENT})
    assert line(each, path) == f"kustomization.yaml:{1 + len(text.splitlines())}"


def test_the_key_of_a_changed_value_stays_where_it_was_written() -> None:
    kustomization = "resources: [web.yaml]\nimages:\n  - name: nginx\n    newTag: '1.27'\n"
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT})
    assert line(each, (*CONTAINER, "image")) == "kustomization.yaml:4"
    assert line(each, (*CONTAINER, "image"), Part.KEY) == "web.yaml:11"


def test_what_is_absent_is_pointed_at_the_nearest_value_around_it() -> None:
    each = one({"kustomization.yaml": "resources: [web.yaml]\n", "web.yaml": DEPLOYMENT})
    spot = each.place((*CONTAINER, "livenessProbe", "httpGet"))
    assert spot is not None and not spot.exact
    assert spot.path == CONTAINER
    assert line(each, (*CONTAINER, "livenessProbe")) == "web.yaml:10"


def test_a_generated_value_is_pointed_at_the_entry_that_makes_it() -> None:
    kustomization = """\
configMapGenerator:
  - name: settings
    literals:
      - a=b
    files:
      - app.properties
resources: [web.yaml]
"""
    files = {"kustomization.yaml": kustomization, "app.properties": "x=y\n", "web.yaml": DEPLOYMENT}
    config = one(files, "ConfigMap")
    assert line(config, ("data", "a")) == "kustomization.yaml:4"
    assert line(config, ("data", "app.properties")) == "kustomization.yaml:6"
    assert line(config, ("metadata", "name")) == "kustomization.yaml:2"
    reference = (*CONTAINER, "envFrom", 0, "configMapRef", "name")
    each = one(files)
    assert re.fullmatch("settings-[0-9a-z]{10}", each.data["spec"]["template"]["spec"]["containers"][0]["envFrom"][0]
                        ["configMapRef"]["name"])  # fmt: skip
    assert line(each, reference) == "kustomization.yaml:2"
    assert line(each, reference, Part.KEY) == "web.yaml:14"


def test_a_replaced_value_is_pointed_at_its_source() -> None:
    kustomization = """\
resources: [web.yaml, settings.yaml]
replacements:
  - source: {kind: ConfigMap, fieldPath: data.host}
    targets:
      - select: {kind: Deployment}
        fieldPaths: [spec.template.spec.containers.0.image]
"""
    each = one({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT, "settings.yaml": CONFIG_MAP})
    assert line(each, (*CONTAINER, "image")) == "settings.yaml:6"


def test_the_lines_of_a_base_survive_several_overlays() -> None:
    files = {
        "prod/kustomization.yaml": "resources: [../stage]\nnamespace: prod\n",
        "stage/kustomization.yaml": "resources: [../base]\nnameSuffix: -s\nreplicas: [{name: web, count: 2}]\n",
        "base/kustomization.yaml": "resources: [web.yaml]\n",
        "base/web.yaml": DEPLOYMENT,
    }
    each = one(files, folder="prod")
    assert line(each, ("metadata", "namespace")) == "prod/kustomization.yaml:2"
    assert line(each, ("metadata", "name")) == "stage/kustomization.yaml:2"
    assert line(each, ("spec", "replicas")) == "stage/kustomization.yaml:3"
    assert line(each, (*CONTAINER, "image")) == "base/web.yaml:11"
    assert [(before.name, before.namespace) for before in each.before] == [("web", "default"), ("web-s", "default")]
    assert (each.id.name, each.id.namespace) == ("web-s", "prod")


def test_every_value_has_a_place() -> None:
    kustomization = """\
resources: [web.yaml, settings.yaml]
namespace: prod
labels: [{pairs: {a: b}, includeSelectors: true}]
configMapGenerator: [{name: made, literals: [a=b], options: {labels: {c: d}, immutable: true}}]
secretGenerator: [{name: made, literals: [a=b]}]
"""
    found = built({"kustomization.yaml": kustomization, "web.yaml": DEPLOYMENT, "settings.yaml": CONFIG_MAP})
    assert len(found.objects) == 4
    for each in found.objects:
        assert [path for path, origin in each.values() if origin is None] == []


def test_an_alias_points_at_what_it_repeats() -> None:
    text = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  x: &v hello\n  y: *v\n"
    each = one({"kustomization.yaml": "resources: [a.yaml]\n", "a.yaml": text}, "ConfigMap")
    assert line(each, ("data", "y")) == "a.yaml:6"
