"""What is wrong with an expression in CEL before it is evaluated, and what is right."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.schema.cel import environments, flaws

SCHEMA = {
    "type": "object",
    "properties": {
        "size": {"type": "integer"},
        "name": {"type": "string"},
        "when": {"type": "string", "format": "date-time"},
        "port": {"x-kubernetes-int-or-string": True},
        "words": {"type": "array", "items": {"type": "string"}},
        "labels": {"type": "object", "additionalProperties": {"type": "string"}},
        "of-day": {"type": "string"},
        "free": {"x-kubernetes-preserve-unknown-fields": True},
        "pod": {"type": "object", "x-kubernetes-embedded-resource": True},
    },
}


def _of_request(expression: str, wanted: str = "BOOL") -> str:
    return flaws.judged(expression, environments.REQUESTS, wanted).flaw or ""


def _of_rule(expression: str, schema: dict[str, Any] = SCHEMA, optional: Any = None) -> str:
    variables = environments.of_rule(schema, object(), root=True, optional=optional)
    assert variables is not None
    return flaws.judged(expression, variables, "BOOL").flaw or ""


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("object.a ==", "is no CEL: something is missing at its end"),
        ('object.a = "b"', "is no CEL: `= "),
        ("object.a and object.b", "is no CEL: `and object.b` is not expected there"),
        ("object.name.matches('\\d+')", "`\\d` is no escape in a text; write `\\\\d`"),
        ('object.a == "b', "does not end"),
        ("namespace == 'a'", "namespace is a reserved word"),
        ("obj.a == 1", "has the unknown name obj"),
        ('"a" + 1 == "a1"', "has `+` between string and int"),
        ('!"a"', "has `!` before string"),
        ('"a"', "gives a text, where true or false is wanted"),
        ("size(object)", "gives a number"),
        ("object.spec.hostNetwork", "gives a value whose type is not known: compare it"),
        ("len(object.a) > 1", 'calls the unknown function len: did you mean "size"?'),
        ("object.a.startWith('b')", 'calls the unknown function startWith: did you mean "startsWith"?'),
        ("startsWith(object.a, 'b')", "calls startsWith the wrong way"),
        ("object.a.startsWith(1)", "calls startsWith(int) on dyn, which there is not"),
        ("request.userInfo.name == 'a'", "asks for the unknown field name of request.userInfo"),
        ("request.userInfo.groups.startsWith('a')", "calls startsWith(string) on list(string)"),
        ("has(object)", "uses has() on something other than a field"),
        ("object.a.all('x', true)", "gives all() no plain name"),
        ("[1, 'a'].size() == 2", "has int and string in one list"),
        ("object.a ? 1 : 'b'", "has `? :` between values of different types, int and string"),
        ("duration('1 hour') > duration('1h')", 'gives duration() "1 hour", which is no duration'),
        ("timestamp('yesterday') < timestamp(object.a)", "which is no time"),
        ("9223372036854775808 > 1", "which is too large"),
        ("9" * 4_400 + " > 1", "…, which is too large"),
        ("authorizer.group('').resource('pods').check('get')", "gives Decision, where true or false is wanted"),
        ("Object{a: 1} == object", "makes an object of the unknown type Object"),
        ("object.a.?b", "gives optional, where true or false is wanted"),
    ],
)
def test_what_is_wrong(expression: str, words: str) -> None:
    assert words in _of_request(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "object.a == true",
        "net.IP == type(ip(object.a))",
        "1 < 2.0 && 3 > 1u",
        "object.items.all(item, item > 1)",
        "object.items.all(i, item, item > i)",
        "object.a[?0].orValue({}).?b.hasValue()",
        "'%d of %s'.format([1, 'a']) == object.a",
        "optional.none().orValue(1) == 1",
        "object.a == [] || object.b == {} || object.c == null",
        "authorizer.requestResource.check('get').allowed()",
        "object.names.map(n, n.lowerAscii()).exists_one(n, n.matches(r'^\\d+$'))",
        'object.names.sortBy(n, n.size()).join(", ") == """a\n\\tb"""',
        "sets.contains([1, 2], [1]) && !format.dns1123Label().validate(object.a).hasValue()",
        "request.userInfo.extra['a'].exists(v, v == 'b') // why",
        "(" * 200 + "true" + ")" * 200,
        "x" * (flaws.LONGEST + 1),
    ],
)
def test_what_is_right_or_not_known(expression: str) -> None:
    assert _of_request(expression) == ""


@pytest.mark.parametrize(
    ("expression", "words"),
    [
        ("self.sizes > 1", 'asks for the unknown field sizes of self: did you mean "size"?'),
        ("self.size > '1'", "has `>` between int and string"),
        ("self.size == null", "has `==` between int and null"),
        ("self.name.a == 1", "asks for the field a of a value of type string, which has no fields"),
        ("self.name.all(x, true)", "calls all() on string, which is neither a list nor a map"),
        ("self.words.all(w, w > 1)", "has `>` between string and int"),
        ("self.words.exists(w, w)", "has string in `exists()`, where true or false is wanted"),
        ("self.labels[1] == 'a'", "has `[...]` with int after map(string, string)"),
        ("self.of-day == 'a'", "asks for the unknown field of of self"),
        ("self.free.a == 1", "asks for the unknown field free of self"),
        ("self.when > 'a'", "has `>` between timestamp and string"),
        ("self.size + self.name == 1", "has `+` between int and string"),
    ],
)
def test_rules_are_held_against_the_schema(expression: str, words: str) -> None:
    assert words in _of_rule(expression)


@pytest.mark.parametrize(
    "expression",
    [
        "self.port == 1 || self.port == 'a' || self.port.startsWith('a')",
        "self.of__dash__day == 'a'",
        "self.metadata.name == self.kind",
        "self.pod.kind == 'Pod'",
        "self.words == oldSelf.words",
        "self.labels.all(k, self.labels[k] != '')",
        "self.when < timestamp('2024-01-01T00:00:00Z')",
    ],
)
def test_what_a_schema_has(expression: str) -> None:
    assert _of_rule(expression) == ""


def test_an_old_value_may_be_optional() -> None:
    assert "unknown field" not in _of_rule("oldSelf.hasValue() && oldSelf.value().size == 1", optional=True)
    assert "calls hasValue() on object" in _of_rule("oldSelf.hasValue()")


def test_a_schema_that_is_not_understood_has_any_fields() -> None:
    unknown = object()
    schema = {"type": "object", "properties": unknown}
    variables = environments.of_rule(schema, unknown, root=False, optional=None)
    assert variables is not None
    assert flaws.judged("self.a.b > 1", variables, "BOOL").flaw is None


def test_devices_may_bind_names_and_give_what_is_not_known() -> None:
    text = "cel.bind(gpu, device.attributes['gpu.example.com'], gpu.model == 'a' && gpu.fast)"
    assert flaws.judged(text, environments.DEVICES, "DEVICE").flaw is None
    assert flaws.judged("device.attributes['a'].b", environments.DEVICES, "DEVICE").flaw is None
    assert "unknown name gpu" in (flaws.judged("gpu.a == 1", environments.DEVICES, "DEVICE").flaw or "")
