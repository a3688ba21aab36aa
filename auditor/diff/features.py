"""What is measured of each difference, as numbers a judge can learn from.

Every feature is about one run (see `runs`) or about the whole pair of texts; all are cheap and have a name.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterable, Sequence

import msgspec

from auditor.diff.align import Alignment
from auditor.diff.runs import Run
from auditor.diff.verbs import NONE, PAST, PRESENT, Verb
from auditor.diff.witness import Account, of_words
from auditor.diff.words import Word
from auditor.lang import lexicon
from auditor.lang.bilingual import beginning
from auditor.lang.grammar import Gap, odd_between
from auditor.lang.lemmas import contrary, denies, opposite, relation
from auditor.lang.pos import EDGE, chance, closed_tag

_MALE = frozenset(("he", "him", "his", "himself"))
_FEMALE = frozenset(("she", "her", "hers", "herself"))
# Words that deny without a negation: a "not" may stand for one of these.
_LIGHT = frozenset(
    "come go get take make give put run set keep have be do hold turn bring let see say there here thing one way time".split()
)
_DENIALS = frozenset(
    [
        "refuse",
        "fail",
        "failure",
        "lack",
        "deny",
        "reject",
        "without",
        "unable",
        "impossible",
        "prevent",
        "avoid",
        "absence",
        "absent",
        "unlikely",
        "forbid",
        "exclude",
        "neither",
        "nor",
        "refusal",
        "denial",
        "inability",
        "decline",
        "despite",
    ]
)
_GROUPS = {
    "NN": 1,
    "NNS": 1,
    "NNP": 2,
    "VB": 3,
    "VBZ": 3,
    "VBD": 3,
    "VBN": 3,
    "VBG": 3,
    "JJ": 4,
    "JJR": 4,
    "JJS": 4,
    "RB": 5,
    "GEN": 1,
    "CD": 6,
}
_TAGS = {
    tag: i
    for i, tag in enumerate(("", "NN", "NNS", "NNP", "VB", "VBZ", "VBD", "VBN", "VBG", "JJ", "JJR", "JJS", "RB", "GEN", "CD"))
}
_NEAR = 12  # words on either side that a moved paraphrase is looked for in


class Pair(msgspec.Struct, frozen=True):
    """Both texts, linked, with what is true of the pair as a whole."""

    first: Sequence[Word]
    second: Sequence[Word]
    links: Alignment
    lang: str
    gaps: Sequence[Gap]  # of the second text, English only
    whole: dict[str, float]
    verbs_a: dict[int, Verb]
    verbs_b: dict[int, Verb]
    text_a: str
    english: bool
    contents_a: tuple[int, int]  # open-class words without a link, verb groups
    contents_b: tuple[int, int]
    bases_a: frozenset[str]
    bases_b: frozenset[str]
    denying_a: frozenset[int]  # words that deny, by index
    denying_b: frozenset[int]
    free_a: tuple[int, ...]  # words without a link
    free_b: tuple[int, ...]
    witness: frozenset[str] = frozenset()  # beginnings of words of a text in another language
    tenses_a: tuple[int, int] = (0, 0)  # verb groups in the past and in the present
    tenses_b: tuple[int, int] = (0, 0)
    heard: Account | None = None  # what that text says of the words of both


def whole(
    first: Sequence[Word],
    second: Sequence[Word],
    links: Alignment,
    found: Sequence[Run],
    deny: tuple[frozenset[int], frozenset[int]],
) -> dict[str, float]:
    """How far the second text is a paraphrase of the first."""
    content_a = [i for i, w in enumerate(first) if w.content or w.number]
    content_b = [j for j, w in enumerate(second) if w.content or w.number]
    kept_a = sum(i in links.to_b for i in content_a) / max(1, len(content_a))
    kept_b = sum(j in links.to_a for j in content_b) / max(1, len(content_b))
    order = [links.to_b[i].b for i in sorted(links.to_b)]
    breaks = sum(y != x + 1 for x, y in itertools.pairwise(order))
    loose_a, loose_b = sum(i not in links.to_b for i in deny[0]), sum(j not in links.to_a for j in deny[1])
    exact = sum(link.relation == "form" for link in links.to_b.values())
    return {
        "kept_a": kept_a,
        "kept_b": kept_b,
        "linked_b": len(links.to_a) / max(1, len(second)),
        "exact": exact / max(1, len(links.to_b)),
        "breaks": breaks / max(1, len(order)),
        "longer": (len(second) - len(first)) / max(1, len(first)),
        "words_b": float(len(second)),
        "runs": float(len(found)),
        "free_a": float(sum(i not in links.to_b for i in content_a)),
        "free_b": float(sum(j not in links.to_a for j in content_b)),
        "free_neg_a": float(loose_a),
        "free_neg_b": float(loose_b),
        "polarity": float(loose_b - loose_a),
        "neg_a": float(sum(w.negates for w in first)),
        "neg_b": float(sum(w.negates for w in second)),
        "male_a": float(sum(w.form in _MALE for w in first)),
        "female_a": float(sum(w.form in _FEMALE for w in first)),
        "male_b": float(sum(w.form in _MALE for w in second)),
        "female_b": float(sum(w.form in _FEMALE for w in second)),
    }


def of_run(run: Run, pair: Pair) -> dict[str, float]:
    """The features of one run."""
    first, second = pair.first, pair.second
    a, b = range(run.a_from, run.a_to), range(run.b_from, run.b_to)
    content_a, content_b = [i for i in a if first[i].content], [j for j in b if second[j].content]
    found = {
        "a_words": float(len(a)),
        "b_words": float(len(b)),
        "a_content": float(len(content_a)),
        "b_content": float(len(content_b)),
        "left": float(run.left),
        "right": float(run.right),
        "left_far": _tight(run.a_from - 1, run.b_from - 1, pair, -1),
        "right_far": _tight(run.a_to, run.b_to, pair, 1),
        "starts": float(run.b_from == 0),
        "ends": float(run.b_to == len(second)),
        "a_name": float(any(first[i].name for i in a)),
        "b_name": float(any(second[j].name for j in b)),
        "a_number": float(any(first[i].number for i in a)),
        "b_number": float(any(second[j].number for j in b)),
        "a_neg": float(sum(first[i].negates for i in a)),
        "b_neg": float(sum(second[j].negates for j in b)),
        "a_gender": _gender(first[i].form for i in a),
        "b_gender": _gender(second[j].form for j in b),
        "a_prep": _class(first, a, "IN"),
        "b_prep": _class(second, b, "IN"),
    }
    found.update(_heads(run, content_a, content_b, pair))
    found.update(_elsewhere(content_a, content_b, pair))
    found.update(_grammar(run, pair))
    found.update(_tenses(a, b, pair))
    found.update(_polarity(a, b, pair))
    found["rest_a"] = float(pair.contents_a[0] - len(content_a))
    found["rest_b"] = float(pair.contents_b[0] - len(content_b))
    found["verbs_short"] = float(pair.contents_a[1] - pair.contents_b[1])
    found["a_witness"], found["b_witness"] = _witness(first, content_a, pair), _witness(second, content_b, pair)
    found.update(of_words(content_a, content_b, pair.heard))
    found.update(pair.whole)
    return found


def _witness(words: Sequence[Word], content: list[int], pair: Pair) -> float:
    """Does a text in the other language have a word that begins alike? (-1: there is none to ask.)."""
    if not pair.witness:
        return -1.0
    return float(any(beginning(words[i].form) in pair.witness for i in content if len(words[i].form) > 3))


def _polarity(a: range, b: range, pair: Pair) -> dict[str, float]:
    """Does the second text deny more here than the first, counting every word that denies, also elsewhere?"""
    first, second, lang = pair.first, pair.second, pair.lang
    here = sum(j in pair.denying_b for j in b) - sum(i in pair.denying_a for i in a)
    # Words that deny are counted above: "rejects" beside "refuses to accept" is no opposite, though "accept" is its.
    plain_a = [first[i] for i in a[:5] if i not in pair.denying_a]
    plain_b = [second[j] for j in b[:5] if j not in pair.denying_b]
    pairs = [(x, y) for x in plain_a for y in plain_b][:16]
    # What is said in senses: words of every sense ("come", "there") are some opposite of anything.
    told = ([w.base for w in side if w.content and w.base not in _LIGHT] for side in (plain_a, plain_b))
    telling = list(itertools.product(*told))[:16]
    loose = [first[i].base for i in pair.free_a[:_NEAR] if i not in pair.denying_a]
    return {
        "any_far": float(pair.english and any(lexicon.far_opposite(x, y) for x, y in telling)),
        "polarity_here": float(here),
        "any_opposite": float(any(_opposed(x, y, lang, english=pair.english) for x, y in pairs)),
        "any_contrary": float(any(contrary(x, y, lang) for x, y in telling)),
        "loose_opposite": float(any(opposite(x, second[j].base, lang) for x in loose for j in b[:4] if j not in pair.denying_b)),
    }


def _opposed(x: Word, y: Word, lang: str, *, english: bool) -> bool:
    """Opposites of one part of speech: "summary" as an adjective is none of "official", and as a noun no opposite at all."""
    if not opposite(x.base, y.base, lang):
        return False
    return not english or not x.content or not y.content or x.tag[:1] == y.tag[:1] or lexicon.opposed(x.base, y.base)


def denying(word: Word, lang: str) -> bool:
    """Does the word deny, by itself or by what it means?"""
    return word.negates or word.base in _DENIALS or denies(word.base, lang)


def _tenses(a: range, b: range, pair: Pair) -> dict[str, float]:
    """Tense and aspect of the verbs here, beside those of each whole text."""
    here_a = next((pair.verbs_a[i] for i in a if i in pair.verbs_a), None)
    here_b = next((pair.verbs_b[j] for j in b if j in pair.verbs_b), None)
    found = {"a_tense": -1.0, "b_tense": -1.0, "a_aspect": -1.0, "b_aspect": -1.0, "tense_differs": 0.0, "aspect_differs": 0.0}
    if here_a:
        found |= {"a_tense": float(here_a.tense), "a_aspect": here_a.perfect + 2.0 * here_a.progressive}
    if here_b:
        found |= {"b_tense": float(here_b.tense), "b_aspect": here_b.perfect + 2.0 * here_b.progressive}
    if here_a and here_b:
        found["tense_differs"] = float(here_a.tense != here_b.tense and NONE not in (here_a.tense, here_b.tense))
        found["aspect_differs"] = float(found["a_aspect"] != found["b_aspect"])
    (past_a, present_a), (past_b, present_b) = pair.tenses_a, pair.tenses_b  # of the others: without those here
    found["past_a"] = float(past_a - (here_a is not None and here_a.tense == PAST))
    found["present_a"] = float(present_a - (here_a is not None and here_a.tense == PRESENT))
    found["past_b"] = float(past_b - (here_b is not None and here_b.tense == PAST))
    found["present_b"] = float(present_b - (here_b is not None and here_b.tense == PRESENT))
    return found


def _gender(forms: Iterable[str]) -> float:
    """1 male, -1 female, 0 neither or both."""
    forms = list(forms)
    return float(any(f in _MALE for f in forms)) - float(any(f in _FEMALE for f in forms))


def _class(words: Sequence[Word], where: range, tag: str) -> float:
    """Does the run begin with a word of this class?"""
    return float(bool(where) and closed_tag(words[where[0]].form) == tag)


def _tight(i: int, j: int, pair: Pair, step: int) -> float:
    """For how many words (at most four) the texts run on in parallel from here."""
    found = 0
    while found < 4:
        link = pair.links.to_b.get(i)
        if link is None or link.b != j:
            at_edge = (i in (-1, len(pair.first))) and (j in (-1, len(pair.second)))
            return float(found + (0.5 if at_edge else 0.0))
        found, i, j = found + 1, i + step, j + step
    return float(found)


def _group(word: Word | None) -> float:
    return float(_GROUPS.get(word.tag, 7)) if word is not None and word.content else 0.0


def _tag(words: Sequence[Word], i: int) -> float:
    """The class of one word as a number: an open class, a kind of closed class, or the edge."""
    if not 0 <= i < len(words):
        return 20.0
    tag = words[i].tag
    return float(_TAGS.get(tag, 0)) if tag in _TAGS else 21.0 + _KINDS.get(closed_tag(words[i].form), 9)


_KINDS = {"DT": 0, "IN": 1, "CC": 2, "PRP": 3, "AUX": 4, "MD": 5, "NEG": 6, "RB": 7}


def _heads(run: Run, content_a: list[int], content_b: list[int], pair: Pair) -> dict[str, float]:
    """The word that stands for each run (the last open-class one), and how the two are related."""
    a = pair.first[content_a[-1]] if content_a else None
    b = pair.second[content_b[-1]] if content_b else None
    pairs = [(pair.first[i].base, pair.second[j].base) for i in content_a[:4] for j in content_b[:4]]
    kinds = {relation(x, y, pair.lang) for x, y in pairs}
    like = [_like(x, y) for x, y in pairs]
    return {
        "tag_left": _tag(pair.second, run.b_from - 1),
        "tag_right": _tag(pair.second, run.b_to),
        "a_group": _group(a),
        "b_group": _group(b),
        "same_group": float(a is not None and b is not None and _group(a) == _group(b)),
        "rel_opposite": float("opposite" in kinds),
        "rel_broader": float("broader" in kinds),
        "rel_narrower": float("narrower" in kinds),
        "rel_sibling": float("sibling" in kinds),
        "rel_family": float("family" in kinds or "synonym" in kinds or "same" in kinds),
        "rel_unrelated": float(bool(kinds) and kinds <= {"unrelated", "unknown"}),
        "like": max(like, default=-1.0),
        "a_rarity": _rarity(a),
        "b_rarity": _rarity(b),
        "b_known": float(b is not None and lexicon.known(b.base)),
        "a_tag": float(_TAGS.get(a.tag, 0)) if a else -1.0,
        "b_tag": float(_TAGS.get(b.tag, 0)) if b else -1.0,
        "same_base": float(a is not None and b is not None and a.base == b.base),
        "same_form": float(a is not None and b is not None and a.form == b.form),
    }


@functools.lru_cache(maxsize=8192)
def _like(a: str, b: str) -> float:
    found = lexicon.likeness(a, b)
    return -0.5 if found is None else found


def _rarity(word: Word | None) -> float:
    """0 unknown or none, then 1 (common) to 6 (never tagged)."""
    return 0.0 if word is None else _seldom(word.base)


@functools.lru_cache(maxsize=65536)
def _seldom(base: str) -> float:
    seen = sum(lexicon.parts_of_speech(base).values()) if lexicon.known(base) else -1
    return 7.0 if seen < 0 else 6.0 - min(5.0, len(str(seen)) + (seen > 0) + (seen > 4))


def _elsewhere(content_a: list[int], content_b: list[int], pair: Pair) -> dict[str, float]:
    """Is what stands here said elsewhere in the other text, by a related word?"""
    free_a = [i for i in pair.free_a if pair.first[i].content and i not in content_a][:_NEAR]
    free_b = [j for j in pair.free_b if pair.second[j].content and j not in content_b][:_NEAR]
    a = [pair.first[i].base for i in content_a[:3]]
    b = [pair.second[j].base for j in content_b[:3]]
    return {
        "a_elsewhere": max((_like(x, pair.second[j].base) for x in a for j in free_b), default=-1.0),
        "b_elsewhere": max((_like(y, pair.first[i].base) for y in b for i in free_a), default=-1.0),
        "a_repeated": float(any(x in pair.bases_b for x in a)),
        "b_repeated": float(any(y in pair.bases_a for y in b)),
    }


_NO_GRAMMAR = {
    "finite_left": -1.0,
    "finite_right": -1.0,
    "nouns_left": -1.0,
    "before_finite": -1.0,
    "odd": -6.0,
    "odd_beside": -6.0,
    "odd_most": -6.0,
    "odd_lead": 0.0,
    "odd_trusted": -6.0,
    "mend": 0.0,
}


def _grammar(run: Run, pair: Pair) -> dict[str, float]:
    """How odd the second text reads at the place, beside it, and compared with the rest of it."""
    if not pair.gaps:
        return _NO_GRAMMAR
    last = len(pair.second)
    start = pair.second[run.b_from - 1].end if 0 < run.b_from <= last else 0
    end = pair.second[run.b_to].start if run.b_to < last else pair.gaps[-1].start + 99
    a_start = pair.first[run.a_from - 1].end if 0 < run.a_from <= len(pair.first) else 0
    a_end = pair.first[run.a_to].start if run.a_to < len(pair.first) else 1 << 30
    trusted = odd_between(pair.text_a, a_start, a_end)
    odd, rest, beside, worst = -6.0, -6.0, -6.0, None
    for gap in pair.gaps:
        if gap.start < start or gap.before > end:
            rest = max(rest, gap.oddness)
            if start - 12 <= gap.start < start or end < gap.before <= end + 12:
                beside = max(beside, gap.oddness)
        elif worst is None or gap.oddness > odd:
            odd, worst = gap.oddness, gap
    clause = worst or pair.gaps[0]
    return {
        "finite_left": float(clause.finite[0]),
        "finite_right": float(clause.finite[1]),
        "nouns_left": float(clause.nouns),
        "before_finite": float(clause.before_finite),
        "odd": odd,
        "odd_beside": beside,
        "odd_most": max(odd, rest),
        "odd_lead": odd - rest,
        "odd_trusted": trusted,
        "mend": _mend(run, pair),
    }


def _mend(run: Run, pair: Pair) -> float:
    """How much likelier the parts of speech get if the trusted words stood here."""
    tags_a = [w.tag for w in pair.first[run.a_from : run.a_to]][:8]
    tags_b = [w.tag for w in pair.second[run.b_from : run.b_to]][:8]
    left = [w.tag for w in pair.second[max(0, run.b_from - 2) : run.b_from]]
    right = [w.tag for w in pair.second[run.b_to : run.b_to + 2]]
    left, right = [EDGE] * (2 - len(left)) + left, right + [EDGE] * (2 - len(right))
    return _likely((*left, *tags_a, *right)) - _likely((*left, *tags_b, *right))


@functools.lru_cache(maxsize=4096)
def _likely(tags: tuple[str, ...]) -> float:
    return sum(chance(*tags[k : k + 3]) for k in range(len(tags) - 2))
