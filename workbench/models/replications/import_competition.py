"""Did imports from China cost manufacturing jobs: Autor, Dorn and Hanson (2013), Table 3."""

from __future__ import annotations

from workbench.data import Question
from workbench.models.estimate import Fit, fit
from workbench.models.panels import panel
from workbench.models.replications._card import Card, Line, replication

OUTCOME, TERM = "change_manufacturing_employment", "import_exposure_change"
SHARE = ("manufacturing_share_start",)
CONTROLS = (
    *SHARE,
    "college_share_start",
    "foreign_born_share_start",
    "female_employment_share_start",
    "routine_share_start",
    "offshorability_start",
)
# By column: controls, fixed effects, the printed coefficient and standard error.
COLUMNS = {
    1: ((), ("year",), -0.746, 0.068),
    2: (SHARE, ("year",), -0.610, 0.094),
    6: (CONTROLS, ("division", "year"), -0.596, 0.099),
}
HALF = 0.0005

CARD = Card(
    title="Table 3, columns 1, 2 and 6: import exposure and manufacturing employment, 2SLS",
    source="Autor, D., Dorn, D. and Hanson, G. (2013), The China Syndrome, American Economic "
    "Review 103(6), 2121-2168",
    data="the shipped study us_commuting_zones: 722 zones, 1990-2000 and 2000-2007",
    method="two-stage least squares with the imports of other rich countries as instrument, "
    "weighted by population, clustered by state",
    caveats=(
        "The printed standard errors are not enlarged for a small sample; the workbench's own are, "
        "by 1 to 2 percent.",
    ),
)


@replication(CARD)
def import_competition() -> list[Line]:
    """Recompute the coefficients and standard errors of three columns.

    Examples
    --------
    >>> [line.is_met for line in import_competition()]
    [True, True, True, True, True, True]
    """
    return [line for column in COLUMNS for line in _lines(column)]


def formula(column: int) -> str:
    """The formula of a column of the table."""
    controls, effects, *_ = COLUMNS[column]
    terms, absorbed = " + ".join(controls) or "1", " + ".join(effects)
    return f"{OUTCOME} ~ {terms} | {absorbed} | {TERM} ~ import_exposure_instrument"


def column_fit(column: int) -> Fit:
    """The fit of a column of the table."""
    table = panel("us_commuting_zones", question=Question(outcome=OUTCOME))
    return fit(
        formula(column), table, cluster="state", weights="population_weight", small_sample=False
    )


def _lines(column: int) -> list[Line]:
    *_, slope, error = COLUMNS[column]
    found = column_fit(column).term(TERM)
    return [
        Line(f"column {column}, coefficient", slope, float(found["estimate"]), HALF),
        Line(f"column {column}, standard error", error, float(found["std_error"]), HALF),
    ]
