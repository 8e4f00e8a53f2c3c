"""How is a small drawing written as SVG: the same bytes wherever it is drawn."""

from __future__ import annotations

import html

from workbench.figures.style import GREY, LINE, POINT

WIDTH = 640
ROW = 26
TEXT = 'font-family="sans-serif" font-size="13" fill="#222222"'


def text(x: float, y: float, words: object, anchor: str = "start") -> str:
    """Words at a place; `anchor` is "start", "middle" or "end"."""
    safe = html.escape(str(words))
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {TEXT}>{safe}</text>'


def bar(x: float, y: float, width: float, height: float, colour: str = POINT) -> str:
    """A filled rectangle with a white edge, so that neighbours can be told apart."""
    return (
        f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0):.1f}" height="{height:.1f}" '
        f'fill="{colour}" stroke="#ffffff" stroke-width="1"/>'
    )


def upright(x: float, top: float, bottom: float, colour: str = LINE, dash: str = "") -> str:
    """A line from top to bottom."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<line x1="{x:.1f}" x2="{x:.1f}" y1="{top:.1f}" y2="{bottom:.1f}" '
        f'stroke="{colour}" stroke-width="2.5"{dashed}/>'
    )


def level(y: float, left: float, right: float, thick: float = 1) -> str:
    """A grey line from left to right."""
    return (
        f'<line x1="{left:.1f}" x2="{right:.1f}" y1="{y:.1f}" y2="{y:.1f}" '
        f'stroke="{GREY}" stroke-width="{thick}"/>'
    )


def drawing(parts: list[str], height: float, alt: str) -> str:
    """The parts as one drawing that says what it shows."""
    safe = html.escape(alt, quote=True)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" '
        f'role="img" aria-label="{safe}" style="width: 100%; max-width: {WIDTH}px">'
        f"{''.join(parts)}</svg>"
    )
