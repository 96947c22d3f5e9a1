"""What is refused because nobody has filled it in yet: one note a file instead of a finding for each such value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.engine import resolve
from podlint.findings.finding import Hit, Severity
from podlint.findings.result import ordered
from podlint.kubernetes.placeholders import certain, in_capitals, marked
from podlint.rule import EngineRule
from podlint.tuples import NamedTuple
from podlint.words import listed
from podlint.yaml.place import Part, Path, Place, RelatedLocation

if TYPE_CHECKING:
    from collections.abc import Iterator

    from podlint.config.select import Selected
    from podlint.engine.resolve import Located
    from podlint.findings.finding import ObjectName
    from podlint.findings.result import FileResult
    from podlint.yaml.document import Document

_FREE = frozenset({"annotations", "args", "command", "stringData", "binaryData", "exec", "runAsUserName"})
"""Fields below which anything may stand, and means what a program makes of it."""
_CODES = frozenset({"capabilities", "key", "keys", "env", "envFrom", "secretEnv", "signal"})
"""Fields below which words in capitals are names of their own."""
_CHOSEN = frozenset({EngineRule.INVALID_ENUM.value, EngineRule.UNKNOWN_KIND.value})
"""Rules of values that come from a list, where capitals may be a spelling of one of them."""


_NAMING = frozenset(
    {
        *("name", "namespace", "claimName", "secretName", "serviceAccountName", "serviceName", "volumeName"),
        *("storageClassName", "ingressClassName", "gatewayClassName", "clusterName", "bucket", "bucketName"),
        *("host", "hosts", "hostname", "hostnames", "dnsName", "dnsNames", "domain", "domains", "externalName"),
        *("image", "repository", "repoURL", "registry", "server", "url", "uri", "email", "region", "project"),
        *("projectID", "accountID", "tenantID", "tenantId", "clientID", "clientId"),
    }
)
"""Fields that name something: what they hold is looked up, so that it must be the real thing."""


class Blank(NamedTuple):
    """A value that is to be filled in: where it stands, and the parts of it that say so."""

    path: Path
    words: tuple[str, ...]


def blank(hit: Hit, document: Document, severity: Severity, rule: str) -> Blank | None:
    """The placeholder that a hit of a rule is about; None where it is about anything else.

    A word in capitals counts only in what a rule with the severity of an error refuses: it may be anything elsewhere.
    """
    path, part, _ = hit.place
    value = document.value(path)
    if rule == EngineRule.WRONG_TYPE.value and isinstance(value, dict) and (text := _unquoted(value)) is not None:
        return Blank(path, (text,))
    text = _text(value, part)
    if text is None or not _FREE.isdisjoint(path) or _is_free(path, document.data):
        return None
    words = marked(text)
    if not words and severity is Severity.ERROR and _CODES.isdisjoint(path):
        words = in_capitals(text)
        if rule in _CHOSEN:
            words = () if hit.help is not None else tuple(word for word in words if "_" in word)
    return Blank(path, words) if words else None


def valid(data: Any, path: Path, whole: Any) -> Iterator[Blank]:
    """The values at or below `path` that are valid, and all the same placeholders for certain.

    Only fields that name something count: a text that a program reads may hold any word.
    """
    if isinstance(data, dict):
        for key, value in data.items():
            if key not in _FREE and key not in _CODES:
                yield from valid(value, (*path, key), whole)
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from valid(value, (*path, number), whole)
    elif isinstance(data, str) and not _is_free(path, whole):
        named = next((step for step in reversed(path) if isinstance(step, str)), None)
        if named in _NAMING and (words := certain(data)):
            yield Blank(path, words)


def note(found: Blank, selected: Selected, document: Document, about: ObjectName) -> Located:
    """The finding of one placeholder."""
    return resolve.finding(Hit(Place(found.path), _message(found.words)), selected, document, about)


def merged(result: FileResult) -> FileResult:
    """The result with one note for all placeholders of its file: at the first, the others related."""
    notes = [finding for finding in result.findings if finding.rule == EngineRule.PLACEHOLDER.value]
    if len(notes) < 2:
        return result
    first, *others = notes
    places = {other.location.span: other for other in others if other.location.span != first.location.span}
    related = tuple(
        RelatedLocation(other.location, f"fill in {other.message.partition(' look')[0]} too")
        for other in places.values()
    )
    one = first._replace(related=(*first.related, *related))
    left = [finding for finding in result.findings if finding.rule != first.rule]
    return result._replace(findings=ordered((one, *left)))


def _text(value: Any, part: Part) -> str | None:
    return value if isinstance(value, str) and part is Part.VALUE else None


def _unquoted(value: dict[str, Any]) -> str | None:
    """The text that a mapping was meant to be: `{NAME}` without quotes."""
    [(key, item), *more] = value.items() if value else [("", "")]
    return f"{{{key}}}" if item is None and not more and isinstance(key, str) and key.isidentifier() else None


def _is_free(path: Path, data: Any) -> bool:
    """Whether a value is for programs to read: that of a variable, of a ConfigMap, in the schema of a definition."""
    if "env" in path and path[-1] == "value":
        return True
    kind = data.get("kind") if isinstance(data, dict) else None
    return kind == "CustomResourceDefinition" or (kind != "Secret" and "data" in path[:-1])


def _message(words: tuple[str, ...]) -> str:
    if len(words) == 1:
        return f"{words[0]} looks like a placeholder: fill it in before applying"
    return f"{listed(words)} look like placeholders: fill them in before applying"
