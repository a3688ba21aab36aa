"""One error at a time, ours and pofilter's answer side by side: which of the planted errors does each find?

pofilter is part of translate-toolkit (GPL), a program beside ours and never a library of ours: it is installed apart.  Every pair
of `compare_pofilter.txt` stands in one catalogue, once right and once with its error.  A tool finds the error where it flags the
wrong one, and cries wolf where it flags the right one.  `scripts/bench.py feed` compares the sample feed's 168 planted errors.

usage: python scripts/compare_pofilter.py [--pofilter PROGRAM] [--markdown]
"""

from __future__ import annotations

import argparse
import collections
import json
import subprocess
import sys
import tempfile
from pathlib import Path

import polib
from bench_feed import PEERS, pofilter

CASES = Path(__file__).with_suffix(".txt")


def cases() -> list[tuple[str, str, str, str, str]]:
    """Kind, source language, source, right and wrong translation."""
    lines = [line for line in CASES.read_text("utf-8").splitlines() if not line.startswith("#")]
    rows = [tuple(cell if n == 4 else cell.strip() for n, cell in enumerate(line.split(" | "))) for line in lines]
    assert all(len(row) == 5 for row in rows)
    return rows  # type: ignore[return-value]


def by_auditor(catalogue: Path, lang: str) -> set[str]:
    """Which entries have an open finding."""
    arguments = [sys.executable, "-m", "auditor", "check", str(catalogue), "--languages", f"{lang}-en", "--engine", "none",
                 "--format", "json", "--quiet", "--no-cache"]  # fmt: skip
    report = json.loads(subprocess.run(arguments, capture_output=True, check=False).stdout)
    said = {(unit["source"], unit["target"]): unit["id"] for unit in report["units"]}
    flagged = {finding["unit"] for finding in report["findings"]}
    entries = polib.pofile(str(catalogue))
    return {e.msgctxt for e in entries if said.get((e.msgid, e.msgstr)) in flagged}


def by_pofilter(program: str, catalogue: Path) -> set[str]:
    """Which entries any of its tests flags."""
    out = catalogue.with_suffix(".out.po")
    subprocess.run([program, "--progress=none", str(catalogue), str(out)], check=False, capture_output=True)
    return {entry.msgctxt for entry in polib.pofile(str(out))} if out.exists() else set()


def compared(program: str) -> list[tuple[str, str, dict[str, bool], dict[str, bool]]]:
    """For each case: kind, wrong text, who found it, who cried wolf at the right text."""
    rows = cases()
    seen: dict[str, set[str]] = {tool: set() for tool in ("auditor", "pofilter")}
    with tempfile.TemporaryDirectory() as name:
        for lang in sorted({row[1] for row in rows}):
            made = polib.POFile()
            made.metadata = {"Content-Type": "text/plain; charset=utf-8", "Language": "en"}
            made.extend(
                polib.POEntry(msgctxt=f"{n}-{which}", msgid=row[2], msgstr=row[3 if which == "right" else 4])
                for n, row in enumerate(rows)
                for which in ("right", "wrong")
                if row[1] == lang
            )
            path = Path(name) / f"{lang}.po"
            made.save(str(path))
            seen["auditor"] |= by_auditor(path, lang)
            seen["pofilter"] |= by_pofilter(program, path)

    def flags(n: int, which: str) -> dict[str, bool]:
        return {tool: f"{n}-{which}" in entries for tool, entries in seen.items()}

    return [(row[0], row[4], flags(n, "wrong"), flags(n, "right")) for n, row in enumerate(rows)]


def main() -> None:
    """Prints every error with who found it, then the sums."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--pofilter", default=str(PEERS / "bin" / "pofilter"))
    parser.add_argument("--markdown", action="store_true", help="The sums by kind, as a table for the documentation.")
    options = parser.parse_args()
    if not Path(options.pofilter).exists() and not pofilter():
        sys.exit("pofilter cannot be installed: skipped")
    rows = compared(options.pofilter)
    kinds: dict[str, collections.Counter[str]] = collections.defaultdict(collections.Counter)
    for kind, wrong, finds, cries in rows:
        kinds[kind].update({"planted": 1, **{t: int(found) for t, found in finds.items()}})
        if not options.markdown:
            marks = "".join(f"{('found' if finds[t] else '-') + (' (and the right one)' if cries[t] else ''):24}" for t in finds)
            print(f"{kind:14}{marks}{wrong}")
    total = sum(kinds.values(), collections.Counter())
    lines = [(kind, *(str(counts[key]) for key in ("planted", "auditor", "pofilter"))) for kind, counts in kinds.items()]
    lines += [("all", *(str(total[key]) for key in ("planted", "auditor", "pofilter")))]
    wolves = (str(sum(cries[tool] for *_, cries in rows)) for tool in ("auditor", "pofilter"))
    lines += [("right texts flagged", str(len(rows)), *wolves)]
    for line in [("kind", "planted", "auditor", "pofilter"), ("---",) * 4, *lines] if options.markdown else lines:
        plain = f"{line[0]:24}" + "".join(f"{cell:>10}" for cell in line[1:])
        print(f"| {' | '.join(line)} |" if options.markdown else plain)


if __name__ == "__main__":
    main()
