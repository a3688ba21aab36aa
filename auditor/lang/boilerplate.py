"""What scraped pages leave in articles: "Read more", "Advertisement", cookie notices, in some thirty languages."""

from __future__ import annotations

import functools

import regex

from auditor import corpora
from auditor.lang.scripts import is_unspaced, primary

_PLACES = ("start", "whole", "inside", "button")


@functools.cache
def _table() -> dict[str, dict[str, tuple[str, ...]]]:
    found: dict[str, dict[str, tuple[str, ...]]] = {}
    for line in corpora.path("boilerplate/phrases.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            lang, place, phrases = line.split("\t")
            found.setdefault(lang, {})[place] = tuple(phrases.split("|"))
    return found


def languages() -> tuple[str, ...]:
    """Languages with phrases of their own."""
    return tuple(_table())


@functools.lru_cache(maxsize=128)
def patterns(lang: str) -> tuple[tuple[str, regex.Pattern[str]], ...]:
    """`(place, pattern)` of the language and of English, whose buttons stand on pages of every language.

    >>> [place for place, pattern in patterns("fr") if pattern.search("Lire aussi : le dossier")]
    ['start']
    >>> [place for place, pattern in patterns("en") if pattern.search("Related parties must be named.")]
    []
    """
    subtag = {"no": "nb", "yue": "zh"}.get(primary(lang), primary(lang))
    both = [subtag] if subtag == "en" else [subtag, "en"]
    made = []
    for place in _PLACES:
        phrases = [phrase for code in both for phrase in _table().get(code, {}).get("start" if place == "button" else place, ())]
        if place == "button":  # three words and more are hardly the beginning of a sentence, whatever follows
            phrases = [phrase for phrase in phrases if phrase.count(" ") > 1] or ["\N{REPLACEMENT CHARACTER}"]
        any_of = "|".join(regex.escape(p, special_only=True).replace("'", "['’]") for p in sorted(phrases, key=len, reverse=True))
        made.append(
            (place, regex.compile(_SHAPE[place].format(any_of, end="" if is_unspaced(lang) else r"(?!\p{L})"), regex.IGNORECASE))
        )
    return tuple(made)


# A start is followed by a mark, a capital, the end or a line break; in running text the same words go on in small letters.
_SHAPE = {
    "start": r"\A[\s\p{{P}}\p{{S}}]*(?P<phrase>{0})(?=\s*[:：|»>›\-–—\n【《「]|\s*\.{{3}}|\s*…|\s*[.!]?\s*\Z|"
    r"(?-i:\s+[\p{{Lu}}\"“«#@]))",
    "whole": r"\A[\s\p{{P}}\p{{S}}]*(?P<phrase>{0})[\s\p{{P}}\p{{S}}]*\Z",
    "button": r"\A[\s\p{{P}}\p{{S}}]*(?P<phrase>{0}){end}(?=.{{0,60}}\Z)",
    "inside": r"(?<!\p{{L}})(?P<phrase>{0}){end}",
}
