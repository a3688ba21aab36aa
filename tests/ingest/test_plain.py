"""Plain text, Markdown and subtitles."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.ingest import boundary, gather


def read(tmp_path, text, name, **options):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return list(gather([str(path)], **options))


def places(bundle):
    return [(s.field, s.text, s.place.line, s.place.column) for s in bundle.target.segments]


def test_paragraphs_between_empty_lines(tmp_path):
    (bundle,) = read(tmp_path, "Ministers talk peace\r\n\r\nKYIV (Reuters) — One\r\ntwo.\r\n \r\n\r\n  Three.\r\n", "a.txt")
    assert places(bundle) == [
        ("headline", "Ministers talk peace", 1, 1),
        ("dateline", "KYIV (Reuters) —", 3, 1),
        ("body", "One\r\ntwo.", 3, 18),
        ("body", "Three.", 7, 3),
    ]


def test_lines_where_there_are_no_empty_ones(tmp_path):
    (bundle,) = read(tmp_path, "One thing.\nTwo things.\nThree!\n", "a.txt")
    assert places(bundle) == [("body", "One thing.", 1, 1), ("body", "Two things.", 2, 1), ("body", "Three!", 3, 1)]
    (bundle,) = read(tmp_path, "A text that is\nwrapped at a\nnarrow width.\n", "a.txt")
    assert len(bundle.target.segments) == 1


def test_markdown(tmp_path):
    (bundle,) = read(
        tmp_path,
        """---
title: "Talks: a \\"first\\""
lang: en-GB
description: 'It''s on'
---

Setext
======

Text with a [link *here*](http://x "t"), `code`, ![a picture](p.png) and <b>html</b>
wrapped.

> quoted

1. one
   more
2. two

| a | b |
|---|---|
| c | d |

```
code
```

    indented code
""",
        "a.md",
    )
    assert [(s.field, s.text, s.place.line) for s in bundle.target.segments] == [
        ("headline", 'Talks: a "first"', 2),
        ("summary", "It's on", 4),
        ("subheading", "Setext", 7),
        ("body", "Text with a link here, code, a picture and html\nwrapped.", 10),
        ("body", "quoted", 13),
        ("body", "one\nmore", 15),
        ("body", "two", 17),
        ("body", "a", 19),
        ("body", "b", 19),
        ("body", "c", 21),
        ("body", "d", 21),
    ]
    assert bundle.target.lang == "en-GB"


def test_toml_front_matter(tmp_path):
    (bundle,) = read(tmp_path, '+++\ntitle = "T t"\nlanguage = "de"\n+++\n\nText.\n', "a.md")
    assert places(bundle)[0][:3] == ("headline", "T t", 2)
    assert bundle.target.lang == "de"


SRT = "\ufeff1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>Hello</i>,\r\n{\\an8}you.\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\nBye (Photo by X).\r\n"
VTT = "WEBVTT\n\nNOTE hi\n\nSTYLE\n::cue {}\n\nid\n00:01.000 --> 00:02.500 align:start\n<v Ana>Hola</v>, <00:00:01.500>tú &amp; yo.\n\n00:03.000 --> 00:04.000\nAdiós.\n"


def test_subtitles_of_two_languages_go_cue_by_cue(tmp_path):
    (tmp_path / "a.en.srt").write_text(SRT, newline="")
    (bundle,) = read(tmp_path, VTT, "a.es.vtt", source=str(tmp_path / "a.en.srt"))
    assert bundle.aligned
    assert [(s.text, s.place.line) for s in bundle.target.segments] == [("Hola, tú & yo.", 10), ("Adiós.", 13)]
    assert [(s.text, s.place.line) for s in bundle.source.segments] == [("Hello,\nyou.", 3), ("Bye (Photo by X).", 8)]


def test_texts_in_folders_are_paired_by_name(tmp_path):
    for lang, word in (("es", "Hola"), ("en", "Hello")):
        (tmp_path / lang).mkdir()
        for n in (1, 2, 3):
            (tmp_path / lang / f"s{n}.{lang}.txt").write_text(f"{word} number {n} of all.")
    (tmp_path / "en" / "s2.en.txt").unlink()
    out = list(gather([str(tmp_path / "es")], source=str(tmp_path / "en")))
    assert [(b.target.segments[0].text, b.source and b.source.segments[0].text) for b in out] == [
        ("Hola number 1 of all.", "Hello number 1 of all."),
        ("Hola number 2 of all.", None),
        ("Hola number 3 of all.", "Hello number 3 of all."),
    ]


def test_standard_input(tmp_path, monkeypatch):
    import io
    import sys

    class Stdin:
        buffer = io.BytesIO(b'{"target": "x", "source": "y"}\n')

    monkeypatch.setattr(sys, "stdin", Stdin)
    (bundle,) = gather(["-"])
    assert (bundle.target.segments[0].text, bundle.target.segments[0].place.path) == ("x", "-")


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\u2028\u2029\ufeff"), min_size=1, max_size=30)
        | st.sampled_from(["", "\n", " ", "(Photo by A. Bee)", "KYIV (Reuters) — x"]),
        min_size=1,
        max_size=10,
    )
)
def test_a_text_segment_is_found_at_its_line_and_column(tmp_path, pieces):
    text = "\n".join(pieces)
    lines = text.split("\n")
    for bundle in read(tmp_path, text, "a.txt"):
        for segment in getattr(getattr(bundle, "target", None), "segments", ()):
            first = segment.text.split("\n")[0]
            assert lines[segment.place.line - 1][segment.place.column - 1 :].startswith(first)
            assert boundary.safe(segment.text) == segment.text
