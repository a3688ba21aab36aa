"""Do names of letters and digits (Su-57, COVID-19, A320neo) survive?

They are looked up, quoted and searched for; a letter lost, a digit changed, or the name part put into a common noun
("Geranium-2" for Герань-2) makes another thing of them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import anyascii
import regex
from rapidfuzz import fuzz

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.bilingual import heads
from auditor.lang.names.found import designations
from auditor.lang.names.likeness import within
from auditor.lang.names.name import Name
from auditor.lang.romanise import romanisations
from auditor.lang.scripts import primary, script_of
from auditor.lang.spelling import common
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

MOST = 24  # designations of one text: more are a parts list
_PARTS = regex.compile(r"\p{L}+|\p{Nd}+")
# Figures with a unit, an ordinal ending or a decade's ending: numbers, which other checks read by value.
_FIGURE = regex.compile(
    r"\p{Nd}+(?:[-‐‑–]\p{Nd}+)*(?:st|nd|rd|th|s|er|ern|ers|te|ten|ter|e|ème|eme|è|è?re|º|ª|o|a|os|as|й|го|м|му|ми|я|е|х|ю|летн\p{L}*|year\p{L}*|jährig\p{L}*|"
    r"km|kg|m|cm|mm|g|mg|ml|l|h|min|s|ms|kw|kwh|mw|gw|w|v|gb|mb|tb|kb|ghz|mhz|hz|hp|ps|mph|kmh|ft|in|lb|lbs|oz|c|f|k|mn|bn|tn|m2|m3|p|pp|px|"
    r"am|pm|x|fach|мм|см|км|кг|г|т|л|м|ч|год\p{L}*|лет|day|days|minute|minutes|hour|hours|week|weeks|month|months|storey|story|point|"
    r"prozent|prozentig\p{L}*|tägig\p{L}*|stündig\p{L}*|minütig\p{L}*|stöckig\p{L}*|mal|%|元|円)(?:-\p{L}+)*",
    regex.IGNORECASE,
)
_WORD_AND_NUMBER = regex.compile(
    r"\p{Lu}\p{L}{3,20}[-‐‑–]\p{Nd}{1,4}(?![\p{L}\p{Nd}])|[«“„\"]\p{Lu}\p{L}{3,20}[-‐‑–]\p{Nd}{1,4}[»”“\"]"
)
# Cyrillic letters that stand for Latin ones of the same shape or sound in codes: Су-57, МиГ-29, Ту-154, С-300.
_CODE_SOUNDS = {
    "ц": "c",
    "х": "kh",
    "ж": "zh",
    "ш": "sh",
    "щ": "shch",
    "ч": "ch",
    "ю": "yu",
    "я": "ya",
    "й": "y",
    "к": "k",
    "с": "s",
    "в": "v",
}


@functools.lru_cache(maxsize=8192)
def plain(text: str) -> str:
    """A designation without case, marks and width, in Latin letters.

    >>> plain("Су‑57"), plain("SU 57"), plain("A320neo"), plain("Ｆ－１６")
    ('su57', 'su57', 'a320neo', 'f16')
    """
    safe = text.encode("utf-8", "replace").decode().lower()
    return str(regex.sub(r"[^a-z0-9]", "", anyascii.anyascii("".join(_CODE_SOUNDS.get(c, c) for c in safe)).lower()))


@functools.lru_cache(maxsize=2048)
def codes(text: str) -> tuple[Name, ...]:
    """Designations of a text that are no mere figures.

    >>> [n.text for n in codes("Two F-16s, a Su-57, 5km, the 1990s, 3rd and COVID-19")]
    ['F-16s', 'Su-57', 'COVID-19']
    """
    return tuple(
        n
        for n in designations(text)
        if not _FIGURE.fullmatch(n.text)
        and 2 <= len(plain(n.text)) <= 24
        and not regex.fullmatch(r"\p{Nd}{3,}\p{L}|\p{L}\p{Nd}|.*\p{Nd}[-‐‑–]\p{Ll}{3,}", n.text)
        and _is_code(n.text)
    )[:MOST]


def _is_code(text: str) -> bool:
    """Has it a capital or a digit in the middle, and no sentence glued to it (“2020年”, “mid-2020”, “post-1945”)?"""
    return any(c.isupper() for c in text) and not regex.search(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}\p{Thai}]", text)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Designations of the source or reference that are changed or gone, and word-and-number names put into common nouns."""
    del tools
    target = unit.target
    if not target.text.strip():
        return
    for side, role, view in ((unit.reference, Role.REFERENCE, View.REFERENCE), (unit.source, Role.SOURCE, View.BILINGUAL)):
        if side is not None and side.text.strip():
            yield from _compare(target, side, role, view, unit)


def _compare(target: Segment, side: Segment, role: Role, view: View, unit: Unit) -> Iterator[Evidence]:
    there = codes(target.text)
    run = plain(target.text[:6000])
    expected = codes(side.text)
    forms = {plain(n.text) for n in expected} | {plain(n.text).rstrip("s") for n in expected}
    whole = plain(side.text[:6000])
    if role is Role.REFERENCE and unit.source is not None:
        whole += plain(unit.source.text[:6000])  # what the source writes so is not wrong because the reference does not
    loose = [n for n in there if not _among(plain(n.text), forms, whole)]
    for code in expected:
        key = plain(code.text)
        if _tag(code.text, side.lang):
            continue
        if key in run or key.rstrip("s") in run or _acronym_translated(code.text, key, run):
            continue
        near = max(loose, key=lambda n: fuzz.ratio(plain(n.text), key), default=None)
        if near is not None and _related(plain(near.text), key):
            noun = _as_noun(code, side, target)
            loose.remove(near)
            yield noun or _changed(near, code, side, role, view, target)
        if near is not None and near not in loose:
            continue
        if (noun := _as_noun(code, side, target)) is not None:
            yield noun
        elif (other := _other_side(unit, role)) is None or key in plain(other.text[:6000]):
            yield Evidence(
                "names/designation",
                view,
                Span(role, code.start, code.end),
                f"“{code.text}” is missing from the translation.",
                "no such letters and digits in the target",
                code.text,
                strength=0.55 if other is not None else 0.4,
                cause="missing",
                anchor=_place(code, side, target),
                features={"letters": float(len(key))},
            )


def _tag(text: str, lang: str) -> bool:
    """Is it an ordinary word in capitals with a number, as in anonymised texts: PERSON7, PROJEKT1?"""
    letters = text.rstrip("0123456789")
    return len(letters) > 3 and letters != text and letters.isalpha() and letters.isupper() and bool(heads(letters.lower(), lang))


def _among(key: str, forms: set[str], whole: str) -> bool:
    return key in forms or key.rstrip("s") in forms or key in whole


def _other_side(unit: Unit, role: Role) -> Segment | None:
    return unit.source if role is Role.REFERENCE else unit.reference


def _place(code: Name, side: Segment, target: Segment) -> Span:
    at = min(len(target.text), round(len(target.text) * code.start / max(1, len(side.text))))
    return Span(Role.TARGET, at, at)


def _acronym_translated(text: str, key: str, run: str) -> bool:
    """Does its figure stand alone in the target: G20 as “los veinte”, EU-27 as “UE-27”, or figures that a word goes with?"""
    digits = [p for p in _PARTS.findall(text) if p.isdigit()]
    letters = [p for p in _PARTS.findall(text) if p.isalpha()]
    if letters and all(len(p) > 3 for p in letters):
        return False
    return (
        bool(digits)
        and any(d in run for d in digits)
        and (len(letters) == 1 and len(letters[0]) > 1 and letters[0].isupper() and len(key) > 2)
    )


def _related(a: str, b: str) -> bool:
    """One thing, changed: the letters or the digits are the same and the rest is near."""
    letters = [regex.sub(r"\d", "", x) for x in (a, b)]
    digits = [regex.sub(r"\D", "", x) for x in (a, b)]
    if letters[0] == letters[1] and letters[0]:
        return bool(digits[0] and digits[1])
    return digits[0] == digits[1] and bool(letters[0]) and bool(letters[1]) and (fuzz.ratio(*letters) >= 50 or len(digits[0]) > 1)


def _changed(near: Name, code: Name, side: Segment, role: Role, view: View, target: Segment) -> Evidence:
    where = "reference" if role is Role.REFERENCE else "source"
    as_written = (
        code.text
        if script_of(code.text) == script_of(near.text)
        else next(iter(_spelt(code.text, side.lang, target.lang)), code.text)
    )
    alike = max((within(near.text, s) for s in _spelt(code.text, side.lang, target.lang)), default=0.0)
    same_figures = regex.sub(r"\D", "", plain(near.text)) == regex.sub(r"\D", "", plain(code.text))
    spelling = same_figures and script_of(code.text) != script_of(near.text) and alike > 0.7
    return Evidence(
        "names/designation",
        view,
        Span(Role.TARGET, near.start, near.end),
        f"“{near.text}” should be “{as_written}”, as in the {where}.",
        f"{near.text} / {code.text}",
        as_written,
        strength=0.25 if spelling else 0.8,
        cause="changed",
        features={"alike": alike},
        anchor=Span(role, code.start, code.end),
    )


@functools.lru_cache(maxsize=2048)
def _spelt(text: str, lang: str, target_lang: str) -> tuple[str, ...]:
    """A designation with its letters as the target would write them: Герань-2 as Geran-2."""
    pieces = regex.split(r"(\p{Nd}+|[-‐‑–])", text)
    words = [p for p in pieces if p and p[0].isalpha()]
    if len(words) != 1:
        return (text,)
    return tuple("".join(r if p == words[0] else p for p in pieces) for r in romanisations(words[0], lang, target_lang)[:6])


def _as_noun(code: Name, side: Segment, target: Segment) -> Evidence | None:
    """Its name part became a common noun of the target's language: Герань-2, Geranium-2."""
    number = next((p for p in _PARTS.findall(code.text)[::-1] if p.isdigit()), "")
    name = next((p for p in _PARTS.findall(code.text) if p.isalpha()), "")
    if len(name) < 4 or not number or primary(side.lang) == primary(target.lang):
        return None
    for m in _WORD_AND_NUMBER.finditer(target.text[:6000]):
        word = regex.search(r"\p{L}+", m.group())
        if word is None or not m.group().rstrip('»”“"').endswith(number):
            continue
        spelt = _spelt(name, side.lang, target.lang)
        likeness = max(within(word.group(), s) for s in spelt)
        if likeness >= 0.97 or (likeness >= 0.75 and not common(word.group(), target.lang)):
            return None
        expected = next(iter(_spelt(code.text.strip('«»“”„"'), side.lang, target.lang)))
        return Evidence(
            "names/designation",
            View.BILINGUAL,
            Span(Role.TARGET, m.start(), m.end()),
            f"“{m.group()}” translates the name “{code.text}”, which is usually left as “{expected}”.",
            f"{m.group()} / {code.text}",
            expected,
            severity=Severity.MAJOR,
            strength=0.75 if common(word.group(), target.lang) else 0.6,
            cause="translated",
            anchor=Span(Role.SOURCE, code.start, code.end),
        )
    return None


_RULE = Rule(
    id="names/designation",
    summary="A name of letters and digits was changed, translated or lost.",
    category="accuracy/mistranslation",
    severity=Severity.MAJOR,
    its="mistranslation",
    why="Designations are looked up and searched for. They keep their letters and digits in every language; Cyrillic letters become the Latin ones "  # noqa: E501
    "of the same sound (Су-57, Su-57), and the name in them is transliterated, not translated (Герань-2 is Geran-2, no geranium).",  # noqa: E501
    examples=(
        Example(target="Two Su-75 jets took off.", source="Взлетели два Су-57.", langs="ru-en", flags="Su-75"),
        Example(target="Two Su-57 jets took off.", source="Взлетели два Су-57.", langs="ru-en"),
        Example(
            target="The drone was a Geranium-2.", source="Беспилотник оказался «Герань-2».", langs="ru-en", flags="Geranium-2"
        ),
        Example(target="The drone was a Geran-2.", source="Беспилотник оказался «Герань-2».", langs="ru-en"),
        Example(target="空军订购了F-61战斗机。", source="The air force ordered F-16 fighters.", langs="en-zh", flags="F-61"),
        Example(target="空军订购了F-16战斗机。", source="The air force ordered F-16s.", langs="en-zh"),
        Example(target="Cases of COVID-19 rose.", reference="COVID-19 cases went up."),
    ),
)
CHECK = Check(
    id="designations",
    summary="Names of letters and digits survive.",
    rules=(_RULE,),
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}), frozenset({Role.TARGET, Role.REFERENCE})),
)
