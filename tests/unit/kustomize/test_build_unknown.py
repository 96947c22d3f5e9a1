"""What the files of a kustomization do not show: exactly that is unknown, and refusals have their place."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from podlint.kubernetes.view import UNKNOWN
from podlint.kustomize.build import Build, Builder, build
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from podlint.yaml.parsed import Parsed

POD = """\
apiVersion: v1
kind: Pod
metadata:
  name: p
spec:
  containers:
    - name: c
      image: i
      envFrom:
        - secretRef:
            name: login
        - configMapRef:
            name: other
"""
CONFIG_MAP = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: other\n"


def built(files: dict[str, str], folder: str = ".") -> Build:
    return Builder(lambda path: files[path].encode() if path in files else None).build(folder)


def unknown(found: Build) -> list[tuple[str, tuple[str | int, ...]]]:
    return [(each.object.data["kind"], each.path) for each in found.unknown]


def places(found: Build) -> list[tuple[str, int, str]]:
    return [
        (problem.location.path, problem.location.start.line, problem.reason)
        for problem in found.problems
        if problem.location is not None
    ]


def test_a_remote_base_opens_the_set_and_changes_nothing_else() -> None:
    found = built(
        {
            "kustomization.yaml": "resources:\n  - c.yaml\n  - https://example.com/owner/repo//base?ref=v1\n",
            "c.yaml": CONFIG_MAP,
        }
    )
    assert found.open
    assert [gap.location.start.line for gap in found.gaps if gap.location] == [3]
    assert unknown(found) == []
    assert found.problems == []
    assert [each.data["metadata"]["name"] for each in found.objects] == ["other"]


def test_names_that_a_remote_base_may_change_are_unknown() -> None:
    found = built(
        {
            "kustomization.yaml": "resources: [p.yaml, c.yaml, 'https://example.com/o/r//b']\nnamePrefix: x-\n",
            "p.yaml": POD,
            "c.yaml": CONFIG_MAP,
        }
    )
    assert unknown(found) == [("Pod", ("spec", "containers", 0, "envFrom", 0, "secretRef", "name"))]
    pod = next(each for each in found.objects if each.data["kind"] == "Pod")
    sources = pod.data["spec"]["containers"][0]["envFrom"]
    assert sources == [{"secretRef": {"name": UNKNOWN}}, {"configMapRef": {"name": "x-other"}}]


def test_a_missing_env_file_leaves_the_data_the_hash_and_references_unknown() -> None:
    found = built(
        {
            "kustomization.yaml": "resources: [p.yaml]\nsecretGenerator:\n  - name: login\n    envs: [secret.env]\n",
            "p.yaml": POD,
        }
    )
    assert places(found) == [("kustomization.yaml", 4, "file 'secret.env' cannot be read")]
    assert not found.open
    assert sorted(unknown(found)) == [
        ("Pod", ("spec", "containers", 0, "envFrom", 0, "secretRef", "name")),
        ("Secret", ("data",)),
        ("Secret", ("metadata", "name")),
    ]


def test_several_secrets_whose_names_are_not_known_are_several() -> None:
    found = built({"kustomization.yaml": "secretGenerator: [{name: a, envs: [a.env]}, {name: b, envs: [b.env]}]\n"})
    assert [reason for _, _, reason in places(found)] == [
        "file 'a.env' cannot be read",
        "file 'b.env' cannot be read",
    ]
    assert len(found.objects) == 2


def test_an_account_may_be_one_of_a_remote_base_that_gets_a_prefix() -> None:
    pod = f"{POD}  serviceAccountName: robot\n"
    files = {"kustomization.yaml": "resources: [p.yaml, github.com/o/r]\n", "p.yaml": pod}
    account = ("Pod", ("spec", "serviceAccountName"))
    assert account not in unknown(built(files))
    files["kustomization.yaml"] += "namePrefix: x-\n"
    assert account in unknown(built(files))


def test_a_missing_patch_leaves_its_target_unknown() -> None:
    found = built(
        {
            "kustomization.yaml": (
                "resources: [p.yaml, c.yaml]\npatches:\n  - target: {kind: Pod}\n    path: nothing.yaml\n"
            ),
            "p.yaml": POD,
            "c.yaml": CONFIG_MAP,
        }
    )
    assert unknown(found) == [("Pod", ())]
    assert places(found) == [("kustomization.yaml", 4, "file 'nothing.yaml' cannot be read")]


def test_a_transformer_that_is_not_run_leaves_everything_before_it_unknown() -> None:
    transformer = "apiVersion: example.com/v1\nkind: Magic\nmetadata: {name: m}\n"
    found = built(
        {
            "kustomization.yaml": "resources: [c.yaml]\ntransformers: [m.yaml]\n",
            "c.yaml": CONFIG_MAP,
            "m.yaml": transformer,
        }
    )
    assert unknown(found) == [("ConfigMap", ())]
    assert found.open


def test_a_patch_may_be_for_an_object_of_a_remote_base() -> None:
    patch = "apiVersion: v1\nkind: Secret\nmetadata: {name: far}\n"
    found = built({"kustomization.yaml": "resources: [github.com/o/r]\npatches: [{path: s.yaml}]\n", "s.yaml": patch})
    assert found.problems == []
    assert found.open


def test_a_variable_of_an_unseen_object_is_unknown_where_it_is_used() -> None:
    pod = POD.replace("image: i", "image: i\n      command: [$(HOST), b]")
    found = built(
        {
            "kustomization.yaml": (
                "resources: [p.yaml, github.com/o/r]\n"
                "vars: [{name: HOST, objref: {kind: Service, name: far, apiVersion: v1}}]\n"
            ),
            "p.yaml": pod,
        }
    )
    assert ("Pod", ("spec", "containers", 0, "command", 0)) in unknown(found)
    assert ("Pod", ("spec", "containers", 0, "command", 1)) not in unknown(found)


TAKEN = "resources: [c.yaml]\n"
REFUSED = [
    (f"{TAKEN}resource: [x]\n", 2, 'unknown field "resource", did you mean "resources"?'),
    (f"{TAKEN}images:\n  - name: x\n    newTag: 1.5\n", 4, "newTag must be a text"),
    (f"{TAKEN}patches:\n  - c.yaml\n", 3, "each item of patches must be a mapping"),
    ("resources:\n  - c.yaml\n  - c.yaml\n", 3, "ConfigMap 'other' is there already"),
    (f"{TAKEN}replicas:\n  - name: x\n    count: 1\n", 3, "replicas: no object with replicas is named 'x'"),
    ("resources:\n  - nothing.yaml\n", 2, "'nothing.yaml' is neither a file nor a folder with a kustomization"),
    (
        f"{TAKEN}patches:\n  - target: {{kind: ConfigMap}}\n    patch: |-\n      - op: remove\n        path: /x\n",
        5,
        "path '/x' does not exist in the object",
    ),
    (
        f"{TAKEN}patches:\n  - patch: |-\n      apiVersion: v1\n      kind: Pod\n      metadata: {{name: q}}\n",
        4,
        "the patch of Pod 'q' fits no object",
    ),
    ("configMapGenerator:\n  - name: a\n    literals: [x=1,\n      x=2]\n", 4, "key 'x' is there twice"),
]


@pytest.mark.parametrize(("text", "line", "reason"), REFUSED, ids=[reason for _, _, reason in REFUSED])
def test_a_refusal_is_placed_at_its_cause(text: str, line: int, reason: str) -> None:
    found = built({"kustomization.yaml": text, "c.yaml": CONFIG_MAP})
    assert places(found) == [("kustomization.yaml", line, reason)]
    assert found.objects == [] or "neither" in reason


def test_an_object_that_two_files_hold_is_refused_in_the_second() -> None:
    found = built({"kustomization.yaml": "resources: [c.yaml, d.yaml]\n", "c.yaml": CONFIG_MAP, "d.yaml": CONFIG_MAP})
    assert places(found) == [("d.yaml", 1, "ConfigMap 'other' is there already")]


def test_a_base_that_is_taken_on_two_ways_is_refused_where_it_is_taken_again() -> None:
    found = built(
        {
            "kustomization.yaml": "resources:\n  - a\n  - b\n",
            "a/kustomization.yaml": "resources: [../base]\n",
            "b/kustomization.yaml": "resources: [../base]\n",
            "base/kustomization.yaml": "resources: [c.yaml]\n",
            "base/c.yaml": CONFIG_MAP,
        }
    )
    assert places(found) == [("kustomization.yaml", 3, "ConfigMap 'other' is there already")]


def test_a_broken_file_is_pointed_at_in_itself() -> None:
    found = built({"kustomization.yaml": "resources: [c.yaml]\n", "c.yaml": f"{CONFIG_MAP}data: {{a\n"})
    assert [(path, line) for path, line, _ in places(found)] == [("c.yaml", 5)]


def test_files_that_are_parsed_already_are_taken() -> None:
    source = Source("shown/c.yaml", CONFIG_MAP)
    parsed = parse(source)

    def reader(path: str) -> bytes | tuple[Source, Parsed] | None:
        return (
            b"resources: [c.yaml]\n" if path == "kustomization.yaml" else (source, parsed) if path == "c.yaml" else None
        )

    found = Builder(reader).build(".")
    spot = found.objects[0].place(("metadata", "name"))
    assert spot is not None and spot.document is parsed.documents[0].document
    assert spot.locate().path == "shown/c.yaml"


def test_each_file_is_read_once_however_many_overlays_take_it() -> None:
    read: list[str] = []
    files = {"base/kustomization.yaml": "resources: [c.yaml]\n", "base/c.yaml": CONFIG_MAP}
    files |= {f"o{n}/kustomization.yaml": f"resources: [../base]\nnameSuffix: -v{n}\n" for n in range(30)}

    def reader(path: str) -> bytes | None:
        read.append(path)
        return files[path].encode() if path in files else None

    builder = Builder(reader)
    names = [builder.build(f"o{n}").objects[0].data["metadata"]["name"] for n in range(30)]
    assert names == [f"other-v{n}" for n in range(30)]
    assert read.count("base/c.yaml") == read.count("base/kustomization.yaml") == 1


def test_overlays_do_not_change_what_others_get() -> None:
    files = {"base/kustomization.yaml": "resources: [p.yaml]\n", "base/p.yaml": POD}
    files["a/kustomization.yaml"] = "resources: [../base]\nimages: [{name: i, newTag: a}]\nlabels: [{pairs: {a: b}}]\n"
    files["b/kustomization.yaml"] = "resources: [../base]\n"
    builder = Builder(lambda path: files[path].encode() if path in files else None)
    for folder, image in (("a", "i:a"), ("b", "i"), ("a", "i:a"), ("base", "i")):
        assert builder.build(folder).objects[0].data["spec"]["containers"][0]["image"] == image


@pytest.mark.exhaustive
def test_many_overlays_over_one_base_cost_each_the_same() -> None:
    base = "---\n".join(POD.replace("name: p\n", f"name: p{n}\n") for n in range(40))

    def seconds(count: int) -> float:
        files = {"base/kustomization.yaml": "resources: [p.yaml]\n", "base/p.yaml": base}
        files |= {f"o{n}/kustomization.yaml": "resources: [../base]\nnamespace: x\n" for n in range(count)}
        builder = Builder(lambda path: files[path].encode() if path in files else None)
        start = time.process_time()
        for n in range(count):
            builder.build(f"o{n}")
        return time.process_time() - start

    assert seconds(120) < 8 * seconds(30)


def test_a_folder_without_a_kustomization() -> None:
    found = build("/nonexistent")
    assert [problem.reason for problem in found.problems] == ["folder '/nonexistent' holds no kustomization"]
