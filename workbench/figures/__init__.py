"""Room 8, figures: drawings, tables and words that carry their own explanation."""

from workbench.figures.charts import (
    Scale,
    coefficient_ladder,
    labelled_scatter,
    ladder_in_words,
    scatter_in_words,
)
from workbench.figures.exhibit import FigureExhibit, TableExhibit, Words
from workbench.figures.maps import map_in_words, region_map
from workbench.figures.numbers import shown

__all__ = [
    "FigureExhibit",
    "Scale",
    "TableExhibit",
    "Words",
    "coefficient_ladder",
    "labelled_scatter",
    "ladder_in_words",
    "map_in_words",
    "region_map",
    "scatter_in_words",
    "shown",
]
