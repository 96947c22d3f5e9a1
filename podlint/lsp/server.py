"""The server itself: requests and notifications of the Language Server Protocol, over standard input and output."""

from __future__ import annotations

import asyncio
import traceback
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

from lsprotocol import types
from pygls.lsp.server import LanguageServer

from podlint import __version__
from podlint.errors import ConfigError
from podlint.lsp.actions import KINDS, actions
from podlint.lsp.convert import diagnostic, offset, path_of, uri
from podlint.lsp.hover import hover
from podlint.lsp.session import Linted, Session
from podlint.visible import visible

if TYPE_CHECKING:
    from collections.abc import Iterable

DELAY = 0.15
"""Seconds to wait for the next key before a changed text is linted."""
LATER = 0.35
"""Seconds more until the other open texts, which may refer to it, are linted again."""
LANGUAGES = ("yaml", "json", "jsonc", "markdown")
_WATCHED = (
    "**/.podlint.y*ml",
    "**/pyproject.toml",
    "**/*.yaml",
    "**/*.yml",
    "**/*.json",
    "**/Chart.yaml",
    "**/.gitignore",
)


class Server(LanguageServer):
    """podlint for editors. Linting runs in one thread of its own, so that messages are read meanwhile."""

    def __init__(self, config: str | None = None) -> None:
        super().__init__("podlint", __version__)
        self.config = config
        self.session = Session(config)
        self.pulls = False
        self.refreshes = False
        self._worker = ThreadPoolExecutor(max_workers=1)
        self._waiting: dict[str, asyncio.TimerHandle] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._told: set[str] = set()
        self.names: dict[str, str] = {}

    @property
    def encoding(self) -> str:
        """The position encoding that was agreed upon."""
        agreed = self.server_capabilities.position_encoding or types.PositionEncodingKind.Utf16
        return str(getattr(agreed, "value", agreed))

    async def lint(self, path: str) -> Linted | None:
        """The findings of an open text. What goes wrong is logged, never raised."""
        try:
            return await asyncio.get_running_loop().run_in_executor(self._worker, self.session.lint, path)
        except ConfigError as error:
            self._say(str(error))
        except Exception:
            self._log(traceback.format_exc())
        return None

    def uri_of(self, path: str) -> str:
        """The URI of a file: as the client wrote it, where it has opened the file."""
        return self.names.get(path) or uri(path)

    def diagnostics(self, linted: Linted) -> list[types.Diagnostic]:
        """The findings of a text as diagnostics."""
        return [diagnostic(f, linted.source, self.encoding, self.session.source, self.uri_of) for f in linted.findings]

    async def publish(self, path: str) -> None:
        """Lint a text and publish its diagnostics, unless it has changed again meanwhile, or the client asks itself."""
        if self.pulls:
            return
        linted = await self.lint(path)
        if linted is not None and linted.version == self.session.version(path):
            params = types.PublishDiagnosticsParams(self.uri_of(path), self.diagnostics(linted), linted.version)
            self.text_document_publish_diagnostics(params)

    def soon(self, paths: Iterable[str], delay: float = 0.0) -> None:
        """Publish texts after a delay; another call for the same text begins it anew."""
        loop = asyncio.get_running_loop()
        for path in paths:
            if (waiting := self._waiting.pop(path, None)) is not None:
                waiting.cancel()
            self._waiting[path] = loop.call_later(delay, self._begin, path)

    def _begin(self, path: str) -> None:
        task = asyncio.get_running_loop().create_task(self.publish(path))
        self._tasks.add(task)
        task.add_done_callback(self._finished)

    def _finished(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._log("".join(traceback.format_exception(error)))

    def look_again(self) -> None:
        """Lint all open texts again: something around them has changed."""
        self.session.changed_outside()
        self._told.clear()
        if self.pulls and self.refreshes:
            self.workspace_diagnostic_refresh(None)
        self.soon(self.session.opened)

    def _say(self, message: str) -> None:
        """Tell the user, once until something changes."""
        if message not in self._told:
            self._told.add(message)
            self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"podlint: {visible(message)}"))

    def _log(self, message: str) -> None:
        self.window_log_message(types.LogMessageParams(types.MessageType.Error, visible(message)))


def make(config: str | None = None) -> Server:
    """A server with all its features; `config` is the configuration file to use for every text."""
    server = Server(config)
    _life(server)
    _texts(server)
    _answers(server)
    return server


def _life(server: Server) -> None:
    @server.feature(types.INITIALIZE)
    def initialize(params: types.InitializeParams) -> None:
        document = params.capabilities.text_document
        workspace = params.capabilities.workspace
        server.pulls = document is not None and document.diagnostic is not None
        refresh = workspace.diagnostics if workspace is not None else None
        server.refreshes = refresh is not None and bool(refresh.refresh_support)
        given = params.initialization_options
        config = given.get("config") if isinstance(given, dict) else None
        if isinstance(config, str) and config:
            server.session = Session(config)

    @server.feature(types.INITIALIZED)
    def initialized(_: types.InitializedParams) -> None:
        capabilities = server.client_capabilities.workspace
        watching = capabilities.did_change_watched_files if capabilities is not None else None
        if watching is not None and watching.dynamic_registration:
            watchers = [types.FileSystemWatcher(pattern) for pattern in _WATCHED]
            options = types.DidChangeWatchedFilesRegistrationOptions(watchers)
            registration = types.Registration("podlint-watch", types.WORKSPACE_DID_CHANGE_WATCHED_FILES, options)
            server.client_register_capability(types.RegistrationParams([registration]))

    @server.feature(types.WORKSPACE_DID_CHANGE_CONFIGURATION)
    def configured(_: types.DidChangeConfigurationParams) -> None:
        server.look_again()

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(_: types.DidChangeWatchedFilesParams) -> None:
        server.look_again()


def _texts(server: Server) -> None:
    def take(identifier: str, version: int | None) -> str | None:
        path = path_of(identifier)
        if path is not None:
            server.names[path] = identifier
            server.session.open(path, server.workspace.get_text_document(identifier).source, version or 0)
        return path

    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        document = params.text_document
        if document.language_id in LANGUAGES and (path := take(document.uri, document.version)) is not None:
            server.soon([path])

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path in server.session.opened and take(params.text_document.uri, params.text_document.version):
            server.soon([str(path)], DELAY)
            server.soon((other for other in server.session.opened if other != path), DELAY + LATER)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        if path_of(params.text_document.uri) in server.session.opened:
            server.look_again()

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        path = path_of(params.text_document.uri)
        if path in server.session.opened:
            server.session.close(str(path))
            server.soon(server.session.opened, DELAY)
            if server.pulls:
                return
            server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(params.text_document.uri, []))


def _answers(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_DIAGNOSTIC,
        types.DiagnosticOptions(inter_file_dependencies=True, workspace_diagnostics=False, identifier="podlint"),
    )
    async def pulled(params: types.DocumentDiagnosticParams) -> Any:
        path = path_of(params.text_document.uri)
        linted = await server.lint(path) if path in server.session.opened and path is not None else None
        if linted is None and params.previous_result_id and path in server.session.opened:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=params.previous_result_id)
        if linted is None:
            return types.RelatedFullDocumentDiagnosticReport(items=[])
        items = server.diagnostics(linted)
        state = f"{linted.version}:{hash(str(items)) & 0xFFFFFFFF:08x}"
        if params.previous_result_id == state:
            return types.RelatedUnchangedDocumentDiagnosticReport(result_id=state)
        return types.RelatedFullDocumentDiagnosticReport(items=items, result_id=state)

    @server.feature(types.TEXT_DOCUMENT_CODE_ACTION, types.CodeActionOptions(code_action_kinds=KINDS))
    async def offered(params: types.CodeActionParams) -> list[types.CodeAction]:
        path = path_of(params.text_document.uri)
        linted = await server.lint(path) if path is not None else None
        if linted is None:
            return []
        only = [str(getattr(kind, "value", kind)) for kind in params.context.only or ()] or None
        return list(actions(linted, params.text_document.uri, params.range, only, server.encoding))

    @server.feature(types.TEXT_DOCUMENT_HOVER)
    async def hovered(params: types.HoverParams) -> types.Hover | None:
        path = path_of(params.text_document.uri)
        linted = await server.lint(path) if path is not None else None
        if linted is None:
            return None
        text = hover(linted, offset(linted.source, params.position, server.encoding), server.session.rules)
        return types.Hover(types.MarkupContent(types.MarkupKind.Markdown, text)) if text else None
