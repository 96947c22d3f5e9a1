"""What `images` of kustomizations rename is judged by nobody: they lie in other files than case files can show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

POD = "apiVersion: v1\nkind: Pod\nmetadata: {name: p}\nspec: {containers: [{name: a, image: IMAGE}]}\n"


def test_images_that_a_kustomization_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    files = {
        "base/kustomization.yaml": "resources: [a.yaml, b.yaml]\n",
        "base/a.yaml": POD.replace("IMAGE", "'team/a:1'"),
        "base/b.yaml": POD.replace("IMAGE", "'team/b:1'").replace("name: p", "name: q"),
        "overlay/kustomization.yaml": "resources: [../base]\nimages: [{name: team/a, newName: registry.example/a}]\n",
        "remote/kustomization.yaml": "resources: [c.yaml]\ncomponents: ['https://git.example/c?ref=v1']\n",
        "remote/c.yaml": POD.replace("IMAGE", "'team/c:1'"),
        "plain.yaml": POD.replace("IMAGE", "'team/a:1'"),
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    monkeypatch.chdir(tmp_path)
    main(("check", ".", "--select", "image-registry", "--output-format", "concise"))
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["base/b.yaml", "plain.yaml"]
