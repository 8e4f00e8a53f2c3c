"""Room 8, figures: drawings, tables and words that carry their own explanation."""

from workbench.figures.attack_charts import (
    cutoff_path,
    cutoff_path_in_words,
    estimate_rows,
    estimate_rows_in_words,
    zoning_fan,
    zoning_fan_in_words,
)
from workbench.figures.binned_scatter import (
    binned_points,
    binned_scatter,
    binned_scatter_in_words,
)
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
from workbench.figures.effects import economic_effects, effects_in_words
from workbench.figures.estimate_charts import (
    coefficient_path,
    event_time_chart,
    event_time_in_words,
    impacts_chart,
    impacts_in_words,
    path_in_words,
)
from workbench.figures.exhibit import FigureExhibit, TableExhibit, Words
from workbench.figures.index_charts import rank_intervals, rank_intervals_in_words
from workbench.figures.ledger import (
    ledger_chart,
    ledger_in_words,
    ledger_table,
    verdict_matrix,
    verdict_matrix_in_words,
)
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
from workbench.figures.regression_table import RegressionTable, regression_table
from workbench.figures.robustness_charts import (
    equivalence_band,
    equivalence_band_in_words,
    power_curve,
    power_curve_in_words,
    robustness_contour,
    robustness_contour_in_words,
)
from workbench.figures.specification_chart import (
    placebo_chart,
    placebo_in_words,
    specification_chart,
    specification_chart_in_words,
)
from workbench.figures.variance_shares import sensitivity_bars, sensitivity_in_words

__all__ = [
    "FigureExhibit",
    "RegressionTable",
    "Scale",
    "TableExhibit",
    "Words",
    "binned_points",
    "binned_scatter",
    "binned_scatter_in_words",
    "coefficient_ladder",
    "coefficient_path",
    "contribution_bars",
    "contributions_in_words",
    "correlation_matrix",
    "correlations_in_words",
    "cutoff_path",
    "cutoff_path_in_words",
    "distance_curve",
    "distance_curve_in_words",
    "economic_effects",
    "effects_in_words",
    "equivalence_band",
    "equivalence_band_in_words",
    "estimate_rows",
    "estimate_rows_in_words",
    "event_time_chart",
    "event_time_in_words",
    "grouped_dots",
    "impacts_chart",
    "impacts_in_words",
    "labelled_scatter",
    "ladder_in_words",
    "ledger_chart",
    "ledger_in_words",
    "ledger_table",
    "listed",
    "map_data",
    "map_in_words",
    "overlap_in_words",
    "overlap_matrix",
    "path_in_words",
    "place_map",
    "place_profile",
    "place_profile_in_words",
    "placebo_chart",
    "placebo_in_words",
    "places_in_words",
    "power_curve",
    "power_curve_in_words",
    "rank_change_bars",
    "rank_change_in_words",
    "rank_intervals",
    "rank_intervals_in_words",
    "region_map",
    "regression_table",
    "robustness_contour",
    "robustness_contour_in_words",
    "scatter_in_words",
    "sensitivity_bars",
    "sensitivity_in_words",
    "shown",
    "specification_chart",
    "specification_chart_in_words",
    "verdict_matrix",
    "verdict_matrix_in_words",
    "what_if_curve",
    "what_if_in_words",
    "zoning_fan",
    "zoning_fan_in_words",
]
