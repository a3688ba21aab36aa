"""Cost and memory from a thousand segments to as many as are asked for: the slope of cost, and how much memory grows.

Sizes go up by ten to `--largest` (100,000 unless told).  Cost is processor time without the start, which is that of a run over
ten segments; the slope is that of its logarithm over the logarithm of the size.  Every input format is read, and every format
that streams is written, at the smallest and at the largest size.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from bench_feed import timed

PEOPLE, PLACES = ("Ana Torres", "Luis Vega", "Marta Ruiz"), ("Cartagena", "Valencia", "Bilbao")
FEED_ITEMS = 500  # of one feed of a folder
OUTPUTS = ("jsonl", "csv", "sarif", "html")


def texts(count: int) -> Iterator[tuple[str, str]]:
    """Source and target; every twentieth has a wrong number."""
    for n in range(count):
        chance = random.Random(n)
        who, where, sum_ = chance.choice(PEOPLE), chance.choice(PLACES), chance.randint(2, 900)
        wrong = sum_ + 7 if n % 20 == 0 else sum_
        yield (
            f"{who} dijo el martes que la obra {n + 9} de {where} costó {sum_} millones y que terminará en {2027 + n % 9}.",
            f"{who} said on Tuesday that work {n + 9} in {where} cost {wrong} million and will end in {2027 + n % 9}.",
        )


def written(kind: str, count: int, folder: Path) -> Path:
    """A file of the format with so many segments (of feeds, a folder of files)."""
    path = folder / f"{count}.{kind}"
    if kind == "feeds":
        return _feeds(path, count)
    heads = {
        "tmx": '<?xml version="1.0"?>\n<tmx version="1.4"><header srclang="es"/><body>\n',
        "xliff": '<?xml version="1.0"?>\n<xliff version="1.2">'
        '<file original="a" source-language="es" target-language="en"><body>\n',
        "po": 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n"Language: en\\n"\n\n',
    }
    tails = {"tmx": "</body></tmx>\n", "xliff": "</body></file></xliff>\n"}
    with path.open("w", encoding="utf-8") as file:
        file.write(heads.get(kind, ""))
        for n, (es, en) in enumerate(texts(count)):
            _row(file, kind, n, es, en)
        file.write(tails.get(kind, ""))
    return path


def _row(file: IO[str], kind: str, n: int, es: str, en: str) -> None:
    if kind == "jsonl":
        row = {"id": f"s{n}", "source": es, "target": en, "source_lang": "es", "target_lang": "en"}
        file.write(json.dumps(row, ensure_ascii=False) + "\n")
    elif kind == "tmx":
        file.write(f'<tu tuid="s{n}"><tuv xml:lang="es"><seg>{es}</seg></tuv><tuv xml:lang="en"><seg>{en}</seg></tuv></tu>\n')
    elif kind == "xliff":
        file.write(f'<trans-unit id="s{n}"><source>{es}</source><target>{en}</target></trans-unit>\n')
    else:
        file.write(f'msgctxt "s{n}"\nmsgid "{es}"\nmsgstr "{en}"\n\n')


def _feeds(path: Path, count: int) -> Path:
    path.mkdir()
    every = list(texts(count))
    for at in range(0, count, FEED_ITEMS):
        some = enumerate(every[at : at + FEED_ITEMS], at)
        items = "\n".join(f"<item><guid>g{n}</guid><description>{en}</description></item>" for n, (_, en) in some)
        head = '<?xml version="1.0"?>\n<rss version="2.0"><channel><title>x</title><language>en</language>\n'
        (path / f"{at:08}.xml").write_text(f"{head}{items}\n</channel></rss>\n", encoding="utf-8")
    return path


def audited(path: Path, folder: Path, *outputs: str, rules: str = "all", jobs: int = 1) -> dict[str, float]:
    """One run."""
    formats = [f"--format={name}={folder}/out.{name}" for name in outputs]
    return timed(
        [sys.executable, "-m", "auditor", "check", str(path), "--languages", "es-en", "--engine", "none", "--no-cache", "--quiet",
         "--jobs", str(jobs), "--select", rules, *formats],
        folder,
        f"{folder}/none",
    )  # fmt: skip


def measure(size: int, repeats: int, largest: int = 100_000) -> dict[str, object]:
    """Slope with all checks; memory of every format with the checks of numbers alone, whose share of memory is small."""
    del size
    sizes = [1_000]
    while sizes[-1] < largest:
        sizes.append(min(largest, sizes[-1] * 10))
    out: dict[str, object] = {"sizes": sizes}
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        start = statistics.median(audited(written("jsonl", 10, folder), folder, "jsonl")["cpu"] for _ in range(repeats))
        runs = []
        for count in sizes:
            path = written("jsonl", count, folder)
            some = [audited(path, folder, "jsonl") for _ in range(repeats if count <= 10_000 else 1)]
            runs.append({key: statistics.median(run[key] for run in some) for key in some[0]})
        out["start"], out["runs"] = start, runs
        out["slope"] = slope(sizes, [run["cpu"] - start for run in runs])
        memory: dict[str, list[float]] = {}
        for kind in ("jsonl", "tmx", "xliff", "po", "feeds"):
            ends = (written(kind, count, folder) for count in (sizes[0], sizes[-1]) if not (folder / f"{count}.{kind}").exists())
            list(ends)
            memory[f"in {kind}"] = [
                audited(folder / f"{n}.{kind}", folder, "jsonl", rules="numbers")["mib"] for n in (sizes[0], sizes[-1])
            ]
        for kind in OUTPUTS[1:]:
            memory[f"out {kind}"] = [
                audited(folder / f"{n}.jsonl", folder, kind, rules="numbers")["mib"] for n in (sizes[0], sizes[-1])
            ]
        out["memory"] = memory
    return out


def slope(sizes: list[int], costs: list[float]) -> float:
    """Least squares over logarithms."""
    xs, ys = [math.log(n) for n in sizes], [math.log(max(1e-9, cost)) for cost in costs]
    mx, my = statistics.fmean(xs), statistics.fmean(ys)
    return round(sum((x - mx) * (y - my) for x, y in zip(xs, ys, strict=True)) / sum((x - mx) ** 2 for x in xs), 3)


def table(figures: dict) -> list[str]:
    """The figures as lines."""
    lines = [f"{'segments':>10}{'cpu s':>9}{'MiB':>8}{'µs a segment':>14}"]
    for count, run in zip(figures["sizes"], figures["runs"], strict=True):
        lines.append(f"{count:10,}{run['cpu']:9.1f}{run['mib']:8.0f}{(run['cpu'] - figures['start']) / count * 1e6:14.0f}")
    lines.append(f"slope {figures['slope']} (wanted: at most 1.05); start {figures['start']:.1f} s")
    for name, (small, large) in figures["memory"].items():
        few, many = figures["sizes"][0], figures["sizes"][-1]
        lines.append(f"{name:12}{small:8.0f} MiB at {few:,}, {large:.0f} at {many:,}: {large - small:+.0f}")
    return lines
