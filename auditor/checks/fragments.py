"""Is a word missing from an English sentence?  Places where no English sentence goes on as this one does.

Reference-free: a linear model of what stands beside what (`lang/grammar.py`), and one certain case:
an article with nothing to stand before.
"""

from __future__ import annotations

import math
from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.grammar import gaps
from auditor.lang.pos import tagged
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View

# Log odds above which one in fifty of DEMETR's verified translations has a gap (swept 2.0 to 5.0); it is shown as 0.5.
_LINE = 2.8
_LEAST = 1.0
_FIELDS = frozenset(("body", "summary", "caption"))
_ARTICLES = frozenset(("the", "a", "an", "his", "their", "its", "our", "my", "your"))
_NEVER_AFTER = frozenset(
    (
        ",",
        ".",
        ";",
        ":",
        ")",
        "of",
        "and",
        "or",
        "in",
        "to",
        "for",
        "is",
        "are",
        "was",
        "were",
        "has",
        "have",
        "had",
        "that",
        "by",
        "from",
        "with",
    )
)
_HALF_DAY = regex.compile(r"a\.\s?m\b")  # 8 a.m.
_FEWEST = 6  # tokens: shorter texts are headings and list items


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Odd gaps of an English target, the oddest three."""
    text = unit.target.text
    if primary(unit.target.lang) != "en" or unit.target.field not in _FIELDS:
        return
    found = tagged(text)
    if len(found) < _FEWEST:
        return
    for i in range(len(found) - 1):
        if (
            found[i].tag in _ARTICLES
            and found[i].tag != "his"
            and found[i + 1].tag in _NEVER_AFTER
            and found[i].token.text.islower()
            and not _abbreviated(text, found[i].token.end)
        ):
            yield _evidence(text, i + 1, found, 0.85, "article", 9.0)
    for gap in sorted(gaps(text), key=lambda g: -g.oddness)[:3]:
        if gap.oddness > _LEAST and 0 < gap.index < len(found) and not _label(found[gap.index - 1].token.text):
            yield _evidence(text, gap.index, found, 1 / (1 + math.exp(_LINE - gap.oddness)), "gap", gap.oddness)


def _label(word: str) -> bool:
    """Is it a letter that names something: Appendix A of, Group B in?"""
    return len(word) == 1 and word.isupper() and word != "I"


def _abbreviated(text: str, end: int) -> bool:
    """Is the article the first letter of an abbreviation: 8 a.m., a.k.a.?"""
    return text[end : end + 1] == "." and text[end + 1 : end + 2].isalpha()


def _evidence(text: str, index: int, found: tuple, strength: float, cause: str, oddness: float) -> Evidence:  # type: ignore[type-arg]
    start, end = found[index - 1].token.start, found[index].token.end
    return Evidence(
        rule="fluency/fragment",
        view=View.TARGET,
        span=Span(Role.TARGET, start, end),
        message=(
            f"Between “{found[index - 1].token.text}” and “{found[index].token.text}” a word seems to be missing, "
            "or one is out of form."
        ),
        detail=text[start:end],
        strength=round(strength, 4),
        cause=cause,
        features={"oddness": round(oddness, 2), "tokens": float(len(found))},
    )


CHECK = Check(
    id="fragments",
    summary="Places where an English sentence breaks off, or lacks a noun or a verb.",
    rules=(
        Rule(
            "fluency/fragment",
            "A word seems to be missing from the sentence, or stands in a form that cannot stand there.",
            "fluency/grammar",
            Severity.MAJOR,
            (
                Example("The mayor opened the of the new bridge on Friday.", "the of"),
                Example("They were arrested because of their and taken away.", "their and"),
                Example("The mayor opened the new bridge on Friday, and many people came.", None),
                Example("The trains will run again at 8 a.m. on Sunday.", None),
                Example("Der Bürgermeister öffnete die von Brücke.", None, langs="de"),
            ),
            its="grammar",
            languages="English",
        ),
    ),
    find=find,
)
