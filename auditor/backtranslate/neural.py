"""What the two runtimes of sequence-to-sequence models share: pieces that fit, batches of like length, results in order."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import msgspec

from auditor.backtranslate import models, pieces
from auditor.backtranslate.base import Back, Pair, Token, sendable
from auditor.backtranslate.coding import Coder, coder
from auditor.backtranslate.models import Model
from auditor.errors import EngineError

_WINDOW = 128  # pieces sorted by length together: results keep coming
_BATCH = 16
_CHARACTERS = 400  # of a piece: a long sentence; models were trained on no longer ones
_TOKENS = 200  # of a piece: half of what Marian takes


class Made(msgspec.Struct, frozen=True):
    """What a runtime gives for one piece: tokens without the end, attention (a row a token), whether it came to an end."""

    tokens: list[str]
    attention: list[list[float]]
    logprobs: list[float]
    ended: bool


class Runtime(Protocol):
    """A loaded model."""

    def generate(self, batch: Sequence[list[str]], start: Sequence[str], coding: Coder, most: int) -> Sequence[Made]:
        """Translations of tokenised texts of like length."""

    def score(self, batch: Sequence[tuple[list[str], list[str]]], start: Sequence[str], coding: Coder) -> Sequence[list[float]]:
        """Log-probability of each token of given translations, the end among them."""


class Neural:
    """An engine over models on disk; a subclass says how one is loaded.  One model is held at a time for each direction."""

    name = "neural"
    renders = True

    def __init__(self, known: Sequence[Model]) -> None:
        """Nothing is loaded before the first text."""
        self._models = tuple(known)
        self._loaded: dict[tuple[str, str], tuple[Runtime, Coder]] = {}

    def load(self, model: Model) -> Runtime:
        """The model, ready; EngineError where the libraries or files for it are missing."""
        raise NotImplementedError

    def pairs(self) -> Sequence[Pair]:
        """Directions of the models; `*` for those of many languages."""
        return models.pairs(list(self._models))

    def serves(self, given: str, wanted: str) -> bool:
        """Is there a model of the direction?"""
        return any(models.serves(model, given, wanted) for model in self._models)

    def signature(self, given: str, wanted: str) -> str:
        """The runtime, the model and its revision."""
        model = self._model(given, wanted)
        newest = max((int(f.stat().st_mtime) for f in model.folder.glob("*.safetensors")), default=0)
        return f"{self.name}:{model.name}@{model.revision or newest}"

    def translate(self, texts: Sequence[str], source_lang: str, target_lang: str) -> Iterator[Back]:
        """Long texts are cut at sentence ends and put together again; nothing is cut short without saying so."""
        runtime, coding = self._ready(source_lang, target_lang)
        parts = [_fitting(sendable(text), coding) for text in texts]
        flat = [part for some in parts for part in some]
        done: list[Back] = []
        whole = iter(parts)
        waiting = next(whole, None)
        for start in range(0, len(flat), _WINDOW):
            done += self._window(flat[start : start + _WINDOW], runtime, coding)
            while waiting is not None and len(done) >= len(waiting):
                yield pieces.rejoined(waiting, done[: len(waiting)])
                done = done[len(waiting) :]
                waiting = next(whole, None)

    def _window(self, texts: Sequence[str], runtime: Runtime, coding: Coder) -> list[Back]:
        tokens = [coding.source(text) for text in texts]
        order = sorted((i for i, text in enumerate(texts) if text.strip()), key=lambda i: (len(tokens[i]), i))
        out = [Back("")] * len(texts)
        for first in range(0, len(order), _BATCH):
            some = order[first : first + _BATCH]
            most = 2 * len(tokens[some[-1]]) + 20
            for i, made in zip(some, runtime.generate([tokens[i] for i in some], coding.start(), coding, most), strict=True):
                out[i] = _back(texts[i], tokens[i], made, coding)
        return out

    def score(self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str) -> Iterator[tuple[Token, ...]]:
        """For each (text, translation): the tokens of the translation with their log-probabilities; the end is left out."""
        runtime, coding = self._ready(source_lang, target_lang)
        for start in range(0, len(pairs), _BATCH):
            coded = [(coding.source(sendable(a)), coding.target(sendable(b))) for a, b in pairs[start : start + _BATCH]]
            for (_, text), (_, target), values in zip(
                pairs[start : start + _BATCH], coded, runtime.score(coded, coding.start(), coding), strict=True
            ):
                places = pieces.spans(text, target)
                yield tuple(Token(a, b, round(v, 4)) for (a, b), v in zip(places, values, strict=False) if a >= 0)

    def _model(self, given: str, wanted: str) -> Model:
        for model in sorted(self._models, key=lambda m: m.pair is None):  # a model of one direction knows it best
            if models.serves(model, given, wanted):
                return model
        raise EngineError(f"{self.name} has no model for {given}-{wanted}: run `auditor models pull {given}-{wanted}`")

    def _ready(self, given: str, wanted: str) -> tuple[Runtime, Coder]:
        if (given, wanted) not in self._loaded:
            model = self._model(given, wanted)
            self._loaded[given, wanted] = self.load(model), coder(model, given, wanted)
        return self._loaded[given, wanted]

    def close(self) -> None:
        """Lets the models go."""
        self._loaded = {}


def _fitting(text: str, coding: Coder) -> list[str]:
    """Pieces the model can take, by characters first and then by tokens."""
    longest = _CHARACTERS
    parts = pieces.cut(text, longest)
    while longest > 20 and any(len(coding.source(part)) > _TOKENS for part in parts):
        longest //= 2
        parts = pieces.cut(text, longest)
    return parts


def _back(text: str, tokens: Sequence[str], made: Made, coding: Coder) -> Back:
    out = coding.text(made.tokens)
    mine, yours = pieces.spans(text, tokens), pieces.spans(out, made.tokens)
    alignment = pieces.from_attention(text, mine, out, yours, made.attention)
    return Back(out, alignment, tuple(round(v, 4) for v in made.logprobs), why="" if made.ended else "the engine stopped early")
