"""The stage of the pipeline: units in, the same with their target translated back and aligned, or a Skip that says why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from auditor.backtranslate import blame
from auditor.backtranslate.align import aligned
from auditor.backtranslate.base import Back, Engine
from auditor.backtranslate.cache import Cache, key
from auditor.errors import EngineError
from auditor.lang.identify import same
from auditor.model import Segment, Skip, Unit

CHECK = "back-translation"
_ALIGNMENT = "align2"  # raised when `align` changes: alignments are kept with their translations
_BATCH = 64  # translations kept at once: what a kill may cost


class BackTranslator:
    """`engines` in order of preference; the first that serves a pair translates it."""

    def __init__(self, engines: Sequence[Engine], *, cache: Cache | None = None, cure: str = "") -> None:
        """`cure`: what to do where no engine serves a pair, with {given} and {wanted}."""
        self._engines, self._cache = tuple(engines), cache
        self._cure = cure or "no engine for {given}-{wanted}: see `auditor engines`"

    def __call__(self, units: Sequence[Unit]) -> Iterator[Unit | Skip]:
        """Every unit once, in order, and a Skip beside each that was to be translated back and was not."""
        groups: dict[tuple[str, str], list[Unit]] = {}
        why: dict[str, str] = {}
        for unit in units:
            if (asked := _asked(unit)) is None:
                continue
            if reason := blame.before(unit.target.text, unit.target.lang, unit.target.field):
                why[unit.id] = reason
            else:
                groups.setdefault(asked, []).append(unit)
        done: dict[str, Unit] = {}
        for pair, members in groups.items():
            for unit, got in zip(members, self._both_ways(members, *pair), strict=True):
                if isinstance(got, Unit):
                    done[unit.id] = got
                else:
                    why[unit.id] = got
        for unit in units:
            yield done.get(unit.id, unit)
            if unit.id in why:
                yield Skip(check=CHECK, unit=unit.id, reason=why[unit.id])

    def _both_ways(self, units: Sequence[Unit], given: str, wanted: str) -> Iterator[Unit | str]:
        """Each unit with its back-translation and, where that costs little, the engine's rendering of its source; or why not."""
        engine = next((e for e in self._engines if e.serves(given, wanted)), None)
        if engine is None:
            yield from [self._cure.format(given=given, wanted=wanted)] * len(units)
            return
        backs = self._translated(engine, [unit.target.text for unit in units], given, wanted)
        sources = [unit.source.text if unit.source else "" for unit in units]
        both = engine.renders and engine.serves(wanted, given)
        renderings = self._translated(engine, sources, wanted, given) if both else [Back("")] * len(units)
        for unit, source, back, rendering in zip(units, sources, backs, renderings, strict=True):
            if reason := blame.after(unit.target.text, given, back, wanted):
                yield reason
            else:
                doubted = not rendering.text or blame.after(source, wanted, rendering, given)
                yield _with(unit, back, None if doubted else rendering)

    def _translated(self, engine: Engine, texts: Sequence[str], given: str, wanted: str) -> list[Back]:
        signature = f"{engine.signature(given, wanted)}|{_ALIGNMENT}"
        keys = {text: key(signature, given, wanted, text) for text in texts}
        found = self._cache.find(list(keys.values())) if self._cache else {}
        missing = [text for text, name in keys.items() if name not in found]
        if missing:
            found = {**found, **self._made(engine, missing, keys, given, wanted)}
        return [found[keys[text]] for text in texts]

    def _made(
        self, engine: Engine, texts: Sequence[str], keys: Mapping[str, bytes], given: str, wanted: str
    ) -> dict[bytes, Back]:
        """Translations of texts that were not kept; those that succeed are kept, a batch at a time."""
        made: dict[bytes, Back] = {}
        fresh: list[tuple[bytes, Back]] = []
        try:
            glosses = _glosses(engine, texts, given, wanted)
            for text, back in zip(texts, engine.translate(texts, given, wanted), strict=True):
                whole = back if back.alignment or back.why else _linked(text, back, given, wanted, glosses)
                made[keys[text]] = whole
                if not whole.why:
                    fresh.append((keys[text], whole))
                if len(fresh) >= _BATCH:
                    self._keep(fresh)
                    fresh = []
        except EngineError as error:
            made.update({keys[text]: Back("", why=str(error)) for text in texts if keys[text] not in made})
        self._keep(fresh)
        return made

    def _keep(self, fresh: Sequence[tuple[bytes, Back]]) -> None:
        if self._cache and fresh:
            self._cache.keep(fresh)

    def close(self) -> None:
        """Ends the engines and closes the cache."""
        for engine in self._engines:
            engine.close()
        if self._cache:
            self._cache.close()


def _asked(unit: Unit) -> tuple[str, str] | None:
    """The languages to translate between, None where there is nothing to compare with or it was done before."""
    if unit.back or not unit.source or not unit.source.text.strip() or not unit.target.text.strip():
        return None
    given, wanted = unit.target.lang, unit.source.lang
    return None if "und" in (given, wanted) or same(given, wanted) else (given, wanted)


def _glosses(engine: Engine, texts: Sequence[str], given: str, wanted: str) -> Mapping[str, str]:
    gloss = getattr(engine, "gloss", None)  # only engines whose dictionary costs less than their translations
    return gloss(texts, given, wanted) if gloss else {}


def _linked(text: str, back: Back, given: str, wanted: str, glosses: Mapping[str, str]) -> Back:
    return msgspec.structs.replace(back, alignment=aligned(text, given, back.text, wanted, glosses))


def _with(unit: Unit, back: Back, rendering: Back | None) -> Unit:
    """The unit with its back-translation; what else the engine said goes along in `meta`, for the checks."""
    assert unit.source is not None
    segment = Segment(id=f"{unit.id}:back", text=back.text, lang=unit.source.lang, field=unit.target.field)
    told: dict[str, Any] = {**unit.meta, "back_unknown": back.unknown}
    if rendering is not None:
        told["rendering"] = Segment(
            id=f"{unit.id}:rendering", text=rendering.text, lang=unit.target.lang, field=unit.target.field
        )
        told["rendering_alignment"] = rendering.alignment
    return msgspec.structs.replace(unit, back=segment, alignment=back.alignment, meta=told)
