"""Plants one error into a good translation: every kind is a function of text, language and chance; None where it cannot."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

import msgspec
import regex

from auditor.evaluate.gold import Row
from auditor.lang import lemmas, lexicon
from auditor.lang.scripts import is_cased, primary
from auditor.lang.tokens import Token, tokens, words

_FINAL = regex.compile(r"[\p{Po}]+$")
_SENTENCE = regex.compile(r"(?<=[.!?\N{IDEOGRAPHIC FULL STOP}\N{DEVANAGARI DANDA}])\s*")
_TAG = regex.compile(r"\{[^{}\s]{0,40}\}|%[sd]|</?\p{L}[^<>]{0,60}>")
_LINK = regex.compile(r"https?://[^\s/]+/\S*[\p{L}\p{Nd}]")
_UNITS = {"km": "miles", "kilometres": "miles", "kilometers": "miles", "miles": "kilometres", "kg": "lb", "metres": "feet",
          "meters": "feet", "feet": "metres", "hours": "days", "days": "weeks", "weeks": "months", "million": "billion",
          "billion": "million", "°C": "°F", "°F": "°C", "%": "‰", "$": "€", "€": "$", "£": "€"}  # fmt: skip


class Damage(msgspec.Struct, frozen=True):
    """The damaged text and the words that are wrong now; start == end where words were taken out."""

    text: str
    start: int
    end: int


class Site(msgspec.Struct, frozen=True):
    """What a kind may draw on."""

    text: str
    row: Row
    chance: random.Random
    names: Sequence[str]  # names of other rows in the same language
    others: Sequence[str]  # other rows' translations

    @property
    def lang(self) -> str:
        """Of the translation."""
        return self.row.tgt_lang


def _put(site: Site, start: int, end: int, new: str) -> Damage:
    return Damage(site.text[:start] + new + site.text[end:], start, start + len(new))


def _cut(site: Site, start: int, end: int) -> Damage:
    """Takes words out with the white space before them."""
    while start and site.text[start - 1].isspace():
        start -= 1
    end = end if start else len(site.text) - len(site.text[end:].lstrip())
    return Damage(site.text[:start] + site.text[end:], start, start)


def _content(site: Site) -> list[Token]:
    closed = lemmas.function_words(site.lang)
    return [t for t in words(site.text) if t.kind == "word" and len(t.text) > 3 and t.text.lower() not in closed]


def number(site: Site) -> Damage | None:
    """Another digit in a number."""
    found = [t for t in tokens(site.text) if t.kind == "number"]
    if not found:
        return None
    token = site.chance.choice(found)
    at = site.chance.choice([i for i, c in enumerate(token.text) if c.isdecimal()])
    digit = int(token.text[at])
    new = chr(ord(token.text[at]) - digit + site.chance.choice([d for d in range(1, 10) if d != digit]))
    return _put(site, token.start, token.end, token.text[:at] + new + token.text[at + 1 :])


def unit(site: Site) -> Damage | None:
    """Another unit or currency behind the same number."""
    found = [t for t in tokens(site.text) if t.text in _UNITS]
    near = [t for t in found if any(c.isdecimal() for c in site.text[max(0, t.start - 6) : t.end + 2])]
    if not near:
        return None
    token = site.chance.choice(near)
    return _put(site, token.start, token.end, _UNITS[token.text])


def name(site: Site) -> Damage | None:
    """A name of another row in place of this one's."""
    found = names_of(site.text, site.lang)
    spare = [n for n in site.names if n not in site.text]
    if not found or not spare:
        return None
    token = site.chance.choice(found)
    return _put(site, token.start, token.end, site.chance.choice(spare))


def names_of(text: str, lang: str) -> list[Token]:
    """Words with a capital inside a sentence, where the language capitalises names alone."""
    if not is_cased(lang) or primary(lang) == "de":
        return []
    found = words(text)
    return [
        t
        for t in found[1:]
        if len(t.text) > 3 and t.text[0].isupper() and t.text[1:].islower() and text[: t.start].rstrip()[-1:].isalpha()
    ]


def negation(site: Site) -> Damage | None:
    """The negation dropped."""
    found = [t for t in words(site.text) if t.text.lower() in lemmas.closed_class(site.lang, "neg") and t.end - t.start > 1]
    return _cut(site, site.chance.choice(found).start, found[0].end) if len(found) == 1 else None


def antonym(site: Site) -> Damage | None:
    """A word turned into its opposite."""
    found = []
    for token in _content(site):
        low = token.text.lower()
        entry = lexicon.entry(low) if primary(site.lang) == "en" else None
        against = sorted(entry.opposites if entry else lemmas.opposites(site.lang).get(low, ()))
        found += [(token, word) for word in against if word.isalpha()]
    if not found:
        return None
    token, word = site.chance.choice(found)
    return _put(site, token.start, token.end, word.capitalize() if token.text[0].isupper() else word)


def doubled(site: Site) -> Damage | None:
    """A word said twice."""
    found = [t for t in words(site.text) if t.kind == "word"]
    if not found:
        return None
    token = site.chance.choice(found)
    return _put(site, token.end, token.end, f" {token.text.lower()}")


def shuffled(site: Site) -> Damage | None:
    """Words in random order."""
    found = [t.text for t in words(site.text)]
    if len(found) < 6:
        return None
    mixed = found[:]
    site.chance.shuffle(mixed)
    text = " ".join(mixed) + site.text[-1:]
    return Damage(text, 0, len(text)) if mixed != found else None


def word_dropped(site: Site) -> Damage | None:
    """A content word left out."""
    found = _content(site)
    if len(found) < 4:
        return None
    token = site.chance.choice(found)
    return _cut(site, token.start, token.end)


def sentence_dropped(site: Site) -> Damage | None:
    """A sentence left out."""
    parts = [p for p in _SENTENCE.split(site.text) if p.strip()]
    if len(parts) < 2:
        return None
    start = site.text.index(parts[-1])
    return _cut(site, start, len(site.text))


def addition(site: Site) -> Damage | None:
    """A sentence of another text appended."""
    spare = [t for t in site.others if t not in site.text and 20 <= len(t) <= 200]
    return _put(site, len(site.text), len(site.text), f" {site.chance.choice(spare)}") if spare else None


def untranslated_word(site: Site) -> Damage | None:
    """A word of the source in place of the translation's."""
    theirs = [
        t.text for t in words(site.row.source) if len(t.text) > 3 and t.text.isalpha() and t.text.lower() not in site.text.lower()
    ]
    ours = _content(site)
    if not theirs or not ours or primary(site.row.src_lang) == primary(site.lang):
        return None
    token = site.chance.choice(ours)
    return _put(site, token.start, token.end, site.chance.choice(theirs))


def untranslated(site: Site) -> Damage | None:
    """The source in place of the translation."""
    if not site.row.source or primary(site.row.src_lang) == primary(site.lang) or len(words(site.row.source)) < 4:
        return None
    return Damage(site.row.source, 0, len(site.row.source))


def final_mark(site: Site) -> Damage | None:
    """The last punctuation mark lost."""
    found = _FINAL.search(site.text)
    return Damage(site.text[: found.start()], found.start(), found.start()) if found else None


def small(site: Site) -> Damage | None:
    """A name written small."""
    found = names_of(site.text, site.lang)
    token = site.chance.choice(found) if found else None
    return _put(site, token.start, token.end, token.text.lower()) if token else None


def misspelt(site: Site) -> Damage | None:
    """Two letters of a word changed round."""
    found = [t for t in _content(site) if len(t.text) > 5 and t.text.islower()]
    if not found:
        return None
    token = site.chance.choice(found)
    places = [i for i in range(1, len(token.text) - 2) if token.text[i] != token.text[i + 1]]
    if not places:
        return None
    i = site.chance.choice(places)
    return _put(site, token.start, token.end, token.text[:i] + token.text[i + 1] + token.text[i] + token.text[i + 2 :])


def placeholder(site: Site) -> Damage | None:
    """A placeholder or tag lost."""
    found = _TAG.search(site.text)
    return _cut(site, found.start(), found.end()) if found else None


def link(site: Site) -> Damage | None:
    """A link that leads elsewhere."""
    found = _LINK.search(site.text)
    return _put(site, found.start(), found.end(), found.group()[:-1] + "-0") if found else None


KINDS: dict[str, Callable[[Site], Damage | None]] = {
    "numbers/value": number,
    "numbers/unit": unit,
    "names/mistranslated": name,
    "meaning/negation": negation,
    "meaning/antonym": antonym,
    "fluency/repetition": doubled,
    "fluency/order": shuffled,
    "coverage/omission (word)": word_dropped,
    "coverage/omission (sentence)": sentence_dropped,
    "coverage/addition": addition,
    "untranslated/words": untranslated_word,
    "untranslated/segment": untranslated,
    "fluency/punctuation": final_mark,
    "fluency/casing": small,
    "fluency/spelling": misspelt,
    "markup/placeholder": placeholder,
    "links/changed": link,
}
