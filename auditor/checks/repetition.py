"""Is a word or phrase said twice where once was meant, or does the text run in a loop?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import Token, words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

# Words that may stand twice: relative clauses, clitics, auxiliaries, emphasis, the sounds people make.
_DOUBLED = {
    "en": frozenset("that had very so no yes bye ha blah knock hear there now well really long many much far more again "
                    "never ever day "
                    "is tut chop tsk hush please go win boo aye hey oh ho la do".split()),
    "de": frozenset("die der das den dem sie ihr sehr ja nein so immer nach wieder was ist hat wer wo dass".split()),
    "fr": frozenset("nous vous très si non oui tout bien même plus est".split()),
    "es": frozenset("no sí muy tan ya que casi más poco lo la luego bien".split()),
    "it": frozenset("piano via molto sì no così man poco passo quasi".split()),
    "pt": frozenset("não sim muito tão já que logo assim quase pouco".split()),
    "nl": frozenset("dat die zij heel ja nee zo steeds".split()),
    "ru": frozenset("да нет очень чуть ещё еще едва так вот долго далеко много что еле только".split()),
    "cs": frozenset("se ne ano tak moc".split()),
    "pl": frozenset("się nie tak bardzo".split()),
    "sv": frozenset("det som så mycket att".split()),
}  # fmt: skip
# Doubling is grammar there: slowly slowly, house house (houses).
_REDUPLICATING = frozenset(
    "hi ur bn ta te mr gu pa ne si kn ml tr az id ms jv vi th lo km my zh ja ko fa tl fil sw ar he".split()
)
_JOINTS = frozenset({"", ")", "(", ") ("})  # what may stand between two turns
_TURNS = 60  # counted at most
_LONGEST = 12  # words of a repeated phrase
_RUN = regex.compile(r"([\p{L}\p{M}])\1{5,}|((?:\p{L}{2,4}?))\2{5,}")

RULE = Rule(
    id="fluency/repetition",
    summary="A word or phrase is repeated by mistake.",
    category="fluency/grammar",
    its="duplication",
    severity=Severity.MINOR,
    examples=(
        Example(target="They left the the city.", flags="the the"),
        Example(target="The talks end in June June.", flags="June June"),
        Example(target="It rained in the north in the north.", flags="in the north in the north"),
        Example(target="Он пришёл в дом дом.", langs="ru", flags="дом дом"),
        Example(target="他说他说他说他说今天下雨。", langs="zh", flags="他说他说他说他说"),
        Example(target="He said that that was all.", note="a conjunction and a pronoun"),
        Example(target="Они ждали долго-долго.", langs="ru"),
        Example(target="New York, New York remains popular.", source="„New York, New York“ bleibt beliebt.", langs="de-en"),
    ),
    why="Decoders fall into loops, and merged or edited text doubles words.",
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Repeated words, phrases and letters of the target."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    elsewhere = max((_most(other) for other in beside), default=0)
    taken: list[tuple[int, int]] = []
    for start, end, length, times in _runs(text):
        if not _innocent(text, start, end, length, times, lang, beside):
            taken.append((start, end))
            yield _evidence(text, start, end, length, times, bool(beside))
    yield from _letters(text, beside, taken)
    yield from _loop(text, lang, elsewhere, taken)


def _runs(text: str) -> Iterator[tuple[int, int, int, int]]:
    """`(start, end, words a turn, turns)` of phrases that follow on themselves with nothing but space between."""
    tokens = words(text)
    low = [t.text.casefold() for t in tokens]
    i = 0
    while i < len(tokens):
        for length in range(1, min(_LONGEST, (len(tokens) - i) // 2) + 1):
            if low[i] != low[i + length] or low[i : i + length] != low[i + length : i + 2 * length]:
                continue
            if text[tokens[i + length - 1].end : tokens[i + length].start].strip() not in _JOINTS:
                continue
            times = _turns(low, i, length)
            last = i + length * times - 1
            if _unbroken(text, tokens, i, last):
                yield tokens[i].start, tokens[last].end, length, times
                i = last
                break
        i += 1


def _turns(low: list[str], i: int, length: int) -> int:
    times = 2
    while times < _TURNS and low[i : i + length] == low[i + length * times : i + length * (times + 1)]:
        times += 1
    return times


def _unbroken(text: str, tokens: tuple[Token, ...], first: int, last: int) -> bool:
    gaps = {text[tokens[k].end : tokens[k + 1].start].strip() for k in range(first, min(last, first + 40))}
    after = text[tokens[last].end : tokens[last].end + 1]
    return gaps in ({""}, {") ("}) or (gaps == {")"} and after == ")") or (gaps == {"("} and last - first > 1)


def _innocent(text: str, start: int, end: int, length: int, times: int, lang: str, beside: list[str]) -> bool:
    quote = text[start:end].casefold()
    one = words(text[start:end])[0].text.casefold()
    # a side that doubles as well, in whatever words, says the doubling is meant
    if any(t == times and n == length for other in beside for _, _, n, t in _runs(other)):
        return True
    spaced = not (is_unspaced(lang) and not regex.search(r"[\p{Latin}\p{Cyrillic}]{2}", quote))
    if not spaced:
        return (times - 1) * length < 3 or length * times < 6
    if length > 1:
        return len(quote) < 6 or quote.replace(" ", "").isdigit()
    if times == 2 and primary(lang) in _REDUPLICATING:
        return True
    # what may stand twice in mid-sentence seldom does at its end, and not where neither source nor reference doubles
    final = not text[end:].strip(" .!?…\"'”’»)")
    if times == 2 and one in _DOUBLED.get(primary(lang), ()) and not (final and beside):
        return True
    # German capitals tell a noun from a verb: ‘die Spiele spiele ich’
    if times == 2 and primary(lang) == "de" and quote and text[start].isupper() != text[end - len(one)].isupper():
        return True
    return (len(one) == 1 and not one.isalnum()) or (times == 2 and one.isdigit() and len(one) < 3 and not final)


def _letters(text: str, beside: list[str], taken: list[tuple[int, int]]) -> Iterator[Evidence]:
    for found in _RUN.finditer(text):
        if any(found.group() in other for other in beside) or any(a < found.end() and found.start() < b for a, b in taken):
            continue
        taken.append(found.span())
        yield _evidence(text, found.start(), found.end(), 0, len(found.group()), bool(beside))


def _most(text: str) -> int:
    """How often the commonest four words in a row come."""
    low = [t.text.casefold() for t in words(text)]
    return max(Counter(zip(low, low[1:], low[2:], low[3:], strict=False)).values(), default=0)


def _loop(text: str, lang: str, elsewhere: int, taken: list[tuple[int, int]]) -> Iterator[Evidence]:
    """Four words in a row that come three times or more, apart, and not in the source or reference."""
    tokens = words(text)
    if len(tokens) < 12 or is_unspaced(lang):
        return
    low = [t.text.casefold() for t in tokens]
    grams = Counter(zip(low, low[1:], low[2:], low[3:], strict=False))
    gram, times = grams.most_common(1)[0]
    if times < 3 or times <= elsewhere or len(set(gram)) < 3 or not any(len(w) > 3 for w in gram):
        return
    places = [i for i in range(len(low) - 3) if tuple(low[i : i + 4]) == gram]
    start, end = tokens[places[1]].start, tokens[places[-1] + 3].end
    if not any(a < end and start < b for a, b in taken):
        share = times * 4 / len(tokens)
        yield _evidence(text, start, end, 4, times, beside=False, apart=share)


def _evidence(text: str, start: int, end: int, length: int, times: int, beside: bool, apart: float = 0.0) -> Evidence:
    quote = text[start:end]
    name = quote[:1].isupper() and length == 1 and times == 2
    if apart:
        cause, strength = "loop-apart", 0.35 + min(0.5, apart)
    elif length == 0:
        cause, strength = "letters", 0.45
    elif times > 2:
        cause, strength = "loop", 0.97
    elif length == 1:
        cause, strength = ("doubled-name", 0.9 if beside else 0.5) if name else ("doubled-word", 0.95 if beside else 0.85)
    else:
        cause, strength = "doubled-phrase", 0.85 if beside else 0.7
    return Evidence(
        rule=RULE.id,
        view=View.TARGET,
        span=Span(Role.TARGET, start, end),
        message=f"“{quote[:60]}” repeats itself" + (f" {times} times." if times > 2 and length else "."),
        detail=f"{times} x {length} words" if length else "a run of letters",
        suggestion=None if apart or not length else _once(quote, length),
        severity=Severity.MAJOR if times > 3 and length > 1 else None,
        strength=strength,
        cause=cause,
        features={"times": float(min(times, 20)), "words": float(length)},
    )


def _once(quote: str, length: int) -> str:
    return quote[: words(quote)[length - 1].end]


CHECK = Check(id="repetition", summary="Is something said twice, or in a loop?", rules=(RULE,), find=find)
