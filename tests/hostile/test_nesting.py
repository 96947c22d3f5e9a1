"""Every run ends with a report: values in values, deeper than Python recurses, written out or brought by aliases."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from podlint.yaml.builder import MAX_DEPTH
from podlint.yaml.reader import parse
from podlint.yaml.source import Source
from tests.hostile.conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.hostile.conftest import Outcome

    Lint = Callable[..., Outcome]

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {{name: ws.e.io}}
spec:
  group: e.io
  scope: Namespaced
  names: {{kind: W, plural: ws}}
  versions:
    - name: v1
      served: true
      storage: true
      schema: {{openAPIV3Schema: {0}}}
"""
PLACES = {
    "cm.yaml": CLEAN.replace("{", "{{").replace("}", "}}") + "data: {{a: {0}}}\n",
    "pod.yaml": "apiVersion: v1\nkind: Pod\nmetadata: {{name: a}}\nspec: {0}\n",
    "list.yaml": "apiVersion: v1\nkind: List\nitems: [{0}]\n",
    "cr.yaml": "apiVersion: e.io/v1\nkind: W\nmetadata: {{name: a}}\nspec: {0}\n",
    "crd.yaml": CRD,
    "fix.yaml": "apiVersion: v1\nkind: Service\nmetadata: {{name: a}}\nspec: {{ports: [{{port: '80'}}], x: {0}}}\n",
    "kustomization.yaml": "resources: [cm.yaml]\npatches: {0}\n",
    "k/kustomization.yaml": "resources: [r.yaml]\npatches: [{{path: p.yaml}}]\n"
    "crds: [d.yaml]\nopenapi: {{path: d.yaml}}\n",
    "k/r.yaml": "apiVersion: e.io/v1\nkind: W\nmetadata: {{name: a}}\nspec: {0}\n",
    "k/p.yaml": "apiVersion: e.io/v1\nkind: W\nmetadata: {{name: a}}\nspec: {0}\n",
    "k/d.yaml": "definitions: {0}\n",
    "Chart.yaml": "apiVersion: v2\nname: a\nannotations: {0}\n",
    "README.md": "```yaml\ncontainers: {0}\n```\n",
    "top.yaml": "{0}\n",
    "pod.json": "{0}",
}


def nested(levels: int, opening: str, closing: str, leaf: str = "a") -> str:
    """A value in many others."""
    return opening * levels + leaf + closing * levels


def aliased(levels: int, rounds: int) -> str:
    """The same many levels each time, within the ones before: no line is deep, and the value is."""
    first = f"k0: &a0 {nested(levels, '{a: ', '}')}"
    return (
        "{"
        + ", ".join([first, *(f"k{n}: &a{n} {nested(levels, '{a: ', '}', f'*a{n - 1}')}" for n in range(1, rounds))])
        + "}"
    )


DEEP = {
    "mappings": nested(10_000, "{a: ", "}"),
    "lists": nested(10_000, "[", "]"),
    "lists that are never closed": "[" * 10_000,
    "schemas": nested(5_000, "{type: object, properties: {a: ", "}}", "{type: string}"),
    "alternatives": nested(5_000, "{anyOf: [", "]}", "{}"),
    "as deep as it is read": nested(MAX_DEPTH - 20, "{not: ", "}", "{}"),
    "lists of objects": nested(100, "{apiVersion: v1, kind: List, items: [", "]}"),
    "aliases": aliased(100, 40),
    "many short aliases": aliased(1, 3_000),
    "an anchor that holds itself": "&a {b: [*a]}",
    "laughing": "{"
    + ", ".join(["a0: &a0 [x, x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 12))])
    + "}",
}


@pytest.mark.parametrize("deep", DEEP.values(), ids=list(DEEP))
def test_values_in_values_in_every_file_that_is_read(lint: Lint, deep: str) -> None:
    outcome = lint({name: text.format(deep) for name, text in PLACES.items()})
    assert "RecursionError" not in outcome.out + outcome.err
    assert {one["path"] for one in outcome.findings} & {"top.yaml", "pod.yaml", "kustomization.yaml"}
    for command in (("build", "k"), ("list", "."), ("graph", "."), ("check", "--fix", "--unsafe-fixes", ".")):
        assert "RecursionError" not in lint({}, *command).err


@pytest.mark.parametrize("deep", DEEP.values(), ids=list(DEEP))
def test_a_configuration_and_a_baseline_are_refused_at_their_place(lint: Lint, deep: str) -> None:
    outcome = lint({".podlint.yaml": f"rules: {deep}\n", "a.yaml": CLEAN}, "a.yaml")
    assert (outcome.status, outcome.err[:22]) == (2, "podlint: .podlint.yaml")
    (said,) = lint({".podlint.yaml": "baseline: b.json\n", "b.json": deep}, "a.yaml").err.splitlines()
    assert said.startswith("podlint: ")


def test_the_depth_of_an_alias_counts_where_it_stands() -> None:
    most = MAX_DEPTH - 1
    fits = f"a: &a {nested(most, '[', ']')}\nb: *a\n"
    assert parse(Source("a.yaml", fits)).problems == []
    deeper = f"a: &a {nested(most, '[', ']')}\nb: [x, *a]\n"
    ((_, problem),) = parse(Source("a.yaml", deeper)).problems
    assert problem.message == f"nested deeper than {MAX_DEPTH} levels, with what aliases repeat"
    assert deeper[problem.span.start : problem.span.end] == "*a"
    again = f"a: &a {nested(200, '[', ']')}\nb: &b {nested(50, '[', ']', '*a')}\nc: [[[[[[[*b]]]]]]]\n"
    assert len(parse(Source("a.yaml", again)).problems) == 1
    assert parse(Source("a.yaml", f"a: &a x\n{nested(most, '- ', '', '*a')}")).problems != []
    merged = f"a: &a {{k: {nested(most - 1, '[', ']')}}}\nb:\n  <<: *a\n"
    assert len(parse(Source("a.yaml", merged)).problems) == 1


def test_definitions_that_refer_to_each_other_without_end(lint: Lint) -> None:
    names = [f"n{number}" for number in range(40)]
    everything = ", ".join(f"{name}: {{$ref: {name}}}" for name in names)
    body = f"{{Schema: {{properties: {{kind: {{}}, apiVersion: {{}}, metadata: {{}}, {everything}}}}}}}"
    chain = ", ".join(f"c{n}: {{properties: {{a: {{$ref: '#/definitions/c{n + 1}'}}}}}}" for n in range(5_000))
    gvk = "c0: {x-kubernetes-group-version-kind: [{group: e.io, version: v1, kind: W}], properties: {a: {$ref: c1}}}"
    merged = "{x-kubernetes-patch-strategy: merge}"
    files = {
        "kustomization.yaml": "resources: [w.yaml]\ncrds: [d.yaml]\nopenapi: {path: o.yaml}\n"
        "patches: [{path: p.yaml}]\n",
        "w.yaml": "apiVersion: e.io/v1\nkind: W\nmetadata: {name: w}\nspec: {}\n",
        "p.yaml": "apiVersion: e.io/v1\nkind: W\nmetadata: {name: w}\nspec: {a: b}\n",
        "d.yaml": "\n".join(f"{name}: {body}" for name in names),
        "o.yaml": f"definitions: {{{chain}, {gvk}, c5000: {{properties: {{a: {merged}}}}}}}\n",
    }
    lint(files)
    assert "refer to each other too often" in lint({}, "build", ".").err


@pytest.mark.parametrize("field", ["resources", "components", "generators", "transformers", "validators"])
def test_kustomizations_that_take_each_other_without_end(lint: Lint, field: str) -> None:
    kind = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n" if field == "components" else ""
    chain = {f"d{n}/kustomization.yaml": f"{kind}{field}: [../d{n + 1}]\n" for n in range(1, 300)}
    files = {"d0/kustomization.yaml": f"{field}: [../d1]\nresources: [a.yaml]\n", "d0/a.yaml": CLEAN}
    if field == "resources":
        files["d0/kustomization.yaml"] = "resources: [../d1, a.yaml]\n"
    end = "a.yaml: 5\n" if field == "components" else "resources: []\n"
    checked = lint({**files, **chain, "d300/kustomization.yaml": f"{kind}{end}"})
    built = lint({}, "build", "d0")
    assert "RecursionError" not in checked.err + built.err
    if field in ("resources", "components"):
        assert "kustomizations take each other more than 50 levels deep" in built.err


@pytest.mark.parametrize("more", ["", "buildMetadata: [originAnnotations]\n", "openapi: {path: o.json}\n"])
@pytest.mark.parametrize("field", ["components", "resources"])
def test_kustomizations_that_take_each_other_twice(lint: Lint, field: str, more: str) -> None:
    """The eighteenth is reached in 131,072 ways."""
    kind = "kind: Component\napiVersion: kustomize.config.k8s.io/v1alpha1\n" if field == "components" else ""
    files = {
        "kustomization.yaml": f"resources: [a.yaml]\n{more}" if kind else more,
        "a.yaml": CLEAN,
        "o.json": '{"definitions": {}}',
        **{
            f"{x}{n}/kustomization.yaml": f"{kind}{field}: [../d{n + 1}, ../e{n + 1}]\n"
            for n in range(17)
            for x in "de"
        },
        **{f"{x}17/kustomization.yaml": f"{kind}commonAnnotations: {{a: b}}\n" for x in "de"},
    }
    files["kustomization.yaml"] += f"{field}: [d0, e0]\n" if kind else f"{field}: [a.yaml, d0, e0]\n"
    start = time.process_time()
    lint(files)
    built = lint({}, "build", ".")
    assert time.process_time() - start < 20
    if kind or more:
        assert "more than 2000 kustomizations are taken" in built.err
