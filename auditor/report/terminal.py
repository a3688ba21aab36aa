"""The report for reading in a terminal: a head for each document, findings worst first, then what nobody looked at.

The sentence is wrapped here and not by rich, because the carets under the wrong words must stay under them; texts
are cut before rich measures them, because it is slow on long hostile strings.
"""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Iterator
from typing import TYPE_CHECKING

from auditor.model import Audited, Finding, Report, Role, Severity, Unit
from auditor.report.manual import PLAIN, Look, page
from auditor.report.places import Places, in_points
from auditor.report.reading import (
    audited,
    excerpt,
    grouped_skips,
    homes_of,
    languages,
    open_ones,
    percent,
    score_in_words,
    standing,
    tally_in_words,
    text_of,
    worst_first,
)
from auditor.report.safe import cut, safe

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

NARROWEST, WIDEST = 24, 110  # cells; a line of more than about 110 is hard to come back from
SENTENCE, REASON, TITLE = 260, 500, 200  # code points shown
_STYLES = {Severity.CRITICAL: "bold red", Severity.MAJOR: "red", Severity.MINOR: "yellow", Severity.NEUTRAL: "cyan"}
_DOT = " \N{MIDDLE DOT} "
_INDENT = "    "


def render(report: Report, look: Look = PLAIN) -> str:
    """The whole report, `look.width` cells wide."""
    return "".join(chunks(report, look))


def chunks(report: Report, look: Look = PLAIN) -> Iterator[str]:
    """Document by document, the verdict last: it is what stays on the screen."""
    console = _console(look)
    places = Places(report.units, in_points, report.documents)
    clean = 0
    for part in audited(report):
        if not part.units and not part.findings:
            continue
        if open_ones(part.findings):
            _document(console, part, places, look)
            yield _taken(console)
        else:
            clean += 1
    _clean(console, clean)
    _unchecked(console, report)
    _verdict(console, report)
    yield _taken(console)


def _console(look: Look) -> Console:
    from rich.console import Console  # noqa: PLC0415 - loaded when a terminal is written to

    return Console(
        file=io.StringIO(),
        width=min(max(look.width, NARROWEST), WIDEST),
        force_terminal=look.colour,
        color_system="standard" if look.colour else None,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )


def _taken(console: Console) -> str:
    """What was printed since the last time, without blanks at the ends of lines."""
    assert isinstance(console.file, io.StringIO)
    text = console.file.getvalue()
    console.file = io.StringIO()
    return "".join(line.rstrip(" ") + "\n" for line in text.split("\n")[:-1])


def _print(console: Console, text: str, style: str = "", indent: str = "") -> None:
    from rich.padding import Padding  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    shown = Text(safe(text), style, overflow="fold")
    console.print(Padding(shown, (0, 0, 0, len(indent))) if indent else shown)


def _document(console: Console, part: Audited, places: Places, look: Look) -> None:
    document = part.document
    found = worst_first(open_ones(part.findings))
    title = cut(document.title or document.path or document.id or "(no document)", TITLE)
    _print(console, title, "bold")
    facts = [languages(document), safe(cut(document.path, 120)), _many(document.units, "unit")]
    _print(console, _DOT.join(fact for fact in facts if fact), "dim")
    _print(console, standing(document, found))
    for number, finding in enumerate(found, 1):
        console.print()
        _finding(console, finding, number, places, look)
    if known := len(part.findings) - len(found):
        console.print()
        _print(console, f"{_many(known, 'finding')} known or suppressed, not listed", "dim")
    console.print()
    _print(console, "\N{BOX DRAWINGS LIGHT HORIZONTAL}" * console.width, "dim")
    console.print()


def _finding(console: Console, finding: Finding, number: int, places: Places, look: Look) -> None:
    from rich.text import Text  # noqa: PLC0415

    unit = places.unit(finding)
    style = _STYLES[finding.severity]
    head = Text(overflow="fold")
    head.append(f"{number:>2}  ", "dim")
    head.append(finding.severity.value.upper(), style)
    head.append(f"  {safe(cut(finding.rule, 80))}", "bold")
    preview = ", preview" if page(look.manual, finding.rule).preview else ""
    head.append(f"  {percent(finding.confidence)} sure{preview}", "dim")
    console.print(head)
    _sentence(console, finding, unit, style)
    _print(console, cut(finding.message, REASON), indent=_INDENT)
    if finding.suggestion:
        _print(console, f"\N{RIGHTWARDS ARROW} {cut(finding.suggestion, 200)}", "green", _INDENT)
    source = text_of(unit, Role.SOURCE)
    if source and finding.span.role is not Role.SOURCE and source != text_of(unit, Role.TARGET):
        _print(console, f"source: {cut(source, SENTENCE)}", "dim", _INDENT)
    region = places.region(finding)
    where = f"{cut(region.path, 120)}:{region.line}:{region.column}" if region.known else cut(region.path, 120)
    field = unit.target.field if unit else ""
    views = ", ".join(dict.fromkeys(seen.view.value for seen in finding.evidence))
    facts = (where, field, finding.unit, f"seen by {views}" if views else "")
    _print(console, _DOT.join(part for part in facts if part), "dim", _INDENT)


def _sentence(console: Console, finding: Finding, unit: Unit | None, style: str) -> None:
    """The words in their sentence: coloured and underlined, or with carets below them."""
    text = text_of(unit, finding.span.role)
    shown = excerpt(text, finding.span.start, finding.span.end, SENTENCE) if text else None
    if shown is None:
        return
    side = "" if finding.span.role is Role.TARGET else f"{finding.span.role.value}: "
    before, words, after = side + safe(shown.before), safe(shown.words) or "\N{CARET}", safe(shown.after)
    marked = range(len(before), len(before) + len(words))
    if not console.is_terminal and _runs_both_ways(before + words + after):
        left, right = "\N{MATHEMATICAL LEFT WHITE SQUARE BRACKET}", "\N{MATHEMATICAL RIGHT WHITE SQUARE BRACKET}"
        _print(console, f"{before}{left}{words}{right}{after}", "", _INDENT)
        return
    for line in wrapped(before + words + after, console.width - len(_INDENT)):
        for row in _rows(before + words + after, line, marked, style, coloured=console.is_terminal):
            console.print(row, no_wrap=True, overflow="ignore", crop=False)


def _runs_both_ways(text: str) -> bool:
    """Is there text from right to left?  A terminal may then put the words anywhere, and carets would lie."""
    return any(unicodedata.bidirectional(character) in {"R", "AL"} for character in text)


def _rows(text: str, line: range, marked: range, style: str, *, coloured: bool) -> Iterator[Text]:
    from rich.cells import cell_len  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    start, end = max(line.start, marked.start), min(line.stop, marked.stop)
    row = Text(_INDENT + text[line.start : line.stop])
    touched = start < end
    if touched and coloured:
        row.stylize(f"{style} underline", len(_INDENT) + start - line.start, len(_INDENT) + end - line.start)
    yield row
    if touched and not coloured:
        blank = cell_len(text[line.start : start])
        yield Text(_INDENT + " " * blank + "^" * max(1, cell_len(text[start:end].rstrip(" "))))


def wrapped(text: str, width: int) -> Iterator[range]:
    """The text as lines of at most `width` cells, broken at spaces where there are some.

    >>> [("aa bb cc")[line.start : line.stop] for line in wrapped("aa bb cc", 5)]
    ['aa bb', 'cc']
    """
    from rich.cells import get_character_cell_size  # noqa: PLC0415

    start, space, cells, at = 0, -1, 0, 0
    while at < len(text):
        size = get_character_cell_size(text[at])
        if cells + size > width and at > start:
            stop = at if text[at] == " " else space if space > start else at
            yield range(start, stop)
            start = at = stop + (text[stop] == " ")
            space, cells = -1, 0
            continue
        if text[at] == " ":
            space = at
        cells += size
        at += 1
    if start < len(text):
        yield range(start, len(text))


def _clean(console: Console, clean: int) -> None:
    if clean:
        _print(console, f"Nothing found in {_many(clean, 'document')}.", "green")
        console.print()


def _unchecked(console: Console, report: Report) -> None:
    """Skips, grouped: silence is not a pass, and three hundred lines of it are not read."""
    groups = grouped_skips(report.skips, homes_of(report))
    if groups:
        _print(console, "Not checked", "bold")
    for group in groups:
        documents = _many(group.documents, "document") if group.documents else "the whole run"
        reach = _many(group.units, "unit") if group.units else documents
        reason = cut(group.reason, 300)
        _print(console, f"{cut(group.check, 60)}: {reason} ({reach})", "red" if group.crashed else "", "  ")
    if report.failures:
        _print(console, "Could not be read", "bold red")
    for lost in report.failures[:50]:
        where = ":".join(part for part in (cut(lost.path, 200), cut(lost.item, 100), str(lost.line or "")) if part)
        _print(console, f"{where}: {cut(lost.why, REASON)}", indent="  ")
    if len(report.failures) > 50:
        _print(console, f"and {len(report.failures) - 50:,} more", indent="  ")
    if groups or report.failures:
        console.print()


def _verdict(console: Console, report: Report) -> None:
    reached = f"{len(report.units):,} units in {_many(len(report.documents), 'document')}"
    crashed = sum(skip.crashed for skip in report.skips)
    unread = f"{len(report.failures):,} not read" if report.failures else ""
    trouble = [unread, _many(crashed, "check run") + " crashed" if crashed else ""]
    _print(console, _DOT.join([reached, tally_in_words(report.findings), *filter(None, trouble)]))
    if report.counts:
        _print(console, ", ".join(f"{count:,} {name}" for name, count in report.counts.items()), "dim")
    if scores := [s for s in (score_in_words(report.score), score_in_words(report.mqm, "MQM")) if s]:
        _print(console, _DOT.join(scores))
    _print(console, f"auditor {report.version}{_DOT}{cut(report.signature, 300)}", "dim")
    reasons = f": {', '.join(report.gate.reasons)}" if report.gate.reasons else ""
    gate = f"Gate ({report.gate.fail_on}) {'FAILED' if report.gate.failed else 'passed'}{cut(reasons, REASON)}"
    _print(console, gate, "bold red" if report.gate.failed else "bold green")


def _many(count: int, noun: str) -> str:
    """A count with its noun.

    >>> _many(1, "unit"), _many(2_000, "unit")
    ('1 unit', '2,000 units')
    """
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"
