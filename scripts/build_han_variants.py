"""Makes `corpora/names/han_variants.txt`: every Traditional Chinese character with the Simplified one it is written as.

Run with OpenCC's dictionary `TSCharacters.txt` (Apache License 2.0; in the package `opencc-python-reimplemented`, among others):

    python scripts/build_han_variants.py .../opencc/dictionary/TSCharacters.txt
"""

from __future__ import annotations

import sys
from pathlib import Path

HEAD = """\
# Traditional characters and, on the next line in the same order, the Simplified ones they are written as.
# Derived from OpenCC (https://github.com/BYVoid/OpenCC), Apache License 2.0, by scripts/build_han_variants.py.
"""
TARGET = Path(__file__).parents[1] / "corpora/names/han_variants.txt"


def main(table: Path) -> None:
    """Writes the file."""
    pairs = []
    for line in table.read_text(encoding="utf-8").splitlines():
        old, _, new = line.partition("\t")
        first = new.split(" ")[0]
        if len(old) == 1 == len(first) and old != first and max(ord(old), ord(first)) < 0x10000:
            pairs.append((old, first))
    TARGET.write_text(HEAD + "".join(a for a, _ in pairs) + "\n" + "".join(b for _, b in pairs) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
