"""The newer stars: tops of several criteria, and what is not known kept open."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import long
from tests.reference.rules import is_top, quotient
from tests.rules.tables import verdicts
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.rules import observatory_stars_newer


def toy(n=20, seed=0):
    matrix = np.random.default_rng(seed).integers(0, 900, (n, 3))
    wages = np.random.default_rng(seed + 1).uniform(10, 90, (n, 3))
    return matrix, wages, long(matrix).assign(mean_wage=wages.ravel())


def test_three_criteria_in_the_top_fifth():
    matrix, wages, table = toy()
    found = observatory_stars_newer(table)
    expected = []
    for r, i in np.ndindex(*matrix.shape):
        there = np.flatnonzero(matrix[:, i] > 0)
        stars = 0
        if r in there:
            stars += is_top(matrix[r, i], matrix[there, i], 0.2)
            quotients = [quotient(matrix, s, i) for s in there]
            stars += is_top(quotient(matrix, r, i), quotients, 0.2)
            stars += is_top(wages[r, i], wages[there, i], 0.2)
        expected.append(stars)
    np.testing.assert_array_equal(found["stars"], expected)
    assert verdicts(found) == [stars >= 2 for stars in expected]


def test_the_number_of_stars_is_constant_by_construction():
    _, _, table = toy()
    grown = table.assign(employment=table["employment"] * 3, mean_wage=table["mean_wage"] * 2)
    for column in ("star_size", "star_productivity"):
        before, after = observatory_stars_newer(table), observatory_stars_newer(grown)
        assert before[column].sum() == after[column].sum()


def test_an_unknown_wage_matters_only_where_it_would_decide():
    table = long([[100], [90], [30], [20], [10]]).assign(mean_wage=[np.nan, np.nan, 5, 4, 3])
    rest = long([[10], [300], [70], [80], [90]], industries=["x"]).assign(mean_wage=1.0)
    found = observatory_stars_newer(pd.concat([table, rest])).head(5)
    # the first has two stars without it; the second has none and one would not do
    assert verdicts(found) == [True, False, False, False, False]
    one = observatory_stars_newer(pd.concat([table, rest]), stars=1).head(5)
    assert verdicts(one) == [True, None, True, False, False]
    assert one["undefined"].iloc[1] == "productivity not known"
    assert one["star_productivity"].isna().tolist() == [True, True, False, False, False]


def test_wages_may_come_as_an_indicator():
    matrix, _, table = toy()
    indicators = table[["region", "industry"]].assign(
        indicator="pay", value=table["mean_wage"], year=2020
    )
    bare = long(matrix).sample(frac=1, random_state=0)
    found = observatory_stars_newer(bare, productivity="pay", indicators=indicators)
    expected = observatory_stars_newer(table)
    pd.testing.assert_frame_equal(found.sort_index(), expected)


def test_an_indicator_of_regions_holds_for_all_their_industries():
    matrix, _, table = toy()
    names = table["region"].unique()
    by_region = pd.DataFrame({"region": names, "indicator": "pay", "value": range(len(names))})
    found = observatory_stars_newer(long(matrix), productivity="pay", indicators=by_region)
    spread = table.assign(pay=table["region"].map(dict(zip(names, range(20), strict=True))))
    expected = observatory_stars_newer(spread, productivity="pay")
    assert verdicts(found) == verdicts(expected)


def test_an_indicator_of_several_years_is_matched_by_year():
    _, _, table = toy()
    years = pd.concat([table.assign(year=2010), table[::-1].assign(year=2020)], ignore_index=True)
    years["mean_wage"] = np.random.default_rng(5).uniform(10, 90, len(years))
    keys = ["region", "industry", "year"]
    indicators = years[keys].assign(indicator="pay", value=years["mean_wage"])
    bare = years.drop(columns="mean_wage")
    found = observatory_stars_newer(bare, productivity="pay", indicators=indicators[::-1])
    pd.testing.assert_frame_equal(found, observatory_stars_newer(years))
    # what is known of one year only holds for both
    once = indicators[indicators["year"] == 2010]
    held = observatory_stars_newer(bare, productivity="pay", indicators=once)
    before = held[held["year"] == 2010].set_index(keys[:2])["star_productivity"].sort_index()
    after = held[held["year"] == 2020].set_index(keys[:2])["star_productivity"].sort_index()
    pd.testing.assert_series_equal(before, after)


def test_growth_and_innovation_are_counted_where_they_are_named():
    _, wages, table = toy()
    more = table.assign(growth=wages.ravel(), ideas=wages.ravel())
    plain = observatory_stars_newer(more)
    assert plain["star_growth"].isna().all()
    both = observatory_stars_newer(more, growth="growth", innovation="ideas")
    np.testing.assert_array_equal(both["star_growth"], both["star_productivity"])
    extra = both["star_growth"].astype(int) + both["star_innovation"].astype(int)
    np.testing.assert_array_equal(both["stars"], plain["stars"] + extra)


def test_what_is_wrong_is_named():
    _, _, table = toy()
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"mean_wages".*nearest: mean_wage'):
        observatory_stars_newer(table, productivity="mean_wages")
    rows = pd.DataFrame({"region": ["r00"] * 2, "indicator": "pay", "value": [1.0, 2.0]})
    with pytest.raises(StudyError, match=r"CLW-T26 .*indicator pay is there twice"):
        observatory_stars_newer(table, productivity="pay", indicators=rows)
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"wage"'):
        observatory_stars_newer(table, productivity="wage", indicators=rows)
    with pytest.raises(ParameterError, match=r"CLW-P06 .*share"):
        observatory_stars_newer(table, share=20)
