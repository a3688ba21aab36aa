"""`auditor rules` and `auditor rule ID`: what is looked for, with proof and measured precision."""

from __future__ import annotations

from typing import Annotated

import typer


def rules(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="As the table of the README.")] = False,
) -> None:
    """List every rule."""
    from auditor.cli._pages import page_json, table, table_markdown
    from auditor.pipeline import facts

    if as_json:
        typer.echo(page_json(list(facts().values())))
    elif markdown:
        typer.echo(table_markdown())
    else:
        typer.echo(table())


def rule(ident: Annotated[str, typer.Argument(metavar="ID", help="As names/mistranslated.", show_default=False)]) -> None:
    """Print the page of one rule: what it asks, its severity, measured precision and recall, examples."""
    from auditor.cli._pages import page

    typer.echo(page(ident))
