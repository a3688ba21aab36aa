"""Rounds over feeds: fetch, audit what is new, tell it, remember it."""

from __future__ import annotations

import datetime as dt
import hashlib
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from auditor import corpora, gate
from auditor.cli._run import configuration, reported, write
from auditor.config import Config
from auditor.errors import InputError
from auditor.model import Report
from auditor.report import FORMATS
from auditor.report.safe import safe

_CHECK: Mapping[str, Any] = {
    "aligned": False, "write_baseline": False, "prune_baseline": False, "allow_stale": True, "changed_since": None,
    "resume": False,
}  # fmt: skip


def run(given: Mapping[str, Any]) -> int:
    """One round, or rounds until the desk goes home (Ctrl-C)."""
    config = configuration({**given, "allow_hosts": given["allow_host"]})
    state = given["state"] or _state(given["urls"])
    wish = {**_CHECK, **given, "inputs": given["urls"], "new_since": state}
    while True:
        status = _round(wish, config)
        if given["once"]:
            return status
        time.sleep(given["every"])


def _round(given: Mapping[str, Any], config: Config) -> int:
    """What is new is printed and posted before it is remembered: a report is told twice rather than never."""
    report, pages, remember = reported({**given, "quiet": True}, config)
    for failure in report.failures:
        _say(f"{failure.path}: {failure.item or ''} {failure.why}")
    if report.units:
        write("terminal", None, report, pages)
        sys.stdout.flush()
    elif not report.failures and not given["quiet"]:
        _say(f"nothing new among {report.counts.get('unchanged', 0)} items")
    status = gate.exit_status(report)
    if report.units and given["webhook"] and not _posted(given["webhook"], report, config):
        return 2
    remember()
    return status


def _posted(url: str, report: Report, config: Config) -> bool:
    from auditor.ingest import fetch

    body = "".join(FORMATS["json"].chunks(report)).encode("utf-8", "replace")
    try:
        fetch.post(url, body, allow=config.allow_hosts)
    except InputError as error:
        _say(f"webhook: {error}; its items are told again next time")
        return False
    return True


def _state(urls: list[str]) -> Path:
    named = hashlib.blake2b("\x1f".join(urls).encode("utf-8", "surrogatepass"), digest_size=8).hexdigest()
    return corpora.home() / "watch" / f"{named}.json"


def _say(line: str) -> None:
    now = dt.datetime.now(dt.UTC).strftime("%H:%M:%S")
    sys.stderr.write(f"auditor: {now} {safe(line)}\n")
    sys.stderr.flush()
