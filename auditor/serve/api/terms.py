"""The glossary: concepts, history, candidates, exchange."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from fastapi import Body, HTTPException, Query, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from auditor.errors import GlossaryError
from auditor.glossary import desk, imports
from auditor.glossary.entries import Concept, checked
from auditor.serve import near
from auditor.serve.api.audits import _bytes, _plain
from auditor.serve.api.call import After, Calling, Limit, once, paged, plain
from auditor.serve.base import noted
from auditor.serve.pages import exchange

Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]
_Id = Annotated[str, Query(max_length=200)]
_Why = Annotated[str, Query(max_length=2000)]
_Version = Annotated[int, Query(ge=0, le=2**31 - 1, description="The version it was read at; 0 for a new concept.")]


class Settled(BaseModel):
    """What becomes of a candidate."""

    accept: bool
    why: str = Field("", max_length=2000)


class Taken(BaseModel):
    """A file to be imported, or to be looked at first."""

    file: str = Field(description="The file, in base64.", max_length=30_000_000)
    name: str = Field(max_length=200, description="Its ending says what it is: csv, tsv, xlsx, tbx, tmx or terms.")
    languages: str = Field("", max_length=71, description="Of a pair file, as en-es.")
    policy: str = Field("keep", description="keep, overwrite or alternative")
    preview: bool = True


def concepts(
    call: Calling,
    q: Annotated[str, Query(max_length=200)] = "",
    lang: Annotated[str, Query(max_length=35)] = "",
    limit: Limit = 50,
    after: After = 0,
) -> dict[str, Any]:
    """Concepts that have these words in a term, by id; `after` counts how many were read."""
    found = call.base.store.search(_plain(q), _plain(lang), limit + 1, after)
    return {"items": plain(found[:limit]), "next": after + limit if len(found) > limit else None}


def concept(call: Calling, id: _Id) -> JSONResponse:  # noqa: A002
    """One concept with the version to name when changing it."""
    try:
        found, version = call.base.store.get(_plain(id))
    except GlossaryError as error:
        raise HTTPException(404, str(error)) from error
    return JSONResponse({"concept": plain(found), "version": version})


def save(call: Calling, given: Annotated[dict[str, Any], Body()], version: _Version = 0, why: _Why = "") -> JSONResponse:
    """Stores a concept; 409 with the version there is now if somebody else was first."""
    made = _concept(given)

    def do(connection: sa.Connection) -> dict[str, Any]:
        now_at = call.base.store.within(connection).save(made, version, call.who.editor, _plain(why))
        noted(connection, call.who.name, "term saved", made.id, why)
        return {"id": made.id, "version": now_at}

    return once(call, given, do)


def remove(call: Calling, id: _Id, version: _Version, why: _Why = "") -> JSONResponse:  # noqa: A002
    """Takes a concept out; its history stays."""

    def do(connection: sa.Connection) -> dict[str, str]:
        call.base.store.within(connection).remove(_plain(id), version, call.who.editor, _plain(why))
        noted(connection, call.who.name, "term removed", id, why)
        return {"id": id}

    return once(call, id, do)


def check(call: Calling, given: Annotated[dict[str, Any], Body()]) -> dict[str, Any]:
    """What is wrong with a concept, and what in the glossary is like it, before it is saved."""
    with call.base.reading() as connection:
        return {"problems": near.problems(_concept(given)), "near": plain(near.like(connection, _concept(given)))}


def undo(call: Calling, id: _Id, why: _Why = "") -> JSONResponse:  # noqa: A002
    """Takes back the latest change of a concept."""

    def do(connection: sa.Connection) -> dict[str, Any]:
        change = call.base.store.within(connection).undo(_plain(id), call.who.editor, _plain(why))
        noted(connection, call.who.name, "term undone", id, why)
        return {"id": id, "took_back": change.version}

    return once(call, id, do)


def history(call: Calling, id: _Id = "", limit: Limit = 50) -> dict[str, Any]:  # noqa: A002
    """Changes, the latest first."""
    return {"items": plain(call.base.store.history(_plain(id), limit))}


def candidates(call: Calling, status: Annotated[str, Query(max_length=20)] = "open", limit: Limit = 50) -> dict[str, Any]:
    """Proposed terms with their evidence, best first."""
    return paged([plain(c) for c in call.base.store.candidates(_plain(status), limit)], limit, lambda c: int(c["id"]))


def settle(call: Calling, number: Number, asked: Settled) -> JSONResponse:
    """Accepts a candidate, which makes it a concept, or turns it down."""

    def do(connection: sa.Connection) -> dict[str, Any]:
        store = call.base.store.within(connection)
        noted(connection, call.who.name, "candidate settled", str(number), "accepted" if asked.accept else "rejected")
        if asked.accept:
            return {"concept": desk.accepted(store, number, call.who.editor, _plain(asked.why)).id}
        store.settle(number, "rejected", call.who.editor, _plain(asked.why))
        return {"concept": None}

    return once(call, asked.model_dump(), do)


def export(call: Calling, format: Annotated[str, Query(max_length=10)] = "json") -> Response:  # noqa: A002
    """The whole glossary: terms, csv, tsv, xlsx, tbx, tbx-dct or json."""
    return exchange.file(call.base, format)


def take(call: Calling, asked: Taken) -> JSONResponse:
    """Imports a file, all of it or nothing; with `preview`, only says what would be done."""
    if asked.policy not in {"keep", "overwrite", "alternative"}:
        raise HTTPException(422, "policy is keep, overwrite or alternative")
    data = _bytes(asked.file)
    first, _, second = _plain(asked.languages).partition("-")

    def do(connection: sa.Connection) -> dict[str, Any]:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / exchange.safe_name(asked.name)
            path.write_bytes(data)
            store = call.base.store.within(connection)
            steps, versions = desk.planned(store, path, asked.policy, (first, second))
        told = [{"kind": s.kind, "concept": s.concept, "why": s.why, "line": s.line} for s in steps if s.kind != "same"]
        if not asked.preview:
            desk.imported(store, steps, versions, call.who.editor, f"imported {asked.name}")
            noted(connection, call.who.name, "glossary imported", asked.name)
        return {"counts": imports.counts(steps), "steps": told[:1000], "done": not asked.preview}

    return once(call, asked.model_dump(), do)


def _concept(given: dict[str, Any]) -> Concept:
    try:
        made = msgspec.convert(given, Concept)
    except msgspec.ValidationError as error:
        raise HTTPException(422, f"not a concept: {error}") from error
    clean = msgspec.json.decode(
        _plain(msgspec.json.encode(made).decode().replace("\\u0000", "\N{REPLACEMENT CHARACTER}")), type=Concept
    )
    terms = tuple(msgspec.structs.replace(term, concept=clean.id) for term in clean.terms)
    return checked(msgspec.structs.replace(clean, terms=terms))
