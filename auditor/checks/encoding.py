"""Has the text been damaged on its way: decoded wrongly, escaped twice, cut in a character?"""

from __future__ import annotations

import html
import unicodedata
from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_FOREIGN = regex.compile(
    r"[^\p{ASCII}\s]{2,40}(?:[\N{NO-BREAK SPACE}][^\p{ASCII}\s]{0,40})?|[\p{Latin}][\N{NO-BREAK SPACE}](?=\p{Ll})"
)
_LOST = regex.compile(r"\N{REPLACEMENT CHARACTER}+")
_CONTROL = regex.compile(r"[\p{Cc}--[\t\n\r]]|\p{Cs}|\p{Co}+", regex.V1)
_ENTITY = regex.compile(r"&(?:#\d{2,6}|#x[0-9A-Fa-f]{2,5}|[A-Za-z]{2,8}\d{0,2});|&amp;[a-z]+;")
_ESCAPE = regex.compile(r"\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|(?<=[\p{L}.,!?])\\[nrt](?=\p{L}|\s|\Z)|(?:%[0-9A-F]{2}){2,}")
_QUESTION_INSIDE = regex.compile(r"(?<=\p{L})\?(?=\p{Ll}{2})|\?{3,}(?=\s?\p{L})")
_BETWEEN = regex.compile(
    r"(?<=[\p{Latin}\p{Cyrillic}])[\N{ZERO WIDTH SPACE}\N{WORD JOINER}\N{ZERO WIDTH NO-BREAK SPACE}](?=[\p{Latin}\p{Cyrillic}])"
)
_WEB = regex.compile(r"(?:https?:|www\.)\S+")
_WRONG = ("cp1252", "latin-1", "cp1251", "cp1250", "cp437")

RULE = Rule(
    id="fluency/encoding",
    summary="Characters are damaged: decoded wrongly, escaped, or lost.",
    category="fluency/character-encoding",
    its="characters",
    severity=Severity.MINOR,
    examples=(
        Example(target="The cafÃ© reopened.", flags="Ã©"),
        Example(target="He said itâ€™s over.", flags="â€™"),
        Example(target="Smith &amp; Sons closed.", flags="&amp;"),
        Example(target="РџСЂРёРІРµС‚ всем.", langs="ru", flags="РџСЂРёРІРµС‚"),
        Example(target="The cafés reopened – at last.", note="what is well decoded"),
        Example(target="AT&T and Ärzte ohne Grenzen met.", langs="en"),
        Example(target="Привет всем.", langs="ru"),
    ),
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Damaged characters of the target."""
    del tools
    text = head(unit.target.text)
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    web = [m.span() for m in _WEB.finditer(text)]
    for cause, strength, start, end, fix in _damage(text):
        quote = text[start:end]
        if any(a <= start < b for a, b in web):
            continue
        shared = any(quote in other for other in beside)
        if shared and cause in {"entity", "escape", "question-inside", "control"}:
            strength = min(strength, 0.35)  # noqa: PLW2901 - the source has it as well: copied, not damaged here
        yield Evidence(
            rule=RULE.id,
            view=View.TARGET,
            span=Span(Role.TARGET, start, end),
            message=f"“{quote[:40]}” is a damaged character"
            + (f": “{fix[:40]}” was meant." if fix and fix.isprintable() else "."),
            detail=" ".join(f"U+{ord(c):04X}" for c in quote[:8]),
            suggestion=fix,
            strength=strength,
            cause=cause,
        )


def _damage(text: str) -> Iterator[tuple[str, float, int, int, str | None]]:
    """`(cause, strength, start, end, what was meant)` of each damaged place."""
    if not text.isascii():
        for found in _FOREIGN.finditer(text):
            meant = decoded(found.group())
            if meant is not None:
                yield "mojibake", 0.95, found.start(), found.end(), meant
        yield from (("lost", 0.9, m.start(), m.end(), None) for m in _LOST.finditer(text))
        yield from (("zero-width", 0.4, m.start(), m.end(), "") for m in _BETWEEN.finditer(text))
    yield from (("control", 0.7, m.start(), m.end(), "") for m in _CONTROL.finditer(text))
    if "&" in text:
        for found in _ENTITY.finditer(text):
            meant = html.unescape(found.group())
            if meant != found.group():
                yield "entity", 0.8, found.start(), found.end(), meant
    if "\\" in text or "%" in text:
        yield from (("escape", 0.7, m.start(), m.end(), None) for m in _ESCAPE.finditer(text))
    if "?" in text:
        yield from (("question-inside", 0.55, m.start(), m.end(), None) for m in _QUESTION_INSIDE.finditer(text))


def decoded(run: str) -> str | None:
    """What a run of characters was before UTF-8 was read as something else; None if it is sound.

    >>> decoded("Ã©"), decoded("РџСЂРёРІРµС‚"), decoded("Київ"), decoded("naïve")
    ('é', 'Привет', None, None)
    """
    for codec in _WRONG:
        try:
            meant = _bytes(run, codec).decode("utf-8")
        except UnicodeError:
            continue
        if len(meant) < len(run) and meant.isprintable() and not unicodedata.category(meant[0]).startswith("M"):
            return meant
    return None


def _bytes(run: str, codec: str) -> bytes:
    """The run in that encoding, where the holes of cp1252 are passed through as old programs did."""
    return b"".join(
        c.encode("latin-1") if codec == "cp1252" and c.isascii() is False and ord(c) < 0xA0 else c.encode(codec) for c in run
    )


CHECK = Check(id="encoding", summary="Are characters damaged?", rules=(RULE,), find=find)
