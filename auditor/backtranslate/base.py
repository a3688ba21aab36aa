"""What an engine is, and what it gives back: a text, and everything that helps to doubt it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol, runtime_checkable

import msgspec
import regex

_UNSENDABLE = regex.compile(r"[\p{Cs}\N{NULL}]")  # lone surrogates have no UTF-8; NUL is a protocol's own


class Back(msgspec.Struct, frozen=True, omit_defaults=True):
    """One translation, as it came out; offsets are code points of the text given and of `text`."""

    text: str
    alignment: tuple[tuple[int, int, int, int], ...] = ()  # (given start, end, text start, end); empty where the engine has none
    logprobs: tuple[float, ...] = ()  # of each token produced, natural logarithm
    unknown: tuple[tuple[int, int], ...] = ()  # words of `text` the engine had no translation for
    why: str = ""  # why there is none, or why it is not whole


class Pair(msgspec.Struct, frozen=True, order=True):
    """One direction an engine can serve, now (`todo` empty) or after what `todo` says."""

    given: str  # language of the text
    wanted: str  # language of its translation
    model: str = ""
    licence: str = ""
    todo: str = ""


class Engine(Protocol):
    """One way to translate; started on first use, in the process that uses it."""

    name: str
    renders: bool  # does it cost little enough to translate the source as well, so that a difference can be looked for both ways?

    def pairs(self) -> Sequence[Pair]:
        """Every direction it knows of."""

    def serves(self, given: str, wanted: str) -> bool:
        """Can it translate from one language (BCP 47) into the other, now?"""

    def signature(self, given: str, wanted: str) -> str:
        """What decides the output of this direction: program, model, revision, settings."""

    def translate(self, texts: Sequence[str], source_lang: str, target_lang: str) -> Iterator[Back]:
        """One `Back` for each text, in order, as they are ready; EngineError when it cannot go on at all."""

    def close(self) -> None:
        """Ends what it started."""


@runtime_checkable
class Scorer(Protocol):
    """An engine that can say how likely a given translation is."""

    def score(self, pairs: Sequence[tuple[str, str]], source_lang: str, target_lang: str) -> Iterator[tuple[Token, ...]]:
        """For each (text, translation): every token of the translation with its log-probability."""


class Token(msgspec.Struct, frozen=True):
    """A piece of a given translation, `text[start:end]`, with the natural logarithm of its probability."""

    start: int
    end: int
    logprob: float


def sendable(text: str) -> str:
    """The text with what no engine can be sent replaced, one for one, so that offsets hold.

    >>> sendable("a" + chr(0) + "b")
    'a�b'
    """
    replaced: str = _UNSENDABLE.sub("\N{REPLACEMENT CHARACTER}", text)
    return replaced
