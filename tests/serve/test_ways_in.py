"""Every way in, from the table of routes: nobody comes further than their role, whatever they bring."""

from __future__ import annotations

import re

import pytest

from auditor.serve.people import ROLES, Role
from auditor.serve.routes import ROUTES, V1

CLOSED = [r for r in ROUTES if r.role is not Role.NOBODY]
WRITES = [r for r in CLOSED if r.writes]


def at(route) -> str:
    return re.sub(r"\{\w+\}", "1", route.path)


def name(route) -> str:
    return f"{route.method} {route.path}"


def refused(answer) -> bool:
    return answer.status_code in {401, 403} or (answer.status_code == 303 and answer.headers["location"].startswith("/login"))


@pytest.fixture(scope="module")
def open_desk(tmp_path_factory):
    from auditor.serve.base import Base
    from tests.serve.desks import Desk

    base = Base(str(tmp_path_factory.mktemp("desk") / "desk.db"))
    yield Desk(base)
    base.close()


def test_the_application_serves_the_table_and_nothing_else(open_desk):
    served = {(m, r.path) for r in open_desk.app.router.routes for m in (getattr(r, "methods", None) or ()) if m != "HEAD"}
    assert served == {(r.method, r.path) for r in ROUTES} | {("GET", "/static/{name}")}


@pytest.mark.parametrize("route", CLOSED, ids=name)
def test_without_a_login(open_desk, route):
    answer = open_desk.client().request(route.method, at(route))
    assert refused(answer)


@pytest.mark.parametrize("route", CLOSED, ids=name)
@pytest.mark.parametrize("token", ["auditor_forged", "' or 1=1 --", "", "\x00"], ids=["forged", "sql", "empty", "zero"])
def test_with_a_forged_token_or_cookie(open_desk, route, token):
    client = open_desk.client()
    assert refused(client.request(route.method, at(route), headers={"authorization": f"Bearer {token or 'x'}"}))
    client.cookies.set("auditor", re.sub(r"[^ -~]", "", token) or "x")
    assert refused(client.request(route.method, at(route)))


@pytest.mark.parametrize("route", [r for r in CLOSED if r.role is not Role.READER], ids=name)
def test_with_a_lesser_role(open_desk, route):
    for role in ROLES:
        if role.rank < route.role.rank:
            assert open_desk.client(role.value).request(route.method, at(route)).status_code == 403
            if route.path.startswith(V1):
                assert open_desk.api(role.value).request(route.method, at(route)).status_code == 403


@pytest.mark.parametrize("route", WRITES, ids=name)
def test_a_form_from_elsewhere(open_desk, route):
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "null"},
        {"sec-fetch-site": "same-site"},
    ):
        client = open_desk.client("admin")
        assert client.request(route.method, at(route), headers=headers).status_code == 403, headers


@pytest.mark.parametrize("route", WRITES, ids=name)
@pytest.mark.parametrize("csrf", ["", "0" * 32, "é"], ids=["none", "wrong", "foreign"])
def test_a_form_without_its_token(open_desk, route, csrf):
    client = open_desk.client("admin")
    del client.headers["x-csrf-token"]
    headers = {"x-csrf-token": csrf} if csrf.isascii() and csrf else {}
    answer = client.request(route.method, at(route), headers=headers, data={"csrf": csrf} if route.method == "POST" else None)
    assert answer.status_code == 403


@pytest.mark.parametrize("route", ROUTES, ids=name)
def test_every_answer_is_locked_down(open_desk, route):
    for client in (open_desk.client(), open_desk.client("reader")):
        headers = client.request(route.method, at(route)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["x-frame-options"] == "DENY"
        assert "server" not in headers


@pytest.mark.parametrize("path", ["/nowhere", "/docs", "/openapi.json", "/api/v1/nowhere", "/static/../app.py", "/static/app.py"])
def test_what_is_not_in_the_table_tells_nothing(open_desk, path):
    assert open_desk.client().get(path).status_code in {303, 401, 404}
    assert open_desk.client("admin").get(path).status_code == 404


def test_a_session_is_no_token_and_a_token_no_session(open_desk):
    client = open_desk.client()
    client.cookies.set("auditor", open_desk.tokens["admin"])
    assert refused(client.get("/"))
    assert refused(open_desk.client(token=open_desk.cookies["admin"]).get(f"{V1}/jobs"))
    assert refused(open_desk.client(token=open_desk.tokens["admin"]).get("/people"))  # pages are for browsers


def test_login_leads_nowhere_else(open_desk):
    from auditor.serve.pages.front import _inside

    for evil in (
        "//evil.example",
        "https://evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "javascript:alert(1)",
        "/a\nb",
        "",
    ):
        assert _inside(evil) == "/", evil
