"""Builds the sample feeds of `corpora/feeds/` from the articles beside them.

An article holds its source and its translation; a planted error is written `[[wrong||right||kind||note]]` (an empty wrong is
an omission, an empty right an addition).  Four files come out:

- `wire.xml`         the translated feed, with the errors
- `wire.source.xml`  what it was translated from
- `wire.clean.xml`   the translated feed without the errors
- `key.jsonl`        one row an error: item, field, quote, right, kind, note, sentence
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from email.utils import format_datetime
from html import escape
from pathlib import Path

FEEDS = Path(__file__).resolve().parent.parent / "corpora" / "feeds"
ERROR = re.compile(r"\[\[(.*?)\|\|(.*?)\|\|(.*?)\|\|(.*?)\]\]|\[\[(.*?)\|\|(.*?)\|\|([^|]*?)\]\]")


def read(path: Path) -> dict[str, object]:
    """The head of an article and its two sides, each a list of `(field, marked text)`."""
    head, source, target = re.split(r"^--- (?:source|target)\n", path.read_text("utf-8"), flags=re.MULTILINE)
    meta = dict(line.split(": ", 1) for line in head.strip().splitlines())
    return {**meta, "source": fields(source), "target": fields(target)}


def fields(side: str) -> list[tuple[str, str]]:
    """One side of an article as `(field, marked text)`."""
    out = []
    for line in side.strip().splitlines():
        if line.startswith("# "):
            out.append(("headline", line[2:]))
        elif line.startswith("@"):
            name, _, text = line[1:].partition(" ")
            out.append((name, text))
        else:
            out.append(("body", line))
    return out


def parts(match: re.Match[str]) -> tuple[str, str, str, str]:
    """`(wrong, right, kind, note)` of a planted error."""
    wrong, right, kind, note = match.group(1, 2, 3, 4) if match.group(3) is not None else (*match.group(5, 6, 7), "")
    kind = kind.removeprefix("||")
    return wrong, right, kind, note


def resolve(text: str, keep: str) -> str:
    """The text with every planted error taken as `wrong` or `right`."""
    text = ERROR.sub(lambda m: parts(m)[0] if keep == "wrong" else parts(m)[1], text)
    return re.sub(r"  +", " ", text).strip()


def key_rows(article: dict[str, object]) -> list[dict[str, object]]:
    """The rows of the key for one article."""
    rows = []
    for field, text in article["target"]:  # type: ignore[union-attr]
        for match in ERROR.finditer(text):
            wrong, right, kind, note = parts(match)
            if kind == "-":
                continue
            before = resolve(text[: match.start()], "wrong")
            rows.append({
                "item": article["guid"], "field": field, "langs": article["langs"], "quote": wrong, "right": right, "kind": kind,
                "occurrence": before.count(wrong) + 1 if wrong else 0, "text": resolve(text, "wrong"), "note": note,
            })  # fmt: skip
    return rows


def item(article: dict[str, object], side: str, keep: str) -> str:
    """One item of a feed."""
    lang = str(article["langs"]).split("-")[0 if side == "source" else 1]
    rows = [(field, resolve(text, keep)) for field, text in article[side]]  # type: ignore[union-attr]
    one = {field: text for field, text in rows if field != "body"}
    body = [text for field, text in rows if field == "body" and text]
    body[0] = f"{one['dateline']} {body[0]}"
    html = "".join(f"<p>{escape(text, quote=False)}</p>\n" for text in body)
    link = article["link"] if side == "source" else article["target-link"]
    date = format_datetime(datetime.fromisoformat(str(article["date"])))
    alternate = f'<atom:link rel="alternate" hreflang="{str(article["langs"]).split("-")[0]}" href="{article["link"]}"/>'
    return f"""<item>
<title>{escape(one["headline"], quote=False)}</title>
<link>{link}</link>
{alternate if side == "target" else ""}
<guid isPermaLink="false">{article["guid"]}</guid>
<pubDate>{date}</pubDate>
<dc:language>{lang}</dc:language>
<dc:creator>{escape(one["byline"], quote=False)}</dc:creator>
<media:content url="https://wire.example/images/{article["guid"]}.jpg" medium="image">
<media:description>{escape(one["caption"], quote=False)}</media:description>
<media:credit>{escape(one["credit"], quote=False)}</media:credit>
</media:content>
<content:encoded><![CDATA[{html}]]></content:encoded>
</item>
"""


def feed(articles: list[dict[str, object]], side: str, keep: str, title: str) -> str:
    """A feed of one side, with the errors or without."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"'
        ' xmlns:media="http://search.yahoo.com/mrss/" xmlns:atom="http://www.w3.org/2005/Atom">\n<channel>\n'
        f"<title>{title}</title>\n<link>https://wire.example/</link>\n<description>{title}</description>\n"
        + "".join(item(article, side, keep) for article in articles)
        + "</channel>\n</rss>\n"
    )


def main() -> None:
    """Writes the feeds and the key."""
    articles = [read(path) for path in sorted((FEEDS / "articles").glob("*.txt"))]
    (FEEDS / "wire.xml").write_text(feed(articles, "target", "wrong", "Sample wire, translated"), "utf-8")
    (FEEDS / "wire.clean.xml").write_text(feed(articles, "target", "right", "Sample wire, translated and corrected"), "utf-8")
    (FEEDS / "wire.source.xml").write_text(feed(articles, "source", "right", "Sample wire"), "utf-8")
    rows = [row for article in articles for row in key_rows(article)]
    (FEEDS / "key.jsonl").write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), "utf-8")
    words = sum(len(resolve(text, "right").split()) for article in articles for _, text in article["target"])  # type: ignore[union-attr]
    print(f"{len(articles)} articles, {words} words, {len(rows)} planted errors")


if __name__ == "__main__":
    main()
