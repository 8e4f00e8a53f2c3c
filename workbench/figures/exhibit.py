"""What may stand on a page: figures, tables and words, each with all a reader needs.

An exhibit cannot be made without its caption, units, source and, for a figure, the words a blind
reader hears. In a notebook it shows itself; the page builder finds everything else it needs (the
drawing, the data as CSV) in the metadata of the output.
"""

from __future__ import annotations

import base64
import hashlib
import html
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import Collection, LineCollection, PathCollection
from matplotlib.figure import Figure
from matplotlib.image import imsave
from matplotlib.patches import FancyArrowPatch, Patch
from matplotlib.text import Text
from matplotlib.ticker import FixedLocator

from workbench.figures import formats
from workbench.figures._svg import as_svg
from workbench.figures._word import write_word
from workbench.figures.glyphs import check_drawing
from workbench.figures.numbers import shown
from workbench.figures.spreadsheet import as_excel, sheet_of

METADATA = "workbench"
SHORTEST_ALT = 15
DIGITS = 6
PIXELS_PER_INCH = 110

Bundle = tuple[dict[str, str], dict[str, Any]]


@dataclass(frozen=True, repr=False)
class FigureExhibit:
    """A drawing with its caption, words for those who cannot see it, units, source and data.

    `answers` are the items of the referee's list that it shows, such as "F1".
    """

    drawing: Axes | Figure
    name: str
    caption: str
    alt: str
    units: str
    source: str
    data: pd.DataFrame
    answers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if len(self.alt) < SHORTEST_ALT:
            raise ValueError(f"figure {self.name}: the alt text says too little: {self.alt!r}")

    @property
    def figure(self) -> Figure:
        """The matplotlib figure."""
        if isinstance(self.drawing, Figure):
            return self.drawing
        return cast(Figure, self.drawing.get_figure(root=True))

    def __repr__(self) -> str:
        return (
            f"Figure: {self.caption}\n{self.alt}\n"
            f"data {_size(self.data)}, fingerprint {fingerprint(self.data)}; "
            f"drawing {drawn(self.figure)}"
        )

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        check_drawing(self.figure, self.name)
        # laid out once: each layout moves the last digit, and with it the bytes; at the PNG's
        # resolution, where letters are widest, so that no name runs off either drawing
        self.figure.set_dpi(PIXELS_PER_INCH)
        png = _png(self.figure)
        self.figure.set_layout_engine(None)  # "none" would draw twice
        payload = _payload("figure", self, alt=self.alt, svg=as_svg(self.figure))
        return {"text/plain": repr(self), "image/png": png}, {METADATA: payload}


@dataclass(frozen=True, repr=False)
class TableExhibit:
    """A table with its caption, units and source; numbers are rounded only where they are shown.

    `answers` are the items of the referee's list that it shows, such as "T1".
    """

    data: pd.DataFrame
    name: str
    caption: str
    units: str
    source: str
    answers: tuple[str, ...] = ()

    def __repr__(self) -> str:
        rows = self.data.to_string(index=False, float_format=_number, na_rep="–")
        return f"Table: {self.caption}\n{rows}"

    def as_html(self) -> str:
        """The table as escaped HTML."""
        head = "".join(f"<th>{html.escape(_heading(c))}</th>" for c in self.data)
        rows = "".join(f"<tr>{self._cells(row)}</tr>" for row in self.data.itertuples(index=False))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"

    def _cells(self, row: Sequence[object]) -> str:
        columns = map(str, self.data.columns)
        return "".join(self._cell(value, own) for value, own in zip(row, columns, strict=True))

    def _cell(self, value: object, column: str) -> str:
        text = html.escape(formats.cell_text(value, column))
        is_number = isinstance(value, (int, float, np.number)) and not isinstance(value, bool)
        return f'<td class="number">{text}</td>' if is_number else f"<td>{text}</td>"

    def as_latex(self) -> str:
        """The table for LaTeX with the package booktabs."""
        return formats.as_latex(self._strings, self._notes, self.caption)

    def as_csv(self) -> str:
        """The table's strings as CSV; text that looks like a formula begins with '."""
        return formats.as_csv(self._strings)

    def as_word(self, path: str | Path) -> Path:
        """Write the table into a new Word document.

        Raises
        ------
        WorkbenchError
            If the extra [word] is not installed.
        """
        return write_word(self._strings, path, self._notes, self.caption, "")

    def as_excel(self, path: str | Path) -> Path:
        """Write the table into a new workbook: text as text, numbers with all their digits."""
        words = self.name, self.caption, self.units, self.source
        Path(path).write_bytes(as_excel([sheet_of(self.data, *words)]))
        return Path(path)

    @property
    def _strings(self) -> pd.DataFrame:
        return formats.as_strings(self.data)

    @property
    def _notes(self) -> tuple[str, ...]:
        return (f"Units: {self.units}. Source: {self.source}.",)

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        data = {"text/plain": repr(self), "text/html": self.as_html()}
        return data, {METADATA: _payload("table", self)}


@dataclass(frozen=True, repr=False)
class Words:
    """Paragraphs written by code: a verdict, a note or a warning.

    `answers` are the items of the referee's list that they state, such as "estimand"; `lacks`
    are those of which they say why the page does not show them.
    """

    paragraphs: Sequence[str]
    role: str = "note"
    answers: tuple[str, ...] = ()
    lacks: tuple[str, ...] = ()

    def __repr__(self) -> str:
        return "\n".join(self.paragraphs)

    def _repr_mimebundle_(self, **_: Any) -> Bundle:
        marks = {"answers": list(self.answers), "lacks": list(self.lacks)}
        payload = {"kind": "words", "role": self.role, "paragraphs": list(self.paragraphs)}
        payload |= {mark: items for mark, items in marks.items() if items}
        return {"text/plain": repr(self)}, {METADATA: payload}


def fingerprint(table: pd.DataFrame) -> str:
    """A short hash of a table's columns and values, to six significant digits.

    It changes when a value changes and stays when a library computes the last digit otherwise.
    """
    lines = [
        ",".join(f"{v + 0.0:.{DIGITS}g}" if isinstance(v, float) else str(v) for v in row)
        for row in table.itertuples(index=False)
    ]
    return _hash([",".join(map(str, table.columns)), *lines])


def drawn(figure: Figure) -> str:
    """A short hash of what a figure shows: lines, intervals, points, bars, classes, and words.

    It is the same before and after the figure is rendered. Outlines are not in it, only which
    colour and hatching each one has; the sizes and shapes of markers are.
    """
    parts: list[str] = []
    for axes in figure.axes:
        parts += [_numbers(line.get_xydata()) for line in axes.lines]
        for collection in axes.collections:
            if isinstance(collection, LineCollection):
                parts += [_numbers(segment) for segment in collection.get_segments()]
            parts.append(_numbers(collection.get_offsets()))
            parts.append(_numbers(collection.get_facecolor()))
            parts += _marks(collection)
        parts += [part for patch in axes.patches for part in _extents(patch)]
        parts += [text.get_text() for text in (*axes.texts, *_words_around(axes))]
    return _hash(parts)


def _marks(collection: Collection) -> Iterator[str]:
    """How large markers are and of what shape, and how areas are hatched."""
    if isinstance(collection, PathCollection):
        yield _numbers(collection.get_sizes())
        yield from (_numbers(marker.vertices) for marker in collection.get_paths())
    yield str(collection.get_hatch() or "")


def _extents(patch: Patch) -> Iterator[str]:
    """Where a bar, a band or a wedge lies, and how it is filled.

    Of arrows only the colour counts: matplotlib bends them on the screen, as large as it is.
    """
    if not isinstance(patch, FancyArrowPatch):
        outline = patch.get_patch_transform().transform(patch.get_path().vertices)
        yield _numbers(np.asarray(outline) + 0.0)
    yield _numbers(np.asarray(patch.get_facecolor()))
    yield str(patch.get_hatch() or "")


def _words_around(axes: Axes) -> Iterator[Text]:
    """Title, legend and axis labels; tick labels where they are names, not numbers."""
    yield from (axes.title, axes.xaxis.label, axes.yaxis.label)
    if legend := axes.get_legend():
        yield from (legend.get_title(), *legend.get_texts())
    if isinstance(axes.yaxis.get_major_locator(), FixedLocator):
        yield from axes.get_yticklabels()


def _number(value: float) -> str:
    return shown(value, formats.TABLE_DIGITS)


def _numbers(values: Any) -> str:
    return ",".join(f"{v:.{DIGITS - 1}g}" for v in np.ma.filled(values, np.nan).ravel())


def _hash(parts: Sequence[str]) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _size(table: pd.DataFrame) -> str:
    return f"{len(table)} rows × {table.shape[1]} columns"


def _heading(column: object) -> str:
    return str(column).replace("_", " ")


def _payload(kind: str, exhibit: FigureExhibit | TableExhibit, **extra: str) -> dict[str, Any]:
    marks = {"answers": list(exhibit.answers)} if exhibit.answers else {}
    return {
        "kind": kind,
        "name": exhibit.name,
        "caption": exhibit.caption,
        "units": exhibit.units,
        "source": exhibit.source,
        "csv": exhibit.data.to_csv(index=False, lineterminator="\n"),
        **marks,
        **extra,
    }


def _png(figure: Figure) -> str:
    """The drawing as PNG, laid out and drawn in one; `savefig` would draw it once for each."""
    own, buffer = figure.canvas, io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    try:
        canvas.draw()
    finally:
        figure.set_canvas(own)
    pixels, metadata = canvas.buffer_rgba(), cast(Any, {"Software": None})
    imsave(buffer, pixels, format="png", origin="upper", dpi=figure.dpi, metadata=metadata)
    return base64.b64encode(buffer.getvalue()).decode("ascii")
