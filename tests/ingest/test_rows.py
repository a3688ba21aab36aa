"""Tables: JSONL, CSV, TSV, lines of text; grouping, names of columns, the other side in its own file."""

from __future__ import annotations

import csv
import gzip
import io
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from auditor.errors import InputError
from auditor.ingest import Limits, boundary, gather
from auditor.model import Failure


def read(tmp_path, data, name="rows.jsonl", **options):
    path = tmp_path / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    return list(gather([str(path)], **options))


def lines(*objects):
    return "\n".join(json.dumps(o) for o in objects)


def test_a_unit_with_all_its_sides(tmp_path):
    (bundle,) = read(tmp_path, lines(
        {"id": "u1", "target": "T", "target_lang": "en", "source": "S", "source_lang": "de", "reference": ["R1", "R2"], "back": "B",
         "document": "d", "field": "headline", "metrics": {"comet": 0.5, "bad": "x"}, "people": ["Ana"]}))  # fmt: skip
    assert bundle.aligned
    assert not bundle.lone
    assert (bundle.target.id, bundle.target.segments[0].id, bundle.target.segments[0].field) == ("d", "u1", "headline")
    assert (bundle.source.segments[0].text, bundle.source.lang) == ("S", "de")
    assert [r.segments[0].text for r in bundle.references] == ["R1", "R2"]
    assert bundle.back.segments[0].text == "B"
    assert bundle.metrics == ({"comet": 0.5},)
    assert bundle.target.meta["units"] == {"u1": {"people": ("Ana",)}}


def test_rows_are_grouped_by_document_and_lone_ones_in_runs(tmp_path):
    objects = [{"id": f"a{n}", "target": "x", "document": "d1" if n < 3 else "d2"} for n in range(5)] + [
        {"target": "y"} for _ in range(600)
    ]
    out = read(tmp_path, lines(*objects))
    assert [(b.target.id, len(b.target.segments), b.lone) for b in out] == [
        ("d1", 3, False),
        ("d2", 2, False),
        ("rows", 256, True),
        ("rows", 256, True),
        ("rows", 88, True),
    ]
    assert out[2].target.segments[0].id == "rows:6"
    assert out[2].target.segments[0].place.line == 6


def test_doubled_ids_are_kept_apart(tmp_path):
    (bundle,) = read(tmp_path, lines({"id": "a", "target": "1"}, {"id": "a", "target": "2"}, {"id": "a", "target": "3"}))
    assert [(s.id, s.text) for s in bundle.target.segments] == [("a", "1"), ("a#2", "2"), ("a#3", "3")]


def test_a_side_that_only_some_rows_have_is_empty_in_the_others(tmp_path):
    (bundle,) = read(tmp_path, lines({"target": "1", "source": "s"}, {"target": "2", "reference": "r"}))
    assert [s.text for s in bundle.source.segments] == ["s", ""]
    assert [s.text for s in bundle.references[0].segments] == ["", "r"]


@pytest.mark.parametrize(
    "bad",
    [
        "not json",
        "[1]",
        "{}",
        '{"target": 3}',
        '{"target": null}',
        '{"target": "x"',
        '{"a":' * 5000,
        '"x"',
        '{"target": "' + "x" * 30_000 + '"}',
        "\x00\x01",
    ],
)
def test_a_bad_line_costs_itself_alone(tmp_path, bad):
    out = read(tmp_path, lines({"id": "a", "target": "1"}) + "\n" + bad + "\n" + lines({"id": "b", "target": "2"}))
    (failure,) = [o for o in out if isinstance(o, Failure)]
    assert failure.line == 2
    assert [s.id for o in out if not isinstance(o, Failure) for s in o.target.segments] == ["a", "b"]


def test_lone_surrogates_and_controls_are_replaced_with_a_note(tmp_path):
    (bundle,) = read(tmp_path, '{"id": "a", "target": "x\\ud800y\\u0000z"}')
    assert bundle.target.segments[0].text == "x\N{REPLACEMENT CHARACTER}y\N{REPLACEMENT CHARACTER}z"
    assert "replaced" in bundle.target.meta["notes"][0]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_tables_with_aliases(tmp_path, separator):
    text = (
        separator.join(["SRC", "Mt", "ref", "Doc_ID"])
        + "\r\n"
        + separator.join(["Hallo", "Hello", "Hi", "d"])
        + "\r\n\r\n"
        + separator.join(["Zwei", "Two", "", "d"])
        + "\r\n"
    )
    (bundle,) = read(tmp_path, text, "t.csv", target_lang="en", source_lang="de")
    assert [(s.text, s.place.line) for s in bundle.target.segments] == [("Hello", 2), ("Two", 4)]
    assert [s.text for s in bundle.source.segments] == ["Hallo", "Zwei"]
    assert (bundle.target.lang, bundle.source.lang) == ("en", "de")


def test_columns_named_by_the_user(tmp_path):
    (bundle,) = read(tmp_path, "Español,English\nHola,Hello\n", "t.csv", columns={"target": "español", "source": "English"})
    assert (bundle.target.segments[0].text, bundle.source.segments[0].text) == ("Hola", "Hello")
    (failure,) = read(tmp_path, "a,b\n1,2\n", "t.csv")
    assert "--columns target=" in failure.why
    (failure,) = read(tmp_path, "a,b\n1,2\n", "t.csv", columns={"target": "c"})
    assert "no column 'c'" in failure.why


def test_an_unclosed_quote_costs_its_row_and_quotes_in_tsv_are_text(tmp_path):
    out = read(tmp_path, 'id,target\n1,"a\n2,b\n3,c\n4,"d ""e"", f"\n', "t.csv")
    assert [(o.item, o.line) for o in out if isinstance(o, Failure)] == [("t:2", 2)]
    assert [s.text for o in out if not isinstance(o, Failure) for s in o.target.segments] == ["b", "c", 'd "e", f']
    (bundle,) = read(tmp_path, 'id\ttarget\n1\tHe said "no\n2\t"Yes" he said\n3\t"a ""b"""\n', "t.tsv")
    assert [s.text for s in bundle.target.segments] == ['He said "no', '"Yes" he said', 'a "b"']


def test_a_row_with_the_wrong_number_of_cells_costs_itself(tmp_path):
    out = read(tmp_path, "id,target\n1,a\n2,b,c\n3,d\n", "t.csv")
    assert [o.line for o in out if isinstance(o, Failure)] == [3]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "windows-1252"])
def test_encodings_of_tables(tmp_path, encoding):
    (bundle,) = read(tmp_path, "id,target\n1,El señor Muñoz habló\n2,mañana también\n".encode(encoding), "t.csv")
    assert [s.text for s in bundle.target.segments] == ["El señor Muñoz habló", "mañana también"]


def test_source_and_reference_in_files_of_their_own(tmp_path):
    (tmp_path / "s.jsonl").write_text(lines({"id": "b", "target": "B"}, {"id": "a", "target": "A"}))
    (tmp_path / "r.txt").write_text("ra\nrb\n")
    (bundle,) = read(
        tmp_path,
        lines({"id": "a", "target": "1"}, {"id": "b", "target": "2"}),
        source=str(tmp_path / "s.jsonl"),
        references=[str(tmp_path / "r.txt")],
    )
    assert [s.text for s in bundle.source.segments] == ["A", "B"]
    assert [s.text for s in bundle.references[0].segments] == ["ra", "rb"]


def test_parallel_texts_line_by_line(tmp_path):
    (tmp_path / "s.txt").write_text("eins\n\ndrei\n")
    (bundle,) = read(tmp_path, "one\n\nthree\n", "t.txt", source=str(tmp_path / "s.txt"), aligned=True)
    assert bundle.aligned
    assert [(t.text, s.text) for t, s in zip(bundle.target.segments, bundle.source.segments, strict=True)] == [
        ("one", "eins"),
        ("", ""),
        ("three", "drei"),
    ]
    out = read(tmp_path, "one\ntwo\n", "t.txt", source=str(tmp_path / "s.txt"), aligned=True)
    assert any(isinstance(o, Failure) and "line by line" in o.why for o in out)


def test_gzip_is_unpacked(tmp_path):
    (bundle,) = read(tmp_path, gzip.compress(lines({"id": "a", "target": "x"}).encode()), "rows.jsonl.gz")
    assert bundle.target.segments[0].text == "x"


def test_a_missing_path_is_an_error_at_once(tmp_path):
    with pytest.raises(InputError, match="no such file"):
        gather([str(tmp_path / "none.jsonl")])
    with pytest.raises(InputError, match="no file matches"):
        gather([str(tmp_path / "*.jsonl")])


TEXT = st.text(st.characters(exclude_characters="\r\n"), max_size=40)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.tuples(TEXT, TEXT), min_size=1, max_size=8))
def test_jsonl_gives_back_what_was_written(tmp_path, pairs):
    out = read(tmp_path, "\n".join(json.dumps({"target": t, "source": s}) for t, s in pairs))
    segments = [s for b in out for s in b.target.segments]
    assert [s.text for s in segments] == [boundary.safe(t) for t, _ in pairs]
    assert [s.place.line for s in segments] == list(range(1, len(pairs) + 1))
    if any(s for _, s in pairs):
        assert [s.text for b in out for s in b.source.segments] == [boundary.safe(s) for _, s in pairs]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=40), min_size=1, max_size=8))
def test_csv_gives_back_what_was_written(tmp_path, texts):
    buffer = io.StringIO()
    writer = csv.writer(buffer, quoting=csv.QUOTE_ALL)
    writer.writerows([["id", "target"], *([str(n), t] for n, t in enumerate(texts))])
    out = read(tmp_path, buffer.getvalue(), "t.csv")
    assert [s.text for b in out for s in b.target.segments] == texts


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_failures(tmp_path, data):
    for name in ("t.jsonl", "t.csv", "t.tsv"):
        for out in read(tmp_path, data, name):
            assert isinstance(out, Failure) or all(s.text == boundary.safe(s.text) for s in out.target.segments)


def test_memory_stays_flat(tmp_path):
    import tracemalloc

    path = tmp_path / "rows.jsonl"
    with path.open("w") as file:
        for n in range(20_000):
            file.write(json.dumps({"target": f"{n} " + "word " * 20, "source": "wort " * 20}) + "\n")
    tracemalloc.start()
    count = sum(len(b.target.segments) for b in gather([str(path)], limits=Limits()))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 20_000
    assert peak < 8 << 20


def test_ids_that_wait_on_disk_are_known():
    from auditor.ingest.rows import Ids

    near, far = Ids(), Ids(held=10)
    for ids in (near, far):
        assert [ids.claim(f"s{n}") for n in range(50)] == [f"s{n}" for n in range(50)]
        assert [ids.claim(name) for name in ("s3", "s3", "s49", "s3")] == ["s3#2", "s3#3", "s49#2", "s3#4"]


def test_a_long_text_is_judged_in_stretches(tmp_path):
    path = tmp_path / "rows.jsonl"
    path.write_text("\n".join(f'{{"document": "d", "target": "Row {n}.", "lang": "en"}}' for n in range(70)), "utf-8")
    bundles = list(gather([str(path)], limits=Limits(document_rows=30)))
    assert [len(b.target.segments) for b in bundles] == [30, 30, 10]
    assert {b.target.id for b in bundles} == {"d"}
