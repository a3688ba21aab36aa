"""Stage 2: paragraphs in, sentences out, each with its offset in the paragraph as it was read.

sentencex proposes; our rules veto a cut after titles, initials and before a continuation, and add cuts it misses.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from itertools import pairwise

import msgspec
import regex

from auditor.lang.identify import UNKNOWN, Guess, identify, same
from auditor.lang.scripts import primary
from auditor.model import Document, Place, Segment

# sentencex takes time in the square of what stands after an unmatched quotation mark: 100,000 of them cost it
# 1.9 s, 1,000,000 cost 207 s, pieces of 3,000 code points under 2 ms each.
_PIECE = 3000
_WHOLE = frozenset({"headline", "credit", "byline", "dateline", "caption-credit"})  # one statement each, unless long
_LONG = 300  # code points
_THAI_ENOUGH = 60  # code points of Thai or Lao before a space may end a sentence: shorter stretches are clauses

_SURROGATE = regex.compile(r"\p{Cs}")
_END = regex.compile(r"[\p{Sentence_Terminal}…]+[\p{Pe}\p{Pf}\"'“]*\s*")
_SPACES = regex.compile(r"\s+")
_CAPITAL = regex.compile(r"\p{Lu}")

# What no sentence ends with: titles, and words that want a number or a name after them.
_BEFORE_NAMES = {
    "": "mr mrs ms dr prof gen lt col sgt capt cpl maj sen rep gov rev hon messrs adm cmdr pres supt st mt ft mme mmes mlle mm "
        "sr sra srta dra ing lic gral cnel tte arq sig sigg dott avv on egr hr fr dipl mag hl bld rd exc exmo eng "
        "г-н г-жа д-р проф акад им ул гл ред гос корр ген полк кап př doc judr mudr phdr mgr bc ks św śp płk kpt κ κα κος δρ",
    "ru": "г стр рис см ср св тел тов пр-т пл",
    "uk": "м вул рис див ім св тов просп",
    "fr": "m me mgr",
    "ar": "د أ م وأ ود",
    "fa": "د",
    "hi": "डॉ श्री प्रो पं सुश्री डा कु मो",
    "mr": "डॉ श्री प्रा",
    "ne": "डा श्री प्रा",
    "pl": "ul al tzw tj np ks ur zm św im",
    "tr": "sn av prof cad sok",
    "de": "bzw ca sog vgl abs evtl ggf inkl str",
}  # fmt: skip
_BEFORE_NUMBERS = (
    "no nos nr núm num n.º nº vol vols p pp pg pág págs art arts abs par cap cf vs op ch fig figs tab ca str č čl ст стр п гл рис"
)

# What may end a sentence and need not: it does before a capital, in these languages.
_UNITS = {
    "ru": "руб коп тыс т. д т. п т.д т.п др пр долл",
    "uk": "грн коп тис т. д т. п т.д ін дол крб",
    "bg": "лв ст т.н др хил",
    "de": "usw etc",
    "fr": "etc",
    "it": "ecc",
    "pl": "itd itp zł",
    "cs": "atd apod",
    "tr": "vb vs",
    "el": "κ.λπ κλπ",
}
# Dates and the like end a sentence only before a word that starts one: "в 2019 г. Россия" goes on.
_DATES = {"ru": "г гг в вв", "uk": "р рр ст", "pl": "r w", "bg": "г в"}
_STARTERS = {
    "en": "the a an he she it they we i you his her its their our this that these those but and in on at as if when for there "
          "then after before however meanwhile what who how",
    "ru": "он она оно они его её ее их это этот эта эти в на по к с у из за до от при но и а однако также кроме тогда ранее "
          "после как когда если что для мы я вы там теперь позже сейчас так",
    "uk": "він вона воно вони його її їх це цей ця ці у в на по до з із за від при але і й а однак також крім тоді раніше після "
          "як коли якщо що для ми я ви там тепер пізніше так",
    "pl": "on ona ono oni jego jej ich to ten ta te w na po do z za od przy ale i a jednak także oprócz wtedy po jak kiedy jeśli",
    "bg": "той тя то те неговият това този тази тези в на по към с у от за до при но и а обаче също тогава след как когато ако",
}  # fmt: skip

_INITIAL = regex.compile(r"(?:^|[^\p{Lu}\p{Ll}\p{N}.])\p{Lu}\.$")
_LAST_WORD = regex.compile(r"(?:^|[\s\p{Ps}\p{Pi}\"'’])([\p{L}\p{M}\p{N}.\-º]{1,12}?)\.$")
_GOES_ON = regex.compile(r"[,;:、，；：\p{Pe}\p{Pf}]|[-–—]\s?\p{Ll}|-\p{Lu}")
_LOWER = regex.compile(r"\p{Ll}(?!\p{Lu})")
_QUOTED_SPEECH = regex.compile(r"[」』]$")
_PARTICLE = regex.compile(r"(?:という|といった|とし|と|って|など|の|を|に|が|は|も|や|から|まで|で)")
_FIRST_WORD = regex.compile(r"\p{L}++(?!\.)")
_NAME_AHEAD = regex.compile(r"\p{Lu}[\p{L}\p{M}.'’-]")
_THAI_DOT = regex.compile(r"[\p{Script=Thai}\p{Script=Lao}]{1,3}\.$")
_THAI_SPACE = regex.compile(r"(?<=[\p{Script=Thai}\p{Script=Lao}]) +(?=[\p{Script=Thai}\p{Script=Lao}])")
_THAI_JOINS = ("และ", "หรือ", "ว่า", "ที่", "ซึ่ง", "โดย", "เพื่อ", "กับ", "รวมถึง", "เช่น", "ແລະ", "ຫຼື", "ທີ່", "ເພື່ອ")
_IN_QUOTES = regex.compile(r"(?<=[.!?…]|[。！？])(?:\s+(?=[\p{Lu}¿¡])|(?<=[。！？])(?=[\p{Han}\p{Hiragana}\p{Katakana}]))")
_CHINESE_CLOSED = regex.compile(r"(?<=[。！？…][”」』》])(?=[\p{Han}])")


@functools.cache
def _words(table: str, lang: str) -> frozenset[str]:
    """The words of one of the tables above for a language, with those of all languages where there are any."""
    if table == "numbers":
        return frozenset(_BEFORE_NUMBERS.split())
    named = {"names": _BEFORE_NAMES, "dates": _DATES, "starters": _STARTERS}[table]
    return frozenset(f"{named.get('', '')} {named.get(lang, '')}".split())


@functools.cache
def _units(lang: str) -> regex.Pattern[str] | None:
    """Where a unit or an "and so on" ends a sentence of a language."""
    if lang not in _UNITS:
        return None
    # "т. д" is one entry: its parts stand apart by a space.
    entries = regex.findall(r"т\. ?\p{L}|\S+", _UNITS[lang])
    joined = "|".join(regex.escape(entry).replace(r"\ ", r"\s?") for entry in sorted(entries, key=len, reverse=True))
    return regex.compile(rf"(?<=[\s\p{{N}}](?:{joined})\.)\s+(?=[\p{{Lu}}«„“])")


def split(document: Document) -> Document:
    """The document with its blocks cut into sentences; `meta["blocks"]` keeps the blocks' texts by number.

    Headlines, credits, bylines and datelines stay whole unless they are long.
    """
    blocks: dict[int, str] = {}
    sentences: list[Segment] = []
    for number, block in enumerate(_numbered(document.segments)):
        blocks.setdefault(block.block, block.text)
        lang = block.lang if primary(block.lang) != "und" else document.lang
        whole = block.field in _WHOLE and len(block.text) <= _LONG
        spans = _stripped(block.text, [0, len(block.text)]) if whole else boundaries(block.text, lang)
        sentences += _cut(block, spans, block.id or f"b{number}")
    return msgspec.structs.replace(document, segments=tuple(sentences), meta={**document.meta, "blocks": blocks})


def boundaries(text: str, lang: str = "und") -> list[tuple[int, int]]:
    """Where sentences begin and end, white space around them left out.

    >>> text = "Gen. Lee met J. K. Ode. «Да! Нет?» — сказал он. 他说：“好的。”然后走了。"
    >>> [text[start:end] for start, end in boundaries(text, "en")][:2]
    ['Gen. Lee met J. K. Ode.', '«Да! Нет?» — сказал он.']
    """
    language = primary(lang)
    # One lone surrogate for one replacement character: sentencex raises on the first, offsets stay what they were.
    safe = _SURROGATE.sub("\N{REPLACEMENT CHARACTER}", text)
    cuts: list[int] = [0]
    for start, end in _pieces(safe):
        cuts += [start + cut for cut in _cuts(safe[start:end], language)]
        cuts.append(end)
    return _stripped(text, cuts)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    """Stretches sentencex can be trusted with, ended after a sentence, else a word, else anywhere."""
    start = 0
    while len(text) - start > _PIECE:
        window = text[start : start + _PIECE]
        ends = [
            m.end() for m in (*_END.finditer(window, _PIECE // 2), *_SPACES.finditer(window, _PIECE // 2)) if m.end() < _PIECE
        ]
        sentence = max((m.end() for m in _END.finditer(window, _PIECE // 2) if m.group()[-1:].isspace()), default=0)
        step = sentence or max(ends, default=_PIECE)
        yield start, start + step
        start += step
    yield start, len(text)


def _cuts(text: str, lang: str) -> list[int]:
    """Positions inside a piece where one sentence ends and the next begins."""
    import sentencex  # noqa: PLC0415 - a compiled module that `auditor --help` does not need

    proposed = {int(b["end_index"]) for b in sentencex.get_sentence_boundaries(lang, text)} - {len(text)}
    cased = _CAPITAL.search(text) is not None
    kept = {cut for cut in proposed if not _vetoed(text, cut, lang, cased=cased)}
    kept |= set(_missed(text, lang))
    edges = sorted({0, len(text), *kept})
    for start, end in pairwise(edges):
        if end - start > 2 * _LONG:
            kept |= {m.end() for m in _IN_QUOTES.finditer(text, start, end) if not _vetoed(text, m.end(), lang, cased=cased)}
    if lang in {"th", "lo"}:
        kept |= set(_thai(text, sorted({0, *kept})))
    return sorted(kept)


def _vetoed(text: str, cut: int, lang: str, *, cased: bool) -> bool:
    """Does the sentence go on after a proposed cut?"""
    left, right = text[max(0, cut - 40) : cut].rstrip(), text[cut : cut + 40].lstrip()
    if "\n\n" in text[max(0, cut - 3) : cut + 2]:
        return False
    if _GOES_ON.match(right) or (cased and _LOWER.match(right)):
        return True
    if lang == "ja" and _QUOTED_SPEECH.search(left):
        return _PARTICLE.match(right) is not None
    return left.endswith(".") and _abbreviated(left, right, lang)


def _abbreviated(left: str, right: str, lang: str) -> bool:
    """Is the full stop before a proposed cut that of a title, an initial or a number sign?"""
    if lang in {"th", "lo"} and _THAI_DOT.search(left):
        return True
    ahead = _FIRST_WORD.match(right)
    starts = ahead is not None and ahead.group().casefold() in _words("starters", lang)
    if _INITIAL.search(left) and _NAME_AHEAD.match(right) and not starts:
        return True
    word = _LAST_WORD.search(left)
    last = word.group(1).casefold() if word else ""
    if last in _words("numbers", lang) and right[:1].isnumeric():
        return True
    return last in _words("names", lang) or (lang in _DATES and last in _words("dates", lang) and not starts)


def _missed(text: str, lang: str) -> Iterator[int]:
    """Ends of sentences that sentencex takes for abbreviations, or does not see without a space."""
    units = _units(lang)
    if units is not None:
        yield from (m.end() for m in units.finditer(text))
    if lang in _DATES:
        for m in regex.finditer(r"(?<=\p{N}\s?(\p{L}{1,2})\.)\s+(?=(\p{Lu}\p{L}*+)(?!\.))", text):
            if m.group(1) in _words("dates", lang) and m.group(2).casefold() in _words("starters", lang):
                yield m.end()
    if lang == "en":  # sentencex reads every "no." as "number"
        yield from (m.end() for m in regex.finditer(r"(?<=\p{Ll} no\.)\s+(?=\p{Lu})", text))
    if lang == "zh":
        yield from (m.end() for m in _CHINESE_CLOSED.finditer(text))


def _thai(text: str, edges: list[int]) -> Iterator[int]:
    """Spaces that end a Thai or Lao sentence: far enough from the last end, not before a joining word."""
    later = [*edges[1:], len(text)]
    for start, end in zip(edges, later, strict=True):
        last = start
        for m in _THAI_SPACE.finditer(text, start, end):
            if (
                m.start() - last >= _THAI_ENOUGH
                and end - m.end() >= _THAI_ENOUGH // 3
                and not text.startswith(_THAI_JOINS, m.end())
            ):
                last = m.end()
                yield last


def _stripped(text: str, cuts: list[int]) -> list[tuple[int, int]]:
    """Stretches between cuts, without white space around them; empty ones left out."""
    spans = []
    for start, end in pairwise([*cuts, len(text)] if cuts[-1] != len(text) else cuts):
        piece = text[start:end]
        begin = start + len(piece) - len(piece.lstrip())
        finish = begin + len(piece.strip())
        if finish > begin:
            spans.append((begin, finish))
    return spans


def _cut(block: Segment, spans: list[tuple[int, int]], name: str) -> Iterator[Segment]:
    """The sentences of a block, each with its line and column."""
    line, column, seen = block.place.line, block.place.column, 0
    for number, (start, end) in enumerate(spans, 1):
        breaks = block.text.count("\n", seen, start)
        if line is not None:
            line += breaks
        if column is not None:
            column = start - block.text.rfind("\n", seen, start) if breaks else column + start - seen
        seen = start
        place = Place(path=block.place.path, item=block.place.item, line=line, column=column)
        text, offset = block.text[start:end], block.offset + start
        yield msgspec.structs.replace(block, id=f"{name}.{number}", text=text, place=place, offset=offset)


def _numbered(segments: tuple[Segment, ...]) -> tuple[Segment, ...]:
    """The blocks with numbers of their own, where what read them gave none."""
    if len({segment.block for segment in segments}) == len(segments):
        return segments
    return tuple(msgspec.structs.replace(segment, block=number) for number, segment in enumerate(segments))


def language(document: Document, among: tuple[str, ...] = ()) -> Document:
    """The document with its language filled in where none was given.

    Where one was given and the text is in another, the declared one stays, and `meta["identified"]` holds
    `{"lang", "probability", "declared"}` of what was found.
    """
    texts = "\n".join(segment.text[:2000] for segment in document.segments[:200])
    guess = identify(texts, among) if texts.strip() else UNKNOWN
    if primary(document.lang) in {"und", ""}:
        return _filled(document, guess)
    if guess.lang == "und" or same(guess.lang, document.lang):
        return _spread(document, document.lang)
    return _spread(_noted(document, guess, document.lang), document.lang)


def _filled(document: Document, guess: Guess) -> Document:
    """The document in the language that was found."""
    return _spread(msgspec.structs.replace(_noted(document, guess, ""), lang=guess.lang), guess.lang)


def _noted(document: Document, guess: Guess, declared: str) -> Document:
    found = {"lang": guess.lang, "probability": guess.probability, "declared": declared}
    return msgspec.structs.replace(document, meta={**document.meta, "identified": found})


def _spread(document: Document, lang: str) -> Document:
    """The document's language on every segment that has none of its own."""
    segments = tuple(
        s if primary(s.lang) not in {"und", ""} else msgspec.structs.replace(s, lang=lang) for s in document.segments
    )
    return msgspec.structs.replace(document, segments=segments)
