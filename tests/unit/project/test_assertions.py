"""Files that tests hold against a cluster are parts of objects."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from podlint.project.roles import Role, Roles

if TYPE_CHECKING:
    from pathlib import Path

TEST = """\
apiVersion: chainsaw.kyverno.io/v1alpha1
kind: Test
metadata: {name: creates-a-secret}
spec:
  steps:
    - try:
        - apply: {file: policy.yaml}
        - assert: {file: ./ready.yaml}
        - error: {file: no-*.yaml}
      catch:
        - {}
    - null
"""


@pytest.mark.parametrize(
    "name",
    ["00-assert.yaml", "12-errors.yaml", "00-assert-again.yml", "pod-assert.yaml", "assert.yaml", "assert-2.yaml"],
)
def test_assertions_by_their_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("kind: Pod")
    assert Roles().of(path) is Role.PATCH
    assert Roles().reason(path) == "an assertion of a test, by its name"


@pytest.mark.parametrize("name", ["error-pages.yaml", "errors.yaml", "00-install.yaml", "asserter.yaml"])
def test_other_names(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    path.write_text("kind: Pod")
    assert Roles().of(path) is Role.MANIFEST


def test_what_a_test_of_chainsaw_names(tmp_path: Path) -> None:
    (tmp_path / "chainsaw-test.yaml").write_text(TEST)
    roles = Roles()
    for name, role in (("ready.yaml", Role.PATCH), ("no-pod.yaml", Role.PATCH), ("policy.yaml", Role.MANIFEST)):
        (tmp_path / name).write_text("kind: Pod")
        assert roles.of(tmp_path / name) is role
    assert roles.reason(tmp_path / "ready.yaml") == "an assertion of the test beside it"


def test_what_a_kustomization_takes_is_no_assertion(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    (tmp_path / "kustomization.yaml").write_text("resources: [assert.yaml]")
    (tmp_path / "assert.yaml").write_text("kind: Pod")
    assert Roles().of(tmp_path / "assert.yaml") is Role.MANIFEST
