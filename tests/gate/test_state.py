"""The state of feeds and the store of results: whole after every kind of death, and never believed where they are damaged."""

from __future__ import annotations

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from auditor import feedstate
from auditor.errors import InputError
from auditor.feedstate import Item
from auditor.results import Results

WRITER = """
import sys
from pathlib import Path
from auditor import baseline, feedstate
path, n = Path(sys.argv[1]), 0
print("ready", flush=True)
while True:
    n += 1
    feedstate.write(path, [feedstate.Item(f"{n}-{k}", "g" * 40, "l" * 80) for k in range(2000)], baseline.replaced)
"""


def killed(path, tries: int) -> None:
    """Kill a writer at any moment, again and again: the file is always one that it wrote, all of it."""
    chance = random.Random(6)
    for _ in range(tries):
        process = subprocess.Popen([sys.executable, "-c", WRITER, str(path)], stdout=subprocess.PIPE)
        assert process.stdout is not None
        process.stdout.readline()
        time.sleep(chance.uniform(0.02, 0.08))
        process.send_signal(signal.SIGKILL)
        process.wait()
        items = feedstate.read(path)
        assert len(items) in {0, 2000}
        assert len({content.split("-")[0] for content in items}) <= 1


def test_a_state_is_whole_after_kill_9(tmp_path) -> None:
    killed(tmp_path / "seen.json", 20)


@pytest.mark.slow
@pytest.mark.skipif(not os.environ.get("AUDITOR_SLOW"), reason="slow: set AUDITOR_SLOW=1")
def test_a_state_is_whole_after_a_hundred_kills(tmp_path) -> None:
    killed(tmp_path / "seen.json", 100)


def test_a_run_that_is_killed_leaves_the_old_state(auditor, saved, feed, project) -> None:
    arguments = (*saved(), "--new-since", "seen.json")
    auditor("check", *arguments)
    before = (project / "seen.json").read_bytes()
    feed.put("g3", "Ship leaves", "It weighed 480 tonnes.", "Zarpa", "Pesaba 840 toneladas.")
    saved()
    process = subprocess.Popen(
        [sys.executable, "-m", "auditor", "check", *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    time.sleep(0.4)
    process.send_signal(signal.SIGKILL)
    process.communicate()
    assert (project / "seen.json").read_bytes() == before
    assert auditor("check", *arguments, "-f", "json").quotes() == ["480"]


def test_a_report_that_cannot_be_written_leaves_the_old_state(auditor, saved, project) -> None:
    (project / "file").write_text("")
    done = auditor("check", *saved(), "--new-since", "seen.json", "-f", "json=file/report.json")
    assert done.status == 2
    assert not (project / "seen.json").exists()


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b'{"schema": "x", "items": []}', b"\xff\xfe", b'{"schema":"auditor.feedstate/v1"}']
)
def test_a_damaged_state_stops_the_run(auditor, saved, project, content) -> None:
    (project / "seen.json").write_bytes(content)
    done = auditor("check", *saved(), "--new-since", "seen.json")
    assert done.status == 2
    assert "delete it to begin anew" in done.err


def test_the_state_is_bounded_and_keeps_the_last_version() -> None:
    old = {f"c{n}": Item(f"c{n}", f"g{n}") for n in range(feedstate.KEPT)}
    merged = feedstate.merged(old, [Item("new", "g5")])
    assert len(merged) == feedstate.KEPT
    assert merged[-1] == Item("new", "g5")
    assert "g5" not in {i.guid for i in merged[:-1]}


def test_no_state_for_what_is_not_one(tmp_path) -> None:
    with pytest.raises(InputError):
        feedstate.read(tmp_path)


def test_damage_in_the_store_is_a_miss(tmp_path) -> None:
    path = tmp_path / "results.sqlite"
    store = Results(path)
    for n in range(50):
        store.keep(b"%d" % n, b"value %d" % n * 20)
    store.close()
    with sqlite3.connect(path) as link:
        link.execute("UPDATE kept SET value = x'00' WHERE key = ?", (b"1",))
        link.execute("UPDATE kept SET value = 'text' WHERE key = ?", (b"2",))
    link.close()
    store = Results(path)
    assert [store.find(b"1"), store.find(b"2"), store.find(b"3")] == [None, None, b"value 3" * 20]
    store.close()


@pytest.mark.parametrize("seed", range(25))
def test_a_flipped_bit_gives_no_wrong_result_and_no_crash(tmp_path, seed) -> None:
    path, chance = tmp_path / "results.sqlite", random.Random(seed)
    store = Results(path)
    for n in range(200):
        store.keep(b"%d" % n, b"value %d " % n * 50)
    store.close()
    data = bytearray(path.read_bytes())
    for _ in range(4):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)
    store = Results(path)
    assert all(store.find(b"%d" % n) in {None, b"value %d " % n * 50} for n in range(200))
    store.keep(b"more", b"x")
    store.close()


def test_the_store_is_bounded_and_drops_the_oldest(tmp_path) -> None:
    store = Results(tmp_path / "r.sqlite", limit=1 << 20)
    for n in range(60):
        store.keep(b"%d" % n, os.urandom(50_000))
    store.close()
    assert (tmp_path / "r.sqlite").stat().st_size < 2 << 20


@pytest.mark.parametrize("trouble", ["folder", "foreign", "read-only"])
def test_a_store_that_does_not_work_costs_time_alone(auditor, rows, wrong, tmp_path, monkeypatch, trouble) -> None:
    cache = tmp_path / "elsewhere"
    if trouble == "read-only":
        cache.write_text("a file where the folder should be")
    else:
        cache.mkdir()
        if trouble == "folder":
            (cache / "results.sqlite").mkdir()
        else:
            (cache / "results.sqlite").write_bytes(b"not a database, and long enough to be looked at" * 100)
    monkeypatch.setenv("AUDITOR_CACHE_DIR", str(cache))
    rows(wrong)
    assert [auditor("check", "in.jsonl", "-f", "json").quotes() for _ in range(2)] == [["35 million"]] * 2


def test_cached_and_audited_give_the_same_bytes(auditor, saved, feed, rows, wrong, right) -> None:
    fresh = ("--no-cache", "-f", "json")
    auditor("check", *saved(), "-f", "json")
    feed.items = {"g0": ("A", "One thing.", "A", "Una cosa."), **feed.items}  # everything moves down
    arguments = saved()
    assert auditor("check", *arguments, "-f", "json") == auditor("check", *arguments, *fresh)
    some = [{**right, "id": f"u{n}", "target": f"The law cost {n} million euros."} for n in range(40)]
    auditor("check", rows(*some), "-f", "json")
    rows(*some[3:20], {**wrong, "id": "x"}, *some[21:])
    assert auditor("check", "in.jsonl", "-f", "json") == auditor("check", "in.jsonl", *fresh)


@pytest.mark.parametrize("change", [("--select", "names"), ("--min-confidence", "0.99"), ("--ter",), ("--languages", "pt-en")])
def test_other_settings_are_other_results(auditor, rows, wrong, change) -> None:
    rows(wrong)
    auditor("check", "in.jsonl", "-f", "json")
    assert auditor("check", "in.jsonl", "-f", "json", *change) == auditor(
        "check", "in.jsonl", "-f", "json", *change, "--no-cache"
    )


def test_the_gate_is_asked_anew_of_kept_results(auditor, rows, wrong) -> None:
    rows(wrong)
    assert [auditor("check", "in.jsonl", *o).status for o in ((), ("--fail-on", "critical"), (), ("--fail-on", "never"))] == [
        1,
        0,
        1,
        0,
    ]


def test_nothing_is_kept_of_what_went_wrong(auditor, project, rows, right) -> None:
    rows(right)
    (project / "in.jsonl").write_text((project / "in.jsonl").read_text() + "{broken\n")
    first = auditor("check", "in.jsonl", "-f", "json")
    assert first == auditor("check", "in.jsonl", "-f", "json")
    assert (first.status, len(json.loads(first.out)["failures"])) == (2, 1)
