"""People: one's own password and tokens; for admins, accounts and the log of who did what."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from starlette.responses import Response

from auditor.errors import ConfigError
from auditor.serve import people
from auditor.serve.asking import Ask, go, whole
from auditor.serve.base import noted
from auditor.serve.people import Role
from auditor.serve.schema import EVENTS, TOKENS

_PAGE = 100


def me(ask: Ask) -> Response:
    """The person's own page."""
    return _me(ask)


def password(ask: Ask) -> Response:
    """A new password, for who knows the old one."""
    with ask.base.reading() as connection:
        right = people.checked(connection, ask.who.name, ask.form.get("old", "")) == ask.who.account
    if not right:
        return _me(ask, wrong="that is not your password now", status=403)
    with ask.base.writing() as connection:
        people.change(connection, ask.who.account, ask.who.name, password=ask.form.get("new", ""))
    return go("/login")


def token(ask: Ask) -> Response:
    """A token for a machine, shown once."""
    expires, role = ask.form.get("expires", ""), ask.form.get("role", "")
    if expires:
        try:
            dt.date.fromisoformat(expires)
        except ValueError as error:
            raise ConfigError("write the last day as 2027-01-31") from error
    if role not in {r.value for r in people.ROLES}:
        raise ConfigError("choose a role")
    with ask.base.writing() as connection:
        carried = people.issue(connection, ask.who, ask.form.get("label", "")[:200] or "token", Role(role), expires)
    return _me(ask, fresh=carried)


def revoke(ask: Ask) -> Response:
    """A token of one's own (an admin: of anybody) ends."""
    mine = TOKENS.c.id == ask.number
    if not ask.who.may(Role.ADMIN):
        mine &= TOKENS.c.account == ask.who.account
    with ask.base.writing() as connection:
        if not connection.execute(TOKENS.update().where(mine).values(revoked=1)).rowcount:
            raise ConfigError("there is no such token")
        noted(connection, ask.who.name, "token revoked", str(ask.number))
    return go("/me?done=changed")


def page(ask: Ask) -> Response:
    """Accounts."""
    return _people(ask)


def add(ask: Ask) -> Response:
    """A new account."""
    try:
        with ask.base.writing() as connection:
            people.add(connection, ask.form.get("name", ""), ask.form.get("password", ""), _role(ask), ask.who.name)
    except ConfigError as error:
        return _people(ask, str(error), 400)
    return go("/people?done=changed")


def change(ask: Ask) -> Response:
    """Another role, password or state of an account."""
    to: dict[str, Any] = {"role": _role(ask).value, "disabled": int(bool(ask.form.get("disabled")))}
    if ask.form.get("password"):
        to["password"] = ask.form["password"]
    try:
        with ask.base.writing() as connection:
            people.change(connection, ask.number, ask.who.name, **to)
    except ConfigError as error:
        return _people(ask, str(error), 400)
    return go("/people?done=changed")


def log(ask: Ask) -> Response:
    """Who did what, when."""
    after = whole(ask.query.get("after", ""))
    query = sa.select(EVENTS).order_by(EVENTS.c.id.desc()).limit(_PAGE + 1)
    with ask.base.reading() as connection:
        rows = list(connection.execute(query.where(EVENTS.c.id < after) if after else query))
    return ask.page("log.html", events=rows[:_PAGE], more=rows[_PAGE - 1].id if len(rows) > _PAGE else 0)


def _role(ask: Ask) -> Role:
    role = ask.form.get("role", "")
    if role not in {r.value for r in people.ROLES}:
        raise ConfigError("choose a role")
    return Role(role)


def _me(ask: Ask, *, wrong: str = "", fresh: str = "", status: int = 200) -> Response:
    with ask.base.reading() as connection:
        rows = connection.execute(sa.select(TOKENS).where(TOKENS.c.account == ask.who.account).order_by(TOKENS.c.id.desc())).all()
    return ask.page("me.html", status, tokens=rows, wrong=wrong, fresh=fresh)


def _people(ask: Ask, wrong: str = "", status: int = 200) -> Response:
    with ask.base.reading() as connection:
        rows = people.accounts(connection)
    return ask.page("people.html", status, accounts=rows, wrong=wrong)
