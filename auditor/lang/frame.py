"""What stands around a text without belonging to what it tells: the number of a list item, a dateline, the agency's name.

House style decides whether a translation keeps them, so a name or a date that is gone there is no omission of the story.
"""

from __future__ import annotations

import functools

import regex

from auditor.lang.wire import agencies

OUTSIDE = 0.5  # what an omission around the story counts beside one in it
_LOOK = 160  # characters a frame may take at either end
_TAILS = 4  # parts of a tail: " - Rolling news - Hunan Daily - Voice"
_LEFT = 8  # characters the story itself must have
_DASH = r"(?:[–—―]+|--?)"
_NEWS = r"(?i:news|agency|agencies|correspondent|columnist|comprehensive|xinhua|reuters|afp|dpa|efe|tass|ansa)"
_SHOUTED = r"\p{Lu}[\p{Lu}\p{M}.'-]{2,}"
_LEAD = regex.compile(
    rf"""\s*(?:
      [(（]?\p{{Nd}}{{1,2}}[.)）、．]\s*(?=[\p{{Lu}}\p{{Lo}}])                                 # 4. Install
    | [(（【\[](?=[^()（）【】\[\]\n]*(?:\p{{Han}}|[＝=]|{_NEWS}))[^()（）【】\[\]\n]{{2,40}}[)）】\]]\s*  # （综合11日电）
    | (?P<telegram>[^。，、！？!?\n]{{2,40}}?)[电電讯訊](?:题[:：]|\s*[(（][^()（）\n]{{1,40}}[)）])?  # 新华社2月11日电(记者)
    | \p{{Han}}{{2,8}}社\p{{Han}}{{0,8}}{_DASH}                                            # 越通社河内——
    | \p{{Han}}{{2,10}}(?:消息|报道|報道)[:：]                                              # 央视网消息：
    | \p{{Lu}}[\p{{L}}. ]{{1,30}}\ (?i:news|reports?):(?=\s)                                # CCTV news:
    | \p{{Lu}}[\p{{L}}\p{{M}}.,' -]{{1,60}}[(（][^()（）\n]{{2,40}}[)）]\s*{_DASH}(?=\s)    # KYIV (Reuters) -
    | \p{{Lu}}(?=[^\n]{{0,100}}{_NEWS})[^()!?\n]{{2,70}}\([^()\n]{{2,50}}\)(?=\s\p{{Lu}})      # Taipei, Xinhua (Zhao Bo) The
    | {_SHOUTED}(?:[ /]{_SHOUTED}){{0,4}}(?:,\ [\p{{L}}\p{{M}}\p{{Nd}}. ]{{2,40}}){{0,3}}\s*{_DASH}(?=\s)
    )(?:\s*{_DASH}(?=\s))?""",
    regex.VERBOSE,
)
_SENT = regex.compile(r"[社网網报報]|\p{Nd}日")  # who sent a telegram, or when
_TAIL = regex.compile(rf"\s*(?:[|｜_]|\s{_DASH}\s|[–—―]+|(?<=\p{{Han}})-)\s*([^|｜_–—\n-]{{2,30}})\s*$")
_AGENCY = regex.compile(r"(?:[网網社报報]|新闻|新聞|在线|在線)$|\b(?:News|Agency|Network|Times|Post)\b|\.com\b")


@functools.lru_cache(maxsize=2048)
def story(text: str) -> tuple[int, int]:
    """Where the story itself begins and ends; nothing is cut off where too little would be left.

    >>> def told(text): return text[slice(*story(text))]
    >>> told("新华社台北2月11日电(记者赵博、黄扬)出口贸易额连续下降。"), told("4. Install a program for mobile phones.")
    ('出口贸易额连续下降。', 'Install a program for mobile phones.')
    >>> told("Talks on refugees come to a standstill - Chinanews.com"), told("The minister (68) spoke.")
    ('Talks on refugees come to a standstill', 'The minister (68) spoke.')
    """
    start, end = 0, len(text)
    lead = _LEAD.match(text[:_LOOK])
    if lead is not None and (lead["telegram"] is None or _SENT.search(lead["telegram"])):
        start = len(text) - len(text[lead.end() :].lstrip())
    for _ in range(_TAILS):
        tail = _TAIL.search(text, max(start, end - _LOOK), end)
        if tail is None or not (tail.group(1).casefold() in agencies() or _AGENCY.search(tail.group(1))):
            break
        end = tail.start()
    return (start, end) if end - start >= _LEFT else (0, len(text))


def around(text: str, at: int) -> bool:
    """Does a place lie outside the story?

    >>> around("(Reuters) - Talks go on in the capital.", 1), around("Talks go on in the capital.", 9)
    (True, False)
    """
    start, end = story(text)
    return not start <= at < end
