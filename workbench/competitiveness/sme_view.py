"""Which regions are places of small firms: one row a region, with bounds and its place."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.competitiveness._sizes import EMPLOYMENT, ESTABLISHMENTS, has_firm_sizes
from workbench.competitiveness.sme import mean_sizes, sme_shares
from workbench.data import Study, at_level, load
from workbench.errors import Problem, StudyError
from workbench.measures._apply import pick
from workbench.measures._cells import Numbers


def sme_view(
    study: str | Study,
    *,
    year: int | None = None,
    level: str | None = None,
    definition: str = "eu",
    at_least: int = 0,
) -> pd.DataFrame:
    """The regions of a study by the size of their firms: one row a region, with its place.

    Parameters
    ----------
    study
        A study, its name or its folder, with establishments by size class or with employment and
        establishments.
    year
        The year; the latest otherwise.
    level
        A level of regions; the finest otherwise.
    definition, at_least
        As for `sme_shares`.

    Returns
    -------
    `region`, `name` and `year`; `establishments`, those that count; `sme_share_low` and
    `sme_share_high`, the part of establishments that are of small or medium size, with
    `share_undefined` where it is not known exactly; `sme_employment_share_low` and `..._high`;
    `mean_size_low`, `mean_size_high` and `mean_size_undefined`; `place_best` and `place_worst`
    among the regions, 1 for the largest share, or where there is none for the smallest mean
    size (`.attrs["sme"]["place_by"]`). Places differ where shares are equal or bounds overlap.

    Raises
    ------
    StudyError
        If the study says nothing of the size of firms.
    UnknownName, ParameterError
        For a study, year, level or definition that is not there or cannot be computed.

    Examples
    --------
    >>> view = sme_view("strasbourg_establishments", level="commune", at_least=1)
    >>> row = view[view["name"] == "Achenheim"].iloc[0]
    >>> row["establishments"], row["sme_share_low"], row["sme_share_high"]
    (np.float64(53.0), np.float64(1.0), np.float64(1.0))
    """
    found = at_level(load(study), level, by_size=True)
    activity = _activity(found, year)
    options: dict[str, Any] = {
        "at_least": at_least,
        "size_classes": found.tables.get("size_classes"),
    }
    by = {"definition": definition, **options}
    of_establishments = sme_shares(activity, value=ESTABLISHMENTS, **by)
    of_employment = sme_shares(activity, value=EMPLOYMENT, **by)
    means = mean_sizes(activity, **options)
    names = found.regions.set_index("region")["name"]
    view = pd.DataFrame(
        {
            "region": means["region"],
            "name": means["region"].map(names),
            "year": means["year"],
            ESTABLISHMENTS: means[ESTABLISHMENTS],
            "sme_share_low": of_establishments["low"],
            "sme_share_high": of_establishments["high"],
            "share_undefined": of_establishments["undefined"],
            "sme_employment_share_low": of_employment["low"],
            "sme_employment_share_high": of_employment["high"],
            "mean_size_low": means["low"],
            "mean_size_high": means["high"],
            "mean_size_undefined": means["undefined"],
        }
    )
    return _with_places(view, {**of_establishments.attrs["sme"], "study": found.name})


def _with_places(view: pd.DataFrame, about: dict[str, Any]) -> pd.DataFrame:
    """The view with each region's best and worst place, and what the places go by."""
    has_shares = bool(view["sme_share_low"].notna().any())
    columns = ["sme_share_low", "sme_share_high"]
    signed = 1.0
    if not has_shares:  # the smallest mean comes first
        columns, signed = ["mean_size_high", "mean_size_low"], -1.0
    low, high = (signed * view[column].to_numpy() for column in columns)
    best, worst = _places(low, high)
    view = view.assign(place_best=best, place_worst=worst)
    place_by = "share of establishments" if has_shares else "mean size, the smallest first"
    n_placed = int(view["place_best"].notna().sum())
    view.attrs = {"sme": {**about, "place_by": place_by, "n_placed": n_placed}}
    return view


def _places(low: Numbers, high: Numbers) -> tuple[pd.Series, pd.Series]:
    """The best and the worst place each bounded number can have, 1 for the largest.

    The best is behind those that are larger in any case; the worst behind all that may be as
    large. Missing where there is no number.
    """
    is_known = ~np.isnan(low)
    lows, highs = np.sort(low[is_known]), np.sort(high[is_known])
    best = 1 + len(lows) - np.searchsorted(lows, high, side="right")
    worst = len(highs) - np.searchsorted(highs, low, side="left")
    found = (pd.Series(place, dtype="Int64") for place in (best, worst))
    best_place, worst_place = (place.where(is_known) for place in found)
    return best_place, worst_place


def _activity(study: Study, year: int | None) -> pd.DataFrame:
    """The activity of one year, the latest where none is named."""
    if not has_firm_sizes(study):
        raise StudyError(
            Problem(
                "CLW-I53",
                f"study {study.name} says nothing of the size of firms",
                file="activity.csv",
                expected="a table activity with establishments and, besides, employment or "
                "size_class",
                remedy="add a column establishments from a register of firms, or choose a study "
                "that has it",
            )
        )
    activity = study.activity
    return pick(study, "activity", activity, int(activity["year"].max()) if year is None else year)
