"""Workers of a Ray cluster (extra `ray`): `ray://host:10001`, or `ray` for this machine; `?gpus=1` where each needs some.

Plain Ray tasks and not Ray Data: our input is a stream of articles that is read once, and order and back-pressure are ours
already (`order.py`), the same for every pool.
"""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

import msgspec

from auditor.config import Config
from auditor.distribute import work
from auditor.errors import ConfigError


class Pool:
    """As many tasks as the cluster has processors (or shares of its GPUs), and one waiting for each."""

    def __init__(self, config: Config, signature: str, jobs: int) -> None:
        """Connects, or starts a node on this machine that nobody else can reach; ConfigError where nobody answers."""
        os.environ.setdefault("RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO", "0")
        try:
            ray: Any = importlib.import_module("ray")
        except ImportError as error:
            raise ConfigError("--cluster ray needs Ray: pip install 'auditor[ray]'") from error
        self._ray = ray
        asked = urlsplit(config.cluster)
        try:
            gpus = float(parse_qs(asked.query).get("gpus", ["0"])[0])
            quiet = {"log_to_driver": False, "logging_level": "ERROR", "ignore_reinit_error": True}
            if asked.scheme == "ray":
                ray.init(address=f"ray://{asked.netloc}", **quiet)
            else:
                ray.init(num_cpus=jobs, include_dashboard=False, _node_ip_address="127.0.0.1", **quiet)
        except (ConnectionError, ValueError, RuntimeError) as error:
            raise ConfigError(f"--cluster {config.cluster}: {error}") from error
        there = ray.cluster_resources()
        workers = there.get("GPU", 0) / gpus if gpus else there.get("CPU", 1)
        self.slots = 2 * max(1, int(workers))
        self._config = ray.put(msgspec.msgpack.encode(msgspec.structs.replace(config, cluster="", jobs=1)))
        self._signature = signature
        # A task that dies is counted and sent again by us: only so it is known which one it was.
        self._task: Any = ray.remote(num_cpus=1, num_gpus=gpus, max_retries=0)(work.audited_there)
        self._numbers: dict[Any, int] = {}

    def submit(self, number: int, data: bytes) -> None:
        """Sends a batch."""
        self._numbers[self._task.remote(self._config, self._signature, data)] = number

    def done(self) -> Sequence[tuple[int, bytes | None]]:
        """Results as they come."""
        ended, _ = self._ray.wait(list(self._numbers), num_returns=1)
        return [(self._numbers.pop(reference), self._result(reference)) for reference in ended]

    def _result(self, reference: Any) -> bytes | None:
        errors = self._ray.exceptions
        try:
            data: bytes = self._ray.get(reference)
        except (errors.WorkerCrashedError, errors.NodeDiedError, errors.OutOfMemoryError, errors.ObjectLostError):
            return None
        return data

    def close(self) -> None:
        """Takes back what is on its way and leaves."""
        for reference in self._numbers:
            self._ray.cancel(reference, force=True)
        self._numbers.clear()
        self._ray.shutdown()
