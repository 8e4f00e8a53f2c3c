"""Which names fit on a drawing: labels that never cover one another."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import cast
from unicodedata import east_asian_width

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.transforms import Bbox

LONGEST = 28
SMALL = 7.5
DARK = "#333333"
DOT = 2.0
# where a name may stand beside its point: offset in points, and how it is aligned
PLACES = (
    (4, 3, "left", "bottom"),
    (4, -3, "left", "top"),
    (-4, 3, "right", "bottom"),
    (-4, -3, "right", "top"),
)


def shortened(name: str, longest: int = LONGEST) -> str:
    """A name that fits on a drawing, whose longest is told in Latin letters.

    Examples
    --------
    >>> shortened("Xishuangbanna Dai Autonomous Prefecture")
    'Xishuangbanna Dai Autonomou…'
    >>> shortened("西双版纳傣族自治州", 12)
    '西双版纳傣…'
    """
    if lettering(name) <= longest:
        return name
    ends = accumulate(lettering(character) for character in name)
    return name[: sum(end < longest for end in ends)] + "…"


def lettering(text: str) -> int:
    """How many Latin letters are as wide as a text: a Chinese character is as wide as two.

    Examples
    --------
    >>> lettering("温州 Wenzhou")
    12
    """
    return sum(2 if east_asian_width(character) in "WF" else 1 for character in text)


def place_labels(
    axes: Axes, points: Sequence[tuple[float, float]], names: Sequence[str], *, tries: int = 1
) -> list[str]:
    """Write names beside points, the first ones first; a name without room is left out.

    Parameters
    ----------
    axes
        Axes on which everything else is drawn already.
    points, names
        Where, in data coordinates, and what; names longer than 28 characters are cut.
    tries
        How many of the four sides of a point to try.

    Returns
    -------
    The names that found no room.
    """
    cast(Figure, axes.get_figure(root=True)).draw_without_rendering()  # the layout decides
    taken = [_around(axes, point) for point in points]
    left_out = []
    for point, name in zip(points, names, strict=True):
        box = _written(axes, point, name, taken, tries)
        if box is None:
            left_out.append(name)
        else:
            taken.append(box)
    return left_out


def _around(axes: Axes, point: tuple[float, float]) -> Bbox:
    """The room a point itself takes, in pixels."""
    x, y = axes.transData.transform(point)
    return Bbox.from_extents(x - DOT, y - DOT, x + DOT, y + DOT)


def _written(
    axes: Axes, point: tuple[float, float], name: str, taken: Sequence[Bbox], tries: int
) -> Bbox | None:
    """Write one name where it covers no other, and return its box; None where it cannot be."""
    frame = axes.get_window_extent()
    for x, y, horizontal, vertical in PLACES[:tries]:
        text = axes.annotate(
            shortened(name),
            point,
            xytext=(x, y),
            textcoords="offset points",
            ha=horizontal,
            va=vertical,
            fontsize=SMALL,
            color=DARK,
        )
        box = text.get_window_extent()
        is_inside = box.x1 <= frame.x1 and box.x0 >= frame.x0
        if is_inside and not any(box.overlaps(other) for other in taken):
            text.set_path_effects([withStroke(linewidth=2, foreground="white")])
            return box
        text.remove()
    return None
