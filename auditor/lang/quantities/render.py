"""A value as a language would print it, for suggestions."""

from __future__ import annotations

import functools
from decimal import Decimal

from auditor.lang.quantities.digits import COMMA
from auditor.lang.quantities.quantity import Quantity
from auditor.lang.quantities.tables import lexicon
from auditor.lang.scripts import primary

_SPACED = frozenset({"ru", "uk", "pl", "cs", "sk", "bg", "fr", "nb", "sv", "fi", "et", "lv", "lt", "hu"})  # fmt: skip


@functools.lru_cache(maxsize=1024)
def _names(lang: str, kind: str) -> dict[int, str]:
    found: dict[int, str] = {}
    for form, meanings in lexicon(lang).forms.items():
        for m in meanings:
            if m.kind == kind and not m.words:
                found.setdefault(int(m.value), form.capitalize() if lang in {"en", "de"} else form)
    return found


def printed(q: Quantity, lang: str) -> str | None:
    """The quantity in digits (months and weekdays by name) as `lang` prints them, None where nothing sure can be said.

    >>> from auditor.lang.quantities import quantities
    >>> printed(quantities("120万", "zh")[0], "en"), printed(quantities("3.5", "en")[0], "de")
    ('1,200,000', '3,5')
    """
    lang = primary(lang)
    if len(q.values) != 1:
        return None
    (value,) = q.values
    if q.kind in {"month", "weekday"} and lang not in {"zh", "ja", "ko"}:
        return _names(lang, q.kind).get(int(value))
    if q.kind in {"relday", "daypart", "weekday"} or not isinstance(value, Decimal):
        return None
    if q.kind == "time":
        return f"{int(value) // 60:02d}:{int(value) % 60:02d}"
    whole, _, part = f"{value:f}".partition(".")
    part = part.rstrip("0")
    if len(whole) > 4 or (len(whole) == 4 and q.kind == "number" and lang == "en" and q.written == "mixed"):
        mark = "\N{NO-BREAK SPACE}" if lang in _SPACED else "." if lang in COMMA else ","
        whole = f"{int(whole):,}".replace(",", mark)
    return whole + (("," if lang in COMMA else ".") + part if part else "")
