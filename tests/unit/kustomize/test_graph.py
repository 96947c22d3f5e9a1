"""Who takes what: kustomizations as texts in memory, below a folder `/shop`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from podlint.kustomize.fields import KUSTOMIZATION_NAMES
from podlint.kustomize.graph import Graph
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterable


def project(files: dict[str, str]) -> Graph:
    """The graph of files below `/shop`; those that are no kustomizations are just there. Each is read once."""
    texts = {f"/shop/{name}": text for name, text in files.items()}
    folders = {name.rpartition("/")[0] for name in texts}
    folders |= {folder.rpartition("/")[0] for folder in folders}
    unread = set(texts)

    def read(file: str) -> list[object]:
        unread.remove(file)
        return [composed.document.data for composed in parse(Source(file, texts[file])).documents]

    named = [name for name in texts if name.rpartition("/")[2] in KUSTOMIZATION_NAMES]
    return Graph(read, named, is_file=texts.__contains__, is_folder=folders.__contains__)


def short(names: Iterable[str]) -> list[str]:
    """The folders of kustomizations, and the names of other files, below `/shop`."""
    return sorted(name.removeprefix("/shop/").removesuffix("/kustomization.yaml") for name in names)


def at(folder: str) -> str:
    return f"/shop/{folder}/kustomization.yaml"


BASE_AND_OVERLAYS = {
    "base/kustomization.yaml": "resources: [web.yaml, db.yaml]\n",
    "base/web.yaml": "",
    "base/db.yaml": "",
    "base/notes.yaml": "",
    "test/kustomization.yaml": "resources: [../base, extra.yaml]\n",
    "test/extra.yaml": "",
    "prod/kustomization.yaml": "resources: [../base]\npatches: [{path: more.yaml}]\nnamespace: prod\n",
    "prod/more.yaml": "",
}


def test_a_file_is_taken_by_its_kustomization_and_by_all_that_take_that() -> None:
    graph = project(BASE_AND_OVERLAYS)
    assert short(graph.scopes("/shop/base/web.yaml")) == ["base", "prod", "test"]
    assert short(graph.taken_by("/shop/base/web.yaml")) == ["base"]
    assert short(graph.scopes("/shop/test/extra.yaml")) == ["test"]
    assert graph.scopes("/shop/base/notes.yaml") == frozenset()
    assert short(graph.files(at("test"))) == ["base/db.yaml", "base/web.yaml", "test/extra.yaml"]


def test_a_patch_is_no_resource() -> None:
    graph = project(BASE_AND_OVERLAYS)
    assert short(graph.patched_by("/shop/prod/more.yaml")) == ["prod"]
    assert graph.scopes("/shop/prod/more.yaml") == frozenset()
    assert graph.patched_by("/shop/base/web.yaml") == ()


def test_roots_are_taken_by_nothing() -> None:
    assert short(project(BASE_AND_OVERLAYS).roots()) == ["prod", "test"]


def test_one_leads_to_another_through_others() -> None:
    graph = project(
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "components: [../c]\n",
            "c/kustomization.yaml": "kind: Component\n",
        }
    )
    assert short(graph.takes(at("a"))) == ["b", "c"]
    assert graph.leads_to(at("a"), at("c"))
    assert not graph.leads_to(at("c"), at("a"))
    assert graph.leads_to(at("a"), at("a"))


def test_kustomizations_that_take_each_other() -> None:
    graph = project(
        {
            "a/kustomization.yaml": "resources: [../b]\n",
            "b/kustomization.yaml": "resources: [../a, web.yaml]\n",
            "b/web.yaml": "",
        }
    )
    assert short(graph.scopes("/shop/b/web.yaml")) == ["a", "b"]
    assert short(graph.takes(at("a"))) == ["a", "b"]
    assert graph.roots() == []


def test_all_file_names_of_kustomizations_count() -> None:
    graph = project(
        {
            "one/kustomization.yml": "resources: [a.yaml]\n",
            "one/a.yaml": "",
            "two/Kustomization": "resources: [../one]\n",
        }
    )
    assert sorted(graph.scopes("/shop/one/a.yaml")) == ["/shop/one/kustomization.yml", "/shop/two/Kustomization"]


@pytest.mark.parametrize(
    ("text", "is_open"),
    [
        ("resources: [web.yaml]\n", False),
        ("resources: [https://example.org/all.yaml]\n", True),
        ("resources: [web.yaml]\nhelmCharts: [{name: db}]\n", True),
        ("generators: [secret.yaml]\n", True),
        ("patches: [{path: https://example.org/patch.yaml}]\n", True),
        ("resources: [none.yaml]\n", True),
        ("resources: [../empty]\n", True),
        ("resources: [[a]]\n", True),
        ("just words\n", True),
        ("", True),
    ],
)
def test_what_is_open(text: str, is_open: bool) -> None:
    graph = project(
        {
            "base/kustomization.yaml": text,
            "base/web.yaml": "",
            "empty/web.yaml": "",
            "over/kustomization.yaml": "resources: [../base]\n",
            "beside/kustomization.yaml": "resources: [../base/web.yaml]\n",
        }
    )
    assert graph.is_open(at("base")) is is_open
    assert graph.is_open(at("over")) is is_open
    assert not graph.is_open(at("beside"))


def test_a_file_called_like_a_url_is_a_file() -> None:
    text = "resources: [github.com/owner/name/web.yaml, github.com/owner/other, v1.2/base/web.yaml]\n"
    graph = project(
        {
            "kustomization.yaml": text,
            "github.com/owner/name/web.yaml": "",
            "v1.2/base/web.yaml": "",
        }
    )
    assert short(graph.files("/shop/kustomization.yaml")) == ["github.com/owner/name/web.yaml", "v1.2/base/web.yaml"]
    assert graph.is_open("/shop/kustomization.yaml")


def test_a_folder_without_a_kustomization_is_taken_as_it_is() -> None:
    graph = project({"kustomization.yaml": "resources: [crds]\n", "crds/one.yaml": ""})
    assert graph.scopes("/shop/crds/one.yaml") == frozenset({"/shop/kustomization.yaml"})


def test_the_labels_that_overlays_add_to_the_pods_of_a_base() -> None:
    graph = project(
        {
            **BASE_AND_OVERLAYS,
            "test/kustomization.yaml": "resources: [../base]\ncommonLabels: {env: test, team: shop}\n",
            "prod/kustomization.yaml": "resources: [../base]\nlabels:\n"
            "  - {includeSelectors: true, pairs: {env: prod}}\n  - {pairs: {only: metadata}}\n",
        }
    )
    added = {"env": frozenset({"test", "prod"}), "team": frozenset({"shop"})}
    assert graph.pod_labels("/shop/base/web.yaml") == added
    assert graph.adds_selectors("/shop/base/web.yaml")
    assert graph.pod_labels("/shop/base/notes.yaml") == {}


def test_labels_of_templates_alone_are_in_no_selector() -> None:
    text = "resources: [web.yaml]\nlabels: [{includeTemplates: true, pairs: {a: b}}]\n"
    graph = project({"kustomization.yaml": text, "web.yaml": ""})
    assert graph.pod_labels("/shop/web.yaml") == {"a": frozenset({"b"})}
    assert not graph.adds_selectors("/shop/web.yaml")


COMPONENT = {
    "base/kustomization.yaml": "resources: [web.yaml]\n",
    "base/web.yaml": "",
    "over/kustomization.yaml": "resources: [../base]\ncomponents: [../part]\n",
    "part/kustomization.yaml": "kind: Component\nresources: [own.yaml]\ncommonLabels: {a: b}\n"
    "images: [{name: nginx, newTag: '1'}]\npatches: [{path: p.yaml}]\n",
    "part/own.yaml": "",
    "part/p.yaml": "",
    "other/kustomization.yaml": "resources: [alone.yaml, ../base]\n",
    "other/alone.yaml": "",
}


def test_a_component_changes_what_the_one_that_names_it_takes() -> None:
    graph = project(COMPONENT)
    assert graph.adds_selectors("/shop/base/web.yaml")
    assert graph.adds_selectors("/shop/part/own.yaml")
    assert not graph.adds_selectors("/shop/other/alone.yaml")
    assert graph.images(at("over")) == frozenset({"nginx"})
    assert graph.has_patches(at("over"))
    assert not graph.has_patches(at("other"))


def test_a_base_changes_nothing_of_what_stands_beside_it() -> None:
    graph = project(
        {
            "over/kustomization.yaml": "resources: [../base, own.yaml]\n",
            "over/own.yaml": "",
            "base/kustomization.yaml": "images: [{name: nginx, newTag: '1'}]\nreplicas: [{name: web, count: 2}]\n",
        }
    )
    assert (graph.images(at("over")), graph.has_patches(at("over"))) == (frozenset(), False)
    assert (graph.images(at("base")), graph.has_patches(at("base"))) == (frozenset({"nginx"}), True)


def test_a_component_is_no_root() -> None:
    graph = project({"kustomization.yaml": "kind: Component\n", "a/kustomization.yaml": ""})
    assert short(graph.roots()) == ["a"]


def test_the_namespaces_that_overlays_set() -> None:
    graph = project(BASE_AND_OVERLAYS)
    assert graph.namespaces("/shop/base/web.yaml") == frozenset({"prod"})
    assert graph.namespaces("/shop/test/extra.yaml") == frozenset()


def test_variables_are_those_of_all_that_is_built_together() -> None:
    graph = project(
        {
            "over/kustomization.yaml": "resources: [../one, ../two]\nvars: [{name: A}]\n",
            "one/kustomization.yaml": "resources: [web.yaml]\n",
            "one/web.yaml": "",
            "two/kustomization.yaml": "vars: [{name: B}]\n",
            "alone/kustomization.yaml": "vars: [{name: C}]\nresources: [web.yaml]\n",
            "alone/web.yaml": "",
            "alone/other.yaml": "",
        }
    )
    assert graph.variables("/shop/one/web.yaml") == frozenset({"A", "B"})
    assert graph.variables("/shop/alone/web.yaml") == frozenset({"C"})
    assert graph.variables("/shop/alone/other.yaml") is None


def test_what_is_generated_names_its_kustomization() -> None:
    graph = project({"base/kustomization.yaml": "secretGenerator: [{name: s, files: [a/key.pem, ca=b.pem]}]\n"})
    (made,) = graph.generated()
    assert (made.kustomization, made.data["kind"]) == (at("base"), "Secret")
    assert list(made.data["data"]) == ["key.pem", "ca"]


def test_kustomizations_may_come_later() -> None:
    texts = {"/shop/a/kustomization.yaml": "resources: [w.yaml]\n", "/shop/b/kustomization.yaml": "resources: [../a]\n"}

    def read(file: str) -> list[object]:
        return [composed.document.data for composed in parse(Source(file, texts[file])).documents]

    is_file = {*texts, "/shop/a/w.yaml"}.__contains__
    graph = Graph(read, [at("a")], is_file=is_file, is_folder={"/shop/a", "/shop/b"}.__contains__)
    assert short(graph.scopes("/shop/a/w.yaml")) == ["a"]
    graph.add([at("b")])
    assert short(graph.scopes("/shop/a/w.yaml")) == ["a", "b"]


def test_names_that_no_file_can_have() -> None:
    graph = project({"kustomization.yaml": 'resources: ["a\\0b", "", "~", "' + "x" * 5000 + '"]\n'})
    assert graph.is_open("/shop/kustomization.yaml")


def test_many_overlays_over_one_base() -> None:
    """Twice the overlays take twice the time, not four times: with room for a machine that does other things too."""

    def seconds(overlays: int) -> float:
        files = {f"o{n}/kustomization.yaml": "resources: [../base]\ncommonLabels: {a: b}\n" for n in range(overlays)}
        resources = [f"f{n}.yaml" for n in range(50)]
        files |= {f"base/{name}": "" for name in resources}
        files["base/kustomization.yaml"] = f"resources: [{', '.join(resources)}]\n"
        graph = project(files)
        start = time.process_time()
        for name in resources:
            assert len(graph.scopes(f"/shop/base/{name}")) == overlays + 1
            assert graph.adds_selectors(f"/shop/base/{name}")
            graph.variables(f"/shop/base/{name}")
            graph.pod_labels(f"/shop/base/{name}")
        return time.process_time() - start

    few, many = min(seconds(300) for _ in range(3)), min(seconds(1200) for _ in range(3))
    assert many < 12 * few + 0.01


def test_what_a_kustomization_takes_is_in_the_graph_though_nobody_named_it() -> None:
    texts = {
        at("app"): "resources: [../base]\n",
        at("base"): "resources: [../deep]\n",
        at("deep"): "resources: [a.yaml]\n",
    }
    folders = {"/shop/app", "/shop/base", "/shop/deep"}

    def read(file: str) -> list[object]:
        return [composed.document.data for composed in parse(Source(file, texts[file])).documents]

    there = {*texts, "/shop/deep/a.yaml"}
    graph = Graph(read, [at("app")], is_file=there.__contains__, is_folder=folders.__contains__)
    assert short(one.file for one in graph) == ["app", "base", "deep"]
    assert short(graph.scopes("/shop/deep/a.yaml")) == ["app", "base", "deep"]
    graph = Graph(read, [], is_file=there.__contains__, is_folder=folders.__contains__)
    assert graph.scopes("/shop/deep/a.yaml") == frozenset()
    graph.add([at("deep")])
    assert short(graph.scopes("/shop/deep/a.yaml")) == ["deep"]
    graph.add([at("app")])
    assert short(graph.scopes("/shop/deep/a.yaml")) == ["app", "base", "deep"], "nothing is kept from before"


def test_a_component_adds_labels_to_the_pods_of_all_that_its_taker_takes() -> None:
    graph = project(
        {
            "base/kustomization.yaml": "resources: [web.yaml]\n",
            "base/web.yaml": "",
            "team/kustomization.yaml": "apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n"
            "labels: [{pairs: {team: a}, includeTemplates: true}]\n",
            "prod/kustomization.yaml": "resources: [../base]\ncomponents: [../team]\n",
        }
    )
    assert graph.pod_labels("/shop/base/web.yaml") == {"team": {"a"}}


def test_a_folder_without_a_kustomization_is_taken_with_all_below_it() -> None:
    graph = project(
        {"app/kustomization.yaml": "resources: [all]\n", "app/all/a.yaml": "", "app/all/in/deep/b.yaml": ""}
    )
    assert short(graph.scopes("/shop/app/all/a.yaml")) == ["app"]
    assert short(graph.scopes("/shop/app/all/in/deep/b.yaml")) == ["app"]
    assert graph.scopes("/shop/app/b.yaml") == frozenset()


def test_a_base_does_not_change_what_stands_beside_it() -> None:
    graph = project(
        {
            "base/kustomization.yaml": "resources: [web.yaml]\ncommonLabels: {app: web}\n",
            "base/web.yaml": "",
            "prod/kustomization.yaml": "resources: [../base, extra.yaml]\n",
            "prod/extra.yaml": "",
        }
    )
    assert graph.adds_selectors("/shop/base/web.yaml")
    assert not graph.adds_selectors("/shop/prod/extra.yaml")
    assert graph.pod_labels("/shop/prod/extra.yaml") == {}


def test_of_several_kustomizations_in_a_folder_the_first_by_name_is_taken() -> None:
    graph = project(
        {
            "app/kustomization.yaml": "resources: [../base]\n",
            "base/kustomization.yml": "",
            "base/kustomization.yaml": "",
        }
    )
    assert graph.takes(at("app")) == {at("base")}
