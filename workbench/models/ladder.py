"""Does the answer survive what else differs between places: one effect, step by step.

A ladder fits the same question alone, then with controls, then with fixed effects, each time
with robust and, where places come in groups, with clustered standard errors.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from workbench.models.estimate import Fit, fit

LOGARITHMIC = "log"


@dataclass(frozen=True)
class Rung:
    """One step of a ladder: its name, the robust fit, and the clustered one where asked."""

    name: str
    robust: Fit
    clustered: Fit | None

    @property
    def cautious(self) -> Fit:
        """The clustered fit where there is one, else the robust one."""
        return self.clustered or self.robust

    def line(self, measure: str) -> tuple[float, float]:
        """Constant and slope of a model without fixed effects, for drawing."""
        constant = self.robust.coefficients["estimate"]["constant"]
        return float(constant), float(self.robust.term(measure)["estimate"])


def in_scale(column: str, panel: pd.DataFrame) -> str:
    """The column as a term: in logarithms where its card says so."""
    card = panel.attrs.get("columns", {}).get(column, {})
    return f"log({column})" if card.get("scale") == LOGARITHMIC else column


def formula_of(
    panel: pd.DataFrame, outcome: str, terms: Sequence[str], fixed_effects: Sequence[str] = ()
) -> str:
    """The formula of outcome on terms, each in logarithms where its card says so."""
    right = " + ".join(in_scale(name, panel) for name in terms)
    effects = f" | {' + '.join(fixed_effects)}" if fixed_effects else ""
    return f"{in_scale(outcome, panel)} ~ {right}{effects}"


def ladder(
    panel: pd.DataFrame,
    outcome: str,
    measure: str,
    *,
    controls: Sequence[str] = (),
    fixed_effects: Sequence[str] = (),
    cluster: str | None = None,
) -> list[Rung]:
    """Fit outcome on measure: alone, with controls, with fixed effects on top.

    Columns whose card says "log" enter in logarithms. Steps without anything new are left out.

    Returns
    -------
    The rungs from the barest to the fullest.

    Raises
    ------
    FormulaError
        As `fit` does.
    """
    steps = {"alone": formula_of(panel, outcome, [measure])}
    if controls:
        steps["with controls"] = formula_of(panel, outcome, [measure, *controls])
    if fixed_effects:
        also = f"{'controls and ' if controls else ''}{' and '.join(fixed_effects)} effects"
        steps[f"with {also}"] = formula_of(panel, outcome, [measure, *controls], fixed_effects)
    return [
        Rung(name, fit(text, panel), fit(text, panel, cluster=cluster) if cluster else None)
        for name, text in steps.items()
    ]


def ladder_table(rungs: Sequence[Rung], measure: str) -> pd.DataFrame:
    """The coefficient of `measure` on each rung, one row a rung.

    Columns: step, estimate, robust_std_error, clustered_std_error (missing without clusters),
    low, high (95 %, the more cautious of the two fits), rows, r_squared.
    """
    lines = []
    for rung in rungs:
        robust, cautious = rung.robust.term(measure), rung.cautious.term(measure)
        clustered = cautious["std_error"] if rung.clustered else float("nan")
        lines.append(
            {
                "step": rung.name,
                "estimate": robust["estimate"],
                "robust_std_error": robust["std_error"],
                "clustered_std_error": clustered,
                "low": cautious["low"],
                "high": cautious["high"],
                "rows": rung.robust.n_used,
                "r_squared": rung.robust.r_squared,
            }
        )
    return pd.DataFrame(lines)
