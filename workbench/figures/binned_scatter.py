"""What shape has the link, others held fixed: means of bins, with the line of the model.

Axes are residualised by default: what the other terms and the fixed effects explain is taken out
of both, so that the slope of the line is the model's coefficient. Bins of residuals need not show
the shape of a curved link; bins of the column itself, fitted jointly with the other terms, do
(Cattaneo, Crump, Farrell and Feng 2024, On Binscatter, American Economic Review 114).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from matplotlib.axes import Axes

from workbench.errors import FormulaError, ParameterError, Problem, unknown
from workbench.figures.numbers import shown
from workbench.figures.style import LINE, POINT, new_axes, say, styled
from workbench.models.absorbing import Absorber
from workbench.models.design import CONSTANT, Design, Roles, design
from workbench.models.formula import parse

ADJUSTMENTS = ("residuals", "jointly")
BINS, FEWEST = 20, 2
EXACT = 1e-10  # the share of its variation that a column must keep
Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class BinnedPoints:
    """Means by bin (`points`: x, y, rows), and the `line` of the model: intercept and slope."""

    points: pd.DataFrame
    line: tuple[float, float]


def binned_points(
    formula: str,
    panel: pd.DataFrame,
    term: str,
    *,
    bins: int = BINS,
    adjustment: str = "residuals",
    weights: str | None = None,
) -> BinnedPoints:
    """Put the rows of a model into bins of one term with equally many rows, others held fixed.

    Parameters
    ----------
    formula, panel, weights
        As `fit` takes them; explained terms with instruments stand as they are.
    term
        The term on the lower axis, or the column it is made of.
    bins
        How many, at least 2; fewer where many rows share a value.
    adjustment
        "residuals" takes the other terms out of both axes and bins what is left; "jointly" bins
        the term itself and fits the bins beside the other terms.

    Returns
    -------
    Mean of x and y in each bin with its rows, both at their overall means where residuals; and
    the line, whose slope is the coefficient of least squares.

    Raises
    ------
    FormulaError
        As `design` does; for a term that is not in the formula; if the other terms leave nothing
        of the term, or of its bins.
    ParameterError
        For fewer than two bins, or another adjustment.

    Examples
    --------
    >>> table = pd.DataFrame({"y": [1.0, 2, 3, 5], "x": [1.0, 2, 3, 4]})
    >>> found = binned_points("y ~ x", table, "x", bins=2)
    >>> found.points.to_numpy().tolist(), [round(part, 6) for part in found.line]
    ([[1.5, 1.5, 2.0], [3.5, 4.0, 2.0]], [-0.5, 1.3])
    """
    _check(bins, adjustment)
    arrays = design(parse(formula), panel, Roles(weights=weights))
    name = _term(arrays, term)
    weight = np.ones(len(arrays.outcome)) if arrays.weights is None else arrays.weights.to_numpy()
    y, x = arrays.outcome.to_numpy(), arrays.explaining[name].to_numpy()
    left = _net(arrays, name, np.column_stack([y, x]), weight)
    if (left[:, 1] ** 2).sum() <= EXACT * ((x - x.mean()) ** 2).sum():
        raise FormulaError(_nothing_left(name, f"the other terms say all that {name} says"))
    slope = float((weight * left[:, 0] * left[:, 1]).sum() / (weight * left[:, 1] ** 2).sum())
    means = np.average(np.column_stack([y, x]), axis=0, weights=weight)
    line = (float(means[0] - slope * means[1]), slope)
    if adjustment == "residuals":
        moved = left + means
        held = _bins(moved[:, 1], bins)
        return BinnedPoints(_means(moved[:, 1], moved[:, 0], weight, held), line)
    held = _bins(x, bins)
    levels = _joint_levels(arrays, name, y, held, weight)
    return BinnedPoints(_means(x, levels[held], weight, held), line)


def binned_scatter(
    points: pd.DataFrame,
    *,
    x_label: str,
    y_label: str,
    line: tuple[float, float] | None = None,
    ax: Axes | None = None,
) -> Axes:
    """Draw the means of bins, with the line of the model.

    Parameters
    ----------
    points
        One row a bin: x, y, rows, as `binned_points` makes them.
    x_label, y_label
        What the axes show, with units; say that they are residuals where they are.
    line
        Intercept and slope.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes()
        if points.empty:
            return say(axes, f"No binned scatter: no row has both {x_label} and {y_label}.")
        if line is not None:
            ends = np.array([points["x"].min(), points["x"].max()])
            axes.plot(ends, line[0] + line[1] * ends, color=LINE, linewidth=1.6, zorder=1)
        axes.plot(points["x"], points["y"], "o", color=POINT, markersize=6)
        axes.set(xlabel=x_label, ylabel=y_label)
        return axes


def binned_scatter_in_words(
    points: pd.DataFrame, *, x_label: str, y_label: str, line: tuple[float, float] | None = None
) -> str:
    """What a binned scatter shows, for those who cannot see it."""
    if points.empty:
        return f"Empty binned scatter: no row has both {x_label} and {y_label}."
    first, last = points.iloc[0], points.iloc[-1]
    slope = f" The line has the slope {shown(line[1])}." if line is not None else ""
    return (
        f"Means of {y_label} in {len(points)} bins of {x_label}, {int(points['rows'].sum()):,} "
        f"rows: {shown(first['y'])} in the lowest bin (at {shown(first['x'])}), "
        f"{shown(last['y'])} in the highest (at {shown(last['x'])}); highest at "
        f"{shown(points['x'].iloc[int(points['y'].argmax())])}.{slope}"
    )


def _check(bins: int, adjustment: str) -> None:
    if adjustment not in ADJUSTMENTS:
        raise ParameterError(unknown("CLW-P07", "adjustment called", adjustment, ADJUSTMENTS))
    if bins < FEWEST:
        raise ParameterError(
            Problem(
                "CLW-P04",
                f"{bins} bins show no shape",
                column="bins",
                value=str(bins),
                expected=f"{FEWEST} or more",
                remedy=f"bins={BINS}",
            )
        )


def _term(arrays: Design, term: str) -> str:
    """The column of a term, found by the term or by the column it is made of."""
    held = [str(name) for name in arrays.explaining if name != CONSTANT]
    found = [name for name in (term, f"log({term})") if name in held]
    if not found:
        raise FormulaError(unknown("CLW-F04", "term", term, held))
    return found[0]


def _net(arrays: Design, name: str, columns: Matrix, weight: Matrix) -> Matrix:
    """Columns net of the fixed effects and of every term but one."""
    others = arrays.explaining.drop(columns=name).to_numpy()
    both = _absorbed(arrays, np.column_stack([columns, others]))
    own, rest = both[:, : columns.shape[1]], both[:, columns.shape[1] :]
    if not rest.shape[1]:
        return own
    root = np.sqrt(weight)[:, None]
    return own - rest @ np.linalg.lstsq(rest * root, own * root, rcond=None)[0]


def _absorbed(arrays: Design, columns: Matrix) -> Matrix:
    if arrays.fixed_effects.empty:
        return columns
    return Absorber(arrays.fixed_effects, arrays.weights).residualise(columns)


def _bins(values: Matrix, bins: int) -> npt.NDArray[np.intp]:
    """The bin of each value: equally many in each, equal values in one."""
    edges = np.unique(np.quantile(values, np.linspace(0, 1, bins + 1)[1:-1]))
    held = np.searchsorted(edges, values, side="left")
    return np.unique(held, return_inverse=True)[1]


def _means(x: Matrix, y: Matrix, weight: Matrix, held: npt.NDArray[np.intp]) -> pd.DataFrame:
    total = np.bincount(held, weight)
    return pd.DataFrame(
        {
            "x": np.bincount(held, weight * x) / total,
            "y": np.bincount(held, weight * y) / total,
            "rows": np.bincount(held),
        }
    )


def _joint_levels(
    arrays: Design, name: str, y: Matrix, held: npt.NDArray[np.intp], weight: Matrix
) -> Matrix:
    """The level of the outcome in each bin, the other terms at their means."""
    dummies = np.eye(held.max() + 1)[held][:, 1:]
    others = arrays.explaining.drop(columns=[name, CONSTANT], errors="ignore").to_numpy()
    columns = np.column_stack([y, dummies, others])
    columns = columns - np.average(columns, axis=0, weights=weight)
    net = _absorbed(arrays, columns) * np.sqrt(weight)[:, None]
    spread, whole = ((part[:, 1:] ** 2).sum(axis=0) for part in (net, columns))
    if (spread <= EXACT * whole).any():
        raise FormulaError(_nothing_left(name, f"the other terms say all that bins of {name} say"))
    spread = np.sqrt(spread)
    found, _, rank, _ = np.linalg.lstsq(net[:, 1:] / spread, net[:, 0], rcond=EXACT)
    if rank < len(spread):
        raise FormulaError(_nothing_left(name, f"the other terms say all that bins of {name} say"))
    levels = np.concatenate([[0.0], (found / spread)[: dummies.shape[1]]])
    return np.asarray(levels + np.average(y - levels[held], weights=weight))


def _nothing_left(name: str, message: str) -> Problem:
    return Problem(
        "CLW-F05",
        message,
        column=name,
        expected="a term that differs where the others are the same",
        remedy="take other terms or fixed effects out of the formula, or ask for fewer bins",
    )
