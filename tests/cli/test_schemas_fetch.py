"""`podlint schemas fetch` and `add URL`, asked of a server of the test's own: every layout, and every way to fail."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

import pytest
from test_schemas import CRD, EXPECTED, KEY, SCHEMA, WIDGET, _lock, _tar

from podlint.cli import schemas_fetch
from podlint.collecting import catalogues, web

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

LAYOUT = "/example.com/widget_v1.json"
Answer = "Callable[[BaseHTTPRequestHandler], None]"


class Server:
    """A web server on this machine: what it answers by path, and what it was asked for."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[BaseHTTPRequestHandler], None]] = {}
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.answers.get(self.path, status(404))(self)

            def log_message(self, format: str, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def status(code: int, **headers: str) -> Callable[[BaseHTTPRequestHandler], None]:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(code)
        for name, value in headers.items():
            handler.send_header(name.replace("_", "-"), value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


def content(data: bytes | str, *, length: int | None = None) -> Callable[[BaseHTTPRequestHandler], None]:
    body = data.encode() if isinstance(data, str) else data

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(body) if length is None else length))
        handler.end_headers()
        handler.wfile.write(body)

    return answer


def slow(pause: float, *, headers: bool) -> Callable[[BaseHTTPRequestHandler], None]:
    """An answer that never ends: nothing at all, or a byte now and then."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if not headers:
            time.sleep(pause)
            return
        handler.send_response(200)
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b" ")
            except OSError:
                return
            time.sleep(pause)

    return answer


def garbage(handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"\x00\x01 nothing of HTTP\r\n\r\n")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server; what is fetched waits for nothing, and neither does the test go through a proxy."""
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(schemas_fetch, "Web", lambda: web.Web(silence=0.3, whole=0.6, wait=lambda _: None))
    made = Server()
    yield made
    made.close()


@pytest.fixture
def widget(project: Path) -> Path:
    """A project with one object of a kind that nobody defines."""
    (project / "w.yaml").write_text(WIDGET)
    return project


@pytest.mark.parametrize(
    ("location", "path"),
    [
        ("", LAYOUT),
        ("/", LAYOUT),
        ("/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json", LAYOUT),
        ("/{{ .ResourceKind }}{{ .KindSuffix }}.json", "/widget-example-v1.json"),
        (
            "/{{.NormalizedKubernetesVersion}}-standalone{{.StrictSuffix}}/{{.ResourceKind}}{{.KindSuffix}}.json",
            "/master-standalone/widget-example-v1.json",
        ),
        ("", "/master-standalone/widget-example-v1.json"),
        ("/all/{{.Group}}", "/all/example.com"),
    ],
)
@pytest.mark.parametrize("source", [CRD, json.dumps(SCHEMA)], ids=["definition", "schema"])
def test_every_layout_is_understood(
    run: Run, widget: Path, server: Server, location: str, path: str, source: str
) -> None:
    if source is CRD and path.endswith(".json") and "{{" not in location:
        pytest.skip("a catalogue of JSON Schemas")
    if source is CRD:
        location, path = location.replace(".json", ".yaml"), path.replace(".json", ".yaml")
    server.answers[path] = content(source)
    (widget / ".podlint.yaml").write_text(f"schema-locations: ['{server.address}{location}']\n")
    outcome = run("schemas", "fetch")
    assert outcome.status == 0, outcome.err
    form = " (JSON Schema)" if source is not CRD else ""
    assert outcome.out == f"added {KEY} from {server.address}{path}{form}\n"
    assert run("check", "-o", "concise").out == EXPECTED
    asked = len(server.asked)
    again = run("schemas", "fetch")
    assert (again.status, again.err) == (0, "podlint: no custom resource lacks a schema\n")
    assert len(server.asked) == asked


def test_catalogues_are_asked_in_order(run: Run, widget: Path, server: Server) -> None:
    (widget / "own").mkdir()
    first, second = f"{server.address}/first/{{{{.Group}}}}.json", "own/{{.ResourceKind}}.json"
    (widget / ".podlint.yaml").write_text(f"schema-locations: ['{first}', '{second}']\nexclude: [own]\n")
    (widget / "own" / "widget.json").write_text(json.dumps(SCHEMA))
    assert run("schemas", "fetch").out == f"added {KEY} from own/widget.json (JSON Schema)\n"
    assert server.asked == ["/first/example.com.json"]
    (widget / ".podlint/schemas/lock.json").unlink()
    server.answers["/first/example.com.json"] = content(json.dumps(SCHEMA))
    assert "/first/example.com.json" in run("schemas", "fetch").out


def test_the_command_line_names_a_catalogue_too(run: Run, widget: Path, server: Server) -> None:
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    (widget / ".podlint.yaml").write_text("schema-locations: ['http://nowhere.invalid/']\n")
    assert run("schemas", "fetch", "--location", server.address).status == 0


def test_update_fetches_anew_what_came_from_the_web(run: Run, widget: Path, server: Server) -> None:
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    run("schemas", "fetch", "--location", server.address)
    newer = {**SCHEMA, "properties": {"spec": {"type": "object", "properties": {"size": {"type": "string"}}}}}
    server.answers[LAYOUT] = content(json.dumps(newer))
    assert run("schemas", "fetch", "--location", server.address).out == ""
    assert run("schemas", "fetch", "--location", server.address, "--update").out.startswith(f"changed {KEY}")
    assert run("check").status == 0


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(500), "the server answers 500 Internal Server Error"),
        (status(403), "the server answers 403 Forbidden"),
        (status(429, Retry_After="3"), "the server wants fewer questions (429); try again later"),
        (status(302, Location=LAYOUT), "it redirects more than 5 times, or in a circle (302)"),
        (status(302, Location="file:///etc/passwd"), "it leads to what is no web address"),
        (status(302, Location="ftp://127.0.0.1/x"), "which is no web address"),
        (slow(2, headers=False), "the server says nothing"),
        (slow(0.1, headers=True), "the answer takes longer than 0.6 seconds"),
        (garbage, "the answer is no HTTP"),
        (content("{", length=100), "the answer ends too early"),
        (content("x" * (3 * 2**20)), "it is more than 2 MiB"),
        (content("{}", length=10**12), "it is more than 2 MiB"),
        (content("{"), "it is no JSON"),
        (content(""), "it is no JSON"),
        (content("[1]"), "nor the schema of an object"),
        (content('{"message": "nothing here"}'), "nor the schema of an object"),
        (content("<!DOCTYPE html><html></html>"), "it is a web page, no schema"),
        (content(b"\xff\xfe\x00"), "it is no JSON"),
    ],
)
def test_what_goes_wrong_is_said_and_leaves_nothing_behind(
    run: Run, widget: Path, server: Server, monkeypatch: pytest.MonkeyPatch, answer: Answer, words: str
) -> None:
    monkeypatch.setattr(web.Web.get, "__defaults__", (2 * 2**20,))
    server.answers[LAYOUT] = answer  # type: ignore[assignment]
    began = time.monotonic()
    outcome = run("schemas", "fetch", "--location", server.address)
    assert time.monotonic() - began < 5
    assert (outcome.status, outcome.out) == (2, "")
    assert f"{KEY}: {server.address}{LAYOUT}: " in outcome.err
    assert words in outcome.err
    assert "1 kind without a definition still" in outcome.err
    assert not (widget / ".podlint").exists()


def test_a_catalogue_that_lacks_a_kind_is_told(run: Run, widget: Path, server: Server) -> None:
    outcome = run("schemas", "fetch", "--location", server.address)
    assert outcome.status == 1
    assert outcome.err.startswith(f"podlint: {KEY}: no catalogue has it\n")
    assert not (widget / ".podlint").exists()


def test_what_is_found_is_kept_where_something_else_fails(run: Run, widget: Path, server: Server) -> None:
    (widget / "g.yaml").write_text(WIDGET.replace("Widget", "Gadget"))
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    server.answers["/example.com/gadget_v1.json"] = status(500)
    assert run("schemas", "fetch", "--location", server.address).status == 2
    assert list(_lock(widget)["definitions"]) == [KEY]


def test_redirects_are_followed_a_few_times(run: Run, widget: Path, server: Server) -> None:
    server.answers[LAYOUT] = status(302, Location="/a")
    server.answers["/a"] = status(301, Location=f"{server.address}/b")
    server.answers["/b"] = content(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", server.address).status == 0
    assert _lock(widget)["definitions"][KEY]["source"] == server.address + LAYOUT


def test_a_busy_server_is_asked_again(run: Run, widget: Path, server: Server) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        (status(429, Retry_After="1") if len(server.asked) == 1 else content(json.dumps(SCHEMA)))(handler)

    server.answers[LAYOUT] = answer
    assert run("schemas", "fetch", "--location", server.address).status == 0
    assert server.asked == [LAYOUT, LAYOUT]


def test_a_server_that_cannot_be_reached_is_asked_once(run: Run, widget: Path, server: Server) -> None:
    server.close()
    (widget / "g.yaml").write_text(WIDGET.replace("Widget", "Gadget"))
    outcome = run("schemas", "fetch", "--location", server.address)
    assert outcome.status == 2
    assert outcome.err.count("it cannot be reached: ") == 2
    assert f"widget_v1.json: {server.address}: it cannot be reached" in outcome.err


def test_a_definition_of_another_kind_is_refused(run: Run, widget: Path, server: Server) -> None:
    server.answers["/widget.yaml"] = content(CRD.replace("Widget", "Gadget"))
    outcome = run("schemas", "fetch", "--location", f"{server.address}/{{{{.ResourceKind}}}}.yaml")
    assert outcome.status == 2
    assert "it defines example.com/v1/Gadget, not example.com/v1/Widget" in outcome.err


@pytest.mark.parametrize(
    ("location", "words"),
    [
        ("http://h/{{.Kind}}", "there is no .Kind; there are .Group, .ResourceKind, "),
        ("http://h/{{ lower .Group }}", "may only stand the name of a field"),
        ("http://me:secret@h/", "it holds a password, which would end up in the lock file"),
        ("ftp://h/", "ftp is not spoken, only http and https"),
        ("http:///x", "it names no server"),
    ],
)
def test_a_location_that_can_be_none_is_refused(run: Run, widget: Path, location: str, words: str) -> None:
    (widget / ".podlint.yaml").write_text(f"schema-locations: ['{location}']\n")
    outcome = run("schemas", "fetch")
    assert outcome.status == 2
    assert words in outcome.err


def test_the_proxy_of_the_environment_is_asked(
    run: Run, widget: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.address)
    monkeypatch.delenv("no_proxy", raising=False)
    monkeypatch.delenv("NO_PROXY", raising=False)
    server.answers["http://catalogue.invalid" + LAYOUT] = content(json.dumps(SCHEMA))
    assert run("schemas", "fetch", "--location", "http://catalogue.invalid").status == 0
    assert server.asked == ["http://catalogue.invalid" + LAYOUT]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("/release/crds.yaml", CRD.encode()),
        ("/release/chart-1.2.tgz", _tar({"chart/Chart.yaml": b"name: chart\n", "chart/crds/a.yaml": CRD.encode()})),
        ("/download", _tar({"crds/a.yaml": CRD.encode()})),
    ],
)
def test_an_address_can_be_added(run: Run, widget: Path, server: Server, path: str, data: bytes) -> None:
    server.answers[path] = content(data)
    outcome = run("schemas", "add", server.address + path)
    assert outcome.status == 0, outcome.err
    assert outcome.out.startswith(f"added {KEY} from {server.address}{path}")
    assert run("check", "-o", "concise").out == EXPECTED


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(404), "there is nothing there (404)"),
        (content("<html>"), "it is a web page, no definition"),
        (content("a: b\n"), "there is no CustomResourceDefinition with a schema in it"),
        (status(500), "the server answers 500"),
    ],
)
def test_an_address_that_gives_nothing_is_refused(
    run: Run, widget: Path, server: Server, answer: Answer, words: str
) -> None:
    server.answers["/crds.yaml"] = answer  # type: ignore[assignment]
    outcome = run("schemas", "add", f"{server.address}/crds.yaml")
    assert outcome.status == 2
    assert outcome.err.startswith(f"podlint: {server.address}/crds.yaml: ")
    assert words in outcome.err
    assert not (widget / ".podlint").exists()


def test_check_list_which_prune_and_verify_ask_nobody(
    run: Run, widget: Path, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answers[LAYOUT] = content(json.dumps(SCHEMA))
    run("schemas", "fetch", "--location", server.address)
    monkeypatch.setattr(web.Web, "get", None)
    monkeypatch.setattr("socket.socket.connect", None)
    for command in (("check",), ("schemas", "list"), ("schemas", "which", "w.yaml"), ("schemas", "verify")):
        assert run(*command).status in (0, 1)
    assert run("schemas", "prune").status == 0


def test_encryption_is_not_given_up_on_the_way() -> None:
    import urllib.request

    request = urllib.request.Request("https://example.com/a")
    with pytest.raises(web.NotFetched, match="not encrypted"):
        web._Redirects().redirect_request(request, None, 302, "Found", {}, "http://example.com/b")


def test_the_default_is_a_template_that_is_understood() -> None:
    assert catalogues.templates([catalogues.DEFAULT]) == [catalogues.DEFAULT]
    assert catalogues.templates(["default"]) == []
