"""Entries of the configuration: which findings each covers, and how they are read."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from texts_with_comments import finding

from podlint.errors import ConfigError
from podlint.suppression.entries import Entry, read

if TYPE_CHECKING:
    from podlint.yaml.place import Part

FINDING = finding("image: nginx", 1)._replace(
    pointer="/spec/template/spec/containers/0/image", named_pointer="/spec/template/spec/containers/name=web/image"
)


def covers(**filters: Any) -> bool:
    return Entry(("image-latest",), "why", **filters).covers(FINDING)


def test_an_entry_covers_the_object_that_it_describes() -> None:
    assert covers()
    assert covers(kind="Deployment", group="apps", namespace="shop", name="web")


@pytest.mark.parametrize(
    "other", [{"kind": "Pod"}, {"group": "batch"}, {"group": ""}, {"namespace": "bank"}, {"name": "we"}]
)
def test_everything_that_is_given_must_fit(other: dict[str, str]) -> None:
    assert not covers(**{"kind": "Deployment", "group": "apps", "namespace": "shop", "name": "web", **other})
    assert not covers(**other)


def test_the_core_group_is_the_empty_one() -> None:
    core = FINDING._replace(object=FINDING.object._replace(api_version="v1"))
    assert Entry(("x",), "why", group="").covers(core)
    assert not Entry(("x",), "why", group="apps").covers(core)
    assert Entry(("x",), "why", group="").covers(FINDING._replace(object=FINDING.object._replace(api_version=None)))


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("/spec/template/spec/containers/0/image", True),
        ("/spec/template/spec/containers/0", True),
        ("/spec/template/spec/containers/name=web", True),
        ("/spec/template/spec/containers/name=web/", True),
        ("/spec", True),
        ("/", True),
        ("/spec/template/spec/containers/1", False),
        ("/spec/template/spec/containers/name=we", False),
        ("/spec/template/spec/containers/0/image/x", False),
        ("/spe", False),
    ],
)
def test_a_pointer_covers_its_place_and_all_below(pointer: str, found: bool) -> None:
    assert covers(pointer=pointer) is found


def test_the_last_day_counts() -> None:
    today = date.today()
    assert not Entry(("x",), "why").ended
    assert not Entry(("x",), "why", until=today.isoformat()).ended
    assert not Entry(("x",), "why", until=(today + timedelta(days=1)).isoformat()).ended
    assert Entry(("x",), "why", until=(today - timedelta(days=1)).isoformat()).ended


def given(value: Any) -> Entry:
    def fail(message: str, path: Any, part: Part) -> ConfigError:
        return ConfigError(f"{'.'.join(map(str, path))} {part.value}: {message}")

    return read(value, ("ignore", 0), fail, lambda path: (7, len(path)))


def test_reading_an_entry() -> None:
    entry = given({"rules": ["a", "b"], "reason": "why", "path": "x/**", "kind": "Pod", "until": date(2999, 1, 31)})
    assert entry == Entry(("a", "b"), "why", path="x/**", kind="Pod", until="2999-01-31", line=7, column=2)
    assert given({"rules": "a", "reason": "why", "name": "x"}) == Entry(("a",), "why", name="x", line=7, column=2)
    assert given({"rules": "a", "reason": "why", "group": "", "name": "x"}).group == ""
    assert given({"rules": "a", "reason": "why", "group": None, "name": "x"}).group is None


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"rules": None}, "ignore.0.rules value: an ignore entry needs rules"),
        ({"rules": []}, "ignore.0.rules value: an ignore entry needs rules"),
        ({"rules": ["a", 3]}, "ignore.0.rules value: an ignore entry needs rules"),
        ({"reason": ""}, "ignore.0 key: an ignore entry needs a reason"),
        ({"reason": "  "}, "ignore.0 key: an ignore entry needs a reason"),
        ({"reason": None}, "ignore.0 key: an ignore entry needs a reason"),
        ({"reason": 3}, "ignore.0.reason value: reason of an ignore entry must be a string"),
        ({"name": None}, "ignore.0 key: an ignore entry names what it is about"),
        ({"name": ""}, "ignore.0 key: an ignore entry names what it is about"),
        ({"name": None, "group": ""}, "ignore.0 key: an ignore entry names what it is about"),
        ({"name": True}, "ignore.0.name value: name of an ignore entry must be a string"),
        ({"until": "tomorrow"}, "ignore.0.until value: until must be a date"),
        ({"until": "2026-02-30"}, "ignore.0.until value: until must be a date"),
        ({"path": "!x"}, "ignore.0.path value: glob"),
        ({"nmae": "x"}, 'ignore.0.nmae key: unknown key "nmae" of an ignore entry; did you mean "name"?'),
        ({"everything": "x"}, "known keys: rules, path, kind"),
    ],
)
def test_entries_that_are_wrong(change: dict[str, Any], message: str) -> None:
    with pytest.raises(ConfigError) as caught:
        given({"rules": ["a"], "reason": "why", "name": "x", **change})
    assert message in str(caught.value)
