"""XLIFF, TMX and PO: rows with their ids, languages and places; inline tags as placeholders."""

from __future__ import annotations

import pytest

from auditor.ingest import gather
from auditor.model import Failure


def read(tmp_path, data, name, **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(gather([str(path)], **options))


def sides(bundle):
    return [(t.id, s.text, t.text) for t, s in zip(bundle.target.segments, bundle.source.segments, strict=True)]


def test_xliff_1_2(tmp_path):
    (bundle,) = read(
        tmp_path,
        """<?xml version="1.0"?>
<xliff version="1.2" xmlns="urn:oasis:names:tc:xliff:document:1.2"><file original="a.html" source-language="en" target-language="es-MX"><body>
<group><trans-unit id="1"><source>Press <g id="1">OK</g><x id="2"/> &amp; go</source><target state="translated">Pulse <g id="1">Aceptar</g><x id="2"/> &amp; siga</target></trans-unit></group>
<trans-unit id="2"><source><bpt id="1">[b]</bpt>A<ept id="1">[/b]</ept> <ph id="3">%s</ph> <mrk mtype="term">B</mrk></source><target>C</target><alt-trans><target>no</target></alt-trans></trans-unit>
<trans-unit id="3"><source>Untranslated</source></trans-unit>
<trans-unit id="4" translate="no"><source>X</source><target>X</target></trans-unit>
</body></file></xliff>""",
        "a.xlf",
    )
    assert sides(bundle) == [
        ("1", "Press <1>OK</1><2/> & go", "Pulse <1>Aceptar</1><2/> & siga"),
        ("2", "<1>A</1> <3/> B", "C"),
        ("3", "Untranslated", ""),
    ]
    assert (bundle.target.id, bundle.target.lang, bundle.source.lang, bundle.aligned, bundle.lone) == (
        "a.html",
        "es-MX",
        "en",
        True,
        False,
    )
    assert [s.place.line for s in bundle.target.segments] == [3, 4, 5]
    assert bundle.target.meta["units"]["3"] == {"state": "untranslated"}


def test_xliff_2(tmp_path):
    (bundle,) = read(
        tmp_path,
        """<xliff version="2.1" xmlns="urn:oasis:names:tc:xliff:document:2.0" srcLang="en" trgLang="fr"><file id="f1">
<unit id="u1"><segment id="s1"><source>One <pc id="1">two</pc>.</source><target>Un <pc id="1">deux</pc>.</target></segment>
<segment id="s2"><source>Three<ph id="2"/></source><target>Trois<ph id="2"/></target></segment></unit>
<unit id="u2"><segment><source>A <sc id="1"/>b<ec startRef="1"/></source><target>C <sc id="1"/>d<ec startRef="1"/></target></segment></unit></file></xliff>""",
        "a.xliff",
    )
    assert sides(bundle) == [
        ("u1.s1", "One <1>two</1>.", "Un <1>deux</1>."),
        ("u1.s2", "Three<2/>", "Trois<2/>"),
        ("u2", "A <1>b</1>", "C <1>d</1>"),
    ]
    assert (bundle.target.id, bundle.target.lang, bundle.source.lang) == ("f1", "fr", "en")


TMX = """<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE tmx SYSTEM "tmx14.dtd">
<tmx version="1.4"><header srclang="en-US" datatype="plaintext"/><body>
<tu tuid="t1"><tuv xml:lang="es-ES"><seg>Señor <ph x="1">{{0}}</ph></seg></tuv><tuv xml:lang="en-US"><seg>Sir <ph x="1">{{0}}</ph></seg></tuv><tuv xml:lang="fr"><seg>Monsieur</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Two</seg></tuv><tuv xml:lang="fr"><seg>Deux</seg></tuv></tu>
<tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>
</body></tmx>"""


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "iso-8859-1"])
def test_tmx(tmp_path, encoding):
    out = read(tmp_path, TMX.format(encoding=encoding).encode(encoding), "m.tmx")
    (failure,) = [o for o in out if isinstance(o, Failure)]
    assert failure.item == "m:3"
    (bundle,) = [o for o in out if not isinstance(o, Failure)]
    assert sides(bundle) == [("t1", "Sir <1/>", "Señor <1/>"), ("m:2", "Two", "Deux")]
    assert [s.lang for s in bundle.target.segments] == ["es-ES", "fr"]
    assert bundle.lone
    out = read(tmp_path, TMX.format(encoding=encoding).encode(encoding), "m.tmx", target_lang="fr", source_lang="en")
    assert [sides(o) for o in out if not isinstance(o, Failure)] == [[("t1", "Sir <1/>", "Monsieur"), ("m:2", "Two", "Deux")]]


@pytest.mark.parametrize("bad", ["&#xD800;", "</b>", "<b>", "&nosuch;", "\x00"])
def test_a_broken_unit_costs_itself_alone(tmp_path, bad):
    units = "\n".join(
        f'<tu tuid="{n}"><tuv xml:lang="en"><seg>A {n}</seg></tuv><tuv xml:lang="es"><seg>B {bad if n == 30 else n}</seg></tuv></tu>'
        for n in range(50)
    )
    out = read(tmp_path, f"<tmx><header srclang='en'/><body>\n{units}\n</body></tmx>", "m.tmx")
    failures = [o for o in out if isinstance(o, Failure)]
    kept = [s.id for o in out if not isinstance(o, Failure) for s in o.target.segments]
    readable = bad in {"&nosuch;", "\x00"}
    assert len(kept) + sum(f.entries for f in failures) == 50
    assert kept == [str(n) for n in range(50) if n != 30 or readable]
    assert [f.line for f in failures] == ([] if readable else [32])


def test_a_file_that_is_cut_off_says_so(tmp_path):
    text = TMX.format(encoding="utf-8")
    for at in range(120, len(text) - 8, 40):
        out = read(tmp_path, text[:at], "m.tmx")
        assert any(isinstance(o, Failure) and ("cut off" in o.why or "no end tag" in o.why) for o in out)


def test_units_in_comments_are_no_units(tmp_path):
    (bundle,) = read(
        tmp_path,
        TMX.format(encoding="utf-8")
        .replace("<body>", "<body><!-- <tu><tuv> -->")
        .replace('<tu><tuv xml:lang="en"><seg>Alone</seg></tuv></tu>', ""),
        "m.tmx",
    )
    assert len(bundle.target.segments) == 2


def test_many_units_stay_flat(tmp_path):
    import tracemalloc

    path = tmp_path / "m.tmx"
    with path.open("w") as file:
        file.write('<tmx><header srclang="en"/><body>')
        for n in range(5_000):
            file.write(
                f'<tu><tuv xml:lang="en"><seg>Word {n} of many more words</seg></tuv><tuv xml:lang="es"><seg>Palabra {n} de muchas</seg></tuv></tu>\n'
            )
        file.write("</body></tmx>")
    tracemalloc.start()
    assert sum(len(b.target.segments) for b in gather([str(path)])) == 5_000
    assert tracemalloc.get_traced_memory()[1] < 8 << 20
    tracemalloc.stop()


def test_po(tmp_path):
    (bundle,) = read(
        tmp_path,
        """msgid ""
msgstr ""
"Content-Type: text/plain; charset=ISO-8859-1\\n"
"Language: es_MX\\n"

#: a.c:1
msgctxt "menu"
msgid "Open"
msgstr "Abrir señor"

#, fuzzy
msgid "Close"
msgstr "Cerrar"

msgid "Missing"
msgstr ""

msgid "%d file"
msgid_plural "%d files"
msgstr[0] "%d archivo"
msgstr[1] "%d archivos"

#~ msgid "Old"
#~ msgstr "Viejo"
""".encode("latin-1"),
        "es.po",
        source_lang="en",
    )
    assert [(s, t) for _, s, t in sides(bundle)] == [
        ("Open", "Abrir señor"),
        ("Close", "Cerrar"),
        ("Missing", ""),
        ("%d file", "%d archivo"),
        ("%d files", "%d archivos"),
    ]
    assert (bundle.target.lang, bundle.source.lang, bundle.lone) == ("es-MX", "en", True)
    assert bundle.target.segments[0].place.line == 9
    states = [u.get("state") for u in bundle.target.meta["units"].values()]
    assert states == [None, "fuzzy", "untranslated"]


@pytest.mark.parametrize(
    "data",
    [
        b'msgid "a"\nmsgstr "b\n',
        b'msgid ""\nmsgstr "Content-Type: text/plain; charset=klingon\\n"\n\nmsgid "a"\nmsgstr "\xff\xfeb"\n',
        b"nonsense here\n",
        b'msgid "a"\nmsgid "b"\n',
    ],
)
def test_broken_po_is_read_or_refused(tmp_path, data):
    assert read(tmp_path, data, "a.po") is not None


def test_a_broken_po_entry_costs_itself(tmp_path):
    good = "".join(f'msgid "a{n}"\nmsgstr "b{n}"\n\n' for n in range(30))
    head = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: de\\n"\n\n'
    out = read(tmp_path, (head + good + "nonsense here\n\n" + good.replace("a", "c")).encode(), "a.po", source_lang="en")
    (failure,) = (item for item in out if isinstance(item, Failure))
    texts = [s.text for item in out if not isinstance(item, Failure) for s in item.target.segments]
    assert len(texts) == 60
    assert failure.line == 5 + 30 * 3 + 1
    assert "not well-formed" in failure.why


def test_po_is_read_in_pieces(tmp_path, monkeypatch):
    from auditor.ingest import exchange

    text = 'msgid ""\nmsgstr ""\n"Language: de\\n"\n\n' + "".join(f'msgid "a{n}"\nmsgstr "b{n}"\n\n' for n in range(200))
    (whole,) = read(tmp_path, text.encode(), "a.po")
    monkeypatch.setattr(exchange, "_PO_LINES", 20)
    (pieces,) = read(tmp_path, text.encode(), "a.po")
    assert pieces == whole
