"""The kinds of custom resources that `podlint explain` knows: those that have a schema in the project."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.cli.schemas_setting import Setting
from podlint.collecting.known import BUILT_IN, custom
from podlint.files.paths import shown
from podlint.kubernetes.kinds import means
from podlint.project import kept
from podlint.schema.custom_fields import CustomFields
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    import argparse
    from collections.abc import Iterator

    from podlint.schema.catalog import CustomSchema

Kind = tuple[str, str]


class Own(NamedTuple):
    """A custom kind with its fields, where its schema comes from, and the files of others that say something else."""

    kind: Kind
    fields: CustomFields
    origin: str
    differing: tuple[str, ...] = ()


class CustomKinds:
    """The custom kinds of the project around the current folder; without the `whole`, only those kept and configured.

    Raises ConfigError and UsageError for what cannot be used.
    """

    def __init__(self, options: argparse.Namespace, *, whole: bool = True) -> None:
        self._setting = Setting(options, [])
        self._known = self._setting.known(whole=whole)
        self._whole = whole

    def named(self, word: str, api: str | None = None) -> list[Own]:
        """The kinds that a word means (short, singular, plural, any case); `api` is a group, or an apiVersion."""
        found = {}
        for kind, schema in self._known.schemas():
            if not _is_of(kind, api):
                continue
            if means(word, kind[1]) or word.lower() in (schema.plural, *schema.names):
                found[kind] = schema
        for kind in self._looked_for(word, api):
            if kind not in found and (schema_of := self._known.schema(kind)) is not None:
                found[kind] = schema_of
        return [self._own(kind, schema) for kind, schema in found.items()]

    def lacking(self, word: str) -> Kind | None:
        """The kind that a word means of which the project has objects, and no schema; None where there is none."""
        kinds = custom(sorted(self._setting.used()))
        return next((kind for kind in kinds if means(word, kind[1]) and self._known.schema(kind) is None), None)

    def names(self) -> list[str]:
        """All names of all kinds, in lower case but for the kinds themselves."""
        every = ((kind[1], schema.plural, *schema.names) for kind, schema in self._known.schemas())
        return list(dict.fromkeys(name for names in every for name in names if name))

    def _looked_for(self, word: str, api: str | None) -> Iterator[Kind]:
        """Kinds that have a schema where somebody looks for it: what objects are of, and what is written in full."""
        if self._whole and self._known.looks_by_kind:
            used = sorted(self._setting.used())
            yield from (kind for kind in used if means(word, kind[1]) and _is_of(kind, api))
            if api is not None and kept.named(f"{api}/{word}") is not None:
                yield api, word

    def _own(self, kind: Kind, schema: CustomSchema) -> Own:
        origin = self._known.of(kind, ".")
        where = str(origin) if origin is not None and origin.where != BUILT_IN else schema.origin
        others = dict.fromkeys(other.origin for other in schema.others)
        return Own(kind, CustomFields(kind[1], schema), where, tuple(map(shown, others)))


def _is_of(kind: Kind, api: str | None) -> bool:
    """Whether a kind is of an apiVersion or a group; each is, where none is said."""
    return api in (None, kind[0], kind[0].rpartition("/")[0])
