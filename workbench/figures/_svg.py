"""How small can a drawing be as SVG: numbers no finer than can be seen, lines as steps."""

from __future__ import annotations

import io
import re

import matplotlib as mpl
from matplotlib.figure import Figure

# a hundredth of a point is finer than anyone can see
FINE_DECIMALS = re.compile(r"(\d\.\d\d)\d+")
DATA = re.compile(r'(?<= d=")[^"]+')
STRAIGHT = re.compile(r"(?:[ML] -?[\d.]+ -?[\d.]+ \n|z\n)+")
CORNER = re.compile(r"([MLz])(?: (-?[\d.]+) (-?[\d.]+))?")
LONG = 200  # characters: shorter ones are glyphs and ticks, which gain nothing
TO_HUNDREDTHS = 100


def as_svg(figure: Figure) -> str:
    """The drawing as SVG with text as outlines, so that any reader shows every name."""
    buffer = io.StringIO()
    with mpl.rc_context({"svg.fonttype": "path", "svg.hashsalt": "workbench"}):
        figure.savefig(buffer, format="svg", metadata={"Date": None, "Creator": None})
    return DATA.sub(lambda path: _smaller(path[0]), buffer.getvalue())


def _smaller(path: str) -> str:
    """A path with the same corners, to a hundredth of a point."""
    if len(path) > LONG and STRAIGHT.fullmatch(path):
        return in_steps(path)
    return FINE_DECIMALS.sub(r"\1", path)


def in_steps(path: str) -> str:
    r"""A path of straight lines, each corner told by its step from the one before.

    Steps are between rounded corners, so that nothing adds up on the way.

    Examples
    --------
    >>> in_steps("M 10.004 20 \nL 11.5 20.25 \nL 11 18 \nz\nM 3 4 \n")
    'M10 20l+1.5+0.25-0.5-2.25zM3 4'
    """
    parts = []
    x, y, before = 0, 0, ""
    for kind, across, down in CORNER.findall(path):
        if kind == "z":
            parts.append("z")
        else:
            new = (round(TO_HUNDREDTHS * float(across)), round(TO_HUNDREDTHS * float(down)))
            if kind == "M":
                parts.append(f"M{new[0] / TO_HUNDREDTHS:g} {new[1] / TO_HUNDREDTHS:g}")
            else:
                sign = "" if before == "L" else "l"
                steps = ((new[0] - x) / TO_HUNDREDTHS, (new[1] - y) / TO_HUNDREDTHS)
                parts.append(f"{sign}{steps[0]:+g}{steps[1]:+g}")
            x, y = new
        before = kind
    return "".join(parts)
