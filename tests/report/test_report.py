"""What all formats have in common."""

from __future__ import annotations

import json
import subprocess
import sys

import msgspec
import pytest
import sample as made

from auditor.model import Report, ReportedDocument, ReportedUnit, Role, Score, Severity, Span
from auditor.report import FORMATS, pages
from auditor.report.places import Places, in_points, in_utf8
from auditor.report.reading import audited, standing
from tests.costs import grows_in_proportion

CONTRACT = {
    "terminal",
    "html",
    "json",
    "jsonl",
    "markdown",
    "csv",
    "sarif",
    "junit",
    "github",
    "gitlab",
    "rdjson",
    "xliff",
    "summary",
}


def test_every_promised_format_is_there():
    assert set(FORMATS) == CONTRACT


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_an_empty_report_renders(name):
    assert FORMATS[name](Report("0", "s", (), (), (), ())).strip()


def test_json_keeps_the_contract(report):
    parsed = json.loads(FORMATS["json"](report))
    assert parsed["schema"] == "auditor.report/v1"
    assert parsed["tool"] == {"name": "auditor", "version": "0.1.0"}
    assert {"documents", "units", "findings", "skips", "summary", "signature"} <= set(parsed)
    assert {"id", "path", "title", "lang", "units", "score"} <= set(parsed["documents"][0])
    assert {"value", "low", "high", "words"} <= set(parsed["documents"][0]["score"])
    unit = parsed["units"][0]
    assert {"id", "document", "field", "source", "target", "reference", "back", "score", "metrics"} <= set(unit)
    keys = "rule unit side start end quote category severity confidence message suggestion evidence fingerprint status"
    assert all(set(keys.split()) <= set(finding) for finding in parsed["findings"])
    assert parsed["skips"][0] == {
        "check": "meaning", "unit": "h1", "reason": "no engine for es>en", "crashed": False, "document": "harbour",
    }  # fmt: skip
    assert parsed["summary"]["gate"] == {
        "fail_on": "major",
        "failed": True,
        "reasons": ["4 critical findings", "8 major findings"],
    }
    assert parsed["summary"]["findings"] == {"critical": 4, "major": 8, "minor": 4, "neutral": 1}


def test_findings_come_in_reading_order_whatever_the_order_given(report):
    shuffled = Report(
        **{f: getattr(report, f) for f in report.__struct_fields__} | {"findings": tuple(reversed(report.findings))}
    )
    for name in CONTRACT:
        assert FORMATS[name](shuffled) == FORMATS[name](report), name


def test_what_no_document_owns_is_not_lost():
    unit = made.unit("u", "unlisted", "wrong words")
    found = made.found(unit, "r/r", "wrong", "x/y", Severity.MAJOR, 0.9, "m")
    orphan = made.found(made.unit("gone", "d", "lost words"), "r/lost", "lost", "x/y", Severity.MAJOR, 0.9, "m")
    report = Report("0", "s", (ReportedDocument("d", "f", "", "en", 0),), (ReportedUnit(unit),), (found, orphan), ())
    assert [f.quote for part in audited(report) for f in part.findings] == ["wrong", "lost"]
    for name in CONTRACT - {"xliff"}:
        assert "lost" in FORMATS[name](report), name


def test_scores_need_five_hundred_words():
    document = ReportedDocument("d", "", "", "en", 1, Score(90.0, 85.0, 95.0, 499, "s"))
    assert standing(document, []) == "no findings in 499 words (too few words for a score)"
    document = ReportedDocument("d", "", "", "en", 1, Score(90.0, 85.0, 95.0, 500, "s"))
    assert standing(document, []) == "score 90.0 (85.0 to 95.0) \N{MIDDLE DOT} no findings in 500 words"


def test_places_count_lines_inside_a_segment():
    unit = made.unit("u", "d", "first line\nsecond wrong line", line=7, column=20)
    found = made.found(unit, "r/r", "wrong", "x/y", Severity.MAJOR, 0.9, "m")
    region = Places((ReportedUnit(unit),), in_points).region(found)
    assert (region.line, region.column, region.end_line, region.end_column) == (8, 8, 8, 13)


def test_a_long_line_with_many_findings_is_placed_quickly():
    def work(text: str) -> None:
        unit = made.unit("u", "d", text)
        found = [made.found(unit, "r/r", "wrong", "x/y", Severity.MAJOR, 0.9, "m") for _ in range(3)]
        last = unit.target.text.rindex("wrong")
        back = range(min(5_000, last // 9))
        found += [msgspec.structs.replace(found[0], span=Span(Role.TARGET, last - 9 * n, last - 9 * n + 5)) for n in back]
        places = Places((ReportedUnit(unit),), in_utf8)
        columns = [places.region(f).column for f in found]
        assert columns[0] == len("漢字 ".encode()) + 1
        assert columns[3] == len(unit.target.text[:last].encode()) + 1

    grows_in_proportion(work, "漢字 wrong " * 50_000)


def test_an_omission_is_placed_where_the_target_is_touched():
    unit = made.unit("u", "d", "He said nothing.", "Dijo nada. Nadie murió.", column=10)
    anchor = made.quoted(unit, Role.TARGET, "nothing")
    found = made.found(unit, "r/r", "Nadie murió", "x/y", Severity.MAJOR, 0.9, "m", side=Role.SOURCE, anchor=anchor)
    region = Places((ReportedUnit(unit),), in_points).region(found)
    assert region.column == 10 + "He said nothing.".index("nothing")


def test_pages_are_read_from_anything_with_a_rules_attributes():
    from auditor.checks.base import Example, Rule

    rule = Rule("a/b", "Wrong.", "accuracy/mistranslation", Severity.MAJOR, (Example("He flew to Nigeria.", "Nigeria"),))
    read = pages([rule], {"a/b": {"precision": 0.9, "recall": 0.5}})["a/b"]
    assert (read.precision, read.recall, read.examples[0].flags) == (0.9, 0.5, "Nigeria")


def test_formats_load_only_what_they_need():
    code = (
        "import sys; from auditor.report import FORMATS; from auditor.model import Report;"
        "FORMATS['json'](Report('0', 's', (), (), (), ()));"
        "assert not {'rich', 'jinja2', 'lxml'} & set(sys.modules), sorted(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
