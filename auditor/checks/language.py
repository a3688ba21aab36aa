"""Is the text in the language it was declared to be in?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.identify import identify, same
from auditor.lang.lemmas import function_words
from auditor.lang.scripts import primary
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_ENOUGH = 100  # letters of the document: below it even a confident guess is one
_SURE = 0.9  # py3langid's probability, calibrated by length; 43 of 43 sentences of as many languages were above it
_SAMPLE = 4000  # code points
# Languages that share few closed-class words with a neighbour, as Russian and Ukrainian or Spanish and Portuguese do.
_DISTINCT = frozenset({"en", "de", "fr", "it", "pl", "hu", "fi", "tr", "ar", "he", "hi", "el", "nl", "ro"})
_LETTER = regex.compile(r"\p{L}")


def find(units: Sequence[Unit], tools: Tools) -> Iterator[tuple[str, Evidence]]:  # noqa: ARG001 - the text alone tells
    """The first sentence of a document whose text is in another language than declared."""
    declared = next((u.target.lang for u in units if u.target.text.strip()), "und")
    if primary(declared) in {"und", "", "mul", "zxx"}:
        return
    texts = [u.target.text[:_SAMPLE] for u in units if same(u.target.lang, declared)]
    text = _spread(texts)
    if sum(1 for _ in _LETTER.finditer(text)) < _ENOUGH:
        return
    if _reads_as(text, declared):
        return
    guess = identify(text)
    if guess.lang == "und" or guess.probability < _SURE or same(guess.lang, declared):
        return
    unit = next(u for u in units if _LETTER.search(u.target.text) and same(u.target.lang, declared))
    found, expected = _name(guess.lang), _name(declared)
    yield (
        unit.id,
        Evidence(
            rule="language/declared",
            view=View.TARGET,
            span=Span(Role.TARGET, 0, len(unit.target.text)),
            message=f"The text is declared to be {expected}, but reads as {found}.",
            detail=f"declared {declared}, identified {guess.lang} with probability {guess.probability:.2f}",
            strength=guess.probability * 0.9,
            cause="declared",
        ),
    )


def _reads_as(text: str, lang: str) -> bool:
    """Is every fifth word a closed-class word of the language?  Cheaper than a guess, and enough where the language is right."""
    closed = function_words(lang) if primary(lang) in _DISTINCT else frozenset()
    tokens = [token.text.lower() for token in words(text[:600])]
    return bool(closed) and sum(token in closed for token in tokens) * 5 >= len(tokens)


def _spread(texts: Sequence[str]) -> str:
    """Up to `_SAMPLE` code points from sentences all through the document."""
    step = max(1, sum(map(len, texts)) // _SAMPLE)
    return "\n".join(texts[::step])[:_SAMPLE]


def _name(tag: str) -> str:
    """A language's English name, with its tag where it has none."""
    from babel import Locale  # noqa: PLC0415 - asked for only when there is something to say

    return str(Locale("en").languages.get(primary(tag), tag))


_SPANISH = (
    "El ministro dijo el lunes que el gobierno no cambiaría su decisión sobre la nueva ley de pesca, "
    "que entrará en vigor en otoño en todos los puertos del norte."
)
_UKRAINIAN = (
    "Міністр заявив у понеділок, що уряд не змінить свого рішення про новий закон, "
    "який набуде чинності восени в усіх портах на півночі країни."
)

CHECK = Check(
    id="language",
    summary="The text is in another language than it is declared to be in.",
    needs=(frozenset({Role.TARGET}),),
    find_in_document=find,
    rules=(
        Rule(
            id="language/declared",
            summary="The language declared for a document is not the language of its text.",
            category="other",
            severity=Severity.MINOR,
            examples=(
                Example(target=_SPANISH, flags=_SPANISH, langs="en"),
                Example(target=_UKRAINIAN, flags=_UKRAINIAN, langs="ru"),
                Example(target=_SPANISH, langs="es"),
                Example(target=_UKRAINIAN, langs="uk"),
                Example(target="El Niño, La Niña, Los Angeles, San Francisco", langs="en", note="too short to tell"),
            ),
            why=(
                "A wrong language tag sends readers, search engines and later checks astray: names, numbers and spelling are "
                "judged by the rules of the declared language. Needs 100 letters and a confident identification; near neighbours "
                "such as Croatian and Serbian, or Bokmål and Danish where a text is short, are not told apart."
            ),
            its="non-conformance",
        ),
    ),
)
