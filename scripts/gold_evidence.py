"""What the checks see in the gold sets: collected once, kept under build/ until a check, a table or a set changes.

Shared by `calibrate.py` and `learn_score.py`; run by them, not by itself.
"""

from __future__ import annotations

import hashlib
import os
import sys
import time
from collections.abc import Iterator, Sequence
from multiprocessing import Pool
from pathlib import Path

import msgspec

from auditor import checks, pipeline
from auditor.checks.base import Tools
from auditor.evaluate import gold
from auditor.evaluate.gold import Asked, Row
from auditor.model import Evidence, Skip, Unit

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "build" / "calibrate"
BOTH, SOURCE = frozenset({"source", "reference"}), frozenset({"source"})
# Openly licensed sets only: what ships is learned from these.
BIO = tuple(
    f"bio_mqm_{pair}" for pair in ("zh-en", "en-de", "de-en", "es-en", "fr-en", "ru-en", "en-es", "en-fr", "en-ru", "en-zh")
)
SXS = ("wmt23_sxs_mqm_zh-en", "wmt23_sxs_mqm_en-de")


class Text(msgspec.Struct, frozen=True):
    """One text, audited: its unit and everything the checks saw."""

    unit: Unit
    evidence: tuple[Evidence, ...]


def gold_folder() -> Path:
    """Where the gold sets are: `AUDITOR_GOLD`; leaves with a word where it is not set."""
    folder = os.environ.get("AUDITOR_GOLD")
    if not folder:
        sys.exit("AUDITOR_GOLD is not set: point it at the folder of the gold sets (*.jsonl.gz); nothing was learned")
    return Path(folder)


def path_of(name: str) -> Path:
    """The file of a set."""
    return gold_folder() / f"{name}.jsonl.gz"


def portion(key: str) -> float:
    """A number from 0 to 1 that belongs to a key for ever: decides what is learned from and what is held out."""
    return int(hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:8], 16) / 0xFFFFFFFF


def rows_of(name: str, share: float = 1.0) -> list[Row]:
    """The rows of a set whose source falls into the share; all translations of one source stay together."""
    return [row for row in gold.read(path_of(name)) if portion(row.source) < share]


def audited(name: str, rows: Sequence[Row], sides: frozenset[str]) -> dict[tuple[str, str], Text]:
    """Unit and evidence of every distinct text of the rows, by source and text; from the cache where nothing changed."""
    texts: dict[tuple[str, str], Row] = {}
    for row in rows:
        for text in (row.good, row.target):
            if text is not None:
                texts.setdefault((row.source, text), row)
    keys = sorted(texts, key=lambda k: (texts[k].src_lang, texts[k].tgt_lang, k))
    stamp = hashlib.sha256(
        "\x1e".join([_code(), *sorted(sides), *("\x1f".join(k) for k in keys)]).encode("utf-8", "surrogatepass")
    )
    file = CACHE / f"{name}-{'-'.join(sorted(sides))}-{stamp.hexdigest()[:12]}.msgpack"
    if not file.exists():
        began = time.perf_counter()
        found = list(_run([Asked(str(i), key[1], texts[key]) for i, key in enumerate(keys)], sides))
        CACHE.mkdir(parents=True, exist_ok=True)
        for old in CACHE.glob(f"{name}-{'-'.join(sorted(sides))}-*.msgpack"):
            old.unlink()
        file.write_bytes(msgspec.msgpack.encode(found))
        print(f"  {name} {','.join(sorted(sides))}: {len(found)} texts in {time.perf_counter() - began:.0f} s", flush=True)
    return dict(zip(keys, msgspec.msgpack.decode(file.read_bytes(), type=list[Text]), strict=True))


def _run(asked: Sequence[Asked], sides: frozenset[str]) -> Iterator[Text]:
    jobs = int(os.environ.get("AUDITOR_JOBS", "1"))
    bundles = list(gold.bundles(asked, sides))
    if jobs < 2:
        for bundle in bundles:
            yield from _one(bundle)
        return
    with Pool(jobs) as pool:
        for texts in pool.imap(_one, bundles):
            yield from texts


def _one(bundle: gold.Bundle) -> list[Text]:
    units = pipeline.units_of(bundle)
    seen: dict[str, list[Evidence]] = {unit.id: [] for unit in units}
    for item in checks.run(units, Tools(document=tuple(units)), tuple(checks.selected(("all",), (), ()))):
        if not isinstance(item, Skip):
            seen[item[0]].append(item[1])
    return [Text(unit, tuple(seen[unit.id])) for unit in units]


def _code() -> str:
    """A hash of everything evidence depends on: checks, language facts, differ, tables."""
    total = hashlib.sha256()
    for folder in ("auditor/checks", "auditor/lang", "auditor/diff", "auditor/align", "corpora"):
        for file in sorted((ROOT / folder).rglob("*")):
            if file.is_file() and "__pycache__" not in file.parts and "judge" not in file.parts and "feeds" not in file.parts:
                total.update(str(file.relative_to(ROOT)).encode() + hashlib.sha256(file.read_bytes()).digest())
    return total.hexdigest()
