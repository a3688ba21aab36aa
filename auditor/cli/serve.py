"""`auditor serve`: the editors' desk in a browser."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated, Any

import typer

DATA = Path("auditor-desk")

Data = Annotated[Path, typer.Option("--data", help="Folder of the desk's database.")]
Database = Annotated[
    str, typer.Option("--database", envvar="AUDITOR_DESK_DATABASE", help="A PostgreSQL URL in place of the file in --data.")
]
Host = Annotated[str, typer.Option("--host", help="Address to listen on.")]
Port = Annotated[int, typer.Option("--port", min=0, max=65535, help="Port to listen on; 0 takes a free one.")]
Https = Annotated[bool, typer.Option("--behind-https", help="A proxy in front speaks HTTPS: cookies are sent over nothing else.")]
Engine = Annotated[str, typer.Option("--engine", "-e", help="Back-translation: auto, none, or an engine's name.")]
Rate = Annotated[float, typer.Option("--api-rate", min=0.1, help="Requests a second of one caller of the API.")]
Oidc = Annotated[str, typer.Option("--oidc", envvar="AUDITOR_OIDC", help="Issuer of an OpenID provider to log in with.")]
OidcClient = Annotated[str, typer.Option("--oidc-client", envvar="AUDITOR_OIDC_CLIENT", help="Our id there.")]
Url = Annotated[str, typer.Option("--url", envvar="AUDITOR_DESK_URL", help="The desk's own address, as browsers see it.")]


def serve(
    data: Data = DATA,
    database: Database = "",
    host: Host = "127.0.0.1",
    port: Port = 8765,
    behind_https: Https = False,
    engine: Engine = "auto",
    api_rate: Rate = 20.0,
    oidc: Oidc = "",
    oidc_client: OidcClient = "",
    url: Url = "",
) -> None:
    """Serve the editors' desk: read, decide, keep the glossary. Needs the extra `web`."""
    from auditor.errors import ConfigError

    try:
        from auditor.serve import running
    except ImportError as error:
        raise ConfigError(f"the desk needs `pip install auditor[web]`: {error.name} is not there") from error
    given: dict[str, Any] = {
        "data": data,
        "database": database,
        "host": host,
        "port": port,
        "secure": behind_https,
        "engine": engine,
        "api_rate": api_rate,
        "issuer": oidc,
        "client": oidc_client,
        "url": url,
        "secret": os.environ.get("AUDITOR_OIDC_SECRET", ""),
    }
    running.run(lambda line: typer.echo(line, err=True), **given)
