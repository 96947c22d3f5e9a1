"""Which objects of a project belong together, may be meant by a name, or are selected by labels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from .in_memory import called, config, deployment, index, pick, service

if TYPE_CHECKING:
    from podlint.project.index import Index

CONFIG = ("", "ConfigMap")
DEPLOYMENT = ("apps", "Deployment")
STATEFUL = ("apps", "StatefulSet")


def selected(known: Index, name: str, file: str = "") -> list[str]:
    """The workloads that a Service of the index selects."""
    own = pick(known, name, file)
    return called(known.selected(own.get("spec", "selector"), own, as_map=True))


class TestWhatBelongsTogether:
    def test_files_of_one_folder(self) -> None:
        known = index({"a/web.yaml": deployment("web"), "a/conf.yaml": config("one"), "b/conf.yaml": config("two")})
        web = pick(known, "Deployment/web")
        assert called(known.near(web, *CONFIG)) == ["a/conf.yaml one"]
        assert known.names(*CONFIG, web) == ["one"]

    def test_files_of_the_topmost_folder(self) -> None:
        known = index({"web.yaml": deployment("web"), "conf.yaml": config("one"), "b/conf.yaml": config("two")})
        assert pick(known, "Deployment/web").scopes == {"."}
        assert called(known.near(pick(known, "Deployment/web"), *CONFIG)) == ["conf.yaml one"]

    def test_files_that_one_kustomization_takes_wherever_they_lie(self) -> None:
        files = {"a/web.yaml": deployment("web"), "b/conf.yaml": config("one"), "a/conf.yaml": config("two")}
        scopes = {"a/web.yaml": "live/kustomization.yaml", "b/conf.yaml": "live/kustomization.yaml"}
        known = index(files, scopes=scopes)
        web = pick(known, "Deployment/web")
        assert called(known.near(web, *CONFIG)) == ["b/conf.yaml one"], "the one beside it is not taken"

    def test_a_file_that_two_kustomizations_take_belongs_to_both(self) -> None:
        files = {"web.yaml": deployment("web"), "a.yaml": config("a"), "b.yaml": config("b"), "c.yaml": config("c")}
        known = index(files, scopes={"web.yaml": "one two", "a.yaml": "one", "b.yaml": "two", "c.yaml": "three"})
        assert called(known.near(pick(known, "Deployment/web"), *CONFIG)) == ["a.yaml a", "b.yaml b"]

    def test_one_that_shares_two_scopes_is_one(self) -> None:
        known = index(
            {"web.yaml": deployment("web"), "a.yaml": config("a")}, scopes={"web.yaml": "one two", "a.yaml": "one two"}
        )
        assert len(known.near(pick(known, "Deployment/web"), *CONFIG)) == 1

    def test_an_object_without_a_name_gives_no_suggestion(self) -> None:
        known = index(
            {"a.yaml": deployment("web") + "apiVersion: v1\nkind: ConfigMap\nmetadata: {}\n---\n" + config("b")}
        )
        assert known.names(*CONFIG, pick(known, "Deployment/web")) == ["b"]


class TestKinds:
    def test_kinds_are_told_apart_by_their_group(self) -> None:
        known = index(
            {"a.yaml": "apiVersion: v1\nkind: Service\n---\napiVersion: serving.knative.dev/v1\nkind: Service\n"}
        )
        assert [m.api_version for m in known.of_kind("", "Service")] == ["v1"]
        assert [m.api_version for m in known.of_kind("serving.knative.dev", "Service")] == ["serving.knative.dev/v1"]
        assert known.of_kind("apps", "Service") == []

    def test_the_version_does_not_matter(self) -> None:
        known = index({"a.yaml": "apiVersion: apps/v1beta2\nkind: Deployment\nmetadata: {name: old}\n"})
        assert called(known.of_kind(*DEPLOYMENT)) == ["a.yaml old"]

    def test_objects_come_in_the_order_of_the_files(self) -> None:
        known = index({"b.yaml": config("one"), "a.yaml": config("two") + config("three")})
        assert [m.text("metadata", "name") for m in known.of_kind(*CONFIG)] == ["one", "two", "three"]
        assert [tuple(m.origin or ()) for m in known.members] == [("b.yaml", 0), ("a.yaml", 0), ("a.yaml", 1)]


class TestNames:
    def found(self, known: Index, name: str, beside: str = "Deployment/web", namespace: str | None = None) -> list[str]:
        return called(known.named(*CONFIG, name, pick(known, beside), namespace))

    def test_one_in_the_same_folder_is_meant_rather_than_one_elsewhere(self) -> None:
        known = index({"a/web.yaml": deployment("web"), "a/c.yaml": config("c"), "b/c.yaml": config("c")})
        assert self.found(known, "c") == ["a/c.yaml c"]
        assert self.found(known, "d") == []

    def test_else_any_of_the_project(self) -> None:
        known = index({"a/web.yaml": deployment("web"), "b/c.yaml": config("c"), "d/c.yaml": config("c")})
        assert self.found(known, "c") == ["b/c.yaml c", "d/c.yaml c"]

    def test_one_in_the_same_namespace_is_as_near_as_one_in_the_same_folder(self) -> None:
        files = {
            "a/web.yaml": deployment("web", "shop"),
            "a/c.yaml": config("c"),
            "b/c.yaml": config("c", "shop"),
            "d/c.yaml": config("c"),
        }
        assert self.found(index(files), "c") == ["a/c.yaml c", "b/c.yaml c"]

    def test_one_in_another_namespace_is_not_meant(self) -> None:
        known = index({"a.yaml": deployment("web", "shop") + config("c", "bank"), "b/c.yaml": config("c", "bank")})
        assert self.found(known, "c") == []

    def test_a_namespace_that_is_left_open_may_be_any(self) -> None:
        known = index({"a/web.yaml": deployment("web", "shop"), "b/c.yaml": config("c")})
        assert self.found(known, "c") == ["b/c.yaml c"]
        known = index({"a/web.yaml": deployment("web"), "b/c.yaml": config("c", "bank")})
        assert self.found(known, "c") == ["b/c.yaml c"]

    def test_a_reference_may_name_the_namespace_itself(self) -> None:
        known = index({"a.yaml": deployment("web", "shop") + config("c", "shop"), "b/c.yaml": config("c", "bank")})
        assert self.found(known, "c", namespace="bank") == ["b/c.yaml c"]
        assert self.found(known, "c", namespace="shop") == ["a.yaml c"]
        assert self.found(known, "c", namespace="zoo") == []

    def test_what_it_names_there_belongs_to_it(self) -> None:
        def meant(namespace: str | None, folder: str = "b") -> list[str]:
            known = index({"a/web.yaml": deployment("web", "shop"), f"{folder}/c.yaml": config("c", "bank")})
            return called(known.meant(*CONFIG, "c", pick(known, "Deployment/web"), namespace))

        assert meant("bank") == ["b/c.yaml c"]
        assert meant("zoo") == []
        assert meant(None) == []
        assert meant("bank", "other/b") == [], "not in another tree"

    def test_a_placeholder_is_no_namespace(self) -> None:
        known = index({"a/web.yaml": deployment("web", "'${NAMESPACE}'"), "b/c.yaml": config("c", "bank")})
        assert pick(known, "Deployment/web").namespace is None
        assert self.found(known, "c") == ["b/c.yaml c"]

    def test_the_nearest_of_several(self) -> None:
        files = {"a/web.yaml": deployment("web", "shop"), "b/c.yaml": config("c", "shop"), "a/c.yaml": config("c")}
        known = index(files)
        meant = known.meant(*CONFIG, "c", pick(known, "Deployment/web"))
        assert [m.known.file for m in meant] == ["a/c.yaml", "b/c.yaml"], "one of its own folder comes first"
        del files["a/c.yaml"]
        known = index(files)
        assert called(known.meant(*CONFIG, "c", pick(known, "Deployment/web"))) == ["b/c.yaml c"]

    def test_one_of_another_folder_may_be_meant_but_is_no_reason_for_a_finding(self) -> None:
        known = index({"a/web.yaml": deployment("web"), "b/c.yaml": config("c")})
        assert self.found(known, "c") == ["b/c.yaml c"]
        assert known.meant(*CONFIG, "c", pick(known, "Deployment/web")) == []


class TestWhatIsMissing:
    def test_it_can_be_said_where_the_kind_occurs(self) -> None:
        known = index({"a/web.yaml": deployment("web") + service("web"), "b/all.yaml": service("other") + config("c")})
        assert known.complete(pick(known, "Service/web"), DEPLOYMENT)
        assert not known.complete(pick(known, "Service/web"), CONFIG), "those of another folder say nothing here"
        assert not known.complete(pick(known, "Service/other"), DEPLOYMENT)

    def test_one_of_several_kinds_is_enough(self) -> None:
        known = index({"a/web.yaml": deployment("web") + service("web")})
        assert known.complete(pick(known, "Service/web"), STATEFUL, DEPLOYMENT)
        assert not known.complete(pick(known, "Service/web"), STATEFUL, CONFIG)

    def test_it_must_occur_in_each_scope(self) -> None:
        files = {"svc.yaml": service("web"), "web.yaml": deployment("web")}
        both = index(files, scopes={"svc.yaml": "one two", "web.yaml": "one two"})
        assert both.complete(pick(both, "Service/web"), DEPLOYMENT)
        half = index(files, scopes={"svc.yaml": "one two", "web.yaml": "one"})
        assert not half.complete(pick(half, "Service/web"), DEPLOYMENT)

    def test_nothing_is_missing_from_an_open_scope(self) -> None:
        files = {"svc.yaml": service("web"), "web.yaml": deployment("web")}
        scopes = {"svc.yaml": "one two", "web.yaml": "one two"}
        known = index(files, scopes=scopes, open="two")
        assert not known.complete(pick(known, "Service/web"), DEPLOYMENT)
        known = index(files, scopes=scopes, open="three")
        assert known.complete(pick(known, "Service/web"), DEPLOYMENT)

    def test_whether_all_of_the_project_was_read_is_kept(self) -> None:
        assert index({}).whole
        assert not index({}, whole=False).whole

    def test_a_kustomization_with_patches_may_change_what_it_takes(self) -> None:
        files = {"a.yaml": config("a"), "b.yaml": config("b")}
        known = index(files, scopes={"a.yaml": "one two", "b.yaml": "one"}, patched="two")
        assert known.may_be_patched(pick(known, "ConfigMap/a"))
        assert not known.may_be_patched(pick(known, "ConfigMap/b"))


class TestPlaces:
    """Whether two objects are variants, may share a namespace, or are sure to."""

    def pair(self, one: str, other: str, **options: Any) -> tuple[bool, bool]:
        known = index({"a.yaml": one, "b.yaml": other}, **options)
        first, second = known.members
        return known.same_place(first, second), known.applied_together(first, second)

    def test_files_of_one_folder_may_be_variants(self) -> None:
        assert self.pair(config("c"), config("c")) == (True, False)

    def test_objects_of_one_file_are_applied_together(self) -> None:
        known = index({"a.yaml": config("c") + config("c")})
        assert known.applied_together(*known.members)
        known = index({"a.yaml": config("c", "shop") + config("c", "bank")})
        assert not known.applied_together(*known.members)
        assert not known.same_place(*known.members)

    def test_objects_that_one_kustomization_takes_are_applied_together(self) -> None:
        scopes = {"a.yaml": "live/kustomization.yaml", "b.yaml": "live/kustomization.yaml"}
        assert self.pair(config("c"), config("c"), scopes=scopes) == (True, True)
        scopes = {"a.yaml": "live/kustomization.yaml more/kustomization.yml", "b.yaml": "live/kustomization.yaml"}
        assert self.pair(config("c"), config("c"), scopes=scopes) == (False, True)

    def test_objects_of_two_kustomizations_are_variants(self) -> None:
        scopes = {"a.yaml": "one/Kustomization", "b.yaml": "two/Kustomization"}
        assert self.pair(config("c"), config("c"), scopes=scopes) == (False, False)
        assert self.pair(config("c", "x"), config("c", "x"), scopes=scopes) == (False, False)

    def test_objects_of_one_folder_that_name_one_namespace_are(self) -> None:
        assert self.pair(config("c", "shop"), config("c", "shop")) == (True, True)
        assert self.pair(config("c", "shop"), config("c", "bank")) == (False, False)
        assert self.pair(config("c", "shop"), config("c")) == (True, False)
        assert self.pair(config("c", "default"), config("c", "default")) == (True, False), "everybody's namespace"


class TestPods:
    def test_a_service_selects_by_all_of_its_labels(self) -> None:
        known = index(
            {
                "a.yaml": service("web", selector="{app: web, tier: front}")
                + deployment("one", labels="{app: web, tier: front, extra: x}")
                + deployment("two", labels="{app: web}")
                + deployment("three", labels="{app: web, tier: back}")
            }
        )
        assert selected(known, "Service/web") == ["a.yaml one"]

    def test_pods_beside_it_are_meant_rather_than_those_elsewhere(self) -> None:
        files = {"a/svc.yaml": service("web"), "a/d.yaml": deployment("d"), "b/d.yaml": deployment("d")}
        assert selected(index(files), "Service/web") == ["a/d.yaml d"]
        del files["a/d.yaml"]
        assert selected(index(files), "Service/web") == ["b/d.yaml d"]

    def test_pods_of_its_namespace_are_as_near(self) -> None:
        files = {
            "a/svc.yaml": service("web", "shop"),
            "a/d.yaml": deployment("near"),
            "b/d.yaml": deployment("same", "shop"),
            "c/d.yaml": deployment("open"),
            "d/d.yaml": deployment("other", "bank"),
        }
        assert selected(index(files), "Service/web") == ["a/d.yaml near", "b/d.yaml same"]

    def test_pods_of_another_tree_are_not_as_near_though_they_name_the_same_namespace(self) -> None:
        files = {
            "a/svc.yaml": service("web", "shop"),
            "a/d.yaml": deployment("near"),
            "other/b/d.yaml": deployment("far", "shop"),
        }
        known = index(files)
        assert selected(known, "Service/web") == ["a/d.yaml near"]
        assert called(known.pods(pick(known, "Service/web"))) == ["a/d.yaml near"]
        del files["a/d.yaml"]
        known = index(files)
        assert selected(known, "Service/web") == ["other/b/d.yaml far"]
        assert called(known.pods(pick(known, "Service/web"))) == []

    def test_pods_of_another_namespace_are_not_meant(self) -> None:
        known = index({"a.yaml": service("web", "shop") + deployment("d", "bank"), "b/d.yaml": deployment("d", "bank")})
        assert selected(known, "Service/web") == []
        assert called(known.pods(pick(known, "Service/web"))) == []

    def test_labels_that_are_not_known_may_be_the_ones_asked_for(self) -> None:
        known = index({"a.yaml": service("web") + deployment("d", labels="'{{ labels }}'")})
        assert pick(known, "Deployment/d").pod_labels is None
        assert selected(known, "Service/web") == ["a.yaml d"]
        known = index({"a.yaml": service("web", "shop") + deployment("d", "bank", labels="'{{ labels }}'")})
        assert selected(known, "Service/web") == [], "but not in another namespace"

    def test_a_label_with_a_placeholder_may_be_any(self) -> None:
        pods = deployment("d", labels="{app: web, track: '${TRACK}', zone: a}")
        known = index({"a.yaml": service("web", selector="{app: web, track: stable}") + pods})
        assert selected(known, "Service/web") == ["a.yaml d"]
        known = index({"a.yaml": service("web", selector="{track: stable}") + pods})
        assert selected(known, "Service/web") == ["a.yaml d"]
        known = index({"a.yaml": service("web", selector="{app: db, track: stable}") + pods})
        assert selected(known, "Service/web") == [], "the others are known"
        known = index(
            {
                "a.yaml": service("web", "shop", selector="{track: x}")
                + pods.replace("name: d", "name: d, namespace: bank")
            }
        )
        assert selected(known, "Service/web") == []

    def test_what_is_asked_for_may_be_known_where_not_all_is(self) -> None:
        known = index({"a.yaml": deployment("d", labels="{app: web, track: '${TRACK}'}") + deployment("all")})
        d, every = pick(known, "Deployment/d"), pick(known, "Deployment/all")
        assert every.labels_known()
        assert not d.labels_known()
        assert d.labels_known({"app": "db"}, as_map=True)
        assert not d.labels_known({"app": "db", "track": "x"}, as_map=True)
        assert d.labels_known({"matchLabels": {"app": "db"}})
        assert not d.labels_known({"matchExpressions": [{"key": "track", "operator": "Exists"}]})
        known = index({"a.yaml": deployment("d", labels="'{{ labels }}'")})
        assert not pick(known, "Deployment/d").labels_known({"app": "db"}, as_map=True)

    def test_a_kustomization_adds_labels_that_are_not_written(self) -> None:
        files = {"svc.yaml": service("web"), "d.yaml": deployment("d", labels="{app: shop}")}
        assert selected(index(files), "Service/web") == []
        assert selected(index(files, added={"d.yaml": {"app": "web"}}), "Service/web") == ["d.yaml d"]
        assert selected(index(files, added={"d.yaml": {"app": "site blog"}}), "Service/web") == []
        assert selected(index(files, added={"d.yaml": {"team": "a"}}), "Service/web") == []
        both = {"svc.yaml": {"app": "site"}, "d.yaml": {"app": "site"}}
        assert selected(index(files, added=both), "Service/web") == ["d.yaml d"], "it writes over both"

    def test_pods_that_get_labels_that_somebody_selects_are_not_known(self) -> None:
        files = {"svc.yaml": service("web"), "d.yaml": deployment("d", labels="{app: web}")}
        d = pick(index(files, added={"d.yaml": {"app": "site"}}), "Deployment/d")
        assert (d.labelled, d.pod_labels) == (True, None)
        d = pick(index(files, added={"d.yaml": {"team": "a"}}), "Deployment/d")
        assert (d.labelled, d.pod_labels) == (False, {"app": "web"})

    def test_pods_without_labels_have_none(self) -> None:
        bare = "apiVersion: v1\nkind: Pod\nmetadata: {name: bare}\nspec: {}\n---\n"
        known = index({"a.yaml": service("web") + bare})
        assert pick(known, "Pod/bare").pod_labels == {}
        assert selected(known, "Service/web") == []

    def test_a_null_is_the_empty_label(self) -> None:
        known = index({"a.yaml": service("web", selector="{app: ''}") + deployment("d", labels="{app: null}")})
        assert pick(known, "Deployment/d").pod_labels == {"app": ""}
        assert selected(known, "Service/web") == ["a.yaml d"]

    def test_what_makes_no_pods_is_not_selected(self) -> None:
        known = index({"a.yaml": service("web") + "kind: ConfigMap\napiVersion: v1\nmetadata: {labels: {app: web}}\n"})
        assert selected(known, "Service/web") == []
        assert pick(known, "Service/web").pod_labels is None

    def test_all_that_makes_pods_beside_an_object(self) -> None:
        known = index({"a.yaml": service("web", "x") + deployment("d"), "b.yaml": deployment("e", "x") + config("c")})
        assert called(known.pods(pick(known, "Service/web"))) == ["a.yaml d", "b.yaml e"]

    @pytest.mark.parametrize(
        ("selector", "found"),
        [
            ({}, ["blue", "green", "plain"]),
            ({"matchLabels": {"app": "web"}}, ["blue", "green"]),
            ({"matchExpressions": [{"key": "color", "operator": "Exists"}]}, ["blue", "green"]),
            ({"matchExpressions": [{"key": "color", "operator": "DoesNotExist"}]}, ["plain"]),
            ({"matchExpressions": [{"key": "color", "operator": "In", "values": ["blue", "red"]}]}, ["blue"]),
            ({"matchExpressions": [{"key": "color", "operator": "NotIn", "values": ["blue"]}]}, ["green", "plain"]),
            (
                {
                    "matchLabels": {"app": "web"},
                    "matchExpressions": [{"key": "color", "operator": "NotIn", "values": ["blue"]}],
                },
                ["green"],
            ),
            ({"matchLabels": {"app": "web"}, "matchExpressions": [{"key": "x", "operator": "Exists"}]}, []),
            ({"matchExpressions": [{"key": "app", "operator": "Like"}]}, ["blue", "green", "plain"]),
        ],
    )
    def test_label_selectors(self, selector: dict[str, Any], found: list[str]) -> None:
        known = index(
            {
                "a.yaml": deployment("blue", labels="{app: web, color: blue}")
                + deployment("green", labels="{app: web, color: green}")
                + deployment("plain", labels="{app: else}")
            }
        )
        beside = pick(known, "Deployment/blue")
        assert sorted(m.text("metadata", "name") or "" for m in known.selected(selector, beside)) == found

    def test_labels_in_common_are_no_proof(self) -> None:
        known = index({"a/svc.yaml": service("web", "shop"), "b/d.yaml": deployment("d")})
        own = pick(known, "Service/web")
        found = known.selected({"app": "web"}, own, as_map=True)
        assert called(found) == ["b/d.yaml d"]
        assert known.together(found, own) == []

    def test_a_folder_or_a_namespace_in_common_is(self) -> None:
        files = {"a/svc.yaml": service("web", "shop"), "b/d.yaml": deployment("d"), "c/e.yaml": deployment("e", "shop")}
        known = index(files)
        own, others = pick(known, "Service/web"), [pick(known, "Deployment/d"), pick(known, "Deployment/e")]
        assert called(known.together(others, own)) == ["c/e.yaml e"], "one that is sure does not speak for the others"
        files = {"a/svc.yaml": service("web"), "b/d.yaml": deployment("d"), "a/e.yaml": deployment("e")}
        known = index(files)
        own, d, e = pick(known, "Service/web"), pick(known, "Deployment/d"), pick(known, "Deployment/e")
        assert called(known.together([d, e], own)) == ["a/e.yaml e"]
        assert known.together([d], own) == [], "two namespaces that are left open are not one"
        assert known.together([], own) == []


def test_a_member_is_selected_once_for_all_reasons() -> None:
    pods = deployment("d", "shop", labels="{app: web, track: '${TRACK}'}")
    known = index({"a.yaml": service("web", "shop") + pods}, scopes={"a.yaml": "one two"})
    assert selected(known, "Service/web") == ["a.yaml d"]
    known = index({"a/svc.yaml": service("web"), "b/d.yaml": pods})
    assert selected(known, "Service/web") == ["b/d.yaml d"]


def test_a_table_is_made_once() -> None:
    known = index({})
    made: list[str] = []

    def make(name: str) -> list[str]:
        made.append(name)
        return made

    first = known.remember("one", lambda: make("one"))
    assert known.remember("one", lambda: make("again")) is first
    known.remember("two", lambda: make("two"))
    assert made == ["one", "two"]


def test_what_a_kustomization_generates_stands_in_its_scope() -> None:
    scopes = {"d.yaml": "live/kustomization.yaml", "live/kustomization.yaml#0": "live/kustomization.yaml"}
    known = index({"d.yaml": deployment("d")}, scopes=scopes, generated={"live/kustomization.yaml#0": "made"})
    d, made = known.members
    assert called(known.near(d, *CONFIG)) == ["live/kustomization.yaml#0 made"]
    assert (d.kustomized, made.kustomized, made.known.generated) == (True, False, True)
