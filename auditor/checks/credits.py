"""Do credits use the words of the trade?

A photo credit is a closed vocabulary: handout, pool, file, courtesy, screen grab.  A dictionary gives each of them another
meaning ("Handout" comes back as "Manual", "Pool" as "Swimming pool"), fluent and wrong, and too short for any similarity score.
"""

from __future__ import annotations

from collections.abc import Iterator

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang import wire
from auditor.model import Evidence, Role, Severity, Span, Unit, View


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Wrong renderings of credit words, and agencies that changed on the way."""
    for parts in wire.credit_lines(unit.target.text, unit.target.field):
        seen: set[int] = set()
        for evidence in _known_wrong(unit, parts):
            seen.add(evidence.span.start)
            yield evidence
        if unit.source is not None:
            yield from _against_source(unit, parts, seen)


def _known_wrong(unit: Unit, parts: tuple[wire.Part, ...]) -> Iterator[Evidence]:
    for part in parts:
        for words in wire.credit_words(unit.target.lang):
            if wire.is_just(part.text, words.wrong) and not _is_right(part.text, unit.target.lang):
                yield _wording(part, words.right[0], View.TARGET, 0.85, "known-wrong", f"in a credit, {words.concept} is meant")
                break


def _is_right(text: str, lang: str) -> bool:
    return any(wire.is_just(text, words.right) for words in wire.credit_words(lang))


def _against_source(unit: Unit, parts: tuple[wire.Part, ...], seen: set[int]) -> Iterator[Evidence]:
    assert unit.source is not None
    sources = wire.credit_lines(unit.source.text, unit.source.field) or wire.credit_lines(unit.source.text, unit.target.field)
    if not sources or len(sources[0]) != len(parts):
        return
    for there, here in zip(sources[0], parts, strict=True):
        agency, now = wire.agencies().get(there.text.casefold()), wire.agencies().get(here.text.casefold())
        if agency and now and agency != now:
            message = f"“{here.text}” is another agency than “{there.text}” ({agency}) in the source."
            span = Span(Role.TARGET, here.start, here.end)
            yield Evidence(
                rule="credits/agency",
                view=View.BILINGUAL,
                span=span,
                message=message,
                detail=f"{there.text} → {here.text}",
                suggestion=agency,
                strength=0.95,
                cause="other-agency",
            )
        if here.start in seen or agency:
            continue
        yield from _concept(unit, there, here)


def _concept(unit: Unit, there: wire.Part, here: wire.Part) -> Iterator[Evidence]:
    assert unit.source is not None
    meant = [
        w
        for w in wire.credit_words(unit.source.lang)
        if wire.says(there.text, w.right, unit.source.lang) and w.concept != "label"
    ]
    if not meant:
        return
    right = tuple(
        form for w in wire.credit_words(unit.target.lang) if w.concept in {m.concept for m in meant} for form in w.right
    )
    if right and not wire.says(here.text, right, unit.target.lang) and not wire.says(here.text, (there.text,), unit.target.lang):
        yield _wording(
            here, right[0], View.BILINGUAL, 0.7, "source-concept", f"the source says “{there.text}” ({meant[0].concept})"
        )


def _wording(part: wire.Part, right: str, view: View, strength: float, cause: str, detail: str) -> Evidence:
    return Evidence(
        rule="credits/wording",
        view=view,
        span=Span(Role.TARGET, part.start, part.end),
        message=f"“{part.text}” in a credit: the trade says “{right}”.",
        suggestion=right,
        strength=strength,
        cause=cause,
        detail=detail,
    )


CHECK = Check(
    id="credits",
    summary="Do credits use the words of the trade?",
    find=find,
    rules=(
        Rule(
            id="credits/wording",
            summary="A word of a photo credit was translated by its everyday meaning.",
            category="terminology/wrong-term",
            severity=Severity.MAJOR,
            its="terminology",
            why=(__doc__ or "").split("\n\n")[1].replace("\n", " "),
            languages="22 languages, among them en es fr de it pt nl pl ru uk ar zh ja ko tr hi",
            examples=(
                Example("Photo: Ministry/Manual/Agency", "Manual", field="credit"),
                Example("Credit: Swimming pool/AFP", "Swimming pool", source="Crédit : Pool/AFP", langs="fr-en", field="credit"),
                Example("Xinhua (data photo)", "data photo", source="新华社发（资料照片）", langs="zh-en", field="credit"),
                Example("Фото: министерство/Раздача", "Раздача", source="Photo: Ministry/Handout", langs="en-ru", field="credit"),
                Example("The embassy waved. (Credit: Embassy/Brochure/TASS)", "Brochure"),
                Example("Photo: Ministry/Handout/Agency", None, field="credit"),
                Example("The manual was handed out at the swimming pool.", None),
                Example(
                    "Фото: пресс-служба губернатора", None, source="Photo: governor's press office", langs="en-ru", field="credit"
                ),
            ),
        ),
        Rule(
            id="credits/agency",
            summary="A credit names another agency than the source.",
            category="accuracy/mistranslation",
            severity=Severity.MAJOR,
            its="mistranslation",
            languages="100 agencies with their names in Latin, Cyrillic, Arabic, Chinese, Japanese and Korean script",
            examples=(
                Example("Photo: Pool/AP", "AP", source="Фото: Pool/АФП", langs="ru-en", field="credit"),
                Example("Foto: Sipa/Reuters", "Reuters", source="图：Sipa/新华社", langs="zh-es", field="credit"),
                Example("Photo: Pool/AFP", None, source="Фото: Pool/АФП", langs="ru-en", field="credit"),
                Example("Photo: Xinhua", None, source="图：新华社", langs="zh-en", field="credit"),
            ),
        ),
    ),
)
