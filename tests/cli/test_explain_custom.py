"""`podlint explain` of custom kinds: every one that has a schema, wherever that comes from."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from test_schemas import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: certificates.certs.example}
spec:
  group: certs.example
  scope: Namespaced
  names: {kind: Certificate, plural: certificates, singular: certificate, shortNames: [cert]}
  versions:
    - name: v1alpha1
      served: true
      storage: false
      schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {old: {type: string}}}}}}
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          description: A signed name.
          properties:
            spec:
              type: object
              description: What is wanted. And more.
              required: [issuerRef, secretName, duration]
              properties:
                secretName: {type: string, minLength: 1, maxLength: 253, pattern: "^[a-z]+$", description: Its place.}
                duration: {type: string, format: duration, default: 24h}
                port: {x-kubernetes-int-or-string: true}
                share: {type: number, exclusiveMinimum: true, minimum: 0, maximum: 1, nullable: true}
                usages: {x-kubernetes-list-type: set, type: array, maxItems: 3,
                  items: {type: string, enum: [sign, read]}}
                issuerRef:
                  type: object
                  description: Who signs it.
                  required: [name]
                  properties: {name: {type: string}, kind: {type: string, enum: [Issuer, Root], default: Issuer}}
                  x-kubernetes-validations: [{rule: "self.name != ''", message: a name is needed}, {rule: "true"}]
                template: {type: object, x-kubernetes-preserve-unknown-fields: true}
                labels: {type: object, additionalProperties: {type: string}}
                keys:
                  type: array
                  items: {type: object, required: [size], properties: {size: {type: integer, minimum: 1}}}
"""
HEAD = ["GROUP:      certs.example", "KIND:       Certificate", "VERSION:    v1"]


@pytest.fixture(autouse=True)
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "100")


@pytest.fixture
def defined(project: Path) -> Path:
    """A project that defines a kind."""
    (project / "crds").mkdir()
    (project / "crds" / "certificate.yaml").write_text(CRD)
    return project


@pytest.mark.usefixtures("defined")
def test_a_field_with_its_type_text_limits_rules_and_what_lies_below(run: Run) -> None:
    status, out, err = run("explain", "certificate.spec.issuerRef")
    assert (status, err) == (0, "")
    assert out.splitlines() == [
        *HEAD,
        "SCHEMA:     crds/certificate.yaml (project)",
        "ALSO IN:    certs.example/v1alpha1 (--api-version)",
        "",
        "FIELD: issuerRef <Object> -required-",
        "",
        "ALLOWED:",
        "  rule: a name is needed (self.name != '')",
        "  rule: true",
        "",
        "DESCRIPTION:",
        "  Who signs it.",
        "",
        "FIELDS:",
        "  kind <string>",
        '      one of Issuer, Root; default "Issuer"',
        "  name <string> -required-",
    ]


@pytest.mark.usefixtures("defined")
@pytest.mark.parametrize(
    ("word", "head", "limits"),
    [
        ("secretName", "secretName <string> -required-", ["1 to 253 characters", "must match ^[a-z]+$"]),
        ("duration", "duration <string>", ["format duration", 'default "24h"']),
        ("port", "port <IntOrString>", []),
        ("share", "share <number>", ["0 to 1", "may be null"]),
        ("usages", "usages <[]string>", ["no entry twice", "at most 3 entries", "each: one of sign, read"]),
        ("template", "template <Object>", ["keeps fields that it does not know"]),
        ("labels", "labels <map[string]string>", []),
        ("labels.app", "app <string>", []),
        ("keys[0].size", "size <integer> -required-", ["at least 1"]),
        ("keys.size", "size <integer> -required-", ["at least 1"]),
    ],
)
def test_limits_are_said_in_words(run: Run, word: str, head: str, limits: list[str]) -> None:
    lines = run("explain", f"cert.spec.{word}").out.splitlines()
    assert f"FIELD: {head}" in lines
    said = lines[lines.index("ALLOWED:") + 1 : lines.index("DESCRIPTION:") - 1] if "ALLOWED:" in lines else []
    assert [line.strip() for line in said] == limits


@pytest.mark.usefixtures("defined")
@pytest.mark.parametrize(
    "word",
    [
        "certificate",
        "Certificate",
        "certificates",
        "cert",
        "certificates.certs.example",
        "Certificate.certs.example.spec",
        "certs.example/certificate",
        "certs.example/v1/Certificate.spec.keys",
    ],
)
def test_a_kind_goes_by_the_names_that_its_definition_gives(run: Run, word: str) -> None:
    assert run("explain", word).out.splitlines()[:3] == HEAD


@pytest.mark.usefixtures("defined")
def test_another_version_is_chosen_by_its_name(run: Run) -> None:
    for words in (
        ("certs.example/v1alpha1/Certificate.spec",),
        ("cert.spec", "--api-version", "certs.example/v1alpha1"),
    ):
        assert "  old <string>" in run("explain", *words).out.splitlines()


@pytest.mark.usefixtures("defined")
def test_metadata_is_that_of_kubernetes(run: Run) -> None:
    assert "FIELD: labels <map[string]string>" in run("explain", "cert.metadata.labels").out
    assert "  metadata <ObjectMeta>" in run("explain", "cert").out


@pytest.mark.usefixtures("defined")
def test_the_tree_and_the_data(run: Run) -> None:
    lines = run("explain", "cert.spec", "--recursive").out.splitlines()
    at = lines.index("  issuerRef <Object> -required-")
    assert lines[at : at + 3] == [
        "  issuerRef <Object> -required-",
        "    kind <string>",
        "    name <string> -required-",
    ]
    data = json.loads(run("explain", "cert.spec.usages", "-o", "json").out)
    assert data["schema"] == "crds/certificate.yaml (project)"
    assert data["kubernetesVersion"] is None
    assert data["allowed"] == {"maxItems": 3, "unique": [], "items": {"enum": ["sign", "read"]}}


@pytest.mark.usefixtures("defined")
@pytest.mark.parametrize(
    ("word", "words"),
    [
        ("certificat.spec", 'has no kind "certificat"; did you mean "Certificate"?'),
        ("certificat", 'unknown rule or kind "certificat"; did you mean "Certificate"?'),
        ("cert.spec.isuerRef.name", 'did you mean "Certificate.spec.issuerRef.name"?'),
        ("cert.spec.nothing", 'Certificate.spec has no field "nothing" in crds/certificate.yaml (project)'),
        ("cert.spec.port.x", 'has no field "x" in crds/certificate.yaml (project): it is of type IntOrString'),
        ("cert.spec --api-version other.io", 'has no Certificate in "other.io"; it is in certs.example/v1alpha1'),
    ],
)
def test_what_is_not_there_is_answered_with_what_is_near(run: Run, word: str, words: str) -> None:
    status, out, err = run("explain", *word.split())
    assert (status, out) == (2, "")
    assert words in err


@pytest.mark.parametrize("way", ["add", "schemas", "option", "catalogue"])
def test_every_source_of_schemas_counts(
    run: Run, project: Path, way: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside")
    (outside / "crd.yaml").write_text(CRD)
    assert run("explain", "certificate.spec").status == 2
    options: tuple[str, ...] = ()
    if way == "add":
        assert run("schemas", "add", str(outside)).status == 0
    elif way == "schemas":
        (project / ".podlint.yaml").write_text(f"schemas: ['{outside}']\n")
    elif way == "option":
        options = "--schemas", str(outside)
    else:
        (project / "c/certs.example").mkdir(parents=True)
        (project / "c/certs.example/certificate_v1.json").write_text(json.dumps(SCHEMA))
        (project / ".podlint.yaml").write_text("schemas: [c]\n")
        assert run("explain", "certs.example/v1/Certificate.spec.size", *options).status == 0
        (project / "c.yaml").write_text("apiVersion: certs.example/v1\nkind: Certificate\nmetadata: {name: c}\n")
    outcome = run("explain", "certificate.spec", *options)
    assert outcome.out.splitlines()[:3] == HEAD, outcome.err


def test_a_kind_that_kubernetes_has_too_is_named_and_chosen_by_its_group(run: Run, project: Path) -> None:
    (project / "crd.yaml").write_text(CRD.replace("Certificate", "Service").replace("certificate", "service"))
    run("schemas", "add", "crd.yaml")
    lines = run("explain", "service.spec").out.splitlines()
    assert lines[:3] == ["KIND:       Service", "VERSION:    v1", "KUBERNETES: 1.37"]
    assert "ALSO IN:    certs.example/v1, certs.example/v1alpha1 (--api-version)" in lines
    for words in (("service.certs.example.spec",), ("svc.spec", "--api-version", "certs.example")):
        assert "GROUP:      certs.example" in run("explain", *words).out


@pytest.mark.parametrize("word", ["certificate", "certificates.spec", "certs.example/v1/Certificate"])
def test_a_kind_that_lacks_a_schema_is_told_from_one_that_nobody_knows(run: Run, project: Path, word: str) -> None:
    (project / "c.yaml").write_text("apiVersion: certs.example/v1\nkind: Certificate\nmetadata: {name: c}\n")
    words = "podlint: no schema for certs.example/v1 Certificate: podlint schemas fetch\n"
    assert run("explain", word) == (2, "", words)


def test_a_group_behind_a_built_in_kind_chooses_it(run: Run) -> None:
    assert run("explain", "ingresses.networking.k8s.io.spec").out.startswith("GROUP:      networking.k8s.io\n")
    assert run("explain", "deploy.apps.spec.replicas").status == 0


def test_definitions_that_say_something_else_are_named(run: Run, defined: Path) -> None:
    (defined / "older.yaml").write_text(CRD.replace("maximum: 1", "maximum: 2"))
    lines = run("explain", "cert").out.splitlines()
    assert lines[3:5] == ["SCHEMA:     crds/certificate.yaml (project)", "DIFFERS IN: older.yaml"]
    assert "DIFFERS IN" not in run("explain", "pod").out


def test_a_configuration_that_is_wrong_is_told_where_it_is_needed_only(run: Run, defined: Path) -> None:
    (defined / ".podlint.yaml").write_text("schemas: [nowhere]\n")
    assert run("explain", "pod.spec").status == 0
    assert run("explain", "cert.spec").err == "podlint: .podlint.yaml:1:11: schemas: nowhere: no such file or folder\n"


def test_what_a_definition_says_is_shown_and_not_obeyed(run: Run, defined: Path) -> None:
    (defined / "crds/certificate.yaml").write_text(CRD.replace("Who signs it.", '"a \\x1b[31mred\\x07 text"'))
    assert "\x1b" not in run("explain", "cert.spec.issuerRef").out
