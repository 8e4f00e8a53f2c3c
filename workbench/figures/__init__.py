"""Room 8, figures: drawings, tables and words that carry their own explanation."""

from workbench.figures.change_charts import (
    rank_change_bars,
    rank_change_in_words,
    what_if_curve,
    what_if_in_words,
)
from workbench.figures.charts import (
    Scale,
    coefficient_ladder,
    grouped_dots,
    labelled_scatter,
    ladder_in_words,
    scatter_in_words,
)
from workbench.figures.correlations import correlation_matrix, correlations_in_words
from workbench.figures.distance_curves import distance_curve, distance_curve_in_words
from workbench.figures.exhibit import FigureExhibit, TableExhibit, Words
from workbench.figures.index_charts import rank_intervals, rank_intervals_in_words
from workbench.figures.maps import map_data, map_in_words, region_map
from workbench.figures.numbers import listed, shown
from workbench.figures.overlap import overlap_in_words, overlap_matrix
from workbench.figures.places import place_map, places_in_words
from workbench.figures.region_charts import (
    contribution_bars,
    contributions_in_words,
    place_profile,
    place_profile_in_words,
)
from workbench.figures.variance_shares import sensitivity_bars, sensitivity_in_words

__all__ = [
    "FigureExhibit",
    "Scale",
    "TableExhibit",
    "Words",
    "coefficient_ladder",
    "contribution_bars",
    "contributions_in_words",
    "correlation_matrix",
    "correlations_in_words",
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
    "place_profile",
    "place_profile_in_words",
    "places_in_words",
    "rank_change_bars",
    "rank_change_in_words",
    "rank_intervals",
    "rank_intervals_in_words",
    "region_map",
    "scatter_in_words",
    "sensitivity_bars",
    "sensitivity_in_words",
    "shown",
    "what_if_curve",
    "what_if_in_words",
]
