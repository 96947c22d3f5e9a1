"""Rules in CEL, where the library is installed and where it is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint import testing
from podlint.schema import cel

if TYPE_CHECKING:
    import pytest

TEXT = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: widgets.example.com}
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Widget, plural: widgets}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              x-kubernetes-validations:
                - {rule: self.least <= self.most, message: least must not be above most}
                - {rule: self == oldSelf, message: never changes}
                - {rule: isURL(self.url), message: one of Kubernetes' own functions}
                - {rule: "self.least >", message: not CEL}
              properties:
                least: {type: integer}
                most: {type: integer}
                url: {type: string}
---
apiVersion: example.com/v1
kind: Widget
metadata: {name: w}
spec:
  least: 3
  most: 2
  url: nonsense
"""


def test_a_broken_rule_speaks_for_itself() -> None:
    (finding,) = testing.run(TEXT, rules=("structure",))
    assert finding.rule == "crd-schema"
    assert finding.message == "least must not be above most, in spec of Widget w"
    assert (finding.location.start.line, finding.location.start.column) == (31, 1)


def test_a_kept_rule_is_silent_and_so_is_one_that_cannot_be_evaluated() -> None:
    assert testing.run(TEXT.replace("least: 3", "least: 1"), rules=("structure",)) == []


def test_without_the_library_nothing_is_evaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cel, "available", lambda: False)
    assert testing.run(TEXT, rules=("structure",)) == []
