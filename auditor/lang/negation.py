"""What denies in a text, language by language: plain negators, "without", and whatever may stand for a denial in translation."""

from __future__ import annotations

import functools

import regex

from auditor.lang import phrases
from auditor.lang.lemmas import closed_class, denies, lemma, plain
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import words
from auditor.model import Segment

_MOST = 200  # words looked at
_APOSTROPHES = regex.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}]")
# Words that begin like a denial and deny nothing, or only a degree.
_LEXICAL = frozenset(
    (
        *("небольшой", "невысокий", "недалеко", "немного", "несколько", "недавно", "недавний", "неделя", "необходимый"),
        *("необходимо", "неподалёку", "немалый", "нередко", "независимость", "невеликий", "небагато", "нещодавно"),
        *("independencia", "independiente", "importante", "indépendance", "indépendant", "importer", "inspección", "incluir"),
        *("index", "unit", "united", "union", "undertake", "understand", "international", "unternehmen", "unter", "unser"),
    )
)


@functools.cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    table: dict[str, dict[str, tuple[str, ...]]] = {}
    for row in phrases.rows("lexicon", "negation"):
        table.setdefault(row["lang"], {})[row["kind"]] = tuple(phrases.several(row["words"]))
    return table


def covered(lang: str) -> bool:
    """Are the negators of the language listed?

    >>> covered("fr"), covered("xx")
    (True, False)
    """
    return primary(lang) in _table()


@functools.lru_cache(maxsize=256)
def _listed(lang: str, kind: str) -> frozenset[str]:
    return frozenset(_table().get(primary(lang), {}).get(kind, ()))


@functools.lru_cache(maxsize=64)
def _innocent(lang: str) -> regex.Pattern[str] | None:
    found = sorted(_listed(lang, "innocent"), key=len, reverse=True)
    if not found:
        return None
    body = "|".join(regex.escape(phrase) for phrase in found)
    return regex.compile(body if is_unspaced(lang) else rf"(?<![\p{{L}}\p{{M}}])(?:{body})(?![\p{{L}}\p{{M}}])")


def _blanked(text: str, lang: str) -> str:
    """Lower case, of the same length, with phrases that deny nothing blanked."""
    lowered = "".join(c.lower() if len(c.lower()) == 1 else c for c in _APOSTROPHES.sub("'", text[:5000]))
    found = _innocent(primary(lang))
    return found.sub(lambda m: " " * len(m.group()), lowered) if found else lowered


@functools.lru_cache(maxsize=2048)
def negators(text: str, lang: str) -> tuple[tuple[int, int], ...]:
    """Where a text plainly denies, as offsets.

    >>> [("They did not come without reason."[a:b]) for a, b in negators("They did not come without reason.", "en")]
    ['not', 'without']
    >>> negators("Not only the mayor came.", "en"), len(negators("可能性不大。", "zh"))
    ((), 1)
    """
    deny = _listed(lang, "negator") | _listed(lang, "without")
    ready = _blanked(text, lang)
    if is_unspaced(lang):
        places = sorted((m.start(), m.end()) for word in deny for m in regex.finditer(regex.escape(word), ready))
        return tuple(places)
    return tuple((t.start, t.end) for t in words(ready)[:_MOST] if _denies(t.text, deny))


def _denies(form: str, deny: frozenset[str]) -> bool:
    form = plain(form)
    return form in deny or (form.endswith("n't") and "n't" in deny) or (form.startswith("n'") and "n'" in deny)


@functools.lru_cache(maxsize=2048)
def may_deny(text: str, lang: str) -> bool:
    """Does anything at all in the text deny, or stand for a denial?

    >>> may_deny("The plan is impossible.", "en"), may_deny("The plan is ready.", "en")
    (True, False)
    """
    half = _listed(lang, "half") | _listed(lang, "negator") | _listed(lang, "without")
    if is_unspaced(lang):
        return any(word in text for word in half)
    closed = closed_class(lang, "neg")
    for token in words(text)[:_MOST]:
        form, base = plain(token.text), lemma(token.text, lang)
        if form in half or base in half or form in closed or _denies(form, half):
            return True
        if base not in _LEXICAL and (form.startswith("non") or denies(base, lang)):
            return True
        if "-" in form and not half.isdisjoint(form.split("-")):
            return True
    return False


def sides(source: Segment, target: Segment) -> tuple[int, int]:
    """How many plain negators each side has.

    >>> sides(Segment("s", "It is not so.", "en"), Segment("t", "Es ist so.", "de"))
    (1, 0)
    """
    return len(negators(source.text, source.lang)), len(negators(target.text, target.lang))
