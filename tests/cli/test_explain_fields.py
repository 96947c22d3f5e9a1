"""`podlint explain FIELD.PATH`, and what it says of rules beyond their documentation."""

from __future__ import annotations

import json
import sys
from typing import TYPE_CHECKING

import pytest

import podlint_schemas
from podlint.schema import fields
from podlint.schema.fields import field
from podlint.schema.limit_words import words

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def docs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder that stands for the one of the texts: empty, as in a checkout that was never installed."""
    monkeypatch.setattr(podlint_schemas, "docs_path", lambda name: tmp_path / "a/b/docs" / f"{name}.json")
    folder = tmp_path / "a" / "b" / "docs"
    folder.mkdir(parents=True)
    fields._texts.cache_clear()
    yield folder
    fields._texts.cache_clear()


@pytest.fixture
def told(docs: Path) -> None:
    """Texts of a few fields, of our own."""
    address = "https://docs.example/of-a-page-with-a-long-name/and-a-part/that-no-line-of-sixty-columns-holds"
    core = {
        "Container": {"": "A program and its files.", "env": "What the program finds.\nIn its environment."},
        "ContainerPort": {"containerPort": "Where it listens."},
        "EnvVar": {"name": "What it is called."},
        "PodSpec": {"hostNetwork": {"1.25": "An old text.", "1.31": "A new text."}, "hostname": f"See {address}"},
    }
    (docs / "core.v1.json").write_text(json.dumps(core))


@pytest.mark.usefixtures("told")
def test_a_field_with_its_type_its_text_and_what_lies_below(run: Run) -> None:
    status, out, err = run("explain", "pod.spec.containers.env")
    assert (status, err) == (0, "")
    lines = out.splitlines()
    assert lines[:3] == ["KIND:       Pod", "VERSION:    v1", "KUBERNETES: 1.37"]
    assert "FIELD: env <[]EnvVar>" in lines
    assert lines[lines.index("DESCRIPTION:") + 1 :][:2] == ["  What the program finds.", "  In its environment."]
    below = lines[lines.index("FIELDS:") + 1 :]
    assert below[:2] == ["  name <string> -required-", "      What it is called."]
    assert any("exactly one of fieldRef, resourceFieldRef" in line for line in below)


@pytest.mark.parametrize(
    ("word", "kind", "kept"),
    [
        ("deploy.spec", "Deployment", "apps/v1"),
        ("DEPLOYMENTS.spec", "Deployment", "apps/v1"),
        ("apps/v1/Deployment.spec", "Deployment", "apps/v1"),
        ("apps/deployment.spec", "Deployment", "apps/v1"),
        ("networkpolicies.spec", "NetworkPolicy", "networking.k8s.io/v1"),
        ("v1/Pod", "Pod", "v1"),
        ("svc", "Service", "v1"),
        ("hpa", "HorizontalPodAutoscaler", "autoscaling/v2"),
        ("event", "Event", "v1"),
        ("events.k8s.io/event", "Event", "events.k8s.io/v1"),
    ],
)
def test_kinds_by_any_of_their_names(run: Run, word: str, kind: str, kept: str) -> None:
    data = json.loads(run("explain", word, "--output-format=json").out)
    assert (data["kind"], data["apiVersion"]) == (kind, kept)


def test_the_group_may_be_chosen(run: Run) -> None:
    assert "ALSO IN:    autoscaling/v1 (--api-version)" in run("explain", "hpa.spec").out
    out = run("explain", "hpa.spec", "--api-version", "autoscaling/v1").out
    assert "targetCPUUtilizationPercentage <integer>" in out
    status, _, err = run("explain", "hpa.spec", "--api-version", "apps/v1")
    assert status == 2
    assert 'no HorizontalPodAutoscaler in "apps/v1"; it is in autoscaling/v1, autoscaling/v2' in err


def test_what_may_stand_there(run: Run) -> None:
    assert "ALLOWED:\n  1 to 65535\n" in run("explain", "svc.spec.ports.port").out
    assert (
        "ALLOWED:\n  one of Always, IfNotPresent, Never\n" in run("explain", "po.spec.containers.imagePullPolicy").out
    )
    assert "  at least one entry\n  no two entries with the same name\n" in run("explain", "po.spec.containers").out
    assert "each: one of ReadWriteOnce" in run("explain", "pvc.spec.accessModes").out


def test_the_format_of_a_text(run: Run) -> None:
    assert (
        "  a port name: lower-case letters, digits and `-`, at most 15"
        in run("explain", "po.spec.containers.ports.name").out
    )
    assert "ALLOWED:\n  each: a finalizer: DOMAIN/NAME\n" in run("explain", "ns.spec.finalizers").out
    data = json.loads(run("explain", "cj.spec.schedule", "--output-format", "json").out)
    assert data["allowed"] == {"minLength": 1, "format": "cron"}
    strict = run("explain", "po.spec.containers.env.name", "--kubernetes-version", "1.31").out
    assert "no digit first" in strict
    assert "no digit first" not in run("explain", "po.spec.containers.env.name").out


def test_the_version_decides(run: Run) -> None:
    asked = ("explain", "pod.spec.containers.restartPolicy", "--kubernetes-version")
    assert "only Always" in run(*asked, "1.34").out
    assert "one of Always, Never, OnFailure" in run(*asked, "1.35").out
    status, _, err = run(*asked, "1.25")
    assert status == 2
    assert "has no field" in err
    assert "in 1.28 to 1.37" in err or "did you mean" in err
    assert run(*asked, "2.0").status == 2


def test_a_slip_gets_a_suggestion(run: Run) -> None:
    assert run("explain", "pods.spec.contaners.env") == (
        2,
        "",
        'podlint: Pod.spec has no field "contaners" in Kubernetes 1.37; did you mean "Pod.spec.containers.env"?\n',
    )
    assert 'did you mean "Deployment"?' in run("explain", "deplyment.spec").err
    assert run("explain", "deplyment").err.endswith('unknown rule or kind "deplyment"; did you mean "Deployment"?\n')
    assert "it is of type string" in run("explain", "pod.spec.nodeName.x").err
    assert "there is one in 1.26 to" in run("explain", "validatingadmissionpolicy", "--kubernetes-version=1.25").err
    for word in (".", "/", "a/b/c/d", "pod..", "pod.[", "x" * 5000, "pod." + "a." * 500):
        assert run("explain", word).status in (0, 2)


def test_a_path_as_people_copy_it(run: Run) -> None:
    plain = run("explain", "pod.spec.containers.env.name").out
    for word in (
        "pod.spec.containers[0].env[].name",
        "pod.spec.containers.0.env.name",
        "pod.spec.containers[*].env.name",
    ):
        assert run("explain", word).out == plain
    assert "cpu <Quantity>" in run("explain", "pod.spec.containers.resources.limits.cpu").out


@pytest.mark.usefixtures("told")
def test_addresses_in_texts_stay_whole(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "60")
    address = "https://docs.example/of-a-page-with-a-long-name/and-a-part/that-no-line-of-sixty-columns-holds"
    assert address in run("explain", "pod.spec.hostname").out.splitlines()[-1]


def test_the_tree(run: Run) -> None:
    out = run("explain", "pod.spec.containers.env", "--recursive").out
    assert (
        "  valueFrom <EnvVarSource>\n    configMapKeyRef <ConfigMapKeySelector>\n      key <string> -required-\n" in out
    )
    data = json.loads(run("explain", "pod.spec", "--recursive", "--output-format=json").out)
    containers = next(own for own in data["fields"] if own["name"] == "containers")
    assert {"env", "image"} <= {own["name"] for own in containers["fields"]}


def test_a_type_within_itself_ends(run: Run) -> None:
    out = run("explain", "crd", "--recursive").out
    assert "openAPIV3Schema <JSONSchemaProps>" in out
    assert len(out.splitlines()) < 500


@pytest.mark.usefixtures("told")
def test_as_a_function_of_a_document() -> None:
    found = field("1.37", "v1", "Pod", ("spec", "containers", 0, "ports", 1, "containerPort"))
    assert found is not None
    assert (found.name, found.type, found.required) == ("containerPort", "integer", True)
    assert words(found.allowed) == ["1 to 65535"]
    assert found.text == "Where it listens."
    entry = field("1.37", "v1", "Pod", ("spec", "containers", 0))
    assert entry is not None
    assert entry.type == "Container"
    for path in (("spec", 0), ("spec", "nope"), ("spec", "nodeName", "x"), (0,)):
        assert field("1.37", "v1", "Pod", path) is None
    assert field("1.37", "v1", "Nope") is None


@pytest.mark.usefixtures("told")
def test_texts_are_of_the_version() -> None:
    def text(version: str) -> str:
        found = field(version, "v1", "Pod", ("spec", "hostNetwork"))
        assert found is not None
        return found.text

    assert [text(version) for version in ("1.25", "1.30", "1.31", "1.37")] == [
        *("An old text.", "An old text."),
        *("A new text.", "A new text."),
    ]


@pytest.mark.usefixtures("texts")
def test_what_is_built_has_texts_of_every_version(run: Run) -> None:
    for version in ("1.25", "1.37"):
        asked = run("explain", "pod.spec.containers", "--kubernetes-version", version)
        assert "containers" in asked.out.partition("DESCRIPTION:")[2].partition("FIELDS:")[0], version


def test_without_texts_the_rest_is_shown_and_how_to_get_them(run: Run, docs: Path) -> None:
    status, out, err = run("explain", "svc.spec.ports.port")
    assert (status, err) == (0, "")
    assert "FIELD: port <integer> -required-" in out
    assert "  1 to 65535" in out
    assert "install it again without PODLINT_NO_TEXTS" in " ".join(out.split())
    (docs.parents[2] / "hatch_build.py").touch()
    assert "`./dev texts` in it gets them" in run("explain", "svc.spec.ports.port").out
    asked = run("explain", "svc.spec.ports", "--output-format=json")
    assert json.loads(asked.out)["type"] == "[]ServicePort"
    assert "`./dev texts`" in asked.err


def test_a_rule_says_how_it_runs(run: Run) -> None:
    out = run("explain", "unknown-field").out
    assert "Looks at: the text and its schema" in out
    assert "Fix:      Safe where one known field is near" in out
    data = json.loads(run("explain", "port-conflict", "--output-format=json").out)
    assert (data["scope"], data["fix"], data["options"]) == ("pod", None, {})
    assert "## Use instead" in data["documentation"]


def test_a_rule_shows_its_options(run: Run) -> None:
    rules = json.loads(run("rules", "--output-format=json").out)
    shown = [json.loads(run("explain", rule["name"], "--output-format=json").out) for rule in rules]
    with_options = [rule for rule in shown if rule["options"]]
    assert with_options
    out = run("explain", with_options[0]["name"]).out
    assert all(f"  {name}: " in out for name in with_options[0]["options"])


def test_only_a_terminal_has_the_beginning_of_a_long_sentence_alone(
    run: Run, docs: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sentence = "A word " * 30 + "and an end."
    (docs / "core.v1.json").write_text(json.dumps({"EnvVar": {"name": sentence}}))
    whole = run("explain", "pod.spec.containers.env").out
    assert sentence in " ".join(whole.split())
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("NO_COLOR", "1")
    lines = run("explain", "pod.spec.containers.env").out.splitlines()
    (line,) = (line for line in lines if "A word" in line)
    assert line.endswith(" …")
    assert len(line) <= 100
