"""XLIFF: marks on the words, crossing marks where they overlap, lists where two stand on the same words."""

from __future__ import annotations

import re

import sample as made
from lxml import etree

from auditor.model import Report, ReportedDocument, ReportedUnit, Severity
from auditor.report import FORMATS, Look

CORE, ITS, XML = (
    "{urn:oasis:names:tc:xliff:document:2.0}",
    "{http://www.w3.org/2005/11/its}",
    "{http://www.w3.org/XML/1998/namespace}",
)
TYPES = frozenset(
    re.findall(
        r"[\w-]+",
        """terminology mistranslation omission untranslated addition duplication inconsistency grammar legal register style other
        locale-specific-content locale-violation characters misspelling typographical formatting inconsistent-entities numbers
        markup pattern-problem whitespace internationalization length non-conformance uncategorized""",
    )
)


def _root(report, look=None):
    return etree.fromstring(FORMATS["xliff"](report, look or Look()).encode())


def _one(text, *quotes):
    unit = made.unit("u", "d", text, "Fuente.")
    found = tuple(
        made.found(unit, f"r/{n}", q, "accuracy/mistranslation", Severity.MAJOR, 0.9, f"About {q}") for n, q in enumerate(quotes)
    )
    documents = (ReportedDocument("d", "f.xml", "T", "en", 1, source_lang="es"),)
    return _root(Report("0", "s", documents, (ReportedUnit(unit),), found, ()))


def _spans(target):
    """The words of every mark by its comment, standoff and crossing marks included."""
    text, opened, spans = "", {}, {}

    def walk(node):
        nonlocal text
        text += node.text or ""
        for child in node:
            if child.tag == f"{CORE}sm":
                opened[child.get("id")] = (len(text), child.get(f"{ITS}locQualityIssueComment"))
            elif child.tag == f"{CORE}em":
                start, comment = opened.pop(child.get("startRef"))
                spans[comment] = text[start:]
            else:
                start = len(text)
                walk(child)
                spans[child.get(f"{ITS}locQualityIssueComment") or child.get(f"{ITS}locQualityIssuesRef")] = text[start:]
            text += child.tail or ""

    walk(target)
    assert not opened
    return {key.split(": ")[-1]: words for key, words in spans.items()}


def test_one_issue_one_mark():
    target = _one("He flew to Nigeria.", "Nigeria").find(f".//{CORE}target")
    assert "".join(target.itertext()) == "He flew to Nigeria."
    assert _spans(target) == {"About Nigeria": "Nigeria"}
    assert target[0].tag == f"{CORE}mrk"


def test_overlapping_issues_cross():
    target = _one("one two three four five", "one two three", "three four", "two").find(f".//{CORE}target")
    assert "".join(target.itertext()) == "one two three four five"
    assert _spans(target) == {"About one two three": "one two three", "About three four": "three four", "About two": "two"}
    assert not target.findall(f"{CORE}mrk")


def test_two_issues_on_the_same_words_are_a_list():
    root = _one("He flew to Nigeria.", "Nigeria", "Nigeria")
    issues = root.find(f".//{ITS}locQualityIssues")
    assert len(issues) == 2
    mark = root.find(f".//{CORE}target/{CORE}mrk")
    assert mark.get(f"{ITS}locQualityIssuesRef") == f"#its={issues.get(f'{XML}id')}"
    assert mark.text == "Nigeria"


def test_sample_names_only_known_types_and_unique_ids(report, look):
    root = _root(report, look)
    types = {value for node in root.iter() for key, value in node.items() if key.endswith("locQualityIssueType")}
    assert types <= TYPES
    assert "inconsistent-entities" in types
    for file in root:
        ids = [node.get("id") for node in file.iter() if isinstance(node.tag, str) and node.get("id")]
        assert len(ids) == len(set(ids))
    severities = {float(value) for node in root.iter() for key, value in node.items() if key.endswith("locQualityIssueSeverity")}
    assert severities == {0, 4, 20, 100}


def test_an_omission_is_marked_in_the_source(report, look):
    root = _root(report, look)
    assert [mark.text for mark in root.findall(f".//{CORE}source/{CORE}mrk")] == ["Nadie resultó herido"]


def test_excused_findings_are_switched_off(report, look):
    marks = [node for node in _root(report, look).iter(f"{CORE}mrk") if node.get(f"{ITS}locQualityIssueEnabled") == "no"]
    assert [mark.text for mark in marks] == ["Ministry"]


def test_one_pair_of_languages_is_named(report):
    assert _one("x", "x").get("trgLang") == "en"
    assert _one("x", "x").get("srcLang") == "es"
    assert _root(report).get("trgLang") == "mul"


def test_what_xml_cannot_hold_is_a_code_point():
    unit = made.unit("u", "d", "a\x00b")
    root = _root(Report("0", "s", (), (ReportedUnit(unit),), (), ()))
    assert root.find(f".//{CORE}target/{CORE}cp").get("hex") == "0000"
