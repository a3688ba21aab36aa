"""Is a sum of money still in the same currency?"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks import _numeric
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.currencies import currency_before
from auditor.lang.quantities import Quantity
from auditor.model import Evidence, Role, Severity, Span, Unit

CURRENCY = Rule(
    id="numbers/currency",
    summary="A sum of money has the right figure and the wrong currency.",
    category="accuracy/mistranslation",
    its="numbers",
    severity=Severity.MAJOR,
    examples=(
        Example(
            source="El proyecto costó 30 millones de euros.", target="The project cost $30 million.", langs="es-en", flags="$"
        ),
        Example(source="公司投资了500万元。", target="The company invested 5 million yen.", langs="zh-en", flags="yen"),
        Example(source="Штраф составил 200 рублей.", target="The fine was 200 dollars.", langs="ru-en", flags="dollars"),
        Example(source="公司投资了500万元。", target="The company invested 5 million yuan.", langs="zh-en"),
        Example(source="El rescate costó 30 millones de dólares.", target="The rescue cost US$30 million.", langs="es-en"),
        Example(source="He paid £200.", target="Il a payé 200 livres.", langs="en-fr"),
        Example(source="Er zahlte 200 Euro.", target="He paid €200.", langs="de-en"),
    ),
    why="A sum in another currency is another sum.",
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Equal figures whose currencies share no candidate."""
    del tools
    for sight in _numeric.sights(unit):
        for pair in sight.compared.pairs:
            mine, theirs = pair.left, pair.right
            if not pair.same or not mine.currency or not theirs.currency or mine.currency & theirs.currency:
                continue
            start, end = _sign(unit.target.text, mine)
            sum_ = unit.target.text[min(start, mine.start) : max(end, mine.end)]
            yield Evidence(
                rule=CURRENCY.id,
                view=sight.view,
                span=Span(Role.TARGET, start, end),
                message=f"“{sum_}” is in another currency than “{theirs.text}” of {_SIDE[sight.role]}.",
                detail=f"{'/'.join(sorted(theirs.currency))} against {'/'.join(sorted(mine.currency))}",
                strength=0.75,
                cause="currency",
            )


_SIDE = {Role.SOURCE: "the source", Role.REFERENCE: "the reference"}


def _sign(text: str, q: Quantity) -> tuple[int, int]:
    """Where the currency's sign or word stands."""
    if q.tail > q.end:
        start = q.end
        while start < q.tail and text[start].isspace():
            start += 1
        return start, q.tail
    before = currency_before(text, q.start)
    if before is None:
        return q.start, q.end
    end = q.start
    while end > before[1] and text[end - 1].isspace():
        end -= 1
    return before[1], end


CHECK = Check(
    id="currencies",
    summary="Currencies that changed.",
    rules=(CURRENCY,),
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}), frozenset({Role.TARGET, Role.REFERENCE})),
)
