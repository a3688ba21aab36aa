"""Stage 5: units in, evidence out; one file a question, found by looking in this folder."""

from __future__ import annotations

import difflib
import functools
import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Sequence

import msgspec

from auditor.checks._budget import SECONDS, Clock, OverBudget, watched
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
    asked = [_Asked(check) for check in (discover() if checks is None else checks)]
    with watched() as clock:
        for text in texts:
            beside = msgspec.structs.replace(tools, document=text)
            sides = [_sides(unit) for unit in text]
            for check in asked:
                yield from check.look(text, sides, beside, clock)


class _Asked:
    """A check with what is the same for every unit: this runs for each check and unit."""

    __slots__ = ("check", "lacking", "needs", "on")

    def __init__(self, check: Check) -> None:
        self.check = check
        self.on = frozenset(rule.id for rule in check.rules)
        self.needs = tuple(sum(_BIT[role] for role in need) for need in check.needs)
        self.lacking = f"needs {' or '.join(' and '.join(sorted(need)) for need in check.needs)}"

    def look(self, text: tuple[Unit, ...], sides: Sequence[int], tools: Tools, clock: Clock) -> Iterable[Found | Skip]:
        """What the check finds in a text."""
        out: list[Found | Skip] = []
        if (whole := self.check.find_in_document) is not None:
            out += self._guarded("", lambda: whole(text, tools), SECONDS * max(1, len(text)), clock)
        if (find := self.check.find) is None:
            return out
        for unit, there in zip(text, sides, strict=True):
            if any(need & there == need for need in self.needs):
                out += self._guarded(unit.id, _one(find, unit, tools), SECONDS, clock)
            else:
                out.append(Skip(check=self.check.id, unit=unit.id, document=unit.document, reason=self.lacking))
        return out

    def _guarded(self, unit: str, look: Callable[[], Iterable[Found]], seconds: float, clock: Clock) -> Sequence[Found | Skip]:
        ident, on = self.check.id, self.on
        try:
            clock.start(seconds)
            try:
                return [(at, msgspec.structs.replace(seen, check=ident)) for at, seen in look() if seen.rule in on]
            finally:
                clock.stop()
        except (OverBudget, MemoryError):
            return [Skip(check=ident, unit=unit, reason=f"over budget: more than {seconds:g} s")]
        except Exception as crash:  # noqa: BLE001 - the one net of the program: a crash is a visible Skip and exit 2
            return [Skip(check=ident, unit=unit, reason=f"crashed: {type(crash).__name__}: {crash}"[:300], crashed=True)]


def _one(find: Callable[[Unit, Tools], Iterable[Evidence]], unit: Unit, tools: Tools) -> Callable[[], Iterable[Found]]:
    return lambda: ((unit.id, evidence) for evidence in find(unit, tools))


_BIT = {role: 1 << n for n, role in enumerate(Role)}
_TARGET, _SOURCE, _REFERENCE, _BACK = (_BIT[role] for role in (Role.TARGET, Role.SOURCE, Role.REFERENCE, Role.BACK))


def _sides(unit: Unit) -> int:
    """Which sides of a unit have text, as bits; the target counts without."""
    return (
        _TARGET
        + (_SOURCE if unit.source is not None and unit.source.text else 0)
        + (_REFERENCE if unit.references and unit.references[0].text else 0)
        + (_BACK if unit.back is not None and unit.back.text else 0)
    )


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
