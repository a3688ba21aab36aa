"""Plants errors into a user's own good translations: the figures an editor needs before switching the gate on."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Sequence

from auditor.errors import InputError
from auditor.evaluate.figures import Figures
from auditor.evaluate.gold import Mark, Row
from auditor.evaluate.measure import Audit, Seen, contrast
from auditor.evaluate.plant import KINDS, Damage, Site, names_of

_EACH = 60  # planted errors of one kind and pair: a 95 % interval of about 12 points either way


def selftest(rows: Sequence[Row], audit: Audit, sides: frozenset[str] = frozenset({"source"}), seed: int = 0) -> Figures:
    """Recall of planted errors by kind and language pair, false alarms on the translations as they are, precision by rule.

    `rows` are good translations with their sources (and references, where `sides` has them); InputError if there are none.
    """
    rows = [row for row in rows if row.target.strip()]
    if not rows:
        raise InputError("selftest", "there are no translations in the file")
    damaged = list(plant(rows, seed))
    if not damaged:
        raise InputError("selftest", "no error could be planted: the texts are too short")
    seen = Seen(damaged, sides, audit)
    texts = "\x1e".join(f"{row.source}\x1f{row.target}" for row in rows)
    return Figures(
        set="selftest",
        hash=hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()[:16],
        sides=tuple(sorted(sides)),
        rows=len(damaged),
        units=len(seen.ids),
        seconds=round(seen.seconds, 2),
        figures=tuple(contrast(damaged, seen)),
    )


def plant(rows: Sequence[Row], seed: int = 0) -> Iterator[Row]:
    """Contrast rows: each kind in up to 60 texts of each language pair, chosen and damaged by the seed alone."""
    for pair in sorted({(row.src_lang, row.tgt_lang) for row in rows}):
        mine = [row for row in rows if (row.src_lang, row.tgt_lang) == pair]
        names = sorted({t.text for row in mine for t in names_of(row.target, row.tgt_lang)})
        others = sorted({row.target for row in mine})
        for kind in KINDS:
            chance = random.Random(f"{seed}:{pair}:{kind}")  # noqa: S311 - it chooses examples, it guards nothing
            made = 0
            for row in chance.sample(mine, len(mine)):
                damage = KINDS[kind](Site(row.target, row, chance, names, others))
                if damage is not None and damage.text != row.target and damage.text.strip():
                    yield _row(row, kind, damage)
                    made += 1
                if made >= _EACH:
                    break


def _row(row: Row, kind: str, damage: Damage) -> Row:
    taken_out = damage.start == damage.end
    mark = Mark(start=damage.start, end=damage.end, severity="major", category=kind, missing=taken_out)
    return Row(
        id=f"{row.id}:{kind}",
        src_lang=row.src_lang,
        tgt_lang=row.tgt_lang,
        source=row.source,
        target=damage.text,
        references=row.references,
        errors=(mark,),
        good=row.target,
        meta={"pert": kind},
    )
