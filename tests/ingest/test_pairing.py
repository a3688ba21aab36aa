"""Items of two feeds find each other, whatever the order and the guids."""

from __future__ import annotations

import random

import pytest

from auditor.ingest import gather
from auditor.ingest.pairing import without_language

PEOPLE = ["Zelensky", "Macron", "Erdogan", "Lula", "Modi", "Netanyahu", "Trudeau", "Sunak", "Milei", "Petro", "Orban", "Meloni"]
TOWNS = ["Kherson", "Lyon", "Ankara", "Recife", "Mumbai", "Haifa", "Toronto", "Leeds", "Rosario", "Bogota", "Szeged", "Torino"]


def feed(lang, items):
    return f'<rss version="2.0" xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>T</title><language>{lang}</language>{"".join(items)}</channel></rss>'


def story(n, lang, extra="", date=True, minute=0):
    says, of = ("said talks go on in", "people") if lang == "en" else ("dijo que siguen las conversaciones en", "personas")
    when = f"<pubDate>Tue, {3 + n % 5:02d} Jun 2025 {n % 24:02d}:{minute:02d}:00 GMT</pubDate>" if date else ""
    return f"<item><title>{PEOPLE[n]} — {TOWNS[n]}</title><description>{PEOPLE[n]} {says} {TOWNS[n]}, {100 + 37 * n} {of}.</description>{extra}{when}</item>"


def paired(tmp_path, target, source):
    (tmp_path / "t.xml").write_text(feed("es", target))
    (tmp_path / "s.xml").write_text(feed("en", source))
    out = list(gather([str(tmp_path / "t.xml")], source=str(tmp_path / "s.xml")))
    return out, {b.target.meta["title"]: b.source and b.source.meta["title"] for b in out}


KINDS = {
    "guid": lambda n, lang: f"<guid>story-{n}</guid>",
    "link": lambda n, lang: f"<guid>{lang}{n * 7}</guid><link>https://x.example/s/{n}?utm_source={lang}</link>",
    "language in link": lambda n, lang: f"<link>https://x.example/{lang}/s/{n}</link>",
    "language in host": lambda n, lang: f"<link>https://{lang}.x.example/s/{n}</link>",
    "number in link": lambda n, lang: (
        f"<link>https://x.example/{'noticia' if lang == 'es' else 'story'}-{1234500 + n}.html</link>"
    ),
    "alternate": lambda n, lang: (
        f'<link>https://x.example/{lang}-{n * (3 if lang == "es" else 5)}</link><atom:link rel="alternate" hreflang="en" href="https://x.example/en-{n * 5}"/>'
        if lang == "es"
        else f"<link>https://x.example/en-{n * 5}</link>"
    ),
    "picture": lambda n, lang: f'<enclosure url="https://cdn.example/{lang}/img{n}.jpg" type="image/jpeg" length="1"/>',
    "names and date": lambda n, lang: f"<guid>{lang}{n * (3 if lang == 'es' else 11)}</guid>",
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(3))
def test_items_find_each_other_in_any_order(tmp_path, kind, seed):
    shuffle = random.Random(seed)
    order = list(range(len(PEOPLE)))
    target = [story(n, "es", KINDS[kind](n, "es"), minute=7) for n in order]
    shuffle.shuffle(order)
    source = [story(n, "en", KINDS[kind](n, "en")) for n in order]
    _, pairs = paired(tmp_path, target, source)
    assert len(pairs) == len(PEOPLE)
    assert all(t == s for t, s in pairs.items())


def test_names_alone_are_enough_and_strangers_stay_alone(tmp_path):
    target = [story(n, "es", date=False) for n in range(8)] + [
        "<item><title>Receta de cocina</title><description>Mezclar la harina.</description></item>"
    ]
    source = [story(n, "en", date=False) for n in (7, 6, 5, 4, 3, 2, 1, 11, 10)]
    out, pairs = paired(tmp_path, target, source)
    assert {t: s for t, s in pairs.items() if s} == {
        f"{PEOPLE[n]} — {TOWNS[n]}": f"{PEOPLE[n]} — {TOWNS[n]}" for n in range(1, 8)
    }
    assert pairs["Receta de cocina"] is None
    assert out[0].target.meta["unused"] == {"source": 2}


def test_the_same_moment_pairs_scripts_that_share_no_letters(tmp_path):
    target = [
        f"<item><title>标题第{n}号</title><pubDate>Tue, 03 Jun 2025 {h:02d}:{5 * h:02d}:11 GMT</pubDate></item>"
        for n, h in (("一", 1), ("二", 2), ("三", 3))
    ]
    source = [
        f"<item><title>Title {n}</title><pubDate>Tue, 03 Jun 2025 {h:02d}:{5 * h:02d}:11 GMT</pubDate></item>"
        for n, h in (("three", 3), ("one", 1), ("two", 2))
    ]
    _, pairs = paired(tmp_path, target, source)
    assert pairs == {"标题第一号": "Title one", "标题第二号": "Title two", "标题第三号": "Title three"}


def test_old_items_are_not_paired_by_names_with_new_ones(tmp_path):
    target = [story(0, "es"), story(1, "es")]
    source = [story(0, "en").replace("2025", "2019"), story(2, "en")]
    _, pairs = paired(tmp_path, target, source)
    assert set(pairs.values()) == {None}


def test_two_single_pages_belong_together(tmp_path):
    (tmp_path / "t.html").write_text("<h1>Hola</h1><p>Uno.")
    (tmp_path / "s.txt").write_text("Hello all\n\nOne.")
    (bundle,) = gather(
        [str(tmp_path / "t.html")],
        source=str(tmp_path / "s.txt"),
        references=[str(tmp_path / "s.txt")],
        target_lang="es",
        source_lang="en",
    )
    assert bundle.source.segments[0].text == bundle.references[0].segments[0].text == "Hello all"
    assert (bundle.target.lang, bundle.source.lang, bundle.references[0].lang) == ("es", "en", "es")
    assert not bundle.aligned


def test_a_poisonous_source_item_leaves_its_target_without_source(tmp_path):
    target = [story(n, "es", f"<guid>{n}</guid>") for n in range(3)]
    source = [story(n, "en", f"<guid>{n}</guid>" + ("&#0;" if n == 1 else "")) for n in range(3)]
    (tmp_path / "t.xml").write_text(feed("es", target))
    (tmp_path / "s.xml").write_text(feed("en", source))
    out = list(gather([str(tmp_path / "t.xml")], source=str(tmp_path / "s.xml")))
    assert [o.entries for o in out if not hasattr(o, "target")] == [0]
    assert [bool(o.source) for o in out if hasattr(o, "target")] == [True, False, True]


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("a/de/b", "a/b"),
        ("x.zh-Hant.html", "x.html"),
        ("video-es.vtt", "video.vtt"),
        ("made-in-it.html", "made-in.html"),
        ("plan-b", "plan-b"),
        ("x", "x"),
        ("", ""),
    ],
)
def test_names_without_their_language(name, bare):
    assert without_language(name) == bare
