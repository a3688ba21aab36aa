"""Stage 5: units in, evidence out; one file a question, found by looking in this folder."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from auditor.checks._budget import SECONDS, OverBudget, budget
from auditor.checks.base import Check, Rule, Tools
from auditor.errors import ConfigError
from auditor.model import Evidence, Role, Skip, Unit

__all__ = ["discover", "matches", "rules", "run", "selected"]

Found = tuple[str, Evidence]  # unit id, what was seen there


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


def run(units: Sequence[Unit], tools: Tools, checks: Sequence[Check] | None = None) -> Iterator[Found | Skip]:
    """What the checks see in the units of one document: `(unit id, evidence)`, and a Skip for what was not looked at.

    Units that are `lone` are looked at each by itself.
    """
    texts = [(unit,) for unit in units] if units and units[0].lone else [tuple(units)]
    for text in texts:
        beside = msgspec.structs.replace(tools, document=text)
        for check in discover() if checks is None else checks:
            yield from _look(check, text, beside)


def _look(check: Check, text: tuple[Unit, ...], tools: Tools) -> Iterator[Found | Skip]:
    if (whole := check.find_in_document) is not None:
        yield from _guarded(check, "", lambda: whole(text, tools), seconds=SECONDS * max(1, len(text)))
    if (find := check.find) is None:
        return
    for unit in text:
        if _can(check, unit):
            yield from _guarded(check, unit.id, _one(find, unit, tools))
        else:
            yield Skip(check=check.id, unit=unit.id, document=unit.document, reason=f"needs {_wanted(check)}")


def _one(find: Callable[[Unit, Tools], Iterable[Evidence]], unit: Unit, tools: Tools) -> Callable[[], Iterable[Found]]:
    return lambda: ((unit.id, evidence) for evidence in find(unit, tools))


def _guarded(check: Check, unit: str, look: Callable[[], Iterable[Found]], seconds: float = SECONDS) -> Iterable[Found | Skip]:
    try:
        with budget(seconds):
            on = {rule.id for rule in check.rules}
            return [(ident, msgspec.structs.replace(seen, check=check.id)) for ident, seen in look() if seen.rule in on]
    except (OverBudget, MemoryError):
        return [Skip(check=check.id, unit=unit, reason=f"over budget: more than {seconds:g} s")]
    except Exception as crash:  # noqa: BLE001 - the one net of the program: a crash is a visible Skip and exit 2
        return [Skip(check=check.id, unit=unit, reason=f"crashed: {type(crash).__name__}: {crash}"[:300], crashed=True)]


def _can(check: Check, unit: Unit) -> bool:
    there = {role for role in Role if (segment := unit.side(role)) is not None and (segment.text or role is Role.TARGET)}
    return any(need <= there for need in check.needs)


def _wanted(check: Check) -> str:
    return " or ".join(" and ".join(sorted(need)) for need in check.needs)


def matches(rule: str, patterns: Iterable[str]) -> bool:
    """Does a pattern name the rule, its group, or all?

    >>> matches("names/misspelt", ["names"]), matches("names/misspelt", ["numbers", "all"]), matches("names/x", ["names/y"])
    (True, True, False)
    """
    return any(pattern.lower() in (rule, rule.split("/", maxsplit=1)[0], "all") for pattern in patterns)


def selected(select: Sequence[str], extend: Sequence[str], ignore: Sequence[str], preview: Iterable[str] = ()) -> Iterator[Check]:
    """The checks with the rules that are on; preview rules only where they are named.

    ConfigError for a pattern that names no rule and no group.
    """
    known = {name for rule in rules() for name in (rule, rule.split("/", maxsplit=1)[0])} | {"all"}
    for pattern in (*select, *extend, *ignore):
        if pattern.lower() not in known:
            near = difflib.get_close_matches(pattern.lower(), sorted(known), n=1, cutoff=0)
            raise ConfigError(f"no rule or group {pattern!r}: did you mean {near[0]!r}? `auditor rules` lists them")
    tried = set(preview)
    for check in discover():
        on = tuple(r for r in check.rules if _is_on(r, select, extend, ignore, preview=r.preview or r.id in tried))
        if on:
            yield msgspec.structs.replace(check, rules=on)


def _is_on(rule: Rule, select: Sequence[str], extend: Sequence[str], ignore: Sequence[str], *, preview: bool) -> bool:
    if matches(rule.id, ignore):
        return False
    if preview:
        named = [p for p in (*select, *extend) if p.lower() != "all"]
        return matches(rule.id, named)
    return matches(rule.id, (*select, *extend))
