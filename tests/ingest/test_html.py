"""Pages: the article and its parts, without what stands around it."""

from __future__ import annotations

import pytest

from auditor.ingest import gather, html
from auditor.model import Failure

PAGE = """<!DOCTYPE html>
<html lang="es-MX"><head><meta charset="utf-8"><title>Hablan de paz | El Diario</title>
<link rel="alternate" hreflang="en" href="https://x.example/en/1"><link rel="canonical" href="https://x.example/es/1"></head>
<body class="has-sidebar"><nav><ul><li>Inicio</li></ul></nav><header class="site-header"><a>El Diario</a></header>
<main><article>
<h1>Ministros hablan
  de <em>paz</em></h1>
<p class="standfirst">Seguirán mañana.</p>
<div class="byline">Por <a rel="author">Ana Ruiz</a></div>
<figure><img src="a.jpg" alt="x"><figcaption>Humo sobre Kiev. <span class="credit">Foto: Jane Doe/AFP</span></figcaption></figure>
<p>KIEV (Reuters) — Los ministros&nbsp;hablaron<br>dos horas.</p>
<blockquote cite="x"><p>«Una <b>bue</b>na señal».</p></blockquote>
<ul><li>Uno</li><li>Dos</li></ul>
<div class="related-stories"><p>Lea también: otra cosa</p></div>
<aside><p>Publicidad</p></aside>
<p>See also: more news from the region.</p>
<script>var x = "no";</script>
</article></main>
<footer>© El Diario</footer></body></html>"""


def read(tmp_path, page, **options):
    path = tmp_path / "page.html"
    path.write_bytes(page if isinstance(page, bytes) else page.encode())
    return list(gather([str(path)], **options))


def test_the_article_and_its_parts(tmp_path):
    (bundle,) = read(tmp_path, PAGE)
    assert [(s.field, s.text, s.place.line) for s in bundle.target.segments] == [
        ("headline", "Ministros hablan de paz", 6),
        ("summary", "Seguirán mañana.", 8),
        ("byline", "Por Ana Ruiz", 9),
        ("caption", "Humo sobre Kiev.", 10),
        ("credit", "Foto: Jane Doe/AFP", 10),
        ("dateline", "KIEV (Reuters) —", 11),
        ("body", "Los ministros\N{NO-BREAK SPACE}hablaron\ndos horas.", 11),
        ("body", "«Una buena señal».", 12),
        ("body", "Uno", 13),
        ("body", "Dos", 13),
        ("body", "See also: more news from the region.", 16),
    ]
    assert bundle.target.lang == "es-MX"
    assert bundle.target.meta["alternates"] == {"en": "https://x.example/en/1"}
    assert bundle.target.meta["link"] == "https://x.example/es/1"


def test_a_headline_outside_the_article_is_found(tmp_path):
    (bundle,) = read(tmp_path, "<html><body><h1>Head line</h1><article><p>" + "Text. " * 50 + "</p></article></body></html>")
    assert bundle.target.segments[0].text == "Head line"


def test_trafilatura_picks_the_article_when_asked(tmp_path):
    pytest.importorskip("trafilatura")
    (bundle,) = read(
        tmp_path, PAGE.replace("dos horas.", "dos horas. " + "Y hablaron más de muchas cosas. " * 20), extract="trafilatura"
    )
    shown = [s.text for s in bundle.target.segments]
    assert any("hablaron" in text for text in shown)
    assert not any("Inicio" in text for text in shown)


@pytest.mark.parametrize("encoding", ["windows-1252", "utf-16", "iso-8859-1"])
def test_declared_and_undeclared_encodings(tmp_path, encoding):
    (bundle,) = read(tmp_path, f'<html><meta charset="{encoding}"><p>El señor Muñoz habló ayer.</p>'.encode(encoding))
    assert bundle.target.segments[0].text == "El señor Muñoz habló ayer."


def test_a_page_without_text_is_an_error(tmp_path):
    (failure,) = read(tmp_path, "<html><body><nav>x</nav></body></html>")
    assert isinstance(failure, Failure)
    assert "no article text" in failure.why


@pytest.mark.parametrize(
    ("markup", "shown"),
    [
        ("<p>a<b>b</b>c</p>", ["abc"]),
        ("<p>one <i>two</i> three</p>", ["one two three"]),
        ("a<br/>b", ["a\nb"]),
        ("<div>a<p>b</p>c</div>", ["a", "b", "c"]),
        ("<p>a\n   b\tc</p>", ["a b c"]),
        ("<p>a&nbsp;&nbsp;b</p>", ["a\N{NO-BREAK SPACE}\N{NO-BREAK SPACE}b"]),
        ("<table><tr><td>a</td><td>b</td></tr></table>", ["a", "b"]),
        ("<p>a<script>x</script>b</p>", ["ab"]),
        ("<p>a<!-- x -->b</p>", ["ab"]),
        ("<pre>a\n  b</pre>", ["a\n  b"]),
        ("plain", ["plain"]),
        ("<p>&#128512; &lt;b&gt;</p>", ["😀 <b>"]),
        ("", []),
        ("<p> </p><br>", []),
    ],
)
def test_blocks_read_as_a_browser_shows_them(markup, shown):
    assert [b.text for b in html.fragment(markup)] == shown
