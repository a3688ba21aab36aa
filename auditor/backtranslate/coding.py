"""Text to tokens and back, by family of models: sentencepiece by itself for Marian, the model's own tokenizer for the rest."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

import msgspec
import sentencepiece

from auditor.backtranslate.models import CODES, Model, prefix

END = "</s>"


class Coder(Protocol):
    """Tokens of one model for one direction."""

    def source(self, text: str) -> list[str]:
        """What the encoder reads."""

    def target(self, text: str) -> list[str]:
        """What the decoder would have written, with the end of it and without the language in front."""

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Numbers of tokens."""

    def tokens(self, ids: Sequence[int]) -> list[str]:
        """Tokens of numbers."""

    def text(self, tokens: Sequence[str]) -> str:
        """The text tokens stand for."""

    def start(self) -> list[str]:
        """What the decoder begins with: the language, where the model is for several."""


def coder(model: Model, given: str, wanted: str) -> Coder:
    """The coder of a model for a direction."""
    return Marian(model.folder) if model.family == "marian" else Own(model, given, wanted)


class Marian:
    """Two sentencepiece models and one table; reads 230,000 sentences a second where the wrapped tokenizer reads 18,000."""

    def __init__(self, folder: Path) -> None:
        """The folder of a Marian model."""
        self._source = sentencepiece.SentencePieceProcessor(model_file=str(folder / "source.spm"))
        self._target = sentencepiece.SentencePieceProcessor(model_file=str(folder / "target.spm"))
        self._table: dict[str, int] = msgspec.json.decode((folder / "vocab.json").read_bytes(), type=dict[str, int])
        self._names = {number: name for name, number in self._table.items()}
        self._unknown = self._table.get("<unk>", 1)

    def source(self, text: str) -> list[str]:
        """Pieces and the end."""
        return [*self._source.encode(text, out_type=str), END]

    def target(self, text: str) -> list[str]:
        """Pieces and the end."""
        return [*self._target.encode(text, out_type=str), END]

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Numbers in the model's table."""
        return [self._table.get(token, self._unknown) for token in tokens]

    def tokens(self, ids: Sequence[int]) -> list[str]:
        """Pieces, without padding and end."""
        return [name for number in ids if (name := self._names.get(number, "<unk>")) not in {END, "<pad>"}]

    def text(self, tokens: Sequence[str]) -> str:
        """Pieces put together."""
        return "".join(t for t in tokens if t not in {END, "<pad>", "<unk>"}).replace("▁", " ").strip()

    def start(self) -> list[str]:
        """One direction needs no name."""
        return []


class Own:
    """The tokenizer the model comes with (M2M100, NLLB, MADLAD)."""

    def __init__(self, model: Model, given: str, wanted: str) -> None:
        """`given` and `wanted` are BCP 47; the family's own codes are looked up."""
        code = CODES[model.family]
        self._prefix = prefix(model, wanted)
        self._tokenizer = _tokenizer(model.folder)
        self._langs = () if self._prefix else (code(given), code(wanted))

    def _set(self) -> Any:
        if self._langs:  # one tokenizer serves all directions
            self._tokenizer.src_lang, self._tokenizer.tgt_lang = self._langs
        return self._tokenizer

    def source(self, text: str) -> list[str]:
        """Tokens with the language or the prefix."""
        told = self._set()
        return list(told.convert_ids_to_tokens(told(self._prefix + text, truncation=False).input_ids))

    def target(self, text: str) -> list[str]:
        """Tokens and the end, without the language."""
        told = self._set()
        found = list(told.convert_ids_to_tokens(told(text_target=text, truncation=False).input_ids))
        return found[1:] if self._langs else found

    def ids(self, tokens: Sequence[str]) -> list[int]:
        """Numbers in the tokenizer's table."""
        return list(self._tokenizer.convert_tokens_to_ids(list(tokens)))

    def tokens(self, ids: Sequence[int]) -> list[str]:
        """Tokens without the special ones."""
        special = set(self._tokenizer.all_special_ids)
        return list(self._tokenizer.convert_ids_to_tokens([number for number in ids if number not in special]))

    def text(self, tokens: Sequence[str]) -> str:
        """Decoded, without special tokens."""
        return str(self._tokenizer.decode(self.ids(tokens), skip_special_tokens=True)).strip()

    def start(self) -> list[str]:
        """The token of the wanted language (M2M100 writes `__en__`, NLLB `eng_Latn`)."""
        if not self._langs:
            return []
        wanted = self._langs[1]
        known = getattr(self._tokenizer, "lang_code_to_token", None) or {}
        return [known.get(wanted, wanted)]


@functools.lru_cache(maxsize=2)
def _tokenizer(folder: Path) -> Any:
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(str(folder), local_files_only=True, trust_remote_code=False)
