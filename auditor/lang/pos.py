"""English parts of speech without a model file: closed classes, WordNet, endings, and a table of what follows what.

Closed-class words are their own tags ("of", "the", "was"), the rest are NN NNS NNP VB VBZ VBD VBN VBG JJ JJR JJS RB CD and
GEN (a possessive).  The table counts tag triples in WordNet's glosses and examples (`scripts/build_grammar.py`), so it also
says how odd a sequence is: `surprise`.
"""

from __future__ import annotations

import functools
import gzip
import math

import msgspec
import regex

from auditor import corpora
from auditor.lang import lexicon
from auditor.lang.lemmas import bases, closed_class, function_words, plain
from auditor.lang.tokens import Token, tokens

EDGE = "<>"  # stands before the first and after the last token
_MOST = 160  # tokens looked at: longer segments are lists and tables, where grammar says little
_MARKS = {",": ",", ".": ".", "!": ".", "?": ".", "。": ".", ";": ":", ":": ":", "(": "(", "[": "(", ")": ")", "]": ")"}
_NUMBERS = frozenset(
    [
        "two",
        "three",
        "four",
        "five",
        "six",
        "seven",
        "eight",
        "nine",
        "ten",
        "eleven",
        "twelve",
        "thirteen",
        "fourteen",
        "fifteen",
        "sixteen",
        "seventeen",
        "eighteen",
        "nineteen",
        "twenty",
        "thirty",
        "forty",
        "fifty",
        "sixty",
        "seventy",
        "eighty",
        "ninety",
        "hundred",
        "thousand",
        "million",
        "billion",
        "trillion",
        "dozen",
    ]
)
_DASHES = regex.compile(r"\p{Pd}")
_QUOTES = regex.compile(r"[\p{Pi}\p{Pf}\"'`]")
_ENDINGS = (
    ("ly", {"RB": 0.9, "JJ": 0.1}),
    ("ing", {"VBG": 0.8, "NN": 0.2}),
    ("ed", {"VBD": 0.5, "VBN": 0.5}),
    ("ous", {"JJ": 1.0}),
    ("ful", {"JJ": 1.0}),
    ("ive", {"JJ": 0.8, "NN": 0.2}),
    ("able", {"JJ": 1.0}),
    ("ible", {"JJ": 1.0}),
    ("ical", {"JJ": 1.0}),
    ("ic", {"JJ": 0.7, "NN": 0.3}),
    ("al", {"JJ": 0.7, "NN": 0.3}),
    ("less", {"JJ": 1.0}),
    ("est", {"JJS": 0.7, "NN": 0.3}),
    ("ss", {"NN": 1.0}),
    ("us", {"NN": 1.0}),
    ("is", {"NN": 1.0}),
    ("s", {"NNS": 0.9, "VBZ": 0.1}),
)
# Share of a verb's occurrences by form, roughly as in tagged English text.
_VERB = {"VB": 0.4, "VBZ": 0.12, "VBD": 0.2, "VBN": 0.2, "VBG": 0.15}
_PAST_ONLY = frozenset(
    [
        "went",
        "saw",
        "took",
        "gave",
        "came",
        "became",
        "began",
        "did",
        "ate",
        "drank",
        "drove",
        "fell",
        "flew",
        "forgot",
        "froze",
        "grew",
        "knew",
        "rode",
        "rose",
        "sang",
        "sank",
        "shook",
        "spoke",
        "stole",
        "swam",
        "threw",
        "wore",
        "wrote",
        "chose",
        "broke",
        "woke",
        "drew",
        "blew",
        "hid",
        "bit",
        "rang",
        "ran",
        "was",
        "were",
    ]
)
_PARTICIPLE_ONLY = frozenset(
    [
        "gone",
        "seen",
        "taken",
        "given",
        "begun",
        "done",
        "eaten",
        "drunk",
        "driven",
        "fallen",
        "flown",
        "forgotten",
        "frozen",
        "grown",
        "known",
        "ridden",
        "risen",
        "sung",
        "sunk",
        "shaken",
        "spoken",
        "stolen",
        "swum",
        "thrown",
        "worn",
        "written",
        "chosen",
        "broken",
        "woken",
        "drawn",
        "blown",
        "hidden",
        "bitten",
        "rung",
        "been",
    ]
)


class Tagged(msgspec.Struct, frozen=True):
    """A token and its part of speech."""

    token: Token
    tag: str


class _Grammar(msgspec.Struct, frozen=True):
    """Counts of tags, pairs and triples, and the closed-class words frequent enough to be their own tag."""

    own: frozenset[str]
    one: dict[str, int]
    two: dict[tuple[str, str], int]
    three: dict[tuple[str, str, str], int]
    total: int


@functools.cache
def _grammar() -> _Grammar:
    own, one, two, three = frozenset[str](), dict[str, int](), dict[tuple[str, str], int](), dict[tuple[str, str, str], int]()
    with gzip.open(corpora.path("lexicon/en.tags.tsv.gz"), "rt", encoding="utf-8") as file:
        for line in file:
            *key, count = line.rstrip("\n").split("\t")
            if key[0] == "OWN":
                own = frozenset(count.split(" "))
            elif len(key) == 1:
                one[key[0]] = int(count)
            elif len(key) == 2:
                two[key[0], key[1]] = int(count)
            else:
                three[key[0], key[1], key[2]] = int(count)
    return _Grammar(own, one, two, three, sum(one.values()))


@functools.cache
def closed_tag(word: str) -> str:
    """The class tag of a closed-class word, "" for open classes."""
    for kind, tag in (
        ("modal", "MD"),
        ("det", "DT"),
        ("prep", "IN"),
        ("conj", "CC"),
        ("pron", "PRP"),
        ("aux", "AUX"),
        ("neg", "NEG"),
        ("adv", "RB"),
    ):
        if word in closed_class("en", kind):
            return tag
    return ""


@functools.lru_cache(maxsize=32768)
def possible(word: str, first: bool) -> tuple[tuple[str, float], ...]:
    """Tags a word may have out of context, most likely first, with shares that sum to 1.

    >>> possible("the", False), possible("cars", False)[0][0]
    ((('DT:the', 1.0),), 'NNS')
    """
    form = plain(word)
    if form[0].isdigit():
        return (("CD", 1.0),)
    if form in function_words("en") and not (word[0].isupper() and not first and form in ("may", "will", "us", "it")):
        return ((f"{closed_tag(form) or 'RB'}:{form}", 1.0),)
    if form in _NUMBERS:
        return (("CD", 1.0),)
    if form.endswith(("'s", "s'")):
        return (("GEN", 1.0),)
    capital = word[0].isupper()
    if "-" in form and not lexicon.known(form):
        return _hyphenated(form, capital and not first)
    shares = _open(form)
    if capital and not first:
        shares = {"NNP": 0.9, **{t: 0.1 * s for t, s in shares.items() if t == "JJ"}}
    elif capital and not any(lexicon.known(b) for b, _ in bases(form)):
        shares = {"NNP": 1.0}
    total = sum(shares.values())
    return tuple(sorted(((t, s / total) for t, s in shares.items()), key=lambda x: (-x[1], x[0])))


def _hyphenated(form: str, name: bool) -> tuple[tuple[str, float], ...]:
    if name:
        return (("NNP", 0.7), ("JJ", 0.3))
    last = form.rsplit("-", 1)[1]
    if last.endswith(("ed", "old", "ing", "based", "like", "term", "scale", "level", "style")):
        return (("JJ", 1.0),)
    return (("NN", 0.5), ("JJ", 0.5))


def _open(form: str) -> dict[str, float]:
    shares: dict[str, float] = {}
    for base, pos in bases(form):
        weight = lexicon.parts_of_speech(base).get(pos, 0) + 0.5
        for tag, share in _inflected(form, base, pos).items():
            shares[tag] = shares.get(tag, 0.0) + weight * share
    if shares:
        return shares
    return next((dict(guess) for ending, guess in _ENDINGS if form.endswith(ending)), {"NN": 0.9, "JJ": 0.1})


def _inflected(form: str, base: str, pos: str) -> dict[str, float]:  # noqa: PLR0911 - one answer a line
    """The tags a form can be of one base, with their share of that base's use."""
    if pos == "r":
        return {"RB": 1.0}
    if pos == "n":
        return {"NN": 0.7} if form == base else {"NNS": 0.3}
    if pos == "a":
        return {"JJ": 0.9} if form == base else {"JJS" if form.endswith("st") else "JJR": 0.1}
    if form == base:
        return {"VB": _VERB["VB"]} | (
            {"VBD": 0.1, "VBN": 0.1} if form.endswith("t") and (form, "v") in lexicon.irregular() else {}
        )
    if form.endswith("ing"):
        return {"VBG": _VERB["VBG"]}
    if form.endswith("s") and (form, "v") not in lexicon.irregular():
        return {"VBZ": _VERB["VBZ"]}
    if form in _PAST_ONLY:
        return {"VBD": 2 * _VERB["VBD"]}
    if form in _PARTICIPLE_ONLY:
        return {"VBN": 2 * _VERB["VBN"]}
    return {"VBD": _VERB["VBD"], "VBN": _VERB["VBN"]}


def options(token: Token, first: bool, own: frozenset[str] | None = None) -> tuple[tuple[str, float], ...]:
    """Tags a token may have, closed-class words by their own name where they are frequent."""
    if token.kind == "mark":
        text = token.text
        return ((_MARKS.get(text) or ("-" if _DASHES.match(text) else '"' if _QUOTES.match(text) else "#"), 1.0),)
    found = possible(token.text, first)
    tag = found[0][0]
    if ":" in tag and len(tag) > 1:
        kind, _, form = tag.partition(":")
        return ((form if own is None or form in own else kind, 1.0),)
    return found


@functools.lru_cache(maxsize=16384)
def chance(a: str, b: str, c: str) -> float:
    """Log probability of tag c after a and b, from triples, pairs and single tags."""
    table = _grammar()
    single = (table.one.get(c, 0) + 0.5) / (table.total + 50)
    before = table.one.get(b, 0)
    pair = (table.two.get((b, c), 0) + 20 * single) / (before + 20)
    both = table.two.get((a, b), 0)
    return math.log((table.three.get((a, b, c), 0) + 12 * pair) / (both + 12))


@functools.lru_cache(maxsize=65536)
def _step(b: str, c: str) -> float:
    table = _grammar()
    single = (table.one.get(c, 0) + 0.5) / (table.total + 50)
    return math.log((table.two.get((b, c), 0) + 20 * single) / (table.one.get(b, 0) + 20)) - 0.8 * math.log(single)


@functools.lru_cache(maxsize=2048)
def tagged(text: str) -> tuple[Tagged, ...]:
    """The first tokens of an English text with their parts of speech, the likeliest sequence as a whole.

    >>> [t.tag for t in tagged("The police officers attacked the old town.")]
    ['the', 'NN', 'NNS', 'VBD', 'the', 'JJ', 'NN', '.']
    """
    own = _grammar().own
    found = tokens(text)[:_MOST]
    best: dict[str, float] = {EDGE: 0.0}
    came: list[dict[str, str]] = []  # by token, the tag before each tag on the best way to it
    first = True
    for token in found:
        grown: dict[str, float] = {}
        back: dict[str, str] = {}
        for tag, share in options(token, first, own):
            top, origin = -math.inf, EDGE
            for before, score in best.items():
                if (way := score + _step(before, tag)) > top:
                    top, origin = way, before
            grown[tag] = top + math.log(share + 1e-6)
            back[tag] = origin
        best = grown
        came.append(back)
        first = (
            token.text in ".!?" or (first and token.kind == "mark") or (token.kind == "mark" and bool(_QUOTES.match(token.text)))
        )
    tag, path = max(best, key=lambda t: best[t]), []
    for back in reversed(came):
        path.append(tag)
        tag = back[tag]
    return tuple(Tagged(token, tag) for token, tag in zip(found, reversed(path), strict=True))
