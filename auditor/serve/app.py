"""The application: the table of routes, the doorkeeper around it, and the worker beside it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import threading
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.responses import FileResponse, Response
from starlette.routing import Route as Path_

from auditor import __version__
from auditor.errors import AuditorError
from auditor.glossary.store import Conflict
from auditor.serve import asking
from auditor.serve.asking import Settings
from auditor.serve.base import Base
from auditor.serve.counts import Counts
from auditor.serve.doors import STATIC, Doors
from auditor.serve.limits import Limit
from auditor.serve.people import Role
from auditor.serve.routes import API, PAGES, ROUTES

_HERE = Path(__file__).parent
_FILES = {
    "htmx.min.js": (_HERE / "static" / "htmx.min.js", "text/javascript"),
    "desk.js": (_HERE / "static" / "desk.js", "text/javascript"),
    "icon.svg": (_HERE / "static" / "icon.svg", "image/svg+xml"),
    "desk.css": (_HERE / "static" / "desk.css", "text/css"),
    "page.css": (_HERE.parent / "report" / "page" / "style.css", "text/css"),  # an article looks as in a report
}


def build(base: Base, settings: Settings, *, worker: bool = True, engine: str = "") -> FastAPI:
    """The application on an open desk; with `worker`, audits run in a process of their own as long as it does."""

    @contextlib.asynccontextmanager
    async def life(_: FastAPI) -> AsyncIterator[None]:
        over = threading.Event()
        watch = threading.Thread(target=_watch, args=(base.name, engine, over), daemon=True)
        if worker:
            watch.start()
        yield
        over.set()
        if worker:
            watch.join(10)

    app = FastAPI(
        title="auditor desk", version=__version__, lifespan=life, docs_url=None, redoc_url=None, openapi_url=None,
        description="Everything the pages of the editors' desk do. Send `Authorization: Bearer TOKEN`; lists take `limit` and "
        "`after`; writes take `Idempotency-Key`, under which the same answer is given again.",
    )  # fmt: skip
    app.state.base, app.state.settings, app.state.counts = base, settings, Counts()
    app.state.describe = app.openapi
    tries = max(1, settings.login_tries)
    app.state.login, app.state.names = Limit(tries * 3, 1 / 10), Limit(tries, 1 / 60)
    for route in PAGES:
        _page(app, route.path, route.method, asking.page(route.does, checked=route.writes and route.role is not Role.NOBODY))
    for route in API:
        if route.kind == "api":
            app.add_api_route(route.path, route.does, methods=[route.method], tags=[route.path.split("/")[3]])
        else:
            _page(app, route.path, route.method, asking.page(route.does, checked=False))
    _page(app, STATIC + "{name}", "GET", _static)
    app.add_exception_handler(AuditorError, _refused)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_middleware(Doors, base=base, settings=settings, routes=ROUTES)
    return app


def _page(app: FastAPI, path: str, method: str, does: Callable[[Request], Any]) -> None:
    app.router.routes.append(Path_(path, does, methods=[method]))


async def _static(request: Request) -> Response:
    found = _FILES.get(request.path_params["name"])
    if found is None:
        return Response(status_code=404)
    return FileResponse(found[0], media_type=found[1], headers={"cache-control": "public, max-age=300"})


async def _refused(_: Request, error: Exception) -> JSONResponse:
    """What an AuditorError says to a machine: 409 where somebody else was first, else 400."""
    body: dict[str, Any] = {"detail": str(error)}
    if isinstance(error, Conflict):
        body["version"] = error.theirs
    return JSONResponse(body, 409 if isinstance(error, Conflict) else 400)


async def _malformed(_: Request, error: Exception) -> JSONResponse:
    """Where a request does not fit; what was sent is not sent back."""
    assert isinstance(error, RequestValidationError)
    return JSONResponse({"detail": [{"loc": list(e["loc"]), "msg": e["msg"]} for e in error.errors()]}, 422)


def _watch(name: str, engine: str, over: threading.Event) -> None:
    """Starts the worker, and another where it ended, until the server goes."""
    environment = {**os.environ, "AUDITOR_DESK_BASE": name, "AUDITOR_DESK_ENGINE": engine}
    while not over.is_set():
        process = subprocess.Popen([sys.executable, "-m", "auditor.serve.worker"], env=environment)
        while process.poll() is None and not over.wait(0.3):
            pass
        if over.is_set():
            process.terminate()
            process.wait(10)
        else:
            over.wait(1.0)
