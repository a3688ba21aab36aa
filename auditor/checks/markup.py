"""Are placeholders and tags those of the source?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import head
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_HOLDER = regex.compile(
    r"\{\{[^{}\n]{1,60}\}\}|\$\{[\w.]{1,60}\}|(?<!\{)\{(?:\d{1,2}|[A-Za-z_][\w.]{0,40})(?::[^{}]{0,20})?\}(?!\})"
    r"|(?<![\p{L}\p{Nd}%])%(?:\d+\$)?(?:\([A-Za-z_]\w*\))?[-+0#]*\d*(?:\.\d+)?[sdifxu@](?![\p{L}\p{Nd}])"
    r"|%[A-Z][A-Z_]{2,40}%|\[%[\w-]+%\]|__[A-Z][A-Z_]+__"
    r"|</?[A-Za-z][\w:-]{0,20}(?:\s[^<>]{0,300})?/?>"
)  # fmt: skip

RULE = Rule(
    id="markup/placeholder",
    summary="A placeholder or tag was lost, added or changed.",
    category="design/markup",
    its="markup",
    severity=Severity.MAJOR,
    examples=(
        Example(target="Hola {nombre}", source="Hello {name}", langs="en-es", flags="{nombre}"),
        Example(target="Осталось дней", source="%d days left", langs="en-ru", flags="%d", side=Role.SOURCE),
        Example(target="Hola {name}", source="Hello {name}", langs="en-es"),
        Example(target="剩余 %d 天，即 50 %", source="%d days left, that is 50%", langs="en-zh"),
    ),
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Placeholders of the target that the source lacks, and the other way round."""
    del tools
    source, text = unit.source, head(unit.target.text)
    if source is None or not text.strip():
        return
    theirs, mine = list(_HOLDER.finditer(head(source.text))), list(_HOLDER.finditer(text))
    if not theirs and not mine:
        return
    here, there = Counter(m.group() for m in mine), Counter(m.group() for m in theirs)
    trusted = {m.group() for r in unit.references for m in _HOLDER.finditer(head(r.text))}
    lost = list((there - here).elements())
    for found in mine:
        if here[found.group()] > there[found.group()] and found.group() not in trusted:
            here[found.group()] -= 1
            fix = lost.pop(0) if lost else None
            told = f" should be “{fix}”" if fix else " is not in the source"
            sure = 1.0 if not unit.references or fix in trusted else 0.35
            yield _evidence(found.span(), Role.TARGET, "changed" if fix else "extra", f"“{found.group()}”{told}.", fix, sure)
    for found in theirs:
        if found.group() in lost and not (unit.references and found.group() not in trusted):
            lost.remove(found.group())
            yield _evidence(found.span(), Role.SOURCE, "lost", f"“{found.group()}” is missing from the translation.", None)


def _evidence(span: tuple[int, int], role: Role, cause: str, message: str, fix: str | None, sure: float = 1.0) -> Evidence:
    return Evidence(
        rule=RULE.id,
        view=View.BILINGUAL,
        span=Span(role, *span),
        message=message,
        detail=cause,
        suggestion=fix,
        strength=sure * {"changed": 0.95, "lost": 0.85, "extra": 0.7}[cause],
        cause=cause,
    )


CHECK = Check(
    id="markup",
    summary="Are placeholders and tags kept?",
    rules=(RULE,),
    find=find,
    needs=(frozenset({Role.TARGET, Role.SOURCE}),),
)
