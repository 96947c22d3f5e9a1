"""Names that the API server takes, and those that it refuses."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from podlint.kubernetes.formats import names

Judge = Callable[[str], "str | None"]


def relaxed_env(text: str) -> str | None:
    return names.env_name(text, 32)


def strict_env(text: str) -> str | None:
    return names.env_name(text, 31)


GOOD: list[tuple[Judge, list[str]]] = [
    (names.dns_label, ["a", "1", "a-b", "1a", "a--b", "a" * 63]),
    (names.dns_label_1035, ["a", "a-1", "a" * 63]),
    (names.dns_subdomain, ["a", "a.b", "1.2", "a" * 253, "a" * 100 + ".b"]),
    (names.wildcard_subdomain, ["*.a", "*.a.b"]),
    (names.path_segment, ["a", "A b", "system:node", "...", "ü", ""]),
    (names.qualified_name, ["a", "A_b.c-d", "a.b/C", "a" * 63, "x" * 253 + "/" + "a" * 63]),
    (names.annotation_key, ["a", "Example.COM/a"]),
    (names.label_value, ["", "a", "A_b.c-d", "1", "a" * 63]),
    (names.port_name, ["http", "a", "1a", "a-b", "a" * 15]),
    (names.config_key, ["a", ".a", "a..b", "-", "_", "A_b-c.d", "a" * 253]),
    (relaxed_env, ["a", "1A", "a b", "a-b", "..", "~", "a:b/c"]),
    (strict_env, ["A", "_a", "a.b-c", ".a", "-a"]),
    (names.header_name, ["X-A", "1"]),
    (names.c_identifier, ["a", "_1"]),
]
BAD: list[tuple[Judge, list[str]]] = [
    (names.dns_label, ["", "A", "a_b", "a.b", "-a", "a-", "a" * 64, "ä", "a\n", "٣"]),
    (names.dns_label_1035, ["", "1a", "a.b", "A", "a" * 64]),
    (names.dns_subdomain, ["", "A", ".a", "a.", "a..b", "a_b", "-a.b", "a.-b", "a" * 254, "a\n"]),
    (names.wildcard_subdomain, ["a", "*", "*.", "*.*.a", "**.a", "*.A"]),
    (names.path_segment, [".", "..", "a/b", "a%b"]),
    (names.qualified_name, ["", "/", "/a", "a/", "a/b/c", "A.b/c", "a b", "-a", "a_", "a" * 64, "a_b/c"]),
    (names.annotation_key, ["", "a b", "/a", "a/b/c"]),
    (names.label_value, ["a b", "a/b", "a:b", "-a", "a-", "a@b", "a" * 64, "ü", "a\n"]),
    (names.port_name, ["", "80", "HTTP", "a_b", "a--b", "-a", "a-", "a" * 16, "a.b"]),
    (names.config_key, ["", ".", "..", "..a", "a/b", "a b", "a" * 254, "ä"]),
    (relaxed_env, ["", "a=b", "ä", "a\tb"]),
    (strict_env, ["", "1A", "a b", "a=b", ".", "..", "..a"]),
    (names.header_name, ["", "a b", "a_b", "a:"]),
    (names.c_identifier, ["", "1a", "a-b"]),
]


@pytest.mark.parametrize(("judge", "text"), [(judge, text) for judge, texts in GOOD for text in texts])
def test_it_fits(judge: Judge, text: str) -> None:
    assert judge(text) is None


@pytest.mark.parametrize(("judge", "text"), [(judge, text) for judge, texts in BAD for text in texts])
def test_it_does_not_fit(judge: Judge, text: str) -> None:
    assert (judge(text) or "").startswith("must ")


@pytest.mark.parametrize(
    ("text", "group", "kind", "minor", "fits"),
    [
        ("a.b", "", "Pod", 36, True),
        ("a.b", "", "Namespace", 36, False),
        ("a.b", "apps", "StatefulSet", 36, False),
        ("a.b", "apps", "Deployment", 36, True),
        ("1a", "", "Service", 36, True),
        ("1a", "", "Service", 35, False),
        ("a.b", "", "Service", 36, False),
        ("a.b", "serving.knative.dev", "Service", 36, True),
        ("system:a B", "rbac.authorization.k8s.io", "ClusterRole", 36, True),
        ("a/b", "rbac.authorization.k8s.io", "Role", 36, False),
        ("A_b", "policy", "PodDisruptionBudget", 36, True),
        ("a" * 52, "batch", "CronJob", 36, True),
        ("a" * 53, "batch", "CronJob", 36, False),
        ("a" * 63, "batch", "Job", 36, True),
        ("a" * 64, "batch", "Job", 36, False),
        ("A", "example.com", "Thing", 36, False),
        ("provider:user", "user.openshift.io", "Identity", 36, True),
    ],
)
def test_each_kind_has_its_rule(text: str, group: str, kind: str, minor: int, fits: bool) -> None:
    assert (names.object_name(text, group, kind, minor) is None) is fits


@pytest.mark.parametrize(("prefix", "seen"), [("a-", "aa"), ("a", "a"), ("-", "-"), ("", ""), ("a--", "a-a")])
def test_a_generated_name_may_end_in_a_dash(prefix: str, seen: str) -> None:
    assert names.masked_prefix(prefix) == seen


@pytest.mark.parametrize(
    ("text", "judge", "meant"),
    [
        ("My_App", names.dns_subdomain, "my-app"),
        ("my.app", names.dns_label, "my-app"),
        ("HTTP", names.port_name, "http"),
        ("Jane Doe", names.label_value, "Jane-Doe"),
        (" a ", names.dns_label, "a"),
        ("a" * 64, names.dns_label, None),
        ("---", names.dns_label, None),
        ("ü", names.dns_label, None),
    ],
)
def test_a_near_name_is_found(text: str, judge: Judge, meant: str | None) -> None:
    assert names.repaired(text, judge) == meant
