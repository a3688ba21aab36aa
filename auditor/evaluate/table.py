"""Figures as a table for a person."""

from __future__ import annotations

import io
from collections.abc import Sequence

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table

from auditor.evaluate.figures import Figure, Figures


def table(figures: Figures, width: int = 100, *, colour: bool = False) -> str:
    """One table a measure: share, 95 % interval, cases."""
    out = io.StringIO()
    console = Console(file=out, width=width, force_terminal=colour, color_system="standard" if colour else None, highlight=False)
    speed = f"{figures.units / figures.seconds:.0f} units/s" if figures.seconds else ""
    console.print(f"{figures.set} ({figures.hash})  {', '.join(figures.sides)}  {figures.units} texts  {speed}")
    for name in dict.fromkeys(f.name for f in figures.figures):
        console.print(_one(name, [f for f in figures.figures if f.name == name]))
    for note in figures.notes:
        console.print(note)
    return "\n".join(line.rstrip() for line in out.getvalue().splitlines()) + "\n"


def _one(name: str, figures: Sequence[Figure]) -> Table:
    made = Table(box=SIMPLE, title=name, title_justify="left", title_style="bold")
    made.add_column("of")
    for head in ("%", "95 %", "cases"):
        made.add_column(head, justify="right", no_wrap=True)
    for f in figures:
        made.add_row(
            f.of, f"{100 * f.value:.1f}", f"{100 * f.low:.1f} to {100 * f.high:.1f}", str(f.n), style="dim" if f.floor else None
        )
    return made
