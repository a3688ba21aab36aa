"""The evidence the names check speaks in: a name that became another, one too many, one that is gone."""

from __future__ import annotations

import regex

from auditor.checks._name_pairs import MOST_NAMES, Left, variants
from auditor.lang.frame import OUTSIDE, around
from auditor.lang.lemmas import lemma
from auditor.lang.lexicon import is_a
from auditor.lang.names.found import is_common, names
from auditor.lang.names.gazetteer import known, usual
from auditor.lang.names.likeness import within
from auditor.lang.names.trace import trace
from auditor.lang.romanise import romanisations
from auditor.lang.scripts import is_cased, primary, script_of
from auditor.lang.spelling import common
from auditor.lang.tokens import words
from auditor.model import Evidence, Role, Segment, Severity, Span, View

# The land whose papers need not name it.
_HOME = {
    lang: frozenset({f"land:{land}"})
    for lang, land in {
        "zh": "CN",
        "ja": "JP",
        "pl": "PL",
        "cs": "CZ",
        "ru": "RU",
        "uk": "UA",
        "ko": "KR",
        "hi": "IN",
        "it": "IT",
        "de": "DE",
        "fr": "FR",
        "es": "ES",
        "tr": "TR",
        "he": "IL",
        "fa": "IR",
    }.items()
}


def alike(left: Left, other: Left) -> float:
    """Likeness of the two spellings, 0 across scripts."""
    return within(left.name.text, other.name.text) if script_of(other.name.text) == "Latin" == script_of(left.name.text) else 0.0


def may_stand(left: Left, other: Left, *, acronyms_too: bool = False) -> bool:
    """Could the one have been put for the other?  A short form, and words that spell an acronym out, were not."""
    a, b = left.name.text.casefold(), other.name.text.casefold()
    if (a.startswith(b) or b.startswith(a)) and min(len(a), len(b)) >= 2:
        return False
    acronyms = [one for one in (left, other) if one.name.kind == "acronym"]
    if any(one.name.kind == "acronym" and any(c.isdigit() for c in one.name.text) for one in (left, other)):
        return False  # a designation: another check compares those
    if len(acronyms) == 1 and not (left.strong and other.strong and (acronyms[0].listed or (acronyms_too and _unlike(a, b)))):
        return False
    return other.strong or other.listed or not (left.strong or left.listed)


def _unlike(a: str, b: str) -> bool:
    """Are a name and an acronym in one script surely two: the one does not begin as the other?"""
    return script_of(a) == "Latin" == script_of(b) and a[0] != b[0] and min(len(a), len(b)) > 2


def belief(left: Left) -> float:
    """How sure it is that the words are a name and that nothing stands for them on the other side."""
    sure = left.whole.sure if left.strong or left.listed else min(0.45, left.whole.sure)
    if left.name.kind == "acronym" and not left.listed:
        sure *= 0.7
    if left.kin > 0.6:
        sure *= 0.6
    if left.whole.first and not left.listed and left.whole.text == left.name.text:
        sure = min(sure, 0.6)
    return sure * (1.0 - min(0.6, 1.5 * max(0.0, left.likeness - 0.3)))


def _features(left: Left, other: Left | None = None) -> dict[str, float]:
    out = {
        "likeness": left.likeness,
        "sure": left.whole.sure,
        "strong": float(left.strong),
        "listed": float(left.listed),
        "first": float(left.whole.first),
        "kin": left.kin,
        "letters": float(min(12, len(left.name.text))),
    }
    if other is not None:
        out |= {
            "other_likeness": other.likeness,
            "other_sure": other.whole.sure,
            "other_strong": float(other.strong),
            "other_listed": float(other.listed),
        }
    return out


def replaced(left: Left, other: Left, target: Segment, side: Segment, view: View, source: Segment | None) -> Evidence:
    """One name stands where another did: spelt otherwise, or another name altogether."""
    name, expected = left.name.text, _expected(other, side.lang, target.lang)
    alike = within(name, expected) if script_of(expected) == "Latin" == script_of(name) else 0.0
    where = "reference" if view is View.REFERENCE else "source"
    span = Span(Role.TARGET, left.name.start, left.name.end)
    role = Role.REFERENCE if view is View.REFERENCE else Role.SOURCE
    detail = f"{name} / {other.name.text} ({where})"
    if alike >= 0.6 and not known(name, target.lang) and left.strong and other.strong:
        strength = 0.2 if variants(name, expected) else 0.6 * min(1.0, 1.2 * left.whole.sure, 1.2 * other.whole.sure)
        return Evidence(
            "names/misspelt",
            view,
            span,
            f"“{name}” is not how the {where} spells it: “{other.name.text}”.",
            detail,
            expected,
            strength=strength,
            cause=f"spelling-{where}",
            features=_features(left, other) | {"alike": alike},
        )
    another = bool(known(name, target.lang))
    sure = min(0.97, 1 - (1 - belief(left)) * (1 - 0.8 * belief(other)))
    what = f", which is {expected}" if expected != other.name.text else ""
    # Latin source languages other than German write names as the target does: what is gone there is gone.
    verbatim = other.strong and script_of(side.text) == "Latin" and primary(side.lang) != "de" and other.kin < 0.6
    both = (
        2
        if left.strong or left.listed
        else 1
        if view is View.REFERENCE or verbatim or (other.listed and is_cased(side.lang))
        else 0
    )
    if "acronym" in {left.name.kind, other.name.kind} and script_of(name) != script_of(other.name.text):
        sure *= 0.6  # Cyrillic letters for Latin ones: a translated acronym, as like as not
    words_gone = sum(w.text.casefold() not in side.text.casefold() for w in words(left.whole.text) if len(w.text) > 2)
    if view is View.REFERENCE and words_gone < 2 and not (left.strong or left.listed or other.strong or other.listed):
        sure *= 0.85  # Web for Internet, Hall for Room: words of a title, put otherwise
    return Evidence(
        "names/mistranslated",
        view,
        span,
        f"“{name}” stands where the {where} has “{other.name.text}”{what}.",
        detail,
        expected or None,
        severity=Severity.CRITICAL if another else Severity.MAJOR,
        strength=sure * (0.45, 0.85 if view is View.REFERENCE else 0.75, 1.0)[both],
        cause=f"replaced-{where}{('-weak', '-weak', '')[both]}",
        features=_features(left, other) | {"alike": alike, "source": float(source is not None)},
        anchor=Span(role, other.name.start, other.name.end),
    )


def _expected(other: Left, lang: str, target_lang: str) -> str:
    """How the target would write the other side's name: as known, or in its letters."""
    if primary(lang) == primary(target_lang):
        return other.name.text
    for ident in sorted(known(other.name.text, lang)):
        if called := usual(ident, target_lang):
            return called
    if not is_cased(target_lang):
        return other.name.text
    return next(iter(romanisations(other.name.text, lang, target_lang)), other.name.text)


_READ_SO = regex.compile(
    r"(?:(?:[kgsztdnhbpmyrwjf]|sh|ch|ts|[kgnhbpmrj]y)?[aiueo]|n(?![aiueoy])|(?<=[aiueo])[kstp](?=[kstp]))+", regex.IGNORECASE
)
_CHARACTERS = regex.compile(r"\p{Han}{2,}")


def _maybe_read(left: Left, source: str) -> bool:
    """May an unlisted name be how characters of the source are read in Japanese (種子島, Tanegashima)?"""
    return len(left.name.text) > 3 and _READ_SO.fullmatch(left.name.text) is not None and _CHARACTERS.search(source) is not None


_CUT = regex.compile(r"\p{Lu}{2,6}s")  # UAVs
_COMPOUNDING = frozenset(["de", "nl", "sv", "da", "nb", "no"])
# Countries that headlines write with one character; listing these as names would find them in every other word.
_SHORT_LANDS = {
    "zh": (
        "日JP 菲PH 越VN 新SG 文BN 加CA 韩KR 韓KR 朝KP 泰TH 印IN 澳AU 德DE 法FR 英GB 俄RU 美US 意IT 西ES 葡PT "
        "荷NL 希GR 土TR 伊IR 以IL 巴PK 埃EG 乌UA 烏UA 波PL 匈HU 墨MX 中CN 马MY 馬MY 柬KH 缅MM 老LA 蒙MN 哈KZ 沙SA 叙SY 比BE 瑞CH"
    ),
    "ja": "中CN 米US 英GB 仏FR 独DE 伊IT 露RU 韓KR 朝KP 豪AU 印IN 加CA 西ES 蘭NL 比PH 越VN 泰TH 台TW 日JP 墨MX",
}


def _one_character(left: Left, lang: str, source_lang: str, source: str) -> bool:
    """May a country stand in the source as its one character (日菲, Japan and the Philippines)?"""
    ids = known(left.name.text, lang)
    return any(f"land:{pair[1:]}" in ids and pair[0] in source for pair in _SHORT_LANDS[source_lang].split())


_OF_HIS = regex.compile(r"['’]s? (?P<what>\p{Ll}{3,})")
_CALLED_SO = frozenset(["disease", "syndrome", "comet", "palsy", "lymphoma", "sarcoma", "law", "constant", "theorem"])


def _eponym(left: Left, target: Segment) -> bool:
    """Is the name part of a common one (Bryde’s whales, Hodgkin’s lymphoma), which other languages make of other words?"""
    after = _OF_HIS.match(target.text, left.name.end) if primary(target.lang) == "en" else None
    if after is None:
        return False
    what = lemma(after.group("what"), "en")
    return what in _CALLED_SO or is_a(what, "animal")


# What a seller or an abbreviating writer puts in: who made the thing, and the short name of what was just spelt out.
_BEFORE_CODE = regex.compile(r" (?:\p{Lu}[\p{Lu}\p{Nd}]*[ -]?)?\p{Lu}*[-‐–]?\p{Nd}+\p{Lu}?\b")
_HAN_LIKE = frozenset({"zh", "ja", "ko", "yue"})


def _in_longer(left: Left, target: Segment) -> bool:
    """Is an ordinary word the short form of a name the target has written out (the Union, after the African Union)?"""
    if left.strong or left.whole.text != left.name.text:
        return False
    return any(
        n.start < left.name.start and n.text.endswith(" " + left.name.text) for n in names(target.text, target.lang)[:MOST_NAMES]
    )


def _common_in_title(left: Left, target: Segment) -> bool:
    """Is a word that is a surname as well one of several ordinary words of an office or body (Drug Price Department)?"""
    others = [w.text for w in words(left.whole.text) if w.text != left.name.text and w.text[:1].isupper()]
    return common(left.name.text, target.lang) and bool(others) and all(is_common(w, target.lang) for w in others)


def _doubtful(left: Left, target: Segment, source_lang: str) -> float:
    """What the ways of writing make of the belief that a name was added: 1 where nothing speaks against it."""
    lang, name = primary(target.lang), left.name.text
    short = left.name.kind == "acronym" or _CUT.fullmatch(name) is not None
    out = 1.0
    if short and not left.listed and source_lang in _HAN_LIKE:
        out *= 0.35  # names are cut to their initials in English only
    if short and target.text[: left.name.start].endswith("(") and target.text[left.name.end :].startswith(")"):
        out *= 0.4  # the initials of what was just spelt out
    if left.listed and known(name, lang) & _HOME.get(source_lang, frozenset()):
        out *= 0.55  # a paper does not say whose parliament it is at home
    if lang in _COMPOUNDING and "-" in name:
        first, _, last = name.partition("-")
        out *= (
            0.2 if first.isupper() and is_common(last, lang) else 0.5
        )  # US-Regierung: a paper says whose where the source need not
    if _in_longer(left, target) or (source_lang in _HAN_LIKE and lang == "en" and _common_in_title(left, target)):
        out *= 0.4
    if left.strong and not short and _BEFORE_CODE.match(target.text, left.name.end):
        out *= 0.6
    return out


def _sort(left: Left, side: Segment, lang: str) -> str:
    """What kind of name it is and how surely the other side would show it: causes the judge learns apart."""
    if left.name.kind == "acronym" and not left.listed:
        return "-acronym"
    if lang in _HAN_LIKE or not is_cased(side.lang):
        return "-uncased-known" if left.listed else "-uncased"
    return "-known" if left.listed else ""


def added(
    left: Left, view: View, target: Segment, side: Segment, source_lang: str, *, confirmed: bool, gone: int = 0
) -> Evidence:
    """A name that the other side has no trace of; `gone` names of that side have none here either."""
    lang = primary(target.lang)
    where = "reference" if view is View.REFERENCE else "source"
    strength = belief(left) * (0.9 if view is View.BILINGUAL else 0.75 if confirmed else 0.62)
    strength *= _doubtful(left, target, source_lang)
    if view is View.BILINGUAL and lang != "en" and not left.listed:
        strength *= 0.6  # what is capitalised there was not always so in the source
    if view is View.BILINGUAL and source_lang in {"ja", "zh"} and not left.listed and _maybe_read(left, side.text):
        strength *= 0.5  # a place or person whose characters no list reads
    if view is View.BILINGUAL and source_lang in _SHORT_LANDS and _one_character(left, lang, source_lang, side.text):
        strength *= 0.5
    if view is View.BILINGUAL and not left.listed and _eponym(left, target):
        strength *= 0.5
    sort = _sort(left, side, source_lang) if view is View.BILINGUAL else ""
    return Evidence(
        "names/extra",
        view,
        Span(Role.TARGET, left.name.start, left.name.end),
        f"“{left.name.text}” is a name that the {where} does not have.",
        f"nearest in the {where}: {left.nearest or 'nothing'}",
        strength=strength,
        cause=f"extra-{where}{sort}{'-confirmed' if confirmed else ''}",
        features=_features(left)
        | {
            "acronym": float(left.name.kind == "acronym"),
            "parts": float(len(words(left.whole.text))),
            "gone": float(min(3, gone)),
            "alone": float(view is View.BILINGUAL and not confirmed),
        },
    )


def _beheaded(left: Left, side: Segment, head: str, role: Role) -> bool:
    """Did the sentence begin with the name, or does what now begins it follow the name in the reference?"""
    if left.whole.start < 5:
        return True
    after = words(side.text[left.whole.end : left.whole.end + 60])[:3]
    return role is Role.REFERENCE and left.whole.start < 40 and any(w.text.lower() == head.lower() for w in after)


def missing(left: Left, side: Segment, target: Segment, role: Role, third: Segment | None) -> Evidence | None:
    """A name of the source or reference that the target lacks; the third text, where there is one, has to have it too."""
    confirmed = third is not None and trace(left.name.text, side.lang, third.text, third.lang).likeness >= 0.5
    copied = (
        third is not None and len(left.name.text) > 3 and left.name.text in third.text and left.whole.sure >= 0.45
    )  # New Faces in a French text
    if not (left.strong or left.listed or (copied and primary(third.lang if third else "") != primary(side.lang))) or any(
        c.isdigit() for c in left.name.text
    ):
        return None
    where = "reference" if role is Role.REFERENCE else "source"
    strength = belief(left) * (0.95 if confirmed else 0.35 if third is not None else 0.6 if is_cased(target.lang) else 0.5)
    if left.name.kind == "acronym" and not left.listed and not (third is not None and left.name.text in third.text):
        strength *= 0.65 if role is Role.SOURCE else 0.9
    if left.whole.kind in {"known", "katakana", "quoted"} and not is_cased(side.lang):
        strength *= 0.7
    outside = around(side.text, left.name.start)
    strength *= OUTSIDE if outside else 1.0
    expected = _expected(left, side.lang, target.lang)
    at = min(len(target.text), round(len(target.text) * left.name.start / max(1, len(side.text))))
    view = View.REFERENCE if role is Role.REFERENCE else View.BILINGUAL
    span, anchor, cause = Span(role, left.name.start, left.name.end), Span(Role.TARGET, at, at), f"missing-{where}"
    head = words(target.text)[:1]
    if head and is_common(head[0].text, target.lang) and _beheaded(left, side, head[0].text, role):
        # The sentence began with the name; now it begins with what followed, and that is where a reader stumbles.
        span, anchor, cause = Span(Role.TARGET, head[0].start, head[0].end), span, f"missing-{where}-head"
    return Evidence(
        "names/missing",
        view,
        span,
        f"“{left.name.text}” of the {where} has no trace in the translation.",
        f"nearest: {left.nearest or 'nothing'}",
        None if span.role is Role.TARGET else expected,
        strength=strength,
        cause=f"{cause}{'-confirmed' if confirmed else ''}{'-around' if outside else ''}",
        features=_features(left),
        anchor=anchor,
    )
