"""Names that custom shortens: states of the wire (Ky., KY) and news agencies (AFP for Agence France-Presse)."""

from __future__ import annotations

import functools

import regex

from auditor.lang.wire import agencies

# The stylebook's forms before the postal codes; states of five letters at most are not shortened in text.
_STATES = """Alabama Ala. AL|Alaska AK|Arizona Ariz. AZ|Arkansas Ark. AR|California Calif. CA|Colorado Colo. CO
|Connecticut Conn. CT|Delaware Del. DE|Florida Fla. FL|Georgia Ga. GA|Hawaii HI|Idaho ID|Illinois Ill. IL|Indiana Ind. IN|Iowa IA
|Kansas Kan. KS|Kentucky Ky. KY|Louisiana La. LA|Maine ME|Maryland Md. MD|Massachusetts Mass. MA|Michigan Mich. MI
|Minnesota Minn. MN|Mississippi Miss. MS|Missouri Mo. MO|Montana Mont. MT|Nebraska Neb. NE|Nevada Nev. NV
|New Hampshire N.H. NH|New Jersey N.J. NJ|New Mexico N.M. NM|New York N.Y. NY|North Carolina N.C. NC
|North Dakota N.D. ND|Ohio OH|Oklahoma Okla. OK|Oregon Ore. OR|Pennsylvania Pa. PA|Rhode Island R.I. RI
|South Carolina S.C. SC|South Dakota S.D. SD|Tennessee Tenn. TN|Texas TX|Utah UT|Vermont Vt. VT|Virginia Va. VA
|Washington Wash. WA|West Virginia W.Va. WV|Wisconsin Wis. WI|Wyoming Wyo. WY"""
_SHORT = regex.compile(r"(?<=[,\p{L}] )(?:\p{Lu}\p{Ll}{0,4}\.(?:\p{Lu}[\p{Ll}]{0,2}\.)?|\p{Lu}\p{Lu})(?![\p{L}\p{Nd}])")
_LETTER = regex.compile(r"[\p{L}\p{Nd}]")


@functools.cache
def _states() -> dict[str, str]:
    out: dict[str, str] = {}
    for entry in _STATES.replace("\n", "").split("|"):
        cut = regex.search(r"(?:\s\p{Lu}[\p{L}.]*\.)?\s\p{Lu}{2}$", entry)
        if cut is not None:
            out |= dict.fromkeys(cut.group().split(), entry[: cut.start()])
    return out


@functools.lru_cache(maxsize=2048)
def written_out(text: str) -> tuple[str, ...]:
    """The states that stand in an English text by their abbreviations.

    >>> written_out("LOUISVILLE, Ky. (AP) — Governor"), written_out("He fell Ill. and sat in La Paz")
    (('Kentucky',), ('Illinois',))
    """
    return tuple(dict.fromkeys(s for m in _SHORT.finditer(text[:4000]) if (s := _states().get(m.group()))))


@functools.lru_cache(maxsize=4096)
def state_of(short: str) -> str:
    """The state an abbreviation stands for, "" where it is none.

    >>> state_of("Ky"), state_of("Calif."), state_of("Miss Marple")
    ('Kentucky', 'California', '')
    """
    return _states().get(short) or (_states().get(short + ".", "") if len(short) > 1 else "")


@functools.cache
def _by_agency() -> dict[str, tuple[str, ...]]:
    out: dict[str, tuple[str, ...]] = {}
    for name, short in agencies().items():
        out[short] = (*out.get(short, ()), name)
    return out


@functools.lru_cache(maxsize=8192)
def same_agency(name: str, text: str) -> bool:
    """Is the name an agency's that the text names, in whatever language?

    >>> same_agency("Xinhua", "（新华社）"), same_agency("AFP", "TASS")
    (True, False)
    """
    short = agencies().get(name.casefold().strip(" .")) or agencies().get(name.casefold().replace(".", "").replace(" ", ""))
    if short is None:
        return False
    here = text[:4000].casefold()
    return any(_stands(other, here) for other in _by_agency()[short])


def _stands(name: str, text: str) -> bool:
    at = text.find(name)
    while at >= 0:
        before, after = text[at - 1 : at], text[at + len(name) : at + len(name) + 1]
        if not name.isascii() or not (_LETTER.match(before) or _LETTER.match(after)):
            return True
        at = text.find(name, at + 1)
    return False
