"""From options to an exit status: settings, desk, stream, report, formats.

What only an audit needs is imported by the functions that audit: a run with nothing new to say is quick.
"""

from __future__ import annotations

import datetime as dt
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from auditor import baseline, changes, corpora, feedstate, gate, ingest, known, rerun
from auditor.cli._progress import shown
from auditor.config import Config, load, pair_of
from auditor.errors import ConfigError
from auditor.model import Audited, Bundle, Failure, Report
from auditor.report import FORMATS, SAVED, Look, Manual, RulePage
from auditor.report.safe import safe
from auditor.results import Results

if TYPE_CHECKING:
    from auditor.pipeline import Desk

_SETTINGS = (
    "select", "extend_select", "ignore", "glossary", "phrases", "min_confidence", "fail_on", "max_minor", "min_score",
    "engine", "every_back", "offline", "jobs", "cluster", "ter", "baseline", "allow_hosts", "desk",
)  # fmt: skip


def run(given: Mapping[str, Any]) -> int:
    """Audits what the options name and writes the reports; the exit status of design section 6."""
    config = configuration(given)
    outputs = _outputs(given["formats"] or ["terminal"], given["output"])
    journal = _journal(outputs) if given["resume"] and not config.cache else None
    report, pages, remember = reported(given, config, journal)
    for name, path in outputs:
        write(name, path, report, pages)
    remember()
    if journal:
        journal.remove()
    return gate.exit_status(report, exit_zero=given["exit_zero"])


def _journal(outputs: Sequence[tuple[str, Path | None]]) -> Results:
    """What a run without a cache is resumed from: a file beside its report, which goes when the report is there."""
    path = next((path for _, path in outputs if path is not None), Path("report"))
    return Results(path.with_name(f".{path.name}.resume.sqlite"), limit=1 << 50)


def reported(
    given: Mapping[str, Any], config: Config, journal: Results | None = None
) -> tuple[Report, Manual, Callable[[], None]]:
    """The report with its gate, rule pages to show with it, and what is to be called when it has been given out.

    That writes baseline and state.  `journal` stands in for the cache where that is off.
    """
    ask = known.Ask(
        write=given["write_baseline"],
        prune=given["prune_baseline"],
        allow_stale=given["allow_stale"],
        partial=bool(given["changed_since"] or given["new_since"]),
    )

    def rules() -> set[str]:
        from auditor import pipeline

        return {rule.id for check in pipeline.desk(config).checks for rule in check.rules}

    store = Results(corpora.home() / "results.sqlite") if config.cache else journal
    try:
        report, items = _audited(given, config, store)
        pages = _pages(store)
    finally:
        if store:
            store.close()
    if given.get("resume") and store:
        say(given)(f"resumed: {store.hits:,} results of a run before were used")
    report, new = known.settled(report, config, rules, ask, dt.datetime.now(dt.UTC).date())

    def remember() -> None:
        if new is not None:
            baseline.write(Path(known.file_of(config, ask)), new)
        if given["new_since"]:  # last of all: what was not reported is new the next time
            feedstate.write(given["new_since"], items, baseline.replaced)

    return report, pages, remember


def _pages(store: Results | None) -> Manual:
    """Rule pages; kept too, because to make them every check has to be loaded."""
    key = rerun.digest(["rule pages", rerun.build()])
    kept: Manual | None = rerun.decoded(store.find(key), dict[str, RulePage]) if store else None
    if kept is not None:
        return kept
    from auditor.cli._pages import manual

    made = manual()
    if store:
        rerun.put(store, key, dict(made))
    return made


def _audited(given: Mapping[str, Any], config: Config, store: Results | None) -> tuple[Report, Sequence[feedstate.Item]]:
    """The report, from the store if nothing at all changed; and the items of feeds that are known from now on."""
    fetcher = rerun.Fetcher(store, config.allow_hosts, offline=config.offline)
    wish = _wish(given, config)
    meter = ingest.Meter(given["inputs"])
    # A missing path stops here.
    bundles = ingest.gather(given["inputs"], **wish, allow=config.allow_hosts, fetcher=fetcher, meter=meter)
    engines = served(config) if store else []
    basis = rerun.basis(config, engines) if store else None
    if given["changed_since"] or given["new_since"]:
        return _audited_in_part(bundles, given, _desk(config), store, basis, meter)
    names = [*given["inputs"], *([given["source"]] if given["source"] else []), *(given["reference"] or ())]
    key = rerun.run_key(basis, names, wish, fetcher) if basis and not wish["pages"] else None
    if store and key and (report := rerun.found(store, key)) is not None:
        return report, ()
    desk = _desk(config)
    report = _streamed(bundles, given, desk, store, basis, meter)
    if store and key:
        rerun.keep(store, key, report)
    return report, ()


def _audited_in_part(
    bundles: Iterator[Bundle | Failure],
    given: Mapping[str, Any],
    desk: Desk,
    store: Results | None,
    basis: bytes | None,
    meter: ingest.Meter,
) -> tuple[Report, Sequence[feedstate.Item]]:
    """The report on what changed or is new; how much was left is counted."""
    left: list[str] = []
    if given["changed_since"]:
        bundles = changes.only(bundles, changes.Changes(given["changed_since"]), left)
    before = feedstate.read(given["new_since"]) if given["new_since"] else {}
    same: list[feedstate.Item] = []
    taken: dict[str, feedstate.Item] = {}
    if given["new_since"]:
        bundles = feedstate.only(bundles, before, same, taken)
    report = _streamed(bundles, given, desk, store, basis, meter)
    report = msgspec.structs.replace(report, counts={**report.counts, "unchanged": len(left) + len(same)})
    crashed = {skip.document for skip in report.skips if skip.crashed}
    done = [taken[document.id] for document in report.documents if document.id in taken and document.id not in crashed]
    return report, feedstate.merged(before, [*same, *done])


def _streamed(
    bundles: Iterator[Bundle | Failure],
    given: Mapping[str, Any],
    desk: Desk,
    store: Results | None,
    basis: bytes | None,
    meter: ingest.Meter,
) -> Report:
    from auditor import assemble, distribute, reuse

    def run_all(some: Iterable[Bundle | Failure | Audited]) -> Iterator[Audited | Failure]:
        return distribute.run(some, desk, say=say(given), read=meter.part)

    if store:
        found = reuse.audit(bundles, desk, run_all, store, basis or reuse.more(desk, served(desk.config)))
    else:
        found = run_all(iter(bundles))
    return assemble.report(shown(found, quiet=given["quiet"], read=meter.part), desk)


def _wish(given: Mapping[str, Any], config: Config) -> dict[str, Any]:
    """How everything is to be read."""
    source, target = pair_of(config.pair)
    if given["changed_since"] and any(name == "-" or name.startswith(("http://", "https://")) for name in given["inputs"]):
        raise ConfigError("--changed-since compares files with a git commit: for addresses use --new-since, or give files")
    return {
        "source": given["source"],
        "references": given["reference"] or (),
        "target_lang": target or None,
        "source_lang": source or None,
        "columns": config.columns,
        "aligned": given["aligned"],
        "pages": bool(given.get("fetch_pages")),
        "offline": config.offline,
    }


def _desk(config: Config) -> Desk:
    """Everything a run works with: terms, phrasings and engine, which take a second to load."""
    gc.set_threshold(200_000, 20, 20)  # what is read from here on stays: looking for garbage in it was a tenth of a start
    from auditor import workplace

    return workplace.laid_out(config)


def say(given: Mapping[str, Any]) -> Callable[[str], None]:
    """What the run decided by itself, on a line of stderr; nothing where quiet was asked for."""

    def said(line: str) -> None:
        if not given["quiet"]:
            sys.stderr.write(f"auditor: {safe(line)}\n")
            sys.stderr.flush()

    return said


def served(config: Config) -> list[str]:
    """Every direction an engine serves now: what is installed later must not be hidden by what was found before."""
    if config.engine == "none":
        return []
    from auditor import backtranslate

    engines = backtranslate.engines(config.engine, offline=config.offline)
    return [f"{engine.name}:{pair}" for engine in engines for pair in engine.pairs()]


def configuration(given: Mapping[str, Any]) -> Config:
    """The configuration file under the options; comma-separated lists are split."""
    options: dict[str, Any] = {name: given[name] for name in _SETTINGS if given.get(name) is not None}
    for name in ("select", "extend_select", "ignore"):
        if name in options:
            options[name] = [part.strip() for entry in options[name] for part in entry.split(",") if part.strip()]
    if given.get("languages"):
        options["pair"] = given["languages"]
    if given.get("no_cache"):
        options["cache"] = False
    if given.get("columns"):
        pairs = [entry.partition("=") for entry in given["columns"]]
        if bad := [name for name, sign, _ in pairs if not sign]:
            raise ConfigError(f"--columns {bad[0]}: write it as target=Spanish")
        options["columns"] = {name: column for name, _, column in pairs}
    return load(Path.cwd(), file=given.get("config"), options=options).config


def _outputs(formats: Sequence[str], output: Path | None) -> list[tuple[str, Path | None]]:
    outputs: list[tuple[str, Path | None]] = []
    for entry in formats:
        for part in entry.split(",") if "=" not in entry else [entry]:
            name, sign, path = part.partition("=")
            if name not in FORMATS and name not in SAVED:
                raise ConfigError(f"--format {name}: use one of {', '.join((*FORMATS, *SAVED))}")
            if name in SAVED and not (path or output):
                raise ConfigError(f"--format {name}: name a folder, as --format {name}=FOLDER")
            outputs.append((name, Path(path) if sign else None))
    loose = [i for i, (_, path) in enumerate(outputs) if path is None]
    if output is not None and len(loose) > 1:
        raise ConfigError("--output takes one format: write the others as --format FORMAT=FILE")
    return [(name, output if i in loose and output else path) for i, (name, path) in enumerate(outputs)]


def write(name: str, path: Path | None, report: Report, pages: Manual) -> None:
    """Writes the report in a format, to a file or standard output."""
    terminal = path is None and sys.stdout.isatty()
    colour = (terminal and "NO_COLOR" not in os.environ) or bool(os.environ.get("FORCE_COLOR"))
    look = Look(manual=pages, width=shutil.get_terminal_size((100, 24)).columns, colour=colour)
    if name in SAVED and path is not None:
        try:
            SAVED[name].save(report, path)
        except OSError as error:
            raise ConfigError(f"--format {name}: {path} cannot be written: {error.strerror or error}") from error
        return
    if path is None:
        for piece in FORMATS[name].chunks(report, look):
            sys.stdout.write(piece.encode("utf-8", "replace").decode("utf-8"))
        return
    try:
        for leaf, pieces in FORMATS[name].leaves(report, look, path.name):
            _written(path.parent / leaf, pieces)
    except OSError as error:
        raise ConfigError(f"--format {name}: {path} cannot be written: {error.strerror or error}") from error


def _written(path: Path, pieces: Iterable[str]) -> None:
    """Written whole, then moved: the old report survives a full disk."""
    with baseline.whole(path) as file:
        for piece in pieces:
            file.write(piece.encode("utf-8", "replace"))
