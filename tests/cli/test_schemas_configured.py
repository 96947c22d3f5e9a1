"""`schemas` in the configuration and `--schemas`: the same sources as `podlint schemas add`, read where they lie."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from test_schemas import CRD, EXPECTED, KEY, SCHEMA, WIDGET, _tar, _zip
from test_schemas_fetch import content, server, status

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome
    from test_schemas_fetch import Server

    Run = Callable[..., Outcome]

__all__ = ["server"]
NAMED = {**SCHEMA, "x-kubernetes-group-version-kind": [{"group": "example.com", "version": "v1", "kind": "Widget"}]}
HELM = "{{- if .Values.crds }}\n" + CRD.replace("integer", "boolean") + "{{- end }}\n"
SOURCES = {
    "crd.yaml": {"crd.yaml": CRD.encode()},
    "crds": {"crds/a/widget.yaml": CRD.encode(), "crds/notes.yaml": b"a: b\n"},
    "chart": {
        "chart/Chart.yaml": b"name: chart\n",
        "chart/crds/widget.yaml": CRD.encode(),
        "chart/templates/crd.yaml": HELM.encode(),
    },
    "chart-1.tgz": {"chart-1.tgz": _tar({"chart/Chart.yaml": b"name: c\n", "chart/crds/w.yaml": CRD.encode()})},
    "all.zip": {"all.zip": _zip({"crds/w.yaml": CRD.encode()})},
    "widget.json": {"widget.json": json.dumps(NAMED).encode()},
    "own/{{.Group}}/{{ .ResourceKind }}-{{.ResourceAPIVersion}}.json": {
        "own/example.com/widget-v1.json": json.dumps(SCHEMA).encode()
    },
    "own/{{ .ResourceKind }}{{ .KindSuffix }}.yaml": {"own/widget-example-v1.yaml": CRD.encode()},
    "catalogue": {"catalogue/example.com/widget_v1.json": json.dumps(SCHEMA).encode()},
    "standalone/": {"standalone/master-standalone/widget-example-v1.json": json.dumps(SCHEMA).encode()},
}
"""Sources as they are written, and the files that are there for each."""


@pytest.fixture
def app(project: Path) -> Path:
    """A project whose objects lie in a folder, so that what lies beside it is not linted."""
    (project / "app").mkdir()
    (project / "app" / "w.yaml").write_text(WIDGET)
    return project


def _write(folder: Path, files: dict[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _configure(folder: Path, *sources: str) -> None:
    (folder / ".podlint.yaml").write_text("schemas:\n" + "".join(f"  - {json.dumps(source)}\n" for source in sources))


@pytest.mark.parametrize("source", SOURCES)
def test_every_source_is_read_where_it_lies(run: Run, app: Path, source: str) -> None:
    before = run("check", "app", "-o", "concise")
    assert (before.status, before.out) == (0, "")
    _write(app, SOURCES[source])
    assert run("check", "app", "-o", "concise", "--schemas", source).out == f"app/{EXPECTED}"
    _configure(app, "default", source)
    outcome = run("check", "app", "-o", "concise")
    assert outcome.out == f"app/{EXPECTED}"
    assert "without a schema" not in outcome.err
    assert not (app / ".podlint").exists()
    assert run("schemas", "which", "app/w.yaml").status == 0


@pytest.mark.parametrize("source", ["crds", "chart-1.tgz", "own/{{.ResourceKind}}.json"])
def test_paths_start_from_the_folder_of_the_configuration_or_the_current_one(
    run: Run, app: Path, source: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {**SOURCES["crds"], **SOURCES["chart-1.tgz"], "own/widget.json": json.dumps(SCHEMA).encode()}
    _write(app, files)
    monkeypatch.chdir(app / "app")
    assert run("check", "-o", "concise", "--isolated", "--schemas", f"../{source}").out == EXPECTED
    _configure(app, source)
    assert run("check", "-o", "concise").out == EXPECTED


def test_the_first_source_of_a_kind_counts_and_the_command_line_comes_first(run: Run, app: Path) -> None:
    text = json.dumps(SCHEMA).replace("integer", "string")
    _write(app, {"number/example.com/widget_v1.json": json.dumps(SCHEMA).encode()})
    _write(
        app, {"text.json": json.dumps(NAMED).replace("integer", "string").encode(), "own/widget.json": text.encode()}
    )
    for first in ("text.json", "own/{{.ResourceKind}}.json"):
        _configure(app, first, "number")
        assert run("check", "app").status == 0
        assert run("check", "app", "--schemas", "number").status == 1
        _configure(app, "number", first)
        assert run("check", "app").status == 1


def test_what_is_kept_and_what_the_project_defines_go_before_it(run: Run, app: Path, server: Server) -> None:
    _write(app, {"own/widget.json": json.dumps(SCHEMA).replace("integer", "string").encode()})
    _configure(app, "own/{{.ResourceKind}}.json")
    server.answers["/crd.yaml"] = content(CRD)
    assert run("check", "app").status == 0
    assert run("schemas", "add", f"{server.address}/crd.yaml").status == 0
    assert run("check", "app").status == 1
    (app / "crd.yaml").write_text(CRD.replace("integer", "string"))
    assert run("check", "app").status == 0


def test_a_schema_may_speak_of_definitions(run: Run, app: Path) -> None:
    schema = {**SCHEMA, "description": "As a CustomResourceDefinition says it."}
    _write(app, {"c/example.com/widget_v1.json": json.dumps(schema).encode()})
    assert run("check", "app", "-o", "concise", "--schemas", "c").out == f"app/{EXPECTED}"


def test_kubernetes_own_kinds_are_never_looked_for(run: Run, app: Path) -> None:
    (app / "app" / "w.yaml").write_text("apiVersion: apps/v1\nkind: Widget\nmetadata: {name: w}\n")
    _write(app, {"c/apps/widget_v1.json": b"{"})
    assert "unknown-kind" in run("check", "app", "--schemas", "c").out


@pytest.mark.parametrize(
    ("source", "files", "words"),
    [
        ("nowhere", {}, "nowhere: no such file or folder"),
        ("no/{{.Group}}.json", {}, "no/{{.Group}}.json: there is no folder no"),
        ("http://h/{{.Kind}}", {}, "http://h/{{.Kind}}: there is no .Kind; there are .Group, "),
        ("ftp://h/x", {}, "ftp://h/x: ftp is not spoken, only http and https"),
        ("http://me:secret@h/x.yaml", {}, "it holds a password"),
        ("a.tgz", {"a.tgz": b"\x1f\x8bnothing"}, "a.tgz: it cannot be unpacked"),
        ("a.zip", {"a.zip": b"PK\x03\x04nothing"}, "a.zip: it cannot be unpacked"),
        ("a.tgz", {"a.tgz": _tar({"x/a.yaml": b"a: b\n"})}, "a.tgz: there is no definition in it"),
        ("a.yaml", {"a.yaml": b"a: b\n"}, "a.yaml: there is no definition in it"),
        ("a.json", {"a.json": json.dumps(SCHEMA).encode()}, "no JSON Schema that says which kind it is for"),
        ("a.json", {"a.json": b"{"}, "a.json:1:2: Expecting"),
        ("a.yaml", {"a.yaml": CRD.encode() + b"\n- x"}, "a.yaml:25:1: "),
        ("a.yaml", {"a.yaml": b"\xff\xfe\x00"}, "a.yaml:1:"),
    ],
)
def test_a_source_that_cannot_be_used_is_told_at_its_place(
    run: Run, app: Path, source: str, files: dict[str, bytes], words: str
) -> None:
    _write(app, files)
    _configure(app, "default", source)
    outcome = run("check", "app")
    assert (outcome.status, outcome.out) == (2, "")
    assert outcome.err.startswith(f"podlint: .podlint.yaml:3:5: schemas: {source}")
    assert words in outcome.err
    named = run("check", "app", "--isolated", "--schemas", source)
    assert named.status == 2
    assert named.err.startswith("podlint: --schemas")
    assert words in named.err


def test_a_catalogue_whose_file_for_a_kind_is_broken_is_told_before_anything_is_linted(run: Run, app: Path) -> None:
    file = app / "c/example.com/widget_v1.json"
    for text, words in (
        ('{"type":', "schemas: c/example.com/widget_v1.json:1:9: Expecting value"),
        ('{"message": "not found"}', "schemas: c/example.com/widget_v1.json: it defines nothing, not " + KEY),
        (json.dumps({**NAMED, "x-kubernetes-group-version-kind": [{"group": "a.b", "version": "v1", "kind": "B"}]}),
         "it defines a.b/v1/B, not example.com/v1/Widget"),
    ):  # fmt: skip
        _write(app, {"c/example.com/widget_v1.json": text.encode()})
        _configure(app, "c/{{.Group}}/{{.ResourceKind}}_{{.ResourceAPIVersion}}.json")
        outcome = run("check", "app")
        assert (outcome.status, outcome.out) == (2, "")
        assert outcome.err.startswith("podlint: .podlint.yaml:2:5: schemas: c/example.com/widget_v1.json:")
        assert words in outcome.err
        assert run("schemas", "which", "app/w.yaml").status == 2
    file.unlink()
    assert "1 object of 1 kind without a schema" in run("check", "app").err


def test_a_broken_file_that_nobody_foresaw_gives_nothing(run: Run, app: Path) -> None:
    """The kind stands in a base that is not linted; what is built of it is."""
    _write(app, {"c/example.com/widget_v1.json": b"{", "base/w.yaml": WIDGET.encode()})
    _write(app, {"base/kustomization.yaml": b"resources: [w.yaml]\n"})
    _write(app, {"live/kustomization.yaml": b"resources: [../base]\nnamePrefix: a-\n"})
    outcome = run("check", "live", "--schemas", "c")
    assert outcome.status == 0, outcome
    assert "fault" not in outcome.err


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no named pipes")
def test_what_a_shell_pipes_is_read_and_no_other_pipe_is_waited_for(run: Run, app: Path) -> None:
    command = [sys.executable, "-m", "podlint", "check", "app", "-o", "concise", "--schemas", "/dev/stdin"]
    done = subprocess.run(command, cwd=app, input=CRD, capture_output=True, text=True, check=False)
    assert done.stdout == f"app/{EXPECTED}"
    os.mkfifo(app / "pipe.yaml")
    assert "it is a named pipe" in run("check", "app", "--schemas", "pipe.yaml").err
    (app / "c/example.com").mkdir(parents=True)
    os.mkfifo(app / "c/example.com/widget_v1.json")
    assert "1 object of 1 kind without a schema" in run("check", "app", "--schemas", "c").err


@pytest.mark.skipif(not hasattr(os, "symlink"), reason="links")
def test_a_link_out_of_the_project_is_for_the_command_line_only(
    run: Run, app: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    outside = tmp_path_factory.mktemp("outside") / "crd.yaml"
    outside.write_text(CRD)
    (app / "crd.yaml").symlink_to(outside)
    _configure(app, "crd.yaml")
    words = "podlint: .podlint.yaml:2:5: schemas: crd.yaml: it is a link that leads out of the project\n"
    assert run("check", "app") == (2, "", words)
    assert run("check", "app", "--isolated", "-o", "concise", "--schemas", "crd.yaml").out == f"app/{EXPECTED}"


def test_an_address_is_brought_in_by_fetch_and_check_says_so(run: Run, app: Path, server: Server) -> None:
    address = f"{server.address}/release/crds.yaml"
    server.answers["/release/crds.yaml"] = content(CRD)
    _configure(app, address)
    words = f"schemas: {address}: it is not brought in yet; `podlint schemas fetch` does it"
    assert run("check", "app") == (2, "", f"podlint: .podlint.yaml:2:5: {words}\n")
    assert run("check", "app", "--isolated", "--schemas", address).status == 2
    assert server.asked == []
    assert run("schemas", "list").status == 1
    assert run("schemas", "fetch").out == f"added {KEY} from {address}\n"
    assert run("check", "app", "-o", "concise").out == f"app/{EXPECTED}"
    assert run("schemas", "fetch").err == "podlint: no custom resource lacks a schema\n"
    (app / "app" / "w.yaml").write_text("apiVersion: v1\nkind: Namespace\nmetadata: {name: other}\n")
    assert run("schemas", "prune").status == 0
    assert run("check", "app").status == 0
    assert server.asked == ["/release/crds.yaml"]


def test_an_archive_at_an_address_is_fetched_anew_where_a_kind_is_lacking_or_for_an_update(
    run: Run, app: Path, server: Server
) -> None:
    address = f"{server.address}/chart.tgz"
    server.answers["/chart.tgz"] = content(_tar({"c/crds/w.yaml": CRD.encode()}))
    _configure(app, address)
    assert run("schemas", "fetch").status == 0
    both = _tar({"c/crds/w.yaml": CRD.encode(), "c/crds/g.yaml": CRD.replace("Widget", "Gadget").encode()})
    server.answers["/chart.tgz"] = content(both)
    assert run("schemas", "fetch", "--update").out.startswith("added example.com/v1/Gadget from")
    run("schemas", "prune")
    (app / "app" / "g.yaml").write_text(WIDGET.replace("Widget", "Gadget"))
    assert run("schemas", "fetch").out.startswith("added example.com/v1/Gadget from")
    assert run("check", "app", "-o", "concise").out.count("must be an integer") == 2


def test_a_catalogue_among_the_schemas_is_asked_for_what_is_lacking(run: Run, app: Path, server: Server) -> None:
    server.answers["/x/example.com/widget_v1.json"] = content(json.dumps(SCHEMA))
    _configure(
        app, "default", f"{server.address}/x/{{{{.Group}}}}/{{{{.ResourceKind}}}}_{{{{.ResourceAPIVersion}}}}.json"
    )
    before = run("check", "app")
    assert before.status == 0
    assert "1 object of 1 kind without a schema (Widget): podlint schemas fetch" in before.err
    assert run("schemas", "fetch").status == 0
    assert server.asked == ["/x/example.com/widget_v1.json"]
    assert run("check", "app").status == 1


def test_an_address_that_cannot_be_had_is_said_and_the_rest_is_kept(run: Run, app: Path, server: Server) -> None:
    server.answers["/a.yaml"], server.answers["/b.yaml"] = status(500), content(CRD)
    _configure(app, f"{server.address}/a.yaml", f"{server.address}/b.yaml")
    outcome = run("schemas", "fetch")
    assert outcome.status == 2
    assert f"podlint: {server.address}/a.yaml: the server answers 500" in outcome.err
    assert outcome.out == f"added {KEY} from {server.address}/b.yaml\n"
    assert "a.yaml: it is not brought in yet" in run("check", "app").err


def test_the_cache_sees_sources_come_change_and_go(run: Run, app: Path) -> None:
    _configure(app, "c", "a.tgz")
    _write(app, {"c/x.txt": b"", "a.tgz": _tar({"crds/g.yaml": CRD.replace("Widget", "Gadget").encode()})})
    for number in range(100):
        (app / "app" / f"m{number}.yaml").write_text(
            f"apiVersion: v1\nkind: Namespace\nmetadata: {{name: n{number}}}\n"
        )
    command = ("check", "app", "-o", "concise", "--cache-dir", str(app / ".podlint_cache"))
    for _ in range(2):
        assert run(*command).status == 0
    _write(app, {"c/example.com/widget_v1.json": json.dumps(SCHEMA).encode()})
    for _ in range(2):
        assert run(*command).out == f"app/{EXPECTED}"
    (app / "c/example.com/widget_v1.json").write_text(json.dumps(SCHEMA).replace("integer", "string"))
    for _ in range(2):
        assert run(*command).status == 0
    (app / "c/example.com/widget_v1.json").unlink()
    _write(app, {"a.tgz": _tar({"crds/w.yaml": CRD.encode()})})
    for _ in range(2):
        assert run(*command).out == f"app/{EXPECTED}"


def test_several_processes_say_the_same(run: Run, app: Path) -> None:
    _write(app, SOURCES["catalogue"])
    for number in range(8):
        (app / "app" / f"w{number}.yaml").write_text(WIDGET)
    one, two = (run("check", "app", "--schemas", "catalogue", "--jobs", jobs) for jobs in "12")
    assert (one.status, one.out.count("must be an integer")) == (1, 9)
    assert one == two
