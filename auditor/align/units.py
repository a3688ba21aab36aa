"""Units out of documents: rows that belong together are paired, texts are aligned sentence by sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

import msgspec

from auditor.align.clues import Terms
from auditor.align.match import match
from auditor.align.path import Bead
from auditor.model import Bundle, Document, Place, Segment, Unit


def pair(bundle: Bundle) -> list[Unit]:
    """Position by position of an aligned bundle: an empty text where a side has none, None where it is missing."""
    ids = _Names()
    units = []
    for i, target in enumerate(bundle.target.segments):
        references = tuple(s for s in (_at(r, i) for r in bundle.references) if s is not None and s.text)
        units.append(
            Unit(
                id=ids.new(target.id or str(i + 1)),
                document=bundle.target.id,
                target=target,
                source=_at(bundle.source, i),
                references=references,
                back=_at(bundle.back, i),
                metrics=bundle.metrics[i] if i < len(bundle.metrics) else {},
                lone=bundle.lone,
            )
        )
    return units


def _at(document: Document | None, i: int) -> Segment | None:
    """The segment at a position, None where the side has no text there."""
    if document is None or i >= len(document.segments):
        return None
    return document.segments[i] if document.segments[i].text else None


def align(
    target: Document,
    source: Document | None,
    references: Sequence[Document] = (),
    *,
    terms: Mapping[str, Sequence[str]] | None = None,
) -> list[Unit]:
    """Units in target order, each sentence of target, source and references in one of them.

    Source and references are aligned to the target each by itself; target sentences that any of them holds together are
    joined.  A source sentence without a target gives a unit with an empty target, its id that of the source with "-".
    A target sentence without a source gets `meta["added"]`.  `terms`: for source terms what they may be in the target.
    """
    others = [] if source is None else [source]
    sides = [*others, *references]
    glossary = Terms(terms) if terms else None
    paths = [match(target.segments, d.segments, glossary if d is source else None) for d in sides]
    groups = _groups(len(target.segments), paths)
    return list(_units(target, source, tuple(references), paths, groups))


def _groups(n: int, paths: Sequence[Sequence[Bead]]) -> list[tuple[int, ...]]:
    """Runs of target sentences that some other side holds together."""
    joined = {i for path in paths for b in path for i in b.targets[1:]}
    groups: list[list[int]] = []
    for i in range(n):
        if i in joined:
            groups[-1].append(i)
        else:
            groups.append([i])
    return [tuple(g) for g in groups]


def _units(
    target: Document,
    source: Document | None,
    references: tuple[Document, ...],
    paths: Sequence[Sequence[Bead]],
    groups: Sequence[tuple[int, ...]],
) -> Iterator[Unit]:
    sides = [*([] if source is None else [source]), *references]
    of = {i: number for number, group in enumerate(groups) for i in group}
    found = [_gathered(path, of) for path in paths]
    ids = _Names()
    for number in range(-1, len(groups)):
        if number >= 0:
            texts = [_joined(d, f[0].get(number, [])) for d, f in zip(sides, found, strict=True)]
            whole = _joined(target, groups[number])
            assert whole is not None  # a group holds at least one sentence
            added = {"added": True} if source is not None and texts[0] is None else {}
            yield _unit(ids, target, whole, texts, source is not None, added)
        omitted = [f[1].get(number, []) for f in found]
        yield from _omissions(ids, target, sides, omitted, source is not None)


def _gathered(path: Sequence[Bead], of: Mapping[int, int]) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """For each group of target sentences what stands for it, and what was left out behind it (-1: before the first)."""
    matched: dict[int, list[int]] = {}
    omitted: dict[int, list[int]] = {}
    last = -1
    for bead in path:
        if bead.targets:
            last = of[bead.targets[0]]
            matched.setdefault(last, []).extend(bead.sources)
        else:
            omitted.setdefault(last, []).extend(bead.sources)
    return matched, omitted


def _omissions(
    ids: _Names, target: Document, sides: Sequence[Document], omitted: Sequence[Sequence[int]], sourced: bool
) -> Iterator[Unit]:
    """A unit for each source sentence (without a source: reference sentence) that the target leaves out at one place."""
    if not sides:
        return
    for k, j in enumerate(omitted[0]):
        segment = sides[0].segments[j]
        empty = Segment(id=f"{segment.id}-", text="", lang=target.lang, field=segment.field, place=_near(target))
        # References that leave out as many sentences here leave out the same ones.
        beside = [d.segments[o[k]] if len(o) == len(omitted[0]) else None for d, o in zip(sides[1:], omitted[1:], strict=True)]
        yield _unit(ids, target, empty, [segment, *beside], sourced, {"omitted": True})


def _near(target: Document) -> Place:
    """Where an omission is shown: in the target's file, at no line."""
    place = target.segments[0].place if target.segments else Place()
    return Place(path=place.path, item=place.item)


def _unit(
    ids: _Names, target: Document, segment: Segment, texts: Sequence[Segment | None], sourced: bool, meta: Mapping[str, bool]
) -> Unit:
    source = texts[0] if sourced else None
    references = tuple(t for t in (texts[1:] if sourced else texts) if t is not None)
    return Unit(id=ids.new(segment.id), document=target.id, target=segment, source=source, references=references, meta=meta)


def _joined(document: Document, numbers: Sequence[int]) -> Segment | None:
    """Sentences as one segment: as they stood where they follow each other in a block, with a space elsewhere."""
    parts = [document.segments[i] for i in sorted(set(numbers))]
    if not parts:
        return None
    if len(parts) == 1:
        return parts[0]
    blocks: Mapping[int, str] = document.meta.get("blocks", {})
    text = parts[0].text
    for before, part in pairwise(parts):
        gap = blocks.get(part.block, "")[before.offset + len(before.text) : part.offset] if before.block == part.block else ""
        stood = part.offset - before.offset - len(before.text) == len(gap) and not gap.strip()
        text += (gap if before.block == part.block and stood else " ") + part.text
    return msgspec.structs.replace(parts[0], id="+".join(p.id for p in parts), text=text)


class _Names:
    """Gives each unit of a document an id of its own, that of its target segment unless it is taken."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def new(self, wanted: str) -> str:
        name, number = wanted, 1
        while name in self._taken:
            number += 1
            name = f"{wanted}~{number}"
        self._taken.add(name)
        return name
