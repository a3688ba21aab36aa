"""What the way back says for the unit's score: how much of the source comes back, and how much comes back that was never said.

The source is compared with the back-translation and, where the engine rendered the source as well, that rendering with the
target: what both show is the text's, what one shows is the engine's, so both count, each for part.  Words no engine knew are left
out, for a misspelt word is not a changed meaning, and so are words repeated.  chrF adds nothing beside these.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from auditor.diff import linked
from auditor.diff.words import Word
from auditor.lang.lemmas import opposite
from auditor.model import Segment, Unit

# What each costs, as `features` names it. Learned by `scripts/learn_back.py` from DEMETR's Spanish and Italian items through
# Apertium: of two wrong translations of one source the one whose error is critical is to stand below the one whose is minor.
WEIGHTS: Mapping[str, float] = {
    "ahead:denials": 12.29, "ahead:lost": 6.0, "ahead:numbers": 0.85, "ahead:opposites": 6.46, "ahead:small": 1.67,
    "any:opposites": 6.74, "back:denials": 5.88, "back:lost": 6.4, "back:numbers": 1.32, "back:opposites": 14.13,
    "back:small": 1.51, "both:denials": 9.97, "both:lost": 5.54,
}  # fmt: skip
_USUAL = 4.7  # what good translations of DEMETR come to: there the engine's own wording is all there is
_SOFT = 2.0  # below the usual a difference counts for less, down to nothing
# Penalty of one log odds above the usual. Dearer, it separates critical from minor hardly better (50 sentences of ContraTICO:
# 0.726 at 0.1, 0.719 at 0.02, 0.627 without) and outvotes all else: agreement with bio_mqm en-es falls from 0.51 to 0.42 at 0.1.
_PRICE = 0.02


def cost(unit: Unit) -> float:
    """The penalty of what the way back lost or gained; 0 without one, or beside a reference, which says it better."""
    if unit.back is None or unit.source is None or unit.references or not unit.back.text.strip():
        return 0.0
    odds = sum(WEIGHTS.get(name, 0.0) * value for name, value in features(unit).items())
    return _PRICE * _SOFT * math.log1p(math.exp((odds - _USUAL) / _SOFT))


def features(unit: Unit) -> dict[str, float]:
    """Shares of the source's words, 0 where everything came back; names begin with the direction they were seen in."""
    assert unit.source is not None
    assert unit.back is not None
    unknown = tuple(unit.meta.get("back_unknown", ()))
    out = _side("back", unit.source.text, unit.back.text, unit.source.lang, unknown)
    rendering = unit.meta.get("rendering")
    if isinstance(rendering, Segment):
        strange = tuple((a, b) for a, b, c, d in unit.alignment if _touches(c, d, unknown))
        out |= _side("ahead", rendering.text, unit.target.text, unit.target.lang, strange)
        out |= {f"both:{name}": min(out[f"back:{name}"], out[f"ahead:{name}"]) for name in ("lost", "gained", "denials")}
        out["any:opposites"] = max(out["back:opposites"], out["ahead:opposites"])
    return out


def _side(name: str, trusted: str, other: str, lang: str, unknown: Sequence[tuple[int, int]]) -> dict[str, float]:
    """`unknown`: words of the other text that are no evidence."""
    found = linked(trusted, other, lang)
    said = {word.base for word in found.first}
    lost = [w for i, w in enumerate(found.first) if i not in found.links.to_b]
    open_ = [w for j, w in enumerate(found.second) if j not in found.links.to_a]
    gained = [w for w in open_ if not _touches(w.start, w.end, unknown)]
    strange = len(open_) - len(gained)
    size = 4.0 + sum(map(_says, found.first))
    return {
        f"{name}:lost": max(0, sum(map(_says, lost)) - strange) / size,
        f"{name}:gained": sum(_says(w) and w.base not in said for w in gained) / size,
        f"{name}:small": sum(not _says(w) for w in (*lost, *gained)) / size,
        f"{name}:denials": abs(_denials(found.first) - _denials(found.second)) / size,
        f"{name}:opposites": _opposites(lost, gained, lang) / size,
        f"{name}:numbers": sum(w.number for w in (*lost, *gained)) / size,
    }


def _touches(start: int, end: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(a < end and start < b for a, b in spans)


def _says(word: Word) -> bool:
    return word.content or word.number or word.negates


def _denials(words: Sequence[Word]) -> int:
    return sum(word.negates for word in words)


def _opposites(lost: Sequence[Word], gained: Sequence[Word], lang: str) -> int:
    return sum(any(opposite(a.base, b.base, lang) for b in gained) for a in lost)
