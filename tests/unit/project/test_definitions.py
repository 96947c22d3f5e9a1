"""Definitions of custom resources: which ones hold for a file where a kind has several."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from podlint.files.reading import Reader
from podlint.project.definitions import Definitions
from podlint.project.schemas import scan
from podlint.schema.catalog import CustomSchema

if TYPE_CHECKING:
    import pytest

TRIP = ("travel.example/v1", "Trip")
GUIDE = ("travel.example/v1", "Guide")
OLD, NEW, ONLY = (CustomSchema({"title": title}, title) for title in ("old", "new", "only"))


def definitions(*found: tuple[str, tuple[str, str], CustomSchema]) -> Definitions:
    return Definitions((str(Path(file).absolute()), kind, schema) for file, kind, schema in found)


def test_the_nearest_definition_holds() -> None:
    known = definitions(
        ("old/trip.yaml", TRIP, OLD), ("new/crds/trip.yaml", TRIP, NEW), ("crds/guide.yaml", GUIDE, ONLY)
    )
    assert known.of("old/deep/er/trips.yaml")[TRIP] is OLD
    assert known.of("new/trips.yaml")[TRIP] is NEW
    assert known.of("new/trips.yaml")[GUIDE] is ONLY, "of what has one definition, that one holds everywhere"


def test_the_definition_in_the_file_itself_is_the_nearest() -> None:
    known = definitions(("a.yaml", TRIP, OLD), ("b.yaml", TRIP, NEW))
    assert known.of("b.yaml")[TRIP] is NEW


def test_several_that_are_equally_near_hold_together() -> None:
    for known in (
        definitions(("a.yaml", TRIP, OLD), ("b.yaml", TRIP, NEW)),
        definitions(("b.yaml", TRIP, NEW), ("a.yaml", TRIP, OLD)),
    ):
        found = known.of("c.yaml")[TRIP]
        assert (found.schema, [other.schema for other in found.others]) == (OLD.schema, [NEW.schema])
        assert found.several
        assert known.of("d.yaml") is known.of("c.yaml")
    again = CustomSchema({"title": "old"}, "again")
    assert definitions(("a.yaml", TRIP, OLD), ("b.yaml", TRIP, again)).of("c.yaml")[TRIP] is OLD, "they say the same"


def test_one_of_the_same_kustomization_is_nearer_than_one_beside_it() -> None:
    found = [(str(Path(file).absolute()), TRIP, schema) for file, schema in (("a/crd.yaml", OLD), ("b/crd.yaml", NEW))]
    taken = {str(Path(file).absolute()) for file in ("a/trips.yaml", "b/crd.yaml")}
    known = Definitions(found, scopes=lambda file: frozenset({"live"} if file in taken else ()))
    assert known.of("a/trips.yaml")[TRIP] is NEW
    assert known.of("a/other.yaml")[TRIP] is OLD


def test_a_name_that_begins_alike_is_not_nearer() -> None:
    known = definitions(("app-two/trip.yaml", TRIP, OLD), ("aa/trip.yaml", TRIP, NEW))
    assert known.of("app-three/trips.yaml")[TRIP].others, "none of the two is"


def test_files_that_go_by_the_same_definitions_share_them() -> None:
    known = definitions(("old/trip.yaml", TRIP, OLD), ("new/trip.yaml", TRIP, NEW))
    assert known.of("old/a.yaml") is known.of("old/b/c.yaml")
    assert known.of("old/a.yaml") is not known.of("new/a.yaml")
    assert Definitions().of("any.yaml") == {}


def test_the_first_definition_of_a_kind_in_a_file_counts() -> None:
    assert definitions(("a.yaml", TRIP, OLD), ("a.yaml", TRIP, NEW)).of("b.yaml") == {TRIP: OLD}


def test_a_scan_tells_definitions_and_groups(tmp_path: Path) -> None:
    (tmp_path / "crd.yaml").write_text(
        "apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: trips.travel.example}\n"
        "spec:\n  group: travel.example\n  scope: Namespaced\n  names: {kind: Trip, plural: trips}\n"
        "  versions:\n"
        "    - {name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object}}}\n"
        "    - {name: v2, served: true, storage: false, schema: {openAPIV3Schema: {type: object}}}\n"
    )
    (tmp_path / "trips.json").write_text('{"apiVersion": "travel.example/v1", "kind": "Trip"}')
    (tmp_path / "pod.yaml").write_text("apiVersion: apps/v1\nkind: Deployment\n")
    found = scan([*sorted(tmp_path.iterdir()), tmp_path / "gone.yaml"], Reader())
    assert found.groups == {"travel.example"}
    assert [(Path(file).name, kind) for file, kind, _ in found.definitions] == [
        ("crd.yaml", TRIP),
        ("crd.yaml", ("travel.example/v2", "Trip")),
    ]


def test_each_folder_goes_by_its_own_of_very_many(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    count = 300
    kinds = [("travel.example/v1", f"Trip{number}") for number in range(20)]
    found = [
        (f"apps/{number}/crds/{kind[1]}.yaml", kind, CustomSchema({}, "")) for number in range(count) for kind in kinds
    ]
    known = definitions(*found)
    split = os.path.split
    monkeypatch.setattr(os.path, "split", lambda path: (asked.append(1), split(path))[1])
    for number in range(count):
        assert known.of(f"apps/{number}/trips.yaml")[kinds[7]] is found[number * 20 + 7][2]
    assert len(asked) < 10 * count, "the nearest are looked up, not looked for among all"
