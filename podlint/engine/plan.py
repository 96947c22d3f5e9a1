"""What to check a file with: rules, Kubernetes versions, schemas; made once for each configuration of a run."""

from __future__ import annotations

from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from podlint.config.select import require, select
from podlint.engine.mentioned import Mentioned, Words
from podlint.errors import ConfigError
from podlint.files.globs import fitting
from podlint.files.paths import real, repository
from podlint.project.definitions import Definitions
from podlint.registry import dispatch
from podlint.rule import EngineRule, Scope
from podlint.schema import catalog

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from podlint.config.select import Selected
    from podlint.config.settings import Settings
    from podlint.engine.missing import Missing
    from podlint.files.reading import Reader
    from podlint.kubernetes.images import ImageFacts, OwnImages
    from podlint.project.facts import Facts
    from podlint.project.own_images import OwnImages as Found
    from podlint.registry import Registry
    from podlint.rule import Rule
    from podlint.schema.catalog import Custom
    from podlint.suppression.foreign import Foreign
    from podlint.yaml.place import Path as Keys


class Plan:
    """What to check with: selected rules, Kubernetes versions, where kinds keep their pod specs, custom schemas.

    `engine` are those of the selected rules that the engine finds by itself. A plan is not changed by being used:
    `running` gives a selected rule with its module imported. With `templates` those are read too; `foreign`
    reads the suppressions that were written for other tools, where they count. `images` is what the project knows of
    images, `missing` how much it weighs that a kind has no schema, where somebody says so.
    """

    def __init__(
        self,
        selected: Mapping[str, Selected],
        versions: tuple[str, ...],
        pod_specs: Mapping[str, Keys],
        custom: Custom = MappingProxyType({}),
        *,
        templates: bool = True,
        foreign: Foreign | None = None,
        images: OwnImages | None = None,
        missing: Missing | None = None,
    ) -> None:
        self.selected = selected
        self.engine = {own: selected[own.value] for own in EngineRule if own.value in selected}
        self.versions = versions
        self.pod_specs = pod_specs
        self.custom = custom
        self.templates = templates
        self.foreign = foreign
        self.images = images
        self.missing = missing
        self._kinds = frozenset(
            kind for chosen in selected.values() for kind in (*chosen.rule.kinds, *chosen.rule.across_kinds)
        )
        self.project = any(chosen.rule.project is not None for chosen in selected.values())
        self._tables: dict[str, dict[Scope, list[Rule]]] = {}
        self._words = Words(word for chosen in selected.values() for word in chosen.rule.needs)
        self._needed: dict[tuple[str, Scope], frozenset[str]] = {}
        self._found: dict[tuple[str, Scope, frozenset[str]], list[Selected]] = {}
        self._running: dict[str, Selected] = {}

    def like(self, selected: Mapping[str, Selected] | None = None, versions: tuple[str, ...] | None = None) -> Plan:
        """The same plan with other rules, or for other versions."""
        return Plan(
            self.selected if selected is None else selected,
            versions or self.versions,
            self.pod_specs,
            self.custom,
            templates=self.templates,
            foreign=self.foreign,
            images=self.images,
            missing=self.missing,
        )

    def concerns(self, facts: Iterable[Facts]) -> bool:
        """Whether a cross-object rule has to look at any of these objects."""
        return self.project and any(self._dispatched(str(known.data.get("kind")))[Scope.PROJECT] for known in facts)

    def mentioned(self, data: Any) -> Mentioned:
        """The words that rules need, as far as they stand in the data of an object."""
        return Mentioned(self._words, data)

    def rules(self, kind: str, scope: Scope, mentioned: Mentioned) -> list[Selected]:
        """The selected rules of a scope for an object of a kind that mentions some words, loaded."""
        kind = kind if kind in self._kinds else ""  # the same rules are for all others
        needed = self._needed.get((kind, scope))
        if needed is None:
            needed = frozenset(word for rule in self._dispatched(kind)[scope] for word in _needs(rule, scope))
            self._needed[kind, scope] = needed
        held = mentioned.among(needed)
        found = self._found.get((kind, scope, held))
        if found is None:
            found = self._found[kind, scope, held] = [
                self.running(rule.name)
                for rule in self._dispatched(kind)[scope]
                if not (needs := _needs(rule, scope)) or not held.isdisjoint(needs)
            ]
        return found

    def running(self, name: str) -> Selected:
        """A selected rule with its own functions and options."""
        found = self._running.get(name)
        if found is None:
            found = self._running[name] = self.selected[name].loaded
        return found

    def _dispatched(self, kind: str) -> dict[Scope, list[Rule]]:
        kind = kind if kind in self._kinds else ""
        table = self._tables.get(kind)
        if table is None:
            table = self._tables[kind] = dispatch((s.rule for s in self.selected.values()), kind)
        return table


def _needs(rule: Rule, scope: Scope) -> tuple[str, ...]:
    """The words of which an object must mention one for a rule to be called in a scope; none where any will do."""
    return rule.needs if rule.scope is scope else ()


class Plans:
    """The settings and plans of files; `settings` gives those of a folder, the command line merged in.

    `definitions` are those of custom resources in the project; they go before those that a configuration names.
    """

    def __init__(
        self,
        registry: Registry,
        settings: Callable[[Path], Settings],
        reader: Reader,
        definitions: Definitions | None = None,
        configured: dict[str | None, Custom] | None = None,
    ) -> None:
        self._registry = registry
        self._settings = settings
        self._reader = reader
        self._definitions = definitions or Definitions()
        self._made: dict[tuple[str | None, tuple[str, ...], int, Path | None], Plan] = {}
        self._configured: dict[str | None, Custom] = {} if configured is None else configured
        self._roots: dict[Path, Path | None] = {}
        self._refused: dict[str, str] = {}

    def with_definitions(self, definitions: Definitions) -> Plans:
        """The same with the definitions of custom resources."""
        return Plans(self._registry, self._settings, self._reader, definitions, self._configured)

    def of(self, folder: Path, file: Path | None = None) -> tuple[Settings, Plan]:
        """The settings and the plan for files in a folder, or for one of them.

        Where a configuration cannot be used that holds for the folder and not for the current one, those of the current
        one, and `refused` says why. Raises ConfigError for that of the current folder.
        """
        try:
            return self._of(folder, file)
        except ConfigError as error:
            found = self._of(Path(), None)
            self._refused[real(folder)] = str(error)
            return found

    def selected(self, folder: Path) -> Mapping[str, Selected]:
        """The rules that run on files in a folder. Raises ConfigError."""
        return self._selected(self._settings(folder), ())[0]

    def refused(self, folder: Path) -> str:
        """What is wrong with the configuration of a folder that was asked about; empty where nothing is."""
        return self._refused.get(real(folder), "") if self._refused else ""

    def _of(self, folder: Path, file: Path | None) -> tuple[Settings, Plan]:
        settings = self._settings(folder)
        extra = _ignored_here(settings, file)
        custom = self._definitions.of(file or folder)
        root = self._root(folder, settings)
        key = settings.file, extra, id(custom), root
        plan = self._made.get(key)
        if plan is None:
            plan = self._made[key] = self._plan(settings, extra, custom, root)
        return settings, plan

    def _root(self, folder: Path, settings: Settings) -> Path | None:
        """The folder of the project that a folder belongs to; None where it is in no repository."""
        if folder not in self._roots:
            self._roots[folder] = repository(folder) or settings.root
        return self._roots[folder]

    def _plan(self, settings: Settings, extra: tuple[str, ...], custom: Custom, root: Path | None) -> Plan:
        selected, missing = self._selected(settings, extra)
        versions = settings.kubernetes_versions or catalog.versions()[-1:]
        if settings.schemas or settings.more_schemas:
            custom = self._with_configured(custom, settings)
        return Plan(
            selected,
            versions,
            self._registry.pod_specs,
            custom,
            templates=settings.templates,
            foreign=_foreign(settings),
            images=Images(settings, root, self._reader),
            missing=missing,
        )

    def _selected(self, settings: Settings, extra: tuple[str, ...]) -> tuple[Mapping[str, Selected], Missing | None]:
        """The rules that run, without some more, and how much it weighs that a kind has no schema."""
        rules, aliases = self._registry.rules, self._registry.aliases
        require(settings, self._registry.plugins)
        own = settings._replace(ignore=(*settings.ignore, *extra))
        selected = select(rules, aliases, own)
        if not settings.missing_schema:  # few configurations say it
            return selected, None
        from podlint.engine import missing as weighing

        missing = weighing.missing(settings, always=weighing.RULE in selected)
        return select(rules, aliases, weighing.asked(own)), missing

    def _with_configured(self, custom: Custom, settings: Settings) -> Custom:
        """The schemas of the project's own definitions, and behind them those that its settings name."""
        from podlint.collecting.configured import configured
        from podlint.collecting.layers import over

        if settings.file not in self._configured:
            self._configured[settings.file] = configured(settings, self._reader)
        return over(custom, self._configured[settings.file])


class Images:
    """What a project knows of images, looked for when a rule asks.

    Raises ConfigError where the configuration names a Dockerfile outside of the project.
    """

    __slots__ = ("_found", "_reader", "_root", "_said", "_settings")

    def __init__(self, settings: Settings, root: Path | None, reader: Reader) -> None:
        self._settings = settings
        self._root = root
        self._reader = reader
        self._found: Found | None = None
        self._said: dict[tuple[bool, str], ImageFacts | None] = {}
        for entry in settings.image_facts:
            if entry.dockerfile is not None:
                from podlint.config import bounds

                keys = "image-facts", entry.name, "dockerfile"
                bounds.inside(settings, (settings.root or Path()) / entry.dockerfile, keys)

    def named(self, reference: str) -> ImageFacts | None:
        """What the configuration says of an image."""
        if not self._settings.image_facts:
            return self._keep(True, reference, None)
        return self._keep(True, reference, self._own().named(reference))

    def built(self, reference: str) -> ImageFacts | None:
        """What a Dockerfile of the project says of an image."""
        if self._root is None:
            return self._keep(False, reference, None)
        return self._keep(False, reference, self._own().built(reference))

    def answers_as(self, before: OwnImages | None) -> bool:
        """Whether it answers as an earlier one did all that was asked of that one."""
        if not isinstance(before, Images):
            return False
        said = before._said.items()
        return all((self.named if by_name else self.built)(image) == found for (by_name, image), found in said)

    def _keep(self, by_name: bool, reference: str, found: ImageFacts | None) -> ImageFacts | None:
        self._said[by_name, reference] = found
        return found

    def _own(self) -> Found:
        if self._found is None:
            from podlint.project.own_images import OwnImages

            self._found = OwnImages(self._root, self._settings.root, self._settings.image_facts, self._reader)
        return self._found


def _foreign(settings: Settings) -> Foreign | None:
    """What reads suppressions for other tools, where the configuration says that they count."""
    if not settings.foreign_suppressions:
        return None
    from podlint.suppression.foreign import Foreign

    return Foreign()


def _ignored_here(settings: Settings, file: Path | None) -> tuple[str, ...]:
    """The rules that the configuration ignores for a file."""
    if file is None or not settings.per_file_ignores:
        return ()
    listed = settings.per_file_ignores
    found = fitting(file, settings.root or Path(), (glob for glob, _ in listed))
    return tuple(rule for index in found for rule in listed[index][1])
