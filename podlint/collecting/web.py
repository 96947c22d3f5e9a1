"""Files from the web: the one place of podlint that opens a connection, for commands that are asked to.

Proxies come from the environment (`https_proxy`, `no_proxy`), certificates from where OpenSSL finds them
(`SSL_CERT_FILE`, `SSL_CERT_DIR`). Time, size and redirects are bounded, and nothing but HTTP is spoken.
"""

from __future__ import annotations

import http.client
import io
import ssl
import time
import urllib.error
import urllib.request
import zlib
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import quote, urlsplit

from podlint import __version__
from podlint.config.locations import SCHEMES
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
    import socket
    from collections.abc import Callable

SILENCE = 20.0
"""Seconds that a server may say nothing."""
WHOLE = 120.0
"""Seconds that an answer may take."""
REDIRECTS = 5
TRIES = 3
"""How often a server is asked that says that it is busy."""
_LONGEST_WAIT = 10.0
_BUSY = (429, 503)
_ABSENT = (404, 410)
_CHUNK = 64 * 1024
_SAFE = "%/:=&?~#+!$,;'@()*[]"


class NotFetched(Exception):
    """What an address gives cannot be had; the words say why."""


class Web:
    """Asks servers for files. A server that cannot be reached is not asked again.

    `silence` and `whole` are the seconds that a server may say nothing, and that an answer may take.
    """

    def __init__(
        self, silence: float = SILENCE, whole: float = WHOLE, wait: Callable[[float], None] = time.sleep
    ) -> None:
        self._silence = silence
        self._whole = whole
        self._wait = wait
        self._lost: dict[str, str] = {}
        self._opener = urllib.request.OpenerDirector()
        for handler in (
            urllib.request.ProxyHandler(),
            _Http(whole),
            _Https(whole),
            urllib.request.HTTPDefaultErrorHandler(),
            urllib.request.HTTPErrorProcessor(),
            _Redirects(),
        ):
            self._opener.add_handler(handler)

    def get(self, address: str, most: int = MAX_BYTES) -> bytes | None:
        """What is at an address, None where the server says that nothing is. Raises NotFetched."""
        server = _server(address)
        if server in self._lost:
            raise NotFetched(self._lost[server])
        for tries in range(1, TRIES + 1):
            try:
                return self._got(address, most)
            except urllib.error.HTTPError as error:
                with error:
                    if error.code in _ABSENT:
                        return None
                    if error.code in _BUSY and tries < TRIES:
                        self._wait(_wanted(error, tries))
                        continue
                    raise NotFetched(_refusal(error)) from error
            except (OSError, http.client.HTTPException, ValueError) as error:
                why = _words(error)
                if _is_lost(error):
                    self._lost[server] = f"{server}: {why}"
                raise NotFetched(why) from error
        return None

    def _got(self, address: str, most: int) -> bytes:
        headers = {"User-Agent": f"podlint/{__version__}", "Accept-Encoding": "identity", "Accept": "*/*"}
        request = urllib.request.Request(quote(address, safe=_SAFE), headers=headers)
        with self._opener.open(request, timeout=self._silence) as answer:
            said = answer.headers.get("Content-Length", "")
            if said.isdecimal() and int(said) > most:
                raise NotFetched(_too_much(most))
            parts, size = [], 0
            while part := answer.read1(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > most:
                    raise NotFetched(_too_much(most))
            if said.isdecimal() and size < int(said):
                raise NotFetched("the answer ends too early")
            data = b"".join(parts)
            packed = answer.headers.get("Content-Encoding", "").lower() in ("gzip", "x-gzip")
            return _unpacked(data, most) if packed else data


def _unpacked(data: bytes, most: int) -> bytes:
    """What a server has compressed, as some do unasked. Raises NotFetched."""
    unpacker = zlib.decompressobj(wbits=31)
    try:
        found = unpacker.decompress(data, most + 1)
    except zlib.error as error:
        raise NotFetched(f"the answer cannot be unpacked: {error}") from error
    if len(found) > most:
        raise NotFetched(_too_much(most))
    if not unpacker.eof:
        raise NotFetched("the answer ends too early")
    return found


class _Overdue(OSError):
    """An answer, its head included, takes longer than it may."""


class _Bounded(io.RawIOBase):
    """What a connection gives, until its time is over: each wait ends then at the latest."""

    def __init__(self, stream: Any, connection: socket.socket, whole: float) -> None:
        self._stream = stream
        self._connection = connection
        self._silence = connection.gettimeout()
        self._whole = whole
        self._end = time.monotonic() + whole

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Read as much as there is. Raises OSError."""
        left = self._end - time.monotonic()
        if left > 0:
            self._connection.settimeout(min(left, self._silence or left))
            try:
                found: int | None = self._stream.readinto(buffer)
                return found
            except TimeoutError:
                if self._end - time.monotonic() > 0:
                    raise
        raise _Overdue(f"the answer takes longer than {self._whole:g} seconds")

    def close(self) -> None:
        """Close the connection's stream too."""
        self._stream.close()
        super().close()


def _answers(whole: float) -> Callable[..., http.client.HTTPResponse]:
    """What makes answers that may take so many seconds."""

    def made(sock: socket.socket, *more: Any, **named: Any) -> http.client.HTTPResponse:
        answer = http.client.HTTPResponse(sock, *more, **named)
        answer.fp = io.BufferedReader(_Bounded(answer.fp.detach(), sock, whole))
        return answer

    return made


class _Http(urllib.request.HTTPHandler):
    def __init__(self, whole: float) -> None:
        super().__init__()
        self._answers = _answers(whole)

    def http_open(self, req: urllib.request.Request) -> Any:
        return self.do_open(partial(_opened, http.client.HTTPConnection, self._answers), req)


class _Https(urllib.request.HTTPSHandler):
    def __init__(self, whole: float) -> None:
        super().__init__()
        self._answers = _answers(whole)

    def https_open(self, req: urllib.request.Request) -> Any:
        context = ssl.create_default_context()
        return self.do_open(partial(_opened, http.client.HTTPSConnection, self._answers), req, context=context)


def _opened(kind: Callable[..., Any], answers: Callable[..., Any], *given: Any, **named: Any) -> Any:
    """A connection of a kind whose answers are bounded."""
    connection = kind(*given, **named)
    connection.response_class = answers
    return connection


class _Redirects(urllib.request.HTTPRedirectHandler):
    """Follows a few redirects, to HTTP only, and never from an encrypted connection to one that is not."""

    max_redirections = REDIRECTS
    max_repeats = 2

    def redirect_request(self, req: Any, fp: Any, code: int, msg: str, headers: Any, newurl: str) -> Any:
        if not newurl.lower().startswith(SCHEMES):
            raise NotFetched(f"it leads to {newurl}, which is no web address")
        if req.full_url.lower().startswith("https:") and not newurl.lower().startswith("https:"):
            raise NotFetched(f"it leads to {newurl}, which is not encrypted")
        return super().redirect_request(req, fp, code, msg, headers, newurl)


def _server(address: str) -> str:
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _wanted(error: urllib.error.HTTPError, tries: int) -> float:
    """How long a busy server wants to be left alone, as far as that is borne."""
    said = (error.headers.get("Retry-After") or "") if error.headers is not None else ""
    return min(float(said) if said.isdecimal() else float(tries), _LONGEST_WAIT)


def _refusal(error: urllib.error.HTTPError) -> str:
    if error.code == 429:
        return "the server wants fewer questions (429); try again later"
    if "not allowed" in str(error.msg):
        return "it leads to what is no web address"
    if 300 <= error.code < 400 and error.headers is not None and "Location" in error.headers:
        return f"it redirects more than {REDIRECTS} times, or in a circle ({error.code})"
    return f"the server answers {error.code} {error.msg}".rstrip()


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    if isinstance(reason, _Overdue):
        return str(reason)
    if isinstance(reason, TimeoutError):
        return "the server says nothing"
    if isinstance(error, http.client.HTTPException):
        return "the answer ends too early" if isinstance(error, http.client.IncompleteRead) else "the answer is no HTTP"
    text = getattr(reason, "strerror", None) or str(reason)
    return f"it cannot be reached: {text}"


def _is_lost(error: Exception) -> bool:
    """Whether there is no use in asking the same server for something else."""
    return isinstance(error, urllib.error.URLError | TimeoutError)


def _too_much(most: int) -> str:
    return f"it is more than {most // 2**20} MiB"
