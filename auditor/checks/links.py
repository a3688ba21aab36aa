"""Are addresses, handles and hashtags those of the source?"""

from __future__ import annotations

from collections.abc import Iterator

import regex
from rapidfuzz import fuzz

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_LINK = regex.compile(
    r"(?P<url>(?:https?|ftp)://[^\s<>\"“”«»（）、。，\p{Han}\p{Hiragana}\p{Katakana}]+|"
    r"(?<![\w@.])www\.[^\s<>\"“”«»（）、。，\p{Han}\p{Hiragana}\p{Katakana}]+)"
    r"|(?P<email>[A-Za-z0-9_.+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{2,24})+)"
    r"|(?P<handle>(?<![A-Za-z0-9_@./])@[A-Za-z0-9_]{2,30})"
    r"|(?P<hashtag>(?<![\w#&/])#[\p{L}_][\p{L}\p{M}\p{Nd}_]{1,60})"
)  # fmt: skip
_BROKEN = regex.compile(
    r"https?: +//|https? ?: ?/ ?/ (?=\w)|https? :|(?<!\w)www\. (?=\w)|(?<=\w)@ (?=\w+\.(?:com|org|net))|https?:/(?=\w)"
)
_TRAIL = ".,;:!?)]}'\"»”’…。，"
_HIDDEN = ("t.co/", "bit.ly/", "ow.ly/")
_TAG_ALIKE = 75.0  # from which two tags are one in two spellings, and not a word and its translation
_SURE = {"url": 0.8, "email": 0.85, "handle": 0.75, "hashtag": 0.4}

RULE = Rule(
    id="links/changed",
    summary="A web or mail address, handle or hashtag was lost, changed or broken.",
    category="accuracy/mistranslation",
    its="markup",
    severity=Severity.MAJOR,
    examples=(
        Example(target="Escriba a ayuda@ejemplo.org.", source="Write to help@example.org.", langs="en-es",
        flags="ayuda@ejemplo.org"),
        Example(target="См. https://example.org/аудит", source="See https://example.org/audit", langs="en-ru",
        flags="https://example.org/аудит"),
        Example(target="See https: //example.org.", flags="https: //"),
        Example(target="Ver https://example.org/a.", source="See https://example.org/a", langs="en-es"),
        Example(target="据@wire_desk报道。", source="According to @wire_desk.", langs="en-zh"),
    ),
)  # fmt: skip


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Addresses that differ between the target and its source (or reference)."""
    del tools
    text = head(unit.target.text)
    beside = unit.source or unit.reference
    for found in _BROKEN.finditer(text):
        if beside is None or found.group() not in head(beside.text):
            yield _evidence(found.span(), Role.TARGET, "broken", 0.85, f"“{found.group()}” breaks an address.", None)
    if beside is None or (
        "@" not in text + beside.text
        and "#" not in text + beside.text
        and "www" not in text + beside.text
        and "://" not in text + beside.text
    ):
        return
    yield from _compare(text, beside, Role.SOURCE if unit.source else Role.REFERENCE, unit)


def _compare(text: str, beside: Segment, role: Role, unit: Unit) -> Iterator[Evidence]:
    mine, theirs = _links(text), _links(head(beside.text))
    trusted = {key for r in unit.references for _, _, key, _ in _links(head(r.text))}
    here, there = {key for _, _, key, _ in mine}, {key for _, _, key, _ in theirs}
    lost = [link for link in theirs if link[2] not in here]
    extra = [link for link in mine if link[2] not in there and link[2] not in trusted]
    for span, kind, key, written in extra:
        near = max(
            ((fuzz.ratio(key, other[2]), other) for other in lost if other[1] == kind), default=None, key=lambda pair: pair[0]
        )
        if near is not None:
            lost.remove(near[1])
            if kind == "hashtag" and near[0] < _TAG_ALIKE and primary(beside.lang) != primary(unit.target.lang):
                continue  # a tag may be translated: #rats, #Ratten
            sure = _SURE[kind] if not _localised(key, near[1][2]) else 0.3
            yield _evidence(span, Role.TARGET, f"changed-{kind}", sure, f"“{written}” should be “{near[1][3]}”.", near[1][3])
        else:
            yield _evidence(span, Role.TARGET, f"extra-{kind}", min(_SURE[kind], 0.5), f"“{written}” is not in the source.", None)
    for span, kind, key, written in lost:
        if (unit.references and key not in trusted) or not text.strip():
            continue
        sure = 0.3 if any(short in key for short in _HIDDEN) else _SURE[kind]
        yield _evidence(span, role, f"lost-{kind}", sure, f"“{written}” is missing from the translation.", None)


def _links(text: str) -> list[tuple[tuple[int, int], str, str, str]]:
    """`(span, kind, key to compare by, as written)` of every address."""
    found = []
    for match in _LINK.finditer(text):
        written = match.group().rstrip(_TRAIL)
        kind = match.lastgroup or "url"
        key = _unescaped(written).casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
        found.append(((match.start(), match.start() + len(written)), kind, key, written))
    return found[:200]


def _unescaped(address: str) -> str:
    """The address with its percent escapes read.

    >>> _unescaped("example.org/caf%C3%A9")
    'example.org/café'
    """
    return str(_ESCAPED.sub(lambda m: bytes.fromhex(m.group().replace("%", "")).decode("utf-8", "replace"), address))


_ESCAPED = regex.compile(r"(?:%[0-9A-Fa-f]{2})+")


def _localised(one: str, other: str) -> bool:
    """Do the two differ by a language only: en.example.org/x, es.example.org/x?"""
    return bool(_LANGUAGE.sub("", one) == _LANGUAGE.sub("", other))


_LANGUAGE = regex.compile(r"(?:^|(?<=/))[a-z]{2}(?:-[a-z]{2})?(?=[./]|$)\.?")


def _evidence(span: tuple[int, int], role: Role, cause: str, strength: float, message: str, fix: str | None) -> Evidence:
    return Evidence(
        rule=RULE.id,
        view=View.BILINGUAL if cause != "broken" else View.TARGET,
        span=Span(role, *span),
        message=message,
        detail=cause,
        suggestion=fix,
        severity=Severity.MINOR if "hashtag" in cause else None,
        strength=strength,
        cause=cause,
    )


CHECK = Check(id="links", summary="Are addresses, handles and hashtags kept?", rules=(RULE,), find=find)
