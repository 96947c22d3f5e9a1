"""Addresses: one setting for all of them, and links that lead somewhere, inside of the repository and outside of it."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from podlint import __version__, addresses, registry
from podlint.findings.result import Report
from podlint.report import sarif

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
LINK = re.compile(r"(?<!!)\[[^\]\n]*\]\(([^)\s]+)\)")
PAGES = sorted(path for path in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))


def test_the_metadata_and_reports_lead_to_one_repository() -> None:
    urls = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["urls"]
    assert urls["Repository"] == addresses.PROJECT
    assert all(url.startswith(addresses.PROJECT) for url in urls.values())


def test_no_other_module_writes_the_address() -> None:
    writers = [path for path in (ROOT / "podlint").rglob("*.py") if "github.com/podlint" in path.read_text()]
    assert [path.name for path in writers] == ["addresses.py"]


def test_the_page_of_every_rule_is_there_at_the_tag() -> None:
    rules = registry.load(plugins=False).rules
    start = f"{addresses.PROJECT}/blob/v{__version__}/"
    for name in rules:
        address = addresses.of_rule(name, rules) or ""
        assert address.startswith(start)
        assert (ROOT / address.removeprefix(start)).is_file(), name


def test_what_has_no_page_leads_nowhere() -> None:
    assert addresses.of_rule("internal-error", {}) is None


def test_a_report_leads_to_where_the_setting_says(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "PROJECT", "https://git.example/acme/podlint")
    rules = registry.load(plugins=False).rules
    text = sarif.render(Report(rules={"port-conflict": rules["port-conflict"]}))
    assert f'"https://git.example/acme/podlint/blob/v{__version__}/docs/rules/port-conflict.md"' in text


def test_links_of_the_readme_work_where_there_is_no_repository() -> None:
    links = LINK.findall((ROOT / "README.md").read_text())
    assert len(links) > 10
    assert [link for link in links if not link.startswith(("https://", "#"))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_links_lead_to_files_and_headings_that_are_there(page: Path) -> None:
    for link in LINK.findall(_prose(page)):
        own = re.sub(rf"^{re.escape(addresses.PROJECT)}/(?:blob|tree)/main/", f"{ROOT}/", link)
        if "://" in own:
            continue
        name, _, heading = own.partition("#")
        target = (page.parent / name) if name else page
        assert target.exists(), link
        assert not heading or heading in _headings(target), link


def _prose(page: Path) -> str:
    return re.sub(r"^( *)```.*?^ *```", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def _headings(page: Path) -> set[str]:
    """The anchors of a page as GitHub makes them."""
    titles = re.findall(r"^#+ (.*)$", _prose(page), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}
