"""A feed checked for the first time, again unchanged, and with one new item; memory; and pofilter on the same segments.

pofilter is part of translate-toolkit (GPL), a program beside ours and never a library of ours: it is installed apart, in
`build/peers`.  Which errors each finds is asked of the sample feed, whose planted errors are listed in `corpora/feeds/key.jsonl`.
"""

from __future__ import annotations

import collections
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import polib

HOME = Path(__file__).parent.parent
PEERS = HOME / "build" / "peers"
PEOPLE = ("Ana Torres", "Luis Vega", "Marta Ruiz", "Pablo Soler", "Irene Campos", "Jorge Lara")
PLACES = ("Cartagena", "Valencia", "Bilbao", "Toledo", "Granada", "Lugo")
_MIB = 1024  # wait4 counts in KiB


def feed(size: int, folder: Path, extra: int = 0) -> None:
    """A feed of `size` items in Spanish and English, two segments each, and the same segments as PO."""
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "en"}
    sides: tuple[list[str], list[str]] = ([], [])
    for n in range(-extra, size):
        chance = random.Random(n)  # an item is the same whatever stands beside it
        person, place, sum_ = chance.choice(PEOPLE), chance.choice(PLACES), chance.randint(2, 900)
        wrong, year = sum_ + 7 if n % 50 == 0 else sum_, 2027 + n % 9
        es = (
            f"{person} visita {place} con {sum_} invitados",
            f"{person} dijo el martes que la obra {n + 9} de {place} costó {sum_} millones de euros y que terminará en {year}.",
        )
        en = (
            f"{person} visits {place} with {sum_} guests",
            f"{person} said on Tuesday that work {n + 9} in {place} cost {wrong} million euros and will end in {year}.",
        )
        for side, (title, text) in zip(sides, (es, en), strict=True):
            side.append(f"<item><guid>g{n}</guid><link>https://desk.example/{n}</link><title>{title}</title>"
                        f"<description>{text}</description></item>")  # fmt: skip
        catalogue.extend(polib.POEntry(msgctxt=f"g{n}:{k}", msgid=es[k], msgstr=en[k]) for k in (0, 1))
    for lang, side in zip(("es", "en"), sides, strict=True):
        head = f'<?xml version="1.0"?>\n<rss version="2.0"><channel><title>x</title><language>{lang}</language>\n'
        (folder / f"{lang}.xml").write_text(head + "\n".join(side) + "\n</channel></rss>\n", encoding="utf-8")
    catalogue.save(str(folder / "all.po"))


def timed(arguments: list[str], folder: Path, cache: str) -> dict[str, float]:
    """Seconds on the clock and on processors, and the most memory (MiB), of one run."""
    start = time.perf_counter()
    process = subprocess.Popen(arguments, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                               env={**os.environ, "AUDITOR_CACHE_DIR": cache})  # fmt: skip
    assert process.stderr is not None
    said = process.stderr.read()
    _, status, used = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in {0, 1}:
        raise SystemExit(f"{' '.join(arguments)}: status {process.returncode}: {said.decode()[-500:]}")
    return {"wall": time.perf_counter() - start, "cpu": used.ru_utime + used.ru_stime, "mib": used.ru_maxrss / _MIB}


def median(runs: list[dict[str, float]]) -> dict[str, float]:
    """Each figure's median."""
    return {name: round(statistics.median(run[name] for run in runs), 3) for name in runs[0]}


def measure(size: int, repeats: int) -> dict[str, object]:
    """Times and memory of every kind of run, and what is found."""
    auditor = [sys.executable, "-m", "auditor", "check"]
    check = [*auditor, "en.xml", "--source", "es.xml", "--engine", "none", "--quiet", "--format", "summary=out.md"]
    out: dict[str, object] = {"segments": 2 * size}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        feed(size // 4, folder)
        out["quarter"] = timed([*check, "--no-cache"], folder, name + "/none")
        feed(size, folder)
        firsts, seconds = [], []
        for turn in range(repeats):
            cache = f"{name}/cache{turn}"
            firsts.append(timed(check, folder, cache))
            seconds += [timed(check, folder, cache) for _ in range(3)]
        out["first"], out["unchanged"] = median(firsts), median(seconds)
        po = [
            *auditor,
            "all.po",
            "--languages",
            "es-en",
            "--engine",
            "none",
            "--quiet",
            "--no-cache",
            "--format",
            "summary=out.md",
        ]
        out["po"] = timed(po, folder, name + "/none")
        if pofilter():
            peer = [str(PEERS / "bin" / "pofilter"), "--progress=none", "all.po", "out.po"]
            out["pofilter"] = median([timed(peer, folder, name) for _ in range(repeats)])
        feed(size, folder, extra=1)
        out["one new"] = timed(check, folder, f"{name}/cache0")
    out["found"] = found()
    return out


def pofilter() -> bool:
    """Installs it where it is missing and can be had."""
    if not (PEERS / "bin" / "pofilter").exists():
        subprocess.run([sys.executable, "-m", "venv", str(PEERS)], check=False)
        subprocess.run([str(PEERS / "bin" / "pip"), "install", "-q", "translate-toolkit"], check=False)
    return (PEERS / "bin" / "pofilter").exists()


def found() -> dict[str, object]:
    """Of the planted errors of the sample feed: by kind, how many units with one each tool flags; and clean units flagged."""
    key = [json.loads(line) for line in (HOME / "corpora/feeds/key.jsonl").read_text("utf-8").splitlines() if line]
    with tempfile.TemporaryDirectory() as name:
        wrong, clean = (_flagged(HOME / "corpora/feeds" / f"{which}.xml", Path(name)) for which in ("wire", "wire.clean"))
    kinds: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for error in key:
        kind = error["kind"].split(" ")[0]
        kinds[kind]["planted"] += 1
        units = [
            u
            for u in wrong["units"]
            if u["document"] == error["item"] and u["target"] in error["text"] and error["quote"] in u["target"]
        ]
        units = units or [u for u in wrong["units"] if u["document"] == error["item"] and error["quote"] in u["target"]]
        for tool in ("auditor", "pofilter"):
            kinds[kind][tool] += any(u["id"] in wrong[tool] for u in units)
    alarms = {tool: f"{len(clean[tool])} of {len(clean['units'])}" for tool in ("auditor", "pofilter")}
    return {"kinds": {kind: dict(counts) for kind, counts in sorted(kinds.items())}, "clean units flagged": alarms}


def _flagged(path: Path, folder: Path) -> dict:
    """Units of a feed, and which of them each tool flags."""
    arguments = [sys.executable, "-m", "auditor", "check", str(path), "--source", str(HOME / "corpora/feeds/wire.source.xml"),
                 "--engine", "none", "--format", "json", "--quiet"]  # fmt: skip
    report = json.loads(subprocess.run(arguments, capture_output=True, check=False, cwd=folder).stdout)
    units = [u for u in report["units"] if u["target"] and u.get("source")]
    catalogue = polib.POFile()
    catalogue.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "en"}
    catalogue.extend(polib.POEntry(msgctxt=u["id"], msgid=u["source"], msgstr=u["target"]) for u in units)
    catalogue.save(str(folder / "in.po"))
    seen: set[str] = set()
    if pofilter():
        subprocess.run(
            [str(PEERS / "bin" / "pofilter"), "--progress=none", "in.po", "out.po"], cwd=folder, check=False, capture_output=True
        )
        seen = {entry.msgctxt for entry in polib.pofile(str(folder / "out.po")) if entry.msgctxt}
    return {"units": units, "auditor": {f["unit"] for f in report["findings"]} & {u["id"] for u in units}, "pofilter": seen}


def table(figures: dict) -> list[str]:
    """The figures as lines."""
    n = figures["segments"]
    lines = [f"{'':24}{'wall s':>9}{'cpu s':>9}{'MiB':>8}{'segments/s':>12}"]
    for name in ("quarter", "first", "unchanged", "one new", "po", "pofilter"):
        if name in figures:
            run, count = figures[name], n // 4 if name == "quarter" else n
            lines.append(f"{name:24}{run['wall']:9.2f}{run['cpu']:9.2f}{run['mib']:8.0f}{count / run['wall']:12.0f}")
    first, again = figures["first"], figures["unchanged"]
    faster = {name: f"{first[name] / again[name]:.0f}" for name in ("wall", "cpu")}
    lines.append(f"unchanged is {faster['wall']} times faster by the clock, {faster['cpu']} times by processor")
    if "pofilter" in figures:
        lines.append(f"segments a second beside pofilter: {figures['pofilter']['wall'] / figures['po']['wall']:.3f} of its")
    lines += ["", f"{'planted errors':32}{'planted':>8}{'auditor':>9}{'pofilter':>9}"]
    kinds = figures["found"]["kinds"]
    total = {tool: sum(counts.get(tool, 0) for counts in kinds.values()) for tool in ("planted", "auditor", "pofilter")}
    for kind, counts in [*kinds.items(), ("all", total)]:
        lines.append(f"{kind:32}{counts['planted']:8}{counts.get('auditor', 0):9}{counts.get('pofilter', 0):9}")
    lines.append(f"clean units flagged: {figures['found']['clean units flagged']}")
    return lines
