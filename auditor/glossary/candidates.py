"""Proposes terms: phrases of source and target that go together in parallel text, with lines that show them.

Association is the log-likelihood ratio (Dunning 1993) of sharing a unit, and a pair must be each other's best: what merely stands
in every unit ("said", "year") has no partner of its own.
"""

from __future__ import annotations

import functools
import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import regex

from auditor.glossary.words import split
from auditor.lang.lemmas import function_words
from auditor.lang.scripts import is_unspaced, primary

LEAST = 3  # units a pair must share
MOST = 20_000  # units looked at
_LONGEST = 3  # words of a phrase
_LINES = 3
_HAN = regex.compile(r"\p{Han}+")

Pair = tuple[str, str]


def mine(pairs: Sequence[Pair], source_lang: str, target_lang: str, limit: int = 200) -> list[dict[str, Any]]:
    """Candidates, best first: term and rendering, score (thousandths of association), evidence (concordance lines)."""
    shown = pairs[:MOST]
    sides = [
        [_phrases(text, lang) for text in side]
        for side, lang in zip(zip(*shown, strict=True), (source_lang, target_lang), strict=True)
    ]
    if not shown:
        return []
    here, there = (Counter(p for phrases in side for p in phrases) for side in sides)
    both: Counter[Pair] = Counter()
    lines: defaultdict[Pair, list[int]] = defaultdict(list)
    for n, (a, b) in enumerate(zip(*sides, strict=True)):
        for s in (p for p in a if here[p] >= LEAST):
            for t in (p for p in b if there[p] >= LEAST):
                both[s, t] += 1
                if len(lines[s, t]) < _LINES:
                    lines[s, t].append(n)
    scored = {pair: association(k, here[pair[0]], there[pair[1]], len(shown)) for pair, k in both.items() if k >= LEAST}
    best: dict[str, tuple[float, str]] = {}
    back: dict[str, tuple[float, str]] = {}
    for (s, t), score in sorted(scored.items()):
        best[s] = max(best.get(s, (0.0, "")), (score + 0.01 * len(t), t))
        back[t] = max(back.get(t, (0.0, "")), (score + 0.01 * len(s), s))
    kept = [((s, t), scored[s, t]) for s, (_, t) in best.items() if back.get(t, (0, ""))[1] == s]
    kept.sort(key=lambda x: (-x[1], x[0]))
    return [
        {
            "lang": source_lang,
            "text": s,
            "target_lang": target_lang,
            "target": t,
            "kind": "parallel",
            "score": round(1000 * score),
            "evidence": [" ⇄ ".join(text[:200] for text in shown[n]) for n in lines[s, t]],
        }
        for (s, t), score in kept[:limit]
    ]


def _phrases(text: str, lang: str) -> frozenset[str]:
    return _phrases_of(text[:2000], lang)


@functools.lru_cache(maxsize=4096)
def _phrases_of(text: str, lang: str) -> frozenset[str]:
    if is_unspaced(lang):
        return frozenset(run[i : i + n] for run in _HAN.findall(text) for n in (2, 3, 4, 5, 6) for i in range(len(run) - n + 1))
    words = split(text, lang)[:80]
    stops = function_words(primary(lang))
    out = set()
    for i, first in enumerate(words):
        for last in words[i : i + _LONGEST]:
            if first.folded in stops or last.folded in stops or len(first.folded) < 3 or first.folded.isdigit():
                continue
            between = text[first.start : last.end]
            if not any(mark in between for mark in ',.;:!?()«»“”"'):
                out.add(between if between[:1].isupper() and i else between.lower() if not between.isupper() else between)
    return frozenset(out)


def audited(report: Mapping[str, Any], known: Iterable[str] = ()) -> list[dict[str, Any]]:
    """Candidates from a JSON report: names that views disagreed on, names that come back, and phrases that go together.

    `known` are terms that the glossary has.
    """
    units = {str(u["id"]): u for u in report["units"]}
    covered = {k.lower() for k in known}
    disagreed: Counter[tuple[str, str]] = Counter()
    lines: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for finding in report["findings"]:
        unit, right = units.get(str(finding["unit"])), finding.get("suggestion")
        if unit is None or not right or not str(finding["rule"]).startswith(_NAMING) or right.lower() in covered:
            continue
        at = str(unit.get("lang", {}).get("target", "und")), str(right)
        disagreed[at] += 1
        if len(lines[at]) < _LINES:
            lines[at].append(f"not “{finding['quote']}”: {unit['target']}"[:200])
    found = [
        {"lang": lang, "text": text, "kind": "disagreed", "score": 2000 * k, "evidence": lines[lang, text]}
        for (lang, text), k in sorted(disagreed.items(), key=lambda x: (-x[1], x[0]))
    ]
    sides: defaultdict[str, list[str]] = defaultdict(list)
    pairs: defaultdict[Pair, list[Pair]] = defaultdict(list)
    for unit in units.values():
        langs = unit.get("lang", {})
        sides[str(langs.get("target", "und"))].append(str(unit["target"]))
        if unit.get("source") and langs.get("source", "und") != "und":
            pairs[str(langs["source"]), str(langs.get("target", "und"))].append((str(unit["source"]), str(unit["target"])))
    for lang, texts in sorted(sides.items()):
        found += repeated(texts, lang, [*covered, *(str(f["text"]) for f in found)])
    for (source_lang, target_lang), both in sorted(pairs.items()):
        found += [c for c in mine(both, source_lang, target_lang) if c["text"].lower() not in covered]
    return found


_NAMING = ("names/", "terms/", "credits/", "spelling/")  # rules about what a thing is called


def association(both: int, here: int, there: int, units: int) -> float:
    """How much more often two phrases share a unit than by chance: log-likelihood ratio, signed.

    >>> association(5, 5, 5, 100) > association(5, 10, 20, 100) > 0
    True
    """
    table = ((both, here - both), (there - both, units - here - there + both))
    rows, columns = [sum(r) for r in table], [sum(c) for c in zip(*table, strict=True)]
    total = sum(
        k * math.log(k * units / (rows[i] * columns[j]))
        for i, row in enumerate(table)
        for j, k in enumerate(row)
        if k > 0 and rows[i] and columns[j]
    )
    return 2 * total if both * units > here * there else -2 * total


def repeated(texts: Iterable[str], lang: str, known: Iterable[str] = (), limit: int = 200) -> list[dict[str, Any]]:
    """Names of one language that come back: capitalised sequences and designations that no term covers yet."""
    covered = {k.lower() for k in known}
    counts: Counter[str] = Counter()
    lines: defaultdict[str, list[str]] = defaultdict(list)
    for text in texts:
        for match in _NAME.finditer(text[:2000]):
            name = match.group()
            if name.lower() in covered or (match.start() == 0 and " " not in name):
                continue
            counts[name] += 1
            if len(lines[name]) < _LINES:
                lines[name].append(text[:200])
    found = [(n, k) for n, k in counts.items() if k >= LEAST]
    found.sort(key=lambda x: (-x[1] * (1 + x[0].count(" ")), x[0]))
    return [{"lang": lang, "text": n, "kind": "name", "score": 1000 * k, "evidence": lines[n]} for n, k in found[:limit]]


_NAME = regex.compile(r"\p{Lu}[\p{L}\p{N}'’-]*+(?:\s\p{Lu}[\p{L}\p{N}'’-]*+){0,4}")
