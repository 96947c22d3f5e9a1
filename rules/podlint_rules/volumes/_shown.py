"""Which files a volume shows, as far as the ConfigMaps and Secrets behind it are in the project."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from podlint.api import NamedTuple, Related, View
from podlint.api.kubernetes import Use, volume_references
from podlint.api.project import Index, Member, key_sources, mentions


class Keys(NamedTuple):
    """The keys of all objects that a reference may mean, and of the nearest one, with where that stands."""

    every: set[str]
    nearest: list[str]
    related: tuple[Related, ...]


class Shown(NamedTuple):
    """The files of a volume by the key that each is of, and who holds them: `ConfigMap "web"`."""

    files: dict[str, str]
    kind: str
    name: str | None
    related: tuple[Related, ...]

    def has(self, path: str) -> bool:
        """Whether a path is one of the files, or a folder of some."""
        return any(file == path or file.startswith(f"{path}/") for file in self.files)


def known_keys(target: Member, index: Index, kind: str, name: str) -> Keys | None:
    """The keys of a ConfigMap or Secret; None where it is not in the project, or something may add to it."""
    found = key_sources(target, index, kind, name)
    if not found or any(source.keys is None or index.may_be_patched(source.member) for source in found):
        return None
    if all(source.made is None for source in found) and mentions.handled(index, name):
        return None
    every = {key for source in found for key in source.keys or ()}
    return Keys(every, sorted(found[0].keys or ()), found[0].related(kind))


def shown(target: Member, index: Index, volume: View) -> Shown | None:
    """The files of a volume of ConfigMaps and Secrets; None for other volumes, and where they are not all known."""
    references = [found for found in volume_references(volume) if found.use is not Use.DRIVER]
    if not references or not volume.complete():
        return None
    files: dict[str, str] = dict(_others(volume))
    related: tuple[Related, ...] = ()
    for reference in references:
        name = reference.name
        if reference.optional or not name:
            return None
        if reference.view.get("items"):
            items = list(reference.view.each("items"))
            files.update((posixpath.normpath(item.text("path") or ""), item.text("key") or "") for item in items)
            continue
        keys = known_keys(target, index, reference.kind, name)
        if keys is None:
            return None
        related += keys.related
        files.update((key, key) for key in (keys.every))
    only = references[0] if len(references) == 1 else None
    return Shown(files, only.kind if only else "", only.name if only else None, related)


def _others(volume: View) -> Iterator[tuple[str, str]]:
    """The files of a projected volume's other sources."""
    for source in volume.each("projected", "sources"):
        for key in ("serviceAccountToken", "clusterTrustBundle", "podCertificate"):
            for field in ("path", "credentialBundlePath", "keyPath", "certificateChainPath"):
                path = source.text(key, field)
                if path:
                    yield posixpath.normpath(path), ""
        for item in source.each("downwardAPI", "items"):
            yield posixpath.normpath(item.text("path") or ""), ""


def volumes_by_name(pod: View) -> dict[str, View]:
    """The volumes of a pod that show a ConfigMap or Secret."""
    found = {}
    for volume in pod.each("volumes"):
        if isinstance(volume.value, dict) and not {"configMap", "secret", "projected"}.isdisjoint(volume.value):
            name = volume.text("name")
            if name:
                found[name] = volume
    return found
