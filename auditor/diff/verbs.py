"""When a verb happens: tense and aspect of English verb groups, from their auxiliaries and endings."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from auditor.diff.words import Word

PAST, PRESENT, FUTURE, MODAL, NONE = 1, 2, 3, 4, 0
_PAST = frozenset(("was", "were", "had", "did"))
_PRESENT = frozenset(("is", "are", "am", "has", "have", "do", "does", "'s", "'re", "'ve", "'m"))
_FUTURE = frozenset(("will", "shall", "'ll", "won", "won't"))
_MODALS = frozenset(("would", "could", "should", "may", "might", "must", "can", "ought", "cannot", "can't", "'d"))
_BE = frozenset(("is", "are", "am", "was", "were", "be", "been", "being", "'s", "'re", "'m"))
_HAVE = frozenset(("has", "have", "had", "'ve", "having"))
_BETWEEN = frozenset(("not", "n't", "also", "never", "always", "already", "still", "only", "just", "often", "again", "now"))
_AUX = _PAST | _PRESENT | _FUTURE | _MODALS | _BE | _HAVE
NAMES = {PAST: "past", PRESENT: "present", FUTURE: "future", MODAL: "a modal", NONE: "no tense"}


class Verb(msgspec.Struct, frozen=True):
    """A verb group: its main verb (or the auxiliary that stands alone), tense, aspect and voice."""

    index: int  # of the main verb
    start: int  # of the first auxiliary
    tense: int
    perfect: bool
    progressive: bool
    passive: bool
    modal: str = ""


def verbs(words: Sequence[Word]) -> dict[int, Verb]:
    """Every verb group, by the index of each of its words.

    >>> from auditor.diff.words import words
    >>> found = verbs(words("She has been seen and will not leave.", "en"))
    >>> [(found[i].perfect, NAMES[found[i].tense]) for i in (3, 7)]
    [(True, 'present'), (False, 'future')]
    """
    found: dict[int, Verb] = {}
    i = 0
    while i < len(words):
        if not _verbal(words[i]):
            i += 1
            continue
        chain = [i]
        j = i + 1
        while j < len(words) and len(chain) < 6 and words[chain[-1]].form in _AUX:
            if words[j].form in _AUX or words[j].tag in ("VB", "VBN", "VBG", "VBD"):
                chain.append(j)
            elif words[j].form not in _BETWEEN and words[j].tag != "RB":
                break
            j += 1
        group = _group(words, chain)
        found.update(dict.fromkeys(chain, group))
        i = chain[-1] + 1
    return found


def _verbal(word: Word) -> bool:
    return word.form in _AUX or word.tag in ("VB", "VBZ", "VBD", "VBN", "VBG")


def _group(words: Sequence[Word], chain: list[int]) -> Verb:
    forms = [words[k].form for k in chain]
    first, last = words[chain[0]], words[chain[-1]]
    tense = (
        FUTURE
        if first.form in _FUTURE
        else MODAL
        if first.form in _MODALS
        else PAST
        if first.form in _PAST or first.tag == "VBD"
        else PRESENT
        if first.form in _PRESENT or first.tag == "VBZ"
        else PRESENT
        if first.tag == "VB" and not _bare(words, chain[0])
        else NONE
    )
    return Verb(
        chain[-1],
        chain[0],
        tense,
        perfect=any(f in _HAVE for f in forms[:-1]) and last.tag in ("VBN", "VBD", ""),
        progressive=last.tag == "VBG" and any(f in _BE for f in forms[:-1]),
        passive=last.tag in ("VBN", "VBD") and any(f in _BE for f in forms[:-1]),
        modal=first.form if tense == MODAL else "",
    )


def _bare(words: Sequence[Word], i: int) -> bool:
    """Is the base form an infinitive (after "to")?"""
    return i > 0 and words[i - 1].form == "to"
