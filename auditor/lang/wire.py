"""The conventions of the wire: words of photo credits, news agencies, in many languages."""

from __future__ import annotations

import functools
from collections.abc import Mapping

import msgspec
import regex

from auditor import corpora
from auditor.lang.scripts import is_unspaced, primary

# A credit's parts stand between slashes, bars, commas, dots, dashes and brackets.
_PART = regex.compile(r"[^/|,;·•()（）［］\[\]、／；，\n]+")
_BETWEEN = regex.compile(r"[^\p{L}\p{M}\p{N}]+")
_DASHED = regex.compile(r"\s(?:[-\N{EN DASH}\N{EM DASH}]|via|vía|через|per|über)\s", regex.IGNORECASE)
_LABEL = regex.compile(
    r"""^\s*(?:photo(?:s|graph)?(?:\s+credit)?|picture|image|credits?|cr[ée]dit(?:o)?(?:\s+photo)?|fotos?|foto(?:graf[ií]a)?|bild(?:er)?|quelle
        |фото|источник|الصورة|تصوير|图片来源|图|写真|사진|fotoğraf|फोटो|φωτογραφία|zdjęcie)\s*(?:by|de|von|di|по)?\s*[:：]\s*""",
    regex.VERBOSE | regex.IGNORECASE,
)
_BRACKETED = regex.compile(
    r"[(（]\s*((?:photo|credit|foto|crédit|crédito|фото|bild|图|写真|الصورة)[^()（）]{0,200})[)）]", regex.IGNORECASE
)
CREDIT_LENGTH = 240  # code points; a longer text is not a credit


class Part(msgspec.Struct, frozen=True):
    """One name or word of a credit, with its offsets in the text."""

    start: int
    end: int
    text: str


class CreditWords(msgspec.Struct, frozen=True):
    """What one language writes for one concept of a credit, and what it must not."""

    concept: str
    right: tuple[str, ...]
    wrong: tuple[str, ...]


@functools.cache
def credit_words(lang: str) -> tuple[CreditWords, ...]:
    """Every concept that is known in the language."""
    return tuple(_credit_table().get(primary(lang), ()))


@functools.cache
def _credit_table() -> Mapping[str, list[CreditWords]]:
    table: dict[str, list[CreditWords]] = {}
    for line in corpora.path("wire/credits.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            concept, lang, right, wrong = [*line.split("\t"), ""][:4]
            forms = [tuple(filter(None, cell.split("|"))) for cell in (right, wrong)]
            entry = CreditWords(concept=concept, right=forms[0], wrong=forms[1])
            table.setdefault(lang, []).append(entry)
    return table


@functools.cache
def agencies() -> Mapping[str, str]:
    """Every name of a news agency, casefolded, with the agency's short name.

    >>> agencies()["新华社"], agencies()["associated press"]
    ('Xinhua', 'AP')
    """
    names: dict[str, str] = {}
    for line in corpora.path("wire/agencies.tsv").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            short, latin, other, _ = [*line.split("\t"), "", "", ""][:4]
            for name in (short, *latin.split("|"), *other.split("|")):
                if name:
                    names.setdefault(name.casefold(), short)
    return names


@functools.lru_cache(maxsize=2048)
def credit_lines(text: str, field: str) -> tuple[tuple[Part, ...], ...]:
    """The credits in a text, each as its parts: the whole text where it is one, else what stands in brackets after a label.

    >>> [[p.text for p in c] for c in credit_lines("Photo: Ministry/Manual/Agency", "credit")]
    [['Ministry', 'Manual', 'Agency']]
    >>> [[p.text for p in c] for c in credit_lines("He waved. (Credit: TASS/Pool)", "body")]
    [['TASS', 'Pool']]
    >>> credit_lines("The manual is out.", "body")
    ()
    """
    if len(text) <= CREDIT_LENGTH and (field == "credit" or _LABEL.match(text)):
        return (_parts(text, 0, len(text)),)
    return tuple(_parts(text, m.start(1), m.end(1)) for m in _BRACKETED.finditer(text[:20_000]))


def _parts(text: str, start: int, end: int) -> tuple[Part, ...]:
    if label := _LABEL.match(text[start:end]):
        start += label.end()
    parts = []
    for match in _PART.finditer(text, start, end):
        at = match.start()
        for piece in _DASHED.split(match.group()):
            inner = piece.strip(" .\N{NO-BREAK SPACE}\t:：。")
            if inner:
                begin = text.index(inner, at)
                parts.append(Part(start=begin, end=begin + len(inner), text=inner))
                at = begin + len(inner)
    return tuple(parts)


def says(part: str, words: tuple[str, ...], lang: str) -> bool:
    """Does the part contain one of the words, as a whole word where the language has spaces?"""
    folded = part.casefold()
    if is_unspaced(lang):
        return any(word.casefold() in folded for word in words)
    padded = _spaced(folded)
    return any(_spaced(word.casefold()) in padded for word in words)


def _spaced(folded: str) -> str:
    return f" {_BETWEEN.sub(' ', folded).strip()} "


def is_just(part: str, words: tuple[str, ...]) -> bool:
    """Is the part one of the words and nothing else?  `* provided` stands for one to three words before it.

    >>> is_just("Manual", ("Manual",)), is_just("JAXA provided", ("* provided",)), is_just("Provided by JAXA", ("* provided",))
    (True, True, False)
    """
    folded = part.casefold()
    names = folded.split()
    return any(
        folded == word or (word.startswith("* ") and folded.endswith(word[1:]) and 2 <= len(names) <= 4)
        for word in (word.casefold() for word in words)
    )
