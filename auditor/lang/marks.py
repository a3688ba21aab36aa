"""Facts about marks: what ends a sentence, what pairs, where a space belongs, and which words stand at a beginning."""

from __future__ import annotations

import functools

import regex

from auditor.lang.scripts import primary
from auditor.lang.tokens import Token, tokens

# What ends a sentence, by Unicode's own property, with the Greek question mark and the ellipsis beside it.
ENDS = regex.compile(r"[\p{Sentence_Terminal}…;\N{GREEK QUESTION MARK}]")
_LAST = regex.compile(
    r"([\p{Sentence_Terminal}…]|(?<=\p{Greek});|\N{GREEK QUESTION MARK})?"
    r"(?P<closing>[\p{Pe}\p{Pf}\p{Pi}\"'’”»«“]*)\s*\Z"
)
_QUESTION = {"el": ";", "ar": "؟", "fa": "؟", "ur": "؟", "hy": "՞", "am": "፧"}
# French sets a (narrow) no-break space before high marks and inside guillemets; so do its neighbours by habit.
SPACED_MARKS = frozenset({"fr", "br", "oc"})
PAIRS = {"(": ")", "[": "]", "{": "}", "（": "）", "【": "】", "「": "」", "『": "』", "《": "》", "〈": "〉"}
_OPENERS = frozenset("([{«„“‘\"'¿¡（【「『《〈—–-•*’‚‹›»”…")
_ABBREVIATIONS = frozenset(
    "mr mrs ms dr prof st sr jr gen gov sen rep col lt capt sgt rev hon no vs etc inc ltd co corp u.s u.k e.g i.e "
    "p a.m p.m jan feb "
    "mar apr jun jul aug sep sept oct nov dec fig vol ed approx dept est art bzw z.b d.h u.a ca nr str usw sog gest geb mio mrd "
    "sra dra ud uds ee.uu aa.vv pág núm av m mm mme mlle av env cf tab dott sig ing avv г гг ул им тыс млн млрд руб т.е т.д т.п "
    "św ul im prof mgr inż hab tzv např atd tj mj resp kap odst".split()
)


@functools.lru_cache(maxsize=8192)
def final_mark(text: str) -> str:
    """The sentence's last mark, behind closing quotes and brackets as well; "" where it has none.

    >>> final_mark('He said "no."'), final_mark("据说是真的。"), final_mark("A headline"), final_mark("Τι είναι αυτό;")
    ('.', '。', '', ';')
    """
    found = _LAST.search(text, max(0, len(text) - 40))
    if found is None:
        return ""
    if found.group(1):
        return str(found.group(1))
    return _before_quotes(text, found.start())


def _before_quotes(text: str, end: int) -> str:
    mark = text[end - 1 : end]
    return mark if mark and regex.fullmatch(r"[\p{Sentence_Terminal}…]", mark) else ""


def question_mark(lang: str) -> str:
    """The language's question mark."""
    return _QUESTION.get(primary(lang), "?")


def is_question(text: str) -> bool:
    """Does the text end in a question mark of any script?

    >>> is_question("真的吗？"), is_question("Really.")
    (True, False)
    """
    return final_mark(text) in {"?", "？", "؟", "՞", "፧", "\N{GREEK QUESTION MARK}", "⸮", "‽", ";"}


@functools.lru_cache(maxsize=2048)
def sentence_starts(text: str) -> frozenset[int]:
    """Where words stand that begin a sentence, a quotation, a line or a bracket: a capital there says nothing.

    >>> sorted(sentence_starts("He left. Then, in U.S. waters, “She saw.”"))
    [0, 9, 32]
    """
    starts, fresh, previous = set(), True, None
    for token in tokens(text):
        if token.kind == "mark":
            fresh = fresh or _opens(token, previous)
        else:
            if fresh or (previous is not None and "\n" in text[previous.end : token.start]):
                starts.add(token.start)
            fresh = False
        previous = token
    return frozenset(starts)


def _opens(mark: Token, previous: Token | None) -> bool:
    if mark.text == "." and previous is not None:
        return not (previous.text.lower() in _ABBREVIATIONS or (len(previous.text) == 1 and previous.text.isalpha()))
    return mark.text in _OPENERS or ENDS.match(mark.text) is not None or mark.text in ":;"


@functools.lru_cache(maxsize=2048)
def forms(text: str) -> frozenset[str]:
    """Every word of the text as written."""
    return frozenset(token.text for token in tokens(text) if token.kind != "mark")


@functools.lru_cache(maxsize=2048)
def folded(text: str) -> frozenset[str]:
    """Every word of the text without its case and with a straight apostrophe; its possessive and its hyphen parts too.

    >>> sorted(folded("Anna’s half-Time") - {"s"})
    ['anna', "anna's", 'half', 'half-time', 'time']
    """
    found: set[str] = set()
    for token in tokens(text):
        if token.kind == "mark":
            continue
        word = token.text.casefold().replace("’", "'")
        found.add(word)
        if "-" in word:
            found.update(word.split("-"))
        if "'" in word:
            found.update((word.rpartition("'")[0], word.partition("'")[2]))
    return frozenset(found)


LOOKED_AT = 20_000  # code points of a segment that fluency checks read: a sentence of news has 150, a hostile one a million


def head(text: str) -> str:
    """The part of a segment that is read."""
    return text if len(text) <= LOOKED_AT else text[:LOOKED_AT]
