"""Ellison and Glaeser's index: worked and published values, exact moments, chance, bounds."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given

from tests.measures.plant_tables import industries, regions
from tests.measures.tables import by_key, plants, reasons
from tests.reference import plants as reference
from workbench.errors import ParameterError, StudyError
from workbench.measures import ellison_glaeser

T3 = reference.table(reference.T3)
FK2014 = reference.table(reference.FK2014)
FK2014_REGIONS = regions(reference.FK2014_EMPLOYMENT)


def test_the_toy_by_hand():
    answer = ellison_glaeser(T3)
    worked, tolerance = reference.T3_WORKED["ellison_glaeser"]
    np.testing.assert_allclose(answer["value"], worked, atol=tolerance)
    worked, tolerance = reference.T3_WORKED["raw_concentration"]
    np.testing.assert_allclose(answer["raw_concentration"], worked, atol=tolerance)
    assert list(answer["plants"]) == [6, 4, 4]


def test_the_published_example():
    table = reference.table(reference.AUSTRIA)
    places = regions(reference.AUSTRIA_EMPLOYMENT)
    published, tolerance = reference.AUSTRIA_PUBLISHED
    answer = ellison_glaeser(table, background="population", regions=places)
    assert answer["value"][0] == pytest.approx(published, abs=tolerance)


@pytest.mark.parametrize("turn", [1, -1])
def test_42_firms_in_any_order(turn):
    # REAT's ellison.a matches regions by their first appearance: the rows of forestry reversed
    # give it 0.838 in place of 0.043
    expected, tolerance = reference.FK2014_GAMMAS
    answer = ellison_glaeser(FK2014[::turn], background="population", regions=FK2014_REGIONS)
    np.testing.assert_allclose(answer["value"][::turn], expected, atol=tolerance)


def test_gamma_and_z_of_another_package():
    answer = ellison_glaeser(FK2014).set_index("industry")
    for name, (gamma, z) in reference.FK2014_AMONG_THEMSELVES.items():
        assert answer.loc[name, "value"] == pytest.approx(gamma, abs=5e-9)
        assert answer.loc[name, "z"] == pytest.approx(z, abs=5e-8)


@given(industries())
def test_it_agrees_with_the_formula_plant_by_plant(found):
    x = reference.background_of(found)
    answer = ellison_glaeser(reference.table(found)).set_index("industry")["value"]
    for name, own in found.items():
        expected = reference.ellison_glaeser(own, x)
        assert answer[name] == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_the_variance_is_that_of_every_way_to_choose_regions():
    x = {"A": 0.5, "B": 0.3, "C": 0.15, "D": 0.05}
    own = [(40, "A"), (25, "A"), (20, "B"), (10, "B"), (5, "C")]
    table = reference.table({"only": own})
    answer = ellison_glaeser(table, background="population", regions=regions(x)).iloc[0]
    mean, variance = reference.moments_of_raw_concentration(own, x)
    room, h = 1 - sum(share**2 for share in x.values()), reference.herfindahl(own)
    assert mean == pytest.approx(room * h, rel=1e-12)
    assert answer["standard_error"] == pytest.approx(variance**0.5 / room / (1 - h), rel=1e-10)
    assert answer["z"] == pytest.approx(
        (answer["raw_concentration"] - mean) / variance**0.5, rel=1e-10
    )


def dartboard(seed, n_regions=12, n_industries=8):
    """Plants of lognormal sizes that choose regions by chance, and the regions' sizes."""
    random = np.random.default_rng(seed)
    sizes = random.uniform(1, 10, n_regions)
    n = 40 * n_industries
    table = pd.DataFrame(
        {
            "plant": range(n),
            "region": random.choice(n_regions, n, p=sizes / sizes.sum()),
            "industry": np.arange(n) % n_industries,
            "employment": random.lognormal(3, 1, n),
        }
    )
    return table.astype({"region": "str"}), regions({str(r): size for r, size in enumerate(sizes)})


def test_on_dartboards_it_is_zero_on_average_and_z_has_a_spread_of_one():
    answers = []
    for seed in range(40):
        table, places = dartboard(seed)
        answers.append(ellison_glaeser(table, background="population", regions=places))
    found = pd.concat(answers)
    assert found["value"].mean() == pytest.approx(0, abs=3 * found["value"].std() / 320**0.5)
    assert found["z"].std() == pytest.approx(1, abs=0.1)


def test_regions_without_a_plant_count_in_the_background():
    table = reference.table({"only": [(10, "A"), (10, "B"), (20, "A")]})
    x = {"A": 0.2, "B": 0.3, "C": 0.5}
    answer = ellison_glaeser(table, background="population", regions=regions(x))
    expected = reference.ellison_glaeser([(10, "A"), (10, "B"), (20, "A")], x)
    assert answer["value"][0] == pytest.approx(expected, rel=1e-12)
    assert answer["value"][0] != pytest.approx(
        ellison_glaeser(table, background="population", regions=regions(x)[:2])["value"][0]
    )


def test_regions_by_year_are_matched_by_year():
    table = plants(years=(2010, 2020))
    names = sorted(set(table["region"]))
    places = pd.concat(
        regions({name: 1 + (r + 1) * (year - 2009) for r, name in enumerate(names)}).assign(
            year=year
        )
        for year in (2020, 2010, 2030)
    )
    together = ellison_glaeser(table, background="population", regions=places)
    for year in (2010, 2020):
        alone = ellison_glaeser(
            table[table["year"] == year],
            background="population",
            regions=places[places["year"] == year],
        )
        same = together[together["year"] == year]
        np.testing.assert_allclose(by_key(same), by_key(alone), rtol=1e-12)
    assert not np.allclose(
        by_key(together), by_key(ellison_glaeser(table, background="equal", regions=places))
    )


@given(industries())
def test_it_is_at_most_one_where_regions_are_of_one_size(found):
    places = regions(dict.fromkeys("ABCDE", 1))
    answer = ellison_glaeser(reference.table(found), background="equal", regions=places)
    assert (answer["value"] <= 1 + 1e-12).all()


def test_it_may_pass_one_where_an_industry_is_in_a_small_region():
    # (1 - 2 x + sum x²) / (1 - sum x²) is above 1 where sum x² is above x
    table = reference.table({"lace": [(1, "C")] * 30, "rest": [(50, "A"), (30, "B"), (20, "A")]})
    answer = ellison_glaeser(table)
    x = reference.background_of({"a": [(30, "C"), (70, "A"), (30, "B")]})
    by_hand = (1 - 2 * x["C"] + sum(v**2 for v in x.values())) / (1 - sum(v**2 for v in x.values()))
    assert answer["value"][0] == pytest.approx((by_hand - 1 / 30) / (1 - 1 / 30), rel=1e-12)
    assert answer["value"][0] > 1


@given(industries())
def test_names_of_regions_do_not_matter(found):
    table = reference.table(found)
    renamed = table.assign(region=table["region"].map(dict(zip("ABCDE", "dbeca", strict=True))))
    np.testing.assert_allclose(
        ellison_glaeser(renamed)["value"], ellison_glaeser(table)["value"], rtol=1e-9, atol=1e-12
    )


def test_p_is_drawn_where_asked_for_and_near_that_of_every_way_to_choose():
    answer = ellison_glaeser(T3, n_draws=4000)
    x = reference.background_of(reference.T3)
    plain = ellison_glaeser(T3)
    assert answer.attrs["measure"]["n_draws"] == 4000
    assert plain.attrs["measure"]["p_from"] == "z"
    pd.testing.assert_frame_equal(answer.drop(columns="p"), plain.drop(columns="p"))
    own = reference.T3["shoes"]
    observed, ways = reference.raw_concentration(own, x), reference.ways(own, x)
    exact = sum(chance for g, chance in ways if g >= observed - 1e-12)
    assert answer["p"][1] == pytest.approx(exact, abs=0.03)
    assert plain["p"][1] == pytest.approx(0.4740, abs=5e-5)  # normal, z = 0.0653


def test_p_of_an_industry_does_not_hang_on_order_or_on_others():
    whole = ellison_glaeser(T3, n_draws=200).set_index("industry")["p"]
    backwards = ellison_glaeser(T3[::-1], n_draws=200).set_index("industry")["p"]
    assert whole.to_dict() == backwards.to_dict()
    other_seed = ellison_glaeser(T3, n_draws=200, seed=1).set_index("industry")["p"]
    assert whole.to_dict() != other_seed.to_dict()


def test_clustered_plants_have_a_small_p():
    table, places = dartboard(0)
    table.loc[table["industry"] == 0, "region"] = "0"
    answer = ellison_glaeser(table, background="population", regions=places, n_draws=500)
    assert answer.set_index("industry")["p"][0] == pytest.approx(1 / 501)


def test_why_there_is_no_value():
    table = pd.DataFrame(
        {
            "plant": range(7),
            "region": list("ABABAAB"),
            "industry": ["two", "two", "one", "none", "none", "gap", "gap"],
            "employment": [10, 20, 30, 0, 0, np.nan, np.nan],
        }
    )
    answer = ellison_glaeser(table)
    assert reasons(answer) == [
        None,
        "only one plant",
        "no employment in the industry",
        "value missing in the industry",
    ]
    assert list(answer["plants"]) == [2, 1, 0, 0]
    assert answer["z"].isna().tolist() == [False, True, True, True]
    only = ellison_glaeser(table[table["region"] == "A"].dropna())
    assert reasons(only)[0] == "only one region to be in"


def test_a_region_without_a_share_is_told():
    places = regions({"A": 1, "B": 2})
    answer = ellison_glaeser(T3, background="population", regions=places)
    assert set(reasons(answer)) == {"region not in the regions table, for one of its regions"}


def test_wrong_calls():
    with pytest.raises(StudyError, match=r"CLW-T26 .*table plants is there twice"):
        ellison_glaeser(pd.concat([T3, T3[:1]]))
    with pytest.raises(StudyError, match="CLW-M02"):
        ellison_glaeser(T3, background="area")
    with pytest.raises(ParameterError, match="CLW-M23"):
        ellison_glaeser(T3, n_draws=-1)
