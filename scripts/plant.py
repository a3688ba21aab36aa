"""Damages clean sentences, for learning: each plant says what it did and where."""

from __future__ import annotations

import random
from collections.abc import Iterator

from auditor.lang import lexicon
from auditor.lang.lemmas import closed_class, function_words, lemma, opposites
from auditor.lang.pos import tagged
from auditor.lang.scripts import is_unspaced
from auditor.lang.tokens import words

Plant = tuple[str, str, int, int]  # kind, damaged text, where
_NOUN, _VERB = ("NN", "NNS"), ("VBD", "VBZ", "VB", "VBN", "VBG")
_OTHER_TENSE = {
    "is": "was",
    "was": "is",
    "are": "were",
    "were": "are",
    "has": "had",
    "have": "had",
    "had": "has",
    "will": "would",
}
_OTHER_GENDER = {"he": "she", "she": "he", "his": "her", "her": "his", "him": "her"}
_PREPOSITIONS = ("of", "in", "on", "at", "by", "for", "from", "to", "with")
_ENDS = (
    ".",
    ",",
    ";",
    ":",
    "(",
    ")",
    "-",
    '"',
    "and",
    "or",
    "but",
    "that",
    "who",
    "which",
    *_PREPOSITIONS,
    *_OTHER_TENSE,
    "VBD",
    "VBZ",
)
_AUXILIARIES = (*_OTHER_TENSE, "would", "can", "could", "may", "should", "must")
_CUTS = ("noun", "subject", "verb", "word", "conjunction", "denial", "name")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _cut(text: str, start: int, end: int) -> tuple[str, int]:
    if not text[:start].strip():
        return _capital(text[end:].lstrip()), 0
    place = len(text[:start].rstrip())
    return text[:place] + text[end:], place


def _put(text: str, start: int, end: int, new: str) -> tuple[str, int, int]:
    new = _capital(new) if start == 0 else new
    return text[:start] + new + text[end:], start, start + len(new)


def plants(text: str, chance: random.Random, vocabulary: list[str], most: int) -> Iterator[Plant]:
    """Up to `most` damaged copies of an English sentence, of different kinds."""
    found = tagged(text)
    plan: dict[str, list[int]] = {}
    for i, _t in enumerate(found if len(found) >= 6 else ()):
        for kind in _kinds(i, found):
            plan.setdefault(kind, []).append(i)
    kinds = sorted(plan)
    chance.shuffle(kinds)
    made = 0
    for kind in kinds:
        done = _english(text, found, kind, chance.choice(plan[kind]), chance, vocabulary)
        if done and done[0] != text:
            yield kind, *done
            made += 1
        if made >= most:
            return


def _kinds(i: int, found: tuple) -> Iterator[str]:  # noqa: C901, PLR0912 - one kind a line
    t = found[i]
    after, before = found[i + 1].tag if i + 1 < len(found) else "", found[i - 1].tag if i else ""
    if t.tag in _NOUN:
        yield "subject" if after in _VERB or after in _OTHER_TENSE else "noun"
        if before not in ("NN", "NNP"):
            yield "addition"
        yield "broader"
    if t.tag in _VERB:
        yield from ("verb", "tense")
    if t.tag in ("JJ", "RB", "JJR", "JJS"):
        yield "word"
    if t.tag in ("JJ", "RB", "VB", "VBD", "NN") and len(t.token.text) > 4:
        yield "family"
    if t.tag in ("JJ", "RB", "VB", "VBD", "VBZ", "NN", "NNS", "more", "less", "most", "before", "after", "all", "many"):
        yield "opposite"
    if t.tag in _AUXILIARIES:
        yield from ("negation", "auxiliary")
    if t.tag in ("and", "but", "or", "because", "that", "if"):
        yield "conjunction"
    if t.tag in _PREPOSITIONS and i:
        yield from ("phrase", "preposition")
    if t.tag in ("not", "n't", "no"):
        yield "denial"
    if t.tag == "NNP":
        yield "name"
    if t.token.text.lower() in _OTHER_GENDER:
        yield "gender"
    if i and after and t.tag.isalpha() and after.isalpha() and t.tag != after:
        yield "swap"


def _english(  # noqa: C901 - one kind a line
    text: str, found: tuple, kind: str, i: int, chance: random.Random, vocabulary: list[str]
) -> tuple[str, int, int] | None:
    t, word = found[i].token, found[i].token.text.lower()
    base = lemma(t.text, "en")
    entry = lexicon.entry(base)
    if kind in _CUTS:
        changed, place = _cut(text, t.start, t.end)
        return changed, place, place
    if kind == "phrase":
        j = i + 1
        while j < len(found) and j - i < 7 and found[j].tag not in _ENDS:
            j += 1
        changed, place = _cut(text, t.start, found[j - 1].token.end)
        return (changed, place, place) if j - i > 1 else None
    if kind == "addition":
        new = chance.choice(vocabulary)
        return text[: t.start] + new + " " + text[t.start :], t.start, t.start + len(new)
    if kind == "negation":
        return text[: t.end] + " not" + text[t.end :], t.end + 1, t.end + 4
    if kind == "swap":
        other = found[i + 1].token
        return text[: t.start] + other.text + text[t.end : other.start] + t.text + text[other.end :], t.start, other.end
    new = ""
    if kind == "opposite":
        against = sorted((entry.opposites if entry else frozenset()) | opposites("en").get(base, frozenset()))
        new = chance.choice(against) if against and base == word else ""
    elif kind == "family":
        kin = [w for w in sorted(entry.family) if w[:4] == word[:4]] if entry else []
        new = chance.choice(kin) if kin else ""
    elif kind == "broader":
        new = _broader(base)
        new = new + "s" if new and found[i].tag == "NNS" else new
    elif kind == "tense":
        past = base + ("d" if base.endswith("e") else "ed")
        new = {"VBD": base + "s", "VBZ": past, "VB": past}.get(found[i].tag, "") if word != base else ""
    elif kind in ("auxiliary", "gender"):
        new = (_OTHER_TENSE if kind == "auxiliary" else _OTHER_GENDER).get(word, "")
    elif kind == "preposition":
        new = chance.choice([p for p in _PREPOSITIONS if p != word])
    return _put(text, t.start, t.end, new) if new and new != word else None


_NAMES: dict[int, list[tuple[int, str]]] = {}


def _broader(base: str) -> str:
    if not _NAMES:
        for word in lexicon._words():  # noqa: SLF001 - the whole list is needed once, here
            entry = lexicon.entry(word)
            for pos, ident in entry.senses[:2] if entry and "_" not in word else ():
                if pos == "n":
                    _NAMES.setdefault(ident, []).append((sum(c for _, c in entry.counts), word))
    entry = lexicon.entry(base)
    for pos, ident in entry.senses[:1] if entry else ():
        for up in lexicon._synset(ident)[0] if pos == "n" else ():  # noqa: SLF001
            named = sorted(_NAMES.get(up, []), reverse=True)
            if named and named[0][1] != base:
                return named[0][1]
    return ""


def plants_anywhere(  # noqa: C901, PLR0912 - one kind a line
    text: str, lang: str, chance: random.Random, vocabulary: list[str], most: int
) -> Iterator[Plant]:
    """Up to `most` damaged copies of a sentence in any language: words cut, added, exchanged, swapped, denied."""
    found, closed, unspaced = words(text), function_words(lang), is_unspaced(lang)
    if len(found) < 6 or (not vocabulary and not unspaced):
        return
    kinds = ["cut", "phrase", "exchange", "swap", "negation", "opposite"] + ([] if unspaced else ["addition"])
    chance.shuffle(kinds)
    made, against, denials = 0, opposites(lang), sorted(closed_class(lang, "neg"))
    negator = {"de": "nicht", "es": "no", "fr": "pas", "it": "non", "pt": "não", "ru": "не", "zh": "不"}.get(lang, "")
    content = [i for i, t in enumerate(found) if t.text.lower() not in closed and not t.text[0].isnumeric()]
    for kind in kinds:
        if made >= most or not content:
            return
        i = chance.choice(content)
        width = 2 if unspaced and i + 1 < len(found) else 1
        start, end = found[i].start, found[i + width - 1].end
        done: tuple[str, int, int] | None = None
        if kind == "cut":
            changed, place = _cut(text, start, end)
            done = changed, place, place
        elif kind == "phrase" and i + 4 < len(found):
            changed, place = _cut(text, start, found[i + 2 + width].end)
            done = changed, place, place
        elif kind == "exchange":
            j = chance.choice(content)
            new = text[found[j].start : found[min(len(found), j + width) - 1].end] if unspaced else chance.choice(vocabulary)
            done = _put(text, start, end, new)
        elif kind == "addition":
            new = chance.choice(vocabulary)
            done = text[:start] + new + " " + text[start:], start, start + len(new)
        elif kind == "swap" and i + 1 < len(found) and not unspaced:
            other = found[i + 1]
            done = text[:start] + other.text + text[end : other.start] + found[i].text + text[other.end :], start, other.end
        elif kind == "negation" and negator:
            there = [t for t in found if t.text.lower() in denials]
            if there:
                t = chance.choice(there)
                changed, place = _cut(text, t.start, t.end)
                done = changed, place, place
            else:
                gap = "" if unspaced else " "
                done = text[:start] + negator + gap + text[start:], start, start + len(negator)
        elif kind == "opposite":
            for t in found:
                new = sorted(against.get(lemma(t.text, lang), ()))
                if new:
                    done = _put(text, t.start, t.end, chance.choice(new))
            for a in against if unspaced else ():
                if len(a) > 1 and a in text:
                    done = _put(text, text.index(a), text.index(a) + len(a), min(against[a]))
        if done and done[0] != text:
            yield kind, *done
            made += 1
