"""Which engines there are, and which one a name means.

`--engine NAME` or `NAME:ARGUMENT`: `apertium`, `ctranslate2:models/opus-mt-es-en`, `transformers:Helsinki-NLP/opus-mt-es-en`,
`libretranslate:http://localhost:5000`, `openai:https://host/v1#model`, `memory:archive.tmx`.
"""

from __future__ import annotations

import difflib
import functools
import importlib.util
from collections.abc import Callable, Sequence
from pathlib import Path

from auditor.backtranslate.apertium import Apertium
from auditor.backtranslate.base import Engine
from auditor.backtranslate.cache import Cache
from auditor.backtranslate.models import Model, look, pulled
from auditor.backtranslate.stage import BackTranslator
from auditor.corpora import home
from auditor.errors import EngineError

NAMES = ("auto", "none", "apertium", "ctranslate2", "transformers", "libretranslate", "openai", "memory")
_CURE = (
    "no engine translates {given} into {wanted}: install an Apertium pair (apt-get install apertium-eng-spa), "
    "or run `auditor models pull {given}-{wanted}`; `auditor engines` lists what there is"
)


def chosen(name: str, *, offline: bool = False, cache: Path | None = None, every: bool = False) -> BackTranslator | None:
    """What the pipeline calls with units; None for "none".  EngineError for a name that is none of ours.

    `every`: translate back also what an engine that can score finds well accounted for.
    """
    if name == "none":
        return None
    return BackTranslator(engines(name, offline=offline), cache=Cache(cache) if cache else None, cure=_CURE, every=every)


def signature(name: str) -> str:
    """What stands in the report's signature for the engine."""
    return "none" if name == "none" else "+".join(f"{engine.name}" for engine in engines(name)) or "none"


def engines(name: str, *, offline: bool = False) -> Sequence[Engine]:
    """The engines a name means, best first."""
    kind, _, argument = name.partition(":")
    if kind not in NAMES:
        near = difflib.get_close_matches(kind, NAMES, n=1, cutoff=0)
        raise EngineError(f"--engine {name}: unknown engine, did you mean {near[0]!r}? There are {', '.join(NAMES)}")
    if kind == "auto":
        return _here(offline=offline)
    return (_MADE[kind](argument, offline),)


@functools.cache
def _here(*, offline: bool) -> tuple[Engine, ...]:
    """What can serve now without being told where: models that were pulled, then Apertium."""
    neural = _named_runtime(pulled(home() / "models"))
    return (*([neural] if neural else []), _apertium("", offline))


def _named_runtime(models: Sequence[Model]) -> Engine | None:
    """The quicker runtime that is installed, for the models there are."""
    for module, kind in (("ctranslate2", "ctranslate2"), ("torch", "transformers")):
        if models and importlib.util.find_spec(module):
            return _neural(kind, models)
    return None


def _neural(kind: str, models: Sequence[Model]) -> Engine:
    if kind == "ctranslate2":
        from auditor.backtranslate.ctranslate2 import CTranslate2

        return CTranslate2(models)
    from auditor.backtranslate.transformers import Transformers

    return Transformers(models)


def _from_folder(kind: str, argument: str, offline: bool) -> Engine:
    """Models of a folder, of the folders in it, or of a name that was pulled or is to be."""
    if not argument:
        models = pulled(home() / "models")
        if not models:
            raise EngineError(
                f"--engine {kind}: no model is here: run `auditor models pull es-en`, or name a folder: {kind}:FOLDER"
            )
        return _neural(kind, models)
    folder = Path(argument)
    if folder.is_dir() and not (folder / "config.json").is_file():
        return _neural(kind, pulled(folder))
    if not folder.is_dir() and argument.count("/") == 1:
        from auditor.backtranslate.pull import kept, pull

        folder = kept(argument) or pull(argument, offline=offline)
    return _neural(kind, [look(folder)])


def _apertium(argument: str, offline: bool) -> Engine:  # noqa: ARG001 - it never touches the network
    return Apertium(Path(argument) if argument else None)


def _libretranslate(argument: str, offline: bool) -> Engine:
    from auditor.backtranslate import http

    return http.Http(http.LIBRETRANSLATE, argument, offline=offline)


def _openai(argument: str, offline: bool) -> Engine:
    from auditor.backtranslate import http

    url, _, model = argument.partition("#")
    if not model:
        raise EngineError(f"openai:{argument}: name the model, as openai:{url or 'https://host/v1'}#model")
    return http.Http(http.OPENAI, url, model=model, offline=offline)


def _memory(argument: str, offline: bool) -> Engine:  # noqa: ARG001 - it is a file
    from auditor.backtranslate.memory import Memory

    if not argument:
        raise EngineError("memory: name the file, as memory:archive.tmx")
    return Memory(Path(argument))


_MADE: dict[str, Callable[[str, bool], Engine]] = {
    "apertium": _apertium,
    "libretranslate": _libretranslate,
    "openai": _openai,
    "memory": _memory,
    "ctranslate2": functools.partial(_from_folder, "ctranslate2"),
    "transformers": functools.partial(_from_folder, "transformers"),
}
