"""Room 8, figures: drawings, tables and words that carry their own explanation."""

from workbench.figures.charts import (
    Scale,
    coefficient_ladder,
    grouped_dots,
    labelled_scatter,
    ladder_in_words,
    scatter_in_words,
)
from workbench.figures.distance_curves import distance_curve, distance_curve_in_words
from workbench.figures.exhibit import FigureExhibit, TableExhibit, Words
from workbench.figures.maps import map_data, map_in_words, region_map
from workbench.figures.numbers import listed, shown
from workbench.figures.overlap import overlap_in_words, overlap_matrix
from workbench.figures.places import place_map, places_in_words

__all__ = [
    "FigureExhibit",
    "Scale",
    "TableExhibit",
    "Words",
    "coefficient_ladder",
    "distance_curve",
    "distance_curve_in_words",
    "grouped_dots",
    "labelled_scatter",
    "ladder_in_words",
    "listed",
    "map_data",
    "map_in_words",
    "overlap_in_words",
    "overlap_matrix",
    "place_map",
    "places_in_words",
    "region_map",
    "scatter_in_words",
    "shown",
]
