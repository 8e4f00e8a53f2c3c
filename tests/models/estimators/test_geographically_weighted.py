"""Local coefficients: mgwr's values for Georgia, least squares by hand, known truth, refusals."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.errors import FormulaError, ParameterError
from workbench.models import fit
from workbench.models.estimators._local_regression import (
    corrected_criterion,
    distances,
    golden_section,
    local_fit,
    nearness,
)
from workbench.models.replications._bundled import bundled

GWR, MGWR = "geographically_weighted", "multiscale_geographically_weighted"
FORMULA = "PctBach ~ PctFB + PctBlack + PctRural"
COLUMNS = ["PctBach", "PctFB", "PctBlack", "PctRural"]
REFERENCE = json.loads(
    (Path(__file__).parents[2] / "reference" / "geographically_weighted.json").read_text("utf-8")
)
EVERY = 20  # the script writes every twentieth county
OUR_EARTH = 6371.0088 / 6371.0  # theirs is a little smaller


@pytest.fixture(scope="module")
def georgia():
    """159 counties (Fotheringham, Brunsdon and Charlton 2002)."""
    table = pd.read_csv(bundled("georgia", "GData_utm.csv"), dtype={"AreaKey": "str"})
    names = {"AreaKey": "region", "Longitud": "longitude", "Latitude": "latitude"}
    return table.rename(columns=names)


def told(found, name):
    [test] = [test for test in found.tests if test.name == name]
    return test


def some(found, column):
    """A column of the local table, places by terms, every twentieth place."""
    table = found.tables["local"]
    return table[column].to_numpy().reshape(found.n_used, -1)[::EVERY]


# mgwr's values (the script is beside them)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("adaptive", {}),
        ("adaptive 90", {"bandwidth": 90}),
        ("gaussian 80 km", {"bandwidth": 80.0 * OUR_EARTH, "kernel": "gaussian"}),
    ],
)
def test_georgia_as_mgwr_has_it(georgia, name, options):
    theirs = REFERENCE[name]
    found = fit(FORMULA, georgia, estimator=GWR, draws=0, **options)
    unit = "kilometres" if "kernel" in options else "nearest rows"
    width = theirs["bandwidth"] * (OUR_EARTH if "kernel" in options else 1)
    assert told(found, f"bandwidth, {unit}").statistic == pytest.approx(width)
    assert told(found, "AICc").statistic == pytest.approx(theirs["aicc"], rel=1e-9)
    trace = told(found, "effective number of coefficients").statistic
    assert trace == pytest.approx(theirs["trace"], rel=1e-9)
    np.testing.assert_allclose(some(found, "estimate"), theirs["estimates"], rtol=1e-7)
    np.testing.assert_allclose(some(found, "std_error"), theirs["std_errors"], rtol=1e-7)


def test_scales_of_georgia_as_mgwr_has_them(georgia):
    """At mgwr's bandwidths: both stop backfitting when fitted values move by less than 1e-5."""
    theirs = REFERENCE["multiscale"]
    terms = ["constant", *COLUMNS[1:]]
    scaled = georgia.assign(
        **{c: (georgia[c] - georgia[c].mean()) / georgia[c].std(ddof=0) for c in COLUMNS}
    )
    widths = dict(zip(terms, theirs["bandwidths"], strict=True))
    found = fit(FORMULA, scaled, estimator=MGWR, bandwidths=widths)
    effective = found.tables["bandwidths"]["effective_coefficients"]
    np.testing.assert_allclose(effective, theirs["effective"], rtol=1e-3)
    assert told(found, "AICc").statistic == pytest.approx(theirs["aicc"], abs=0.01)
    np.testing.assert_allclose(some(found, "estimate"), theirs["estimates"], atol=1e-3)
    np.testing.assert_allclose(some(found, "std_error"), theirs["std_errors"], rtol=1e-3)
    searched = fit(FORMULA, scaled, estimator=MGWR)
    assert told(searched, "AICc").statistic <= theirs["aicc"] + 0.01


# By hand


def test_each_place_is_a_weighted_regression():
    random = np.random.default_rng(1)
    x = np.column_stack([np.ones(30), random.normal(size=(30, 2)) * (1, 1e4)])
    y = random.normal(size=30)
    apart = distances(random.uniform(0, 5, 30), random.uniform(40, 45, 30))
    for kernel, width in (("bisquare", 14), ("gaussian", 150.0)):
        weights = nearness(apart, kernel, width)
        found = local_fit(y, x, weights)
        for i in range(30):
            root = np.sqrt(weights[i])
            by_hand = np.linalg.lstsq(x * root[:, None], y * root, rcond=None)[0]
            np.testing.assert_allclose(found.estimates[i], by_hand, rtol=1e-8)
        np.testing.assert_allclose(found.hat @ y, y - found.residuals, rtol=1e-9)
        turn = [np.linalg.inv(x.T * w @ x) @ (x.T * w) for w in weights]
        spread = [(matrix**2).sum(axis=1) for matrix in turn]
        np.testing.assert_allclose(found.spread, spread, rtol=1e-7)


def test_the_bisquare_holds_so_many_rows_and_the_gaussian_all():
    apart = distances(np.arange(12.0) ** 1.1, np.full(12, 50.0))
    assert ((nearness(apart, "bisquare", 5) > 0).sum(axis=1) == 5).all()
    one = nearness(apart, "gaussian", 100.0)
    assert (one.diagonal() == 1).all()
    assert one[0, 1] == pytest.approx(np.exp(-((apart[0, 1] / 100) ** 2) / 2))
    together = nearness(np.zeros((4, 4)), "bisquare", 3)
    assert (together == 1).all()


def test_kilometres_between_places():
    # a degree of latitude, and a quarter of the way around the equator
    found = distances(np.array([0.0, 0.0, 90.0]), np.array([0.0, 1.0, 0.0]))
    assert found[0, 1] == pytest.approx(np.pi / 180 * 6371.0088)
    assert found[0, 2] == pytest.approx(np.pi / 2 * 6371.0088)


def test_the_search_finds_the_lowest_point():
    for low in (0.0, 0.3, 7.7, 10.0):
        found, height = golden_section(lambda w, at=low: (w - at) ** 2, (0.0, 10.0), is_whole=False)
        assert found == pytest.approx(low, abs=0.02)
        assert height == pytest.approx(0, abs=1e-3)
    for low in (5, 17, 40):
        assert golden_section(lambda w, at=low: abs(w - at), (5.0, 40.0), is_whole=True) == (low, 0)


def test_one_line_for_all_is_the_limit_of_a_wide_kernel(georgia):
    found = fit(FORMULA, georgia, estimator=GWR, kernel="gaussian", bandwidth=1e7, draws=0)
    summary = found.tables["summary"]
    np.testing.assert_allclose(summary["median"], found.coefficients["estimate"], rtol=1e-6)
    plain = fit(FORMULA, georgia)
    pd.testing.assert_frame_equal(found.coefficients, plain.coefficients)
    everywhere = told(found, "AICc of one line for all").statistic
    assert told(found, "AICc").statistic == pytest.approx(everywhere)
    assert everywhere == pytest.approx(corrected_criterion(plain.residuals.to_numpy(), 4.0))


# Known truth


def country(seed, slope, side=14):
    """Places on a grid; the slope of x is a function of how far east they are (0 to 1)."""
    random = np.random.default_rng(seed)
    east, north = map(np.ravel, np.meshgrid(np.arange(side), np.arange(side)))
    x = random.normal(size=side**2)
    return pd.DataFrame(
        {
            "region": [f"r{i:03}" for i in range(side**2)],
            "longitude": east / 10,
            "latitude": 45 + north / 10,
            "x": x,
            "y": 1 + slope(east / side) * x + random.normal(size=side**2) / 2,
        }
    )


def test_a_slope_that_rises_to_the_east_is_found():
    table = country(1, lambda east: 2 * east)
    found = fit("y ~ x", table, estimator=GWR, draws=49)
    own = found.tables["local"].query("term == 'x'").set_index("region")["estimate"]
    truth = 2 * table.set_index("region")["longitude"] * 10 / 14
    assert np.sqrt(((own - truth) ** 2).mean()) < 0.2
    assert told(found, "x varies over space").p_value == pytest.approx(1 / 50)
    assert told(found, "constant varies over space").p_value > 0.05
    assert told(found, "AICc").statistic < told(found, "AICc of one line for all").statistic


def test_local_intervals_hold_a_slope_that_is_the_same_everywhere():
    """Coverage without the bias of smoothing: places share rows, so whole maps are averaged."""
    shares = []
    for seed in range(30):
        table = country(seed, lambda _: 1.0, side=9)
        found = fit("y ~ x", table, estimator=GWR, bandwidth=30, draws=0)
        own = found.tables["local"].query("term == 'x'")
        shares.append(((own["estimate"] - 1).abs() <= 1.99 * own["std_error"]).mean())
    assert abs(np.mean(shares) - 0.95) < 4 * np.std(shares) / np.sqrt(30)


def test_a_slope_that_is_the_same_everywhere_is_rarely_said_to_vary():
    tables = (country(seed, lambda _: 1.0, side=9) for seed in range(40))
    p_values = [
        told(
            fit("y ~ x", table, estimator=GWR, bandwidth=30, draws=19), "x varies over space"
        ).p_value
        for table in tables
    ]
    # 2 of 40 are expected; more than 7 have a chance of 1e-3
    assert sum(p <= 0.05 for p in p_values) <= 7


def test_each_term_has_its_own_scale():
    table = country(2, lambda east: np.sin(6 * east))
    found = fit("y ~ x", table, estimator=MGWR)
    rows = found.tables["bandwidths"]["nearest_rows"]
    assert rows["x"] < 80 < rows["constant"]
    own = found.tables["local"].query("term == 'x'")["estimate"].to_numpy()
    assert np.corrcoef(own, np.sin(6 * table["longitude"] * 10 / 14))[0, 1] > 0.9


def test_units_do_not_matter_to_scales():
    table = country(3, lambda east: np.sin(6 * east))
    other = table.assign(x=table["x"] * 1000 + 5, y=table["y"] * 0.01)
    first, again = (fit("y ~ x", t, estimator=MGWR) for t in (table, other))
    pd.testing.assert_frame_equal(first.tables["bandwidths"], again.tables["bandwidths"])
    slope = [f.tables["local"].query("term == 'x'")["estimate"] for f in (first, again)]
    np.testing.assert_allclose(slope[0] * 1e-5, slope[1], rtol=1e-7)


@pytest.mark.parametrize("estimator", [GWR, MGWR])
def test_the_order_of_the_rows_is_irrelevant(estimator):
    table = country(4, lambda east: east, side=8)
    mixed = table.sample(frac=1, random_state=1)
    first, again = (fit("y ~ x", t, estimator=estimator) for t in (table, mixed))
    keys = ["region", "term"]
    pd.testing.assert_frame_equal(
        first.tables["local"].sort_values(keys, ignore_index=True),
        again.tables["local"].sort_values(keys, ignore_index=True),
        rtol=1e-6,
    )
    assert [test.p_value for test in first.tests] == pytest.approx(
        [test.p_value for test in again.tests], nan_ok=True
    )
    assert list(again.residuals.index) == list(mixed.index)


# Refusals


def test_what_is_refused_and_why():
    table = country(5, lambda east: east, side=7)
    with pytest.raises(ParameterError, match=r"CLW-P07 .*kernel"):
        fit("y ~ x", table, estimator=GWR, kernel="square")
    with pytest.raises(ParameterError, match=r"CLW-P02 .*bandwidth"):
        fit("y ~ x", table, estimator=GWR, bandwidth="wide")
    for width in (3, 50, -1, True, np.inf):
        with pytest.raises(ParameterError, match=r"CLW-P05 .*bandwidth"):
            fit("y ~ x", table, estimator=GWR, bandwidth=width)
    for width in (0, -2.0, np.nan):
        with pytest.raises(ParameterError, match="CLW-P05"):
            fit("y ~ x", table, estimator=GWR, kernel="gaussian", bandwidth=width)
    blocks = table.assign(x=(table["longitude"] > 0.25).astype("float64"))
    with pytest.raises(FormulaError, match="CLW-F44"):
        fit("y ~ x", blocks, estimator=GWR, bandwidth=6)
    with pytest.raises(FormulaError, match=r"CLW-N04 .*longitude"):
        fit("y ~ x", table.drop(columns="longitude"), estimator=GWR)
    for draws in (-1, 1.5, True):
        with pytest.raises(ParameterError, match=r"CLW-P05 .*draws"):
            fit("y ~ x", table, estimator=GWR, draws=draws)
    for widths in ({"x": 20}, {"x": 20, "constant": 20, "z": 20}):
        with pytest.raises(ParameterError, match="CLW-P05"):
            fit("y ~ x", table, estimator=MGWR, bandwidths=widths)
    with pytest.raises(ParameterError, match="CLW-P05"):
        fit("y ~ x", table, estimator=MGWR, bandwidths={"x": 20, "constant": 500})


def test_rounds_that_do_not_come_to_rest_are_told():
    found = fit("y ~ x", country(6, lambda east: east, side=8), estimator=MGWR, rounds=1)
    assert any("did not come to rest" in note for note in found.warnings)


@pytest.mark.parametrize("estimator", [GWR, MGWR])
def test_more_rows_than_there_is_room_for_are_refused(estimator, monkeypatch):
    monkeypatch.setattr(f"workbench.models.estimators.{estimator}.MOST_ROWS", 48)
    with pytest.raises(FormulaError, match=r"CLW-F46 .*49 rows"):
        fit("y ~ x", country(5, lambda east: east, side=7), estimator=estimator)
