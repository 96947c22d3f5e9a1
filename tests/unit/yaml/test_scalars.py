"""What Kubernetes reads for a scalar: one row a case."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.yaml.reader import parse
from podlint.yaml.scalars import key, plain
from podlint.yaml.source import Source

PLAIN: list[tuple[str, Any]] = [
    # words
    ("y", True),
    ("Y", True),
    ("yes", True),
    ("Yes", True),
    ("YES", True),
    ("on", True),
    ("On", True),
    ("ON", True),
    ("true", True),
    ("True", True),
    ("TRUE", True),
    ("n", False),
    ("N", False),
    ("no", False),
    ("No", False),
    ("off", False),
    ("OFF", False),
    ("false", False),
    ("False", False),
    ("oN", "oN"),
    ("yEs", "yEs"),
    ("tRUE", "tRUE"),
    ("oFF", "oFF"),
    ("null", None),
    ("Null", None),
    ("NULL", None),
    ("~", None),
    ("", None),
    ("nil", "nil"),
    ("none", "none"),
    ("nULL", "nULL"),
    # whole numbers
    ("0", 0),
    ("80", 80),
    ("+1", 1),
    ("-1", -1),
    ("0644", 420),
    ("0o644", 420),
    ("0O644", 420),
    ("-0o7", -7),
    ("0888", 888),
    ("08", 8),
    ("00", 0),
    ("0x1F", 31),
    ("0XfF", 255),
    ("-0x1", -1),
    ("0b11", 3),
    ("0B11", 3),
    ("1_000", 1000),
    ("1_", 1),
    ("1__0", 10),
    ("_1", "_1"),
    ("0x_1", 1),
    ("0b", "0b"),
    ("0x", "0x"),
    ("0b2", "0b2"),
    ("0o8", "0o8"),
    ("9223372036854775807", 2**63 - 1),
    ("18446744073709551615", 2**64 - 1),
    ("18446744073709551616", 2.0**64),
    ("-9223372036854775808", -(2**63)),
    ("-9223372036854775809", -(2.0**63)),
    # decimals
    ("1.10", 1.1),
    ("1.0", 1.0),
    ("5.", 5.0),
    (".5", 0.5),
    ("-.5", -0.5),
    ("1e3", 1000.0),
    ("1E3", 1000.0),
    ("12345e6", 12345000000.0),
    ("1e-3", 0.001),
    ("1.5e300", 1.5e300),
    ("1e400", "1e400"),
    ("-1e400", "-1e400"),
    ("1e-400", 0.0),
    ("1e", "1e"),
    (".", "."),
    ("1.2.3", "1.2.3"),
    # text, though other YAML 1.1 readers make a number or a date of some of it
    ("1:30", "1:30"),
    ("12:30:45", "12:30:45"),
    ("2020-01-01", "2020-01-01"),
    ("2020-01-01T00:00:00Z", "2020-01-01T00:00:00Z"),
    ("100m", "100m"),
    ("1Gi", "1Gi"),
    ("1,000", "1,000"),
    ("Infinity", "Infinity"),
    ("inf", "inf"),
    ("NaN", "NaN"),
    (".Nan", ".Nan"),
    ("0x1p3", "0x1p3"),
    ("١٢", "١٢"),
    ("=", "="),
    ("<<", "<<"),
    ("-", "-"),
    ("--", "--"),
    ("+-1", "+-1"),
    ("${REPLICAS}", "${REPLICAS}"),
    ("nginx:1.27", "nginx:1.27"),
]

WRITTEN: list[tuple[str, Any]] = [
    ("'yes'", "yes"),
    ('"0644"', "0644"),
    ('""', ""),
    ("'~'", "~"),
    ("'it''s'", "it's"),
    (r'"tab\tline\nA"', "tab\tline\nA"),
    ("|\n  yes\n", "yes\n"),
    ("|-\n  1\n", "1"),
    (">-\n  a\n  b\n", "a b"),
    ("a\n  b", "a b"),
    ("!!str 1", "1"),
    ("!!str yes", "yes"),
    ("!!str", ""),
    ("! 1", "1"),
    ("! ~", "~"),
    ("&anchor ! on", "on"),
    ("! 'yes'", "yes"),
    ("!custom 1", "1"),
    ("!!unheard-of yes", "yes"),
    ("!!int '5'", 5),
    ("!!int 0x1F", 31),
    ("!!float 1", 1.0),
    ('!!bool "y"', True),
    ('!!null ""', None),
    ("!!timestamp 2020-01-01", "2020-01-01"),
    ("!!binary aGk=", "hi"),
    ("!!binary gIGC", "\ufffd\ufffd\ufffd"),
    ("&anchor yes", True),
    ("&anchor 'yes'", "yes"),
    ("text # comment", "text"),
    ("text#no-comment", "text#no-comment"),
]

KEYS: list[tuple[str, str]] = [
    ("on", "true"),
    ("y", "true"),
    ("No", "false"),
    ("1.10", "1.1"),
    ("1.0", "1"),
    ("0777", "511"),
    ("0x1F", "31"),
    ("1_000", "1000"),
    ("80", "80"),
    ("-1", "-1"),
    ("1e3", "1000"),
    ("1e30", "1e+30"),
    ("100000000000000000000", "1e+20"),
    ("123456789.5", "1.2345679e+08"),
    ("0.0001", "0.0001"),
    ("0.00001", "1e-05"),
    (".inf", ".inf"),
    ("-.inf", "-.inf"),
    (".nan", ".nan"),
    ("1e39", ".inf"),
    ("9223372036854775807", "9223372036854775807"),
    ('"on"', "on"),
    ("'1.10'", "1.10"),
    ("!!str on", "on"),
    ("! on", "on"),
    ("!!binary aGk=", "hi"),
    ("app.kubernetes.io/name", "app.kubernetes.io/name"),
    ("2020-01-01", "2020-01-01"),
    ('""', ""),
]

REFUSED: list[tuple[str, str]] = [
    ("k: .inf", ".inf is read as a number that JSON cannot hold"),
    ("k: -.Inf", "-.Inf is read as a number"),
    ("k: .nan", ".nan is read as a number"),
    ("k: !!float .inf", ".inf is read as a number"),
    ("[.inf]", ".inf is read as a number"),
    ("k: !!int 1.5", "'1.5' cannot be read as !!int"),
    ("k: !!int 1e3", "'1e3' cannot be read as !!int"),
    ("k: !!bool 1", "'1' cannot be read as !!bool"),
    ("k: !!null x", "'x' cannot be read as !!null"),
    ("k: !!timestamp 2020-13-01", "'2020-13-01' cannot be read as !!timestamp"),
    ("k: !!binary aGk", "!!binary value is not base64"),
    ("null: v", "the key null is read as null: keys must be strings"),
    ("~: v", "the key ~ is read as null"),
    ("? \n: v", "a key is missing before the colon"),
    ("18446744073709551615: v", "the key 18446744073709551615 is read as a number beyond 64 bits"),
]


def read(text: str) -> Any:
    parsed = parse(Source("scalar.yaml", text))
    assert parsed.problems == []
    return parsed.documents[0].document.data


def identical(value: Any, wanted: Any) -> bool:
    """Equal and of one type: True is not 1, and 1 is not 1.0 where the text says which."""
    return bool(value == wanted) and isinstance(value, bool) == isinstance(wanted, bool)


@pytest.mark.parametrize(("written", "wanted"), [row for row in PLAIN if row[0] not in ("-",)])
def test_plain_scalar(written: str, wanted: Any) -> None:
    assert identical(read(f"k: {written}\n")["k"], wanted)


@pytest.mark.parametrize(("written", "wanted"), PLAIN)
def test_the_table_without_a_parser(written: str, wanted: Any) -> None:
    assert identical(plain(written), wanted)


@pytest.mark.parametrize(("written", "wanted"), WRITTEN)
def test_quoted_tagged_and_block_scalars(written: str, wanted: Any) -> None:
    assert identical(read(f"k: {written}\n")["k"], wanted)


@pytest.mark.parametrize(("written", "wanted"), KEYS)
def test_key(written: str, wanted: str) -> None:
    assert read(f"{written}: v\n") == {wanted: "v"}


@pytest.mark.parametrize(("text", "words"), REFUSED)
def test_refused(text: str, words: str) -> None:
    parsed = parse(Source("scalar.yaml", f"{text}\n"))
    assert parsed.sound == []
    assert all(composed.document.doubts for composed in parsed.documents), "what it stands for is not known"
    assert [words in problem.message for _, problem in parsed.problems] == [True]


@pytest.mark.parametrize("written", ["on", "1.10", "0777", "1e3"])
def test_a_key_that_changes_is_remembered_with_its_place(written: str) -> None:
    [composed] = parse(Source("scalar.yaml", f"data:\n  {written}: v\n")).documents
    [(path, span)] = composed.retyped
    assert path[0] == "data"
    assert composed.document.text(span) == written


@pytest.mark.parametrize("written", ["80", '"on"', "name", "'1.10'"])
def test_a_key_that_stays_as_it_is_written_is_not_remembered(written: str) -> None:
    [composed] = parse(Source("scalar.yaml", f"{written}: v\n")).documents
    assert composed.retyped == []


def test_the_key_of_a_null_is_refused_without_a_parser_too() -> None:
    assert key(None) is None
    assert key(2**63) is None
    assert key(True) == "true"
