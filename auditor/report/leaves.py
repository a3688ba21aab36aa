"""A report larger than a browser likes, in pages: an index, and beside it a folder of pages with what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePath
from urllib.parse import quote

import msgspec

from auditor.model import Report
from auditor.report.html import Article, Leaf, Way, paper, streamed
from auditor.report.manual import Look
from auditor.report.reading import WORST_FIRST

FINDINGS = 500  # of a page: about 2 MB, opened in a second on a small laptop


def pages(report: Report, look: Look, name: str) -> Iterator[tuple[str, Iterator[str]]]:
    """The pages as they come, the index last; one file alone where one page is enough."""
    folder = f"{PurePath(name).stem}.pages"
    made: list[Leaf] = []
    shown, last, at, before = 0, "", 0, ""
    groups = _grouped(streamed(report, look))
    group = next(groups, [])
    while True:
        following = next(groups, None)
        shown += len({a.document.id for a in group} - {last})
        last = group[-1].document.id if group else last
        if following is None and not made:
            yield name, iter([paper(report, group, report.findings)])
            return
        at += 1
        leaf, after = f"{at:05}.html", f"{at + 1:05}.html" if following is not None else ""
        way = Way(index=f"../{quote(name)}", before=before, after=after)
        found = [card.note.finding for article in group for card in article.cards]
        head = msgspec.structs.replace(report, failures=(), skips=(), counts={})
        yield f"{folder}/{leaf}", iter([paper(head, group, found, way)])
        counts = sum((Counter(article.counts) for article in group), Counter())
        tally = {severity.value: counts[severity.value] for severity in WORST_FIRST if counts[severity.value]}
        made.append(Leaf(f"{quote(folder)}/{leaf}", group[0].title, tally))
        before = leaf
        if following is None:
            break
        group = following
    yield name, iter([paper(report, (), report.findings, Way(leaves=tuple(made)), shown)])


def _grouped(articles: Iterator[Article]) -> Iterator[list[Article]]:
    group: list[Article] = []
    held = 0
    for article in articles:
        if group and held + len(article.cards) > FINDINGS:
            yield group
            group, held = [], 0
        group.append(article)
        held += len(article.cards)
    if group:
        yield group
