from __future__ import annotations

import multiprocessing
import os
import resource
import signal
import sqlite3
import time

from auditor.backtranslate.base import Back
from auditor.backtranslate.cache import Cache, key

BACK = Back("The house.", ((0, 2, 0, 3),), (-0.5,), ((4, 9),))


def _key(number):
    return key("apertium:1", "es", "en", f"text {number}")


def test_what_is_kept_is_found(tmp_path):
    cache = Cache(tmp_path / "deep" / "kept.sqlite")
    cache.keep([(_key(1), BACK)])
    assert cache.find([_key(1), _key(2)]) == {_key(1): BACK}
    cache.close()
    assert Cache(tmp_path / "deep" / "kept.sqlite").find([_key(1)]) == {_key(1): BACK}


def test_everything_that_decides_a_translation_is_in_the_key():
    told = ("apertium:1", "es", "en", "a")
    others = [
        ("apertium:2", "es", "en", "a"),
        ("apertium:1", "ca", "en", "a"),
        ("apertium:1", "es", "fr", "a"),
        ("apertium:1", "es", "en", "a "),
    ]
    assert len({key(*told), *(key(*other) for other in others)}) == 5
    assert key("e", "es", "en", "\ud800")  # lone surrogates have no UTF-8


def test_the_oldest_go_when_it_is_full(tmp_path):
    cache = Cache(tmp_path / "kept.sqlite", limit=200_000)
    for start in range(0, 2560, 256):
        cache.keep([(_key(i), Back("x" * 500)) for i in range(start, start + 256)])
    assert (tmp_path / "kept.sqlite").stat().st_size < 1_000_000
    cache.close()


def test_a_file_that_is_no_cache_costs_nothing_but_time(tmp_path):
    (tmp_path / "kept.sqlite").write_bytes(b"not a database, but long enough to look like one" * 100)
    cache = Cache(tmp_path / "kept.sqlite")
    assert cache.find([_key(1)]) == {}
    cache.keep([(_key(1), BACK)])
    assert cache.find([_key(1)]) == {_key(1): BACK}


def test_a_place_that_cannot_be_written_costs_nothing_but_time():
    cache = Cache(__import__("pathlib").Path("/dev/null/kept.sqlite"))
    cache.keep([(_key(1), BACK)])
    assert cache.find([_key(1)]) == {}


def test_a_disk_that_is_full_costs_nothing_but_time(tmp_path):
    """No file of the child may grow beyond 32 KiB: what is written further fails, as on a disk that is full."""
    path = tmp_path / "kept.sqlite"
    if (child := os.fork()) == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (32768, 32768))
            cache = Cache(path)
            for number in range(300):
                cache.keep([(_key(number), Back("x" * 500))])
            cache.find([_key(1), _key(299)])
            status = 0
        finally:
            os._exit(status)
    assert os.waitpid(child, 0)[1] == 0
    Cache(path).keep([(_key(299), BACK)])
    assert Cache(path).find([_key(299)]) == {_key(299): BACK}, "room again: it is used again"


def test_a_row_that_is_no_translation_is_not_one(tmp_path):
    cache = Cache(tmp_path / "kept.sqlite")
    cache.keep([(_key(1), BACK)])
    cache.close()
    with sqlite3.connect(tmp_path / "kept.sqlite") as link:
        link.execute("UPDATE kept SET back = x'80049500'")
    link.close()
    assert Cache(tmp_path / "kept.sqlite").find([_key(1)]) == {}


def _write(path, start, count):
    cache = Cache(path)
    for number in range(start, start + count):
        cache.keep([(_key(number), Back(f"back {number}"))])


def test_two_processes_write_at_once(tmp_path):
    path = tmp_path / "kept.sqlite"
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=_write, args=(path, start, 200)) for start in (0, 1000)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert len(Cache(path).find([_key(n) for n in (*range(200), *range(1000, 1200))])) == 400


def test_what_was_kept_survives_a_kill(tmp_path):
    path = tmp_path / "kept.sqlite"
    worker = multiprocessing.get_context("fork").Process(target=_write, args=(path, 0, 100_000))
    worker.start()
    cache = Cache(path)
    deadline = time.monotonic() + 15
    while len(cache.find([_key(n) for n in range(50)])) < 50 and time.monotonic() < deadline:
        time.sleep(0.02)
    os.kill(worker.pid, signal.SIGKILL)
    worker.join()
    assert len(cache.find([_key(n) for n in range(50)])) == 50
    cache.keep([(_key(-1), BACK)])
    assert cache.find([_key(-1)]) == {_key(-1): BACK}
