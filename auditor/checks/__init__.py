"""Stage 5: units in, evidence out; one file a question, found by looking in this folder."""

from __future__ import annotations

import functools
import importlib
import pkgutil
from collections.abc import Iterator, Sequence

import msgspec

from auditor.checks.base import Check, Rule, Tools
from auditor.model import Evidence, Role, Skip, Unit

__all__ = ["discover", "rules", "run"]


@functools.cache
def discover() -> tuple[Check, ...]:
    """Every check of this folder, by id."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name != "base" and not m.name.startswith("_"))
    modules = (importlib.import_module(f"{__name__}.{name}") for name in names)
    return tuple(sorted((m.CHECK for m in modules), key=lambda check: check.id))


@functools.cache
def rules() -> dict[str, Rule]:
    """Every rule, by id."""
    return {rule.id: rule for check in discover() for rule in check.rules}


def run(units: Sequence[Unit], tools: Tools, checks: Sequence[Check] | None = None) -> Iterator[tuple[str, Evidence] | Skip]:
    """What the checks see in the units of one document: `(unit id, evidence)`, and a Skip for what was not looked at."""
    for check in discover() if checks is None else checks:
        if check.find_in_document is not None:
            yield from _guarded(check, "", lambda c=check: _tagged(c, c.find_in_document(units, tools)))  # type: ignore[misc]
        if check.find is None:
            continue
        for unit in units:
            if not _can(check, unit):
                yield Skip(check=check.id, unit=unit.id, reason=f"needs {_wanted(check)}")
                continue
            alone = tools if not unit.lone else msgspec.structs.replace(tools, document=(unit,))
            yield from _guarded(check, unit.id, lambda c=check, u=unit, t=alone: _tagged(c, ((u.id, e) for e in c.find(u, t))))  # type: ignore[misc]


def _tagged(check: Check, found: object) -> list[tuple[str, Evidence]]:
    return [(unit, msgspec.structs.replace(e, check=check.id)) for unit, e in found]  # type: ignore[attr-defined]


def _guarded(check: Check, unit: str, call: object) -> Iterator[tuple[str, Evidence] | Skip]:
    try:
        yield from call()  # type: ignore[operator]
    except Exception as crash:  # noqa: BLE001 - the one net of the program: a crash is a visible Skip and exit 2
        yield Skip(check=check.id, unit=unit, reason=f"crashed: {type(crash).__name__}: {crash}"[:300], crashed=True)


def _can(check: Check, unit: Unit) -> bool:
    there = {role for role in Role if (segment := unit.side(role)) is not None and (segment.text or role is Role.TARGET)}
    return any(need <= there for need in check.needs)


def _wanted(check: Check) -> str:
    return " or ".join(" and ".join(sorted(need)) for need in check.needs)
