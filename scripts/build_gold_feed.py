"""Builds a target feed and its source feed from one system's output in a gold set, to read a real report.

    AUDITOR_GOLD=/path/to/sets python scripts/build_gold_feed.py wmt23_mqm_zh-en --system Lan-BridgeMT --documents 20 build/gold

writes `build/gold/target.xml` and `build/gold/source.xml`; then

    auditor audit build/gold/target.xml --source build/gold/source.xml --format html=build/gold/report.html

The sets are not part of this project: without AUDITOR_GOLD the script says so and stops.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import sys
from collections import defaultdict
from html import escape
from pathlib import Path
from typing import Any


def rows(path: Path, system: str) -> dict[str, list[dict[str, Any]]]:
    """The system's rows by document, in the order of their segments."""
    documents: dict[str, dict[int, dict[str, Any]]] = defaultdict(dict)
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["system"] == system and row.get("doc"):
                documents[row["doc"]][int(row["meta"]["seg"])] = row
    return {doc: [segments[n] for n in sorted(segments)] for doc, segments in documents.items()}


def feed(documents: dict[str, list[dict[str, Any]]], side: str, lang: str) -> str:
    """An RSS feed with one item a document: the first segment as its title, the others as paragraphs."""
    items = []
    for doc, segments in documents.items():
        texts = [escape(segment[side], quote=False) for segment in segments]
        body = "".join(f"<p>{text}</p>" for text in texts[1:])
        items.append(
            f'<item><title>{texts[0]}</title><guid isPermaLink="false">{escape(doc)}</guid>'
            f"<content:encoded><![CDATA[{body}]]></content:encoded></item>"
        )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
        f"<channel><title>{side}</title><language>{lang}</language>\n" + "\n".join(items) + "\n</channel></rss>\n"
    )


def main() -> None:
    """Writes the two feeds."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("set")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--system", required=True)
    parser.add_argument("--documents", type=int, default=20)
    args = parser.parse_args()
    if "AUDITOR_GOLD" not in os.environ:
        sys.exit("skipped: set AUDITOR_GOLD to the folder of the gold sets")
    path = Path(os.environ["AUDITOR_GOLD"]) / f"{args.set}.jsonl.gz"
    documents = {doc: segments for doc, segments in rows(path, args.system).items() if len(segments) > 1}
    chosen = dict(list(documents.items())[: args.documents])
    first = next(iter(chosen.values()))[0]
    args.folder.mkdir(parents=True, exist_ok=True)
    for side, name, lang in (("target", "target", first["tgt_lang"]), ("source", "source", first["src_lang"])):
        (args.folder / f"{name}.xml").write_text(feed(chosen, side, lang), "utf-8")
    print(f"{len(chosen)} documents, {sum(map(len, chosen.values()))} segments")


if __name__ == "__main__":
    main()
