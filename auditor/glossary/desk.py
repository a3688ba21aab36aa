"""What an editor does with a glossary, as plain functions: the command line and the web pages call these."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import msgspec

from auditor.errors import GlossaryError
from auditor.glossary import candidates, imports, lint, sheets, sources, tables, tbx, text, tmx
from auditor.glossary.entries import Concept, checked
from auditor.glossary.store import Decision, Editor, Store, opened
from auditor.glossary.words import term_words
from auditor.model import Term, TermStatus

FORMATS = ("terms", "csv", "tsv", "xlsx", "tbx", "tbx-dct", "json")
SCOPES = ("once", "term", "rule")  # of a dismissal


def rendered(concepts: Sequence[Concept], kind: str) -> bytes:
    """A glossary in one of FORMATS; the same concepts give the same bytes."""
    if kind == "xlsx":
        return sheets.write(concepts)
    if kind == "json":
        return msgspec.json.format(msgspec.json.encode(sorted(concepts, key=lambda c: c.id)), indent=1) + b"\n"
    writers: dict[str, Callable[[Sequence[Concept]], str]] = {
        "terms": text.write,
        "csv": tables.write,
        "tsv": lambda c: tables.write(c, "\t"),
        "tbx": tbx.write,
        "tbx-dct": lambda c: tbx.write(c, "dct"),
    }
    if kind not in writers:
        raise GlossaryError(f"format {kind!r} is none of {', '.join(FORMATS)}")
    return writers[kind](concepts).encode()


def planned(
    store: Store, path: Path, policy: str, pair: tuple[str, str] = ("", "")
) -> tuple[list[imports.Step], Mapping[str, int]]:
    """What importing a file would do, and the versions that was worked out from."""
    batch = sources.read(path, pair)
    versions = store.versions()
    have = {c.id: c for c in store.concepts()}
    return imports.plan(have, batch.concepts, batch.dropped, policy), versions


def imported(store: Store, steps: Sequence[imports.Step], versions: Mapping[str, int], by: Editor, why: str) -> int:
    """Does what was planned, all or nothing; how many concepts changed."""
    return store.save_all([(s.after, versions.get(s.concept, 0)) for s in steps if s.after is not None], by, why)


def added(store: Store, concept: str, term: Term, by: Editor, why: str) -> Concept:
    """A term added to a concept, which is made if it is not there."""
    try:
        before, version = store.get(concept)
    except GlossaryError:
        before, version = Concept(id=concept), 0
    after = checked(msgspec.structs.replace(before, terms=(*before.terms, msgspec.structs.replace(term, concept=concept))))
    store.save(after, version, by, why)
    return after


def edited(store: Store, written: str, before: Concept, version: int, by: Editor, why: str) -> bool:
    """Stores a block of the text form as the new state of a concept; False if it says the same."""
    concepts = list(text.parse(written, "edited"))
    if len(concepts) != 1 or concepts[0].id != before.id:
        raise GlossaryError(f"edited: keep one block, [{before.id}]; to rename a concept, add the new one and remove this")
    return store.save(concepts[0], version, by, why) != version


def merged(store: Store, keep: str, gone: str, by: Editor, why: str) -> Concept:
    """One concept of two: all terms go to `keep`, where a term of both has the status it had there."""
    mine, version = store.get(keep)
    theirs, other = store.get(gone)
    have = {(t.lang, t.text) for t in mine.terms}
    moved = [msgspec.structs.replace(t, concept=keep) for t in theirs.terms if (t.lang, t.text) not in have]
    settled = {t.lang for t in mine.terms if t.status is TermStatus.PREFERRED}
    moved = [
        msgspec.structs.replace(t, status=TermStatus.ADMITTED) if t.status is TermStatus.PREFERRED and t.lang in settled else t
        for t in moved
    ]
    after = checked(msgspec.structs.replace(mine, terms=(*mine.terms, *moved)))
    store.save(after, version, by, why or f"merged with {gone}")
    store.remove(gone, other, by, why or f"merged into {keep}")
    return after


def synced(store: Store, path: Path, prefer: str, by: Editor) -> dict[str, int]:
    """Brings a text file and the database to the same state; what only one of them has goes to the other.

    `prefer` ("file" or "database") decides where they differ; with "" a difference is a GlossaryError that names the concept.
    Nothing is ever removed by it.
    """
    there = {c.id: c for c in text.read(path)} if path.exists() else {}
    versions = store.versions()
    here = {c.id: c for c in store.concepts()}
    differ = [i for i in sorted(here.keys() & there.keys()) if here[i] != there[i]]
    if differ and not prefer:
        raise GlossaryError(f"{path}: differs from the database in {', '.join(differ[:5])}: choose --prefer file or database")
    changes = [
        (there[i], versions.get(i, 0)) for i in sorted(there) if i not in here or (prefer == "file" and here[i] != there[i])
    ]
    store.save_all(changes, by, f"synced with {path.name}")
    state = {c.id: c for c in store.concepts()}
    path.write_bytes(rendered(list(state.values()), "terms"))
    return {"to database": len(changes), "to file": len([i for i in state if there.get(i) != state[i]]), "concepts": len(state)}


def mined(path: Path, pair: tuple[str, str]) -> list[dict[str, Any]]:
    """Candidates from parallel text: TMX, or a table or JSON Lines of `source` and `target`."""
    if not all(pair):
        raise GlossaryError("which languages is it in? give them, as --languages en-es")
    return candidates.mine(list(_pairs(path, pair)), *pair)


def mined_report(store: Store, path: Path) -> list[dict[str, Any]]:
    """Candidates from an audit: a report of `--format json`."""
    try:
        return candidates.audited(json.loads(text.contents(path)), (t.text for c in store.concepts() for t in c.terms))
    except (json.JSONDecodeError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise GlossaryError(f"{path}: not a report of `--format json`: {error!r}") from error


def _pairs(path: Path, pair: tuple[str, str]) -> Iterator[tuple[str, str]]:
    if path.suffix.lower() == ".tmx":
        for _, texts in tmx.pairs(path):
            by_base = {lang.lower().partition("-")[0]: said for lang, said in texts.items()}
            if set(pair) <= by_base.keys():
                yield by_base[pair[0]], by_base[pair[1]]
        return
    for number, line in enumerate(text.contents(path).splitlines(), 1):
        if not line.strip():
            continue
        try:
            row = (
                json.loads(line)
                if line.lstrip().startswith("{")
                else dict(zip(("source", "target"), line.split("\t"), strict=False))
            )
            yield str(row["source"]), str(row["target"])
        except (json.JSONDecodeError, KeyError, RecursionError) as error:
            raise GlossaryError(f"{path}:{number}: needs source and target, as JSON or between tabs") from error


def accepted(store: Store, number: int, by: Editor, why: str) -> Concept:
    """A candidate made a concept of admitted terms; a reviewer's is preferred."""
    candidate = store.settle(number, "accepted", by, why)
    status = TermStatus.PREFERRED if by.reviewer else TermStatus.ADMITTED
    sides = [(candidate["lang"], candidate["text"]), (candidate["target_lang"], candidate["target"])]
    ident = tables.slug(candidate["text"])
    made = Concept(id=ident)
    for lang, said in sides:
        if said:
            made = added(store, ident, Term(ident, lang, said, status, source="candidate"), by, why or "accepted candidate")
    return made


def decision(
    fingerprint: str, verdict: str, why: str, who: str, *, scope: str = "once", until: str = "", about: Mapping[str, str]
) -> Decision:
    """What an editor says of a finding; GlossaryError where something needed is missing."""
    if not why.strip():
        raise GlossaryError("a decision needs a reason: --why")
    if scope not in SCOPES:
        raise GlossaryError(f"--scope {scope!r}: a dismissal holds {', '.join(SCOPES)}")
    if verdict != "dismiss" and (scope != "once" or until):
        raise GlossaryError("--scope and --until are for dismissals: a confirmed finding is one finding, for good")
    if scope != "once" and not about:
        raise GlossaryError(f"--scope {scope} goes by rule, words and feed: give the JSON report that has the finding (--report)")
    if scope == "term" and not about["quote"].strip():
        raise GlossaryError("no words are marked there: dismiss it once, or the rule in this feed")
    try:
        expires = dt.date.fromisoformat(until).isoformat() if until else ""
    except ValueError as error:
        raise GlossaryError(f"--until {until!r} is no date: write it as 2027-01-31") from error
    reach = scope if verdict == "dismiss" else ""
    return Decision(fingerprint, verdict, why.strip(), who, scope=reach, expires=expires, **about)


def finding_of(report: Path, fingerprint: str) -> dict[str, str]:
    """Rule and words of a finding in a JSON report, and the path of its document as `feed`."""
    try:
        told = json.loads(text.contents(report))
        findings = [f for f in told["findings"] if f["fingerprint"] == fingerprint]
        if not findings:
            raise GlossaryError(f"{report}: has no finding {fingerprint}")
        rule, quote = (str(findings[0][key]) for key in ("rule", "quote"))
        document = next(u["document"] for u in told["units"] if u["id"] == findings[0]["unit"])
        path = next(d["path"] for d in told["documents"] if d["id"] == document)
    except (json.JSONDecodeError, KeyError, TypeError, StopIteration, RecursionError) as error:
        raise GlossaryError(f"{report}: not a report of `--format json`: {error!r}") from error
    return {"rule": rule, "quote": quote, "feed": str(path)}


def linted(name: str, texts: Iterable[tuple[str, str]] | None) -> list[lint.Complaint]:
    """What is wrong with a glossary: in itself, with what editors decided of its findings, and in a corpus if one is given."""
    concepts = sources.concepts(name)
    said = [(d.rule, d.quote, d.verdict) for d in sources.decisions(name)]
    found = [*lint.lint(concepts), *(lint.doubted(concepts, said) if said else ())]
    return found if texts is None else [*found, *lint.silent(concepts, texts)]


def stats(concepts: Sequence[Concept]) -> dict[str, Any]:
    """How large a glossary is, by language and status."""
    langs: dict[str, int] = {}
    statuses: dict[str, int] = {}
    for term in (t for c in concepts for t in c.terms):
        langs[term.lang] = langs.get(term.lang, 0) + 1
        statuses[term.status.value] = statuses.get(term.status.value, 0) + 1
    return {
        "concepts": len(concepts),
        "terms": sum(langs.values()),
        "languages": dict(sorted(langs.items())),
        "statuses": dict(sorted(statuses.items())),
    }


def found(concepts: Sequence[Concept], words: str, lang: str = "") -> list[Concept]:
    """Concepts with a term that contains the words, folded, or with that id."""
    wanted = term_words(words)
    return [
        c
        for c in concepts
        if words == c.id or any(wanted in term_words(t.text) and (not lang or t.lang == lang) for t in c.terms)
    ]


def open_store(name: str, *, create: bool = False) -> Any:
    """The database of a glossary for changing it; a context manager."""
    if not sources.is_database(name) and not create:
        raise GlossaryError(
            f"{name}: this needs a glossary database; `auditor glossary init {name}.db` makes one, `sync` fills it from a file"
        )
    return opened(name, create=create)
