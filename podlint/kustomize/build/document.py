"""A built object as a document, so that rules and places treat it as one that stands in a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from podlint.yaml.document import Document
from podlint.yaml.place import Part, Place

if TYPE_CHECKING:
    from podlint.kustomize.build.result import Built
    from podlint.yaml.place import Location, Path


_AFFIXES = (("namePrefix",), ("nameSuffix",))


class BuiltDocument(Document):
    """A built object as a document: its places are in the documents that its values were written in.

    `origin` is the document that the object is built of first.
    """

    __slots__ = ("_built",)

    def __init__(self, built: Built, origin: Document) -> None:
        super().__init__(origin.source, origin.index, built.data, None)
        self._built = built

    def written(self, place: Place) -> tuple[Document, Place]:
        """The document and place where a value was written; of what stands nowhere, the key of what is around it.

        Raises LookupError where nothing of the object was written in any document.
        """
        spot = self._built.place(place.path, place.part)
        if spot is None:
            raise LookupError(f"nothing of this object stands in a file: {place}")
        if not spot.exact:
            return spot.document, Place(spot.path, Part.KEY)
        if spot.path[:1] in _AFFIXES:  # what is wrong with a name is rarely its prefix
            named = self._built.place(place.path, Part.KEY)
            if named is not None:
                return named.document, Place(named.path, place.part)
        same = place.within is not None and spot.document.value(spot.path) == _at(self.data, place.path)
        return spot.document, Place(spot.path, spot.part, place.within if same else None)

    def exactly(self, place: Place) -> tuple[Document, Place] | None:
        """The same; None where the value was not written as it is in one document."""
        spot = self._built.place(place.path, place.part)
        if spot is None or not spot.exact or spot.document.value(spot.path) != _at(self.data, place.path):
            return None
        return spot.document, place._replace(path=spot.path)

    def locate(self, place: Place) -> tuple[Location, Location | None]:
        """The concrete location of a place, in the document where it was written."""
        document, there = self.written(place)
        return document.locate(there)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data
