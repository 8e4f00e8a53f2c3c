"""How much does each child of a node count: weights alike for all regions, or each its own.

The index is a tree, and weights are found group by group: the children of one node.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from workbench.competitiveness._benefit_of_the_doubt import (
    BenefitOfTheDoubt,
    benefit_of_the_doubt,
)
from workbench.competitiveness._components import (
    kept_loadings,
    pairwise_correlation,
    strongest,
    varimax,
)
from workbench.competitiveness._values import extremes, is_constant
from workbench.competitiveness._whole import FEWEST_REGIONS, varies
from workbench.errors import (
    ParameterError,
    Problem,
    StudyError,
    UnknownName,
    listed,
    unknown,
)

__all__ = ["BenefitOfTheDoubt", "benefit_of_the_doubt", "weights_of"]

Numbers = npt.NDArray[np.float64]


def weights_of(children: pd.DataFrame, *, how: str, given: pd.Series | None = None) -> pd.Series:
    """How much each child of one node counts in it, alike for all regions.

    Parameters
    ----------
    children
        Region x child, normalised, higher is better; missing where empty.
    how
        "given", "equal", "principal_components" or "entropy".
    given
        The weights of "given" by child, in any unit; a child without one has 1.

    Returns
    -------
    Weights by child, at least 0, that sum to 1.

    Raises
    ------
    UnknownName
        For a way that does not exist, or a weight for what is no child; with the nearest.
    ParameterError
        If a given weight is below 0 or infinite, or all are 0.
    StudyError
        If principal components are asked for and two children share fewer than 3 regions.

    Notes
    -----
    A child that is the same everywhere tells no regions apart: it has weight 0 under
    "principal_components" and "entropy", unless all are so, and then all count alike.

    *principal_components*: of the correlation matrix (each pair over the regions that have both)
    the components with eigenvalue 1 or more are kept and rotated by varimax with Kaiser's
    normalisation; w_i is in proportion to l_i², the squared loading of child i on the component
    where it loads most. This is what the two steps of the handbook come to (squared loadings
    scaled to sum 1 within a component, components weighted by the variance they explain), for
    the variance cancels. Source: Nicoletti, Scarpetta and Boylaud (2000); OECD and JRC (2008),
    step 6, which also keeps a component just below 1. Squares know no sign: a child that goes
    against the others counts as if it went with them, so look at `correlations` first. Two
    children always count alike. Also called weights by principal components: the loadings of
    the first component as they are, which may be negative (`get_PCA` of the R package COINr).

    *entropy*: with p_i = x_i / Σx over the n regions that have the child,
    e = -Σ p_i ln p_i / ln n, and w is in proportion to 1 - e, where 0 ln 0 is 0 (Shannon 1948;
    Zeleny 1982). A child with values below 0 is first shifted so that its lowest is 0. The
    weights change with the zero of the scale, so min-max and z-scores give different ones.

    Examples
    --------
    >>> children = pd.DataFrame({"schooling": [1.0, 2.0, 3.0], "roads": [1.0, 1.0, 8.0]})
    >>> weights_of(children, how="entropy").round(2).to_dict()
    {'schooling': 0.16, 'roads': 0.84}
    >>> weights_of(children, how="given", given=pd.Series({"schooling": 3.0})).to_dict()
    {'schooling': 0.75, 'roads': 0.25}
    """
    if how not in WAYS:
        raise UnknownName(_no_way(how))
    if how == "given":
        return _given(children, given)
    raw = WAYS[how](children)
    return _scaled(pd.Series(raw, children.columns, dtype="float64"))


def _no_way(how: str) -> Problem:
    kind = "way of weighting that treats all regions alike, called"
    if how != "benefit_of_the_doubt":
        return unknown("CLW-I01", kind, how, WAYS, column="weighting")
    remedy = "call benefit_of_the_doubt(children), which gives each region weights of its own"
    return unknown("CLW-I01", kind, how, WAYS, column="weighting", remedy=remedy)


def _scaled(raw: pd.Series) -> pd.Series:
    """Weights that sum to 1; alike where nothing speaks for any."""
    total = raw.sum()
    return raw / total if total > 0 else raw * 0 + 1 / max(len(raw), 1)


def _given(children: pd.DataFrame, given: pd.Series | None) -> pd.Series:
    weights = pd.Series(dtype="float64") if given is None else given.astype("float64")
    strangers = [name for name in weights.index if name not in children.columns]
    if strangers:
        known = list(map(str, children.columns))
        kind = "child with a weight called"
        raise UnknownName(unknown("CLW-I21", kind, name, known) for name in strangers)
    own = weights.reindex(children.columns).fillna(1.0)
    wrong = own[~(np.isfinite(own) & (own >= 0))]
    problems = [_unusable(str(name), value) for name, value in wrong.items()]
    if len(own) and not problems and own.sum() == 0:
        problems = [_unusable(listed(map(str, own.index)), 0.0)]
    if problems:
        raise ParameterError(problems)
    return _scaled(own)


def _unusable(name: str, value: float) -> Problem:
    return Problem(
        "CLW-I20",
        "a weight cannot be used" if value else "all weights are 0, so nothing counts",
        column=name,
        value=f"{value:g}",
        expected="numbers of 0 or more, at least one of them above 0",
        remedy="give weights such as 1, 2 or 0.5; what should not count may have 0",
    )


def _equal(children: pd.DataFrame) -> Numbers:
    return np.ones(children.shape[1])


def _principal_components(children: pd.DataFrame) -> Numbers:
    values = children.to_numpy(dtype="float64")
    does_vary = ~is_constant(*extremes(values))
    weights = np.zeros(len(does_vary))
    if does_vary.any():
        correlation = _correlation(children.loc[:, does_vary])
        weights[does_vary] = strongest(varimax(kept_loadings(correlation)))
    return weights


def _correlation(children: pd.DataFrame) -> Numbers:
    """Correlations, each pair over the regions that have both; what is not known is refused."""
    correlation = pairwise_correlation(children.to_numpy(dtype="float64"))
    apart = np.argwhere(np.triu(np.isnan(correlation)))
    if len(apart):
        names = [str(name) for name in children.columns]
        raise StudyError(_apart(names[first], names[second]) for first, second in apart)
    return correlation


def _apart(first: str, second: str) -> Problem:
    return Problem(
        "CLW-I22",
        f"too few regions have both {first} and {second} for a correlation of the two",
        column=first,
        expected=f"{FEWEST_REGIONS} regions or more with both, that are not all the same",
        remedy="fill gaps first (imputation), leave one of the two out, or take equal weights",
    )


def _entropy(children: pd.DataFrame) -> Numbers:
    return np.array([_told_apart(column) for column in children.to_numpy(dtype="float64").T])


def _told_apart(values: Numbers) -> float:
    """One minus the entropy of the shares, as a part of the most it could be."""
    known = values[~np.isnan(values)]
    if not varies(known):
        return 0.0
    above = known - min(known.min(), 0.0)
    shares = above[above > 0] / above.sum()
    return float(1 + (shares * np.log(shares)).sum() / np.log(len(known)))


WAYS: Mapping[str, Callable[[pd.DataFrame], Numbers]] = {
    "given": _equal,
    "equal": _equal,
    "principal_components": _principal_components,
    "entropy": _entropy,
}
