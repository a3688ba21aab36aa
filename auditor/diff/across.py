"""A text and its source in, differences out: what the source's words mean and the text does not say, and the reverse.

No reference, no engine: each word is looked up (`lang.bilingual`), and words of the two sides that may stand for each other are
linked.  A source word that nothing in the text renders was lost, a word of the text that nothing in the source means was put
in, and where the two stand in one place a word was exchanged.  A free rendering has many of both, so each comes with numbers
a judge can learn from.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator, Sequence

import msgspec

from auditor.lang import bilingual, lexicon, negation
from auditor.lang.bilingual import Sense, Told
from auditor.lang.grammar import Gap, gaps, odd_between
from auditor.lang.greedy import best_first
from auditor.lang.lemmas import opposite
from auditor.lang.lengths import surprise
from auditor.lang.names.gazetteer import known
from auditor.lang.pos import tagged
from auditor.lang.scripts import is_cased, is_unspaced, primary

SORTS = ("lost", "bare", "exchanged", "opposite")
_MOST = 80  # content words of a side: beyond that a "segment" is a list or a table
_REACH = 4  # words to the nearest linked neighbour
_HERE = 0.2  # of the text's length: an exchanged word stands about where its source word does
# Words of so many uses that no list of renderings holds them all.
_WEAK = frozenset(
    """accord act age ago allow appear area ask back base be become begin believe bring call carry case cause change come concern
    conduct consider continue course day do due early end even event ever fact far feel few find first follow form forward further
    general get give go good great group hand happen hard have help high hold home include involve issue keep kind know last late
    lead leave let lie life line little live long look lose lot main make man many matter mean more most move much name need new
    next number occur offer old one order part pass people person place play point possible present provide put range reach real
    receive relate remain report result return right run same say second see seem send series serve set several show side sort
    stand start state stay still stop such take tell term thing think time total turn two type use various very want way well work
    world year""".split()
)
# Of those, the ones whose opposites say nothing either: came into use, began.
_LIGHT = frozenset("back be become come do end first get give go have last late make next put set start stay take".split())
_GROUPS = {"n": 1.0, "v": 2.0, "a": 3.0, "r": 4.0}


class Difference(msgspec.Struct, frozen=True):
    """`source[s_start:s_end]` is not said, `text[t_start:t_end]` is said instead; one of the two may be empty (a place)."""

    sort: str
    s_start: int
    s_end: int
    t_start: int
    t_end: int
    meaning: str  # what the source word means, in English, "" where nothing was lost
    features: dict[str, float]


class _Side(msgspec.Struct, frozen=True):
    senses: Sequence[Sense]
    support: Sequence[float]  # by the other side
    links: dict[int, int]  # index here -> index there
    text: str
    lang: str


class _Pair(msgspec.Struct, frozen=True):
    source: _Side
    target: _Side
    gaps: Sequence[Gap]
    tags: dict[int, str]
    whole: dict[str, float]


@functools.lru_cache(maxsize=1024)
def across(source: str, source_lang: str, text: str, lang: str) -> tuple[Difference, ...]:
    """What a text and its source do not share; () where the lexicon does not have both languages.

    >>> [(d.sort, d.meaning) for d in across("der Minister und der Präsident", "de", "the president", "en")]
    [('lost', 'minister')]
    """
    if primary(source_lang) == primary(lang) or not (bilingual.serves(source_lang) and bilingual.serves(lang)):
        return ()
    there = [s for s in bilingual.senses(source, source_lang) if s.open]
    here = [s for s in bilingual.senses(text, lang) if s.open]
    if not there or not here or max(len(there), len(here)) > _MOST:
        return ()
    pair = _pair(source, source_lang, there, text, lang, here)
    return tuple(_found(pair))


def _pair(source: str, source_lang: str, there: Sequence[Sense], text: str, lang: str, here: Sequence[Sense]) -> _Pair:
    told_there, told_here = bilingual.told(source, source_lang), bilingual.told(text, lang)
    links = _links(there, here)
    one = _Side(there, _support(there, told_here), links, source, source_lang)
    other = _Side(here, _support(here, told_there), {j: i for i, j in links.items()}, text, lang)
    english = primary(lang) == "en"
    lost, bare = sum(x == 0 for x in one.support), sum(x == 0 for x in other.support)
    whole = {
        "known_s": sum(s.known for s in there) / len(there),
        "known_t": sum(s.known for s in here) / len(here),
        "unknown_s": float(sum(x < 0 for x in one.support)),
        "unknown_t": float(sum(x < 0 for x in other.support)),
        "lost": float(lost),
        "bare": float(bare),
        "lost_share": lost / len(there),
        "bare_share": bare / len(here),
        "linked": len(links) / len(here),
        "longer": surprise(source, source_lang, text, lang),
        "words": float(len(here)),
        "unspaced": float(is_unspaced(source_lang)) + 2.0 * is_unspaced(lang),
    }
    found = tuple(gaps(text)) if english else ()
    whole |= {"neg_s": _denials(source, source_lang), "neg_t": _denials(text, lang)}
    whole["odd_most"] = max((g.oddness for g in found), default=-6.0)
    tags = {t.token.start: t.tag for t in tagged(text)} if english else {}
    return _Pair(one, other, found, tags, whole)


def _denials(text: str, lang: str) -> float:
    return float(len(negation.negators(text, lang))) if negation.covered(lang) else -1.0


def _support(senses: Sequence[Sense], other: Told) -> list[float]:
    return [bilingual.support(s, other) for s in senses]


def _links(there: Sequence[Sense], here: Sequence[Sense]) -> dict[int, int]:
    """Words that may stand for each other, the likeliest first: a surer meaning, then the nearer place."""
    scale = len(here) / len(there)
    found = []
    for i, s in enumerate(there):
        for j, t in enumerate(here):
            alike = len(s.beginning) > 3 and s.beginning == t.beginning
            sure = 2.0 if alike or not s.near.isdisjoint(t.near) else 1.0 if not s.wide.isdisjoint(t.wide) else 0.0
            if sure:
                found.append((abs(j - i * scale) / len(here) - sure, i, j))
    return best_first(found)


def _found(pair: _Pair) -> Iterator[Difference]:
    lost = [i for i, x in enumerate(pair.source.support) if x == 0.0 and not _is_name(pair.source.senses[i], pair.source)]
    bare = [j for j, x in enumerate(pair.target.support) if x == 0.0 or (x < 0 and not _name(j, pair))]
    for i in lost:
        yield _lost(i, pair)
    for j in bare:
        yield _bare(j, pair)
        here = [i for i in lost if _apart(i, j, pair) <= _HERE]
        if here:
            i = min(here, key=lambda k: _apart(k, j, pair))
            yield _exchanged(i, j, pair)


def _name(j: int, pair: _Pair) -> bool:
    sense = pair.target.senses[j]
    if not is_cased(pair.target.lang):
        return False
    tag = pair.tags.get(sense.start)
    return tag == "NNP" if tag else pair.target.text[sense.start].isupper()


def _is_name(sense: Sense, side: _Side) -> bool:
    """A country or a town: the checks of names know more of those."""
    return bool(known(side.text[sense.start : sense.end], side.lang))


def _apart(i: int, j: int, pair: _Pair) -> float:
    """How far from where it would be expected a word stands, as a share of the text."""
    return abs(_expected(i, pair.source, pair.target) - j) / len(pair.target.senses)


def _expected(i: int, side: _Side, other: _Side) -> float:
    """The place on the other side, by the nearest linked neighbours; by proportion where there is none."""
    places = []
    for step in (-1, 1):
        for far in range(1, _REACH + 1):
            if i + step * far in side.links:
                places.append(side.links[i + step * far] - step * far)
                break
    return sum(places) / len(places) if places else i * len(other.senses) / len(side.senses)


def _lost(i: int, pair: _Pair) -> Difference:
    sense = pair.source.senses[i]
    left, right = pair.source.links.get(i - 1), pair.source.links.get(i + 1)
    senses = pair.target.senses
    after = senses[left].end if left is not None else senses[right].start if right is not None else None
    expected = round(_expected(i, pair.source, pair.target))
    place = after if after is not None else senses[max(0, min(len(senses) - 1, expected))].end
    between = list(range(left + 1, right)) if left is not None and right is not None and left < right else None
    features = _meaning(sense, pair.source) | {
        "tight": float(left is not None and right is not None and right - left == 1),
        "sides": float(left is not None) + float(right is not None),
        "order": float(left is not None and right is not None and left < right),
        "between": float(len(between)) if between is not None else -1.0,
        "between_free": float(sum(j not in pair.target.links for j in between)) if between is not None else -1.0,
        "odd": _odd(place - 1, place + 14, pair),
        "near_unknown": _beside(i, pair, unknown=True),
        "near_bare": _beside(i, pair, unknown=False),
        "weak": _weak(sense),
        "like": _like(sense, [s for s, x in zip(pair.target.senses, pair.target.support, strict=True) if x <= 0]),
        "like_any": _like(sense, pair.target.senses),
        "again": float(any(k != i and not sense.near.isdisjoint(s.near) for k, s in enumerate(pair.source.senses))),
    }
    return Difference("lost", sense.start, sense.end, place, place, _named(sense), features | pair.whole)


def _beside(i: int, pair: _Pair, *, unknown: bool) -> float:
    """How far the nearest word without a link stands from where the lost one would be (9: there is none)."""
    wanted = [j for j, x in enumerate(pair.target.support) if (x < 0 if unknown else x == 0.0)]
    expected = _expected(i, pair.source, pair.target)
    return min((abs(j - expected) for j in wanted), default=9.0)


def _bare(j: int, pair: _Pair) -> Difference:
    sense = pair.target.senses[j]
    left, right = pair.target.links.get(j - 1), pair.target.links.get(j + 1)
    place = pair.source.senses[left].end if left is not None else 0
    features = (
        _meaning(sense, pair.target)
        | _form(sense, pair)
        | {
            "weak": _weak(sense),
            "like": _like(sense, [s for s, x in zip(pair.source.senses, pair.source.support, strict=True) if x == 0]),
            "like_any": _like(sense, pair.source.senses),
            "known": float(sense.known),
            "tight": float(left is not None and right is not None and abs(right - left) == 1),
            "sides": float(left is not None) + float(right is not None),
            "odd": _odd(sense.start, sense.end + 1, pair),
            "near_lost": min(
                (abs(_expected(i, pair.source, pair.target) - j) for i, x in enumerate(pair.source.support) if x == 0),
                default=9.0,
            ),
            "near_unknown": min(
                (abs(_expected(i, pair.source, pair.target) - j) for i, x in enumerate(pair.source.support) if x < 0), default=9.0
            ),
        }
    )
    return Difference("bare", place, place, sense.start, sense.end, "", features | pair.whole)


def _exchanged(i: int, j: int, pair: _Pair) -> Difference:
    lost, bare = pair.source.senses[i], pair.target.senses[j]
    light = not _LIGHT.isdisjoint(lost.near) or not _LIGHT.isdisjoint(bare.near)
    against = not light and any(opposite(a, b, "en") or lexicon.far_opposite(a, b) for a in lost.heads for b in bare.heads)
    features = {f"s_{k}": v for k, v in _meaning(lost, pair.source).items()} | _meaning(bare, pair.target)
    features |= _form(bare, pair) | {
        "weak": _weak(bare),
        "s_weak": _weak(lost),
        "like_any": _like(bare, pair.source.senses),
        "known": float(bare.known),
        "apart": _apart(i, j, pair),
        "like": _like(bare, [lost]),
        "same_group": float(features["s_group"] == features["group"]),
        "odd": _odd(bare.start, bare.end + 1, pair),
        "left": float(pair.source.links.get(i - 1, -9) == j - 1),
        "right": float(pair.source.links.get(i + 1, -9) == j + 1),
    }
    sort = "opposite" if against else "exchanged"
    return Difference(sort, lost.start, lost.end, bare.start, bare.end, _named(lost), features | pair.whole)


def _meaning(sense: Sense, side: _Side) -> dict[str, float]:
    """How much is known of what a word means: many meanings are easily rendered by a word that is not listed."""
    names = [key for key in sense.near if isinstance(key, str)]
    pos = lexicon.parts_of_speech(_named(sense)) if names else {}
    group = max(pos, key=lambda p: pos[p], default="")
    counted = sum(pos.values())
    return {
        "meanings": float(len(names)),
        "senses": float(len(sense.wide) - len(sense.near)),
        "group": _GROUPS.get(group, 0.0),
        "use": float(len(str(counted))) if counted else 0.0,
        "length": float(sense.end - sense.start),
        "first": float(not side.text[: sense.start].strip()),
        "capital": float(side.text[sense.start].isupper()),
    }


def _weak(sense: Sense) -> float:
    """Has the word so many uses that a rendering which is not listed says little?"""
    return float(not _WEAK.isdisjoint(sense.near))


def _like(sense: Sense, others: Sequence[Sense]) -> float:
    """The likest company any of the other words keeps, by the vectors of WordNet's glosses; -1 where nothing is known."""
    found = [lexicon.likeness(a, b) for other in others for b in other.heads for a in sense.heads]
    return max((x for x in found if x is not None), default=-1.0)


def _form(sense: Sense, pair: _Pair) -> dict[str, float]:
    tag = pair.tags.get(sense.start, "")
    return {"tag_noun": float(tag[:2] == "NN"), "tag_verb": float(tag[:2] == "VB"), "tag_adj": float(tag[:2] == "JJ"),
            "tag_adv": float(tag[:2] == "RB")}  # fmt: skip


def _odd(start: int, end: int, pair: _Pair) -> float:
    return odd_between(pair.target.text, max(0, start), end) if pair.gaps else -6.0


def _named(sense: Sense) -> str:
    """What the word means, in one English word."""
    return next(iter(sense.heads), "")
