"""Which rules of definitions podlint evaluates, and why not."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("cel_expr_python")

import measure_rules


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ({"rule": "self.a <= self.b"}, None),
        ({"rule": "self == oldSelf"}, measure_rules.ABOUT_CHANGES),
        ({"rule": "oldSelf.orValue(0) <= self", "optionalOldSelf": True}, None),
        ({"rule": "nobodyKnows(self)"}, "undeclared reference to 'nobodyKnows'"),
        ({"rule": "self.all(a, self.all(b, self.all(c, self != [a, b, c])))"}, "it may take too long"),
    ],
)
def test_why_a_rule_is_not_evaluated(rule: dict[str, Any], why: str | None) -> None:
    found = measure_rules.why_not(rule)
    assert found == why if why is None or found is None else why in found


def test_rules_are_found_wherever_they_stand() -> None:
    rule = [{"rule": "true"}]
    item = {"type": "object", "x-kubernetes-validations": rule, "properties": {"c": {"x-kubernetes-validations": rule}}}
    schema = {
        "properties": {"a": {"items": item}, "b": {"additionalProperties": item}},
        "x-kubernetes-validations": rule,
    }
    versions = [{"name": "v1", "schema": {"openAPIV3Schema": schema}}, {"name": "v2"}]
    definition = {"spec": {"names": {"kind": "Widget"}, "versions": versions}}
    assert [one.path for one in measure_rules.rules(definition)] == ["v1", "v1.a[]", "v1.a[].c", "v1.b.*", "v1.b.*.c"]
