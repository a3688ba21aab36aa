"""TermBase eXchange: TBX-Basic v3 (ISO 30042:2019), both styles, read and written; v2 (martif) read.

DCA writes a data category as an attribute (`<descrip type="subjectField">`), DCT as an element of its own
(`<basic:subjectField>`).  What TBX-Basic has no place for (forbidden, do-not-translate, sense, match) is kept in notes that begin
with `auditor:`, so that nothing is lost on the way out and back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import msgspec

from auditor.errors import GlossaryError
from auditor.glossary import markup, text
from auditor.glossary.entries import Concept, ordered, problems
from auditor.glossary.markup import XML_LANG, local, words
from auditor.glossary.tables import Batch, Dropped, slug
from auditor.model import Term, TermStatus

NAMESPACE = "urn:iso:std:iso:30042:ed-2"
_MODULES = {"min": "http://www.tbxinfo.net/ns/min", "basic": "http://www.tbxinfo.net/ns/basic"}
_STATUS = {
    "preferredTerm-admn-sts": TermStatus.PREFERRED,
    "preferredTerm": TermStatus.PREFERRED,
    "standardizedTerm": TermStatus.PREFERRED,
    "admittedTerm-admn-sts": TermStatus.ADMITTED,
    "admittedTerm": TermStatus.ADMITTED,
    "legalTerm-admn-sts": TermStatus.ADMITTED,
    "deprecatedTerm-admn-sts": TermStatus.DEPRECATED,
    "deprecatedTerm": TermStatus.DEPRECATED,
    "supersededTerm-admn-sts": TermStatus.DEPRECATED,
    "supersededTerm": TermStatus.DEPRECATED,
}
_WRITTEN = {
    TermStatus.PREFERRED: "preferredTerm-admn-sts",
    TermStatus.ADMITTED: "admittedTerm-admn-sts",
    TermStatus.DEPRECATED: "deprecatedTerm-admn-sts",
    TermStatus.FORBIDDEN: "deprecatedTerm-admn-sts",
    TermStatus.DO_NOT_TRANSLATE: "preferredTerm-admn-sts",
}
_POS = frozenset({"adjective", "noun", "other", "verb", "adverb"})
_GENDER = frozenset({"masculine", "feminine", "neuter", "other"})
_TYPES = frozenset({"fullForm", "acronym", "abbreviation", "shortForm", "variant", "phrase"})
_CLOSED = {"administrativeStatus": frozenset(_STATUS), "partOfSpeech": _POS, "grammaticalGender": _GENDER, "termType": _TYPES}
# Where TBX-Basic allows a data category: on the concept, the language or the term.
_LEVELS = {
    "subjectField": {"concept"},
    "definition": {"concept", "language", "term"},
    "source": {"concept", "language", "term"},
    "externalCrossReference": {"concept", "language", "term"},
    "crossReference": {"concept", "language", "term"},
    "xGraphic": {"concept"},
    "customerSubset": {"concept", "term"},
    "projectSubset": {"concept", "term"},
    "context": {"term"},
    "administrativeStatus": {"term"},
    "partOfSpeech": {"term"},
    "grammaticalGender": {"term"},
    "termType": {"term"},
    "termLocation": {"term"},
    "geographicalUsage": {"term"},
    "transactionType": {"concept", "language", "term"},
    "responsibility": {"concept", "language", "term"},
}
_CARRIERS = frozenset({"descrip", "termNote", "admin", "xref", "ref", "transac", "transacNote", "adminNote", "descripNote"})
_GROUPS = frozenset({"descripGrp", "adminGrp", "transacGrp", "termNoteGrp", "termGrp"})
_OURS = "auditor: "


def read(path: Path) -> Batch:
    """The concepts of a TBX file, v3 or v2; entries that break the dialect's rules are dropped with line and reason."""
    root = markup.parse(path)
    name = local(root)
    if name == "martif":
        entries, style = root.iter("{*}termEntry"), "dca"
    elif name == "tbx":
        style = (root.get("style") or "").lower()
        if style not in {"dca", "dct"}:
            raise GlossaryError(f"{path}:{root.sourceline}: the style of <tbx> is dca or dct, not {root.get('style')!r}")
        if not root.get("type", "").startswith("TBX"):
            raise GlossaryError(f'{path}:{root.sourceline}: <tbx> says no dialect, as type="TBX-Basic"')
        entries = root.iter("{*}conceptEntry")
    else:
        raise GlossaryError(f"{path}:{root.sourceline}: <{name[:40]}> is no TBX: the root is <tbx> or, in version 2, <martif>")
    return _gathered(list(entries), path)


def _gathered(entries: list[Any], path: Path) -> Batch:
    concepts: dict[str, Concept] = {}
    dropped: list[Dropped] = []
    for number, entry in enumerate(entries, 1):
        try:
            concept = _entry(entry, number)
            if concept.id in concepts:
                raise GlossaryError(f"concept {concept.id!r} was there before")  # noqa: TRY301 - this entry's trouble ends here
            if wrong := problems(concept):
                raise GlossaryError(wrong[0])  # noqa: TRY301
            concepts[concept.id] = msgspec.structs.replace(concept, terms=ordered(concept.terms))
        except GlossaryError as error:
            dropped.append(Dropped(getattr(error, "line", None) or entry.sourceline or 0, str(error)))
    if not concepts:
        first = dropped[0] if dropped else Dropped(1, "there is no entry in it")
        raise GlossaryError(f"{path}:{first.line}: {first.why}")
    return Batch(tuple(concepts.values()), tuple(dropped))


class _Broken(GlossaryError):  # noqa: N818 - an element is
    """A rule of the dialect that an element breaks."""

    def __init__(self, element: Any, why: str) -> None:
        """`element` knows its line."""
        super().__init__(why)
        self.line = element.sourceline


def _entry(entry: Any, number: int) -> Concept:
    own = dict(_categories(entry, "concept"))
    sections = [e for e in entry if local(e) in {"langSec", "langSet"}]
    if not sections:
        raise _Broken(entry, "an entry needs a language section")
    terms: list[Term] = []
    definition = own.get("definition", "")
    ident = entry.get("id") or ""
    for section in sections:
        lang = section.get(XML_LANG) or section.get("lang")
        if not lang:
            raise _Broken(section, f"<{local(section)}> needs xml:lang")
        definition = definition or dict(_categories(section, "language")).get("definition", "")
        blocks = [b for b in section if local(b) in {"termSec", "tig", "ntig"}]
        if not blocks:
            raise _Broken(section, f"<{local(section)}> needs a term")
        terms += [_term(block, lang) for block in blocks]
    named = ident or own.get("auditor:concept", "") or f"{slug(terms[0].text)}-{number}"
    named = own.get("auditor:concept", named)
    relations = tuple((k, v) for k, _, v in (r.partition(":") for r in own.get("auditor:relations", "").split("|") if r))
    return Concept(
        id=named,
        terms=tuple(msgspec.structs.replace(t, concept=named) for t in terms),
        subject=own.get("subjectField", ""),
        definition=definition,
        note=own.get("note", ""),
        source=own.get("source", ""),
        owner=own.get("responsibility", ""),
        relations=relations,
    )


def _term(block: Any, lang: str) -> Term:
    element = next((e for e in block.iter("{*}term")), None)
    if element is None or not words(element):
        raise _Broken(block, f"<{local(block)}> needs a <term> with text")
    own = dict(_categories(block, "term"))
    if kept := own.get("auditor:term", ""):
        return _kept(kept, lang, own.get("note", ""))
    status = _STATUS.get(
        own.get("administrativeStatus", ""), TermStatus.PREFERRED if "administrativeStatus" not in own else TermStatus.ADMITTED
    )
    return Term(
        concept="",
        lang=lang,
        text=words(element),
        status=status,
        part_of_speech=own.get("partOfSpeech", ""),
        gender=own.get("grammaticalGender", ""),
        note=own.get("note", "") or own.get("context", ""),
        source=own.get("source", ""),
        owner=own.get("responsibility", ""),
    )


def _kept(line: str, lang: str, note: str) -> Term:
    """A term from the line of the text form that we wrote into a note."""
    concept = next(text.parse(f"[x]\n{lang} {line}"))
    return msgspec.structs.replace(concept.terms[0], note=note or concept.terms[0].note)


def _categories(element: Any, level: str) -> Iterator[tuple[str, str]]:
    """Data categories directly below an element (or in its groups), by name, whatever the style; checked against the dialect."""
    for child in element:
        name = local(child)
        if name in _GROUPS:
            yield from _categories(child, level)
        elif name == "note":
            said = words(child)
            key, colon, value = said.removeprefix(_OURS).partition(" = ")
            yield (f"auditor:{key}", value) if said.startswith(_OURS) and colon else ("note", said)
        elif name in _CARRIERS:
            category = child.get("type") or ""
            if not category:
                raise _Broken(child, f"<{name}> needs a type")
            yield from _checked(child, category, level)
        elif name in _LEVELS:
            yield from _checked(child, name, level)


def _checked(child: Any, category: str, level: str) -> Iterator[tuple[str, str]]:
    value = words(child)
    if category in _LEVELS and level not in _LEVELS[category]:
        raise _Broken(
            child, f"{category} stands on the {level}; TBX-Basic has it on the {' or '.join(sorted(_LEVELS[category]))}"
        )
    if category in _CLOSED and value not in _CLOSED[category]:
        raise _Broken(child, f"{category} {value[:40]!r} is none of {', '.join(sorted(_CLOSED[category]))}")
    yield category, value


def write(concepts: Iterable[Concept], style: str = "dca") -> str:
    """TBX-Basic v3 of concepts, by id: the same concepts give the same bytes."""
    spaces = "".join(f' xmlns:{k}="{v}"' for k, v in _MODULES.items()) if style == "dct" else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<tbx type="TBX-Basic" style="{style}" xml:lang="en" xmlns="{NAMESPACE}"{spaces}>',
        "  <tbxHeader>",
        "    <fileDesc>",
        "      <sourceDesc>",
        "        <p>Written by auditor.</p>",
        "      </sourceDesc>",
        "    </fileDesc>",
        "  </tbxHeader>",
        "  <text>",
        "    <body>",
    ]
    for number, concept in enumerate(sorted(concepts, key=lambda c: c.id), 1):
        lines += _written(concept, number, style)
    return "\n".join([*lines, "    </body>", "  </text>", "</tbx>", ""])


def _written(concept: Concept, number: int, style: str) -> Iterator[str]:
    yield f'      <conceptEntry id="c{number}">'
    if concept.subject:
        yield "        " + _category("descrip", "subjectField", concept.subject, style)
    if concept.definition:
        yield "        " + _category("descrip", "definition", concept.definition, style)
    if concept.source:
        yield "        " + _category("admin", "source", concept.source, style)
    if concept.owner:
        carrier = _category("transacNote", "responsibility", concept.owner, style)
        yield f"        <transacGrp>{_category('transac', 'transactionType', 'modification', style)}{carrier}</transacGrp>"
    if concept.note:
        yield f"        <note>{escape(concept.note)}</note>"
    yield f"        <note>{_OURS}concept = {escape(concept.id)}</note>"
    if concept.relations:
        yield f"        <note>{_OURS}relations = {escape('|'.join(f'{k}:{v}' for k, v in concept.relations))}</note>"
    langs: dict[str, list[Term]] = {}
    for term in ordered(concept.terms):
        langs.setdefault(term.lang, []).append(term)
    for lang, terms in langs.items():
        yield f"        <langSec xml:lang={quoteattr(lang)}>"
        for term in terms:
            yield from ("          " + line for line in _written_term(term, style))
        yield "        </langSec>"
    yield "      </conceptEntry>"


def _written_term(term: Term, style: str) -> Iterator[str]:
    yield "<termSec>"
    yield f"  <term>{escape(term.text)}</term>"
    if term.part_of_speech in _POS:
        yield "  " + _category("termNote", "partOfSpeech", term.part_of_speech, style)
    if term.gender in _GENDER:
        yield "  " + _category("termNote", "grammaticalGender", term.gender, style)
    yield "  " + _category("termNote", "administrativeStatus", _WRITTEN[term.status], style)
    if term.source:
        yield "  " + _category("admin", "source", term.source, style)
    if term.note:
        yield f"  <note>{escape(term.note)}</note>"
    if not _is_basic(term):
        yield f"  <note>{_OURS}term = {escape(_line(term))}</note>"
    yield "</termSec>"


def _line(term: Term) -> str:
    """The term as the text form has it, without its language."""
    lines = list(text.block(Concept(id="x", terms=(msgspec.structs.replace(term, note=""), Term("x", "zz", "x")))))
    return lines[1].removeprefix(f"{term.lang} ")


def _is_basic(term: Term) -> bool:
    """Can TBX-Basic say everything about the term?"""
    plain = Term(
        term.concept,
        term.lang,
        term.text,
        term.status,
        part_of_speech=term.part_of_speech if term.part_of_speech in _POS else "",
        gender=term.gender if term.gender in _GENDER else "",
        note=term.note,
        source=term.source,
    )
    return (
        plain == term
        and term.status in {TermStatus.PREFERRED, TermStatus.ADMITTED, TermStatus.DEPRECATED}
        and "  " not in term.text
    )


def _category(carrier: str, name: str, value: str, style: str) -> str:
    if style == "dct":
        prefix = "min" if name in {"administrativeStatus", "partOfSpeech", "subjectField", "customerSubset"} else "basic"
        return f"<{prefix}:{name}>{escape(value)}</{prefix}:{name}>"
    return f'<{carrier} type="{name}">{escape(value)}</{carrier}>'
