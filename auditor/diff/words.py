"""A text as the differ sees it: words with base form, class and part of speech."""

from __future__ import annotations

import functools

import msgspec
import regex

from auditor.lang.lemmas import closed_class, function_words, lemma, plain
from auditor.lang.pos import tagged
from auditor.lang.scripts import is_cased, primary
from auditor.lang.tokens import hyphened
from auditor.lang.tokens import words as plain_words

MOST = 160  # words compared: beyond that a "segment" is a list or a table, and nothing is said of the rest
_CONTRACTED = regex.compile(r"(?i)^(.+?)(n[’']t|[’'](?:re|ve|ll|d|m))$")

_DENIES_NOTHING = regex.compile(r"No\. ?\p{Nd}|[Nn]o-one|[Nn]ot (?:only|just|merely|simply|least)\b")

_SHORT = {
    "wo": "will",
    "sha": "shall",
    "ca": "can",
    "'t": "n't",
    "u.s": "us",
    "u.k": "uk",
    "u.n": "un",
    "e.u": "eu",
    "mr": "mister",
    "%": "percent",
    "gov": "governor",
    "govt": "government",
    "sen": "senator",
    "rep": "representative",
    "gen": "general",
    "lt": "lieutenant",
    "prof": "professor",
    "dr": "doctor",
    "dept": "department",
    "jan": "january",
    "feb": "february",
    "apr": "april",
    "aug": "august",
    "sept": "september",
    "oct": "october",
    "nov": "november",
    "dec": "december",
}


class Word(msgspec.Struct, frozen=True):
    """One word (or one character of an unspaced script) and what is known of it."""

    start: int
    end: int
    form: str  # lower case
    base: str
    tag: str  # English part of speech, "" elsewhere
    content: bool  # open class
    negates: bool
    name: bool  # a capital inside a sentence, in scripts that have them
    number: bool
    char: bool  # one character of an unspaced script


@functools.lru_cache(maxsize=2048)
def words(text: str, lang: str) -> tuple[Word, ...]:
    """The words of a text; hyphenated ones and contractions fall into their parts.

    >>> [w.form for w in words("He didn't see the well-known man.", "en")]
    ['he', 'did', "n't", 'see', 'the', 'well', 'known', 'man']
    """
    english = primary(lang) == "en"
    tags = {t.token.start: t.tag for t in tagged(text)} if english else {}
    closed, negations, cased = function_words(lang), closed_class(lang, "neg"), is_cased(lang)
    found: list[Word] = []
    for token in plain_words(text)[:MOST]:
        before = text[: token.start].rstrip(" \"'«„“‘(")[-1:] if token.start < 3000 else "x"
        opens = not before or before in ".!?:¿¡"
        denies = not (english and _DENIES_NOTHING.match(text, token.start))
        for start, end in _parts(token.text, token.start, english):
            piece = text[start:end]
            form = _SHORT.get(plain(piece), plain(piece)) if english else plain(piece)
            number = piece[0].isnumeric()
            tag = tags.get(token.start, "")
            name = cased and piece[0].isupper() and (tag == "NNP" if english else not opens) and form not in closed
            found.append(
                Word(
                    start,
                    end,
                    form,
                    lemma(form, lang) if english else lemma(piece, lang),
                    tag,
                    form not in closed and not number,
                    denies and form in negations,
                    name,
                    number,
                    token.kind == "char",
                )
            )
    return tuple(found)


def _parts(text: str, start: int, english: bool) -> list[tuple[int, int]]:
    if english and text.lower() in ("cannot", "can't", "can’t"):
        return [(start, start + 3), (start + 3, start + len(text))]
    if english and ("'" in text or "’" in text) and (m := _CONTRACTED.match(text)):
        return [(start, start + m.end(1)), (start + m.start(2), start + m.end(2))]
    return hyphened(text, start)
