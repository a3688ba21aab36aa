"""Translation memories, read for candidates: short units of two languages are terms somebody has settled on."""

from __future__ import annotations

from pathlib import Path

from auditor.errors import GlossaryError
from auditor.glossary import markup
from auditor.glossary.entries import Concept, problems
from auditor.glossary.markup import XML_LANG, local, words
from auditor.glossary.tables import Batch, Dropped, slug
from auditor.model import Term, TermStatus

LONGEST = 6  # words of a unit that may still be a term


def pairs(path: Path) -> list[tuple[int, dict[str, str]]]:
    """Line and texts by language of every translation unit."""
    root = markup.parse(path)
    if local(root) != "tmx":
        raise GlossaryError(f"{path}:{root.sourceline}: <{local(root)[:40]}> is no TMX")
    out = []
    for unit in root.iter("{*}tu"):
        texts = {}
        for variant in unit.iter("{*}tuv"):
            lang = variant.get(XML_LANG) or variant.get("lang") or ""
            said = next((words(seg) for seg in variant.iter("{*}seg")), "")
            if lang and said:
                texts[lang] = said
        out.append((unit.sourceline or 0, texts))
    return out


def read(path: Path) -> Batch:
    """Short units as concepts with admitted terms only: a memory proposes, it does not decide."""
    concepts: dict[str, Concept] = {}
    dropped: list[Dropped] = []
    for line, texts in pairs(path):
        if len(texts) < 2 or any(len(t.split()) > LONGEST or len(t) > 80 for t in texts.values()):
            dropped.append(Dropped(line, "a sentence, not a term" if len(texts) > 1 else "one language only"))
            continue
        ident = slug(next(iter(texts.values())))
        concept = Concept(id=ident, terms=tuple(Term(ident, lang, t, TermStatus.ADMITTED) for lang, t in texts.items()))
        if ident in concepts or (wrong := problems(concept)):
            dropped.append(Dropped(line, "the same term was there before" if ident in concepts else wrong[0]))
        else:
            concepts[ident] = concept
    return Batch(tuple(concepts.values()), tuple(dropped))
