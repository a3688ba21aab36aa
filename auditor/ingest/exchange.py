"""XLIFF 1.2 and 2.x, TMX and PO as rows; inline tags become placeholders such as `<1>`, `</1>` and `<2/>`."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from typing import Any, BinaryIO

from auditor.errors import InputError
from auditor.ingest import boundary, unitcut, xml
from auditor.ingest.rows import Row
from auditor.lang import scripts
from auditor.model import Failure

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_PAIRED = frozenset({"g", "pc", "hi", "sub"})  # tags around words
_OPENING = frozenset({"bpt", "bx", "sc"})
_CLOSING = frozenset({"ept", "ex", "ec"})
_LONE = frozenset({"x", "ph", "it", "ut", "cp"})
_PO_LINES = 4_000  # of a PO file parsed together
_LONGEST_LINE = 16 << 20  # characters
_TRANSPARENT = frozenset({"mrk", "mark", "sm", "em"})  # marks on words that are not shown


def inline(element: Any) -> str:
    """The text of a segment with its inline tags as placeholders.

    >>> inline(xml.parse('<source>Press <g id="1">OK</g> now<x id="2"/>.</source>').root)
    'Press <1>OK</1> now<2/>.'
    """
    parts = [element.text or ""]
    for number, child in enumerate(element, 1):
        name = xml.local(child)
        ident = str(child.get("id") or child.get("i") or child.get("x") or child.get("startRef") or child.get("rid") or number)[
            :20
        ]
        if name in _PAIRED:
            parts += [f"<{ident}>", inline(child), f"</{ident}>"]
        elif name in _OPENING | _CLOSING:
            mark = child.get("rid") or child.get("i") or child.get("startRef") or ident
            parts.append(f"<{mark}>" if name in _OPENING else f"</{mark}>")
        elif name in _LONE:
            parts.append(f"<{ident}/>")
        elif name in _TRANSPARENT or name:
            parts.append(inline(child))
        parts.append(child.tail or "")
    return "".join(parts)


def xliff(file: BinaryIO, path: str, stem: str, langs: tuple[str, str]) -> Iterator[Row | Failure]:
    """Rows of an XLIFF file of version 1.2 or 2.x: one a trans-unit, or a segment."""
    at: dict[str, Any] = {"source": "", "target": "", "file": "", "unit": 0}
    for piece in unitcut.pieces(file, path, ("xliff", "file"), ("trans-unit", "unit")):
        if isinstance(piece, Failure):
            yield piece
        elif piece.name in {"xliff", "file"}:
            element = piece.element
            at["source"] = element.get("source-language") or element.get("srcLang") or at["source"]
            at["target"] = element.get("target-language") or element.get("trgLang") or at["target"]
            at["file"] = (element.get("original") or element.get("id") or at["file"]) if piece.name == "file" else ""
        else:
            at["unit"] += 1
            yield from _units(piece, stem, at, langs)


def _units(piece: unitcut.Piece, stem: str, at: dict[str, Any], langs: tuple[str, str]) -> Iterator[Row]:
    """Rows of one trans-unit (1.2) or of the segments of one unit (2.x)."""
    element = piece.element
    ident = boundary.safe(element.get("id") or f"{stem}:{at['unit']}")
    parts = [element] if xml.local(element) == "trans-unit" else list(element.iter("{*}segment"))
    for number, part in enumerate(parts, 1):
        name = ident if len(parts) == 1 else f"{ident}.{part.get('id') or number}"
        target, source = part.find("{*}target"), part.find("{*}source")
        if part.get("translate") == "no" or element.get("translate") == "no":
            continue
        state = (target.get("state") if target is not None else "untranslated") or part.get("state") or ""
        yield Row(
            id=name,
            target=inline(target) if target is not None else "",
            source=inline(source) if source is not None else None,
            target_lang=langs[0] or boundary.language((target.get(_LANG) if target is not None else "") or at["target"]),
            source_lang=langs[1] or boundary.language(at["source"]),
            document=boundary.safe(at["file"] or stem),
            meta={"state": state} if state else {},
            line=piece.line + ((target if target is not None else part).sourceline or 1) - 1,
        )


def tmx(file: BinaryIO, path: str, stem: str, langs: tuple[str, str]) -> Iterator[Row | Failure]:
    """Rows of a TMX file: the variant in the target's language, and the one in the source's."""
    header, number = "", 0
    for piece in unitcut.pieces(file, path, ("tmx", "header"), ("tu",)):
        if isinstance(piece, Failure):
            number += 1
            yield piece
        elif piece.name == "header":
            header = piece.element.get("srclang") or header
        elif piece.name == "tu":
            number += 1
            yield _memory(piece, path, stem, number, header, langs)


def _memory(piece: unitcut.Piece, path: str, stem: str, number: int, header: str, langs: tuple[str, str]) -> Row | Failure:
    """The row of one translation unit."""
    element = piece.element
    ident = boundary.safe(element.get("tuid") or f"{stem}:{number}")
    found = [(str(v.get(_LANG) or v.get("lang") or "und"), v.find("{*}seg")) for v in element.iter("{*}tuv")]
    texts = [(lang, inline(seg)) for lang, seg in found if seg is not None]
    source_lang = langs[1] or element.get("srclang") or header
    source = next((t for t in texts if _same(t[0], source_lang)), None)
    if source is None and len(texts) > 1 and not langs[0]:
        source = texts[0]
    wanted = [t for t in texts if t is not source and (_same(t[0], langs[0]) if langs[0] else True)]
    if not wanted:
        return Failure(path, f"the unit has no variant in {langs[0] or 'a second language'}", ident, piece.line)
    source = source or next((t for t in texts if t is not wanted[0]), None)
    lang, text = wanted[0]
    return Row(
        ident,
        text,
        source[1] if source else None,
        target_lang=boundary.language(lang),
        source_lang=boundary.language(source[0]) if source else "",
        line=piece.line,
    )


def _same(one: str, other: str) -> bool:
    """Do two tags mean the same language?"""
    return bool(other) and scripts.primary(one) == scripts.primary(other)


def po(file: BinaryIO, path: str, stem: str, langs: tuple[str, str]) -> Iterator[Row | Failure]:
    """Rows of a PO file, one a message and plural form; obsolete ones are left out, fuzzy and untranslated ones say so.

    It is read some entries at a time: a broken one costs itself alone.
    """
    lang, number, any_ = langs[0], 0, False
    for first, lines in _po_stretches(file, path):
        catalogue = _catalogue(lines)
        # Where one of them is broken: which?
        parts = [(first, lines)] if catalogue is not None else [(first + at, entry) for at, entry in _po_entries(lines)]
        for line, part in parts:
            some = catalogue if catalogue is not None else _catalogue(part)
            if some is None:
                if not any_ and not any(text.startswith("msgid") for text in part):
                    raise InputError(path, "is not a PO file")
                number += 1
                why = "the entry is not well-formed: a keyword, a quote or an escape is wrong"
                yield Failure(path, why, f"{stem}:{number}", line)
                continue
            any_ = True
            lang = lang or boundary.language(str(some.metadata.get("Language", "")))
            for entry in some:
                number += 1
                yield from _message(entry, f"{stem}:{number}", (lang, langs[1]), part, line)


def _message(entry: Any, ident: str, langs: tuple[str, str], lines: list[str], first: int) -> Iterator[Row]:
    if entry.obsolete:
        return
    forms = list(entry.msgstr_plural.items()) or [(0, entry.msgstr)]
    for form, text in forms:
        source = entry.msgid if form == 0 else entry.msgid_plural or entry.msgid
        state = "fuzzy" if entry.fuzzy else "" if text.strip() else "untranslated"
        meta = {k: v for k, v in (("context", entry.msgctxt), ("state", state)) if v}
        yield Row(
            ident if len(forms) == 1 else f"{ident}.{form}",
            text,
            source,
            target_lang=langs[0],
            source_lang=langs[1],
            meta=meta,
            line=first - 1 + _msgstr(lines, entry.linenum - 1, form),
        )


def _catalogue(lines: list[str]) -> Any:
    """What polib reads of these lines; None if it cannot."""
    import polib  # noqa: PLC0415 - only PO needs it

    try:
        return polib.pofile("\n" + "\n".join(lines) + "\n", check_for_duplicates=False)
    except (OSError, ValueError, UnicodeError, IndexError, AttributeError):
        return None


def _po_stretches(file: BinaryIO, path: str) -> Iterator[tuple[int, list[str]]]:
    """Some entries at a time, with the line they begin on: cut at empty lines, where entries end."""
    head = file.read(1 << 18)
    decoded = boundary.decode(head[: head.rfind(b"\n") + 1] or head, _po_charset(head), path)
    decoder = codecs.getincrementaldecoder(decoded.encoding)("replace")
    held: list[str] = []
    first, number, rest = 1, 0, ""
    text = decoder.decode(head).removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}")
    while True:
        *lines, rest = (rest + text).split("\n")
        for line in lines:
            number += 1
            held.append(boundary.safe(line))
            if len(held) > _PO_LINES and not line.strip():
                yield first, held
                first, held = number + 1, []
        if not head:
            break
        if len(rest) > _LONGEST_LINE:
            raise InputError(path, f"has a line of more than {_LONGEST_LINE >> 20} million characters")
        head = file.read(1 << 18)
        text = decoder.decode(head, final=not head)
    held.append(boundary.safe(rest))
    yield first, held


def _po_entries(lines: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Entries apart, with how many lines stand before each."""
    entry: list[str] = []
    for at, line in enumerate(lines):
        if line.strip():
            entry.append(line)
        elif entry:
            yield at - len(entry), entry
            entry = []
    if entry:
        yield len(lines) - len(entry), entry


def _msgstr(lines: list[str], start: int, form: int) -> int:
    """The line of an entry's translation, from the one the entry begins on."""
    opens = (f"msgstr[{form}]", "msgstr ")
    return next(
        (n for n in range(max(1, start), min(start + 200, len(lines) + 1)) if lines[n - 1].startswith(opens)), max(1, start)
    )


def _po_charset(data: bytes) -> str | None:
    """The charset in a PO header."""
    _, found, rest = data[:4000].partition(b"charset=")
    return rest.split(b"\\n")[0].split(b'"')[0].strip().decode("ascii", "replace") if found else None


READERS = {"xliff": xliff, "tmx": tmx, "po": po}
