"""Workers of a Dask cluster (extra `dask`): `tcp://host:8786`, `tls://...`, or `dask` for one on this machine.

Dask sends our function by its name and pickles what surrounds it; bundles and results are bytes of our own.  A lost worker is
Dask's affair: it gives the batch to another one, and gives up when that has cost four of them.
"""

from __future__ import annotations

import contextlib
import importlib
import queue
import uuid
from collections.abc import Sequence
from typing import Any

import msgspec

from auditor.config import Config
from auditor.distribute import work
from auditor.errors import ConfigError, EngineError

_PATIENCE = 60  # seconds until a scheduler answers and a worker is there


class Pool:
    """The workers that are there when the run begins, two batches for each."""

    def __init__(self, config: Config, signature: str, jobs: int) -> None:
        """Connects; ConfigError where nobody answers."""
        try:
            distributed: Any = importlib.import_module("distributed")
        except ImportError as error:
            raise ConfigError("--cluster needs Dask: pip install 'auditor[dask]'") from error
        self._killed: type[Exception] = distributed.KilledWorker
        self._local: Any = None
        address = config.cluster
        try:
            if address == "dask":
                self._local = distributed.LocalCluster(
                    n_workers=jobs, threads_per_worker=1, dashboard_address=None, host="127.0.0.1", silence_logs=50
                )
                address = self._local.scheduler_address
            self._client: Any = distributed.Client(address, timeout=_PATIENCE, set_as_default=False)
            self._client.wait_for_workers(1, timeout=_PATIENCE)
        except (OSError, TimeoutError, ValueError) as error:
            self._stop()
            raise ConfigError(f"--cluster {address}: {error or 'no answer'}") from error
        self._config = msgspec.msgpack.encode(msgspec.structs.replace(config, cluster="", jobs=1))
        self._signature, self._run = signature, uuid.uuid4().hex[:8]
        self.slots = 2 * max(1, sum(self._client.nthreads().values()))
        self._futures: dict[int, Any] = {}
        self._ended: queue.SimpleQueue[int] = queue.SimpleQueue()

    def submit(self, number: int, data: bytes) -> None:
        """Sends a batch."""
        future = self._client.submit(
            work.audited_there, self._config, self._signature, data, key=f"auditor-{self._run}-{number}", pure=False
        )
        self._futures[number] = future
        future.add_done_callback(lambda _: self._ended.put(number))

    def done(self) -> Sequence[tuple[int, bytes | None]]:
        """Results as they come."""
        numbers = [self._ended.get()]
        while not self._ended.empty():
            numbers.append(self._ended.get())
        return [(number, self._result(self._futures.pop(number))) for number in numbers]

    def _result(self, future: Any) -> bytes | None:
        try:
            data: bytes = future.result(timeout=_PATIENCE)
        except self._killed:
            return None
        except (OSError, TimeoutError) as error:
            raise EngineError(f"the cluster is gone: {error}") from error
        return data

    def close(self) -> None:
        """Takes back what is on its way and leaves."""
        for future in self._futures.values():
            future.cancel()
        self._futures.clear()
        self._stop()

    def _stop(self) -> None:
        for one in (getattr(self, "_client", None), self._local):
            if one is not None:
                with contextlib.suppress(OSError, TimeoutError):
                    one.close()
