"""How do tables of several divisions become tables of one: sums and weighted means, all told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.data.divisions.codes import codes_against_division
from workbench.data.divisions.ways import Way
from workbench.errors import Problem, StudyError, listed

if TYPE_CHECKING:
    from pandas.api.typing import SeriesGroupBy

TOLERANCE = 1e-9
FLAGS = ("suppressed", "imputed", "not_applicable")  # a sum has the first that a part has


def harmonise(
    table: pd.DataFrame,
    over: Way,
    *,
    counts: Sequence[str],
    rates: Mapping[str, str] | None = None,
    name: str = "the table",
) -> tuple[pd.DataFrame, list[Problem]]:
    """A table of several divisions on one.

    Parameters
    ----------
    table
        region, year, perhaps further keys (industry), and columns of figures.
    over
        The crosswalks of its years, from `way`.
    counts
        Columns that add up: they go over by shares, and every total is conserved.
    rates
        Columns that do not add up, each with the column of the count it is a mean over: they go
        over as means weighted by it.
    name
        What the table is called in complaints.

    Returns
    -------
    The table on the codes of the division, and as warnings what was not carried over. A region
    that is the same in both divisions keeps all its figures. A sum of which a part is empty, or
    without any row in the year, is empty. Other columns of pooled or divided regions are empty.

    Raises
    ------
    StudyError
        If a code is not in the division of its year, or a total is not conserved to 1e-9.

    Examples
    --------
    >>> from workbench.data.divisions import way
    >>> division = pd.DataFrame({"region": ["1", "2"], "name": ["a", "b"],
    ...     "valid_from": [2010, 2010], "valid_to": [2014, 2020]})
    >>> changes = pd.DataFrame({"year": [2014], "kind": ["merged"], "old_region": ["1"],
    ...                         "new_region": ["2"], "old_name": ["a"], "new_name": ["b"]})
    >>> table = pd.DataFrame({"region": ["1", "2"], "year": 2010, "employment": [3, 4]})
    >>> over = way(division, changes, [2010], to=2020)
    >>> harmonise(table, over, counts=["employment"])[0].values.tolist()
    [['2', 2010, 7.0]]
    """
    rates = {rate: by for rate, by in (rates or {}).items() if rate in table}
    counts = [column for column in counts if column in table]
    joined = _joined(table, over, name)
    figures = [str(c) for c in table.select_dtypes("number") if c != "year"]
    others = [c for c in figures if c not in counts and c not in rates]
    fixed = {"region", "year", "flag", *figures}
    keys = ["target", "year", *(str(c) for c in table if c not in fixed)]
    made = {column: _summed(joined, column, keys) for column in counts}
    problems = [p for c in counts for p in _not_conserved(table, made[c][0], c, name)]
    if problems:
        raise StudyError(problems)
    made |= {rate: _averaged(joined, rate, by, keys) for rate, by in rates.items()}
    made |= {column: _carried(joined, column, keys) for column in others}
    result = pd.DataFrame({c: values.mask(gap) for c, (values, gap) in made.items()})
    if "flag" in table:
        result["flag"] = _flags(joined, keys)
    told = [p for c in (*counts, *rates) for p in _missing(made[c][1], c, over, name)]
    told += _left_out([c for c in others if c not in rates.values()], made, name)
    columns = {"target": "region"}
    return result.reset_index().rename(columns=columns).reindex(columns=list(table)), told


def _joined(table: pd.DataFrame, over: Way, name: str) -> pd.DataFrame:
    """Each row once a target, with its share, and whether the target is whole and unchanged."""
    joined = table.merge(
        over.links[["year", "region", "target", "share"]], on=["year", "region"], how="left"
    )
    lost = joined[joined["target"].isna()]
    if len(lost):
        raise StudyError(
            codes_against_division(lost["region"], lost["year"], over.division, over.changes, name)
        )
    joined = joined.merge(over.parts, on=["year", "target"], how="left")
    has_part = joined["region"].where(joined["share"] > 0)
    there = has_part.groupby([joined["target"], joined["year"]]).transform("nunique")
    is_whole = there >= joined["parts"].fillna(0)
    is_same = is_whole & (there == 1) & (joined["share"] == 1)
    return joined.assign(is_whole=is_whole, is_same=is_same)


def _grouped(values: pd.Series, joined: pd.DataFrame, keys: list[str]) -> SeriesGroupBy[Any, Any]:
    return values.groupby([joined[key] for key in keys], dropna=False)


def _summed(joined: pd.DataFrame, column: str, keys: list[str]) -> tuple[pd.Series, pd.Series]:
    """What is known of each sum, and whether a part of it is missing."""
    cells = joined[column].astype("float64")
    gap = (cells.isna() & (joined["share"] > 0)) | ~joined["is_whole"]
    known = _grouped(cells * joined["share"], joined, keys).sum()
    return known, _grouped(gap, joined, keys).any()


def _averaged(
    joined: pd.DataFrame, rate: str, by: str, keys: list[str]
) -> tuple[pd.Series, pd.Series]:
    """The mean weighted by a count; what is the same in both divisions needs no weight."""
    value = joined[rate].astype("float64")
    given = joined[by].astype("float64") if by in joined else pd.Series(float("nan"), joined.index)
    weight = (given * joined["share"]).mask(joined["is_same"], 1.0)
    total = _grouped(weight, joined, keys).sum()
    mean = _grouped(value * weight, joined, keys).sum() / total.where(total > 0)
    gap = (value.isna() | weight.isna()) & (joined["share"] > 0) | ~joined["is_whole"]
    return mean, _grouped(gap, joined, keys).any()


def _carried(joined: pd.DataFrame, column: str, keys: list[str]) -> tuple[pd.Series, pd.Series]:
    """The cells of regions that are the same in both divisions; the others are gaps."""
    cells = joined[column].astype("float64")
    first = _grouped(cells.where(joined["is_same"]), joined, keys).first()
    return first, ~_grouped(joined["is_same"], joined, keys).all()


def _flags(joined: pd.DataFrame, keys: list[str]) -> pd.Series:
    rank = {flag: place for place, flag in enumerate(FLAGS)}
    known = joined["flag"].map(rank)
    first = _grouped(known, joined, keys).min()
    return first.map(dict(enumerate(FLAGS))).astype("str")


def _not_conserved(
    table: pd.DataFrame, known: pd.Series, column: str, name: str
) -> Iterator[Problem]:
    """The years in which what is known of a column has another total than before."""
    before = table[column].astype("float64").groupby(table["year"]).agg(["sum"])["sum"]
    scale = table[column].astype("float64").abs().groupby(table["year"]).sum()
    after = known.groupby(level="year").sum()
    for year in before.index:
        there = float(after.get(year, 0.0))
        if not abs(before[year] - there) <= TOLERANCE * scale[year]:
            yield Problem(
                "CLW-G35",
                f"column {column} of {name} has the total {before[year]:.12g} in {year}, and "
                f"{there:.12g} on the new division",
                file=name,
                column=column,
                value=f"{there:.12g}",
                expected=f"{before[year]:.12g}, to {TOLERANCE} of it",
                remedy="look for codes twice in the crosswalk, or an infinite value",
            )


def _missing(gap: pd.Series, column: str, over: Way, name: str) -> Iterator[Problem]:
    """The figures of pooled or divided regions that are not known because a part is not."""
    changed = over.links.loc[over.links["change"].notna(), ["target", "year"]].drop_duplicates()
    where = pd.MultiIndex.from_frame(changed)
    rows = gap[gap].index.to_frame(index=False)
    lost = rows[pd.MultiIndex.from_frame(rows[["target", "year"]]).isin(where)]
    if len(lost):
        first = lost.iloc[0]
        yield Problem(
            "CLW-G38",
            f"{len(lost)} figures of {column} are empty, because a part of the region has none; "
            f"first: {first['target']} in {first['year']}",
            file=name,
            column=column,
            value=str(first["target"]),
            expected="a figure for each part of a region",
            remedy="fill the parts in before, where they are known",
            is_warning=True,
        )


def _left_out(
    others: Sequence[str], made: Mapping[str, tuple[pd.Series, pd.Series]], name: str
) -> list[Problem]:
    lost = [column for column in others if made[column][1].any()]
    if not lost:
        return []
    return [
        Problem(
            "CLW-G37",
            f"{listed(lost)}: not known to add up, so the figures of pooled or divided regions "
            "were left out",
            file=name,
            column=listed(lost),
            expected="counts, or rates with the count they are a mean over",
            remedy=f"--count {lost[0]} if it adds up, or --weighted-by {lost[0]}=COUNT",
            is_warning=True,
        )
    ]
