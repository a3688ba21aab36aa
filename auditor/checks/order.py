"""Do the words stand in an order the language allows?

With a reference: words both texts share, in another sequence; two neighbours that stand the other way round there.  Without:
a model of what stands beside what (`lang/order.py`), which also doubts little words (of, in, to) that fit nothing around.
"""

from __future__ import annotations

import bisect
import functools
from collections import Counter
from collections.abc import Iterator

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lemmas import function_words
from auditor.lang.marks import folded, head
from auditor.lang.order import Odd, odd, oddness
from auditor.lang.scripts import is_unspaced
from auditor.lang.tokens import Token, tokens, words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_MOST = 120  # words compared

ORDER = Rule(
    id="fluency/order",
    summary="Words stand in the wrong order.",
    category="fluency/grammar",
    its="grammar",
    severity=Severity.MINOR,
    examples=(
        Example(target="He was late little again on Monday.", reference="He was little late again on Monday.", flags="late little"),
        Example(target="Страны вчера новому в президенту министр отставку подал.", langs="ru",
                reference="Вчера министр подал в отставку новому президенту страны.",
                flags="Страны вчера новому в президенту министр отставку подал"),
        Example(target="Yesterday the minister resigned.", reference="The minister resigned yesterday."),
        Example(target="Вчера министр подал в отставку.", langs="ru", reference="Министр подал в отставку вчера."),
    ),
    languages="any with a reference; English, German, Spanish, French, Italian, Portuguese and Russian without",
)  # fmt: skip
LITTLE = Rule(
    id="fluency/function-word",
    summary="A little word (of, in, to, the) does not fit what stands around it.",
    category="fluency/grammar",
    its="grammar",
    severity=Severity.MINOR,
    examples=(
        Example(target="He said it were the first of the week.", reference="He said it was the first of the week.", flags="were"),
        Example(target="Он живёт из Москве уже год.", reference="Он живёт в Москве уже год.", langs="ru", flags="из"),
        Example(target="He came at noon.", reference="He arrived by midday."),
        Example(target="Он живёт в Москве.", reference="Его дом в Москве.", langs="ru"),
    ),
    languages="any with a reference",
)  # fmt: skip


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Words of the target out of place."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    if is_unspaced(lang) or len(text) > 4000:
        return
    row = words(text)[:_MOST]
    theirs = [words(head(r.text))[:_MOST] for r in unit.references[:3]]
    whole = _scrambled(text, row, theirs, lang)
    if whole is not None:
        yield whole
        if whole.strength >= 0.5:
            return
    marks = odd(text, lang)
    yield from _swapped(text, row, theirs, [o for o in marks if o.task == "swap"])
    yield from _little(text, row, unit, [o for o in marks if o.task == "little"])


def _low(tokens: tuple[Token, ...]) -> list[str]:
    return [t.text.casefold().replace("’", "'") for t in tokens]


def _scrambled(text: str, row: tuple[Token, ...], theirs: list[tuple[Token, ...]], lang: str) -> Evidence | None:
    """Is the sequence as a whole unlike the reference's, and unlike any sentence?"""
    if len(row) < 6:
        return None
    mean = oddness(text, lang)
    rising, shared, matched = 1.0, 1.0, 0
    for other in theirs:
        found = _likeness(tuple(_low(row)), tuple(_low(other)))
        rising, shared, matched = min((rising, shared, matched), found) if matched else found
    strength = 0.0
    if matched >= 5:
        strength = 0.55 * (0.78 - rising) / 0.2 + 0.45 * (0.12 - shared) / 0.12
    if not theirs or matched >= 5:
        strength = max(strength, 0.0) + _from_oddness(mean)
    if strength < 0.3:
        return None
    return Evidence(
        rule=ORDER.id,
        view=View.REFERENCE if theirs else View.TARGET,
        span=Span(Role.TARGET, row[0].start, row[-1].end),
        message="The words of this sentence are out of order.",
        detail=f"{rising:.2f} of the shared words in sequence, {shared:.2f} of pairs, oddness {mean:.2f}",
        severity=Severity.MAJOR,
        strength=min(0.97, strength),
        cause="scrambled",
        features={"rising": rising, "shared": shared, "oddness": mean, "matched": float(matched)},
    )


def _from_oddness(mean: float) -> float:
    """What the model adds: nothing where it has no table (0.0 exactly) or the text reads as usual."""
    return 0.6 * (mean + 1.45) if mean else 0.0


@functools.lru_cache(maxsize=2048)
def _likeness(mine: tuple[str, ...], theirs: tuple[str, ...]) -> tuple[float, float, int]:
    """Of the words that come once in each text: the share in rising sequence, the share of pairs kept together, and their number."""
    once_here = {w for w, n in Counter(mine).items() if n == 1}
    once_there = {w: i for i, w in enumerate(theirs) if theirs.count(w) == 1} if len(theirs) <= _MOST else {}
    places = [once_there[w] for w in mine if w in once_here and w in once_there]
    pairs = set(zip(theirs, theirs[1:], strict=False))
    kept = sum(pair in pairs for pair in zip(mine, mine[1:], strict=False)) / max(1, len(mine) - 1)
    if not places:
        return 1.0, kept, 0
    tails: list[int] = []
    for place in places:
        at = bisect.bisect_left(tails, place)
        tails[at : at + 1] = [place]
    return len(tails) / len(places), kept, len(places)


def _swapped(text: str, row: tuple[Token, ...], theirs: list[tuple[Token, ...]], marks: list[Odd]) -> Iterator[Evidence]:
    """Two neighbours the wrong way round, by the reference, by the model, or by both."""
    pairs = {pair for other in theirs for pair in zip(_low(other), _low(other)[1:], strict=False)}
    near = {(a, c) for other in theirs for a, c in zip(_low(other), _low(other)[2:], strict=False)}
    low = _low(row)
    by_start = {row_token.start: i for i, row_token in enumerate(row)}
    scores = {}
    for mark in marks:
        token = _token_at(text, mark.index)
        if token is not None and token.start in by_start:
            scores[by_start[token.start]] = mark.score
    for i, (a, b) in enumerate(zip(low, low[1:], strict=False)):
        if text[row[i].end : row[i + 1].start].strip() or a == b:
            continue
        turned = (b, a) in pairs and (a, b) not in pairs
        score = scores.get(i, -1.0)
        if not turned and score <= 0:
            continue
        strength = _belief(turned, score, (a, b) in pairs, (a, b) in near)
        yield _pair(text, row[i], row[i + 1], turned, score, strength)


def _token_at(text: str, index: int) -> Token | None:
    found = tokens(text)
    return found[index] if index < len(found) else None


def _belief(turned: bool, score: float, kept: bool, near: bool) -> float:
    if kept:
        return 0.1
    strength = 0.6 + 0.2 * max(0.0, min(score, 1.5)) if turned else 0.3 + 0.25 * min(score, 2.4)
    return min(0.95, strength - (0.1 if near else 0.0))


def _pair(text: str, first: Token, second: Token, turned: bool, score: float, strength: float) -> Evidence:
    quote = text[first.start : second.end]
    return Evidence(
        rule=ORDER.id,
        view=View.REFERENCE if turned else View.TARGET,
        span=Span(Role.TARGET, first.start, second.end),
        message=f"“{quote}” seems to stand the wrong way round.",
        detail="the reference has them the other way round" if turned else "odd neighbours",
        suggestion=f"{second.text} {first.text}" if strength >= 0.5 else None,
        strength=strength,
        cause="turned" if turned else "odd-pair",
        features={"score": max(-1.0, min(score, 6.0)), "turned": float(turned)},
    )


def _little(text: str, row: tuple[Token, ...], unit: Unit, marks: list[Odd]) -> Iterator[Evidence]:
    """A little word that the model doubts, or whose neighbours stand in the reference around another one."""
    seen: set[int] = set()
    for evidence in (*_framed(text, row, unit), *_doubted(text, unit, marks)):
        if evidence.span.start not in seen:
            seen.add(evidence.span.start)
            yield evidence


def _doubted(text: str, unit: Unit, marks: list[Odd]) -> Iterator[Evidence]:
    there = frozenset().union(*(folded(head(r.text)) for r in unit.references))
    for mark in marks:
        token = _token_at(text, mark.index)
        if token is not None:
            strength = 0.28 + 0.22 * min(mark.score, 2.5)
            if token.text.casefold() in there:
                strength -= 0.1
            yield _word(token, None, strength, "odd-word", mark.score, View.TARGET)


def _framed(text: str, row: tuple[Token, ...], unit: Unit) -> Iterator[Evidence]:
    """The reference has another little word between the same two neighbours."""
    little = function_words(unit.target.lang)
    if not little or not unit.references:
        return
    frames: dict[tuple[str, str], set[str]] = {}
    for reference in unit.references:
        low = ["<", *_low(words(head(reference.text))[:_MOST]), ">"]
        for a, b, c in zip(low, low[1:], low[2:], strict=False):
            frames.setdefault((a, c), set()).add(b)
    low = ["<", *_low(row), ">"]
    for i, token in enumerate(row):
        word, frame = low[i + 1], frames.get((low[i], low[i + 2]))
        if frame is None or word in frame or word not in little or not frame & little:
            continue
        fix = min(frame & little)
        if {word, fix} <= _ALIKE or (low[i], low[i + 2]) == ("<", ">"):
            continue
        yield _word(token, fix, 0.6, "framed", 0.0, View.REFERENCE)


# Determiners and connectives that trade places in any two good translations.
_ALIKE = frozenset("a the this that these those which who its their his her and but or as while when where some any all also only".split())


def _word(token: Token, fix: str | None, strength: float, cause: str, score: float, view: View) -> Evidence:
    return Evidence(
        rule=LITTLE.id,
        view=view,
        span=Span(Role.TARGET, token.start, token.end),
        message=f"“{token.text}” does not fit here" + (f": the reference has “{fix}”." if fix else "."),
        detail=f"{token.text} / {fix}" if fix else "odd neighbours",
        suggestion=fix,
        strength=min(0.9, strength),
        cause=cause,
        features={"score": min(score, 6.0)},
    )


CHECK = Check(id="order", summary="Do the words stand in order?", rules=(ORDER, LITTLE), find=find)
