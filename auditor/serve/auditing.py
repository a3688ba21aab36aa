"""From a job to audited documents: the same pipeline as `auditor audit`, with the desk's glossary and corrections."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import regex
import sqlalchemy as sa

from auditor import backtranslate, corpora, glossary, ingest, phrases, pipeline
from auditor.config import Config
from auditor.errors import InputError
from auditor.glossary.schema import HISTORY
from auditor.glossary.sources import house_glossary, merged
from auditor.lang.bank import Bank, Phrasing, house_phrasings
from auditor.model import Audited, Bundle, Document, Failure, ReportedUnit, Role, Segment
from auditor.serve import articles, exports, reports
from auditor.serve.base import Base
from auditor.serve.jobs import Input, Job
from auditor.serve.schema import DECIDED

_NAME = regex.compile(r"[^\p{L}\p{N}._-]+")


class Kit:
    """What audits work with, loaded again only when the glossary or the corrections have changed."""

    def __init__(self, base: Base, config: Config) -> None:
        """Nothing is loaded before it is needed."""
        self._base, self._config = base, config
        self._desk = functools.lru_cache(maxsize=1)(self._made)

    def desk(self) -> pipeline.Desk:
        """The desk for the next document."""
        with self._base.reading() as connection:
            glossary_at = connection.execute(sa.select(sa.func.max(HISTORY.c.id))).scalar() or 0
            decided_at = connection.execute(sa.select(sa.func.max(DECIDED.c.id), sa.func.sum(DECIDED.c.undone))).one()
        return self._desk(glossary_at, tuple(decided_at))

    def _made(self, glossary_at: int, decided_at: tuple[int, int]) -> pipeline.Desk:
        del glossary_at, decided_at
        config = self._config
        layers = [list(self._base.store.concepts()), *([list(house_glossary())] if config.house_glossary else [])]
        with self._base.reading() as connection:
            kept = [Phrasing(c.corrected, c.lang, "desk", c.source, c.source_lang) for c in exports.corrections(connection)]
        others = phrases.load(config.phrases, house=False) if config.phrases else None
        bank = Bank([*kept, *(house_phrasings() if config.house_phrases else ())]) if others is None else others
        cache = corpora.home() / "translations.sqlite" if config.cache else None
        return pipeline.desk(
            config,
            glossary=glossary.Matcher(merged(layers)),
            phrases=bank,
            back_translate=backtranslate.chosen(config.engine, offline=config.offline, cache=cache),
            engine=backtranslate.signature(config.engine),
        )


def documents(base: Base, job: Job, kit: Kit, config: Config) -> Iterator[Audited | Failure]:
    """Everything the job names, audited one by one as it is asked for."""
    if job.input.kind == "again":
        yield from pipeline.audit([_again(base, job.input.article)], kit.desk())
        return
    if (report := reports.read(job.input.data)) is not None:
        yield from report
        return
    with tempfile.TemporaryDirectory(prefix="auditor-desk-") as folder:
        for found in pipeline.audit(_bundles(job.input, Path(folder), config), kit.desk()):
            yield _named(found, job.label, folder)


def _bundles(what: Input, folder: Path, config: Config) -> Iterable[Bundle | Failure]:
    if what.kind == "feed":
        entries, source = [what.url], what.source_url or None
    elif what.kind == "file":
        entries, source = [_put(folder, what.name, what.data)], None
        if what.source_data:
            source = _put(folder / "source", what.source_name, what.source_data)
    else:
        entries = [_put(folder, "text.txt", what.text.encode())]
        source = _put(folder / "source", "text.txt", what.source.encode()) if what.source.strip() else None
    references = [_put(folder / "reference", "text.txt", what.reference.encode())] if what.reference.strip() else []
    return ingest.gather(
        entries, source=source, references=references, target_lang=what.lang or None, source_lang=what.source_lang or None,
        allow=config.allow_hosts, offline=config.offline,
    )  # fmt: skip


def _put(folder: Path, name: str, data: bytes) -> str:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (_NAME.sub("_", Path(name).name).lstrip(".")[-100:] or "text.txt")
    path.write_bytes(data)
    return str(path)


def _named(found: Audited | Failure, label: str, folder: str) -> Audited | Failure:
    """The same, called what the editor called it, not by the temporary file it was read from."""
    if isinstance(found, Failure):
        return msgspec.structs.replace(found, path=label, why=found.why.replace(folder, "")) if folder in found.path else found
    if folder not in found.document.path:
        return found
    return msgspec.structs.replace(found, document=msgspec.structs.replace(found.document, path=label))


def _again(base: Base, number: int) -> Bundle:
    """An article that was audited before, as it was read then."""
    with base.reading() as connection:
        found = articles.read(connection, number)
    if found is None:
        raise InputError(str(number), "there is no such article")
    _, part, _ = found
    units = part.units
    meta = {"title": part.document.title, "link": part.document.link}

    def side(role: Role, segments: Iterable[Segment | None], lang: str) -> Document:
        filled = tuple(s or Segment(id=f"{role.value}{n}", text="", lang=lang) for n, s in enumerate(segments))
        return Document(part.document.id, role, lang, filled, meta if role is Role.TARGET else {})

    sourced = any(r.unit.source for r in units)
    given = [_given(r) for r in units]
    return Bundle(
        target=side(Role.TARGET, (r.unit.target for r in units), part.document.lang),
        source=side(Role.SOURCE, (r.unit.source for r in units), part.document.source_lang or "und") if sourced else None,
        references=(side(Role.REFERENCE, given, part.document.lang),) if any(given) else (),
        aligned=True,
        lone=any(r.unit.lone for r in units),
    )


def _given(reported: ReportedUnit) -> Segment | None:
    """The reference that came with the text; one that a phrase bank remembered is looked up anew."""
    reference = reported.unit.reference
    return None if reference is None or reference.id.endswith("~") else reference


def why(error: Exception) -> str:
    """What to tell an editor of a job that failed."""
    return str(error)[:500] or type(error).__name__


def label(what: Input) -> str:
    """What a job is called."""
    return what.name or what.url or " ".join(what.text.split())[:80] or "text"


def facts(part: Audited) -> dict[str, Any]:
    """What the log says of a document."""
    return {"units": len(part.units), "findings": len(part.findings)}
