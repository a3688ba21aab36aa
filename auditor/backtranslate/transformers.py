"""Models run by transformers and torch: Marian (OPUS-MT), M2M100, NLLB, MADLAD.

Generation gives the words; one forced pass over them gives attention and log-probabilities, cheaper than keeping both while
generating.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from auditor.backtranslate.coding import Coder
from auditor.backtranslate.models import Model
from auditor.backtranslate.neural import Made, Neural
from auditor.errors import EngineError

_BEAMS = 1  # wider beams end by other rules in each runtime, cost twice as much, and the comparison gains nothing by them


class Transformers(Neural):
    """`device`: cpu, cuda, or "" for what is there; on CUDA weights are half precision."""

    name = "transformers"

    def __init__(self, known: Sequence[Model], device: str = "", threads: int = 0) -> None:
        """`threads`: of torch on the CPU, 0 for its own choice."""
        super().__init__(known)
        self._device, self._threads = device, threads

    def load(self, model: Model) -> Torch:
        """The model in evaluation mode."""
        return Torch(model, self._device, self._threads)


class Torch:
    """A loaded model."""

    def __init__(self, model: Model, device: str, threads: int) -> None:
        """EngineError where torch is not installed."""
        try:
            import torch
            from transformers import AutoModelForSeq2SeqLM
            from transformers.utils import logging
        except ImportError as error:
            raise EngineError("transformers needs torch: pip install 'auditor[neural]'") from error
        if threads:
            torch.set_num_threads(threads)
        logging.disable_progress_bar()  # type: ignore[no-untyped-call]
        logging.set_verbosity_error()  # type: ignore[no-untyped-call]
        self._torch = torch
        self._device = device or ("cuda" if torch.cuda.is_available() else "cpu")
        kind = torch.float16 if self._device.startswith("cuda") else torch.float32
        loaded: Any = AutoModelForSeq2SeqLM.from_pretrained(
            str(model.folder), local_files_only=True, use_safetensors=True, trust_remote_code=False, dtype=kind,
            attn_implementation="eager",  # the only one that gives attention
        )  # fmt: skip
        self._model = loaded.to(self._device).eval()

    def generate(self, batch: Sequence[list[str]], start: Sequence[str], coding: Coder, most: int) -> list[Made]:
        """Generation, then a forced pass over what it found."""
        torch, config = self._torch, self._model.generation_config
        x, mask = self._padded([coding.ids(tokens) for tokens in batch])
        told = {"forced_bos_token_id": coding.ids(start)[0]} if start else {}
        with torch.inference_mode():
            out = self._model.generate(
                input_ids=x, attention_mask=mask, num_beams=_BEAMS, do_sample=False, max_new_tokens=most, max_length=None, **told
            )
        ends = {config.eos_token_id} if isinstance(config.eos_token_id, int) else set(config.eos_token_id or ())
        found, ended = [], []
        for row in out.tolist():
            ids = row[1 + len(start) :]
            cut = next((k for k, number in enumerate(ids) if number in ends), None)
            found.append(ids[: cut + 1] if cut is not None else ids)
            ended.append(cut is not None)
        values, attention = self._forced(x, mask, found, coding.ids(start))
        made = []
        for i, ids in enumerate(found):
            size = len(ids) - ended[i]
            rows = [row[: len(batch[i])] for row in attention[i][:size]]
            tokens = coding.tokens(ids[:size])
            made.append(Made(tokens, rows if len(tokens) == size else [], values[i][:size], ended[i]))
        return made

    def score(self, batch: Sequence[tuple[list[str], list[str]]], start: Sequence[str], coding: Coder) -> list[list[float]]:
        """One pass for all."""
        x, mask = self._padded([coding.ids(source) for source, _ in batch])
        return self._forced(x, mask, [coding.ids(target) for _, target in batch], coding.ids(start))[0]

    def _forced(
        self, x: Any, mask: Any, targets: Sequence[list[int]], start: Sequence[int]
    ) -> tuple[list[list[float]], list[list[list[float]]]]:
        """Log-probabilities and cross-attention of given outputs."""
        torch, config = self._torch, self._model.config
        first = [config.decoder_start_token_id, *start]
        y, _ = self._padded([[*first, *ids] for ids in targets])
        with torch.inference_mode():
            out = self._model(input_ids=x, attention_mask=mask, decoder_input_ids=y[:, :-1], output_attentions=True)
            chosen = out.logits.float().log_softmax(-1).gather(-1, y[:, 1:, None]).squeeze(-1)
        layers = out.cross_attentions
        # the layer before the last aligns best in deep models (Garg et al. 2019); two layers are averaged
        attention = layers[-2].mean(1) if len(layers) > 3 else torch.stack([layer.mean(1) for layer in layers]).mean(0)
        skip = len(start)
        return (
            [row[skip : skip + len(ids)] for row, ids in zip(chosen.tolist(), targets, strict=True)],
            [rows[skip : skip + len(ids)] for rows, ids in zip(attention.float().tolist(), targets, strict=True)],
        )

    def _padded(self, rows: Sequence[list[int]]) -> tuple[Any, Any]:
        pad = self._model.config.pad_token_id or 0
        size = max(len(row) for row in rows)
        ids = [row + [pad] * (size - len(row)) for row in rows]
        kept = [[1] * len(row) + [0] * (size - len(row)) for row in rows]
        return self._torch.tensor(ids, device=self._device), self._torch.tensor(kept, device=self._device)
