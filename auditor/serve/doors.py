"""The doorkeeper: who comes in by which way, before anything else is read; and the headers every answer carries."""

from __future__ import annotations

import json
import urllib.parse
from collections.abc import Awaitable, Callable, MutableMapping, Sequence
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.routing import compile_path

from auditor.serve import people
from auditor.serve.asking import Settings, cookie
from auditor.serve.base import Base
from auditor.serve.limits import Limit
from auditor.serve.people import NOBODY, Who
from auditor.serve.routes import V1, Route

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]

STATIC = "/static/"
LARGEST = 32 * 2**20  # bytes of one request
_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
        "base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class _TooLargeError(Exception):
    """A body that does not end."""


class Doors:
    """Middleware around the whole application."""

    def __init__(self, app: Any, base: Base, settings: Settings, routes: Sequence[Route]) -> None:
        """`routes` is the table of all ways in."""
        self._app, self._base, self._settings = app, base, settings
        self._routes = [(route, compile_path(route.path)[0]) for route in routes]
        self._limit = Limit(burst=max(60.0, 5 * settings.api_rate), rate=settings.api_rate)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Lets a request in, or answers it here."""
        if scope["type"] != "http":
            if scope["type"] == "lifespan":
                await self._app(scope, receive, send)
            return
        send = self._dressed(scope, send)
        connection = HTTPConnection(scope)
        if scope["path"].startswith(STATIC):
            await self._app(scope, receive, send)
            return
        route = self._route(scope["method"], scope["path"])
        who = await run_in_threadpool(self._who, connection, scope["path"])
        refusal = self._refusal(scope, connection.headers, route, who)
        if refusal is not None:
            await _answer(send, scope, *refusal)
            return
        scope["auditor.who"] = who
        try:
            await self._app(scope, _bounded(receive), send)
        except _TooLargeError:
            await _answer(send, scope, 413, "that is larger than 32 MB", {})

    def _route(self, method: str, path: str) -> Route | None:
        wanted = "GET" if method == "HEAD" else method
        return next((route for route, pattern in self._routes if route.method == wanted and pattern.match(path)), None)

    def _who(self, connection: HTTPConnection, path: str) -> Who:
        kind, _, carried = connection.headers.get("authorization", "").partition(" ")
        if carried:  # a token stands for itself: no cookie is looked at beside it
            machine = path.startswith(V1) or path == "/metrics"
            return people.by_token(self._base, carried.strip()) if machine and kind.lower() == "bearer" else NOBODY
        carried = connection.cookies.get(cookie(self._settings), "")
        return people.by_session(self._base, carried) if carried else NOBODY

    def _refusal(  # noqa: PLR0911 - one line a reason
        self, scope: Scope, headers: Headers, route: Route | None, who: Who
    ) -> tuple[int, str, dict[str, str]] | None:
        if not headers.get("content-length", "0").isdigit() or int(headers.get("content-length", "0")) > LARGEST:
            return 413, "that is larger than 32 MB", {}
        if who is NOBODY and (route is None or route.role is not people.Role.NOBODY):
            if scope["path"].startswith(V1) or scope["path"] == "/metrics":
                return 401, "log in, or send a token: Authorization: Bearer …", {"www-authenticate": "Bearer"}
            there = urllib.parse.quote(
                scope["path"] + (f"?{scope['query_string'].decode('latin-1')}" if scope["query_string"] else "")
            )
            return 303, "", {"location": f"/login?next={there}" if scope["method"] == "GET" else "/login"}
        if route is None:
            known = any(pattern.match(scope["path"]) for _, pattern in self._routes)
            return (405, "not that way", {}) if known else (404, "there is nothing here", {})
        if not who.may(route.role):
            return 403, f"this needs the role {route.role.value}", {}
        if route.writes and not _from_here(headers, scope):
            return 403, "this did not come from our own pages", {}
        if route.writes and who.csrf and route.path.startswith(V1) and headers.get("x-csrf-token") != who.csrf:
            return 403, "send a token, or the session's X-CSRF-Token", {}
        if route.path.startswith(V1) and (wait := self._limit.wait(f"{who.account}")):
            return 429, "too many requests", {"retry-after": str(int(wait) + 1)}
        return None

    def _dressed(self, scope: Scope, send: Send) -> Send:
        async def dressed(message: MutableMapping[str, Any]) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
                if self._settings.secure:
                    headers["strict-transport-security"] = "max-age=31536000"
                if not scope["path"].startswith(STATIC):
                    headers.setdefault("cache-control", "no-store")
            await send(message)

        return dressed


def _from_here(headers: Headers, scope: Scope) -> bool:
    """Did a page of ours send it?  A browser says where from; machines, which carry no cookie, say nothing."""
    if headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}:
        return False
    origin = headers.get("origin")
    if origin is None:
        return True
    return urllib.parse.urlsplit(origin).netloc == headers.get("host", "") and bool(scope)


def _bounded(receive: Receive) -> Receive:
    had = 0

    async def bounded() -> MutableMapping[str, Any]:
        nonlocal had
        message = await receive()
        had += len(message.get("body", b""))
        if had > LARGEST:
            raise _TooLargeError
        return message

    return bounded


async def _answer(send: Send, scope: Scope, status: int, why: str, headers: dict[str, str]) -> None:
    machine = scope["path"].startswith(V1)
    body = json.dumps({"detail": why}).encode() if machine else f"{why}\n".encode()
    kind = "application/json" if machine else "text/plain; charset=utf-8"
    raw = [
        (k.encode(), v.encode("latin-1", "replace"))
        for k, v in {"content-type": kind, "content-length": str(len(body)), **headers}.items()
    ]
    await send({"type": "http.response.start", "status": status, "headers": raw})
    await send({"type": "http.response.body", "body": body if scope["method"] != "HEAD" else b""})
