"""Arbitrary text in every field: each format stays parseable, true to its offsets, and quiet in a terminal."""

from __future__ import annotations

import csv
import io
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import msgspec
import regex
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from auditor.model import (
    Evidence,
    Failure,
    Finding,
    Gate,
    Place,
    Report,
    ReportedDocument,
    ReportedUnit,
    Role,
    Score,
    Segment,
    Severity,
    Skip,
    Span,
    Status,
    Unit,
    View,
)  # fmt: skip
from auditor.report import FORMATS, Look, json
from auditor.report.csv import COLUMNS, unguard
from auditor.report.safe import whole

NASTY = (
    "\x00", "\x1b[31m", "\x1b]52;c;aGk=\x07", "\ud800", "\udfff", "\ufffe", "\N{RIGHT-TO-LEFT OVERRIDE}", "\x9b31m", "\x85", "\r", "\n", "\t",
    "::error::x", "##[error]x", "%0A::warning::y", "=cmd|' /C calc'!A0", "+1", "@SUM(1)", "\N{FULLWIDTH EQUALS SIGN}1", "'", "''=",
    "<script>alert(1)</script>", "]]>", "-->", "</style>", "{{7*7}}", "[x](y)", "`", "``", "@everyone", "#1", "[bold]", "[/]", "{0}", "|",
    "\N{GRINNING FACE}", "e\N{COMBINING ACUTE ACCENT}", "漢字", "שלום", "\N{LINE SEPARATOR}", "\N{ZERO WIDTH JOINER}", "javascript:x", "a" * 300,
)  # fmt: skip
texts = st.lists(st.sampled_from(NASTY) | st.text(st.characters(), max_size=6), max_size=5).map("".join)
numbers = st.floats(0, 1) | st.sampled_from([float("nan"), float("inf"), -1.0])


@st.composite
def spans(draw, unit: Unit) -> tuple[Span, str]:
    role = draw(st.sampled_from([Role.TARGET, Role.TARGET, Role.SOURCE, Role.REFERENCE]))
    text = unit.side(role).text
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return Span(role, start, end), text[start:end]


@st.composite
def findings(draw, unit: Unit) -> Finding:
    span, quote = draw(spans(unit))
    message = draw(texts)
    evidence = tuple(
        Evidence(draw(texts), view, span, message, draw(texts)) for view in draw(st.lists(st.sampled_from(View), max_size=2))
    )
    return Finding(
        draw(texts), unit.id, span, quote, draw(texts), draw(st.sampled_from(Severity)), draw(numbers), message, draw(st.none() | texts), evidence,
        draw(texts), draw(st.sampled_from(Status)), draw(texts),
    )  # fmt: skip


@st.composite
def reports(draw) -> Report:
    documents, units, found = [], [], []
    for number in range(draw(st.integers(1, 2))):
        id_ = f"{number}{draw(texts)}"
        documents.append(ReportedDocument(id_, draw(texts), draw(texts), draw(texts), 1, draw(st.none() | st.just(Score(50, 1, 99, 600, "s"))),
                                          link=draw(texts)))  # fmt: skip
        for at in range(draw(st.integers(1, 2))):
            place = Place(draw(texts), draw(texts), draw(st.none() | st.integers(1, 9)), draw(st.none() | st.integers(1, 9)))
            segments = [Segment(f"{side}", draw(texts), "xx", draw(texts), place, at) for side in "tsrb"]
            unit = Unit(f"{number}-{at}-{draw(texts)}", id_, segments[0], segments[1], (segments[2],), segments[3])
            units.append(ReportedUnit(unit, draw(st.none() | numbers), {"chrf": draw(numbers)}))
            found += draw(st.lists(findings(unit), max_size=3))
    skips = tuple(Skip(draw(texts), draw(texts), draw(texts), draw(st.booleans())) for _ in range(draw(st.integers(0, 2))))
    failures = tuple(
        Failure(draw(texts), draw(texts), draw(texts), draw(st.none() | st.integers(1, 9)))
        for _ in range(draw(st.integers(0, 2)))
    )
    gate = Gate("major", draw(st.booleans()), (draw(texts),))
    return Report(
        "0", draw(texts), tuple(documents), tuple(units), tuple(found), skips, gate, failures, Score(50, 1, 99, 600, draw(texts))
    )


SCHEMA = jsonschema.Draft202012Validator(msgspec.json.decode(Path(json.__file__).with_name("report.v1.schema.json").read_bytes()))
EXAMPLES = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@EXAMPLES
@given(reports())
def test_json_is_strict_and_its_quotes_are_true(report):
    text = FORMATS["json"](report)
    parsed = msgspec.json.decode(text.encode())
    SCHEMA.validate(parsed)
    units = {unit["id"]: unit for unit in parsed["units"]}
    assert len(parsed["findings"]) == len(report.findings)
    for finding in parsed["findings"]:
        assert finding["quote"] == units[finding["unit"]][finding["side"]][finding["start"] : finding["end"]]


@EXAMPLES
@given(reports())
def test_every_json_line_is_an_object(report):
    lines = [msgspec.json.decode(line.encode()) for line in FORMATS["jsonl"](report).split("\n")[:-1]]
    assert lines[0]["schema"] == "auditor.report/v1"
    assert lines[-1]["type"] == "summary"
    units = {line["id"]: line for line in lines if line["type"] == "unit"}
    found = [line for line in lines if line["type"] == "finding"]
    assert len(found) == len(report.findings)
    for finding in found:
        assert finding["quote"] == units[finding["unit"]][finding["side"]][finding["start"] : finding["end"]]


@EXAMPLES
@given(reports())
def test_csv_comes_back_and_calculates_nothing(report):
    rows = list(csv.reader(io.StringIO(FORMATS["csv"](report), newline="")))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == len(report.findings) + 1
    for row in rows[1:]:
        assert not any(
            cell.startswith(("=", "+", "-", "@", "|", "%", "\t", "\r", "\n", "\N{FULLWIDTH EQUALS SIGN}")) for cell in row
        )
        cells = dict(zip(COLUMNS, map(unguard, row), strict=True))
        assert cells["quote"] == cells[cells["side"]][int(cells["start"]) : int(cells["end"])]
    assert sorted(unguard(row[COLUMNS.index("message")]) for row in rows[1:]) == sorted(whole(f.message) for f in report.findings)


@EXAMPLES
@given(reports())
def test_other_json_parses(report):
    for name in ("sarif", "gitlab", "rdjson"):
        msgspec.json.decode(FORMATS[name](report).encode())


@EXAMPLES
@given(reports())
def test_xml_parses_strictly_and_xliff_keeps_every_text(report):
    etree.fromstring(FORMATS["junit"](report).encode(), etree.XMLParser(resolve_entities=False))
    root = etree.fromstring(FORMATS["xliff"](report).encode(), etree.XMLParser(resolve_entities=False))
    space = "{urn:oasis:names:tc:xliff:document:2.0}"
    targets = ["".join(_text(node, space)) for node in root.iter(f"{space}target")]
    if report.units:
        assert sorted(targets) == sorted(r.unit.target.text for r in report.units)


def _text(node, space):
    yield node.text or ""
    for child in node:
        yield chr(int(child.get("hex"), 16)) if child.tag == f"{space}cp" else "".join(_text(child, space))
        yield child.tail or ""


CONTROL = regex.compile(r"[\p{Cc}\p{Cs}\p{Bidi_Control}--[\n]]", regex.V1)
OWN_STYLE = regex.compile(r"\x1b\[[0-9;]*m")


@EXAMPLES
@given(reports(), st.integers(1, 120))
def test_a_terminal_is_sent_nothing_but_text(report, width):
    assert not CONTROL.search(FORMATS["terminal"](report, Look(width=width)))
    coloured = FORMATS["terminal"](report, Look(width=width, colour=True))
    assert not CONTROL.search(OWN_STYLE.sub("", coloured))


@EXAMPLES
@given(reports())
def test_markdown_and_annotations_hold_no_control_characters(report):
    for name in ("markdown", "summary", "github"):
        assert not CONTROL.search(FORMATS[name](report)), name


@EXAMPLES
@given(reports())
def test_only_our_commands_reach_the_runner(report):
    for line in FORMATS["github"](report).split("\n")[:-1]:
        assert regex.match(r"::(error|warning|notice) title=[^:,\n]*(,(file|line|endLine|col|endColumn)=[^:,\n]*)*::", line), line
        assert "##[" not in line


class Tags(HTMLParser):
    def __init__(self):
        super().__init__()
        self.scripts, self.attributes = 0, []

    def handle_starttag(self, tag, attrs):
        self.scripts += tag == "script"
        self.attributes += [(tag, *pair) for pair in attrs]


@EXAMPLES
@given(reports())
def test_the_page_has_one_script_and_no_handlers(report):
    page = FORMATS["html"](report)
    page.encode()
    tags = Tags()
    tags.feed(page)
    assert tags.scripts == 1
    for tag, name, value in tags.attributes:
        assert not name.startswith("on")
        assert name not in {"src", "srcset", "style", "action", "formaction"}
        assert name != "href" or value.startswith("#") or regex.match("https?://", value), (tag, value)
