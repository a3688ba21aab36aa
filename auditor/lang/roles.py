"""Who does it to whom: the words before and after a verb that needs both."""

from __future__ import annotations

import functools

import msgspec

from auditor.lang import phrases
from auditor.lang.lemmas import closed_class, function_words, plain
from auditor.lang.patterns import Index
from auditor.lang.scripts import is_unspaced, primary
from auditor.lang.tokens import Token, tokens

_MOST = 2000  # code points looked at: who did what stands near the beginning, and a list has thousands of verbs
_REACH = 6  # words of an argument looked at
_NEAR_AGENT = 4  # words between a verb and the "by" of its passive
_BY = {
    "en": ("by",), "es": ("por",), "fr": ("par",), "de": ("von", "vom", "durch"), "it": ("da", "dal", "dalla", "dai", "dagli"),
    "pt": ("por", "pelo", "pela", "pelos", "pelas"), "zh": ("被",),
}  # fmt: skip
_BREAKS = frozenset(',;:.!?()–—"“”«»，。；：！？（）、「」')
# Languages whose word order tells who does what; where cases tell it, only a plain first word before the verb is believed.
_BY_CASE = frozenset(("ru", "uk"))
_OBLIQUE = ("у", "ю", "ой", "ей", "ом", "ем", "ам", "ям", "ами", "ями", "ого", "его", "ому", "ему", "ым", "им", "ах", "ях")


class Deed(msgspec.Struct, frozen=True):
    """A verb with the stretches before and after it, as offsets, in the order of the words: the passive is turned round."""

    verb: str
    start: int  # of the verb
    end: int
    doer: tuple[int, int]
    goal: tuple[int, int]


@functools.cache
def _verbs(lang: str) -> Index[str]:
    found = [row for row in phrases.rows("lexicon", "roles") if row["lang"] == lang]
    return Index([(pattern, row["verb"]) for row in found for pattern in phrases.several(row["words"])], lang)


@functools.lru_cache(maxsize=1024)
def deeds(text: str, lang: str) -> tuple[Deed, ...]:
    """Every listed verb of a text with its doer and its goal; those whose sides are unclear are left out.

    >>> [("The dog bit the man."[d.doer[0]:d.doer[1]], "The dog bit the man."[d.goal[0]:d.goal[1]]) for d in deeds("The dog bit the man.", "en")]
    [('The dog', 'the man')]
    >>> [("Rome was invaded by Gaul."[d.doer[0]:d.doer[1]]) for d in deeds("Rome was invaded by Gaul.", "en")]
    ['Gaul']
    """  # noqa: E501
    subtag, text = primary(lang), text[:_MOST]
    found = []
    for hit, verb in _verbs(subtag).find(text):
        deed = _deed(text, subtag, verb, (hit.start, hit.end))
        if deed is not None:
            found.append(deed)
    return tuple(found)


def _deed(text: str, lang: str, verb: str, where: tuple[int, int]) -> Deed | None:
    found = tokens(text)
    before = _clause([t for t in found if t.end <= where[0]][::-1])[::-1]
    after = _clause([t for t in found if t.start >= where[1]])
    by = _BY.get(lang, ())
    if is_unspaced(lang):
        return _unspaced(verb, where, before, after, by)
    agent = next((i for i, t in enumerate(after[:_NEAR_AGENT]) if plain(t.text) in by), None)
    passive = _passive(before, lang)
    if passive != (agent is not None):
        return None  # a passive without a doer, or "by" that stands for something else
    if agent is not None:
        after = after[agent + 1 :]
    left, right = _argument(before[::-1], lang), _argument(after, lang)
    if left is None or right is None or (lang in _BY_CASE and left[2].text.lower().endswith(_OBLIQUE)):
        return None
    one, other = left[:2], right[:2]
    return Deed(verb, *where, other, one) if agent is not None else Deed(verb, *where, one, other)


def _unspaced(verb: str, where: tuple[int, int], before: list[Token], after: list[Token], by: tuple[str, ...]) -> Deed | None:
    """Without spaces all of the clause before and after is compared; a passive marker makes it unclear."""
    if not before or not after or any(t.text in by for t in before + after):
        return None
    near, far = before[-12:], after[:12]
    return Deed(verb, *where, (near[0].start, near[-1].end), (far[0].start, far[-1].end))


def _clause(found: list[Token]) -> list[Token]:
    kept = []
    for token in found[:24]:
        if token.text in _BREAKS:
            break
        kept.append(token)
    return kept


def _passive(before: list[Token], lang: str) -> bool:
    """Does a form of "be" (or "werden") stand right before the verb, adverbs aside?"""
    be = _BE.get(lang, frozenset())
    return any(plain(t.text) in be for t in before[-3:])


_BE = {
    "en": frozenset(("is", "are", "was", "were", "be", "been", "being", "got")),
    "es": frozenset(("es", "son", "fue", "fueron", "ser", "sido", "siendo", "era", "eran", "será", "serán", "está", "estaba")),
    "fr": frozenset(("est", "sont", "fut", "furent", "être", "été", "était", "étaient", "sera", "seront")),
    "de": frozenset(("wird", "werden", "wurde", "wurden", "worden", "ist", "sind", "war", "waren")),
    "it": frozenset(
        ("è", "sono", "fu", "furono", "essere", "stato", "stata", "stati", "state", "viene", "vengono", "venne", "era")
    ),
    "pt": frozenset(("é", "são", "foi", "foram", "ser", "sido", "era", "eram", "será", "serão")),
    "ru": frozenset(("был", "была", "были", "было", "будет")),
    "uk": frozenset(("був", "була", "були", "було", "буде")),
}


def _argument(found: list[Token], lang: str) -> tuple[int, int, Token] | None:
    """The words next to the verb up to the first that ends a phrase, with the open-class word nearest to the verb."""
    closed, links = function_words(lang), closed_class(lang, "conj") | closed_class(lang, "q")
    head: Token | None = None
    kept: list[Token] = []
    for token in found[:_REACH]:
        form = plain(token.text)
        if (
            token.kind == "number"
            or form in links
            or form in closed_class(lang, "pron")
            or (head and form in closed_class(lang, "prep"))
        ):
            break
        if form not in closed:
            head = head or token
        kept.append(token)
    if head is None:
        return None
    return min(t.start for t in kept), max(t.end for t in kept), head
