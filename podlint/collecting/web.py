"""Files from the web: the one place of podlint that opens a connection, for commands that are asked to.

Proxies come from the environment (`https_proxy`, `no_proxy`), certificates from where OpenSSL finds them
(`SSL_CERT_FILE`, `SSL_CERT_DIR`). Time, size and redirects are bounded, and nothing but HTTP is spoken.
"""

from __future__ import annotations

import http.client
import time
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from podlint import __version__
from podlint.config.locations import SCHEMES
from podlint.yaml.source import MAX_BYTES

if TYPE_CHECKING:
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
            urllib.request.HTTPHandler(),
            urllib.request.HTTPSHandler(),
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
        end = time.monotonic() + self._whole
        headers = {"User-Agent": f"podlint/{__version__}", "Accept-Encoding": "identity", "Accept": "*/*"}
        request = urllib.request.Request(address, headers=headers)
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
                if time.monotonic() > end:
                    raise NotFetched(f"the answer takes longer than {self._whole:g} seconds")
            if said.isdecimal() and size < int(said):
                raise NotFetched("the answer ends too early")
            return b"".join(parts)


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
    if 300 <= error.code < 400:
        return f"it redirects more than {REDIRECTS} times, or in a circle ({error.code})"
    return f"the server answers {error.code} {error.msg}".rstrip()


def _words(error: Exception) -> str:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
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
