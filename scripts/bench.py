"""Measures, in one run and beside others where there are others: every `scripts/bench_*.py` is a part.

A part has `measure(size, repeats)`, which gives figures, and `table(figures)`, which gives lines.

    python scripts/bench.py [PART...] [--size N] [--repeats N] [--largest N] [--json FILE]

Absolute times are the machine's; what is to be compared between machines and days are the ratios.
"""

from __future__ import annotations

import argparse
import importlib
import inspect
import json
import os
import platform
import sys
from pathlib import Path

HERE = Path(__file__).parent


def main() -> None:
    """Runs the parts asked for, prints their tables and writes all figures as JSON."""
    files = (path for path in HERE.glob("bench_*.py") if "def measure(" in path.read_text("utf-8"))  # others run by themselves
    parts = sorted(path.stem.removeprefix("bench_") for path in files)
    wanted = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wanted.add_argument("parts", nargs="*", choices=[*parts, []], help=", ".join(parts))
    wanted.add_argument("--size", type=int, default=5_000, help="items of the feed")
    wanted.add_argument("--repeats", type=int, default=3)
    wanted.add_argument("--largest", type=int, default=100_000, help="segments of the largest run of `scale`")
    wanted.add_argument("--json", type=Path, default=Path("build/bench.json"))
    given = wanted.parse_args()
    sys.path.insert(0, str(HERE))
    out: dict[str, object] = {
        "python": platform.python_version(),
        "machine": platform.machine(),
        "cores": os.cpu_count(),
        "load before": os.getloadavg()[0],  # above the cores, times by the clock say nothing
        "size": given.size,
        "repeats": given.repeats,
    }
    for name in given.parts or parts:
        part = importlib.import_module(f"bench_{name}")
        more = {"largest": given.largest} if "largest" in inspect.signature(part.measure).parameters else {}
        figures = part.measure(given.size, given.repeats, **more)
        out[name] = figures
        print(f"\n{name}\n" + "\n".join(part.table(figures)), flush=True)
    given.json.parent.mkdir(parents=True, exist_ok=True)
    given.json.write_text(json.dumps(out, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
