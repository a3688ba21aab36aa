"""Files in and out: the same bytes after a round trip; hostile and broken files are errors with a line, and change nothing."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from auditor.errors import GlossaryError
from auditor.glossary import desk, parse, sheets, sources, tables, tbx, tmx
from auditor.glossary import text as textform
from auditor.glossary.entries import Concept
from auditor.glossary.store import Editor, opened
from auditor.model import Sense, Term, TermStatus

GLOSSARY = """\
[handout]
subject: credits
definition: Material given to the press.
note: Not a manual; "not a brochure" & <nothing> else.
related: pool
en = handout {case; forms: handouts, hand-outs; field: credit; near: photo, ministry; note: see house style}
en ! manual {field: credit; from: 2020-01-01; to: 2090-01-01}
es = cortesía | cedida
es ! manual
ru ~ предоставлено

[pool]
en = pool {pos: noun; gender: neuter; source: desk; owner: ann}
mul @ Geran-2
zh = 媒体池
"""

V3_DCA = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dca" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">
 <tbxHeader><fileDesc><titleStmt><title>T</title></titleStmt><sourceDesc><p>Made up.</p></sourceDesc></fileDesc></tbxHeader>
 <text><body>
  <conceptEntry id="c5">
   <descrip type="subjectField">politics</descrip>
   <transacGrp><transac type="transactionType">origination</transac><transacNote type="responsibility">ann</transacNote><date>2020-01-01</date></transacGrp>
   <langSec xml:lang="en">
    <descripGrp><descrip type="definition">A member of a legislature.</descrip><admin type="source">desk</admin></descripGrp>
    <termSec>
     <term>lawmaker</term>
     <termNote type="partOfSpeech">noun</termNote>
     <termNote type="administrativeStatus">preferredTerm-admn-sts</termNote>
     <descripGrp><descrip type="context">The lawmaker voted.</descrip></descripGrp>
    </termSec>
    <termSec><term>legislator</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termSec>
   </langSec>
   <langSec xml:lang="es"><termSec><term>legislador</term><termNote type="grammaticalGender">masculine</termNote></termSec></langSec>
  </conceptEntry>
 </body></text>
</tbx>
"""
V3_DCT = """<?xml version="1.0" encoding="UTF-8"?>
<tbx type="TBX-Basic" style="dct" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2"
     xmlns:min="http://www.tbxinfo.net/ns/min" xmlns:basic="http://www.tbxinfo.net/ns/basic">
 <text><body>
  <conceptEntry id="c5">
   <min:subjectField>politics</min:subjectField>
   <langSec xml:lang="en">
    <descripGrp><basic:definition>A member of a legislature.</basic:definition></descripGrp>
    <termSec><term>lawmaker</term><min:partOfSpeech>noun</min:partOfSpeech>
     <min:administrativeStatus>preferredTerm-admn-sts</min:administrativeStatus></termSec>
    <termSec><term>legislator</term><min:administrativeStatus>admittedTerm-admn-sts</min:administrativeStatus></termSec>
   </langSec>
   <langSec xml:lang="es"><termSec><term>legislador</term><basic:grammaticalGender>masculine</basic:grammaticalGender></termSec></langSec>
  </conceptEntry>
 </body></text>
</tbx>
"""
V2 = """<?xml version="1.0"?>
<!DOCTYPE martif SYSTEM "TBXBasiccoreStructV02.dtd">
<martif type="TBX-Basic" xml:lang="en">
 <martifHeader><fileDesc><sourceDesc><p>x</p></sourceDesc></fileDesc></martifHeader>
 <text><body>
  <termEntry id="c5">
   <descrip type="subjectField">politics</descrip>
   <langSet xml:lang="en">
    <tig><term>lawmaker</term><termNote type="partOfSpeech">noun</termNote><termNote type="administrativeStatus">preferredTerm-admn-sts</termNote></tig>
    <ntig><termGrp><term>legislator</term><termNote type="administrativeStatus">admittedTerm-admn-sts</termNote></termGrp></ntig>
   </langSet>
   <langSet xml:lang="es"><tig><term>legislador</term></tig></langSet>
  </termEntry>
 </body></text>
</martif>
"""


def said(concept):
    return [(t.lang, t.status.value, t.text) for t in concept.terms]


@pytest.mark.parametrize("kind", ["terms", "csv", "tsv", "tbx", "tbx-dct", "xlsx"])
def test_export_import_export_gives_the_same_bytes(tmp_path, kind):
    concepts = list(parse(GLOSSARY))
    path = tmp_path / f"g.{kind.split('-', maxsplit=1)[0]}"
    path.write_bytes(desk.rendered(concepts, kind))
    again = sources.read(path)
    assert again.dropped == ()
    assert textform.write(again.concepts) == textform.write(concepts), "nothing is lost"
    assert desk.rendered(again.concepts, kind) == path.read_bytes()


words = st.text(st.characters(exclude_categories=("Cc", "Cs")), min_size=1, max_size=20).map(str.strip).filter(
    lambda s: s and "\N{REPLACEMENT CHARACTER}" not in s)  # fmt: skip
terms = st.builds(
    Term, concept=st.just("a"), lang=st.sampled_from(["en", "pt-BR", "zh-Hant", "mul"]), text=words, status=st.sampled_from(TermStatus),
    case_sensitive=st.booleans(), forms=st.lists(words, max_size=2).map(tuple), note=st.one_of(st.just(""), words),
    sense=st.builds(Sense, fields=st.lists(words, max_size=2).map(tuple), neighbours=st.lists(words, max_size=2).map(tuple)),
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.lists(terms, min_size=1, max_size=4, unique_by=lambda t: (t.lang, t.text)), st.one_of(st.just(""), words))
def test_any_term_survives_the_text_form_and_tables(found, note):
    concept = Concept(id="a", terms=tuple(found), note=note)
    written = textform.write([concept])
    (again,) = parse(written)
    assert textform.write([again]) == written
    assert sorted(map(repr, again.terms)) == sorted(map(repr, found))
    assert again.note == note
    table = tables.write([concept])
    assert sorted(map(repr, tables.parse(table, "x.csv").concepts[0].terms)) == sorted(map(repr, found))


@pytest.mark.parametrize("data", [V3_DCA, V3_DCT, V2])
def test_every_shape_of_tbx_says_the_same(tmp_path, data):
    path = tmp_path / "x.tbx"
    path.write_text(data, "utf-8")
    (concept,) = tbx.read(path).concepts
    assert said(concept) == [("en", "preferred", "lawmaker"), ("en", "admitted", "legislator"), ("es", "preferred", "legislador")]
    assert concept.subject == "politics"
    assert concept.id == "c5"
    assert concept.terms[0].part_of_speech == "noun"


@pytest.mark.parametrize(
    ("data", "line", "why"),
    [
        ('<?xml version="1.0"?>\n<!DOCTYPE tbx [<!ENTITY x SYSTEM "file:///etc/passwd">]>\n<tbx>&x;</tbx>', 2, "entities"),
        (V3_DCA[:900], None, ""),
        ("<tbx>\n<text/></tbx>", 1, "style"),
        ('<tbx style="dca" type="TBX-Basic">\n<text><body/></text></tbx>', 1, "no entry"),
        ("<html>\n</html>", 1, "no TBX"),
        ("", 1, ""),
        (V3_DCA.replace("preferredTerm-admn-sts", "bestTerm"), 13, "administrativeStatus"),
        (V3_DCA.replace("<term>lawmaker</term>", "<term> </term>"), 10, "term"),
        (V3_DCA.replace('<descrip type="subjectField">politics</descrip>', '<termNote type="partOfSpeech">noun</termNote>'), 6, "partOfSpeech"),
        (V3_DCA.replace('xml:lang="es"', ""), 18, "xml:lang"),
        (V3_DCA.replace('xml:lang="es"', 'xml:lang="spanish"'), 5, "BCP 47"),
    ],
)  # fmt: skip
def test_broken_and_hostile_tbx_is_an_error_with_a_line_and_changes_nothing(tmp_path, data, line, why):
    path, base = tmp_path / "x.tbx", str(tmp_path / "g.db")
    path.write_text(data, "utf-8")
    with opened(base, create=True) as store:
        with pytest.raises(GlossaryError, match=why or None) as error:  # noqa: PT012
            steps, versions = desk.planned(store, path, "overwrite")
            desk.imported(store, steps, versions, Editor("ann", reviewer=True), "")
        assert f"x.tbx:{'' if line is None else line}" in str(error.value)
        assert list(store.concepts()) == []


def test_a_bad_entry_costs_only_itself(tmp_path):
    path = tmp_path / "x.tbx"
    entry = V3_DCA[V3_DCA.index("  <conceptEntry") : V3_DCA.index(" </body>")]
    bad = entry.replace("c5", "c6").replace("noun", "nouny")
    path.write_text(V3_DCA.replace(entry, entry + bad), "utf-8")
    batch = tbx.read(path)
    assert [c.id for c in batch.concepts] == ["c5"]
    assert [(d.line, "nouny" in d.why) for d in batch.dropped] == [(27, True)]


@pytest.mark.slow
def test_a_hundred_thousand_entries(tmp_path):
    path = tmp_path / "x.tbx"
    entries = "".join(
        f'<conceptEntry id="n{n}"><langSec xml:lang="en"><termSec><term>t{n}</term></termSec></langSec></conceptEntry>\n'
        for n in range(100_000)
    )
    path.write_text(f'<tbx type="TBX-Basic" style="dca"><text><body>{entries}</body></text></tbx>', "utf-8")
    assert len(tbx.read(path).concepts) == 100_000


@pytest.mark.parametrize(
    ("name", "data", "expected"),
    [
        ("deepl.tsv", "lawmaker\tlegislador\nceasefire\talto el fuego\n", [("lawmaker", "legislador"), ("ceasefire", "alto el fuego")]),
        ("deepl.csv", "lawmaker,legislador,EN,ES\n", [("lawmaker", "legislador")]),
        ("weblate.csv", '"location","source","target","flags","translator_comments"\n"","lawmaker","legislador","","a note"\n', [("lawmaker", "legislador")]),
        ("lokalise.csv", "term;description;casesensitive;translatable;forbidden;tags;en;es\nlawmaker;d;no;yes;no;;;legislador\n", [("lawmaker", "legislador")]),
        ("wide.csv", "en,es,fr\nlawmaker,legislador,\n", [("lawmaker", "legislador")]),
    ],
)  # fmt: skip
def test_tables_of_other_programs(name, data, expected):
    concepts = tables.parse(data, name, ("en", "es")).concepts
    assert [tuple(t.text for t in c.terms) for c in concepts] == expected
    assert all([t.lang for t in c.terms] == ["en", "es"] for c in concepts)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        ("", "nothing"),
        ("a,b,c\n1,2,3\n", "header"),
        ("source,target\nx,y\n", "languages"),
        ('en,es\n"x,y', "end of data"),
        ("en,es\n,\n,y\n", "empty"),
    ],
)
def test_broken_tables_are_errors(data, why):
    with pytest.raises(GlossaryError, match=why):
        tables.parse(data, "x.csv")


def test_dropped_rows_say_why():
    batch = tables.parse("en,es\nlawmaker,legislador\n,x\nceasefire,\n", "x.csv")
    assert [(d.line, "empty" in d.why) for d in batch.dropped] == [(3, True), (4, True)]


def test_a_workbook_that_is_none(tmp_path):
    path = tmp_path / "x.xlsx"
    path.write_bytes(b"PK\x03\x04 not really")
    with pytest.raises(GlossaryError, match="workbook"):
        sheets.read(path)


def test_a_memory_gives_its_short_units(tmp_path):
    path = tmp_path / "x.tmx"
    unit = '<tu><tuv xml:lang="en"><seg>{}</seg></tuv><tuv xml:lang="es"><seg>{}</seg></tuv></tu>'
    long = "one two three four five six seven eight"
    path.write_text(
        f"<tmx version='1.4'><body>{unit.format('cease<bpt/>fire', 'tregua')}{unit.format(long, long)}</body></tmx>", "utf-8"
    )
    batch = tmx.read(path)
    assert [said(c) for c in batch.concepts] == [[("en", "admitted", "ceasefire"), ("es", "admitted", "tregua")]]
    assert [d.why for d in batch.dropped] == ["a sentence, not a term"]


def test_import_policies_and_idempotence(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("concept,language,term,status\na,en,x,preferred\na,es,z,preferred\n", "utf-8")
    by = Editor("ann", reviewer=True)
    expected = {"keep": ["y"], "overwrite": ["z"], "alternative": ["y", "z"]}
    for policy, texts in expected.items():
        with opened(str(tmp_path / f"{policy}.db"), create=True) as store:
            store.save(next(parse("[a]\nen = x\nes = y")), 0, by)
            with pytest.raises(GlossaryError, match="'y' here, 'z' in the file"):
                desk.planned(store, path, "fail")
            steps, versions = desk.planned(store, path, policy)
            assert [s.kind for s in steps] == ["conflict"]
            desk.imported(store, steps, versions, by, "")
            state = list(store.concepts())
            assert [t.text for t in state[0].terms if t.lang == "es"] == texts
            steps, versions = desk.planned(store, path, policy)
            assert desk.imported(store, steps, versions, by, "") == 0
            assert list(store.concepts()) == state


def test_a_file_and_a_database_in_step(tmp_path):
    by, path = Editor("ann", reviewer=True), tmp_path / "g.terms"
    path.write_text("[a]\nen = x\n", "utf-8")
    with opened(str(tmp_path / "g.db"), create=True) as store:
        store.save(next(parse("[b]\nen = y")), 0, by)
        assert desk.synced(store, path, "", by)["concepts"] == 2
        before = path.read_bytes()
        assert desk.synced(store, path, "", by) == {"to database": 0, "to file": 0, "concepts": 2}
        assert path.read_bytes() == before
        path.write_text(before.decode().replace("= y", "= z"), "utf-8")
        with pytest.raises(GlossaryError, match="differs"):
            desk.synced(store, path, "", by)
        desk.synced(store, path, "file", by)
        assert [t.text for c in store.concepts() for t in c.terms] == ["x", "z"]


def test_the_shipped_glossary_is_in_its_own_form_and_clean():
    from auditor import corpora
    from auditor.glossary import lint

    path = corpora.path(sources.HOUSE)
    concepts = textform.read(path)
    named = [c for c in concepts if c.subject != "everyday words"]
    assert len(named) >= 400
    assert len({t.lang for c in named for t in c.terms}) >= 6
    assert path.read_text("utf-8").endswith(textform.write(concepts))
    assert [c for c in lint.lint(concepts, "2026-01-01") if c.severe] == []
    assert Path(path).suffix == ".terms"
