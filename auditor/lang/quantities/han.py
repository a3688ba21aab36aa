"""Numbers in Han characters, alone or mixed with digits, and the large units of Korean and Thai after digits."""

from __future__ import annotations

import functools
from decimal import Decimal
from fractions import Fraction

import msgspec
import regex

from auditor.lang.quantities.digits import readings
from auditor.lang.quantities.quantity import Value
from auditor.lang.quantities.spelled import times

_DIGIT = dict(zip("〇零一二三四五六七八九", (0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)) | {"两": 2, "兩": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000, "십": 10, "백": 100, "천": 1000, "廿": 20, "卅": 30}
_LARGE = {"万": 10**4, "萬": 10**4, "만": 10**4, "亿": 10**8, "億": 10**8, "억": 10**8, "兆": 10**12, "조": 10**12}
_HAN = "".join(c for c in (*_DIGIT, *_SMALL, *_LARGE) if not regex.match(r"\p{Hangul}", c))
_FIGURE = r"\p{Nd}+(?:[.,．，]\p{Nd}+)*"
# 千 and 百 after a figure may begin a unit: 5千米, 3千克, 2千瓦, 百分点.
_NUMBER = (
    rf"(?:{_FIGURE}\s?(?=[多余餘]?[十百千万萬亿億兆])(?![百千](?:克|米|瓦|卡|赫|帕|分|字))"
    rf"|[{_HAN}]|[多余餘几幾来數数](?=[万萬亿億])"
    rf"|(?<=[万萬亿億兆])\p{{Nd}}{{1,4}}(?![\p{{Nd}}.,]|\s?[年月]))+"
)
_PATTERN = regex.compile(
    rf"""(?P<share>(?P<below>[{_HAN}]+|{_FIGURE})分[之の](?P<above>[{_HAN}]+(?:点[{_HAN}]+)?|{_FIGURE}))
      | (?P<vague>[数數几幾][十百千万萬亿億]+|[十百千万萬亿億]+[几幾数數])
      | (?P<decimal>[{_HAN}]+点[{_HAN}]+(?=[万萬亿億倍个個元米公%度吨]))(?P<scale>[万萬亿億]?)
      | (?P<tenths>(?:[{_HAN}]|\p{{Nd}})[成割](?:[{_HAN}])?(?!就|本|果|为|為|立|功|员|員|长|長|熟|人|都|交|分|效|绩|績))
      | (?P<half>[半]\s?(?=[个個]?\s?(?:小时|小時|年|月|天|世纪|世紀|時間|日|分钟)))
      | (?P<number>(?P<order>第)?(?P<body>{_NUMBER}))
      | (?P<korean>{_FIGURE}\s?(?:(?:[천백십]?[만억조]|천)
          (?:\s?{_FIGURE}(?:\s?[천백십]?[만억]|천)|(?!\p{{Hangul}}{{3}}))\s?)+)""",
    regex.VERBOSE,
)
_THAI = {
    "ล้านล้าน": 10**12,
    "แสนล้าน": 10**11,
    "หมื่นล้าน": 10**10,
    "พันล้าน": 10**9,
    "ล้าน": 10**6,
    "แสน": 10**5,
    "หมื่น": 10**4,
    "พัน": 1000,
}
_THAI_PATTERN = regex.compile(rf"(?P<figure>{_FIGURE})\s?(?P<scale>{'|'.join(_THAI)})")
# Words in which Han digits count nothing, or not surely.
_FIXED = regex.compile(
    r"十[二三四五]五|千万(?=[不别別要]|富)|百万富翁|万一|十分(?!钟|鐘|之)|百分百|千千万万|三三两两|七七八八|乱七八糟|四面八方|五花八门|三番五次|万千|千百|"
    r"一一|九牛一毛|四分五裂|百度|千葉|八王子|四国|九州|三菱|三井|三星|三亚|九江|六安|四川|五台|千代田|八戸|六本木|五十嵐|三重県|七夕|四季|十足|万博|万科|"
    r"万达|万岁|百姓|百货|百貨|三明治|六合|五粮|八卦|百科|四肢|五官|三角|五角|千里|百年|万物|万事|十字|三国志|六朝|九龙|八达|七里|五環|五輪|五环"
)  # fmt: skip
# What follows a lone Han digit that counts: measure words of Chinese and counters of Japanese.
_COUNTER = regex.compile(
    r"个|個|名|位|人|年|月|日|天|号|號|次|岁|歲|歳|才|家|只|隻|条|條|件|种|種|场|場|座|辆|輛|架|艘|枚|张|張|台|部(?!分)|所|间|間|层|層|届|屆|级|級|倍|小时|"
    r"小時|分钟|分鐘|分間|秒|周|週|星期|元|米|公里|公斤|吨|噸|度|点|點|国|國|省|市|区|县|成(?!功|为|長|长)|折|支|队|項|项|轮|輪|期|批|起|例|颗|块|口|"
    r"户|戶|页|章|亩|季|代|笔|份|句|篇|段|组|組|对|對|双|雙|头|匹|万|亿|局|盘|球|胜|勝|连|連|冠|回|本|社|つ|ヶ|か|カ|ヵ|箇|割|円|ドル|時|分|階|軒|機|歩|軍|党|"
    r"敗|戦|票|试合|試合|世紀|世纪|分の|大(?!学|學|夫|量|家)"
)


_LONGEST = 30  # characters of one number


class HanNumber(msgspec.Struct, frozen=True):
    """A number in Han characters; `kind` is number, ordinal, percent or fraction."""

    start: int
    end: int
    values: frozenset[Value]
    kind: str
    demand: float
    mixed: bool


def _figure(text: str) -> Value | None:
    strict, loose, _ = readings(text.strip().replace("．", ".").replace("，", ","), "zh")
    return min(strict | loose, default=None, key=lambda v: (v not in strict, v))


@functools.lru_cache(maxsize=16384)
def han_value(text: str) -> frozenset[Value]:
    """The values a run of Han numerals (and figures before a large unit) may have.

    >>> [int(*han_value(t)) for t in ("一百二十万", "3亿5000万", "二〇二〇")]
    [1200000, 350000000, 2020]
    """
    if len(text) > 1 and all(c in _DIGIT for c in text):
        return frozenset({Decimal("".join(str(_DIGIT[c]) for c in text))})
    total = section = Decimal(0)
    current: Decimal | None = None
    last_unit, zero = 1, False
    for piece in regex.findall(rf"{_FIGURE}|.", text):
        if piece[0].isdigit():
            value = _figure(piece)
            current = Decimal(value) if isinstance(value, Decimal) else None
        elif piece in _DIGIT:
            zero = zero or piece in "零〇"
            current = Decimal(_DIGIT[piece]) if current is None or piece in _DIGIT else current
        elif piece in _SMALL:
            section += (Decimal(1) if current is None else current) * _SMALL[piece]
            current, last_unit, zero = None, _SMALL[piece], False
        elif piece in _LARGE:
            total = _enlarged(total, section + (current or 0), _LARGE[piece])
            section, current, last_unit, zero = Decimal(0), None, _LARGE[piece], False
    values: set[Value] = {total + section + (current or 0)}
    if current is not None and last_unit >= 100 and not zero and 0 < current < 10:
        values.add(total + section + current * (last_unit // 10))  # 一百二 is 120 in speech
    return frozenset(values)


def _enlarged(total: Decimal, section: Decimal, unit: int) -> Decimal:
    """The total after a unit of four places: 3亿 + 5000万, and 2万亿."""
    if total and (not section or total < unit):
        return (total + section) * unit
    return total + (section or Decimal(1)) * unit


def han_numbers(text: str, lang: str) -> list[HanNumber]:
    """Every number in Han characters, and Korean and Thai figures with their large units.

    >>> [(int(*n.values), n.demand) for n in han_numbers("三星在四川有两个工厂", "zh")]
    [(3, 0.0), (4, 0.0), (2, 0.45)]
    """
    found: list[HanNumber] = []
    if lang == "th":
        for m in _THAI_PATTERN.finditer(text):
            value = _figure(m["figure"])
            if value is not None:
                found.append(
                    HanNumber(
                        m.start(), m.end(), frozenset({times(value, Decimal(_THAI[m["scale"]]))}), "number", 1.0, mixed=True
                    )
                )
        return found
    fixed = {i for m in _FIXED.finditer(text) for i in range(*m.span())}
    for m in _PATTERN.finditer(text):
        number = _one(text, m, fixed)
        if number is not None:
            found.append(number)
    return found


def _one(  # noqa: PLR0911 - one return a way of writing
    text: str, m: regex.Match[str], fixed: set[int]
) -> HanNumber | None:
    start, end = m.span()
    mixed = any(c.isdigit() and c not in _HAN for c in m.group())
    if m["share"]:
        return _share(m, start, end, mixed=mixed)
    if m["vague"]:
        unit = m["vague"].strip("数數几幾")
        return HanNumber(start, end, han_value(unit), "number", 0.0, mixed=False)
    if m["half"]:
        return HanNumber(start, end, frozenset({Decimal("0.5")}), "number", 0.0, mixed=False)
    if m["decimal"]:
        whole, _, part = m["decimal"].partition("点")
        value = Decimal(f"{int(min(han_value(whole)))}.{''.join(str(_DIGIT.get(c, 0)) for c in part)}")
        return HanNumber(start, end, frozenset({value * _LARGE.get(m["scale"], 1)}), "number", 0.6, mixed=False)
    if m["tenths"]:
        body = m["tenths"]
        tens = int(body[0]) if body[0] not in _DIGIT else _DIGIT[body[0]]
        ones = _DIGIT.get(body[2], 0) if len(body) > 2 else 0
        return HanNumber(start, end, frozenset({Decimal(tens * 10 + ones)}), "percent", 0.6 if tens > 1 else 0.0, mixed=mixed)
    if m["korean"]:
        end -= len(m.group()) - len(m.group().rstrip())
        return HanNumber(start, end, han_value(m.group().replace(" ", "")), "number", 1.0, mixed=True)
    return _plain(text, m, start, end, fixed, mixed=mixed)


def _share(m: regex.Match[str], start: int, end: int, *, mixed: bool) -> HanNumber | None:
    below = _figure(m["below"]) if m["below"][0] not in _HAN else min(han_value(m["below"]))
    whole, _, part = m["above"].partition("点")
    above = _figure(whole) if whole[0] not in _HAN else min(han_value(whole))
    if not below or above is None:
        return None
    if part:
        above = Decimal(f"{int(above)}.{''.join(str(_DIGIT.get(c, 0)) for c in part)}")
    demand = 1.0 if mixed else 0.6
    if below == 100:
        return HanNumber(start, end, frozenset({above}), "percent", demand, mixed=mixed)
    return HanNumber(start, end, frozenset({Fraction(above) / Fraction(below)}), "fraction", demand, mixed=mixed)


def _plain(text: str, m: regex.Match[str], start: int, end: int, fixed: set[int], *, mixed: bool) -> HanNumber | None:
    body = m["body"]
    if len(body) > _LONGEST:
        return None
    values = han_value(body)
    if mixed:
        return HanNumber(start, end, values, "ordinal" if m["order"] else "number", 1.0, mixed=True)
    value = min(values)
    counted = _COUNTER.match(text, end) is not None
    vague = text[end : end + 1] in {"几", "幾"} or (
        len(body) == 2 and all(c in _DIGIT for c in body) and "〇" not in body and value < 100
    )
    if start in fixed or value <= 1:
        demand = 0.0
    elif m["order"]:
        demand = 0.4 if value > 2 else 0.0
    elif len(body) == 1:
        demand = 0.0 if not counted or body in _SMALL.keys() - {"十"} or body in _LARGE else 0.45 if value == 2 else 0.6
    else:
        demand = 0.0 if vague else 0.6 if counted or len(body) > 2 else 0.45
        if set(body) <= set("百千万萬亿億兆"):
            demand = 0.0
    return HanNumber(start, end, values, "ordinal" if m["order"] else "number", demand, mixed=False)
