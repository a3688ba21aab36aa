"""`auditor engines` and `auditor models pull`: what can translate back here, and how to get more."""

from __future__ import annotations

from typing import Annotated

import typer

models = typer.Typer(no_args_is_help=True, help="Translation models on this machine.")

_TO_GET = {
    "apertium": "apt-get install apertium apertium-eng-spa (also apertium-fr-es, apertium-spa-ita with cg3, apertium-es-pt, ...)",
    "ctranslate2": "pip install 'auditor[neural]'; auditor models pull es-en",
    "transformers": "pip install 'auditor[neural]'; auditor models pull es-en",
    "libretranslate": "--engine libretranslate:http://localhost:5000 (key in AUDITOR_LIBRETRANSLATE_KEY)",
    "openai": "--engine openai:https://host/v1#model (key in AUDITOR_OPENAI_KEY)",
    "memory": "--engine memory:archive.tmx",
}


def engines(
    engine: Annotated[str, typer.Argument(help="auto, or an engine as --engine takes it, as memory:archive.tmx.")] = "auto",
) -> None:
    """Lists the pairs that can be translated back now, with model and licence, and what to run for more."""
    from auditor import backtranslate

    found = [(one.name, pair) for one in backtranslate.engines(engine) for pair in one.pairs()]
    if found:
        typer.echo("engine        from  to    model                                     licence of the model")
    for name, pair in found:
        typer.echo(f"{name:<12}  {pair.given:<4}  {pair.wanted:<4}  {pair.model:<40}  {pair.licence}")
    if not found:
        typer.echo("No engine serves any pair here.")
    typer.echo("\nTo get one:")
    for name, what in _TO_GET.items():
        typer.echo(f"  {name:<14}  {what}")


@models.command("pull")
def pull(
    what: Annotated[str, typer.Argument(help="A pair as es-en, or a model as Helsinki-NLP/opus-mt-es-en.")],
    revision: Annotated[str, typer.Option(help="Commit to pin; the newest with safetensors where none is given.")] = "",
    offline: Annotated[bool, typer.Option("--offline", envvar="AUDITOR_OFFLINE", help="Never touch the network.")] = False,
) -> None:
    """Fetches a model from the hub, checks it, and converts it for CTranslate2 where that is installed."""
    import importlib.util

    from auditor.backtranslate import models as kept
    from auditor.backtranslate.pull import pull as fetch

    folder = fetch(what, revision=revision, offline=offline)
    model = kept.look(folder)
    typer.echo(f"{model.name} {model.revision[:12]} ({model.licence or 'no licence told'}): {folder}")
    if importlib.util.find_spec("ctranslate2"):
        from auditor.backtranslate.ctranslate2 import converted

        typer.echo(f"converted: {converted(model, 'int8')}")
