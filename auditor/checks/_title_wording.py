"""Names in Chinese and Japanese questions: is what is asked about called what the reference calls it?

Without capitals the name cannot be seen.  What can be seen is what is left of a short question when the words that ask
(who, when, which film) are taken out: that is the name, and it stands in the target or it does not.
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Iterator

import regex

from auditor.lang.names.han import simplified
from auditor.lang.scripts import primary
from auditor.model import Evidence, Role, Segment, Severity, Span, View

# Characters that ask, join and name the kind of thing asked about. Written for this project.
_ASKING = {
    "zh": (
        "的是在了吗什么哪谁多少如何时为个一您你我他她它们和与及或有没被把对于从到由以而也都就能可会将该这那其之请问几种类型年月日部集座位"
        "处里中上下内外主要角色作者导演员扮饰播出发行布映首次版创写电影视剧小说书歌曲片系列节目故事品题别样些人名字家国著地方点间候期"
        "历史意义长度数量共第季简单描述解释提供认介绍关用来使得所去做成立建造怎吧呢啊过开始结束属还件不流派风格体裁艺术戏变受欢迎改编"
        "基根据明概要总征特色影响背景情奖项制态筑师籍职业贡献知最就参观游客访材料食物分味道传统方法健康益常见原语言本后前至今天现段话"
        "章乐音奏器合团队领管理"
    ),
    "ja": (
        "何誰映画作品主人公的種類場所時間年月日代回数曲楽音小説書本絵美術監督出演者俳優役登開版発表初最後物語話著執筆制放送番組簡単明"
        "概要約教割題国籍内容意味目特徴有名気一般使用方法健康利点材料歴史背景建築様式在地位置観光客訪問見学前由来影響与関係賞受催始終長"
        "短席季節章器奏劇舞台場全部合計他同世界中現"
    ),
}
_KINDS = frozenset(["テーマ", "ジャンル", "シリーズ", "タイプ", "キャラクター", "テレビ", "リリース", "ストーリー"])
_ASIDE = regex.compile(r"[（(][^）)]{0,40}[）)]")
_QUOTED = regex.compile(r"[《「『“\"]([^《》「」『』“”\"]{2,40})[》」』”\"]")
_LATIN = regex.compile(r"[A-Za-z]{3,}")
_CONTENT = {
    "zh": regex.compile(r"[\p{Han}\p{Nd}]"),
    "ja": regex.compile(r"[\p{Han}\p{Katakana}ー]"),
}
MOST_ASKED = 65  # characters of a reference: in a longer one the name is the smaller part
# Of the pairs of characters that are no asking, how many the target may lack: judged by their synonyms and their order.
_LACKING = {"zh": 0.45, "ja": 0.3}


@functools.cache
def _asking(code: str) -> frozenset[str]:
    return frozenset(_ASKING[code])


def _letters(text: str, code: str) -> list[tuple[str, int]]:
    """The letters that are compared, one Chinese, and where they stand."""
    text = _ASIDE.sub(lambda m: " " * len(m.group()), text)
    text = simplified(text) if code == "zh" else "".join(_one(c) for c in text)
    return [(c, k) for k, c in enumerate(text) if c.isalnum() or c == "ー"]


def _one(letter: str) -> str:
    wide = unicodedata.normalize("NFKC", letter)
    return wide if len(wide) == 1 else letter


def asked(source: Segment, target: Segment, reference: Segment) -> Iterator[Evidence]:
    """The name a short question asks about, where the target words it otherwise than the reference."""
    code = primary(reference.lang)
    if code not in _ASKING or not source.text.rstrip().endswith("?") or len(reference.text) > MOST_ASKED:
        return
    if kept(target, reference):
        return
    there, expected = _letters(target.text, code), _letters(reference.text, code)
    quoted = _quoted(target.text, code)
    pairs = [p for p in itertools.pairwise(expected) if _is_name(p[0][0], code) and _is_name(p[1][0], code)]
    pairs = [p for p in pairs if not _of_a_kind(reference.text, p[0][1])]
    here = set(itertools.pairwise(c for c, _ in there))
    gone = [(a, b) for a, b in pairs if (a[0], b[0]) not in here]
    share = len(gone) / len(pairs) if pairs else 0.0
    if quoted:
        yield from _evidence(reference, gone or pairs, "asked-quoted", 0.9, share)
    elif share >= _LACKING[code]:
        yield from _evidence(reference, gone, "asked", 0.7 + 0.2 * min(1.0, 2 * max(0.0, share - 0.5)), share)
    elif gone and _LATIN.search(target.text) and not _LATIN.search(reference.text):
        yield from _evidence(reference, gone, "asked-latin", 0.9, share)


def kept(target: Segment, reference: Segment) -> bool:
    """Does the target have names in quotation marks, and the reference every one of them?"""
    code = primary(reference.lang)
    quoted = _quoted(target.text, code) if code in _ASKING else []
    whole = "".join(c for c, _ in _letters(reference.text, code)) if quoted else ""
    return bool(quoted) and all(name in whole for name in quoted)


def _is_name(letter: str, code: str) -> bool:
    return letter not in _asking(code) and _CONTENT[code].match(letter) is not None


def _of_a_kind(text: str, at: int) -> bool:
    """Does the letter stand in a loanword for the kind of thing asked about?"""
    return any(at - len(k) < start <= at for k in _KINDS for start in _starts(text, k))


@functools.lru_cache(maxsize=4096)
def _starts(text: str, word: str) -> tuple[int, ...]:
    return tuple(m.start() for m in regex.finditer(word, text))


def _quoted(text: str, code: str) -> list[str]:
    found = ("".join(c for c, _ in _letters(m.group(1), code)) for m in _QUOTED.finditer(text))
    return [name for name in found if name]


def _evidence(
    reference: Segment, gone: list[tuple[tuple[str, int], tuple[str, int]]], cause: str, strength: float, share: float
) -> Iterator[Evidence]:
    if not gone:
        return
    start, end = gone[0][0][1], gone[-1][1][1] + 1
    yield Evidence(
        "names/title",
        View.REFERENCE,
        Span(Role.REFERENCE, start, end),
        f"The reference asks about “{reference.text[start:end]}”; the translation calls it otherwise.",
        f"not in the target: {reference.text[start:end]}",
        severity=Severity.MAJOR,
        strength=round(strength, 3),
        cause=cause,
        features={"missing": share, "length": float(len(reference.text))},
        anchor=Span(Role.TARGET, 0, 0),
    )


__all__ = ["MOST_ASKED", "asked", "kept"]
