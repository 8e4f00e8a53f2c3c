"""Can every word of a drawing be drawn: its characters are in one of the two fonts."""

from __future__ import annotations

from collections.abc import Iterator

from matplotlib.figure import Figure
from matplotlib.text import Text

from workbench.fonts.coverage import check_glyphs


def check_drawing(figure: Figure, name: str) -> None:
    """Refuse a drawing in which a character would be an empty box.

    Parameters
    ----------
    figure
        Any figure: titles, labels, legends, ticks and notes are looked at.
    name
        What the figure is called.

    Raises
    ------
    WorkbenchError
        With each character that neither font holds, and the words it stands in (CLW-R49).

    Examples
    --------
    >>> figure = Figure()
    >>> title = figure.suptitle("Wenzhou 温州")
    >>> check_drawing(figure, "map")
    """
    check_glyphs(_texts(figure), where=f"figure {name}")


def _texts(figure: Figure) -> Iterator[str]:
    for text in figure.findobj(Text):
        if isinstance(text, Text) and text.get_visible():
            yield text.get_text()
