"""Blocks of a template: `if`, `range` and their like, with their branches, as a tree over the text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from podlint.templates.actions import Action, Does, Fault
from podlint.tuples import NamedTuple
from podlint.yaml.source import Span

if TYPE_CHECKING:
    from collections.abc import Iterator

_ALWAYS = frozenset({"block", "filter", "call", "autoescape", "raw"})
_NEVER = frozenset({"define", "macro", "set"})
_REPEATS = frozenset({"range", "for"})
DEEPEST = 100
"""Deepest nesting of blocks that is read."""


class Branch:
    """One branch of a block: the action that begins it, the text behind that, and what stands there."""

    __slots__ = ("action", "end", "parts", "start")

    def __init__(self, action: Action) -> None:
        self.action = action
        self.start = action.span.end
        self.end = action.span.end
        self.parts: list[Part] = []


class Block:
    """A block with its branches; `closing` is the action that ends it.

    `whole` says that one of its branches is rendered whatever the values are, `repeats` that its text may come any
    number of times, `never` that it is rendered elsewhere.
    """

    __slots__ = ("branches", "closing", "parent")

    def __init__(self, opening: Action, parent: Block | None) -> None:
        self.branches = [Branch(opening)]
        self.closing = opening
        self.parent = parent

    @property
    def word(self) -> str:
        """The word that opens it."""
        return self.branches[0].action.word

    @property
    def span(self) -> Span:
        """All of its text, from the first brace to the last."""
        return Span(self.branches[0].action.span.start, self.closing.span.end)

    @property
    def never(self) -> bool:
        """Whether its text is rendered elsewhere, if at all."""
        return self.word in _NEVER

    @property
    def repeats(self) -> bool:
        """Whether its text may come several times."""
        return self.word in _REPEATS

    @property
    def whole(self) -> bool:
        """Whether one of the branches is rendered, whatever the values are."""
        if self.word in _ALWAYS:
            return True
        last = self.branches[-1].action
        return len(self.branches) > 1 and not self.repeats and last.word == "else" and not last.rest

    def actions(self) -> Iterator[Action]:
        """The actions that open, turn and end it."""
        for branch in self.branches:
            yield branch.action
        yield self.closing


Part = Action | Block


class Tree(NamedTuple):
    """The parts of a template in order, and what is wrong with its blocks; nothing where they are nested `too_deep`."""

    parts: list[Part]
    faults: list[Fault]
    too_deep: bool = False


def tree(found: list[Action]) -> Tree:
    """The blocks that actions make. An `end` without block counts for nothing; a block without `end` goes to the last
    action of the text.
    """
    parts: list[Part] = []
    faults: list[Fault] = []
    here = parts
    block: Block | None = None
    depth = 0
    for action in found:
        if action.does is Does.OPENS:
            depth += 1
            if depth > DEEPEST:
                return Tree([], [], too_deep=True)
            block = Block(action, block)
            here.append(block)
            here = block.branches[0].parts
        elif action.does is Does.TURNS or action.does is Does.ENDS:
            if block is None:
                faults.append(_without_block(action))
                continue
            block.branches[-1].end = action.span.start
            if action.does is Does.TURNS:
                block.branches.append(Branch(action))
                here = block.branches[-1].parts
            else:
                depth -= 1
                block.closing = action
                block = block.parent
                here = block.branches[-1].parts if block is not None else parts
        else:
            here.append(action)
    while block is not None:
        faults.append(_unclosed(block))
        block.closing = found[-1]
        block.branches[-1].end = max(block.branches[-1].start, found[-1].span.end)
        block = block.parent
    return Tree(parts, faults)


def _without_block(action: Action) -> Fault:
    message = f"`{action.word}` without a block: no if, with, range, define or block is open here"
    return Fault(message, action.span, "remove it, or add what it belongs to")


def _unclosed(block: Block) -> Fault:
    word = block.word
    end = "end" if block.branches[0].action.word in ("if", "range", "with", "define", "block") else f"end{word}"
    return Fault(f"this `{word}` has no `{end}`", block.branches[0].action.span, f"close it with `{end}`")


def blocks(parts: list[Part]) -> Iterator[Block]:
    """All blocks among parts, outer ones first."""
    for part in parts:
        if isinstance(part, Block):
            yield part
            for branch in part.branches:
                yield from blocks(branch.parts)


def enclosing(parts: list[Part], offset: int) -> list[tuple[Block, int]]:
    """The blocks that an offset lies in, outer ones first, each with the number of the branch."""
    found: list[tuple[Block, int]] = []
    while True:
        inside = next((block for block in _own(parts) if block.span.start <= offset < block.span.end), None)
        if inside is None:
            return found
        number = next((i for i, b in enumerate(inside.branches) if b.start <= offset < b.end), None)
        if number is None:
            return found
        found.append((inside, number))
        parts = inside.branches[number].parts


def _own(parts: list[Part]) -> Iterator[Block]:
    return (part for part in parts if isinstance(part, Block))
