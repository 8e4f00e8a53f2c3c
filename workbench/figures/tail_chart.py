"""How do counts beyond thresholds fall, and which fitted tail falls as they do."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import FuncFormatter, NullFormatter

from workbench.figures._drawable import SERIES, drawable, explain_above, not_drawn, with_note
from workbench.figures.numbers import listed, shown
from workbench.figures.style import WIDTH, new_axes, say, styled

HEIGHT = 4.2
COUNT = ["threshold", "above"]
CURVE = ["at", "expected_above"]
LEAST = 0.5  # of a thing that is counted; a curve is drawn no farther down


def tail_chart(
    counts: pd.DataFrame,
    curves: pd.DataFrame,
    *,
    x_label: str,
    y_label: str,
    ax: Axes | None = None,
) -> Axes:
    """Draw counts beyond thresholds and fitted tails, both axes in logarithms.

    Parameters
    ----------
    counts
        One row a threshold: `threshold` and `above` (both above 0), and `highest` where the
        count is printed as "more than".
    curves
        One row a point: `distribution`, `at` and `expected_above`; up to four distributions.
    x_label, y_label
        What the thresholds and the counts are, with their units.
    ax
        Axes to draw on; new ones by default.
    """
    with styled():
        axes = ax or new_axes(WIDTH, HEIGHT)
        own = _positive(counts, COUNT)
        if own.empty:
            return say(axes, "No chart: no threshold has a count above 0.")
        axes.set_xscale("log")
        axes.set_yscale("log")
        _draw_curves(axes, curves)
        if "highest" in own:
            high = pd.to_numeric(own["highest"], errors="coerce").fillna(own["above"])
            reach = [own["above"] * 0, (high - own["above"]).clip(lower=0)]
            bar: dict[str, Any] = {
                "fmt": "none",
                "ecolor": "black",
                "capsize": 4,
                "label": "may be as high as",
            }
            axes.errorbar(own["threshold"], own["above"], yerr=reach, **bar)
        axes.plot(own["threshold"], own["above"], "o", color="black", label="counted", zorder=4)
        for at, count in own[COUNT].itertuples(index=False):
            axes.annotate(shown(count), (at, count), (6, 3), textcoords="offset points")
        lost = not_drawn(len(counts) - len(own), "without a threshold and a count above 0")
        axes.set(xlabel=with_note(x_label, lost), ylabel=y_label)
        for axis in (axes.xaxis, axes.yaxis):
            axis.set_major_formatter(FuncFormatter(lambda value, _: shown(value)))
            axis.set_minor_formatter(NullFormatter())
        explain_above(axes, 4)
        return axes


def _positive(rows: pd.DataFrame, columns: list[str]) -> pd.DataFrame:
    found = drawable(rows, columns)
    return found[(found[columns] > 0).all(axis=1)].sort_values(columns[0])


def _draw_curves(axes: Axes, curves: pd.DataFrame) -> None:
    points = _positive(curves, CURVE)
    points = points[points["expected_above"] >= LEAST]
    for look, name in zip(SERIES, curves["distribution"].drop_duplicates(), strict=False):
        line = points[points["distribution"] == name]
        style = {key: value for key, value in look.items() if key != "marker"}
        axes.plot(line["at"], line["expected_above"], linewidth=1.5, label=str(name), **style)


def tail_chart_in_words(counts: pd.DataFrame, curves: pd.DataFrame) -> str:
    """What the chart shows, for those who cannot see it."""
    own = _positive(counts, COUNT)
    if own.empty:
        return "Empty chart: no threshold has a count above 0."
    told = [f"{shown(count)} above {shown(at)}" for at, count in own[COUNT].itertuples(index=False)]
    points = _positive(curves, CURVE)
    last = float(own["threshold"].iloc[-1])
    fits = []
    for name, line in points.groupby("distribution", sort=False):
        logs = np.log(line[CURVE].to_numpy())
        fits.append(f"{name} {shown(float(np.exp(np.interp(np.log(last), *logs.T))))}")
    expected = f" Above {shown(last)} the fitted tails expect: {listed(fits)}." if fits else ""
    return f"Counts beyond thresholds on logarithmic axes: {listed(told)}.{expected}"
