"""Our numbers beside those of the packages that users have today, on the same inputs.

First what agrees, to the last digits. Then what does not, one test a difference: our value,
theirs, and why; where theirs is a slip, the test makes the same slip and arrives at it.
`peers.json` holds inputs and answers; `make_peers.py` and `peers.R` made it.
"""

from __future__ import annotations

import re
from importlib.util import find_spec

import numpy as np
import pandas as pd
import pytest

from tests.reference import peers_page
from tests.reference.peers import (
    ALONG,
    NEAR,
    PEERS,
    curve,
    incomes,
    indicators,
    late,
    matrix,
    ours,
    per_head,
    plants,
    shifts,
    table,
    theirs,
    weighted_gini,
)
from workbench.measures import measures
from workbench.rules import rules

# R writes 16 digits; sums are taken in another order
ROUNDING = {"rtol": 1e-11, "atol": 1e-13}


# --- the same definition, the same number --------------------------------------------------


SAME = {
    ("EconGeo", "location_quotient"): lambda: late("location_quotient", "ratio"),
    ("EconGeo", "locational_gini"): lambda: late("locational_gini", "halved"),
    ("EconGeo", "krugman_index"): lambda: late("krugman_specialisation", "pooled"),
    ("EconGeo", "herfindahl"): lambda: late("herfindahl", "region"),
    ("EconGeo", "spec_coeff"): lambda: late("hoover_index", "specialisation"),
    ("EconGeo", "hachman"): lambda: late("hachman_index", "pooled"),
    ("REAT", "locq2"): lambda: late("location_quotient", "ratio"),
    ("REAT", "herf"): lambda: late("herfindahl", "region"),
    ("REAT", "herf_normalised"): lambda: late("herfindahl", "region_normalised"),
    ("REAT", "spec", 0): lambda: late("hoover_index", "specialisation"),
    ("REAT", "spec", 2): lambda: late("krugman_specialisation", "others_mean"),
    ("REAT", "conc", 0): lambda: late("hoover_index", "concentration"),
    ("REAT", "conc", 1): lambda: late("locational_gini", "unweighted"),
    ("REAT", "conc", 2): lambda: late("krugman_concentration", "others_mean"),
    ("REAT", "litzenberger2"): lambda: late("litzenberger_sternberg", "product", table("regions")),
    ("REAT", "ellison_a2", 0): lambda: plants("ellison_glaeser"),
    ("REAT", "ellison_a2", 1): lambda: plants("ellison_glaeser", "raw_concentration"),
    ("REAT", "ellison_a2", 2): lambda: plants("ellison_glaeser", "z"),
    ("REAT", "ellison_a2", 3): lambda: plants("ellison_glaeser", "plants"),
    ("REAT", "ellison_a2", 4): lambda: plants("ellison_glaeser", "herfindahl"),
    ("REAT", "theil"): lambda: per_head("theil_l")[0],
    ("inequality", "theil"): lambda: per_head("theil_t")[0],
    ("inequality", "theil_between"): lambda: per_head("theil_t_between")[0],
    ("inequality", "theil_within"): lambda: per_head("theil_t_within")[0],
    ("segregation", "location_quotient"): lambda: late("location_quotient", "ratio"),
    ("segregation", "simpson_concentration"): lambda: late("herfindahl", "region"),
    ("segregation", "entropy"): lambda: late("entropy", "region_normalised"),
    ("REAT", "gini2_weighted"): weighted_gini,
    ("ecomplexity", "eci"): lambda: ours("complexity", table("exports"), variant="region"),
    ("ecomplexity", "density"): lambda: ours(
        "relatedness_density", table("exports"), variant="including_own"
    ).ravel(),
    ("ecomplexity", "rca"): lambda: ours("location_quotient", table("exports")).ravel(),
}


@pytest.mark.parametrize("key", SAME, ids=lambda key: " ".join(map(str, key)))
def test_the_same_definition_gives_the_same_number(key):
    package, result, *column = key
    known = theirs(package, result)
    np.testing.assert_allclose(SAME[key](), known[:, column[0]] if column else known, **ROUNDING)


def test_shift_share_is_that_of_reat():
    for result, components in {
        "shift_dunn": ["national", "industry_mix", "competitive"],
        "shift_esteban": ["national", "industry_mix", "homothetic_competitive", "allocation"],
    }.items():
        variant = {"shift_dunn": "classic", "shift_esteban": "esteban_marquillas"}[result]
        own = shifts(f"region_{variant}")
        known = theirs("REAT", result)
        np.testing.assert_allclose(own.sum(axis=1), known[:, 0], rtol=1e-10)
        np.testing.assert_allclose(own[components], known[:, 1 : 1 + len(components)], rtol=1e-9)


def test_growth_is_that_of_econgeo_but_for_its_rounding():
    own = ours("growth_rate", table("activity"), variant="industry_total").ravel()
    np.testing.assert_allclose(theirs("EconGeo", "growth_ind") / 100, own, rtol=0, atol=5.1e-5)


def test_sigma_convergence_is_that_of_reat():
    own = measures["sigma_convergence"](indicators(), indicator="income")["value"]
    np.testing.assert_allclose(own, theirs("REAT", "sigmaconv")[:2], **ROUNDING)


@pytest.mark.parametrize(
    ("result", "name", "options", "tolerance"),
    [
        # dbmss interpolates the output of R's density(), on 512 points
        ("kd", "duranton_overman", {}, 1e-3),
        ("kd_weighted", "duranton_overman", {"variant": "employment_weighted"}, 1e-3),
        ("m_cumulative", "marcon_puech", {}, 1e-12),
        ("m_cumulative_weighted", "marcon_puech", {"weight": "employment"}, 1e-12),
        # dbmss does not mirror the kernel at 0; ours counts distances in bins
        ("m_density", "marcon_puech", {"variant": "m"}, 2e-2),
    ],
)
def test_curves_of_distance_are_those_of_dbmss(result, name, options, tolerance):
    own, known = curve(name, **options, **ALONG), theirs("dbmss", result)
    np.testing.assert_allclose(own, known, rtol=0, atol=tolerance * np.nanmax(known))


def test_ripley_is_that_of_spatstat_for_both_corrections():
    for edge in ("translation", "none"):
        known = theirs("spatstat.explore", f"k_{edge}")
        np.testing.assert_allclose(curve("ripley", edge=edge, **NEAR), known, **ROUNDING)


def test_proximity_is_that_of_ecomplexity_but_for_the_pair_with_itself():
    own = ours("relatedness", table("exports"))
    known = theirs("ecomplexity", "proximity")
    apart = ~np.eye(len(known), dtype=bool)
    np.testing.assert_allclose(own[apart], known[apart], **ROUNDING)


# --- definitions that differ: both are offered, each by its name ----------------------------


def test_econgeo_halves_the_locational_gini_and_reat_takes_it_of_quotients():
    area = late("locational_gini", "area")
    np.testing.assert_allclose(theirs("EconGeo", "locational_gini"), area / 2, **ROUNDING)
    np.testing.assert_allclose(theirs("EconGeo", "hoover_gini"), area, atol=5.1e-4)  # 3 digits
    assert (np.abs(theirs("REAT", "conc")[:, 1] - area) > 0.001).all()


def test_krugman_of_econgeo_has_the_region_itself_in_what_it_is_compared_with():
    pooled, others = theirs("EconGeo", "krugman_index"), theirs("REAT", "spec")[:, 2]
    assert (np.abs(pooled - others) > 0.001).all()
    shares = matrix() / matrix().sum(axis=1, keepdims=True)
    rest = np.array([np.delete(shares, r, axis=0).mean(axis=0) for r in range(len(shares))])
    np.testing.assert_allclose(others, np.abs(shares - rest).sum(axis=1), **ROUNDING)


def test_theil_of_reat_is_l_and_that_of_pysal_is_t():
    assert theirs("REAT", "theil") == pytest.approx(per_head("theil_l")[0], rel=1e-12)
    assert theirs("inequality", "theil") == pytest.approx(per_head("theil_t")[0], rel=1e-12)
    assert theirs("REAT", "theil") != pytest.approx(theirs("inequality", "theil"), rel=1e-3)


def test_williamson_of_reat_measures_from_the_unweighted_mean():
    towns = table("towns")
    income, weight = towns["income_2020"], towns["people"] / towns["people"].sum()
    mean = np.average(income, weights=weight)
    textbook = np.sqrt((weight * (income - mean) ** 2).sum()) / mean
    plain = np.sqrt((weight * (income - income.mean()) ** 2).sum()) / mean
    assert theirs("REAT", "williamson") == pytest.approx(plain, rel=1e-12)
    assert theirs("REAT", "williamson_wmean") == pytest.approx(textbook, rel=1e-12)
    assert plain != pytest.approx(textbook, rel=1e-3)


def test_hoover_of_econgeo_is_in_per_cent_with_two_digits():
    own = late("hoover_index", "concentration")
    known = theirs("EconGeo", "hoover_index")
    np.testing.assert_allclose(known / 100, own, atol=5.1e-5)
    assert (known / 100 != own).all()


def test_complexity_of_econgeo_adds_up_to_one_and_its_sign_is_another():
    """Ours goes with the number of industries; theirs with the twentieth of their reflections."""
    own = ours("complexity", table("exports"), variant="region")
    known = theirs("EconGeo", "kci")
    assert abs(known.sum()) == pytest.approx(1)  # before it turns the sign
    assert own.sum() == pytest.approx(0, abs=1e-12)
    many = (ours("location_quotient", table("exports")) >= 1).sum(axis=1)
    assert np.corrcoef(own, many)[0, 1] > 0.1
    assert np.corrcoef(known, many)[0, 1] < -0.1
    # what is left is the rounding of its matrix: defect 9
    np.testing.assert_allclose(signed(known, own), own, atol=5e-3)


def test_industries_of_ecomplexity_are_scored_by_the_regions():
    own = ours("complexity", table("exports"), variant="industry")
    known = theirs("ecomplexity", "pci")
    assert known.std() != pytest.approx(1, rel=1e-3)
    np.testing.assert_allclose((known - known.mean()) / known.std(), own, rtol=1e-9)


def test_gini_of_econgeo_has_three_digits():
    assert theirs("inequality", "gini") == pytest.approx(theirs("REAT", "gini"), rel=1e-13)
    by_area = [gini(column) for column in matrix().T]
    np.testing.assert_allclose(theirs("EconGeo", "gini"), by_area, atol=5.1e-4)


def gini(values):
    values = np.sort(values)
    places = np.arange(1, len(values) + 1)
    return ((2 * places - len(values) - 1) * values).sum() / (len(values) * values.sum())


def test_density_of_econgeo_leaves_out_the_own_industry_and_is_in_per_cent():
    """Its relatedness counts each pair of industries in the sums it divides by."""
    present = ours("location_quotient", table("exports")) >= 1
    near = theirs("EconGeo", "relatedness_cosine")
    names = sorted(table("exports")["industry"].unique())
    scaled = near / near.max()  # a constant factor cancels
    pairs = pd.DataFrame(
        [(a, b, scaled[i, j]) for i, a in enumerate(names) for j, b in enumerate(names) if i != j],
        columns=["industry", "other_industry", "value"],
    )
    own = ours("relatedness_density", table("exports"), proximities=pairs)
    np.testing.assert_allclose(theirs("EconGeo", "relatedness_density") / 100, own, atol=5.1e-5)
    together = present.T.astype(float) @ present
    np.fill_diagonal(together, 0)
    sums = together.sum(axis=0)
    np.testing.assert_allclose(near, together / np.sqrt(np.outer(sums, sums)), **ROUNDING)


def test_relatedness_of_econgeo_divides_by_pairs_and_ours_by_regions():
    present = (ours("location_quotient", table("exports")) >= 1).astype(float)
    regions = present.sum(axis=0)
    own = ours("relatedness", table("exports"), variant="cosine")
    expected = present.T @ present / np.sqrt(np.outer(regions, regions))
    apart = ~np.eye(len(own), dtype=bool)
    np.testing.assert_allclose(own[apart], expected[apart], **ROUNDING)
    assert np.abs(own[apart] - theirs("EconGeo", "relatedness_cosine")[apart]).max() > 0.3


# --- defects: our value, theirs, and why ----------------------------------------------------


def test_1_coagglomeration_of_reat_is_an_impossible_number():
    """It adds up shares where it should weigh them, and weighs by all jobs; 1 is the most."""
    own = ours("coagglomeration", table("plants"), variant="group")
    assert theirs("REAT", "ellison_c") > 1
    assert own[0] < 0.2
    jobs = table("plants").pivot_table("employment", "region", "industry", "sum", fill_value=0)
    shares, x = jobs / jobs.sum(), jobs.sum(axis=1) / jobs.to_numpy().sum()
    moved = shares.sub(x, axis=0)
    identity = moved.T @ moved / (1 - (x**2).sum())
    pairs = ours("coagglomeration", table("plants"), variant="pair")
    apart = ~np.eye(4, dtype=bool)
    np.testing.assert_allclose(pairs[apart], identity.to_numpy()[apart], rtol=1e-9, atol=1e-12)
    assert theirs("REAT", "ellison_c2").min() > pairs[apart].max()


def test_2_weighted_gini_of_reat_sorts_the_incomes_but_not_the_weights():
    towns = table("towns")
    slip = lorenz_gini(np.sort(towns["income_2020"]), towns["people"].to_numpy())
    assert theirs("REAT", "gini_weighted") == pytest.approx(slip, rel=1e-12)
    assert weighted_gini() == pytest.approx(theirs("REAT", "gini2_weighted"), rel=1e-12)
    assert weighted_gini() != pytest.approx(slip, rel=0.005)


def lorenz_gini(values, weights):
    x = np.append(0, np.cumsum(weights) / weights.sum())
    y = np.append(0, np.cumsum(values * weights) / (values * weights).sum())
    return 1 - 2 * np.trapezoid(y, x)


def test_3_weighted_theil_of_reat_divides_by_n_once_more_and_takes_the_plain_mean():
    towns = table("towns")
    income, weight = towns["income_2020"], towns["people"] / towns["people"].sum()
    slip = (weight * np.log(income.mean() / income)).sum() / len(towns)
    assert theirs("REAT", "theil_weighted") == pytest.approx(slip, rel=1e-12)
    own = ours("theil_inequality", *incomes(), variant="theil_l")[0]
    mean = np.average(income, weights=weight)
    assert own == pytest.approx((weight * np.log(mean / income)).sum(), rel=1e-12)
    assert own > 10 * slip


@pytest.mark.parametrize("result", ["locq2_og", "locq2_t"])
def test_4_standardised_quotients_of_reat_take_the_means_of_regions(result):
    """Means of regions, repeated down the columns, are taken from what stands by industry."""
    quotients = late("location_quotient", "ratio")
    plain = np.log10(quotients) if result == "locq2_t" else quotients
    repeated = np.resize(plain.mean(axis=1), plain.size).reshape(plain.shape)
    slip = (plain - repeated) / plain.std(axis=0, ddof=1)
    np.testing.assert_allclose(theirs("REAT", result), slip, rtol=1e-10, atol=1e-12)
    variant = {"locq2_og": "standardised", "locq2_t": "logarithmic"}[result]
    own = late("location_quotient", variant)
    right = (plain - plain.mean(axis=0)) / plain.std(axis=0, ddof=1)
    np.testing.assert_allclose(own, right, rtol=1e-10, atol=1e-12)
    assert np.abs(own - slip).max() > 0.3


def test_5_the_order_of_plants_does_not_matter_to_us_but_to_reat():
    plain, turned = theirs("REAT", "ellison_a"), theirs("REAT", "ellison_a_reversed")
    assert plain[0] != pytest.approx(turned[0], rel=0.1)
    given = table("plants")
    own = [
        measures["ellison_glaeser"](rows).set_index("industry")["value"]["i0"]
        for rows in (given, given[::-1])
    ]
    assert own[0] == pytest.approx(own[1], rel=1e-12)
    assert own[0] == pytest.approx(theirs("REAT", "ellison_a2")[0, 0], rel=1e-12)


def test_6_an_absent_cell_stops_reat_and_is_a_zero_to_us():
    for result in ("locq2_error", "spec_error"):
        assert "not a multiple of replacement length" in PEERS["results"]["REAT"][result]
    assert PEERS["results"]["REAT"]["theil_with_a_zero"] is None
    whole = table("activity", 2020)
    zero = whole.assign(employment=whole["employment"].where(whole.index != whole.index[0], 0))
    short = measures["location_quotient"](whole[1:])["value"].to_numpy()
    full = measures["location_quotient"](zero)["value"].to_numpy()
    np.testing.assert_allclose(short, full[1:], rtol=1e-12)
    assert full[0] == 0


def test_7_growth_of_econgeo_is_that_of_other_tables():
    """It was given a table and its double, and took others, ten times apart, by their names."""
    assert PEERS["results"]["EconGeo"]["growth_list_of_doubled"] == 900
    assert PEERS["results"]["EconGeo"]["growth_list_error"] == "object 'mat1' not found"
    early = table("activity", 2010)
    both = [early.assign(year=2010), early.assign(year=2020, employment=early["employment"] * 2)]
    own = measures["growth_rate"](pd.concat(both), variant="total")
    np.testing.assert_allclose(own["value"], 1)


def test_8_herfindahl_of_econgeo_is_na_for_large_whole_numbers():
    assert np.isnan(theirs("EconGeo", "herfindahl_of_whole_numbers")).all()
    large = pd.DataFrame(
        {
            "region": list("aabb"),
            "industry": list("xyxy"),
            "employment": np.array([50_000, 20, 10, 60_000], dtype="int32"),
        }
    )
    assert (measures["herfindahl"](large)["value"] > 0.99).all()


def test_9_complexity_of_econgeo_comes_from_a_matrix_of_four_digits():
    present = (ours("location_quotient", table("exports")) >= 1).astype(float)
    steps = (present / present.sum(axis=1, keepdims=True)) @ (present / present.sum(axis=0)).T
    own = ours("complexity", table("exports"), variant="region")
    known = theirs("EconGeo", "kci")
    assert scores(known) == pytest.approx(signed(second(steps.round(4)), known), rel=1e-6)
    assert own == pytest.approx(signed(second(steps), own), rel=1e-9)
    assert own != pytest.approx(scores(known), rel=1e-5)


def second(steps):
    values, vectors = np.linalg.eig(steps)
    return vectors[:, np.argsort(-values.real)[1]].real


def signed(vector, like):
    """Standard scores, with the sign of another vector: that of an eigenvector is free."""
    return scores(vector) * np.sign(vector @ like)


def scores(values):
    return (values - values.mean()) / values.std()


def test_10_approximate_k_of_dbmss_smooths_by_the_bandwidth_of_occupied_bins():
    """Its default from 10,000 points on; bins count once, however many pairs they hold."""
    exact, approximate = theirs("dbmss", "kd_of_town"), theirs("dbmss", "kd_of_town_approximate")
    peak = exact.max()
    own = curve("duranton_overman", "town", **ALONG)
    np.testing.assert_allclose(own, exact, rtol=0, atol=1e-3 * peak)
    assert np.abs(approximate - exact).max() > 0.2 * peak
    places = table("town")[["x", "y"]].to_numpy()
    apart = np.hypot(*(places[:, None] - places).T)[np.triu_indices(len(places), 1)]
    ends = np.linspace(0, 80, 2048)
    occupied = np.unique(np.searchsorted(ends, apart[apart <= 80]))
    middles = (ends[occupied] + ends[np.maximum(occupied - 1, 0)]) / 2
    quartiles = np.diff(np.quantile(middles, [0.25, 0.75]))[0] / 1.34
    slip = 0.9 * min(middles.std(ddof=1), quartiles) * len(middles) ** -0.2
    same_slip = curve("duranton_overman", "town", bandwidth=slip, **ALONG)
    np.testing.assert_allclose(same_slip, approximate, rtol=0, atol=3e-3 * peak)


def test_11_an_empty_region_is_nan_in_econgeo_and_has_a_reason_in_ours():
    for result in ("krugman_index", "herfindahl"):
        assert np.isnan(theirs("EconGeo", f"{result}_with_an_empty_region")[-1])
    known = table("activity", 2020)
    empty = known[known["region"] == "r0"].assign(region="empty", employment=0)
    for name in ("krugman_specialisation", "herfindahl"):
        answer = measures[name](pd.concat([known, empty])).set_index("region")
        assert np.isnan(answer["value"]["empty"])
        assert answer["undefined"]["empty"] == "no employment in the region"


def test_11_quotients_and_entropies_of_econgeo_are_rounded():
    own = late("location_quotient", "ratio")
    np.testing.assert_allclose(theirs("EconGeo", "rca"), own, atol=5.1e-3)
    assert not np.allclose(theirs("EconGeo", "rca"), own, atol=1e-3)
    bits = late("entropy", "region_bits")
    np.testing.assert_allclose(theirs("EconGeo", "entropy"), bits, atol=5.1e-4)
    assert not np.allclose(theirs("EconGeo", "entropy"), bits, atol=1e-5)


def test_ripley_of_dbmss_corrects_another_way():
    """Its K is isotropic; and its L asks for the neighbours that K takes by default."""
    for variant, result in {"K": "k_isotropic", "L": "l_isotropic"}.items():
        own, known = curve("ripley", variant=variant, **NEAR), theirs("dbmss", result)
        assert (np.abs(own[1:] - known[1:]) > 1e-3).all()
    np.testing.assert_allclose(
        known[1:], np.sqrt(theirs("dbmss", "k_isotropic")[1:] / np.pi) - np.arange(1, 17)
    )
    assert PEERS["results"]["dbmss"]["lhat_error"].startswith("Either two or no point type")


def test_speed_of_convergence_of_reat_takes_a_yearly_slope_for_that_of_the_whole_period():
    """Its slope is divided by the years already; -ln(1 + b) / T divides once more."""
    years = 20
    answer = measures["beta_convergence"](indicators(), indicator="income").iloc[0]
    intercept, slope, speed, half_life = theirs("REAT", "betaconv_ols")
    assert (answer["intercept"], answer["slope"]) == pytest.approx((intercept, slope), rel=1e-9)
    assert speed == pytest.approx(-np.log(1 + slope) / years, rel=1e-9)
    assert answer["speed"] == pytest.approx(-np.log(1 + slope * years) / years, rel=1e-9)
    assert answer["half_life"] < half_life / years


# --- the page -------------------------------------------------------------------------------


def test_the_page_is_up_to_date():
    """If not: python -m tests.reference.peers_page."""
    assert peers_page.PAGE.read_text(encoding="utf-8") == peers_page.page()


def test_the_page_has_every_measure_and_rule_of_the_shelves_once():
    listed = [name for rows in peers_page.ROWS.values() for name in rows]
    assert sorted(listed) == sorted([*measures, *rules])


def test_every_function_that_the_page_names_is_there():
    named = [cells for rows in peers_page.ROWS.values() for cells in rows.values()]
    named += [cells for _, cells in peers_page.BESIDES.values()]
    for column, text in (cell for cells in named for cell in cells.items()):
        packages = peers_page.COLUMNS[column]
        offered = {name for package in packages for name in PEERS["exports"][package]}
        assert set(re.findall("`(.+?)`", text)) <= offered
    for module, _ in peers_page.BESIDES.values():
        assert find_spec(module)


def test_every_function_named_among_the_differences_is_there():
    for what, *_, why in peers_page.differences():
        offered = {name for known in PEERS["exports"].values() for name in known}
        assert set(re.findall("`(.+?)`", what + why)) <= offered
