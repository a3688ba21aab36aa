"""Floors: what was once measured must not fall; whoever lowers one says why, in the file."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from auditor.errors import ConfigError
from auditor.evaluate.feeds import PER_400
from auditor.evaluate.figures import Figures

_CEILINGS = ("false alarm", "error-free flagged", PER_400)  # smaller is better
_SLACK = 6e-5  # floors are kept with four digits


class Floor(msgspec.Struct, frozen=True):
    """The least a figure may be (the most, for a rate of false alarms), beside the hash of the set it was measured on."""

    set: str
    hash: str
    name: str
    of: str
    least: float
    lowered: str = ""  # why the floor is lower than it once was


class Broken(msgspec.Struct, frozen=True):
    """A floor that does not hold, in words."""

    floor: Floor
    why: str


def read_floors(path: Path) -> list[Floor]:
    """The pinned floors; ConfigError where the file is not understood."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Floor])
    except (OSError, msgspec.MsgspecError) as fault:
        raise ConfigError(f"{path}: {fault}") from fault


def against(floors: Iterable[Floor], measured: Sequence[Figures]) -> list[Broken]:
    """Floors that do not hold; one whose set was not measured is passed over, one whose set changed is broken."""
    by_set = {figures.set: figures for figures in measured}
    broken = []
    for floor in floors:
        figures = by_set.get(floor.set)
        if figures is None:
            continue
        value = figures.value(floor.name, floor.of)
        if figures.hash != floor.hash:
            broken.append(Broken(floor, f"the set changed ({floor.hash} to {figures.hash}): measure again and pin it"))
        elif value is None:
            broken.append(Broken(floor, "was not measured"))
        elif _worse(floor, value):
            broken.append(Broken(floor, f"is {100 * value:.1f} %, pinned at {100 * floor.least:.1f} %"))
    return broken


def _worse(floor: Floor, value: float) -> bool:
    return value > floor.least + _SLACK if floor.name in _CEILINGS else value < floor.least - _SLACK


def pin(old: Sequence[Floor], measured: Sequence[Figures], wanted: Iterable[tuple[str, str]], reason: str = "") -> list[Floor]:
    """Floors at what was measured; ConfigError where one would fall and no reason is given."""
    before = {(f.set, f.name, f.of): f for f in old}
    out = {key: floor for key, floor in before.items() if floor.set not in {m.set for m in measured}}
    for figures in measured:
        for name, of in wanted:
            value = figures.value(name, of)
            if value is None:
                continue
            known = before.get((figures.set, name, of))
            falls = known is not None and _worse(known, value)
            if falls and not reason:
                raise ConfigError(f"{figures.set}: {name} of {of} would fall to {100 * value:.1f} %: give a reason")
            why = reason if falls else known.lowered if known is not None else ""
            out[figures.set, name, of] = Floor(figures.set, figures.hash, name, of, round(value, 4), why)
    return sorted(out.values(), key=lambda f: (f.set, f.name, f.of))
