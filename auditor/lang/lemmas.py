"""Base forms, closed-class words, negation and opposites, in many languages."""

from __future__ import annotations

import functools

import regex
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy

from auditor import corpora
from auditor.lang import lexicon
from auditor.lang.clock import untimed
from auditor.lang.forms import FormsFactory
from auditor.lang.scripts import is_unspaced, primary

_SIMPLEMMA = {
    "no": "nb",
    "iw": "he",
    "in": "id",
    "nn": "nb",
    "sr": "hbs",
    "hr": "hbs",
    "bs": "hbs",
    "he": "",
    "zh": "",
    "ja": "",
    "ko": "",
}
_LONGEST = 60  # letters: longer "words" are not in any dictionary
_STEM = {
    "": 5,  # letters kept of a word no dictionary has, where nothing better is known of the language
    "de": 6,
    "fi": 6,
    "hu": 6,
    "tr": 5,
    "en": 5,
}
_APOSTROPHE = regex.compile("[\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}`\N{ACUTE ACCENT}]")

# Suffix, replacement and part of speech of regular English inflection, longest first (WordNet's own "morphy" rules).
_ENGLISH = (
    ("ches", "ch", "nv"),
    ("shes", "sh", "nv"),
    ("sses", "ss", "nv"),
    ("ies", "y", "nv"),
    ("ses", "s", "n"),
    ("xes", "x", "nv"),
    ("zes", "z", "nv"),
    ("men", "man", "n"),
    ("es", "e", "v"),
    ("es", "", "v"),
    ("s", "", "nv"),
    ("ied", "y", "v"),
    ("ed", "e", "v"),
    ("ed", "", "v"),
    ("ying", "ie", "v"),
    ("ing", "e", "v"),
    ("ing", "", "v"),
    ("ier", "y", "a"),
    ("iest", "y", "a"),
    ("er", "", "a"),
    ("est", "", "a"),
    ("er", "e", "a"),
    ("est", "e", "a"),
)
_BY_LAST = {last: tuple(row for row in _ENGLISH if row[0][-1] == last) for last in {row[0][-1] for row in _ENGLISH}}
_BE = dict.fromkeys(("am", "is", "are", "was", "were", "been", "being", "'s", "'re", "'m"), "be") | {
    "has": "have",
    "had": "have",
    "having": "have",
    "'ve": "have",
    "does": "do",
    "did": "do",
    "done": "do",
    "doing": "do",
    "an": "a",
    "these": "this",
    "those": "that",
    "n't": "not",
    "'ll": "will",
    "people": "people",
    "outer": "outer",
    "upper": "upper",
    "former": "former",
    "latter": "latter",
    "inner": "inner",
}


def plain(word: str) -> str:
    """Lower case, with the straight apostrophe.

    >>> plain("Don’t")
    "don't"
    """
    if word.isascii() and "`" not in word:
        return word.lower()
    return str(_APOSTROPHE.sub("'", word.lower()))


@functools.cache
def _closed() -> dict[str, dict[str, frozenset[str]]]:
    table: dict[str, dict[str, frozenset[str]]] = {}
    for line in corpora.path("lexicon/function_words.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, kind, words = line.split("\t")
            table.setdefault(lang, {})[kind] = frozenset(words.split())
    return table


@functools.cache
def word_lists() -> FormsFactory:
    """The word lists of all languages, none of which is ever thrown out: they are mapped, not read."""
    return FormsFactory(cache_max_size=64)


@functools.cache
def _lemmatizer() -> Lemmatizer:
    return Lemmatizer(lemmatization_strategy=_strategy())


@functools.cache
def _strategy() -> DefaultStrategy:
    return DefaultStrategy(dictionary_factory=word_lists())


@functools.cache
def _opened(table: str) -> None:
    """Reads a word list outside of any check's time."""
    with untimed():
        _lemmatizer().lemmatize("a", lang=table)


@functools.lru_cache(maxsize=1024)
def closed_class(lang: str, kind: str) -> frozenset[str]:
    """The words of one closed class: det, prep, conj, pron, aux, modal, neg, adv or q; empty where none is listed.

    >>> "nicht" in closed_class("de", "neg")
    True
    """
    return _closed().get(_known(lang), {}).get(kind, frozenset())


def _known(lang: str) -> str:
    subtag = primary(lang)
    return {"nb": "no", "nn": "no", "iw": "he", "in": "id"}.get(subtag, subtag)


@functools.lru_cache(maxsize=256)
def function_words(lang: str) -> frozenset[str]:
    """Every closed-class word listed for the language.

    >>> {"the", "of"} <= function_words("en-GB")
    True
    """
    return frozenset().union(*_closed().get(_known(lang), {}).values())


@functools.lru_cache(maxsize=32768)
def bases(word: str) -> tuple[tuple[str, str], ...]:
    """English base forms of a (lower-case) form that WordNet knows, as (base, part of speech), the form itself first.

    >>> bases("leaves")
    (('leave', 'v'), ('leave', 'n'), ('leaf', 'n'))
    """
    found = [(word, pos) for pos in lexicon.parts_of_speech(word)]
    for suffix, put, kinds in _BY_LAST.get(word[-1:], ()):
        if not word.endswith(suffix) or len(word) - len(suffix) < 2:
            continue
        base = word[: -len(suffix)] + put
        stems = (base, base[:-1]) if not put and len(base) > 2 and base[-1] == base[-2] and suffix[0] in "ei" else (base,)
        for stem in stems:
            have = lexicon.parts_of_speech(stem)
            found += [(stem, kind) for kind in kinds if kind in have]
    exceptions = lexicon.irregular()
    for pos in "nvar":
        if (word, pos) in exceptions:
            found.append((exceptions[word, pos], pos))
    return tuple(dict.fromkeys(found))


@functools.lru_cache(maxsize=65536)
def _english(word: str) -> str:
    if word in _BE:
        return _BE[word]
    word = word.removesuffix("'s").removesuffix("'")
    for pos in "vna":
        if base := lexicon.irregular().get((word, pos)):
            return base
    if word[-1:] not in _BY_LAST:
        return word
    options = bases(word)
    if not options:
        return word
    tagged = {b: sum(lexicon.parts_of_speech(b).values()) for b, _ in options}
    own = tagged.pop(word, None)
    if not tagged:
        return word
    best = max(tagged, key=lambda b: tagged[b])
    # A plural or a past form that is an entry of its own (news, left, united): whichever is used more.
    return word if own is not None and own >= tagged[best] else best


@functools.lru_cache(maxsize=65536)
def lemma(word: str, lang: str) -> str:
    """The base form of a word, in lower case; the word itself where nothing is known.

    >>> lemma("Houses", "en"), lemma("ran", "en"), lemma("niños", "es"), lemma("東", "zh")
    ('house', 'run', 'niño', '東')
    """
    form = plain(word)
    subtag = primary(lang)
    if len(form) > _LONGEST or is_unspaced(lang):
        return form
    if subtag == "en":
        return _english(form)
    table = _SIMPLEMMA.get(subtag, subtag)
    if not table:
        return form
    try:
        _opened(table)
        return _lemmatizer().lemmatize(word if subtag == "de" else form, lang=table).lower()
    except ValueError:  # simplemma has no table for the language
        return form


@functools.lru_cache(maxsize=65536)
def listed(word: str, lang: str) -> bool:
    """Does the dictionary of the language have the word, as a base form or as a form of one?

    >>> listed("puertas", "es"), listed("puertaz", "es")
    (True, False)
    """
    table = _SIMPLEMMA.get(primary(lang), primary(lang))
    try:
        return bool(table) and len(word) <= _LONGEST and bool(_strategy().is_dictionary_member(word, table))
    except ValueError:  # simplemma has no table for the language
        return False


@functools.lru_cache(maxsize=65536)
def stem(word: str, lang: str) -> str:
    """The first letters of the base form: what inflection and most derivation leave alone.

    >>> stem("nationality", "en"), stem("it", "en")
    ('natio', 'it')
    """
    return lemma(word, lang)[: _STEM.get(primary(lang), _STEM[""])]


@functools.cache
def _opposites() -> dict[str, dict[str, frozenset[str]]]:
    table: dict[str, dict[str, set[str]]] = {}
    for line in corpora.path("lexicon/opposites.tsv").read_text(encoding="utf-8").splitlines():
        if not line or line.startswith("#"):
            continue
        lang, pairs = line.split("\t")
        for pair in pairs.split():
            a, b = pair.split("/")
            table.setdefault(lang, {}).setdefault(a, set()).add(b)
            table.setdefault(lang, {}).setdefault(b, set()).add(a)
    return {lang: {w: frozenset(o) for w, o in words.items()} for lang, words in table.items()}


@functools.lru_cache(maxsize=1024)
def opposites(lang: str) -> dict[str, frozenset[str]]:
    """The opposites listed for a language other than English, by base form.

    >>> sorted(opposites("de")["offen"])
    ['geschlossen']
    """
    return _opposites().get(_known(lang), {})


# What makes an adjective or a verb its own opposite, by language; the bare word must be long enough to be one.
_PREFIXES = {
    "en": ("un", "non"),  # the others make "injury" the opposite of "jury": WordNet knows which are meant
    "de": ("un", "nicht"),
    "nl": ("on", "niet"),
    "sv": ("o", "icke"),
    "da": ("u", "ikke"),
    "no": ("u", "ikke"),
    "fr": ("in", "im", "il", "ir", "non", "dés", "dé", "mal", "anti"),
    "es": ("in", "im", "i", "des", "no", "anti"),
    "it": ("in", "im", "il", "ir", "s", "dis", "non", "anti"),
    "pt": ("in", "im", "i", "des", "não", "anti"),
    "ru": ("не", "без", "бес", "анти"),
    "uk": ("не", "без", "анти"),
    "pl": ("nie", "bez", "anty"),
    "cs": ("ne", "bez", "anti"),
    "bg": ("не", "без", "анти"),
    "ro": ("ne", "in", "im", "dez"),
    "el": ("α", "αν", "αντι"),
    "hi": ("अ", "अन", "ना", "गैर"),
    "zh": ("不", "非", "无", "未", "反"),
    "ja": ("不", "非", "無", "未", "反"),
}


_NEGATING = ("un", "in", "im", "il", "ir", "non", "dis", "mis")


@functools.lru_cache(maxsize=16384)
def opposite(a: str, b: str, lang: str) -> bool:
    """Are two base forms opposites, by WordNet (English), by our own list, or by a negating prefix?

    >>> opposite("subir", "bajar", "es"), opposite("möglich", "unmöglich", "de"), opposite("lawful", "unlawful", "en")
    (True, True, True)
    """
    if a == b:
        return False
    if primary(lang) == "en" and lexicon.opposite(a, b):
        return True
    if b in opposites(lang).get(a, ()):
        return True
    short, long = (a, b) if len(a) <= len(b) else (b, a)
    if not long.endswith(short):
        return False
    least = 1 if is_unspaced(lang) else 4
    return len(short) >= least and any(long == p + short for p in _PREFIXES.get(primary(lang), ()))


@functools.lru_cache(maxsize=8192)
def contrary(a: str, b: str, lang: str) -> bool:
    """Is b the opposite of something derived from a, or the other way round?  Weaker than `opposite`.

    >>> contrary("agree", "disagreement", "en"), contrary("agree", "table", "en")
    (True, False)
    """
    if primary(lang) != "en" or a == b:
        return False
    return _against(a, b, lang) or _against(b, a, lang)


def _against(a: str, b: str, lang: str) -> bool:
    entry = lexicon.entry(a)
    if entry is None:
        return False
    opposed = {*entry.opposites, *opposites(lang).get(a, ())}
    for kin in entry.family:
        found = lexicon.entry(kin)
        opposed.update(found.opposites if found else ())
    return any(lexicon.relation(o, b) in ("same", "synonym", "family", "broader", "narrower") for o in sorted(opposed)[:12])


@functools.lru_cache(maxsize=65536)
def denies(base: str, lang: str) -> bool:
    """Does the word deny by its first or last syllable, as impossible or careless?

    >>> denies("impossible", "en"), denies("important", "en")
    (True, False)
    """
    if primary(lang) == "en" and base.endswith("less") and lexicon.known(base[:-4]):
        return True
    if primary(lang) == "en":
        undone = base.startswith("un") and len(base) > 5 and lexicon.known(base) and "a" in lexicon.parts_of_speech(base[2:])
        return undone or (base.startswith(_NEGATING) and any(o in base for o in lexicon.opposites(base)))
    return any(
        base.startswith(p) and len(base) > len(p) + 3 and listed(base[len(p) :], lang) for p in _PREFIXES.get(primary(lang), ())
    )


_ONE_OF = ("man", "woman", "person")


def _of_one(a: str, b: str) -> bool:
    """Is one a person of what the other names: police and policeman?"""
    short, long = (a, b) if len(a) < len(b) else (b, a)
    return len(short) > 3 and long.startswith(short) and long[len(short) :] in _ONE_OF


def kin(a: str, b: str, lang: str) -> str:
    """Synonym or family where two base forms mean nearly the same, "" elsewhere; quicker than `relation`.

    >>> kin("buy", "purchase", "en"), kin("decide", "decision", "en"), kin("win", "lose", "en"), kin("police", "policeman", "en")
    ('synonym', 'family', '', 'family')
    """
    if primary(lang) == "en" and lexicon.known(a) and lexicon.known(b):
        if not lexicon.senses(a, 10).isdisjoint(lexicon.senses(b, 10)) and not opposite(a, b, lang):
            return "synonym"
        return "family" if lexicon.family(a, b) or _of_one(a, b) else ""
    short = _STEM.get(primary(lang), _STEM[""])
    alike = len(a) >= short and len(b) >= short and a[:short] == b[:short] and not is_unspaced(lang)
    return "family" if alike and not opposite(a, b, lang) else ""


@functools.lru_cache(maxsize=8192)
def relation(a: str, b: str, lang: str) -> str:
    """How base form b stands to base form a in one language: a key of `lexicon.KEEPS`.

    >>> relation("comprar", "vender", "es"), relation("nacional", "nacionalidad", "es")
    ('opposite', 'family')
    """
    if a == b:
        return "same"
    if opposite(a, b, lang):
        return "opposite"
    if primary(lang) == "en":
        found = lexicon.relation(a, b)
        if found != "unknown":
            return found
    short = _STEM.get(primary(lang), _STEM[""])
    if not is_unspaced(lang) and len(a) >= short and len(b) >= short and a[:short] == b[:short]:
        return "family"
    return "unknown"
