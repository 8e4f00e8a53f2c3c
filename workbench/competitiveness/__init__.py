"""Room 4, competitiveness: the composite index, how sure its ranks are, and what moves them.

The modules stand in the order of the ten steps of the handbook of the OECD and the Joint Research
Centre (2008): `framework` and `selecting` (1, 2), `imputation` (3), `multivariate` (4),
`outliers` and `normalising` (5), `weighting` and `aggregating` (6), `uncertainty` and
`sensitivity` (7), `contributions`, `rank_change`, `what_if`, `peers` and `places` (8), `links`
(9), `profile` (10). `building` goes through them; `recipe` holds the choices.
"""

from workbench.competitiveness.building import build, index, index_by_year
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.contributions import contributions
from workbench.competitiveness.facts import facts, facts_table
from workbench.competitiveness.framework import Framework
from workbench.competitiveness.links import circularity, correlations_with
from workbench.competitiveness.multivariate import (
    correlations,
    cronbach_alpha,
    principal_components,
)
from workbench.competitiveness.needed import needed
from workbench.competitiveness.peers import peers
from workbench.competitiveness.places import places
from workbench.competitiveness.presentation import (
    agreement,
    beside,
    facts_in_short,
    in_short,
    ingredients,
    small_firms,
    treatment,
)
from workbench.competitiveness.profile import profile
from workbench.competitiveness.rank_change import rank_change
from workbench.competitiveness.recipe import CHOICES, Recipe
from workbench.competitiveness.sensitivity import sensitivity
from workbench.competitiveness.sme import sme_shares
from workbench.competitiveness.sme_view import sme_view
from workbench.competitiveness.uncertainty import uncertainty
from workbench.competitiveness.what_if import curve, what_if
from workbench.competitiveness.without_each import without_each

__all__ = [
    "CHOICES",
    "CompositeIndex",
    "Framework",
    "Recipe",
    "agreement",
    "beside",
    "build",
    "circularity",
    "contributions",
    "correlations",
    "correlations_with",
    "cronbach_alpha",
    "curve",
    "facts",
    "facts_in_short",
    "facts_table",
    "in_short",
    "index",
    "index_by_year",
    "ingredients",
    "needed",
    "peers",
    "places",
    "principal_components",
    "profile",
    "rank_change",
    "sensitivity",
    "small_firms",
    "sme_shares",
    "sme_view",
    "treatment",
    "uncertainty",
    "what_if",
    "without_each",
]
