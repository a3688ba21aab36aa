"""Every way in, with the least role that may take it: the one place that says so.

What is not in this table is not served.  Tests are generated from it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec

from auditor.serve.api import audits as api_audits
from auditor.serve.api import desk as api_desk
from auditor.serve.api import terms as api_terms
from auditor.serve.pages import article, candidates, dashboard, entry, exchange, front, glossary, inbox, learning, people, queue
from auditor.serve.people import Role


class Route(msgspec.Struct, frozen=True):
    """One way in."""

    method: str
    path: str
    role: Role
    does: Callable[..., Any]
    kind: str = "page"  # page: a function of an Ask; api: a function FastAPI documents

    @property
    def writes(self) -> bool:
        """Does it change anything?"""
        return self.method not in {"GET", "HEAD"}


_NOBODY, _READER, _EDITOR, _REVIEWER, _ADMIN = Role

PAGES = (
    Route("GET", "/health", _NOBODY, front.health),
    Route("GET", "/login", _NOBODY, front.login),
    Route("POST", "/login", _NOBODY, front.come_in),
    Route("GET", "/first", _NOBODY, front.first),
    Route("POST", "/first", _NOBODY, front.make_first),
    Route("GET", "/oidc/start", _NOBODY, front.oidc_start),
    Route("GET", "/oidc/back", _NOBODY, front.oidc_back),
    Route("POST", "/logout", _READER, front.go_out),
    Route("GET", "/metrics", _READER, front.metrics),
    Route("GET", "/", _READER, inbox.page),
    Route("GET", "/inbox/jobs", _READER, inbox.progress),
    Route("POST", "/inbox", _EDITOR, inbox.add),
    Route("POST", "/jobs/{number}/again", _EDITOR, inbox.again),
    Route("GET", "/articles/{number}", _READER, article.page),
    Route("POST", "/articles/{number}/audit", _EDITOR, article.audit),
    Route("POST", "/findings/{number}/decide", _EDITOR, article.decide),
    Route("POST", "/undo", _EDITOR, article.undo),
    Route("GET", "/findings", _READER, queue.page),
    Route("GET", "/corrections", _READER, queue.corrections),
    Route("GET", "/glossary", _READER, glossary.page),
    Route("GET", "/glossary/entry", _READER, entry.page),
    Route("GET", "/glossary/new", _EDITOR, entry.new),
    Route("GET", "/glossary/row", _EDITOR, entry.row),
    Route("POST", "/glossary/check", _EDITOR, entry.check),
    Route("POST", "/glossary/entry", _EDITOR, entry.save),
    Route("POST", "/glossary/undo", _EDITOR, entry.undo),
    Route("POST", "/glossary/remove", _EDITOR, entry.remove),
    Route("GET", "/glossary/history", _READER, glossary.history),
    Route("GET", "/glossary/export", _READER, exchange.export),
    Route("GET", "/glossary/import", _EDITOR, exchange.ask),
    Route("POST", "/glossary/import", _EDITOR, exchange.take),
    Route("GET", "/candidates", _READER, candidates.page),
    Route("POST", "/candidates", _EDITOR, candidates.settle),
    Route("POST", "/candidates/find", _EDITOR, candidates.find),
    Route("GET", "/dashboard", _READER, dashboard.page),
    Route("GET", "/learning", _READER, learning.page),
    Route("POST", "/learning/undo", _REVIEWER, learning.undo),
    Route("GET", "/me", _READER, people.me),
    Route("POST", "/me/password", _READER, people.password),
    Route("POST", "/me/tokens", _READER, people.token),
    Route("POST", "/me/tokens/{number}/revoke", _READER, people.revoke),
    Route("GET", "/people", _ADMIN, people.page),
    Route("POST", "/people", _ADMIN, people.add),
    Route("POST", "/people/{number}", _ADMIN, people.change),
    Route("GET", "/log", _ADMIN, people.log),
)

V1 = "/api/v1"
API = (
    Route("GET", f"{V1}/openapi.json", _READER, front.openapi),
    Route("GET", f"{V1}/jobs", _READER, api_audits.jobs, "api"),
    Route("POST", f"{V1}/jobs", _EDITOR, api_audits.add, "api"),
    Route("GET", f"{V1}/jobs/{{number}}", _READER, api_audits.job, "api"),
    Route("POST", f"{V1}/jobs/{{number}}/again", _EDITOR, api_audits.again, "api"),
    Route("GET", f"{V1}/articles", _READER, api_audits.articles, "api"),
    Route("GET", f"{V1}/articles/{{number}}", _READER, api_audits.article, "api"),
    Route("POST", f"{V1}/articles/{{number}}/audit", _EDITOR, api_audits.audit, "api"),
    Route("GET", f"{V1}/findings", _READER, api_audits.findings, "api"),
    Route("POST", f"{V1}/findings/{{number}}/decision", _EDITOR, api_audits.decide, "api"),
    Route("GET", f"{V1}/decisions", _READER, api_desk.decisions, "api"),
    Route("POST", f"{V1}/decisions/undo", _EDITOR, api_desk.undo, "api"),
    Route("GET", f"{V1}/corrections", _READER, api_desk.corrections, "api"),
    Route("GET", f"{V1}/snapshot", _READER, api_desk.snapshot, "api"),
    Route("GET", f"{V1}/trust", _READER, api_desk.trust, "api"),
    Route("GET", f"{V1}/figures", _READER, api_desk.figures, "api"),
    Route("GET", f"{V1}/events", _ADMIN, api_desk.events, "api"),
    Route("GET", f"{V1}/accounts", _ADMIN, api_desk.accounts, "api"),
    Route("POST", f"{V1}/accounts", _ADMIN, api_desk.add_account, "api"),
    Route("PATCH", f"{V1}/accounts/{{number}}", _ADMIN, api_desk.change_account, "api"),
    Route("GET", f"{V1}/concepts", _READER, api_terms.concepts, "api"),
    Route("GET", f"{V1}/concept", _READER, api_terms.concept, "api"),
    Route("PUT", f"{V1}/concept", _EDITOR, api_terms.save, "api"),
    Route("DELETE", f"{V1}/concept", _EDITOR, api_terms.remove, "api"),
    Route("POST", f"{V1}/concept/check", _EDITOR, api_terms.check, "api"),
    Route("POST", f"{V1}/concept/undo", _EDITOR, api_terms.undo, "api"),
    Route("GET", f"{V1}/history", _READER, api_terms.history, "api"),
    Route("GET", f"{V1}/candidates", _READER, api_terms.candidates, "api"),
    Route("POST", f"{V1}/candidates/{{number}}", _EDITOR, api_terms.settle, "api"),
    Route("GET", f"{V1}/glossary", _READER, api_terms.export, "api"),
    Route("POST", f"{V1}/glossary", _EDITOR, api_terms.take, "api"),
)

ROUTES = (*PAGES, *API)
