"""Are measures given in the right unit, and conversions in parentheses right?"""

from __future__ import annotations

from collections.abc import Iterator

import regex

from auditor.checks import _numeric
from auditor.checks._conversions import conversions
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.quantities import Quantity, compare, quantities
from auditor.lang.units import convert, unit_at, units
from auditor.model import Evidence, Role, Severity, Span, Unit, View

UNIT = Rule(
    id="numbers/unit",
    summary="A measure has the right figure and the wrong unit.",
    category="accuracy/mistranslation",
    its="numbers",
    severity=Severity.MAJOR,
    examples=(
        Example(source="La carretera mide 40 kilómetros.", target="The road is 40 miles long.", langs="es-en", flags="40 miles"),
        Example(
            source="气温达到35摄氏度。",
            target="The temperature reached 35 degrees Fahrenheit.",
            langs="zh-en",
            flags="35 degrees Fahrenheit",
        ),
        Example(
            source="Паводок затопил 20 гектаров.",
            target="The flood covered 20 square kilometres.",
            langs="ru-en",
            flags="20 square kilometres",
        ),
        Example(source="La carretera mide 40 kilómetros.", target="The road is 25 miles long.", langs="es-en", note="converted"),
        Example(source="气温达到35℃。", target="The temperature reached 35 degrees Celsius.", langs="zh-en"),
        Example(
            source="Der Preis stieg auf 90 Euro je Megawattstunde.",
            target="The price rose to 90 euros per kilowatt hour.",
            langs="de-en",
            flags="kilowatt hour",
        ),
        Example(source="列车时速80公里。", target="The trains run at 80 kilometers per hour.", langs="zh-en"),
        Example(source="Er wiegt 80 kg.", target="He weighs 80 kilos.", langs="de-en"),
    ),
    why="The figure is kept and the unit is swapped for the reader's own: off by half or by a thousand.",
)
CONVERSION = Rule(
    id="numbers/conversion",
    summary="A conversion in parentheses is wrong.",
    category="accuracy/mistranslation",
    its="numbers",
    severity=Severity.MAJOR,
    examples=(
        Example(target="The island lies 50 miles (180 km) off the coast.", langs="en", flags="180 km"),
        Example(target="Температура достигла 30 °C (96 °F).", langs="ru", flags="96 °F"),
        Example(target="The island lies 50 miles (80 km) off the coast.", langs="en"),
        Example(target="The fish weighed 2 kilograms (4.4 pounds).", langs="en"),
        Example(target="Die Insel liegt 50 Meilen (80 Kilometer) vor der Küste.", langs="de"),
        Example(target="He scored 50 points (80 in all).", langs="en"),
        Example(target="The caves are 328 to 820 feet (100 to 250 metres) wide.", langs="en"),
    ),
    why="Both figures are there, so the reader can see that one of them is wrong.",
)
# Dimensions in which units are told apart surely; degrees and shares need the words around them.
_MEASURED = frozenset(
    {"length", "area", "volume", "mass", "speed", "temperature", "power", "energy", "time", "data", "ratio", "points"}
)
# Counting units: a fuzzy word for the same span (年 is a year and a year of age) is no wrong unit.
_LONG = 4000  # characters: a longer unit is no sentence
_ROUGH = frozenset({"deg", "pp", "min", "h", "day"})


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Wrong units beside right figures, and conversions that do not agree."""
    del tools
    for sight in _numeric.sights(unit):
        for pair in sight.compared.pairs:
            if pair.same and pair.strict and not pair.converted and _differ(pair.left, pair.right):
                yield _wrong_unit(unit, sight, pair.left, pair.right)
    yield from _of_energy(unit)
    yield from _conversions(unit)


_ENERGY = frozenset({"kwh", "mwh", "gwh", "twh", "kw", "mw", "gw"})
_MAY_BE_ENERGY = regex.compile(r"[wW]att?|[kMGT]Wh?|vatio|ватт?|Вт|[瓦度]|ワット|와트")
_WORD = regex.compile(r"(?<![\p{L}\p{Nd}])(?=\p{L})|(?<=[\p{Han}\p{Katakana}\p{Hangul}])(?=[\p{Han}\p{Katakana}])")


def _energies(text: str, lang: str) -> list[tuple[str, int, int]]:
    """Units of energy and power that stand without a figure of theirs, as a price has them: per megawatt hour."""
    if len(text) > _LONG or _MAY_BE_ENERGY.search(text) is None:
        return []
    found, edge = [], 0
    for m in _WORD.finditer(text):
        there = unit_at(text, m.start(), lang) if m.start() >= edge else None
        if there is not None and there[0] in _ENERGY:
            found.append((there[0], m.start(), there[1]))
            edge = there[1]
    return found


def _of_energy(unit: Unit) -> Iterator[Evidence]:
    mine = _energies(unit.target.text, unit.target.lang)
    for sight in _numeric.sights(unit) if mine else ():
        theirs = {name for name, _, _ in _energies(sight.side.text, sight.side.lang)}
        numbered = {q.tail for q in quantities(unit.target.text, unit.target.lang) if q.unit}
        for name, start, end in mine:
            if (
                len(theirs) == 1
                and name not in theirs
                and end not in numbered
                and theirs & {n for n in _ENERGY if n[-1] == name[-1]}
            ):
                other = next(iter(theirs))
                yield Evidence(
                    rule=UNIT.id,
                    view=sight.view,
                    span=Span(Role.TARGET, start, end),
                    message=f"“{unit.target.text[start:end]}” is another unit than that of the {sight.role.value}.",
                    detail=f"{other} against {name}",
                    strength=0.75,
                    cause="unit-alone",
                )


def _differ(one: Quantity, other: Quantity) -> bool:
    if not one.unit or not other.unit or one.unit == other.unit:
        return False
    table = units()
    return {table[one.unit].dimension, table[other.unit].dimension} <= _MEASURED


def _wrong_unit(unit: Unit, sight: _numeric.Sight, mine: Quantity, theirs: Quantity) -> Evidence:
    quote = sight.side.text[theirs.start : theirs.tail]
    rough = {mine.unit, theirs.unit} & _ROUGH
    cleared = any(
        p.same and p.left == mine and p.right.unit == mine.unit
        for other in _numeric.sights(unit)
        if other.view is not sight.view
        for p in other.compared.pairs
    )
    return Evidence(
        rule=UNIT.id,
        view=sight.view,
        span=Span(Role.TARGET, mine.start, mine.tail),
        message=f"“{unit.target.text[mine.start : mine.tail]}” has another unit than “{quote}”.",
        detail=f"{theirs.unit} against {mine.unit}",
        strength=(0.4 if rough else 0.75) * (0.4 if cleared else 1.0),
        cause=("rough" if rough else "unit") + ("-cleared" if cleared else ""),
        features={"one_dimension": float(units()[mine.unit].dimension == units()[theirs.unit].dimension)},
    )


def _conversions(unit: Unit) -> Iterator[Evidence]:
    text = unit.target.text
    for first, second, expected in conversions(text, unit.target.lang):
        stated, given = float(min(second.values)), float(min(first.values))
        if _agree(first, second, given, stated, expected):
            continue
        yield Evidence(
            rule=CONVERSION.id,
            view=View.TARGET,
            span=Span(Role.TARGET, second.start, second.tail),
            message=f"“{text[first.start : first.tail]}” is about {expected:.3g}, not “{text[second.start : second.tail]}”.",
            detail=f"{given:g} {first.unit} = {expected:.4g} {second.unit}",
            strength=0.3 if _inherited(unit, first, second) else 0.8,
            cause="conversion",
            features={"off": abs(stated - expected) / max(abs(expected), 1e-9)},
        )


def _agree(first: Quantity, second: Quantity, given: float, stated: float, expected: float) -> bool:
    """Within what rounding either figure may hide: half its last place that is not zero, an eighth of the value at most."""
    low = convert(given - _half_place(first, given), first.unit, second.unit)
    high = convert(given + _half_place(first, given), first.unit, second.unit)
    slack = max(abs((high or expected) - (low or expected)) / 2, _half_place(second, stated))
    return abs(stated - expected) <= min(max(slack, abs(expected) * 0.025), max(abs(expected) * 0.125, 0.6))


def _half_place(q: Quantity, value: float) -> float:
    figure = q.text.split()[0]
    if value != int(value):
        return 0.5 * 10.0 ** -len(figure.replace(",", ".").rsplit(".", 1)[-1])
    place, whole = 1, abs(int(value))
    while whole and whole % (place * 10) == 0:
        place *= 10
    return 0.5 * place


def _inherited(unit: Unit, first: Quantity, second: Quantity) -> bool:
    """Does the source make the same mistake?"""
    if unit.source is None:
        return False
    kept = {
        id(p.left)
        for p in compare(unit.target.text, unit.target.lang, unit.source.text, unit.source.lang).pairs
        if p.same and not p.converted
    }
    return id(first) in kept and id(second) in kept


CHECK = Check(id="units", summary="Units of measure and conversions.", rules=(UNIT, CONVERSION), find=find)
