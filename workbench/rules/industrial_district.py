"""Is a labour-market area an industrial district, and of which industry (Sforzi, ISTAT)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._answer import by_row
from workbench.measures._cells import Cells, Grouping, Key, Numbers, Rows, cells, ratio
from workbench.measures._door import numbers, require
from workbench.rules._answer import answer
from workbench.rules._card import Card, Parameter, rule
from workbench.rules._door import PART, require_parameters

SIZES = ("small", "medium", "large")
SMALL_BELOW, LARGE_FROM = 50, 250  # employees

CARD = Card(
    question="Is the labour-market area an industrial district, and is this its industry?",
    criteria=(
        "the area is mainly manufacturing: its location quotient of `manufacturing` is above 1, "
        "and no other sector has more jobs above proportion",
        "its manufacturing is mainly of small and medium plants: the size class with the highest "
        "quotient is below 250 employees",
        "the industry is its dominant one: of its manufacturing industries with a quotient above "
        "1, the one with the most jobs above proportion",
        "small and medium plants have more than `sme_share` of the dominant industry's jobs",
    ),
    source="Sforzi's procedure as used by ISTAT (1996, 2006, 2015); steps unverified",
    is_verified=False,
    fixed_share=False,
    parameters={
        "value": Parameter("employment", "column", "what is counted"),
        "manufacturing": Parameter(
            "manufacturing", "sector", "which value of the column sector means manufacturing"
        ),
        "sme_share": Parameter(0.5, "share", "what small and medium plants have at least to hold"),
    },
    parts={
        "is_manufacturing_area": "step 1, of the region",
        "is_of_small_plants": "step 2, of the region",
        "is_dominant": "step 3, of the industry in the region",
        "has_small_plants": "step 4, of the industry in the region",
    },
    caveats=(
        "made for labour-market areas (SLL); in administrative regions it means something else",
        "a region is a district of one industry at most",
        "methods differ between the censuses: 141 districts of 2011 plus 40 are those of 2001 "
        "done again with the new method",
    ),
    unverified=("steps 1 to 4 in their detail", "the bounds of 50 and 250 employees"),
    tables=("activity", "industries", "size_classes"),
    columns=("employment", "size_class", "sector", "employees_from"),
    published={
        "1991": "199 of 784 labour-market areas",
        "2001": "156 of 686; 65 % of the 240 mainly manufacturing ones",
        "2011": "141 of 611, 23.1 %; 24.5 % of employees, 64.1 % of the manufacturing areas; on "
        "average 15 municipalities, 94,513 inhabitants, 8,173 local units, 34,663 employees",
    },
)


@dataclass(frozen=True)
class _Excess:
    """How one kind of thing weighs in each region: by group of (kind, region)."""

    groups: Grouping
    quotient: Numbers
    jobs: Numbers

    @classmethod
    def of(cls, found: Cells, kind: str, amounts: Numbers) -> _Excess:
        """The quotient of each kind in each region, and its jobs above proportion."""
        both, region, own = found.by(kind, "region"), found.by("region"), found.by(kind)
        held, in_region = both.total(amounts), region.total(amounts)
        in_kind, whole = own.total(amounts), found.by().total(amounts)
        first, n_years = both.first, own.rest
        regions = in_region.reshape(1, -1, n_years)
        kinds = in_kind.reshape(first, 1, n_years)
        expected = ratio(regions * kinds, np.broadcast_to(whole, kinds.shape)).ravel()
        return cls(both, ratio(held, expected, 0), held - expected)

    def highest(self, values: Numbers) -> Rows:
        """The kind with the highest of some numbers in each region; the first of equals."""
        table = values.reshape(self.groups.first, self.groups.rest)
        best = np.zeros(table.shape, dtype=np.bool_)
        best[table.argmax(axis=0), np.arange(table.shape[1])] = True
        return best.ravel()


@rule(CARD)
def industrial_district(
    activity: pd.DataFrame,
    industries: pd.DataFrame,
    size_classes: pd.DataFrame,
    *,
    value: str = "employment",
    manufacturing: str = "manufacturing",
    sme_share: float = 0.5,
) -> pd.DataFrame:
    """A cell is a cluster where its region is a district of small plants of that industry.

    Parameters
    ----------
    activity
        One row a cell and size class: `region`, `industry`, `size_class`, `value`, and `year`
        where there are years; each year is judged by itself.
    industries
        `industry` and `sector`.
    size_classes
        `size_class` and `employees_from`: below 50 is small, below 250 medium.
    value
        The column to compare: employment.
    manufacturing
        The sector that is manufacturing.
    sme_share
        More than this share of the dominant industry is in small and medium plants.

    Returns
    -------
    One row a region and industry (and year) in the order of `activity`, with `is_cluster`,
    `undefined` (why it cannot be said) and the four steps; facts in `.attrs["rule"]`.

    Raises
    ------
    UnknownName
        If a column does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a cell is there twice, or an industry has no sector, none
        is manufacturing, or a size class no bound.
    ParameterError
        If `sme_share` is not a share.

    Notes
    -----
    Jobs above proportion: e_sr - e_s e_r / e. Source: Sforzi's procedure, ISTAT (2015);
    unverified. A region with an unknown cell is undefined.

    Examples
    --------
    >>> activity = pd.DataFrame(
    ...     [("A", "shoes", "s", 80), ("A", "lamps", "s", 5), ("A", "shops", "s", 20),
    ...      ("B", "shoes", "s", 10), ("B", "lamps", "l", 30), ("B", "shops", "s", 180)],
    ...     columns=["region", "industry", "size_class", "employment"],
    ... )
    >>> industries = pd.DataFrame({
    ...     "industry": ["shoes", "lamps", "shops"],
    ...     "sector": ["manufacturing", "manufacturing", "services"],
    ... })
    >>> classes = pd.DataFrame({"size_class": ["s", "l"], "employees_from": [1, 250]})
    >>> found = industrial_district(activity, industries, classes)
    >>> found[["region", "industry", "is_cluster"]]
      region industry  is_cluster
    0      A    shoes        True
    1      A    lamps       False
    2      A    shops       False
    3      B    shoes       False
    4      B    lamps       False
    5      B    shops       False
    """
    name = "industrial_district"
    require_parameters(name, {"sme_share": (sme_share, PART)})
    found = _sorted(activity, industries, size_classes, value)
    is_made = _is_manufacturing(found, manufacturing)
    steps = _steps(found, is_made, manufacturing, sme_share)
    region = found.by("region")
    unknown = [(text, region.holds(rows)) for text, rows in found.unknown]
    reasons = by_row([(f"{text} in the region", rows) for text, rows in unknown], region)
    rows = found.by("industry", "region").first_rows
    first = Cells(
        activity.drop(columns="size_class").iloc[rows].reset_index(drop=True),
        value,
        found.by("industry", "region").total(found.amounts)[
            found.by("industry", "region").codes[rows]
        ],
        tuple((text, held[rows]) for text, held in reasons),
        {key: Key(own.codes[rows], own.levels) for key, own in found.keys.items()
         if key in ("region", "industry", "year")},
    )  # fmt: skip
    parts = dict(zip(CARD.parts, (step[rows] for step in steps), strict=True))
    is_cluster = np.logical_and.reduce(list(parts.values()))
    options = {"manufacturing": manufacturing, "sme_share": sme_share}
    return answer(first, is_cluster, first.unknown, CARD, name, options, **parts)


def _sorted(
    activity: pd.DataFrame, industries: pd.DataFrame, size_classes: pd.DataFrame, value: str
) -> Cells:
    """The cells with the sector of their industry and the size of their plants as keys."""
    require(
        {
            "activity": (activity, ("region", "industry", "size_class", value)),
            "industries": (industries, ("industry", "sector")),
            "size_classes": (size_classes, ("size_class", "employees_from")),
        }
    )
    found = cells(activity, value, ("region", "industry", "size_class"))
    sector = activity["industry"].map(industries.set_index("industry")["sector"])
    starts = pd.Series(numbers(size_classes, "employees_from"), size_classes["size_class"])
    employees = activity["size_class"].map(starts)
    lacking = [
        _not_told(what, column, table, activity.loc[told.isna(), column])
        for what, column, table, told in (
            ("sector", "industry", "industries", sector),
            ("bound", "size_class", "size_classes", employees),
        )
        if told.isna().any()
    ]
    if lacking:
        raise StudyError(lacking)
    is_above = [employees.to_numpy(dtype="float64") >= bound for bound in (SMALL_BELOW, LARGE_FROM)]
    size = Key(np.sum(is_above, axis=0).astype(np.intp), pd.Index(SIZES))
    return found.with_key("sector", Key.of(sector)).with_key("size", size)


def _not_told(what: str, column: str, table: str, codes: pd.Series) -> Problem:
    return Problem(
        "CLW-C01",
        f"a {column} has no {what} in the table {table}",
        column=column,
        value=str(codes.iloc[0]),
        expected=f"a {what} for every {column} of activity",
        remedy=f"add the {column} to {table}, with its {what}",
        more=int(codes.nunique()) - 1,
    )


def _is_manufacturing(found: Cells, manufacturing: str) -> Rows:
    """The rows of manufacturing; refuses a name that no sector has."""
    sector = found.keys["sector"]
    rows: Rows = np.asarray(sector.levels == manufacturing)[sector.codes]
    if not rows.any() or rows.all():
        known = ", ".join(map(str, sector.levels))
        raise StudyError(
            Problem(
                "CLW-C01",
                "manufacturing cannot be told from the other sectors",
                column="sector",
                value=manufacturing,
                expected=f"some industries in that sector and some in others; there are: {known}",
                remedy="name the sector: manufacturing=…, or correct the column sector",
            )
        )
    return rows


def _steps(found: Cells, is_made: Rows, manufacturing: str, sme_share: float) -> Sequence[Rows]:
    """The four steps, by row."""
    made = np.where(is_made, found.amounts, 0.0)
    sectors = _Excess.of(found, "sector", found.amounts)
    is_main = sectors.highest(sectors.jobs) & (sectors.quotient > 1)
    own = found.keys["sector"].levels.get_loc(manufacturing)
    by_region = is_main.reshape(sectors.groups.first, -1)[own]
    plants = _Excess.of(found, "size", made)
    best = plants.highest(plants.quotient).reshape(len(SIZES), -1)
    has_made = found.by("region").total(made) > 0
    of_small = (best[0] | best[1]) & has_made
    trades = _Excess.of(found, "industry", made)
    is_dominant = trades.highest(trades.jobs) & (trades.quotient > 1)
    is_small = found.keys["size"].codes < SIZES.index("large")
    small = trades.groups.total(np.where(is_small, made, 0.0))
    has_small = ratio(small, trades.groups.total(made), 0) > sme_share
    region = found.by("region").codes
    trade = trades.groups.codes
    return by_region[region], of_small[region], is_dominant[trade], has_small[trade]
