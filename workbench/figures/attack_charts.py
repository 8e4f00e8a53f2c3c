"""Does an answer survive: estimates side by side, over cut-offs, over zonings, and in words.

Each takes the `table` of an `Attack`. What is drawn apart by colour is drawn apart by shape,
dashes or lightness too. `robustness_charts` draws the attacks that re-fit nothing.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator, NullFormatter

from workbench.figures.labels import shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.style import GREY, LINE, POINT, WIDTH, new_axes, say, styled

PALE = "#e3e8ee"
MANY, LONGEST = 30, 44
TALLEST, APART = 8.5, 2.5
KERNELS = {"bartlett": ("o", "-", POINT), "uniform": ("s", "--", LINE)}
KINDS = {"level": ("s", LINE), "random": ("o", POINT)}
NOTHING = "Nothing to draw: the attack could not be made."


def drawable(table: pd.DataFrame) -> pd.DataFrame:
    """The rows that have an estimate and an interval."""
    needed = ["estimate", "low", "high"]
    if not set(needed) <= set(table):
        return table.iloc[:0]
    return table[table[needed].notna().all(axis=1)].reset_index(drop=True)


def span_of(row: pd.Series) -> str:
    """An estimate with its interval in words."""
    return f"{shown(row['estimate'])} ({shown(row['low'])} to {shown(row['high'])})"


def estimate_rows(table: pd.DataFrame, *, x_label: str, ax: Axes | None = None) -> Axes:
    """Draw each estimate with its interval as a row, the first one's interval as a band.

    Parameters
    ----------
    table
        Of `leave_one_group_out`, `suppression_bounds`, `ratio_denominator` or
        `multiple_testing`: `label`, `estimate`, `low`, `high`; the model as fitted comes first.
        Of more than 30 rows only the first, the second and the last are named.
    x_label
        What the coefficient is of, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = drawable(table)
    with styled():
        many = len(rows) > MANY
        height = 0.12 if many else 0.27
        axes = ax or new_axes(WIDTH, min(0.9 + height * max(len(rows), 2), TALLEST))
        if rows.empty:
            return say(axes, NOTHING)
        places, first = np.arange(len(rows), dtype="float64"), rows.iloc[0]
        places[1:] += APART * many
        axes.axvspan(first["low"], first["high"], color=PALE, linewidth=0)
        axes.axvline(first["estimate"], color=GREY, linewidth=0.8)
        axes.axvline(0, color="black", linewidth=0.9, linestyle="--")
        holds_zero = ((rows["low"] <= 0) & (rows["high"] >= 0)).to_numpy()
        width = 0.9 if many else 1.8
        axes.hlines(places, rows["low"], rows["high"], color=POINT, linewidth=width)
        for chosen, face in ((~holds_zero, POINT), (holds_zero, "white")):
            axes.plot(
                rows["estimate"][chosen],
                places[chosen],
                "o",
                markerfacecolor=face,
                markeredgecolor=POINT,
                markersize=3.5 if many else 5.5,
            )
        axes.plot(first["estimate"], 0, "D", color="black", markersize=6)
        named = [0, 1, len(rows) - 1] if many else list(range(len(rows)))
        names = [shortened(str(rows["label"].iloc[i]), LONGEST) for i in named]
        axes.set_yticks(places[named], names)
        axes.set_ylim(places[-1] + 0.7, -0.7 * (1 + many))
        axes.set_xlabel(x_label)
        axes.xaxis.set_major_locator(MaxNLocator(6, steps=[1, 2, 5, 10]))
        return axes


def estimate_rows_in_words(table: pd.DataFrame) -> str:
    """What the rows show, for those who cannot see them."""
    rows = drawable(table)
    if rows.empty:
        return NOTHING
    rest = rows.iloc[1:]
    text = (
        f"Estimates with intervals, one row each. {rows['label'].iloc[0]}: {span_of(rows.iloc[0])}"
    )
    if rest.empty:
        return f"{text}."
    ends = [rest.iloc[int(end(rest["estimate"]))] for end in (np.argmin, np.argmax)]
    holds = int(((rest["low"] <= 0) & (rest["high"] >= 0)).sum())
    lowest, highest = (f"{end['label']}, {span_of(end)}" for end in ends)
    return (
        f"{text}. Of the {len(rest)} others the lowest is {lowest} and the highest {highest}; "
        f"{holds} of the intervals hold zero."
    )


def cutoff_path(table: pd.DataFrame, *, y_label: str, ax: Axes | None = None) -> Axes:
    """Draw the interval at each cut-off of Conley's errors, for each kernel, beside the others.

    Parameters
    ----------
    table
        Of `conley_path`: `label`, `kind`, `kernel`, `cutoff_km`, `estimate`, `low`, `high`.
    y_label
        What the coefficient is of, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = drawable(table)
    with styled():
        axes = ax or new_axes()
        if rows.empty:
            return say(axes, NOTHING)
        is_conley = rows["kind"] == "conley"
        others, conley = rows[~is_conley], rows[is_conley]
        cutoffs = sorted(conley["cutoff_km"].unique())
        axes.axhline(0, color="black", linewidth=0.9, linestyle="--")
        axes.axhline(rows["estimate"].iloc[0], color=GREY, linewidth=0.8)
        for place, row in enumerate(others.to_dict("records")):
            axes.vlines(place, row["low"], row["high"], color="black", linewidth=1.8)
            axes.plot(place, row["estimate"], "D", color="black", markersize=5)
        start = len(others)
        for number, (kernel, (marker, dashes, colour)) in enumerate(KERNELS.items()):
            own = conley[conley["kernel"] == kernel]
            at = np.array([start + cutoffs.index(km) for km in own["cutoff_km"]]) - 0.1
            at = at + 0.2 * number
            axes.vlines(at, own["low"], own["high"], color=colour, linewidth=1.4, alpha=0.6)
            for end in ("low", "high"):
                axes.plot(at, own[end], dashes, color=colour, linewidth=1.2)
            axes.plot(
                at, own["estimate"], marker, color=colour, markersize=5, label=f"{kernel} kernel"
            )
        names = [*(shortened(name.replace(" by ", "\nby ")) for name in others["label"])]
        axes.set_xticks(range(start + len(cutoffs)), names + [f"{km:g} km" for km in cutoffs])
        axes.set(xlabel="Robust and clustered errors, then Conley's cut-off", ylabel=y_label)
        if len(conley):
            legend_above(axes)
        return axes


def cutoff_path_in_words(table: pd.DataFrame) -> str:
    """What a path over cut-offs shows, for those who cannot see it."""
    rows = drawable(table)
    if rows.empty:
        return NOTHING
    spans = [f"{row['label']}: {shown(row['low'])} to {shown(row['high'])}" for _, row in
             rows.iterrows()]  # fmt: skip
    return (
        f"Intervals around the estimate {shown(rows['estimate'].iloc[0])} by how errors may go "
        f"together. {listed(spans)}."
    )


def zoning_fan(table: pd.DataFrame, *, y_label: str, ax: Axes | None = None) -> Axes:
    """Draw the estimate over each zoning by its number of zones.

    Parameters
    ----------
    table
        Of `maup_fan`: `kind`, `zones`, `estimate`, `low`, `high`; the model as fitted first.
    y_label
        What the coefficient is of, with its unit.
    ax
        Axes to draw on; new ones by default.
    """
    rows = drawable(table)
    with styled():
        axes = ax or new_axes()
        if rows.empty:
            return say(axes, NOTHING)
        first = rows.iloc[0]
        axes.axhspan(first["low"], first["high"], color=PALE, linewidth=0)
        axes.axhline(0, color="black", linewidth=0.9, linestyle="--")
        axes.axhline(first["estimate"], color=GREY, linewidth=0.8)
        for kind, (marker, colour) in KINDS.items():
            own = rows[rows["kind"] == kind]
            at = own["zones"] * _apart(own["zones"])
            axes.vlines(at, own["low"], own["high"], color=colour, linewidth=0.9, alpha=0.55)
            words = {"random": "random zones", "level": "another level of regions"}[kind]
            if len(own):
                axes.plot(at, own["estimate"], marker, color=colour, markersize=4.5, label=words)
        axes.vlines(first["zones"], first["low"], first["high"], color="black", linewidth=1.8)
        axes.plot(first["zones"], first["estimate"], "D", color="black", label="as fitted")
        axes.set_xscale("log")
        numbers = sorted(rows["zones"].round().astype(int).unique(), reverse=True)
        axes.set_xticks(_spread(numbers), [f"{number:,}" for number in _spread(numbers)])
        axes.xaxis.set_minor_formatter(NullFormatter())
        axes.invert_xaxis()
        axes.set(xlabel="Zones in the fit (logarithmic, fewer to the right)", ylabel=y_label)
        legend_above(axes)
        return axes


def legend_above(axes: Axes) -> None:
    """The legend above the axes, where it covers nothing."""
    axes.legend(loc="lower left", bbox_to_anchor=(0, 1), ncols=3)


def _apart(zones: pd.Series) -> np.ndarray:
    """Factors that set zonings of nearly the same number side by side."""
    place = zones.groupby(zones).cumcount()
    middle = (zones.groupby(zones).transform("size") - 1) / 2
    return np.asarray(1 + 0.012 * (place - middle))


def _spread(numbers: list[int]) -> list[int]:
    """Those of the numbers, from the largest down, that stand a fifth apart."""
    kept: list[int] = []
    for number in numbers:
        if not kept or kept[-1] / number > 1.2:  # noqa: PLR2004
            kept.append(number)
    return kept


def zoning_fan_in_words(table: pd.DataFrame) -> str:
    """What a fan over zonings shows, for those who cannot see it."""
    rows = drawable(table)
    if len(rows) < 2:  # noqa: PLR2004
        return NOTHING
    first, rest = rows.iloc[0], rows.iloc[1:]
    return (
        f"Estimates by number of zones. As fitted, over {first['zones']:,.0f} regions: "
        f"{span_of(first)}. Over {len(rest)} other zonings of {rest['zones'].min():,.0f} to "
        f"{rest['zones'].max():,.0f} zones it goes from {shown(rest['estimate'].min())} to "
        f"{shown(rest['estimate'].max())}, with the median {shown(rest['estimate'].median())}."
    )
