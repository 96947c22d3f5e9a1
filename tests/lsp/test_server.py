"""`podlint server`, asked by a real client over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

import pytest
from lsprotocol import types
from pygls.lsp.client import LanguageClient

from podlint.collecting.sources import local
from podlint.collecting.store import Store
from podlint.lsp.convert import units
from podlint.yaml.reader import parse
from podlint.yaml.source import Source

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Coroutine
    from pathlib import Path

BROKEN = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\ndata: {a: "ä😀é", b: 1}\n'
MENDED = BROKEN.replace("b: 1", 'b: "1"')
UTF8, UTF16, UTF32 = (
    types.PositionEncodingKind.Utf8,
    types.PositionEncodingKind.Utf16,
    types.PositionEncodingKind.Utf32,
)


class Editor:
    """As much of an editor as the tests need."""

    def __init__(self, client: LanguageClient, folder: Path) -> None:
        self.client = client
        self.folder = folder
        self.shown: dict[str, types.PublishDiagnosticsParams] = {}
        self.messages: list[str] = []
        self.logged: list[str] = []
        self.refreshed = 0

    def uri(self, name: str) -> str:
        return (self.folder / name).as_uri()

    def open(self, name: str, text: str, language: str = "yaml") -> None:
        item = types.TextDocumentItem(self.uri(name), language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))

    def change(self, name: str, text: str, version: int) -> None:
        document = types.VersionedTextDocumentIdentifier(version, self.uri(name))
        change = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [change]))

    async def diagnostics(self, name: str, version: int = 1) -> list[types.Diagnostic]:
        """What is shown for a version of a text, once it is."""
        for _ in range(600):
            shown = self.shown.get(self.uri(name))
            if shown is not None and (shown.version or 0) >= version:
                return list(shown.diagnostics)
            await asyncio.sleep(0.02)
        raise AssertionError(f"no diagnostics for {name}; logged: {self.logged}")

    async def findings(self, name: str) -> list[types.Diagnostic]:
        """What is shown for a text, once it is something."""
        for _ in range(600):
            shown = self.shown.get(self.uri(name))
            if shown is not None and shown.diagnostics:
                return list(shown.diagnostics)
            await asyncio.sleep(0.02)
        raise AssertionError(f"no findings for {name}; logged: {self.logged}")

    async def cleared(self, name: str) -> None:
        """Wait until nothing is shown for a text any more."""
        for _ in range(300):
            if not self.shown[self.uri(name)].diagnostics:
                return
            await asyncio.sleep(0.02)
        raise AssertionError(f"{name} still shows {self.shown[self.uri(name)].diagnostics}")

    async def actions(self, name: str, at: types.Range, *only: str) -> list[types.CodeAction]:
        context = types.CodeActionContext([], only=list(only) or None)  # type: ignore[arg-type]
        params = types.CodeActionParams(types.TextDocumentIdentifier(self.uri(name)), at, context)
        found = await self.client.text_document_code_action_async(params)
        return [action for action in found or () if isinstance(action, types.CodeAction)]

    async def pull(self, name: str, previous: str | None = None) -> Any:
        document = types.TextDocumentIdentifier(self.uri(name))
        params = types.DocumentDiagnosticParams(document, previous_result_id=previous)
        return await self.client.text_document_diagnostic_async(params)


def applied(text: str, action: types.CodeAction) -> str:
    """A text with the edits of an action, in UTF-32 positions."""
    assert action.edit is not None
    assert action.edit.changes is not None
    [edits] = action.edit.changes.values()
    lines = [*text.splitlines(keepends=True), ""]

    def at(place: types.Position) -> int:
        return sum(map(len, lines[: place.line])) + place.character

    for edit in sorted(edits, key=lambda e: at(e.range.start), reverse=True):
        text = text[: at(edit.range.start)] + edit.new_text + text[at(edit.range.end) :]
    return text


@asynccontextmanager
async def editor(
    folder: Path,
    encodings: list[types.PositionEncodingKind] | None = None,
    *,
    pulls: bool = False,
    options: Any = None,
    current: Path | None = None,
) -> AsyncIterator[Editor]:
    client = LanguageClient("test", "1")
    own = Editor(client, folder)

    @client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)
    def publish(params: types.PublishDiagnosticsParams) -> None:
        own.shown[params.uri] = params

    @client.feature(types.WINDOW_SHOW_MESSAGE)
    def message(params: types.ShowMessageParams) -> None:
        own.messages.append(params.message)

    @client.feature(types.WINDOW_LOG_MESSAGE)
    def log(params: types.LogMessageParams) -> None:
        own.logged.append(params.message)

    @client.feature(types.WORKSPACE_DIAGNOSTIC_REFRESH)
    def refresh(_: Any) -> None:
        own.refreshed += 1

    await client.start_io(sys.executable, "-m", "podlint", "server", "--stdio", cwd=current)
    capabilities = types.ClientCapabilities(
        general=types.GeneralClientCapabilities(position_encodings=encodings),
        text_document=types.TextDocumentClientCapabilities(
            diagnostic=types.DiagnosticClientCapabilities() if pulls else None
        ),
        workspace=types.WorkspaceClientCapabilities(
            diagnostics=types.DiagnosticWorkspaceClientCapabilities(refresh_support=True)
        ),
    )
    params = types.InitializeParams(capabilities, root_uri=folder.as_uri(), initialization_options=options)
    await client.initialize_async(params)
    client.initialized(types.InitializedParams())
    try:
        yield own
    finally:
        await client.shutdown_async(None)
        client.exit(None)
        await client.stop()


def runs(test: Callable[..., Coroutine[Any, Any, None]]) -> Callable[[Path], None]:
    """A test that is a coroutine, run in a folder that is a repository."""

    def run(tmp_path: Path) -> None:
        (tmp_path / ".git").mkdir()
        asyncio.run(asyncio.wait_for(test(tmp_path), 60))

    run.__name__, run.__doc__ = test.__name__, test.__doc__
    return run


@pytest.mark.parametrize(
    ("encodings", "columns"),
    [(None, (21, 22)), ([UTF16], (21, 22)), ([UTF32], (20, 21)), ([UTF8], (25, 26))],
    ids=["unsaid", "utf-16", "utf-32", "utf-8"],
)
def test_a_finding_stands_at_its_place_in_every_encoding(
    tmp_path: Path, encodings: list[types.PositionEncodingKind] | None, columns: tuple[int, int]
) -> None:
    async def session() -> None:
        async with editor(tmp_path, encodings) as own:
            own.open("a.yaml", BROKEN)
            [found] = await own.diagnostics("a.yaml")
            assert (found.range.start.line, found.range.start.character, found.range.end.character) == (3, *columns)
            assert (found.code, found.source, found.severity) == (
                "wrong-type",
                "podlint",
                types.DiagnosticSeverity.Error,
            )
            assert found.message.startswith("b must be a string, not the number 1")

    (tmp_path / ".git").mkdir()
    asyncio.run(asyncio.wait_for(session(), 60))


@runs
async def test_findings_come_and_go_with_the_text(folder: Path) -> None:
    """What is not saved counts, in the order in which it is written."""
    async with editor(folder) as own:
        own.open("a.yaml", BROKEN)
        assert len(await own.diagnostics("a.yaml")) == 1
        own.change("a.yaml", MENDED, 2)
        assert await own.diagnostics("a.yaml", 2) == []
        own.change("a.yaml", "apiVersion: v1\nkind: [\n", 3)
        assert [d.code for d in await own.diagnostics("a.yaml", 3)] == ["yaml-syntax"]
        own.client.text_document_did_close(
            types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(own.uri("a.yaml")))
        )


@runs
async def test_fixes_and_comments_are_offered(folder: Path) -> None:
    """A quick fix, all safe fixes, and a comment that suppresses."""
    async with editor(folder, [UTF32]) as own:
        own.open("a.yaml", BROKEN)
        [found] = await own.diagnostics("a.yaml")
        fix, ignore = await own.actions("a.yaml", found.range)
        assert (fix.title, fix.is_preferred, applied(BROKEN, fix)) == ("podlint: quote the value", True, MENDED)
        silenced = applied(BROKEN, ignore)
        assert silenced == BROKEN.replace("b: 1}", "b: 1}  # podlint: ignore[wrong-type]")
        own.change("a.yaml", silenced, 2)
        assert await own.diagnostics("a.yaml", 2) == []
        own.change("a.yaml", BROKEN, 3)
        await own.diagnostics("a.yaml", 3)
        start = types.Range(types.Position(0, 0), types.Position(0, 0))
        [every] = await own.actions("a.yaml", start, "source.fixAll")
        assert (every.kind, applied(BROKEN, every)) == ("source.fixAll.podlint", MENDED)
        assert await own.actions("a.yaml", start) == []


@runs
async def test_a_client_that_asks_is_not_told(folder: Path) -> None:
    """Pull diagnostics: a report, then that nothing has changed, then a refresh after a new configuration."""
    async with editor(folder, pulls=True) as own:
        own.open("a.yaml", BROKEN)
        report = await own.pull("a.yaml")
        assert [item.code for item in report.items] == ["wrong-type"]
        again = await own.pull("a.yaml", report.result_id)
        assert (again.kind, again.result_id) == ("unchanged", report.result_id)
        (folder / ".podlint.yaml").write_text("ignore: [wrong-type]\n")
        own.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
        assert list((await own.pull("a.yaml", report.result_id)).items) == []
        assert own.refreshed == 1
        assert own.shown == {}


@runs
async def test_other_files_of_the_project_count(folder: Path) -> None:
    """Saved ones as they are on the disk, open ones as they are written."""
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: APP}, ports: [{port: 80}]}\n"
    pods = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n"
    )
    (folder / "pods.yaml").write_text(pods)
    async with editor(folder) as own:
        own.open("service.yaml", service.replace("APP", "wbe"))
        [found] = await own.diagnostics("service.yaml")
        assert found.code == "service-selects-nothing"
        assert found.related_information is not None
        assert found.related_information[0].location.uri == own.uri("pods.yaml")
        own.open("pods.yaml", pods)
        assert await own.diagnostics("pods.yaml") == []
        own.change("pods.yaml", pods.replace("app: web", "app: wbe"), 2)
        await own.cleared("service.yaml")
        close = types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(own.uri("pods.yaml")))
        own.client.text_document_did_close(close)
        for _ in range(200):
            if own.shown[own.uri("service.yaml")].diagnostics:
                break
            await asyncio.sleep(0.02)
        assert [d.code for d in own.shown[own.uri("service.yaml")].diagnostics] == ["service-selects-nothing"]


@pytest.mark.parametrize("current", ["shop", ".", "shop/base", "elsewhere"], ids=["at", "above", "below", "outside"])
@pytest.mark.parametrize("opened", ["shop", "link"])
def test_the_current_folder_does_not_matter(tmp_path: Path, current: str, opened: str) -> None:
    """Editors start the server anywhere, and give absolute names, through links too."""
    service = "apiVersion: v1\nkind: Service\nmetadata: {name: a}\nspec: {selector: {app: wbe}, ports: [{port: 80}]}\n"
    pods = (
        "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a}\nspec:\n  selector: {matchLabels: {app: web}}\n"
        "  template: {metadata: {labels: {app: web}}, spec: {containers: [{name: a, image: 'a:1'}]}}\n"
    )
    for name in ("shop/.git", "shop/base", "elsewhere"):
        (tmp_path / name).mkdir(parents=True)
    (tmp_path / "link").symlink_to("shop")
    (tmp_path / "shop" / "pods.yaml").write_text(pods)
    (tmp_path / "shop" / "service.yaml").write_text(service)
    (tmp_path / "shop" / ".podlint.yaml").write_text("exclude: [left.yaml]\n")

    async def session() -> None:
        async with editor(tmp_path / opened, current=tmp_path / current) as own:
            own.open("service.yaml", service)
            [found] = await own.diagnostics("service.yaml")
            assert found.code == "service-selects-nothing"
            assert found.related_information is not None
            assert found.related_information[0].location.uri == (tmp_path / "shop" / "pods.yaml").as_uri()
            own.open("left.yaml", BROKEN)
            assert await own.diagnostics("left.yaml") == [], "it is excluded"

    asyncio.run(asyncio.wait_for(session(), 60))


@runs
async def test_names_are_those_of_the_client(folder: Path) -> None:
    """An editor compares URIs as texts."""
    async with editor(folder) as own:
        odd = f"{folder.as_uri()}/a+b%20(c)@x.yaml"
        own.client.text_document_did_open(
            types.DidOpenTextDocumentParams(types.TextDocumentItem(odd, "yaml", 1, BROKEN))
        )
        for _ in range(200):
            if odd in own.shown:
                break
            await asyncio.sleep(0.02)
        assert len(own.shown[odd].diagnostics) == 1
        assert own.shown[odd].diagnostics[0].data == {"pointer": "/data/b", "fixable": True}


@runs
async def test_hovering_tells_why(folder: Path) -> None:
    """Over a finding, over a rule's name in a comment, and over a field."""
    async with editor(folder) as own:
        own.open("a.yaml", "# podlint: ignore-file[host-users]\n" + BROKEN)
        await own.diagnostics("a.yaml")
        document = types.TextDocumentIdentifier(own.uri("a.yaml"))
        over = await own.client.text_document_hover_async(types.HoverParams(document, types.Position(4, 21)))
        assert isinstance(over.contents, types.MarkupContent)
        assert "**wrong-type** (error)" in over.contents.value
        over = await own.client.text_document_hover_async(types.HoverParams(document, types.Position(0, 27)))
        assert "**host-users** (info)" in over.contents.value
        over = await own.client.text_document_hover_async(types.HoverParams(document, types.Position(4, 2)))
        assert isinstance(over.contents, types.MarkupContent)
        assert over.contents.value.startswith("**data** `map[string]string`\n\n")
        # Its text, or how to get it.
        assert over.contents.value.removeprefix("**data** `map[string]string`\n\n")[:1].isalpha()
        assert await own.client.text_document_hover_async(types.HoverParams(document, types.Position(2, 8))) is None


@runs
async def test_texts_that_are_no_manifests_are_left_alone(folder: Path) -> None:
    """Helm templates, Compose files, other languages; Markdown is read for its blocks."""
    (folder / "Chart.yaml").write_text("apiVersion: v2\nname: a\nversion: 1.0.0\n")
    async with editor(folder) as own:
        own.open("templates/a.yaml", "kind: {{ .Values.kind }}\n")
        own.open("compose.yaml", "services: {a: {image: b}}\n")
        own.open("a.md", f"# Notes\n\n```yaml\n{BROKEN}```\n", "markdown")
        own.open("b.yaml", BROKEN, "helm")
        assert await own.diagnostics("templates/a.yaml") == []
        assert await own.diagnostics("compose.yaml") == []
        assert [d.range.start.line for d in await own.diagnostics("a.md")] == [6]
        assert own.uri("b.yaml") not in own.shown


@runs
async def test_a_broken_configuration_is_said_and_mended(folder: Path) -> None:
    """The server goes on."""
    (folder / ".podlint.yaml").write_text("selct: [all]\n")
    async with editor(folder) as own:
        own.open("a.yaml", BROKEN)
        for _ in range(200):
            if own.messages:
                break
            await asyncio.sleep(0.02)
        assert '.podlint.yaml:1:1: unknown key "selct"' in own.messages[0]
        (folder / ".podlint.yaml").unlink()
        own.client.workspace_did_change_configuration(types.DidChangeConfigurationParams({}))
        assert len(await own.diagnostics("a.yaml")) == 1


@runs
async def test_nonsense_does_not_end_it(folder: Path) -> None:
    """Positions beyond the end, texts that were never opened, other schemes."""
    async with editor(folder) as own:
        far = types.Range(types.Position(900, 900), types.Position(901, 0))
        assert await own.actions("never.yaml", far) == []
        untitled = types.TextDocumentItem("untitled:1", "yaml", 1, BROKEN)
        own.client.text_document_did_open(types.DidOpenTextDocumentParams(untitled))
        own.open("a.yaml", "\0\t[")
        await own.diagnostics("a.yaml")
        assert await own.actions("a.yaml", far) == []
        document = types.TextDocumentIdentifier(own.uri("a.yaml"))
        await own.client.text_document_hover_async(types.HoverParams(document, far.start))
        own.change("a.yaml", BROKEN, 2)
        assert len(await own.diagnostics("a.yaml", 2)) == 1
        assert own.logged == []


def test_units_of_each_encoding() -> None:
    assert [units("aé😀", encoding) for encoding in ("utf-8", "utf-16", "utf-32")] == [7, 4, 3]


CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: shops.example.com}
spec:
  group: example.com
  names: {kind: Shop, plural: shops}
  scope: Namespaced
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              required: [size]
              properties:
                size: {type: integer, maximum: 9, description: 'How *large* it is.'}
"""
SHOP = "apiVersion: example.com/v1\nkind: Shop\nmetadata: {name: a}\nspec:\n  size: 1\n"


@pytest.mark.parametrize("where", ["project", "kept", "schemas"])
def test_hovering_tells_of_fields_of_custom_kinds(tmp_path: Path, where: str) -> None:
    """By the definition that the text is linted with, and by the newer one, once that is brought in."""
    asyncio.run(asyncio.wait_for(_hovers_custom(tmp_path, where), 60))


async def _hovers_custom(folder: Path, where: str) -> None:
    (folder / ".git").mkdir()
    file = folder / "crds" / ("shop.yaml" if where == "project" else "shop.json")
    file.parent.mkdir()

    def define(text: str) -> None:
        file.write_text(text if where == "project" else json.dumps(parse(Source("a", text)).documents[0].document.data))
        if where == "kept":
            definitions = local(str(file), "crds").definitions
            Store(folder / ".podlint/schemas").add(definitions)

    (folder / ".podlint.yaml").write_text("schemas: [crds]\n" if where == "schemas" else "{}\n")
    if where == "kept":
        (folder / ".podlint.yaml").write_text("exclude: [crds]\n")
    define(CRD)
    async with editor(folder) as own:
        own.open("a.yaml", SHOP)
        assert await own.diagnostics("a.yaml") == []
        document = types.TextDocumentIdentifier(own.uri("a.yaml"))
        over = await own.client.text_document_hover_async(types.HoverParams(document, types.Position(4, 3)))
        assert isinstance(over.contents, types.MarkupContent)
        lines = over.contents.value.split("\n")
        assert lines[:3] == ["**size** `integer`, required", "", "How \\*large\\* it is."]
        assert lines[-1] == "- at most 9"
        define(CRD.replace("maximum: 9", "maximum: 0"))
        own.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([]))
        assert [found.code for found in await own.findings("a.yaml")] == ["out-of-range"]
        over = await own.client.text_document_hover_async(types.HoverParams(document, types.Position(3, 1)))
        assert isinstance(over.contents, types.MarkupContent)
        assert over.contents.value.startswith("**spec** `Object`")
        assert await own.client.text_document_hover_async(types.HoverParams(document, types.Position(1, 8))) is None
