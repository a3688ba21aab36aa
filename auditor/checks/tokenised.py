"""Do spaces stand where the language's typesetting wants them?

Text that went through a tokeniser keeps spaces before its marks; text that was pasted or scraped loses those after them.
French sets a space before high marks and is let be; Chinese and Japanese set none between characters.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import SPACED_MARKS, head
from auditor.lang.scripts import is_unspaced, primary
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_LOW = regex.compile(r"(?<=[\p{L}\p{M}\p{Nd}\p{Pe}\p{Pf}%\"'])[ \N{NO-BREAK SPACE}]+[,.](?=[\s\p{Pf}\"]|\Z)(?! ?\.)")
_HIGH = regex.compile(r"(?<=[\p{L}\p{M}\p{Nd}\p{Pe}\p{Pf}%\"'])[ \N{NO-BREAK SPACE}]+[;:!?؟،؛।](?=\s|\Z)")
_INSIDE = regex.compile(r"(?<=[(\[])[ ](?=[\p{L}\p{Nd}])|(?<=[\p{L}\p{Nd}.,])[ ](?=[)\]])")
_CLITIC = regex.compile(r"(?<=\p{L})[ ](?:n['’]t|['’](?:s|re|ve|ll|d|m))(?=[\s.,;:!?]|\Z)")
_GLUED = regex.compile(r"(?<=\p{L}{3})[,;](?=\p{L}{3})|(?<=\p{Ll}{3})[.!?](?=\p{Lu}\p{Ll}{2})")
_HAN_SPACE = regex.compile(r"(?<=[\p{Han}\p{Hiragana}\p{Katakana}])[ ](?=[\p{Han}\p{Hiragana}\p{Katakana}])")
_BEFORE_FULL = regex.compile(r"(?<=[\p{Han}\p{Hiragana}\p{Katakana}])[ ](?=[，。、！？；：])")
_DOUBLE = regex.compile(r"(?<=\S)[ ]{2,}(?=\S)")
_WEB = regex.compile(r"(?:https?:|www\.)\S+|(?<!\S)[^\s@]++@\S++|[@#]\S+|(?<!\S)\S{1,80}?\.(?:com|org|net|io|gov|edu)\b\S*")

RULE = Rule(
    id="fluency/spacing",
    summary="A space is missing or too many, as a tokeniser or a bad paste leaves it.",
    category="fluency/typography",
    its="whitespace",
    severity=Severity.MINOR,
    examples=(
        Example(target="He left , she stayed .", flags=" ,"),
        Example(target="They did n't answer.", flags=" n't"),
        Example(target="Он ушёл , она осталась.", langs="ru", flags=" ,"),
        Example(target="He left,she stayed.", flags=","),
        Example(target="Où est-il ? Ici : à Paris !", langs="fr"),
        Example(
            target="The score was 3 : 1 .. so what",
            field="headline",
            note="spaced in the source too",
            source="3 : 1 .. na und",
            langs="de-en",
        ),
        Example(target="他走了，她留下。", langs="zh"),
    ),
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Spaces of the target that are out of place."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    if not text:
        return
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    web = [m.span() for m in _WEB.finditer(text)]
    spaced = primary(lang) in SPACED_MARKS
    for cause, pattern, strength, told in _questions(spaced, is_unspaced(lang)):
        same = [
            primary(s.lang) not in SPACED_MARKS or pattern is not _HIGH for s in (unit.source, *unit.references) if s is not None
        ]
        if any(counts and pattern.search(other) for other, counts in zip(beside, same, strict=True)):
            continue
        found = [m for m in pattern.finditer(text) if not any(a <= m.start() < b for a, b in web)]
        if cause == "han-space" and len(found) < 2:
            continue
        sure = strength + (0.08 if len(found) > 1 and strength >= 0.5 else 0.0)
        for match in found[:20]:
            yield _evidence(text, match.start(), match.end(), cause, min(sure, 0.98), told, len(found))


def _questions(spaced: bool, unspaced: bool) -> Iterator[tuple[str, regex.Pattern[str], float, str]]:
    """`(cause, pattern, strength, what is wrong)` of the spaces to look for."""
    yield "before-stop", _LOW, 0.9, "has a space before it"
    if not spaced:
        yield "before-mark", _HIGH, 0.8, "has a space before it"
    yield "inside-bracket", _INSIDE, 0.5, "is a space on the inner side of a bracket"
    yield "clitic", _CLITIC, 0.9, "is cut off from its word"
    if unspaced:
        yield "han-space", _HAN_SPACE, 0.55, "is a space between characters"
        yield "before-mark", _BEFORE_FULL, 0.6, "is a space before a mark"
        return
    yield "glued", _GLUED, 0.6, "has no space after it"
    yield "double", _DOUBLE, 0.35, "is more than one space"


def _evidence(text: str, start: int, end: int, cause: str, strength: float, told: str, times: int) -> Evidence:
    quote = text[start:end].strip() or " "
    return Evidence(
        rule=RULE.id,
        view=View.TARGET,
        span=Span(Role.TARGET, start, end),
        message=f"“{quote}” {told}.",
        detail=f"{cause}, {times} in this segment",
        suggestion={"double": " ", "glued": f"{quote} ", "han-space": ""}.get(cause, quote if quote != " " else ""),
        strength=strength,
        cause=cause,
        features={"times": float(times)},
    )


CHECK = Check(id="tokenised", summary="Do spaces stand where they belong?", rules=(RULE,), find=find)
