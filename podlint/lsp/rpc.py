"""Requests and notifications of JSON-RPC: each answered once, by a result or by an error, and none ends the server."""

from __future__ import annotations

import asyncio
import queue
import threading
import traceback
from typing import TYPE_CHECKING, Any

from lsprotocol import converters, types

from podlint.lsp.wire import INVALID_REQUEST, Broken, Stream, framed
from podlint.tuples import NamedTuple
from podlint.visible import visible

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

METHOD_NOT_FOUND, INVALID_PARAMS, INTERNAL_ERROR = -32601, -32602, -32603
NOT_INITIALIZED, CANCELLED = -32002, -32800
_ALWAYS = (types.INITIALIZE, types.EXIT)


class Refused(Exception):
    """A request that gets an error for an answer."""

    def __init__(self, code: int, words: str) -> None:
        super().__init__(words)
        self.code = code


class _Handler(NamedTuple):
    call: Callable[[Any], Any]
    params: Any


class Connection:
    """A client at the other end of two streams.

    Handlers are called in the order in which messages come. One that is a coroutine runs on while others are called.
    """

    def __init__(self) -> None:
        self._handlers: dict[str, _Handler] = {}
        self._converter = converters.get_converter()
        self._running: dict[str | int, asyncio.Task[None]] = {}
        self._sending: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._ended: asyncio.Event | None = None
        self._requests = 0
        self.initialized = False
        self.shut_down = False

    def on(self, method: str, call: Callable[[Any], Any]) -> None:
        """Have a method handled; the handler gets its parameters."""
        self._handlers[method] = _Handler(call, types.METHOD_TO_TYPES[method][2])

    async def serve(self, incoming: BinaryIO, outgoing: BinaryIO) -> None:
        """Serve until the client says that it is enough, or is gone."""
        loop = asyncio.get_running_loop()
        self._ended = asyncio.Event()
        writer = threading.Thread(target=self._write, args=(outgoing, loop), daemon=True)
        reader = threading.Thread(target=self._read, args=(incoming, loop), daemon=True)
        writer.start()
        reader.start()
        await self._ended.wait()
        self._sending.put(None)
        await asyncio.to_thread(writer.join, 2)

    def end(self) -> None:
        """Stop serving."""
        if self._ended is not None:
            self._ended.set()

    def notify(self, method: str, params: Any) -> None:
        """Tell the client something."""
        self._send({"jsonrpc": "2.0", "method": method, "params": self._converter.unstructure(params)})

    def request(self, method: str, params: Any = None) -> None:
        """Ask something of the client whose answer does not matter."""
        self._requests += 1
        known = {"params": self._converter.unstructure(params)} if params is not None else {}
        self._send({"jsonrpc": "2.0", "id": f"podlint-{self._requests}", "method": method, **known})

    def log(self, words: str) -> None:
        """Tell the client what goes wrong."""
        self.notify(types.WINDOW_LOG_MESSAGE, types.LogMessageParams(types.MessageType.Error, visible(words[:10_000])))

    def _read(self, incoming: BinaryIO, loop: asyncio.AbstractEventLoop) -> None:
        stream = Stream(incoming)
        try:
            while (message := stream.read()) is not None:
                loop.call_soon_threadsafe(self._take, message)
        except (OSError, ValueError):
            pass  # the stream is closed
        except RuntimeError:
            return  # the loop is
        loop.call_soon_threadsafe(self.end)

    def _write(self, outgoing: BinaryIO, loop: asyncio.AbstractEventLoop) -> None:
        try:
            while (data := self._sending.get()) is not None:
                outgoing.write(data)
                outgoing.flush()
        except (OSError, ValueError):
            loop.call_soon_threadsafe(self.end)

    def _send(self, message: dict[str, Any]) -> None:
        self._sending.put(framed(message))

    def _take(self, message: dict[str, Any] | Broken) -> None:
        """Handle a message, whatever it is."""
        try:
            if isinstance(message, Broken):
                self._refuse(None, message.code, message.words)
            else:
                self._message(message)
        except Exception:
            self.log(traceback.format_exc())

    def _message(self, message: dict[str, Any]) -> None:
        method, known = message.get("method"), message.get("id")
        asks = "id" in message
        if "method" not in message and asks and ("result" in message or "error" in message):
            return  # an answer; none of them matters
        valid = known if isinstance(known, str | int) and not isinstance(known, bool) else None
        if not isinstance(method, str) or message.get("jsonrpc") != "2.0" or (asks and valid is None):
            self._refuse(
                valid, INVALID_REQUEST, 'a request needs "jsonrpc": "2.0", a method, and an id of text or number'
            )
            return
        try:
            handler, params = self._understood(method, message.get("params"))
        except Refused as error:
            if valid is not None:
                self._refuse(valid, error.code, str(error))
            elif error.code == INVALID_PARAMS:
                self.log(str(error))
            return
        if method == types.CANCEL_REQUEST:
            return
        if valid is None:
            self._notified(handler, params, method)
            return
        task = asyncio.get_running_loop().create_task(self._answer(valid, handler, params))
        self._running[valid] = task
        task.add_done_callback(lambda _: self._finished(valid, task))

    def _understood(self, method: str, given: Any) -> tuple[_Handler, Any]:
        """The handler of a message, and its parameters. Raises Refused."""
        if method == types.CANCEL_REQUEST:
            which = given.get("id") if isinstance(given, dict) else None
            task = self._running.get(which) if isinstance(which, str | int) else None
            if task is not None:
                task.cancel()
            return _NOTHING, None
        handler = self._handlers.get(method)
        if not self.initialized and method not in _ALWAYS:
            raise Refused(NOT_INITIALIZED, "the first request is initialize")
        if handler is None:
            raise Refused(METHOD_NOT_FOUND, f"no method {method[:100]!r}")
        if self.shut_down and method != types.EXIT:
            raise Refused(INVALID_REQUEST, "the server is shut down")
        if handler.params is None:
            return handler, None
        try:
            return handler, self._converter.structure({} if given is None else given, handler.params)
        except Exception as error:
            raise Refused(INVALID_PARAMS, f"{method}: {_leaf(error)}") from None

    def _notified(self, handler: _Handler, params: Any, method: str) -> None:
        try:
            result = handler.call(params)
            if asyncio.iscoroutine(result):
                result.close()  # a request that wants no answer
        except Exception:
            self.log(f"{method}: {traceback.format_exc()}")

    async def _answer(self, known: str | int, handler: _Handler, params: Any) -> None:
        try:
            result = handler.call(params)
            if asyncio.iscoroutine(result):
                result = await result
            self._send({"jsonrpc": "2.0", "id": known, "result": self._converter.unstructure(result)})
        except Refused as error:
            self._refuse(known, error.code, str(error))
        except Exception as error:
            self._refuse(known, INTERNAL_ERROR, f"{type(error).__name__}: {str(error)[:200]}")
            self.log(traceback.format_exc())

    def _finished(self, known: str | int, task: asyncio.Task[None]) -> None:
        if self._running.get(known) is task:
            del self._running[known]
        if task.cancelled():  # before it began, perhaps
            self._refuse(known, CANCELLED, "cancelled")

    def _refuse(self, known: str | int | None, code: int, words: str) -> None:
        self._send({"jsonrpc": "2.0", "id": known, "error": {"code": code, "message": words}})


_NOTHING = _Handler(lambda _: None, None)


def _leaf(error: BaseException) -> str:
    """The innermost of the exceptions that tell what does not fit."""
    inner = getattr(error, "exceptions", ())
    return _leaf(inner[0]) if inner else f"{type(error).__name__}: {str(error)[:200]}"
