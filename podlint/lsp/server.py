"""The server itself: requests and notifications of the Language Server Protocol, over standard input and output."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from typing import TYPE_CHECKING, Any, NoReturn

from lsprotocol import types

from podlint import __version__, registry
from podlint.errors import ConfigError
from podlint.lsp import parent
from podlint.lsp.actions import KINDS, actions
from podlint.lsp.convert import diagnostic, offset, path_of, uri
from podlint.lsp.hover import custom_field, hover, of_definition
from podlint.lsp.linter import Ended, Linter
from podlint.lsp.rpc import Connection, Refused
from podlint.lsp.session import is_configuration
from podlint.lsp.texts import changed, written
from podlint.lsp.wire import INVALID_REQUEST
from podlint.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from podlint.lsp.session import Linted

DELAY = 0.15
"""Seconds to wait for the next key before a changed text is linted."""
LATER = 0.35
"""Seconds more until the other open texts, which may refer to it, are linted again."""
AT_ONCE = 0.3
"""Seconds that an answer waits for a text that is being linted."""
LANGUAGES = ("yaml", "json", "jsonc", "markdown")
ENCODINGS = ("utf-16", "utf-8", "utf-32")
_WATCHED = (
    "**/.podlint.y*ml",
    "**/pyproject.toml",
    "**/*.yaml",
    "**/*.yml",
    "**/*.json",
    "**/Chart.yaml",
    "**/*Dockerfile*",
    "**/*.{tgz,tar.gz,tar,zip}",
    "**/.gitignore",
)


class Server(Connection):
    """podlint for editors; `config` is the configuration file to use for every text."""

    def __init__(self, config: str | None = None) -> None:
        super().__init__()
        self.linter = Linter(config)
        self.rules = registry.load()
        self.encoding = "utf-16"
        self.pulls = False
        self.refreshes = False
        self._registers = False
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()
        self._names: dict[str, str] = {}
        handlers: dict[str, Callable[[Any], Any]] = {
            types.INITIALIZE: self._initialize,
            types.INITIALIZED: self._begin,
            types.SHUTDOWN: self._shutdown,
            types.EXIT: lambda _: self.end(),
            types.WORKSPACE_DID_CHANGE_CONFIGURATION: lambda _: self._look_again(),
            types.WORKSPACE_DID_CHANGE_WATCHED_FILES: lambda _: self._look_again(),
            types.TEXT_DOCUMENT_DID_OPEN: self._opened,
            types.TEXT_DOCUMENT_DID_CHANGE: self._changed,
            types.TEXT_DOCUMENT_DID_SAVE: self._saved,
            types.TEXT_DOCUMENT_DID_CLOSE: self._closed,
            types.TEXT_DOCUMENT_DIAGNOSTIC: self._pulled,
            types.TEXT_DOCUMENT_CODE_ACTION: self._offered,
            types.TEXT_DOCUMENT_HOVER: self._hovered,
        }
        for method, call in handlers.items():
            self.on(method, call)

    def _initialize(self, params: types.InitializeParams) -> types.InitializeResult:
        if self.initialized:
            raise Refused(INVALID_REQUEST, "the server is initialized already")
        self.initialized = True
        client = params.capabilities
        given = params.initialization_options
        config = given.get("config") if isinstance(given, dict) else None
        if isinstance(config, str) and config:
            self.linter = Linter(config)
        self.linter.begin()
        document, workspace, general = client.text_document, client.workspace, client.general
        self.pulls = document is not None and document.diagnostic is not None
        if workspace is not None:
            watching = workspace.did_change_watched_files
            self._registers = watching is not None and bool(watching.dynamic_registration)
            self.refreshes = workspace.diagnostics is not None and bool(workspace.diagnostics.refresh_support)
        wanted = (general.position_encodings if general is not None else None) or ()
        known = [str(getattr(encoding, "value", encoding)) for encoding in wanted]
        self.encoding = next((encoding for encoding in known if encoding in ENCODINGS), "utf-16")
        if isinstance(params.process_id, int):
            loop = asyncio.get_running_loop()
            parent.watch(params.process_id, lambda: loop.call_soon_threadsafe(self.end))
        return types.InitializeResult(self._capabilities(), types.ServerInfo("podlint", __version__))

    def _capabilities(self) -> types.ServerCapabilities:
        return types.ServerCapabilities(
            position_encoding=types.PositionEncodingKind(self.encoding),
            text_document_sync=types.TextDocumentSyncOptions(
                open_close=True, change=types.TextDocumentSyncKind.Incremental, save=types.SaveOptions()
            ),
            diagnostic_provider=types.DiagnosticOptions(
                inter_file_dependencies=True, workspace_diagnostics=False, identifier="podlint"
            ),
            code_action_provider=types.CodeActionOptions(code_action_kinds=KINDS),
            hover_provider=True,
        )

    def _begin(self, _: Any) -> None:
        if self._registers:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("podlint-watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            self.request(types.CLIENT_REGISTER_CAPABILITY, types.RegistrationParams([registration]))

    def _shutdown(self, _: Any) -> None:
        self.shut_down = True
        for waiting in self._waiting.values():
            waiting.cancel()
        self._waiting.clear()

    # Texts

    def _opened(self, params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        path = path_of(document.uri)
        if path is not None and (document.language_id in LANGUAGES or is_configuration(path)):
            self._names[path] = document.uri
            self.linter.open(path, written(document.text), document.version)
            self.soon([path])

    def _changed(self, params: types.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        text = self.linter.text(path) if path is not None else None
        if path is not None and text is not None:
            new = changed(text.text, params.content_changes, self.encoding)
            self.linter.open(path, new, params.text_document.version)
            self.soon([path], DELAY)
            self.soon((other for other in self.linter.opened if other != path), DELAY + LATER)

    def _saved(self, params: types.DidSaveTextDocumentParams) -> None:
        if path_of(params.text_document.uri) in self.linter.opened:
            self._look_again()

    def _closed(self, params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path is not None and path in self.linter.opened:
            self.linter.close(path)
            self._names.pop(path, None)
            if (waiting := self._waiting.pop(path, None)) is not None:
                waiting.cancel()
            self.soon(self.linter.opened, DELAY)
            if not self.pulls:
                params_of = types.PublishDiagnosticsParams(params.text_document.uri, [])
                self.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params_of)

    def _look_again(self) -> None:
        """Lint all open texts again: something around them has changed."""
        self.linter.changed_outside()
        self._told.clear()
        if self.pulls and self.refreshes:
            self.request(types.WORKSPACE_DIAGNOSTIC_REFRESH)
        self.soon(self.linter.opened)

    # Diagnostics

    def soon(self, paths: Iterable[str], delay: float = 0.0) -> None:
        """Publish texts after a delay, unless the client asks itself; another call for one begins it anew."""
        if self.pulls:
            return
        loop = asyncio.get_running_loop()
        for path in paths:
            if (waiting := self._waiting.pop(path, None)) is not None:
                waiting.cancel()
            self._waiting[path] = loop.call_later(delay, self._start, path)

    def _start(self, path: str) -> None:
        self._waiting.pop(path, None)
        task = asyncio.get_running_loop().create_task(self._publish(path))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _publish(self, path: str) -> None:
        """Lint a text and publish its diagnostics, unless it has changed again meanwhile."""
        linted = await self._lint(path)
        text = self.linter.text(path)
        if linted is not None and text is not None and linted.version == text.version:
            params = types.PublishDiagnosticsParams(self._uri_of(path), self._diagnostics(linted), linted.version)
            self.notify(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS, params)

    async def _lint(self, path: str) -> Linted | None:
        """The findings of an open text. What goes wrong is told, never raised."""
        try:
            return await self.linter.lint(path)
        except ConfigError as error:
            self._say(str(error))
        except Ended as error:
            self.log(str(error))
        return None

    async def _lately(self, path: str | None) -> Linted | None:
        """The findings of an open text, if they are known or will be in a moment."""
        if path is None or self.linter.text(path) is None:
            return None
        known = self.linter.latest(path)
        if known is not None:
            return known
        try:
            return await asyncio.wait_for(asyncio.shield(self._lint(path)), AT_ONCE)
        except asyncio.TimeoutError:
            return None

    async def _pulled(self, params: types.DocumentDiagnosticParams) -> Any:
        path = path_of(params.text_document.uri)
        is_open = path is not None and self.linter.text(path) is not None
        linted = await self._lint(path) if path is not None and is_open else None
        if linted is None and params.previous_result_id and is_open:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=params.previous_result_id)
        if linted is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        items = self._diagnostics(linted)
        state = f"{linted.version}:{hash(str(items)) & 0xFFFFFFFF:08x}"
        if params.previous_result_id == state:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=state)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=state)

    def _diagnostics(self, linted: Linted) -> list[types.Diagnostic]:
        return [
            diagnostic(f, linted.source, self.encoding, self.linter.source, self._uri_of, self.rules.rules)
            for f in linted.findings
        ]

    def _uri_of(self, path: str) -> str:
        """The URI of a file: as the client wrote it, where it has opened the file."""
        return self._names.get(path) or uri(path)

    # Answers

    async def _offered(self, params: types.CodeActionParams) -> list[types.CodeAction]:
        linted = await self._lately(path_of(params.text_document.uri))
        if linted is None:
            return []
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()] or None
        given = linted, params.text_document.uri, params.range, only, self.encoding, self.rules.rules
        return await asyncio.to_thread(lambda: list(actions(*given)))

    async def _hovered(self, params: types.HoverParams) -> types.Hover | None:
        path = path_of(params.text_document.uri)
        linted = await self._lately(path)
        if path is None or linted is None:
            return None
        at = offset(linted.source, params.position, self.encoding)
        text = await asyncio.to_thread(hover, linted, at, self.rules)
        custom = await asyncio.to_thread(custom_field, linted, at) if text is None else None
        if custom is not None:
            found = await self.linter.describe(path, *custom)
            text = of_definition(*found) if found is not None else None
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None

    def _say(self, message: str) -> None:
        """Tell the user, once until something changes."""
        if message not in self._told:
            self._told.add(message)
            params = types.ShowMessageParams(types.MessageType.Error, f"podlint: {visible(message)}")
            self.notify(types.WINDOW_SHOW_MESSAGE, params)


def start(config: str | None = None) -> NoReturn:
    """Serve over standard input and output, and end the process: at once, whatever is still being done."""
    incoming, outgoing = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # what a plugin prints is no message

    async def serve() -> None:
        server = Server(config)
        await server.serve(incoming, outgoing)
        server.linter.end()
        sys.stderr.flush()
        os._exit(0 if server.shut_down else 1)

    with contextlib.suppress(KeyboardInterrupt):
        asyncio.run(serve())
    os._exit(1)
