"""One object to its findings: its schema first, then the rules, which do not see what the schema check refused."""

from __future__ import annotations

from functools import lru_cache
from itertools import islice, repeat
from typing import TYPE_CHECKING, Any

from podlint.engine import most, resolve
from podlint.findings import guard
from podlint.findings.finding import Severity
from podlint.kubernetes.kinds import GROUPS
from podlint.kubernetes.pods import all_containers
from podlint.project.facts import facts
from podlint.project.roles import Role
from podlint.rule import EngineRule, Scope
from podlint.schema import check as schema
from podlint.suppression.comments import annotated
from podlint.tuples import NamedTuple
from podlint.yaml.document import Document
from podlint.yaml.place import RelatedLocation, pointer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from podlint.config.select import Selected
    from podlint.engine.certain import Unwritten
    from podlint.engine.mentioned import Mentioned
    from podlint.engine.placeholders import Blank
    from podlint.engine.plan import Plan
    from podlint.engine.resolve import Located
    from podlint.findings.finding import EngineHit, Hit
    from podlint.findings.result import Failure
    from podlint.kubernetes.view import KubeObject, View
    from podlint.project.facts import Facts
    from podlint.rule import Rule
    from podlint.schema.catalog import CustomSchema
    from podlint.suppression.directive import Directive
    from podlint.yaml.place import Path


_HINTS = (
    *("changeme", "change-me", "change_me", "replaceme", "replace-me", "replace_me", "replacethis", "replace-this"),
    *("replace_this", "your-", "your_", "fill", "to-be-", "to_be_", "-here", "_here"),
)
"""What a text must hold, in lower case, to have a placeholder that is one for certain, though it is a valid value."""

_ALL_VERSIONS: repeat[tuple[str, ...]] = repeat(())

Said = tuple["Selected", "Hit", tuple[str, ...]]


class Judged(NamedTuple):
    """What is said of one object; `has_schema` unless its kind is not known.

    `hits` are what the findings were made of where the same may be said of another one: nothing but its
    data counted. `templates` counts the objects in it that are templates of some.
    """

    found: tuple[Located, ...]
    has_schema: bool
    facts: tuple[Facts, ...] = ()
    directives: tuple[Directive, ...] = ()
    failures: tuple[Failure, ...] = ()
    hits: tuple[Said, ...] | None = None
    templates: int = 0


def judge(
    target: KubeObject, plan: Plan, role: Role, shown: Document | None = None, unwritten: Unwritten | None = None
) -> Judged:
    """Check one object of a file with a role, and the objects that lie in it.

    `shown` is what rules get to see as its document, if that is another. `unwritten` is what a template leaves open in
    its document: nothing is said that could be otherwise for that.
    """
    judged = _alone(target, plan, role, shown, unwritten)
    if target.group in GROUPS:
        return judged
    from podlint.engine.wrapped import wrapped  # a custom resource

    inner = wrapped(target, plan.pod_specs)
    parts = [judged, *(_alone(one, plan, role, shown, unwritten) for one in inner.targets)]
    return judged._replace(
        found=tuple(located for one in parts for located in one.found),
        directives=tuple(written for one in parts for written in one.directives),
        failures=tuple(failure for one in parts for failure in one.failures),
        hits=judged.hits if len(parts) == 1 else None,
        templates=inner.templates,
    )


def _alone(target: KubeObject, plan: Plan, role: Role, shown: Document | None, unwritten: Unwritten | None) -> Judged:
    target.images = plan.images
    document = target.document
    source = document.source
    by_schema, has_schema = schema.check(target, plan.versions, plan.custom)
    target.defined = has_schema
    if target.group not in GROUPS:
        from podlint.engine import embedded_schema  # a custom resource

        own_schema = plan.custom.get((target.api_version, target.kind))
        by_schema = embedded_schema.add(target, plan.versions, own_schema, by_schema)
    if unwritten is not None:
        by_schema = {own: versions for own, versions in by_schema.items() if unwritten.allows(own, target)}
    doubts = document.doubts
    if doubts:
        by_schema = schema.without_doubts(by_schema, target, doubts)
    found: list[Located] = []
    said: list[Said] = []
    blanks: dict[Path, Blank] = {}
    custom = plan.custom.get((target.api_version, target.kind))
    for own, versions in by_schema.items():
        selected = plan.engine.get(own.rule)
        blank = _blank(own.hit, document, Severity.ERROR, own.rule.value)
        if blank is not None:
            blanks[blank.path] = blank
            continue
        lacks_selector = own.rule is EngineRule.MISSING_FIELD and own.withheld == ("spec", "selector")
        if selected is None or (role is Role.BASE and lacks_selector):
            continue
        if not most.reached(source, own.rule, own.hit.fix):
            some = () if len(versions) == len(plan.versions) else tuple(versions)
            located = resolve.finding(own.hit, selected, document, target.name, some)
            most.count(source, own.rule, located[0].fix)
            found.append(located if custom is None else _with_definition(located, custom))
    named = bool(target.api_version and target.kind)
    if named and not has_schema and not by_schema and (selected := _without_schema(target, plan)) is not None:
        hit = target.hit(f"no schema for {target.api_version} {target.kind}: its fields are not checked", "kind")
        found.append(resolve.finding(hit, selected, document, target.name))
    not_known = unwritten.paths(target) if unwritten is not None else ()
    seen = schema.doubted(target, doubts) if doubts else target
    seen = schema.withhold(seen, [*(own.withheld for own in by_schema if own.withheld), *not_known])
    blanks.update((blank.path, blank) for blank in _valid_blanks(target))
    seen = _without(seen, blanks)
    failures: list[Failure] = []
    by_rules = list(_by_rules(_showing(seen, shown), target, plan, failures, blanks, said, unwritten))
    pointers = frozenset(map(pointer, blanks))
    found += [located for located in by_rules if located[0].pointer not in pointers]
    if role is not Role.MARKDOWN and (selected := plan.engine.get(EngineRule.PLACEHOLDER)) is not None:
        found += _notes(blanks.values(), selected, target)
    seen = _without(seen, blanks)
    known = plan.project and not target.partial
    return Judged(
        tuple(found),
        has_schema,
        (facts(seen, document.source.path),) if known else (),
        annotated(target, plan.foreign),
        tuple(failures),
        tuple(said) if not (by_schema or blanks or failures) and len(said) == len(found) else None,
    )


def _without_schema(target: KubeObject, plan: Plan) -> Selected | None:
    """The rule that tells of kinds without a schema, as it holds for one of them."""
    selected = plan.engine.get(EngineRule.UNKNOWN_CRD)
    if selected is None or plan.missing is None:
        return selected
    return plan.missing.weighed(selected, str(target.api_version), str(target.kind))


def _showing(seen: KubeObject, shown: Document | None) -> KubeObject:
    """The object with another document."""
    if shown is None:
        return seen
    copy = schema.copied(seen, seen.value)
    copy.document = shown
    return copy


def is_blank(own: EngineHit, document: Document) -> bool:
    """Whether a hit of the schema check is about a placeholder."""
    return _blank(own.hit, document, Severity.ERROR, own.rule.value) is not None


def _blank(hit: Hit, document: Document, severity: Severity, rule: str) -> Blank | None:
    from podlint.engine import placeholders  # there are hits: the file is not clean

    return placeholders.blank(hit, document, severity, rule)


def _valid_blanks(target: KubeObject) -> Iterable[Blank]:
    """The placeholders of an object that are valid values; what is built has values of several files."""
    document = target.document
    if type(document) is Document and not _may_hold_blanks(document.source.text):
        return ()
    from podlint.engine import placeholders

    return placeholders.valid(target.value, target.path, document.data)


@lru_cache(maxsize=4)
def _may_hold_blanks(text: str) -> bool:
    small = text.lower()
    return any(hint in small for hint in _HINTS)


def _notes(blanks: Iterable[Blank], selected: Selected, target: KubeObject) -> list[Located]:
    if not blanks:
        return []
    from podlint.engine import placeholders

    return [placeholders.note(blank, selected, target.document, target.name) for blank in blanks]


def _without(seen: KubeObject, blanks: Iterable[Path]) -> KubeObject:
    """The object as rules may see it where placeholders stand in it."""
    return schema.withhold(seen, [path[len(seen.path) :] for path in blanks])


def _with_definition(located: Located, schema: CustomSchema) -> Located:
    """A finding with the place of the definition that decides, where the project has several of the kind."""
    finding, defined = located
    if not schema.several or schema.at is None:
        return located
    places = list(dict.fromkeys((schema.at, *(other.at for other in schema.others if other.at is not None))))
    words = "by this definition" if len(places) == 1 else f"by this one of {len(places)} definitions that are as near"
    if len(places) == 1 and schema.others:
        words += ", as it stands and as kustomizations patch it"
    related = (*finding.related, *(RelatedLocation(place, words) for place in places[:3]))
    return finding._replace(related=related), defined


def _by_rules(
    seen: KubeObject,
    target: KubeObject,
    plan: Plan,
    failures: list[Failure],
    blanks: dict[Path, Blank],
    said: list[Said],
    unwritten: Unwritten | None = None,
) -> Iterator[Located]:
    """What the rules say of an object as they may see it; a rule that raises is reported, and the others go on.

    Of a placeholder that a rule comes upon nothing is said here: it is added to `blanks`; the rest is added to `said`.
    """
    document = target.document
    source, versions = document.source, plan.versions
    seen.minor = _minor(versions[-1])
    for selected, view in _applicable(seen, plan):
        rule = selected.rule
        if source.reported and most.reached(source, rule.name, source.fixing):
            continue
        try:
            for hit, some in _hits(rule, view, selected.options, versions):
                if most.reached(source, rule.name, hit.fix):
                    if source.fixing is None:
                        break
                    continue
                if hit.profile_only and not selected.profile:
                    continue
                if unwritten is not None and not unwritten.holds(hit.place, document):
                    continue
                blank = _blank(hit, document, selected.rule.severity, rule.name)
                if blank is not None:
                    blanks[blank.path] = blank
                    continue
                if document.doubts and document.doubts.hides(hit.place.path, document.data):
                    continue
                said.append((selected, hit, some))
                located = resolve.finding(hit, selected, document, target.name, some)
                most.count(source, rule.name, located[0].fix)
                yield located
        except guard.RAISED as error:
            what = f"rule {rule.name} of {rule.plugin}"
            at = document.locate(target.place("kind"))[0]
            yield guard.internal_error(what, error, at, document.index, target.name), None
            failures.append(guard.failure(what, document.source.path, error))
            seen.minor = _minor(versions[-1])
    for one in (seen, target):  # parts of the object, which would keep it in memory
        one.facts.clear()


def _applicable(target: KubeObject, plan: Plan) -> Iterator[tuple[Selected, View]]:
    """Each rule with each view it is to be called with."""
    kind, mentioned = target.kind, plan.mentioned(target.value)
    pod = target.sharing()
    for chosen in _seeing(plan.rules(kind, Scope.OBJECT, mentioned), target):
        yield chosen, target
    if pod is not None:
        yield from _of_pod(target, kind, plan, mentioned)
    elif target.group not in GROUPS:
        from podlint.engine.embedded import inner  # a custom resource

        for one in inner(target, plan.custom.get((target.api_version, kind))):
            yield from _of_pod(one.target, one.like or kind, plan, mentioned, one.container)
            one.target.facts.clear()


def _of_pod(
    target: KubeObject, kind: str, plan: Plan, mentioned: Mentioned, single: Path | None = None
) -> Iterator[tuple[Selected, View]]:
    """Each rule with the pod of an object, and with its containers; or with the `single` one that has no pod."""
    pod = target.sharing()
    if pod is not None:
        for chosen in _seeing(plan.rules(kind, Scope.POD, mentioned), target):
            yield chosen, pod
    rules = _seeing(plan.rules(kind, Scope.CONTAINER, mentioned), target)
    if not rules:
        return
    alone = target.at(*single) if single is not None else None
    found = all_containers(pod) if pod is not None else (alone,) if alone is not None else ()
    for container in islice(found, most.MOST):
        for chosen in rules:
            yield chosen, container


def _seeing(rules: list[Selected], target: KubeObject) -> list[Selected]:
    """Those rules that may look at an object."""
    return [chosen for chosen in rules if chosen.rule.sees(target)] if target.partial else rules


def _hits(rule: Rule, view: View, options: Any, versions: tuple[str, ...]) -> Iterable[tuple[Hit, tuple[str, ...]]]:
    """The hits of a rule, with the versions they hold for where these are not all."""
    if not rule.versioned or len(versions) == 1:
        # Lazily, so that what a rule gave before it raised stays.
        found = rule.check(view) if options is None else rule.check(view, options)
        return zip(found, _ALL_VERSIONS) if found else ()  # noqa: B905 - endless
    held: dict[Hit, list[str]] = {}
    for version in versions:
        view.object.minor = _minor(version)
        for hit in _call(rule.check, view, options):
            held.setdefault(hit, []).append(version)
    return [(hit, () if len(some) == len(versions) else tuple(some)) for hit, some in held.items()]


@lru_cache(maxsize=64)
def _minor(version: str) -> int:
    return int(version.partition(".")[2])


def _call(check: Callable[..., Any], view: View, options: Any) -> Iterable[Hit]:
    return (check(view) if options is None else check(view, options)) or ()
