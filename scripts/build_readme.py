"""Writes the rule table of README.md from the rules; `make golden` runs it, a test says when it was forgotten."""

from __future__ import annotations

from pathlib import Path

from auditor.cli._pages import table_markdown

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- rules: made by scripts/build_readme.py -->\n", "<!-- end of rules -->"


def rendered(text: str) -> str:
    """The README with the table as it should be."""
    head, _, rest = text.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}{table_markdown()}\n{END}{tail}"


if __name__ == "__main__":
    README.write_text(rendered(README.read_text("utf-8")), "utf-8")
