"""Objects are freed with their documents and texts as soon as nobody needs them, not when garbage is collected."""

from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest

from podlint import registry
from podlint.config.select import select
from podlint.config.settings import Settings
from podlint.engine.lint import lint
from podlint.engine.plan import Plan
from podlint.kubernetes.objects import objects
from podlint.schema import catalog
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import Iterator

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{name: a, image: 'a:1'}]}\n"
INSIDE = """\
apiVersion: apps.kruise.io/v1alpha1
kind: CloneSet
metadata: {name: a}
spec: {template: {spec: {containers: [{name: a, image: 'a:latest', env: [{name: A, value: b}, {name: A, value: c}]}]}}}
"""


class Watched(Source):
    """A source that can be watched."""

    __slots__ = ("__weakref__",)


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("uncollected")
def test_an_object_does_not_hold_itself() -> None:
    source = Watched("pod.yaml", POD)
    there = weakref.ref(source)
    [target] = objects(parse(source).documents[0].document)
    assert target.object is target
    del source, target
    assert there() is None


@pytest.mark.usefixtures("uncollected")
@pytest.mark.parametrize("text", [POD, INSIDE], ids=["a pod", "a pod in a custom resource"])
def test_what_is_linted_is_free_again(text: str) -> None:
    known = registry.load(plugins=False)
    plan = Plan(select(known.rules, known.aliases, Settings()), catalog.versions()[-1:], known.pod_specs)
    lint(Source("pod.yaml", text), plan)
    source = Watched("pod.yaml", text)
    there = weakref.ref(source)
    result = lint(source, plan)
    del source
    assert result.findings
    assert there() is None
