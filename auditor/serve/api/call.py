"""A request to the API: who calls, and answering a write once however often it is sent."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from typing import Annotated, Any

import msgspec
import sqlalchemy as sa
from fastapi import Depends, Header, HTTPException, Query, Request
from fastapi.responses import JSONResponse

from auditor.glossary.store import now
from auditor.serve.base import Base
from auditor.serve.people import Who
from auditor.serve.schema import REPLAYS

_KEPT = dt.timedelta(days=7)


class Call(msgspec.Struct, frozen=True):
    """What every function of the API gets."""

    base: Base
    who: Who
    key: str
    path: str


def _call(request: Request, idempotency_key: Annotated[str, Header(max_length=120)] = "") -> Call:
    path = f"{request.method} {request.url.path}?{request.url.query}"
    return Call(request.app.state.base, request.scope["auditor.who"], idempotency_key, path)


Calling = Annotated[Call, Depends(_call)]
Limit = Annotated[int, Query(ge=1, le=500, description="How many at most.")]
After = Annotated[int, Query(ge=0, le=2**31 - 1, description="Go on after this one: `next` of the page before.")]


def once(call: Call, asked: Any, do: Callable[[sa.Connection], Any]) -> JSONResponse:
    """Does it in one transaction; under a key that was used before, gives the answer of then and does nothing."""
    digest = hashlib.sha256(call.path.encode() + msgspec.json.encode(asked)).hexdigest()
    key = f"{call.who.account}:{call.key}"
    try:
        with call.base.writing() as connection:
            if call.key and (row := connection.execute(sa.select(REPLAYS).where(REPLAYS.c.key == key)).first()):
                if row.asked != digest:
                    raise HTTPException(422, "this Idempotency-Key was used for something else")
                return JSONResponse(msgspec.json.decode(row.answer), row.status, {"idempotent-replayed": "true"})
            answer = plain(do(connection))
            if call.key:
                old = (dt.datetime.now(dt.UTC) - _KEPT).isoformat()
                connection.execute(REPLAYS.delete().where(REPLAYS.c.at < old))
                text = msgspec.json.encode(answer).decode()
                connection.execute(REPLAYS.insert().values(key=key, asked=digest, status=200, answer=text, at=now()))
    except sa.exc.IntegrityError as error:
        raise HTTPException(409, "the same is being done right now: send it again") from error
    return JSONResponse(answer)


def plain(value: Any) -> Any:
    """Values of ours as JSON knows them."""
    return msgspec.to_builtins(value)


def row(found: Any, *without: str) -> dict[str, Any]:
    """A row of a table."""
    return {key: value for key, value in found._mapping.items() if key not in without}  # noqa: SLF001 - its public name


def paged(items: list[Any], limit: int, following: Callable[[Any], int]) -> dict[str, Any]:
    """A page of a list that was read one too far."""
    shown = items[:limit]
    return {"items": shown, "next": following(shown[-1]) if len(items) > limit else None}
