"""Every run ends with a report: numbers of thousands of digits, which Python refuses to read, in every place."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from podlint.findings.fingerprint import Key
from podlint.kustomize.build.scalars import FLOAT, STR, resolve
from podlint.suppression.baseline import Baseline
from podlint.yaml.json_text import loads
from podlint.yaml.scalars import plain, tagged
from tests.hostile.conftest import CLEAN

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.hostile.conftest import Outcome

    Lint = Callable[..., Outcome]

DIGITS = "9" * 5000
NUMBERS = {
    "decimal": DIGITS,
    "negative": f"-{DIGITS}",
    "with underscores": "9_" * 5000 + "9",
    "hexadecimal": "0x" + "f" * 5000,
    "octal": "0o" + "7" * 5000,
    "binary": "0b" + "1" * 5000,
    "with a fraction": f"{DIGITS}.{DIGITS}",
    "with an exponent": f"1e{DIGITS}",
    "behind zeros": "0" * 5000 + "1",
    "in base 60": f"{DIGITS}:30:30",
    "tagged": f"!!int {DIGITS}",
    "a tagged float": f"!!float 0x{'f' * 5000}",
    "infinite": "-.inf",
    "no number": ".nan",
    "too large for a float": "1e999",
}


@pytest.mark.parametrize("number", NUMBERS.values(), ids=list(NUMBERS))
def test_a_number_anywhere_in_a_manifest_is_read_or_refused(lint: Lint, number: str) -> None:
    files = {
        "value.yaml": f"{CLEAN}data: {{a: {number}}}\n",
        "key.yaml": f"{CLEAN}data: {{{number}: a}}\n",
        "field.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\n"
        f"spec: {{replicas: {number}, minReadySeconds: {number}}}\n",
        "service.yaml": "apiVersion: v1\nkind: Service\nmetadata: {name: a}\n"
        f"spec: {{ports: [{{port: {number}}}]}}\n",
        "README.md": f"```yaml\n{CLEAN}data: {{a: {number}}}\n```\n",
        "pod.json": f'{{"apiVersion": "v1", "kind": "Pod", "metadata": {{"name": "a"}}, "spec": {number}}}',
        "k/kustomization.yaml": f"resources: [../value.yaml]\nreplicas: [{{name: a, count: {number}}}]\n",
    }
    found = lint(files).findings
    assert {finding["path"] for finding in found} >= {"field.yaml", "service.yaml", "pod.json"}
    assert lint({}, "list", ".").status in (0, 1)
    lint({}, "build", "k")


@pytest.mark.parametrize("number", NUMBERS.values(), ids=list(NUMBERS))
def test_a_neighbour_full_of_digits_does_not_fail_the_file_that_was_asked_for(lint: Lint, number: str) -> None:
    good = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: a}, ports: [{port: 80}]}\n"
    outcome = lint({"good.yaml": good, "digits.yaml": f"a: {number}\n{number}: b\n"}, "good.yaml")
    assert "digits.yaml" not in outcome.out


def test_texts_that_are_read_as_numbers(lint: Lint) -> None:
    kinds = {
        "Endpoints": f"subsets: [{{addresses: [{{ip: '1.1.1.{DIGITS}'}}, {{ip: '10.0.0.0/{DIGITS}'}}]}}]",
        "NetworkPolicy": "spec: {podSelector: {}, ingress: "
        f"[{{from: [{{ipBlock: {{cidr: '10.0.0.0/{DIGITS}'}}}}]}}]}}",
        "LimitRange": f"spec: {{limits: [{{type: Pod, max: {{cpu: '{DIGITS}'}}, min: {{cpu: '1e{DIGITS}'}}}}]}}",
        "PodDisruptionBudget": f"spec: {{selector: {{}}, minAvailable: '{DIGITS}%'}}",
        "CronJob": f"spec: {{schedule: '*/{DIGITS} {DIGITS} * * *'}}",
        "Secret": f"type: kubernetes.io/dockerconfigjson\nstringData: {{.dockerconfigjson: '{{\"a\": {DIGITS}}}'}}",
    }
    api = {
        "NetworkPolicy": "networking.k8s.io/v1",
        "PodDisruptionBudget": "policy/v1",
        "CronJob": "batch/v1",
    }
    text = "---\n".join(
        f"apiVersion: {api.get(kind, 'v1')}\nkind: {kind}\nmetadata: {{name: a}}\n{rest}\n"
        for kind, rest in kinds.items()
    )
    found = {finding["object"]["kind"] for finding in lint({"all.yaml": text}).findings if finding["rule"] != "x"}
    assert found >= {"Endpoints", "NetworkPolicy", "LimitRange", "CronJob"}
    assert lint({}, "list", "-l", "a>1", ".").status == 1


def test_a_label_that_no_number_of_the_server_can_be_is_greater_than_none(lint: Lint) -> None:
    labelled = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: %s, labels: {a: '%s'}}\n"
    files = {"one.yaml": labelled % ("one", "5"), "many.yaml": labelled % ("many", DIGITS)}
    assert lint(files, "list", "-l", "a>1", ".").out.split()[4:7] == ["ConfigMap", "one", "one.yaml:3:18"]


def test_a_definition_with_limits_beyond_every_number_is_used_without_them(lint: Lint) -> None:
    schema = {"type": "object", "properties": {"spec": {"type": "object", "properties": {"size": {"type": "integer"}}}}}
    text = json.dumps(schema | {"x-kubernetes-group-version-kind": [{"group": "e.io", "version": "v1", "kind": "W"}]})
    text = text.replace('"integer"', f'"integer", "maximum": {DIGITS}, "minimum": -{DIGITS}, "multipleOf": {DIGITS}')
    widget = "apiVersion: e.io/v1\nkind: W\nmetadata: {name: w}\nspec: {size: %s}\n"
    files = {"w.json": text, ".podlint.yaml": "schemas: [w.json]\n", "a.yaml": widget % "5", "b.yaml": widget % "text"}
    found = lint(files).findings
    assert [(one["path"], one["rule"]) for one in found if one["path"] in ("a.yaml", "b.yaml")] == [
        ("b.yaml", "wrong-type")
    ]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        (".podlint.yaml", f"rules: {{too-many-containers: {{maximum: {DIGITS}}}}}\n"),
        (".podlint.yaml", f"fail-on: {DIGITS}\n"),
        (".podlint.yaml", f"{DIGITS}: 1\n"),
        (".podlint.yaml", f"kubernetes-version: {DIGITS}\n"),
        ("pyproject.toml", f"[tool.podlint]\nfail-on = {DIGITS}\n"),
        ("pyproject.toml", f"[tool.podlint]\nfail-on = 0x{'f' * 5000}\n"),
        ("pyproject.toml", f"[tool.podlint.rules.too-many-containers]\nmaximum = 0x{'f' * 5000}\n"),
        ("pyproject.toml", f"[tool.podlint]\nselect = [1979-05-27T07:32:00.{DIGITS}]\n"),
    ],
    ids=lambda text: text[:40],
)
def test_a_configuration_with_such_a_number_is_refused_at_its_place(lint: Lint, name: str, text: str) -> None:
    outcome = lint({name: text, "a.yaml": CLEAN}, "a.yaml")
    assert outcome.status == 2
    assert outcome.err.startswith(f"podlint: {name}:")
    assert outcome.err.count("\n") == 1


def test_a_baseline_with_such_a_number_is_refused_at_its_place(lint: Lint) -> None:
    entry = '{"path": "a.yaml", "rule": "bare-pod"%s}'
    counted = f', "count": {DIGITS}'
    entries = f"{entry % ''},\n  {entry % counted}"
    text = f'{{"version": 1, "findings": [\n  {entries}\n]}}\n'
    outcome = lint({"b.json": text, "a.yaml": CLEAN}, "--baseline=b.json", "a.yaml")
    assert outcome.status == 2
    assert outcome.err == "podlint: b.json:3:3: finding 2 of the baseline cannot be understood\n"
    lint({"b.json": f'{{"version": {DIGITS}}}'}, "--baseline=b.json", "a.yaml")
    lint({"b.json": "[" * 100_000}, "--baseline=b.json", "a.yaml")


def test_a_baseline_of_a_file_whose_name_is_no_text_is_read_back(tmp_path: Path) -> None:
    known = Baseline(tmp_path / "b.json", {})
    known.counts[Key("caf\udce9.yaml", "bare-pod", "", "Pod", "", "é\ud83d", "/spec")] = 2
    known.write()
    assert Baseline.read(tmp_path / "b.json").counts == known.counts


def test_numbers_as_the_server_reads_them() -> None:
    assert plain("9" * 30) == 1e30
    assert plain(DIGITS) == DIGITS
    assert plain("0" * 5000 + "7") == 7
    assert plain("18446744073709551615") == 2**64 - 1
    assert resolve("9" * 30) == (FLOAT, 1e30)
    assert resolve(DIGITS) == (STR, DIGITS)
    assert loads(f"[{'9' * 300}, {DIGITS}]") == [10**300 - 1, float("inf")]
    with pytest.raises(ValueError, match="cannot be read as !!int"):
        tagged(DIGITS, "!!int")
