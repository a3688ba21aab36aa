"""Decisions, what they taught, figures, people and the log."""

from __future__ import annotations

from typing import Annotated, Any

import sqlalchemy as sa
from fastapi import HTTPException, Query, Response
from fastapi import Path as InPath
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field

from auditor.decided import Beliefs
from auditor.serve import deciding, exports, figures_of, people
from auditor.serve.api.call import After, Calling, Limit, once, paged, plain, row
from auditor.serve.pages.queue import corrections_file
from auditor.serve.people import Role
from auditor.serve.schema import DECIDED, EVENTS

Number = Annotated[int, InPath(ge=1, le=2**31 - 1)]


class Undo(BaseModel):
    """Which decision to take back."""

    number: int = Field(0, ge=0, le=2**31 - 1, description="Of the log of decisions; 0: the caller's last one.")


class NewAccount(BaseModel):
    """An account to be made."""

    name: str = Field(max_length=100)
    password: str = Field(min_length=people.LEAST, max_length=1000)
    role: Role


class AccountChange(BaseModel):
    """What is to be different."""

    role: Role | None = None
    password: str | None = Field(None, min_length=people.LEAST, max_length=1000)
    disabled: bool | None = None


def decisions(call: Calling, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """The log of decisions, the latest first."""
    return _latest(call, DECIDED, limit, after)


def _latest(call: Calling, table: sa.Table, limit: int, after: int) -> dict[str, Any]:
    """A page of a log, the latest first."""
    query = sa.select(table).order_by(table.c.id.desc()).limit(limit + 1)
    query = query.where(table.c.id < after) if after else query
    with call.base.reading() as connection:
        found = [row(one) for one in connection.execute(query)]
    return paged(found, limit, lambda one: int(one["id"]))


def undo(call: Calling, asked: Undo) -> JSONResponse:
    """Takes a decision back."""

    def do(connection: sa.Connection) -> dict[str, Any]:
        entry = deciding.undo(call.base, connection, call.who, asked.number)
        if entry is None:
            raise HTTPException(404, "there is nothing to take back")
        return {"number": entry.id, "fingerprint": entry.fingerprint}

    return once(call, asked.model_dump(), do)


def corrections(call: Calling, format: Annotated[str, Query(pattern="^(json|tmx|csv)$")] = "json") -> Response:  # noqa: A002
    """Corrected sentences: JSON, TMX or CSV."""
    with call.base.reading() as connection:
        rows = exports.corrections(connection)
    return JSONResponse({"items": plain(rows)}) if format == "json" else corrections_file(rows, format)


def snapshot(call: Calling) -> JSONResponse:
    """What `auditor check --desk` uses (`auditor.desk/v1`)."""
    with call.base.reading() as connection:
        return JSONResponse(plain(deciding.snapshot(connection)))


def trust(call: Calling) -> dict[str, Any]:
    """What is believed of each rule, in each feed where something was decided."""
    with call.base.reading() as connection:
        found = Beliefs(deciding.tallies(connection), deciding.measured()).decided()
    return {"items": [plain(one) | {"shift": round(one.shift, 4)} for one in found]}


def figures(call: Calling, days: Annotated[int, Query(ge=1, le=366)] = 56) -> dict[str, Any]:
    """The numbers of the dashboard."""
    with call.base.reading() as connection:
        found: dict[str, Any] = plain(figures_of.all_of(connection, days))
    return found


def events(call: Calling, limit: Limit = 50, after: After = 0) -> dict[str, Any]:
    """Who did what, when; the latest first."""
    return _latest(call, EVENTS, limit, after)


def accounts(call: Calling) -> dict[str, Any]:
    """Every account."""
    with call.base.reading() as connection:
        return {"items": [row(one) for one in people.accounts(connection)]}


def add_account(call: Calling, asked: NewAccount) -> JSONResponse:
    """A new account."""
    given = {"name": asked.name, "role": asked.role}
    return once(call, given, lambda c: {"id": people.add(c, asked.name, asked.password, asked.role, call.who.name)})


def change_account(call: Calling, number: Number, asked: AccountChange) -> JSONResponse:
    """Another role, password or state; all its sessions end."""
    to: dict[str, Any] = {}
    if asked.role is not None:
        to["role"] = asked.role.value
    if asked.password is not None:
        to["password"] = asked.password
    if asked.disabled is not None:
        to["disabled"] = int(asked.disabled)

    def do(connection: sa.Connection) -> dict[str, int]:
        if to:
            people.change(connection, number, call.who.name, **to)
        return {"id": number}

    return once(call, sorted(to), do)
