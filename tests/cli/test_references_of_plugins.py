"""What a plugin says that its kinds name is looked at by the rules, and shown in the graph."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

PLUGIN = """\
from podlint.api import hookimpl

@hookimpl
def podlint_references():
    return {
        "example.org/Shop": [
            ("reads", ("spec", "tills", "*", "secretRef", "name"), "Secret", {"key": "key"}),
            ("sells by", ("spec", "front", "name"), "Service", {"port": "port.number"}),
            ("pays into", ("spec", "bankRef", "name"), "example.org/Bank"),
            ("makes", ("spec", "receipts"), "Secret"),
        ]
    }
"""
SHOP = """\
apiVersion: v1
kind: Secret
metadata: {name: till}
stringData: {pin: "1"}
---
apiVersion: v1
kind: Secret
metadata: {name: receipts}
stringData: {a: "1"}
---
apiVersion: v1
kind: Service
metadata: {name: front}
spec: {selector: {app: front}, ports: [{port: 80}]}
---
apiVersion: example.org/v1
kind: Bank
metadata: {name: savings}
---
apiVersion: v1
kind: Pod
metadata: {name: clerk}
spec:
  containers:
    - {name: a, image: "a:1", env: [{name: A, valueFrom: {secretKeyRef: {name: receipts, key: b}}}]}
---
apiVersion: example.org/v1
kind: Shop
metadata: {name: corner}
spec:
  receipts: receipts
  tills:
    - secretRef: {name: till, key: PIN}
    - secretRef: {name: till, key: pin}
  front: {name: front, port: {number: PORT}}
  bankRef: {name: BANK}
"""
RULES = "custom-reference-mistyped,custom-reference-key,custom-backend-port,env-key-missing"


@pytest.fixture
def plugin(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plugin that speaks of Shops, installed as pip would leave it."""
    site = tmp_path_factory.mktemp("site")
    monkeypatch.syspath_prepend(site)
    monkeypatch.delitem(sys.modules, "shop_plugin", raising=False)
    (site / "shop_plugin.py").write_text(PLUGIN)
    info = site / "shop-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: shop\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[podlint]\nshop = shop_plugin\n")


def told(run: Run, folder: Path, text: str) -> list[str]:
    (folder / "shop.yaml").write_text(text)
    _, out, _ = run(str(folder), "--select", RULES, "--output-format", "concise")
    return [line.partition("shop.yaml:")[2] for line in out.splitlines() if "shop.yaml:" in line]


@pytest.mark.usefixtures("plugin")
def test_names_keys_and_ports_are_looked_at(run: Run, tmp_path: Path) -> None:
    wrong = SHOP.replace("PIN", "pni").replace("PORT", "8080").replace("BANK", "savigns")
    lines = told(run, tmp_path, wrong)
    assert [(line.split(":")[0], line.rpartition("[")[2]) for line in lines] == [
        ("33", "custom-reference-key]"),
        ("35", "custom-backend-port]"),
        ("36", "custom-reference-mistyped]"),
    ]
    assert told(run, tmp_path, SHOP.replace("PIN", "pin").replace("PORT", "80").replace("BANK", "savings")) == []


def test_without_the_plugin_nothing_is_known_of_them(run: Run, tmp_path: Path) -> None:
    wrong = SHOP.replace("PIN", "pni").replace("PORT", "8080").replace("BANK", "savigns")
    assert [line.rpartition("[")[2] for line in told(run, tmp_path, wrong)] == ["env-key-missing]"]
