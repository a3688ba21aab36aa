"""A name in Latin letters, in every convention a newsroom may have used: a set of candidates, never one string.

anyascii is the base; the tables here replace it where a language has its own way (Ukrainian, Bulgarian, Greek, Hebrew,
Persian, Korean, kana) or where the target language has (Russian in English, French, German, Spanish).
"""

from __future__ import annotations

import functools
import itertools
import unicodedata
from collections.abc import Mapping, Sequence

import anyascii

from auditor.lang.names.spelling import MOST
from auditor.lang.scripts import primary, script_of

LIMIT = 12  # candidates kept of one name: conventions are mixed within a name, but rarely at more than three letters

# Letter by letter: the usual one first, then the other conventions (English, French, German, Spanish, scientific).
_RUSSIAN = {
    "а": "a", "б": "b", "в": "v w", "г": "g", "д": "d", "е": "e ye", "ё": "yo e io jo", "ж": "zh j sch ž", "з": "z s",
    "и": "i", "й": "y i j", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o", "п": "p", "р": "r", "с": "s ss", "т": "t",
    "у": "u ou", "ф": "f", "х": "kh h ch j", "ц": "ts z c tz", "ч": "ch tch tsch č", "ш": "sh ch sch š",
    "щ": "shch chtch schtsch sch", "ъ": "", "ы": "y i", "ь": "", "э": "e", "ю": "yu iu ju you", "я": "ya ia ja",
}  # fmt: skip
_UKRAINIAN = _RUSSIAN | {
    "г": "h g",
    "ґ": "g",
    "е": "e",
    "є": "ye ie je",
    "и": "y i",
    "і": "i",
    "ї": "i yi ji",
    "щ": "shch schtsch",
}
_BELARUSIAN = _UKRAINIAN | {"ў": "w u", "ё": "yo io", "э": "e", "ы": "y"}
_BULGARIAN = _RUSSIAN | {"ъ": "a u", "щ": "sht", "х": "h", "ж": "zh", "й": "y i", "ь": "y"}
_SERBIAN = {
    "а": "a", "б": "b", "в": "v", "г": "g", "д": "d", "ђ": "dj đ", "ѓ": "gj", "е": "e", "ж": "ž z zh", "з": "z", "ѕ": "dz",
    "и": "i", "ј": "j y", "к": "k", "л": "l", "љ": "lj", "м": "m", "н": "n", "њ": "nj", "о": "o", "п": "p", "р": "r",
    "с": "s", "т": "t", "ћ": "ć c ch", "ќ": "kj", "у": "u", "ф": "f", "х": "h", "ц": "c ts", "ч": "č c ch", "џ": "dž dz",
    "ш": "š s sh",
}  # fmt: skip
_KAZAKH = _RUSSIAN | {"ә": "a", "ғ": "gh g", "қ": "q k", "ң": "ng n", "ө": "o", "ұ": "u", "ү": "u", "һ": "h", "і": "i"}
_GREEK = {
    "ου": "ou u", "αι": "ai e", "ει": "ei i", "οι": "oi i", "αυ": "av af au", "ευ": "ev ef eu", "μπ": "b mb mp", "ντ": "d nt nd",
    "γκ": "g gk ng", "γγ": "ng gg", "γχ": "nch nkh", "τζ": "tz", "τσ": "ts", "α": "a", "β": "v b", "γ": "g y", "δ": "d",
    "ε": "e", "ζ": "z", "η": "i e", "θ": "th", "ι": "i", "κ": "k c", "λ": "l", "μ": "m", "ν": "n", "ξ": "x ks", "ο": "o",
    "π": "p", "ρ": "r rh", "σ": "s", "τ": "t", "υ": "y i", "φ": "f ph", "χ": "ch h kh", "ψ": "ps", "ω": "o",
}  # fmt: skip
_HEBREW = {
    "א": "a e", "ב": "b v", "ג": "g", "ד": "d", "ה": "h a", "ו": "o u v", "ז": "z", "ח": "h ch", "ט": "t", "י": "i y",
    "כ": "k kh", "ל": "l", "מ": "m", "נ": "n", "ס": "s", "ע": "a", "פ": "p f", "צ": "tz ts", "ק": "k", "ר": "r",
    "ש": "sh s", "ת": "t",
}  # fmt: skip
_ARABIC = {
    "ا": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j g", "ح": "h", "خ": "kh", "د": "d", "ذ": "dh z", "ر": "r", "ز": "z",
    "س": "s", "ش": "sh ch", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a", "غ": "gh", "ف": "f", "ق": "q k", "ك": "k",
    "ل": "l", "م": "m", "ن": "n", "ه": "h a", "و": "u w o", "ي": "i y", "ء": "", "پ": "p", "چ": "ch", "ژ": "zh", "گ": "g",
    "ڤ": "v", "ٹ": "t", "ڈ": "d", "ڑ": "r", "ں": "n", "ے": "e",
}  # fmt: skip
_PERSIAN = _ARABIC | {"و": "v u o", "ث": "s", "ذ": "z", "ض": "z", "ق": "gh q", "غ": "gh"}
_TABLES: Mapping[str, Mapping[str, str]] = {
    "ru": _RUSSIAN, "uk": _UKRAINIAN, "be": _BELARUSIAN, "bg": _BULGARIAN, "sr": _SERBIAN, "mk": _SERBIAN, "bs": _SERBIAN,
    "kk": _KAZAKH, "ky": _KAZAKH, "el": _GREEK, "he": _HEBREW, "yi": _HEBREW, "ar": _ARABIC, "fa": _PERSIAN, "ur": _ARABIC,
    "ps": _PERSIAN,
}  # fmt: skip
_BY_SCRIPT = {"Cyrillic": "ru", "Greek": "el", "Hebrew": "he", "Arabic": "ar"}

# Which convention a target language takes first where it differs from English.
_TARGET_FIRST: Mapping[str, Mapping[str, str]] = {
    "fr": {"ш": "ch", "ч": "tch", "у": "ou", "ж": "j", "щ": "chtch", "ю": "iou", "я": "ia"},
    "de": {"ш": "sch", "ч": "tsch", "х": "ch", "ц": "z", "в": "w", "й": "i", "щ": "schtsch", "ж": "sch", "з": "s", "ю": "ju", "я": "ja"},  # noqa: E501
    "es": {"х": "j", "ж": "zh", "ю": "iu", "я": "ia", "й": "i"},
    "it": {"ю": "ju", "я": "ja", "ч": "c"},
}  # fmt: skip

_INITIALS = ("g", "kk", "n", "d", "tt", "r", "m", "b", "pp", "s", "ss", "", "j", "jj", "ch", "k", "t", "p", "h")
_INITIALS_MR = ("k", "kk", "n", "t", "tt", "r", "m", "p", "pp", "s", "ss", "", "ch", "tch", "ch", "k", "t", "p", "h")
_VOWELS = (
    "a",
    "ae",
    "ya",
    "yae",
    "eo",
    "e",
    "yeo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "eu",
    "ui",
    "i",
)
_VOWELS_MR = (
    "a",
    "ae",
    "ya",
    "yae",
    "o",
    "e",
    "yo",
    "ye",
    "o",
    "wa",
    "wae",
    "oe",
    "yo",
    "u",
    "wo",
    "we",
    "wi",
    "yu",
    "u",
    "ui",
    "i",
)
_FINALS = ("", "k", "k", "k", "n", "n", "n", "t", "l", "k", "m", "l", "l", "l", "p", "l", "m", "p", "p", "t", "t", "ng", "t", "t", "k",  # noqa: E501
           "t", "p", "t")  # fmt: skip
# Family names that are written as nobody's system would.
_KOREAN_FAMILY = {"김": "Kim", "이": "Lee", "박": "Park", "최": "Choi", "정": "Jung", "조": "Cho", "윤": "Yoon", "임": "Lim", "오": "Oh",  # noqa: E501
                  "신": "Shin", "우": "Woo", "노": "Roh", "문": "Moon", "주": "Joo", "구": "Koo", "류": "Ryu", "유": "Yoo", "안": "Ahn"}  # fmt: skip  # noqa: E501

_KANA_ROWS = {"ア": "a i u e o", "カ": "ka ki ku ke ko", "サ": "sa shi su se so", "タ": "ta chi tsu te to", "ナ": "na ni nu ne no",  # noqa: E501
              "ハ": "ha hi fu he ho", "マ": "ma mi mu me mo", "ラ": "ra ri ru re ro", "ガ": "ga gi gu ge go", "ザ": "za ji zu ze zo",  # noqa: E501
              "ダ": "da ji zu de do", "バ": "ba bi bu be bo", "パ": "pa pi pu pe po"}  # fmt: skip
_KANA_LETTERS = {"ア": "アイウエオ", "カ": "カキクケコ", "サ": "サシスセソ", "タ": "タチツテト", "ナ": "ナニヌネノ", "ハ": "ハヒフヘホ",  # noqa: E501
                 "マ": "マミムメモ", "ラ": "ラリルレロ", "ガ": "ガギグゲゴ", "ザ": "ザジズゼゾ", "ダ": "ダヂヅデド", "バ": "バビブベボ",  # noqa: E501
                 "パ": "パピプペポ"}  # fmt: skip
_KANA = {k: r for row, letters in _KANA_LETTERS.items() for k, r in zip(letters, _KANA_ROWS[row].split(), strict=True)} | {
    "ヤ": "ya", "ユ": "yu", "ヨ": "yo", "ワ": "wa", "ヲ": "o", "ン": "n", "ヴ": "vu", "ヰ": "i", "ヱ": "e"}  # fmt: skip
_SMALL_VOWEL = {"ァ": "a", "ィ": "i", "ゥ": "u", "ェ": "e", "ォ": "o"}
_SMALL_Y = {"ャ": "ya", "ュ": "yu", "ョ": "yo"}


@functools.lru_cache(maxsize=8192)
def romanisations(name: str, lang: str, target: str = "en") -> tuple[str, ...]:
    """The name in Latin letters as texts in `target` may write it, the likeliest first, at most `LIMIT`.

    >>> romanisations("Хрущёв", "ru")[0], "Jrushchov" in romanisations("Хрущёв", "ru", "es")
    ('Khrushchyov', False)
    >>> romanisations("Чехов", "ru", "de")[0], romanisations("Київ", "uk")[0], romanisations("Пловдив", "bg")[0]
    ('Tschechow', 'Kyiv', 'Plovdiv')
    >>> romanisations("東京", "ja")[:0], romanisations("キシダ", "ja")[0], romanisations("윤석열", "ko")[:2]
    ((), 'Kishida', ('Yunseokyeol', 'Yunsŏkyŏl'))
    """
    name, code = name[:MOST], primary(lang)
    script = script_of(name)
    if script == "Hangul":
        found: Sequence[str] = (hangul(name), hangul(name, mccune=True))
    elif script in {"Katakana", "Hiragana"}:
        found = tuple(dict.fromkeys((kana(name), kana(name, long=True))))
    elif script in _BY_SCRIPT:
        table = _TABLES.get(code) or _TABLES[_BY_SCRIPT[script]]
        found = _spellings(name, table, _TARGET_FIRST.get(primary(target), {}))
    elif script == "Latin":
        found = (name,)
    else:
        found = (anyascii.anyascii(name.encode("utf-8", "replace").decode()),)
    return tuple(dict.fromkeys(" ".join(w[:1].upper() + w[1:] for w in f.split(" ")) for f in found if f))


def _spellings(name: str, table: Mapping[str, str], first: Mapping[str, str]) -> list[str]:
    plain = unicodedata.normalize("NFC", "".join(c for c in unicodedata.normalize("NFD", name.lower()) if not _is_accent(c)))
    plain = plain.replace("ς", "σ").translate(str.maketrans("ךםןףץ", "כמנפצ")) if plain else plain
    choices: list[list[str]] = []
    k = 0
    while k < len(plain):
        width = 2 if plain[k : k + 2] in table else 1
        letter = plain[k : k + width]
        options = (
            table[letter].split(" ") if letter in table else [anyascii.anyascii(letter).lower() if letter.isalpha() else letter]
        )
        if letter in first:
            options = [first[letter], *(o for o in options if o != first[letter])]
        choices.append(options)
        k += width
    return _first_spellings(choices)


def _is_accent(mark: str) -> bool:
    return unicodedata.combining(mark) != 0 and mark not in {"\N{COMBINING BREVE}", "\N{COMBINING DIAERESIS}"}


def _first_spellings(choices: Sequence[Sequence[str]]) -> list[str]:
    """The plain one, then those that differ from it in one letter's convention, then in two."""
    plain = [c[0] for c in choices]
    out = ["".join(plain)]
    changes = [(k, option) for k, options in enumerate(choices) for option in options[1:]]
    for size in (1, 2):
        for change in itertools.combinations(changes, size):
            if len(out) >= LIMIT:
                return out
            swap = dict(change)
            out.append("".join(swap.get(k, letter) for k, letter in enumerate(plain)))
    return out


def hangul(text: str, *, mccune: bool = False) -> str:
    """Korean letter by letter, by the Revised system of 2000 or McCune-Reischauer; sound changes are not applied.

    >>> hangul("부산"), hangul("부산", mccune=True), hangul("평창")
    ('busan', 'pusan', 'pyeongchang')
    """
    out = []
    for c in unicodedata.normalize("NFC", text):
        index = ord(c) - ord("가")
        if not 0 <= index < 11172:
            out.append(c)
            continue
        initial, vowel, final = index // 588, index % 588 // 28, index % 28
        if mccune:
            breve = {4: "ŏ", 6: "yŏ", 18: "ŭ"}
            voiced = bool(out) and out[-1][-1:] in "aeiouŏŭnml"
            head = (
                {"k": "g", "t": "d", "p": "b"}.get(_INITIALS_MR[initial], _INITIALS_MR[initial])
                if voiced and initial in {0, 3, 7}
                else _INITIALS_MR[initial]
            )
            out.append(head + breve.get(vowel, _VOWELS_MR[vowel]) + _FINALS[final])
        else:
            out.append(_INITIALS[initial] + _VOWELS[vowel] + _FINALS[final])
    return "".join(out)


def korean_family(syllable: str) -> str:
    """How a Korean family name is usually written in English, "" where any system will do.

    >>> korean_family("박"), korean_family("한")
    ('Park', '')
    """
    return _KOREAN_FAMILY.get(syllable, "")


def kana(text: str, *, long: bool = False) -> str:
    """Kana by Hepburn; long vowels dropped as newspapers do, or kept (`ou`, `oo`) on request.

    >>> kana("シンゾウ"), kana("シンゾウ", long=True), kana("ジョージ"), kana("ホッカイドウ"), kana("ティム"), kana("きっちょう")
    ('shinzo', 'shinzou', 'joji', 'hokkaido', 'timu', 'kitcho')
    """
    out: list[str] = []
    double = False
    for c in unicodedata.normalize("NFKC", text):
        if unicodedata.name(c, "").startswith("HIRAGANA LETTER"):
            c = chr(ord(c) + ord("ア") - ord("あ"))  # noqa: PLW2901 - the same sound in the other syllabary
        if c == "ッ":
            double = True
        elif c == "ー":
            out.append(out[-1][-1:] if long and out else "")
        elif c in _SMALL_Y and out:
            head, y = out.pop(), _SMALL_Y[c]
            out.append(head[:-1] + (y[1:] if head[:-1].endswith(("sh", "ch", "j")) else y))
        elif c in _SMALL_VOWEL and out:
            head = out.pop()
            out.append((head[:-1] or {"u": "w", "i": "y"}.get(head, "")) + _SMALL_VOWEL[c])
        else:
            sound = _KANA.get(c, c)
            out.append(("t" if sound.startswith("ch") else sound[:1]) + sound if double else sound)
            double = False
    joined = "".join(out)
    return joined if long else joined.replace("ou", "o").replace("oo", "o").replace("uu", "u")
