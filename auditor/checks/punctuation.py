"""Has a mark been lost, doubled or strewn in?

The final mark against those of source and reference; marks between words that the reference leaves side by side; quotes and
brackets without a partner; marks that stand where no writing of the language puts them.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import regex

from auditor.checks.base import Check, Example, Rule, Tools
from auditor.lang.marks import PAIRS, final_mark, head, is_question
from auditor.lang.order import scored
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import tokens
from auditor.lang.wordlists import JOINING, NEVER_BEFORE_A_MARK, NO_ABBREVIATIONS
from auditor.model import Evidence, Role, Severity, Span, Unit, View

_NO_STOP_FIELDS = frozenset({"headline", "title", "credit", "byline", "dateline", "caption", "tag", "keywords", "category"})
_STRAY = regex.compile(r"(?<=[\p{L}\p{Nd},;])[_^~@|\\=](?=[\s.,;:!?]|\Z)|(?<=\s)[_^|\\](?=\p{L})")
_DOUBLED = regex.compile(
    r"(?<=[\p{L}\p{Nd}])(?:,[.!?;:]|[;:][.,!?]|(?<!\.)\.\.(?!\.)|,,|[!?][.,;:](?!\.)|\.,(?=\s\p{Lu}))(?=\s|\Z)"
)
_STOP_INSIDE = regex.compile(r"(?<=[\p{Ll}\p{Nd}])(?:\.(?= \p{Ll})|[!?](?= [\p{Ll}\p{Nd}(])|[;:](?= [\p{Ll}(]))")
_HANGING = regex.compile(r"(?<=\p{L})-(?= \p{L})")
_LONE_QUOTE = regex.compile(r"(?<=[^\s(\[\p{Pi}\p{Pd}'\"])'(?=[\s.,;:]|\Z)|(?<=\s)'(?=\p{L})")
_DROPPED = regex.compile(r"'(?:\p{Nd}|em|til|cause|tis|twas|n)")
_STRAIGHT = regex.compile(r"\"")
_GOIN = regex.compile(r"\p{L}{3,}in\Z")
_WORD = regex.compile(r"[\p{L}\p{M}]+")
_HYPHEN_LEFT = regex.compile(r"\p{L}- ")
_PARTICLE = regex.compile(r"[吗呢么]|(?:か|の|かな)[。」]?\s*\Z")
_ASKS = regex.compile(
    r"(?i)\W*(?:how|why|what|who|when|where|which|wie|warum|wer|was|wann|wo|cómo|por qué|comment|pourquoi|как|почему|"
    r"кто|что|где)\s"
)
_LIST_OR_SMILE = regex.compile(r"(?:^|\s)[\p{L}\p{Nd}]{1,3}\)|[:;]-?[()]")
_INCH_OR_CURLY = regex.compile(r"\p{Nd}\"|[“”„«]")
_VOWEL = regex.compile(r"[aeiouyаеиоуыэюяіїєαεηιουω]")
_LIKE = {",": ",،，、", ";": ";؛；", ":": ":：", "!": "!！", "?": "?？؟;", ".": ".。।"}

RULE = Rule(
    id="fluency/punctuation",
    summary="A punctuation mark is missing, doubled or out of place.",
    category="fluency/punctuation",
    its="typographical",
    severity=Severity.MINOR,
    examples=(
        Example(target="The; minister resigned on Friday.", flags=";"),
        Example(target="He was born in_ Spain.", flags="_"),
        Example(target="Talks ended without a deal", source="Die Gespräche endeten ohne Ergebnis.", langs="de-en", flags="deal"),
        Example(
            target="Переговоры завершились без соглашения",
            source="Talks ended without a deal.",
            langs="en-ru",
            flags="соглашения",
        ),
        Example(target="Cuándo llegan?", langs="es", flags="Cuándo"),
        Example(target="Talks end without a deal", source="Gespräche enden ohne Ergebnis", langs="de-en"),
        Example(target="Le ministre a-t-il démissionné ?", langs="fr"),
        Example(target="据报道，他已辞职。", source="He has reportedly resigned.", langs="en-zh"),
    ),
)


def find(unit: Unit, tools: Tools) -> Iterator[Evidence]:
    """Lost, doubled and stray marks of the target."""
    text = head(unit.target.text)
    if not text.strip():
        return
    beside = [head(s.text) for s in (unit.source, *unit.references) if s is not None]
    yield from _final(text, unit, tools)
    seen: set[int] = set()
    for evidence in (*_strewn(text, unit, beside), *_against_reference(text, unit), *_partners(text, beside)):
        if evidence.span.start not in seen:
            seen.add(evidence.span.start)
            yield evidence


def _final(text: str, unit: Unit, tools: Tools) -> Iterator[Evidence]:
    last = tokens(text)[-1] if len(text) < 20_000 else None
    mark, source, reference = final_mark(text), unit.source, unit.reference
    theirs = [final_mark(head(s.text)) for s in (source, reference) if s is not None and s.text.strip()]
    if last is None:
        return
    if not mark and unit.target.field not in _NO_STOP_FIELDS and last.text not in ":;,：；，、-–—…|>":
        word = next((t for t in reversed(tokens(text)) if t.kind != "mark"), last)
        strength = _lost(text, theirs, unit, tools)
        if strength:
            yield _evidence(
                text,
                word.start,
                word.end,
                "final-lost",
                strength,
                "is not followed by a full stop or other final mark",
                {"views": float(len(theirs))},
            )
    if mark and source is not None and is_question(head(source.text)) and not _has_question(text):
        yield _evidence(text, last.start, last.end, "question-lost", 0.6, "ends what is a question in the source")
    if is_question(text) and theirs and not any(_has_question(head(s.text)) for s in (source, reference) if s is not None):
        asks = source is not None and (_PARTICLE.search(head(source.text)) or _ASKS.match(head(source.text)))
        yield _evidence(text, last.start, last.end, "question-added", 0.4 if asks else 0.85, "makes a question of a statement")
    if primary(unit.target.lang) == "es" and text.rstrip()[-1:] == "?" and "¿" not in text and len(text) < 300:
        first = tokens(text)[0]
        yield _evidence(text, first.start, first.end, "no-opening", 0.7, "begins a question without “¿”")


def _lost(text: str, theirs: list[str], unit: Unit, tools: Tools) -> float:
    if any(theirs):
        return 0.4 if not all(theirs) or len(tokens(text)) < 4 else 0.95
    if theirs or len(tokens(text)) < 9 or is_unspaced(unit.target.lang):
        return 0.0
    neighbours = [
        u.target
        for u in tools.document[:40]
        if u.id != unit.id and u.target.field == unit.target.field and len(u.target.text) > 40
    ]
    ending = sum(bool(final_mark(head(n.text))) for n in neighbours)
    return 0.7 if len(neighbours) > 3 and ending > 0.85 * len(neighbours) else 0.3


def _has_question(text: str) -> bool:
    return any(mark in text for mark in "?？؟") or is_question(text)


def _strewn(text: str, unit: Unit, beside: list[str]) -> Iterator[Evidence]:
    """Marks where no writing puts them, told from the target, surer where source and reference lack the mark."""
    lang = primary(unit.target.lang)
    for found in _STRAY.finditer(text):
        if not any(found.group() in other for other in beside):
            yield _evidence(text, found.start(), found.end(), "stray-sign", 0.95 if beside else 0.75, "does not belong here")
    for found in _DOUBLED.finditer(text):
        if not any(found.group() in other for other in beside) and not _abbreviation(text, found.start()):
            yield _evidence(text, found.start(), found.end(), "two-marks", 0.85 if beside else 0.6, "is one mark too many")
    if is_unspaced(lang):
        return
    for found in _STOP_INSIDE.finditer(text):
        yield from _stop_inside(text, found.start(), beside)
    for found in _HANGING.finditer(text):
        word = _WORD.match(text, found.end() + 1)
        theirs = max((len(_HYPHEN_LEFT.findall(other)) for other in beside), default=0)
        lone = len(_HYPHEN_LEFT.findall(text)) > theirs or _ends_in(
            text, found.start(), NEVER_BEFORE_A_MARK.get(lang, frozenset())
        )
        if word is not None and word.group().lower() not in JOINING and lone:
            yield _evidence(
                text, found.start(), found.end(), "hanging-hyphen", 0.8 if beside else 0.65, "hangs on a word by itself"
            )
    yield from _after_article(text, lang)


def _ends_in(text: str, end: int, those: frozenset[str]) -> bool:
    """Is the word that ends there one of those?"""
    return text[text.rfind(" ", 0, end) + 1 : end].lower() in those


_LOST_POWER = regex.compile(r"\d ?(?:k|c|m)?m$")  # km? is km² whose character was lost: no mark, and damage of another kind


def _stop_inside(text: str, place: int, beside: list[str]) -> Iterator[Evidence]:
    mark = text[place]
    if (mark == "." and _abbreviation(text, place)) or (mark == "?" and _LOST_POWER.search(text, 0, place)):
        return
    theirs = max((sum(other.count(c) for c in _LIKE[mark]) for other in beside), default=0)
    extra = text.count(mark) - theirs
    if mark in ";:":
        # a translator may well set one; two views without any make it doubtful
        if beside and extra > 0 and theirs == 0:
            yield _evidence(
                text, place, place + 1, "extra-colon", 0.6 if len(beside) > 1 else 0.45, "is in neither source nor reference"
            )
        return
    if mark in "!?" and extra <= 0 and beside:
        return
    likely = {".": 0.8, "!": 0.8, "?": 0.7}[mark] + (0.15 if beside else -0.15)
    yield _evidence(text, place, place + 1, "stop-inside", min(likely, 0.95), "stands in the middle of a sentence")


def _abbreviation(text: str, stop: int) -> bool:
    """Is the word before the stop short, dotted, a number or without vowels, as abbreviations are?"""
    begin = max(text.rfind(" ", 0, stop), text.rfind("(", 0, stop)) + 1
    word = text[begin:stop]
    return (
        "." in word
        or word[:1].isdigit()
        or (len(word) <= 4 and word.lower() not in NO_ABBREVIATIONS)
        or not _VOWEL.search(word.lower())
    )


def _after_article(text: str, lang: str) -> Iterator[Evidence]:
    never = NEVER_BEFORE_A_MARK.get(lang)
    if never is None:
        return
    row = tokens(text)
    for word, mark, after in zip(row, row[1:], row[2:], strict=False):
        if mark.text in ",;:.!?\"'" and mark.start == word.end and _governs(word.text, never) and after.kind == "word":
            quoted = mark.text in "\"'" and mark.end == after.start
            if not quoted and not (word.text.isupper() and len(word.text) > 1) and mark.end < after.start:
                weak = lang == "en" and word.text.lower() in {
                    "to",
                    "with",
                    "at",
                    "by",
                    "for",
                    "from",
                    "than",
                    "his",
                    "very",
                    "into",
                    "of",
                }
                likely = 0.45 if (weak and mark.text == ",") or (lang != "en" and mark.text == ",") else 0.85
                yield _evidence(text, mark.start, mark.end, "after-article", likely, f"cannot follow “{word.text}”")


def _governs(word: str, never: frozenset[str]) -> bool:
    """Is it one of the words that no mark follows, and no letter or acronym that looks like one?"""
    return word in never or (len(word) > 1 and not word.isupper() and word.lower() in never)


def _against_reference(text: str, unit: Unit) -> Iterator[Evidence]:
    """A mark between two words that the reference leaves side by side, or the other way round."""
    if unit.reference is None or len(text) > 2000:
        return
    mine, theirs = tokens(text), tokens(head(unit.reference.text))
    bare = {(a.text.lower(), b.text.lower()) for a, b in itertools.pairwise(theirs) if a.kind != "mark" and b.kind != "mark"}
    parted = {
        (a.text.lower(), b.text.lower()): m.text
        for a, m, b in zip(theirs, theirs[1:], theirs[2:], strict=False)
        if m.kind == "mark" and m.text not in "'’"
    }
    for i in range(1, len(mine) - 1):
        a, mark, b = mine[i - 1], mine[i], mine[i + 1]
        pair = (a.text.lower(), b.text.lower())
        if a.kind == "mark" or b.kind == "mark" or mark.kind != "mark" or pair not in bare or pair in parted:
            continue
        joined = mark.start == a.end and mark.end == b.start
        if mark.text in "-–'’/·" and joined:
            continue
        likely = _PARTING.get(mark.text, 0.35)
        if mark.text == ",":
            likely = 0.4 + 0.2 * max(-0.5, min(1.0, _oddness(text, unit.target.lang, i) + 0.5))
        if mark.text == "." and _abbreviation(text, mark.start):
            continue
        yield _evidence(
            text,
            mark.start,
            mark.end,
            "not-in-reference",
            likely,
            f"parts “{a.text}” and “{b.text}”, which stand together in the reference",
            view=View.REFERENCE,
        )


# How doubtful a mark is between words that the reference sets side by side; good translations differ in commas and quotes.
_PARTING = {".": 0.85, "!": 0.85, "?": 0.8, ";": 0.8, ":": 0.7, "-": 0.6, ",": 0.4}


def _oddness(text: str, lang: str, index: int) -> float:
    """How odd a mark is there by what stands around it (0: as the oddest of 2 clean sentences in 100)."""
    scores = scored(text, lang).get("mark")
    return float(scores[index]) if scores is not None and index < len(scores) else -1.0


def _partners(text: str, beside: list[str]) -> Iterator[Evidence]:
    """Brackets and straight quotes that come in odd numbers, where source and reference have theirs in pairs."""
    for opener, closer in PAIRS.items():
        both = text.count(opener), text.count(closer)
        if (
            both[0] != both[1]
            and not any(other.count(opener) != other.count(closer) for other in beside)
            and not _LIST_OR_SMILE.search(text)
        ):
            place = text.rfind(opener) if both[0] > both[1] else text.rfind(closer)
            yield _evidence(text, place, place + 1, "unpaired", 0.75 if beside else 0.55, "has no partner")
    if text.count('"') % 2 and not any(_odd(other) for other in beside) and not _INCH_OR_CURLY.search(text):
        place = _odd_quote(text)
        yield _evidence(text, place, place + 1, "unpaired-quote", 0.85 if beside else 0.6, "has no partner")
    singles = list(_LONE_QUOTE.finditer(text))
    if len(singles) == 1 and not any(_LONE_QUOTE.search(other) for other in beside):
        place = singles[0].start()
        plural = text[place - 1 : place].lower() in {"s", "z", "x"} and text[place + 1 : place + 2] == " "
        dropped = _DROPPED.match(text, place) or _GOIN.search(text, max(0, place - 12), place)
        if not plural and not dropped:
            yield _evidence(text, place, place + 1, "unpaired-quote", 0.85 if beside else 0.6, "has no partner")


def _odd(text: str) -> bool:
    """Does a quotation run on beyond the text, or come from before it?"""
    return text.count('"') % 2 == 1 or any(
        text.count(a) != text.count(b) for a, b in (("“", "”"), ("«", "»"), ("「", "」"), ("『", "』")) if a in text or b in text
    )


def _odd_quote(text: str) -> int:
    """Of an odd number of quotes, the one that neither opens nor closes as its turn would have it, else the last."""
    places: list[int] = [m.start() for m in _STRAIGHT.finditer(text)]
    for turn, place in enumerate(places):
        opens = (place == 0 or text[place - 1] in " ([—–-\n") and not text[place + 1 : place + 2].isspace()
        if opens != (turn % 2 == 0):
            return place if turn % 2 == 0 else places[turn - 1] if opens else place
    return places[-1]


def _evidence(
    text: str,
    start: int,
    end: int,
    cause: str,
    strength: float,
    told: str,
    features: dict[str, float] | None = None,
    view: View = View.TARGET,
) -> Evidence:
    return Evidence(
        rule=RULE.id,
        view=view,
        span=Span(Role.TARGET, start, end),
        message=f"“{text[start:end]}” {told}.",
        detail=cause,
        severity=Severity.MAJOR if cause == "question-added" else None,
        strength=strength,
        cause=cause,
        features=features or {},
    )


CHECK = Check(id="punctuation", summary="Is a mark lost, doubled or out of place?", rules=(RULE,), find=find)
