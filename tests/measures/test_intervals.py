"""Intervals: worked values, plain computations, coverage, the null, and what is refused."""

import numpy as np
import pandas as pd
import pytest

from tests.measures.tables import INDUSTRIES, activity, long, plants, regions
from tests.reference import measures as published
from tests.reference import uncertainty as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import _many, herfindahl, location_quotient, measures
from workbench.measures._apply import measure_with_interval
from workbench.measures._card import CELL_KEYS, INDUSTRY_KEYS, Card, Variant, measure
from workbench.measures._intervals import interval

TOY = long(published.TOY, industries=INDUSTRIES)
KINDS = ("multinomial", "bootstrap", "permutation")
NOT_THERE = "the same in every draw"


def card(keys=CELL_KEYS, tables=("activity",), **more):
    variant = Variant("a count", keys, "units", "unbounded")
    return Card("How many?", "n = n", "2026", "more is more", {"count": variant}, tables, **more)


@measure(card(INDUSTRY_KEYS, ("plants",)))
def mean_size(plants, *, variant="count"):
    """The mean size of the plants of each industry, year by year."""
    keys = [k for k in ("industry", "year") if k in plants]
    means = plants.groupby(keys, sort=False, observed=True)["employment"].mean().reset_index()
    answer = means.rename(columns={"employment": "value"}).assign(undefined=None)
    answer.attrs = {"measure": {"variant": variant}}
    return answer


@measure(card(INDUSTRY_KEYS, ("plants",)))
def share_in_first_region(plants, *, variant="count"):
    """The share of each industry's plants that stand in the region r00."""
    table = plants.assign(value=(plants["region"] == "r00").astype(float))
    answer = table.groupby("industry", sort=False, observed=True)["value"].mean().reset_index()
    answer = answer.assign(undefined=None)
    answer.attrs = {"measure": {"variant": variant}}
    if "year" in plants:
        by_year = table.groupby(["industry", "year"], sort=False, observed=True)["value"].mean()
        answer = by_year.reset_index().assign(undefined=None)
        answer.attrs = {"measure": {"variant": variant}}
    return answer


# --- worked values ---------------------------------------------------------------------------


@pytest.mark.parametrize(("jobs", "times"), reference.TIMES_OR_OVER.items())
def test_the_range_of_a_small_cell(jobs, times):
    table = long([[jobs, 100_000], [100_000, 300_000]])
    first = interval(location_quotient, table, draws=4000).iloc[0]
    relative = first["standard_error"] / first["value"]
    assert np.exp(1.96 * relative) == pytest.approx(times, rel=0.03)  # 4,000 draws: 1.1% of it


@pytest.mark.parametrize(("jobs", "critical"), reference.CRITICAL_QUOTIENTS.items())
def test_the_critical_quotient_of_the_toy(jobs, critical):
    table = long(published.TOY * jobs / 400)
    answer = interval(location_quotient, table, kind="permutation", level=0.9, draws=20_000)
    assert answer["high"].iloc[0] == pytest.approx(critical, abs=0.003)


# --- plain computations ------------------------------------------------------------------------


def test_it_agrees_with_a_plain_multinomial():
    answer = interval(location_quotient, TOY, draws=4000, level=0.9)
    ends, errors = reference.multinomial_interval(
        reference.quotients, published.TOY, 4000, 0.9, seed=8
    )
    # each percentile of 4,000 draws is within about 5% of a standard error
    for column, expected in (("low", ends[0]), ("high", ends[1])):
        np.testing.assert_allclose(answer[column], expected.ravel(), atol=0.2 * errors.max())
    np.testing.assert_allclose(answer["standard_error"], errors.ravel(), rtol=0.06)
    np.testing.assert_allclose(answer["mean_of_draws"], answer["value"], atol=0.2 * errors.max())


def test_the_values_are_the_measure_s_own():
    table = activity()
    answer = interval(location_quotient, table, draws=5)
    own = location_quotient(table)
    pd.testing.assert_frame_equal(answer[own.columns], own, check_like=False)
    assert answer.index.equals(table.index)
    facts = answer.attrs["measure"]
    assert facts["interval"]["n_draws"] == 5
    assert {**facts, "interval": None} == {**own.attrs["measure"], "interval": None}


def test_plants_come_together():
    table = TOY.assign(establishments=[3, 1, 3, 2, 6, 2, 2, 3, 15])
    alone, together = (
        interval(location_quotient, table, units=units, draws=2000)["standard_error"]
        for units in ("counts", "establishments")
    )
    # ten (or twenty) jobs a plant: at least three times the standard error of single jobs
    assert (together > 2.7 * alone).all()


def test_the_mean_of_plants_is_drawn_as_theory_says():
    table = plants(years=[2010])
    answer = interval(mean_size, table, kind="bootstrap", draws=400)
    groups = table.groupby("industry", sort=False)["employment"]
    expected = (groups.std(ddof=0) / np.sqrt(groups.size())).to_numpy()
    np.testing.assert_allclose(answer["standard_error"], expected, rtol=0.15)


def test_relabelled_plants_are_drawn_without_replacement():
    table = plants(years=[2010])
    answer = interval(share_in_first_region, table, kind="permutation", draws=2000)
    is_there = (table["region"] == "r00").mean()
    counts = table.groupby("industry", sort=False).size().to_numpy()
    variance = is_there * (1 - is_there) / counts * (len(table) - counts) / (len(table) - 1)
    np.testing.assert_allclose(answer["mean_of_draws"], is_there, rtol=0.03)
    np.testing.assert_allclose(answer["standard_error"], np.sqrt(variance), rtol=0.08)


def test_regions_drawn_again():
    matrix = np.random.default_rng(3).integers(1, 90, (12, 2))
    answer = interval(herfindahl, long(matrix), kind="bootstrap", variant="industry", draws=500)
    random = np.random.default_rng(5)
    expected = []
    for _ in range(2000):
        drawn = matrix[random.integers(0, 12, 12)]
        expected.append(((drawn / drawn.sum(axis=0)) ** 2).sum(axis=0))
    np.testing.assert_allclose(answer["standard_error"], np.std(expected, axis=0), rtol=0.12)
    np.testing.assert_allclose(answer["mean_of_draws"], np.mean(expected, axis=0), rtol=0.03)


def test_regions_are_drawn_with_their_areas():
    table = activity(years=[2010])
    places = regions(table)
    answer = interval(
        "hoover_index", table, kind="bootstrap", background="area", regions=places, draws=50
    )
    assert answer["no_interval"].isna().all()
    assert (answer["low"] < answer["high"]).all()


@pytest.mark.parametrize("kind", KINDS[::2])
def test_many_at_once_is_the_same_as_one_by_one(monkeypatch, kind):
    table = activity().assign(flag=None)
    together = interval(location_quotient, table, kind=kind, draws=20)
    monkeypatch.setattr(_many, "ROWS_AT_ONCE", 1)
    alone = interval(location_quotient, table, kind=kind, draws=20)
    pd.testing.assert_frame_equal(together, alone, rtol=1e-9)


def test_regions_by_year_go_in_one_by_one():
    table = activity()
    places = pd.concat([regions(table, seed=y).assign(year=y) for y in (2010, 2020)])
    draw = interval("employment_density", table, places, draws=60, units="establishments")
    at_once = interval("employment_density", table, regions(table), draws=60)
    assert draw["no_interval"].isna().sum() == at_once["no_interval"].isna().sum()


# --- coverage and the null ---------------------------------------------------------------------


def test_intervals_cover_the_truth_as_often_as_they_say():
    random = np.random.default_rng(4)
    shares = random.dirichlet(np.full(20, 3.0)).reshape(5, 4)
    truth = reference.quotients(shares)
    ends = {5_000: [], 100: []}
    for jobs, found in ends.items():
        for seed in range(40):
            table = long(random.multinomial(jobs, shares.ravel()).reshape(5, 4))
            answer = interval(location_quotient, table, draws=200, seed=seed)
            found.append([answer[c].to_numpy().reshape(5, 4) for c in ("low", "high")])
    low, high = np.array(ends[5_000]).swapaxes(0, 1)
    # 800 intervals: 0.95 give or take 0.02
    assert ((low <= truth) & (truth <= high)).mean() == pytest.approx(0.95, abs=0.02)
    # where fewer than 2 jobs are expected, one cell in five has none and so no interval: what
    # is given covers, but only four in five cells are covered in all
    low, high = np.array(ends[100]).swapaxes(0, 1)[:, :, 100 * shares < 2]
    is_given = ~np.isnan(low)
    is_covered = (low <= truth[100 * shares < 2]) & (truth[100 * shares < 2] <= high)
    assert is_given.mean() < 0.85
    assert is_covered[is_given].mean() > 0.93
    assert is_covered.mean() < 0.85


def test_p_values_are_uniform_where_nothing_is_associated():
    random = np.random.default_rng(6)
    weights = np.outer(random.dirichlet(np.full(6, 5.0)), random.dirichlet(np.full(5, 5.0)))
    found = []
    for seed in range(60):
        table = long(random.multinomial(3_000, weights.ravel()).reshape(6, 5))
        answer = interval(
            "locational_gini", table, kind="permutation", alternative="greater", draws=199,
            seed=seed,
        )  # fmt: skip
        found += answer["p_value"].tolist()
    # 300 p-values: the distance of Kolmogorov and Smirnov is below 0.094 in 99% of cases, were
    # they independent
    place = np.arange(1, len(found) + 1) / len(found)
    assert np.abs(np.sort(found) - place).max() < 0.1


def test_association_gives_small_p_values():
    answer = interval(location_quotient, TOY, kind="permutation", draws=999)
    assert answer["p_value"].iloc[0] == pytest.approx(0.002)  # twice one in a thousand
    one_sided = interval(location_quotient, TOY, kind="permutation", alternative="less", draws=999)
    assert one_sided["p_value"].iloc[0] == 1.0
    assert one_sided["p_value"].iloc[1] == 0.001


# --- what has no interval ----------------------------------------------------------------------


def test_a_cell_without_jobs_has_no_interval_of_its_own_shares():
    answer = interval(location_quotient, long([[0, 9], [50, 60]]), draws=50)
    assert answer["no_interval"].tolist()[0] == NOT_THERE
    assert np.isnan(answer["high"].iloc[0])
    by_chance = interval(location_quotient, long([[0, 9], [50, 60]]), kind="permutation", draws=50)
    assert by_chance["no_interval"].isna().all()


def test_absent_cells_are_zeros_by_chance_too():
    matrix = np.array([[0, 9], [50, 60]])
    dense = long(matrix)
    sparse = dense[dense["employment"] > 0]
    one, other = (
        interval(location_quotient, table, kind="permutation", draws=2000)
        for table in (dense, sparse)
    )
    assert len(other) == 3
    np.testing.assert_allclose(other["high"], one["high"][1:], rtol=0.05)
    np.testing.assert_allclose(other["mean_of_draws"], one["mean_of_draws"][1:], rtol=0.05)


def test_a_region_that_is_often_empty_is_told():
    answer = interval(location_quotient, long([[1, 1], [50, 60]]), draws=400)
    assert answer["no_interval"].iloc[0] == "undefined in more than 0.05 of the draws"
    # two jobs in 112: both fall elsewhere in about (1 - 2/112)^112 = 13% of the draws
    assert answer["share_defined"].iloc[0] == pytest.approx(0.87, abs=0.05)


def test_what_is_unknown_stays_unknown():
    table = long([[10, np.nan], [0, 40]]).assign(flag=[None, "suppressed", "suppressed", None])
    answer = interval(location_quotient, table, draws=50)
    assert answer["no_interval"].tolist()[1:3] == ["the value is undefined"] * 2
    assert answer["low"].notna().tolist()[1:3] == [False, False]


def test_columns_of_the_measure_s_own_are_kept():
    @measure(card(more={"standard_error": "its own"}))
    def counted(activity, *, variant="count", value="employment"):
        answer = activity.assign(value=activity[value] * 1.0, undefined=None, standard_error=7.0)
        answer.attrs = {"measure": {"variant": variant}}
        keys = [k for k in CELL_KEYS if k in activity]
        return answer[[*keys, "value", "undefined", "standard_error"]]

    answer = interval(counted, TOY, draws=50)
    assert (answer["own_standard_error"] == 7).all()
    assert (answer["standard_error"] != 7).all()


@pytest.mark.parametrize("kind", KINDS)
def test_the_seed_decides(kind):
    table = activity(years=[2010])
    options = {"kind": kind, "variant": "industry", "draws": 20}
    first, again, other = (interval(herfindahl, table, seed=s, **options) for s in (1, 1, 2))
    pd.testing.assert_frame_equal(first, again)
    assert not first["low"].equals(other["low"])


def test_the_tables_are_untouched():
    table = activity().assign(flag="imputed")
    before = table.copy(deep=True)
    for kind in KINDS:
        interval(herfindahl, table, kind=kind, variant="industry", draws=3)
    pd.testing.assert_frame_equal(table, before)


# --- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "options", "text"),
    [
        ("location_quotient", {"kind": "bootstrap"}, "does not vary when regions are drawn"),
        ("herfindahl", {"draws": 1, "level": 95}, "too few draws"),
        ("herfindahl", {"draws": 1, "level": 95}, "not between 0 and 1"),
        ("herfindahl", {"draws": 10**9}, "do not fit in memory"),
    ],
)
def test_intervals_that_cannot_be(name, options, text):
    with pytest.raises(ParameterError, match=text):
        interval(name, activity(), **options)


def test_plants_are_no_counts():
    with pytest.raises(ParameterError, match=r'CLW-M61 .*plants are rows(.|\n)*kind="bootstrap"'):
        interval(mean_size, plants())


def test_other_tables_do_not_go_with_new_ones():
    @measure(card(tables=("activity", "links")))
    def linked(activity, links, **_):
        return location_quotient(activity[: len(activity) + len(links)])

    with pytest.raises(ParameterError, match="it also takes the table links"):
        interval(linked, activity(), pd.DataFrame())


def test_a_measure_without_a_table_to_draw():
    name = "population_density"
    with pytest.raises(ParameterError, match="which table to draw again is not clear"):
        interval(name, *(regions(activity()) for _ in measures[name].card.tables))


def test_money_is_not_drawn():
    with pytest.raises(StudyError, match=r"CLW-M60 .*employment holds no counts(.|\n)*row 2"):
        interval(location_quotient, TOY.assign(employment=TOY["employment"] + 0.5))


def test_jobs_without_plants():
    table = TOY.assign(establishments=[1, 0, 1, 1, 1, 1, 1, 1, 1])
    with pytest.raises(StudyError, match=r"CLW-M63 .*employment and no establishments"):
        interval(location_quotient, table, units="establishments")


def test_an_unknown_kind_is_named_with_the_nearest():
    with pytest.raises(UnknownName, match="nearest: multinomial"):
        interval(location_quotient, TOY, kind="multinominal")


# --- on a study --------------------------------------------------------------------------------


def test_on_a_study():
    chance = {"draws": "30", "seed": "1", "kind": "multinomial"}
    answer = measure_with_interval(
        "location_quotient", "us_metro_clusters", industry="1", chance=chance
    )
    assert set(answer["industry"]) == {"1"}
    assert answer.attrs["measure"]["interval"]["n_draws"] == 30
    assert (answer["low"] <= answer["high"])[answer["no_interval"].isna()].all()


def test_options_of_chance_are_checked():
    with pytest.raises(ParameterError, match='no option of interval called "drawes"; nearest: dr'):
        measure_with_interval("location_quotient", "us_metro_clusters", chance={"drawes": 30})


def test_growth_has_an_interval():
    answer = interval("growth_rate", activity(share_of_zeros=0), draws=20)
    assert answer["no_interval"].isna().all()
    assert (answer["low"] < answer["high"]).all()


def test_employment_and_establishments_are_drawn_together():
    @measure(card(columns=("employment", "establishments")))
    def mean_size_of_cell(activity, *, variant="count", value="employment"):
        answer = activity[[k for k in CELL_KEYS if k in activity]]
        answer = answer.assign(value=activity[value] / activity["establishments"], undefined=None)
        answer.attrs = {"measure": {"variant": variant}}
        return answer

    table = TOY.assign(establishments=10)
    with pytest.raises(ParameterError, match=r'measures establishments(.|\n)*units="establishm'):
        interval(mean_size_of_cell, table)
    answer = interval(mean_size_of_cell, table, units="establishments", draws=50)
    assert set(answer["no_interval"]) == {NOT_THERE}  # each plant has the mean size of its cell
