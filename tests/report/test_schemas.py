"""Every format against the schema its readers publish, or its documented shape where there is none; hostile texts included.

`tests/schemas/` holds the published schemas whose licences let us carry them (NOTICE names them).  Those of rdjson (reviewdog's
`DiagnosticResult`) and of GitLab's code quality reports are written here, closed, after what their readers document.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from lxml import etree
from test_hostile import EXAMPLES, reports

from auditor.report import FORMATS, Look

SCHEMAS = Path(__file__).resolve().parents[1] / "schemas"
POSITIVE = {"type": "integer", "minimum": 1}


def _closed(required: str, **properties):
    return {"type": "object", "required": required.split(), "properties": properties, "additionalProperties": False}


TEXT = {"type": "string"}
POINT = _closed("line column", line=POSITIVE, column=POSITIVE)
RANGE = _closed("start end", start=POINT, end=POINT)
WHERE = _closed("path", path={"type": "string"}, range=RANGE)
RDJSON = _closed(
    "source diagnostics",
    source=_closed("name", name=TEXT, url=TEXT),
    diagnostics={
        "type": "array",
        "items": _closed(
            "message location severity code",
            message=TEXT,
            location=WHERE,
            severity={"enum": ["ERROR", "WARNING", "INFO"]},
            code=_closed("value", value=TEXT, url=TEXT),
            suggestions={"type": "array", "items": _closed("range text", range=RANGE, text={"type": "string"})},
            related_locations={"type": "array", "items": _closed("message location", message=TEXT, location=WHERE)},
        ),
    },
)
GITLAB = {
    "type": "array",
    "items": _closed(
        "description check_name fingerprint severity location",
        description=TEXT,
        check_name=TEXT,
        fingerprint=TEXT,
        severity={"enum": ["info", "minor", "major", "critical", "blocker"]},
        location=_closed("path lines", path={"type": "string", "pattern": "^(?!/|\\./)"}, lines=_closed("begin", begin=POSITIVE)),
    ),
}


@functools.cache
def sarif():
    return jsonschema.Draft4Validator(json.loads((SCHEMAS / "sarif-2.1.0-rtm.5.json").read_text("utf-8")))


@functools.cache
def junit():
    return etree.XMLSchema(etree.parse(str(SCHEMAS / "junit-10.xsd")))


@functools.cache
def xliff():
    return etree.RelaxNG(etree.parse(str(SCHEMAS / "xliff-2.1.rng")))


def rendered(name, report, look=None):
    return FORMATS[name](report, look or Look())


def check(report, look=None):
    """All five on one report."""
    sarif().validate(json.loads(rendered("sarif", report, look)))
    jsonschema.Draft202012Validator(RDJSON).validate(json.loads(rendered("rdjson", report, look)))
    jsonschema.Draft202012Validator(GITLAB).validate(json.loads(rendered("gitlab", report, look)))
    junit().assertValid(etree.fromstring(rendered("junit", report, look).encode()))
    xliff().assertValid(etree.fromstring(rendered("xliff", report, look).encode()))


def test_the_sample_is_valid_everywhere(report, look):
    check(report, look)


@EXAMPLES
@given(reports())
def test_hostile_texts_are_valid_everywhere(report):
    check(report)


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        ("sarif", '"version": "2.1.0"', '"version": "2.0.0"'),
        ("sarif", '"startLine": ', '"starLine": '),
        ("junit", "<testcase name=", "<testcase nom="),
        ("xliff", 'state="translated"', 'state="good"'),
    ],
)
def test_the_schemas_refuse_what_is_wrong(report, name, good, bad):
    text = rendered(name, report)
    assert good in text
    broken = text.replace(good, bad, 1)
    if name == "sarif":
        assert not sarif().is_valid(json.loads(broken))
    else:
        assert not {"junit": junit, "xliff": xliff}[name]()(etree.fromstring(broken.encode()))
