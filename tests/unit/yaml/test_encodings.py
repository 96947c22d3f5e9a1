"""Text that is not UTF-8 is named by its encoding where that is certain, and read all the same."""

from __future__ import annotations

import pytest

from podlint.yaml.source import decode

HEAD = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n"


@pytest.mark.parametrize(
    ("encoding", "text", "name"),
    [
        ("cp1252", "data:\n  city: Köln, Orléans\n", "Windows-1252"),
        ("cp1252", "data:\n  price: 5 €\n  note: “new”\n", "Windows-1252"),
        ("latin-1", "data:\n  street: Hauptstraße\n", "Windows-1252"),
        ("cp949", "data:\n  note: 설정 파일입니다\n", "CP949"),
        ("cp932", "data:\n  note: これは設定です\n", "Shift-JIS"),
        ("gbk", "data:\n  note: 这是我们的配置文件\n", "GBK"),
    ],
)
def test_the_encoding_is_named_and_the_text_read(encoding: str, text: str, name: str) -> None:
    source, problem = decode((HEAD + text).encode(encoding), "a.yaml")
    assert problem is not None
    assert name in problem.message
    assert problem.help == "save the file as UTF-8"
    assert source.text == HEAD + text


@pytest.mark.parametrize(
    "data", [b"a: \xff\xfe\xfd\xfc\n", b"a: \x81\x8d\n", "a: 가\n".encode("cp949"), "a: 中\n".encode("gbk")]
)
def test_what_is_not_certain_is_not_named(data: bytes) -> None:
    source, problem = decode(data, "a.yaml")
    assert problem is not None
    assert "the file is in" not in problem.message
    assert "\ufffd" in source.text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
@pytest.mark.parametrize(
    "text",
    [
        "",
        "data:\r\n  city: Köln\r\n",
        "# 네임스페이스 설정 파일입니다. 이 파일은 한국어로 설명되어 있습니다.\ndata: {}\n",
        "data:\n  note: これは設定ファイルです。変更しないでください\n",
        "data:\n  mark: \U0001f600\n",
    ],
)
def test_utf16_without_its_mark_is_read(encoding: str, text: str) -> None:
    source, problem = decode((HEAD + text).encode(encoding), "a.yaml")
    assert problem is not None
    assert problem.message.startswith("the file is in UTF-16 without a byte-order mark")
    assert source.text == HEAD + text


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)) * 8,
        HEAD.encode("utf-16-le") + b"\0",
        HEAD.encode("utf-32-le"),
        b"\0\1" * 40,
        b"a\0: b\n" * 10,
        HEAD.encode("utf-16-le")[:40] + HEAD.encode("utf-16-be"),
        "abc".encode("utf-16-le") + "\ud800\n: ".encode("utf-16-le", "surrogatepass"),
    ],
)
def test_other_bytes_with_zeros_are_no_text(data: bytes) -> None:
    source, _ = decode(data, "a.yaml")
    assert source.text != HEAD
    assert "\0" in source.text or "\ufffd" in source.text
