"""Texts in other encodings than UTF-8, as Windows writes them. Imported only for bytes that are not UTF-8."""

from __future__ import annotations

import re
from unicodedata import category

_HANGUL = r"[\uac00-\ud7a3\u3131-\u318e\u3000-\u303f\uff00-\uff60]"
_KANA = r"[\u3040-\u30ff]"
_JAPANESE = r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60\u2010-\u2026\u3005-\u3007]"
_CHINESE = r"[\u4e00-\u9fff\u3000-\u303f\uff01-\uff60\u2010-\u2026]"
_COMMON_CHINESE = rb"(?:[\xa1-\xa3\xb0-\xd7][\xa1-\xfe])"
_WESTERN = "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff\u0152\u0153\u0160\u0161\u0178\u017d\u017e]"
_WESTERN_MARKS = "[\u2018-\u201e\u2013\u2014\u2026\u20ac\u2022\u00a0\u00a3\u00a7\u00a9\u00ab\u00ae\u00b0-\u00b7\u00bb]"
_SHORTEST = 10
_FEWEST_ZEROS = 0.2
_MOST_ZEROS = 0.02
_NO_TEXT = frozenset({"Cn", "Co", "Cs"})
_FEWEST = 4
"""Fewest characters of a language that tell it for certain."""


def other_than_utf8(data: bytes) -> tuple[str, str] | None:
    """The encoding that bytes are in, by its name for people, and the text; None where that is not certain."""
    for guess in (_japanese, _korean, _chinese, _western):
        found = guess(data)
        if found is not None:
            return found
    return None


def _decoded(data: bytes, encoding: str) -> str:
    """The text, empty where it is none of the encoding, or would hold control characters."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return ""
    return "" if re.search(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", text) else text


def utf16(data: bytes) -> str | None:
    """The text of bytes that are UTF-16 without its mark; None where that is not certain.

    Keys, spaces and line breaks of a manifest are ASCII, of which one byte in two is zero, always the same one; read
    with the bytes the other way round they are characters that no text holds.
    """
    for encoding, zeros, others in (("utf-16-le", data[1::2], data[::2]), ("utf-16-be", data[::2], data[1::2])):
        if len(data) % 2 or len(data) < _SHORTEST or zeros.count(0) < len(zeros) * _FEWEST_ZEROS:
            continue
        if others.count(0) > len(others) * _MOST_ZEROS:
            continue
        text = _decoded(data, encoding)
        if ":" in text and not any(category(letter) in _NO_TEXT for letter in set(text)):
            return text
    return None


def _japanese(data: bytes) -> tuple[str, str] | None:
    text = _decoded(data, "cp932")
    odd = re.sub(r"[\x00-\x7f]+", "", text)
    certain = len(re.findall(_KANA, odd)) >= 2 and re.fullmatch(f"{_JAPANESE}+", odd) is not None
    return ("Shift-JIS (Windows code page 932)", text) if certain else None


def _korean(data: bytes) -> tuple[str, str] | None:
    text = _decoded(data, "cp949")
    odd = re.sub(r"[\x00-\x7f]+", "", text)
    certain = len(re.findall("[\uac00-\ud7a3]", odd)) >= _FEWEST and re.fullmatch(f"{_HANGUL}+", odd) is not None
    return ("CP949 (Korean Windows)", text) if certain else None


def _chinese(data: bytes) -> tuple[str, str] | None:
    text = _decoded(data, "gbk")
    odd = re.sub(rb"[\x00-\x7f]+", b"", data)
    certain = len(odd) >= 2 * _FEWEST and re.fullmatch(_COMMON_CHINESE + b"+", odd) is not None
    characters = re.sub(r"[\x00-\x7f]+", "", text)
    certain = certain and re.fullmatch(f"{_CHINESE}+", characters) is not None
    return ("GBK (Chinese Windows)", text) if certain and text else None


def _western(data: bytes) -> tuple[str, str] | None:
    """Letters with accents inside of words, and the marks of text processors: never many in a row."""
    text = _decoded(data, "cp1252")
    odd = re.findall(r"[^\x00-\x7f]+", text)
    if not odd or (len(odd) == 1 and len(odd[0]) > 1):
        return None
    letters = all(re.fullmatch(f"(?:{_WESTERN}|{_WESTERN_MARKS})+", run) and len(run) <= 2 for run in odd)
    return ("Windows-1252 (or ISO 8859-1)", text) if odd and letters else None
