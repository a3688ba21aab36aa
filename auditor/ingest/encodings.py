"""Which encoding bytes are in, when nobody says or what is said is wrong."""

from __future__ import annotations

import codecs

import regex

# What web pages call Latin-1 is Windows-1252, and so on (WHATWG Encoding, section 4.2, labels).
_WEB = {
    "ascii": "cp1252",
    "iso8859-1": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "johab": "cp949",
    "iso8859-8": "cp1255",
    "tis-620": "cp874",
}
_REFUSED = frozenset({"utf-7", "idna", "punycode", "raw_unicode_escape", "unicode_escape", "undefined", "mbcs", "oem"})
# Tried in this order where nothing is declared; multi-byte first, as they refuse most text that is not theirs.
_ASIAN = ("gb18030", "big5", "cp932", "euc_jp", "cp949")
_EUROPEAN = ("cp1252", "cp1251", "koi8-r", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp874")
_SAMPLE = 32_768
_ODD = regex.compile(r"\p{Ll}\p{Lu}|[^\P{L}\p{ASCII}][^\p{L}\p{M}\s\p{P}]|[\p{Latin}--\p{ASCII}]{3}|\p{C}", regex.VERSION1)
_HIGH_LETTER = regex.compile(r"[\p{L}\p{M}--\p{ASCII}]", regex.VERSION1)
_HIGH = regex.compile(r"\P{ASCII}")
_MIXED = regex.compile(r"\p{Latin}(?=[\p{Cyrillic}\p{Greek}\p{Hebrew}\p{Arabic}\p{Thai}])")
_VOWELS = regex.compile(r"[ışğİоеаинтсравлкомαιοετσνאוילмיתرهןשاليمنوترهใาเรนกอ]")
_KANA = regex.compile(r"[\p{Hiragana}\p{Katakana}]")


def known(name: str | None) -> str | None:
    """The codec a declared name means, None where it is none we decode text with.

    >>> known("ISO-8859-1"), known("utf8"), known("hex"), known("x-klingon")
    ('cp1252', 'utf-8', None, None)
    """
    try:
        info = codecs.lookup((name or "").strip().strip("\"'"))
    except (LookupError, ValueError):
        return None
    if info.name in _REFUSED or not getattr(info, "_is_text_encoding", True):
        return None
    return _WEB.get(info.name, info.name)


def shown(encoding: str) -> str:
    """The name people know an encoding by.

    >>> shown("cp1252"), shown("utf-8")
    ('windows-1252', 'utf-8')
    """
    return encoding.replace("cp125", "windows-125")


def choose(data: bytes, declared: str | None) -> str:
    """The encoding to decode with; never fails, as Windows-1252 and replacements are always left.

    >>> choose("Привет, мир, как дела".encode("cp1251"), None), choose("déjà vu".encode(), "windows-1252")
    ('cp1251', 'utf-8')
    """
    codec = known(declared)
    if b"\x1b$" in data[:_SAMPLE] and data.isascii():
        return "iso2022_jp"
    if _utf8(data):
        wide = codec is not None and codec.startswith(("utf-16", "utf-32", "iso2022"))
        return "utf-8" if codec is None or not data.isascii() or wide else codec
    if codec and codec != "utf-8" and _decodes(data, codec):
        return codec
    return detect(data)


def _utf8(data: bytes) -> bool:
    """Is it UTF-8, or UTF-8 with a few bad bytes among many good ones?"""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        text = data.decode("utf-8", "replace")
        bad = text.count("\N{REPLACEMENT CHARACTER}")
        good = len(data) - len(text)  # continuation bytes, about one a letter outside ASCII
        return good > 4 * bad
    return True


def _decodes(data: bytes, codec: str) -> bool:
    """Does the codec take every byte?"""
    try:
        data.decode(codec)
    except (UnicodeDecodeError, UnicodeError):
        return False
    return True


def detect(data: bytes) -> str:
    """The likeliest encoding of bytes that are not UTF-8, by what a sample of it would read like."""
    sample = data[:_SAMPLE]
    scores = [(_score(sample, codec), codec) for codec in (*_EUROPEAN, *_ASIAN)]
    best, codec = max(scores, key=lambda pair: pair[0])
    return codec if best > 0 else "cp1252"


def _score(sample: bytes, codec: str) -> float:
    """How much the sample reads like text in that encoding, about 0 to 2; the higher the better."""
    text = sample.decode(codec, "replace")
    high = len(_HIGH.findall(text))
    if not high or text[:-4].count("\N{REPLACEMENT CHARACTER}") * 50 > high:
        return 0.0
    letters = len(_HIGH_LETTER.findall(text))
    if codec in _ASIAN:
        return _asian(sample, text, codec) * letters / high
    odd = len(_ODD.findall(text)) + 2 * len(_MIXED.findall(text))
    usual = 0.3 * len(_VOWELS.findall(text)) / high
    return 1.0 * letters / high - 1.5 * odd / high + usual


def _asian(sample: bytes, text: str, codec: str) -> float:
    """Share of the characters that are everyday ones in that encoding: kana, syllables, first-level Han."""
    high = max(1, len(_HIGH.findall(text)))
    if codec in {"cp932", "euc_jp"}:
        halfwidth = sum(
            text.count(chr(c))
            for c in range(ord("\N{HALFWIDTH KATAKANA LETTER WO}"), ord("\N{HALFWIDTH KATAKANA SEMI-VOICED SOUND MARK}") + 1)
        )
        return 1.6 * (len(_KANA.findall(text)) - 2 * halfwidth) / high + (0.35 if _KANA.search(text) else 0)
    # KS X 1001 has its syllables at lead bytes B0 to C8, GB 2312 and Big5 their everyday characters at B0 to D7 and A4 to C6.
    low, top = {"cp949": (0xB0, 0xC8), "gb18030": (0xB0, 0xD7), "big5": (0xA4, 0xC6)}[codec]
    pairs: list[bytes] = regex.findall(rb"[\x81-\xfe][\x40-\xfe]", sample)
    common = sum(low <= pair[0] <= top for pair in pairs) / max(1, len(pairs))
    if codec == "cp949":
        return 1.3 * sum(low <= pair[0] <= top and pair[1] > 0xA0 for pair in pairs) / max(1, len(pairs))
    trail = sum(pair[1] < 0x7F for pair in pairs) / max(1, len(pairs))  # Big5 uses low trail bytes, GB 2312 none
    return 1.2 * common * ((1 - trail) if codec == "gb18030" else min(1.0, 0.55 + trail))
