"""Which claims are borne out, and which are not: a ledger of verdicts as table, chart and matrix.

Verdicts differ in shape and in shade, so that they can be told apart in grey.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from workbench.errors import ParameterError, unknown
from workbench.figures._rounding import with_interval
from workbench.figures.labels import DARK, SMALL, shortened
from workbench.figures.numbers import listed, shown
from workbench.figures.rows import name_rows, spaced, write_beside
from workbench.figures.style import GREY, LINE, NO_DATA, POINT, WIDTH, new_axes, say, styled
from workbench.hypotheses import VERDICTS

SUPPORTED, NOT_SHOWN, REFUTED, UNTESTABLE = VERDICTS
FARTHEST = 6.0  # smallest effects; what lies beyond is drawn as an arrow
NO_SMALLEST = "no smallest effect to measure by"
LONGEST_STUDY, LONGEST_REASON = 26, 92


@dataclass(frozen=True)
class Look:
    """How a verdict is drawn: marker, colour of its edge and of its inside, size."""

    marker: str
    edge: str
    inside: str
    size: float


LOOKS = {
    SUPPORTED: Look("o", POINT, POINT, 8),
    NOT_SHOWN: Look("o", POINT, "white", 8),
    REFUTED: Look("X", LINE, LINE, 9),
    UNTESTABLE: Look("_", GREY, GREY, 9),
}


def ledger_table(verdicts: pd.DataFrame) -> pd.DataFrame:
    """The ledger as it is read: one row a hypothesis, its estimate with the interval in words.

    Parameters
    ----------
    verdicts
        One row a hypothesis: number, hypothesis, claim, verdict, reason, estimate, low, high,
        smallest_effect, unit.

    Returns
    -------
    Columns for a `TableExhibit`: number, hypothesis, claim, verdict, estimate, smallest effect,
    reason. Rows keep their order.

    Raises
    ------
    ParameterError
        For a verdict that is none of the four words.

    Examples
    --------
    >>> verdicts = pd.DataFrame(
    ...     {"number": ["H1"], "hypothesis": ["density_pays"], "claim": ["Density pays."],
    ...      "verdict": ["supported"], "reason": ["All of it above."], "estimate": [4.12],
    ...      "low": [1.21], "high": [7.03], "smallest_effect": [1.0], "unit": ["percent"]}
    ... )
    >>> ledger_table(verdicts)[["hypothesis", "estimate", "smallest effect"]].iloc[0].tolist()
    ['density pays', '4.1 (1.2 to 7.0) percent', '1 percent']
    """
    _check(verdicts)
    rows = verdicts.to_dict("records")
    return pd.DataFrame(
        {
            "number": [row["number"] for row in rows],
            "hypothesis": [spaced(row["hypothesis"]) for row in rows],
            "claim": [row["claim"] for row in rows],
            "verdict": [row["verdict"] for row in rows],
            "estimate": [
                _in_words(row["estimate"], row["low"], row["high"], row["unit"]) for row in rows
            ],
            "smallest effect": [_with_unit(row["smallest_effect"], row["unit"]) for row in rows],
            "reason": [row["reason"] for row in rows],
        }
    )


def ledger_chart(verdicts: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw each estimate with its interval in multiples of the smallest effect of interest.

    Parameters
    ----------
    verdicts
        As for `ledger_table`. The shaded band holds effects too small to care about. Untestable
        hypotheses stand with their reason; what lies beyond six smallest effects is an arrow.
    ax
        Axes to draw on; new ones by default.

    Raises
    ------
    ParameterError
        For a verdict that is none of the four words.
    """
    _check(verdicts)
    with styled():
        axes = ax or new_axes(WIDTH + 1, 1.5 + 0.3 * len(verdicts))
        if verdicts.empty:
            return say(axes, "No ledger: no hypothesis was judged.")
        axes.axvspan(-1, 1, color=NO_DATA, linewidth=0, zorder=0)
        axes.axvline(0, color=GREY, linewidth=0.8, linestyle="--", zorder=1)
        for at, row in enumerate(_scaled(verdicts).to_dict("records")):
            if np.isnan(row["estimate"]):
                _write(axes, at, f"{row['verdict']}: {row['reason']}")
            else:
                _draw_line(axes, at, row["estimate"], row["low"], row["high"], row["verdict"])
        name_rows(axes, dict(enumerate(_names(verdicts))))
        axes.set_xlim(-FARTHEST - 0.5, FARTHEST + 0.5)
        axes.set_xlabel("effect in multiples of the smallest effect of interest (shaded: smaller)")
        drawn = verdicts.loc[verdicts["verdict"] != UNTESTABLE, "verdict"]
        _explain(axes, drawn, loc="lower left", bbox_to_anchor=(0, 1), ncols=len(LOOKS))
        return axes


def ledger_in_words(verdicts: pd.DataFrame) -> str:
    """What a ledger shows, for those who cannot see it."""
    _check(verdicts)
    if verdicts.empty:
        return "Empty ledger: no hypothesis was judged."
    told = [
        f"{word}: {listed([str(n) for n in verdicts.loc[verdicts['verdict'] == word, 'number']])}"
        for word in VERDICTS
        if (verdicts["verdict"] == word).any()
    ]
    return f"Verdicts on {len(verdicts)} hypotheses. {'; '.join(told)}."


def verdict_matrix(table: pd.DataFrame, *, ax: Axes | None = None) -> Axes:
    """Draw the verdict on each hypothesis in each study, one mark a cell.

    Parameters
    ----------
    table
        One row a verdict: number, hypothesis, study, verdict. A cell without a row stays empty.
    ax
        Axes to draw on; new ones by default.

    Raises
    ------
    ParameterError
        For a verdict that is none of the four words.
    """
    _check(table)
    numbers = list(dict.fromkeys(table["number"]))
    studies = list(dict.fromkeys(table["study"]))
    with styled():
        axes = ax or new_axes(3.2 + 0.62 * max(len(studies), 4), 1.9 + 0.29 * len(numbers))
        if table.empty:
            return say(axes, "No matrix: no hypothesis was judged.")
        axes.set_axisbelow(True)
        axes.grid(color=NO_DATA, linewidth=1.2)
        for word, look in LOOKS.items():
            own = table[table["verdict"] == word]
            across = [studies.index(study) for study in own["study"]]
            _mark(axes, across, [numbers.index(number) for number in own["number"]], look)
        first = table.drop_duplicates("number")
        name_rows(axes, dict(enumerate(_names(first))))
        words = [shortened(spaced(study), LONGEST_STUDY) for study in studies]
        axes.set_xticks(range(len(studies)), words, rotation=40, ha="right")
        axes.set_xlim(-0.6, len(studies) - 0.4)
        axes.tick_params(length=0)
        axes.spines["bottom"].set_visible(False)
        _explain(axes, table["verdict"], loc="upper left", bbox_to_anchor=(1, 1))
        return axes


def verdict_matrix_in_words(table: pd.DataFrame) -> str:
    """What a matrix of verdicts shows, for those who cannot see it."""
    _check(table)
    if table.empty:
        return "Empty matrix: no hypothesis was judged."
    told = [
        f"{study}: " + ", ".join(f"{(own['verdict'] == word).sum()} {word}" for word in VERDICTS)
        for study, own in table.groupby("study", sort=False)
    ]
    hypotheses = table["number"].nunique()
    return f"Verdicts on {hypotheses} hypotheses in {len(told)} studies. {'; '.join(told)}."


def _check(verdicts: pd.DataFrame) -> None:
    strange = [word for word in verdicts["verdict"].unique() if word not in VERDICTS]
    if strange:
        raise ParameterError([unknown("CLW-P07", "verdict", word, VERDICTS) for word in strange])


def _names(verdicts: pd.DataFrame) -> list[str]:
    pairs = zip(verdicts["number"], verdicts["hypothesis"], strict=True)
    return [f"{number}  {spaced(hypothesis)}" for number, hypothesis in pairs]


def _in_words(estimate: float, low: float, high: float, unit: str) -> str | None:
    if not np.isfinite(estimate):
        return None
    if not np.isfinite([low, high]).all():
        return _with_unit(estimate, unit)
    words, least, most = with_interval(estimate, low, high)
    return f"{words} ({least} to {most}) {unit or ''}".strip()


def _with_unit(value: float, unit: str) -> str | None:
    if not np.isfinite(value):
        return None
    return f"{shown(value)} {unit or ''}".strip()


def _scaled(verdicts: pd.DataFrame) -> pd.DataFrame:
    """Estimates in smallest effects; missing where there is none, with the reason."""
    smallest = verdicts["smallest_effect"].abs()
    is_drawn = (smallest > 0) & verdicts["estimate"].notna() & (verdicts["verdict"] != UNTESTABLE)
    scaled = {
        name: (verdicts[name] / smallest.where(smallest > 0)).where(is_drawn)
        for name in ("estimate", "low", "high")
    }
    has_none = ~is_drawn & (verdicts["verdict"] != UNTESTABLE)
    return verdicts.assign(**scaled, reason=verdicts["reason"].mask(has_none, NO_SMALLEST))


def _draw_line(
    axes: Axes, at: float, estimate: float, low: float, high: float, verdict: str
) -> None:
    """An interval with the mark of its verdict; an arrow where it runs off the axis."""
    look = LOOKS[verdict]
    ends = np.clip([low, high], -FARTHEST, FARTHEST)
    axes.hlines(at, *ends, color=look.edge, linewidth=1.8, zorder=2)
    for end, sign, marker in ((low, -1, "<"), (high, 1, ">")):
        if sign * end > FARTHEST:
            axes.plot(sign * (FARTHEST + 0.3), at, marker, color=look.edge, markersize=5)
    place = float(np.clip(estimate, -FARTHEST, FARTHEST))
    _mark(axes, [place], [at], look)
    if place != estimate:
        write_beside(axes, place - np.sign(place) * 0.1, at, shown(estimate), is_left=place > 0)


def _write(axes: Axes, at: float, text: str) -> None:
    """Write along a row that has no mark."""
    words = shortened(text, LONGEST_REASON)
    across = axes.get_yaxis_transform()
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1}
    axes.text(0.01, at, words, transform=across, va="center", fontsize=SMALL, color=DARK, bbox=box)


def _mark(axes: Axes, x: Sequence[float], y: Sequence[float], look: Look) -> None:
    axes.plot(
        x,
        y,
        look.marker,
        markersize=look.size,
        linestyle="none",
        zorder=3,
        markeredgecolor=look.edge,
        markerfacecolor=look.inside,
    )


def _explain(axes: Axes, verdicts: pd.Series, **where: Any) -> None:
    """A legend of the verdicts that occur."""
    handles = [
        Line2D([], [], marker=look.marker, linestyle="none", markersize=look.size, label=word,
               markeredgecolor=look.edge, markerfacecolor=look.inside)
        for word, look in LOOKS.items()
        if (verdicts == word).any()
    ]  # fmt: skip
    axes.legend(handles=handles, **where)
