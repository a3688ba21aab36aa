"""Parquet files as rows, a few hundred at a time: the columns are those of JSON Lines.

Texts are read with their dictionaries, so that a file of a kilobyte that repeats one long text a million times costs that text
once.  Arrow is trusted with the file's structure as lxml is with that of XML; what it refuses is an InputError.
"""

from __future__ import annotations

import importlib
import io
from collections.abc import Iterator, Mapping
from typing import Any

from auditor.errors import InputError
from auditor.ingest import inputs, rows
from auditor.ingest.inputs import Found
from auditor.ingest.limits import Limits
from auditor.ingest.rows import Row
from auditor.model import Failure

_BATCH = 256  # rows
_GROUP = 4 << 30  # bytes of a row group, unpacked: beyond it the file was not written to be read in pieces
_TEXTS = ("target", "source", "back", "target_lang", "source_lang", "document", "field")


def read(found: Found, columns: Mapping[str, str] | None, langs: tuple[str, str], limits: Limits) -> Iterator[Row | Failure]:
    """Rows of a file; InputError where it is none, lacks a target, or has something else than text in a column of texts."""
    try:
        arrow: Any = importlib.import_module("pyarrow")
        parquet: Any = importlib.import_module("pyarrow.parquet")
    except ImportError as error:
        raise InputError(found.path, "is a Parquet file: pip install 'auditor[parquet]'") from error
    try:
        source = found.local or io.BytesIO(inputs.whole(found, limits.file_bytes))
        known, texts = _columns(parquet.ParquetFile(source), columns, found.path, arrow.types)
        file = parquet.ParquetFile(source, read_dictionary=texts, pre_buffer=False, buffer_size=1 << 20)
        yield from _rows(file, found, known, langs, arrow)
    except (arrow.ArrowException, OSError) as error:
        raise InputError(found.path, f"is not a Parquet file that can be read: {str(error)[:200]}") from error


def _columns(file: Any, columns: Mapping[str, str] | None, path: str, types: Any) -> tuple[dict[str, str], list[str]]:
    """Which columns are ours, and which of those hold texts; what stands in them is looked at before any row is."""
    schema = file.schema_arrow
    known = rows.names(schema.names, columns, path)
    texts = []
    for name, ours in known.items():
        if schema.names.count(name) > 1:
            raise InputError(path, f"has two columns {name!r}")
        kind = schema.field(name).type
        plain = kind.value_type if types.is_dictionary(kind) else kind
        is_text = types.is_string(plain) or types.is_large_string(plain) or types.is_binary(plain)
        if ours in _TEXTS and not (is_text or types.is_null(plain)):
            raise InputError(path, f"has {kind} in column {name!r}, where {ours} is to be text")
        if is_text:
            texts.append(name)
    for group in range(file.metadata.num_row_groups):
        if file.metadata.row_group(group).total_byte_size > _GROUP:
            raise InputError(path, f"has a row group of more than {_GROUP >> 30} GB: write it with smaller ones")
    return known, texts


def _rows(file: Any, found: Found, known: Mapping[str, str], langs: tuple[str, str], arrow: Any) -> Iterator[Row | Failure]:
    number = 0
    for batch in file.iter_batches(batch_size=_BATCH, columns=list(known), use_threads=False):
        table = {name: _values(batch.column(name), arrow) for name in known}
        for at in range(batch.num_rows):
            number += 1
            raw = {name: values[at] for name, values in table.items()}
            ident = f"{found.stem}:{number}"
            try:
                yield rows.unit(raw, known, ident, None, langs)
            except ValueError as error:
                yield Failure(found.path, f"row {number:,} is not a unit: {error}", ident)


def _values(column: Any, arrow: Any) -> list[Any]:
    """The column's values; those of a dictionary are made once."""
    if isinstance(column, arrow.DictionaryArray):
        words = _texts(column.dictionary, arrow)
        return [None if at is None else words[at] for at in column.indices.to_pylist()]
    if arrow.types.is_map(column.type):
        return [None if value is None else dict(value) for value in column.to_pylist()]
    return _texts(column, arrow)


def _texts(column: Any, arrow: Any) -> list[Any]:
    """Values as they are; texts through their bytes, because a damaged file may hold some that are no UTF-8."""
    kinds = arrow.types
    if kinds.is_string(column.type) or kinds.is_large_string(column.type) or kinds.is_binary(column.type):
        made = column.cast(arrow.large_binary()).to_pylist()
        return [None if value is None else value.decode("utf-8", "replace") for value in made]
    try:
        values: list[Any] = column.to_pylist()
    except UnicodeDecodeError as error:
        raise OSError(f"a text in it is no UTF-8: {error}") from error
    return values
