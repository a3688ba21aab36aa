"""Markdown for issues, pull requests and wikis: nothing in a text can make a link, an image, a mention or HTML.

A backslash is not enough: GitHub makes links of bare addresses and mentions of `@name` after Markdown is done,
so a zero-width space goes where such a thing would begin.
"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.model import Audited, Finding, Report, Role, Unit
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
    standing,
    text_of,
    worst_first,
)
from auditor.report.safe import cut, safe

# What means something in the middle of a line, and what would make a list, a rule or a heading at its beginning.
_INLINE = regex.compile(r"[\\`*_{}\[\]()<>#!|~&$^]")
_AT_START = regex.compile(r"^(\s*)([-+=>]|\p{Nd}+(?=[.)]))")
_LINK_BEGINS = regex.compile(
    r"(?<=@|#|\bGH-|://)(?=\S)|(?<=\b(?:https?|ftp|mailto|xmpp))(?=:)|(?<=\bwww)(?=\.)", regex.IGNORECASE
)
_DOT = " \N{MIDDLE DOT} "


def render(report: Report, look: Look = PLAIN) -> str:
    """The whole report."""
    return "".join(chunks(report, look))


def chunks(report: Report, look: Look = PLAIN) -> Iterator[str]:
    """The verdict, the documents one by one, then what was not looked at."""
    yield f"# Translation audit\n\n{verdict(report)}\n"
    places = Places(report.units, in_points, report.documents)
    for part in audited(report):
        if part.units or part.findings:
            yield _document(part, places, look)
    yield unchecked(report)
    yield f"\n---\nauditor {md(report.version)}{_DOT}{code(report.signature)}\n"


def md(text: str) -> str:
    r"""The text as itself, on one line, whatever Markdown or GitHub would make of it.

    >>> md("*a* <b>") == r"\*a\* \<b\>"
    True
    """
    broken = _LINK_BEGINS.sub("\N{ZERO WIDTH SPACE}", safe(text))
    escaped = _INLINE.sub(lambda m: "\\" + m[0], broken)
    return str(_AT_START.sub(lambda m: f"{m[1]}\N{ZERO WIDTH SPACE}{m[2]}", escaped))


def code(text: str) -> str:
    """The text in a code span, with a fence longer than any in it; "" for nothing.

    >>> code("a `b`")
    '`` a `b` ``'
    """
    line = safe(text)
    if not line.strip():
        return ""
    longest = max((len(run) for run in regex.findall(r"`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or line[0] == " " or line[-1] == " " else ""
    return f"{fence}{pad}{line}{pad}{fence}"


def verdict(report: Report) -> str:
    """The gate, the totals and the scores, in two or three lines."""
    said = standing(report, report.findings)
    gate = "failed" if report.gate.failed else "passed"
    reasons = f": {', '.join(md(reason) for reason in report.gate.reasons)}" if report.gate.reasons else ""
    size = f"{len(report.units):,} units in {len(report.documents):,} documents"
    return f"**Gate ({md(report.gate.fail_on)}) {gate}**{reasons}\n\n{md(said)}{_DOT}{size}"


def _document(part: Audited, places: Places, look: Look) -> str:
    document = part.document
    found = worst_first(open_ones(part.findings))
    known = len(part.findings) - len(found)
    lines = [f"\n## {md(cut(document.title or document.path or document.id, 200))}\n"]
    facts = [md(languages(document)), code(document.path), f"{document.units} units", md(standing(document, found))]
    lines.append(_DOT.join(fact for fact in facts if fact) + "\n")
    lines += [_finding(finding, number, places, look) for number, finding in enumerate(found, 1)]
    if known:
        lines.append(f"\n{known} known or suppressed {'finding is' if known == 1 else 'findings are'} not listed.\n")
    return "\n".join(lines)


def _finding(finding: Finding, number: int, places: Places, look: Look) -> str:
    unit = places.unit(finding)
    indent = " " * len(f"{number}. ")
    head = f"{number}. **{finding.severity.value}** {code(finding.rule)} {percent(finding.confidence)}"
    lines = [head, f"{indent}{md(cut(finding.message, 600))}", *(f"{indent}> {line}" for line in _sentence(finding, unit))]
    if finding.suggestion:
        lines.append(f"{indent}Suggestion: {code(cut(finding.suggestion, 200))}")
    if unit and finding.span.role is not Role.SOURCE and (source := text_of(unit, Role.SOURCE)):
        lines.append(f"{indent}Source: {md(cut(source, 300))}")
    region = places.region(finding)
    where = f"{region.path}:{region.line}:{region.column}" if region.known else region.path
    lines.append(f"{indent}{code(where)}" + (" preview rule" if page(look.manual, finding.rule).preview else ""))
    return "  \n".join(line.rstrip() for line in lines if line.strip()) + "\n"


def _sentence(finding: Finding, unit: Unit | None) -> list[str]:
    text = text_of(unit, finding.span.role)
    if not text:
        return [f"**{code(cut(finding.quote, 240))}**"] if finding.quote.strip() else []
    shown = excerpt(text, finding.span.start, finding.span.end)
    words = code(shown.words)
    side = f"{finding.span.role.value}: " if finding.span.role is not Role.TARGET else ""
    return [f"{side}{md(shown.before)}{f'**{words}**' if words else ' ‸ '}{md(shown.after)}"]


def unchecked(report: Report) -> str:
    """What nobody looked at, and what could not be read; "" if nothing."""
    homes = homes_of(report)
    lines = [
        f"- {code(group.check)} {'**crashed** ' if group.crashed else ''}{md(cut(group.reason, 300))}: "
        f"{_reach(group.units, group.documents)}"
        for group in grouped_skips(report.skips, homes)
    ]
    lost = [f"- {code(cut(f.path, 200))} {md(cut(f.item, 100))} {md(cut(f.why, 600))}" for f in report.failures]
    text = "\n## Not checked\n\n" + "\n".join(lines) + "\n" if lines else ""
    return text + ("\n## Could not be read\n\n" + "\n".join(lost) + "\n" if lost else "")


def _reach(units: int, documents: int) -> str:
    if units:
        return f"{units:,} units" if units != 1 else "1 unit"
    return f"{documents:,} documents" if documents > 1 else "1 document" if documents else "the whole run"
