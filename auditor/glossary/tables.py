"""Comma, tab and semicolon separated glossaries: our own columns, pairs as DeepL has them, and those of Weblate and Lokalise.

Our own: one term a row, headed `concept,language,term,status,...` (COLUMNS).  A pair table has a source and a target column,
headed (`source`, `target`; or two language tags) or not.  Lokalise has `term`, flags, and one column a language.  Several
renderings stand in one cell with `|` between.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
import regex

from auditor.errors import GlossaryError
from auditor.glossary.entries import Concept, ordered, problems, valid_language
from auditor.model import Sense, Term, TermStatus

COLUMNS = (
    "concept",
    "language",
    "term",
    "status",
    "part_of_speech",
    "gender",
    "case_sensitive",
    "match",
    "forms",
    "fields",
    "domains",
    "neighbours",
    "valid_from",
    "valid_to",
    "note",
    "source",
    "owner",
    "subject",
    "definition",
    "concept_note",
    "concept_source",
    "concept_owner",
    "relations",
)
_OWN = {
    "subject": "subject",
    "definition": "definition",
    "concept_note": "note",
    "concept_source": "source",
    "concept_owner": "owner",
}
_PLAIN = ("part_of_speech", "gender", "valid_from", "valid_to", "note", "source", "owner")
_YES = frozenset({"yes", "true", "1", "y", "x"})
_LOKALISE = frozenset({"description", "casesensitive", "translatable", "forbidden", "tags", "case_sensitive", "case sensitive"})
_NAMES = {
    "source_lang": "source_language",
    "target_lang": "target_language",
    "source term": "source",
    "target term": "target",
    "translation": "target",
    "lang": "language",
}


class Dropped(msgspec.Struct, frozen=True):
    """A row or entry that was not taken, and why."""

    line: int
    why: str


class Batch(msgspec.Struct, frozen=True):
    """What a file brings."""

    concepts: tuple[Concept, ...]
    dropped: tuple[Dropped, ...] = ()


Row = tuple[int, dict[str, str]]


def parse(text: str, path: str, pair: tuple[str, str] = ("", "")) -> Batch:
    r"""Concepts of a table and the rows that were dropped; GlossaryError if it is no table of a shape we know.

    >>> [(t.lang, t.text) for t in parse("en,es\nlawmaker,legislador|parlamentario\n", "x.csv").concepts[0].terms]
    [('en', 'lawmaker'), ('es', 'legislador'), ('es', 'parlamentario')]
    """
    delimiter = _delimiter(text, path)
    return parse_rows(_rows(text, path, delimiter), path, pair)


def parse_rows(rows: Sequence[tuple[int, list[str]]], path: str, pair: tuple[str, str] = ("", "")) -> Batch:
    """The same for rows that are cut already (a sheet)."""
    filled = [(n, cells) for n, cells in rows if any(c.strip() for c in cells)]
    if not filled:
        raise GlossaryError(f"{path}: there is nothing in it")
    first = [_NAMES.get(c.strip().lower(), c.strip().lower()) for c in filled[0][1]]
    shape = _shape(first, [c.strip() for c in filled[0][1]])
    if shape is None and len(filled[0][1]) in {2, 4}:
        columns = ["source", "target", "source_language", "target_language"]
        return _collected(_by_name(filled, columns), lambda row: _pair(row, pair, path), path)
    if shape is None:
        known = "concept,language,term,status", "source,target", "two or more language tags", "term,description,...,en,de"
        raise GlossaryError(f"{path}:{filled[0][0]}: no header of a shape we know: {'; '.join(known)}")
    return _collected(_by_name(filled[1:], shape), _reader(shape, pair, path), path)


def _shape(lower: list[str], written: list[str]) -> list[str] | None:
    """The column names, if the first row is a header."""
    if len(set(filter(None, lower))) != len(list(filter(None, lower))):
        return None
    if {"concept", "language", "term"} <= set(lower) or {"source", "target"} <= set(lower):
        return lower
    tags = [
        w
        for w, name in zip(written, lower, strict=True)
        if name not in COLUMNS and "_" not in name and valid_language(w.replace("_", "-"))
    ]
    strange = [
        n for n in lower if n and n not in _LOKALISE | set(COLUMNS) | {t.lower() for t in tags} and not n.endswith("_description")
    ]
    if (len(tags) >= 2 and not strange) or ("term" in lower and (tags or set(lower) & _LOKALISE)):
        return [w if w in tags else low for w, low in zip(written, lower, strict=True)]
    return None


def _reader(shape: Sequence[str], pair: tuple[str, str], path: str) -> Callable[[Row], Iterable[Concept]]:
    if {"concept", "language", "term"} <= set(shape):
        return _native
    if {"source", "target"} <= set(shape):
        return lambda row: _pair(row, pair, path)
    return lambda row: _wide(row, pair)


def _delimiter(text: str, path: str) -> str:
    if path.lower().endswith((".tsv", ".tab")):
        return "\t"
    first = next((line for line in text.splitlines() if line.strip()), "")
    return max(",;\t", key=first.count)


def _rows(text: str, path: str, delimiter: str) -> list[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    out: list[tuple[int, list[str]]] = []
    line = 1
    try:
        for cells in reader:
            out.append((line, cells))
            line = reader.line_num + 1
    except csv.Error as error:
        raise GlossaryError(f"{path}:{line}: {error}") from error
    return out


def _by_name(rows: Iterable[tuple[int, list[str]]], columns: Sequence[str]) -> Iterator[Row]:
    for number, cells in rows:
        yield number, {c: cell for c, cell in zip(columns, cells, strict=False) if c}


def _collected(rows: Iterable[Row], read: Callable[[Row], Iterable[Concept]], path: str) -> Batch:
    concepts: dict[str, Concept] = {}
    dropped: list[Dropped] = []
    for row in rows:
        try:
            for concept in read(row):
                before = concepts.get(concept.id)
                joined = concept if before is None else _joined(before, concept)
                if wrong := problems(concept):
                    raise GlossaryError(wrong[0])  # noqa: TRY301 - this row's trouble ends here
                concepts[concept.id] = joined
        except GlossaryError as error:
            dropped.append(Dropped(row[0], str(error)))
    if not concepts and dropped:
        raise GlossaryError(f"{path}:{dropped[0].line}: {dropped[0].why}")
    return Batch(tuple(msgspec.structs.replace(c, terms=ordered(c.terms)) for c in concepts.values()), tuple(dropped))


def _joined(before: Concept, more: Concept) -> Concept:
    """A concept with the terms of a further row; a repeated term is a mistake of the file."""
    have = {(t.lang, t.text): t for t in before.terms}
    new = [t for t in more.terms if (t.lang, t.text) not in have]
    if len(new) < len(more.terms) and not new:
        raise GlossaryError("the same term was there before")
    changed = {n: getattr(more, n) for n in _OWN.values() if getattr(more, n)}
    return msgspec.structs.replace(before, terms=(*before.terms, *new), relations=before.relations + more.relations, **changed)


def _native(row: Row) -> Iterable[Concept]:
    cells = row[1]
    concept = cells.get("concept", "").strip()
    own = {name: cells.get(column, "") for column, name in _OWN.items()}
    relations = tuple((k, v) for k, _, v in (r.partition(":") for r in _list(cells.get("relations", ""))))
    terms = () if not cells.get("term") and not cells.get("language") else (_native_term(concept, cells),)
    yield Concept(id=concept, terms=terms, relations=relations, **own)


def _native_term(concept: str, cells: Mapping[str, str]) -> Term:
    return Term(
        concept=concept,
        lang=cells.get("language", "").strip(),
        text=cells.get("term", ""),
        status=status(cells.get("status", "")),
        case_sensitive=cells.get("case_sensitive", "").lower() in _YES,
        match=cells.get("match", "") or "lemma",
        forms=_list(cells.get("forms", "")),
        sense=Sense(_list(cells.get("fields", "")), _list(cells.get("domains", "")), _list(cells.get("neighbours", ""))),
        **{name: cells.get(name, "") for name in _PLAIN},
    )


def status(word: str) -> TermStatus:
    """The status a word names, preferred for none; GlossaryError for another word."""
    try:
        return TermStatus(word.strip().lower() or "preferred")
    except ValueError:
        raise GlossaryError(f"status {word!r} is none of {', '.join(TermStatus)}") from None


def _pair(row: Row, pair: tuple[str, str], path: str) -> Iterable[Concept]:
    cells = row[1]
    langs = tuple(
        (cells.get(c, "").strip() or given).replace("_", "-")
        for c, given in (("source_language", pair[0]), ("target_language", pair[1]))
    )
    if not all(langs):
        raise GlossaryError(f"{path}: which languages is it in? give them, as --languages en-es")
    flags = cells.get("flags", "").lower() + " " + cells.get("status", "").lower()
    note = (
        cells.get("translator_comments") or cells.get("developer_comments") or cells.get("context") or cells.get("comment") or ""
    )
    yield _from_cells(
        {_tag(langs[0]): cells.get("source", ""), _tag(langs[1]): cells.get("target", "")}, _tag(langs[0]), flags, note
    )


def _wide(row: Row, pair: tuple[str, str]) -> Iterable[Concept]:
    cells = row[1]
    flags = " ".join(
        name
        for name, on in (
            ("forbidden", cells.get("forbidden", "").lower() in _YES),
            (
                "case",
                (cells.get("casesensitive") or cells.get("case_sensitive") or cells.get("case sensitive") or "").lower() in _YES,
            ),
            ("read-only", (cells.get("translatable") or "yes").lower() not in _YES),
        )
        if on
    )
    texts = {_tag(name): cell for name, cell in cells.items() if name not in _LOKALISE and valid_language(name.replace("_", "-"))}
    first = pair[0] or next(iter(texts), "en")
    if term := cells.get("term", "").strip():
        if "read-only" in flags:
            texts = {"mul": term}
            first = "mul"
        elif not texts.get(first):
            texts[first] = term
    yield _from_cells(texts, first, flags, cells.get("description", ""))


def _tag(lang: str) -> str:
    """A language tag in its usual case: EN, pt_br, zh-HANS become en, pt-BR, zh-Hans."""
    parts = lang.replace("_", "-").split("-")
    return "-".join([parts[0].lower(), *(p.title() if len(p) == 4 else p.upper() if len(p) == 2 else p for p in parts[1:])])


def _from_cells(texts: Mapping[str, str], first: str, flags: str, note: str) -> Concept:
    lead = texts.get(first, "").strip()
    if not lead:
        raise GlossaryError("the source term is empty")
    ident = slug(lead)
    terms: list[Term] = []
    for lang, cell in texts.items():
        for number, text in enumerate(p.strip() for p in cell.split("|")):
            said = TermStatus.PREFERRED if number == 0 else TermStatus.ADMITTED
            if "read-only" in flags or "do-not-translate" in flags:
                said = TermStatus.DO_NOT_TRANSLATE
            elif "forbidden" in flags and (lang != first or len([c for c in texts.values() if c.strip()]) == 1):
                said = TermStatus.FORBIDDEN
            if text or lang == first:
                terms.append(Term(ident, lang, text, said, case_sensitive="case" in flags))
    if len({t.lang for t in terms}) < 2 and not flags.strip():
        raise GlossaryError("the target term is empty")
    return Concept(id=ident, terms=tuple(dict.fromkeys(terms)), note=note)


def slug(text: str) -> str:
    """A concept id made of a term: words with hyphens between, in lower case unless it is all capitals.

    >>> slug("Prime Minister"), slug("US"), slug("外交部")
    ('prime-minister', 'US', '外交部')
    """
    shown = text if text.isupper() and len(text) < 8 else text.lower()
    return (
        regex.sub(r"[^\p{L}\p{M}\p{N}+.']+", "-", shown).strip("-.'+")[:100] or "x" + text.encode("utf-8", "replace").hex()[:20]
    )


def _list(cell: str) -> tuple[str, ...]:
    parts = regex.split(r"(?<!\\)(?:\\\\)*\K\|", cell) if cell else []
    return tuple(regex.sub(r"\\(.)", r"\1", p) for p in parts if p)


def _cell(values: Iterable[str]) -> str:
    return "|".join(v.replace("\\", "\\\\").replace("|", "\\|") for v in values)


def rows_of(concepts: Iterable[Concept]) -> Iterator[list[str]]:
    """Our own columns, header first: what a table or a sheet holds."""
    yield list(COLUMNS)
    for concept in sorted(concepts, key=lambda c: c.id):
        own = [*(getattr(concept, name) for name in _OWN.values()), _cell(f"{k}:{v}" for k, v in concept.relations)]
        for term in ordered(concept.terms):
            yield [
                concept.id,
                term.lang,
                term.text,
                term.status.value,
                term.part_of_speech,
                term.gender,
                "yes" if term.case_sensitive else "",
                "" if term.match == "lemma" else term.match,
                _cell(term.forms),
                _cell(term.sense.fields),
                _cell(term.sense.domains),
                _cell(term.sense.neighbours),
                term.valid_from,
                term.valid_to,
                term.note,
                term.source,
                term.owner,
                *own,
            ]
            own = [""] * len(own)
        if not concept.terms:
            yield [concept.id, *[""] * (len(COLUMNS) - len(own) - 1), *own]


def write(concepts: Iterable[Concept], delimiter: str = ",") -> str:
    """A table in our own columns, by concept; lines end with a line feed."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(rows_of(concepts))
    return out.getvalue()
