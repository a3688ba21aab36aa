"""Parquet in: the columns of JSON Lines, a row at a time, and files that are none."""

from __future__ import annotations

import itertools

import pytest

from auditor.ingest import gather
from auditor.model import Failure

arrow = pytest.importorskip("pyarrow")
parquet = pytest.importorskip("pyarrow.parquet")


def written(tmp_path, columns, name="rows.parquet", **options):
    path = tmp_path / name
    parquet.write_table(arrow.table(columns), path, **options)
    return path


def read(path, **wish):
    return list(gather([str(path)], **wish))


def test_columns_are_those_of_json_lines(tmp_path):
    path = written(
        tmp_path,
        {
            "id": [1, 2, 3],
            "mt": ["Hello.", "Bye \N{GRINNING FACE}.", ""],
            "src": arrow.array(["Hola.", None, "Nada."]).dictionary_encode(),
            "reference": [["Hi.", "Hello!"], None, ["None."]],
            "target_lang": ["en"] * 3,
            "metrics": arrow.array([[("comet", 0.5)], [], None], arrow.map_(arrow.string(), arrow.float64())),
            "unknown": [b"x", b"y", b"z"],
        },
    )
    (bundle,) = read(path, source_lang="es")
    assert [s.id for s in bundle.target.segments] == ["1", "2", "3"]
    assert [s.text for s in bundle.target.segments] == ["Hello.", "Bye \N{GRINNING FACE}.", ""]
    assert [s.text for s in bundle.source.segments] == ["Hola.", "", "Nada."]
    assert [r.segments[0].text for r in bundle.references] == ["Hi.", "Hello!"]
    assert bundle.metrics[0] == {"comet": 0.5}


def test_a_row_without_a_target_costs_itself(tmp_path):
    bundle, failure = sorted(read(written(tmp_path, {"target": ["A.", None, "B."]})), key=lambda item: isinstance(item, Failure))
    assert [s.text for s in bundle.target.segments] == ["A.", "B."]
    assert (failure.item, failure.why) == ("rows:2", "row 2 is not a unit: its target is not text")


def test_it_is_told_by_its_beginning_and_read_in_pieces(tmp_path):
    path = written(tmp_path, {"target": [f"Row {n}." for n in range(5_000)], "lang": ["en"] * 5_000}, "rows", row_group_size=700)
    texts = [s.text for b in read(path) for s in b.target.segments]
    assert texts == [f"Row {n}." for n in range(5_000)]


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"text": ["a"]}, "no column for the target"),
        ({"target": [5]}, "int64 in column 'target'"),
        ({"target": ["a"], "source": [[1]]}, "in column 'source', where source is to be text"),
        ({"target": [{"a": 1}]}, "struct"),
    ],
)
def test_wrong_columns_are_named(tmp_path, columns, why):
    (failure,) = read(written(tmp_path, columns))
    assert isinstance(failure, Failure)
    assert why in failure.why


@pytest.mark.parametrize("data", [b"PAR1", b"PAR1" + b"\x00" * 100 + b"PAR1", b"not at all", b"PAR1\xff\xff\xff\x7fPAR1"])
def test_what_is_none_is_refused(tmp_path, data):
    path = tmp_path / "a.parquet"
    path.write_bytes(data)
    (failure,) = read(path)
    assert "is not a Parquet file" in failure.why


def test_every_damage_costs_no_more_than_the_file(tmp_path):
    whole = written(tmp_path, {"target": [f"Row {n}." for n in range(300)]}, row_group_size=50).read_bytes()
    path = tmp_path / "cut.parquet"
    for at in range(0, len(whole), max(1, len(whole) // 40)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        for item in read(path):
            assert isinstance(item, Failure) or item.target.segments


def test_a_text_that_is_repeated_costs_itself_once(tmp_path):
    import tracemalloc

    column = arrow.DictionaryArray.from_arrays(arrow.array([0] * 200_000, arrow.int32()), ["x" * 2_000_000])
    path = written(tmp_path, {"target": column})
    tracemalloc.start()
    assert all(isinstance(item, Failure) for item in itertools.islice(gather([str(path)]), 2_000))
    assert tracemalloc.get_traced_memory()[1] < 32 << 20
    tracemalloc.stop()
