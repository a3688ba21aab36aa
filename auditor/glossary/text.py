"""The text form: one concept a block, in a stable order, to be kept in a repository and reviewed in a pull request.

    [lawmaker]
    subject: politics
    definition: A member of a legislature; no lawyer.
    en = lawmaker | legislator
    es = legislador | parlamentario
    es ! abogado {near: escaño, cámara}

A line is a key and its words, or a language, a mark and terms: `=` preferred, `~` admitted, `?` deprecated, `!` forbidden,
`@` do not translate.  What follows in braces is about the term before it.  `when-field`, `when-domain` and `when-near` are
conditions on all terms of the block.  A backslash takes a character literally; `#` begins a comment line.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec
import regex

from auditor.errors import GlossaryError
from auditor.glossary.entries import RELATIONS, Concept, checked, ordered
from auditor.model import Sense, Term, TermStatus

MARKS = {
    "=": TermStatus.PREFERRED,
    "~": TermStatus.ADMITTED,
    "?": TermStatus.DEPRECATED,
    "!": TermStatus.FORBIDDEN,
    "@": TermStatus.DO_NOT_TRANSLATE,
}
_MARK = {status: mark for mark, status in MARKS.items()}
_KEYS = ("subject", "definition", "note", "source", "owner")
_SENSE = {"when-field": "fields", "when-domain": "domains", "when-near": "neighbours"}
_TERM = regex.compile(r"([A-Za-z][A-Za-z0-9-]*) ([=~?!@]) (.*)", regex.DOTALL)
_ESCAPED = regex.compile(r"([\\|{};,\n\r])")
_ATTRIBUTES = {
    "pos": "part_of_speech",
    "gender": "gender",
    "match": "match",
    "note": "note",
    "source": "source",
    "owner": "owner",
    "from": "valid_from",
    "to": "valid_to",
}
_LISTS = {"field": "fields", "domain": "domains", "near": "neighbours"}
LARGEST = 256 * 1024 * 1024  # bytes of one glossary file


def read(path: Path) -> list[Concept]:
    """The concepts of a file in the text form; GlossaryError with path and line for what is wrong in it."""
    return list(parse(contents(path), str(path)))


def contents(path: Path) -> str:
    """A glossary file's text; GlossaryError if it cannot be read, is too large or is not UTF-8."""
    try:
        if path.stat().st_size > LARGEST:
            raise GlossaryError(f"{path}: larger than {LARGEST // 1024 // 1024} MB")
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise GlossaryError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise GlossaryError(f"{path}: not UTF-8 at byte {error.start}: save it as UTF-8") from error


def parse(text: str, path: str = "glossary") -> Iterator[Concept]:
    r"""Concepts of the text form, checked.

    >>> [c.id for c in parse("[a]\nen = x\n\n[b]\nen = y | z")]
    ['a', 'b']
    """
    known: dict[str, int] = {}
    for first, block in _blocks(text, path):
        concept = _concept(first, block, path)
        if concept.id in known:
            raise GlossaryError(f"{path}:{first}: concept {concept.id!r} was there before, on line {known[concept.id]}")
        known[concept.id] = first
        yield concept


def _blocks(text: str, path: str) -> Iterator[tuple[int, list[tuple[int, str]]]]:
    block: list[tuple[int, str]] = []
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), 1):
        if not line.strip() or line.startswith("#"):
            continue
        if line.startswith("["):
            if block:
                yield block[0][0], block
            block = []
        elif not block:
            raise GlossaryError(f"{path}:{number}: a block begins with its concept, as [lawmaker]")
        block.append((number, line.rstrip()))
    if block:
        yield block[0][0], block


def _concept(first: int, block: list[tuple[int, str]], path: str) -> Concept:
    head = block[0][1]
    if not head.endswith("]"):
        raise GlossaryError(f"{path}:{first}: the bracket of {head[:40]!r} is not closed")
    ident = head[1:-1]
    texts: dict[str, str] = {}
    sense: dict[str, tuple[str, ...]] = {}
    relations: list[tuple[str, str]] = []
    terms: list[Term] = []
    for number, line in block[1:]:
        where = f"{path}:{number}"
        if match := _TERM.fullmatch(line):
            terms += _terms(ident, match[1], match[2], match[3], where)
            continue
        key, colon, value = line.partition(": ")
        if not colon or key not in {*_KEYS, *_SENSE, *RELATIONS}:
            raise GlossaryError(f"{where}: {line[:40]!r} is neither `language = term` nor one of {', '.join((*_KEYS, *_SENSE))}")
        if key in _SENSE:
            sense[_SENSE[key]] = _list(value)
        elif key in RELATIONS:
            relations += [(key, other) for other in _list(value)]
        else:
            texts[key] = _plain(value)
    if sense:
        terms = [msgspec.structs.replace(t, sense=_narrowed(t.sense, sense)) for t in terms]
    made = Concept(id=ident, terms=tuple(terms), relations=tuple(relations), **texts)
    try:
        return checked(made)
    except GlossaryError as error:
        raise GlossaryError(f"{path}:{_line(block, made)}: {error}") from error


def _line(block: list[tuple[int, str]], concept: Concept) -> int:
    """The line of the first term that is wrong, the block's where none is."""
    for number, line in block[1:]:
        if match := _TERM.fullmatch(line):
            try:
                checked(Concept(id="x", terms=tuple(_terms(concept.id, match[1], match[2], match[3], ""))))
            except GlossaryError:
                return number
    return block[0][0]


def _narrowed(own: Sense, block: dict[str, tuple[str, ...]]) -> Sense:
    return Sense(**{name: getattr(own, name) or block.get(name, ()) for name in ("fields", "domains", "neighbours")})


def _terms(concept: str, lang: str, mark: str, rest: str, where: str) -> Iterator[Term]:
    for piece in _cut(rest, "|"):
        words, attributes = _braces(piece.strip(), where)
        yield (
            _term(concept, lang, MARKS[mark], _plain(words), attributes, where)
            if attributes
            else Term(concept=concept, lang=lang, text=_plain(words), status=MARKS[mark])
        )


def _braces(piece: str, where: str) -> tuple[str, str]:
    """What stands before braces, and in them."""
    before = piece[:-1]
    if not piece.endswith("}") or (len(before) - len(before.rstrip("\\"))) % 2:  # a literal brace
        return piece, ""
    words, brace, attributes = _partition(piece, "{")
    if not brace:
        raise GlossaryError(f"{where}: {piece[:40]!r} closes a brace that was not opened")
    return words.rstrip(), attributes[:-1]


def _term(concept: str, lang: str, status: TermStatus, text: str, attributes: str, where: str) -> Term:
    given: dict[str, object] = {}
    sense: dict[str, tuple[str, ...]] = {}
    for attribute in _cut(attributes, ";"):
        key, _, value = attribute.strip().partition(": ")
        if key == "case":
            given["case_sensitive"] = True
        elif key == "forms":
            given["forms"] = _list(value)
        elif key in _LISTS:
            sense[_LISTS[key]] = _list(value)
        elif key in _ATTRIBUTES:
            given[_ATTRIBUTES[key]] = _plain(value)
        else:
            raise GlossaryError(f"{where}: {key[:40]!r} is none of case, forms, {', '.join((*_LISTS, *_ATTRIBUTES))}")
    return Term(concept=concept, lang=lang, text=text, status=status, sense=Sense(**sense), **given)  # type: ignore[arg-type]


def _cut(text: str, mark: str) -> list[str]:
    if "\\" not in text:
        return text.split(mark) if mark != "|" or "{" not in text else _outside(text)
    return _outside(text) if mark == "|" else regex.split(rf"(?<!\\)(?:\\\\)*\K{regex.escape(mark)}", text)


def _outside(text: str) -> list[str]:
    """Cuts at bars that are neither escaped nor in braces."""
    out, at, inside, skip = [], 0, False, False
    for i, c in enumerate(text):
        if skip:
            skip = False
        elif c == "\\":
            skip = True
        elif c in "{}":
            inside = c == "{"
        elif c == "|" and not inside:
            out.append(text[at:i])
            at = i + 1
    return [*out, text[at:]]


def _partition(text: str, mark: str) -> tuple[str, str, str]:
    skip = False
    for i, c in enumerate(text):
        if skip:
            skip = False
        elif c == "\\":
            skip = True
        elif c == mark:
            return text[:i], c, text[i + 1 :]
    return text, "", ""


def _list(value: str) -> tuple[str, ...]:
    return tuple(_plain(part.strip()) for part in _cut(value, ",") if part.strip())


def _plain(value: str) -> str:
    if "\\" not in value:
        return value
    return str(regex.sub(r"\\(.)", lambda m: {"n": "\n", "r": "\r"}.get(m[1], m[1]), value))


def _kept(value: str) -> str:
    return str(_ESCAPED.sub(lambda m: {"\n": "\\n", "\r": "\\r"}.get(m[1], "\\" + m[1]), value))


def write(concepts: Iterable[Concept], heading: str = "") -> str:
    r"""The text form of concepts, by id: the same concepts give the same bytes.

    >>> print(write(parse("[a]\nes ! y {case}\nen = x | z")), end="")
    [a]
    en = x | z
    es ! y {case}
    """
    blocks = ["\n".join(block(concept)) + "\n" for concept in sorted(concepts, key=lambda c: c.id)]
    lead = "".join(f"# {line}\n" for line in heading.splitlines())
    return (lead + "\n" if lead else "") + "\n".join(blocks)


def block(concept: Concept) -> Iterator[str]:
    """The lines of one concept: what `edit` opens and `show` prints."""
    yield f"[{concept.id}]"
    for key in _KEYS:
        if getattr(concept, key):
            yield f"{key}: {_kept(getattr(concept, key))}"
    for kind in RELATIONS:
        if others := [other for k, other in concept.relations if k == kind]:
            yield f"{kind}: {', '.join(_kept(other) for other in others)}"
    terms = ordered(concept.terms)
    shared = terms[0].sense if len({t.sense for t in terms}) == 1 else Sense()
    for key, name in _SENSE.items():
        if getattr(shared, name):
            yield f"{key}: {', '.join(_kept(v) for v in getattr(shared, name))}"
    yield from _term_lines(terms, shared)


def _term_lines(terms: tuple[Term, ...], shared: Sense) -> Iterator[str]:
    start = ""
    for term in terms:
        more = "; ".join(_attributes(term, shared))
        piece = _kept(term.text) + (f" {{{more}}}" if more else "")
        lead = f"{term.lang} {_MARK[term.status]} "
        if start.startswith(lead) and not more and not start.endswith("}"):
            start += " | " + piece
            continue
        if start:
            yield start
        start = lead + piece
    if start:
        yield start


def _attributes(term: Term, shared: Sense) -> Iterator[str]:
    if term.case_sensitive:
        yield "case"
    if term.forms:
        yield f"forms: {', '.join(_kept(f) for f in term.forms)}"
    for key, name in _LISTS.items():
        if getattr(term.sense, name) != getattr(shared, name):
            yield f"{key}: {', '.join(_kept(v) for v in getattr(term.sense, name))}"
    for key, name in _ATTRIBUTES.items():
        value = getattr(term, name)
        if value and (key != "match" or value != "lemma"):
            yield f"{key}: {_kept(value)}"
