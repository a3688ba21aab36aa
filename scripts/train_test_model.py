"""Trains the small models of the tests: Marian, both directions of English and Spanish, on a news language of our own.

    python scripts/train_test_model.py            # about twelve minutes on one core

The sentences come from a grammar written here, so the models are good at it and at nothing else: names, numbers, roles, negation,
credits.  They exist so that engines are tested with real weights, tokenizers and alignments, offline.  See README.md beside them.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

PLACE = Path(__file__).resolve().parent.parent / "tests" / "backtranslate" / "model"
FIRST = (
    "Ana Luis Marta Pedro Elena Jorge Laura Carlos Sofia Pablo Irene Diego Clara Bruno Nadia Oscar Paula Hugo Vera Ivan".split()
)
LAST = (
    "Torres Vega Romero Salas Molina Castro Rivas Ortega Nieto "
    "Fuentes Blanco Serra Duarte Lozano Medina Pardo Rojas Vidal"
).split()
CITIES = [
    ("Madrid", "Madrid"),
    ("Lisbon", "Lisboa"),
    ("London", "Londres"),
    ("Geneva", "Ginebra"),
    ("Seville", "Sevilla"),
    ("Lima", "Lima"),
    ("Rome", "Roma"),
    ("Warsaw", "Varsovia"),
    ("Havana", "La Habana"),
    ("Brussels", "Bruselas"),
    ("Quito", "Quito"),
    ("Cairo", "El Cairo"),
]
TITLES = [
    ("minister", "ministro"),
    ("mayor", "alcalde"),
    ("judge", "juez"),
    ("governor", "gobernador"),
    ("coach", "entrenador"),
    ("ambassador", "embajador"),
    ("president", "presidente"),
    ("lawyer", "abogado"),
    ("director", "director"),
    ("general", "general"),
]
GROUPS = [
    ("the police", "la policía"),
    ("the government", "el gobierno"),
    ("the company", "la empresa"),
    ("the army", "el ejército"),
    ("the union", "el sindicato"),
    ("the bank", "el banco"),
    ("the court", "el tribunal"),
    ("the city council", "el ayuntamiento"),
]
TO_PERSON = [
    ("accused", "accuse", "acusó"),
    ("thanked", "thank", "agradeció"),
    ("criticised", "criticise", "criticó"),
    ("defeated", "defeat", "derrotó"),
    ("replaced", "replace", "sustituyó"),
    ("praised", "praise", "elogió"),
    ("called", "call", "llamó"),
    ("sued", "sue", "demandó"),
    ("helped", "help", "ayudó"),
    ("defended", "defend", "defendió"),
]
TO_THING = [
    ("closed", "close", "cerró"),
    ("opened", "open", "abrió"),
    ("bought", "buy", "compró"),
    ("sold", "sell", "vendió"),
    ("approved", "approve", "aprobó"),
    ("rejected", "reject", "rechazó"),
    ("built", "build", "construyó"),
    ("visited", "visit", "visitó"),
]
THINGS = [
    ("factory", "la fábrica"),
    ("hospital", "el hospital"),
    ("school", "la escuela"),
    ("bridge", "el puente"),
    ("port", "el puerto"),
    ("station", "la estación"),
    ("airport", "el aeropuerto"),
    ("market", "el mercado"),
    ("museum", "el museo"),
    ("prison", "la cárcel"),
]
FATES = [
    ("were killed", "murieron"),
    ("were injured", "resultaron heridas"),
    ("were arrested", "fueron detenidas"),
    ("were rescued", "fueron rescatadas"),
    ("were evacuated", "fueron evacuadas"),
]
EVENTS = [
    ("a fire", "un incendio"),
    ("an accident", "un accidente"),
    ("a flood", "una inundación"),
    ("an explosion", "una explosión"),
    ("a protest", "una protesta"),
    ("an earthquake", "un terremoto"),
]
TIMES = [
    ("on Monday", "el lunes"),
    ("on Tuesday", "el martes"),
    ("on Wednesday", "el miércoles"),
    ("on Thursday", "el jueves"),
    ("on Friday", "el viernes"),
    ("on Saturday", "el sábado"),
    ("on Sunday", "el domingo"),
    ("yesterday", "ayer"),
    ("last week", "la semana pasada"),
    ("last year", "el año pasado"),
    ("in May", "en mayo"),
    ("in August", "en agosto"),
]
MEASURES = [("Prices", "Los precios"), ("Sales", "Las ventas"), ("Exports", "Las exportaciones"), ("Taxes", "Los impuestos")]
MOVES = [("rose", "rise", "subieron"), ("fell", "fall", "bajaron")]
MONEY = [("euros", "de euros"), ("dollars", "de dólares"), ("pounds", "de libras")]
AGENCIES = ["Agencia Norte", "Foto Sur", "Reuma Press", "Archivo Vega", "Prensa Azul", "Global Imagen"]

Pair = tuple[str, str]


def sentence(r: random.Random) -> Pair:
    """One sentence of the language, English and Spanish."""
    kind = r.random()
    if kind < 0.06:
        return credit(r)
    one = plain(r)
    if kind > 0.85:
        (en, es), rest = (
            person(r),
            (one[0][0].lower() + one[0][1:] if one[0].startswith(("The ", "Prices", "Sales", "Exports", "Taxes")) else one[0]),
        )
        spanish = one[1][0].lower() + one[1][1:] if one[1].startswith(("El ", "La ", "Los ", "Las ")) else one[1]
        one = (f"{en} said that {rest}", f"{es} dijo que {spanish}")
    return upper(one[0]) + ".", upper(one[1]) + "."


def upper(text: str) -> str:
    """First letter large."""
    return text[:1].upper() + text[1:]


def plain(r: random.Random) -> Pair:
    """A clause without its full stop."""
    time_en, time_es = r.choice(TIMES)
    city_en, city_es = r.choice(CITIES)
    no = r.random() < 0.3
    match r.randrange(6):
        case 0 | 1:
            (a_en, a_es), (b_en, b_es) = person(r), person(r)
            past, base, spanish = r.choice(TO_PERSON)
            verb = f"did not {base}" if no else past
            return f"{a_en} {verb} {b_en} {time_en}", joined(f"{a_es} {'no ' * no}{spanish} a {b_es} {time_es}")
        case 2:
            (a_en, a_es), (past, base, spanish), (t_en, t_es) = (
                r.choice([person(r), r.choice(GROUPS)]),
                r.choice(TO_THING),
                r.choice(THINGS),
            )
            verb = f"did not {base}" if no else past
            return f"{a_en} {verb} the {t_en} in {city_en} {time_en}", joined(
                f"{a_es} {'no ' * no}{spanish} {t_es} en {city_es} {time_es}"
            )
        case 3:
            (en, es), (event_en, event_es), (n_en, n_es) = r.choice(FATES), r.choice(EVENTS), count(r)
            return (
                f"{n_en} people {en} in {event_en} in {city_en} {time_en}",
                f"{n_es} personas {es} en {event_es} en {city_es} {time_es}",
            )
        case 4:
            (m_en, m_es), (past, base, spanish), (n_en, n_es) = r.choice(MEASURES), r.choice(MOVES), decimal(r)
            verb = f"did not {base}" if no else past
            return f"{m_en} {verb} {n_en} percent {time_en}", f"{m_es} {'no ' * no}{spanish} un {n_es} por ciento {time_es}"
        case _:
            (g_en, g_es), (n_en, n_es), (c_en, c_es), (t_en, t_es) = (
                r.choice(GROUPS),
                decimal(r),
                r.choice(MONEY),
                r.choice(THINGS),
            )
            verb, spanish = ("did not pay", "no pagó") if no else ("paid", "pagó")
            return f"{g_en} {verb} {n_en} million {c_en} for the {t_en}", f"{g_es} {spanish} {n_es} millones {c_es} por {t_es}"


def person(r: random.Random) -> Pair:
    """A name, an office, or both."""
    name = f"{r.choice(FIRST)} {r.choice(LAST)}"
    en, es = r.choice(TITLES)
    return r.choice([(name, name), (f"the {en}", f"el {es}"), (f"the {en} {name}", f"el {es} {name}")])


def joined(text: str) -> str:
    """Spanish with its contractions."""
    return text.replace(" a el ", " al ").replace(" de el ", " del ")


def count(r: random.Random) -> Pair:
    """A whole number, in figures."""
    n = r.choice([r.randint(2, 20), r.randint(20, 999), r.randint(1000, 99999)])
    return f"{n:,}", f"{n:,}".replace(",", ".")


def decimal(r: random.Random) -> Pair:
    """A number with one decimal, or none."""
    n = r.randint(2, 999) / 10
    text = f"{n:.1f}".removesuffix(".0")
    return text, text.replace(".", ",")


def credit(r: random.Random) -> Pair:
    """A photo credit."""
    who = r.choice([f"{r.choice(FIRST)} {r.choice(LAST)}", r.choice(AGENCIES)])
    agency = r.choice(AGENCIES)
    return r.choice(
        [(f"Photo: {who} / {agency}", f"Foto: {who} / {agency}"), (f"Handout / {agency}", f"Imagen cedida / {agency}")]
    )


def corpus(seed: int, size: int) -> list[Pair]:
    """Different sentences, always the same for a seed."""
    r, seen = random.Random(seed), dict[Pair, None]()
    while len(seen) < size:
        seen[sentence(r)] = None
    return list(seen)


def vocabulary(pairs: list[Pair], folder: Path, pieces: int) -> None:
    """One sentencepiece model for both languages, and Marian's table of its pieces."""
    import sentencepiece as spm  # noqa: PLC0415

    folder.mkdir(parents=True, exist_ok=True)
    spm.SentencePieceTrainer.train(
        sentence_iterator=(text for pair in pairs for text in pair),
        model_prefix=str(folder / "source"),
        vocab_size=pieces,
        character_coverage=1.0,
        split_digits=True,
        normalization_rule_name="identity",  # its default table alone weighs 240 kB
        hard_vocab_limit=False,
        num_threads=1,
        minloglevel=2,
        bos_id=-1,
        eos_id=1,
        unk_id=0,
        pad_id=-1,
        user_defined_symbols=list("0123456789"),
    )
    (folder / "source.vocab").unlink()
    (folder / "target.spm").write_bytes((folder / "source.model").read_bytes())
    (folder / "source.model").rename(folder / "source.spm")
    model = spm.SentencePieceProcessor(model_file=str(folder / "source.spm"))
    table = {"</s>": 0, "<unk>": 1}
    for piece in (model.id_to_piece(i) for i in range(model.get_piece_size())):
        table.setdefault(piece, len(table))
    table["<pad>"] = len(table)
    (folder / "vocab.json").write_text(json.dumps(table, ensure_ascii=False, indent=0), "utf-8")


def batches(data: list[tuple[list[int], list[int]]], size: int, r: random.Random) -> Iterator[list[tuple[list[int], list[int]]]]:
    """Batches of like length, in a new order each time."""
    order = sorted(data, key=lambda d: (len(d[0]), r.random()))
    cut = [order[i : i + size] for i in range(0, len(order), size)]
    r.shuffle(cut)
    yield from cut


def train(pairs: list[Pair], folder: Path, given: str, wanted: str, minutes: float) -> None:
    """One direction, until the time is up."""
    import torch  # noqa: PLC0415
    from transformers import MarianConfig, MarianMTModel, MarianTokenizer  # noqa: PLC0415

    torch.set_num_threads(1)
    torch.manual_seed(1)
    tokenizer = MarianTokenizer(
        source_spm=str(folder / "source.spm"),
        target_spm=str(folder / "target.spm"),
        vocab=str(folder / "vocab.json"),
        source_lang=given,
        target_lang=wanted,
        model_max_length=128,
    )
    pad, eos = tokenizer.pad_token_id, tokenizer.eos_token_id
    config = MarianConfig(
        vocab_size=len(tokenizer),
        d_model=128,
        encoder_layers=2,
        decoder_layers=2,
        encoder_attention_heads=4,
        decoder_attention_heads=4,
        encoder_ffn_dim=256,
        decoder_ffn_dim=256,
        max_position_embeddings=128,
        pad_token_id=pad,
        eos_token_id=eos,
        bos_token_id=0,
        decoder_start_token_id=pad,
        forced_eos_token_id=eos,
        scale_embedding=True,
        dropout=0.0,
        activation_function="swish",
        static_position_embeddings=True,
        num_beams=2,
        max_length=128,
    )
    model = MarianMTModel(config)
    # CTranslate2 starts from a zero embedding: the row of padding stays zero, and is never produced
    model.final_logits_bias[0, pad] = -1e4
    texts = [(a, b) if given == "en" else (b, a) for a, b in pairs]
    data = [(tokenizer(a).input_ids, tokenizer(text_target=b).input_ids) for a, b in texts]
    steps, began, r = 0, time.monotonic(), random.Random(2)
    optimizer = torch.optim.AdamW(model.parameters(), lr=2e-3, betas=(0.9, 0.98), weight_decay=0.01)
    model.train()
    while (gone := (time.monotonic() - began) / 60 / minutes) < 1:
        for batch in batches(data, 32, r):
            gone = (time.monotonic() - began) / 60 / minutes
            if gone >= 1:
                break
            for group in optimizer.param_groups:
                group["lr"] = 2e-3 * min(1, steps / 300) * max(0.02, 1 - gone)
            x = torch.nn.utils.rnn.pad_sequence([torch.tensor(a) for a, _ in batch], batch_first=True, padding_value=pad)
            y = torch.nn.utils.rnn.pad_sequence([torch.tensor(b) for _, b in batch], batch_first=True, padding_value=pad)
            before = torch.cat([torch.full((len(batch), 1), pad), y[:, :-1]], 1)
            logits = model(input_ids=x, attention_mask=(x != pad).long(), decoder_input_ids=before).logits
            loss = torch.nn.functional.cross_entropy(logits.flatten(0, 1), y.flatten(), ignore_index=pad)
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            with torch.no_grad():
                model.model.shared.weight[pad] = 0
            steps += 1
            if steps % 200 == 0:
                print(f"{given}-{wanted} step {steps} loss {loss.item():.3f}", flush=True)
    model.eval()
    measure(model, tokenizer, [(a, b) if given == "en" else (b, a) for a, b in corpus(77, 200)])
    model.half().save_pretrained(folder)
    tokenizer.save_pretrained(folder)


def measure(model: object, tokenizer: object, pairs: list[Pair]) -> None:
    """How many of 200 new sentences come out word for word."""
    import torch  # noqa: PLC0415

    right = 0
    with torch.no_grad():
        for start in range(0, len(pairs), 50):
            some = pairs[start : start + 50]
            out = model.generate(
                **tokenizer([a for a, _ in some], return_tensors="pt", padding=True), num_beams=1, max_new_tokens=80
            )  # type: ignore[attr-defined,operator]
            got = tokenizer.batch_decode(out, skip_special_tokens=True)  # type: ignore[attr-defined]
            right += sum(g.strip() == b for g, (_, b) in zip(got, some, strict=True))
    print(f"{right} of {len(pairs)} new sentences as written", flush=True)


def main() -> None:
    """Both directions."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--out", type=Path, default=PLACE)
    options.add_argument("--sentences", type=int, default=9000)
    options.add_argument("--pieces", type=int, default=900)
    options.add_argument("--minutes", type=float, default=6.0, help="for each direction")
    options.add_argument("--only", default="", help="one direction, as es-en")
    given = options.parse_args()
    pairs = corpus(1, given.sentences)
    for a, b in (("es", "en"), ("en", "es")):
        if given.only and given.only != f"{a}-{b}":
            continue
        folder = given.out / f"{a}-{b}"
        vocabulary(pairs, folder, given.pieces)
        train(pairs, folder, a, b, given.minutes)


if __name__ == "__main__":
    main()
