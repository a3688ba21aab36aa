"""Datelines, list numbers and agencies at the end, as found in feeds, and what must not be taken for them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from auditor.lang.frame import around, story

FRAMED = [
    ("新华社台北2月11日电(记者赵博、黄扬)", "出口贸易额连续下降，制造业指数收缩。", ""),
    ("（综合11日电）", "旅游局近日公布，预计国际旅客人次可达一千万。", ""),
    ("越通社河内——", "总理正式访问新加坡和文莱已圆满成功。", ""),
    ("", "北交所融资融券交易业务下周启动", "-中新网"),
    ("（東京＝共同）", "首相は記者会見で述べた。", ""),
    ("KYIV (Reuters) — ", "Talks on grain exports go on.", ""),
    ("(AFP) - ", "Talks on grain exports go on.", ""),
    ("February 11, Taipei, Xinhua News Agency (Reporters Zhao Bo and Huang Yang) ", "Exports fell again.", ""),
    ("BERLIN, 3 June – ", "Der Bundestag hat das Gesetz beschlossen.", ""),
    ("4. ", "Install a program that finds viruses.", ""),
    ("", "The summit argues over refugees", " - China News Network"),
    ("央视网消息：", "种植牙是很多缺牙患者的理想选择。", ""),
    ("CCTV news: ", "Many patients choose implants.", ""),
    ("", "习近平回信勉励中国医疗队队员", " - 滚动新闻 - 湖南日报网 - 华声在线"),
    ("", "The summit argues over refugees", " | Example.com"),
]
PLAIN = [
    "The Central Bank of Nigeria (CBN) has denied the report.",
    "(42 %) wurden anschließend behandelt.",
    "3.5 million people came to the square.",
    "こんなのが私が自分で充電するのに役立ったと思う方法だ。",
    "中国电商行业涌现新变量，带货成为热点。",
    "It can be given - three times a week.",
    "Proben wurden auf PD-L1-Expression untersucht.",
    "The talks — which began on Monday — were hard.",
    "(68) said no.",
]


@pytest.mark.parametrize(("before", "told", "after"), FRAMED)
def test_what_stands_around_a_story_is_told_from_it(before, told, after):
    text = before + told + after
    assert text[slice(*story(text))] == told
    assert not around(text, len(before))
    assert not before or around(text, 0)
    assert not after or around(text, len(text) - 1)


@pytest.mark.parametrize("text", PLAIN)
def test_sentences_are_stories_from_end_to_end(text):
    assert story(text) == (0, len(text))


@given(st.text(max_size=200))
def test_a_story_lies_within_its_text(text):
    start, end = story(text)
    assert 0 <= start <= end <= len(text)
    assert story(text) == (0, len(text)) or end - start >= 8
