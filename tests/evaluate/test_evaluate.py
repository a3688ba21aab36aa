from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor import evaluate
from auditor.errors import ConfigError, InputError
from auditor.evaluate import agreement, floors
from auditor.evaluate.figures import share
from auditor.evaluate.gold import Row
from auditor.evaluate.plant import KINDS, Site
from auditor.evaluate.selftest import plant
from auditor.model import (
    Audited,
    Bundle,
    Document,
    Failure,
    Finding,
    ReportedDocument,
    ReportedUnit,
    Role,
    Segment,
    Severity,
    Span,
    Unit,
)

BOTH = frozenset({"source", "reference"})


def auditor_of(wrong: str) -> evaluate.Audit:
    """An auditor that knows one wrong word, and scores by whether it is there."""

    def audit(bundles: Iterable[Bundle | Failure]) -> Iterator[Audited | Failure]:
        for bundle in bundles:
            assert isinstance(bundle, Bundle)
            units, findings = [], []
            for segment in bundle.target.segments:
                at = segment.text.find(wrong)
                units.append(ReportedUnit(unit=Unit(id=segment.id, document="d", target=segment), score=90.0 - 10.0 * (at >= 0)))
                if at >= 0:
                    findings.append(
                        Finding(
                            rule="names/mistranslated",
                            unit=segment.id,
                            span=Span(Role.TARGET, at, at + len(wrong)),
                            quote=wrong,
                            category="",
                            severity=Severity.MAJOR,
                            confidence=1.0,
                            message="",
                            suggestion=None,
                            evidence=(),
                            fingerprint="",
                        )
                    )
            document = ReportedDocument(id="d", path="", title="", lang="en", units=len(units))
            yield Audited(document=document, units=tuple(units), findings=tuple(findings), skips=())

    return audit


def write(path: Path, rows: list[dict[str, object]]) -> Path:
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)
    return path


def row(ident: str, target: str, **more: object) -> dict[str, object]:
    return {
        "id": ident,
        "src_lang": "es",
        "tgt_lang": "en",
        "source": "Policía en Nigeria",
        "target": target,
        "references": [],
        **more,
    }


def test_contrast_counts_what_the_twin_lacks(tmp_path: Path) -> None:
    mark = {"start": 10, "end": 15, "severity": "major"}
    rows = [
        row("a", "Police in Niger", good="Police in Nigeria now", errors=[mark], meta={"pert": "names", "severity": "critical"}),
        row("b", "Police at Lagos", good="Police in Lagos", errors=[{"start": 7, "end": 9}], meta={"pert": "words"}),
    ]
    found = evaluate.evaluate(write(tmp_path / "set.jsonl.gz", rows), auditor_of("Niger"), BOTH)
    assert found.value("recall", "names") == 0.0, "Niger is found in Nigeria as well, so nothing is new"
    found = evaluate.evaluate(write(tmp_path / "set.jsonl.gz", rows), auditor_of("at"), BOTH)
    assert (found.value("recall", "words"), found.value("recall"), found.value("preference"), found.value("false alarm")) == (
        1.0,
        0.5,
        0.5,
        0.0,
    )
    assert found.value("precision", "names/mistranslated") == 1.0


def test_spans_count_characters_and_clean_rows(tmp_path: Path) -> None:
    rows = [
        row("a", "Police in Niger", errors=[{"start": 7, "end": 15, "severity": "major"}], score=-5.0, system="x"),
        row("b", "Niger police", errors=[], score=0.0, system="y"),
        row("c", "Police in Nigeria", errors=None, score=-1.0, system="z"),
    ]
    found = evaluate.evaluate(write(tmp_path / "set.jsonl.gz", rows), auditor_of("Niger "), BOTH)
    assert found.value("error-free flagged") == 1.0
    found = evaluate.evaluate(write(tmp_path / "set.jsonl.gz", rows), auditor_of("in Niger"), BOTH)
    assert (found.value("span precision"), found.value("span recall"), found.value("error-free flagged")) == (1.0, 1.0, 0.0)
    assert found.value("agreement") == pytest.approx(2 / 3)


def test_figures_are_shown_as_table_and_picture(tmp_path: Path) -> None:
    rows = [row("a", "Police in Niger", score=0), row("b", "Police <in> Nigeria", score=1)]
    found = evaluate.evaluate(write(tmp_path / "a&b.jsonl.gz", rows), auditor_of("Niger"), BOTH)
    assert found.value("recall") == found.value("false alarm") == 1.0
    assert "false alarm" in evaluate.table(found)
    assert ET.fromstring(evaluate.picture(found)).tag.endswith("svg")


def test_what_is_no_gold_set_is_an_input_error(tmp_path: Path) -> None:
    (tmp_path / "x.jsonl").write_text("{}", encoding="utf-8")
    for name in ("x.jsonl", "not there.jsonl"):
        with pytest.raises(InputError, match=name):
            evaluate.read(tmp_path / name)


@given(st.lists(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=5), max_size=4))
def test_accuracy_is_the_best_over_all_thresholds(groups: list[list[tuple[int, int]]]) -> None:
    named = {str(i): [(float(h), float(m)) for h, m in g] for i, g in enumerate(groups)}
    pairs = [(a[0] - b[0], a[1] - b[1]) for g in named.values() for i, a in enumerate(g) for b in g[:i]]
    value, _, n = agreement.accuracy(named)
    assert n == len(pairs)
    if pairs:

        def right(t: float) -> float:
            return sum((h == 0) if abs(m) <= t else h * m > 0 for h, m in pairs) / len(pairs)

        assert value == pytest.approx(max(right(t) for t in (0, 1, 2, 3)))


def test_floors_hold_or_say_why() -> None:
    figures = evaluate.Figures(
        "feed", "h", ("source",), 1, 1, 0.1, (share("recall", "all", 8, 10), share("false alarm", "all", 1, 10))
    )
    pinned = floors.pin([], [figures], [("recall", "all"), ("false alarm", "all")])
    assert evaluate.against(pinned, [figures]) == []
    worse = evaluate.Figures(
        "feed", "h", ("source",), 1, 1, 0.1, (share("recall", "all", 7, 10), share("false alarm", "all", 2, 10))
    )
    assert [b.floor.name for b in evaluate.against(pinned, [worse])] == ["false alarm", "recall"]
    with pytest.raises(ConfigError, match="give a reason"):
        floors.pin(pinned, [worse], [("recall", "all")])
    lowered = floors.pin(pinned, [worse], [("recall", "all")], "the key grew harder")
    assert [(f.least, f.lowered) for f in lowered] == [(0.7, "the key grew harder")]


GOOD = [
    (
        "El ministro Pérez no llegó a Madrid el martes con 12 cajas.",
        "Minister Pérez did not reach Madrid on Tuesday with 12 boxes, officials told reporters.",
    ),
    (
        "La policía de Lagos detuvo a 30 personas. Todas salieron.",
        "Police in Lagos arrested about 30 people near Abuja after driving 40 km. Everyone was released.",
    ),
    (
        "Vea https://example.org/news/12 para {name}.",
        "Please read https://example.org/news/12 before writing to {name} about the increase.",
    ),
]
GOOD_ROWS = [Row(id=str(i), src_lang="es", tgt_lang="en", source=s, target=t) for i, (s, t) in enumerate(GOOD)]


def test_every_kind_can_be_planted_and_the_seed_decides() -> None:
    planted = list(plant(GOOD_ROWS, 3))
    assert {r.kind for r in planted} == set(KINDS)
    assert planted == list(plant(GOOD_ROWS, 3))
    for damaged in planted:
        (mark,) = damaged.errors or ()
        assert damaged.target != damaged.good
        assert mark.start is not None
        assert mark.end is not None
        assert 0 <= mark.start <= mark.end <= len(damaged.target)
        if mark.missing:
            assert len(damaged.target) < len(damaged.good or "")


@given(st.text(max_size=50), st.text(max_size=50), st.sampled_from(["en", "de", "zh", "ar", "und"]))
def test_planting_survives_any_text(source: str, target: str, lang: str) -> None:
    made = Row(id="x", src_lang="es", tgt_lang=lang, source=source, target=target)
    for kind in KINDS.values():
        damage = kind(Site(target, made, random.Random(0), ["Lagos"], ["Another text that is long enough."]))
        assert damage is None or 0 <= damage.start <= damage.end <= len(damage.text)


def test_selftest_reports_recall_by_kind() -> None:
    found = evaluate.selftest(GOOD_ROWS, auditor_of("did not"), seed=1)
    assert found.value("false alarm") is not None
    assert found.value("recall", "fluency/order") == 0.0
    with pytest.raises(InputError):
        evaluate.selftest([], auditor_of("x"))


def test_the_feed_key_finds_its_words(tmp_path: Path) -> None:
    key = tmp_path / "key.jsonl"
    text = "He met Niger. Niger won, Niger lost."
    key.write_text(
        "\n".join(
            json.dumps(k)
            for k in (
                {"item": "i1", "quote": "Niger", "occurrence": 2, "kind": "names/mistranslated", "text": text, "langs": "es-en"},
                {"item": "i1", "quote": "lost", "kind": "meaning/antonym", "text": text, "langs": "es-en"},
                {"item": "i2", "quote": "Niger", "kind": "names/mistranslated", "text": text, "langs": "es-en"},
            )
        ),
        encoding="utf-8",
    )
    segment = Segment(id="s", text="Niger won, Niger lost.", lang="en", offset=14)
    bundle = Bundle(target=Document(id="feed#i1", role=Role.TARGET, lang="en", segments=(segment,)))

    def audit(bundles: Iterable[Bundle | Failure]) -> Iterator[Audited | Failure]:
        for done in auditor_of("Niger")(bundles):
            assert isinstance(done, Audited)
            units = tuple(ReportedUnit(unit=Unit(id=u.unit.id, document="feed#i1", target=u.unit.target)) for u in done.units)
            yield Audited(document=done.document, units=units, findings=done.findings, skips=())

    found = evaluate.evaluate_feed(key, [bundle], [], audit)
    assert found.value("recall") == pytest.approx(1 / 3)
    assert found.value("precision") == 1.0
    assert any("lost" in note for note in found.notes)
