"""JUnit's XML, as its readers see it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import junitparser
import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Report = Callable[..., str]

FORMAT = "--output-format=junit"


def cases(text: str) -> list[junitparser.TestCase]:
    return [case for suite in junitparser.JUnitXml.fromstring(text.encode()) for case in suite]


@pytest.mark.usefixtures("shop")
def test_a_finding_fails_and_a_document_without_one_passes(report: Report) -> None:
    text = report(FORMAT)
    suites = junitparser.JUnitXml.fromstring(text.encode())
    assert (suites.tests, suites.failures, suites.errors, suites.skipped) == (4, 3, 0, 0)
    found = {case.name: case for case in cases(text)}
    assert list(found) == [
        "bare-pod Pod/shop/web:/metadata/name",
        "unknown-field Pod/shop/web:/spec/containers/name=web/imagePullPolcy",
        "port-conflict Pod/shop/web:/spec/containers/name=proxy/ports/0/containerPort",
        "ConfigMap/settings",
    ]
    assert found["ConfigMap/settings"].is_passed
    failed = found["unknown-field Pod/shop/web:/spec/containers/name=web/imagePullPolcy"]
    assert failed.classname == "déploy/web site.yaml"
    (failure,) = failed.result
    assert failure.type == "error"
    assert failure.text == (
        'déploy/web site.yaml:11:66: error: unknown field "imagePullPolcy" in spec.containers[0] of Pod shop/web '
        '[*] [unknown-field]\nhelp: did you mean "imagePullPolicy"?'
    )


@pytest.mark.usefixtures("clean")
def test_a_clean_run_proves_that_something_ran(report: Report) -> None:
    (case,) = cases(report(FORMAT))
    assert (case.classname, case.name, case.is_passed) == ("clean.yaml", "ConfigMap/settings", True)


def test_a_file_that_does_not_parse_is_an_error_not_a_failure(report: Report, project: Path) -> None:
    (project / "broken.yaml").write_text("apiVersion: [v1\n")
    found = {case.name: case for case in cases(report(FORMAT))}
    (error,) = found["yaml-syntax"].result
    assert isinstance(error, junitparser.Error)


def test_what_is_not_checked_is_skipped(report: Report, project: Path) -> None:
    (project / "compose.yaml").write_text("services: {web: {image: web}}\n")
    (case,) = cases(report(FORMAT))
    (skipped,) = case.result
    assert isinstance(skipped, junitparser.Skipped)
    assert skipped.message == "compose: 1 document not checked"


def test_names_are_unique_in_their_file(report: Report, project: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: same}\nwrong: 1\n"
    (project / "pods.yaml").write_text(f"{pod}---\n{pod}")
    names = [case.name for case in cases(report(FORMAT, "--ignore=bare-pod"))]
    assert names == ["unknown-field Pod/same:/wrong", "unknown-field Pod/same:/wrong (2)"]


def test_characters_that_xml_forbids_are_left_out(report: Report, project: Path) -> None:
    (project / "pod.yaml").write_text(
        'apiVersion: v1\nkind: Pod\nmetadata: {name: x}\n"a\\x01\\uFFFE<&>\\"b": 1\n', encoding="utf-8"
    )
    (case,) = cases(report(FORMAT, "--ignore=bare-pod"))
    assert "<&>" in case.result[0].text


def test_nothing_to_check_is_a_report_too(report: Report, project: Path) -> None:
    assert cases(report(FORMAT, str(project))) == []
