"""Room 8, figures: drawings, tables and words that carry their own explanation."""

from workbench.fieldwork.watching.control_limits import ControlRules, control_table, rules_within
from workbench.figures.actor_map import actor_map, actor_map_in_words
from workbench.figures.argument_map import argument_chart, argument_chart_in_words
from workbench.figures.attack_charts import (
    cutoff_path,
    cutoff_path_in_words,
    estimate_rows,
    estimate_rows_in_words,
    zoning_fan,
    zoning_fan_in_words,
)
from workbench.figures.before_after import Moments, before_after, changes, changes_in_words
from workbench.figures.binned_scatter import (
    binned_points,
    binned_scatter,
    binned_scatter_in_words,
)
from workbench.figures.bivariate_map import bivariate_in_words, bivariate_map
from workbench.figures.bubble_map import bubble_map, bubble_map_in_words
from workbench.figures.capacity_chart import capacity_chart, capacity_in_words
from workbench.figures.chain_network import chain_layout, chain_network, network_in_words
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
from workbench.figures.cluster_bubbles import bubble_table, bubbles_in_words, cluster_bubbles
from workbench.figures.comparison_matrix import comparison_matrix, matrix_in_words
from workbench.figures.concentration_curves import (
    concentration_curves,
    concentration_points,
    curves_in_words,
)
from workbench.figures.control_chart import control_chart, control_in_words, moving_range_chart
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
from workbench.figures.flow_map import flow_map, flows_in_words
from workbench.figures.functional_diagram import diagram_in_words, functional_diagram
from workbench.figures.gantt import gantt, gantt_in_words
from workbench.figures.index_charts import rank_intervals, rank_intervals_in_words
from workbench.figures.innovation_participation import (
    innovation_participation,
    participation_in_words,
)
from workbench.figures.interactive_map import InteractiveMap, map_places
from workbench.figures.ledger import (
    ledger_chart,
    ledger_in_words,
    ledger_table,
    verdict_matrix,
    verdict_matrix_in_words,
)
from workbench.figures.lights_chart import lights_chart, lights_in_words
from workbench.figures.lines_chart import lines_chart, lines_in_words
from workbench.figures.local_clusters_map import (
    hot_spots_map,
    local_clusters_in_words,
    local_clusters_map,
)
from workbench.figures.maps import map_caption, map_data, map_in_words, region_map
from workbench.figures.methods import Methods
from workbench.figures.numbers import listed, shown
from workbench.figures.organisation_chart import organisation_chart, organisation_in_words
from workbench.figures.overlap import overlap_in_words, overlap_matrix
from workbench.figures.pillars_chart import pillars_chart, pillars_in_words
from workbench.figures.place_product_network import (
    network_of_products_in_words,
    place_product_layout,
    place_product_network,
)
from workbench.figures.places import place_map, places_in_words
from workbench.figures.profile_bars import profile_bars, profile_bars_in_words
from workbench.figures.radar_chart import radar_chart, radar_in_words
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
from workbench.figures.skills_gaps import skills_gaps, skills_gaps_in_words
from workbench.figures.small_maps import small_maps, small_maps_in_words
from workbench.figures.specification_chart import (
    placebo_chart,
    placebo_in_words,
    specification_chart,
    specification_chart_in_words,
)
from workbench.figures.tail_chart import tail_chart, tail_chart_in_words
from workbench.figures.ternary_chart import Parts, ternary_chart, ternary_in_words, ternary_points
from workbench.figures.type_probabilities import type_probabilities, type_probabilities_in_words
from workbench.figures.variance_shares import sensitivity_bars, sensitivity_in_words

__all__ = [
    "ControlRules",
    "FigureExhibit",
    "InteractiveMap",
    "Methods",
    "Moments",
    "Parts",
    "RegressionTable",
    "Scale",
    "TableExhibit",
    "Words",
    "actor_map",
    "actor_map_in_words",
    "argument_chart",
    "argument_chart_in_words",
    "before_after",
    "binned_points",
    "binned_scatter",
    "binned_scatter_in_words",
    "bivariate_in_words",
    "bivariate_map",
    "bubble_map",
    "bubble_map_in_words",
    "bubble_table",
    "bubbles_in_words",
    "capacity_chart",
    "capacity_in_words",
    "chain_layout",
    "chain_network",
    "changes",
    "changes_in_words",
    "cluster_bubbles",
    "coefficient_ladder",
    "coefficient_path",
    "comparison_matrix",
    "concentration_curves",
    "concentration_points",
    "contribution_bars",
    "contributions_in_words",
    "control_chart",
    "control_in_words",
    "control_table",
    "correlation_matrix",
    "correlations_in_words",
    "curves_in_words",
    "cutoff_path",
    "cutoff_path_in_words",
    "diagram_in_words",
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
    "flow_map",
    "flows_in_words",
    "functional_diagram",
    "gantt",
    "gantt_in_words",
    "grouped_dots",
    "hot_spots_map",
    "impacts_chart",
    "impacts_in_words",
    "innovation_participation",
    "labelled_scatter",
    "ladder_in_words",
    "ledger_chart",
    "ledger_in_words",
    "ledger_table",
    "lights_chart",
    "lights_in_words",
    "lines_chart",
    "lines_in_words",
    "listed",
    "local_clusters_in_words",
    "local_clusters_map",
    "map_caption",
    "map_data",
    "map_in_words",
    "map_places",
    "matrix_in_words",
    "moving_range_chart",
    "network_in_words",
    "network_of_products_in_words",
    "organisation_chart",
    "organisation_in_words",
    "overlap_in_words",
    "overlap_matrix",
    "participation_in_words",
    "path_in_words",
    "pillars_chart",
    "pillars_in_words",
    "place_map",
    "place_product_layout",
    "place_product_network",
    "place_profile",
    "place_profile_in_words",
    "placebo_chart",
    "placebo_in_words",
    "places_in_words",
    "power_curve",
    "power_curve_in_words",
    "profile_bars",
    "profile_bars_in_words",
    "radar_chart",
    "radar_in_words",
    "rank_change_bars",
    "rank_change_in_words",
    "rank_intervals",
    "rank_intervals_in_words",
    "region_map",
    "regression_table",
    "robustness_contour",
    "robustness_contour_in_words",
    "rules_within",
    "scatter_in_words",
    "sensitivity_bars",
    "sensitivity_in_words",
    "shown",
    "skills_gaps",
    "skills_gaps_in_words",
    "small_maps",
    "small_maps_in_words",
    "specification_chart",
    "specification_chart_in_words",
    "tail_chart",
    "tail_chart_in_words",
    "ternary_chart",
    "ternary_in_words",
    "ternary_points",
    "type_probabilities",
    "type_probabilities_in_words",
    "verdict_matrix",
    "verdict_matrix_in_words",
    "what_if_curve",
    "what_if_in_words",
    "zoning_fan",
    "zoning_fan_in_words",
]
