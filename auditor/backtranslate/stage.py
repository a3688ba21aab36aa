"""The stage of the pipeline: units in, the same with their target translated back and aligned, or a Skip that says why not.

An engine that can score is first asked how likely each side is given the other, and translates only what looks bad.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import msgspec

from auditor.backtranslate import blame
from auditor.backtranslate.accounts import Account, accounts, looks_bad
from auditor.backtranslate.align import aligned
from auditor.backtranslate.base import Back, Engine, Scorer
from auditor.backtranslate.cache import Cache, key
from auditor.errors import EngineError
from auditor.lang.identify import same
from auditor.model import Segment, Skip, Unit

CHECK = "back-translation"
_ALIGNMENT = "align2"  # raised when `align` changes: alignments are kept with their translations
_ACCOUNTS = "accounts1"  # raised when what is asked of a scorer changes
_BATCH = 64  # translations kept at once: what a kill may cost


class BackTranslator:
    """`engines` in order of preference; the first that serves a pair translates it, another that costs little as well."""

    def __init__(self, engines: Sequence[Engine], *, cache: Cache | None = None, cure: str = "", every: bool = False) -> None:
        """`cure`: what to do where no engine serves a pair, with {given} and {wanted}; `every`: translate what looks well too."""
        self._engines, self._cache = tuple(engines), cache
        self._cure = cure or "no engine for {given}-{wanted}: see `auditor engines`"
        self._every = every

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
            for unit, got in zip(members, self._group(members, *pair), strict=True):
                if isinstance(got, Unit):
                    done[unit.id] = got
                else:
                    why[unit.id] = got
        for unit in units:
            yield done.get(unit.id, unit)
            if unit.id in why:
                yield Skip(check=CHECK, unit=unit.id, reason=why[unit.id])

    def _group(self, units: Sequence[Unit], given: str, wanted: str) -> Iterator[Unit | str]:
        """Units of one direction; where the engine can score, only what looks bad is translated."""
        able = [engine for engine in self._engines if engine.serves(given, wanted)]
        if not able:
            yield from [self._cure.format(given=given, wanted=wanted)] * len(units)
            return
        engine, *others = able
        second = next((other for other in others if other.renders and not isinstance(other, Scorer)), None)
        told = self._accounted(engine, units, given, wanted)
        seen = [unit if account is None else _accounted_for(unit, account) for unit, account in zip(units, told, strict=True)]
        wanting = [
            unit for unit, account in zip(seen, told, strict=True) if self._every or account is None or _bad(unit, account)
        ]
        made = dict(zip((unit.id for unit in wanting), self._both_ways(wanting, engine, second, given, wanted), strict=True))
        for unit in seen:
            yield made.get(unit.id, unit)

    def _both_ways(
        self, units: Sequence[Unit], engine: Engine, second: Engine | None, given: str, wanted: str
    ) -> Iterator[Unit | str]:
        """Each unit with its back-translation and whatever helps to doubt it; or why there is none.

        Where it costs little, the engine renders the source as well; a second engine and the way back of a reference say which
        differences are the engine's own.
        """
        texts = [unit.target.text for unit in units]
        sources = [unit.source.text if unit.source else "" for unit in units]
        trusted = [unit.reference.text if unit.reference else "" for unit in units]
        backs = self._translated(engine, texts, given, wanted)
        both = engine.renders and not isinstance(engine, Scorer) and engine.serves(wanted, given)
        renderings = self._translated(engine, sources, wanted, given) if both else [Back("")] * len(units)
        theirs = self._translated(second, texts, given, wanted) if second else [Back("")] * len(units)
        again = self._translated(engine, trusted, given, wanted) if engine.renders else [Back("")] * len(units)
        for unit, source, back, rendering, other, phrased in zip(units, sources, backs, renderings, theirs, again, strict=True):
            if reason := blame.after(unit.target.text, given, back, wanted):
                yield reason
                continue
            doubted = not rendering.text or blame.after(source, wanted, rendering, given)
            whole = _with(unit, back, None if doubted else rendering)
            if other.text and not blame.after(unit.target.text, given, other, wanted):
                whole = _told(whole, back_second=_segment(unit, "second", other.text), back_second_unknown=other.unknown)
            if phrased.text and unit.reference and not blame.after(unit.reference.text, given, phrased, wanted):
                whole = _told(whole, back_reference=_segment(unit, "reference", phrased.text))
            yield whole

    def _accounted(self, engine: Engine, units: Sequence[Unit], given: str, wanted: str) -> list[Account | None]:
        """How far the words of both sides account for each other; None where the engine cannot say, or only one way."""
        if not isinstance(engine, Scorer) or not engine.serves(wanted, given):
            return [None] * len(units)
        told = f"{engine.signature(given, wanted)}|{engine.signature(wanted, given)}|{_ACCOUNTS}"
        pairs = {unit.id: (unit.source.text if unit.source else "", unit.target.text) for unit in units}
        keys = {pair: key(told, wanted, given, "\x1e".join(pair)) for pair in pairs.values()}
        found: dict[bytes, Account] = self._cache.find(list(keys.values()), Account) if self._cache else {}
        missing = [pair for pair, name in keys.items() if name not in found]
        try:
            made = {keys[pair]: one for pair, one in zip(missing, accounts(engine, missing, wanted, given), strict=True)}
        except EngineError:  # it will say why when it is asked to translate
            return [None] * len(units)
        if self._cache and made:
            self._cache.keep(made.items())
        found = {**found, **made}
        return [found[keys[pairs[unit.id]]] for unit in units]

    def _translated(self, engine: Engine, texts: Sequence[str], given: str, wanted: str) -> list[Back]:
        signature = f"{engine.signature(given, wanted)}|{_ALIGNMENT}"
        keys = {text: key(signature, given, wanted, text) for text in texts if text}
        found: dict[bytes, Back] = self._cache.find(list(keys.values())) if self._cache else {}
        missing = [text for text, name in keys.items() if name not in found]
        if missing:
            found = {**found, **self._made(engine, missing, keys, given, wanted)}
        return [found[keys[text]] if text else Back("") for text in texts]

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
    whole = _told(msgspec.structs.replace(unit, back=segment, alignment=back.alignment), back_unknown=back.unknown)
    if rendering is None:
        return whole
    rendered = Segment(id=f"{unit.id}:rendering", text=rendering.text, lang=unit.target.lang, field=unit.target.field)
    return _told(whole, rendering=rendered, rendering_alignment=rendering.alignment)


def _segment(unit: Unit, name: str, text: str) -> Segment:
    """A text in the source's language that an engine made."""
    assert unit.source is not None
    return Segment(id=f"{unit.id}:{name}", text=text, lang=unit.source.lang, field=unit.target.field)


def _told(unit: Unit, **more: Any) -> Unit:
    return msgspec.structs.replace(unit, meta={**unit.meta, **more})


def _accounted_for(unit: Unit, account: Account) -> Unit:
    return _told(unit, source_accounts=account.source, target_accounts=account.target)


def _bad(unit: Unit, account: Account) -> bool:
    assert unit.source is not None
    return looks_bad(account, unit.source, unit.target)
