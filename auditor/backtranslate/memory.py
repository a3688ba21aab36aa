"""A translation memory as an engine: sentences that were translated before, exactly or nearly as they stand (TMX 1.4)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from lxml import etree
from rapidfuzz import fuzz, process

from auditor.backtranslate.base import Back, Pair
from auditor.backtranslate.codes import base
from auditor.errors import EngineError

NEAR = (
    0.9  # likeness from which a neighbour's translation stands in; below it the differences are the neighbour's, not the text's
)
_MOST = 1_000_000  # segments of one file
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Memory:
    """The engine over one TMX file, read on first use."""

    name = "memory"
    renders = False

    def __init__(self, path: Path, near: float = NEAR) -> None:
        """EngineError where the file is not there."""
        if not path.is_file():
            raise EngineError(f"memory:{path}: no such file")
        self._path, self._near = path, near
        self._tables: dict[tuple[str, str], dict[str, str]] = {}
        self._digest = ""

    def pairs(self) -> Sequence[Pair]:
        """The directions of the file."""
        return [Pair(a, b, model=self._path.name, licence="your own") for a, b in sorted(self._read())]

    def serves(self, given: str, wanted: str) -> bool:
        """Are there segments of both languages?"""
        return (base(given), base(wanted)) in self._read()

    def signature(self, given: str, wanted: str) -> str:  # noqa: ARG002 - one file for all directions
        """The hash of the file, and how near is near."""
        self._read()
        return f"memory:{self._digest}@{self._near}"

    def translate(self, texts: Sequence[str], source_lang: str, target_lang: str) -> Iterator[Back]:
        """The translation of the same or the nearest segment."""
        table = self._read().get((base(source_lang), base(target_lang)), {})
        known = list(table)
        for text in texts:
            own = _even(text)
            near = own if own in table else _nearest(own, known, self._near)
            yield Back(table[near]) if near else Back("", why="not in the translation memory")

    def close(self) -> None:
        """Nothing is held open."""

    def _read(self) -> dict[tuple[str, str], dict[str, str]]:
        if self._digest:
            return self._tables
        self._digest = hashlib.blake2b(self._path.read_bytes(), digest_size=8).hexdigest()
        try:
            # no entities, no network: a memory comes from others
            parsing = etree.iterparse(
                str(self._path), tag="tu", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
            )
            for number, (_, unit) in enumerate(parsing):
                if number >= _MOST:
                    raise EngineError(f"memory:{self._path}: more than {_MOST} segments")
                self._take({base(v.get(_LANG) or v.get("lang") or ""): _text(v.find("seg")) for v in unit.iterfind("tuv")})
                unit.clear()
        except etree.XMLSyntaxError as error:
            raise EngineError(f"memory:{self._path}: not readable as TMX: {error}") from error
        return self._tables

    def _take(self, sides: dict[str, str]) -> None:
        for a, text in sides.items():
            for b, other in sides.items():
                if a != b and text and other:
                    self._tables.setdefault((a, b), {}).setdefault(_even(text), other)


def _text(seg: Any) -> str:
    """The words of a segment; what inline elements hold is the tool's code, not text."""
    if seg is None:
        return ""
    pieces = [seg.text or ""]
    for inline in seg:
        pieces += ["".join(inline.itertext()) if inline.tag == "hi" else "", inline.tail or ""]
    return "".join(pieces).strip()


def _even(text: str) -> str:
    return " ".join(text.split())


def _nearest(text: str, known: Sequence[str], near: float) -> str:
    found = process.extractOne(text, known, scorer=fuzz.ratio, score_cutoff=100 * near)
    return found[0] if found else ""
