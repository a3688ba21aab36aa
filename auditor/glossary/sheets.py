"""Spreadsheets (XLSX): the first sheet, in any shape that `tables` knows."""

from __future__ import annotations

import datetime as dt
import importlib
import io
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import regex

from auditor.errors import GlossaryError
from auditor.glossary import tables
from auditor.glossary.entries import Concept
from auditor.glossary.tables import Batch

_INFLATED = 512 * 1024 * 1024  # bytes that a sheet may unpack to
_STILL = dt.datetime(2000, 1, 1, tzinfo=dt.UTC).replace(tzinfo=None)  # so that the same glossary gives the same bytes


def _openpyxl() -> Any:
    try:
        return importlib.import_module("openpyxl")
    except ImportError as error:
        raise GlossaryError("spreadsheets need openpyxl: pip install auditor[xlsx]") from error


def read(path: Path, pair: tuple[str, str] = ("", "")) -> Batch:
    """The concepts of a workbook's first sheet; GlossaryError if it is none."""
    openpyxl = _openpyxl()
    try:
        with zipfile.ZipFile(path) as packed:
            if sum(part.file_size for part in packed.infolist()) > _INFLATED:
                raise GlossaryError(f"{path}: unpacks to more than {_INFLATED // 1024 // 1024} MB")
        book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        rows = [
            (n, ["" if c is None else str(c) for c in row])
            for n, row in enumerate(book.worksheets[0].iter_rows(values_only=True), 1)
        ]
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, IndexError, TypeError, EOFError) as error:
        raise GlossaryError(f"{path}: not a readable workbook: {error}") from error
    return tables.parse_rows(rows, str(path), pair)


def write(concepts: Iterable[Concept]) -> bytes:
    """A workbook of one sheet in our own columns; text stays text, whatever it begins with."""
    openpyxl = _openpyxl()
    book = openpyxl.Workbook()
    book.properties.created = book.properties.modified = _STILL
    sheet = book.active
    sheet.title = "glossary"
    for number, row in enumerate(tables.rows_of(concepts), 1):
        for column, value in enumerate(row, 1):
            if value:
                cell = sheet.cell(row=number, column=column)
                cell.value, cell.data_type = value, "s"
    out = io.BytesIO()
    book.save(out)
    return _still(out.getvalue())


def _still(data: bytes) -> bytes:
    """The same archive without the hour it was packed and saved at."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for part in sorted(old.namelist()):
            body = old.read(part)
            if part == "docProps/core.xml":
                body = regex.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>2000-01-01T00:00:00Z", body)
            new.writestr(zipfile.ZipInfo(part, (2000, 1, 1, 0, 0, 0)), body, zipfile.ZIP_DEFLATED)
    return out.getvalue()
