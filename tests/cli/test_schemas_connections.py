"""Connections of `podlint schemas`: slow, encrypted, through proxies, interrupted; nothing is half written."""

from __future__ import annotations

import gzip
import json
import os
import shutil
import signal
import ssl
import subprocess
import sys
import threading
import time
from typing import TYPE_CHECKING

import pytest
from test_schemas import CRD, EXPECTED, KEY, SCHEMA, WIDGET, _lock
from test_schemas_fetch import LAYOUT, Server, content, server, slow, status, widget

from podlint.collecting import store, web

if TYPE_CHECKING:
    from collections.abc import Callable
    from http.server import BaseHTTPRequestHandler
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

__all__ = ["server", "widget"]


def dripping(handler: BaseHTTPRequestHandler) -> None:
    """A head that never ends: a byte now and then."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
    for _ in range(200):
        try:
            handler.wfile.write(b"x")
        except OSError:
            return
        time.sleep(0.05)


def chunked(data: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.protocol_version = "HTTP/1.1"
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        for at in range(0, len(data), 50):
            part = data[at : at + 50]
            handler.wfile.write(b"%x\r\n%b\r\n" % (len(part), part))
        handler.wfile.write(b"0\r\n\r\n")

    return answer


def packed(data: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(data)

    return answer


def reset(handler: BaseHTTPRequestHandler) -> None:
    """An answer that breaks off in the middle."""
    handler.send_response(200)
    handler.send_header("Content-Length", "1000")
    handler.end_headers()
    handler.wfile.write(b"{")
    handler.connection.close()


def test_a_head_that_never_ends_is_given_up(run: Run, widget: Path, server: Server) -> None:
    server.answers[LAYOUT] = dripping
    began = time.monotonic()
    outcome = run("schemas", "fetch", "--location", server.address)
    assert time.monotonic() - began < 5
    assert outcome.status == 2
    assert "the answer takes longer than 0.6 seconds" in outcome.err


@pytest.mark.parametrize("make", [chunked, lambda data: packed(gzip.compress(data))], ids=["chunked", "packed"])
def test_answers_may_come_in_pieces_or_packed(
    run: Run, widget: Path, server: Server, make: Callable[[bytes], Callable[[BaseHTTPRequestHandler], None]]
) -> None:
    server.answers[LAYOUT] = make(json.dumps(SCHEMA).encode())
    assert run("schemas", "fetch", "--location", server.address).status == 0
    assert run("check", "-o", "concise").out == EXPECTED


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (reset, "the answer ends too early"),
        (packed(b"nothing packed"), "the answer cannot be unpacked"),
        (packed(gzip.compress(b"x" * 100)[:-12]), "the answer ends too early"),
        (packed(gzip.compress(b"x" * (3 * 2**20))), "it is more than 2 MiB"),
        (status(401), "the server answers 401"),
        (status(204), "it is no JSON"),
        (status(301), "the server answers 301"),
    ],
)
def test_what_breaks_is_said_and_leaves_what_is_kept_as_it_was(
    run: Run,
    widget: Path,
    server: Server,
    monkeypatch: pytest.MonkeyPatch,
    answer: Callable[[BaseHTTPRequestHandler], None],
    words: str,
) -> None:
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", server.address).status == 0
    before = {path: path.read_bytes() for path in (widget / ".podlint").rglob("*") if path.is_file()}
    monkeypatch.setattr(web.Web.get, "__defaults__", (2 * 2**20,))
    server.answers[LAYOUT] = answer
    outcome = run("schemas", "fetch", "--location", server.address, "--update")
    assert outcome.status == 2
    assert words in outcome.err
    assert {path: path.read_bytes() for path in (widget / ".podlint").rglob("*") if path.is_file()} == before


def test_letters_of_all_languages_may_stand_in_an_address(run: Run, widget: Path, server: Server) -> None:
    server.answers["/%C3%A4%20b/crds.yaml"] = content(CRD)
    assert run("schemas", "add", f"{server.address}/ä b/crds.yaml").status == 0
    assert run("schemas", "add", f"{server.address}/%C3%A4%20b/crds.yaml").status == 0


def test_hosts_without_a_proxy_are_asked_themselves(
    run: Run, widget: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", server.address).status == 0
    monkeypatch.setenv("no_proxy", "elsewhere.example")
    outcome = run("schemas", "fetch", "--location", server.address, "--update")
    assert outcome.status == 2
    assert "it cannot be reached" in outcome.err


@pytest.fixture
def encrypted(server: Server, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """The address of the server, encrypted, and the certificate of its own authority."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("certificates")
    command = [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout", "key.pem", "-out", "ca.pem"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(folder / "ca.pem", folder / "key.pem")
    server._server.socket = own.wrap_socket(server._server.socket, server_side=True)
    return server.address.replace("http:", "https:"), folder / "ca.pem"


def test_an_authority_of_ones_own_is_named_by_the_environment(
    run: Run, widget: Path, server: Server, encrypted: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    address, authority = encrypted
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    outcome = run("schemas", "fetch", "--location", address)
    assert outcome.status == 2
    assert "certificate" in outcome.err
    assert not (widget / ".podlint").exists()
    monkeypatch.setenv("SSL_CERT_FILE", str(authority))
    assert run("schemas", "fetch", "--location", address).out == f"added {KEY} from {address}{LAYOUT} (JSON Schema)\n"


def test_a_redirect_to_what_is_not_encrypted_is_not_followed(
    run: Run, widget: Path, server: Server, encrypted: tuple[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(encrypted[1]))
    server.answers[LAYOUT] = status(302, Location=f"{server.address}/plain")
    outcome = run("schemas", "fetch", "--location", encrypted[0])
    assert outcome.status == 2
    assert "which is not encrypted" in outcome.err


@pytest.mark.skipif(os.name == "nt", reason="Ctrl-C is sent another way there")
@pytest.mark.parametrize("command", [("fetch", "--location", "{}"), ("add", "{}" + LAYOUT)])
def test_a_fetch_that_is_interrupted_leaves_nothing_behind(
    widget: Path, server: Server, command: tuple[str, ...]
) -> None:
    asked = threading.Event()

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        slow(0.1, headers=True)(handler)

    (widget / "g.yaml").write_text(WIDGET.replace("Widget", "Gadget"))
    server.answers["/example.com/gadget_v1.json"] = content(json.dumps(SCHEMA))
    server.answers[LAYOUT] = answer
    words = [word.format(server.address) for word in command]
    process = subprocess.Popen(
        [sys.executable, "-m", "podlint", "schemas", *words],
        cwd=widget,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        assert asked.wait(60)
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        out, err = process.communicate(timeout=30)
    finally:
        process.kill()
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert not (widget / ".podlint").exists()


def test_a_write_that_is_interrupted_leaves_the_lock_file_as_it_was(
    run: Run, widget: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers["/crds.yaml"] = content(CRD)
    assert run("schemas", "add", f"{server.address}/crds.yaml").status == 0
    before = _lock(widget)
    both = CRD.replace("integer", "string") + "---\n" + CRD.replace("Widget", "Gadget").replace("widget", "gadget")
    server.answers["/crds.yaml"] = content(both)
    written: list[Path] = []
    keep = store.store

    def interrupted(path: Path, data: bytes) -> None:
        if written:
            raise KeyboardInterrupt
        written.append(path)
        keep(path, data)

    monkeypatch.setattr(store, "store", interrupted)
    assert run("schemas", "add", f"{server.address}/crds.yaml").status == 130
    monkeypatch.setattr(store, "store", keep)
    assert _lock(widget) == before
    assert all(json.loads(path.read_text()) for path in (widget / ".podlint").rglob("*.json"))
    assert run("schemas", "verify").status == 1
    assert run("schemas", "add", f"{server.address}/crds.yaml").status == 0
    assert run("schemas", "verify").status == 0
