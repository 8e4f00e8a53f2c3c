"""Which indicators make a region's score: back to the data (step 8)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import ROOT
from workbench.competitiveness.weighting import benefit_of_the_doubt

# Of each child: points for each unit of its difference, and points that follow no difference.
Parts = tuple[Array, Array]
CLOSE = 1e-5  # of their size: numbers so near that a difference of powers loses too many digits
POWERS = {"arithmetic": 1.0, "geometric": 0.0, "harmonic": -1.0}
WHOLE = 100.0  # the score of a region at the frontier of the benefit of the doubt


def contributions(
    index: CompositeIndex, region: str, *, against: str | None = None
) -> pd.DataFrame:
    """How many points of a region's score each indicator brings, compared with others.

    Parameters
    ----------
    index
        The index.
    region
        A ranked region.
    against
        The region to compare with. By default the mean of all ranked regions.

    Returns
    -------
    One row an indicator, in the order of the framework: indicator, name, dimension, value (the
    figure), normalised, compared (normalised, of the other region or the mean), points, and
    is_missing (the region has no figure). The points add up to the score of the region less that
    of the other, or less the mean score. Both scores stand in `.attrs`.

    Raises
    ------
    UnknownName
        If one of the regions is not ranked.

    Notes
    -----
    Arithmetic mean: weight times difference, the weights of the levels multiplied. A power mean M
    with M^p = Σ w x^p changes by Δ(M^p) = Σ w Δ(x^p), so that indicator i brings
    w_i Δ(x_i^p) ΔM / Δ(M^p); for the geometric mean this is the logarithmic mean Divisia
    decomposition (Ang 2004). Mazziotta and Pareto's 2 M - Q / M, Q = Σ w x², and the products of
    weight and value in the benefit of the doubt are split into changes of one factor at the mean
    of the other (Shapley value of two factors). All treat the two regions alike: turned round,
    the points change their sign. Against the mean the points are the mean of those against each
    region.

    What stands in for a missing value brings its points: that is the mean of the others of its
    group, since a missing part gives its weight to them. A value that both lack brings none.

    Examples
    --------
    >>> from workbench.competitiveness import Framework, build
    >>> cards = pd.DataFrame({"indicator": ["wage", "jobs"], "direction": "higher is better"})
    >>> raw = pd.DataFrame({"wage": [1.0, 2.0, 3.0], "jobs": [9.0, 5.0, 9.0]}, index=list("abc"))
    >>> found = contributions(build(raw, Framework.from_cards(cards)), "b", against="c")
    >>> found[["indicator", "points"]]
      indicator  points
    0      wage   -25.0
    1      jobs   -50.0
    """
    index.check_region(region)
    if against is not None:
        index.check_region(against)
    scores = index.scores.dropna()
    others = [against] if against is not None else list(scores.index)
    points = points_against(index, region, others).mean()
    indicators = index.framework.indicators
    normalised = index.normalised[indicators.index]
    table = pd.DataFrame(
        {
            "indicator": indicators.index,
            "name": [index.framework.name_of(code) for code in indicators.index],
            "dimension": indicators["parent"].to_numpy(),
            "value": index.raw[indicators.index].loc[region].to_numpy("float64"),
            "normalised": normalised.loc[region].to_numpy("float64"),
            "compared": normalised.loc[others].mean().to_numpy("float64"),
            "points": points.to_numpy(),
            "is_missing": normalised.loc[region].isna().to_numpy(),
        }
    )
    table.attrs = {
        "region": region,
        "against": against,
        "score": float(index.scores[region]),
        "compared_score": float(scores[others].mean()),
    }
    return table


def points_against(index: CompositeIndex, region: str, others: list[str]) -> pd.DataFrame:
    """What each indicator brings to the region's score compared with each of some others.

    Returns
    -------
    Others x indicators, in points; each row adds up to the difference of the scores.
    """
    nodes = pd.concat([index.normalised, index.nodes], axis=1)
    codes = list(index.framework.indicators.index)
    one = np.ones((len(others), 1))
    found: dict[str, Parts] = {ROOT: (one, 0 * one)}
    for group, children in reversed(index.framework.groups):
        slope, rest = found[group]
        shares = _shares(index, nodes, region, others, children)
        parts = _split(index, nodes[children], region, others, shares)
        slopes, rests = map(np.nan_to_num, parts)  # a group of which one region has nothing
        slopes, rests = slope * slopes, slope * rests + rest * shares
        for place, child in enumerate(children):
            found[child] = slopes[:, [place]], rests[:, [place]]
    slopes, rests = (np.hstack([found[code][which] for code in codes]) for which in (0, 1))
    gap = nodes.loc[region, codes] - nodes.loc[others, codes]
    points = slopes * gap.fillna(0.0).to_numpy("float64") + rests
    return pd.DataFrame(points, index=pd.Index(others), columns=codes)


def _shares(
    index: CompositeIndex,
    nodes: pd.DataFrame,
    region: str,
    others: list[str],
    children: list[str],
) -> Array:
    """Weights that add up to 1 over the children that one of two regions has: others x children."""
    has_any = nodes.loc[others, children].notna() | nodes.loc[region, children].notna()
    weights = has_any.to_numpy("float64") * index.weights[children].to_numpy("float64")
    total = weights.sum(axis=1, keepdims=True)
    return np.asarray(np.divide(weights, total, out=np.zeros_like(weights), where=total > 0))


def _split(
    index: CompositeIndex,
    values: pd.DataFrame,
    region: str,
    others: list[str],
    shares: Array,
) -> Parts:
    """The difference of a node between the region and others, split among its children."""
    recipe = index.recipe
    if recipe.weighting == "benefit_of_the_doubt":
        return _doubt(values.loc[index.normalised.index], region, others)
    own, other = (values.loc[rows].to_numpy("float64") for rows in ([region], others))
    is_lowest = values.columns.isin(index.framework.indicators.index).any()
    above = recipe.aggregating_dimensions or recipe.aggregating
    name = recipe.aggregating if is_lowest else above
    if name == "mazziotta_pareto":
        return _penalised(own, other, shares)
    return _powers(own, other, shares, POWERS.get(name, recipe.power))


def _powers(own: Array, other: Array, shares: Array, power: float) -> Parts:
    """The difference of power means, in proportion to weight times difference of powers."""

    def raised(x: Array) -> Array:
        return np.log(x) if power == 0 else x**power

    def slope(a: Array, b: Array) -> Array:
        """How much the raised value grows with x between a and b."""
        middle = (a + b) / 2
        tangent = middle ** (power - 1) * (power or 1.0)
        near = np.abs(a - b) <= CLOSE * np.abs(middle)
        if power == 1:
            return np.ones_like(middle)
        return np.where(near, tangent, (raised(a) - raised(b)) / np.where(near, 1.0, a - b))

    first, second = (_mean(raised(x), shares) for x in (own, other))
    back = np.exp if power == 0 else (lambda m: m ** (1 / power))
    scale = shares / slope(back(first), back(second))
    gap = _filled(raised(own), first) - _filled(raised(other), second)
    is_hole = np.isnan(own) | np.isnan(other)
    return (
        np.where(is_hole, 0.0, scale * np.nan_to_num(slope(own, other))),
        np.where(is_hole, scale * gap, 0.0),
    )


def _penalised(own: Array, other: Array, shares: Array) -> Parts:
    """The difference of means with a penalty, 2 M - Q / M with Q the mean of squares."""
    first, second = (_mean(x, shares) for x in (own, other))
    square, other_square = (_mean(x**2, shares) for x in (own, other))
    on_mean = 2 + (square + other_square) / 2 / (first * second)
    on_square = (1 / first + 1 / second) / 2
    gap = _filled(own, first) - _filled(other, second)
    square_gap = _filled(own**2, square) - _filled(other**2, other_square)
    is_hole = np.isnan(own) | np.isnan(other)
    slopes = shares * (on_mean - on_square * (own + other))
    rests = shares * (on_mean * gap - on_square * square_gap)
    return np.where(is_hole, 0.0, slopes), np.where(is_hole, rests, 0.0)


def _doubt(values: pd.DataFrame, region: str, others: list[str]) -> Parts:
    """The difference of scores of which each is a sum of weight times value."""
    found = benefit_of_the_doubt(values)
    weights = WHOLE * found.weights.fillna(0.0)
    parts = WHOLE * found.shares.mul(found.scores, axis=0).fillna(0.0)
    slopes = (weights.loc[others] + weights.loc[region]).to_numpy("float64") / 2
    gap = (values.loc[region] - values.loc[others]).to_numpy("float64")
    slopes = np.where(np.isnan(gap), 0.0, slopes)
    total = (parts.loc[region] - parts.loc[others]).to_numpy("float64")
    return slopes, total - slopes * np.nan_to_num(gap)


def _mean(values: Array, shares: Array) -> Array:
    """The weighted mean over what is there: others x 1."""
    weights = np.where(np.isnan(values), 0.0, shares)
    total = weights.sum(axis=1, keepdims=True)
    summed = (weights * np.nan_to_num(values)).sum(axis=1, keepdims=True)
    return np.asarray(np.divide(summed, total, out=np.full_like(summed, np.nan), where=total > 0))


def _filled(values: Array, mean: Array) -> Array:
    """Values with the mean of the others in the place of what is missing."""
    return np.where(np.isnan(values), mean, values)
