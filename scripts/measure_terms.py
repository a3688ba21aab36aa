"""Measures the terms check on gold data: terms given per row, and the newsroom glossary on human translations.

usage: AUDITOR_GOLD=FOLDER python scripts/measure_terms.py given|house [SET...] [--show N]
"""

from __future__ import annotations

import argparse
import collections
import gzip
import json
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import regex

from auditor import glossary
from auditor.checks.base import Tools
from auditor.checks.terms import CHECK
from auditor.glossary.words import split
from auditor.lang.lemmas import lemma
from auditor.model import Evidence, Segment, Term, TermStatus, Unit

GIVEN = ("term25_en-de", "term25_en-es", "term25_en-ru", "ats_terms_en-de", "tico19_terms_en-fr")
HOUSE = (
    "wmt23_mqm_zh-en",
    "wmt23_mqm_en-de",
    "wmt24_outputs_en-es",
    "news21_mqm_spans_en-ru",
    "news21_mqm_spans_zh-en",
    "news21_mqm_spans_en-de",
    "wmt24_esa_en-zh",
    "wmt24_esa_en-ja",
    "demetr",
)


def rows(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    """The rows of one set."""
    with gzip.open(folder / f"{name}.jsonl.gz", "rt", encoding="utf-8") as file:
        yield from map(json.loads, file)


def unit(row: dict[str, Any], target: str, number: int = 0) -> Unit:
    """One row as a check sees it."""
    source = Segment(id="s", text=row["source"], lang=row["src_lang"])
    return Unit(id=f"u{number}", document="d", target=Segment(id="t", text=target, lang=row["tgt_lang"]), source=source)


def seen(matcher: glossary.Matcher, one: Unit) -> list[Evidence]:
    """What the check says of one unit."""
    assert CHECK.find is not None
    return list(CHECK.find(one, Tools(document=(one,), glossary=matcher)))


def given(row: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The terms of a row: source term, accepted target terms."""
    terms = row["meta"]["terms"]
    if isinstance(terms, dict):
        return [(s, [t] if isinstance(t, str) else t) for s, t in terms.items()]
    return [(t["src"], t["tgt"]) for t in terms]


def has_lemmas(term: str, text: str, lang: str) -> bool:
    """Do the dictionary forms of the term stand in a row?  What official counts look at beside the exact string."""
    mine, there = ([lemma(w.folded, lang) for w in split(t, lang)] for t in (term, text))
    return any(there[i : i + len(mine)] == mine for i in range(len(there) - len(mine) + 1))


def measure_given(folder: Path, name: str, show: int) -> None:
    """Precision and recall of terms/missing against the exact string, and against exact string or lemmas."""
    counts: collections.Counter[str] = collections.Counter()
    examples: dict[str, set[tuple[str, str, str]]] = {"alarm": set(), "missed": set()}
    for row in rows(folder, name):
        for source, targets in given(row):
            if not regex.search(rf"(?<![^\W_]){regex.escape(source)}(?![^\W_]{{4}})", row["source"], regex.IGNORECASE):
                counts["glued"] += 1  # "eventStop": the term is no word of the source, and nobody is asked for it
                continue
            concept = glossary.Concept(
                id="c", terms=(Term("c", row["src_lang"], source), *(Term("c", row["tgt_lang"], t) for t in targets))
            )
            flagged = any(
                e.rule == "terms/missing" for e in seen(glossary.Matcher([concept], "2026-01-01"), unit(row, row["target"]))
            )
            exact = any(t.casefold() in row["target"].casefold() for t in targets)
            lemmas = exact or any(has_lemmas(t, row["target"], row["tgt_lang"]) for t in targets)
            counts["flagged"] += flagged
            for truth, present in (("exact", exact), ("lemma", lemmas)):
                counts[f"missing-{truth}"] += not present
                counts[f"right-{truth}"] += flagged and not present
            if flagged and lemmas:
                examples["alarm"].add((source, "/".join(targets), row["target"][:200]))
            elif not flagged and not lemmas:
                examples["missed"].add((source, "/".join(targets), row["target"][:200]))
    asked = sum(len(given(row)) for row in rows(folder, name))
    print(f"{name:22} {asked} terms given, {counts['glued']} of them no words of their source and left out")
    for truth in ("exact", "lemma"):
        right = counts[f"right-{truth}"]
        print(
            f"{name:22} {truth:6} missing {counts[f'missing-{truth}']:5} flagged {counts['flagged']:5} "
            f"precision {right / max(1, counts['flagged']):.3f} recall {right / max(1, counts[f'missing-{truth}']):.3f}"
        )
    for kind, found in examples.items():
        for example in sorted(found)[:show]:
            print("   ", kind, *example, sep=" | ")


def measure_house(folder: Path, name: str, show: int) -> None:
    """How many human translations the newsroom glossary complains of, and how often it is asked at all."""
    matcher = glossary.load([])
    done: set[tuple[str, str]] = set()
    counts: collections.Counter[str] = collections.Counter()
    concepts: collections.Counter[str] = collections.Counter()
    begun = time.perf_counter()
    for row in rows(folder, name):
        for good in [row["good"]] if row.get("good") else row["references"][:1]:
            if (row["source"], good) in done or not good:
                continue
            done.add((row["source"], good))
            one = unit(row, good)
            named = matcher.find(row["source"], row["src_lang"])
            counts["asked"] += any(o.term.status is TermStatus.PREFERRED for o in named)
            found = seen(matcher, one)
            counts["alarmed"] += bool(found)
            for evidence in found:
                concepts[evidence.detail] += 1
                if show > 0:
                    show -= 1
                    print(f"    {evidence.rule} | {evidence.message} | {row['source'][:160]} | {good[:160]}")
    print(
        f"{name:24} texts {len(done):5} with terms {counts['asked']:5} alarmed {counts['alarmed']:4} "
        f"= {100 * counts['alarmed'] / max(1, len(done)):.2f} %  {len(done) / (time.perf_counter() - begun):.0f} texts/s"
    )
    for detail, times in concepts.most_common(40):
        print(f"      {times:3} {detail}")


def main() -> None:
    """Runs what was asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("what", choices=("given", "house"))
    parser.add_argument("sets", nargs="*")
    parser.add_argument("--show", type=int, default=0)
    options = parser.parse_args()
    if "AUDITOR_GOLD" not in os.environ:
        sys.exit("AUDITOR_GOLD is not set: skipped")
    folder = Path(os.environ["AUDITOR_GOLD"])
    measure = measure_given if options.what == "given" else measure_house
    for name in options.sets or (GIVEN if options.what == "given" else HOUSE):
        measure(folder, name, options.show)


if __name__ == "__main__":
    main()
