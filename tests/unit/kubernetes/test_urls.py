"""URLs of webhooks as the API server reads them, and paths of Services."""

from __future__ import annotations

import pytest

from podlint.kubernetes.formats import urls


@pytest.mark.parametrize(
    "text",
    [
        "https://hook.example",
        "https://hook.example:8443/a/b",
        "HTTPS://hook.example/",
        "https://10.0.0.1:443/x",
        "https://[::1]:443/x",
        "https://[::1]",
        "https://hook.example/a b",
        "https://hook.example/a%20b",
        "https://hook.example:/x",
        "https://hook.example/x?",
        "https://hook.example/x#",
    ],
)
def test_a_webhook_has_such_urls(text: str) -> None:
    assert urls.webhook_url(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hook.example/x", "begin with https://"),
        ("http://hook.example/x", "begin with https://"),
        ("https:/x", "begin with https://"),
        ("https:///x", "a host"),
        ("https://:443/x", "a host"),
        ("https://[]:443/x", "a host"),
        ("https://me@hook.example/x", "a user"),
        ("https://me@:443/x", "a user"),
        ("https://hook.example:https/x", "a number as its port"),
        ("https://[::1]x", "a number as its port"),
        ("https://hook example/x", "a space"),
        ("https://hook.example/x?a=b", "a query"),
        ("https://hook.example/x#a", "a fragment"),
        ("https://hook.example/%zz", "hexadecimal"),
    ],
)
def test_a_webhook_has_no_such_urls(text: str, words: str) -> None:
    assert words in (urls.webhook_url(text) or "")


@pytest.mark.parametrize("text", ["/", "/a", "/a/b.c/", "/convert"])
def test_a_service_has_such_paths(text: str) -> None:
    assert urls.service_path(text) is None


@pytest.mark.parametrize(
    ("text", "words"),
    [("a", "begin with a slash"), ("//", "empty segments"), ("/a//b", "empty segments"), ("/Check", "lower-case")],
)
def test_a_service_has_no_such_paths(text: str, words: str) -> None:
    assert words in (urls.service_path(text) or "")
