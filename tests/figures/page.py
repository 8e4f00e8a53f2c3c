"""What of a drawing runs off its page or over itself."""

from __future__ import annotations

from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from tests.figures.drawing import rendered

SLACK = 1.0  # a pixel


def written(axes: Axes) -> list:
    """All texts of some axes that say something: names, numbers, legend, labels."""
    legend = axes.get_legend()
    left, right = sorted(axes.get_xlim())
    ticks = zip(axes.get_xticks(), axes.get_xticklabels(), strict=True)
    texts = [
        *axes.texts,
        *(label for at, label in ticks if left <= at <= right),
        *axes.get_yticklabels(),
        axes.xaxis.label,
        axes.yaxis.label,
        *(legend.get_texts() if legend else ()),
    ]
    return [text for text in texts if text.get_text().strip()]


def off_the_page(axes: Axes) -> list[str]:
    """The texts that are not wholly on the page."""
    page = rendered(axes).bbox
    boxes = [(text.get_text(), box_of(text)) for text in written(axes)]
    return [
        text
        for text, box in boxes
        if box.x0 < page.x0 - SLACK
        or box.y0 < page.y0 - SLACK
        or box.x1 > page.x1 + SLACK
        or box.y1 > page.y1 + SLACK
    ]


def with_seen_ticks(axes: Axes) -> Axes:
    """The axes without the upright ticks beyond their view, whose labels are never drawn."""
    low, high = sorted(axes.get_ylim())
    axes.set_yticks([tick for tick in axes.get_yticks() if low <= tick <= high])
    return axes


def box_of(text: Text) -> Bbox:
    """The room a text takes, without the line that leads to it."""
    return Text.get_window_extent(text)


def names_of_rows(axes: Axes) -> dict[float, str]:
    """What is written beside each place of the upright axis."""
    labels = (label.get_text() for label in axes.get_yticklabels())
    return dict(zip(axes.get_yticks(), labels, strict=True))


def segments(collection) -> list:
    """The ends of lines, as lists of points."""
    return [segment.tolist() for segment in collection.get_segments()]


def greyness(colour) -> float:
    """How light a colour is in print, 0 to 1."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return 0.3 * red + 0.59 * green + 0.11 * blue
