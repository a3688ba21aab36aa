"""Baselines and suppressions: what they survive, when they stop working, and that the reader is told."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor import baseline, suppressions
from auditor.baseline import Known
from auditor.errors import ConfigError


def ignore(project, *entries: str) -> None:
    (project / "auditor-ignore.toml").write_text("".join(f"[[ignore]]\n{entry}\n\n" for entry in entries), encoding="utf-8")


def complaints(done) -> list[str]:
    return [s["reason"] for s in done.report["skips"] if s["check"] == "suppressions"]


def test_a_baseline_survives_order_ids_neighbours_and_lines(auditor, rows, right, wrong) -> None:
    assert auditor("check", rows(wrong, right), "--baseline", "b.json", "--write-baseline").status == 0
    moved = rows(
        {**right, "target": "Another law cost 53 million euros."}, right, {**right, "id": "q"}, {**wrong, "id": "renamed"}
    )
    done = auditor("check", moved, "--baseline", "b.json", "-f", "json")
    assert (done.status, done.quotes(), done.quotes("baseline")) == (0, [], ["35 million"])


def test_the_reader_is_told_that_some_are_known(auditor, rows, wrong) -> None:
    auditor("check", rows(wrong), "--baseline", "b.json", "--write-baseline")
    assert "1 known" in auditor("check", "in.jsonl", "--baseline", "b.json").out


def test_a_changed_sentence_is_new_and_its_entry_stale(auditor, rows, wrong) -> None:
    auditor("check", rows(wrong), "--baseline", "b.json", "--write-baseline")
    done = auditor(
        "check", rows({**wrong, "target": "The bill cost 35 million euros today."}), "--baseline", "b.json", "-f", "json"
    )
    assert done.status == 1
    assert done.quotes() == ["35 million"]
    assert any("stale" in reason and "35 million" in reason for reason in done.report["summary"]["gate"]["reasons"])


def test_five_alike_three_known_leave_two_new(auditor, rows, wrong) -> None:
    some = [{**wrong, "id": f"u{n}"} for n in range(5)]
    auditor("check", rows(*some[:3]), "--baseline", "b.json", "--write-baseline")
    done = auditor("check", rows(*some), "--baseline", "b.json", "-f", "json")
    assert [f["unit"] for f in done.report["findings"] if f["status"] == "open"] == ["u3", "u4"]


def test_stale_entries_fail_until_pruned_or_allowed(auditor, rows, project, right, wrong) -> None:
    auditor("check", rows(wrong), "--baseline", "b.json", "--write-baseline")
    clean = ("check", rows(right), "--baseline", "b.json")
    assert [auditor(*clean).status, auditor(*clean, "--allow-stale").status] == [1, 0]
    assert auditor(*clean, "--prune-baseline").status == 0
    assert json.loads((project / "b.json").read_text())["findings"] == []
    assert auditor(*clean).status == 0


def test_pruning_does_not_excuse_new_findings(auditor, rows, project, wrong) -> None:
    (project / "b.json").write_text('{"schema": "auditor.baseline/v1", "findings": []}')
    assert auditor("check", rows(wrong), "--baseline", "b.json", "--prune-baseline").status == 1
    assert json.loads((project / "b.json").read_text())["findings"] == []


def test_what_was_not_looked_at_is_not_stale(auditor, rows, saved, feed, right, wrong) -> None:
    auditor("check", rows(wrong), "--baseline", "b.json", "--write-baseline")
    assert auditor("check", rows(right), "--baseline", "b.json", "--select", "credits").status == 0  # the rule was off
    arguments = (*saved(), "--baseline", "feed.json")
    auditor("check", *arguments, "--write-baseline")
    auditor("check", *arguments, "--new-since", "seen.json")
    assert auditor("check", *arguments, "--new-since", "seen.json").status == 0
    feed.raw["x"] = "<item><title>&#xD800;</wrong>"  # what could not be read may hold what is known
    broken = auditor("check", *saved(), "--baseline", "feed.json", "-f", "json")
    assert broken.status == 2
    assert not any("stale" in reason for reason in broken.report["summary"]["gate"]["reasons"])


def test_the_file_is_sorted_one_entry_a_line(auditor, rows, project, wrong) -> None:
    auditor(
        "check",
        rows(*({**wrong, "id": f"{n}", "target": f"The bill cost {n} million euros."} for n in (35, 36, 34))),
        "--write-baseline",
    )
    lines = (project / "auditor-baseline.json").read_text().splitlines()
    assert len(lines) == 5
    entries = [json.loads(line.rstrip(",")) for line in lines[1:-1]]
    assert entries == sorted(entries, key=lambda e: (e["rule"], e["texts"], e["quote"]))
    first = (project / "auditor-baseline.json").read_bytes()
    auditor("check", "in.jsonl", "--write-baseline")
    assert (project / "auditor-baseline.json").read_bytes() == first


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.dictionaries(
        st.builds(Known, st.text(max_size=9), st.text("0123456789abcdef", max_size=16), st.text(max_size=20)), st.integers(1, 9)
    )
)
def test_a_baseline_is_read_as_it_was_written(tmp_path_factory, entries) -> None:
    path = tmp_path_factory.mktemp("b") / "b.json"
    baseline.write(path, entries)
    assert baseline.read(path) == entries


@pytest.mark.parametrize("content", ["", "[]", "{", '{"schema": "other/v9", "findings": []}', '{"findings": 3}', "\x00\xff"])
def test_what_is_no_baseline_is_refused(tmp_path, content) -> None:
    (tmp_path / "b.json").write_text(content, encoding="latin-1")
    with pytest.raises(ConfigError, match=r"b\.json"):
        baseline.read(tmp_path / "b.json")


@pytest.mark.parametrize(
    ("match", "covers"),
    [
        ('rule = "numbers/value"', True), ('rule = "numbers"', True), ('rule = "names"', False), ('rule = "number"', False),
        ('guid = "g1"', True), ('guid = "g2"', False), ('url = "https://desk.example/*"', True), ('url = "https://other.example/*"', False),
        ('url = "en.xml"', True), ('term = "35 MILLION"', True), ('term = "53"', False), ('rule = "numbers"\nguid = "g2"', False),
        ('rule = "numbers"\nguid = "g1"\nterm = "million"', True),
    ],
)  # fmt: skip
def test_a_suppression_covers_what_matches_in_every_part(auditor, saved, project, match, covers) -> None:
    ignore(project, f'reason = "as in the law"\nauthor = "desk"\n{match}')
    done = auditor("check", *saved(), "-f", "json")
    assert (done.status, bool(done.quotes("suppressed"))) == ((0, True) if covers else (1, False))
    if covers:
        assert [f["why"] for f in done.report["findings"]] == ["as in the law (desk)"]
    else:
        assert "covers no finding" in complaints(done)[0]


def test_by_text_and_by_fingerprint(auditor, saved, project) -> None:
    arguments = saved()
    auditor("check", *arguments, "--write-baseline")
    texts = json.loads((project / "auditor-baseline.json").read_text())["findings"][0]["texts"]
    fingerprint = auditor("check", *arguments, "-f", "json").report["findings"][0]["fingerprint"]
    for match in (f'text = "{texts}"', f'fingerprint = "{fingerprint}"'):
        ignore(project, f'reason = "known"\n{match}')
        assert auditor("check", *arguments).status == 0


def test_what_is_expired_or_unexplained_stops_working_and_is_told(auditor, saved, project) -> None:
    ignore(
        project,
        'rule = "numbers"',
        'reason = "until the reform"\nexpires = 2020-01-31\nrule = "numbers"',
        'reason = "x"\nrule = "credits"',
    )
    done = auditor("check", *saved(), "-f", "json")
    assert (done.status, done.quotes()) == (1, ["35 million"])
    told = complaints(done)
    assert [t.split(":")[1] for t in told] == ["1", "4", "9"]
    assert ["no reason" in told[0], "expired on 2020-01-31" in told[1], "covers no finding" in told[2]] == [True] * 3
    assert "no reason" in auditor("check", *saved()).out


@pytest.mark.parametrize("day", [dt.date(2027, 1, 31), dt.date(2027, 2, 1)])
def test_an_expiry_works_through_its_day(tmp_path, day) -> None:
    path = tmp_path / "auditor-ignore.toml"
    path.write_text('[[ignore]]\nreason = "x"\nrule = "names"\nexpires = "2027-01-31"\n')
    assert len(suppressions.read(path, day).live) == (1 if day.month == 1 else 0)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[ignore]]\nreson = 'x'", "reason"), ("[[ignore]]\nreason = 'x'", "would cover everything"), ("ignore = 3", "[[ignore]]"),
        ("[other]\na = 1", "[[ignore]]"), ("[[ignore]]\nreason = 3\nrule = 'a'", "text in quotes"), ("[[ignore]", "TOML"),
        ("[[ignore]]\nreason = 'x'\nrule = 'a'\nexpires = 'soon'", "is no date"),
    ],
)  # fmt: skip
def test_a_suppression_that_cannot_be_understood_stops_the_run(auditor, saved, project, text, said) -> None:
    (project / "auditor-ignore.toml").write_text(text)
    done = auditor("check", *saved())
    assert done.status == 2
    assert said in done.err
