"""The terminal report: the carets under the words, whatever the script and the width."""

from __future__ import annotations

from itertools import pairwise

import pytest
import sample as made
from rich.cells import cell_len

from auditor.model import Report, ReportedDocument, ReportedUnit, Severity
from auditor.report import FORMATS, Look
from tests.costs import grows_in_proportion


def _shown(text: str, width: int = 80, colour: bool = False) -> list[str]:
    return FORMATS["terminal"](text, Look(width=width, colour=colour)).splitlines()


def _one(text: str, words: str, **kwargs) -> Report:
    unit = made.unit("u", "d", text, **kwargs)
    found = made.found(unit, "r/r", words, "x/y", Severity.MAJOR, 0.9, "Because.")
    return Report("0", "s", (ReportedDocument("d", "f.txt", "Title", "en", 1),), (ReportedUnit(unit),), (found,), ())


def _over_carets(lines: list[str]) -> str:
    """What stands above the carets, by cells."""
    above = []
    for line, carets in pairwise(lines):
        if carets.strip() and not carets.strip("^ "):
            start, end = cell_len(carets[: carets.index("^")]), cell_len(carets)
            cells = 0
            for character in line:
                if start <= cells < end:
                    above.append(character)
                cells += cell_len(character)
    return "".join(above)


@pytest.mark.parametrize("width", [24, 40, 80, 200])
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("The minister flew to Nigeria on Monday with twelve advisers and came back on Friday.", "Nigeria"),
        ("周四清晨,一场里氏5.8级地震袭击了维斯马尔省,救援人员说道路被毁。", "维斯马尔省"),
        ("周四 Tolna 清晨", "Tolna"),
        ("Ship 🚢🚢 lost at sea, said Ilse.", "lost"),
    ],
)
def test_carets_stand_under_the_words(text, words, width):
    lines = _shown(_one(text, words), width)
    assert _over_carets(lines).replace(" ", "") == words.replace(" ", "")
    assert all(cell_len(line) <= width for line in lines)


def test_arabic_is_bracketed_because_terminals_turn_it_around():
    lines = _shown(_one("وقال رئيس البلدية إن العمل سيبدأ في مارس.", "مارس"))
    assert any("⟦مارس⟧" in line for line in lines)
    assert not any("^" in line for line in lines)


def test_colour_marks_the_words_themselves():
    text = FORMATS["terminal"](_one("He flew to Nigeria.", "Nigeria"), Look(colour=True))
    assert "\x1b[4;31mNigeria\x1b[0m" in text
    assert "^" not in text


def test_no_colour_no_escapes(report, look):
    assert "\x1b" not in FORMATS["terminal"](report, look)


def test_skips_are_grouped(report):
    lines = _shown(report)
    assert "  meaning: no engine for es>en (12 units)" in lines
    assert sum("no engine" in line for line in lines) == 3


def test_the_verdict_stays_on_the_screen(report):
    assert _shown(report)[-1] == "Gate (major) FAILED: 4 critical findings, 8 major findings"


def test_short_documents_have_counts_and_no_score(report):
    lines = _shown(report)
    assert "1 critical, 1 major in 41 words (too few words for a score)" in lines


def test_a_gap_is_shown_where_something_is_missing():
    unit = made.unit("u", "d", "He said nothing.", "Dijo que no. Nadie murió.")
    found = made.found(
        unit, "coverage/omission", "Nadie murió.", "accuracy/omission", Severity.MAJOR, 0.9, "Left out.", side=made.Role.SOURCE
    )
    report = Report("0", "s", (ReportedDocument("d", "f", "T", "en", 1),), (ReportedUnit(unit),), (found,), ())
    lines = _shown(report)
    assert _over_carets(lines) == "Nadie murió."
    assert any(line.strip().startswith("source: Dijo que no.") for line in lines)


def test_endless_hostile_text_is_cut_before_it_costs():
    def work(text: str) -> None:
        unit = made.unit("u", "d", text)
        found = made.found(unit, text[:10_000], text, text[:10_000], Severity.MAJOR, 0.9, text, suggestion=text)
        report = Report("0", text, (ReportedDocument("d", text, text, text[:50], 1),), (ReportedUnit(unit),), (found,) * 20, ())
        assert sum(map(len, _shown(report))) < 100_000

    grows_in_proportion(work, "\x1b[31m" + "a\N{COMBINING ACUTE ACCENT}" * 500_000)
