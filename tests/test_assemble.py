"""A report on disk says what a report in memory says, to the byte, in every format."""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from auditor import assemble, gate, known, pipeline, rerun
from auditor.config import Config
from auditor.ingest import gather
from auditor.known import Ask
from auditor.model import Audited, Failure, Report, Status
from auditor.report import FORMATS
from auditor.report.manual import PLAIN
from auditor.results import Results
from auditor.spool import Ranked, Spool, Stored

ROOT = Path(__file__).resolve().parent.parent
ROWS = [
    {"id": f"r{n}", "document": doc, "target": target, "target_lang": "en", "source": source, "source_lang": "es", "reference": ref}
    for n, (doc, target, source, ref) in enumerate(
        [
            ("", "It cost 13 euros in Niger \N{GRINNING FACE} on Tuesday.", "Costó 31 euros en Nigeria el martes.", "It cost 31 euros in Nigeria on Tuesday."),
            ("a", "The president said on Monday that 12 people had died.", "El presidente dijo el lunes que 21 personas murieron.", None),
            ("b", "Nobody was was hurt.", "Nadie resultó herido.", "Nobody was hurt."),
            ("a", "The town of Varena has 5,000 people.", "La ciudad de Varena tiene 4.000 habitantes.", None),
            ("", "Waving from officials.", "Saludo a los oficiales.", None),
            ("", "", "Falta esto del todo, que no es poco.", None),
        ]
        * 30
    )
]


@pytest.fixture(scope="module")
def stream(tmp_path_factory) -> tuple[list[Audited | Failure], pipeline.Desk]:
    path = tmp_path_factory.mktemp("in") / "rows.jsonl"
    path.write_text("\n".join(["{broken", *(json.dumps(row) for row in ROWS)]), "utf-8")
    desk = pipeline.desk(Config(engine="none", jobs=1))
    feed = [str(ROOT / "corpora/feeds/wire.xml")]
    bundles = [*gather([str(path)]), *gather(feed, source=str(ROOT / "corpora/feeds/wire.source.xml"))]
    return list(pipeline.audit(bundles, desk)), desk


@pytest.mark.parametrize("name", sorted(set(FORMATS) - {"html"}))
def test_every_format_is_the_same(stream, name):
    near, far = (assemble.report(iter(stream[0]), stream[1], held) for held in (100_000, 10))
    assert isinstance(far.units, Stored)
    assert not isinstance(near.units, Stored)
    assert (near.score, near.mqm, near.gate, near.counts) == (far.score, far.mqm, far.gate, far.counts)
    assert FORMATS[name](far) == FORMATS[name](near)


def test_documents_that_come_in_parts_are_one(stream):
    far = assemble.report(iter(stream[0]), stream[1], 10)
    ids = [(d.path, d.id) for d in far.documents]
    assert len(ids) == len(set(ids))
    assert sum(d.units for d in far.documents) == len(far.units) == len(list(far.units))
    assert len(far.findings) == len(list(far.findings))
    assert far.failures[0].line == 1
    assert far.units[0].unit.id == "r0"
    assert far.units[-1] == list(far.units)[-1]


def test_a_large_report_comes_in_pages(stream, monkeypatch):
    from auditor.report import leaves

    far = assemble.report(iter(stream[0]), stream[1], 10)
    monkeypatch.setattr(leaves, "FINDINGS", 20)
    files = {name: "".join(pieces) for name, pieces in FORMATS["html"].leaves(far, PLAIN, "a b.html")}
    assert list(files)[-1] == "a b.html"
    index = files.pop("a b.html")
    assert len(files) > 2
    for name in files:
        assert name.replace(" ", "%20") in index
    first, second = list(files)[:2]
    assert 'href="../a%20b.html"' in files[first]
    assert f'href="{second.split("/")[1]}"' in files[first]
    shown = sum(page.count('<article class="card') for page in files.values())
    assert shown == len(far.findings)


def test_a_page_is_enough_for_few_findings(stream):
    far = assemble.report(iter(stream[0][-3:]), stream[1], 1)
    assert [name for name, _ in FORMATS["html"].leaves(far, PLAIN, "a.html")] == ["a.html"]


def test_findings_are_settled_where_they_lie(stream, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("auditor-ignore.toml").write_text(
        '[[ignore]]\nreason = "known"\nrule = "numbers/value"\n[[ignore]]\nreason = "none"\nguid = "nobody"\n', "utf-8"
    )
    day = __import__("datetime").date(2026, 1, 1)

    def rules():
        return {rule.id for check in stream[1].checks for rule in check.rules}

    out = []
    for held in (100_000, 10):
        Path("auditor-baseline.json").unlink(missing_ok=True)
        report = assemble.report(iter(stream[0]), stream[1], held)
        report, new = known.settled(report, stream[1].config, rules, Ask(write=True), day)
        assert new
        assert any(f.status is Status.SUPPRESSED for f in report.findings)
        assert not any(f.status is Status.OPEN for f in report.findings)
        out.append((FORMATS["jsonl"](report), sorted(new.items()), gate.exit_status(report)))
    assert out[0] == out[1]


def test_a_long_report_is_kept_and_found(stream, tmp_path):
    good = [item for item in stream[0] if isinstance(item, Audited)]
    far = assemble.report(iter(good), stream[1], 10)
    store = Results(tmp_path / "r.sqlite")
    rerun.keep(store, b"k" * 20, far)
    store.close()
    store = Results(tmp_path / "r.sqlite")
    again = rerun.found(store, b"k" * 20)
    assert isinstance(again, Report)
    assert FORMATS["json"](again) == FORMATS["json"](far)
    assert rerun.found(store, b"x" * 20) is None


def test_halves_of_pairs_are_kept_out():
    spool = Spool()
    spool.add_failure(Failure("a\ud800b", "why"))
    assert [f.path for f in spool.failures] == ["a\N{REPLACEMENT CHARACTER}b"]


def test_ranked_is_sorted_near_and_far():
    class Value(msgspec.Struct):
        n: int

    for held in (100, 3):
        ranked = Ranked(Value, held)
        for n in range(20):
            ranked.add((-float(n % 4), 0.0), Value(n))
        assert [v.n for v in ranked.first(6)] == [3, 7, 11, 15, 19, 2]
        assert len(ranked) == 20
