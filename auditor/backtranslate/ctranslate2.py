"""The same models converted once and run by CTranslate2: int8 on a CPU is five times as fast, and needs no torch to run."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from auditor.backtranslate.coding import END, Coder
from auditor.backtranslate.models import Model
from auditor.backtranslate.neural import Made, Neural
from auditor.corpora import home
from auditor.errors import EngineError

_BEAMS = 1  # wider beams end by other rules in each runtime, cost twice as much, and the comparison gains nothing by them
_FORMAT = "ct2-1"  # raised when the way of converting changes


class CTranslate2(Neural):
    """`quantization`: int8, or float32 where the last digit matters."""

    name = "ctranslate2"

    def __init__(self, known: Sequence[Model], quantization: str = "int8", threads: int = 1, device: str = "cpu") -> None:
        """`threads`: of one translation; the pipeline's worker processes share the cores."""
        super().__init__(known)
        self._quantization, self._threads, self._device = quantization, threads, device

    def signature(self, given: str, wanted: str) -> str:
        """As the model's, with what it was rounded to."""
        return f"{super().signature(given, wanted)}/{self._quantization}"

    def load(self, model: Model) -> Converted:
        """The converted model; converted now where it was not."""
        try:
            import ctranslate2
        except ImportError as error:
            raise EngineError("ctranslate2 is not installed: pip install 'auditor[neural]'") from error
        folder = converted(model, self._quantization)
        kind = self._quantization if self._device == "cpu" else "default"
        return Converted(
            ctranslate2.Translator(
                str(folder), device=self._device, compute_type=kind, inter_threads=1, intra_threads=self._threads
            )
        )


def converted(model: Model, quantization: str) -> Path:
    """The folder of the converted model, made where it is not there: whole or not at all."""
    stamp = model.revision[:12] or f"{max(int(f.stat().st_mtime) for f in model.folder.glob('*.safetensors')):x}"
    name = f"{model.folder.parent.name}--{model.folder.name}-{stamp}-{quantization}"
    folder = home() / _FORMAT / name
    if (folder / "model.bin").is_file():
        return folder
    try:
        from ctranslate2.converters import TransformersConverter
        from transformers.utils import logging
    except ImportError as error:
        raise EngineError("converting a model needs torch and transformers: pip install 'auditor[neural]'") from error
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    beside = folder.with_name(f".{folder.name}.{os.getpid()}")
    try:
        beside.parent.mkdir(parents=True, exist_ok=True)
        TransformersConverter(str(model.folder), trust_remote_code=False).convert(
            str(beside), quantization=quantization, force=True
        )
        if not (folder / "model.bin").is_file():
            beside.replace(folder)
    except (OSError, ValueError, RuntimeError) as error:
        if not (folder / "model.bin").is_file():  # another process may have been quicker
            raise EngineError(f"{model.folder}: CTranslate2 cannot convert it: {error}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)
    return folder


class Converted:
    """A loaded model."""

    def __init__(self, translator: Any) -> None:
        """`translator`: of CTranslate2."""
        self._translator = translator

    def generate(self, batch: Sequence[list[str]], start: Sequence[str], coding: Coder, most: int) -> list[Made]:  # noqa: ARG002 - tokens are its own
        """Generation with attention of the last layer."""
        found = self._translator.translate_batch(
            list(batch), target_prefix=[list(start)] * len(batch) if start else None, beam_size=_BEAMS, max_decoding_length=most,
            max_input_length=0, return_attention=True, return_end_token=True,
        )  # fmt: skip
        made = []
        for result in found:
            tokens = list(result.hypotheses[0])[len(start) :]
            rows = [list(row) for row in result.attention[0]][len(start) :]
            ended = tokens[-1:] == [END]
            made.append(Made(tokens[:-1] if ended else tokens, rows, [], ended))
        return made

    def score(self, batch: Sequence[tuple[list[str], list[str]]], start: Sequence[str], coding: Coder) -> list[list[float]]:  # noqa: ARG002
        """One pass for all; the end, which CTranslate2 adds itself, is last."""
        targets = [[*start, *(token for token in target if token != END)] for _, target in batch]
        scored = self._translator.score_batch([source for source, _ in batch], targets, max_input_length=0)
        return [list(result.log_probs)[len(start) :] for result in scored]
