"""Credits, datelines and bylines that stand inside running text.

A wire story glues them to the paragraph: `KYIV (Reuters) — Officials said ... (Photo by A. Smith/AFP)`.
They follow other rules than prose, so each becomes a stretch of its own.
"""

from __future__ import annotations

import msgspec
import regex

_LOOK = 20_000  # nothing is looked for past this many characters of a block

# Words that open a credit, in the languages of the large agencies; matched without regard to case.
_CREDIT = (
    "credits?|photo(?:graph)?(?: credit)?|pictures?|images?|file photo|handout|courtesy(?: of)?|source"
    "|foto|fotos|fotograf(?:ía|ia|ie|o)?|imagen|imágenes|crédito|créditos|cr[ée]dit(?: photo)?s?|photographie|imagem|immagine"
    "|bild|bildnachweis|beeld|zdjęcie|fot|kuva|kép|fotó|fotoğraf|fotoğraflar|görsel|hình|ảnh|gambar|larawan|picha"
    "|фото|фотография|снимок|изображение|знімок|снимка|φωτογραφία|φωτό|צילום|תמונה|קרדיט|صورة|الصورة|تصوير|عکس|تصویر"
    "|चित्र|फोटो|तस्वीर|छवि|ছবি|ภาพ|图片|图|图片来源|圖|圖片|摄影|攝影|写真|撮影|画像|提供|사진|이미지"
)
_BY = "by|de|di|do|da|von|van|par|por|av|af|przez|tomada por|via|autor|от|автор"
_CREDIT_OPENS = rf"(?:{_CREDIT})\s*(?:[:=：＝/／|–—-]|\s(?:{_BY})(?:\s|:))"
_BRACKETED = regex.compile(
    rf"[(（\[［]\s*(?:(?i:{_CREDIT_OPENS})[^()（）\[\]\n]{{1,160}}"
    rf"|(?:\p{{Lu}}[\p{{L}}.]{{1,15}}\s)(?i:{_CREDIT})[/／][^()（）\[\]\n]{{1,80}}"  # (AP Photo/Jane Doe)
    rf"|\p{{Lu}}[\p{{L}}. -]{{1,30}}[/／]\p{{Lu}}[^()（）\[\]\n]{{1,60}}[/／][^()（）\[\]\n]{{1,60}})\s*[)）\]］]"
)
# A whole short block that is nothing but a credit: `Photo: Jane Doe/AP`, `© Reuters`, `写真＝共同`.
_WHOLE_CREDIT = regex.compile(
    rf"\s*(?:(?i:{_CREDIT_OPENS})\s*|[©Ⓒ]\s*|\([cC]\)\s)[^\n。.!?]{{1,80}}(?:\p{{Lu}}\.[^\n.]{{1,40}})?\.?\s*"
)

_DASH = r"(?:[–—―]|-{1,2})"
_PLACE = r"[\p{Lu}\p{Lo}][\p{L}\p{M}.'’`-]*(?:[ ,/\N{ARABIC COMMA}]+[\p{L}\p{M}\p{Nd}][\p{L}\p{M}\p{Nd}.'’`º°-]*){0,7}"
_AGENCY = "dpa|epd|kna|ots|sda|apa|efe|ansa|belga|lusa|pap|afp|ritzau|ntb|stt|mti"  # those that write themselves small
_CAPITALS = r"\p{Lu}[\p{Lu}\p{M}.'’-]{2,}"
_DATELINE = regex.compile(
    rf"\s*(?:{_PLACE}\s*[(（](?:{_AGENCY}|[\p{{Lu}}\p{{Lo}}])[^()（）\n]{{0,39}}[)）]\s*{_DASH}(?=\s)"  # KYIV (Reuters) —
    rf"|{_CAPITALS}(?:[ /]{_CAPITALS}){{0,4}}(?:, [\p{{L}}\p{{M}}\p{{Nd}}. ]{{2,40}}){{0,3}}\s*(?:[–—―]|\s--?)(?=\s)"
    rf"|\p{{Han}}{{2,8}}\p{{Nd}}{{1,2}}月\p{{Nd}}{{1,2}}日[电電讯訊]"  # 北京6月3日电（记者 …）
    rf"(?:\s*[(（][^()（）\n]{{1,40}}[)）])?"
    rf"|[【（(][^【】（）()\n]{{1,20}}[＝=][^【】（）()\n]{{1,30}}[】）)]"  # （東京＝共同）
    rf"|[(（]\p{{Hangul}}{{2,10}}[=＝][^()（）\n]{{1,20}}[)）]\s*[^=\n]{{0,20}}=?)"
)
_BYLINE_OPENS = (
    r"by|written by|words by|par|por|texto de|von|di|de notre correspondante?|door|av|af|tekst"
    r"|autor[ea]?s?|auteure?s?|yazan|oleh|kirjoittanut"
    r"|автор|текст|від|автори|συντάκτης|του|της|מאת|بقلم|كتب|كتبت|نوشته|द्वारा|লেখক|โดย|tác giả|文|记者|記者|作者|撰文|기자"
)
_NAME = r"(?:\p{Lu}[\p{L}\p{M}.'’-]*|\p{Lo}[\p{Lo}\p{M}.·・-]*)"
_PARTICLE = r"(?:de|da|do|dos|del|della|di|van|von|der|den|bin|al|el|la|le|du|y|e|et|and|und|en|i|och|og|ja|ve|и|та|και|و)"
_BYLINE = regex.compile(
    rf"\s*(?i:{_BYLINE_OPENS})(?:\s*[:：／/|]\s*|\s+){_NAME}(?:(?:,|、|/)?\s+(?:{_PARTICLE}\s+){{0,2}}{_NAME}){{0,11}}"
    r"(?:\s*[,|/–—-]\s*[\p{L}\p{M}.' ]{2,40})?\s*"
)


class Stretch(msgspec.Struct, frozen=True):
    """Part of a block, half-open, with the field it is."""

    start: int
    end: int
    field: str


def split(text: str, field: str = "body") -> tuple[Stretch, ...]:
    """Consecutive stretches of a block, white space between them left out; all of `field` unless told otherwise.

    >>> def show(text): return [(s.field, text[s.start:s.end]) for s in split(text)]
    >>> show("KYIV (Reuters) — Talks go on. (Credit: Ministry/Manual/Agency)")
    [('dateline', 'KYIV (Reuters) —'), ('body', 'Talks go on.'), ('credit', '(Credit: Ministry/Manual/Agency)')]
    >>> show("By Ana María López and Li Wei"), show("Por lo tanto, nada.")
    ([('byline', 'By Ana María López and Li Wei')], [('body', 'Por lo tanto, nada.')])
    >>> show("MADRID, 3 Jun. (EUROPA PRESS) - El ministro habla.")[0]
    ('dateline', 'MADRID, 3 Jun. (EUROPA PRESS) -')
    >>> show("Фото: Иван Петров / ТАСС"), show("（東京＝共同）首相は来た。")[0]
    ([('credit', 'Фото: Иван Петров / ТАСС')], ('dateline', '（東京＝共同）'))
    """
    if field in {"byline", "credit", "dateline", "cue"} or not text.strip():
        return _trimmed(text, [Stretch(0, len(text), field)])
    head = text[:_LOOK]
    if len(text) <= 200:
        for pattern, whole in ((_WHOLE_CREDIT, "credit"), (_BYLINE, "byline")):
            if pattern.fullmatch(text) and (whole == "credit" or field in {"body", "summary"}):
                return _trimmed(text, [Stretch(0, len(text), whole)])
    found = []
    if field in {"body", "summary"} and (dateline := _DATELINE.match(head)):
        found.append(Stretch(0, dateline.end(), "dateline"))
    found += [Stretch(m.start(), m.end(), "credit") for m in _BRACKETED.finditer(head, found[0].end if found else 0)]
    return _trimmed(text, _filled(len(text), found, field))


def _filled(length: int, found: list[Stretch], field: str) -> list[Stretch]:
    """The found stretches with what lies between them as `field`."""
    out, at = [], 0
    for stretch in found:
        out += [Stretch(at, stretch.start, field), stretch]
        at = stretch.end
    return [*out, Stretch(at, length, field)]


def _trimmed(text: str, stretches: list[Stretch]) -> tuple[Stretch, ...]:
    """Stretches without white space at their ends; those of nothing else are dropped."""
    out = []
    for s in stretches:
        part = text[s.start : s.end]
        if kept := part.strip():
            start = s.start + len(part) - len(part.lstrip())
            out.append(Stretch(start, start + len(kept), s.field))
    return tuple(out)
