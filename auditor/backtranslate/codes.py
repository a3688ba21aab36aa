"""Language codes of engines and models, from BCP 47."""

from __future__ import annotations

import functools


@functools.cache
def base(tag: str) -> str:
    """The shortest code of a tag's language.

    >>> base("spa"), base("pt-BR"), base("zh-Hant-TW"), base("und")
    ('es', 'pt', 'zh', 'und')
    """
    import langcodes  # 60 ms of tables, which an audit without an engine does not need

    try:
        return langcodes.standardize_tag(tag.replace("_", "-"), macro=True).split("-")[0]
    except ValueError:  # LanguageTagError is one
        return tag.lower().split("-")[0]


# Macrolanguages, by the member the FLORES benchmark (and with it NLLB) has.
_FLORES = {
    "zh": "zho", "ar": "arb", "fa": "pes", "lv": "lvs", "ms": "zsm", "sw": "swh", "et": "est", "ne": "npi", "uz": "uzn",
    "az": "azj", "mn": "khk", "sq": "als", "or": "ory", "ps": "pbt", "yi": "ydd", "mg": "plt", "no": "nob", "gn": "grn",
}  # fmt: skip


@functools.cache
def flores(tag: str) -> str:
    """The code NLLB and MADLAD-like models of the FLORES family use: three letters and a script.

    >>> flores("es"), flores("zh-TW"), flores("sr"), flores("ar")
    ('spa_Latn', 'zho_Hant', 'srp_Cyrl', 'arb_Arab')
    """
    import langcodes

    whole = langcodes.get(tag).maximize()
    short = whole.language or "und"
    return f"{_FLORES.get(short) or langcodes.get(short).to_alpha3()}_{whole.script or 'Latn'}"
