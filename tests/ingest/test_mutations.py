"""Whatever is done to the bytes of one entry, all others are kept as they were."""

from __future__ import annotations

import random

import pytest

from auditor.ingest import gather
from auditor.model import Failure

COUNT, BAD = 20, 10
ITEM = (
    '<item><title>Headline {n} &amp; more</title><guid>g{n}</guid><link>https://x.example/{n}</link>'
    '<description><![CDATA[<p>Text of <b>story</b> {n}.</p>]]></description><media:credit role="x">AFP</media:credit></item>\n'
)  # fmt: skip
BITS = [
    b"<",
    b">",
    b"&",
    b"]]>",
    b"<![CDATA[",
    b"<!--",
    b"-->",
    b"</item>",
    b"<item>",
    b"&#xD800;",
    b"\x00",
    b"\xff",
    b"'",
    b'"',
    b"</",
    b"<p",
    b"&lt;",
    b"\xed\xa0\x80",
    b"<?",
    b"/>",
    b"<!DOCTYPE x>",
]


@pytest.mark.parametrize("seed", range(150))
def test_other_entries_are_kept_as_they_were(tmp_path, seed):
    chance = random.Random(seed)
    items = [ITEM.format(n=n).encode() for n in range(COUNT)]
    body = bytearray(items[BAD])
    inner = (len(b"<item>"), len(body) - len(b"</item>\n"))  # its own tags are for other tests
    for _ in range(chance.randint(1, 3)):
        at = chance.randint(*inner)
        match chance.randint(0, 2):
            case 0:
                body[at:at] = chance.choice(BITS)
            case 1:
                del body[at : min(at + chance.randint(1, 30), len(body) - len(b"</item>\n"))]
            case 2:
                body[at : at + 1] = bytes([chance.randint(0, 255)])
    items[BAD] = bytes(body)
    path = tmp_path / "feed.xml"
    path.write_bytes(b'<rss xmlns:media="http://search.yahoo.com/mrss/"><channel>' + b"".join(items) + b"</channel></rss>")
    out = list(gather([str(path)]))
    kept = {b.target.meta.get("guid"): [s.text for s in b.target.segments] for b in out if not isinstance(b, Failure)}
    for n in range(COUNT):
        if n != BAD:
            assert kept.get(f"g{n}") == [f"Headline {n} & more", f"Text of story {n}.", "AFP"]
