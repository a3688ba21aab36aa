"""Texts taken out of step in known ways are put back; every sentence ends up in one unit."""

from __future__ import annotations

import gzip
import json
import os
import random
from itertools import groupby
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from newsroom import article
from scramble import Beads, f1, scramble

from auditor.align import align, pair
from auditor.align.match import match
from auditor.model import Bundle, Document, Role, Segment
from auditor.segment import split
from tests.costs import grows_in_proportion

PAIRS = [("en", "es"), ("en", "ru"), ("es", "ar"), ("en", "en")]


def found(target: Document, source: Document) -> Beads:
    return {(b.targets, b.sources) for b in match(target.segments, source.segments)}


def mean(langs: tuple[str, str], count: int = 5, **how: object) -> float:
    scores = []
    for seed in range(count):
        rng = random.Random(seed)
        target, source, gold = scramble(article(rng, langs), rng, langs=langs, **how)
        scores.append(f1(found(target, source), gold))
    return sum(scores) / count


@pytest.mark.parametrize("langs", PAIRS)
def test_merged_and_split_sentences_are_found(langs):
    assert mean(langs, merges=0.12, splits=0.12) >= 0.97


@pytest.mark.parametrize("langs", PAIRS)
def test_omitted_sentences_and_paragraphs_are_found(langs):
    assert mean(langs, omissions=0.1, dropped=1) >= 0.97


@pytest.mark.parametrize("langs", PAIRS)
def test_moved_paragraphs_are_found(langs):
    assert mean(langs, moved=1, merges=0.05, splits=0.05) >= 0.95


def test_moved_paragraphs_are_found_where_the_target_lost_its_paragraphs():
    assert mean(("en", "en"), moved=1, flat=True) >= 0.95
    assert mean(("en", "ru"), moved=1, flat=True) >= 0.9


def document(name, role, lang, *paragraphs, field="body"):
    blocks = tuple(Segment(f"{name}{n}", text, lang, field, block=n) for n, text in enumerate(paragraphs))
    return split(Document(name, role, lang, blocks))


ENGLISH = document(
    "t", Role.TARGET, "en",
    "The bank said on Monday that profit rose by 14% to $3.5 million. Its head, Ivan Petrov, spoke in Moscow, and the shares gained 7%.",
    "Unions in Berlin were angry. They called a strike for 25 March.",
)  # fmt: skip
RUSSIAN = document(
    "s", Role.SOURCE, "ru",
    "Банк сообщил в понедельник, что прибыль выросла на 14 % до 3,5 млн долларов. Его глава Иван Петров выступил в Москве. Акции подорожали на 7 %.",
    "Профсоюзы в Берлине возмущены. Они объявили забастовку на 25 марта. Министр труда Хельга Браун отказалась от комментариев и уехала в Гамбург.",
)  # fmt: skip


def test_a_sentence_that_joins_two_gets_both_as_they_stood():
    units = align(ENGLISH, RUSSIAN)
    joined = next(u for u in units if "Ivan Petrov" in u.target.text)
    assert joined.source is not None
    assert joined.source.text == "Его глава Иван Петров выступил в Москве. Акции подорожали на 7 %."
    assert joined.source.id == "s0.2+s0.3"


def test_an_omission_is_a_unit_with_an_empty_target():
    units = align(ENGLISH, RUSSIAN)
    assert [(u.id, u.target.text, u.source.text[:13]) for u in units if not u.target.text] == [("s1.3-", "", "Министр труда")]
    assert [u.id for u in units if u.target.text] == ["t0.1", "t0.2", "t1.1", "t1.2"]


def test_an_addition_is_marked_where_there_is_a_source():
    longer = document(
        "t",
        Role.TARGET,
        "en",
        "Rain fell on Berlin on 3 May.",
        "Click here to read our 12 best stories about gardens!",
        "Ivan Petrov left for Moscow.",
    )
    source = document("s", Role.SOURCE, "ru", "Третьего мая, 3 мая, в Берлине шёл дождь.", "Иван Петров уехал в Москву.")
    units = align(longer, source)
    assert [u.target.text[:10] for u in units if u.meta.get("added")] == ["Click here"]
    assert not any(u.meta.get("added") for u in align(longer, None))


def test_references_are_aligned_by_themselves_and_the_groups_joined():
    reference = document("r", Role.REFERENCE, "en", "The bank's profit rose by 14% to $3.5 million, it said on Monday.", "Its head, Ivan Petrov, spoke in Moscow.", "The shares gained 7%.", "Unions in Berlin were angry and called a strike for 25 March.")  # fmt: skip
    units = align(ENGLISH, RUSSIAN, [reference])
    last = next(u for u in units if "angry" in u.target.text)
    assert last.target.text == "Unions in Berlin were angry. They called a strike for 25 March."
    assert last.target.id == "t1.1+t1.2"
    assert last.reference is not None
    assert last.reference.text.startswith("Unions in Berlin were angry and")
    assert last.source is not None
    assert last.source.text.endswith("на 25 марта.")


def test_headlines_and_credits_keep_to_their_own():
    def page(name, role, lang, *texts):
        fields = ("headline", "body", "body", "credit")
        return Document(
            name,
            role,
            lang,
            tuple(Segment(f"{name}{n}", t, lang, f, block=n) for n, (f, t) in enumerate(zip(fields, texts, strict=True))),
        )

    target = page(
        "t", Role.TARGET, "en", "Storm hits coast", "A storm hit the coast.", "Nobody was hurt there.", "Photo: Ministry / Agency"
    )
    source = page(
        "s",
        Role.SOURCE,
        "es",
        "Golpe",
        "Una tormenta azotó la costa.",
        "Nadie resultó herido allí.",
        "Foto: Ministerio / Agencia",
    )
    assert [(u.target.field, u.source.field) for u in align(target, source)] == [
        (f, f) for f in ("headline", "body", "body", "credit")
    ]


def test_terms_of_the_glossary_bring_sentences_together():
    target = document(
        "t", Role.TARGET, "en", "We saw a lynx by a river.", "He has a beaver in a pond.", "We met an otter on a bank."
    )
    source = document("s", Role.SOURCE, "hi", "वहाँ नदी पर बनबिलाव देखा था।", "वहाँ नदी पर ऊदबिलाव मिला था।")
    units = align(target, source, terms={"बनबिलाव": ("lynx",), "ऊदबिलाव": ("otter",)})
    by_target = {u.target.text: u.source for u in units}
    assert by_target["He has a beaver in a pond."] is None


TEXTS = st.lists(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from(list("ab 1AИ你。\ud83d"))), min_size=1, max_size=40), max_size=8
)


@settings(deadline=None, max_examples=60)
@given(TEXTS, TEXTS, TEXTS, st.sampled_from(["en", "zh", "und"]), st.booleans())
def test_every_sentence_is_in_one_unit(ours, theirs, others, lang, there):
    def made(name, role, texts, lang):
        return Document(name, role, lang, tuple(Segment(f"{name}{n}", t, lang, block=n // 3) for n, t in enumerate(texts)))

    target, source = made("t", Role.TARGET, ours, "en"), made("s", Role.SOURCE, theirs, lang)
    units = align(target, source if there else None, [made("r", Role.REFERENCE, others, "en")])
    assert len({u.id for u in units}) == len(units)
    assert [i for u in units if u.target.text for i in u.target.id.split("+")] == [s.id for s in target.segments]
    if there:
        assert sorted(i for u in units if u.source for i in u.source.id.split("+")) == sorted(s.id for s in source.segments)
    assert align(target, source if there else None, [made("r", Role.REFERENCE, others, "en")]) == units


def test_rows_are_paired_by_position():
    def column(role, *texts):
        return Document("d", role, "en", tuple(Segment(f"{n}", t) for n, t in enumerate(texts)))

    bundle = Bundle(column(Role.TARGET, "a", "b"), column(Role.SOURCE, "x", ""), (column(Role.REFERENCE, "p"),), aligned=True, lone=True, metrics=({"chrf": 1.0}, {}))  # fmt: skip
    one, two = pair(bundle)
    assert (one.source.text, one.reference.text, one.metrics, one.lone) == ("x", "p", {"chrf": 1.0}, True)
    assert (two.source, two.references, two.target.text) == (None, (), "b")


def test_a_thousand_sentences_are_paired_and_a_sentence_without_end_costs_little():
    rng = random.Random(1)
    target, source, gold = scramble(
        article(rng, ("en", "ru"), sentences=600), rng, langs=("en", "ru"), merges=0.05, omissions=0.05
    )
    assert f1(found(target, source), gold) >= 0.97

    def work(text: str) -> None:
        align(Document("d", Role.TARGET, "en", (Segment("x", text), Segment("y", "a" * len(text)))), source)

    grows_in_proportion(work, "word 12 " * 125_000)


@pytest.mark.skipif(not os.environ.get("AUDITOR_GOLD"), reason="AUDITOR_GOLD is not set: no real translations to scramble")
def test_real_translations_out_of_step_are_put_back():
    with gzip.open(Path(os.environ["AUDITOR_GOLD"]) / "wmt24_outputs_en-es.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    rows = sorted((r for r in rows if r["system"] == rows[0]["system"]), key=lambda r: (r["doc"], r["meta"]["seg"]))
    scores = []
    for seed, (_, some) in enumerate(groupby(rows, key=lambda r: r["doc"])):
        pairs = [(r["target"], r["source"]) for r in some]
        if len(pairs) > 9:
            rng = random.Random(seed)
            target, source, gold = scramble(
                [pairs[k : k + 3] for k in range(0, len(pairs), 3)], rng, langs=("es", "en"), omissions=0.1
            )
            scores.append(f1(found(target, source), gold))
    assert sum(scores) / len(scores) >= 0.93
