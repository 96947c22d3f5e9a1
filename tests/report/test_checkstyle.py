"""Checkstyle's XML."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=checkstyle"


@pytest.mark.usefixtures("shop", "clean")
def test_findings_stand_under_their_file(report: Report) -> None:
    root = ElementTree.fromstring(report(FORMAT))
    assert root.tag == "checkstyle"
    (file,) = root
    assert file.attrib == {"name": "déploy/web site.yaml"}
    assert [error.attrib for error in file][1] == {
        "line": "11",
        "column": "66",
        "severity": "error",
        "message": 'unknown field "imagePullPolcy" in spec.containers[0] of Pod shop/web',
        "source": "podlint.structure.unknown-field",
    }
    assert [error.get("severity") for error in file] == ["info", "error", "error"]


@pytest.mark.usefixtures("clean")
def test_a_clean_run_is_an_empty_report(report: Report) -> None:
    assert list(ElementTree.fromstring(report(FORMAT))) == []


def test_characters_that_xml_forbids_are_left_out(report: Report, project: Path) -> None:
    (project / "pod.yaml").write_text('apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"a\\x01<&>\\x1bb": 1\n')
    (file,) = ElementTree.fromstring(report(FORMAT, "--ignore=bare-pod"))
    (error,) = file
    assert "<&>" in str(error.get("message"))
