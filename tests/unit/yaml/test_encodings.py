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
