"""A run leaves a cache behind, and the next one on the same files answers from it."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import struct
import subprocess
import sys
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from conftest import BROKEN, CLEAN

from podlint.cache.store import Store
from podlint.cli import caching, check
from podlint.files.reading import Reader
from podlint.files.witness import DATABASE as FILE

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from conftest import Outcome

    Run = Callable[..., Outcome]

SERVICE = """\
apiVersion: v1
kind: Service
metadata:
  name: web
spec:
  selector:
    app: {app}
  ports:
    - port: 80
"""
DEPLOYMENT = """\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  selector:
    matchLabels:
      app: web
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
        - name: web
          image: registry.example/web:1
"""


@pytest.fixture
def tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository with a few files, in which the smallest run is worth a cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("PODLINT_NO_CACHE", raising=False)
    monkeypatch.delenv("PODLINT_CACHE_DIR", raising=False)
    monkeypatch.setattr(caching, "FEWEST", 1)
    root = tmp_path / "project"
    (root / ".git").mkdir(parents=True)
    (root / "app").mkdir()
    (root / "app" / "web.yaml").write_text(f"{DEPLOYMENT}---\n{SERVICE.format(app='web')}")
    (root / "app" / "settings.yaml").write_text(CLEAN)
    (root / "broken.yaml").write_text(BROKEN)
    settle(root)
    monkeypatch.chdir(root)
    return root


def settle(root: Path) -> None:
    """Let all files look as if nobody had touched them for an hour: what changed just now is looked into again."""
    for path in [root, *root.rglob("*")]:
        status = path.stat()
        if ".podlint_cache" not in str(path):
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns - 3_600_000_000_000))


@pytest.fixture
def runs(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Counts the runs that lint."""
    made: list[int] = []
    lint = check.engine.run

    def counted(job: object) -> object:
        made.append(1)
        return lint(job)  # type: ignore[arg-type]

    monkeypatch.setattr(check.engine, "run", counted)
    return made


def test_the_same_run_is_answered_from_the_cache(run: Run, tree: Path, runs: list[int]) -> None:
    first = run("check", ".")
    assert "meatdata" in first.out
    assert run("check", ".") == first
    assert run("check", ".", "--output-format", "json").out.startswith("{")
    assert len(runs) == 1


def test_without_the_cache_nothing_is_left_behind(run: Run, tree: Path, runs: list[int]) -> None:
    run("check", ".", "--no-cache")
    run("check", ".", "--isolated")
    assert not (tree / ".podlint_cache").exists()
    assert len(runs) == 2


def test_the_environment_can_say_so_too(run: Run, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PODLINT_CACHE_DIR", str(tmp_path / "elsewhere"))
    run("check", ".")
    assert (tmp_path / "elsewhere" / FILE).is_file()
    monkeypatch.setenv("PODLINT_NO_CACHE", "1")
    shutil.rmtree(tmp_path / "elsewhere")
    run("check", ".")
    assert not (tmp_path / "elsewhere").exists()
    assert not (tree / ".podlint_cache").exists()


def test_a_small_project_gets_no_cache(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(caching, "FEWEST", 100)
    run("check", ".")
    assert not (tree / ".podlint_cache").exists()


def test_git_passes_over_the_cache(run: Run, tree: Path) -> None:
    run("check", ".")
    assert "*" in (tree / ".podlint_cache" / ".gitignore").read_text().splitlines()


def test_a_dockerfile_that_comes_changes_or_goes(run: Run, tree: Path) -> None:
    containers = (
        "[{name: a, image: 'registry.example/gateway:1'}, {name: b, image: 'x/b:1', ports: [{containerPort: 80}]}]"
    )
    (tree / "pod.yaml").write_text(
        f"{{apiVersion: v1, kind: Pod, metadata: {{name: p}}, spec: {{containers: {containers}}}}}"
    )
    file = tree / "gateway" / "Dockerfile"
    file.parent.mkdir()
    settle(tree)

    def told() -> bool:
        return "port-conflict-likely" in run("check", ".").out

    assert not told()
    for text, expected in (("EXPOSE 80", True), ("EXPOSE 81", False), ("EXPOSE 80", True)):
        file.write_text(f"FROM scratch\n{text}\n")
        settle(tree)
        assert told() is expected
    file.unlink()
    assert not told()


CHANGES: dict[str, Callable[[Path], object]] = {
    "another content": lambda root: (root / "app" / "settings.yaml").write_text(BROKEN),
    "a content of the same size": lambda root: (root / "broken.yaml").write_text(
        BROKEN.replace("meatdata", "metadata")
    ),
    "a file more": lambda root: (root / "app" / "more.yaml").write_text(BROKEN),
    "a file less": lambda root: (root / "broken.yaml").unlink(),
    "a folder more": lambda root: shutil.copytree(root / "app", root / "other"),
    "another name": lambda root: (root / "broken.yaml").rename(root / "named.yaml"),
    "files that git ignores": lambda root: (root / ".gitignore").write_text("broken.yaml\n"),
    "a configuration": lambda root: (root / ".podlint.yaml").write_text("ignore: [unknown-field]\n"),
    "a configuration below": lambda root: (root / "app" / ".podlint.yaml").write_text("select: [all]\n"),
    "a kustomization": lambda root: (root / "app" / "kustomization.yaml").write_text(
        "resources: [web.yaml, gone.yaml]\n"
    ),
    "a chart": lambda root: [
        (root / "app").rename(root / "templates"),
        (root / "Chart.yaml").write_text("name: x\nversion: 1.0.0\n"),
    ],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_changes_is_seen(run: Run, tree: Path, runs: list[int], change: Callable[[Path], object]) -> None:
    run("check", ".")
    change(tree)
    after = run("check", ".")
    assert len(runs) == 2
    assert after == run("check", ".", "--no-cache")
    assert after == run("check", ".")
    assert len(runs) == 3


def test_what_was_missing_is_looked_for_again(run: Run, tree: Path, tmp_path: Path, runs: list[int]) -> None:
    (tree / "app" / "kustomization.yaml").write_text("resources: [web.yaml, ../../shared/more.yaml]\n")
    settle(tree)
    assert "does not exist" in run("check", "app").out
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared" / "more.yaml").write_text(CLEAN)
    assert "does not exist" not in run("check", "app").out
    assert len(runs) == 2


def test_a_file_that_is_only_touched_is_looked_into(run: Run, tree: Path, runs: list[int]) -> None:
    before = run("check", ".")
    os.utime(tree / "broken.yaml", ns=(1, 1_700_000_000_000_000_000))
    assert run("check", ".") == before
    assert len(runs) == 1


def test_other_options_ask_for_another_run(run: Run, tree: Path, runs: list[int]) -> None:
    run("check", ".")
    run("check", ".", "--select", "all")
    run("check", "app")
    assert len(runs) == 3
    run("check", ".")
    run("check", "app", "-q")
    assert len(runs) == 3


@pytest.mark.parametrize("damage", ["", "SQLite format 3\0 and then nothing", "x" * 100_000])
def test_a_cache_that_is_damaged_is_made_anew(run: Run, tree: Path, runs: list[int], damage: str) -> None:
    before = run("check", ".")
    (tree / ".podlint_cache" / FILE).write_text(damage)
    assert run("check", ".") == before
    assert run("check", ".") == before
    assert len(runs) == 2


def test_a_cache_that_is_cut_off_is_made_anew(run: Run, tree: Path) -> None:
    before = run("check", ".")
    file = tree / ".podlint_cache" / FILE
    whole = file.read_bytes()
    for length in range(0, len(whole), 1500):
        file.write_bytes(whole[:length])
        assert run("check", ".") == before


def rows(file: Path, space: str = "%") -> list[tuple[str, str, str]]:
    with closing(sqlite3.connect(file)) as database:
        return database.execute("SELECT space, key, value FROM entries WHERE space LIKE ?", (space,)).fetchall()


def test_nobody_else_can_lay_a_cache(run: Run, tree: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = run("check", ".")
    file = tree / ".podlint_cache" / FILE
    store = Store(str(file.parent), rows(file, "")[0][2])
    ((_, key, _),) = rows(file, "report")
    store.put("report", key, str(store.get("report", key)).replace("meatdata", "lies"))
    store.close()
    assert "lies" in run("check", ".").out, "what the user's own podlint wrote is believed"
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "another home"))
    assert run("check", ".") == before


@pytest.mark.parametrize("value", ["", "null", "[]", "{}", "[[]]", '{"a": 1}', "x", "9" * 5000, "[" * 5000, 5, b"\xff"])
def test_what_podlint_did_not_put_there_is_not_used(run: Run, tree: Path, value: str | int | bytes) -> None:
    first = {asked: run("check", asked) for asked in (".", "app/web.yaml")}
    file = tree / ".podlint_cache" / FILE
    whole = file.read_bytes()
    for space, key, _ in rows(file, "_%"):
        file.write_bytes(whole)
        with closing(sqlite3.connect(file, isolation_level=None)) as database:
            database.execute("UPDATE entries SET value = ? WHERE space = ? AND key = ?", (value, space, key))
        for asked, before in first.items():
            assert run("check", asked) == before, (space, key)


def test_texts_that_changed_places_are_not_used(run: Run, tree: Path) -> None:
    before = run("check", "."), run("check", "app/web.yaml")
    file = tree / ".podlint_cache" / FILE
    with closing(sqlite3.connect(file, isolation_level=None)) as database:
        for space, key, value in rows(file, "_%"):
            words = "UPDATE entries SET value = ? WHERE space != '' AND NOT (space = ? AND key = ?)"
            database.execute(words, (value, space, key))
    assert (run("check", "."), run("check", "app/web.yaml")) == before


def a_journal_that_names(victim: Path, database: bytes) -> bytes:
    """A journal as a transaction over several databases leaves it: once played back, SQLite removes what it names."""
    size, name = int.from_bytes(database[16:18], "big"), os.fsencode(victim)
    page = database[:size]
    proof = sum(page[index] for index in range(size - 200, 0, -200))
    sign = bytes.fromhex("d9d505f920a163d7")
    head = sign + struct.pack(">IIIII", 1, 0, len(database) // size, 512, size)
    pages = struct.pack(">I", 1) + page + struct.pack(">I", proof)
    tail = struct.pack(">I", 2**30 // size + 1) + name + struct.pack(">II", len(name), sum(name)) + sign
    return head.ljust(512, b"\0") + pages + tail


@pytest.mark.parametrize("age", [0, 3600, -3600])
def test_a_repository_has_no_file_removed_through_the_cache(run: Run, tree: Path, tmp_path: Path, age: int) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine\n")
    before = run("check", ".")
    file = tree / ".podlint_cache" / FILE
    journal = file.with_name(f"{FILE}-journal")
    journal.write_bytes(a_journal_that_names(victim, file.read_bytes()))
    at = time.time() - age
    os.utime(journal, (at, at))
    assert run("check", ".") == before
    assert run("check", ".") == before
    assert victim.read_text() == "mine\n"
    assert journal.exists() is (age == 0), "whoever writes just now is not disturbed"


@pytest.mark.parametrize("ending", ["-journal", "-wal", "-shm"])
def test_links_beside_the_database_lead_nowhere(run: Run, tree: Path, tmp_path: Path, ending: str) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine\n")
    before = run("check", ".")
    (tree / ".podlint_cache" / f"{FILE}{ending}").symlink_to(victim)
    assert run("check", ".") == before
    assert victim.read_text() == "mine\n"


def test_a_view_is_not_asked(run: Run, tree: Path) -> None:
    before = run("check", ".")
    file = tree / ".podlint_cache" / FILE
    file.unlink()
    with closing(sqlite3.connect(file)) as database:
        database.executescript(
            """
            PRAGMA application_id = 0x706F646C;
            CREATE VIEW entries AS WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number)
            SELECT '' AS space, '' AS key, n AS value FROM number WHERE n < 0;
            """
        )
    assert run("check", ".") == before


@pytest.mark.parametrize("home", ["here", "./here", "here/../here"])
def test_a_home_in_the_repository_is_none(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch, home: str) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", home)
    monkeypatch.setenv("HOME", home)
    run("check", ".")
    assert not (tree / "here").exists()


@pytest.mark.parametrize(
    "place", ["broken.yaml", "broken.yaml/below", "a/" * 3000, "n" * 300, "/dev/null", "/proc/self"]
)
def test_a_place_where_no_cache_can_be_kept_changes_nothing(run: Run, tree: Path, place: str) -> None:
    before = run("check", ".", "--no-cache")
    assert run("check", ".", "--cache-dir", place) == before
    assert (tree / "broken.yaml").read_text() == BROKEN


def test_a_note_that_cannot_be_written_is_tried_again(run: Run, tree: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch:
        patch.setattr("podlint.cache.folder._NOTE", "what cannot be stored: \ud800")
        run("check", ".")
    assert list((tree / ".podlint_cache").iterdir()) == []
    run("check", ".")
    assert (tree / ".podlint_cache" / ".gitignore").read_text().endswith("*\n")


def test_clean_leaves_what_others_wrote(run: Run, tree: Path) -> None:
    (tree / ".gitignore").write_text("*.bak\n")
    (tree / "cache.db.backup.sql").write_text("mine\n")
    run("check", "app", "--cache-dir", ".")
    assert (tree / FILE).exists()
    assert run("clean", "--cache-dir", ".").status == 2
    assert not (tree / FILE).exists()
    assert (tree / ".gitignore").read_text() == "*.bak\n"
    assert (tree / "cache.db.backup.sql").exists()


def test_a_folder_with_other_files_is_not_ignored_for_the_cache(run: Run, tree: Path) -> None:
    run("check", "app", "--cache-dir", ".")
    assert (tree / FILE).exists()
    assert not (tree / ".gitignore").exists()


def test_a_link_is_no_cache(run: Run, tree: Path, tmp_path: Path) -> None:
    (tmp_path / "theirs").mkdir()
    (tree / ".podlint_cache").symlink_to(tmp_path / "theirs")
    run("check", ".")
    assert list((tmp_path / "theirs").iterdir()) == []


def test_clean_removes_what_podlint_wrote_and_nothing_else(run: Run, tree: Path) -> None:
    assert run("clean").err == "podlint: there is no cache\n"
    run("check", ".")
    assert run("clean", "app").err == "podlint: removed .podlint_cache\n"
    assert not (tree / ".podlint_cache").exists()
    run("check", ".")
    (tree / ".podlint_cache" / "mine").write_text("")
    status, _, err = run("clean")
    assert (status, "there are other files in it" in err) == (2, True)
    assert [path.name for path in (tree / ".podlint_cache").iterdir()] == ["mine"]
    assert run("clean").err == "podlint: .podlint_cache: not removed: it is no cache\n"


def test_clean_leaves_the_ignore_file_of_a_folder_that_keeps_the_cache_among_other_files(run: Run, tree: Path) -> None:
    (tree / ".gitignore").write_text("/build\n")
    (tree / "cache.db.bak").write_text("")
    assert run("clean", "--cache-dir", ".").err == "podlint: .: not removed: it is no cache\n"
    run("check", ".", "--cache-dir", ".")
    assert (tree / FILE).exists()
    assert run("clean", "--cache-dir", ".").status == 2
    assert not (tree / FILE).exists()
    assert (tree / ".gitignore").read_text() == "/build\n"
    assert (tree / "cache.db.bak").exists()


def test_what_cannot_be_read_is_tried_again(run: Run, tree: Path, runs: list[int]) -> None:
    (tree / "lost.yaml").symlink_to("nowhere")
    first = run("check", ".")
    assert "lost.yaml" in first.err
    run("check", ".")
    assert len(runs) == 2


def test_several_at_once(tree: Path) -> None:
    script = (
        "import sys; from podlint.cli import caching, main; caching.FEWEST = 1; sys.exit(main.main(['check', '.']))"
    )
    command = [sys.executable, "-c", script]
    processes = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) for _ in range(6)]
    outcomes = [(*process.communicate(), process.returncode) for process in processes]
    assert len(set(outcomes)) == 1
    assert outcomes[0][2] == 1


def test_random_changes(run: Run, tree: Path) -> None:
    """Whatever is done to the files, and in which order, a run with the cache says what one without says."""
    chance = random.Random(7)
    texts = [CLEAN, BROKEN, DEPLOYMENT, SERVICE.format(app="web"), SERVICE.format(app="other"), "a: [\n"]
    texts += ["resources: [web.yaml]\nnamePrefix: x-\n", "resources: [../app]\n"]
    names = ["web.yaml", "more.yaml", "kustomization.yaml", "Chart.yaml", ".podlint.yaml", ".gitignore"]
    for _ in range(40):
        folder = tree / chance.choice(["app", "app/below", "other", "."])
        folder.mkdir(exist_ok=True, parents=True)
        file = folder / chance.choice(names)
        if file.exists() and chance.random() < 0.4:
            file.unlink()
        elif file.name == ".podlint.yaml":
            file.write_text(chance.choice(["select: [all]\n", "ignore: [unknown-field]\n"]))
        elif file.name == ".gitignore":
            file.write_text(chance.choice(["more.yaml\n", "below/\n"]))
        else:
            file.write_text(chance.choice(texts))
        if chance.random() < 0.5:
            settle(tree)
        for paths in (
            [
                ".",
            ],
            ["app"],
        ):
            assert run("check", *paths) == run("check", *paths, "--no-cache")


@pytest.fixture
def large(tree: Path) -> Path:
    """A repository in which much depends on what stands elsewhere."""
    for number in range(12):
        folder = tree / f"team{number}"
        folder.mkdir()
        (folder / "web.yaml").write_text(DEPLOYMENT)
        (folder / "service.yaml").write_text(SERVICE.format(app="wbe" if number % 2 else "web"))
    (tree / "team3" / "kustomization.yaml").write_text("resources: [web.yaml, service.yaml]\ncommonLabels: {a: b}\n")
    (tree / "crd.yaml").write_text(CRD)
    (tree / "cr.yaml").write_text("apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: x}\nspec: {size: big}\n")
    settle(tree)
    return tree


CRD = """\
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: things.example.com
spec:
  group: example.com
  scope: Namespaced
  names: {kind: Thing, plural: things}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema:
          type: object
          properties:
            spec:
              type: object
              properties: {size: {type: integer}}
"""


def test_one_file_does_not_wait_for_all_others(run: Run, large: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    run("check", ".")
    read: list[str] = []
    decoded = Reader.decoded

    def noted(self: Reader, path: Path | str) -> object:
        read.append(os.path.relpath(path, large))
        return decoded(self, path)

    monkeypatch.setattr(Reader, "decoded", noted)
    # The first one reads what was not understood in the whole run: of that, the reports alone are kept.
    for file in ("team0/service.yaml", "team1/service.yaml", "cr.yaml"):
        with (large / file).open("a") as stream:
            stream.write("# more\n")
        read.clear()
        out = run("check", file).out
        assert ("service-selects-nothing" in out, "wrong-type" in out) == (
            file == "team1/service.yaml",
            file == "cr.yaml",
        )
    assert set(read) <= {"cr.yaml", "crd.yaml", "team0/service.yaml", "team1/service.yaml"}


def test_files_one_by_one_say_what_they_say_without_a_cache(run: Run, large: Path) -> None:
    chance = random.Random(3)
    files = sorted(str(path.relative_to(large)) for path in large.rglob("*.yaml"))
    for _ in range(25):
        file = large / chance.choice(files)
        if file.name == "kustomization.yaml":
            continue
        text = file.read_text()
        file.write_text(chance.choice([text.replace("web", "wbe"), text.replace("wbe", "web"), f"{text}# x\n"]))
        if chance.random() < 0.5:
            settle(large)
        for name in chance.sample(files, 4):
            assert run("check", name) == run("check", name, "--no-cache")


def test_halves_of_characters_are_kept(tree: Path, run: Run) -> None:
    (tree / "odd.yaml").write_text('apiVersion: v1\nkind: Pod\nmetadata: {name: "a\\ud800b"}\nspec: {"c\\udfffd": 1}\n')
    first = run(".", "--output-format=json")
    assert first.status == 1
    assert (tree / ".podlint_cache").exists()
    assert run(".", "--output-format=json") == first
