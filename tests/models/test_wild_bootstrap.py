"""The wild cluster bootstrap beside a loop of refits; its size where clustering fails."""

from __future__ import annotations

from itertools import product

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.errors import ParameterError
from workbench.models.wild_bootstrap import SIGNS, WEBB, Projected, wild_bootstrap


def grouped(n_groups, seed=0, size=6, slope=0.0):
    """Rows in groups; the regressor and part of the error are the group's."""
    random = np.random.default_rng(seed)
    number = np.repeat(np.arange(n_groups), size)
    own = random.lognormal(0, 0.8, n_groups)
    table = pd.DataFrame(
        {"g": number, "x": own[number], "time": np.tile(np.arange(size), n_groups)}
    )
    table["z"] = random.normal(size=len(table)) + own[number]
    error = random.normal(size=n_groups)[number] + random.normal(size=len(table))
    return table.assign(y=1 + slope * table["x"] + error)


def t_by_hand(outcome, exog, number, place, value):
    """The clustered t statistic of one coefficient, without small-sample factors."""
    slopes = np.linalg.pinv(exog) @ outcome
    scores = exog * (outcome - exog @ slopes)[:, None]
    sums = np.array([scores[number == g].sum(axis=0) for g in np.unique(number)])
    bread = np.linalg.pinv(exog.T @ exog)
    return (slopes[place] - value) / np.sqrt((bread @ sums.T @ sums @ bread)[place, place])


def p_by_hand(outcome, exog, number, place, value, points):
    """Every pattern, each with a refit."""
    others = np.delete(exog, place, axis=1)
    moved = outcome - value * exog[:, place]
    fitted = others @ (np.linalg.pinv(others) @ moved)
    left = moved - fitted
    observed = abs(t_by_hand(outcome, exog, number, place, value))
    turned = [
        abs(
            t_by_hand(
                fitted + value * exog[:, place] + np.array(v)[number] * left,
                exog,
                number,
                place,
                value,
            )
        )
        for v in product(points, repeat=len(np.unique(number)))
    ]
    return np.mean(np.array(turned) >= observed * (1 - 1e-9))


@pytest.mark.parametrize(("n_groups", "points"), [(3, WEBB), (10, SIGNS)])
def test_all_patterns_beside_a_loop_of_refits(n_groups, points):
    table = grouped(n_groups, slope=0.8)
    exog = np.column_stack([np.ones(len(table)), table["x"], table["z"]])
    fit = wb.fit("y ~ x + z", table, cluster="g", standard_errors="wild")
    for place, term in enumerate(["constant", "x", "z"]):
        expected = p_by_hand(table["y"].to_numpy(), exog, table["g"].to_numpy(), place, 0, points)
        assert fit.coefficients.loc[term, "p_value"] == pytest.approx(expected, abs=1e-12)


def test_fixed_effects_and_weights_beside_a_loop_of_refits():
    table = grouped(10, size=4).assign(w=lambda t: 1 + t["time"] % 3)
    root = np.sqrt(table["w"].to_numpy())
    exog = np.column_stack([table["z"], pd.get_dummies(table["time"], dtype="float64")])
    exog = exog * root[:, None]
    outcome = table["y"].to_numpy() * root
    fit = wb.fit("y ~ z | time", table, cluster="g", standard_errors="wild", weights="w")
    expected = p_by_hand(outcome, exog, table["g"].to_numpy(), 0, 0, SIGNS)
    assert fit.term("z")["p_value"] == pytest.approx(expected, abs=1e-12)
    low, high = fit.term("z")[["low", "high"]]
    inside, outside = low + 1e-6, low - 1e-6
    assert p_by_hand(outcome, exog, table["g"].to_numpy(), 0, inside, SIGNS) > 0.05
    assert p_by_hand(outcome, exog, table["g"].to_numpy(), 0, outside, SIGNS) <= 0.05
    assert low < fit.term("z")["estimate"] < high


def test_the_rest_of_the_table_is_that_of_clustering():
    table = grouped(15)
    wild = wb.fit("y ~ x", table, cluster="g", standard_errors="wild", draws=199)
    plain = wb.fit("y ~ x", table, cluster="g")
    same = ["estimate", "std_error", "statistic"]
    pd.testing.assert_frame_equal(wild.coefficients[same], plain.coefficients[same])
    assert list(wild.coefficients) == list(plain.coefficients)
    assert wild.standard_errors == "wild bootstrap by g (15 groups)"
    assert (wild.coefficients["p_value"] != plain.coefficients["p_value"]).all()


def test_one_seed_gives_one_answer_whatever_the_order_of_the_rows():
    table = grouped(15, slope=0.5)
    shuffled = table.sample(frac=1, random_state=1)
    options = {"cluster": "g", "standard_errors": "wild", "draws": 199}
    one, other = (wb.fit("y ~ x", t, **options).coefficients for t in (table, shuffled))
    pd.testing.assert_frame_equal(one, other, rtol=1e-9)
    third = wb.fit("y ~ x", table, **options, seed=1).coefficients
    assert not np.allclose(one["low"], third["low"], rtol=1e-9)


def test_webbs_points_have_mean_nought_and_variance_one():
    assert np.mean(WEBB) == pytest.approx(0)
    assert np.mean(np.square(WEBB)) == pytest.approx(1)


def test_two_groups_that_show_nothing_leave_the_ends_open():
    """Of Webb's 36 patterns and their mirrors none is so rare that anything could be refused."""
    fit = wb.fit("y ~ z", grouped(2), cluster="g", standard_errors="wild")
    assert fit.term("z")["p_value"] > 0.05
    assert fit.term("z")["low"] == -np.inf
    assert fit.term("z")["high"] == np.inf


@pytest.mark.parametrize("draws", [98, 0])
def test_too_few_draws_are_refused(draws):
    with pytest.raises(ParameterError, match="so few draws") as caught:
        wb.fit("y ~ x", grouped(5), cluster="g", standard_errors="wild", draws=draws)
    assert caught.value.problems[0].code == "CLW-P04"


def centred(columns):
    """Columns net of a constant."""
    return columns - columns.mean(axis=0)


def refusals(samples):
    """Shares of samples without an effect that plain clustering and the bootstrap refuse."""
    number = np.repeat(np.arange(10), [4] * 5 + [8] * 5)
    plain = wild = inside = 0
    for seed in range(samples):
        random = np.random.default_rng(seed)
        x = centred(random.normal(size=10)[number])
        y = centred(random.normal(size=10)[number] + random.normal(size=60))
        model = Projected(x[:, None], y, centred, number)
        found = wild_bootstrap(model, pd.Index(["x"])).loc["x"]
        wild += found["p_value"] <= 0.05
        inside += found["low"] <= 0 <= found["high"]
        t = t_by_hand(y, x[:, None], number, 0, 0) / np.sqrt(10 / 9 * 59 / 58)
        plain += abs(t) > 2.262157  # Student, 9 degrees, 97.5 %
    return plain / samples, wild / samples, inside / samples


def test_size_where_plain_clustering_refuses_too_often():
    """Ten groups of two sizes, a regressor of the group, no effect.

    Of 300 samples a test of true size 5 % refuses 2.5 to 7.5 % in 95 of 100 such trials.
    """
    plain, wild, inside = refusals(300)
    assert plain > 0.075
    assert 0.025 <= wild <= 0.075
    assert inside >= 0.925
