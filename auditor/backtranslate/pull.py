"""Fetches a model from the hub: one pinned revision, safetensors only, checked against its hashes, whole or not at all."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec

from auditor.backtranslate.models import Told, look, repository
from auditor.corpora import home
from auditor.errors import EngineError

_WANTED = ("config.json", "generation_config.json", "tokenizer_config.json", "special_tokens_map.json", "tokenizer.json",
           "vocab.json", "merges.txt", "source.spm", "target.spm", "sentencepiece.bpe.model", "spiece.model", "model.safetensors",
           "model.safetensors.index.json")  # fmt: skip
_SHARD = "model-"
_BLOCK = 2**20


def kept(name: str) -> Path | None:
    """The folder of a model that was pulled before."""
    folder = place(name)
    return folder if (folder / "config.json").is_file() else None


def place(name: str) -> Path:
    """Where a model is kept."""
    return home() / "models" / name.replace("/", "--")


def pull(what: str, *, revision: str = "", offline: bool = False) -> Path:
    """A pair as `es-en` (its OPUS-MT model) or the name of a model on the hub; the folder it is in now."""
    if offline:
        raise EngineError(f"models pull {what}: nothing is fetched offline: leave --offline out")
    name = what if "/" in what else _of_pair(what)
    folder = place(name)
    if (folder / "config.json").is_file() and not revision:
        return folder
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        told = _fetched(name, revision, beside)
        if told.pair is None and "/" not in what:
            given, _, wanted = what.partition("-")
            told = msgspec.structs.replace(told, pair=(given, wanted))
        (beside / "auditor.json").write_bytes(msgspec.json.encode(told))
        look(beside)  # refuses what must not be loaded, before it is anywhere it could be loaded from
        shutil.rmtree(folder, ignore_errors=True)
        beside.replace(folder)
    except OSError as error:
        raise EngineError(f"{name} could not be fetched: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


def _of_pair(pair: str) -> str:
    given, sign, wanted = pair.partition("-")
    if not (given and sign and wanted):
        raise EngineError(f"models pull {pair}: name a pair, as es-en, or a model, as Helsinki-NLP/opus-mt-es-en")
    return repository(given, wanted)


def _fetched(name: str, revision: str, folder: Path) -> Told:
    """The files of a revision with safetensors: the one asked for, the newest, or a conversion offered on the hub."""
    try:
        import huggingface_hub as hub
        from huggingface_hub.errors import HfHubHTTPError
    except ImportError as error:
        raise EngineError("models are fetched with huggingface_hub: pip install 'auditor[neural]'") from error
    api: Any = hub.HfApi()
    try:
        for candidate in _revisions(api, name, revision):
            info = api.model_info(name, revision=candidate, files_metadata=True)
            files = {f.rfilename: f for f in info.siblings or () if f.rfilename in _WANTED or _is_shard(f.rfilename)}
            if any(file.endswith(".safetensors") for file in files):
                for file in files:
                    hub.hf_hub_download(name, file, revision=info.sha, local_dir=str(folder))
                shutil.rmtree(folder / ".cache", ignore_errors=True)
                _verify(folder, files)
                card = getattr(info, "card_data", None)
                return Told(name=name, revision=str(info.sha), licence=str(getattr(card, "license", "") or ""))
    except HfHubHTTPError as error:
        raise EngineError(f"{name} could not be fetched from the hub: {str(error).splitlines()[0]}") from error
    raise EngineError(f"{name} has no weights as safetensors, in no revision: pickles are not fetched")


def _revisions(api: Any, name: str, revision: str) -> Iterator[str]:
    """The one asked for; else the newest, and then the conversions that were offered as pull requests (many OPUS-MT models)."""
    if revision:
        yield revision
        return
    yield "main"
    requests = api.list_repo_refs(name, include_pull_requests=True).pull_requests or ()
    yield from (request.ref for request in reversed(requests))


def _is_shard(file: str) -> bool:
    return file.startswith(_SHARD) and file.endswith(".safetensors")


def _verify(folder: Path, files: dict[str, Any]) -> None:
    for name, told in files.items():
        lfs = getattr(told, "lfs", None)
        expected = lfs.get("sha256") if isinstance(lfs, dict) else getattr(lfs, "sha256", None)
        if expected and _digest(folder / name) != expected:
            raise EngineError(f"{name} arrived damaged: pull it again")


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
    return digest.hexdigest()
