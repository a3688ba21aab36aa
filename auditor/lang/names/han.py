"""Traditional and Simplified Chinese characters as one."""

from __future__ import annotations

import functools

from auditor import corpora


@functools.cache
def _table() -> dict[int, str]:
    lines = corpora.path("names/han_variants.txt").read_text(encoding="utf-8").splitlines()
    old, new = (line for line in lines if not line.startswith("#"))
    return dict(zip(map(ord, old), new, strict=True))


def simplified(text: str) -> str:
    """The text with every Traditional character as Simplified Chinese writes it; its length stays.

    >>> simplified("臺灣的龍井茶"), simplified("龙井茶")
    ('台湾的龙井茶', '龙井茶')
    """
    return text.translate(_table())
