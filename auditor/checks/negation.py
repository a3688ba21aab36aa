"""Is something denied that was affirmed, or affirmed that was denied?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from auditor.checks._edits import Seen, evidence, seen
from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.lemmas import closed_class, denies, lemma, plain
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import Token, words
from auditor.model import Evidence, Role, Segment, Severity, Span, Unit, View

# The plain sentence negators: what a denial cannot do without.
_PLAIN = {
    "en": ("not", "n't", "cannot", "never", "no", "nobody", "nothing", "none", "neither", "nor"),
    "es": ("no", "nunca", "jamás", "nadie", "nada"),
    "fr": ("ne", "n'", "pas", "jamais", "aucun", "aucune"),
    "de": ("nicht", "kein", "keine", "keinen", "keinem", "keiner", "nie", "niemals"),
    "it": ("non", "mai", "nessun", "nessuno", "nessuna"),
    "pt": ("não", "nunca", "nenhum", "nenhuma"),
    "nl": ("niet", "geen", "nooit"),
    "sv": ("inte", "ej", "icke", "aldrig", "ingen", "inget", "inga"),
    "da": ("ikke", "aldrig", "ingen", "intet"),
    "no": ("ikke", "aldri", "ingen"),
    "pl": ("nie", "nigdy", "żaden"),
    "ru": ("не", "нет", "никогда", "нельзя"),
    "uk": ("не", "немає", "ніколи"),
    "bg": ("не", "няма", "никога"),
    "ro": ("nu", "niciodată"),
    "hu": ("nem", "ne", "soha", "sem"),
    "hi": ("नहीं", "न", "मत", "ना"),
    "id": ("tidak", "bukan", "tak", "belum"),
}
_MOST = 40  # words: in longer sentences one side's negation is the other side's "without", "refuse" or "only"
# A source that has any of these may well come out denied, or the other way round.
_HALF = {
    "en": frozenset(
        [
            "without",
            "only",
            "but",
            "unless",
            "until",
            "except",
            "hardly",
            "barely",
            "few",
            "little",
            "refuse",
            "deny",
            "lack",
            "fail",
            "unable",
            "avoid",
            "prevent",
            "against",
            "too",
            "rather",
            "than",
            "unlike",
            "free",
            "stop",
            "ban",
            "miss",
            "absence",
            "doubt",
            "less",
            "least",
            "impossible",
            "minus",
            "non",
        ]
    ),
}


def find(unit: Unit, _tools: Tools) -> Iterator[Evidence]:
    """Negations by the differ; where there is only a source, by counting."""
    for one in seen(unit):
        if one.sort == "negation":
            yield _by_edit(one)
    if unit.source and not unit.references:
        yield from _by_count(unit.source, unit.target)


def _by_edit(one: Seen) -> Evidence:
    more = one.edit.features["polarity_here"] > 0 or (
        one.edit.features["polarity_here"] == 0 and one.edit.features["b_neg"] > one.edit.features["a_neg"]
    )
    if more:
        return evidence("meaning/negation", one, f"“{one.given}” denies what {one.trusted} affirms.", "added", one.expected)
    return evidence(
        "meaning/negation", one, f"“{one.expected}” of {one.trusted} denies what is affirmed here.", "dropped", one.expected
    )


def _by_count(source: Segment, target: Segment) -> Iterator[Evidence]:
    """A plain negation on one side, and nothing that denies on the other."""
    if primary(source.lang) not in _PLAIN or primary(target.lang) not in _PLAIN:
        return
    theirs, mine = words(source.text)[:200], words(target.text)[:200]
    if max(len(theirs), len(mine)) > _MOST:
        return
    denied, denying = _negators(theirs, source.lang), _negators(mine, target.lang)
    if denied and not denying and not _denies_somehow(mine, target.lang):
        token = denied[0]
        yield Evidence(
            rule="meaning/negation",
            view=View.BILINGUAL,
            span=Span(Role.SOURCE, token.start, token.end),
            message=f"The source denies (“{token.text}”) what is affirmed here.",
            strength=0.55,
            cause="count-dropped",
            features={"words": float(len(mine)), "count": float(len(denied))},
            anchor=Span(Role.TARGET, mine[0].start, mine[-1].end) if mine else None,
        )
    elif denying and not denied and not _denies_somehow(theirs, source.lang):
        token = denying[0]
        yield Evidence(
            rule="meaning/negation",
            view=View.BILINGUAL,
            span=Span(Role.TARGET, token.start, token.end),
            message=f"“{token.text}” denies what the source affirms.",
            strength=0.55,
            cause="count-added",
            features={"words": float(len(mine)), "count": float(len(denying))},
        )


def _negators(found: Sequence[Token], lang: str) -> list[Token]:
    listed = _PLAIN[primary(lang)]
    return [t for t in found if (form := plain(t.text)) in listed or form.endswith("n't") or form.startswith("n'")]


def _denies_somehow(found: Sequence[Token], lang: str) -> bool:
    """Any word at all that may carry a denial."""
    listed, half = closed_class(lang, "neg"), _HALF.get(primary(lang), frozenset())
    for token in found:
        base = lemma(token.text, lang)
        if plain(token.text) in listed or base in listed or base in half or (not is_unspaced(lang) and denies(base, lang)):
            return True
    return False


CHECK = Check(
    id="negation",
    summary="A denial that was added or lost.",
    rules=(
        Rule(
            "meaning/negation",
            "Something is denied that was affirmed, or affirmed that was denied.",
            "accuracy/mistranslation",
            Severity.CRITICAL,
            (
                Example(
                    "The farmers sold their harvest because the prices had not risen.",
                    "not",
                    reference="The farmers sold their harvest because the prices had risen.",
                ),
                Example("市长承诺在冬季之前不修复这座旧桥。", "不", reference="市长承诺在冬季之前修复这座旧桥。", langs="zh"),
                Example("Правительство не одобрило план.", "не", source="The government approved the plan.", langs="en-ru"),
                Example("El gobierno no aprobó el plan.", "no", source="The government approved the plan.", langs="en-es"),
                Example("The plan is impossible.", None, reference="The plan is not possible."),
                Example("El plan es imposible.", None, source="The plan is not possible.", langs="en-es"),
            ),
            its="mistranslation",
        ),
    ),
    find=find,
    needs=(frozenset({Role.TARGET, Role.REFERENCE}), frozenset({Role.TARGET, Role.SOURCE})),
)
