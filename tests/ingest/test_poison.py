"""One poisonous entry among many costs itself alone, in every feed format, whatever is wrong with it."""

from __future__ import annotations

import pytest

from auditor.ingest import gather
from auditor.model import Failure

COUNT, BAD = 500, 250

RSS = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:media="http://search.yahoo.com/mrss/"><channel><title>T</title><language>en</language>\n',
    b"<item><guid>g%d</guid><title>Headline %d</title><description><![CDATA[<p>The text of story %d.</p>]]>%s</description></item>\n",
    b"</channel></rss>",
)
ATOM = (
    b'<?xml version="1.0" encoding="UTF-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title>T</title>\n',
    b'<entry><id>g%d</id><title>Headline %d</title><content type="html"><![CDATA[<p>The text of story %d.</p>]]>%s</content></entry>\n',
    b"</feed>",
)
RDF = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel rdf:about="x"><title>T</title></channel>\n',
    b'<item rdf:about="g%d"><title>Headline %d</title><description><![CDATA[<p>The text of story %d.</p>]]>%s</description></item>\n',
    b"</rdf:RDF>",
)
# What is put into entry 250; True: the entry itself can still be read, with a note.
DEFECTS = {
    "surrogate reference": (b"bad &#xD800; here", False),
    "NUL reference": (b"bad &#0; here", False),
    "control reference": (b"bad &#x1F; here", False),
    "stray end tag": (b"bad </b> here", False),
    "stray start tag": (b"bad <p> here", False),
    "unclosed CDATA": (b"bad <![CDATA[ here", False),
    "unclosed comment": (b"bad <!-- here", False),
    "attribute without quotes": (b"bad <a href=x>y</a> here", False),
    "bare less-than": (b"bad 1 < 2 here", False),
    "doubled attribute": (b'bad <a b="1" b="2">y</a> here', False),
    "processing instruction": (b"bad <?x here", False),
    "many attributes": (b"bad <a " + b" ".join(b'a%d="1"' % n for n in range(2000)) + b">y</a>", False),
    "nested too deeply": (b"<b>" * 400 + b"x" + b"</b>" * 400, False),
    "undeclared entity": (b"bad &nosuch; here", True),
    "bare ampersand": (b"R&D here", True),
    "raw NUL": (b"bad \x00 here", True),
    "raw control": (b"bad \x1b[2J here", True),
    "lone surrogate bytes": (b"bad \xed\xa0\x80 here", True),
    "bad UTF-8": (b"bad \xff\xfe here", True),
    "HTML entity": (b"caf&eacute; here", True),
    "undeclared prefix": (b"bad <foo:bar>x</foo:bar> here", True),
}


def feed_of(shape, payload):
    head, item, tail = shape
    return head + b"".join(item % (n, n, n, payload if n == BAD else b"") for n in range(1, COUNT + 1)) + tail


@pytest.mark.parametrize("shape", [RSS, ATOM, RDF], ids=["rss", "atom", "rdf"])
@pytest.mark.parametrize("defect", DEFECTS)
def test_one_poisonous_entry_costs_itself_alone(tmp_path, shape, defect):
    payload, readable = DEFECTS[defect]
    path = tmp_path / "feed.xml"
    path.write_bytes(feed_of(shape, payload))
    out = list(gather([str(path)]))
    failures = [o for o in out if isinstance(o, Failure)]
    kept = [o.target.id for o in out if not isinstance(o, Failure)]
    assert len(kept) + sum(f.entries for f in failures) == COUNT
    assert [f"g{n}" for n in range(1, COUNT + 1) if n != BAD or readable] == kept
    if not readable:
        (failure,) = failures
        assert failure.line == BAD + 2
        assert failure.why
    for bundle in (o for o in out if not isinstance(o, Failure) and o.target.id != f"g{BAD}"):
        n = bundle.target.id[1:]
        assert [s.text for s in bundle.target.segments] == [f"Headline {n}", f"The text of story {n}."]


@pytest.mark.parametrize("missing", [b"</item>", b"<item>"])
def test_a_missing_item_tag_costs_one_entry(tmp_path, missing):
    lines = feed_of(RSS, b"").split(b"\n")
    lines[BAD + 1] = lines[BAD + 1].replace(missing, b"")
    path = tmp_path / "feed.xml"
    path.write_bytes(b"\n".join(lines))
    out = list(gather([str(path)]))
    assert [o.target.id for o in out if not isinstance(o, Failure)] == [f"g{n}" for n in range(1, COUNT + 1) if n != BAD]
    assert ["no start or no end" in o.why for o in out if isinstance(o, Failure)] == [True]


JSON_DEFECTS = {
    "lone surrogate": (rb'"content_text": "bad \ud800 here"', True),
    "NUL escape": (rb'"content_text": "bad \u0000 here"', True),
    "bad UTF-8": (b'"content_text": "bad \xff here"', True),
    "huge integer": (b'"x": ' + b"9" * 6000, True),
    "raw control": (b'"content_text": "bad \x01 here"', False),
    "unescaped quote": (b'"content_text": "bad "quoted" here"', False),
    "bad escape": (rb'"content_text": "bad \q here"', False),
    "missing comma": (b'"content_text": "bad" "a": 1', False),
    "trailing comma": (b'"content_text": "bad",', False),
    "bare word": (b'"content_text": undefined', False),
    "unclosed string": (b'"content_text": "bad', False),
    "deep nesting": (b'"x": ' + b"[" * 100_000, False),
    "single quotes": (b"'content_text': 'bad'", False),
}


@pytest.mark.parametrize("defect", JSON_DEFECTS)
def test_one_poisonous_item_of_a_json_feed_costs_itself_alone(tmp_path, defect):
    payload, readable = JSON_DEFECTS[defect]
    items = [
        b'{"id": "g%d", "title": "Headline %d", %s}' % (n, n, payload if n == BAD else b'"content_text": "Story %d."' % n)
        for n in range(1, COUNT + 1)
    ]
    path = tmp_path / "feed.json"
    path.write_bytes(
        b'{"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "en",\n"items": [\n'
        + b",\n".join(items)
        + b"\n]}"
    )
    out = list(gather([str(path)]))
    failures = [o for o in out if isinstance(o, Failure)]
    kept = [o.target.id for o in out if not isinstance(o, Failure)]
    assert [f"g{n}" for n in range(1, COUNT + 1) if n != BAD or readable] == kept
    assert len(kept) + sum(f.entries for f in failures) == COUNT
    assert {o.target.lang for o in out if not isinstance(o, Failure)} == {"en"}
    assert not readable or not failures


@pytest.mark.parametrize("length", [*range(4030, 4110, 3), 16_300, 16_384, 70_000])
def test_items_of_any_length_beside_a_broken_one_are_read(tmp_path, length):
    path = tmp_path / "feed.json"
    escapes = r"\u00e9 \"q\" 12.5 " * (length // 18)
    items = [
        f'{{"id": "a", "content_text": "{escapes.ljust(length, "x")}", "n": [true, -1.5e3]}}',
        '{"id": "b", "title" x}',
        '{"id": "c", "title": "C d"}',
    ]
    path.write_text('{"items": [\n' + ",\n".join(items) + "\n]}")
    first, failure, last = gather([str(path)])
    assert sum(len(s.text) for s in first.target.segments) > length // 2
    assert (failure.item, failure.line, last.target.id) == ("item 2", 3, "c")


@pytest.mark.parametrize("percent", range(3, 100, 8))
def test_a_feed_cut_anywhere_says_so(tmp_path, percent):
    whole = feed_of(RSS, b"")
    path = tmp_path / "feed.xml"
    path.write_bytes(whole[: len(whole) * percent // 100])
    out = list(gather([str(path)]))
    (failure,) = [o for o in out if isinstance(o, Failure)]
    assert "cut off" in failure.why
    kept = [o for o in out if not isinstance(o, Failure)]
    assert abs(len(kept) - COUNT * percent // 100) < 12
