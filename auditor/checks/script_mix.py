"""Do words of another language or letters of another script stand in the target?

A word taken over from the source is known in the source's language and not in the target's; names, quotations, loanwords
and what the reference keeps are let be.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator

import msgspec
import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import lexicon
from auditor.lang.lemmas import closed_class, function_words, lemma
from auditor.lang.marks import folded, forms, head, sentence_starts
from auditor.lang.scripts import primary
from auditor.lang.spelling import common, has_words, known, listed
from auditor.lang.tokens import Token, words
from auditor.lang.wire import agencies
from auditor.model import Evidence, Role, Severity, Span, Unit, View

# The scripts each language is written in; Latin is read everywhere and weighs less.
_WRITTEN = {
    "ru": "Cyrillic", "uk": "Cyrillic", "be": "Cyrillic", "bg": "Cyrillic", "mk": "Cyrillic", "kk": "Cyrillic", "ky": "Cyrillic",
    "mn": "Cyrillic", "tg": "Cyrillic", "sr": "Cyrillic Latin", "el": "Greek", "ar": "Arabic", "fa": "Arabic", "ur": "Arabic",
    "ps": "Arabic", "ckb": "Arabic", "ug": "Arabic", "he": "Hebrew", "yi": "Hebrew", "hi": "Devanagari", "mr": "Devanagari",
    "ne": "Devanagari", "bn": "Bengali", "as": "Bengali", "ta": "Tamil", "te": "Telugu", "kn": "Kannada", "ml": "Malayalam",
    "gu": "Gujarati", "pa": "Gurmukhi Arabic", "si": "Sinhala", "th": "Thai", "lo": "Lao", "km": "Khmer", "my": "Myanmar",
    "am": "Ethiopic", "ti": "Ethiopic", "hy": "Armenian", "ka": "Georgian", "zh": "Han Bopomofo", "yue": "Han", "wuu": "Han",
    "ja": "Han Hiragana Katakana", "ko": "Hangul Han",
}  # fmt: skip
_LATIN = "Latin"
_OF_NAMES = frozenset({"byline", "dateline", "credit", "author"})  # fields that hold names and little else
# Greek letters stand before Latin ones in units and formulae; Cyrillic ones nowhere.
_WORD_OF_TWO = regex.compile(r"\p{Latin}\p{Cyrillic}|\p{Cyrillic}\p{Latin}|\p{Greek}{2}\p{Latin}|\p{Latin}\p{Greek}{2}")
# Terms of medicine and biology are the same in every language.
_INTERNATIONAL = regex.compile(
    r"(?:itis|osis|oma|emia|aemia|uria|penia|pathia|algia|plasia|opsia|ase|ine|in|ol|one|ide|um|us|is|ae|vitro|vivo|situ)\Z"
)
_BEFORE, _AFTER = regex.compile(r"\p{L}++\Z"), regex.compile(r"\p{L}{0,40}")
_SIGNS = regex.compile(r"[\p{Greek}]{1,2}|[℃℉Ωµªº°]|[\p{Greek}][-–]?\p{Nd}*")
_QUOTED = regex.compile(r"[“\"„«‘'「『《(（\[][^“”\"„«»‘’「」『』《》()（）\[\]]{1,60}[”\"“»’'」』》)）\]]")

RULE = Rule(
    id="untranslated/words",
    summary="Words were left in the source language, or letters of another script stand in a word.",
    category="accuracy/untranslated",
    its="untranslated",
    severity=Severity.MAJOR,
    examples=(
        Example(target="Satellites are 卫星 used.", source="使用卫星。", langs="zh-en", flags="卫星"),
        Example(target="The law covers the Fleisch industry.", source="Das Gesetz gilt für die Fleisch verarbeitende Industrie.",
                langs="de-en", flags="Fleisch"),
        Example(target="Он купил house у моря.", source="He bought a house by the sea.", langs="en-ru", flags="house"),
        Example(target="Мосkва ждёт.", langs="ru", flags="Мосkва"),
        Example(target="The Bundestag voted.", source="Der Bundestag stimmte ab.", langs="de-en",
        reference="The Bundestag voted."),
        Example(target="See https://example.org for more.", source="Siehe https://example.org für mehr.", langs="de-en"),
        Example(target="Apple представила iPhone.", source="Apple unveiled the iPhone.", langs="en-ru"),
    ),
)  # fmt: skip


class _Sight(msgspec.Struct, frozen=True):
    """What the words of one segment are held against."""

    lang: str
    source_lang: str
    source: frozenset[str]  # folded
    source_forms: frozenset[str]
    source_text: str
    reference: frozenset[str]
    quoted: tuple[tuple[int, int], ...]


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Words of the target that are in another language or script."""
    del tools
    text, lang = head(unit.target.text), unit.target.lang
    if not text or primary(lang) == "und" or unit.target.field in _OF_NAMES:
        return
    source = unit.source
    sight = _Sight(
        lang=lang,
        source_lang=source.lang if source else "",
        source=folded(head(source.text)) if source else frozenset(),
        source_forms=forms(head(source.text)) if source else frozenset(),
        source_text=head(source.text) if source else "",
        reference=frozenset().union(*(folded(head(r.text)) for r in unit.references)),
        quoted=tuple(m.span() for m in _QUOTED.finditer(text)),
    )
    taken: list[tuple[int, int]] = []
    for start, end in _two_scripts(text):
        if not any(text[start:end] in head(s.text) for s in (source, *unit.references) if s is not None):
            taken.append((start, end))
            yield _evidence(text, start, end, "two-scripts", 0.75, "mixes letters of two scripts", View.TARGET)
    for start, end, script in _foreign_runs(text, lang):
        if not any(a < end and start < b for a, b in taken):
            yield from _foreign(text, start, end, script, sight, unit)
    yield from _source_words(text, sight)


def _two_scripts(text: str) -> list[tuple[int, int]]:
    """Words with letters of two scripts side by side, at most a hundred."""
    found: dict[tuple[int, int], None] = {}
    for seam in _WORD_OF_TWO.finditer(text):
        if not found or seam.start() >= next(reversed(found))[1]:
            begin = _BEFORE.search(text, max(0, seam.start() - 40), seam.end())
            after = _AFTER.match(text, seam.end())
            found[begin.start() if begin else seam.start(), after.end() if after else seam.end()] = None
        if len(found) >= 100:
            break
    return list(found)


@functools.lru_cache(maxsize=64)
def _other_scripts(lang: str) -> regex.Pattern[str]:
    """Runs of letters in any script the language is not written in."""
    own = _WRITTEN.get(primary(lang), _LATIN).split()
    kept = "".join(rf"\p{{Script={name}}}" for name in (*own, "Common", "Inherited"))
    return regex.compile(
        rf"[\p{{L}}--[{kept}ー々〆]][\p{{L}}\p{{M}}--[{kept}]]*(?:[ '’-]?[\p{{L}}\p{{M}}--[{kept}ー々〆]]+)*", regex.V1
    )


def _foreign_runs(text: str, lang: str) -> Iterator[tuple[int, int, str]]:
    for found in _other_scripts(lang).finditer(text):
        yield found.start(), found.end(), _LATIN if _LATIN_LETTER.match(found.group()) else "other"


_LATIN_LETTER = regex.compile(r"\p{Latin}")


def _foreign(text: str, start: int, end: int, script: str, sight: _Sight, unit: Unit) -> Iterator[Evidence]:
    """A run of letters of a script the target is not written in."""
    quote = text[start:end]
    if _SIGNS.fullmatch(quote) or any(quote in head(r.text) for r in unit.references):
        return
    if script == _LATIN:
        yield from _latin_in_other(text, start, end, sight)
        return
    quoted = any(a < start and end < b for a, b in sight.quoted)
    copied = quote in sight.source_text
    has_reference = bool(unit.references)
    strength = 0.97 if copied and not quoted else 0.9 if not quoted else 0.6 if has_reference else 0.35
    if len(quote) == 1 and not copied:
        strength = min(strength, 0.5)
    told = "was left as it stands in the source" if copied else "is in a script the text is not written in"
    yield _evidence(text, start, end, "foreign-script", strength, told, View.BILINGUAL if copied else View.TARGET)


def _latin_in_other(text: str, start: int, end: int, sight: _Sight) -> Iterator[Evidence]:
    """Latin words in a text of another script: brands, names and units are usual, words of the source's language are not."""
    for token in words(text[start:end]):
        word = token.text
        if not word.islower() or len(word) < 3 or word.casefold() in sight.reference:
            continue
        if any(a < start + token.start < b for a, b in sight.quoted) or _web(text, start + token.start, start + token.end):
            continue
        at_home = sight.source_lang or "en"
        if not common(word, at_home) or (sight.source and word not in sight.source_forms):
            continue
        alone = not any(t is not token and t.text[:1].isupper() for t in words(text[start:end]))
        sure = (0.75 if sight.reference else 0.65 if sight.source else 0.4) if alone else 0.3
        if primary(sight.lang) in {"zh", "ja", "ko", "yue"} and end - start == len(word):
            sure -= 0.3  # chat and trade words stay in Latin there: wifi, vlog, ping
        yield _evidence(text, start + token.start, start + token.end, "latin-word", sure, "was left untranslated", View.BILINGUAL)


def _web(text: str, start: int, end: int) -> bool:
    """Is the word a piece of an address, a handle, a tag or code?"""
    before, after, then = text[max(0, start - 1) : start], text[end : end + 1], text[end + 1 : end + 2]
    if after == ":" and then == "/":  # https:
        return True
    if (after in {".", "-"} and then.isalnum()) or (before == "." and start > 1 and text[start - 2].isalnum()):
        return True
    return any(c in "@#/_\\<>{}$=&%" or c.isdigit() for c in before + after)


def _source_words(text: str, sight: _Sight) -> Iterator[Evidence]:
    """Words of the source's language in a target of the same script, run by run."""
    other_script = _WRITTEN.get(primary(sight.lang), _LATIN) != _WRITTEN.get(primary(sight.source_lang), _LATIN)
    if not sight.source or other_script or primary(sight.source_lang) == primary(sight.lang) or not has_words(sight.lang):
        return
    tokens = words(text)
    starts = sentence_starts(text)
    source_starts = sentence_starts(sight.source_text)
    begun = {t.text for t in words(sight.source_text) if t.start in source_starts}
    marked = [_copied(token, i, tokens, sight, starts, begun, text) for i, token in enumerate(tokens)]
    i = 0
    while i < len(tokens):
        if marked[i] <= 0.4:
            i += 1
            continue
        j = i
        while j + 1 < len(tokens) and marked[j + 1] > 0:
            j += 1
        strength = min(0.97, max(marked[i : j + 1]) + 0.1 * (j - i))
        yield _evidence(
            text,
            tokens[i].start,
            tokens[j].end,
            "source-word",
            strength,
            "was left in the source's language",
            View.BILINGUAL,
            float(j - i + 1),
        )
        i = j + 1


def _copied(
    token: Token, i: int, tokens: tuple[Token, ...], sight: _Sight, starts: frozenset[int], begun: set[str], text: str
) -> float:
    """How sure it is that this word was left untranslated; 0 for what is at home in the target."""
    word = token.text
    low = word.casefold().replace("’", "'")
    if token.kind != "word" or len(word) < 2 or any(c.isdigit() for c in word) or low in sight.reference:
        return 0.0
    if (word.isupper() and len(word) < 6) or low in agencies() or _web(text.replace("-", " "), token.start, token.end):
        return 0.0
    if low not in sight.source:
        return _related(word, low, sight)
    if known(word, sight.lang):
        return _little(low, sight) if word.islower() else 0.0
    quoted = any(a < token.start < b for a, b in sight.quoted)
    home = known(low, sight.source_lang) if has_words(sight.source_lang) else None
    if word.islower():
        strength = 0.9 if home else 0.7 if home is None else 0.4
        if not sight.reference:
            strength -= 0.1
        strength = min(strength, _english_guest(low, i, tokens, sight))
        if _INTERNATIONAL.search(low) and len(low) > 5:
            strength -= 0.4
        return max(0.05, strength - (0.35 if quoted else 0.0) - (0.35 if _in_name(i, tokens, sight) else 0.0))
    return max(0.0, _capital(token, i, tokens, sight, starts, begun, home) - (0.35 if quoted else 0.0))


def _english_guest(low: str, i: int, tokens: tuple[Token, ...], sight: _Sight) -> float:
    """The most that may be said of an English word in another language: single ones are at home everywhere."""
    if primary(sight.source_lang) != "en":
        return 1.0
    beside = [t.text for t in tokens[max(0, i - 1) : i + 2] if t is not tokens[i]]
    more = any(t.islower() and t in sight.source_forms and len(t) > 1 and not known(t, sight.lang) for t in beside)
    return 1.0 if more else 0.75 if low in function_words("en") else 0.45


def _in_name(i: int, tokens: tuple[Token, ...], sight: _Sight) -> bool:
    """Does it stand beside a word with a capital that is not known: is it part of a name?"""
    beside = [t.text for t in tokens[max(0, i - 1) : i + 2] if t is not tokens[i]]
    return primary(sight.source_lang) != "de" and any(w[:1].isupper() and w in sight.source_forms for w in beside)


def _second_of_name(i: int, tokens: tuple[Token, ...], sight: _Sight, starts: frozenset[int]) -> bool:
    """Does it follow another capital within the sentence as it does in the source (Anna Brückner, Pro Bahn)?"""
    before = tokens[i - 1] if i else None
    if before is None or before.start in starts or not before.text[:1].isupper():
        return False
    return f"{before.text} {tokens[i].text}" in sight.source_text


def _capital(
    token: Token, i: int, tokens: tuple[Token, ...], sight: _Sight, starts: frozenset[int], begun: set[str], home: bool | None
) -> float:
    """A word with a capital is a name unless the source's language knows it (German writes every noun so)."""
    word, low, initial = token.text, token.text.casefold(), token.start in starts
    english = primary(sight.lang) == "en"
    if primary(sight.source_lang) == "de":
        noun = common(low, "de") or low in function_words("de") if initial else listed(word, "de")
        noun = noun or (bool(sight.reference) and (listed(word, "de") or (len(word) > 8 and known(word, "de"))))
        article = i > 0 and tokens[i - 1].text.lower() in closed_class(sight.lang, "det")
        beside = [t.text for t in tokens[max(0, i - 1) : i + 2] if t is not token]
        person = not article and any(w[:1].isupper() and w in sight.source_forms and not known(w, sight.lang) for w in beside)
        sure = 0.75 if sight.reference else 0.55 if article or initial else 0.45
        return (sure - 0.3 if person or _second_of_name(i, tokens, sight, starts) else sure) if noun else 0.2
    if home and common(low, sight.source_lang) and (word in begun or initial):
        return (0.7 if sight.reference else 0.55) if english else 0.3
    return 0.35 if home else 0.1


def _little(low: str, sight: _Sight) -> float:
    """A function word of the source's language that the target's list has for some rare or foreign reason (et, od)."""
    if (
        len(low) < 2
        or low in function_words(sight.lang)
        or primary(sight.lang) != "en"
        or any(lexicon.parts_of_speech(low).values())
    ):
        return 0.0
    if low in function_words(sight.source_lang):
        return 0.7
    # in the English list, never met in tagged text, and what the source says: pueblo, momento, alma
    seldom = (
        has_words(sight.source_lang)
        and listed(low, sight.source_lang)
        and not _INTERNATIONAL.search(low)
        and lemma(low, "en") == low
    )
    return 0.6 if seldom and sight.reference else 0.4 if seldom else 0.0


def _related(word: str, low: str, sight: _Sight) -> float:
    """A form of a word of the source, or a part of its compound, that the target's language does not know."""
    if len(low) < 5 or not has_words(sight.source_lang) or (word[:1].isupper() and primary(sight.source_lang) != "de"):
        return 0.0
    if known(word, sight.lang) or not listed(word, sight.source_lang):
        return 0.0
    stem = low[: max(5, len(low) - 3)]
    if any(other.startswith(stem) or other.endswith(low) for other in sight.source):
        return 0.45 if primary(sight.source_lang) == "en" else 0.7 if sight.reference else 0.6
    return 0.0


def _evidence(text: str, start: int, end: int, cause: str, strength: float, told: str, view: View, run: float = 1.0) -> Evidence:
    quote = text[start:end]
    return Evidence(
        rule=RULE.id,
        view=view,
        span=Span(Role.TARGET, start, end),
        message=f"“{quote[:60]}” {told}.",
        detail=cause,
        severity=Severity.MINOR if cause == "two-scripts" else None,
        strength=max(0.0, strength),
        cause=cause,
        features={"letters": float(min(end - start, 60)), "words": run},
    )


CHECK = Check(id="script-mix", summary="Are words in another language or script?", rules=(RULE,), find=find)
