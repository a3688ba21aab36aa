"""Was the segment left in the source's language, or is it in a third one?"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import regex
from rapidfuzz import fuzz

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.identify import identify, same
from auditor.lang.marks import folded, head
from auditor.lang.scripts import primary, script_of
from auditor.lang.spelling import has_words, known
from auditor.lang.tokens import words
from auditor.lang.wire import agencies
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

_LETTERS = regex.compile(r"[\p{L}\p{M}]+")
_LINK = regex.compile(r"(?:https?:|www\.)\S+|(?<!\S)[^\s@]*+@\S++|#\S+|<[^<>]{1,200}>|\{[^{}]{1,60}\}")
_OF_NAMES = frozenset({"byline", "dateline", "credit", "author"})  # fields that hold names and little else
_SAMPLE = 24  # words asked of the lists: enough to tell, and most are asked by the spelling check as well
# Scripts of languages, where they are one or a few; any other language may be in any.
_SCRIPTS = {
    "en": "Latin", "fr": "Latin", "es": "Latin", "de": "Latin", "it": "Latin", "pt": "Latin", "nl": "Latin", "pl": "Latin",
    "cs": "Latin",
    "sv": "Latin", "da": "Latin", "fi": "Latin", "hu": "Latin", "ro": "Latin", "tr": "Latin", "vi": "Latin", "id": "Latin",
    "ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "be": "Cyrillic", "el": "Greek", "ar": "Arabic", "fa": "Arabic",
    "ur": "Arabic",
    "he": "Hebrew", "hi": "Devanagari", "mr": "Devanagari", "ne": "Devanagari", "th": "Thai", "ko": "Hangul", "zh": "Han",
    "ja": "Han Hiragana Katakana", "bn": "Bengali", "ta": "Tamil", "te": "Telugu", "ka": "Georgian", "hy": "Armenian",
    "am": "Ethiopic",
}  # fmt: skip

RULE = Rule(
    id="untranslated/segment",
    summary="The segment was not translated, or stands in another language than the text.",
    category="accuracy/untranslated",
    its="untranslated",
    severity=Severity.MAJOR,
    examples=(
        Example(target="Der Minister trat am Freitag zurück.", source="Der Minister trat am Freitag zurück.", langs="de-en",
                flags="Der Minister trat am Freitag zurück."),
        Example(target="The minister resigned on Friday.", source="The minister resigned on Friday.", langs="en-ru",
                flags="The minister resigned on Friday."),
        Example(target="El ministro dimitió el viernes por la noche.", source="Der Minister trat am Freitagabend zurück.",
        langs="de-en",
                flags="El ministro dimitió el viernes por la noche."),
        Example(target="Real Madrid", source="Real Madrid", langs="es-en"),
        Example(target="Министр ушёл в отставку в пятницу.", source="The minister resigned on Friday.", langs="en-ru"),
    ),
)  # fmt: skip


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """The whole target, where it is not in its language."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    if not _LETTERS.search(text) or primary(lang) == "und":
        return
    if any(head(r.text).strip() == text.strip() for r in unit.references):
        return
    source = unit.source if unit.source is not None and not same(unit.source.lang, lang) else None
    found = _copied(text, source, lang, unit.target.field) if source is not None else None
    found = found or _wrong_script(text, lang) or _wrong_words(text, lang, source)
    if found is None:
        return
    cause, strength, told, features = found
    if unit.references and cause != "copied" and _near(text, unit):
        strength = min(strength, 0.2)
    start, end = len(text) - len(text.lstrip()), len(text.rstrip())
    yield Evidence(
        rule=RULE.id,
        view=View.BILINGUAL if cause in {"copied", "source-language"} else View.TARGET,
        span=Span(Role.TARGET, start, end),
        message=told,
        detail=cause,
        strength=strength,
        cause=cause,
        features=features,
    )


_Found = tuple[str, float, str, dict[str, float]]


def _near(text: str, unit: Unit) -> bool:
    """Does the reference say it in much the same words?"""
    return any(fuzz.ratio(text[:500], head(r.text)[:500]) > 60 for r in unit.references)


def _bare(text: str) -> str:
    return " ".join(_LETTERS.findall(_LINK.sub(" ", text))).casefold()


def _copied(text: str, source: Segment, lang: str, field: str) -> _Found | None:
    mine, theirs = _bare(text), _bare(head(source.text))
    if not mine or not theirs:
        return None
    likeness = 1.0 if mine == theirs else fuzz.ratio(mine[:2000], theirs[:2000]) / 100
    if likeness < 0.85:
        return None
    # names, titles and formulae are the same everywhere: count the words that mean something at home
    plain = [t.text for t in words(text) if t.kind != "number" and (t.text.islower() or t.kind == "char" or not t.text.isascii())]
    foreign = [w for w in plain if not (has_words(lang) and known(w, lang))]
    if script_of(text[:300]) not in _SCRIPTS.get(primary(lang), script_of(text[:300])):
        foreign = [t.text for t in words(text) if t.kind != "number" and len(t.text) > 1] or plain
    share = len(foreign) / max(1, len(words(text)))
    strength = (
        0.95 if len(foreign) >= 3 and share > 0.3 else 0.7 if len(foreign) == 2 and share > 0.3 else 0.45 if foreign else 0.2
    )
    if field in _OF_NAMES:
        if not [w for w in foreign if w.islower() and w.casefold() not in agencies()]:
            return None  # names and agencies
        strength = min(strength, 0.2)
    told = "The segment was left as it stands in the source."
    return (
        "copied",
        strength * (1.0 if likeness > 0.95 else 0.9),
        told,
        {"likeness": likeness, "words": float(min(len(foreign), 50))},
    )


def _wrong_script(text: str, lang: str) -> _Found | None:
    wanted = _SCRIPTS.get(primary(lang))
    bare = _LINK.sub(" ", text)
    script = script_of(bare[:600])
    if wanted is None or not script or script in wanted.split():
        return None
    if primary(lang) == "ko" and script == "Han":
        return None
    count = len([t for t in words(bare) if t.kind != "number" and len(t.text) > (1 if script == "Latin" else 0)])
    lower = len([t for t in words(bare) if t.text.islower() and len(t.text) > 2])
    own = any(name in wanted for name in {script_of(t.text) for t in words(bare)[:200]})
    enough = count >= 4 and (script != "Latin" or lower >= 3)
    strength = (0.6 if own else 0.92) if enough else 0.25
    return (
        "script",
        strength,
        "The segment is in another script than its language is written in.",
        {"words": float(min(count, 50))},
    )


@functools.lru_cache(maxsize=2048)
def _share(text: str, lang: str) -> tuple[float, int]:
    """`(share of small-letter words the language's list has, how many were asked)`."""
    asked = [t.text for t in words(text) if t.kind == "word" and t.text.islower() and len(t.text) > 1][:_SAMPLE]
    return (sum(known(w, lang) for w in asked) / len(asked), len(asked)) if asked else (0.0, 0)


def _wrong_words(text: str, lang: str, source: Segment | None) -> _Found | None:
    """Few words of the target's language, and many of the source's, or a third one by letters and statistics."""
    if not has_words(lang):
        return None
    share, asked = _share(text, lang)
    if asked < 4 or share > 0.6:
        return None
    if source is not None and has_words(source.lang) and script_of(text[:300]) == script_of(source.text[:300]):
        other, _ = _share(text, source.lang)
        taken = len(folded(text) & folded(head(source.text))) / max(1, len(folded(text)))
        if other - share > 0.35 and (other > 0.7 or taken > 0.6):
            told = "The segment is in the source's language."
            return "source-language", 0.9 if asked > 5 else 0.7, told, {"share": share, "other": other, "taken": taken}
    guess = identify(text)
    if guess.lang in {"und", ""} or same(guess.lang, lang) or guess.probability < 0.9 or share > 0.5:
        return None
    strength = min(0.85, 0.4 + 0.05 * (asked - 4) + 0.4 * (0.5 - share))
    return (
        "third-language",
        strength,
        "The segment is in another language than the text.",
        {"share": share, "probability": guess.probability},
    )


CHECK = Check(id="untranslated", summary="Is the segment in its language at all?", rules=(RULE,), find=find)
