"""What ties objects of different folders together, so that one may be the reason for a finding on the other."""

from __future__ import annotations

import pytest

from podlint.project.member import tied

from .in_memory import config, deployment, index, pick


def ties(files: dict[str, str], scopes: dict[str, str] | None = None, moved: str = "") -> bool:
    """Whether the Deployment and the ConfigMap of a project belong together."""
    known = index(files, scopes, moved=moved)
    one, other = pick(known, "Deployment/web"), pick(known, "ConfigMap/web")
    assert tied(one, other) is tied(other, one)
    return tied(one, other)


def apart(namespace: str | None, other: str | None = "") -> dict[str, str]:
    """A Deployment and a ConfigMap in two folders side by side."""
    return {
        "shop/front/web.yaml": deployment("web", namespace),
        "shop/data/web.yaml": config("web", namespace if other == "" else other),
    }


def test_a_namespace_that_both_write_down() -> None:
    assert ties(apart("shop"))
    assert not ties(apart("shop", "bank"))
    assert not ties(apart("shop", None))
    assert not ties(apart(None))


@pytest.mark.parametrize("namespace", ["default", "system", "kube-system", "kube-public"])
def test_not_a_namespace_that_every_other_project_has(namespace: str) -> None:
    assert not ties(apart(namespace))


def test_not_one_that_a_kustomization_writes_over() -> None:
    assert not ties(apart("shop"), moved="shop/front/web.yaml")
    assert not ties(apart("shop"), moved="shop/data/web.yaml")


def test_not_where_several_objects_have_the_name() -> None:
    again = {"shop/trial/web.yaml": deployment("web", "shop")}
    known = index({**apart("shop"), **again})
    assert not tied(pick(known, "Deployment/web", "shop/front/web.yaml"), pick(known, "ConfigMap/web"))
    other = {"bank/front/web.yaml": deployment("web", "bank")}
    known = index({**apart("shop"), **other})
    assert tied(pick(known, "Deployment/web", "shop/front/web.yaml"), pick(known, "ConfigMap/web"))


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ("shop", "shop/front", True),
        ("shop/front/parts", "shop", True),
        ("shop/front", "shop/data", True),
        ("shop/front", "bank/data", False),
        ("shop/front", "shop/data/parts", False),
        ("shop", "shopping/front", False),
    ],
)
def test_only_within_one_tree(one: str, other: str, together: bool) -> None:
    files = {f"{one}/web.yaml": deployment("web", "shop"), f"{other}/conf.yaml": config("web", "shop")}
    assert ties(files) is together


def test_a_file_at_the_top_is_above_all_folders() -> None:
    assert ties({"web.yaml": deployment("web", "shop"), "data/deep/web.yaml": config("web", "shop")})


def test_a_scope_in_common_whatever_the_namespaces() -> None:
    assert ties(apart("default"), {"shop/front/web.yaml": "live", "shop/data/web.yaml": "live other"})
    assert not ties(apart(None), {"shop/front/web.yaml": "live", "shop/data/web.yaml": "other"})


def test_a_namespace_is_tied_to_what_lies_in_it() -> None:
    space = "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n"
    known = index({"a/web.yaml": deployment("web", "shop"), "b/space.yaml": space, "c/web.yaml": config("web", "bank")})
    assert tied(pick(known, "Namespace/shop"), pick(known, "Deployment/web"))
    assert not tied(pick(known, "Namespace/shop"), pick(known, "ConfigMap/web"))
