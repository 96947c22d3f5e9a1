"""Built objects that say the same are judged once: overlays over one base build many of them.

What a rule says of an object depends on its data, but the places of findings do not: they are looked up for each. Each
counts, since a file has no more than so many.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import TYPE_CHECKING, Any, cast

from podlint.engine import most, objects, resolve
from podlint.project.roles import Role

if TYPE_CHECKING:
    from podlint.engine.plan import Plan
    from podlint.kubernetes.view import KubeObject
    from podlint.yaml.document import Document


class Alike:
    """What was said of objects, by plan, the file of their lines and content."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, int, bool, bytes], objects.Judged] = {}

    def judge(self, target: KubeObject, plan: Plan) -> objects.Judged:
        """What is said of a built object by a plan."""
        data = target.document.data
        content = blake2b(repr(data).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        key = id(plan), id(target.document.source), target.value is data, content
        known = self._known.get(key)
        if known is not None:
            return _again(known, target)
        watched = _Watched(target.document)
        judged = objects.judge(target, plan, Role.MANIFEST, cast("Document", watched))
        if judged.hits is not None and not watched.asked:
            self._known[key] = judged
        return judged


def _again(known: objects.Judged, target: KubeObject) -> objects.Judged:
    """The same of another object that says the same, at its own places."""
    document = target.document
    found = []
    for selected, hit, versions in known.hits or ():
        if not most.reached(document.source, selected.rule.name, hit.fix):
            located = resolve.finding(hit, selected, document, target.name, versions)
            most.count(document.source, selected.rule.name, located[0].fix)
            found.append(located)
    facts = (one._replace(file=document.source.path, document=document.index, path=target.path) for one in known.facts)
    return known._replace(found=tuple(found), facts=tuple(facts))


class _Watched:
    """A document that remembers whether anybody has looked into it: then more than the data of the object counts."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self.asked = False

    def __getattr__(self, name: str) -> Any:
        self.asked = True
        return getattr(self._document, name)
