"""Makes the index of one of simplemma's word lists, for `forms`: 0.3 s for French, 4 s for Polish, once on a machine."""

from __future__ import annotations

import array
import struct
from typing import Any

import numpy as np
from simplemma.strategies.dictionaries.frontcode import _read_header, _read_varint

HEAD = struct.Struct("<8sIIQ")  # magic, records, is the list spelt backwards, bytes of the stream
MAGIC = b"AUDWORDS"
PRIME = 32_674_504_563_560_263  # near 2**55 and near no power of 256: a form, read as a number to base 256, modulo this
SAME, LITERAL = 254, 255  # how simplemma marks a value that is the one before, and one that shares nothing with its key
_CHUNK = 1 << 20  # bytes of a list at a time


def indexed(stream: bytes) -> bytes:
    """The index of a front-coded list; ValueError for a list that is damaged, or has a form of 256 bytes or more."""
    backwards, count, begin = _read_header(stream)
    data, starts = _starts(stream[begin:])
    if len(starts) != count:
        raise ValueError("truncated word list")
    hashes = _hashed(data, starts)
    owners, same = _owned(data, starts)
    order = hashes.argsort()
    columns = (hashes[order].astype("<u8"), owners[order].astype("<u4"), starts.astype("<u4"), same[order])
    return b"".join([HEAD.pack(MAGIC, count, backwards, len(data)), *(c.tobytes() for c in columns), data])


def _starts(data: bytes, short: tuple[int, ...] = ()) -> tuple[bytes, Any]:
    """The records and where each begins: shared bytes, own bytes and what they are, then the value; `short` are long ones."""
    out, at = array.array("I"), 0
    add = out.append
    letters = np.frombuffer(data + bytes(1024), dtype=np.uint8)
    while at < len(data):
        first, last = at, min(len(data), at + _CHUNK)
        # Where the next record would begin if one began here, for every place: then from one to the next (3 times as fast).
        marks = np.arange(first + 2, last + 2, dtype=np.int32) + letters[first + 1 : last + 1]
        steps = marks + np.where(letters[marks] == SAME, 1, letters[marks + 1].astype(np.int32) + 2)
        following: Any = memoryview(steps.astype(np.uint32).tobytes()).cast("I")
        while at < last:
            add(at)
            at = following[at - first]
    starts = np.frombuffer(out, dtype=np.uint32).astype(np.int64)
    long = starts[(letters[starts] | letters[starts + 1]) > 127]
    for record in long[~np.isin(long, short)][:1]:
        return _starts(_short(data, int(record)), (*short, int(record)))
    if at != len(data):
        raise ValueError("truncated word list")
    return data, starts


def _owned(data: bytes, starts: Any) -> tuple[Any, Any]:
    """Which record says what is the value of each, and how many letters they have in common."""
    letters = np.frombuffer(data, dtype=np.uint8)
    shared, own = letters[starts], letters[starts + 1]
    numbers = np.arange(len(starts), dtype=np.int32)
    says = letters[starts + 2 + own] != SAME
    owner = np.maximum.accumulate(np.where(says, numbers, 0))
    same = np.where(says, 255, shared).astype(np.uint8)
    away, step = numbers - owner, 1
    while (far := np.flatnonzero(away > step)).size:  # the least of what is shared on the way there, in doubling steps
        same[far] = np.minimum(same[far], same[far - step])
        step *= 2
    return starts[owner], same


def _short(data: bytes, at: int) -> bytes:
    """The list with the lengths of a long record (one in English, of 183 letters) as single bytes."""
    shared, own_at = _read_varint(data, at)
    own, letters = _read_varint(data, own_at)
    value = letters + own
    record = bytes([shared, own]) + data[letters : value + 1]  # ValueError from 256
    if data[value] == SAME:
        return data[:at] + record + data[value + 1 :]
    length, rest = _read_varint(data, value + 1)
    return data[:at] + record + bytes([length]) + data[rest:]


def _hashed(data: bytes, starts: Any) -> Any:
    """The hash of every form: a letter at a time, all records at once."""
    letters = np.frombuffer(data, dtype=np.uint8)
    shared, own = letters[starts].astype(np.int32), letters[starts + 1].astype(np.int32)
    length, place, which = shared + own, starts + 2 - shared, np.arange(len(starts), dtype=np.int32)
    done = np.zeros(len(starts), dtype=np.uint64)
    state = np.zeros(len(starts), dtype=np.uint64)  # the hash of the letters so far
    for column in range(int(length.max(initial=0))):
        going = length > column
        shared, length, place, which, state = shared[going], length[going], place[going], which[going], state[going]
        mine = shared <= column
        state[mine] = (state[mine] * np.uint64(256) + letters[place[mine] + column]) % np.uint64(PRIME)
        holder = np.maximum.accumulate(np.where(mine, np.arange(len(mine), dtype=np.int32), 0))
        state = state[holder]  # who shares this letter shares those before
        over = length == column + 1
        done[which[over]] = state[over]
    return done
