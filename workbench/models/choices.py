"""Which choices could have been made otherwise: the models of a specification curve."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, product

import numpy as np
import pandas as pd

from workbench.models.formula import Factor, Term, parse
from workbench.models.specification import Specification
from workbench.models.variants import Variant

MOST_CONTROLS = 4  # of which every subset is tried; of more none, each, all but one, and all
TAIL = 0.01
ALL_ROWS = ""
WITHOUT_TAILS = "without the tails"


@dataclass(frozen=True)
class Choices:
    """What may differ between models; every combination is fitted.

    Parameters
    ----------
    measures
        Terms that stand for what is asked, as a formula has them: "log(location_quotient)".
    outcomes
        Left sides, such as "log(mean_wage)" and "mean_wage".
    controls
        Sets of terms.
    fixed_effects
        Sets of effects.
    weights
        Columns; None for equal weights.
    samples
        Names, each with the rows that are in it; "" stands for all rows.
    """

    measures: Sequence[str]
    outcomes: Sequence[str]
    controls: Sequence[tuple[str, ...]] = ((),)
    fixed_effects: Sequence[tuple[str, ...]] = ((),)
    weights: Sequence[str | None] = (None,)
    samples: Mapping[str, pd.Series | None] = field(default_factory=lambda: {ALL_ROWS: None})

    def variants(self, asked: Specification) -> list[Variant]:
        """Every combination, as models with the errors of the one that is asked for."""
        return [
            Variant(replace(asked, formula=text, term=name, weights=weights), sample)
            for text, name, weights, sample in self._combinations()
        ]

    def _combinations(self) -> Iterator[tuple[str, str, str | None, str]]:
        for one in product(
            self.outcomes,
            self.measures,
            self.controls,
            self.fixed_effects,
            self.weights,
            self.samples,
        ):
            outcome, measure, controls, effects, weights, sample = one
            text = f"{outcome} ~ {' + '.join([measure, *controls])}"
            text += f" | {' + '.join(effects)}" if effects else ""
            yield text, parse(f"{outcome} ~ {measure}").terms[0][0].name, weights, sample

    def table(self) -> pd.DataFrame:
        """One row a model, one column of yes or no for each thing that may differ.

        Columns are called by kind and choice: "control: schooling". What all models share is
        left out.
        """
        controls = list(dict.fromkeys(name for one in self.controls for name in one))
        lines = [
            {
                **{f"outcome: {name}": outcome == name for name in self.outcomes},
                **{f"measure: {name}": measure == name for name in self.measures},
                **{f"control: {name}": name in chosen for name in controls},
                **{f"fixed effects: {_set(name)}": effects == name for name in self.fixed_effects},
                **{f"weights: {name or 'equal'}": weights == name for name in self.weights},
                **{f"sample: {name or 'all rows'}": sample == name for name in self.samples},
            }
            for outcome, measure, chosen, effects, weights, sample in product(
                self.outcomes,
                self.measures,
                self.controls,
                self.fixed_effects,
                self.weights,
                self.samples,
            )
        ]
        found = pd.DataFrame(lines)
        return found.loc[:, found.ne(found.iloc[0]).any()]


def default_choices(panel: pd.DataFrame, asked: Specification) -> Choices:
    """The choices that a study's question leaves open.

    Outcome and measure in logarithms or as they are, each set of controls, no effects, each
    effect alone and all of them, with and without weights, with and without the rows at the two
    ends of the measure (1 % each).

    Examples
    --------
    >>> table = pd.DataFrame({"wage": [9.0, 12, 15], "density": [1.0, 2, 4], "age": [0.0, 1, 0]})
    >>> choices = default_choices(table, Specification("log(wage) ~ log(density) + age", "density"))
    >>> choices.outcomes, choices.measures, choices.controls
    (['log(wage)', 'wage'], ['log(density)', 'density'], [(), ('age',)])
    """
    formula = parse(asked.formula)
    term = next(t for t in formula.terms if asked.term in [factor.name for factor in t])
    effects = formula.fixed_effects
    sets = dict.fromkeys([(), *((name,) for name in effects), effects])
    return Choices(
        _scales(panel, term),
        _scales(panel, (formula.outcome,)),
        _subsets(asked.controls),
        list(sets),
        list(dict.fromkeys([asked.weights, None])),
        {ALL_ROWS: None, WITHOUT_TAILS: _without_tails(panel[asked.term])},
    )


def _scales(panel: pd.DataFrame, term: Term) -> list[str]:
    """A term as it is, and in the other scale where it is one column of positive numbers."""
    written = ":".join(map(str, term))
    factor = term[0]
    if len(term) > 1 or factor.transform == "category" or factor.power > 1:
        return [written]
    if factor.transform == "identity" and not (panel[factor.name].dropna() > 0).all():
        return [written]
    other = Factor(factor.name, "identity" if factor.transform == "log" else "log", 1, factor.lag)
    return [written, str(other)]


def _subsets(controls: Sequence[str]) -> list[tuple[str, ...]]:
    """The sets of controls that are tried."""
    every = range(len(controls) + 1)
    sizes = every if len(controls) <= MOST_CONTROLS else [0, 1, len(controls) - 1, len(controls)]
    return [chosen for size in sizes for chosen in combinations(controls, size)]


def _without_tails(values: pd.Series) -> pd.Series:
    """Whether a row is between the quantiles of 1 % and 99 %; rows without a value stay out."""
    numbers = values.astype("float64").replace([np.inf, -np.inf], np.nan)
    return numbers.between(numbers.quantile(TAIL), numbers.quantile(1 - TAIL))


def _set(names: tuple[str, ...]) -> str:
    return " + ".join(names) or "none"
