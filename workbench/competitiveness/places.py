"""Where does a region stand on every indicator, and how sure is its place (step 8)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.competitiveness.aggregating import Array
from workbench.competitiveness.composite import CompositeIndex
from workbench.competitiveness.framework import Framework
from workbench.competitiveness.peers import study_of
from workbench.competitiveness.selecting import OLDEST, of_whole_regions, select
from workbench.data import Study
from workbench.errors import ParameterError, Problem

Places = NDArray[np.intp]

YEARS = 7  # the last years that a region's line is drawn through
FEWEST_YEARS = 4  # for a line to leave residuals worth the name
FEWEST_DRAWS = 100
BLOCK = 500  # draws at a time
LINE = 2  # degrees of freedom that a line takes
PRIOR = 4.0  # degrees of freedom that the typical region counts for beside a region's own
LOGARITHMIC = "log"  # the word of the cards
WITHOUT_STUDY = "no figures of other years: the index was made from a table"


@dataclass(frozen=True, eq=False)
class Noise:
    """How far figures stray from the region's own line: by region, in logarithms or not.

    `reason` says why nothing is known, and is empty otherwise; `years` are those of the lines.
    """

    spread: Array
    is_log: bool
    years: tuple[int, ...]
    reason: str


def places(
    index: CompositeIndex,
    region: str | None = None,
    *,
    study: str | Study | None = None,
    confidence: float = 0.9,
    draws: int = 2000,
    seed: int = 0,
) -> pd.DataFrame:
    """The place of a region on every indicator, with an interval where figures of years allow one.

    Parameters
    ----------
    index
        The index; places are among its ranked regions.
    region
        A ranked region; without one, all of them.
    study
        The study of the index, its name or its folder; by default the one it was made from.
    confidence
        Share of draws within the interval, between 0 and 1.
    draws, seed
        How many sets of figures are drawn, and from which seed.

    Returns
    -------
    One row a region and indicator: region, indicator, name, dimension, value (the figure), unit,
    place (1 the best; equal figures share the better one), regions (with a figure), mean, best
    (the best region; the first of equals), best_value, place_low, place_high, noise (standard
    deviation of the figure; of its logarithm where is_log), is_log and undefined (why there is no
    interval). place_low <= place <= place_high.

    Raises
    ------
    UnknownName, ParameterError
        For a region that is not ranked; a confidence outside 0 to 1 or fewer than 100 draws.

    Notes
    -----
    The noise of a figure is how far the figures of a region stray from a straight line through
    its own last years, at most seven and at least four, up to the year in the index; in
    logarithms where the card's scale says so and all figures are above zero. Few years make a
    rough estimate, so that each region's variance is drawn towards the median one of all regions:
    s² = (4 s0² + d s_r²) / (4 + d) with d = years - 2 (the weight 4 is our choice; Smyth 2004
    would estimate it). A region with fewer years takes s0. Figures are drawn from normal
    distributions around those published, all regions at once, and ranked anew; the interval holds
    the middle draws (Goldstein and Spiegelhalter 1996). What strays around a line is not only
    error of measurement but also what happens in single years, and a lasting bias of a figure is
    not in it. Draws add noise to figures that hold noise already, so that intervals are on the
    wide side, and those of the first and the last lean towards the middle.

    Examples
    --------
    >>> from workbench.competitiveness import index
    >>> found = places(index("china_prefectures"), "330100")
    >>> found[["indicator", "place", "regions", "best"]].tail(2)
                     indicator  place  regions    best
    3  migrants_other_province     22      274  441900
    4    urban_unit_employment     11      273  540100
    """
    _check(index, region, confidence, draws)
    found = None if study is None and not index.study else study_of(index, study)
    codes = index.framework.indicators.index
    children = np.random.SeedSequence(seed).spawn(len(codes))
    tables = [
        _of_indicator(index, str(code), region, found, (confidence, draws, child))
        for code, child in zip(codes, children, strict=True)
    ]
    wanted = list(index.scores.index) if region is None else [region]
    order = {each: place for place, each in enumerate(wanted)}
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values(
        "region", key=lambda regions: regions.map(order), kind="stable", ignore_index=True
    )


def _of_indicator(
    index: CompositeIndex,
    code: str,
    region: str | None,
    study: Study | None,
    how: tuple[float, int, np.random.SeedSequence],
) -> pd.DataFrame:
    """The places of one indicator."""
    card = index.framework.indicators.loc[code]
    figures = index.raw[code].reindex(index.scores.index)
    known = figures.dropna()
    better = card["direction"] * known
    noise = _noise(index, code, known, study)
    wanted = list(figures.index) if region is None else [region]
    table = pd.DataFrame(index=pd.Index(wanted, name="region"))
    table["indicator"] = code
    table["name"] = index.framework.name_of(code)
    table["dimension"] = index.framework.name_of(str(card["parent"]))
    table["value"] = figures
    table["unit"] = card.get("unit")
    rank = better.rank(ascending=False, method="min").reindex(wanted)
    table["place"] = rank.astype("Int64")
    table["regions"] = len(known)
    table["mean"] = known.mean()
    first = better.sort_values(ascending=False, kind="stable").index[:1].to_list()
    table["best"] = first[0] if first else None
    table["best_value"] = known.reindex(first).max()
    low, high = _interval(better, noise, wanted, how)
    table["place_low"] = np.minimum(low, rank).astype("Int64")
    table["place_high"] = np.maximum(high, rank).astype("Int64")
    table["noise"] = pd.Series(noise.spread, known.index)
    table["is_log"] = noise.is_log
    reason = pd.Series(noise.reason or None, index=table.index, dtype="str")
    table["undefined"] = reason.mask(table["value"].isna(), "no figure of the region")
    return table.reset_index()


def _interval(
    better: pd.Series,
    noise: Noise,
    wanted: list[str],
    how: tuple[float, int, np.random.SeedSequence],
) -> tuple[pd.Series, pd.Series]:
    """The lowest and highest rank of the middle draws; missing where nothing is known."""
    confidence, draws, seed = how
    shared = [each for each in wanted if each in better.index]
    if noise.reason or not shared:
        nothing = pd.Series(np.nan, index=wanted)
        return nothing, nothing
    rng = np.random.default_rng(seed)
    values = better.to_numpy("float64")
    if noise.is_log:
        values = np.sign(values) * np.log(np.abs(values))
    rows = better.index.get_indexer(pd.Index(shared))
    blocks = [min(BLOCK, draws - start) for start in range(0, draws, BLOCK)]
    ranks = np.vstack([_drawn(values, noise.spread, rows, block, rng) for block in blocks])
    tail = (1 - confidence) / 2
    low = np.quantile(ranks, tail, axis=0, method="lower")
    high = np.quantile(ranks, 1 - tail, axis=0, method="higher")
    return (
        pd.Series(low, index=shared).reindex(wanted),
        pd.Series(high, index=shared).reindex(wanted),
    )


def _drawn(
    values: Array, spread: Array, rows: Places, draws: int, rng: np.random.Generator
) -> Array:
    """Ranks of some regions in some draws of all figures: draws x regions."""
    figures = values + spread * rng.standard_normal((draws, len(values)))
    if len(rows) == 1:
        return np.asarray(1.0 + (figures > figures[:, rows]).sum(axis=1, keepdims=True))
    ranks = pd.DataFrame(figures.T).rank(ascending=False, method="min")
    return np.asarray(ranks.to_numpy("float64")[rows].T)


def _noise(index: CompositeIndex, code: str, known: pd.Series, study: Study | None) -> Noise:
    """How far the figures of each region stray from its own line."""
    nothing = np.full(len(known), np.nan)
    if study is None:
        return Noise(nothing, False, (), WITHOUT_STUDY)
    last = int(index.years.get(code, study.indicators["year"].max()))
    panel = history(study, index.framework, code, last)
    panel = panel.reindex(known.index)
    years = tuple(int(year) for year in panel.columns)
    if len(years) < FEWEST_YEARS:
        told = "one year only" if len(years) <= 1 else f"{len(years)} years only"
        return Noise(nothing, False, years, f"figures of {told}; a line takes {FEWEST_YEARS}")
    scale = index.framework.indicators.get("scale", pd.Series(dtype="object")).get(code)
    is_log = scale == LOGARITHMIC and not (panel <= 0).any(axis=None) and bool((known > 0).all())
    values = panel.to_numpy("float64")
    variances, degrees = _residual(np.log(values) if is_log else values, np.array(years, float))
    if not (degrees > 0).any():
        return Noise(nothing, False, years, f"no region has figures of {FEWEST_YEARS} years")
    typical = np.median(variances[degrees > 0])
    spread = np.sqrt((PRIOR * typical + degrees * variances) / (PRIOR + degrees))
    return Noise(spread, is_log, years, "")


def _residual(values: Array, years: Array) -> tuple[Array, Array]:
    """Residual variance of each row around its own line, and its degrees of freedom.

    Rows with fewer than four years have neither.
    """
    there = ~np.isnan(values)
    count = there.sum(axis=1)
    filled = np.where(there, values, 0.0)
    n = np.maximum(count, 1)[:, None]
    time = np.where(there, years, 0.0)
    time = np.where(there, years - time.sum(axis=1, keepdims=True) / n, 0.0)
    centred = np.where(there, filled - filled.sum(axis=1, keepdims=True) / n, 0.0)
    squares = (time**2).sum(axis=1)
    slope = (time * centred).sum(axis=1) / np.where(squares > 0, squares, 1.0)
    residual = ((centred - slope[:, None] * time) ** 2).sum(axis=1)
    degrees = np.where(count >= FEWEST_YEARS, count - LINE, 0).astype(float)
    return np.where(degrees > 0, residual / np.maximum(degrees, 1), 0.0), degrees


def history(study: Study, framework: Framework, code: str, last: int) -> pd.DataFrame:
    """One indicator in the last seven years to a year, as it would enter the index in each.

    Returns
    -------
    Regions x years; years without figures, or without any denominator, are left out.
    """
    rows = of_whole_regions(study)
    divisor = framework.indicators.at[code, "denominator"]
    below = rows[rows["indicator"] == divisor]
    own = rows[(rows["indicator"] == code) & (rows["year"] <= last)]
    one = Framework(framework.indicators.loc[[code]], framework.dimensions)
    columns: dict[int, pd.Series] = {}
    for year in sorted(set(own.loc[own["year"] > last - YEARS, "year"])):
        if len(below) and not below["year"].between(year - OLDEST, year).any():
            continue
        kept = pd.concat([own[own["year"] == year], below[below["indicator"] != code]])
        found = select(study.with_tables(indicators=kept), one, year=int(year))
        columns[int(year)] = found.values[code]
    return pd.DataFrame(columns)


def _check(index: CompositeIndex, region: str | None, confidence: float, draws: int) -> None:
    if region is not None:
        index.check_region(region)
    wrong = []
    if not 0 < confidence < 1:
        wrong.append(("confidence", confidence, "a number between 0 and 1", "confidence=0.9"))
    if draws < FEWEST_DRAWS:
        wrong.append(("draws", draws, f"{FEWEST_DRAWS} or more", "draws=2000"))
    if wrong:
        raise ParameterError(
            Problem(
                "CLW-I48",
                f"{name} is {value}",
                column=name,
                value=str(value),
                expected=expected,
                remedy=f"give {remedy}",
            )
            for name, value, expected, remedy in wrong
        )
