"""Columns of SARIF, rdjson and annotations, checked against the file the units were read from."""

from __future__ import annotations

import json

import regex
import sample as made
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.model import Report, ReportedUnit, Role, Severity, Span
from auditor.report import FORMATS

ALPHABET = "ab é漢字😀𠮷\N{COMBINING ACUTE ACCENT}\N{ZERO WIDTH JOINER}שم\n"
pieces = st.tuples(
    st.text(ALPHABET, min_size=1, max_size=12), st.sampled_from([" ", "\n", ""]), st.integers(0, 11), st.integers(1, 12)
)


def _report(parts) -> tuple[str, Report]:
    file, units, found = "", [], []
    for number, (text, gap, start, length) in enumerate(parts):
        line, column = file.count("\n") + 1, len(file) - (file.rfind("\n") + 1) + 1
        unit = made.unit(f"u{number}", "d", text, line=line, column=column)
        span = Span(Role.TARGET, min(start, len(text)), min(start + length, len(text)))
        finding = made.found(unit, "r/r", "", "x/y", Severity.MAJOR, 0.9, "m")
        fields = {name: getattr(finding, name) for name in finding.__struct_fields__}
        found.append(type(finding)(**fields | {"span": span, "quote": text[span.start : span.end]}))
        units.append(ReportedUnit(unit))
        file += text + gap
    return file, Report("0", "s", (), tuple(units), tuple(found), ())


def _cut(lines: list[str], codec: str, width: int, at: tuple[int, int, int, int]) -> str:
    """The words a reader who counts columns in units of `width` bytes of `codec` sees."""
    first, start, last, end = at
    chosen = [line.encode(codec) for line in lines[first - 1 : last]]
    chosen[-1] = chosen[-1][: (end - 1) * width]
    chosen[0] = chosen[0][(start - 1) * width :]
    return "\n".join(part.decode(codec) for part in chosen)


@settings(max_examples=150, deadline=None)
@given(st.lists(pieces, min_size=1, max_size=4))
def test_columns_find_the_quote(parts):
    file, report = _report(parts)
    lines = file.split("\n")
    quotes = sorted(finding.quote for finding in report.findings)
    regions = [
        r["locations"][0]["physicalLocation"]["region"] for r in json.loads(FORMATS["sarif"](report))["runs"][0]["results"]
    ]
    places = [(r["startLine"], r["startColumn"], r["endLine"], r["endColumn"]) for r in regions]
    assert sorted(_cut(lines, "utf-16-le", 2, place) for place in places) == quotes
    ranges = [d["location"]["range"] for d in json.loads(FORMATS["rdjson"](report))["diagnostics"]]
    places = [(r["start"]["line"], r["start"]["column"], r["end"]["line"], r["end"]["column"]) for r in ranges]
    assert sorted(_cut(lines, "utf-8", 1, place) for place in places) == quotes
    for line in FORMATS["github"](report).splitlines()[:-1]:
        if found := regex.search(r"line=(\d+),endLine=(\d+),col=(\d+),endColumn=(\d+)::", line):
            first, last, start, end = map(int, found.groups())
            assert _cut(lines, "utf-16-le", 2, (first, start, last, end)) in quotes
