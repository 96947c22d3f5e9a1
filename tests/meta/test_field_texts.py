"""The texts of the fields are in step with the schemas, and linting never opens them."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from pathlib import Path

import pytest

import gen_texts
import schema_docs
from definitions import REQUIREMENT
from podlint.schema import catalog

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "schemas" / "podlint_schemas" / "docs"


def _texts() -> dict[str, dict[str, dict[str, str | dict[str, str]]]]:
    return {path.stem: json.loads(path.read_bytes()) for path in DOCS.glob("*.json")}


def _fields() -> dict[str, dict[str, set[str]]]:
    """Definition to field to versions, over all blobs."""
    found: dict[str, dict[str, set[str]]] = {}
    for version in catalog.versions():
        for blob in set(catalog.index(version).values()):
            for name, schema in catalog.load(blob)["$defs"].items():
                own = found.setdefault(name, {"": set()})
                own[""].add(version)
                for field in schema.get("properties", ()):
                    own.setdefault(field, set()).add(version)
    return found


@pytest.mark.usefixtures("texts")
def test_every_field_has_its_text_and_no_other_has() -> None:
    fields = _fields()
    told = {f"{group}.{name}": own for group, names in _texts().items() for name, own in names.items()}
    assert told.keys() == fields.keys()
    lacking = []
    for name, own in told.items():
        # A definition whose type the schemas set right has no fields there.
        unknown = own.keys() - fields[name].keys()
        assert not unknown or len(fields[name]) == 1, name
        lacking += [f"{name}.{field}" for field in fields[name].keys() - own.keys() if field]
    # Few fields are published without a text.
    total = sum(len(own) for own in fields.values())
    assert len(lacking) < total * 0.02, lacking


@pytest.mark.usefixtures("texts")
def test_versions_of_a_text_are_known_and_in_order() -> None:
    known = catalog.versions()
    for names in _texts().values():
        for own in names.values():
            for text in own.values():
                if isinstance(text, dict):
                    order = [known.index(version) for version in text]
                    assert order == sorted(order)
                    assert len(text) > 1


@pytest.mark.usefixtures("texts")
def test_the_texts_stay_small() -> None:
    assert sum(len(zlib.compress(path.read_bytes(), 6)) for path in DOCS.iterdir()) < 600_000


def test_a_text_that_changes_is_kept_by_version() -> None:
    texts: schema_docs.Texts = {}
    for version, text in (("1.25", "old"), ("1.26", "old"), ("1.27", "new")):
        schema = {"description": "same", "properties": {"field": {"description": text}, "bare": {}}}
        schema_docs.add(texts, "core.v1.Thing", schema, version)
    (written,) = schema_docs.files(texts).values()
    assert json.loads(written) == {"Thing": {"": "same", "field": {"1.25": "old", "1.27": "new"}}}


@pytest.mark.usefixtures("texts")
def test_the_texts_of_this_checkout_are_up_to_date() -> None:
    assert gen_texts.fresh(), "`./dev texts` makes them anew"


def test_git_holds_none_of_them() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("no repository here")
    held = subprocess.run(["git", "ls-files", "--", str(DOCS)], cwd=ROOT, capture_output=True, text=True, check=True)
    assert held.stdout == ""


def test_they_are_made_of_the_definitions_that_the_newest_schemas_are_of() -> None:
    assert f"kubernetes-validate=={catalog.versions()[-1]}.0" == REQUIREMENT


def test_definitions_without_a_version_that_there_are_schemas_of_are_refused(tmp_path: Path) -> None:
    for version in catalog.versions()[1:]:
        folder = tmp_path / f"v{version}.0-local"
        folder.mkdir()
        (folder / "_definitions.json").write_text('{"definitions": {}}')
    with pytest.raises(SystemExit, match=r"no definitions of Kubernetes 1\.25"):
        gen_texts.make(tmp_path)


def test_writing_takes_out_what_is_left_over_and_marks_what_is_whole(tmp_path: Path) -> None:
    gen_texts.write({"core.v1": "{}", "gone.v1": "{}"}, tmp_path)
    gen_texts.write({"core.v1": "{}"}, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["core.v1.json", "made-of"]
    assert (tmp_path / "made-of").read_text().startswith(REQUIREMENT)


def test_linting_opens_no_texts() -> None:
    script = (
        "import sys\nopened = []\n"
        "sys.addaudithook(lambda name, given: opened.append(str(given[0])) if name == 'open' else None)\n"
        "from podlint.cli.main import main\n"
        "main(['check', '--isolated', '--quiet', sys.argv[1]])\n"
        "print('opened', sum('podlint_schemas' in p for p in opened), "
        "sum('podlint_schemas/docs' in p.replace(chr(92), '/') for p in opened))\n"
    )
    path = ROOT / "examples" / "manifests" / "first-pod.yaml"
    result = subprocess.run([sys.executable, "-c", script, str(path)], capture_output=True, text=True, check=True)
    _, schemas, texts = result.stdout.splitlines()[-1].split()
    assert int(schemas) > 0
    assert int(texts) == 0
