"""The API, thrown at by schemathesis: whatever is sent, it never falls over."""

from __future__ import annotations

import os

import pytest

schemathesis = pytest.importorskip("schemathesis", reason="schemathesis is not installed")

from auditor.serve.base import Base  # noqa: E402
from auditor.serve.routes import API  # noqa: E402
from tests.serve.desks import Desk, finding  # noqa: E402

EXAMPLES = int(os.environ.get("AUDITOR_EXAMPLES", "2"))  # for each operation


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    base = Base(str(tmp_path_factory.mktemp("desk") / "desk.db"))
    desk = Desk(base)
    desk.put(finding(), finding("Ministry", unit="u2"))
    yield desk
    base.close()


@pytest.mark.parametrize("route", [r for r in API if r.kind == "api"], ids=lambda r: f"{r.method} {r.path}")
def test_no_answer_is_a_fault(filled, route):
    from hypothesis import HealthCheck, Phase, given, settings

    schema = schemathesis.openapi.from_dict(filled.app.openapi())
    client = filled.api()

    @given(case=schema[route.path][route.method].as_strategy())
    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=[Phase.generate]
    )
    def sent(case):
        import httpx2

        request = case.as_transport_kwargs(base_url="http://desk.test")
        try:
            answer = client.request(
                request["method"], request["url"], params=request.get("params"), json=request.get("json"),
                headers={k: v for k, v in (request.get("headers") or {}).items() if k.lower() == "idempotency-key" and v.isprintable()},
            )  # fmt: skip
        except (httpx2.InvalidURL, UnicodeEncodeError):
            return  # no client would send it
        assert answer.status_code < 500, answer.text

    sent()


def test_every_route_of_the_api_is_described(filled):
    described = {(m.upper(), path) for path, ways in filled.app.openapi()["paths"].items() for m in ways}
    assert described == {(r.method, r.path) for r in API if r.kind == "api"}
    assert filled.api("reader").get("/api/v1/openapi.json").json()["info"]["title"] == "auditor desk"


def test_lists_come_in_pages(filled):
    first = filled.api().get("/api/v1/findings?limit=1").json()
    second = filled.api().get(f"/api/v1/findings?limit=1&after={first['next']}").json()
    assert first["items"][0]["id"] != second["items"][0]["id"]
    assert second["next"] is None
