"""Writes corpora/glosses/zh_idioms.txt.xz: four-character idioms of Chinese whose characters corpora/glosses/zh.tsv can gloss.

    pip download --no-deps jieba && tar xf jieba-*.tar.gz && pip install pypinyin
    python scripts/build_idioms.py jieba-0.42.1/jieba/dict.txt

Facts (which four characters are a set phrase) from the dictionary of jieba (MIT, Sun Junyi; entries tagged as idioms) and
the phrases of pypinyin (MIT, mozillazg and contributors).  An idiom of which fewer than two characters are glossed
can never be called literal and is left out.
"""

from __future__ import annotations

import lzma
import sys
from pathlib import Path

import regex
from pypinyin import phrases_dict

from auditor.lang.literal import glosses

OUT = Path(__file__).resolve().parent.parent / "corpora" / "glosses" / "zh_idioms.txt.xz"
_FOUR = regex.compile(r"\p{Script=Han}{4}")


def main(dictionary: Path) -> None:
    """Reads both dictionaries and writes what can be judged, sorted."""
    entries = [line.split() for line in dictionary.read_text("utf-8").splitlines()]
    found = {word for word, _, tag in entries if tag == "i"} | set(phrases_dict.phrases_dict)
    known = glosses("zh")
    kept = [idiom for idiom in sorted(found) if _FOUR.fullmatch(idiom) and len({c for c in idiom if c in known}) > 1]
    OUT.write_bytes(lzma.compress("\n".join(kept).encode(), preset=9 | lzma.PRESET_EXTREME))
    print(f"{OUT}: {len(kept)} idioms")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
