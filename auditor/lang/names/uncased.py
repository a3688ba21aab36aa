"""Names in scripts without capitals: by titles, middle dots, runs of katakana, quotation marks and what is known."""

from __future__ import annotations

import functools
import lzma

import regex

from auditor import corpora
from auditor.lang.names.gazetteer import known
from auditor.lang.names.name import Name
from auditor.lang.scripts import primary
from auditor.lang.tokens import tokens

_KATAKANA = regex.compile(r"[\p{Katakana}ー]{2,12}")

_QUOTED = regex.compile(r"[《「『]([^》」』]{2,30})[》」』]")

# What may follow a person's name in scripts without capitals, or stand before it; from the style guides of agencies.
_TITLES_AFTER = {
    "zh": "先生|女士|总统|總統|总理|總理|主席|部长|部長|教授|博士|议员|将军|国务卿|书记|市长|州长|首相|外长",
    "ja": "氏|さん|首相|大統領|議員|選手|監督|容疑者|被告|教授|博士|社長|会長|知事|市長|大臣|外相|国務長官|総理|様|君",
    "ko": "대통령|총리|의원|장관|교수|박사|대표|회장|사장|선수|감독|씨|시장|위원장",
}

_TITLES_BEFORE = {
    "ar": "الرئيس|الوزير|الدكتور|السيد|الشيخ|الملك|الأمير|الجنرال",
    "hi": "राष्ट्रपति|प्रधानमंत्री|मंत्री|श्री|डॉ|श्रीमती|सांसद",
    "he": "הנשיא|השר|ד\"ר|מר|גברת|פרופ'",
    "fa": "رئیس‌جمهور|آقای|خانم|دکتر",
}


@functools.cache
def _chinese() -> tuple[str, str]:
    """Characters that stand for foreign syllables (what precedes a foreign name is mostly not among them); family names."""
    _, syllables, families = corpora.path("names/zh.txt").read_text(encoding="utf-8").splitlines()
    return syllables, families


@functools.cache
def _dotted() -> regex.Pattern[str]:
    """A foreign name whose parts are joined by a middle dot."""
    part = rf"(?:[{_chinese()[0]}]{{1,8}}|[\p{{Katakana}}ー]{{1,10}})"
    return regex.compile(rf"{part}(?:[·・‧•＝=]{part})+")


@functools.cache
def _people() -> dict[str, str]:
    """Japanese family and given names by spelling: f, g or fg."""
    out: dict[str, str] = {}
    for line in lzma.decompress(corpora.path("names/ja_people.tsv.xz").read_bytes()).decode().splitlines():
        surface, kind, _ = line.split("\t")
        out[surface] = out.get(surface, "") + kind
    return out


@functools.cache
def readings() -> dict[str, tuple[str, ...]]:
    """How Japanese names are read, in Latin letters.

    >>> "shinzo" in readings()["晋三"]
    True
    """
    out: dict[str, tuple[str, ...]] = {}
    for line in lzma.decompress(corpora.path("names/ja_people.tsv.xz").read_bytes()).decode().splitlines():
        surface, _, read = line.split("\t")
        out[surface] = (*out.get(surface, ()), *read.split(" "))
    return out


def by_script(text: str, lang: str) -> tuple[Name, ...]:
    """Names of a text without capitals, the surest where two overlap."""
    code = primary(lang)
    found = (
        [Name(m.start(), m.end(), m.group(), "dotted", 0.95) for m in _dotted().finditer(text)] if code in {"zh", "ja"} else []
    )
    found += _titled(text, code)
    found += _known_unspaced(text, code) if code in {"zh", "ja", "th"} else _known_spaced(text, lang)
    if code == "ja":
        found += [Name(m.start(), m.end(), m.group(), "katakana", 0.3) for m in _KATAKANA.finditer(text) if len(m.group()) >= 4]
    found += [Name(m.start(1), m.end(1), m.group(1), "quoted", 0.3) for m in _QUOTED.finditer(text)]
    found.sort(key=lambda n: (-n.sure, n.start - n.end))
    taken: list[Name] = []
    for name in found[:60]:
        if all(name.end <= t.start or name.start >= t.end for t in taken):
            taken.append(name)
    return tuple(sorted(taken, key=lambda n: n.start))


@functools.cache
def _titles(code: str) -> regex.Pattern[str] | None:
    if code == "zh":
        family = _chinese()[1]
        return regex.compile(rf"(?P<name>[{family}]\p{{Han}}{{1,2}})(?=(?:{_TITLES_AFTER['zh']}))")
    if code == "ja":
        return regex.compile(
            rf"(?<![\p{{Han}}])(?P<name>\p{{Han}}{{2,5}}|[\p{{Katakana}}ー・]{{2,15}})(?=(?:{_TITLES_AFTER['ja']}))"
        )
    if code == "ko":
        return regex.compile(rf"(?<!\p{{Hangul}})(?P<name>\p{{Hangul}}{{2,6}})(?= (?:{_TITLES_AFTER['ko']}))")
    if code in _TITLES_BEFORE:
        return regex.compile(rf"(?<!\p{{L}})(?:{_TITLES_BEFORE[code]})\.? (?P<name>[\p{{L}}\p{{M}}]+(?: [\p{{L}}\p{{M}}]+)?)")
    return None


def _titled(text: str, code: str) -> list[Name]:
    pattern = _titles(code)
    if pattern is None:
        return []
    out = []
    for m in pattern.finditer(text):
        name = m.group("name")
        if (
            code == "ja"
            and not regex.match(r"\p{Katakana}", name)
            and not ("f" in _people().get(name, "") or "f" in _people().get(name[:2], ""))
        ):
            continue
        out.append(Name(m.start("name"), m.end("name"), name, "titled", 0.8 if code != "hi" else 0.5))
    return out


def _known_unspaced(text: str, code: str) -> list[Name]:
    out, k = [], 0
    while k < len(text):
        for size in (8, 7, 6, 5, 4, 3, 2):
            piece = text[k : k + size]
            if (
                len(piece) == size
                and not piece.isascii()
                and (ids := known(piece, code))
                and not all(i.startswith("tongue") for i in ids)
            ):
                sure = 0.85 if size > 2 or any(i.startswith("land") for i in ids) else 0.6
                out.append(Name(k, k + size, piece, "known", sure))
                k += size - 1
                break
        k += 1
    return out


def _known_spaced(text: str, lang: str) -> list[Name]:
    return [
        Name(t.start, t.end, t.text, "known", 0.7)
        for t in tokens(text)
        if t.kind == "word" and len(t.text) > 2 and known(t.text, lang)
    ]
