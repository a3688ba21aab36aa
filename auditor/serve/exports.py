"""What a desk's editors wrote, for other programs: corrected sentences as TMX and CSV."""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable

import msgspec
import sqlalchemy as sa
from lxml import etree

from auditor.glossary.schema import DECISIONS
from auditor.model import Audited, Finding
from auditor.report.csv import guard
from auditor.report.safe import xml
from auditor.serve import articles
from auditor.serve.schema import ARTICLES, FINDINGS

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Correction(msgspec.Struct, frozen=True):
    """A sentence as an editor left it."""

    text: str
    corrected: str
    lang: str
    source: str = ""
    source_lang: str = ""
    feed: str = ""
    who: str = ""
    day: str = ""


def corrections(connection: sa.Connection) -> list[Correction]:
    """Every corrected sentence, with all its corrections in place, in the order they came in."""
    query = (
        sa.select(FINDINGS.c.article, FINDINGS.c.number, DECISIONS.c.correction, DECISIONS.c.who, DECISIONS.c.at, FINDINGS.c.feed)
        .join(DECISIONS, DECISIONS.c.fingerprint == FINDINGS.c.fingerprint)
        .where(DECISIONS.c.verdict == "correct", FINDINGS.c.latest == 1)
        .order_by(FINDINGS.c.article, FINDINGS.c.number)
    )
    by_article = defaultdict(list)
    for row in connection.execute(query):
        by_article[row.article].append(row)
    out: list[Correction] = []
    for number, rows in by_article.items():
        body = connection.execute(sa.select(ARTICLES.c.body).where(ARTICLES.c.id == number)).scalar_one()
        part = msgspec.msgpack.decode(body, type=Audited)
        units = {r.unit.id: r.unit for r in part.units}
        of_unit: dict[str, list[tuple[Finding, str]]] = defaultdict(list)
        about = {}
        for row in rows:
            finding = part.findings[row.number - 1]
            of_unit[finding.unit].append((finding, row.correction))
            about[finding.unit] = row
        for ident, found in of_unit.items():
            unit, row = units[ident], about[ident]
            out.append(
                Correction(
                    unit.target.text,
                    articles.corrected(unit, found),
                    unit.target.lang,
                    unit.source.text if unit.source else "",
                    unit.source.lang if unit.source else "",
                    row.feed,
                    row.who,
                    row.at[:10],
                )
            )
    return out


def as_csv(rows: Iterable[Correction]) -> str:
    """A table that `--phrases` reads, safe in spreadsheets."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("source", "source_lang", "target", "target_lang", "was", "feed", "who", "day"))
    for row in rows:
        cells = (row.source, row.source_lang, row.corrected, row.lang, row.text, row.feed, row.who, row.day)
        writer.writerow([guard(cell) for cell in cells])
    return out.getvalue()


def as_tmx(rows: Iterable[Correction]) -> bytes:
    """TMX 1.4: the source with the corrected sentence; the sentence alone where there is no source."""
    root = etree.Element("tmx", version="1.4")
    etree.SubElement(
        root,
        "header",
        creationtool="auditor",
        creationtoolversion="1",
        segtype="sentence",
        adminlang="en",
        srclang="*all*",
        datatype="plaintext",
    ).set("o-tmf", "auditor")
    body = etree.SubElement(root, "body")
    for row in rows:
        unit = etree.SubElement(body, "tu", creationid=xml(row.who))
        for lang, text in ((row.source_lang, row.source), (row.lang, row.corrected)):
            if text:
                variant = etree.SubElement(unit, "tuv", {_LANG: xml(lang)})
                etree.SubElement(variant, "seg").text = xml(text)
    return bytes(etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True))
