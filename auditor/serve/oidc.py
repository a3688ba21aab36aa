"""Logging in with an OpenID provider: Authorization Code with PKCE (RFC 7636); the extra `oidc`.

Who comes for the first time gets a reader's account; an admin gives more.  The way out and back is remembered in a short-lived
cookie of its own, never in the address.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
import urllib.parse
from typing import Any

import httpx2
import sqlalchemy as sa
from authlib.jose import JsonWebToken
from authlib.jose.errors import JoseError
from starlette.responses import RedirectResponse, Response

from auditor.errors import ConfigError
from auditor.serve import people
from auditor.serve.asking import Ask
from auditor.serve.base import Base
from auditor.serve.people import Role
from auditor.serve.schema import ACCOUNTS

_COOKIE = "auditor-oidc"
_SECONDS = 600
_ALGORITHMS = ["RS256", "ES256", "PS256", "EdDSA"]


class Provider:
    """One OpenID provider, as its discovery document describes it."""

    def __init__(self, base: Base, issuer: str, client: str, secret: str, address: str) -> None:
        """`address` is the desk's own; nothing is fetched before somebody logs in."""
        self._base, self._issuer, self._client, self._secret = base, issuer.rstrip("/"), client, secret
        self._back = f"{address}/oidc/back"
        self._lock = threading.Lock()
        self._known: dict[str, Any] = {}
        self.label = urllib.parse.urlsplit(issuer).hostname or issuer

    def start(self, ask: Ask) -> Response:
        """To the provider, with what will prove on the way back that we sent it."""
        kept = {name: secrets.token_urlsafe(32) for name in ("state", "nonce", "verifier")}
        challenge = base64.urlsafe_b64encode(hashlib.sha256(kept["verifier"].encode()).digest()).rstrip(b"=").decode()
        query = {
            "response_type": "code", "client_id": self._client, "redirect_uri": self._back, "scope": "openid profile email",
            "state": kept["state"], "nonce": kept["nonce"], "code_challenge": challenge, "code_challenge_method": "S256",
        }  # fmt: skip
        answer = RedirectResponse(f"{self._about()['authorization_endpoint']}?{urllib.parse.urlencode(query)}", 303)
        carried = base64.urlsafe_b64encode(json.dumps(kept).encode()).decode()
        secure = ask.settings.secure
        answer.set_cookie(_COOKIE, carried, max_age=_SECONDS, path="/oidc", secure=secure, httponly=True, samesite="lax")
        return answer

    def back(self, ask: Ask) -> tuple[int, str]:
        """The account of who the provider says it is, and its name; ConfigError where anything does not fit."""
        try:
            kept = json.loads(base64.urlsafe_b64decode(ask.cookies.get(_COOKIE, "").encode()))
            state, nonce, verifier = kept["state"], kept["nonce"], kept["verifier"]
        except (ValueError, KeyError, TypeError) as error:
            raise ConfigError("the login was not begun here, or too long ago: begin again") from error
        if not secrets.compare_digest(ask.query.get("state", "").encode(), str(state).encode()) or not ask.query.get("code"):
            raise ConfigError(f"the provider did not let you in: {ask.query.get('error', 'no code came back')[:100]}")
        claims = self._claims(ask.query["code"], str(verifier), str(nonce))
        return self._account(f"{self._issuer} {claims['sub']}", _name(claims))

    def _claims(self, code: str, verifier: str, nonce: str) -> dict[str, Any]:
        asked = {
            "grant_type": "authorization_code", "code": code, "redirect_uri": self._back, "client_id": self._client,
            "code_verifier": verifier,
        }  # fmt: skip
        if self._secret:
            asked["client_secret"] = self._secret
        try:
            answer = httpx2.post(self._about()["token_endpoint"], data=asked, timeout=10, follow_redirects=False)
            token = answer.raise_for_status().json()["id_token"]
            keys = httpx2.get(self._about()["jwks_uri"], timeout=10).raise_for_status().json()
            wanted = {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client},
                "nonce": {"essential": True, "value": nonce},
                "exp": {"essential": True},
                "sub": {"essential": True},
            }
            claims = JsonWebToken(_ALGORITHMS).decode(token, keys, claims_options=wanted)
            claims.validate(now=int(time.time()), leeway=30)
        except (httpx2.HTTPError, JoseError, KeyError, ValueError) as error:
            raise ConfigError("the provider's answer could not be verified: begin again") from error
        return dict(claims)

    def _account(self, subject: str, name: str) -> tuple[int, str]:
        with self._base.writing() as connection:
            row = connection.execute(sa.select(ACCOUNTS).where(ACCOUNTS.c.subject == subject)).first()
            if row is not None:
                if row.disabled:
                    raise ConfigError("this account is shut out")
                return int(row.id), row.name
            taken = connection.execute(sa.select(ACCOUNTS.c.id).where(ACCOUNTS.c.name == people.folded(name))).first()
            name = f"{name} {secrets.token_hex(2)}" if taken else name
            return people.add(connection, name, "", Role.READER, "openid", subject), people.folded(name)

    def _about(self) -> dict[str, Any]:
        with self._lock:
            if not self._known:
                try:
                    found = httpx2.get(f"{self._issuer}/.well-known/openid-configuration", timeout=10).raise_for_status().json()
                except (httpx2.HTTPError, ValueError) as error:
                    raise ConfigError(f"{self.label} does not say how to log in: {error}") from error
                if str(found.get("issuer", "")).rstrip("/") != self._issuer:
                    raise ConfigError(f"{self.label} calls itself something else")
                self._known = found
            return self._known


def _name(claims: dict[str, Any]) -> str:
    """A name an account may have.

    >>> _name({"sub": "1", "email": "ann@desk.example"})
    'ann@desk.example'
    """
    for claim in ("preferred_username", "email", "name", "sub"):
        try:
            return people.folded(str(claims.get(claim, "")))
        except ConfigError:
            continue
    return f"openid {hashlib.sha256(str(claims['sub']).encode()).hexdigest()[:8]}"
