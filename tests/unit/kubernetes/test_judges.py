"""Formats by the names that the schema overlay gives them."""

from __future__ import annotations

from typing import Any

import pytest

from podlint.kubernetes.formats.judges import JUDGES, WORDS
from podlint.schema import catalog


def test_every_format_has_words() -> None:
    assert JUDGES.keys() <= WORDS.keys()


@pytest.mark.parametrize(
    ("name", "fits", "fits_not"),
    [
        ("config-key", ["a.b", "_A"], ["..a", "a/b"]),
        ("container-resource", ["cpu", "hugepages-2Mi", "a.b/gpu"], ["gpu", "a b"]),
        (
            "device-attribute",
            ["a.b/model", "a.b/c/d"],
            ["model", "/model", "a.b/", "a_b/model", "a.b/a-b", "a/" + "b" * 33],
        ),
        ("dns-label", ["a-1"], ["a.b", "A", "-a"]),
        ("dns-subdomain", ["a.b-1"], ["a_b", "A.b"]),
        ("driver-name", ["csi.example.com", "CSI"], ["a_b", "a" * 64]),
        ("extended-resource", ["example.com/gpu"], ["gpu", "kubernetes.io/gpu", "requests.a/b", "a b/c"]),
        ("finalizer", ["kubernetes", "orphan", "a.b/c"], ["stuck", "a b/c", ""]),
        ("kind", ["Widget", "widget"], ["1Widget", "Wid get"]),
        ("label-value", ["", "A_b.c"], ["a b", "-a"]),
        ("group-version", ["v1", "apps/v1"], ["a/b/c"]),
        ("limit-type", ["Pod", "a.b/Kind"], ["pod", "Pods", "a b"]),
        ("namespace-or-all", ["*", "a"], ["a.b", "**"]),
        ("path-segment", ["A:b"], ["a/b", "..", "a%b"]),
        ("pool-name", ["node-1/gpus", "a"], ["a//b", "a_b", "a" * 254]),
        ("port-name", ["http-1"], ["80", "HTTP", "a--b"]),
        ("qualified-name", ["a.b/C_d", "a"], ["a/b/c", "/a", "a b"]),
        ("semantic-version", ["1.2.3", "0.0.1-rc.1+b"], ["1.2", "01.2.3", "v1.2.3", "1.2.3\n", "1.2.3+" + "a" * 64]),
        (
            "signer-name",
            ["example.com/signer"],
            ["signer", "com/signer", "a.b/c/d", "kubernetes.io/legacy-unknown", "A.b/c"],
        ),
        ("subdomain-or-all", ["*", "a.b"], ["A", "**"]),
        ("scaled-resource", ["cpu", "hugepages-2Mi", "a.b/gpu"], ["gpu", "a b/c"]),
        ("url-path", ["*", "/a"], ["a", "/a b"]),
    ],
)
def test_what_fits(name: str, fits: list[str], fits_not: list[str]) -> None:
    assert [text for text in fits if JUDGES[name](text) is not None] == []
    assert [text for text in fits_not if JUDGES[name](text) is None] == []


def test_the_schemas_name_only_known_formats() -> None:
    checked: set[str] = set()
    told: set[str] = set()
    for blob in set(catalog.index(catalog.versions()[-1]).values()):
        _collect(catalog.load(blob), checked, told)
    assert {"dns-label", "finalizer", "namespace-or-all"} <= checked <= JUDGES.keys()
    assert {"cron", "cidr", "env-name", "webhook-url"} <= told <= WORDS.keys()


def _collect(schema: Any, checked: set[str], told: set[str]) -> None:
    for value in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        _collect(value, checked, told)
    if isinstance(schema, dict):
        checked |= {name for name in [schema.get("x-podlint-format")] if isinstance(name, str)}
        told |= {name for name in [schema.get("x-podlint-described")] if isinstance(name, str)}
