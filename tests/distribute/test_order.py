"""Order, back-pressure and blame, with a pool whose workers die as they are told."""

from __future__ import annotations

import collections
import os
import random
import signal
import sys
import time
from pathlib import Path

import msgspec
import pytest

from auditor import distribute, pipeline
from auditor.config import Config
from auditor.distribute import local, order, work
from auditor.errors import EngineError
from auditor.model import Audited, Bundle, Document, Failure, Place, ReportedDocument, Role, Segment


def bundle(name: str, rows: int = 40) -> Bundle:
    segments = tuple(
        Segment(f"{name}.{n}", f"Row {n} of {name} cost {n} euros.", "en", place=Place(f"{name}.jsonl", line=n + 1)) for n in range(rows)
    )
    return Bundle(Document(name, Role.TARGET, "en", segments, {"notes": ("a", "b")}), aligned=True, lone=True)


@pytest.fixture(scope="module")
def desk():
    return pipeline.desk(Config(engine="none", select=("numbers",)))


class Fake:
    """Answers in any order; a batch with a poisoned bundle costs its worker."""

    def __init__(self, desk, slots: int = 3, poison: str = "", chance: float = 0.0) -> None:
        self.desk, self.slots, self.poison = desk, slots, poison
        self.chance, self.random = chance, random.Random(5)
        self.held: dict[int, bytes] = {}
        self.most = 0

    def submit(self, number, data):
        assert len(self.held) < self.slots
        self.held[number] = data

    def done(self):
        number = self.random.choice(sorted(self.held))
        data = self.held.pop(number)
        if (self.poison and self.poison.encode() in data) or self.random.random() < self.chance:
            return [(number, None)]
        return [(number, work.audited(self.desk, data))]

    def close(self):
        pass


def names(results):
    return [r.document.id if isinstance(r, Audited) else f"lost {r.item}" for r in results]


def test_results_come_in_order_and_what_is_done_passes_through(desk):
    ready = Audited(ReportedDocument("ready", "", "", "en", 0), (), (), ())
    items = [bundle("a"), Failure("f", "why", "f"), bundle("b", 200), ready, *(bundle(f"c{n}") for n in range(30)), Failure("g", "why", "g")]
    out = list(order.ordered(items, Fake(desk)))
    assert names(out) == ["a", "lost f", "b", "ready", *(f"c{n}" for n in range(30)), "lost g"]
    alone = list(pipeline.audit(items, desk))
    assert msgspec.msgpack.encode(out) == msgspec.msgpack.encode(alone)


def test_nothing_and_failures_alone(desk):
    assert list(order.ordered([], Fake(desk))) == []
    assert names(order.ordered([Failure("f", "w", "1")] * 3, Fake(desk))) == ["lost 1"] * 3


def test_workers_that_die_by_chance_cost_nothing(desk):
    items = [bundle(f"c{n}", 30) for n in range(60)]
    out = list(order.ordered(items, Fake(desk, chance=0.15)))
    assert names(out) == [f"c{n}" for n in range(60)]


def test_a_poisonous_document_costs_itself_alone(desk):
    items = [bundle(f"c{n}", 30) for n in range(40)]
    out = list(order.ordered(items, Fake(desk, poison="of c17 ")))
    assert names(out) == [f"lost c{n}" if n == 17 else f"c{n}" for n in range(40)]
    (lost,) = (r for r in out if isinstance(r, Failure))
    assert (lost.path, lost.line, lost.entries) == ("c17.jsonl", 1, 30)
    assert "3 worker processes died" in lost.why


def test_a_slow_consumer_holds_the_reader_back(desk):
    read = []

    def items():
        for n in range(400):
            read.append(n)
            yield bundle(f"c{n}", 64)

    pool = Fake(desk, slots=2)
    stream = order.ordered(items(), pool)
    next(stream)
    assert len(read) * 64 <= 2 * order._AHEAD * order.BATCH + 64
    stream.close()


def test_trouble_of_a_worker_is_ours(desk):
    with pytest.raises(EngineError, match="no such thing"):
        list(work.results(b"\x00" + msgspec.msgpack.encode("no such thing")))
    config = msgspec.msgpack.encode(Config(engine="none", select=("numbers",)))
    data = work.packed([bundle("a", 2)])
    with pytest.raises(EngineError, match="would audit differently"):
        list(work.results(work.audited_there(config, "version:0", data)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_local_workers_that_are_killed_lose_nothing(desk):
    items = [bundle(f"c{n}", 64) for n in range(60)]
    pool = local.Pool(desk, 2)
    chance = random.Random(2)
    kills = collections.Counter()

    def killing():
        for item in items:
            yield item
            if chance.random() < 0.3 and kills["n"] < 8:
                kills["n"] += 1
                os.kill(chance.choice([p.pid for p in pool._workers.values()]), signal.SIGKILL)

    try:
        out = list(order.ordered(killing(), pool))
    finally:
        pool.close()
    assert kills["n"] > 3
    assert msgspec.msgpack.encode(out) == msgspec.msgpack.encode(list(pipeline.audit(items, desk)))


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_a_document_that_kills_its_worker_is_named(desk, monkeypatch):
    real = work.audited

    def dies(there, data):
        if b"of c7 " in data:
            os.kill(os.getpid(), signal.SIGKILL)
        return real(there, data)

    monkeypatch.setattr(work, "audited", dies)
    pool = local.Pool(desk, 2)
    try:
        out = list(order.ordered([bundle(f"c{n}", 20) for n in range(20)], pool))
    finally:
        pool.close()
    assert names(out) == [f"lost c{n}" if n == 7 else f"c{n}" for n in range(20)]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="no fork here")
def test_workers_go_when_their_parent_is_killed(desk):
    ours, theirs = os.pipe()
    child = os.fork()
    if not child:
        pool = local.Pool(desk, 2)
        os.write(theirs, " ".join(str(p.pid) for p in pool._workers.values()).encode())
        time.sleep(60)
        os._exit(0)
    workers = [int(pid) for pid in os.read(ours, 100).split()]
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline and any(_lives(pid) for pid in workers):
        time.sleep(0.05)
    assert [pid for pid in workers if _lives(pid)] == []
    os.close(ours)
    os.close(theirs)


def _lives(pid: int) -> bool:
    try:
        with Path(f"/proc/{pid}/stat").open() as file:
            return file.read().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_little_work_stays_in_this_process(desk):
    said: list[str] = []
    config = msgspec.structs.replace(desk.config, jobs=2)
    two = msgspec.structs.replace(desk, config=config)
    items = [bundle(f"c{n}", 64) for n in range(12)]
    out = list(distribute.run(items, two, say=said.append, read=lambda: 0.9))
    assert names(out) == [f"c{n}" for n in range(12)]
    assert said == ["about 1 s of work is left: audited in this process, a pool would not pay"]


def test_much_work_is_announced_and_shared(desk, monkeypatch):
    monkeypatch.setattr(distribute, "_LONG", 0.0)
    for name in ("torch", "ctranslate2"):  # another test of this process may have loaded them
        monkeypatch.delitem(sys.modules, name, raising=False)
    said: list[str] = []
    two = msgspec.structs.replace(desk, config=msgspec.structs.replace(desk.config, jobs=2))
    items = [bundle(f"c{n}", 64) for n in range(20)]
    out = list(distribute.run(items, two, say=said.append, read=lambda: 0.0001))
    assert names(out) == [f"c{n}" for n in range(20)]
    assert len(said) == 1
    assert "going on in 2 processes" in said[0]
