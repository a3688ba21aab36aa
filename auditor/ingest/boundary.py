"""Bytes become text, and text becomes safe, here and only here.

Nine of 23 text libraries raise on a lone surrogate and every UTF-8 writer does; so none gets past this module.
Replacements are one code point for one, so that offsets into the text stay true.
"""

from __future__ import annotations

import codecs
import functools

import msgspec
import regex

from auditor.errors import InputError
from auditor.ingest import encodings

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"
# Surrogates and controls other than tab, line breaks, vertical tab, form feed and NEXT LINE (U+0085).
_UNSAFE = regex.compile(r"[\p{Cs}[\p{Cc}--[\t\n\r\v\f\N{NEXT LINE}]]]", regex.VERSION1)
_ORDER = regex.compile(r"-[bl]e$")
_TAG = regex.compile(r"[a-zA-Z]{2,3}(?:-[a-zA-Z0-9]{2,8}){0,4}")
# What feeds say instead of a tag, in English as they do.
_NAMES = {
    "english": "en", "spanish": "es", "french": "fr", "german": "de", "portuguese": "pt", "italian": "it", "russian": "ru",
    "chinese": "zh", "japanese": "ja", "korean": "ko", "arabic": "ar", "hebrew": "he", "hindi": "hi", "turkish": "tr",
    "ukrainian": "uk", "polish": "pl", "dutch": "nl", "swedish": "sv", "greek": "el", "persian": "fa", "indonesian": "id",
    "vietnamese": "vi", "thai": "th",
}  # fmt: skip
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Beginnings of files people hand over by mistake.
_MAGIC = (
    (b"%PDF", "a PDF file: save it as text or HTML first"),
    (b"\x89PNG", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a zip archive or an office document: unpack it, or save it as text or HTML"),
    (b"\xd0\xcf\x11\xe0", "an old office document: save it as text or HTML first"),
    (b"\x7fELF", "a program"),
    (b"\x1f\x8b", "gzip data: name it .gz, or unpack it"),
    (b"SQLite format 3", "a database"),
    (b"OggS", "sound"),
    (b"ID3", "sound"),
)


class Decoded(msgspec.Struct, frozen=True):
    """Text with the encoding it was in, and what had to be done to it."""

    text: str
    encoding: str
    notes: tuple[str, ...] = ()


def safe(text: str) -> str:
    r"""The text with lone surrogates and control characters replaced, one for one.

    >>> safe("a\x00b\ud800c\td") == "a\N{REPLACEMENT CHARACTER}b\N{REPLACEMENT CHARACTER}c\td"
    True
    """
    return str(_UNSAFE.sub(REPLACEMENT, text))


@functools.lru_cache(maxsize=1024)
def language(name: str) -> str:
    """A language as a document declares it, as a tag; "" for what is none.

    >>> language("en_us"), language(" zh-hant-TW "), language("English"), language("x' onload='")
    ('en-US', 'zh-Hant-TW', 'en', '')
    """
    name = name.strip().replace("_", "-")
    if not _TAG.fullmatch(name):
        return _NAMES.get(name.lower(), "")
    parts = name.split("-")
    shaped = (p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p.lower() for p in parts[1:])
    return "-".join((parts[0].lower(), *shaped))


def replaced(text: str) -> tuple[str, tuple[str, ...]]:
    r"""Safe text and a note if anything in it had to be replaced.

    >>> replaced("a\x00b")[1]
    ('1 control character or lone surrogate was replaced by U+FFFD',)
    """
    text, count = _UNSAFE.subn(REPLACEMENT, text)
    what = "control character or lone surrogate was" if count == 1 else "control characters or lone surrogates were"
    return text, ((f"{count} {what} replaced by U+FFFD",) if count else ())


def decode(data: bytes, declared: str | None = None, path: str = "") -> Decoded:
    """Text of the bytes, by byte order mark, then declared encoding, then detection; raises InputError for binary data.

    >>> decode("Señor".encode("cp1252"), "utf-8").text
    'Señor'
    >>> decode("Señor".encode(), "iso-8859-1").notes
    ('declared iso-8859-1, but it is utf-8',)
    """
    if not data.strip(b" \t\r\n\x00"):
        raise InputError(path, "is empty: there is nothing to audit")
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _decoded(data[len(mark) :], encoding, encoding, declared)
    if wide := _wide(data):
        return _decoded(data, wide, wide, declared)
    refuse_binary(data, path)
    encoding = encodings.choose(data, declared)
    return _decoded(data, encoding, encodings.shown(encoding), declared)


def _decoded(data: bytes, encoding: str, shown: str, declared: str | None) -> Decoded:
    """Decode for certain, count what could not be, compare with what was declared."""
    text = data.decode(encoding, "replace")
    notes = []
    known = encodings.known(declared) if declared else None
    if declared and known is None:
        notes.append(f"declared encoding {declared!r} is not known; read as {shown}")
    elif declared and not _same(known or "", encoding):
        notes.append(f"declared {declared}, but it is {shown}")
    lost = text.count(REPLACEMENT) - (data.count(REPLACEMENT.encode()) if encoding == "utf-8" else 0)
    if lost > 0:
        notes.append(f"{lost} bytes are not valid {shown} and were replaced by U+FFFD")
    return Decoded(text, encoding, tuple(notes))


def _same(declared: str, found: str) -> bool:
    """Do two codec names mean the same, byte order aside?"""
    return bool(_ORDER.sub("", declared) == _ORDER.sub("", found))


def _wide(data: bytes) -> str | None:
    """UTF-16 without a byte order mark, told by where the NULs are: half of European text, none of ours."""
    head = data[:4096]
    if len(head) < 4 or head.count(0) * 5 < len(head) * 2:
        return None
    even, odd = head[::2].count(0), head[1::2].count(0)
    if even > 9 * odd:
        return "utf-16-be"
    return "utf-16-le" if odd > 9 * even else None


def refuse_binary(data: bytes, path: str) -> None:
    """Raise InputError if the bytes cannot be text.

    >>> refuse_binary(b"%PDF-1.7 ...", "a.txt")
    Traceback (most recent call last):
    ...
    auditor.errors.InputError: a.txt: is a PDF file: save it as text or HTML first
    """
    for magic, what in _MAGIC:
        if data.startswith(magic):
            raise InputError(path, f"is {what}")
    head = data[:8192]
    # Text has next to no controls; one in ten is a picture, sound or a program (a stray NUL is not).
    controls = sum(head.count(code) for code in range(32) if code not in (9, 10, 11, 12, 13, 27))
    if controls * 10 > len(head):
        raise InputError(path, "is binary, not text: give the text, page, feed or table itself")
