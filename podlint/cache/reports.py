"""The reports of earlier runs, each for as long as all that its run looked at is as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.cache import codec
from podlint.cache.fingerprint import fingerprint, secret
from podlint.cache.project import Changes, Project
from podlint.cache.store import Store
from podlint.project.neighbours import Neighbours

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from podlint.files.witness import Witness
    from podlint.findings.result import Report
    from podlint.yaml.place import Path

_SPACE = "report"


class Reports:
    """What earlier runs left in a folder. `named` says that the user named it, so that it is trusted as it is.

    `plugins` are words that change with the plugins, `key` is one for what is asked for; `pod_specs` says where kinds
    keep their pods.
    """

    def __init__(
        self, folder: str, plugins: Sequence[str], key: str, pod_specs: Mapping[str, Path], *, named: bool
    ) -> None:
        own = b"" if named else secret(make=False)
        self._make_secret = own is None
        self._plugins = plugins
        self._store = Store(folder, fingerprint(plugins, own or b""))
        self._key = key
        self._pod_specs = pod_specs
        self._project = Project(self._store)
        self._changes = Changes()
        self._neighbours: Neighbours | None = None

    @property
    def neighbours(self) -> Neighbours:
        """What is known of the files, for a run that `find` found no report for."""
        if self._neighbours is None:
            moved = bool(self._changes.folders) or self._changes.looks
            store = None if self._make_secret else self._store
            self._neighbours = Neighbours(
                store, self._project.files, self._changes.files, moved=moved, pod_specs=self._pod_specs
            )
        return self._neighbours

    def adopt(self, neighbours: Neighbours) -> None:
        """Keep what was learnt before anybody knew that there would be a place for it."""
        self._neighbours = neighbours

    def find(self) -> Report | None:
        """The report of the same run on the same files; None where there is none."""
        self._changes = self._project.changes()
        text = None if self._changes or self._make_secret else self._store.get(_SPACE, self._key)
        if text is None:
            return None
        try:
            return codec.report_of(text)
        except (ValueError, LookupError, TypeError):
            return None

    def keep(self, report: Report, seen: Witness) -> None:
        """Keep the report of a run, and what the run saw, unless something in it may be different the next time."""
        if report.errors or report.failures or not self._project.keep(seen, self._changes):
            return
        if self._changes:
            self._store.drop(_SPACE)
        try:
            self._store.put(_SPACE, self._key, codec.report_text(report))
        except codec.Uncodable:
            return
        if self._neighbours is not None:
            self._neighbours.save(self._store)
        self._project.save()

    def close(self) -> None:
        """Write what is to be kept."""
        self._project.save()
        if self._make_secret and self._store.waiting:
            made = secret(make=True)
            if made is None:
                return
            self._store.sign(fingerprint(self._plugins, made))
        self._store.close()
