"""The command line: options in, exit status out, no logic.

Exit status: 0 pass, 1 findings at or above `--fail-on`, 2 could not audit, 130 interrupted.
Nothing heavy is imported here; every command imports what it needs when it runs.
"""

from __future__ import annotations

import os
import sys
from types import TracebackType
from typing import Annotated, NoReturn

import typer

from auditor import __version__
from auditor.cli import audit, config, decide, desk, engines, evaluate, glossary, init, rules, serve, watch

_READS = "Reads text, Markdown, HTML, feeds, tables and JSON Lines; give the source, references or both where you have them."

app = typer.Typer(
    name="auditor",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Finds the wrong words in machine-translated text: names, numbers, terms, idioms and meaning, each with its reason.",
)


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"auditor {__version__}")
        raise typer.Exit


_VERSION = typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")


@app.callback()
def _options(
    version: Annotated[bool, _VERSION] = False,  # noqa: ARG001 - its callback answers
    debug: Annotated[bool, typer.Option("--debug", envvar="AUDITOR_DEBUG", help="Show the traceback of an error.")] = False,
) -> None:
    if debug:
        os.environ["AUDITOR_DEBUG"] = "1"


app.command("audit", help=f"Audit translated text and report to a person. {_READS}")(audit.audit)
app.command("check", help=f"Gate translated text in CI: status 1 on findings at or above --fail-on. {_READS}")(audit.audit)
app.command("init")(init.init)
app.command("watch")(watch.watch)
app.command("rules")(rules.rules)
app.command("rule")(rules.rule)
app.command("config")(config.show)
app.command("engines")(engines.engines)
app.add_typer(engines.models, name="models")
app.command("evaluate")(evaluate.evaluate)
app.command("selftest")(evaluate.selftest)
app.add_typer(glossary.app, name="glossary")
app.command("decide")(decide.decide)
app.command("decisions")(decide.decisions)
app.command("serve")(serve.serve)
app.add_typer(desk.app, name="desk")


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A fault of our own is status 2: Python's own 1 would read as findings."""
    if os.environ.get("AUDITOR_DEBUG"):
        sys.__excepthook__(kind, error, trace)
    else:
        told = " ".join(f"{kind.__name__}: {error}"[:300].split())
        sys.stderr.write(f"auditor: a fault of auditor itself: {told!a}; --debug before the command shows where\n")
    sys.stderr.flush()
    os._exit(2)


def main() -> NoReturn:
    """Runs the command line and exits; every AuditorError becomes one line on stderr and status 2."""
    from auditor.errors import AuditorError

    sys.excepthook = _crashed
    try:
        typer.main.get_command(app)(standalone_mode=True)  # called itself, typer would set a hook of its own
    except AuditorError as error:
        if os.environ.get("AUDITOR_DEBUG"):
            raise
        from auditor.report.safe import safe

        sys.stderr.write(f"auditor: {safe(str(error))}\n")
        sys.exit(2)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("auditor: interrupted\n")
        sys.exit(130)
    sys.exit(0)
