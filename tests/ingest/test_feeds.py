"""Feeds as found: shapes written after those of real systems."""

from __future__ import annotations

import json

import pytest

from auditor.ingest import gather
from auditor.model import Failure


def read(tmp_path, data, name="feed.xml", **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return list(gather([str(path)], **options))


def texts(bundle):
    return [(s.field, s.text) for s in bundle.target.segments]


def rss(items, head="", namespaces=""):
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" {namespaces}><channel><title>T</title>{head}\n{items}</channel></rss>'


def test_wordpress(tmp_path):
    (bundle,) = read(
        tmp_path,
        rss(
            """<item><title>Talks go on &#8211; again</title><link>https://x.example/2025/06/talks/</link>
        <dc:creator><![CDATA[Ana Ruiz]]></dc:creator><pubDate>Tue, 03 Jun 2025 08:00:00 +0000</pubDate>
        <category><![CDATA[World]]></category><guid isPermaLink="false">https://x.example/?p=77</guid>
        <description><![CDATA[KYIV (Reuters) — Officials met on Monday and [&#8230;]]]></description>
        <content:encoded><![CDATA[<p>KYIV (Reuters) — Officials met on Monday and talked.</p>
<figure class="wp-block-image"><img src="a.jpg" alt=""/><figcaption class="wp-element-caption">The hall. (Credit: Ministry/Manual/Agency)</figcaption></figure>
<p>They go on.</p>]]></content:encoded></item>""",
            "<language>en-US</language>",
            'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"',
        ),
    )
    assert texts(bundle) == [
        ("headline", "Talks go on – again"), ("byline", "Ana Ruiz"), ("dateline", "KYIV (Reuters) —"),
        ("body", "Officials met on Monday and talked."), ("caption", "The hall."), ("credit", "(Credit: Ministry/Manual/Agency)"),
        ("body", "They go on."),
    ]  # fmt: skip
    assert bundle.target.lang == "en-US"
    assert bundle.target.meta["date"] == "2025-06-03T08:00:00+00:00"
    assert bundle.target.segments[-1].place.line == 9
    assert bundle.target.segments[-1].place.item == "https://x.example/?p=77"


def test_a_cms_with_escaped_html(tmp_path):
    (bundle,) = read(
        tmp_path,
        rss(
            "<item><title>A &amp;amp; B</title><description>&lt;p&gt;One&amp;nbsp;two.&lt;br/&gt;Three&lt;/p&gt;&lt;ul&gt;&lt;li&gt;Four&lt;/li&gt;&lt;/ul&gt;</description></item>"
        ),
    )
    assert texts(bundle) == [("headline", "A & B"), ("body", "One\N{NO-BREAK SPACE}two.\nThree"), ("body", "Four")]


def test_atom_with_xhtml_and_languages(tmp_path):
    (one, two) = read(
        tmp_path,
        """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="es"><title>T</title>
<entry xml:lang="pt-BR"><id>u1</id><title type="html">Um &lt;em&gt;dois&lt;/em&gt;</title><link rel="alternate" href="https://x.example/1"/>
<link rel="alternate" hreflang="en" href="https://x.example/en/1"/><author><name>Rui Sá</name></author><updated>2025-06-03T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Olá <b>mun</b>do.</p>
<blockquote lang="en"><p>Quote.</p></blockquote></div></content></entry>
<entry><id>u2</id><title>Dos</title><summary type="text">1 &lt; 2 &amp; <![CDATA[<b>]]></summary></entry></feed>""",
    )
    assert texts(one) == [("headline", "Um dois"), ("byline", "Rui Sá"), ("body", "Olá mundo."), ("body", "Quote.")]
    assert [s.lang for s in one.target.segments] == ["pt-BR", "pt-BR", "pt-BR", "en"]
    assert one.target.meta["alternates"] == {"en": "https://x.example/en/1"}
    assert [s.place.line for s in one.target.segments][2:] == [4, 5]
    assert two.target.lang == "es"
    assert texts(two) == [("headline", "Dos"), ("body", "1 < 2 & <b>")]


def test_rdf(tmp_path):
    (bundle,) = read(
        tmp_path,
        """<?xml version="1.0"?><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
 xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>T</title><dc:language>ja</dc:language>
<items><rdf:Seq><rdf:li rdf:resource="https://x.example/1"/></rdf:Seq></items></channel>
<item rdf:about="https://x.example/1"><title>首相が訪問</title><link>https://x.example/1</link><description>本文です。</description><dc:date>2025-06-03T08:00+09:00</dc:date></item></rdf:RDF>""",
    )
    assert texts(bundle) == [("headline", "首相が訪問"), ("body", "本文です。")]
    assert (bundle.target.id, bundle.target.lang) == ("https://x.example/1", "ja")
    assert bundle.target.meta["date"] == "2025-06-02T23:00:00+00:00"


def test_json_feed(tmp_path):
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": "T", "language": "fr", "items": [
        {"id": "1", "url": "https://x.example/1", "title": "Un", "content_html": "<p>Deux.</p><p>Photo : Jean Roux/AFP</p>", "authors": [{"name": "Zoé"}], "language": "fr-CA"},
        {"id": 2, "content_text": "Trois.\n\nQuatre."}]}  # fmt: skip
    one, two = read(tmp_path, json.dumps(feed, ensure_ascii=False, indent=1), "feed.json")
    assert texts(one) == [("headline", "Un"), ("byline", "Zoé"), ("body", "Deux."), ("credit", "Photo : Jean Roux/AFP")]
    assert (one.target.lang, two.target.lang, two.target.id) == ("fr-CA", "fr", "2")
    assert texts(two) == [("body", "Trois."), ("body", "Quatre.")]
    assert one.target.segments[0].place.line == 6


def test_media_rss_groups(tmp_path):
    (bundle,) = read(
        tmp_path,
        rss(
            """<item><title>A b</title><media:group><media:content url="https://x/1.jpg"/><media:content url="https://x/2.jpg"/>
<media:credit role="photographer">Ministry/Manual/Agency</media:credit><media:description type="html">&lt;p&gt;He waves.&lt;/p&gt;</media:description></media:group>
<media:credit>Ministry/Manual/Agency</media:credit></item>""",
            namespaces='xmlns:media="http://search.yahoo.com/mrss/"',
        ),
    )
    assert texts(bundle) == [("headline", "A b"), ("credit", "Ministry/Manual/Agency"), ("caption", "He waves.")]
    assert bundle.target.meta["images"] == ("https://x/1.jpg", "https://x/2.jpg")


def test_missing_and_doubled_guids(tmp_path):
    out = read(
        tmp_path,
        rss(
            "<item><title>A b</title><guid>g</guid></item><item><title>C d</title><guid>g</guid></item><item><title>E f</title></item>"
        ),
    )
    assert [b.target.id for b in out][:2] == ["g", "g#2"]
    assert out[2].target.id.endswith("feed.xml#3")
    assert [s.id for b in out for s in b.target.segments][:2] == ["g:0", "g#2:0"]


def test_relative_links(tmp_path):
    (bundle,) = read(tmp_path, rss("<item><title>A b</title><link>/es/1</link></item>", "<link>https://x.example/</link>"))
    assert bundle.target.meta["link"] == "https://x.example/es/1"


@pytest.mark.parametrize(
    ("declared", "real"),
    [
        ("utf-8", "cp1252"),
        ("iso-8859-1", "utf-8"),
        ("windows-1252", "utf-8"),
        ("us-ascii", "utf-8"),
        ("utf-16", "utf-8"),
        ("klingon", "utf-8"),
        ("hex", "utf-8"),
    ],
)
def test_wrong_declared_charset(tmp_path, declared, real):
    text = rss("<item><title>El señor Muñoz habló</title></item>").replace("UTF-8", declared)
    (bundle,) = read(tmp_path, text.encode(real))
    assert texts(bundle) == [("headline", "El señor Muñoz habló")]
    assert any(declared in note for note in bundle.target.meta["notes"])


@pytest.mark.parametrize(
    "encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-8-sig", "utf-32", "koi8-r", "windows-1251", "iso-8859-5"]
)
def test_right_declared_charset(tmp_path, encoding):
    text = rss("<item><title>Президент выступил</title></item>").replace("UTF-8", encoding)
    (bundle,) = read(tmp_path, text.encode(encoding))
    assert texts(bundle) == [("headline", "Президент выступил")]


def test_html_entities_and_declared_entities(tmp_path):
    text = (
        '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY agency "Agencia EFE"><!ENTITY eacute "é">]>\n'
        + rss("<item><title>&agency; caf&eacute;&nbsp;&mdash;&hellip; &unknown; &lt;</title></item>").partition("\n")[2]
    )
    (bundle,) = read(tmp_path, text)
    assert texts(bundle) == [("headline", "Agencia EFE café\N{NO-BREAK SPACE}—… &unknown; <")]


def test_future_dates_empty_items_and_5000_items(tmp_path):
    out = read(
        tmp_path,
        rss(
            "<item><title>A b</title><pubDate>Tue, 03 Jun 2099 08:00:00 GMT</pubDate></item><item/><item><title/></item>"
            + "<item><title>C d</title></item>" * 5000
        ),
    )
    assert len(out) == 5003
    assert out[0].target.meta["date"].startswith("2099")
    assert [len(b.target.segments) for b in out[:4]] == [1, 0, 0, 1]
    assert "the entry has no text" in out[1].target.meta["notes"]


def test_podcast_and_unknown_prefixes(tmp_path):
    (bundle,) = read(
        tmp_path,
        rss(
            "<item><title>A b</title><itunes:title>A b again</itunes:title><itunes:summary>No</itunes:summary><x:y>No</x:y><description>Yes.</description></item>"
        ),
    )
    assert texts(bundle) == [("headline", "A b"), ("body", "Yes.")]


def test_netscape_doctype_and_no_declaration(tmp_path):
    (bundle,) = read(
        tmp_path,
        '<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://x.example/rss-0.91.dtd">\n<rss version="0.91"><channel><item><title>A b</title></item></channel></rss>',
    )
    assert texts(bundle) == [("headline", "A b")]


def test_comments_and_cdata_with_item_tags_in_them(tmp_path):
    out = read(
        tmp_path,
        rss(
            "<!-- <item><title>no</title></item> --><item><title>A b</title><description><![CDATA[Write &lt;item> or <item>.]]></description></item><item><title>C d</title></item>"
        ),
    )
    assert [b.target.segments[0].text for b in out] == ["A b", "C d"]


def test_rss_author_and_prefixed_atom(tmp_path):
    (one,) = read(tmp_path, rss("<item><title>A b</title><author>desk@x.example (Jane Doe)</author></item>"))
    assert texts(one)[1] == ("byline", "Jane Doe")
    (two,) = read(
        tmp_path, '<a:feed xmlns:a="http://www.w3.org/2005/Atom"><a:entry><a:id>1</a:id><a:title>T t</a:title></a:entry></a:feed>'
    )
    assert texts(two) == [("headline", "T t")]


def test_a_feed_without_entries_says_so(tmp_path):
    (failure,) = read(tmp_path, rss(""))
    assert isinstance(failure, Failure)
    assert "no entries" in failure.why


def test_language_given_by_the_user_wins_and_the_declared_one_is_kept(tmp_path):
    (bundle,) = read(tmp_path, rss("<item><title>A b</title></item>", "<language>es</language>"), target_lang="en")
    assert bundle.target.lang == bundle.target.segments[0].lang == "en"
    assert bundle.target.meta["declared_lang"] == "es"


def test_ninjs_names_are_kept_as_evidence(tmp_path):
    item = {"uri": "urn:x:1", "language": "en", "headline": "Talks", "byline": "Ana Ruiz", "located": "Kyiv", "body_xhtml": "<p>One.</p>",
            "person": [{"name": "Olena Zelenska"}], "place": [{"name": "Kyiv"}], "organisation": [{"name": "NATO"}],
            "associations": {"main": {"headline": "Pic", "description_text": "He waves.", "creditline": "AFP"}}}  # fmt: skip
    (bundle,) = read(tmp_path, json.dumps(item), "item.json")
    assert texts(bundle) == [
        ("headline", "Talks"),
        ("byline", "Ana Ruiz"),
        ("dateline", "Kyiv"),
        ("body", "One."),
        ("caption", "He waves."),
        ("credit", "AFP"),
    ]
    assert bundle.target.meta["people"] == ("Olena Zelenska",)
    newer = {
        "uri": "urn:x:2",
        "headlines": [{"value": "Two"}],
        "bodies": [{"contenttype": "text/plain", "value": "Body."}],
        "people": [{"name": "B"}],
        "standard": {"version": "3.0"},
    }
    (bundle,) = read(tmp_path, json.dumps(newer), "item.json")
    assert texts(bundle) == [("headline", "Two"), ("body", "Body.")]
    assert bundle.target.meta["people"] == ("B",)


def test_newsml_g2(tmp_path):
    (bundle,) = read(
        tmp_path,
        """<?xml version="1.0" encoding="UTF-8"?>
<newsMessage xmlns="http://iptc.org/std/nar/2006-10-01/"><header/><itemSet><newsItem guid="urn:n:1" version="1" xml:lang="en">
<contentMeta><contentCreated>2025-06-03T08:00:00Z</contentCreated><by>By Ana Ruiz</by><creditline>AFP</creditline><language tag="en-GB"/><headline>Talks</headline>
<subject type="cpnat:person"><name>Olena Zelenska</name></subject></contentMeta>
<contentSet><inlineXML contenttype="application/xhtml+xml"><html xmlns="http://www.w3.org/1999/xhtml"><head><title>T</title></head><body><p>One.</p>
<p>Two.</p></body></html></inlineXML></contentSet></newsItem></itemSet></newsMessage>""",
    )
    assert texts(bundle) == [
        ("headline", "Talks"),
        ("byline", "By Ana Ruiz"),
        ("body", "One."),
        ("body", "Two."),
        ("credit", "AFP"),
    ]
    assert (bundle.target.lang, bundle.target.meta["people"]) == ("en-GB", ("Olena Zelenska",))
    assert bundle.target.segments[3].place.line == 6
