"""`auditor decide` and `auditor decisions`: what editors say of findings, kept in the glossary's database."""

from __future__ import annotations

import getpass
from pathlib import Path
from typing import Annotated

import typer

from auditor.cli.glossary import DEFAULT, Json, Where, Who, _say

ReportFile = Annotated[
    Path | None, typer.Option("--report", "-r", help="The JSON report that has the finding: rule, words and feed are kept too.")
]


def decide(
    fingerprint: Annotated[str, typer.Argument(help="Of a finding, as the report gives it.")],
    dismiss: Annotated[bool, typer.Option("--dismiss", help="The finding is no error.")] = False,
    confirm: Annotated[bool, typer.Option("--confirm", help="The finding is an error.")] = False,
    retract: Annotated[bool, typer.Option("--retract", help="Take back what was said of it.")] = False,
    scope: Annotated[
        str, typer.Option("--scope", help="Of a dismissal: once, term (the rule on these words), rule (the rule in this feed).")
    ] = "once",
    report: ReportFile = None,
    until: Annotated[str, typer.Option("--until", help="Last day that a dismissal holds, as 2027-01-31.")] = "",
    where: Where = DEFAULT,
    why: Annotated[str, typer.Option("--why", help="The reason, shown with the finding.")] = "",
    who: Who = "",
) -> None:
    """Say of a finding whether it is an error; an audit with this glossary shows it as you decided."""
    from auditor.errors import GlossaryError
    from auditor.glossary import desk
    from auditor.suppressions import feed_of

    verdicts = [name for name, on in (("dismiss", dismiss), ("confirm", confirm), ("retract", retract)) if on]
    if len(verdicts) != 1:
        raise GlossaryError("say one of --dismiss, --confirm and --retract")
    with desk.open_store(where) as store:
        if retract:
            store.retract(fingerprint)
            return
        about = desk.finding_of(report, fingerprint) if report else {}
        about |= {"feed": feed_of(about["feed"])} if about else {}
        store.decide(
            desk.decision(fingerprint, verdicts[0], why, who or getpass.getuser(), scope=scope, until=until, about=about)
        )


def decisions(where: Where = DEFAULT, as_json: Json = False) -> None:
    """List what was said of findings."""
    from auditor.glossary import desk

    with desk.open_store(where) as store:
        found = store.decisions()
    lines = (f"{d.fingerprint}\t{d.verdict}\t{d.scope or 'once'}\t{d.rule}\t{d.quote}\t{d.who}\t{d.why}" for d in found)
    _say(found, as_json, "\n".join(lines))
