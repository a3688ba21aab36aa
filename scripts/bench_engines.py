"""Apertium kept running beside a process a sentence and one batch, our own part of the cost, scoring beside generating."""

from __future__ import annotations

import importlib.util
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from train_test_model import PLACE, corpus

from auditor.backtranslate.accounts import accounts
from auditor.backtranslate.apertium import Apertium
from auditor.backtranslate.cache import Cache
from auditor.backtranslate.models import pulled
from auditor.backtranslate.stage import BackTranslator
from auditor.model import Segment, Unit

ALONE = 12  # sentences given to a process each
Figures = Mapping[str, float]


def measure(size: int, repeats: int) -> Figures:
    """Seconds of wall time, the best of the repeats."""
    pairs = [(en, es) for en, es in corpus(11, min(size, 1500)) if not en.startswith(("Photo", "Handout"))]
    return {**_apertium(pairs, repeats), **_neural(pairs[:300], repeats)}


def _best(repeats: int, run: Callable[[], object]) -> float:
    times = []
    for _ in range(repeats):
        began = time.perf_counter()
        run()
        times.append(time.perf_counter() - began)
    return min(times)


def _program(text: str) -> str:
    return subprocess.run(
        ["apertium", "-u", "-f", "txt", "spa-eng"], input=text, capture_output=True, text=True, check=True
    ).stdout


def _apertium(pairs: list[tuple[str, str]], repeats: int) -> dict[str, float]:
    engine = Apertium()
    if not (engine.serves("es", "en") and engine.serves("en", "es")):
        return {}
    spanish, english = [es for _, es in pairs], [en for en, _ in pairs]
    whole = "\n\n".join(spanish) + "\n"
    list(engine.translate(spanish[:50], "es", "en"))  # both directions run before anything is measured
    list(engine.translate(english[:50], "en", "es"))
    alone = [_program(text) for text in spanish[:ALONE]]
    kept = [back.text for back in engine.translate(spanish, "es", "en")]
    batch = [text.strip() for text in _program(whole).split("\n\n")]
    units = [_unit(str(i), *pair) for i, pair in enumerate(pairs)]

    def both() -> None:
        list(engine.translate(spanish, "es", "en"))
        list(engine.translate(english, "en", "es"))

    with tempfile.TemporaryDirectory() as folder:
        numbers = iter(range(1000))

        def stage() -> None:
            cache = Cache(Path(folder) / f"{next(numbers)}.sqlite")  # a new one: everything is translated again
            list(BackTranslator([engine], cache=cache)(units))

        bare, ours = _best(repeats, both), _best(repeats, stage)
        last = Path(folder) / f"{next(numbers) - 1}.sqlite"
        again = _best(repeats, lambda: list(BackTranslator([engine], cache=Cache(last))(units)))
    found = {
        "sentences": float(len(pairs)),
        "same alone": sum(a == b for a, b in zip(alone, kept, strict=False)) / ALONE,
        "same in one batch": sum(a == b for a, b in zip(batch, kept, strict=False)) / len(pairs),
        "a process each": _best(1, lambda: [_program(text) for text in spanish[:ALONE]]) / ALONE,
        "one batch": _best(repeats, lambda: _program(whole)) / len(pairs),
        "kept running": _best(repeats, lambda: list(engine.translate(spanish, "es", "en"))) / len(pairs),
        "both ways, bare": bare / len(pairs),
        "both ways, with cache and alignment": ours / len(pairs),
        "the second time": again / len(pairs),
    }
    engine.close()
    return found


def _neural(pairs: list[tuple[str, str]], repeats: int) -> dict[str, float]:
    if not (importlib.util.find_spec("ctranslate2") and importlib.util.find_spec("torch")):
        return {}
    from auditor.backtranslate.ctranslate2 import CTranslate2  # noqa: PLC0415

    engine = CTranslate2(pulled(PLACE))
    list(accounts(engine, pairs[:4], "en", "es"))
    list(engine.translate([es for _, es in pairs[:4]], "es", "en"))
    return {
        "scored, both sides": _best(repeats, lambda: list(accounts(engine, pairs, "en", "es"))) / len(pairs),
        "generated, one way": _best(repeats, lambda: list(engine.translate([es for _, es in pairs], "es", "en"))) / len(pairs),
    }


def _unit(ident: str, source: str, target: str) -> Unit:
    return Unit(
        id=ident,
        document="d",
        source=Segment(id="s", text=source, lang="en"),
        target=Segment(id="t", text=target, lang="es"),
    )


def table(figures: Figures) -> list[str]:
    """Milliseconds a sentence, and the ratios that are to be watched."""
    shares = ("sentences", "same alone", "same in one batch")
    out = [f"{name:<38}{1000 * value:9.3f} ms a sentence" for name, value in figures.items() if name not in shares]
    if "kept running" in figures:
        kept, bare = figures["kept running"], figures["both ways, bare"]
        ours = figures["both ways, with cache and alignment"]
        out += [
            f"as `-f txt` writes it, one batch {figures['same in one batch']:.1%}, {figures['same alone']:.0%} of {ALONE} alone",
            f"kept running, times a process each       {figures['a process each'] / kept:.0f}x  (60x at least)",
            f"kept running, share of one batch         {figures['one batch'] / kept:.2f}  (0.85 at least)",
            f"cache and alignment over the bare engine {ours / bare - 1:+.0%}  (10 % at most)",
            f"the second time                          {ours / figures['the second time']:.0f}x",
        ]
    return out
