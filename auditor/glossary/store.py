"""A glossary kept in a database: SQLite in a file, or PostgreSQL for a team.

Every change is one transaction that also writes its history.  A change names the version it was made from, so that two editors
never overwrite each other silently.  SQLite runs with a rollback journal and `synchronous=FULL`: with WAL and NORMAL, 897 of
1,000 simulated power cuts lost acknowledged writes, with FULL none did, and versions before 3.51.3 may corrupt a WAL on reset.
"""

from __future__ import annotations

import contextlib
import copy
import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import sqlalchemy as sa

from auditor.errors import GlossaryError
from auditor.glossary.entries import Concept, checked
from auditor.glossary.schema import CANDIDATES, CONCEPTS, DECISIONS, HEAD, HISTORY, TERMS
from auditor.glossary.upgrade import TooNew, revision, upgrade
from auditor.glossary.words import term_words
from auditor.model import Term, TermStatus

GOVERNED = frozenset({TermStatus.FORBIDDEN, TermStatus.PREFERRED})  # what only a reviewer may make of a term
_BUSY = 60.0  # seconds a writer waits for another
_POOL = 24  # connections kept; as many more while the web pages' threads are all at work


class Conflict(GlossaryError):  # noqa: N818 - it is what happened, and what editors call it
    """Somebody else changed the concept since it was read."""

    def __init__(self, concept: str, mine: int, theirs: int) -> None:
        """`theirs` is the version there now, 0 if the concept is gone."""
        now = f"is at version {theirs}" if theirs else "is gone"
        super().__init__(f"{concept}: changed by somebody else since you read version {mine}: it {now}; read it again")
        self.concept, self.mine, self.theirs = concept, mine, theirs


class Editor(msgspec.Struct, frozen=True):
    """Who changes something, and whether governed transitions are theirs to make."""

    name: str
    reviewer: bool = False


class Change(msgspec.Struct, frozen=True):
    """One line of history."""

    id: int
    concept: str
    version: int
    at: str
    who: str
    why: str
    what: str
    before: Concept | None
    after: Concept | None


class Decision(msgspec.Struct, frozen=True):
    """What an editor said of a finding."""

    fingerprint: str
    verdict: str  # dismiss, confirm, correct
    why: str
    who: str
    at: str = ""
    rule: str = ""
    scope: str = ""  # of a dismissal: once (or ""), term: wherever the rule quotes these words, rule: the rule in this feed
    feed: str = ""
    quote: str = ""
    correction: str = ""
    expires: str = ""  # ISO 8601, the last day a dismissal holds; "": for good


@contextlib.contextmanager
def opened(name: str, *, create: bool = False) -> Iterator[Store]:
    """The glossary of a database file or URL, migrated to this version; GlossaryError if it cannot be opened."""
    store = Store(name, create=create)
    try:
        yield store
    finally:
        store.close()


class Store:
    """An open glossary database."""

    def __init__(self, name: str, *, create: bool = False) -> None:
        """`name` is a file, or a URL as `postgresql+psycopg://user@host/base`."""
        self.name = name
        self._bound: sa.Connection | None = None
        self._engine = _engine(name, create=create)
        try:
            with self._engine.connect().execution_options(writes=True) as connection:
                _migrate(connection, name, create=create)
        except sa.exc.SQLAlchemyError as error:
            raise GlossaryError(f"{_shown(name)}: {_plain(error)}") from error

    def close(self) -> None:
        """Lets go of the database."""
        self._engine.dispose()

    @property
    def engine(self) -> sa.Engine:
        """The database itself, for tables kept beside these."""
        return self._engine

    def within(self, connection: sa.Connection) -> Store:
        """The same glossary, every step of it part of the transaction under way on a connection."""
        view = copy.copy(self)
        view._bound = connection  # noqa: SLF001 - it is one of us
        return view

    def concepts(self) -> Iterator[Concept]:
        """All concepts, by id."""
        with self._reading() as connection:
            for (body,) in connection.execute(sa.select(CONCEPTS.c.body).order_by(CONCEPTS.c.id)):
                yield _concept(body)

    def get(self, concept: str) -> tuple[Concept, int]:
        """A concept and its version; GlossaryError if there is none."""
        with self._reading() as connection:
            row = connection.execute(sa.select(CONCEPTS.c.body, CONCEPTS.c.version).where(CONCEPTS.c.id == concept)).first()
        if row is None:
            raise GlossaryError(f"there is no concept {concept!r}")
        return _concept(row.body), row.version

    def search(self, words: str, lang: str = "", limit: int | None = None, offset: int = 0) -> list[Concept]:
        """Concepts with a term that contains the words, folded; by id."""
        wanted = TERMS.c.folded.contains(term_words(words), autoescape=True)
        if lang:
            wanted &= TERMS.c.lang == lang
        query = (
            sa.select(CONCEPTS.c.body).where(CONCEPTS.c.id.in_(sa.select(TERMS.c.concept).where(wanted))).order_by(CONCEPTS.c.id)
        )
        query = query.limit(limit).offset(offset)
        with self._reading() as connection:
            return [_concept(body) for (body,) in connection.execute(query)]

    def save(self, concept: Concept, version: int, by: Editor, why: str = "") -> int:
        """Stores a concept that was read at `version` (0: it is new) and gives its new version.

        Conflict if it was changed meanwhile; GlossaryError if it is unusable, or if a governed transition needs a reviewer.
        """
        with self._writing() as connection:
            return _save(connection, checked(concept), version, by, why)

    def save_all(self, changes: Iterable[tuple[Concept, int]], by: Editor, why: str = "") -> int:
        """All of several concepts or none, in one transaction; how many were changed."""
        with self._writing() as connection:
            return sum(1 for concept, version in changes if _save(connection, checked(concept), version, by, why) != version)

    def remove(self, concept: str, version: int, by: Editor, why: str = "") -> None:
        """Takes a concept out; its history stays."""
        with self._writing() as connection:
            _remove(connection, concept, version, by, why, "removed")

    def versions(self) -> dict[str, int]:
        """The version of every concept."""
        with self._reading() as connection:
            return {row.id: row.version for row in connection.execute(sa.select(CONCEPTS.c.id, CONCEPTS.c.version))}

    def history(self, concept: str = "", limit: int = 100) -> list[Change]:
        """Changes, latest first."""
        query = sa.select(HISTORY).order_by(HISTORY.c.id.desc()).limit(limit)
        if concept:
            query = query.where(HISTORY.c.concept == concept)
        with self._reading() as connection:
            return [_change(row) for row in connection.execute(query)]

    def undo(self, concept: str, by: Editor, why: str = "") -> Change:
        """Takes back the latest change of a concept that is not itself taken back; the undoing is history too."""
        with self._writing() as connection:
            rows = connection.execute(sa.select(HISTORY).where(HISTORY.c.concept == concept).order_by(HISTORY.c.id.desc())).all()
            last = _latest_standing(rows)
            if last is None:
                raise GlossaryError(f"{concept}: there is nothing to undo")
            now = connection.execute(sa.select(CONCEPTS.c.version).where(CONCEPTS.c.id == concept)).scalar() or 0
            if last.before is None:
                _remove(connection, concept, now, by, why, "undone")
            else:
                _save(connection, _concept(last.before), now, by, why, what="undone")
            return _change(last)

    def candidates(self, status: str = "open", limit: int = 1000) -> list[dict[str, Any]]:
        """Candidates with their evidence, best first."""
        query = (
            sa.select(CANDIDATES)
            .where(CANDIDATES.c.status == status)
            .order_by(CANDIDATES.c.score.desc(), CANDIDATES.c.id)
            .limit(limit)
        )
        with self._reading() as connection:
            return [
                dict(row) | {"evidence": msgspec.json.decode(row["evidence"])} for row in connection.execute(query).mappings()
            ]

    def add_candidates(self, found: Iterable[dict[str, Any]]) -> int:
        """Stores candidates that are not there yet, whatever became of those; how many were new."""
        new = 0
        with self._writing() as connection:
            for candidate in found:
                pair = [CANDIDATES.c[n] == candidate.get(n, "") for n in ("lang", "text", "target_lang", "target")]
                if connection.execute(sa.select(CANDIDATES.c.id).where(*pair)).first() is None:
                    body = {**candidate, "evidence": msgspec.json.encode(candidate.get("evidence", [])).decode()}
                    connection.execute(CANDIDATES.insert().values(**body))
                    new += 1
        return new

    def settle(self, candidate: int, status: str, by: Editor, why: str = "") -> dict[str, Any]:
        """Marks a candidate accepted or rejected; GlossaryError if there is none that is open."""
        with self._writing() as connection:
            row = connection.execute(sa.select(CANDIDATES).where(CANDIDATES.c.id == candidate)).mappings().first()
            if row is None or row["status"] != "open":
                raise GlossaryError(f"there is no open candidate {candidate}")
            connection.execute(
                CANDIDATES.update().where(CANDIDATES.c.id == candidate).values(status=status, who=by.name, why=why)
            )
            return dict(row)

    def decide(self, decision: Decision) -> None:
        """Stores what was said of a finding; the latest word counts."""
        with self._writing() as connection:
            connection.execute(DECISIONS.delete().where(DECISIONS.c.fingerprint == decision.fingerprint))
            connection.execute(DECISIONS.insert().values(**(msgspec.structs.asdict(decision) | {"at": decision.at or now()})))

    def retract(self, fingerprint: str) -> None:
        """Takes back what was said of a finding; nothing happens where nothing was."""
        with self._writing() as connection:
            connection.execute(DECISIONS.delete().where(DECISIONS.c.fingerprint == fingerprint))

    def decisions(self) -> list[Decision]:
        """All decisions, by fingerprint."""
        with self._reading() as connection:
            rows = connection.execute(sa.select(DECISIONS).order_by(DECISIONS.c.fingerprint)).mappings()
            return [Decision(**row) for row in rows]

    @contextlib.contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        if self._bound is not None:
            yield self._bound
            return
        try:
            with self._engine.connect() as connection:
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise GlossaryError(f"{_shown(self.name)}: {_plain(error)}") from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[sa.Connection]:
        if self._bound is not None:
            yield self._bound
            return
        try:
            with self._engine.connect().execution_options(writes=True) as connection, connection.begin():
                yield connection
        except sa.exc.SQLAlchemyError as error:
            raise GlossaryError(f"{_shown(self.name)}: {_plain(error)}") from error


def _engine(name: str, *, create: bool) -> sa.Engine:
    if "://" in name and not name.startswith("sqlite"):
        url = name.replace("postgresql://", "postgresql+psycopg://", 1).replace("postgres://", "postgresql+psycopg://", 1)
        try:
            return sa.create_engine(url, pool_pre_ping=True, pool_size=_POOL, max_overflow=_POOL)
        except (sa.exc.ArgumentError, sa.exc.NoSuchModuleError, ModuleNotFoundError) as error:
            raise GlossaryError(f"{_shown(name)}: {error}: PostgreSQL needs `pip install auditor[postgres]`") from error
    path = name.partition("sqlite:///")[2] if name.startswith("sqlite") else name
    if not create and not Path(path).is_file():
        raise GlossaryError(f"{path}: no such glossary; `auditor glossary init` makes one")
    engine = sa.create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY}, pool_size=_POOL, max_overflow=_POOL)
    sa.event.listen(engine, "connect", _durable)
    sa.event.listen(engine, "begin", _begin)
    return engine


def _durable(connection: sqlite3.Connection, _record: object) -> None:
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    for pragma in ("journal_mode=DELETE", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: sa.Connection) -> None:
    """Writers queue before they read what they compare with; readers wait for nobody."""
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get("writes") else "BEGIN")


def _migrate(connection: sa.Connection, name: str, *, create: bool) -> None:
    if (at := revision(connection)) == HEAD:
        return
    if at is None and not create:
        raise GlossaryError(f"{_shown(name)}: not a glossary; `auditor glossary init` makes one")
    try:
        upgrade(connection, Path(__file__).parent / "migrations")
    except TooNew as error:
        raise GlossaryError(f"{_shown(name)}: made by a newer auditor ({at}): {error}") from error


def _save(connection: sa.Connection, concept: Concept, version: int, by: Editor, why: str, what: str = "") -> int:
    row = connection.execute(
        sa.select(CONCEPTS.c.body, CONCEPTS.c.version).where(CONCEPTS.c.id == concept.id).with_for_update()
    ).first()
    theirs = row.version if row else 0
    if theirs != version:
        raise Conflict(concept.id, version, theirs)
    before = _concept(row.body) if row else None
    if before == concept:
        return version
    _govern(before, concept, by)
    body = msgspec.json.encode(concept).decode()
    made = _last_version(connection, concept.id) + 1
    values = {"version": made, "subject": concept.subject, "body": body}
    if row is None:
        try:
            connection.execute(CONCEPTS.insert().values(id=concept.id, **values))
        except sa.exc.IntegrityError as error:
            raise Conflict(concept.id, version, version + 1) from error
    elif not connection.execute(
        CONCEPTS.update().where(CONCEPTS.c.id == concept.id, CONCEPTS.c.version == version).values(**values)
    ).rowcount:
        raise Conflict(concept.id, version, theirs + 1)
    _index_terms(connection, concept)
    _record(connection, concept.id, made, by, why, what or ("changed" if row else "added"), row.body if row else None, body)
    return made


def _last_version(connection: sa.Connection, concept: str) -> int:
    return int(connection.execute(sa.select(sa.func.max(HISTORY.c.version)).where(HISTORY.c.concept == concept)).scalar() or 0)


def _index_terms(connection: sa.Connection, concept: Concept) -> None:
    connection.execute(TERMS.delete().where(TERMS.c.concept == concept.id))
    if concept.terms:
        connection.execute(TERMS.insert(), [_term_row(concept.id, n, term) for n, term in enumerate(concept.terms)])


def _term_row(concept: str, place: int, term: Term) -> dict[str, object]:
    return {
        "concept": concept,
        "place": place,
        "lang": term.lang,
        "text": term.text,
        "folded": term_words(term.text),
        "status": term.status.value,
    }


def _remove(connection: sa.Connection, concept: str, version: int, by: Editor, why: str, what: str) -> None:
    row = connection.execute(
        sa.select(CONCEPTS.c.body, CONCEPTS.c.version).where(CONCEPTS.c.id == concept).with_for_update()
    ).first()
    if row is None or row.version != version:
        raise Conflict(concept, version, row.version if row else 0)
    _govern(_concept(row.body), None, by)
    connection.execute(TERMS.delete().where(TERMS.c.concept == concept))
    connection.execute(CONCEPTS.delete().where(CONCEPTS.c.id == concept))
    _record(connection, concept, _last_version(connection, concept) + 1, by, why, what, row.body, None)


def _record(
    connection: sa.Connection, concept: str, version: int, by: Editor, why: str, what: str, before: str | None, after: str | None
) -> None:
    connection.execute(
        HISTORY.insert().values(
            concept=concept, version=version, at=now(), who=by.name, why=why, what=what, before=before, after=after
        )
    )


def _govern(before: Concept | None, after: Concept | None, by: Editor) -> None:
    """Only a reviewer makes a term forbidden or preferred, or lets a forbidden one go."""
    if by.reviewer:
        return
    was = {(t.lang, t.text): t.status for t in before.terms} if before else {}
    now = {(t.lang, t.text): t.status for t in after.terms} if after else {}
    for term, status in now.items():
        if status in GOVERNED and was.get(term) != status:
            raise GlossaryError(
                f"{term[0]} {term[1]!r}: only a reviewer makes a term {status.value} (--reviewer); propose it as admitted"
            )
    for term, status in was.items():
        if status is TermStatus.FORBIDDEN and now.get(term) != status:
            raise GlossaryError(f"{term[0]} {term[1]!r}: only a reviewer lifts a prohibition (--reviewer)")


def _latest_standing(rows: Sequence[Any]) -> Any:
    """The latest change that no later undoing took back: each undoing takes back one change."""
    open_undoings = 0
    for row in rows:
        if row.what == "undone":
            open_undoings += 1
        elif open_undoings:
            open_undoings -= 1
        else:
            return row
    return None


def _concept(body: str) -> Concept:
    return msgspec.json.decode(body, type=Concept)


def _change(row: Any) -> Change:
    return Change(
        id=row.id,
        concept=row.concept,
        version=row.version,
        at=row.at,
        who=row.who,
        why=row.why,
        what=row.what,
        before=_concept(row.before) if row.before else None,
        after=_concept(row.after) if row.after else None,
    )


def now() -> str:
    """This moment, as history writes it."""
    return dt.datetime.now(tz=dt.UTC).isoformat(timespec="milliseconds")


def _shown(name: str) -> str:
    """The name without a password."""
    return sa.engine.make_url(name).render_as_string(hide_password=True) if "://" in name else name


def _plain(error: sa.exc.SQLAlchemyError) -> str:
    return str(getattr(error, "orig", None) or error).strip().split("\n", maxsplit=1)[0]
