"""Apertium's stream format: what is escaped on the way in, and what the marks on the way out mean.

The stages of a pipeline talk in a stream where `[...]` holds what is not to be translated, a few characters are escaped, and
NUL ends a unit (https://wiki.apertium.org/wiki/Apertium_stream_format).  `*`, `#` and `@` come out as marks of words that are
not known, so they must not go in as text.
"""

from __future__ import annotations

import regex

from auditor.backtranslate.base import Back, sendable

END = b"\0"
_SPECIAL = regex.compile(
    r"""(?P<escape>[\[\]{}^$<>/\\])
      | (?P<mark>[*\#@~\p{Cc}--\s]+)          # marks of the output, controls: carried around the translation
      | (?P<blank>\s{2,}|[^\S ])             # a single space is the stream's own
    """,
    regex.VERBOSE | regex.V1,
)
_LAST = regex.compile(r"\.?\[\d*\]$")
_PARAGRAPH = regex.compile(r"\n\s*\n")
_PIECE = regex.compile(
    r"(?P<mark>\\?[*\#@])|\\(?P<literal>.)|\[(?P<blank>(?:\\.|[^\]\\])*)\]|(?P<text>[^\\\[*\#@]+|.)", regex.DOTALL
)
_WORD = regex.compile(r"[\p{L}\p{M}\p{N}_'’-]+")


def escaped(text: str, number: int = 0) -> bytes:
    r"""A unit of the stream: `.[]` at its end closes the sentence without adding a stop, as `apertium-destxt` does.

    The number in the last brackets comes back with the reply: one that is late, doubled or cut short is known by it.

    >>> escaped("5 $ [sic]  *", 7)
    b'5 \\$ \\[sic\\][  ][*].[7]\x00'
    """

    def piece(found: regex.Match[str]) -> str:
        whole: str = found.group()
        if found["escape"]:
            return "\\" + whole
        stop = ".[]" if found["blank"] and _PARAGRAPH.search(whole) else ""
        return f"{stop}[{whole}]"

    stream: str = _SPECIAL.sub(piece, sendable(text))
    return f"{stream}.[{number}]".encode() + END


def is_reply(reply: bytes, number: int) -> bool:
    """Is this the whole reply to the unit of that number?"""
    return reply.endswith(b"[%d]" % number)


def read(reply: bytes) -> Back:
    r"""What a reply says: the text, and which of its words were not known.

    >>> back = read(b"The *zorzal sings \\$5[  ]well.[0]")
    >>> back.text, [back.text[a:b] for a, b in back.unknown]
    ('The zorzal sings $5  well', ['zorzal'])
    """
    stream = _LAST.sub("", reply.decode("utf-8", "replace")).replace(".[]", "")
    out: list[str] = []
    length, marked = 0, []
    for found in _PIECE.finditer(stream):
        if found["mark"]:
            marked.append(length)
            continue
        text = _plain(found["blank"]) if found["blank"] is not None else found["literal"] or found["text"]
        out.append(text)
        length += len(text)
    whole = "".join(out)
    words = (_WORD.match(whole, place) for place in marked)
    return Back(whole, unknown=tuple(word.span() for word in words if word))


def _plain(blank: str) -> str:
    bare: str = regex.sub(r"\\(.)", r"\1", blank, flags=regex.DOTALL)
    return bare
