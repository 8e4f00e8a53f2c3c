"""Room 5, models: a panel, a formula, a fit, a ladder of fits.

The fit by rule is loaded when it is first used: with it come all the rules.
"""

from typing import TYPE_CHECKING, Any

from workbench.models.attacking import attacked
from workbench.models.attacks import Attack
from workbench.models.estimate import Fit, fit
from workbench.models.formula import Formula, parse
from workbench.models.ladder import Rung, formula_of, in_scale, ladder, ladder_table
from workbench.models.local_association import (
    LocalAssociation,
    association_in_words,
    hot_spots,
    local_moran,
)
from workbench.models.names import index_outcome
from workbench.models.neighbouring import neighbours_of
from workbench.models.panels import available_columns, panel, panel_for
from workbench.models.spatial import Moran, moran, moran_in_words
from workbench.models.specification import Specification, specification_of
from workbench.models.summaries import (
    by_region,
    is_logarithmic,
    label_of,
    methods,
    names_of,
    summary,
)

if TYPE_CHECKING:
    from workbench.models.by_rule import ByRule, fit_by_rule

__all__ = [
    "Attack",
    "ByRule",
    "Fit",
    "Formula",
    "LocalAssociation",
    "Moran",
    "Rung",
    "Specification",
    "association_in_words",
    "attacked",
    "available_columns",
    "by_region",
    "fit",
    "fit_by_rule",
    "formula_of",
    "hot_spots",
    "in_scale",
    "index_outcome",
    "is_logarithmic",
    "label_of",
    "ladder",
    "ladder_table",
    "local_moran",
    "methods",
    "moran",
    "moran_in_words",
    "names_of",
    "neighbours_of",
    "panel",
    "panel_for",
    "parse",
    "specification_of",
    "summary",
]


def __getattr__(name: str) -> Any:
    if name not in {"ByRule", "fit_by_rule"}:
        raise AttributeError(f"module 'workbench.models' has no attribute {name!r}")
    from workbench.models import by_rule

    return getattr(by_rule, name)
