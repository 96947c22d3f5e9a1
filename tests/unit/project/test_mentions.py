"""Names that are spoken of outside of plain references, and what can be said to be absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.project.mentions import absent, granted, handled, said, unspoken, words

from .in_memory import config, deployment, index, pick

if TYPE_CHECKING:
    from podlint.project.index import Index

SECRET = ("", "Secret")
SEALED = (
    "apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: sealed}\nspec: {template: for-api}\n---\n"
)


def secret(name: str) -> str:
    return config(name).replace("ConfigMap", "Secret")


def role(name: str, rule: str, kind: str = "Role") -> str:
    return f"apiVersion: rbac.authorization.k8s.io/v1\nkind: {kind}\nmetadata: {{name: {name}}}\nrules: [{rule}]\n---\n"


def pod(name: str, container: str = "", annotations: str = "{}") -> str:
    return (
        f"apiVersion: v1\nkind: Pod\nmetadata: {{name: {name}, annotations: {annotations}}}\n"
        f"spec: {{containers: [{{name: c, image: i, {container}}}]}}\n---\n"
    )


def speaks(text: str, name: str = "api-key") -> bool:
    """Whether an object besides `web` speaks of a name."""
    known = index({"a.yaml": deployment("web") + text})
    return said(known, name, pick(known, "Deployment/web"))


def test_the_words_of_a_value() -> None:
    assert list(words("--from=db/api-key,x")) == ["from", "db", "api-key", "x"]
    assert list(words({"a": ["one two", 3, None, {"b": "Big.three."}]})) == ["one", "two", "ig.three"]
    assert list(words("-")) == []


@pytest.mark.parametrize(
    "text",
    [
        pod("p", annotations="{vault.example/secret: api-key}"),
        pod("p", container="args: [--secret=api-key]"),
        pod("p", container="args: ['--secret', api-key]"),
        pod("p", container="command: [sh, -c, 'kubectl create secret generic api-key']"),
        pod("p", container="env: [{name: SECRET_NAME, value: api-key}]"),
        SEALED.replace("for-api", "api-key"),
        SEALED.replace("spec: {template: for-api}", "made: [{names: [api-key]}]"),
        "apiVersion: v1\nkind: ConfigMap\nmetadata: {annotations: {note: 'filled from api-key'}}\n---\n",
        deployment("p").replace("metadata: {labels", "metadata: {annotations: {inject: api-key}, labels"),
    ],
)
def test_a_name_is_spoken_of(text: str) -> None:
    assert speaks(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        secret("api-key"),
        pod("api-key"),
        pod("p", container="args: [--api-key]"),
        pod("p", container="args: [--api-key=other]"),
        pod("p", container="workingDir: api-key"),
        pod("p", annotations="{kubectl.kubernetes.io/last-applied-configuration: api-key}"),
        SEALED.replace("sealed", "api-key"),
        "apiVersion: v1\nkind: ConfigMap\ndata: {api-key: api-key}\n---\n",
    ],
)
def test_it_is_not(text: str) -> None:
    assert not speaks(text)


def test_what_an_object_says_itself_does_not_count() -> None:
    known = index({"a.yaml": pod("one", container="args: [api-key]")})
    assert not said(known, "api-key", pick(known, "Pod/one"))
    known = index({"a.yaml": pod("one", container="args: [api-key]") + pod("two", container="args: [api-key]")})
    assert said(known, "api-key", pick(known, "Pod/one")), "another one says it too"
    known = index({"a.yaml": pod("one", container="args: [api-key, api-key]")})
    assert not said(known, "api-key", pick(known, "Pod/one"))


def test_custom_objects_handle_their_own_name_and_those_they_hold() -> None:
    known = index({"a.yaml": SEALED + pod("p", container="args: [api-key]")})
    assert handled(known, "sealed")
    assert handled(known, "for-api")
    assert not handled(known, "api-key")
    assert not handled(known, "p")


@pytest.mark.parametrize(
    ("rule", "found"),
    [
        ("{apiGroups: [''], resources: [secrets], verbs: [get, create]}", True),
        ("{apiGroups: ['*'], resources: [secrets], verbs: ['*']}", True),
        ("{apiGroups: ['', apps], resources: ['*'], verbs: [create]}", True),
        ("{apiGroups: [''], resources: ['*'], verbs: ['*']}", True),
        ("{apiGroups: [''], resources: [secrets], verbs: [get, list]}", False),
        ("{apiGroups: [''], resources: [configmaps], verbs: [create]}", False),
        ("{apiGroups: [apps], resources: [secrets], verbs: [create]}", False),
        ("{apiGroups: [''], resources: [secrets], verbs: [create], resourceNames: [one]}", False),
    ],
)
@pytest.mark.parametrize("kind", ["Role", "ClusterRole"])
def test_rights_to_create(rule: str, found: bool, kind: str) -> None:
    known = index({"a/web.yaml": deployment("web"), "a/role.yaml": role("maker", rule, kind)})
    assert granted(known, pick(known, "Deployment/web"), "create", "secrets") is found


def test_rights_count_where_they_are_near() -> None:
    rule = "{apiGroups: [''], resources: [secrets], verbs: [create]}"
    files = {"a/web.yaml": deployment("web"), "b/role.yaml": role("maker", rule)}
    known = index(files)
    assert not granted(known, pick(known, "Deployment/web"), "create", "secrets")
    scopes = {"a/web.yaml": "kustomization.yaml", "b/role.yaml": "kustomization.yaml"}
    known = index(files, scopes=scopes)
    assert granted(known, pick(known, "Deployment/web"), "create", "secrets")
    known = index({"a/web.yaml": files["a/web.yaml"], "a/role.yaml": role("maker", rule)}, scopes={"a/web.yaml": "k"})
    assert granted(known, pick(known, "Deployment/web"), "create", "secrets"), "a role in its folder, taken or not"
    known = index({"web.yaml": files["a/web.yaml"], "role.yaml": role("maker", rule)}, scopes={"web.yaml": "k"})
    assert granted(known, pick(known, "Deployment/web"), "create", "secrets"), "the topmost folder too"


def is_absent(known: Index, name: str = "api-key") -> bool:
    return absent(known, pick(known, "Deployment/web"), *SECRET, name)


def test_a_secret_is_absent_where_there_are_others() -> None:
    assert is_absent(index({"a.yaml": deployment("web") + secret("other")}))
    assert not is_absent(index({"a.yaml": deployment("web") + secret("other") + secret("api-key")}))
    assert not is_absent(index({"a.yaml": deployment("web")})), "no Secret at all: they come from elsewhere"
    assert not is_absent(index({"a/a.yaml": deployment("web"), "b/b.yaml": secret("other")}))


def test_it_is_not_where_not_all_is_known() -> None:
    files = {"a.yaml": deployment("web") + secret("other")}
    assert not is_absent(index(files, whole=False))
    assert not is_absent(index(files, scopes={"a.yaml": "one"}, open="one"))


@pytest.mark.parametrize(
    "text",
    [
        pod("p", container="args: [--secret=api-key]"),
        SEALED.replace("sealed", "api-key"),
        role("maker", "{apiGroups: [''], resources: [secrets], verbs: [create]}"),
    ],
)
def test_it_is_not_where_something_may_make_it(text: str) -> None:
    assert not is_absent(index({"a.yaml": deployment("web") + secret("other") + text}))


def test_a_kustomization_may_bring_both_into_one_namespace() -> None:
    files = {"a.yaml": deployment("web", "shop") + secret("api-key").replace("}", ", namespace: bank}")}
    assert is_absent(index(files))
    known = index(files, scopes={"a.yaml": "one"})
    assert not is_absent(known)
    assert is_absent(known, "third")


def test_an_object_that_nothing_else_speaks_of() -> None:
    known = index(
        {
            "a.yaml": config("alone")
            + config("named")
            + config("labelled")
            + config("noted")
            + pod("p", container="envFrom: [{configMapRef: {name: named}}]", annotations="{from: noted}").replace(
                "annotations", "labels: {use: labelled}, annotations"
            )
        }
    )
    assert unspoken(known, pick(known, "ConfigMap/alone"))
    assert not unspoken(known, pick(known, "ConfigMap/named"))
    assert not unspoken(known, pick(known, "ConfigMap/noted"))
    assert unspoken(known, pick(known, "ConfigMap/labelled")), "a label is no reference"


def test_an_object_may_speak_of_itself() -> None:
    itself = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: itself}\ndata: {x: y}\nimmutable: itself\n---\n"
    known = index({"a.yaml": itself})
    assert unspoken(known, pick(known, "ConfigMap/itself"))
    known = index({"a.yaml": itself + pod("p", container="args: [itself]")})
    assert not unspoken(known, pick(known, "ConfigMap/itself"))
