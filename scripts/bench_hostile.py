"""The worst that one segment can cost: 500 made to be slow, each audited alone, in seconds of processor time.

Past its limit a check gives a visible skip; what is left over is counted here.  Run by itself, or as a part of `bench.py`.
"""

from __future__ import annotations

import random
import sys
import time

from auditor import pipeline
from auditor.config import Config
from auditor.model import Bundle, Document, Role, Segment

_PIECES = {
    "letters": "a", "capitals": "A", "digits": "7", "quotes": '"', "brackets": "([{", "combining": "e\N{COMBINING ACUTE ACCENT}",
    "names": "Angela Merkel ", "numbers": "1,234.5 km ", "dates": "3 March 2019, ", "initials": "J. ", "hyphens": "a-",
    "apostrophes": "l'", "han": "\N{CJK UNIFIED IDEOGRAPH-4E2D}\N{CJK UNIFIED IDEOGRAPH-56FD}", "spaces": " ", "commas": ",",
    "links": "http://a.b/c?d=e&", "tags": "<b>", "placeholders": "{a} %s ", "words": "the man saw ", "misspelt": "thsoe qwzx ",
    "percent": "5 % of 3 ", "emoji": "\N{SHRUG}\N{ZERO WIDTH JOINER}", "thai": "\N{THAI CHARACTER KO KAI}", "dots": ".",
    "stutter": "no not never ",
}  # fmt: skip
_LENGTHS = (100, 1_000, 10_000, 100_000, 1_000_000)


def hostile(count: int) -> list[tuple[str, str]]:
    """`(what it is, text)`: every piece at every length, then mixtures of two."""
    made = [(f"{name} x {size:,}", (piece * size)[:size]) for size in _LENGTHS for name, piece in _PIECES.items()]
    dice = random.Random(16)
    while len(made) < count:
        (one, a), (other, b) = dice.sample(sorted(_PIECES.items()), 2)
        size = dice.choice(_LENGTHS[:4])
        made.append((f"{one} and {other} x {size:,}", "".join(dice.choice((a, b)) for _ in range(size))[:size]))
    return made[:count]


def measure(size: int, repeats: int) -> dict[str, object]:
    """The dearest segments; each stands against a source and a reference of the same kind, a little different."""
    del repeats
    desk = pipeline.desk(Config(jobs=1, engine="none"))
    costs = []
    pipeline.audit_one(_bundle("One man saw 3 dogs.", "Un hombre vio 3 perros.", "A man saw 3 dogs."), desk)  # tables
    for name, text in hostile(min(size, 500)):
        begun = time.process_time()
        done = pipeline.audit_one(_bundle(text, text[1:] + " x", text[: len(text) // 2] + " y " + text[len(text) // 2 :]), desk)
        late = sorted({skip.check for skip in done.skips if "over budget" in skip.reason})
        costs.append((time.process_time() - begun, name, late, sum(skip.crashed for skip in done.skips)))
    costs.sort(reverse=True)
    return {
        "segments": len(costs),
        "worst": costs[:10],
        "over 2 s": sum(cost > 2 for cost, *_ in costs),
        "of them without a skip": sum(cost > 2 and not late for cost, _, late, _ in costs),
        "crashed": sum(crashed for *_, crashed in costs),
    }


def _bundle(target: str, source: str, reference: str) -> Bundle:
    def side(role: Role, text: str, lang: str) -> Document:
        return Document("hostile", role, lang, (Segment("1", text, lang),))

    sides = side(Role.TARGET, target, "en"), side(Role.SOURCE, source, "es"), (side(Role.REFERENCE, reference, "en"),)
    return Bundle(*sides, aligned=True, lone=True)


def table(figures: dict) -> list[str]:
    """What costs most, and how much was over the limit."""
    lines = [f"{cost:8.2f} s  {name:40}  {', '.join(late) or '-'}" for cost, name, late, _ in figures["worst"]]
    return [*lines, *(f"{name}: {figures[name]}" for name in ("segments", "over 2 s", "of them without a skip", "crashed"))]


if __name__ == "__main__":
    print("\n".join(table(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 500, 1))))
