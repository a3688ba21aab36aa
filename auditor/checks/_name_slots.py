"""Names that were translated: what stands beside a part of a name that was kept, where the other part should.

A surname that is a word at home is taken for the word (Гладких, Smooth), a given name for its counterpart (Andrés,
Andrew).  Both leave the neighbour as it was, and the neighbour shows where to look.
"""

from __future__ import annotations

import functools
import itertools
from collections.abc import Iterator

import regex

from auditor import corpora
from auditor.checks._name_pairs import MOST_NAMES
from auditor.lang.lemmas import function_words
from auditor.lang.names.found import given, is_capital, is_common, names
from auditor.lang.names.gazetteer import fold, known
from auditor.lang.names.likeness import across
from auditor.lang.names.spelling import first_script
from auditor.lang.names.trace import part, spelt
from auditor.lang.romanise import romanisations
from auditor.lang.scripts import is_cased, primary, script_of
from auditor.lang.tokens import Token, words
from auditor.model import Evidence, Role, Segment, Severity, Span, View

_KEPT = 0.6  # likeness from which a part of a name surely is where it was found
_GONE = 0.5


@functools.cache
def _translated() -> dict[str, tuple[int, int]]:
    """Every given name that languages translate: the line it is on, and its form there."""
    lines = corpora.path("names/translated.txt").read_text(encoding="utf-8").splitlines()
    out: dict[str, tuple[int, int]] = {}
    for number, line in enumerate(lines):
        for k, forms in enumerate(line.split("|") if not line.startswith("#") else []):
            for form in forms.split(" "):
                out.setdefault(fold(form), (number, k))
    return out


def slots(target: Segment, source: Segment) -> Iterator[Evidence]:
    """Parts of names that were translated although their neighbours were kept."""
    if not is_cased(target.lang) or not is_cased(source.lang):
        return
    there = words(target.text)
    by_end, by_start = {t.end: k for k, t in enumerate(there)}, {t.start: k for k, t in enumerate(there)}
    for name in names(source.text, source.lang)[:MOST_NAMES]:
        pieces = [t for t in words(name.text) if is_capital(t.text) and len(t.text) > 1]
        for left, right in itertools.pairwise(pieces):
            if name.text[left.end : right.start] != " ":
                continue
            for kept, other, after in ((left, right, True), (right, left, False)):
                found = spelt(kept.text, target.text, target.lang)
                if (
                    found.likeness < _KEPT
                    or found.start < 0
                    or is_common(kept.text, source.lang)
                    or any(map(str.isdigit, name.text))
                ):
                    continue
                k = by_end.get(found.end) if after else by_start.get(found.start)
                beside = _beside(there, k, target.text, after=after)
                anchor = Span(Role.SOURCE, name.start + other.start, name.start + other.end)
                if beside is not None:
                    yield from _in_slot(beside, other.text, kept.text, target, source, anchor, after=after)


def _beside(there: tuple[Token, ...], k: int | None, text: str, *, after: bool) -> Token | None:
    """The word with a capital right beside word k."""
    j = -1 if k is None else k + 1 if after else k - 1
    if k is None or not 0 <= j < len(there):
        return None
    first, second = (there[k], there[j]) if after else (there[j], there[k])
    return there[j] if text[first.end : second.start] == " " and is_capital(there[j].text) else None


def _in_slot(
    beside: Token, other: str, kept: str, target: Segment, source: Segment, anchor: Span, *, after: bool
) -> Iterator[Evidence]:
    word = beside.text.removesuffix("'s").removesuffix("’s")
    kin = fold(kept) in _translated() or kept.isupper()  # two given names, a king's number: a ruler or a saint
    if not after and not kin and _counterpart(word, other, kept, target):
        yield _evidence(beside.start, word, other, target, source, anchor, 0.85, "given-name")
        return
    if not is_common(word, target.lang) or word.lower() in function_words(primary(target.lang)) or known(word, target.lang):
        return
    if fold(word) == fold(other) and word != other and not is_common(other, source.lang) and after:
        yield _evidence(beside.start, word, other, target, source, anchor, 0.6, "accent")  # Cárter, which is a crankcase
        return
    if (
        not _is_surname(other, kept, source.lang, after=after)
        or part(other, source.lang, target.text, target.lang).likeness >= _GONE
    ):
        return
    if part(word, target.lang, source.text, source.lang).likeness >= _GONE:
        return
    yield _evidence(beside.start, word, other, target, source, anchor, 0.85, "word")


def _is_surname(other: str, kept: str, lang: str, *, after: bool) -> bool:
    """Is it a name rather than a title or the kind of a body beside the name (Samsung Group, President Biden)?"""
    if known(other, lang):
        return False
    if not is_common(other, lang):
        return after or primary(lang) not in {"en", "de"}
    if primary(lang) in {"en", "de"}:
        return after and kept in given()
    return after and not known(kept, lang)


def _counterpart(word: str, other: str, kept: str, target: Segment) -> bool:
    """Is the word another language's form of the given name it stands for, before a surname spelt the same?"""
    table = _translated()
    mine = table.get(fold(word))
    if mine is None:
        return False
    if script_of(other) == "Latin":
        theirs = table.get(fold(other))
        return theirs is not None and theirs[0] == mine[0] and theirs[1] != mine[1] and kept in target.text
    forms = [(across(other, f), table[f]) for f in table if table[f][0] == mine[0]]
    nearest = max(forms)
    return nearest[0] >= 0.75 and nearest[1] != mine and across(other, word) < 0.5


def _evidence(
    start: int, word: str, other: str, target: Segment, source: Segment, anchor: Span, strength: float, cause: str
) -> Evidence:
    foreign = first_script(other) != first_script(target.text)
    expected = (
        next(iter(romanisations(other, source.lang, target.lang)), other) if foreign and script_of(word) == "Latin" else other
    )
    return Evidence(
        "names/misspelt" if cause == "accent" else "names/mistranslated",
        View.BILINGUAL,
        Span(Role.TARGET, start, start + len(word)),
        f"“{word}” stands where the source has the name “{other}”; names are not translated.",
        f"{word} / {other} (source)",
        expected,
        severity=Severity.MINOR if cause == "accent" else Severity.MAJOR,
        strength=strength,
        cause=f"translated-{cause}",
        anchor=anchor,
    )


# What a place is called after in English: the city of the Blue, the port of Southern.
_PLACE_OF = regex.compile(
    r"\b(?:cit(?:y|ies)|towns?|villages?|ports?|municipality|settlements?) of "
    r"(?P<name>(?:the )?(?P<word>\p{Lu}\p{Ll}{2,}))(?! ?[\p{Lu}-])"
)


def places(target: Segment, source: Segment) -> Iterator[Evidence]:
    """Ordinary words where English names a place: "the city of the Blue"."""
    if primary(target.lang) != "en":
        return
    for m in _PLACE_OF.finditer(target.text):
        word = m.group("word")
        if not is_common(word, "en") or known(word, "en") or part(word, "en", source.text, source.lang).likeness >= _GONE:
            continue
        yield Evidence(
            "names/mistranslated",
            View.BILINGUAL,
            Span(Role.TARGET, m.start("name"), m.end("name")),
            f"“{m.group('name')}” stands where a place is named; the name seems to have been translated as a word.",
            m.group(),
            strength=0.65,
            cause="translated-place",
        )


# Where a name fell out of an English sentence: a preposition that governs nothing, a verb of saying without its speaker.
_HOLE = regex.compile(
    r"(?<![\p{L}'’-])(?:of|from|at|in|by|with|to|the|and|including) ?(?=[.,;:)](?:\s|$))"
    r"|(?<=[.,!?]['’”\"] )(?:said|told|added)(?=[.,])"
    r"|\b(?:Mr|Mrs|Ms|Dr|Sen|Gov|Gen)\.? (?=\p{Ll}|[.,])"
    r"|\b(?:are|were|is|was|of|from|by|in|at), (?=\p{Lu})"
    r"|\b(?:of|from|at|by) (?:at|in|on|as|is|was|has|from|to)\b"
    r"|\b(?:[Tt]he|[Aa]) \p{Ll}+ly(?=[.,;])"
    r"|^(?:Has|Have|Had|Was|Were|Is|Are|Also|And) (?=\p{Ll}+)(?!.*\?)|^(?:In|At) \p{Lu}\p{L}+ (?:was|is|has|were|had|announced)\b"
    r"| (?=['’]s )|\b(?:of|in) (?=\p{Ll}+ed\b)|\bAs (?=notes|reports|writes|said)"
    r"|\bthe (?:as|at|in|of|was|is|has|were|and|from|by|who)\b"
)


def holes(target: Segment, side: Segment, role: Role) -> Iterator[Evidence]:
    """Names of the other side that are gone where the target has a hole; the first of them by place."""
    if primary(target.lang) != "en" or (hole := _HOLE.search(target.text)) is None:
        return
    if primary(side.lang) == "en" and target.text[hole.start() : hole.end() + 1] in side.text:
        return
    here = frozenset(fold(t.text) for t in words(target.text))
    share = hole.start() / max(1, len(target.text))
    gone = [
        n
        for n in names(side.text, side.lang)[:MOST_NAMES]
        if (n.sure >= 0.45 or n.kind == "acronym")
        and not all(fold(t.text.removesuffix("'s").removesuffix("’s")) in here for t in words(n.text) if is_capital(t.text))
        and part(n.text, side.lang, target.text, target.lang).likeness < _GONE
    ]
    name = min(gone, key=lambda n: abs(n.start / max(1, len(side.text)) - share), default=None)
    if name is None:
        return
    where = "reference" if role is Role.REFERENCE else "source"
    yield Evidence(
        "names/missing",
        View.REFERENCE if role is Role.REFERENCE else View.BILINGUAL,
        Span(role, name.start, name.end),
        f"“{name.text}” of the {where} seems to have fallen out at “{hole.group().strip()}”.",
        f"a hole at “{hole.group().strip()}”",
        strength=0.8 if role is Role.REFERENCE else 0.65,
        cause=f"missing-{where}-hole",
        anchor=Span(Role.TARGET, hole.start(), hole.end()),
    )


__all__ = ["holes", "places", "slots"]
