"""Do the industries of a group sit in the same regions, beyond what each does by itself."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.errors import Problem, StudyError
from workbench.measures._answer import about, answer
from workbench.measures._card import PAIR_KEYS, Card, Variant, measure
from workbench.measures._cells import YEAR, Cells, Key, Numbers, Reason, either, ratio
from workbench.measures._door import choose, require
from workbench.measures._pairs_of_industries import answer_by_pair, coagglomerations
from workbench.measures._regions import ALL_INDUSTRIES
from workbench.measures._spread import Compared, Spread, compare, plants_of, squares

GROUP = "group"

CARD = Card(
    question="Do the industries of a group sit in the same regions?",
    formula="gamma_c = (G / (1 - sum of x_r²) - H - sum over j of gamma_j w_j² (1 - H_j)) / "
    "(1 - sum of w_j²), G of the group as one industry, w_j = e_j / e_group, H = sum of w_j² H_j",
    source="Ellison and Glaeser (1997)",
    reading="0: industries choose regions without regard to each other; above 0 together",
    variants={
        "group": Variant("all industries of a group at once", (GROUP, YEAR), "index", "unbounded"),
        "pair": Variant("each two industries as a group", PAIR_KEYS, "index", "unbounded"),
    },
    tables=("plants",),
    optional_tables=("industries", "regions"),
    caveats=(
        "of all industries of the table against themselves it says nothing: the group is the "
        "background, so G is 0 and the index negative",
        "depends on which industries are taken as a group",
        "plant sizes cancel: it is the mean of the pairs' indices, weighted by w_i w_j",
        "industries may sit together because all need a port or a city, not each other",
        "a missing or suppressed plant adds to no total; how many there are is told",
    ),
    also_called={
        "REAT": "ellison.c and ellison.c2 add up shares that they should weigh: 12.07 where the "
        "formula gives 0.0890",
    },
)


@measure(CARD)
def coagglomeration(
    plants: pd.DataFrame,
    *,
    value: str = "employment",
    variant: str = "group",
    background: str = ALL_INDUSTRIES,
    industries: pd.DataFrame | None = None,
    regions: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """How far the industries of a group are over-represented in the same regions.

    Parameters
    ----------
    plants
        One row a plant: `region`, `industry`, `value`, and `year` where there are years; each
        year is computed by itself. Plants need no names here: what they have is added up.
    value
        What is added up: employment, output.
    variant
        "group" (one number a group of industries) or "pair" (one for each two industries).
    background
        What industries are compared with: all plants of "all industries" together, or the
        "area" or "population" of regions, or regions counted "equal".
    industries
        `industry` and `parent`, the group of each; without it all industries are one group.
    regions
        `region` with `area_km2` or `population` (by `year` where they come so), one row for each
        region of the whole area; needed for these backgrounds and for "equal".

    Returns
    -------
    One row a group (and year): `group`, (`year`,) `value` and `undefined` (the reason where
    there is no value); or one for each industry and each other one, both ways: `industry`,
    `other_industry`, (`year`,) `value` and `undefined`. Variant, unit and counts stand in
    `.attrs["measure"]`.

    Raises
    ------
    UnknownName
        If a column, variant or background does not exist; with the nearest names.
    StudyError
        If a value cannot be an amount, a key is empty, an industry has no group, or the
        background needs `regions` and there are none.

    Notes
    -----
    γ_c = [G / (1 - Σx²) - Σ w_j² H_j - Σ γ_j w_j² (1 - H_j)] / (1 - Σ w_j²). As
    γ_j (1 - H_j) = G_j / (1 - Σx²) - H_j, the plants' H_j cancel, and what is computed is
    (G - Σ w_j² G_j) / ((1 - Σx²) (1 - Σ w_j²)). For two industries that is
    Σ_r (s_ir - x_r)(s_jr - x_r) / (1 - Σx²). Source: Ellison and Glaeser (1997).

    Examples
    --------
    >>> toy = pd.DataFrame({
    ...     "region": list("AABABBCC"),
    ...     "industry": ["shoes"] * 3 + ["lamps"] * 3 + ["soap"] * 2,
    ...     "employment": [30, 10, 10, 20, 20, 10, 20, 30],
    ... })
    >>> groups = pd.DataFrame(
    ...     {"industry": ["shoes", "lamps", "soap"], "parent": ["home", "home", "care"]}
    ... )
    >>> coagglomeration(toy, industries=groups).round(4)
      group   value                  undefined
    0  home  0.1351                        NaN
    1  care     NaN  fewer than two industries
    """
    choose("variant of coagglomeration", variant, list(CARD.variants))
    found = plants_of(plants, value, are_named=False)
    compared = compare(found, background, regions)
    facts = about(found, "coagglomeration", CARD, variant, compared.shares, background=background)
    if variant == "pair":
        return answer_by_pair(compared, coagglomerations(compared), facts)
    group = _groups(found.keys["industry"], industries)
    return _answer_by_group(compared, group, facts)


def _answer_by_group(compared: Compared, group: Key, facts: dict[str, object]) -> pd.DataFrame:
    """One row a group and year, in the order of the table."""
    industry = compared.found.keys["industry"]
    found = compared.found.with_key(GROUP, Key(group.codes[industry.codes], group.levels))
    groups, rows = found.by(GROUP), found.by(GROUP).first_rows
    values, n_industries = _of_groups(compared, group)
    reasons = _reasons(compared, found, n_industries)
    told = groups.codes[rows]
    labels = pd.DataFrame({GROUP: group.levels.take(found.keys[GROUP].codes[rows])})
    if YEAR in found.keys:
        labels[YEAR] = found.table[YEAR].iloc[rows].reset_index(drop=True)
    is_undefined = either(groups.size, (mask for _, mask in reasons))
    is_incomplete = groups.holds(found.is_unknown) & ~is_undefined
    facts = {**facts, "n_incomplete": int(is_incomplete.sum())}
    return answer(labels, values[told], [(text, mask[told]) for text, mask in reasons], facts)


def _of_groups(compared: Compared, group: Key) -> tuple[Numbers, Numbers]:
    """The index of each group and year, and how many of its industries have an amount."""
    shape = len(group.levels), len(compared.shares)
    values, counts = np.empty(shape), np.empty(shape)
    members = (group.codes == np.arange(len(group.levels))[:, None]).astype(np.float64)
    for year, spread in enumerate(compared.spreads()):
        values[:, year] = _of_year(spread, members)
        counts[:, year] = members @ (spread.amounts.sum(axis=1) > 0)
    return values.ravel(), counts.ravel()


def _of_year(spread: Spread, members: Numbers) -> Numbers:
    """The index of each group in one year; a row of `members` says which industries it has."""
    amounts = members * spread.amounts.sum(axis=1)
    weights = ratio(amounts, amounts.sum(axis=1, keepdims=True), 0)
    of_group, of_each = squares(weights @ spread.excess), weights**2 @ spread.raw_concentration
    return ratio(of_group - of_each, spread.room * (1 - squares(weights)))


def _reasons(compared: Compared, found: Cells, n_industries: Numbers) -> list[Reason]:
    """Why a group has no index, by group and year."""
    groups, industry = found.by(GROUP), found.by("industry")
    totals = groups.total(found.amounts)
    is_alone = groups.shared((compared.shares > 0).sum(axis=1) <= 1) > 0
    return [
        *found.nothing_in(GROUP, groups, totals),
        *((text, groups.holds(rows[industry.codes])) for text, rows in compared.lacking),
        ("only one region to be in", is_alone),
        ("fewer than two industries", n_industries < 2),  # noqa: PLR2004
    ]


def _groups(industry: Key, industries: pd.DataFrame | None) -> Key:
    """The group of each industry."""
    if industries is None:
        n = len(industry.levels)
        return Key(np.zeros(n, dtype=np.intp), pd.Index([ALL_INDUSTRIES] if n else []))
    require({"industries": (industries, ("industry", "parent"))})
    parents = industries.drop_duplicates("industry").set_index("industry")["parent"]
    group = Key.of(parents.reindex(industry.levels))
    if (group.codes < 0).any():
        without = industry.levels[group.codes < 0]
        raise StudyError(
            Problem(
                "CLW-M20",
                "an industry of the plants has no group",
                column="parent",
                value=str(without[0]),
                expected="a parent in the table industries for every industry of the plants",
                remedy="fill in the parent, or leave industries= out to take all as one group",
                more=len(without) - 1,
            )
        )
    return group
