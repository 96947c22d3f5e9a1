"""Which keys a ConfigMap or Secret of the project has: one in a file, or one that an operator makes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.project.configs import config_keys
from podlint.project.member import may_share, tied
from podlint.tuples import NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from podlint.kubernetes.links import Link
    from podlint.kubernetes.made_keys import Made
    from podlint.project.index import Index, Member
    from podlint.project.vicinity import Vicinity
    from podlint.yaml.place import Related

_Table = dict[tuple[str, str], list[tuple["Member", "Made"]]]


class KeySource(NamedTuple):
    """What gives a ConfigMap or Secret its keys: that itself, or the object for which it is `made`.

    `keys` is None where they are not all known.
    """

    member: Member
    keys: frozenset[str] | None
    made: Made | None = None

    def related(self, kind: str) -> tuple[Related, ...]:
        """Where it stands, for a finding about what is `kind` and lacks a key."""
        if self.member.known.generated:
            return ()
        if self.made is not None:
            return (self.made.view.related(f"the {self.member.kind} that makes it stands here"),)
        return (self.member.related(f"the {kind} stands here", "metadata", "name"),)


def key_sources(target: Member, index: Index, kind: str, name: str) -> list[KeySource]:
    """Everything beside an object that gives keys to the ConfigMap or Secret that it names, those in files first."""
    found = []
    for one in index.meant("", kind, name, target):
        keys = config_keys(one)
        found.append(KeySource(one, frozenset(keys) if keys is not None else None))
    near = index.vicinity(target)
    table = near.remember("what is made for custom resources", lambda: _table(near, index.links))
    for maker, made in table.get((kind, name), ()):
        if tied(maker, target) and may_share(maker, target):
            found.append(KeySource(maker, made.keys, made))
    return found


def _table(near: Vicinity, links: Mapping[str, tuple[Link, ...]]) -> _Table:
    from podlint.kubernetes import made_keys  # the tables of custom resources
    from podlint.project.linked import custom_references

    table: _Table = {}
    for group, kind in made_keys.makers():
        for member in near.of_kind(group, kind):
            for made in made_keys.made(member, group, kind):
                table.setdefault((made.kind, made.name), []).append((member, made))
    for key, own in links.items():  # of plugins
        group, _, kind = key.rpartition("/")
        for member in near.of_kind(group, kind) if any(link.makes for link in own) else ():
            for reference in custom_references(member, {key: tuple(link for link in own if link.makes)}):
                if reference.link.makes and not reference.group:
                    made = made_keys.Made(reference.kind, reference.view, reference.name, None)
                    table.setdefault((made.kind, made.name), []).append((member, made))
    return table
