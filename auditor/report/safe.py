"""Makes untrusted text harmless where it is shown; every format goes through here.

Text read from a feed may carry terminal escapes, characters XML forbids, direction overrides or halves of
surrogate pairs.  What a reader must see is shown as an escape; what a format cannot hold becomes U+FFFD,
one for one, so that offsets stay true.
"""

from __future__ import annotations

import math
import re

import regex

_LINE_ENDS = r"\N{LINE SEPARATOR}\N{PARAGRAPH SEPARATOR}"
_HIDDEN = regex.compile(rf"[\p{{Cc}}\p{{Cs}}\p{{Bidi_Control}}{_LINE_ENDS}]")
# Persian, Arabic and Hebrew are written with the weak marks; the strong ones can turn a whole line around.
_WEAK_MARKS = frozenset("\N{LEFT-TO-RIGHT MARK}\N{RIGHT-TO-LEFT MARK}\N{ARABIC LETTER MARK}")
_HALVES = regex.compile(r"\p{Cs}")
# XML 1.0, production 2: of the controls only tab and the line ends; no halves; neither noncharacter of the first plane.
_NOT_XML = regex.compile(r"(?![\t\n\r\x7F-\x9F])\p{Cc}|\p{Cs}|[\uFFFE\uFFFF]")
_ELLIPSIS = "\N{HORIZONTAL ELLIPSIS}"


def safe(text: str) -> str:
    r"""The text on one line with every control and direction character visible: what may reach a terminal.

    >>> safe("a\x1b[31mb\N{RIGHT-TO-LEFT OVERRIDE}c\nd")
    'a\\x1b[31mb\\u202ec d'
    """
    return str(_HIDDEN.sub(_shown, text))


def on_page(text: str) -> str:
    r"""Like `safe`, for a page that keeps lines and isolates directions: weak marks stay.

    >>> on_page("a\nb\x00\N{RIGHT-TO-LEFT MARK}") == "a\nb\\x00\N{RIGHT-TO-LEFT MARK}"
    True
    """
    return str(_HIDDEN.sub(lambda m: m[0] if m[0] in "\n\t" or m[0] in _WEAK_MARKS else _shown(m), text))


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    if match[0] in "\n\t":
        return " "
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"


def whole(text: str) -> str:
    """The text without halves of surrogate pairs, which UTF-8 cannot hold.

    >>> whole("a" + chr(0xD800)) == "a\N{REPLACEMENT CHARACTER}"
    True
    """
    return str(_HALVES.sub("\N{REPLACEMENT CHARACTER}", text))


def xml(text: str) -> str:
    r"""The text with only characters XML 1.0 allows.

    >>> xml("a\x00b") == "a\N{REPLACEMENT CHARACTER}b"
    True
    """
    return str(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text))


def is_xml(character: str) -> bool:
    r"""May XML 1.0 hold the character?

    >>> is_xml("a"), is_xml("\x00")
    (True, False)
    """
    return _NOT_XML.match(character) is None


def cut(text: str, room: int) -> str:
    """At most `room` code points, an ellipsis where something is left out.

    >>> cut("an endless story", 11) == "an endless\N{HORIZONTAL ELLIPSIS}"
    True
    """
    return text if len(text) <= room else text[: max(0, room - 1)] + _ELLIPSIS


def finite(number: float | None, digits: int = 6) -> float | None:
    """The number, rounded; None for what JSON has no word for.

    >>> finite(float("nan")), finite(0.1 + 0.2)
    (None, 0.3)
    """
    return None if number is None or not math.isfinite(number) else round(number, digits)
