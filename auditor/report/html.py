"""One page for an editor: the article as its reader sees it, the wrong words marked in place, the reasons beside it.

Self-contained, for opening from a disk: no network, no inline handlers, and a policy that names our own style
and script by hash, so that nothing a feed carries can run even if it got past the escaping.
"""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from auditor.model import Audited, Finding, Report, ReportedDocument, Role, Status, Unit
from auditor.report.article import Block, Note, blocks
from auditor.report.charts import Column, by_rule
from auditor.report.charts import along as columns_of
from auditor.report.manual import PLAIN, Look, RulePage, page
from auditor.report.places import Places, along, in_points
from auditor.report.reading import (
    WORST_FIRST,
    audited,
    excerpt,
    grouped_skips,
    homes_of,
    languages,
    percent,
    score_in_words,
    standing,
    tally,
    tally_in_words,
    text_of,
)
from auditor.report.safe import cut, on_page, whole
from auditor.spool import Stored

if TYPE_CHECKING:
    from jinja2 import Template

_FOLDER = Path(__file__).parent / "page"
LARGE = 2_000  # units; beyond it documents are folded up and clean passages left out
_WEB = re.compile(r"https?://[^\s]", re.IGNORECASE)


class Card(msgspec.Struct, frozen=True):
    """What the panel shows of a finding."""

    note: Note
    about: RulePage
    confidence: str
    words: tuple[str, str, str]  # before, marked, after, in the text they stand in
    lang: str
    source: tuple[str, str]  # language, text
    reference: tuple[str, str]
    back: tuple[str, str]
    place: str


class Article(msgspec.Struct, frozen=True):
    """A document on the page."""

    number: int
    document: ReportedDocument
    title: str
    link: str
    facts: tuple[str, ...]
    blocks: tuple[Block, ...]
    cards: tuple[Card, ...]
    columns: tuple[Column, ...]
    counts: dict[str, int]
    has_source: bool
    has_reference: bool


class Leaf(msgspec.Struct, frozen=True):
    """One page of a report too large for one."""

    href: str  # from the index
    title: str  # of its first document
    counts: dict[str, int]


class Way(msgspec.Struct, frozen=True):
    """Where a page's reader may go from there; with `leaves`, it is the index."""

    index: str = ""
    before: str = ""
    after: str = ""
    leaves: tuple[Leaf, ...] = ()


def render(report: Report, look: Look = PLAIN) -> str:
    """The page."""
    articles = tuple(streamed(report, look) if isinstance(report.units, Stored) else _articles(report, look))
    return paper(report, articles, report.findings)


def leaves(report: Report, look: Look, name: str) -> Iterator[tuple[str, Iterator[str]]]:
    """Files by name: one page, or an index and the pages it leads to, beside it in a folder."""
    if isinstance(report.units, Stored):
        from auditor.report import leaves as many  # noqa: PLC0415 - it builds on this module

        yield from many.pages(report, look, name)
    else:
        yield name, iter([render(report, look)])


def paper(
    report: Report, articles: Sequence[Article], findings: Iterable[Finding], way: Way | None = None, shown: int = 0
) -> str:
    """A page with these articles; totals are those of `findings`, which are gone through several times."""
    style, script = (_shipped(name) for name in ("style.css", "script.js"))
    shown = shown or len({a.document.id for a in articles if a.document.id})
    return _template().render(
        report=report,
        articles=articles,
        way=way,
        left_out=len(report.documents) - shown if way is None or way.leaves else 0,
        folded=len(report.units) > LARGE,
        chart=by_rule(findings),
        rules=sorted({f.rule for f in findings}),
        severities=tuple(s.value for s in WORST_FIRST),
        tally=tally_in_words(findings),
        scores=tuple(s for s in (score_in_words(report.score), score_in_words(report.mqm, "MQM")) if s),
        known=sum(f.status is not Status.OPEN for f in findings),
        skips=grouped_skips(report.skips, homes_of(report)),
        style=style,
        script=script,
        policy=_policy(style, script),
    )


@functools.cache
def _shipped(name: str) -> str:
    return (_FOLDER / name).read_text("utf-8")


def _policy(style: str, script: str) -> str:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in (style, script)]
    return (
        f"default-src 'none'; style-src 'sha256-{digests[0]}'; script-src 'sha256-{digests[1]}'; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'; trusted-types 'none'"
    )


@functools.cache
def _template() -> Template:
    import jinja2  # noqa: PLC0415 - loaded when a page is written
    import markupsafe  # noqa: PLC0415

    def shown(value: Any) -> Any:
        return on_page(value) if isinstance(value, str) and not isinstance(value, markupsafe.Markup) else value

    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_FOLDER),
        autoescape=True,
        finalize=shown,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    # Our own two files, whole; everything else is escaped.
    environment.filters["ours"] = markupsafe.Markup
    return environment.get_template("page.html")


def _articles(report: Report, look: Look) -> Iterator[Article]:
    numbers = {r.unit.id: number for number, r in enumerate(report.units, 1)}
    places = Places(report.units, in_points, report.documents)
    running = count(1)
    for number, part in enumerate((p for p in audited(report) if p.units or p.findings), 1):
        notes = [Note(next(running), finding) for finding in part.findings]
        if notes or len(report.units) <= LARGE:
            yield _article(part, number, notes, numbers, places, look, all_units=len(report.units) <= LARGE)


def streamed(report: Report, look: Look) -> Iterator[Article]:
    """What was found in, passage by passage."""
    running, units, number = count(1), 0, 0
    for part, places in along(report, in_points):
        numbers = {r.unit.id: n for n, r in enumerate(part.units, units + 1)}
        units += len(part.units)
        if part.findings:
            number += 1
            notes = [Note(next(running), finding) for finding in part.findings]
            yield _article(part, number, notes, numbers, places, look, all_units=False)


def _article(
    part: Audited, number: int, notes: list[Note], numbers: dict[str, int], places: Places, look: Look, *, all_units: bool
) -> Article:  # fmt: skip
    document = part.document
    units = [r.unit for r in part.units]
    facts = (languages(document), cut(document.path, 120), f"{document.units:,} units", standing(document, part.findings))
    return Article(
        number=number,
        document=document,
        title=cut(document.title or document.path or document.id or "(no document)", 200),
        link=document.link if _WEB.match(document.link) else "",
        facts=tuple(whole(fact) for fact in facts if fact),
        blocks=tuple(blocks(part, notes, numbers, all_units=all_units)),
        cards=tuple(_card(note, places, look) for note in notes),
        columns=columns_of(part.units, part.findings, numbers),
        counts=tally(part.findings),
        has_source=any(u.source and u.source.text for u in units),
        has_reference=any(r.text for u in units for r in u.references),
    )


def _card(note: Note, places: Places, look: Look) -> Card:
    finding = note.finding
    unit = places.unit(finding)
    region = places.region(finding)
    shown = excerpt(text_of(unit, finding.span.role), finding.span.start, finding.span.end)
    segment = unit.side(finding.span.role) if unit else None
    return Card(
        note=note,
        about=page(look.manual, finding.rule),
        confidence=percent(finding.confidence),
        words=(shown.before, shown.words, shown.after),
        lang=segment.lang if segment else "",
        source=_other(unit, Role.SOURCE, finding),
        reference=_other(unit, Role.REFERENCE, finding),
        back=_other(unit, Role.BACK, finding),
        place=f"{region.path}:{region.line}:{region.column}" if region.known else region.path,
    )


def _other(unit: Unit | None, role: Role, finding: Finding) -> tuple[str, str]:
    segment = unit.side(role) if unit and finding.span.role is not role else None
    return (segment.lang, cut(segment.text, 400)) if segment else ("", "")
