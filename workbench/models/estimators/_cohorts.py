"""Who adopted when, and how long before or after is each row: cohorts and event time."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.errors import FormulaError, Problem
from workbench.models.design import CONSTANT, Design

NEVER = -1  # the cohort of those that do not adopt while they are watched
BEFORE = -1  # the event time that the others are compared with


@dataclass(frozen=True)
class Cohorts:
    """The rows that can be compared, and for each its cohort and event time.

    `arrays` has the fixed effects of unit and year, no constant, and clusters. `cohort` is the
    place of the first period with the policy, NEVER for the controls; `event_time` counts
    periods since. `notes` say what was left out.
    """

    arrays: Design
    cohort: np.ndarray
    event_time: np.ndarray
    notes: tuple[str, ...]

    @property
    def is_treated(self) -> np.ndarray:
        """Whether the policy is there in the row."""
        return np.asarray((self.cohort != NEVER) & (self.event_time >= 0))

    @property
    def cells(self) -> pd.DataFrame:
        """A column for each cohort and event time but the one before: 1 in its rows."""
        columns = {}
        for cohort in np.unique(self.cohort[self.cohort != NEVER]):
            own = self.cohort == cohort
            for time in np.unique(self.event_time[own]):
                if time != BEFORE:
                    columns[cohort, time] = (own & (self.event_time == time)).astype("float64")
        names = pd.MultiIndex.from_tuples(list(columns), names=["cohort", "event_time"])
        return pd.DataFrame(columns, self.arrays.outcome.index).set_axis(names, axis=1)


def cohorts(arrays: Design, adopted: str) -> Cohorts:
    """Sort rows into cohorts, and leave out what cannot be compared.

    Where every unit adopts in the end, those that do so last are the controls, and the years
    from then on are left out.

    Raises
    ------
    FormulaError
        If a unit has two years of adoption, or nobody is left to compare.
    """
    keys = arrays.also.drop(columns=adopted, errors="ignore")
    unit = keys.groupby(list(keys.columns.drop("year")), sort=True).ngroup()
    when = pd.to_numeric(arrays.also[adopted], errors="coerce").astype("float64").fillna(np.inf)
    when = when.where(when > 0, np.inf)
    _check_constant(when, unit, adopted)
    years = np.unique(keys["year"].to_numpy(dtype="float64"))
    period = np.searchsorted(years, keys["year"].to_numpy(dtype="float64"))
    cohort = np.searchsorted(years, when.to_numpy())
    cohort = np.where(cohort >= len(years), NEVER, cohort)
    keep, notes = _had_a_before(cohort, period, unit.to_numpy())
    if keep.any() and (cohort[keep] != NEVER).all():
        last = cohort[keep].max()
        keep &= period < last
        cohort = np.where(cohort == last, NEVER, cohort)
        notes.append(
            f"nobody goes without the policy: those that adopt last, in {years[last]:.0f}, are "
            "the controls, and the years from then on are left out"
        )
    if not ((cohort[keep] != NEVER) & (period >= cohort)[keep]).any() or NEVER not in cohort[keep]:
        raise FormulaError(_nothing_to_compare(adopted))
    return Cohorts(_rows(arrays, keep, unit), cohort[keep], (period - cohort)[keep], tuple(notes))


def _had_a_before(
    cohort: np.ndarray, period: np.ndarray, unit: np.ndarray
) -> tuple[np.ndarray, list[str]]:
    """Rows of units that were seen in the period before they adopted, or never do."""
    is_before = (cohort == NEVER) | (period == cohort - 1)
    has_before = np.bincount(unit, is_before)[unit] > 0
    lost = len(np.unique(unit[~has_before]))
    told = f"{lost} units were not seen in the period before they adopted, and are left out"
    return has_before, [told] if lost else []


def _rows(arrays: Design, keep: np.ndarray, unit: pd.Series) -> Design:
    """The design of the rows kept, with effects of unit and year and clusters."""
    effects = pd.DataFrame({"unit": unit, "year": arrays.also["year"]})
    clusters = unit.rename("unit") if arrays.clusters is None else arrays.clusters
    return replace(
        arrays,
        outcome=arrays.outcome[keep],
        regressors=arrays.regressors.drop(columns=CONSTANT)[keep],
        fixed_effects=effects[keep],
        clusters=clusters[keep],
        weights=None if arrays.weights is None else arrays.weights[keep],
        also=arrays.also[keep],
    )


def _check_constant(when: pd.Series, unit: pd.Series, adopted: str) -> None:
    by_unit = when.groupby(unit)
    wrong = by_unit.min() != by_unit.max()
    if wrong.any():
        row = unit.index[(unit == wrong.idxmax()).to_numpy()][0]
        raise FormulaError(
            Problem(
                "CLW-F70",
                "a unit has several years of adoption",
                column=adopted,
                value=f"row {row}",
                expected="one year a unit, alike in all its rows; 0 for those that never adopt",
                remedy="take the first of its years",
                more=int(wrong.sum()) - 1,
            )
        )


def _nothing_to_compare(adopted: str) -> Problem:
    return Problem(
        "CLW-F70",
        "there is nobody to compare with, before or beside",
        column=adopted,
        expected="units that adopt in different years, or some that never do (0), each seen in "
        "the year before",
        remedy="bring earlier years, or units without the policy",
    )
