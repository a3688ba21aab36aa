"""Tables of findings and units, as a data team reads them."""

from __future__ import annotations

import pytest

from auditor.report import SAVED

parquet = pytest.importorskip("pyarrow.parquet")


def test_tables_hold_every_finding_and_unit(report, tmp_path):
    SAVED["parquet"].save(report, tmp_path / "lake")
    findings = parquet.read_table(tmp_path / "lake" / "findings.parquet").to_pylist()
    units = parquet.read_table(tmp_path / "lake" / "units.parquet").to_pylist()
    assert len(findings) == len(report.findings)
    assert len(units) == len(report.units)
    texts = {unit["unit"]: unit for unit in units}
    for row in findings:
        unit = texts.get(row["unit"])
        if unit and row["quote"]:
            assert unit[row["side"]][row["start"] : row["end"]] == row["quote"]
    assert sorted(p.name for p in (tmp_path / "lake").iterdir()) == ["findings.parquet", "units.parquet"]


def test_a_file_holds_the_findings(report, tmp_path):
    SAVED["parquet"].save(report, tmp_path / "found.parquet")
    table = parquet.read_table(tmp_path / "found.parquet")
    assert table.num_rows == len(report.findings)
    assert b"auditor.signature" in table.schema.metadata
