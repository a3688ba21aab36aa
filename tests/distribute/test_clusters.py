"""Dask and Ray on this machine: the same report as in this process, also when a worker is killed in the middle."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path

import pytest

from auditor import workplace
from auditor.config import Config
from auditor.distribute import dask, ray
from auditor.errors import ConfigError

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.slow
@pytest.mark.parametrize(("kind", "needs"), [("dask", "distributed"), ("ray", "ray")])
def test_a_killed_worker_changes_nothing(kind, needs):
    if importlib.util.find_spec(needs) is None:
        pytest.skip(f"{needs} is an extra")
    done = subprocess.run(
        [sys.executable, "scripts/torture_workers.py", kind, "--kills", "1", "--segments", "800"],
        cwd=ROOT, capture_output=True, text=True, check=False, timeout=400,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert f"{kind}: 1 workers killed" in done.stdout


@pytest.mark.parametrize(("pool", "needs", "extra"), [(dask.Pool, "distributed", "dask"), (ray.Pool, "ray", "ray")])
def test_what_is_missing_is_named(monkeypatch, pool, needs, extra):
    monkeypatch.setitem(sys.modules, needs, None)
    with pytest.raises(ConfigError, match=rf"pip install 'auditor\[{extra}\]'"):
        pool(Config(cluster=extra), "signature", 1)


def test_a_desk_is_laid_out_from_its_configuration():
    config = Config(engine="none", cache=False, select=("numbers",), house_phrases=False, house_glossary=False)
    desk = workplace.laid_out(config)
    assert (desk.config, desk.engine) == (config, "none")
    assert {rule.id.split("/")[0] for check in desk.checks for rule in check.rules} >= {"numbers"}
