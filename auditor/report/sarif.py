"""SARIF 2.1.0, as GitHub code scanning takes it: one run a language, columns in UTF-16 code units.

Limits are GitHub's ("SARIF support for code scanning"): 20 runs a file, 25,000 results a run, of which it
shows 5,000; the worst come first, and what had to be left out is said in the run's notifications.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import quote

import msgspec

from auditor.model import Finding, Report, ReportedDocument, Severity, Skip, Status
from auditor.report.json import dumps
from auditor.report.manual import PLAIN, Look, RulePage, its_type, page
from auditor.report.places import Places, Region, along, in_utf16
from auditor.report.reading import audited, in_words, worst_rank
from auditor.report.safe import cut, finite, safe
from auditor.spool import Ranked

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MOST_RUNS, MOST_RESULTS, MOST_SHOWN, LONGEST = 20, 25_000, 5_000, 1024
LEVELS = {Severity.CRITICAL: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NEUTRAL: "note"}
_PROBLEM = {"error": "error", "warning": "warning", "note": "recommendation"}
# Words of GitHub's `precision` for measured precision; a rule nobody measured says nothing.
_PRECISION = ((0.9, "very-high"), (0.75, "high"), (0.5, "medium"), (0.0, "low"))


def render(report: Report, look: Look = PLAIN) -> str:
    """The log, all runs."""
    return "".join(chunks(report, look))


def chunks(report: Report, look: Look = PLAIN) -> Iterator[str]:
    """The log, run by run, result by result."""
    yield '{"$schema": ' + dumps(SCHEMA) + ', "version": "2.1.0", "runs": ['
    for step, (language, group) in enumerate(_by_language(report).items()):
        yield ",\n" if step else "\n"
        yield from _run(report, language, group, look, first=not step)
    yield "\n]}\n"


class _Placed(msgspec.Struct, frozen=True):
    """A finding with where it stands, so that it can wait on disk for its turn."""

    finding: Finding
    region: Region
    elsewhere: Region | None
    names: tuple[str, ...]


class _Group:
    """What one run holds."""

    def __init__(self) -> None:
        self.found = Ranked(_Placed)
        self.gravest: dict[str, Finding] = {}
        self.skips: dict[tuple[bool, str, str], list[int]] = {}  # crashed, check, reason -> units, documents

    def add(self, placed: _Placed) -> None:
        finding = placed.finding
        before = self.gravest.get(finding.rule)
        if before is None or worst_rank(finding) < worst_rank(before):
            self.gravest[finding.rule] = finding
        self.found.add(worst_rank(finding), placed)

    def add_skips(self, skips: Iterable[Skip], document: str) -> None:
        """The skips of one document, each of them once."""
        seen: dict[tuple[bool, str, str], int] = {}
        for skip in skips:
            key = (skip.crashed, skip.check, skip.reason)
            seen[key] = seen.get(key, 0) + bool(skip.unit)
        for key, units in seen.items():
            counts = self.skips.setdefault(key, [0, 0])
            counts[0] += units
            counts[1] += bool(document)


def _by_language(report: Report) -> dict[str, _Group]:
    """Documents by target language; past the number of runs GitHub reads, the rest share one."""
    groups: dict[str, _Group] = {}

    def group(document: ReportedDocument, *, empty: bool) -> _Group:
        language = document.lang
        if groups and not document.id and empty:  # skips of the whole run
            language = next(iter(groups))
        room = language in groups or len(groups) < MOST_RUNS - 1
        return groups.setdefault(language if room else "mul", _Group())

    for part, places in along(report, in_utf16):
        mine = group(part.document, empty=not part.units)
        for finding in part.findings:
            mine.add(_Placed(finding, places.region(finding), places.elsewhere(finding), _names(finding, places)))
    for part in audited(report):
        if part.skips:
            group(part.document, empty=not part.document.units).add_skips(part.skips, part.document.id)
    return groups or {"und": _Group()}


def _run(report: Report, language: str, group: _Group, look: Look, *, first: bool) -> Iterator[str]:
    found, kept = len(group.found), min(len(group.found), MOST_RESULTS)
    every = found == kept
    rules = sorted(group.gravest if every else {placed.finding.rule for placed in group.found.first(kept)})
    numbers = {rule: number for number, rule in enumerate(rules)}
    head = {
        "tool": {
            "driver": {
                "name": "auditor",
                "semanticVersion": report.version,
                "rules": [_rule(page(look.manual, rule), group.gravest[rule]) for rule in rules],
            }
        },
        "automationDetails": {"id": f"auditor/{language}/"},
        "columnKind": "utf16CodeUnits",
        "invocations": [_invocation(report, group, found, first=first)],
    }
    properties = {
        "signature": report.signature,
        "language": language,
        "findings": found,
        "dropped": found - kept,
        "shown": min(kept, MOST_SHOWN),
    }
    yield dumps(head)[:-1] + ', "results": ['
    seen: Counter[str] = Counter()
    for step, placed in enumerate(group.found.first(kept)):
        yield (", " if step else "") + dumps(_result(placed, numbers[placed.finding.rule], seen))
    yield '], "properties": ' + dumps(properties) + "}"


def _invocation(report: Report, group: _Group, found: int, *, first: bool) -> dict[str, Any]:
    skipped = sorted(group.skips.items(), key=lambda entry: (not entry[0][0], -entry[1][0], *entry[0][1:]))
    notes = [
        _notification("error" if crashed else "note", f"{check} not run on {units or documents or 'anything'}: {reason}")
        for (crashed, check, reason), (units, documents) in skipped
    ]
    if first:
        notes += [_notification("error", f"could not read {f.path} {f.item}: {f.why}") for f in report.failures]
    if found > MOST_RESULTS:
        left_out = f"{found - MOST_RESULTS:,} of {found:,} findings are left out: a run holds {MOST_RESULTS:,}"
        notes.append(_notification("warning", left_out))
    if found > MOST_SHOWN:
        shown = f"GitHub shows the first {MOST_SHOWN:,} of {found:,} findings; the worst come first"
        notes.append(_notification("warning", shown))
    invocation: dict[str, Any] = {"executionSuccessful": not any(crashed for crashed, _, _ in group.skips)}
    return {**invocation, "toolExecutionNotifications": notes} if notes else invocation


def _notification(level: str, text: str) -> dict[str, Any]:
    return {"level": level, "message": {"text": _plain(text)}}


def _rule(about: RulePage, example: Finding) -> dict[str, Any]:
    category = about.category or example.category
    level = LEVELS[about.severity if about.category else example.severity]
    properties: dict[str, Any] = {
        "tags": [tag for tag in dict.fromkeys(("translation", category, about.its or its_type(category))) if tag],
        "problem.severity": _PROBLEM[level],
    }
    if about.precision is not None:
        properties["precision"] = next((word for least, word in _PRECISION if about.precision >= least), "low")
    properties["measured"] = {"precision": finite(about.precision, 4), "recall": finite(about.recall, 4)}
    return {
        "id": about.id,
        "shortDescription": {"text": cut(about.summary or about.id, LONGEST)},
        "fullDescription": {"text": cut(about.why or about.summary or about.id, LONGEST)},
        "help": {"text": _help(about, category)},
        "defaultConfiguration": {"level": level},
        "properties": properties,
    }


def _help(about: RulePage, category: str) -> str:
    measured = "Its precision has not been measured."
    if about.precision is not None:
        recall = f", and it finds {about.recall:.0%} of the errors of its kind" if about.recall is not None else ""
        measured = f"Measured: {about.precision:.0%} of its findings are errors{recall}."
    lines = [about.summary, about.why, f"MQM: {category}. Languages: {about.languages}.", measured]
    for case in about.examples:
        verdict = f"finds “{case.flags}” in" if case.flags is not None else "is silent on"
        lines.append(f"Example: {verdict} “{case.target}”" + (f" (source: “{case.source}”)" if case.source else ""))
    return "\n".join(line for line in lines if line)


def _result(placed: _Placed, number: int, seen: Counter[str]) -> dict[str, Any]:
    found = placed.finding
    seen[found.fingerprint] += 1
    sure = finite(found.confidence)
    result: dict[str, Any] = {
        "ruleId": found.rule,
        "ruleIndex": number,
        "level": LEVELS[found.severity],
        "rank": -1.0 if sure is None else round(max(0.0, min(1.0, sure)) * 100, 1),
        "message": {"text": _plain(cut(in_words(found), LONGEST))},
        "locations": [_location(placed)],
        "partialFingerprints": {
            # GitHub uses this one alone; ours moves with the text, not with the line.
            "primaryLocationLineHash": f"{found.fingerprint}:{seen[found.fingerprint]}",
            "auditor/v1": found.fingerprint,
        },
        "properties": {"severity": found.severity.value, "category": found.category, "side": found.span.role.value},
    }
    if elsewhere := placed.elsewhere:
        words = {"text": _plain(f"the {found.span.role.value}: “{found.quote}”")}
        result["relatedLocations"] = [{"id": 1, "message": words, "physicalLocation": _physical(elsewhere)}]
    if found.status is Status.BASELINE:
        result["baselineState"] = "unchanged"
    if found.status is Status.SUPPRESSED:
        result["suppressions"] = [{"kind": "external", "status": "accepted", "justification": _plain(found.why)}]
    elif found.why:
        result["properties"]["decision"] = _plain(found.why)
    return result


def _plain(text: str) -> str:
    """Text no viewer takes for a link; never empty, as the schema asks for at least one character somewhere readable."""
    return safe(text).replace("](", "] (") or "-"


def _names(found: Finding, places: Places) -> tuple[str, ...]:
    unit = places.unit(found)
    return (unit.document, unit.target.place.item, unit.target.field, unit.id) if unit else (found.unit,)


def _location(placed: _Placed) -> dict[str, Any]:
    full = "/".join(safe(name) for name in placed.names if name)
    return {"physicalLocation": _physical(placed.region), "logicalLocations": [{"fullyQualifiedName": full, "kind": "element"}]}


def _physical(region: Region) -> dict[str, Any]:
    return {
        "artifactLocation": {"uri": uri(region.path)},
        "region": {
            "startLine": region.line,
            "startColumn": region.column,
            "endLine": region.end_line,
            "endColumn": region.end_column,
        },
    }


def uri(path: str) -> str:
    """A path as SARIF wants it: relative, with slashes, percent-encoded.

    >>> uri("./a b/ñ.xml"), uri("https://news.example/feed?x=1")
    ('a%20b/%C3%B1.xml', 'https://news.example/feed?x=1')
    """
    slashed = path.replace("\\", "/").removeprefix("./") or "unknown"
    kept = "/:?=&%#@+,;~" if "://" in path else "/~"
    return quote(slashed, safe=kept, errors="replace")
