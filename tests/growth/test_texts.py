"""Texts of every nasty shape, wherever text is read: twice as long, at most three times as much time.

Every field of every kind, every form of a comment, every option of the command line and of the configuration. Some are
tried in every run, all of them with `-m exhaustive`.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from podlint.words import quoted
from tests.growth.fields import Filling, count, kinds
from tests.growth.measure import growth, seconds
from tests.growth.shapes import POD

if TYPE_CHECKING:
    from pathlib import Path

TEXTS = {
    "letters": "a",
    "spaces": "a ",
    "stars": "*",
    "braces": "{{a}} ",
    "references": "$(A",
    "dashes": "a-",
    "digits": "1",
    "lists": "a=b,",
    "addresses": "://a:b@",
    "backslashes": "\\'\"",
}
LENGTH = 1_000
FIELDS = 40
"""How many fields get the text at once."""
FLOOR = 0.2
USUAL = (
    "v1 Pod",
    "v1 Service",
    "v1 ConfigMap",
    "apps/v1 Deployment",
    "batch/v1 CronJob",
    "networking.k8s.io/v1 Ingress",
)
COMMENTS = (
    "# podlint: {}",
    "# podlint: ignore[{}]",
    "# podlint: ignore[{}",
    "# podlint: ignore[bare-pod] {}",
    "# podlint: off[{}]",
    "# podlint: role={}",
    "# podlint:{}",
    "#{}podlint: ignore[bare-pod]",
    "# {} podlint: ignore[bare-pod]",
)
OPTIONS = (
    *("--select", "--ignore", "--extend-select", "--kubernetes-version", "--fail-on", "--exclude", "--schema"),
    *("--output-format", "--config", "--baseline", "--severity"),
)
SETTINGS = (
    "select: [{}]",
    "ignore: [{{rules: [{}], path: a, reason: b}}]",
    "ignore: [{{rules: [bare-pod], path: {}, reason: b}}]",
    "ignore: [{{rules: [bare-pod], name: {}, reason: b}}]",
    "exclude: [{}]",
    "per-file-ignores: {{{}: [bare-pod]}}",
    "rules: {{{}: error}}",
    "kubernetes-version: {}",
    "schemas: [{}]",
    "image-facts: {{{}: {{}}}}",
    "image-facts: {{web: {{ports: {}}}}}",
    "fail-on: {}",
    "{}: 1",
    "rules: {{required-label: {{required: [{}]}}}}",
)


def fields() -> list[object]:
    cases = []
    for api_version, kind in kinds():
        for start in range(0, count(api_version, kind), FIELDS):
            for number, text in enumerate(TEXTS):
                sampled = f"{api_version} {kind}" in USUAL and start == 0 and number == len(cases) % 3
                marks = () if sampled else pytest.mark.exhaustive
                cases.append(pytest.param(api_version, kind, start, text, marks=marks))
    return cases


def some(names: tuple[str, ...]) -> list[object]:
    """Each name with one of the texts in every run, with all of them now and then."""
    return [
        pytest.param(name, text, marks=() if (at + number) % len(TEXTS) == 0 else pytest.mark.exhaustive)
        for at, name in enumerate(names)
        for number, text in enumerate(TEXTS)
    ]


def long(text: str, factor: int) -> str:
    """A nasty text of `factor` thousand characters; 1, 2 and 4 are what is compared, and more where these are fast."""
    return (TEXTS[text] * (LENGTH * factor))[: LENGTH * factor]


@pytest.mark.parametrize(("api_version", "kind", "start", "text"), fields())
def test_fields(api_version: str, kind: str, start: int, text: str, tmp_path: Path) -> None:
    def run(factor: int) -> float:
        filling = Filling(long(text, factor), range(start, start + FIELDS))
        written = json.dumps(filling.object(api_version, kind))
        return seconds(tmp_path, "s.json", written, ("--select", "all"))

    assert growth(run, 1, FLOOR) is None


@pytest.mark.parametrize(("form", "text"), some(COMMENTS))
def test_comments(form: str, text: str, tmp_path: Path) -> None:
    def run(factor: int) -> float:
        return seconds(tmp_path, "s.yaml", f"{POD}{form.format(long(text, factor * 10))}\n")

    assert growth(run, 1, FLOOR) is None


@pytest.mark.parametrize(("option", "text"), some(OPTIONS))
def test_options(option: str, text: str, tmp_path: Path) -> None:
    def run(factor: int) -> float:
        return seconds(tmp_path, "s.yaml", POD, (f"{option}={long(text, factor * 10)}",), any_end=True)

    assert growth(run, 1, FLOOR) is None


@pytest.mark.parametrize(("setting", "text"), some(SETTINGS))
def test_settings(setting: str, text: str, tmp_path: Path) -> None:
    def run(factor: int) -> float:
        value = json.dumps(long(text, factor * 10))
        (tmp_path / "c.yaml").write_text(setting.format(value))
        return seconds(tmp_path, "s.yaml", POD, ("--config", "c.yaml"), any_end=True, isolated=False)

    assert growth(run, 1, FLOOR) is None


def test_what_messages_quote_is_short() -> None:
    assert len(quoted("a" * 1_000_000)) < 100
