"""`auditor glossary ...`: options in, text out; the work is done in `auditor.glossary.desk`."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Keep a glossary: concepts, terms, history, candidates, exchange."
)

Where = Annotated[
    str, typer.Option("--in", "-g", envvar="AUDITOR_GLOSSARY_IN", help="The glossary: a database file or URL, or a text file.")
]
Why = Annotated[str, typer.Option("--why", help="The reason, kept in the history.")]
Who = Annotated[str, typer.Option("--as", envvar="AUDITOR_EDITOR", help="Who makes the change.", show_default="your login")]
Reviewer = Annotated[
    bool, typer.Option("--reviewer", envvar="AUDITOR_REVIEWER", help="Act as a reviewer: may prefer and forbid.")
]
Json = Annotated[bool, typer.Option("--json", help="As JSON.")]
Pair = Annotated[str, typer.Option("--languages", help="Languages of a pair file, as en-es.")]
Lang = Annotated[str, typer.Option("--lang", help="Only this language.")]
DEFAULT = "glossary.db"


def _by(who: str, reviewer: bool) -> Any:
    from auditor.glossary.store import Editor

    return Editor(who or getpass.getuser(), reviewer)


def _say(value: Any, as_json: bool, plain: str) -> None:
    if as_json:
        import msgspec

        typer.echo(msgspec.json.format(msgspec.json.encode(value), indent=1).decode())
    elif plain:
        typer.echo(plain)


def _show(concepts: list[Any], as_json: bool) -> None:
    from auditor.glossary import text

    _say(concepts, as_json, text.write(concepts).rstrip("\n"))


def _pair(languages: str) -> tuple[str, str]:
    first, _, second = languages.partition("-")
    return first, second


@app.command("init")
def init(name: Annotated[str, typer.Argument(help="A file, or a database URL.")] = DEFAULT) -> None:
    """Make an empty glossary database."""
    from auditor.glossary import desk

    with desk.open_store(name, create=True):
        typer.echo(f"{name}: ready", err=True)


@app.command("add")
def add(
    concept: str,
    lang: str,
    term: str,
    where: Where = DEFAULT,
    status: Annotated[
        str, typer.Option("--status", help="preferred, admitted, deprecated, forbidden, do-not-translate.")
    ] = "admitted",
    case: Annotated[bool, typer.Option("--case", help="Capitals matter.")] = False,
    why: Why = "",
    who: Who = "",
    reviewer: Reviewer = False,
) -> None:
    """Add a term to a concept (which is made if it is new)."""
    from auditor.glossary import desk, tables, text
    from auditor.model import Term

    made = Term(concept, lang, term, tables.status(status), case_sensitive=case)
    with desk.open_store(where) as store:
        typer.echo("\n".join(text.block(desk.added(store, concept, made, _by(who, reviewer), why))))


@app.command("edit")
def edit(concept: str, where: Where = DEFAULT, why: Why = "", who: Who = "", reviewer: Reviewer = False) -> None:
    """Open one concept in $EDITOR, as text, and store what you make of it."""
    from auditor.glossary import desk, text

    with desk.open_store(where) as store:
        before, version = store.get(concept)
        written = typer.edit("\n".join(text.block(before)) + "\n", extension=".terms")  # type: ignore[attr-defined]
        changed = written is not None and desk.edited(store, written, before, version, _by(who, reviewer), why)
        typer.echo(f"{concept}: {'changed' if changed else 'unchanged'}", err=True)


@app.command("show")
def show(concept: str, where: Where = DEFAULT, as_json: Json = False) -> None:
    """Print one concept."""
    from auditor.errors import GlossaryError
    from auditor.glossary import sources

    found = [c for c in sources.concepts(where) if c.id == concept]
    if not found:
        raise GlossaryError(f"{where}: there is no concept {concept!r}")
    _show(found, as_json)


@app.command("list")
def list_all(where: Where = DEFAULT, lang: Lang = "", as_json: Json = False) -> None:
    """Print concept ids, one a line, with their first term."""
    from auditor.glossary import sources

    concepts = [c for c in sources.concepts(where) if not lang or any(t.lang == lang for t in c.terms)]
    lines = (f"{c.id}\t{next((t.text for t in c.terms if not lang or t.lang == lang), '')}" for c in concepts)
    _say([c.id for c in concepts], as_json, "\n".join(lines))


@app.command("search")
def search(words: str, where: Where = DEFAULT, lang: Lang = "", as_json: Json = False) -> None:
    """Print the concepts that have a term with these words."""
    from auditor.glossary import desk, sources

    _show(desk.found(sources.concepts(where), words, lang), as_json)


@app.command("import")
def import_file(
    file: Path,
    where: Where = DEFAULT,
    on_conflict: Annotated[str, typer.Option("--on-conflict", help="keep, overwrite, alternative or fail.")] = "fail",
    languages: Pair = "",
    preview: Annotated[bool, typer.Option("--preview", help="Show what would be done, and do nothing.")] = False,
    why: Why = "",
    who: Who = "",
    reviewer: Reviewer = False,
    as_json: Json = False,
) -> None:
    """Take in CSV, TSV, XLSX, TBX, TMX or the text form; the same file twice changes nothing."""
    from auditor.glossary import desk, imports

    with desk.open_store(where) as store:
        steps, versions = desk.planned(
            store, file, "keep" if preview and on_conflict == "fail" else on_conflict, _pair(languages)
        )
        if not preview:
            desk.imported(store, steps, versions, _by(who, reviewer), why or f"imported {file.name}")
    lines = [f"{s.kind}\t{s.concept or f'line {s.line}'}\t{s.why}" for s in steps if s.kind != "same"]
    summary = ", ".join(f"{k} {n}" for k, n in imports.counts(steps).items())
    _say([{"kind": s.kind, "concept": s.concept, "why": s.why, "line": s.line} for s in steps], as_json, "\n".join(lines))
    typer.echo(f"{file}: {summary}{' (preview: nothing was changed)' if preview else ''}", err=True)


@app.command("export")
def export(
    where: Where = DEFAULT,
    kind: Annotated[str, typer.Option("--format", "-f", help="terms, csv, tsv, xlsx, tbx, tbx-dct or json.")] = "terms",
    output: Annotated[Path | None, typer.Option("--output", "-o", help="A file; standard output if not given.")] = None,
) -> None:
    """Write the glossary out."""
    from auditor.glossary import desk, sources

    data = desk.rendered(sources.concepts(where), kind)
    if output is None:
        sys.stdout.buffer.write(data)
    else:
        output.write_bytes(data)


@app.command("lint")
def lint(
    where: Where = DEFAULT,
    corpus: Annotated[
        list[str] | None, typer.Option("--corpus", help="Texts, as `audit` reads them: which terms stand in none of them?")
    ] = None,
    languages: Pair = "",
    as_json: Json = False,
) -> None:
    """Say what is wrong with the glossary, by itself, by what was decided of its findings, and in a corpus; 1 if severe."""
    from auditor.glossary import desk

    found = desk.linted(where, _texts(corpus, languages) if corpus else None)
    _say(found, as_json, "\n".join(f"{c.concept}: {c.kind}: {c.message}" for c in found))
    raise typer.Exit(1 if any(c.severe for c in found) else 0)


def _texts(names: list[str], languages: str) -> Iterator[tuple[str, str]]:
    """Every text of some files with its language, on all sides."""
    from auditor import ingest
    from auditor.errors import InputError
    from auditor.model import Failure

    source, target = _pair(languages)
    for bundle in ingest.gather(names, source_lang=source or None, target_lang=target or None):
        if isinstance(bundle, Failure):
            raise InputError(bundle.path, bundle.why, bundle.line)
        for side in (bundle.target, bundle.source, *bundle.references):
            yield from ((segment.lang, segment.text) for segment in (side.segments if side else ()))


@app.command("merge")
def merge(keep: str, gone: str, where: Where = DEFAULT, why: Why = "", who: Who = "", reviewer: Reviewer = False) -> None:
    """Make one concept of two."""
    from auditor.glossary import desk, text

    with desk.open_store(where) as store:
        typer.echo("\n".join(text.block(desk.merged(store, keep, gone, _by(who, reviewer), why))))


@app.command("history")
def history(
    concept: Annotated[str, typer.Argument(help="One concept; all if not given.")] = "",
    where: Where = DEFAULT,
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """Who changed what, when and why, latest first."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        changes = store.history(concept, limit)
    _say(changes, as_json, "\n".join(f"{c.at}\t{c.who}\t{c.what}\t{c.concept} v{c.version}\t{c.why}" for c in changes))


@app.command("undo")
def undo(concept: str, where: Where = DEFAULT, why: Why = "", who: Who = "", reviewer: Reviewer = False) -> None:
    """Take back the latest change of a concept."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        change = store.undo(concept, _by(who, reviewer), why)
        typer.echo(f"{concept}: took back version {change.version} ({change.what} by {change.who})", err=True)


@app.command("candidates")
def candidates(
    file: Annotated[Path | None, typer.Argument(help="Parallel text to mine: TMX, JSON Lines or tab-separated.")] = None,
    where: Where = DEFAULT,
    report: Annotated[Path | None, typer.Option("--report", help="A JSON report to mine: what an audit came across.")] = None,
    languages: Pair = "",
    limit: Annotated[int, typer.Option("--limit", min=1)] = 50,
    as_json: Json = False,
) -> None:
    """List candidates, best first; with a file or a report, mine it for new ones before."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        if report is not None:
            typer.echo(f"{store.add_candidates(desk.mined_report(store, report))} new", err=True)
        if file is not None:
            typer.echo(f"{store.add_candidates(desk.mined(file, _pair(languages)))} new", err=True)
        found = store.candidates(limit=limit)
    lines = (f"{c['id']}\t{c['text']}\t{c['target']}\t{c['score'] / 1000:.1f}\t{(c['evidence'] or [''])[0]}" for c in found)
    _say(found, as_json, "\n".join(lines))


@app.command("accept")
def accept(numbers: list[int], where: Where = DEFAULT, why: Why = "", who: Who = "", reviewer: Reviewer = False) -> None:
    """Make concepts of candidates."""
    from auditor.glossary import desk, text

    with desk.open_store(where) as store:
        for number in numbers:
            typer.echo("\n".join(text.block(desk.accepted(store, number, _by(who, reviewer), why))))


@app.command("reject")
def reject(numbers: list[int], where: Where = DEFAULT, why: Why = "", who: Who = "") -> None:
    """Turn candidates down; they are not proposed again."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        for number in numbers:
            store.settle(number, "rejected", _by(who, reviewer=False), why)


@app.command("stats")
def stats(where: Where = DEFAULT, as_json: Json = False) -> None:
    """How large the glossary is."""
    from auditor.glossary import desk, sources

    figures = desk.stats(sources.concepts(where))
    plain = [f"{figures['concepts']} concepts, {figures['terms']} terms"]
    plain += [f"{name}\t{n}" for group in ("languages", "statuses") for name, n in figures[group].items()]
    _say(figures, as_json, "\n".join(plain))


@app.command("sync")
def sync(
    file: Path,
    where: Where = DEFAULT,
    prefer: Annotated[str, typer.Option("--prefer", help="Which side counts where they differ: file or database.")] = "",
    who: Who = "",
    reviewer: Reviewer = False,
) -> None:
    """Bring a text file (in a repository) and the database to the same state."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        done = desk.synced(store, file, prefer, _by(who, reviewer))
    typer.echo(", ".join(f"{name} {n}" for name, n in done.items()), err=True)
