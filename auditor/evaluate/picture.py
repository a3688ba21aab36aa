"""Figures as a picture: one bar a figure with its interval, in SVG, readable in print and in the dark."""

from __future__ import annotations

from collections.abc import Iterable
from xml.sax.saxutils import escape

from auditor.evaluate.figures import Figure, Figures

_ROW, _HEAD, _LEFT, _WIDE, _RIGHT = 22, 30, 260, 420, 150
_STYLE = """<style>
svg{font:13px system-ui,sans-serif;color-scheme:light dark}
text{fill:#1d2430}.quiet{fill:#5d6675}.bar{fill:#2f6fb3}.floor{fill:#b9c1cd}.whisker{stroke:#1d2430;stroke-width:1.2}.grid{stroke:#d7dce3}
@media(prefers-color-scheme:dark){text{fill:#e8ecf2}.quiet{fill:#9aa5b5}.bar{fill:#6aa7e6}.floor{fill:#4a5361}.whisker{stroke:#e8ecf2}.grid{stroke:#39414d}}
</style>"""


def picture(figures: Figures) -> str:
    """The whole set as one SVG text."""
    parts: list[str] = []
    y = 34
    for name in dict.fromkeys(f.name for f in figures.figures):
        rows = [f for f in figures.figures if f.name == name]
        parts += _panel(name, rows, y)
        y += _HEAD + _ROW * len(rows) + 14
    width = _LEFT + _WIDE + _RIGHT
    title = f"{figures.set}: {', '.join(figures.sides)}"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{y}" viewBox="0 0 {width} {y}" role="img">'
    heading = f'<text x="12" y="20" font-weight="600">{escape(title)}</text>'
    return "\n".join([head, f"<title>{escape(title)}</title>", _STYLE, heading, *parts, "</svg>", ""])


def _panel(name: str, rows: Iterable[Figure], y: int) -> list[str]:
    out = [f'<text x="12" y="{y + 20}" font-weight="600">{escape(name)}, %</text>']
    rows = list(rows)
    bottom = y + _HEAD + _ROW * len(rows)
    for tick in (0, 25, 50, 75, 100):
        x = _LEFT + _WIDE * tick / 100
        out.append(f'<line class="grid" x1="{x:.1f}" x2="{x:.1f}" y1="{y + _HEAD - 4}" y2="{bottom}"/>')
    for i, figure in enumerate(rows):
        out += _bar(figure, y + _HEAD + i * _ROW)
    return out


def _bar(figure: Figure, y: int) -> list[str]:
    middle = y + _ROW / 2 - 2
    low, value, high = (_LEFT + _WIDE * min(1.0, max(0.0, v)) for v in (figure.low, figure.value, figure.high))
    kind, width = "floor" if figure.floor else "bar", value - _LEFT
    return [
        f'<text x="{_LEFT - 10}" y="{y + 13}" text-anchor="end">{escape(figure.of)}</text>',
        f'<rect class="{kind}" x="{_LEFT}" y="{y + 3}" width="{width:.1f}" height="{_ROW - 9}" rx="2"/>',
        f'<line class="whisker" x1="{low:.1f}" x2="{high:.1f}" y1="{middle:.1f}" y2="{middle:.1f}"/>',
        f'<text x="{_LEFT + _WIDE + 10}" y="{y + 13}">{100 * figure.value:.1f} <tspan class="quiet">n={figure.n}</tspan></text>',
    ]
