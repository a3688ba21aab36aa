"""Parallel news in made-up languages: words without likeness, real names as each script writes them, figures as each prints them."""

from __future__ import annotations

import random

SYLLABLES = {
    "en": [
        "ba",
        "ce",
        "do",
        "fi",
        "gu",
        "ha",
        "jo",
        "ke",
        "li",
        "mo",
        "nu",
        "pa",
        "re",
        "si",
        "to",
        "vu",
        "wa",
        "ya",
        "zo",
        "sha",
        "the",
        "ing",
        "ter",
        "ous",
    ],
    "es": [
        "ca",
        "de",
        "lo",
        "mi",
        "tu",
        "ra",
        "no",
        "se",
        "pa",
        "gue",
        "llo",
        "ñe",
        "cia",
        "dor",
        "ble",
        "fo",
        "bi",
        "hu",
        "xa",
        "jo",
    ],
    "ru": [
        "ва",
        "ко",
        "ли",
        "де",
        "ни",
        "ре",
        "сто",
        "про",
        "ми",
        "за",
        "бу",
        "чи",
        "ша",
        "жо",
        "гра",
        "цу",
        "пе",
        "лю",
        "хо",
        "ты",
    ],
    "ar": [
        "با",
        "تر",
        "جو",
        "حد",
        "خا",
        "دن",
        "را",
        "سف",
        "شم",
        "صا",
        "طب",
        "عم",
        "غر",
        "فك",
        "قل",
        "لم",
        "مر",
        "نو",
        "هي",
        "وس",
    ],
    "zh": [chr(ord("一") + 13 * k) for k in range(400)],
    "hi": ["का", "मी", "तू", "रे", "सो", "ना", "पि", "वु", "दे", "गो", "हा", "जी", "लू", "शे", "बो"],
}
NAMES = [
    ("London", "Londres", "Лондон", "لندن", "伦敦", "लंदन"), ("Moscow", "Moscú", "Москва", "موسكو", "莫斯科", "मास्को"),
    ("Berlin", "Berlín", "Берлин", "برلين", "柏林", "बर्लिन"), ("Nairobi", "Nairobi", "Найроби", "نيروبي", "内罗毕", "नैरोबी"),
    ("Oleksandr", "Oleksandr", "Александр", "ألكسندر", "亚历山大", "अलेक्सांद्र"), ("Martinez", "Martínez", "Мартинес", "مارتينيز", "马丁内斯", "मार्टिनेज"),
    ("Karimov", "Karímov", "Каримов", "كريموف", "卡里莫夫", "करीमोव"), ("Brandt", "Brandt", "Брандт", "برانت", "勃兰特", "ब्रांट"),
    ("Toronto", "Toronto", "Торонто", "تورونتو", "多伦多", "टोरंटो"), ("Samsonov", "Samsónov", "Самсонов", "سامسونوف", "萨姆索诺夫", "सैमसोनोव"),
    ("Caracas", "Caracas", "Каракас", "كاراكاس", "加拉加斯", "काराकास"), ("Helmut", "Helmut", "Хельмут", "هلموت", "赫尔穆特", "हेल्मुट"),
]  # fmt: skip
COLUMNS = {"en": 0, "es": 1, "ru": 2, "ar": 3, "zh": 4, "hi": 5}
_DIGITS = {"ar": "٠١٢٣٤٥٦٧٨٩", "hi": "०१२३४५६७८९"}
_STOPS = {"zh": "。", "hi": "।"}


def word(concept: int, lang: str) -> str:
    """What a concept is called: frequent ones are short, and a language has its own for each."""
    rng = random.Random(f"{concept}{lang}")
    size = 1 if concept < 12 or (lang == "zh" and concept < 200) else 2 if lang == "zh" else rng.choice((2, 3, 3))
    return "".join(rng.choice(SYLLABLES[lang]) for _ in range(size))


def figure(value: int, lang: str) -> str:
    """A number as the language groups it, in its digits."""
    text = f"{value:,}" if value > 9999 else str(value)
    text = text.replace(",", {"es": ".", "ru": "\N{NO-BREAK SPACE}"}.get(lang, ","))
    return text.translate(dict(zip(map(ord, "0123456789"), _DIGITS[lang], strict=True))) if lang in _DIGITS else text


def sentence(items: list[tuple[str, int]], lang: str, rng: random.Random, noise: float) -> str:
    """Concepts, names and figures as words of a language, some lost, some replaced, some in another place."""
    said: list[str] = []
    for kind, value in items:
        chance = rng.random()
        if kind == "figure":
            said.append(figure(value, lang))
        elif kind == "name":
            said.append(NAMES[value][COLUMNS[lang]])
        elif chance > noise:
            said.append(word(value, lang))
        elif chance > noise / 2:
            said.append(word(value + 5000, lang))  # a synonym
    for k in range(len(said) - 1):
        if rng.random() < 0.2:
            said[k], said[k + 1] = said[k + 1], said[k]
    text = ("" if lang == "zh" else " ").join(said) or word(0, lang)
    return text[:1].upper() + text[1:] + _STOPS.get(lang, ".")


def article(
    rng: random.Random, langs: tuple[str, str], *, sentences: int | None = None, noise: float = 0.2
) -> list[list[tuple[str, str]]]:
    """Paragraphs of 1 to 4 pairs of sentences: Zipf's words, a topic's own words, two names and a figure in each few sentences."""
    topic = [rng.randrange(200, 4000) for _ in range(40)]
    people = rng.sample(range(len(NAMES)), 5)
    left = sentences or rng.randrange(10, 61)
    paragraphs = []
    while left > 0:
        size = min(left, rng.choice((1, 2, 2, 3, 3, 4)))
        left -= size
        paragraphs.append([_pair(rng, topic, people, langs, noise) for _ in range(size)])
    return paragraphs


def _pair(rng: random.Random, topic: list[int], people: list[int], langs: tuple[str, str], noise: float) -> tuple[str, str]:
    items: list[tuple[str, int]] = []
    for _ in range(max(4, round(rng.lognormvariate(2.8, 0.45)))):
        chance = rng.random()
        common = min(199, int(12 * rng.paretovariate(1.0)) - 12)
        rare = rng.randrange(4000)
        items.append(("word", common if chance < 0.5 else rng.choice(topic) if chance < 0.8 else rare))
    for _ in range(rng.choice((0, 0, 1, 1, 2))):
        items.insert(rng.randrange(len(items)), ("name", rng.choice(people)))
    if rng.random() < 0.35:
        items.insert(
            rng.randrange(1, len(items)),
            ("figure", rng.choice((rng.randrange(11, 99), rng.randrange(1900, 2030), rng.randrange(1000, 10**7)))),
        )
    return sentence(items, langs[0], rng, noise), sentence(items, langs[1], rng, 0.0)
