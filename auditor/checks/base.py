"""What a check is: a value with its questions, its proof and the function that answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Protocol

import msgspec

from auditor.model import Evidence, Occurrence, Role, Severity, Term, Unit


class Example(msgspec.Struct, frozen=True):
    """A case that proves a rule: `flags` is the exact quote that must be found, None that nothing may be."""

    target: str
    flags: str | None = None
    source: str | None = None
    reference: str | None = None
    back: str | None = None
    langs: str = "en"  # "es-en" (source-target), or "en" for a target alone
    field: str = "body"
    side: Role = Role.TARGET  # where the quote stands
    before: tuple[str, ...] = ()  # earlier target segments of the same document
    before_sources: tuple[str, ...] = ()  # what those were translated from
    terms: str = ""  # the glossary of this case, in the text form of `auditor glossary`
    note: str = ""


class Rule(msgspec.Struct, frozen=True):
    """One question a check answers, with its page: `auditor rule ID` prints it."""

    id: str  # group/rule, never reused
    summary: str  # one sentence: what is wrong when this fires
    category: str  # MQM-Core node, as accuracy/mistranslation
    severity: Severity
    examples: tuple[Example, ...]  # at least one that flags and one innocent
    why: str = ""  # a paragraph for the rule page
    its: str = ""  # ITS 2.0 localization quality issue type
    languages: str = "any"  # covered languages, in words
    preview: bool = False  # off unless selected: measured precision is too low, or not measured


class Terminology(Protocol):
    """What checks ask of a glossary; `auditor.glossary.match` answers."""

    def find(self, text: str, lang: str, field: str = "body", domain: str = "") -> Sequence[Occurrence]:
        """Occurrences of terms of `lang` in `text`, the longest where several overlap."""

    def renderings(self, concept: str, lang: str) -> Sequence[Term]:
        """Every term of a concept in one language, in the glossary's order."""

    def stands(self, text: str, term: Term) -> Occurrence | None:
        """Does one term stand in a text, read kindly: inflected, compounded, its words apart?"""


class PhraseBank(Protocol):
    """What checks ask of a bank of trusted phrasings."""

    def nearest(self, text: str, lang: str, limit: int = 3) -> Sequence[tuple[float, str, str]]:
        """`(similarity 0 to 1, phrasing, where it is from)`, best first."""

    def translation(self, source: str, source_lang: str, target_lang: str) -> str | None:
        """The trusted translation of exactly this source text, if one is kept."""


class Tools(msgspec.Struct, frozen=True):
    """What a check may use beside the unit; everything is read-only."""

    document: tuple[Unit, ...] = ()  # all units of the document, in order; only the unit itself when it is lone
    glossary: Terminology | None = None
    phrases: PhraseBank | None = None
    settings: Mapping[str, Any] = msgspec.field(default_factory=dict)  # [checks.<id>] of the configuration


Find = Callable[[Unit, Tools], Iterable[Evidence]]
FindInDocument = Callable[[Sequence[Unit], Tools], Iterable[tuple[str, Evidence]]]


class Check(msgspec.Struct, frozen=True):
    """One question about a translation, in a file of its own.

    `needs` holds alternatives: the check runs when every role of any one of them is there.
    `find` sees one unit; `find_in_document` sees all of a document and yields `(unit id, evidence)`.
    """

    id: str
    summary: str
    rules: tuple[Rule, ...]
    find: Find | None = None
    find_in_document: FindInDocument | None = None
    needs: tuple[frozenset[Role], ...] = (frozenset({Role.TARGET}),)
    version: str = "1"  # raised when findings change: part of the report's signature and of cache keys
