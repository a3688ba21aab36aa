"""One request as the pages see it, and the answers they give."""

from __future__ import annotations

import functools
import hmac
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import jinja2
import markupsafe
import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from auditor.errors import AuditorError
from auditor.report.safe import on_page
from auditor.serve.base import Base
from auditor.serve.people import NOBODY, ROLES, Role, Who

if TYPE_CHECKING:
    from auditor.serve.oidc import Provider

_TEMPLATES = Path(__file__).parent / "templates"
_FIELDS, _FILES = 4_000, 4  # of one form


class Settings(msgspec.Struct, frozen=True):
    """How the desk is run."""

    code: str = ""  # what the first account asks for
    secure: bool = False  # served over HTTPS: the cookie is sent over nothing else
    api_rate: float = 20.0  # requests a second and caller, after a burst
    login_tries: int = 8  # failures in a row before one has to wait
    provider: Any = None  # an OpenID provider, if there is one


def cookie(settings: Settings) -> str:
    """The name of the session's cookie; browsers take `__Host-` only over HTTPS, for this host and path."""
    return "__Host-auditor" if settings.secure else "auditor"


class File(msgspec.Struct, frozen=True):
    """A file that came with a form."""

    name: str
    data: bytes


class Ask(msgspec.Struct, frozen=True):
    """A request."""

    base: Base
    who: Who
    settings: Settings
    path: Mapping[str, str]
    query: Mapping[str, str]
    form: Mapping[str, str] = {}
    lists: Mapping[str, list[str]] = {}
    files: Mapping[str, File] = {}
    htmx: bool = False
    address: str = ""
    url: str = ""
    state: Any = None
    cookies: Mapping[str, str] = {}

    @property
    def number(self) -> int:
        """The number in the path."""
        return whole(self.path.get("number", ""))

    @property
    def provider(self) -> Provider | None:
        """The OpenID provider, if there is one."""
        found: Provider | None = self.settings.provider
        return found

    def page(self, template: str, status: int = 200, **things: Any) -> HTMLResponse:
        """A page, or a part of one."""
        text = environment().get_template(template).render(
            who=self.who, csrf=self.who.csrf, url=self.url, done=self.query.get("done", ""), Role=Role, roles=ROLES,
            provider=self.provider, **things,
        )  # fmt: skip
        return HTMLResponse(text, status, {"cache-control": "no-store"})

    def wrong(self, why: str, status: int = 400) -> Response:
        """What went wrong, in words."""
        return self.page("wrong_part.html" if self.htmx else "wrong.html", status, why=why)


def go(where: str) -> RedirectResponse:
    """On to another page, by GET."""
    return RedirectResponse(where, 303, {"cache-control": "no-store"})


def whole(text: str, least: int = 0, most: int = 2**31 - 1, other: int = 0) -> int:
    """A number out of a request; `other` where it is none or out of bounds.

    >>> whole("12"), whole("x", other=1), whole("-1"), whole("9" * 30)
    (12, 1, 0, 0)
    """
    return int(text) if text.isascii() and text.isdigit() and len(text) < 11 and least <= int(text) <= most else other


@functools.cache
def environment() -> jinja2.Environment:
    """Templates: everything is escaped, and shown through `on_page`."""

    def shown(value: Any) -> Any:
        return on_page(value) if isinstance(value, str) and not isinstance(value, markupsafe.Markup) else value

    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_TEMPLATES), autoescape=True, finalize=shown, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["percent"] = lambda p: f"{p * 100:.0f} %"
    made.filters["count"] = lambda n: f"{n:,}"
    return made


def page(does: Callable[[Ask], Response], *, checked: bool) -> Callable[[Request], Any]:
    """A page function as Starlette calls it; `checked`: the form has to carry the session's token."""

    async def answer(request: Request) -> Response:
        form = await request.form(max_fields=_FIELDS, max_files=_FILES) if request.method == "POST" else FormData()
        try:
            ask = await _asked(request, form)
        finally:
            await form.close()
        token = request.headers.get("x-csrf-token") or ask.form.get("csrf", "")
        if checked and not hmac.compare_digest(token.encode(), ask.who.csrf.encode()):
            return ask.wrong("this form is too old, or does not come from here: go back, load the page again", 403)
        try:
            return await run_in_threadpool(does, ask)
        except AuditorError as error:
            return ask.wrong(str(error))

    return answer


async def _asked(request: Request, form: FormData) -> Ask:
    texts: dict[str, list[str]] = {}
    files: dict[str, File] = {}
    for name, value in form.multi_items():
        if isinstance(value, UploadFile):
            if value.filename:
                files[name] = File(value.filename[-200:], await value.read())
        else:
            texts.setdefault(name, []).append(_plain(value))
    state = request.app.state
    return Ask(
        base=state.base, who=request.scope.get("auditor.who", NOBODY), settings=state.settings, path=request.path_params,
        query={name: _plain(value) for name, value in request.query_params.items()},
        form={name: values[-1] for name, values in texts.items()}, lists=texts, files=files,
        htmx=request.headers.get("hx-request") == "true", address=request.client.host if request.client else "",
        url=request.url.path + (f"?{request.url.query}" if request.url.query else ""), state=state, cookies=request.cookies,
    )  # fmt: skip


def _plain(text: str) -> str:
    """Line ends as one character; what no database can hold is replaced."""
    return text.replace("\r\n", "\n").replace("\0", "\N{REPLACEMENT CHARACTER}").encode("utf-8", "replace").decode()
