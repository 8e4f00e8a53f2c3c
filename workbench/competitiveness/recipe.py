"""How is an index made: the choices at each step, by name, in the order of the steps.

The order is that of the ten steps of the handbook of the OECD and the Joint Research Centre
(2008): framework, selection, imputation, multivariate analysis, normalising, weighting and
aggregating, uncertainty and sensitivity, back to the data, links to other variables, presentation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from workbench.errors import ParameterError, Problem, UnknownName, unknown

# Each step's methods in plain sight: name and what it does. The first is the default.
CHOICES: Mapping[str, Mapping[str, str]] = {
    "imputation": {
        "none": "what is missing stays missing; the other indicators of its dimension stand in",
        "mean": "the mean of the regions that have it",
        "median": "the median of the regions that have it",
        "group_mean": "the mean of the region's group",
        "group_median": "the median of the region's group",
        "regression": "predicted from the other indicators by least squares",
    },
    "outliers": {
        "winsorise_or_log": "where |skewness| > 2 and kurtosis > 3.5: the most extreme values are "
        "set to the next one, five at most; where that does not do, a logarithm",
        "winsorise": "the same without the logarithm",
        "none": "values as they are",
    },
    "normalising": {
        "min_max": "from 0 (the worst region) to 100 (the best)",
        "z_score": "distance from the mean in standard deviations",
        "rank": "the region's rank from below, as a share of the regions, times 100",
        "distance_to_best": "the share of the best region's value, times 100",
        "distance_to_mean": "100 times the value over the mean",
        "distance_to_reference": "100 times the value over that of the region `reference`",
    },
    "weighting": {
        "given": "the weights on the cards of indicators and dimensions, 1 where there is none",
        "equal": "each indicator of a dimension, and each dimension, alike",
        "principal_components": "by the part of common variance each indicator carries",
        "entropy": "more where an indicator tells regions apart more (Shannon)",
        "benefit_of_the_doubt": "each region is given the weights that suit it best",
    },
    "aggregating": {
        "arithmetic": "weighted mean: a weakness can be made up for in full",
        "geometric": "weighted geometric mean: a weakness can be made up for in part",
        "harmonic": "weighted harmonic mean: hardly",
        "generalised_mean": "weighted power mean; `power` 1 is arithmetic, 0 geometric",
        "mazziotta_pareto": "mean minus a penalty for unevenness",
    },
}


TO_REFERENCE = "distance_to_reference"
NUMBERS = {"availability", "power"}


@dataclass(frozen=True)
class Recipe:
    """The choices that make an index, in the order of the steps.

    Parameters
    ----------
    availability
        The smallest share of indicators that a region must have to be ranked, 0 to 1.
    imputation, outliers, normalising, weighting, aggregating
        One of the names of `CHOICES` for each step.
    aggregating_dimensions
        How dimensions are put together, where otherwise than indicators are.
    power
        The power of the generalised mean.
    reference
        The region that others are compared with by `distance_to_reference`.

    Raises
    ------
    UnknownName, ParameterError
        For a method that does not exist, with the nearest; for a share outside 0 to 1.

    Examples
    --------
    >>> Recipe().normalising
    'min_max'
    >>> Recipe(aggregating="geometric").changed(normalising="rank").choices()["aggregating"]
    'geometric'
    """

    availability: float = 2 / 3
    imputation: str = "none"
    outliers: str = "winsorise_or_log"
    normalising: str = "min_max"
    weighting: str = "given"
    aggregating: str = "arithmetic"
    aggregating_dimensions: str | None = None
    power: float = 0.5
    reference: str | None = None

    def __post_init__(self) -> None:
        asked = [(step, getattr(self, step), step) for step in CHOICES]
        if self.aggregating_dimensions is not None:
            asked.append(("aggregating", self.aggregating_dimensions, "aggregating_dimensions"))
        wrong = [
            unknown("CLW-I01", f"way of {step}", name, CHOICES[step], column=column)
            for step, name, column in asked
            if name not in CHOICES[step]
        ]
        if wrong:
            raise UnknownName(wrong)
        if (self.normalising == TO_REFERENCE) != (self.reference is not None):
            raise ParameterError(_no_reference(self.normalising, self.reference))
        if not 0 <= self.availability <= 1:
            raise ParameterError(
                Problem(
                    "CLW-I02",
                    f"availability is {self.availability}, and it is a share",
                    column="availability",
                    value=str(self.availability),
                    expected="a number from 0 to 1",
                    remedy="give the smallest share of indicators a region must have, as 0.66",
                )
            )

    def changed(self, **choices: Any) -> Recipe:
        """The same recipe with some choices made otherwise.

        The region to compare with is forgotten where no region is compared with any more.
        """
        if choices.get("normalising", TO_REFERENCE) != TO_REFERENCE:
            choices = {"reference": None, **choices}
        return replace(self, **choices)

    def choices(self) -> dict[str, Any]:
        """The choices as a plain record."""
        return asdict(self)

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Recipe:
        """The recipe that assignments, perhaps in text, describe.

        Raises
        ------
        ParameterError
            For choices that no recipe has, and numbers that are none; all at once.

        Examples
        --------
        >>> Recipe.of({"availability": "0.5", "normalising": "rank"}).availability
        0.5
        """
        wrong = [
            unknown("CLW-P01", "choice of the index called", name, cls.steps())
            for name in given
            if name not in cls.steps()
        ]
        numbers: dict[str, float] = {}
        for name in NUMBERS & set(given):
            try:
                numbers[name] = float(given[name])
            except ValueError:
                wrong.append(_no_number(name, given[name]))
        if wrong:
            raise ParameterError(wrong)
        return cls(**{**given, **numbers})

    @classmethod
    def steps(cls) -> tuple[str, ...]:
        """The names of the choices, in the order of the steps."""
        return tuple(field.name for field in fields(cls))


def _no_reference(normalising: str, reference: str | None) -> Problem:
    return Problem(
        "CLW-I61",
        "no region is named to compare with"
        if reference is None
        else f"{normalising} compares with no region, and {reference} is named for it",
        column="reference",
        value=reference or "none",
        expected=f"a region's code with {TO_REFERENCE}, and with no other way",
        remedy=f"give both: normalising={TO_REFERENCE} and reference=CODE",
    )


def _no_number(name: str, given: object) -> Problem:
    return Problem(
        "CLW-P02",
        f"{name} is {given!r}, which is no number",
        column=name,
        value=str(given),
        expected="a number",
        remedy=f"write {name}=0.5, with a point",
    )
