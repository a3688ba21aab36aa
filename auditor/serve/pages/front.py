"""The front door: login, the first account, health and metrics."""

from __future__ import annotations

import hmac
import json
import urllib.parse
from typing import Any

import sqlalchemy as sa
from starlette.responses import JSONResponse, PlainTextResponse, Response

from auditor import __version__
from auditor.errors import ConfigError
from auditor.serve import people
from auditor.serve.asking import Ask, cookie, go
from auditor.serve.base import noted
from auditor.serve.people import Role
from auditor.serve.schema import FINDINGS, JOBS

_SECONDS = 14 * 86400


def health(ask: Ask) -> Response:
    """Does the desk answer, and its database?"""
    try:
        with ask.base.reading() as connection:
            connection.execute(sa.text("select 1"))
    except sa.exc.SQLAlchemyError:
        return JSONResponse({"status": "no database"}, 503)
    return JSONResponse({"status": "ok"})


def login(ask: Ask) -> Response:
    """The page to come in by."""
    with ask.base.reading() as connection:
        if people.empty(connection):
            return go("/first")
    return ask.page("login.html", next=_inside(ask.query.get("next", "")), wrong="", name="")


def come_in(ask: Ask) -> Response:
    """Name and password, against a session."""
    name, following = ask.form.get("name", "")[:200], _inside(ask.form.get("next", ""))
    key = " ".join(name.split()).casefold()
    wait = max(ask.state.login.wait(ask.address), ask.state.names.wait(key, take=False))
    if wait:
        answer = ask.page("login.html", 429, next=following, wrong="too many tries: wait a minute", name=name)
        answer.headers["retry-after"] = str(int(wait) + 1)
        return answer
    with ask.base.reading() as connection:
        account = people.checked(connection, name, ask.form.get("password", ""))
    with ask.base.writing() as connection:
        if account is None:
            ask.state.names.wait(key)
            noted(connection, key, "was not let in", ask.address)
        else:
            carried = people.begin(connection, account, key)
    if account is None:
        return ask.page("login.html", 401, next=following, wrong="no account has this name and password", name=name)
    return _with_session(ask, go(following), carried)


def first(ask: Ask) -> Response:
    """The page that makes the first account, while there is none."""
    with ask.base.reading() as connection:
        if not people.empty(connection):
            return go("/login")
    return ask.page("first.html", code=ask.query.get("code", ""), wrong="", name="")


def make_first(ask: Ask) -> Response:
    """The first account, for who knows the code on the console."""
    name, code = ask.form.get("name", ""), ask.form.get("code", "").strip()
    if wait := ask.state.login.wait(ask.address):
        return ask.page("first.html", 429, code="", wrong=f"too many tries: wait {int(wait) + 1} seconds", name=name)
    if not ask.settings.code or not hmac.compare_digest(code.encode(), ask.settings.code.encode()):
        return ask.page("first.html", 403, code="", wrong="this is not the code that the console shows", name=name)
    try:
        with ask.base.writing() as connection:
            if not people.empty(connection):
                return go("/login")
            account = people.add(connection, name, ask.form.get("password", ""), Role.ADMIN, "console")
            carried = people.begin(connection, account, people.folded(name))
    except ConfigError as error:
        return ask.page("first.html", 400, code=code, wrong=str(error), name=name)
    return _with_session(ask, go("/"), carried)


def go_out(ask: Ask) -> Response:
    """The session ends."""
    with ask.base.writing() as connection:
        people.end(connection, ask.who)
    answer = go("/login")
    answer.delete_cookie(cookie(ask.settings), path="/", secure=ask.settings.secure, httponly=True, samesite="lax")
    return answer


def oidc_start(ask: Ask) -> Response:
    """To the OpenID provider, if the desk has one."""
    if ask.provider is None:
        return ask.wrong("this desk has no OpenID provider", 404)
    return ask.provider.start(ask)


def oidc_back(ask: Ask) -> Response:
    """Back from the provider: a session for who it says it is."""
    if ask.provider is None:
        return ask.wrong("this desk has no OpenID provider", 404)
    account, name = ask.provider.back(ask)
    with ask.base.writing() as connection:
        carried = people.begin(connection, account, name)
    return _with_session(ask, go("/"), carried)


def metrics(ask: Ask) -> Response:
    """Prometheus' text format."""
    with ask.base.reading() as connection:
        states = connection.execute(sa.select(JOBS.c.state, sa.func.count()).group_by(JOBS.c.state)).all()
        findings = connection.execute(
            sa.select(FINDINGS.c.status, sa.func.count()).where(FINDINGS.c.latest == 1).group_by(FINDINGS.c.status)
        ).all()
    lines = ["# TYPE auditor_desk_info gauge", f'auditor_desk_info{{version="{__version__}"}} 1']
    lines += ["# TYPE auditor_desk_jobs gauge", *(f'auditor_desk_jobs{{state="{state}"}} {n}' for state, n in states)]
    lines += ["# TYPE auditor_desk_findings gauge", *(f'auditor_desk_findings{{status="{s}"}} {n}' for s, n in findings)]
    lines += ["# TYPE auditor_desk_answers_total counter"]
    lines += [f'auditor_desk_answers_total{{kind="{kind}"}} {n}' for kind, n in sorted(ask.state.counts.all().items())]
    return PlainTextResponse("\n".join(lines) + "\n", media_type="text/plain; version=0.0.4")


def openapi(ask: Ask) -> Response:
    """The API, described."""
    described: dict[str, Any] = ask.state.describe()
    return Response(json.dumps(described, ensure_ascii=False), media_type="application/json")


def _inside(where: str) -> str:
    """A path of ours to go on to; the front page for anything else.

    >>> _inside("/findings?rule=a"), _inside("//evil.example"), _inside("https://evil.example")
    ('/findings?rule=a', '/', '/')
    """
    parts = urllib.parse.urlsplit(where.replace("\\", "/"))
    inside = not parts.scheme and not parts.netloc and where.startswith("/") and not where.startswith("//")
    return where if inside and where.isprintable() else "/"


def _with_session(ask: Ask, answer: Response, carried: str) -> Response:
    answer.set_cookie(
        cookie(ask.settings), carried, max_age=_SECONDS, path="/", secure=ask.settings.secure, httponly=True, samesite="lax"
    )
    return answer
