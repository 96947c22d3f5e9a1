"""The server lives: whatever comes over the wire, and whatever a text does to it."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from fuzz import mutators

from lsp.raw import Raw, at, part

if TYPE_CHECKING:
    from collections.abc import Iterator

BROKEN = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {b: 1}\n"
"""A text with one finding."""
POSIX = pytest.mark.skipif(os.name != "posix", reason="/proc and signals")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Raw]:
    """One server for all that must not end it; what is asked of it must not change what others ask."""
    folder = tmp_path_factory.mktemp("project")
    (folder / ".git").mkdir()
    server = Raw(folder)
    server.initialize()
    yield server
    server.end()


@pytest.fixture
def fresh(own: Raw) -> Raw:
    """A server for one test that answers nothing but what this test asks."""
    own.initialize()
    return own


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Raw]:
    """A server for one test, not initialized."""
    (tmp_path / ".git").mkdir()
    server = Raw(tmp_path)
    yield server
    server.end()


def framed(body: bytes, header: bytes | None = None) -> bytes:
    return (header or b"Content-Length: %d\r\n\r\n" % len(body)) + body


def big(count: int) -> str:
    """A text of about 1 MB for 5,000, which takes seconds."""
    pod = (
        "apiVersion: v1\nkind: Pod\nmetadata: {{name: p{0}}}\n"
        "spec:\n  containers:\n    - {{name: a, image: 'a:1', ports: [{{containerPort: 80}}]}}\n"
        "    - {{name: a, image: 'a:1'}}\n"
    )
    return "---\n".join(pod.format(number) for number in range(count))


HEADERS = {
    "no length": b"Content-Type: application/vscode-jsonrpc\r\n\r\n",
    "a negative length": b"Content-Length: -5\r\n\r\n",
    "a length that is no number": b"Content-Length: many\r\n\r\n",
    "a length of many digits": b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n",
    "a huge length": b"Content-Length: 99999999999999\r\n\r\n",
    "a broken header": b"\0\xff\xfe:::\r\n\r\n",
    "a long line": b"X" * 100_000 + b"\r\n\r\n",
    "another charset": framed(b"{}", b"Content-Length: 2\r\nContent-Type: text/plain; charset=utf-16\r\n\r\n"),
    "invalid UTF-8": framed(b'{"jsonrpc": "2.0", "id": 1, "method": "\xff"}'),
    "no JSON": framed(b"{nonsense"),
    "an empty body": b"Content-Length: 0\r\n\r\n",
    "a list": framed(b"[1, 2]"),
    "a batch": framed(b'[{"jsonrpc": "2.0", "id": 1, "method": "shutdown"}]'),
    "a number": framed(b"5"),
    "null": framed(b"null"),
    "deep nesting": framed(b"[" * 100_000),
    "deep nesting of objects": framed(b'{"a":' * 50_000),
    "a number of many digits": framed(b'{"id": ' + b"9" * 5000 + b"}"),
    "no method": framed(b'{"jsonrpc": "2.0", "id": 1}'),
    "another version": framed(b'{"jsonrpc": "1.0", "id": 1, "method": "shutdown"}'),
    "a method that is no text": framed(b'{"jsonrpc": "2.0", "id": 1, "method": {}}'),
    "a short length": framed(b'{"jsonrpc": "2.0", "id": 1, "method": "x"}', b"Content-Length: 5\r\n\r\n"),
}


@pytest.mark.parametrize("data", HEADERS.values(), ids=HEADERS)
def test_what_is_no_message_gets_an_error(fresh: Raw, data: bytes) -> None:
    fresh.write(data)
    answer = fresh.wait(lambda message: "error" in message and message["id"] in (None, 1))
    assert answer["error"]["code"] in (-32700, -32600)
    assert fresh.is_alive()


@pytest.mark.parametrize(
    "header",
    [b"content-length: %d\r\n\r\n", b"CONTENT-LENGTH:%d\n\n", b"\r\n\r\nContent-Length: %d\r\nX-Other: a\r\n\r\n"],
)
def test_headers_are_read_generously(shared: Raw, header: bytes) -> None:
    body = json.dumps({"jsonrpc": "2.0", "id": "generous", "method": "podlint/none"}).encode()
    shared.write(header % len(body) + body)
    assert shared.answer("generous")["error"]["code"] == -32601


@pytest.mark.parametrize("known", [None, True, 1.5, [], {}, [1], {"a": 1}], ids=str)
def test_odd_ids_get_an_error(fresh: Raw, known: Any) -> None:
    fresh.send({"jsonrpc": "2.0", "id": known, "method": "textDocument/hover", "params": {}})
    assert fresh.wait(lambda message: message.get("id", 0) is None)["error"]["code"] == -32600
    assert fresh.is_alive()


@pytest.mark.parametrize("known", [0, -1, 2**60, "", "ä\0", "x" * 10_000], ids=lambda known: str(known)[:9])
def test_unusual_ids_are_answered(fresh: Raw, known: Any) -> None:
    fresh.send({"jsonrpc": "2.0", "id": known, "method": "podlint/none"})
    assert fresh.answer(known)["error"]["code"] == -32601


WRONG = [None, True, 5, -1, 1.5, "", "text", [], {}, [[]], {"a": {}}, ["a"], 10**30, "\ud800"]
GOOD: dict[str, Any] = {
    "textDocument/hover": {"textDocument": {"uri": "file:///a.yaml"}, "position": at(0, 0)},
    "textDocument/codeAction": {
        "textDocument": {"uri": "file:///a.yaml"},
        "range": {"start": at(0, 0), "end": at(0, 1)},
        "context": {"diagnostics": []},
    },
    "textDocument/diagnostic": {"textDocument": {"uri": "file:///a.yaml"}},
    "textDocument/didOpen": {"textDocument": {"uri": "file:///b.yaml", "languageId": "yaml", "version": 1, "text": ""}},
    "textDocument/didChange": {
        "textDocument": {"uri": "file:///b.yaml", "version": 2},
        "contentChanges": [part((0, 0), (0, 1), "x")],
    },
    "textDocument/didSave": {"textDocument": {"uri": "file:///b.yaml"}},
    "textDocument/didClose": {"textDocument": {"uri": "file:///b.yaml"}},
    "workspace/didChangeWatchedFiles": {"changes": [{"uri": "file:///a.yaml", "type": 1}]},
    "workspace/didChangeConfiguration": {"settings": {}},
    "$/cancelRequest": {"id": 1},
}


def spoilt(value: Any) -> Iterator[Any]:
    """The value with each of its parts replaced by something of another type, or left out."""
    yield from WRONG
    if isinstance(value, dict):
        for key in value:
            yield {name: inner for name, inner in value.items() if name != key}
            for other in spoilt(value[key]):
                yield {**value, key: other}
    elif isinstance(value, list):
        for index in range(len(value)):
            for other in spoilt(value[index]):
                yield [*value[:index], other, *value[index + 1 :]]


@pytest.mark.parametrize("method", GOOD)
def test_parameters_of_wrong_types_get_an_error(shared: Raw, method: str) -> None:
    """Requests are answered, each of them; notifications are passed over."""
    known = []
    for params in spoilt(GOOD[method]):
        if method in ("textDocument/hover", "textDocument/codeAction", "textDocument/diagnostic"):
            known.append(shared.ask(method, params))
        else:
            shared.notify(method, params)
    for one in known:
        answer = shared.answer(one)
        assert "result" in answer or answer["error"]["code"] == -32602, answer
    assert shared.is_alive()


def test_changed_messages_are_borne(shared: Raw) -> None:
    """Thousands of messages, any part of which is another thing, with broken bytes and headers between them."""
    rng = Random(0)
    for number in range(3000):
        method = rng.choice(list(GOOD))
        params = {**GOOD[method]}
        if method == "textDocument/didChange":
            place = [(rng.randrange(6), rng.randrange(30)) for _ in range(2)]
            params["contentChanges"] = [part(place[0], place[1], rng.choice(mutators.TOKENS))]
        message: Any = {"jsonrpc": "2.0", "method": method, "params": params}
        if rng.random() < 0.5:
            message["id"] = number
        if rng.random() < 0.6:
            message = mutators.value(rng, message)
        body = json.dumps(message).encode()
        if rng.random() < 0.1:
            at_byte = rng.randrange(len(body))
            body = body[:at_byte] + bytes([rng.randrange(256)]) + body[at_byte + rng.randrange(2) :]
        shared.write(framed(body, b"Content-Length: x\r\n\r\n" if rng.random() < 0.02 else None))
    assert shared.is_alive()
    assert not [message for message in shared.said if "Traceback" in json.dumps(message)]
    shared.said.clear()


@pytest.mark.parametrize(
    "uri",
    [
        *(
            "",
            "a",
            "untitled:Untitled-1",
            "file:",
            "file://",
            "file:///",
            "file://host/a.yaml",
            "file:///%",
            "file:///%zz",
        ),
        *(
            "file:///%00",
            "file:///%ff%fe.yaml",
            "file:///a%0ab.yaml",
            "file:///" + "a" * 5000,
            "http://[",
            "git:/a.yaml",
        ),
        *(
            "file:relative.yaml",
            "file:///dev/zero",
            "file:///proc/self/mem",
            "file:///dev/stdin",
            "vscode-notebook-cell:/a#1",
        ),
        "file:///nowhere/\ud800.yaml",
    ],
)
def test_odd_uris_are_borne(shared: Raw, uri: str) -> None:
    """Opened and changed, changed without being opened, asked about."""
    change = {
        "textDocument": {"uri": uri, "version": 2},
        "contentChanges": [part((0, 0), (5, 5), "x"), {"text": BROKEN}],
    }
    hover = {"textDocument": {"uri": uri}, "position": at(3, 10)}
    shared.notify("textDocument/didChange", change)
    shared.request("textDocument/hover", hover)
    item = {"uri": uri, "languageId": "yaml", "version": 1, "text": BROKEN}
    shared.notify("textDocument/didOpen", {"textDocument": item})
    shared.notify("textDocument/didChange", change)
    shared.request("textDocument/hover", hover)
    shared.request("textDocument/diagnostic", {"textDocument": {"uri": uri}})
    shared.notify("textDocument/didSave", {"textDocument": {"uri": uri}})
    shared.notify("textDocument/didClose", {"textDocument": {"uri": uri}})
    assert shared.is_alive()


def test_texts_with_anything_in_them_are_borne(shared: Raw) -> None:
    """Halves of characters, NUL, byte-order marks, line separators that are none to an editor."""
    separators = BROKEN.replace("b", '"\u2028\x0b\x85b"')
    odd = ["\ud800", BROKEN.replace("a}", "\udc00}"), "\0", "\ufeff" + BROKEN, separators, "[" * 9999]
    for number, text in enumerate(odd):
        name = f"odd-{number}.yaml"
        shared.open(name, text)
        lines = re.split("\r\n|\r|\n", text)
        for found in shared.diagnostics(name):
            for place in found["range"].values():
                assert place["character"] <= len(lines[place["line"]].encode("utf-16-le", "surrogatepass")) // 2
        document = {"uri": shared.uri(name)}
        context = {"range": {"start": at(0, 0), "end": at(9, 9)}, "context": {"diagnostics": []}}
        shared.request("textDocument/codeAction", {"textDocument": document, **context})
        shared.request("textDocument/hover", {"textDocument": document, "position": at(3, 8)})
        shared.close(name)


def test_the_order_of_life_is_kept(own: Raw) -> None:
    """Nothing before initialize, no second one, nothing but exit after shutdown."""
    early = own.answer(own.ask("textDocument/hover", GOOD["textDocument/hover"]))
    assert early["error"]["code"] == -32002
    own.notify("textDocument/didOpen", GOOD["textDocument/didOpen"])
    for params in (None, 5, {"capabilities": 5}, {"capabilities": {"general": 5}}):
        wrong = own.answer(own.ask("initialize", params))
        assert wrong["error"]["code"] == -32602
    encodings = {"general": {"positionEncodings": ["utf-9", 5, None, "utf-32"]}}
    result = own.initialize(capabilities=encodings, processId=-1, initializationOptions=[5])
    assert result["capabilities"]["positionEncoding"] == "utf-32"
    again = own.answer(own.ask("initialize", {"processId": None, "rootUri": None, "capabilities": {}}))
    assert again["error"]["code"] == -32600
    assert own.request("shutdown", None) is None
    late = own.answer(own.ask("textDocument/hover", GOOD["textDocument/hover"]))
    assert late["error"]["code"] == -32600
    own.notify("exit", None)
    assert own.process.wait(20) == 0


CHANGED = [
    ("a", [part((0, 0), (0, 0), "b")], "ba"),
    ("a\nb", [part((1, 0), (1, 1), "c"), part((0, 1), (1, 0), "")], "ac"),
    ("ab", [part((0, 2), (0, 0), "c")], "c"),
    ("ab\ncd", [part((1, 1), (0, 1), "-")], "a-d"),
    ("ab", [part((0, 99), (0, 99), "c")], "abc"),
    ("ab\ncd", [part((0, 99), (0, 99), "c")], "abc\ncd"),
    ("ab\n", [part((99, 99), (99, 99), "c")], "ab\nc"),
    ("ab", [part((99, 0), (99, 0), "c")], "abc"),
    ("", [part((0, 0), (0, 0), "c"), part((5, 5), (6, 6), "d")], "cd"),
    ("a\x0bb\x85c\u2028d\ne", [part((1, 0), (1, 1), "f")], "a\x0bb\x85c\u2028d\nf"),
    ("a\rb\r\nc", [part((2, 0), (2, 1), "d"), part((1, 0), (1, 1), "e")], "a\re\r\nd"),
    ("a\r\nb", [part((0, 1), (1, 0), "")], "ab"),
    ("abc", [{"text": "x"}, part((0, 1), (0, 1), "y"), {"text": "z"}], "z"),
    ("\U0001f600", [part((0, 0), (9, 9), "\ud83d")], "\ufffd"),
]
WIDE = {"utf-8": (4, 7), "utf-16": (2, 4), "utf-32": (1, 3)}


@pytest.mark.parametrize("encoding", WIDE)
def test_changes_are_applied_as_the_editor_means_them(own: Raw, encoding: str) -> None:
    """Reversed, beyond ends, in units of each encoding; shown by what the server says of the text."""
    own.initialize(capabilities={"general": {"positionEncodings": [encoding]}})
    head = "kind: ConfigMap\napiVersion: v1\nmetadata: {name: a}\ndata:\n"
    own.open("a.yaml", f'{head}  "x": "\U0001f600é", y: 1\n')
    first, second = WIDE[encoding]
    own.change(
        "a.yaml", 2, part((4, 8 + first), (4, 8 + second - 1), ""), part((4, 100), (4, 8 + first + 1), '\n  "y": 1')
    )
    [found] = own.diagnostics("a.yaml", 2)
    assert found["range"]["start"] == at(5, 7), found
    assert "y" in found["data"]["pointer"]


@pytest.mark.parametrize(("before", "changes", "after"), CHANGED)
def test_changes_of_texts(before: str, changes: list[Any], after: str) -> None:
    from lsprotocol import converters, types

    from podlint.lsp.texts import changed

    params = {"textDocument": {"uri": "a", "version": 1}, "contentChanges": changes}
    read = converters.get_converter().structure(params, types.DidChangeTextDocumentParams)
    for encoding in ("utf-16", "utf-32"):
        assert changed(before, read.content_changes, encoding) == after


# What runs long


def test_a_slow_lint_blocks_no_other_request(own: Raw) -> None:
    own.initialize()
    own.open("small.yaml", BROKEN)
    assert len(own.diagnostics("small.yaml")) == 1
    own.open("big.yaml", big(4000))
    time.sleep(0.5)
    start = time.monotonic()
    over = {"textDocument": {"uri": own.uri("small.yaml")}, "position": at(3, 10)}
    assert "wrong-type" in own.request("textDocument/hover", over)["contents"]["value"]
    everything = {"start": at(0, 0), "end": at(9, 9)}
    context = {"range": everything, "context": {"diagnostics": []}}
    assert own.request("textDocument/codeAction", {"textDocument": {"uri": own.uri("small.yaml")}, **context})
    assert own.request("textDocument/hover", {**over, "textDocument": {"uri": own.uri("big.yaml")}}) is None
    assert own.request("textDocument/codeAction", {"textDocument": {"uri": own.uri("big.yaml")}, **context}) == []
    assert own.request("shutdown", None) is None
    own.notify("exit", None)
    assert own.process.wait(20) == 0
    took = time.monotonic() - start
    assert took < 6, f"{took} s, while the machine may be busy"


def test_a_slow_lint_is_abandoned_for_a_newer_text(own: Raw) -> None:
    own.initialize()
    own.open("big.yaml", big(20_000))
    time.sleep(0.5)
    own.change("big.yaml", 2, {"text": BROKEN})
    start = time.monotonic()
    assert [found["code"] for found in own.diagnostics("big.yaml", 2)] == ["wrong-type"]
    assert time.monotonic() - start < 15
    assert not [message for message in own.said if message.get("params", {}).get("version") == 1]


def test_a_request_that_is_cancelled_gets_an_answer(own: Raw) -> None:
    own.initialize(capabilities={"textDocument": {"diagnostic": {}}})
    own.open("big.yaml", big(3000))
    known = own.ask("textDocument/diagnostic", {"textDocument": {"uri": own.uri("big.yaml")}})
    own.notify("$/cancelRequest", {"id": known})
    assert own.answer(known)["error"]["code"] == -32800
    assert own.is_alive()


@POSIX
def test_the_end_of_the_process_that_lints_is_not_that_of_the_server(own: Raw) -> None:
    """Killed for its memory, say: the next text is linted by another one."""
    own.initialize()
    own.open("a.yaml", BROKEN)
    assert len(own.diagnostics("a.yaml")) == 1
    for version in (2, 3):
        [worker] = children(own.process.pid)
        os.kill(worker, signal.SIGKILL)
        own.change("a.yaml", version, {"text": BROKEN + f"# {version}\n"})
        assert len(own.diagnostics("a.yaml", version)) == 1
    own.open("big.yaml", big(5000))
    time.sleep(0.5)
    [worker] = children(own.process.pid)
    os.kill(worker, signal.SIGKILL)
    own.wait(lambda message: message.get("method") == "window/logMessage")
    own.change("a.yaml", 4, {"text": BROKEN})
    assert len(own.diagnostics("a.yaml", 4)) == 1


def children(parent: int) -> list[int]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    return [int(line.split()[0]) for line in listed.splitlines() if line.split()[1:] == [str(parent)]]


# The end


@POSIX
@pytest.mark.parametrize("busy", [False, True], ids=["idle", "while it lints"])
def test_it_ends_when_its_input_does(own: Raw, busy: bool) -> None:
    own.initialize()
    own.open("a.yaml", big(5000) if busy else BROKEN)
    if busy:
        time.sleep(0.5)
    else:
        own.diagnostics("a.yaml")
    workers = children(own.process.pid)
    assert own.process.stdin is not None
    own.process.stdin.close()
    assert own.process.wait(20) == 1
    gone(workers)


def gone(processes: list[int]) -> None:
    """Wait until processes have ended."""
    for _ in range(400):
        if not any(Path(f"/proc/{number}").exists() for number in processes):
            return
        time.sleep(0.025)
    raise AssertionError(f"{processes} live on")


@POSIX
def test_it_ends_when_its_parent_does(tmp_path: Path) -> None:
    """Even where somebody else holds its input open."""
    (tmp_path / ".git").mkdir()
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as editor:
        server = Raw(tmp_path)
        server.initialize(processId=editor.pid)
        workers = children(server.process.pid)
        editor.kill()
    assert server.process.wait(20) == 1
    gone(workers)
    server.end()


@POSIX
def test_it_ends_when_nobody_reads_its_output(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "podlint", "server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=tmp_path) as process:
        assert process.stdin is not None and process.stdout is not None
        body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "podlint/none"}).encode()
        process.stdin.write(framed(body))
        process.stdin.flush()
        assert process.stdout.readline().startswith(b"Content-Length")
        process.stdout.close()
        process.stdin.write(framed(body))
        process.stdin.flush()
        assert process.wait(20) == 1


@POSIX
def test_sigkill_leaves_no_process_behind(own: Raw) -> None:
    own.initialize()
    own.open("a.yaml", big(5000))
    time.sleep(0.5)
    workers = children(own.process.pid)
    own.process.kill()
    gone(workers)


# The text in the editor goes before the disk


CONFIGURED = "ignore: [wrong-type]\n"


def test_a_configuration_counts_as_it_is_typed(own: Raw) -> None:
    """As it was, while it is half typed; as it is on the disk again, once it is closed."""
    (own.folder / ".podlint.yaml").write_text("{}\n")
    own.initialize()
    own.open("a.yaml", BROKEN)
    assert len(own.diagnostics("a.yaml")) == 1
    own.open(".podlint.yaml", "{}\n")
    own.change(".podlint.yaml", 2, {"text": CONFIGURED})
    assert own.diagnostics("a.yaml") == []
    own.change(".podlint.yaml", 3, {"text": CONFIGURED + "selct: ["})
    own.change("a.yaml", 2, {"text": BROKEN + "# more\n"})
    assert own.diagnostics("a.yaml", 2) == []
    assert not [message for message in own.said if message.get("method") == "window/showMessage"]
    own.close(".podlint.yaml")
    own.wait(lambda message: len(message.get("params", {}).get("diagnostics", ())) == 1)


def test_a_configuration_that_is_not_saved_yet_counts(own: Raw) -> None:
    own.initialize()
    own.open("a.yaml", BROKEN)
    assert len(own.diagnostics("a.yaml")) == 1
    own.open("pyproject.toml", '[tool.podlint]\nignore = ["wrong-type"]\n', "toml")
    own.change("a.yaml", 2, {"text": BROKEN + "# more\n"})
    assert own.diagnostics("a.yaml", 2) == []


def test_suppressions_for_other_tools_count_where_the_configuration_says_so(own: Raw) -> None:
    """With edits in between: what is kept of the documents that have not changed has their suppressions too."""
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a, annotations: {kube-linter.io/ignore-all: x}}\nspec:\n"
    pod += "  hostPID: true\n  containers: [{name: a, image: 'registry.example/a:1'}]\n"
    ignored = "ignore: [bare-pod]\n"
    own.initialize()
    own.open(".podlint.yaml", ignored)
    own.open("a.yaml", pod)
    assert [one["code"] for one in own.diagnostics("a.yaml")] == ["host-namespaces"]
    own.change(".podlint.yaml", 2, {"text": f"{ignored}foreign-suppressions: true\n"})
    own.change("a.yaml", 2, {"text": f"{pod}# more\n"})
    assert own.diagnostics("a.yaml", 2) == []
    own.change("a.yaml", 3, {"text": f"{pod}# more and more\n"})
    assert own.diagnostics("a.yaml", 3) == []


def test_a_neighbour_that_is_not_saved_yet_counts(own: Raw) -> None:
    """A Service that selects pods of a file that is only in the editor."""
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n"
    other = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: APP}}\n"
    other += "  template: {metadata: {labels: {app: APP}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n"
    (own.folder / "other.yaml").write_text(other.replace("APP", "wbe"))
    own.initialize()
    own.open("service.yaml", service)
    assert [found["code"] for found in own.diagnostics("service.yaml")] == ["service-selects-nothing"]
    own.open("new.yaml", other.replace("APP", "web").replace("name: a}\nspec", "name: b}\nspec"))
    own.change("service.yaml", 2, {"text": service + "# more\n"})
    assert own.diagnostics("service.yaml", 2) == []


# Memory


def resident(process: int) -> int:
    """The memory of a process and its children, in KiB."""
    numbers = [process, *children(process)]
    listed = subprocess.run(["ps", "-o", "rss=", *map(str, numbers)], capture_output=True, text=True, check=True).stdout
    return sum(map(int, listed.split()))


def edited(server: Raw, count: int) -> list[int]:
    """Edit a text many times, with others opened and closed beside it; gives the memory after each tenth."""
    server.initialize()
    text = big(20)
    server.open("a.yaml", text)
    server.diagnostics("a.yaml")
    measured = []
    for number in range(count):
        version = number + 2
        line = number % 100
        server.change("a.yaml", version, part((line, 0), (line, 0), "#"), part((line, 0), (line, 1), ""))
        if number % 10 == 9:
            server.open(f"other-{number}.yaml", f"# {number}\n{BROKEN}")
            server.close(f"other-{number}.yaml")
        if number % 25 == 24:
            server.diagnostics("a.yaml", version)
            server.said.clear()
        if number % (count // 10) == count // 10 - 1:
            measured.append(resident(server.process.pid))
    return measured


@POSIX
def test_edits_leave_no_memory_behind(own: Raw) -> None:
    measured = edited(own, 500)
    assert measured[-1] - measured[2] < 8000, measured


@POSIX
@pytest.mark.slow
@pytest.mark.exhaustive
def test_ten_thousand_edits_leave_no_memory_behind(own: Raw) -> None:
    measured = edited(own, 10_000)
    assert measured[-1] - measured[2] < 8000, measured
