"""Markdown from hostile text, rendered: no link, no image, no mention, no HTML."""

from __future__ import annotations

import regex
import sample as made
from markdown_it import MarkdownIt

from auditor.model import Report, ReportedDocument, ReportedUnit, Severity, Skip
from auditor.report import FORMATS
from auditor.report.markdown import md

ATTACKS = (
    "[x](http://evil.test)", "![x](http://evil.test/a.png)", "<http://evil.test>", "http://evil.test/a", "https://evil.test", "www.evil.test",
    "someone@evil.test", "@everyone", "#123", "GH-12", "owner/repo#5", "<img src=x>", "<script>alert(1)</script>", "<!-- x -->", "&lt;b&gt;", "&#60;b>",
    "**bold**", "__bold__", "_it_", "~~x~~", "`code`", "``` fence", "~~~ fence", "# head", "> quote", "- item", "+ item", "1. item", "1) item", "---", "===",
    "| a | b |", "a | b\n---|---\n1 | 2", "[x]: http://evil.test", "[^1]: note", "\\[x](http://evil.test)", "\\\\[x](http://evil.test)", "$x^2$", "a  \nb",
    "<a href='http://evil.test'>x</a>", "ftp://evil.test", "mailto:a@evil.test", "]( http://evil.test)", "*a*", "<details>", "[[wiki]]", "\t code", "&copy;",
)  # fmt: skip


def _html(text: str) -> str:
    return MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)


def _report() -> Report:
    units, found = [], []
    for number, attack in enumerate(ATTACKS):
        unit = made.unit(f"u{number}", "d", f"{attack} wrong {attack}", attack)
        units.append(ReportedUnit(unit))
        found += [
            made.found(unit, attack, "wrong", attack, Severity.MAJOR, 0.5, attack, suggestion=attack),
            made.found(unit, "r/r", attack, "x", Severity.MINOR, 0.5, f"It says {attack}"),
        ]
    skips = tuple(Skip(attack, "", attack) for attack in ATTACKS)
    documents = tuple(ReportedDocument("d" if not n else f"e{n}", attack, attack, attack, 1) for n, attack in enumerate(ATTACKS))
    return Report("0", "s", documents, tuple(units), tuple(found), skips)


def test_nothing_comes_alive():
    report = _report()
    for name in ("markdown", "summary"):
        html = _html(FORMATS[name](report))
        tags = set(regex.findall(r"<(\w+)", html))
        assert tags <= {
            "h1",
            "h2",
            "h3",
            "p",
            "ol",
            "ul",
            "li",
            "strong",
            "code",
            "blockquote",
            "br",
            "hr",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        }
        # What GitHub links after Markdown, outside code.
        prose = regex.sub(r"<code>.*?</code>", "", html, flags=regex.DOTALL)
        assert not regex.search(r"https?://\S|\bwww\.\w|(?<!\w)@\w|\w@\w|#\d|\bGH-\d|mailto:\w", prose), name


def test_lists_and_headings_are_ours_alone():
    html = _html(FORMATS["markdown"](_report()))
    assert html.count("<h1>") == 1
    assert "<em>" not in html


def test_the_text_reads_the_same():
    for attack in ATTACKS:
        shown = regex.sub(r"<[^>]+>", "", _html("x " + md(attack))).strip()
        plain = shown.replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"').replace("&amp;", "&")
        assert plain.replace("\N{ZERO WIDTH SPACE}", "") == "x " + attack.replace("\n", " ").replace("\t", " ")
