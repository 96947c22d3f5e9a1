"""Bytes to text: byte-order marks, UTF-8 and UTF-16, and the place of the first byte that is neither."""

from __future__ import annotations

import codecs
from typing import NamedTuple

from podlint.model.text import Source

MAX_BYTES = 16 * 1024 * 1024
"""Largest file that is read. The API server takes requests of 3 MiB; this leaves room for many in one file."""


class Undecodable(NamedTuple):
    """Where decoding failed: offset into the text decoded so far, and the words."""

    offset: int
    message: str


def decode(data: bytes, path: str) -> tuple[Source, Undecodable | None]:
    """Decode a file as Kubernetes' YAML reader does: UTF-8, or UTF-16 where a byte-order mark says so.

    With an `Undecodable` the source holds the whole text, its bad bytes replaced, so that places can be shown.
    """
    bom = True
    if data.startswith(codecs.BOM_UTF8):
        encoding, data = "utf-8", data[3:]
    elif data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16-le" if data.startswith(codecs.BOM_UTF16_LE) else "utf-16-be"
        data = data[2:]
    else:
        encoding, bom = "utf-8", False
    try:
        return Source(path, data.decode(encoding), bom=bom), None
    except UnicodeDecodeError as error:
        before = data[: error.start].decode(encoding)
        text = before + data[error.start :].decode(encoding, "replace")
        binary = b"\0" in data[:8192] and encoding == "utf-8"
        byte = data[error.start]
        message = (
            "binary data, not a text file"
            if binary
            else f"byte 0x{byte:02x} is not {encoding.upper().removesuffix('-LE').removesuffix('-BE')} text"
        )
        return Source(path, text, bom=bom), Undecodable(len(before), message)


def encode(text: str, like: bytes) -> bytes:
    """The bytes of a text in the encoding, and with the byte-order mark, that the bytes of a file have."""
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if like.startswith(mark):
            return mark + text.encode(encoding)
    return text.encode("utf-8")
