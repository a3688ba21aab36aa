"""Writes corpora/names/ja_people.tsv.xz: Japanese family and given names with their readings, in Latin letters.

    pip install sudachipy sudachidict_small --target DIR
    PYTHONPATH=DIR python scripts/build_japanese_names.py

Facts (which characters are a name, how it is read) from SudachiDict (Apache-2.0, Works Applications), asked for every
one and two character string over the kanji of JIS level 1, where all common names live.
"""

from __future__ import annotations

import itertools
import lzma
from pathlib import Path

import sudachidict_small  # type: ignore[import-not-found]
import sudachipy  # type: ignore[import-not-found]

from auditor.lang.romanise import kana

OUT = Path(__file__).resolve().parent.parent / "corpora" / "names" / "ja_people.tsv.xz"
KINDS = {"姓": "f", "名": "g"}  # family, given


def kanji() -> list[str]:
    """Kanji of JIS X 0208 level 1, by their two-byte code."""
    found = []
    for row, cell in itertools.product(range(0x30, 0x50), range(0x21, 0x7F)):
        try:
            found.append(bytes((0x1B, 0x24, 0x42, row, cell, 0x1B, 0x28, 0x42)).decode("iso2022_jp"))
        except UnicodeDecodeError:
            continue
    return [k for k in found if len(k) == 1]


def main() -> None:
    """Asks the dictionary and writes what is a person's name."""
    dictionary = sudachipy.Dictionary(dict="small")
    names: dict[tuple[str, str], set[str]] = {}
    level1 = kanji()
    for surface in itertools.chain(level1, map("".join, itertools.product(level1, repeat=2))):
        for word in dictionary.lookup(surface):
            pos = word.part_of_speech()
            if pos[1] == "固有名詞" and pos[2] == "人名" and pos[3] in KINDS:
                names.setdefault((surface, KINDS[pos[3]]), set()).add(kana(word.reading_form()))
    lines = [f"{surface}\t{kind}\t{' '.join(sorted(readings))}" for (surface, kind), readings in sorted(names.items())]
    OUT.write_bytes(lzma.compress("\n".join(lines).encode(), preset=9))
    print(f"{OUT}: {len(lines)} names, {OUT.stat().st_size} bytes; {sudachidict_small.__name__}")


if __name__ == "__main__":
    main()
