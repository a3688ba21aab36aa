"""Every noun of the program, as frozen values; this module imports nothing of ours.

Offsets are code points into the text as it was read, half-open: `text[start:end]` is the quote.
Languages are BCP 47 tags.  Scores are 0 to 100, higher is better.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec


class Role(enum.StrEnum):
    """The side a text stands on."""

    TARGET = "target"  # the published translation
    SOURCE = "source"  # what it was translated from
    REFERENCE = "reference"  # a trusted phrasing in the target's language
    BACK = "back"  # the target translated back into the source's language


class View(enum.StrEnum):
    """Which texts a piece of evidence compared."""

    BILINGUAL = "bilingual"
    REFERENCE = "reference"
    BACK = "back"
    TARGET = "target"


class Severity(enum.StrEnum):
    """MQM severities; `weight` is the penalty of MQM-Core 2 (0, 1, 5, 25)."""

    NEUTRAL = "neutral"
    MINOR = "minor"
    MAJOR = "major"
    CRITICAL = "critical"

    @property
    def weight(self) -> int:
        """MQM penalty points."""
        return {"neutral": 0, "minor": 1, "major": 5, "critical": 25}[self.value]


class Status(enum.StrEnum):
    """Where a finding stands; only open ones count against a gate."""

    OPEN = "open"
    BASELINE = "baseline"  # known before, by fingerprint
    SUPPRESSED = "suppressed"  # a rule of auditor-ignore.toml or a decision covers it


class Place(msgspec.Struct, frozen=True, omit_defaults=True):
    """Where a text stands in what was read."""

    path: str = ""  # file or URL, as given
    item: str = ""  # feed item (guid or link), table row, unit id
    line: int | None = None  # from 1, where the segment's text begins
    column: int | None = None  # from 1, in code points


class Segment(msgspec.Struct, frozen=True):
    """A stretch of text, exactly as read."""

    id: str
    text: str
    lang: str = "und"
    field: str = "body"  # headline, summary, body, caption, credit, byline, dateline, ...
    place: Place = Place()
    block: int = 0  # which paragraph, cell or caption of the document it is part of
    offset: int = 0  # where it begins in that block's text


class Document(msgspec.Struct, frozen=True):
    """A text and its side, as one article, page, item or table row."""

    id: str
    role: Role
    lang: str
    segments: tuple[Segment, ...]
    meta: Mapping[str, Any] = msgspec.field(default_factory=dict)  # title, guid, link, date, declared_lang, ...


class Bundle(msgspec.Struct, frozen=True):
    """One article (or table, or run of rows) with all its sides, as `ingest` hands it on.

    `aligned`: segment i of every side belongs together and is not split further (an empty text where a side has none).
    Otherwise segments are whole blocks (paragraphs, captions), still to be split into sentences and aligned.
    """

    target: Document
    source: Document | None = None
    references: tuple[Document, ...] = ()
    back: Document | None = None
    aligned: bool = False
    lone: bool = False  # rows that have nothing to do with each other
    metrics: tuple[Mapping[str, float], ...] = ()  # of outside metrics, by segment, when aligned


class Failure(msgspec.Struct, frozen=True):
    """An input, or one entry of it, that could not be read; the rest goes on."""

    path: str
    why: str  # what is wrong and what to do about it
    item: str = ""
    line: int | None = None
    entries: int = 1  # how many entries were lost with it, as far as can be known


class Unit(msgspec.Struct, frozen=True):
    """What checks look at: a target segment with whatever stands beside it.

    An omission has no target of its own: its unit carries an empty target text.
    """

    id: str
    document: str
    target: Segment
    source: Segment | None = None
    references: tuple[Segment, ...] = ()
    back: Segment | None = None
    alignment: tuple[tuple[int, int, int, int], ...] = ()  # (target start, end, back start, end), code points
    metrics: Mapping[str, float] = msgspec.field(default_factory=dict)  # scores of outside metrics, by name
    lone: bool = False  # the neighbours in `document` are unrelated rows, not one text
    meta: Mapping[str, Any] = msgspec.field(default_factory=dict)  # people, places, organisations given by the feed, ...

    @property
    def reference(self) -> Segment | None:
        """The first reference, if any."""
        return self.references[0] if self.references else None

    def side(self, role: Role) -> Segment | None:
        """The segment on one side (the first reference)."""
        if role is Role.TARGET:
            return self.target
        if role is Role.SOURCE:
            return self.source
        return self.reference if role is Role.REFERENCE else self.back


class Span(msgspec.Struct, frozen=True):
    """Half-open code points of one side's text; empty (start == end) marks a place between characters."""

    role: Role
    start: int
    end: int


class Evidence(msgspec.Struct, frozen=True):
    """What one check saw in one view: a suspicion, not yet a finding."""

    rule: str  # the rule it speaks for
    view: View
    span: Span  # the words in question; an omission's span is on the source or reference side
    message: str  # one sentence for an editor, naming what is wrong and what was expected
    detail: str = ""  # the bare facts compared, for the report's evidence list
    suggestion: str | None = None  # replacement for the quoted words, if one is known
    severity: Severity | None = None  # None: the rule's default
    strength: float = 0.5  # the check's own belief, 0 to 1, before calibration
    cause: str = ""  # kind of evidence within the rule, a stable word: the judge learns by (rule, cause)
    features: Mapping[str, float] = msgspec.field(default_factory=dict)  # more for the judge to learn from
    check: str = ""  # filled by `checks.run`
    anchor: Span | None = None  # where the target is touched when `span` is on another side


class Finding(msgspec.Struct, frozen=True):
    """What a person is shown: evidence of all views on one span, judged."""

    rule: str
    unit: str
    span: Span
    quote: str
    category: str  # MQM-Core, as `accuracy/mistranslation`
    severity: Severity
    confidence: float  # calibrated probability that a human would mark an error here
    message: str
    suggestion: str | None
    evidence: tuple[Evidence, ...]
    fingerprint: str
    status: Status = Status.OPEN
    why: str = ""  # the reason of a suppression


class Skip(msgspec.Struct, frozen=True):
    """Something that was not looked at; silence is not a pass."""

    check: str
    unit: str  # "" when the whole document or run was concerned
    reason: str
    crashed: bool = False
    document: str = ""


class TermStatus(enum.StrEnum):
    """What an editor says of a term."""

    PREFERRED = "preferred"
    ADMITTED = "admitted"
    DEPRECATED = "deprecated"
    FORBIDDEN = "forbidden"
    DO_NOT_TRANSLATE = "do-not-translate"


class Sense(msgspec.Struct, frozen=True):
    """When a concept is meant: every part given must hold."""

    fields: tuple[str, ...] = ()  # credit, headline, ...
    domains: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()  # words, any of which stands in the segment


class Term(msgspec.Struct, frozen=True):
    """One word or phrase of one language that names a concept."""

    concept: str
    lang: str
    text: str
    status: TermStatus = TermStatus.PREFERRED
    part_of_speech: str = ""
    gender: str = ""
    case_sensitive: bool = False
    match: str = "lemma"  # lemma, exact, prefix, regex
    forms: tuple[str, ...] = ()  # explicit inflected forms
    sense: Sense = Sense()
    note: str = ""
    source: str = ""
    owner: str = ""
    valid_from: str = ""  # ISO 8601 dates, half-open
    valid_to: str = ""


class Occurrence(msgspec.Struct, frozen=True):
    """A term found in a text: `text[start:end]` is the words, `how` what made them match."""

    start: int
    end: int
    term: Term
    how: str = "exact"  # exact, form, compound, apart (its words stand in another order or with others between), pattern


class Score(msgspec.Struct, frozen=True):
    """A number that carries its recipe."""

    value: float
    low: float
    high: float
    words: int
    signature: str


class ReportedDocument(msgspec.Struct, frozen=True):
    """A document as the report shows it."""

    id: str
    path: str
    title: str
    lang: str
    units: int
    score: Score | None = None
    mqm: Score | None = None
    source_lang: str = ""
    link: str = ""
    metrics: Mapping[str, Score] = msgspec.field(default_factory=dict)


class ReportedUnit(msgspec.Struct, frozen=True):
    """A unit with its score (0 to 100)."""

    unit: Unit
    score: float | None = None
    metrics: Mapping[str, float] = msgspec.field(default_factory=dict)
    counts: tuple[int, ...] = ()  # what corpus metrics are summed up from (`score.counts_of`), where there is one reference


class Gate(msgspec.Struct, frozen=True):
    """What the run was to fail on, and whether it did."""

    fail_on: str = "major"
    failed: bool = False
    reasons: tuple[str, ...] = ()


class Audited(msgspec.Struct, frozen=True):
    """One document, audited: what a stream of reports is made of."""

    document: ReportedDocument
    units: Sequence[ReportedUnit]
    findings: Sequence[Finding]
    skips: Sequence[Skip]


class Report(msgspec.Struct, frozen=True):
    """The only input of every renderer; of a long run the sequences lie on disk and are read anew each time."""

    version: str
    signature: str
    documents: Sequence[ReportedDocument]
    units: Sequence[ReportedUnit]
    findings: Sequence[Finding]
    skips: Sequence[Skip]
    gate: Gate = Gate()
    failures: Sequence[Failure] = ()
    score: Score | None = None
    mqm: Score | None = None
    counts: Mapping[str, int] = msgspec.field(default_factory=dict)  # read, audited, skipped, failed entries
