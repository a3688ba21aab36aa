"""Is it the page and not the article: "Read more", "Advertisement", a cookie notice, code?"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.boilerplate import patterns
from auditor.lang.marks import head
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Severity, Span, Unit, View

# Names that buttons share with words of a sentence or a headline: a segment that is only that word may be a heading.
_WEAK = frozenset(
    "ad home menu search share print comments tags more end ends related in pr del dela deel jaa embed subscribe".split()
)
_CODE = (
    ("code", regex.compile(r"<!--.{0,200}?-->|</?(?:div|span|script|style|iframe|img|br|p|a|figure|table|td|tr|ul|"
                           r"li)\b[^<>]{0,200}/?>", regex.IGNORECASE)),
    ("code", regex.compile(r"\bfunction ?\([^()]{0,60}\) ?\{|\{ ?(?:display|margin|padding|font-size|color|width) "
                           r"?:[^{}]{1,80}\}|\bvar [a-z_$]\w* ?= ?[^;]{1,60};")),
    ("code", regex.compile(r"\[object Object\]|\[/?(?:caption|gallery|embed|video|youtube)\b[^\]]{0,120}\]|"
                           r"(?<![\w.])(?:NaN|undefined)(?![\w'’-])(?=\s*\Z)")),
    ("debris", regex.compile(r"\((?:END|ENDS|MORE|MTF)\)|(?<!\S)-+ ?30 ?-+(?!\S)|(?<!\S)#{3,}(?!\S)|\bMORE TO (?:COME|"
                             r"FOLLOW)\b|(?<!\S)/{2,}(?=\s*\Z)")),
    ("debris", regex.compile(r"\A\W*\d{1,2}[:.]\d{2} (?:GMT|UTC|CET|CEST|EST|EDT|MSK|IST|JST)?\W*\Z|\A\W*\d{1,2} "
                             r"min(?:utes?)? read\W*\Z", regex.IGNORECASE)),
)  # fmt: skip

BOILERPLATE = Rule(
    id="feed/boilerplate",
    summary="Words of the web page, not of the article.",
    category="accuracy/addition",
    its="addition",
    severity=Severity.MINOR,
    examples=(
        Example(target="See also: Floods hit the north", flags="See also"),
        Example(target="Читайте также: наводнение на севере", langs="ru", flags="Читайте также"),
        Example(target="相关阅读：北方洪水", langs="zh", flags="相关阅读"),
        Example(target="اقرأ أيضا: فيضانات في الشمال", langs="ar", flags="اقرأ أيضا"),
        Example(target="We use cookies to improve your visit.", flags="We use cookies"),
        Example(target="Read more books, said the minister.", note="a sentence"),
        Example(target="Реклама в интернете дорожает.", langs="ru"),
    ),
    why="A scraped page brings its links, buttons and notices along; translated, they read like sentences of the article.",
    languages="about thirty, and English buttons everywhere",
)
DEBRIS = Rule(
    id="feed/debris",
    summary="Left-overs of markup or of the wire stand in the text.",
    category="design/markup",
    its="markup",
    severity=Severity.MINOR,
    examples=(
        Example(target="He left.</div> She stayed.", flags="</div>"),
        Example(target="Он ушёл. (END)", langs="ru", flags="(END)"),
        Example(target="The <i>Aurora</i> sailed.", source="Die <i>Aurora</i> lief aus.", langs="de-en"),
        Example(target="In the end, he left."),
    ),
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Boilerplate and debris in the target."""
    del tools
    text = head(unit.target.text)
    trusted = [head(r.text).casefold() for r in unit.references]
    for place, pattern in patterns(unit.target.lang):
        found = pattern.search(text)
        if found is not None:
            yield from _phrase(text, place, found.span("phrase"), unit, trusted)
            break
    if _RARE.search(text):
        yield from _debris(text, unit)


_RARE = regex.compile(r"[<\[{(#/]|--|30|MORE|min|GMT|UTC|NaN|undefined|\d[:.]\d{2}")


def _phrase(text: str, place: str, span: tuple[int, int], unit: Unit, trusted: list[str]) -> Iterator[Evidence]:
    quote = text[span[0] : span[1]]
    weak = quote.casefold() in _WEAK
    strength = {"start": 0.85, "whole": 0.85, "inside": 0.8, "button": 0.7}[place]
    follows = text[span[1] :].strip()
    if weak or unit.target.field in {"headline", "title"}:
        strength = 0.3
    elif place == "start" and follows[:1].isupper() and len(words(follows)) > 2 and not quote[:1].isupper():
        strength = 0.4
    if any(quote.casefold() in other for other in trusted):
        strength = 0.15
    if unit.meta.get("added"):
        strength = min(0.97, strength + 0.1)
    yield Evidence(
        rule=BOILERPLATE.id,
        view=View.TARGET,
        span=Span(Role.TARGET, *span),
        message=f"“{quote}” belongs to the web page, not to the article.",
        detail=place,
        suggestion="",
        strength=strength,
        cause=place,
        features={"words": float(min(len(words(text)), 50))},
    )


def _debris(text: str, unit: Unit) -> Iterator[Evidence]:
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    for cause, pattern in _CODE:
        for found in pattern.finditer(text):
            quote = found.group()
            shared = any(quote in other for other in beside)
            yield Evidence(
                rule=DEBRIS.id,
                view=View.TARGET,
                span=Span(Role.TARGET, *found.span()),
                message=f"“{quote[:40]}” is a left-over of " + ("markup." if cause == "code" else "the wire."),
                detail=cause,
                suggestion="",
                strength=0.2 if shared else 0.8,
                cause=cause,
            )


CHECK = Check(id="boilerplate", summary="Is it the page and not the article?", rules=(BOILERPLATE, DEBRIS), find=find)
