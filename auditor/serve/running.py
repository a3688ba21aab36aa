"""Runs the desk in a process of its own: opens the database, prints where to click, serves."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import uvicorn

from auditor.errors import ConfigError
from auditor.serve import people
from auditor.serve.app import build
from auditor.serve.asking import Settings
from auditor.serve.base import Base, place


def run(
    say: Callable[[str], None], *, data: Path, database: str, host: str, port: int, secure: bool, engine: str, api_rate: float,
    issuer: str, client: str, secret: str, url: str,
) -> None:  # fmt: skip
    """Serves until interrupted."""
    base = Base(place(data, database))
    listening = _listening(host, port)
    address = url.rstrip("/") or f"http://{_shown(host)}:{listening.getsockname()[1]}"
    code = secrets.token_hex(5)
    with base.reading() as connection:
        new = people.empty(connection)
    settings = Settings(
        code=code if new else "", secure=secure, api_rate=api_rate, provider=_provider(base, issuer, client, secret, address)
    )
    say(f"first account: {address}/first?code={code}" if new else f"desk: {address}/")
    server = uvicorn.Server(
        uvicorn.Config(build(base, settings, engine=engine), log_level="warning", access_log=False, server_header=False)
    )
    try:
        server.run([listening])
    finally:
        base.close()


def _listening(host: str, port: int) -> socket.socket:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
    except OSError as error:
        raise ConfigError(
            f"{host}:{port} cannot be listened on: {error.strerror or error}: choose another with --port"
        ) from error
    return made


def _shown(host: str) -> str:
    return "127.0.0.1" if host in {"0.0.0.0", "::"} else f"[{host}]" if ":" in host else host  # noqa: S104 - compared, not bound


def _provider(base: Base, issuer: str, client: str, secret: str, address: str) -> Any:
    if not issuer:
        return None
    try:
        from auditor.serve.oidc import Provider  # noqa: PLC0415 - the extra `oidc`
    except ImportError as error:
        raise ConfigError("OpenID needs `pip install auditor[oidc]`") from error
    return Provider(base, issuer, client, secret, address)
