"""Do the shipped tables give the headline figures, computed here with numpy alone?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from tests.data.shipped import indicator, table

Numbers = npt.NDArray[np.float64]


def fit(
    outcome: Numbers, terms: list[Numbers], groups: pd.Series | None = None, absorbed: int = 0
) -> tuple[float, float]:
    """Slope of the first term by least squares, with its HC1 or its clustered standard error.

    HC1: n / (n - k). Clustered: (G / (G - 1)) (n - 1) / (n - k - absorbed), where `absorbed`
    effects were taken out beforehand and are not constant within clusters.
    """
    x = np.column_stack(terms)
    bread = np.linalg.inv(x.T @ x)
    slopes = bread @ x.T @ outcome
    scores = x * (outcome - x @ slopes)[:, None]
    n, k = x.shape
    factor = n / (n - k)
    if groups is not None:
        codes, labels = pd.factorize(groups)
        scores = np.stack([np.bincount(codes, column) for column in scores.T], axis=1)
        factor = len(labels) / (len(labels) - 1) * (n - 1) / (n - k - absorbed)
    variance = factor * bread @ (scores.T @ scores) @ bread
    return float(slopes[0]), float(np.sqrt(variance[0, 0]))


def two_stage(
    outcome: Numbers, terms: list[Numbers], shift: Numbers, weights: Numbers, groups: pd.Series
) -> tuple[float, float]:
    """Slope of the first term by weighted two-stage least squares, with `shift` in its place.

    The standard error is clustered and has no correction for small samples.
    """
    x, z = (np.column_stack([first, *terms[1:]]) for first in (terms[0], shift))
    bread = np.linalg.inv(z.T @ (x * weights[:, None]))
    slopes = bread @ z.T @ (weights * outcome)
    scores = z * (weights * (outcome - x @ slopes))[:, None]
    codes, _ = pd.factorize(groups)
    sums = np.stack([np.bincount(codes, column) for column in scores.T], axis=1)
    variance = bread @ (sums.T @ sums) @ bread.T
    return float(slopes[0]), float(np.sqrt(variance[0, 0]))


def dummies(*columns: pd.Series) -> list[Numbers]:
    """One column a group; the first group of every further variable is left out."""
    sets = [
        pd.get_dummies(column, drop_first=place > 0, dtype=float)
        for place, column in enumerate(columns)
    ]
    return [column for one in sets for column in one.to_numpy().T]


def within(values: pd.Series, *groups: pd.Series) -> Numbers:
    """Residuals after taking out the means of every grouping, over and over until none is left."""
    rest = values.to_numpy(dtype=float, copy=True)
    codes = [pd.factorize(group)[0] for group in groups]
    counts = [np.bincount(code) for code in codes]
    for _ in range(2000):
        before = rest.copy()
        for code, count in zip(codes, counts, strict=True):
            rest -= (np.bincount(code, rest) / count)[code]
        if np.abs(rest - before).max() < 1e-12:
            return rest
    raise AssertionError("the means do not settle")


def drop_singletons(rows: pd.DataFrame, *keys: list[str]) -> pd.DataFrame:
    """Rows left once groups of one row are dropped, again and again."""
    while True:
        alone = np.any([rows.groupby(key)[key[0]].transform("size") == 1 for key in keys], axis=0)
        if not alone.any():
            return rows
        rows = rows[~alone]


def china_panel() -> pd.DataFrame:
    """Manufacturing prefectures with logs of the outcome and of the two densities."""
    regions = table("china_prefectures", "regions").set_index("region")
    activity = table("china_prefectures", "activity").set_index(["industry", "region"])
    area = regions["area_km2"]
    found = {
        "outcome": np.log(indicator("china_prefectures", "gdp_per_head", 2015)),
        "density": np.log(activity.loc["manufacturing", "employment"] / area),
        "people": np.log(indicator("china_prefectures", "population", 2010) / area),
        "schooling": indicator("china_prefectures", "mean_years_schooling", 2010),
    }
    return pd.DataFrame(found).dropna().join(regions["province"])


def test_china_headline_alone() -> None:
    rows = china_panel()
    assert len(rows) == 274
    slope, error = fit(rows["outcome"].to_numpy(), [rows["density"].to_numpy(), np.ones(274)])
    assert slope == pytest.approx(0.1498, abs=5e-5)
    assert error == pytest.approx(0.0207, abs=5e-5)


def test_china_headline_with_controls_and_provinces() -> None:
    rows = china_panel()
    terms = [rows[name].to_numpy() for name in ("density", "people", "schooling")]
    terms += dummies(rows["province"])
    slope, error = fit(rows["outcome"].to_numpy(), terms)
    assert slope == pytest.approx(0.1802, abs=5e-5)
    assert error == pytest.approx(0.0466, abs=5e-5)
    _, clustered = fit(rows["outcome"].to_numpy(), terms, rows["province"])
    assert clustered == pytest.approx(0.0519, abs=5e-5)  # the province effects counted in k
    inner = [within(rows[name], rows["province"]) for name in ("density", "people", "schooling")]
    again, smaller = fit(within(rows["outcome"], rows["province"]), inner, rows["province"])
    assert again == pytest.approx(slope, abs=1e-10)
    assert smaller == pytest.approx(0.0488, abs=5e-5)  # not counted, being nested in clusters


def us_cells() -> pd.DataFrame:
    """Traded cells with their quotient among traded clusters, computed here."""
    industries = table("us_metro_clusters", "industries")
    cells = table("us_metro_clusters", "activity").merge(industries).query("is_traded").copy()
    total = cells["employment"].sum()
    share = cells["employment"] / cells.groupby("region")["employment"].transform("sum")
    expected = cells.groupby("industry")["employment"].transform("sum") / total
    return cells.assign(quotient=share / expected)


def test_us_metro_headline() -> None:
    keys = ["region", "industry"]
    values = table("us_metro_clusters", "indicators").set_index(["indicator", *keys])["value"]
    cells = us_cells().set_index(keys)
    cells = cells.assign(
        wage=values["mean_wage"], disclosed=values["employment_disclosed_share"]
    ).reset_index()
    kept = cells.query("disclosed >= 0.5 and 5000 < wage < 300000")
    assert len(kept) == 8296
    kept = drop_singletons(kept, ["region"], ["industry"])
    assert len(kept) == 8248
    effects = (kept["region"], kept["industry"])
    outcome = within(np.log(kept["wage"]), *effects)
    quotient = within(np.log(kept["quotient"]), *effects)
    slope, error = fit(outcome, [quotient], kept["region"], kept["industry"].nunique() - 1)
    assert slope == pytest.approx(0.0755, abs=5e-5)
    assert error == pytest.approx(0.0040, abs=5e-5)


def test_us_metro_quotients_agree_with_the_published_ones() -> None:
    """The extract's notes: correlation 0.989, mean ratio 0.96, for traded clusters."""
    cells = us_cells().set_index(["region", "industry"])
    published = indicator("us_metro_clusters", "location_quotient_published", 2016)
    both = pd.DataFrame({"ours": cells["quotient"], "published": published}).dropna()
    assert len(both) == 31749
    assert both["ours"].corr(both["published"]) == pytest.approx(0.989, abs=1e-3)
    positive = both[both["published"] > 0]
    assert (positive["ours"] / positive["published"]).mean() == pytest.approx(0.96, abs=1e-2)


@pytest.mark.parametrize(
    ("effects", "slope", "error", "cells"),
    [
        (["region", "industry", "year"], 0.0609, 0.0072, 11317),
        (["region industry", "region year", "industry year"], -0.0140, 0.0170, 11303),
    ],
)
def test_us_states_wages(effects: list[str], slope: float, error: float, cells: int) -> None:
    """Log wage on log quotient: with state, industry and year effects, and with their pairs.

    Made with pyfixest 0.60 on the extract, clustered by state. The quotient is that of the given
    cells; the published totals as the divisor give the same slope with the paired effects.
    """
    keys = ["region", "industry", "year"]
    wage = table("us_states_manufacturing", "indicators").query("indicator != 'population'")
    known = table("us_states_manufacturing", "activity").merge(wage, on=keys)
    by = {name: known.groupby([name, "year"])["employment"].transform("sum") for name in keys[:2]}
    whole = known.groupby("year")["employment"].transform("sum")
    known["quotient"] = known["employment"] / by["region"] / (by["industry"] / whole)
    rows = drop_singletons(known, *[effect.split() for effect in effects])
    assert len(rows) == cells
    groups = [rows.groupby(effect.split()).ngroup() for effect in effects]
    outcome, quotient = (within(np.log(rows[name]), *groups) for name in ("value", "quotient"))
    absorbed = groups[-1].nunique() - 1  # those with the state are constant within clusters
    found, standard = fit(outcome, [quotient], rows["region"], absorbed)
    assert found == pytest.approx(slope, abs=5e-5)
    assert standard == pytest.approx(error, abs=5e-5)


@pytest.mark.parametrize(
    ("column", "slope", "error"), [(1, -0.746, 0.068), (2, -0.610, 0.094), (6, -0.596, 0.099)]
)
def test_china_shock(column: int, slope: float, error: float) -> None:
    """Autor, Dorn and Hanson (2013), Table 3: manufacturing employment on import exposure.

    Column 1 has the period alone, column 2 adds the share of manufacturing, column 6 the census
    divisions and the other controls. The printed errors are without a small-sample correction.
    """
    rows = table("us_commuting_zones", "indicators")
    wide = rows.pivot_table("value", ["region", "year"], "indicator")
    zones = table("us_commuting_zones", "regions").set_index("region")
    wide = wide.reset_index().join(zones[["state", "division"]], on="region")
    controls = {
        1: [],
        2: ["manufacturing_share_start"],
        6: [
            "manufacturing_share_start",
            "college_share_start",
            "foreign_born_share_start",
            "female_employment_share_start",
            "routine_share_start",
            "offshorability_start",
        ],
    }[column]
    groups = [wide["year"], wide["division"]] if column == 6 else [wide["year"]]
    terms = [wide[name].to_numpy() for name in ("import_exposure_change", *controls)]
    found, standard = two_stage(
        wide["change_manufacturing_employment"].to_numpy(),
        [*terms, *dummies(*groups)],
        wide["import_exposure_instrument"].to_numpy(),
        wide["population_weight"].to_numpy(),
        wide["state"],
    )
    assert len(wide) == 1444
    assert found == pytest.approx(slope, abs=5e-4)
    assert standard == pytest.approx(error, abs=5e-4)


@pytest.mark.parametrize(("year", "region"), [(2010, "NL31"), (2013, "NL31"), (2019, "SE11")])
def test_most_competitive_regions(year: int, region: str) -> None:
    """The Commission's reports name Utrecht first in 2010 and 2013, and Stockholm in 2019."""
    assert indicator("european_regions", "competitiveness_index", year).idxmax() == region
