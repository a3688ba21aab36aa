"""The word lists of simplemma, indexed once on a machine and then mapped from a file: no list is read twice.

simplemma ships its lists front-coded (a record keeps what it does not share with the one before) and scans all of a list before
it answers: 0.5 s of processor time for Spanish, 4.3 s for Polish, 12 s in a feed of eight languages, in every run.  Here the
stream stays as it is, beside four columns of numbers: the hashes of all forms in order, the record that has the value of each,
how much of the form that record shares, and where each record begins (`forms_index` makes them).  A form is found by bisection
in the hashes; that two forms have one hash is to be expected in one of a million long runs.  Opening the file of a language that
was indexed takes under a millisecond, its memory is shared by all processes, and where it cannot be written the index is made
in memory.

The file stands in the cache folder, named by the version of simplemma and the size of its list.  It is written whole, then moved.
"""

from __future__ import annotations

import contextlib
import functools
import mmap
import os
from bisect import bisect_left
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from simplemma.__metadata__ import __version__
from simplemma.strategies.dictionaries.dictionary_factory import (
    DATA_FOLDER,
    CachingDictionaryFactory,
    DecodedStrMapping,
    _read_decompressed,
)

from auditor import corpora
from auditor.lang.forms_index import HEAD, LITERAL, MAGIC, PRIME, indexed

_NEAR = 4096  # how far from its even share a hash may stand before all are searched


class Forms(DecodedStrMapping):
    """Forms and their base forms, read from the index as they are asked for."""

    __slots__ = ("_count", "_data", "_hashes", "_owners", "_reversed", "_same", "_starts", "_step")

    def __init__(self, content: bytes | mmap.mmap) -> None:
        """ValueError for what is no index, or half of one."""
        view = memoryview(content)
        if len(view) < HEAD.size:
            raise ValueError("not an index of a word list")
        magic, count, spelt_backwards, size = HEAD.unpack_from(view)
        ends = [HEAD.size + count * width for width in (0, 8, 12, 16, 17)]
        if magic != MAGIC or not count or len(view) != ends[4] + size:
            raise ValueError("not an index of a word list")
        self._hashes = view[ends[0] : ends[1]].cast("Q")
        self._owners = view[ends[1] : ends[2]].cast("I")
        self._starts = view[ends[2] : ends[3]].cast("I")
        self._same = view[ends[3] : ends[4]]
        self._data = view[ends[4] :]
        self._count, self._reversed = int(count), bool(spelt_backwards)
        self._step = PRIME // count + 1

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and self._at(self._stored(key)) is not None

    def _lookup(self, key: str) -> str | None:
        form = self._stored(key)
        at = self._at(form)
        if at is None:
            return None
        value = self._value(form, self._owners[at], self._same[at])
        return (value[::-1] if self._reversed else value).decode()

    def _stored(self, key: str) -> bytes:
        return key.encode()[::-1] if self._reversed else key.encode()

    def _at(self, form: bytes) -> int | None:
        """Which of the hashes is that of the form."""
        wanted = int.from_bytes(form, "big") % PRIME
        hashes, near = self._hashes, wanted // self._step  # they are spread evenly: it is not far from there
        low, high = max(0, near - _NEAR), min(self._count, near + _NEAR)
        if hashes[low] >= wanted:
            low = 0
        if hashes[high - 1] < wanted:
            high = self._count
        at: int = bisect_left(hashes, wanted, low, high)
        return at if at < self._count and hashes[at] == wanted else None

    def _value(self, form: bytes, owner: int, same: int) -> bytes:
        """What the record at `owner` says, whose form has its first `same` letters in common with this one."""
        data = self._data
        length = data[owner] + data[owner + 1]
        mark = owner + 2 + data[owner + 1]
        end = mark + 2 + data[mark + 1]
        if data[mark] == LITERAL:
            return bytes(data[mark + 2 : end])
        kept = length - data[mark]
        begin = form[:kept] if kept <= same else self._begun(owner, form[:same], kept)
        return begin + bytes(data[mark + 2 : end])

    def _begun(self, owner: int, form: bytes, kept: int) -> bytes:
        """The first `kept` letters of a record whose first ones are given: the others stand there, or in those before it."""
        data, starts, rest = self._data, self._starts, b""
        record = bisect_left(starts, owner)
        while kept > len(form):
            at = starts[record]
            shared = max(data[at], len(form))
            if shared < kept:
                rest = bytes(data[at + 2 + shared - data[at] : at + 2 + kept - data[at]]) + rest
                kept = shared
            record -= 1
        return form + rest

    def __iter__(self) -> Iterator[str]:
        form = b""
        for at in self._starts:
            form = form[: self._data[at]] + self._data[at + 2 : at + 2 + self._data[at + 1]]
            yield (form[::-1] if self._reversed else form).decode()

    def __len__(self) -> int:
        return self._count


class FormsFactory(CachingDictionaryFactory):
    """Word lists for simplemma's strategies, from index files that are made on first use."""

    __slots__ = ()

    def _get_dictionary_uncached(self, lang: str) -> Any:
        return opened(lang)


def opened(lang: str) -> Forms:
    """The word list of a language of simplemma's, mapped from its file; ValueError where there is none."""
    file = _file(lang, "index")
    with contextlib.suppress(OSError, ValueError), file.open("rb") as kept:
        return Forms(mmap.mmap(kept.fileno(), 0, access=mmap.ACCESS_READ))
    content = indexed(_read_decompressed(lang))
    _keep(file, content)
    return Forms(content)


@functools.cache
def spelt(lang: str) -> dict[str, None]:
    """Every form of a list, in its order and in memory: for a list that is asked a thousand times a word (English: 20 MB)."""
    file = _file(lang, "txt")
    with contextlib.suppress(OSError, ValueError):
        forms = file.read_text(encoding="utf-8").split("\n")
        if forms.pop() == "":  # it ends where it should
            return dict.fromkeys(forms)
    forms = list(opened(lang))
    _keep(file, ("\n".join(forms) + "\n").encode())
    return dict.fromkeys(forms)


def _file(lang: str, kind: str) -> Path:
    try:
        size = (DATA_FOLDER / f"{lang}.plzma").stat().st_size
    except OSError:
        raise ValueError(f"no word list for {lang}") from None
    return corpora.home() / "words" / f"{lang}-{__version__}-{size}.{kind}1"


def _keep(file: Path, content: bytes) -> None:
    """Writes the index beside its place and moves it there; a folder that cannot be written to costs time, nothing else."""
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    with contextlib.suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            beside.write_bytes(content)
            beside.replace(file)
        finally:
            beside.unlink(missing_ok=True)
