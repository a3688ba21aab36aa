"""Whatever the pool: order, back-pressure, and who is to blame when a worker dies."""

from __future__ import annotations

import collections
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

import msgspec

from auditor.distribute import work
from auditor.model import Audited, Bundle, Failure

Item = Bundle | Failure | Audited
BATCH = 128  # units sent together: about 0.1 s of work, against 1 ms of a cluster's own
_DEATHS = 2  # of workers until a bundle goes alone; one more, and it is given up
_AHEAD = 6  # batches a worker may be ahead of the one whose turn it is


class Pool(Protocol):
    """Workers that take bundles as bytes and give results as bytes; `None` for a batch whose worker died."""

    @property
    def slots(self) -> int:
        """How many batches may be on their way."""

    def submit(self, number: int, data: bytes) -> None:
        """Sends a batch."""

    def done(self) -> Sequence[tuple[int, bytes | None]]:
        """Waits until a batch is done, or its worker is lost."""

    def close(self) -> None:
        """Ends the workers, whatever they are at."""


class _Batch(msgspec.Struct, frozen=True):
    """Bundles that are sent together, with their places in the stream, and how many workers died of them."""

    bundles: tuple[tuple[int, Bundle], ...]
    deaths: int = 0

    @property
    def packed(self) -> bytes:
        return work.packed([bundle for _, bundle in self.bundles])


class _Desk:
    """What is read, sent and done of a stream."""

    def __init__(self, items: Iterable[Item], slots: int) -> None:
        self._items = enumerate(items)
        self._room = slots * _AHEAD * BATCH
        self.results: dict[int, Audited | Failure] = {}
        self.sizes: dict[int, int] = {}  # units of what was read and not given out: that is what has to be held
        self.held = 0
        self.ended = False
        self.again: collections.deque[_Batch] = collections.deque()
        self.turn = 0

    def next(self) -> _Batch | None:
        """The next batch; None where there is no room, or nothing left."""
        batch: list[tuple[int, Bundle]] = []
        units = 0
        while units < BATCH and not self.ended and self.held < self._room:
            number, item = next(self._items, (-1, None))
            if item is None:
                self.ended = True
                break
            size = len(item.target.segments) if isinstance(item, Bundle) else len(item.units) if isinstance(item, Audited) else 1
            self.sizes[number] = size
            self.held += size
            if isinstance(item, Bundle):
                batch.append((number, item))
                units += size
            else:
                self.results[number] = item
        return _Batch(tuple(batch)) if batch else None

    def given(self) -> Iterator[Audited | Failure]:
        """Everything whose turn it is."""
        while self.turn in self.results:
            result = self.results.pop(self.turn)
            self.held -= self.sizes.pop(self.turn)
            self.turn += 1
            yield result

    def lost(self, batch: _Batch) -> None:
        """A worker died: once is taken for chance; then each bundle is tried alone, and one that kills again is given up."""
        if not batch.deaths:
            self.again.append(_Batch(batch.bundles, 1))
        elif len(batch.bundles) > 1:
            self.again.extend(_Batch((one,), batch.deaths) for one in batch.bundles)
        elif batch.deaths < _DEATHS:
            self.again.append(_Batch(batch.bundles, batch.deaths + 1))
        else:
            number, bundle = batch.bundles[0]
            self.results[number] = _given_up(bundle, batch.deaths + 1)


def ordered(items: Iterable[Item], pool: Pool) -> Iterator[Audited | Failure]:
    """The items audited, in their order; what is no bundle passes through.

    What was lost with a worker is sent again; what is suspected of killing workers goes alone, with nothing beside it.
    """
    desk = _Desk(items, pool.slots)
    post = _Post(desk, pool)
    while True:
        post.send()
        yield from desk.given()
        post.prepare()
        if post.sent and not post.could_send():
            post.receive()
        elif not post.sent and post.empty():
            yield from desk.given()
            return


class _Post:
    """What is on its way to workers and back."""

    def __init__(self, desk: _Desk, pool: Pool) -> None:
        self._desk, self._pool, self._serial = desk, pool, 0
        self.sent: dict[int, _Batch] = {}
        self._ready: collections.deque[tuple[_Batch, bytes]] = collections.deque()

    def could_send(self) -> bool:
        """Is there a batch, and a worker that may have it?"""
        if self._desk.again:
            return not self.sent  # what is on its way comes home first
        suspect = any(batch.deaths for batch in self.sent.values())
        return bool(self._ready) and not suspect and len(self.sent) < self._pool.slots

    def send(self) -> None:
        """Gives workers what they may have."""
        while self.could_send():
            batch, data = self._ready.popleft() if not self._desk.again else (self._desk.again.popleft(), None)
            self._serial += 1
            self.sent[self._serial] = batch
            self._pool.submit(self._serial, data or batch.packed)

    def prepare(self) -> None:
        """Reads and packs what comes next, while the workers are busy."""
        while len(self._ready) < self._pool.slots and (batch := self._desk.next()) is not None:
            self._ready.append((batch, batch.packed))

    def receive(self) -> None:
        """Takes in what is done, or lost."""
        answers = self._pool.done()
        batches = [(self.sent.pop(number), data) for number, data in answers]
        self.send()  # before their answers are read: nobody is to wait for that
        for batch, data in batches:
            if data is None:
                self._desk.lost(batch)
                continue
            for (at, _), result in zip(batch.bundles, work.results(data), strict=True):
                self._desk.results[at] = result

    def empty(self) -> bool:
        """Is there nothing left to send, now or later?"""
        return not self._ready and not self._desk.again and self._desk.ended


def _given_up(bundle: Bundle, deaths: int) -> Failure:
    first = bundle.target.segments[0].place if bundle.target.segments else None
    return Failure(
        path=first.path if first else "",
        item=bundle.target.id,
        line=first.line if first else None,
        why=f"{deaths} worker processes died of it (too little memory, or a library that crashed): it was not audited",
        entries=len(bundle.target.segments) if bundle.lone else 1,
    )
