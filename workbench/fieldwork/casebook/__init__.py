"""What do the five documents say, on what evidence, and where do they contradict one another."""

from workbench.fieldwork.casebook.arguments import ArgumentMap, argument_map, arguments_in_words
from workbench.fieldwork.casebook.cluster_sizes import (
    TailCounts,
    lowest_output,
    printed_counts,
    tail_curves,
    tail_fits,
    tail_readings,
    tails_in_words,
)
from workbench.fieldwork.casebook.drifting import drifting_in_words, fact_cards
from workbench.fieldwork.casebook.factor_profiles import factor_profiles
from workbench.fieldwork.casebook.innovation_agents import Ways, first_step, innovation_agents
from workbench.fieldwork.casebook.place_products import (
    anomalies,
    jaccard,
    place_products,
    product_overlap,
    products_in_words,
    with_industries,
)
from workbench.fieldwork.casebook.provincial_shares import (
    cluster_quotients,
    concentration_bounds,
    provincial_shares,
    shares_in_words,
)
from workbench.fieldwork.casebook.records import (
    benefit_crosswalk,
    contradictions,
    contradictions_in_words,
    cooperation_matrix,
    definitions,
    definitions_in_words,
    documents,
    records,
    restraint_matrix,
)

__all__ = [
    "ArgumentMap",
    "TailCounts",
    "Ways",
    "anomalies",
    "argument_map",
    "arguments_in_words",
    "benefit_crosswalk",
    "cluster_quotients",
    "concentration_bounds",
    "contradictions",
    "contradictions_in_words",
    "cooperation_matrix",
    "definitions",
    "definitions_in_words",
    "documents",
    "drifting_in_words",
    "fact_cards",
    "factor_profiles",
    "first_step",
    "innovation_agents",
    "jaccard",
    "lowest_output",
    "place_products",
    "printed_counts",
    "product_overlap",
    "products_in_words",
    "provincial_shares",
    "records",
    "restraint_matrix",
    "shares_in_words",
    "tail_curves",
    "tail_fits",
    "tail_readings",
    "tails_in_words",
    "with_industries",
]
