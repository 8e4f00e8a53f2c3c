"""How much would it take to turn an answer: contour of robustness, band of equivalence, power.

Each takes the `table` of an `Attack`.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, PercentFormatter

from workbench.figures.attack_charts import NOTHING, PALE, drawable, span_of
from workbench.figures.labels import place_labels
from workbench.figures.numbers import listed, shown
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled
from workbench.models.attacks._unobserved import Classical

REACH = 1.25  # of the axes beyond the strongest control
LEAST, MOST = 0.05, (0.95, 1.0)  # of the axes
STEPS = 60
ENOUGH, ROUNDING = 0.8, 1e-9


def robustness_contour(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw what the estimate would be with something left out, by how strong that is.

    Parameters
    ----------
    table
        Of `omitted_variables`: the model as fitted first, with `estimate`, `std_error` and
        `degrees_of_freedom`; the controls as rows with `r2_term` and `r2_outcome`.
    ax
        Axes to draw on; new ones by default.

    Notes
    -----
    The thick line is where nothing of the estimate is left, the dotted one where its 95 %
    interval (classical) reaches zero.
    """
    with styled():
        axes = ax or new_axes()
        if "r2_term" not in table or table.empty:
            return say(axes, NOTHING)
        fitted = Classical(*table.iloc[0][["estimate", "std_error", "degrees_of_freedom"]])
        points = table.iloc[1:].dropna(subset=["r2_term", "r2_outcome"])
        strengths = [points[name] for name in ("r2_term", "r2_outcome")]
        ends = [_end(strengths[i], fitted.robustness(), MOST[i]) for i in (0, 1)]
        across, up = (np.linspace(0, end, STEPS) for end in ends)
        sign = np.sign(fitted.estimate)
        left, near = _surfaces(fitted, across, up)
        lines = axes.contour(across, up, left, levels=7, colors=GREY, linewidths=0.8)
        axes.clabel(lines, fmt=shown, fontsize=7.5)
        axes.contour(across, up, sign * left, levels=[0], colors=LINE, linewidths=2.4)
        axes.contour(across, up, near, levels=[0], colors=POINT, linewidths=1.6, linestyles=":")
        axes.plot([], color=LINE, linewidth=2.4, label="nothing left of the estimate")
        axes.plot([], ":", color=POINT, linewidth=1.6, label="the interval reaches zero")
        axes.plot(0, 0, "D", color="black", clip_on=False, label="as fitted")
        if len(points):
            axes.plot(
                points["r2_term"],
                points["r2_outcome"],
                "o",
                color="black",
                markersize=4.5,
                clip_on=False,
                label="as strong as a control",
            )
        axes.set(
            xlabel="What was left out explains of the term (partial R squared)",
            ylabel="… and of the outcome (partial R squared)",
        )
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(PercentFormatter(1))
        axes.set(xlim=(0, ends[0]), ylim=(0, ends[1] * 1.06))
        axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=2)
        spots = list(zip(points["r2_term"], points["r2_outcome"], strict=True))
        place_labels(axes, spots, [str(label) for label in points["label"]], tries=4)
        return axes


def _end(strengths: pd.Series, robustness: float, most: float) -> float:
    """Where an axis ends: beyond the robustness value and the controls, within bounds."""
    largest = max([robustness * REACH, *strengths])
    return float(np.clip(largest * REACH, LEAST, most))


def _surfaces(
    fitted: Classical, across: np.ndarray, up: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """The estimate at each strength, and the end of its interval nearest to zero, signed."""
    sign = np.sign(fitted.estimate)
    found = [[fitted.without(x, y) for x in across] for y in up]
    left = np.array([[each.estimate for each in row] for row in found])
    near = np.array([[min(sign * end for end in each.ends()) for each in row] for row in found])
    return left, near


def robustness_contour_in_words(table: pd.DataFrame) -> str:
    """What a contour of robustness shows, for those who cannot see it."""
    if "r2_term" not in table or table.empty:
        return NOTHING
    first = table.iloc[0]
    fitted = Classical(*first[["estimate", "std_error", "degrees_of_freedom"]])
    points = table.iloc[1:].dropna(subset=["r2_term", "estimate"])
    each = [f"{row['label']}: {span_of(row)}" for _, row in points.iterrows()]
    beside = f" With something left out as strong as a control: {listed(each)}." if each else ""
    return (
        f"Contours of the estimate, {span_of(first)} as fitted, by how much of term and outcome "
        f"something left out explains. Nothing is left of it where that is "
        f"{100 * fitted.robustness():.1f} % of both, and the interval reaches zero at "
        f"{100 * fitted.robustness(level=0.05):.1f} %.{beside}"
    )


def equivalence_band(table: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw the 95 % and the 90 % interval beside what is too small to matter.

    Parameters
    ----------
    table
        Of `equivalence`: `label`, `estimate`, `low`, `high`, `smallest_effect`.
    x_label
        What the coefficient is of, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = drawable(table)
    with styled():
        axes = ax or new_axes(WIDTH, 2.2)
        if rows.empty:
            return say(axes, NOTHING)
        reach = float(rows["smallest_effect"].iloc[0])
        axes.axvspan(-reach, reach, color=PALE, linewidth=0, label="too small to matter")
        for end in (-reach, reach):
            axes.axvline(end, color=GREY, linewidth=1, linestyle=":")
        axes.axvline(0, color="black", linewidth=0.9, linestyle="--")
        for place, row in enumerate(rows.to_dict("records")):
            axes.hlines(place, row["low"], row["high"], color=POINT, linewidth=2 + 3 * place)
            axes.plot(row["estimate"], place, "D", color="black", markersize=6)
        axes.set_yticks(range(len(rows)), list(rows["label"]))
        axes.set_ylim(len(rows) - 0.3, -0.7)
        axes.set_xlabel(x_label)
        axes.legend(loc="best")
        return axes


def equivalence_band_in_words(table: pd.DataFrame) -> str:
    """What a band of equivalence shows, for those who cannot see it."""
    rows = drawable(table)
    if rows.empty:
        return NOTHING
    reach = float(rows["smallest_effect"].iloc[0])
    each = [f"{row['label']}: {span_of(row)}" for _, row in rows.iterrows()]
    last = rows.iloc[-1]
    is_inside = -reach < last["low"] and last["high"] < reach
    verdict = "lies within" if is_inside else "does not lie within"
    return (
        f"Intervals beside the band from {shown(-reach)} to {shown(reach)} that is too small to "
        f"matter. {listed(each)}. The {last['label']} {verdict} the band."
    )


def power_curve(table: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw how often an effect of each size is found, and how often with the wrong sign.

    Parameters
    ----------
    table
        Of `power`: `effect`, `power`, `sign_error`, `is_smallest`.
    x_label
        The true effect, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes()
        if "power" not in table or table.empty:
            return say(axes, NOTHING)
        axes.axhline(ENOUGH, color=GREY, linewidth=0.9, linestyle="--")
        axes.plot(table["effect"], table["power"], color=POINT, linewidth=2, label="found (power)")
        axes.plot(
            table["effect"],
            table["sign_error"],
            ":",
            color=LINE,
            linewidth=2,
            label="wrong sign, of those found",
        )
        for row in table[table["is_smallest"].astype(bool)].to_dict("records"):
            axes.axvline(row["effect"], color="black", linewidth=0.8)
            words = "smallest effect of interest"
            axes.plot(row["effect"], row["power"], "D", color="black", label=words)
        axes.set(xlabel=x_label, ylabel="Share", ylim=(0, 1.03))
        axes.set_xlim(left=0)
        axes.yaxis.set_major_formatter(PercentFormatter(1))
        axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
        axes.legend(loc="center right")
        return axes


def power_curve_in_words(table: pd.DataFrame) -> str:
    """What a curve of power shows, for those who cannot see it."""
    if "power" not in table or table.empty:
        return NOTHING
    enough = table.loc[table["power"] >= ENOUGH - ROUNDING, "effect"]
    reached = f"reaches 80 % at {shown(enough.min())}" if len(enough) else "stays below 80 %"
    text = f"Power rises with the true effect and {reached}."
    for row in table[table["is_smallest"].astype(bool)].to_dict("records"):
        text += (
            f" The smallest effect of interest, {shown(row['effect'])}, is found in "
            f"{100 * row['power']:.0f} % of studies, with the wrong sign in "
            f"{100 * row['sign_error']:.1f} % of these and {shown(row['exaggeration'])} times too "
            "large on average."
        )
    return text
