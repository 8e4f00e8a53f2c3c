"""How unequal were Mexican states in 1940 and in 2000: Theil's T, and between regions."""

from __future__ import annotations

import pandas as pd

from workbench.measures import measures
from workbench.models.replications._bundled import bundled
from workbench.models.replications._card import Card, Line, replication

PRINTED = {
    ("theil_t", 1940): (0.20894344, 8),
    ("theil_t", 2000): (0.10660832, 8),
    ("theil_t_between", 1940): (0.0345889, 7),
    ("theil_t_between", 2000): (0.03635872, 8),
}
WORDS = {"theil_t": "Theil's T", "theil_t_between": "Theil's T between Hanson's regions"}
REGIONS = "hanson98"

CARD = Card(
    title="Inequality of output per head among 32 Mexican states, 1940-2000",
    source="PySAL's documentation of its inequality measures; data of Rey, S. J. and Sastre "
    "Gutierrez, M. L. (2010), Interregional inequality dynamics in Mexico, Spatial Economic "
    "Analysis 5; regions of Hanson, G. H. (1998), Regional Science and Urban Economics 28",
    data="libpysal's bundled example mexico, installed with the package",
    method="each state counts once, whatever its population; regions of the column hanson98",
)


@replication(CARD)
def mexican_states() -> list[Line]:
    """Recompute the index of the first and the last year, whole and between regions.

    Examples
    --------
    >>> all(line.is_met for line in mexican_states())
    True
    """
    table = pd.read_csv(bundled("mexico", "mexico.csv"), encoding="utf-8")
    regions = pd.DataFrame({"region": table["State"], "parent": table[REGIONS].astype("str")})
    return [
        Line(
            f"{WORDS[variant]}, {year}",
            printed,
            _theil(table, regions, variant, year),
            10**-digits / 2,
        )
        for (variant, year), (printed, digits) in PRINTED.items()
    ]


def _theil(table: pd.DataFrame, regions: pd.DataFrame, variant: str, year: int) -> float:
    """Our measure, on output per head as the amount of a region of one head."""
    made = pd.DataFrame(
        {"region": table["State"], "industry": "all", "output": table[f"pcgdp{year}"]}
    )
    found = measures["theil_inequality"](
        made, regions, value="output", variant=variant, background="equal"
    )
    return float(found["value"].iloc[0])
