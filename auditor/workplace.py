"""The desk of a run, laid out from its configuration alone: here, and on every machine that helps."""

from __future__ import annotations

from auditor import corpora, glossary, phrases, pipeline
from auditor.config import Config, pair_of
from auditor.pipeline import Desk


def laid_out(config: Config) -> Desk:
    """Everything a run works with: terms, phrasings and engine, which take a second to load."""
    source, target = pair_of(config.pair)
    back_translate, engine = None, "none"
    if config.engine != "none":
        from auditor import backtranslate  # noqa: PLC0415 - 0.1 s, which a run without an engine does not need

        kept = corpora.home() / "translations.sqlite" if config.cache else None
        back_translate = backtranslate.chosen(config.engine, offline=config.offline, cache=kept, every=config.every_back)
        engine = backtranslate.signature(config.engine)
    return pipeline.desk(
        config,
        glossary=glossary.load(config.glossary, house=config.house_glossary),
        phrases=phrases.load(config.phrases, house=config.house_phrases, source_lang=source, target_lang=target),
        back_translate=back_translate,
        engine=engine,
    )
