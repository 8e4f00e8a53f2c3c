"""Theil's T and L of regions: worked and published values, parts that add up, what has none."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from libpysal.examples import get_path

from tests.measures.tables import activity, long, reasons, regions
from tests.reference import specialisation as reference
from workbench.data import Study
from workbench.errors import UnknownName
from workbench.measures import measure, theil_inequality

VARIANTS = list(theil_inequality.card.variants)
NO_KEYS = "one number for the whole area: no row belongs to the gap"
EXEMPT = {"test_missing_zero_and_suppressed_are_told_apart": NO_KEYS}

TOWNS = pd.DataFrame(
    {
        "region": list("abcdef"),
        "parent": reference.TOWN_PROVINCES,
        "population": reference.TOWN_JOBS,
    }
)
MADE = pd.DataFrame(
    {
        "region": list("abcdef"),
        "industry": "all",
        "employment": reference.TOWN_JOBS,
        "output": reference.TOWN_PRODUCTIVITY * reference.TOWN_JOBS,
    }
)


def values(table, places, variant="theil_t", **options):
    return theil_inequality(table, places, variant=variant, **options)["value"].to_numpy()


def one(*tables, **options):
    return values(*tables, **options).item()


@pytest.mark.parametrize("background", ["employment", "population"])
@pytest.mark.parametrize("variant", reference.TOWNS_T)
def test_six_towns_in_two_provinces(variant, background):
    found = one(MADE, TOWNS, variant=variant, value="output", background=background)
    assert found == pytest.approx(reference.TOWNS_T[variant], abs=5e-6)


def mexico():
    wide = pd.read_csv(get_path("mexico.csv"))
    places = wide[["State", "hanson98"]].rename(columns={"State": "region"})
    columns = [column for column in wide if column.startswith("pcgdp")]
    table = wide.melt("State", columns, "year", "gdp_per_head").rename(columns={"State": "region"})
    year = table["year"].str.removeprefix("pcgdp").astype(int)
    return table.assign(year=year, industry="all"), places


@pytest.mark.parametrize("variant", reference.MEXICO)
def test_mexican_states_from_1940_to_2000(variant):
    table, places = mexico()
    answer = theil_inequality(
        table, places, value="gdp_per_head", background="equal", group="hanson98", variant=variant
    ).set_index("year")["value"]
    assert len(answer) == 7
    for year, published in reference.MEXICO[variant].items():
        assert answer[year] == pytest.approx(published, abs=5e-9)


def test_the_two_parts_agree_with_the_computation_group_by_group():
    output = MADE["output"].to_numpy()
    s, x = output / output.sum(), reference.TOWN_JOBS / reference.TOWN_JOBS.sum()
    for letter, (a, b) in {"t": (s, x), "l": (x, s)}.items():
        expected = reference.theil_parts(a, b, reference.TOWN_PROVINCES)
        found = [
            one(MADE, TOWNS, variant=f"theil_{letter}_{part}", value="output")
            for part in ("between", "within")
        ]
        np.testing.assert_allclose(found, expected, rtol=1e-12)


@given(st.lists(st.tuples(st.integers(1, 999), st.integers(1, 999), st.integers(0, 2)), min_size=2))
def test_between_and_within_add_up(rows):
    amounts, people, parents = (list(column) for column in zip(*rows, strict=True))
    table = long(np.array(amounts)[:, None])
    places = regions(table).assign(population=people, parent=parents)
    for whole in ("theil_t", "theil_l"):
        parts = [one(table, places, variant=f"{whole}_{part}") for part in ("between", "within")]
        assert sum(parts) == pytest.approx(one(table, places, variant=whole), abs=1e-12)


def test_the_same_per_head_is_zero():
    table = long([[2], [4], [6]])
    places = regions(table).assign(population=[1, 2, 3])
    for variant in VARIANTS:
        assert one(table, places, variant=variant) == pytest.approx(0, abs=1e-15)


def test_a_region_only_in_the_regions_table_has_nothing_and_counts():
    table = long([[2], [4]])
    places = regions(long([[2], [4], [0]])).assign(population=10, parent=["a", "b", "b"])
    zero = long([[2], [4], [0]])
    for variant in ("theil_t", "theil_t_between", "theil_t_within"):
        assert one(table, places, variant=variant) == pytest.approx(
            one(zero, places, variant=variant), rel=1e-14
        )
    assert reasons(theil_inequality(table, places, variant="theil_l")) == [
        "no employment in one of the regions, and 0 has no logarithm"
    ]


def test_a_region_that_is_absent_in_one_year_counts_in_that_year():
    early, late = long([[2], [4]], year=2010), long([[2], [4], [7]], year=2020)
    table = pd.concat([early, late])
    places = regions(late).assign(population=[1, 1, 2])
    both = values(table, places)
    alone = [one(t.drop(columns="year"), places) for t in (early, late)]
    np.testing.assert_allclose(both, alone, rtol=1e-14)


def test_a_region_of_which_nothing_is_known_is_left_out():
    table = long([[2.0, 1.0], [4.0, 1.0], [np.nan, np.nan]])
    places = regions(table)
    answer = theil_inequality(table, places)
    without = one(table[:4], places[:2])
    assert answer["value"].item() == pytest.approx(without, rel=1e-14)
    assert answer.attrs["measure"]["n_left_out"] == 1


def test_what_is_undefined():
    table = long([[2], [4]])
    places = regions(table)
    no_people = theil_inequality(table, places.assign(population=[0, 5]))
    assert reasons(no_people) == ["a region with employment has no population"]
    not_known = theil_inequality(table, places.assign(population=[None, 5.0]))
    assert reasons(not_known) == ["no population given, for one of the regions"]
    no_group = places.assign(parent=["a", None])
    assert reasons(theil_inequality(table, no_group, variant="theil_t_within")) == [
        "no parent given, for one of the regions"
    ]
    not_listed = theil_inequality(table, places[:1])
    assert reasons(not_listed) == ["region not in the regions table, for one of the regions"]
    assert reasons(theil_inequality(long([[0], [0]]), places)) == ["no employment in the area"]


def test_an_unknown_background_is_named():
    with pytest.raises(UnknownName, match=r'CLW-N03 .*no background "popul".*population'):
        theil_inequality(activity(), regions(activity()), background="popul")


def test_reat_divides_a_weighted_mean_by_n_once_more():
    heads, per_head = reference.TOWN_JOBS, reference.TOWN_PRODUCTIVITY
    ours = one(MADE, TOWNS, variant="theil_l", value="output")
    mean = (heads * per_head).sum() / heads.sum()
    weighted = (heads / heads.sum() * np.log(mean / per_head)).sum()
    assert ours == pytest.approx(weighted, rel=1e-12)
    # theirs takes the unweighted mean of x besides, and a sixth of the sum
    theirs = reference.reat_theil(per_head, heads)
    unweighted_mean = (heads / heads.sum() * np.log(per_head.mean() / per_head)).sum()
    assert theirs == pytest.approx(unweighted_mean / 6, rel=1e-12)
    assert abs(theirs - ours) > 0.03


def test_a_study_needs_what_the_background_needs():
    places = TOWNS.drop(columns="population").assign(area_km2=reference.TOWN_JOBS)
    study = Study("towns", Path(), {"resources": []}, {"activity": MADE, "regions": places})
    for background in ("equal", "area", "employment"):
        found = measure("theil_inequality", study, value="output", background=background)
        expected = one(MADE, places, value="output", background=background)
        assert found["value"].item() == expected
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"population"'):
        measure("theil_inequality", study, value="output")
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"area_km2"'):
        no_areas = study.with_tables(regions=places.drop(columns="area_km2"))
        measure("theil_inequality", no_areas, background="area")
