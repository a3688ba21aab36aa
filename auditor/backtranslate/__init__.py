"""The target translated back into the source's language: engines behind one Protocol, a cache, alignment, and blame.

`chosen` gives what the pipeline calls; `roster.engines` says what could be chosen.
"""

from __future__ import annotations

from auditor.backtranslate.base import Back, Engine, Pair, Scorer, Token
from auditor.backtranslate.roster import chosen, engines, signature
from auditor.backtranslate.stage import BackTranslator

__all__ = ["Back", "BackTranslator", "Engine", "Pair", "Scorer", "Token", "chosen", "engines", "signature"]
