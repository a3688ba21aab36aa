"""Is a word known in a language, and which known words is it a slip of the keyboard away from?

The word lists are those of simplemma (inflected forms, some fifty languages), mapped from an index (`forms`) where a dictionary
in memory would cost hundreds of megabytes: Polish 400 MB; English, which is asked most, is in memory.
"""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Container, Iterator

import regex
from rapidfuzz import process
from rapidfuzz.distance import OSA
from simplemma.strategies.dictionaries.dictionary_factory import SUPPORTED_LANGUAGES

from auditor.lang.clock import untimed
from auditor.lang.forms import spelt
from auditor.lang.lemmas import word_lists
from auditor.lang.scripts import primary

# Lists whose names differ from the language's subtag.
_LIST_OF = {"no": "nb", "sr": "hbs", "hr": "hbs", "bs": "hbs", "fil": "tl"}
# Scripts the hbs list is written in, by language: Serbian in Cyrillic is not covered.
_LATIN_ONLY = frozenset({"hbs"})
# Languages that write compounds as one word, and what may stand between their parts.
_JOINTS = {
    "de": ("", "s", "es", "n", "en", "er", "e"),
    "nl": ("", "s", "en", "e"),
    "sv": ("", "s", "o", "e"),
    "da": ("", "s", "e"),
    "nb": ("", "s", "e"),
    "fi": ("", "n"),
    "hu": ("",),
    "et": ("",),
    "is": ("", "s"),
}
_ELISIONS = {
    "fr": ("l", "d", "qu", "n", "s", "j", "m", "t", "c", "jusqu", "lorsqu", "puisqu", "quoiqu", "quelqu", "presqu", "entr"),
    "it": ("l", "un", "dell", "all", "nell", "sull", "dall", "d", "c", "quest", "quell", "s", "m", "t", "v", "n", "ch", "com",
           "anch", "dov", "bell", "tutt", "sant", "mezz", "nient", "dev", "po"),
    "ca": ("l", "d", "n", "s", "m", "t"),
}  # fmt: skip
_PREFIXES = {
    "en": ("anti", "auto", "bio", "co", "counter", "cyber", "de", "dis", "electro", "ex", "extra", "fore", "hyper", "in", "inter",
           "intra", "kilo", "mega", "meta", "micro", "mid", "mini", "mis", "mono", "multi", "nano", "neo", "neuro", "non", "out",
           "over", "para", "photo", "post", "pre", "pro", "pseudo", "quasi", "re", "self", "semi", "sub", "super", "tele",
           "trans",
           "ultra", "un", "under", "up"),
    "es": ("anti", "auto", "bio", "co", "contra", "des", "ex", "extra", "hiper", "in", "inter", "macro", "mega", "micro", "mini",
           "multi", "neo", "post", "pre", "pro", "re", "semi", "sobre", "sub", "super", "ultra", "vice"),
    "fr": ("anti", "auto", "bio", "co", "contre", "cyber", "dé", "ex", "extra", "hyper", "in", "inter", "macro", "méga", "micro",
           "mini", "multi", "néo", "post", "pré", "pro", "re", "ré", "semi", "sous", "sur", "super", "ultra", "vice"),
}  # fmt: skip
# English forms the list lacks though their base is in it, with what stands in the base for the ending.
_SUFFIXES = {
    "en": (("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", ""), ("ally", ""),
           ("ness", ""), ("iness", "y"), ("less", ""), ("like", ""), ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"),
           ("wide", ""), ("ward", ""), ("wards", ""), ("able", ""), ("able", "e"), ("ability", "able"), ("ization", "ize"),
           ("isation", "ize"), ("ise", "ize"), ("ised", "ized"), ("ises", "izes"), ("ising", "izing"), ("ism", ""), ("ist", "")),
    "es": (*((verb + clitic, verb) for verb in ("ar", "er", "ir") for clitic in
             ("se", "lo", "la", "le", "los", "las", "les", "me", "te", "nos")), ("mente", ""), ("idad", ""), ("s", "")),
    "fr": (("ment", ""), ("ément", "é"), ("ément", "e"), ("amment", "ant"), ("emment", "ent"), ("s", ""), ("es", ""), ("e", "")),
    "it": (("mente", "e"), ("mente", ""), ("ità", "e"), ("ità", "o"), ("arsi", "are"), ("ersi", "ere"), ("irsi", "ire"),
           ("i", "e"), ("i", "o"), ("a", "o"), ("e", "a")),
    "pt": (("mente", ""), ("s", ""), ("idade", "o")),
    "de": (("e", ""), ("en", ""), ("er", ""), ("es", ""), ("em", "")),
}  # fmt: skip
# Function words the English list leaves out, and what every newsroom writes.
_ALSO = {
    "en": frozenset(
        "a i her hers herself ably am pm etc vs per cent via bn tn mph kph app apps blog blogs vlog email emails "
        "online offline selfie "
        "selfies lockdown lockdowns smartphone smartphones podcast podcasts startup startups website websites covid wifi "
        "livestream livestreamed livestreaming crowdfunding crypto cryptocurrency cryptocurrencies tiebreak playoffs "
        "carabinieri bundestag bundesliga bundesrat knesset duma kremlin sejm com dot vivo vitro situ rmb pharma "
        "coronavirus pandemic biofuel fintech deepfake deepfakes chatbot chatbots "
        "jan feb apr jul aug sept oct nov dec mon tues wed thurs fri "
        "doxing vaping hashtag hashtags emoji emojis".split()
    ),
    "es": frozenset("antes tan cannabis coronavirus wifi veintidós veinticuatro".split()),
    "fr": frozenset(
        "l d j n s m t c qu jusqu du au aux cas pas pays virus coronavirus non plusieurs où taux processus mars "
        "notamment dont souvent "
        "plupart travers déjà temps très décès accès peu près parfois dehors beaucoup via comment mieux tant choix "
        "puis moins hors "
        "parmi pendant depuis lors voix fois corps mois bras dos prix avis progrès procès succès discours parcours".split()
    ),
    "it": frozenset("due tre sei sette otto cinque maggior test attività metà post laser talvolta km".split()),
    "ru": frozenset("й наиболее менее ранее более гг мкм км им".split()),
    "de": frozenset("z h m f km coronavirus".split()),
    "pl": frozenset("coraz nadal nieco".split()),
    "cs": frozenset("půl přestože zpátky obzvláště".split()),
}
_PLAIN = regex.compile(r"[\p{L}\p{M}]+(?:'[\p{L}\p{M}]+)*")
_JOINERS = str.maketrans({"’": "'", "\N{MODIFIER LETTER APOSTROPHE}": "'", "\N{SOFT HYPHEN}": None,
                          "\N{ZERO WIDTH JOINER}": None, "\N{ZERO WIDTH NON-JOINER}": None,
                          "\N{NON-BREAKING HYPHEN}": "-"})  # fmt: skip
_NOT_AFTER_Y = frozenset({"s", "es", "ed", "er", "ers"})  # early, earlier; a vowel before the y is listed anyway
LONGEST = 40  # letters; what is longer is an address, a gene or an attack


def has_words(lang: str) -> bool:
    """Is there a word list for the language?

    >>> has_words("pt-BR"), has_words("zh")
    (True, False)
    """
    return _list_name(lang) in SUPPORTED_LANGUAGES


def _list_name(lang: str) -> str:
    subtag = primary(lang)
    return _LIST_OF.get(subtag, subtag)


@functools.lru_cache(maxsize=16)
def _list(name: str) -> Container[str]:
    with untimed():
        return spelt(name) if name == "en" else word_lists().get_dictionary(name)


@functools.lru_cache(maxsize=4096)
def listed(word: str, lang: str) -> bool:
    """Does exactly this form, or its lower case, stand in the list?"""
    name = _list_name(lang)
    if name not in SUPPORTED_LANGUAGES or len(word) > LONGEST:
        return False
    words = _list(name)
    lower = word.lower()
    return _has(words, word) or lower in _ALSO.get(name, ()) or (lower != word and _has(words, lower))


@functools.lru_cache(maxsize=50_000)
def common(word: str, lang: str) -> bool:
    """Does the word stand in the list in small letters: is it no name, or not only a name?

    >>> common("mayor", "en"), common("merkel", "en")
    (True, False)
    """
    name, lower = _list_name(lang), word.lower()
    return name in SUPPORTED_LANGUAGES and (_has(_list(name), lower) or lower in _ALSO.get(name, ()))


def _has(words: Container[str], word: str) -> bool:
    try:
        return word in words
    except UnicodeEncodeError:  # a lone surrogate
        return False


@functools.lru_cache(maxsize=32768)
def known(word: str, lang: str) -> bool:
    """Is it a word of the language: listed, inflected, prefixed, elided, hyphenated or compounded?

    >>> known("re-adapting", "en"), known("voter’s", "en"), known("thsoe", "en"), known("l’absence", "fr")
    (True, True, False, True)
    >>> known("Bundestagswahlkampf", "de")
    True
    """
    plain = unicodedata.normalize("NFC", word).translate(_JOINERS)
    if not plain or len(plain) > LONGEST * 2:
        return False
    parts = [part for part in plain.split("-") if part]
    if len(parts) > 1:
        return listed(plain, lang) or all(known(part, lang) or _has_digit(part) or part in _prefixes(lang) for part in parts)
    return _has_digit(plain) or _known_part(plain, lang)


def _has_digit(word: str) -> bool:
    return any(letter.isdigit() for letter in word)


def _prefixes(lang: str) -> tuple[str, ...]:
    return _PREFIXES.get(_list_name(lang), ())


def _known_part(word: str, lang: str) -> bool:
    if listed(word, lang):
        return True
    name = _list_name(lang)
    head, mark, rest = word.partition("'")
    if mark:
        if name == "en":
            return rest.lower() in {"s", "", "ll", "d", "re", "ve", "m", "t"} and listed(head, lang)
        return head.lower() in _ELISIONS.get(name, ()) and (_has_digit(rest) or _known_part(rest, lang))
    if name == "en" and word.endswith("s'"):
        return listed(word[:-1], lang)
    return _derived(word.lower(), lang, name) or _compound(word.lower(), name, lang, 2)


def _derived(word: str, lang: str, name: str) -> bool:
    """A prefix or a productive ending on a listed base of four letters or more: shorter ones make any slip a word."""
    for prefix in _prefixes(lang):
        rest = 5 if len(prefix) > 2 else 6 if prefix in {"un", "re"} else 99
        if word.startswith(prefix) and len(word) - len(prefix) >= rest and listed(word[len(prefix) :], lang):
            return True
    for ending, base in _SUFFIXES.get(name, ()):
        stem = word[: len(word) - len(ending)] + base
        if (
            word.endswith(ending)
            and len(stem) >= 5
            and not (ending in _NOT_AFTER_Y and stem.endswith("y"))
            and listed(stem, lang)
        ):
            return True
    return False


def _compound(word: str, name: str, lang: str, deep: int) -> bool:
    joints = _JOINTS.get(name)
    if joints is None or len(word) < 8:
        return False
    for cut in range(4, len(word) - 3):
        if not listed(word[cut:], lang) and not (deep > 1 and _compound(word[cut:], name, lang, deep - 1)):
            continue
        head = word[:cut]
        if any(
            head.endswith(joint) and len(head) - len(joint) >= 3 and listed(head[: len(head) - len(joint)], lang)
            for joint in joints
        ):
            return True
    return False


def is_word(text: str) -> bool:
    """Only letters (and apostrophes inside)?"""
    return _PLAIN.fullmatch(text.translate(_JOINERS)) is not None


def slips(one: str, other: str) -> int:
    """How many letters dropped, added, changed or swapped with their neighbour.

    >>> slips("thsoe", "those"), slips("Beligum", "belgium")
    (1, 1)
    """
    return OSA.distance(one.lower(), other.lower(), score_cutoff=3)


_VARIANTS = (("our", "or"), ("ise", "ize"), ("isa", "iza"), ("isi", "izi"), ("yse", "yze"), ("ll", "l"), ("tre", "ter"),
    ("ence", "ense"),
             ("ogue", "og"), ("aeo", "eo"), ("ae", "e"), ("oe", "e"), ("ph", "f"), ("que", "k"), ("gramme", "gram"),
             ("mould", "mold"),
             ("grey", "gray"), ("plough", "plow"), ("ß", "ss"), ("é", "e"), ("ê", "é"), ("ô", "ó"), ("ó", "o"), ("oo", "o"),
             ("eable", "able"),
             ("dgem", "dgm"),
             ("sceptic", "skeptic"), ("tyre", "tire"), ("ё", "е"), ("-", ""), ("ward", "wards"), ("st", ""), ("nn",
             "n"))  # fmt: skip


def regional(one: str, other: str) -> bool:
    """Are the two the British and the American spelling of a word?

    >>> regional("honorably", "honourably"), regional("acustom", "accustom")
    (True, False)
    """
    return any(one.replace(a, b) == other or other.replace(a, b) == one for a, b in _VARIANTS[:5])


@functools.lru_cache(maxsize=20_000)
def variant(one: str, other: str) -> bool:
    """Are the two spellings of one word, each right somewhere?

    >>> variant("organised", "organized"), variant("colour", "color"), variant("comission", "commission")
    (True, True, False)
    """
    return any(one.replace(a, b) == other.replace(a, b) for a, b in _VARIANTS)


# Letters that a keyboard without accents, or a hand in a hurry, writes without them (and the two signs of Russian).
_ACCENTED = {"a": "áàâäãąå", "e": "éèêëęě", "i": "íìîï", "o": "óòôöõő", "u": "úùûüůű", "n": "ñńň", "c": "çćč", "s": "śš",
    "z": "žźż", "y": "ý",
             "l": "ł", "r": "ř", "t": "ťț", "d": "ď", "ь": "ъ", "ъ": "ь", "е": "ё"}  # fmt: skip


@functools.lru_cache(maxsize=20_000)
def corrections(word: str, lang: str) -> tuple[str, ...]:
    """Listed words one slip away, likeliest slips first (a swap, a missing letter, a doubled one, any other).

    >>> corrections("subsquent", "en"), corrections("xqzzyk", "en")
    (('subsequent',), ())
    """
    lower = word.lower().translate(_JOINERS)
    if not 3 <= len(lower) <= 24 or not has_words(lang):
        return ()
    return tuple(dict.fromkeys(near for near in _near(lower, lang) if near != lower and listed(near, lang)))


@functools.lru_cache(maxsize=20_000)
def distant(word: str, lang: str) -> str | None:
    """The listed word two slips away from a long English one, if there is one that begins alike.

    >>> distant("precedessor", "en"), distant("myelinosome", "en")
    ('predecessor', None)
    """
    low = word.lower()
    if primary(lang) != "en" or not 8 <= len(low) <= 24:
        return None
    near = [w for size in (len(low) - 1, len(low), len(low) + 1) for w in _buckets().get((low[0], size), ())]
    found = process.extractOne(low, near, scorer=OSA.distance, score_cutoff=2)
    return str(found[0]) if found and found[0][-3:] == low[-3:] else None


@functools.cache
def _buckets() -> dict[tuple[str, int], list[str]]:
    """The English list by first letter and length."""
    found: dict[tuple[str, int], list[str]] = {}
    with untimed():
        for word in spelt("en"):
            if word.isalpha() and word.islower() and len(word) > 6:
                found.setdefault((word[0], len(word)), []).append(word)
    return found


def _near(word: str, lang: str) -> Iterator[str]:
    """All slips in English, whose list lies in memory; elsewhere those that are tried in a quarter of a millisecond."""
    cuts = range(len(word) + 1)
    english = primary(lang) == "en"
    yield from (word[:i] + word[i + 1] + word[i] + word[i + 2 :] for i in range(0 if english else 2, len(word) - 1))
    if not english:
        yield from (word[:i] + other + word[i + 1 :] for i, letter in enumerate(word) for other in _ACCENTED.get(letter, ""))
        return
    letters = "abcdefghijklmnopqrstuvwxyz"
    yield from (word[:i] + letter + word[i:] for i in cuts for letter in letters)
    yield from (word[:i] + word[i + 1 :] for i in range(len(word)))
    yield from (word[:i] + letter + word[i + 1 :] for i in range(len(word)) for letter in letters)
