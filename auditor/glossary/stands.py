"""Does one term stand in a text, read as kindly as an editor would: inflected, compounded, its words apart?"""

from __future__ import annotations

from collections.abc import Sequence

from auditor.glossary import inflection
from auditor.glossary.entries import ANY
from auditor.glossary.places import Literal, agrees, entries, fits_case, has_unspaced, pattern, verified
from auditor.glossary.words import Word, split
from auditor.lang.scripts import is_unspaced, primary
from auditor.model import Occurrence, Term

APART = 3  # words of others that may stand between those of a term


def stands(text: str, term: Term, lang: str) -> Occurrence | None:
    """The first place a term stands in a text, read as kindly as an editor would: what `terms/missing` must not find.

    >>> from auditor.model import Term
    >>> text = "Die Speicherressourcen und Verträge"
    >>> [text[o.start : o.end] for t in ("Speicher", "Vertrag") if (o := stands(text, Term("c", "de", t), "de"))]
    ['Speicherressourcen', 'Verträge']
    """
    if term.match == "regex":
        return next(pattern(text, term), None)
    tongue = primary(term.lang if term.lang != ANY else lang)
    if is_unspaced(tongue) or has_unspaced(term.text) or not split(term.text, tongue):
        return next(Literal((term,)).find(text), None)
    words = split(text, tongue)
    for entry in entries(term, tongue):
        for start in range(len(words)):
            if entry[1][0] == words[start].folded or agrees(
                entry[0], entry[1][0], words[start].folded, tongue, last=len(entry[1]) == 1
            ):
                for found in verified((entry[0], entry[1], 0, entry[3]), words, start, text, tongue):
                    return found
    if term.match != "lemma" or term.case_sensitive:
        return _shut(text, term, words)
    return _shut(text, term, words) or _compound(term, words, tongue) or _apart(term, words, tongue)


def _shut(text: str, term: Term, words: Sequence[Word]) -> Occurrence | None:
    """The term written with its words joined by hyphens, or shut where it has some."""
    mine = "".join(w.folded for w in split(term.text, term.lang))
    for i, word in enumerate(words):
        pair = words[i - 1].folded + word.folded if i and word.joined else ""
        for run, begin in ((word.folded, word.start), (pair, words[i - 1].start if i else 0)):
            if run and mine and (run == mine or (term.match == "lemma" and inflection.same(mine, run, term.lang))):
                return Occurrence(begin, word.end, term, "form") if fits_case(term, text[begin : word.end], text) else None
    return None


def _compound(term: Term, words: Sequence[Word], tongue: str) -> Occurrence | None:
    mine = [w.folded for w in split(term.text, tongue)]
    for i in range(len(words) - len(mine) + 1):
        pairs = list(zip(mine, words[i : i + len(mine)], strict=True))
        if all(inflection.same(a, w.folded, tongue) or inflection.part_of(a, w.folded, tongue) for a, w in pairs):
            return Occurrence(words[i].start, words[i + len(mine) - 1].end, term, "compound")
    return None


def _apart(term: Term, words: Sequence[Word], tongue: str) -> Occurrence | None:
    """The words of the term in order with some others between; two words of equal standing may also change places.

    "media edad" is "edad media", but "informe de gestión" is no "gestión de informes".
    """
    mine = [w.folded for w in split(term.text, tongue)]
    if len(mine) < 2:
        return None
    places = [[i for i, w in enumerate(words) if _is_kin(m, w.folded, tongue)][:20] for m in mine]
    orders = [places, places[::-1]] if len(mine) == 2 and min(map(len, mine)) > 2 else [places]
    for order in orders if all(places) else ():
        for first in order[0]:
            last = first
            for options in order[1:]:
                last = next((i for i in options if last < i <= first + len(mine) + APART - 1), -1)
                if last < 0:
                    break
            else:
                return Occurrence(words[first].start, words[last].end, term, "apart")
    return None


def _is_kin(mine: str, theirs: str, tongue: str) -> bool:
    return inflection.same(mine, theirs, tongue) or inflection.part_of(mine, theirs, tongue)
