"""What a rule of a custom resource may cost, with the numbers of the API server's own estimate."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.schema.cel import costs, environments, flaws
from podlint.schema.cel.compiling import compiled
from podlint.schema.cel.lexing import Unclear

NAME = {"type": "string", "maxLength": 10}


def _cost(rule: str, **properties: Any) -> int:
    variables = environments.of_rule({"type": "object", "properties": properties}, object(), root=False, optional=None)
    assert variables is not None
    return costs.cost(compiled(rule, variables), variables["self"])


@pytest.mark.parametrize(
    ("rule", "cost"),
    [
        ("self.name == 'abcdefghijklmnopqrstuvwxyz'", 2 + 3),  # two steps; at most 26 characters, ten for a unit
        ("self.name == self.name", 4 + 4),  # a character may take four bytes
        ("has(self.name)", 1),
        ("self.size > 1 && self.size < 5", 6),
        ("self.names.all(n, n == 'a')", 2 + 1 + 5 * (3 + 2)),
        ("self.names.exists(n, n == 'a')", 2 + 1 + 5 * (4 + 2)),
        ("self.names.map(n, n).size() > 1", 2 + 10 + 1 + 5 * 13 + 2),
        ("self.name.matches('^[a-z]+')", 2 + 5 * 2),
        ("self.name.contains(self.name)", 4 + 4 * 4),
        ("'a' in self.names", 2 + 5),
    ],
)
def test_what_a_rule_costs(rule: str, cost: int) -> None:
    names = {"type": "array", "maxItems": 5, "items": NAME}
    assert _cost(rule, name=NAME, names=names, size={"type": "integer"}) == cost


def test_without_limits_a_value_fills_the_request() -> None:
    names = {"type": "array", "items": {"type": "string"}}
    assert _cost("self.names.all(n, n == 'a')", names=names) == 2 + 1 + (costs.REQUEST - 2) // 3 * 5
    assert _cost("self.names.all(n, self.names.exists(m, m == n))", names=names) > flaws.RULE_LIMIT


def test_what_is_not_estimated_is_told_apart() -> None:
    with pytest.raises(Unclear):
        _cost("self.name.replace('a', 'b') == 'b'", name=NAME)


def test_a_size_that_is_not_known_costs_everything() -> None:
    assert _cost("string(self.size) == self.text", size={"type": "integer"}, text={"type": "string"}) > 300_000
    assert _cost("'size ' + string(self.size) == 'a'", size={"type": "integer"}) == costs.ENDLESS


def test_a_limit_that_is_not_understood_is_none_at_all() -> None:
    names = {"type": "array", "maxItems": "${MOST}", "items": {"type": "string"}}
    assert _cost("self.names.all(n, n == 'a')", names=names) == 3
