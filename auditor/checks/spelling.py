"""Is a word of the target misspelt?

A word no list knows is suspect; it is evidence where a known word lies one slip away, and strong evidence where that word
stands in the reference.  Names, words of the source, of the reference and of the rest of the document are let be.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import lexicon
from auditor.lang.lemmas import bases, function_words
from auditor.lang.marks import folded, head, sentence_starts
from auditor.lang.scripts import is_cased, is_unspaced, primary
from auditor.lang.spelling import corrections, distant, has_words, is_word, known, regional, slips, variant
from auditor.lang.tokens import Token, words
from auditor.lang.wire import agencies
from auditor.lang.wordlists import CAPITALISED, CLOSED, SENTENCE_OPENERS, SHORT, TWO_LETTERS
from auditor.model import Evidence, Role, Severity, Span, Unit, View

# Of lower-case words in human text the English list lacks 0.2 %, lists of languages that inflect more 0.5 to 4 %: there a
# word is not suspect for being unlisted.
_SURE = frozenset({"en"})
# Lists that have the unaccented twin of a word if there is one; elsewhere a missing accent may be a missing form.
_ACCENTS_LISTED = frozenset({"es", "pt", "fr", "ru", "uk"})
_ROMANCE_GERMANIC = frozenset({"es", "fr", "de", "it", "pt", "nl", "sv", "da", "nb", "ca", "ro"})
_MOST = 12  # suspects looked at in one segment
_NEIGHBOURS = 200  # units of the document asked whether they write the word the same way

RULE = Rule(
    id="fluency/spelling",
    summary="A word is misspelt.",
    category="fluency/spelling",
    its="misspelling",
    severity=Severity.MINOR,
    examples=(
        Example(target="The minster wrote a shrot letter to parliament.", flags="shrot"),
        Example(target="He sat on the grat wall.", reference="He sat upon the great wall.", flags="grat"),
        Example(
            target="Он написал кроткое псиьмо брату.", langs="ru", flags="псиьмо", reference="Он написал короткое письмо брату."
        ),
        Example(target="Zverev beat Tsitsipas in the quarter-finals.", note="names and compounds"),
        Example(target="The hanami season began.", source="花見 hanami シーズン", langs="ja-en", note="the source has the word"),
        Example(target="Он вернулся в посёлок.", langs="ru"),
    ),
    why="Machine translation seldom misspells, but pasted, retyped and pivoted text does; a letter lost in a word that "
    "becomes another word is found only where a reference is given.",
    languages="about fifty with a word list (simplemma); with a reference, any",
)


class _Sight(msgspec.Struct, frozen=True):
    """What one segment is compared with."""

    lang: str
    source: frozenset[str]
    reference: frozenset[str]
    starts: frozenset[int]
    target: frozenset[str]


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Misspelt words of the target."""
    text, lang = head(unit.target.text), unit.target.lang
    listed = has_words(lang)
    if not text or is_unspaced(lang) or (not listed and unit.reference is None):
        return
    sight = _Sight(
        lang=lang,
        source=folded(head(unit.source.text)) if unit.source else frozenset(),
        reference=frozenset().union(*(folded(head(r.text)) for r in unit.references)),
        starts=sentence_starts(text),
        target=folded(text),
    )
    looked = 0
    tokens = words(text)
    for i, token in _pieces(tokens, lang):
        if not _suspect(token, sight) or _address(text, token) or token.text.casefold() in agencies():
            continue
        unknown = listed and not known(token.text, lang)
        seldom = not unknown and _seldom(_low(token), token.text, lang)
        if not unknown and not seldom and not sight.reference:
            continue
        seen = _unknown(token, sight) if unknown else _real_word(tokens, i, sight, unit)
        if seldom and (seen is None or seen.strength < 0.5):
            seen = _scrap(token, text, sight)
        repeated = unknown and text.casefold().count(token.text.casefold()) > 1 and seen is not None and seen.view is View.TARGET
        if seen is not None and not repeated and not (unknown and _elsewhere(token.text, unit, tools)):
            yield seen
        looked += unknown
        if looked >= _MOST:
            return


def _pieces(tokens: tuple[Token, ...], lang: str) -> Iterator[tuple[int, Token]]:
    """Every word with its number; of a hyphenated one that is not known, its parts."""
    for i, token in enumerate(tokens):
        if "-" not in token.text or token.text[0].isupper() or len(token.text) > 60 or known(token.text, lang):
            yield i, token
            continue
        for found in _PART.finditer(token.text):
            yield i, Token(token.start + found.start(), token.start + found.end(), found.group(), token.kind)


_PART = regex.compile(r"[^-]{4,}")
_LATIN_ONLY = regex.compile(r"[\p{Latin}\p{M}'’]+")


def _suspect(token: Token, sight: _Sight) -> bool:
    word = token.text
    if token.kind != "word" or len(word) > 30 or not is_word(word) or (len(word) > 1 and word.isupper()):
        return False
    low = _low(token)
    return not any(low in side or low.removesuffix("'s") in side for side in (sight.reference, sight.source))


def _unknown(token: Token, sight: _Sight) -> Evidence | None:
    word, low = token.text, _low(token)
    sure = primary(sight.lang) in _SURE
    name = is_cased(sight.lang) and word[:1].isupper()
    if len(low) < 2 or any(c.isupper() for c in word[1:]):
        return None
    if near := _nearest(low, sight.reference, sight.target, 2 if sure and len(low) >= 6 else 1):
        if variant(low, near) or (not sure and _declined(low, near)):
            return None
        return _evidence(token, near, "near-reference", _like_reference(low, near, name, sight), View.REFERENCE, slips(low, near))
    initial = token.start in sight.starts
    if name and not initial:
        return _name_like(token, sight)
    if sure:
        return _unlisted(token, name, sight.lang)
    if name or len(low) < 4:
        return None
    fixes = corrections(low, sight.lang) if len(low) >= 5 else ()
    accent = bool(fixes) and len(fixes[0]) == len(low) and sorted(fixes[0]) != sorted(low)
    likely = (
        0.65
        if accent and primary(sight.lang) in _ACCENTS_LISTED
        else 0.4
        if accent
        else 0.55
        if primary(sight.lang) in _ROMANCE_GERMANIC
        else 0.4
    )
    return (
        _evidence(token, fixes[0], "unknown-accent" if accent else "unknown-swapped", likely, View.TARGET, 1) if fixes else None
    )


@functools.lru_cache(maxsize=20_000)
def _seldom(low: str, word: str, lang: str) -> bool:
    """An English word of at most four letters that a list has and nobody writes (aw, ne, ara, knw): a longer word's remains."""
    if primary(lang) not in _SURE or len(low) > 4 or word != low or "'" in low:
        return False
    if len(low) <= 2:
        return low not in TWO_LETTERS and low != "a"
    if low in function_words("en") or low in SHORT:
        return False
    return not any(lexicon.parts_of_speech(base).get(pos, 0) for base, pos in bases(low)) and not listed_as_number(low)


def listed_as_number(low: str) -> bool:
    """Is it a number word or a Roman numeral?"""
    return low in {"nil", "ten", "six"} or not set(low) - set("ivxlc")


def _scrap(token: Token, text: str, sight: _Sight) -> Evidence | None:
    """A scrap of a word: sure where the reference has the whole."""
    low = _low(token)
    around = text[token.start - 1 : token.start] + text[token.end : token.end + 1]
    if any(c in ".)-–—&'’:=<>±*^" or c.isdigit() for c in around):
        return None
    near = _nearest(low, sight.reference, sight.target, 1)
    if near and len(near) >= len(low) and not _inflected(low, near):
        return _evidence(token, near, "scrap-near-reference", 0.85, View.REFERENCE, 1)
    fixes = corrections(low, sight.lang)
    strength = 0.6 if len(low) == 2 else 0.5 if len(low) == 1 else 0.35
    return _evidence(token, fixes[0] if fixes else None, "scrap", strength, View.TARGET, 1)


def _like_reference(low: str, near: str, name: bool, sight: _Sight) -> float:
    """A name that differs is the business of names; an ending that differs, in a language that inflects, is grammar."""
    if not known(near, sight.lang):
        return 0.3
    if primary(sight.lang) in _SURE:
        return 0.7 if name else 0.95
    inside = low[0] == near[0] and low[-3:] == near[-3:] and len(near) >= 5
    return 0.35 if name or not inside else 0.9 if len(low) <= len(near) else 0.6


def _unlisted(token: Token, name: bool, lang: str) -> Evidence | None:
    """An English word that no list has, with nothing beside it to compare."""
    low = _low(token)
    if not _LATIN_ONLY.fullmatch(low):
        return None
    fixes = corrections(low, lang)
    if any(regional(low, fix) for fix in fixes):
        return None
    if len(low) < 4:
        return (
            None
            if name or not fixes
            else _evidence(token, fixes[0], "unknown-short", 0.55 if len(low) == 3 else 0.4, View.TARGET, 1)
        )
    if not fixes and not name and (far := distant(low, lang)):
        return _evidence(token, far, "unknown-far", 0.5, View.TARGET, 2)
    if not fixes:
        return None if name else _evidence(token, None, "unknown", 0.35, View.TARGET, 3)
    if not name:
        return _evidence(token, fixes[0], "unknown-near", 0.7 if len(low) > 4 else 0.6, View.TARGET, 1)
    # a name may begin a sentence: only a slip from a word that often does is likelier
    common = next((fix for fix in fixes if fix in SENTENCE_OPENERS), None)
    return _evidence(token, common or fixes[0], "unknown-initial", 0.7 if common else 0.3, View.TARGET, 1)


def _address(text: str, token: Token) -> bool:
    """Is it a piece of an address, a handle or a file name?"""
    before, after = text[token.start - 1 : token.start], text[token.end : token.end + 3]
    return (
        after == "://"
        or before in {".", "@", "/", "#", "_", "\\"}
        or after[:1] in {"@", "_", "\\"}
        or (after[:1] in {".", "/"} and after[1:2].isalnum())
    )


def _low(token: Token) -> str:
    return token.text.casefold().replace("’", "'")


def _name_like(token: Token, sight: _Sight) -> Evidence | None:
    """A capital in mid-sentence is a name unless it is a slip from a longer common word that newsrooms capitalise."""
    if len(token.text) < 6:
        return None
    fixes = [fix for fix in corrections(token.text.casefold(), sight.lang) if fix in CAPITALISED]
    return _evidence(token, fixes[0].capitalize(), "capitalised-near", 0.6, View.TARGET, 1) if fixes else None


def _nearest(word: str, there: frozenset[str], here: frozenset[str], most: int) -> str | None:
    """The word of the reference that the target lacks and that is nearest, at most that many slips away."""
    best: tuple[int, str] | None = None
    for other in there:
        if abs(len(other) - len(word)) <= most and len(other) >= 2 and other not in here and is_word(other):
            distance = slips(word, other)
            if distance <= most and (distance == 1 or other[0] == word[0] or other[-1] == word[-1]):
                best = min(best or (99, ""), (distance, other))
    return best[1] if best else None


def _real_word(tokens: tuple[Token, ...], i: int, sight: _Sight, unit: Unit) -> Evidence | None:
    """A known word one slip from a word of the reference with the same neighbours: `aw` for `law`.

    An ending that differs is inflection, not spelling, and left to the differ.
    """
    word = _low(tokens[i])
    near = _nearest(word, sight.reference, sight.target, 1)
    if near is None or "'" in word + near or _inflected(word, near) or variant(word, near) or not known(near, sight.lang):
        return None
    sides = _sides(tokens, i)
    there = words(head(unit.references[0].text))
    context = max((len(sides & _sides(there, j)) for j, token in enumerate(there) if _low(token) == near), default=0)
    if not context or (word in CLOSED and near in CLOSED):
        return None
    likely = (
        0.2
        + 0.2 * context
        + (0.15 if len(word) < len(near) else -0.25 if len(word) > len(near) else 0.0)
        + (0.1 if len(word) >= 5 else 0.0)
    )
    if primary(sight.lang) not in _SURE:
        likely = min(likely - 0.25, 0.45)
    elif word in CLOSED or near in CLOSED:
        likely -= 0.3
    return _evidence(tokens[i], near, "real-word", likely, View.REFERENCE, 1)


def _sides(tokens: tuple[Token, ...], i: int) -> set[tuple[int, str]]:
    """The neighbours of a word, by side."""
    before, after = (_low(tokens[i - 1]) if i else ""), (_low(tokens[i + 1]) if i + 1 < len(tokens) else "")
    return {(side, word) for side, word in ((0, before), (1, after)) if word}


def _inflected(one: str, other: str) -> bool:
    """Do the two differ only at the end, or in a vowel inside a short stem (man, men; sing, sang)?"""
    short, long = sorted((one, other), key=len)
    if len(short) != len(long):
        return long.startswith(short) or (long[:-2] == short[:-1] and len(short) > 3)
    differs = [(a, b) for a, b in zip(one, other, strict=True) if a != b]
    return one[:-1] == other[:-1] or (len(differs) == 1 and {*differs[0]} <= set("aeiouy"))


_ENDINGS = frozenset("s n e a i o u y r m en es er em ern ens se ne os as is us om ом ы и а е у ам ов ой ей".split())


def _declined(one: str, other: str) -> bool:
    """Is one the other with an ending on: Verpacker, Verpackern?

    >>> _declined("verpackern", "verpacker"), _declined("universitä", "universität")
    (True, False)
    """
    short, long = sorted((one, other), key=len)
    return long.startswith(short) and len(short) > 3 and long[len(short) :] in _ENDINGS


def _elsewhere(word: str, unit: Unit, tools: Tools) -> bool:
    """Is it written so in another segment too?  Then it is somebody's spelling, not a slip."""
    low = word.casefold().replace("’", "'")
    others = (u for u in tools.document[:_NEIGHBOURS] if u.id != unit.id)
    return any(
        low in folded(head(u.target.text)) or (u.source is not None and low in folded(head(u.source.text))) for u in others
    )


def _evidence(token: Token, fix: str | None, cause: str, strength: float, view: View, distance: int) -> Evidence:
    better = fix if fix is None or not token.text[:1].isupper() else fix[:1].upper() + fix[1:]
    meant = f": “{better}” seems meant" if better else ", and no known word is near it"
    told = "differs by one letter from the reference" if cause == "real-word" else "is not a known word"
    return Evidence(
        rule=RULE.id,
        view=view,
        span=Span(Role.TARGET, token.start, token.end),
        message=f"“{token.text}” {told}{meant}.",
        detail=f"{token.text} ~ {better}" if better else token.text,
        suggestion=better,
        strength=strength,
        cause=cause,
        features={"letters": float(len(token.text)), "slips": float(distance)},
    )


CHECK = Check(id="spelling", summary="Is a word misspelt?", rules=(RULE,), find=find)
