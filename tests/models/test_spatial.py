"""Moran's I: esda's own value on a lattice, p values that can be repeated, refusals with names."""

from __future__ import annotations

import math

import geopandas
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.graph import Graph
from shapely.geometry import Polygon, box

from workbench.errors import StudyError
from workbench.models import moran, moran_in_words

SIDE = 6


def lattice(side: int = SIDE) -> geopandas.GeoDataFrame:
    """Squares beside each other, named by row and column."""
    codes = [f"{i}{j}" for i in range(side) for j in range(side)]
    shapes = [box(j, i, j + 1, i + 1) for i in range(side) for j in range(side)]
    return geopandas.GeoDataFrame({"region": codes}, geometry=shapes, crs="EPSG:4326")


def points(outlines: geopandas.GeoDataFrame) -> pd.DataFrame:
    """The middle of each square as a table of regions."""
    bounds = outlines.bounds
    return pd.DataFrame(
        {
            "region": outlines["region"],
            "longitude": (bounds["minx"] + bounds["maxx"]) / 2,
            "latitude": (bounds["miny"] + bounds["maxy"]) / 2,
        }
    )


OUTLINES = lattice()
REGIONS = points(OUTLINES)


@pytest.fixture
def values():
    """A slope over the lattice, with noise."""
    random = np.random.default_rng(7)
    slope = np.add.outer(np.arange(SIDE), np.arange(SIDE)).ravel()
    return pd.Series(slope + random.normal(0, 2, SIDE**2), OUTLINES["region"].to_numpy())


def problem_of(*arguments, **options):
    with pytest.raises(StudyError) as caught:
        moran(*arguments, seed=1, **options)
    [problem] = caught.value.problems
    return problem


def by_hand(values: pd.Series, neighbours: dict[str, list[str]]) -> float:
    """Moran's I from its definition, each region's neighbours weighing 1 together."""
    centred = values - values.mean()
    lags = pd.Series({r: centred[list(own)].mean() for r, own in neighbours.items()})
    return float((centred * lags).sum() / (centred**2).sum())


def queen(codes) -> dict[str, list[str]]:
    """Squares that share a side or a corner."""
    return {
        a: [b for b in codes if a != b and max(abs(int(a[0]) - int(b[0])), abs(int(a[1]) - int(b[1]))) == 1]
        for a in codes
    }  # fmt: skip


# The value


def test_the_statistic_is_the_definition_on_squares_that_touch(values):
    found = moran(values, REGIONS, OUTLINES, seed=1)
    assert found.statistic == pytest.approx(by_hand(values, queen(values.index)), abs=1e-12)
    assert found.expected == pytest.approx(-1 / 35)
    assert found.n_regions == 36
    assert found.neighbours == "neighbours touch"
    assert found.islands == ()


def test_statistic_and_z_are_those_of_esda(values):
    from esda.moran import Moran as Theirs

    weights = Graph.build_contiguity(OUTLINES.set_index("region"), rook=False).transform("r")
    theirs = Theirs(values.loc[list(weights.unique_ids)].to_numpy(), weights.to_W(), permutations=0)
    found = moran(values, REGIONS, OUTLINES, seed=1)
    assert found.statistic == pytest.approx(theirs.I, abs=1e-12)
    assert found.z_score == pytest.approx(theirs.z_rand, abs=1e-9)
    assert found.expected == pytest.approx(theirs.EI)


def test_neighbours_on_a_chessboard_are_unlike():
    board = pd.Series(
        [(-1.0) ** (int(code[0]) + int(code[1])) for code in OUTLINES["region"]],
        OUTLINES["region"].to_numpy(),
    )
    found = moran(board, REGIONS, OUTLINES, seed=1)
    assert found.statistic == pytest.approx(by_hand(board, queen(board.index)))
    assert found.statistic < found.expected


@settings(max_examples=8)
@given(st.floats(1e-6, 1e6), st.floats(-1e6, 1e6))
def test_units_of_the_values_do_not_matter(scale, shift):
    base = pd.Series(np.random.default_rng(3).normal(size=36), OUTLINES["region"].to_numpy())
    one = moran(base, REGIONS, OUTLINES, seed=2, permutations=99)
    other = moran(base * scale + shift, REGIONS, OUTLINES, seed=2, permutations=99)
    assert other.statistic == pytest.approx(one.statistic, rel=1e-5, abs=1e-7)
    assert other.p_value == pytest.approx(one.p_value, abs=0.011)


# The p value


def test_the_same_seed_gives_the_same_p_and_another_seed_another(values):
    flat = values.sample(frac=1, random_state=0).set_axis(values.index)
    first = [moran(flat, REGIONS, OUTLINES, seed=s).p_value for s in (1, 1, 2, 3, 4)]
    assert first[0] == first[1]
    assert len(set(first)) > 1
    assert max(first) - min(first) < 0.1


def test_the_global_generator_is_left_alone(values):
    np.random.seed(5)  # noqa: NPY002
    before = np.random.get_state()[1].copy()  # noqa: NPY002
    moran(values, REGIONS, OUTLINES, seed=1)
    assert (np.random.get_state()[1] == before).all()  # noqa: NPY002


def test_a_slope_is_no_chance_and_noise_is(values):
    assert moran(values, REGIONS, OUTLINES, seed=1).p_value == pytest.approx(0.001)
    random = np.random.default_rng(0)
    p_values = [
        moran(
            pd.Series(random.normal(size=36), values.index), REGIONS, OUTLINES,
            seed=s, permutations=199,
        ).p_value
        for s in range(40)
    ]  # fmt: skip
    assert 0.3 < np.mean(p_values) < 0.7
    assert np.mean(np.array(p_values) <= 0.05) < 0.2


def test_p_is_the_share_of_all_orders_at_least_as_far():
    """Four squares in a row have 24 orders: the shuffles come close to their exact share."""
    from itertools import permutations

    row = OUTLINES.iloc[:4]
    four = pd.Series([1.0, 2.0, 4.0, 9.0], row["region"].to_numpy())
    chain = {"00": ["01"], "01": ["00", "02"], "02": ["01", "03"], "03": ["02"]}
    observed = by_hand(four, chain)
    all_orders = [by_hand(four.set_axis(list(order)), chain) for order in permutations(four.index)]
    exact = np.mean([abs(i + 1 / 3) >= abs(observed + 1 / 3) - 1e-12 for i in all_orders])
    found = moran(four, REGIONS, row, seed=1, permutations=4999)
    assert found.statistic == pytest.approx(observed)
    assert found.p_value == pytest.approx(exact, abs=0.03)


@pytest.mark.parametrize("with_outlines", [True, False])
def test_the_order_of_the_rows_is_irrelevant(values, with_outlines):
    outlines = OUTLINES if with_outlines else None
    first = moran(values, REGIONS, outlines, seed=1)
    for seed in range(3):
        order = np.random.default_rng(seed).permutation(36)
        shuffled = OUTLINES.iloc[order[::-1]] if with_outlines else None
        again = moran(values.iloc[order], REGIONS.iloc[order], shuffled, seed=1)
        assert again.statistic == pytest.approx(first.statistic, abs=1e-12)
        assert again.p_value == first.p_value


# Neighbours


def test_islands_are_named_and_left_out(values):
    far = geopandas.GeoDataFrame(
        {"region": ["99"]}, geometry=[box(50, 50, 51, 51)], crs="EPSG:4326"
    )
    outlines = pd.concat([OUTLINES, far], ignore_index=True)
    more = pd.concat([values, pd.Series({"99": 1_000.0})])
    found = moran(more, REGIONS, outlines, seed=1)
    assert found.islands == ("99",)
    assert found.statistic == moran(values, REGIONS, OUTLINES, seed=1).statistic
    assert "1 regions without a neighbour left out" in repr(found)


def test_outlines_of_other_regions_do_not_take_part(values):
    part = values.iloc[:18]
    found = moran(part, REGIONS, OUTLINES, seed=1)
    assert found.n_regions == 18
    assert found.statistic == pytest.approx(by_hand(part, queen(part.index)))


def test_without_outlines_the_six_nearest_points_are_neighbours(values):
    found = moran(values, REGIONS, seed=1)
    assert found.neighbours == "the 6 nearest regions are neighbours"
    place = REGIONS.set_index("region")[["longitude", "latitude"]]

    def arc(a, b):
        """The distance on a sphere (haversine)."""
        (x1, y1), (x2, y2) = np.radians(place.loc[a]), np.radians(place.loc[b])
        half = (
            math.sin((y2 - y1) / 2) ** 2
            + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
        )
        return math.asin(math.sqrt(half))  # fmt: skip

    # ties on the lattice are broken by a nudge
    nudged = REGIONS.assign(longitude=REGIONS["longitude"] + np.linspace(0, 0.1, 36) ** 2)
    place = nudged.set_index("region")[["longitude", "latitude"]]
    six = {
        a: sorted((b for b in place.index if b != a), key=lambda b: arc(a, b))[:6]
        for a in place.index
    }
    found = moran(values, nudged, seed=1)
    assert found.statistic == pytest.approx(by_hand(values, six), abs=1e-12)


def test_a_region_without_an_outline_means_points_for_all(values):
    for fewer in (OUTLINES.iloc[1:], _emptied(OUTLINES)):
        found = moran(values, REGIONS, fewer, seed=1)
        assert found.neighbours == "the 6 nearest regions are neighbours"


def _emptied(outlines):
    shapes = outlines.geometry.copy()
    shapes.iloc[0] = Polygon()
    return outlines.set_geometry(shapes)


@pytest.mark.parametrize(("count", "nearest"), [(4, 1), (5, 2), (7, 3), (13, 6), (14, 6)])
def test_few_points_have_few_neighbours(values, count, nearest):
    found = moran(values.iloc[:count], REGIONS, seed=1)
    assert found.neighbours == f"the {nearest} nearest regions are neighbours"
    assert np.isfinite(found.z_score)


def test_points_in_one_place_are_no_reason_to_stop(values):
    same = REGIONS.assign(longitude=120.0, latitude=30.0)
    assert np.isfinite(moran(values, same, seed=1).statistic)


# Refusals


def test_a_missing_value_is_refused_with_the_region(values):
    values.iloc[[4, 9]] = np.nan
    problem = problem_of(values, REGIONS, OUTLINES)
    assert (problem.code, problem.value, problem.more) == ("CLW-G20", values.index[4], 1)


def test_an_infinite_value_is_refused(values):
    values.iloc[4] = np.inf
    assert problem_of(values, REGIONS, OUTLINES).code == "CLW-G20"


def test_a_constant_is_refused(values):
    problem = problem_of(values * 0 + 3.5, REGIONS, OUTLINES)
    assert (problem.code, problem.value) == ("CLW-G21", "3.5")


def test_a_constant_among_those_with_neighbours_is_refused(values):
    far = geopandas.GeoDataFrame(
        {"region": ["99"]}, geometry=[box(50, 50, 51, 51)], crs="EPSG:4326"
    )
    outlines = pd.concat([OUTLINES, far], ignore_index=True)
    more = pd.concat([values * 0, pd.Series({"99": 5.0})])
    assert problem_of(more, REGIONS, outlines).code == "CLW-G21"


def test_too_few_regions(values):
    assert problem_of(values.iloc[:3], REGIONS, OUTLINES).code == "CLW-G22"
    apart = values.loc[["00", "01", "02", "33", "55"]]
    assert problem_of(apart, REGIONS, OUTLINES).value == "3"
    assert moran(values.iloc[:4], REGIONS, OUTLINES, seed=1).n_regions == 4


def test_a_region_twice_is_refused(values):
    problem = problem_of(pd.concat([values, values.iloc[[3]]]), REGIONS, OUTLINES)
    assert (problem.code, problem.value) == ("CLW-T26", values.index[3])
    assert problem.message == "a region is there twice"


def test_a_region_that_lies_nowhere_is_refused(values):
    columns = REGIONS.drop(columns="latitude")
    assert problem_of(values, columns).code == "CLW-G23"
    some = REGIONS.assign(latitude=REGIONS["latitude"].where(REGIONS["region"] != "11"))
    problem = problem_of(values, some)
    assert problem.message.startswith("a region has neither an outline nor coordinates")
    assert (problem.value, problem.more) == ("11", 0)
    assert problem_of(values, REGIONS.iloc[1:]).value == "00"


def test_what_was_found_in_words(values):
    words = moran_in_words(values, REGIONS, OUTLINES, seed=1)
    assert words.startswith("Moran's I = 0.")
    assert "36 regions, neighbours touch" in words
    assert "resemble each other more than by chance" in words
    stripes = pd.Series(np.tile([0.0, 0.0, 0.0, 5.0, 5.0, 5.0], 6), values.index)
    assert "resemble each other" in moran_in_words(stripes, REGIONS, OUTLINES, seed=1)
    missing = values.where(values.index != "00")
    words = moran_in_words(missing, REGIONS, OUTLINES, seed=1)
    assert words == "Moran's I was not computed: Moran's I needs a value in every region."


def test_unlike_neighbours_in_words():
    chain = geopandas.GeoDataFrame(
        {"region": [f"r{i:02}" for i in range(30)]},
        geometry=[box(i, 0, i + 1, 1) for i in range(30)],
        crs="EPSG:4326",
    )
    board = pd.Series(np.tile([1.0, -1.0], 15), chain["region"].to_numpy())
    words = moran_in_words(board, points(chain), chain, seed=1)
    assert "neighbours differ from each other more than by chance" in words


def test_noise_in_words(values):
    flat = values.sample(frac=1, random_state=2).set_axis(values.index)
    assert moran(flat, REGIONS, OUTLINES, seed=1).p_value > 0.05
    words = moran_in_words(flat, REGIONS, OUTLINES, seed=1)
    assert words.endswith("neighbours do not resemble each other more than by chance.")
