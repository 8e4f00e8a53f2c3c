"""How sure is a mean, and may it be shown: margins of error, and cells of too few firms."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

FEWEST = 3  # firms in a cell that may be shown
WHOLE = "all"  # what a breakdown calls its total
CONFIDENCE = 0.95


def margin_of_error(
    interviews: int, population: float = np.inf, *, confidence: float = CONFIDENCE
) -> float:
    """How far a share found among the firms interviewed may lie from that among all, at most.

    Parameters
    ----------
    interviews
        How many firms were interviewed, drawn by chance.
    population
        How many firms there are.
    confidence
        How often the margin holds.

    Returns
    -------
    Half the width of the interval, as a share (0.179 is 17.9 percentage points); nan without
    interviews.

    Notes
    -----
    z sqrt(1/4 / n) sqrt((N - n) / (N - 1)), for a share of one half, where it is widest (Cochran
    1977, Sampling Techniques, section 3.2).

    Examples
    --------
    >>> [round(100 * margin_of_error(30, all_firms), 1) for all_firms in (np.inf, 100, 50, 30)]
    [17.9, 15.0, 11.4, 0.0]
    """
    if interviews < 1:
        return np.nan
    part = float(correction(interviews, population))
    return _quantile(confidence) * float(np.sqrt(1 / 4 / interviews)) * part


def correction(interviews: npt.ArrayLike, population: float) -> npt.NDArray[np.float64]:
    """By what a standard error shrinks because many of all firms were interviewed."""
    n = np.asarray(interviews, dtype="float64")
    if not np.isfinite(population):
        return np.ones_like(n)
    left: npt.NDArray[np.float64] = np.clip((population - n) / max(population - 1, 1), 0, 1)
    return np.sqrt(left)


def share_interval(
    hits: npt.ArrayLike, firms: npt.ArrayLike, *, confidence: float = CONFIDENCE
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """The interval of a share (Wilson 1927, Journal of the American Statistical Association 22).

    Examples
    --------
    >>> low, high = share_interval([0, 5], [10, 10])
    >>> low.round(3).tolist(), high.round(3).tolist()
    ([0.0, 0.237], [0.278, 0.763])
    """
    z2 = _quantile(confidence) ** 2
    n = np.asarray(firms, dtype="float64")
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.asarray(hits, dtype="float64") / n
        middle = (share + z2 / (2 * n)) / (1 + z2 / n)
        away = np.sqrt(z2 * (share * (1 - share) / n + z2 / (4 * n**2))) / (1 + z2 / n)
    return np.clip(middle - away, 0, 1), np.clip(middle + away, 0, 1)


def _quantile(confidence: float) -> float:
    from scipy.special import ndtri

    return float(ndtri((1 + confidence) / 2))


def means(
    values: pd.DataFrame,
    groups: pd.Series,
    *,
    confidence: float = CONFIDENCE,
    population: float = np.inf,
) -> pd.DataFrame:
    """The mean of each column, over all firms and by group, with its interval; few firms hidden.

    Parameters
    ----------
    values
        One row a firm, one column a quantity.
    groups
        The group of each firm; firms without one count in the whole alone.
    confidence
        Of the intervals (Student's t).
    population
        How many firms there are in all, for the whole; groups are taken as small parts of theirs.

    Returns
    -------
    group ("all" first), quantity, firms, mean, low, high, is_hidden. Where a cell is hidden,
    firms, mean, low and high are missing.
    """
    from scipy.special import stdtrit

    parts = {WHOLE: values, **{str(name): own for name, own in values.groupby(groups)}}
    rows = []
    for name, own in parts.items():
        firms, mean, spread = own.notna().sum(), own.mean(), own.std()
        away = spread / np.sqrt(firms) * stdtrit(firms - 1, (1 + confidence) / 2)
        if name == WHOLE:
            away *= correction(firms, population)
        found = {"firms": firms, "mean": mean, "low": mean - away, "high": mean + away}
        rows.append(pd.DataFrame(found).rename_axis("quantity").reset_index().assign(group=name))
    table = pd.concat(rows, ignore_index=True)
    ordered = table[["group", "quantity", "firms", "mean", "low", "high"]]
    return hidden(ordered, "quantity", ["firms", "mean", "low", "high"])


def hidden(table: pd.DataFrame, of: str, columns: Sequence[str]) -> pd.DataFrame:
    """A table of groups without what would tell of one or two firms.

    Parameters
    ----------
    table
        group, firms and more; the group "all" is the whole of the others.
    of
        The column of what is broken down by group.
    columns
        What is emptied in a cell that is hidden.

    Returns
    -------
    The table with `is_hidden`. Cells of one or two firms are hidden; where what is hidden
    would still hold fewer than three, the smallest cell shown is hidden too, for a total less
    the cells shown would give it away.
    """
    found = table.assign(is_hidden=table["firms"].between(1, FEWEST - 1))
    parts = found[found["group"] != WHOLE]
    kept_back = parts["firms"].where(parts["is_hidden"], 0).groupby(parts[of]).sum()
    for name in kept_back.index[kept_back.between(1, FEWEST - 1)]:
        is_shown = parts[of].eq(name) & parts["firms"].ge(FEWEST)
        shown = parts[is_shown].sort_values(["firms", "group"])
        if len(shown):
            found.loc[shown.index[0], "is_hidden"] = True
    emptied = {name: found[name].astype("float64").mask(found["is_hidden"]) for name in columns}
    return found.assign(**emptied)
