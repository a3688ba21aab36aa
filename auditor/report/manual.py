"""What a renderer is told beside the report: the rule pages, and how the reader looks at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec

from auditor.model import Severity


class Case(msgspec.Struct, frozen=True):
    """An example on a rule page: `flags` is the quote the rule finds, None where it must stay silent."""

    target: str
    flags: str | None = None
    source: str | None = None
    reference: str | None = None
    langs: str = ""
    note: str = ""


class RulePage(msgspec.Struct, frozen=True):
    """What a report may say of a rule; precision and recall (0 to 1) are measured, None where they are not."""

    id: str
    summary: str
    category: str = ""
    severity: Severity = Severity.MINOR
    why: str = ""
    its: str = ""  # ITS 2.0 localization quality issue type
    languages: str = "any"
    preview: bool = False
    examples: tuple[Case, ...] = ()
    precision: float | None = None
    recall: float | None = None


Manual = Mapping[str, RulePage]


class Look(msgspec.Struct, frozen=True):
    """How a report is read: only the CLI knows the terminal, and only the checks know their rules."""

    manual: Manual = msgspec.field(default_factory=dict)
    width: int = 100  # cells, of the terminal
    colour: bool = False  # the terminal shows colours and underlines


PLAIN = Look()


def pages(rules: Iterable[object], measured: Mapping[str, Mapping[str, float]] | None = None) -> dict[str, RulePage]:
    """Rule pages of anything with a rule's attributes (siblings never import each other), with its measured figures.

    `measured` gives `{"precision": p, "recall": r}` by rule id.
    """
    figures = measured or {}
    read = (msgspec.convert(rule, RulePage, from_attributes=True) for rule in rules)
    return {
        page.id: msgspec.structs.replace(
            page, precision=figures.get(page.id, {}).get("precision"), recall=figures.get(page.id, {}).get("recall")
        )
        for page in read
    }


def page(manual: Manual, rule: str) -> RulePage:
    """The page of a rule; one that only repeats its id where the manual has none."""
    return manual.get(rule) or RulePage(id=rule, summary=rule)


# Where ITS 2.0 has a type for an MQM-Core node (W3C ITS 2.0, section 8.17.2, table of types).
_BY_NODE = {
    "mistranslation": "mistranslation",
    "overtranslation": "mistranslation",
    "undertranslation": "mistranslation",
    "omission": "omission",
    "addition": "addition",
    "untranslated": "untranslated",
    "do-not-translate": "terminology",
    "inconsistent-use": "inconsistency",
    "inconsistent-style": "inconsistency",
    "grammar": "grammar",
    "spelling": "misspelling",
    "punctuation": "typographical",
    "character-encoding": "characters",
    "language-register": "register",
    "markup-tag": "markup",
    "link": "non-conformance",
    "truncation": "length",
    "missing-text": "omission",
}
_BY_DIMENSION = {
    "terminology": "terminology",
    "accuracy": "mistranslation",
    "style": "style",
    "locale": "locale-violation",
    "locale-conventions": "locale-violation",
    "audience": "locale-specific-content",
    "design": "formatting",
}


def its_type(category: str) -> str:
    """The ITS 2.0 issue type of an MQM-Core category.

    >>> its_type("accuracy/omission"), its_type("terminology/wrong-term"), its_type("fluency/unheard-of")
    ('omission', 'terminology', 'uncategorized')
    """
    dimension, _, node = category.partition("/")
    return _BY_NODE.get(node) or _BY_DIMENSION.get(dimension, "uncategorized")
