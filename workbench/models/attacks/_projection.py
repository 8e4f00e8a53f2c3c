"""What is left of outcome and term once the controls have spoken: partialling out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from workbench.models.absorbing import Absorber
from workbench.models.attacks._refits import Impossible
from workbench.models.design import Design, Roles, count_of_coefficients, design
from workbench.models.formula import parse
from workbench.models.specification import Specification

LEAST_SQUARES = "least_squares"


@dataclass(frozen=True)
class Parts:
    """A least-squares model taken apart, all on the rows used.

    `controls` are the terms besides the one asked for, with the constant where there is one.
    """

    design: Design
    name: str
    n_coefficients: int

    @property
    def outcome(self) -> pd.Series:
        """What is explained."""
        return self.design.outcome

    @property
    def term(self) -> pd.Series:
        """The term whose coefficient is asked for."""
        return self.design.regressors[self.name]

    @property
    def controls(self) -> pd.DataFrame:
        """The other terms."""
        return self.design.regressors.drop(columns=self.name)

    @property
    def effects(self) -> list[str]:
        """The names of the fixed effects."""
        return [str(name) for name in self.design.fixed_effects]

    @property
    def weights(self) -> np.ndarray:
        """One weight a row, 1 where none are given."""
        given = self.design.weights
        return np.ones(len(self.outcome)) if given is None else given.to_numpy()

    def net(
        self, columns: pd.DataFrame, controls: pd.DataFrame, effects: Sequence[str]
    ) -> np.ndarray:
        """What is left of columns net of controls and of fixed effects; a column each."""
        groups = self.design.fixed_effects[list(effects)]
        absorber = Absorber(groups, self.design.weights)
        left = absorber.residualise(columns.to_numpy(dtype="float64"))
        if controls.empty:
            return left
        also = absorber.residualise(controls.to_numpy(dtype="float64"))
        root = np.sqrt(self.weights)[:, None]
        return np.asarray(left - also @ np.linalg.lstsq(also * root, left * root)[0])

    def net_of_all(self, columns: pd.DataFrame) -> np.ndarray:
        """What is left of columns net of every control and fixed effect."""
        return self.net(columns, self.controls, self.effects)


def parts(panel: pd.DataFrame, specification: Specification, also: Sequence[str] = ()) -> Parts:
    """Take a specification apart; `also` are further columns that the rows must have.

    Raises
    ------
    Impossible
        If the model is not of least squares, has instruments, or the term stands in it in
        another way than by itself or in logarithms.
    FormulaError
        As `fit` does.
    """
    formula = parse(specification.formula)
    if specification.estimator != LEAST_SQUARES or formula.endogenous:
        raise Impossible("it is made for least squares without instruments")
    found = design(formula, panel, Roles(specification.cluster, specification.weights, tuple(also)))
    named = (specification.term, f"log({specification.term})")
    own = [name for name in named if name in found.regressors]
    if not own:
        raise Impossible(f"{specification.term} is no single term of the formula")
    count = count_of_coefficients(found)
    # An empty table of effects would lose the rows' index in pandas.
    kept = replace(found, fixed_effects=found.fixed_effects.reindex(found.outcome.index))
    return Parts(kept, own[0], count)
