"""What rules see of a value: types of the schema, defaults, names of fields, lists whose order says nothing."""

from __future__ import annotations

from typing import Any, ClassVar

import pytest

from podlint.schema import structural
from podlint.schema.cel import judge, times, values
from podlint.schema.understood import understood


def _verdict(expression: str, value: Any, **properties: Any) -> str:
    rules = [{"rule": expression}]
    schema = {"type": "object", "properties": properties, "x-kubernetes-validations": rules}
    node = structural.structural(understood(schema), pruned=True)
    verdict = judge.judge(node, node["x-podlint-cel"], value, 0)
    return "not evaluated" if verdict.skipped else "broken" if verdict.broken else "kept"


TEXT, NUMBER = {"type": "string"}, {"type": "number"}


@pytest.fixture(autouse=True)
def _library() -> None:
    pytest.importorskip("cel_expr_python")


def test_a_number_is_of_the_type_that_the_schema_says() -> None:
    assert _verdict("type(self.ratio) == double && self.ratio / 2.0 == 0.5", {"ratio": 1}, ratio=NUMBER) == "kept"
    assert _verdict("type(self.count) == int", {"count": 2.0}, count={"type": "integer"}) == "kept"
    either = {"x-kubernetes-int-or-string": True}
    assert _verdict("type(self.port) == int ? self.port > 80 : self.port != ''", {"port": 80}, port=either) == "broken"
    assert _verdict("type(self.port) == int ? self.port > 80 : self.port != ''", {"port": "x"}, port=either) == "kept"


def test_what_has_a_default_is_there() -> None:
    schema = {"type": "string", "default": "Recreate"}
    assert _verdict("self.strategy == 'Recreate'", {}, strategy=schema) == "kept"
    assert _verdict("!has(self.strategy)", {"strategy": None}, strategy=schema) == "broken"
    inner = {"type": "object", "properties": {"size": {"type": "integer", "default": 3}}, "default": {}}
    assert _verdict("self.pool.size == 3", {}, pool=inner) == "kept"


def test_a_field_that_is_null_is_absent_even_where_the_schema_takes_it() -> None:
    assert _verdict("!has(self.name)", {"name": None}, name=TEXT) == "kept"
    assert _verdict("!has(self.name)", {"name": None}, name={**TEXT, "nullable": True}) == "kept"
    with_default = {**TEXT, "nullable": True, "default": "a"}
    assert _verdict("!has(self.name)", {"name": None}, name=with_default) == "kept"


@pytest.mark.parametrize(
    ("name", "written"),
    [("namespace", "__namespace__"), ("a-b", "a__dash__b"), ("a.b", "a__dot__b"), ("a/b", "a__slash__b")],
)
def test_a_field_that_is_no_identifier_is_escaped(name: str, written: str) -> None:
    assert _verdict(f"self.{written} == 'x'", {name: "x"}, **{name: TEXT}) == "kept"


def test_other_names_of_fields() -> None:
    assert values.field("a__b") == "a__underscores__b"
    assert values.field("plain_name1") == "plain_name1"
    assert values.field("1st") is None
    assert values.field("a b") is None


def test_keys_of_a_mapping_stay_as_they_are() -> None:
    labels = {"type": "object", "additionalProperties": TEXT}
    assert (
        _verdict("self.labels['a-b'] == 'x' && 'in' in self.labels", {"labels": {"a-b": "x", "in": ""}}, labels=labels)
        == "kept"
    )


def test_times_and_bytes_have_types_of_their_own() -> None:
    assert _verdict("self.after >= duration('90m')", {"after": "1h30m"}, after={**TEXT, "format": "duration"}) == "kept"
    assert _verdict("self.after > duration('90m')", {"after": "1.5h"}, after={**TEXT, "format": "duration"}) == "broken"
    at = {**TEXT, "format": "date-time"}
    assert _verdict("self.at < timestamp('2021-01-01T00:00:01Z')", {"at": "2021-01-01T01:00:00+01:00"}, at=at) == "kept"
    assert _verdict("self.on.getDayOfMonth() == 0", {"on": "2021-01-01"}, on={**TEXT, "format": "date"}) == "kept"
    assert _verdict("self.key.size() == 3", {"key": "AGEA"}, key={**TEXT, "format": "byte"}) == "kept"
    assert (
        _verdict("self.after > duration('1h')", {"after": "soon"}, after={**TEXT, "format": "duration"})
        == "not evaluated"
    )


@pytest.mark.parametrize(
    ("text", "seconds", "nanos"),
    [("0", 0, 0), ("-1.5s", -1, -500_000_000), ("1h0.25m", 3615, 0), ("7ns", 0, 7), ("+2m", 120, 0)],
)
def test_durations(text: str, seconds: int, nanos: int) -> None:
    found = times.duration(text)
    assert found is not None
    assert (found.seconds, found.nanos) == (seconds, nanos)


@pytest.mark.parametrize("text", ["", "1", "h", "1d", "1 h", ".s", "--1s"])
def test_no_durations(text: str) -> None:
    assert times.duration(text) is None


def test_of_metadata_rules_see_the_names() -> None:
    typed = {"apiVersion": TEXT, "kind": TEXT, "metadata": {"type": "object"}}
    data = {"apiVersion": "v1", "kind": "X", "metadata": {"name": "long", "labels": {"a": "b"}}}
    assert _verdict("self.metadata.name.size() < 4", data, **typed) == "broken"
    assert _verdict("has(self.metadata.labels)", data, **typed) == "broken"


@pytest.mark.parametrize("value", ["${NAME}", "a\0b", "\ud800", None, 2**63, b""])
def test_of_some_values_nothing_is_concluded(value: Any) -> None:
    assert _verdict("self.other[0] == 1", {"other": [value]}, other={"type": "array", "items": {}}) == "not evaluated"


class TestSets:
    NAMES: ClassVar = {"type": "array", "items": TEXT, "x-kubernetes-list-type": "set"}

    def test_are_equal_in_any_order(self) -> None:
        value = {"a": ["x", "y"], "b": ["y", "x"]}
        assert _verdict("self.a == self.b", value, a=self.NAMES, b=self.NAMES) == "kept"
        plain = {"type": "array", "items": TEXT}
        assert _verdict("self.a == self.b", value, a=plain, b=plain) == "broken"
        assert _verdict("self.a == self.b", {"a": ["x"], "b": ["z"]}, a=self.NAMES, b=self.NAMES) == "broken"

    def test_where_they_are_added_nothing_is_concluded(self) -> None:
        value = {"a": ["x"], "b": ["x"]}
        assert _verdict("(self.a + self.b).size() == 1", value, a=self.NAMES, b=self.NAMES) == "not evaluated"
        assert _verdict("self.a.size() + self.b.size() == 1", value, a=self.NAMES, b=self.NAMES) == "broken"
