"""Sequence-to-sequence models on disk: where they are, what may be loaded, and how each family names its languages.

Only weights as safetensors are read and no code of a model's is ever run: a pickle runs whatever its maker wrote in it.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from auditor.backtranslate.base import Pair
from auditor.backtranslate.codes import base, flores
from auditor.corpora import home
from auditor.errors import EngineError

# Free for commercial use, as the model cards say; `refused` families are known and are not pulled by default.
LICENCES = {"marian": "CC-BY-4.0", "m2m_100": "MIT", "nllb": "CC-BY-NC-4.0 (not for commercial use)", "t5": "Apache-2.0"}
_OPUS = "Helsinki-NLP/opus-mt-{given}-{wanted}"
_PICKLES = (".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".h5", ".msgpack")
_TOLD = "auditor.json"  # what `models pull` writes beside a model: its id, revision and licence


class Model(msgspec.Struct, frozen=True):
    """A folder with a model that may be loaded."""

    folder: Path
    family: str  # marian, m2m_100, nllb, t5
    name: str
    revision: str = ""
    licence: str = ""
    pair: tuple[str, str] | None = None  # the only direction of a bilingual model


class Told(msgspec.Struct, frozen=True):
    """Where a pulled model is from."""

    name: str = ""
    revision: str = ""
    licence: str = ""
    pair: tuple[str, str] | None = None


def repository(given: str, wanted: str) -> str:
    """The OPUS-MT model of a direction."""
    return _OPUS.format(given=base(given), wanted=base(wanted))


def pulled(root: Path | None = None) -> list[Model]:
    """Every loadable model under the models' folder; what must not be loaded is passed over here and refused by name."""
    found = []
    for config in sorted((root or home() / "models").glob("*/config.json")):
        try:
            found.append(look(config.parent))
        except EngineError:
            continue
    return found


def look(folder: Path) -> Model:
    """What a folder holds; EngineError, with the reason, where it must not be loaded."""
    config = _json(folder / "config.json")
    told = msgspec.convert(_json(folder / _TOLD), Told) if (folder / _TOLD).is_file() else Told()
    _refuse_code(folder, config)
    family = str(config.get("model_type", ""))
    if (
        family == "m2m_100"
        and "nllb" in f"{config.get('_name_or_path', '')}{told.name}{folder.name}{config.get('tokenizer_class', '')}".lower()
    ):
        family = "nllb"
    if family not in LICENCES:
        raise EngineError(
            f"{folder}: {family or 'nothing'} is no translation model that is known here (Marian, M2M100, NLLB, MADLAD)"
        )
    pair = told.pair or (_pair(folder) if family == "marian" else None)
    return Model(folder, family, told.name or folder.name, told.revision, told.licence or LICENCES[family], pair)


def _json(path: Path) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(path.read_bytes())
    except OSError as error:
        raise EngineError(f"{path}: {error.strerror or error}: give a folder with a translation model") from error
    except msgspec.DecodeError as error:
        raise EngineError(f"{path}: not readable as JSON: {error}") from error
    if not isinstance(found, dict):
        raise EngineError(f"{path}: no model's configuration")
    return found


def _refuse_code(folder: Path, config: dict[str, Any]) -> None:
    tokenizer = folder / "tokenizer_config.json"
    if "auto_map" in config or (tokenizer.is_file() and "auto_map" in _json(tokenizer)):
        raise EngineError(
            f"{folder}: the model brings code of its own (auto_map), which is never run: use one of the standard families"
        )
    if code := sorted(path.name for path in folder.glob("*.py")):
        raise EngineError(f"{folder}: the model brings code of its own ({code[0]}), which is never run")
    if not list(folder.glob("*.safetensors")):
        pickles = sorted(path.name for path in folder.iterdir() if path.suffix in _PICKLES)
        reason = f"its weights are a pickle ({pickles[0]}), which runs code when it is read" if pickles else "it has no weights"
        raise EngineError(f"{folder}: {reason}: use a revision with model.safetensors")


def _pair(folder: Path) -> tuple[str, str] | None:
    """The direction of a Marian model: from its tokenizer, or from the end of its name, as `opus-mt-es-en`."""
    told = _json(folder / "tokenizer_config.json") if (folder / "tokenizer_config.json").is_file() else {}
    given, wanted = told.get("source_lang"), told.get("target_lang")
    if not (given and wanted):
        parts = folder.name.split("-")
        given, wanted = parts[-2:] if len(parts) > 1 else (None, None)
    return (base(str(given)), base(str(wanted))) if given and wanted else None


def serves(model: Model, given: str, wanted: str) -> bool:
    """Is the direction the model's own, or is the model for many languages?"""
    return model.pair == (base(given), base(wanted)) if model.pair else model.family != "marian" and base(given) != base(wanted)


def pairs(models: list[Model]) -> list[Pair]:
    """What models serve; `*` for those of many languages."""
    return [Pair(*(model.pair or ("*", "*")), model=_named(model), licence=model.licence) for model in models]


def _named(model: Model) -> str:
    return f"{model.name}@{model.revision[:12]}" if model.revision else model.name


def _m2m(tag: str) -> str:
    return base(tag)


CODES: dict[str, Callable[[str], str]] = {"m2m_100": _m2m, "nllb": flores, "t5": base}


def prefix(model: Model, wanted: str) -> str:
    """What a text is begun with so that the model knows where to go (MADLAD: `<2en> `)."""
    return f"<2{base(wanted)}> " if model.family == "t5" else ""
