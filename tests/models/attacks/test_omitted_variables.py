"""Published numbers of Cinelli and Hazlett; Oster's formulas on data whose truth is known."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.models.attacks.shipped import asked
from workbench.errors import UnknownName
from workbench.models.attacks._unobserved import Classical, Movement, strength_of
from workbench.models.attacks.omitted_variables import omitted_variables
from workbench.models.specification import Specification

PLAIN = Specification("y ~ x + z + v", "x")
# Being directly harmed in Darfur and attitudes to peace, Cinelli and Hazlett (2020), table 1.
DARFUR = Classical(0.09731581928495639, 0.023256537809811156, 783)


def made(n=200):
    """The table on which PySensemakr 0.0.8 gave the numbers below (pandas 2.1, numpy 1.26)."""
    random = np.random.default_rng(0)
    t = pd.DataFrame(random.normal(size=(n, 3)), columns=["x", "z", "v"])
    t["x"] += 0.4 * t["z"] - 0.2 * t["v"]
    t["y"] = 0.3 * t["x"] + 0.5 * t["z"] + 0.3 * t["v"] + random.normal(size=n)
    return t


def test_darfur_as_published():
    assert DARFUR.estimate / DARFUR.std_error == pytest.approx(4.18, abs=0.005)
    assert DARFUR.robustness() == pytest.approx(0.139, abs=0.0005)
    assert DARFUR.robustness(level=0.05) == pytest.approx(0.076, abs=0.0005)
    assert DARFUR.partial_r_squared == pytest.approx(0.022, abs=0.0005)


@pytest.mark.parametrize(
    ("r2_term", "r2_outcome", "estimate", "error"),
    [
        (0.009164286675, 0.124640923036, 0.075220271214, 0.021873327744),
        (0.018328573350, 0.249324064200, 0.052915172384, 0.020350062078),
        (0.027492860025, 0.374050471038, 0.030396023464, 0.018670064817),
    ],
)
def test_darfur_as_strong_as_being_female(r2_term, r2_outcome, estimate, error):
    found = DARFUR.without(r2_term, r2_outcome)
    assert found.estimate == pytest.approx(estimate, rel=1e-9)
    assert found.std_error == pytest.approx(error, rel=1e-9)
    assert found.degrees == 782


def test_the_whole_way_as_pysensemakr():
    found = omitted_variables(made(), PLAIN, times=[1, 2])
    facts, rows = found.facts, found.table.set_index("label")
    assert facts["partial_r_squared"] == pytest.approx(0.04297975166218986, rel=1e-10)
    assert facts["robustness_value"] == pytest.approx(0.19065108533567923, rel=1e-10)
    assert facts["robustness_value_of_significance"] == pytest.approx(0.06823305428525, rel=1e-10)
    expected = {
        "1 x z": (0.145517185674, 0.225476792282, 0.015821393876, 0.067566605597),
        "2 x z": (0.291034371347, 0.474124952890, -0.227192340891, 0.061121674196),
        "1 x v": (0.082953205700, 0.116179874508, 0.108422895473, 0.069671112404),
        "2 x v": (0.165906411399, 0.235867543731, -0.004638176181, 0.067927163822),
    }
    for label, numbers in expected.items():
        ours = rows.loc[label, ["r2_term", "r2_outcome", "estimate", "std_error"]]
        np.testing.assert_allclose(ours.astype(float), numbers, rtol=1e-8, atol=1e-11)
    # the interval has one degree of freedom less than PySensemakr's: one more term was estimated
    high = 0.015821393876 + stats.t.ppf(0.975, 195) * 0.067566605597
    assert rows.loc["1 x z", "high"] == pytest.approx(high, rel=1e-9)
    assert found.survived is False  # as strong as z would do


def orthogonal(n, k, seed):
    """Columns of mean zero that are exactly uncorrelated in the sample."""
    raw = np.random.default_rng(seed).normal(size=(n, k))
    q, _ = np.linalg.qr(np.column_stack([np.ones(n), raw]))
    return q[:, 1:] * np.sqrt(n)


@pytest.mark.parametrize("effect", [0.0, 0.3, -0.5])
@pytest.mark.parametrize(("seen", "unseen"), [((0.6, 1.0), (0.4, 0.8)), ((0.5, 0.7), (0.3, -0.9))])
def test_oster_gives_back_the_truth_of_made_data(effect, seen, unseen):
    """y = effect x + w1 + w2 + e with w2 left out: its selection and the effect are known."""
    w1, w2, own, e = orthogonal(500, 4, 1).T
    x = seen[0] * w1 + unseen[0] * w2 + own
    y = effect * x + seen[1] * w1 + unseen[1] * w2 + e
    table = pd.DataFrame({"x": x, "w": w1, "y": y})
    # delta: cov(x, W2) / var(W2) over cov(x, W1) / var(W1), with W the parts of the outcome
    delta = (unseen[0] / unseen[1]) / (seen[0] / seen[1])
    largest = 1 - e.var() / y.var()
    found = omitted_variables(table, Specification("y ~ x + w", "x"))
    r_squared = found.facts["largest_r_squared"] / 1.3
    factor = largest / r_squared
    again = omitted_variables(table, Specification("y ~ x + w", "x"), r_squared_factor=factor)
    moved = _movement(table)
    assert again.facts["largest_r_squared"] == pytest.approx(largest)
    assert moved.delta(largest, effect) == pytest.approx(delta, rel=1e-8)
    assert again.facts["delta"] == pytest.approx(moved.delta(largest), rel=1e-8)
    if delta > 0:
        assert moved.adjusted(largest, delta) == pytest.approx(effect, abs=1e-8)


def _movement(table):
    """The numbers of Oster's formulas by numpy."""
    x, w, y = (table[n] - table[n].mean() for n in "xwy")
    left = x - w * (x @ w) / (w @ w)
    short, controlled = (x @ y) / (x @ x), (left @ y) / (left @ left)
    full = np.linalg.lstsq(np.column_stack([x, w]), y)[0]
    residual = y - np.column_stack([x, w]) @ full
    r_squareds = short**2 * (x @ x) / (y @ y), 1 - (residual @ residual) / (y @ y)
    variances = (column @ column / len(x) for column in (y, x, left))
    return Movement(short, controlled, *r_squareds, *variances)


def test_delta_and_adjusted_effect_undo_each_other():
    moved = Movement(1.2, 1.0, 0.3, 0.5, 2.0, 1.5, 1.1)
    for delta in (0.3, 0.5, 1.0):
        effect = moved.adjusted(0.7, delta)
        assert moved.delta(0.7, effect) == pytest.approx(delta, rel=1e-9)


def test_what_is_kept_is_partialled_out():
    table = made()
    kept = omitted_variables(table, PLAIN, kept=["z"]).facts
    z = np.column_stack([np.ones(len(table)), table["z"]])
    net = table[["x", "v", "y"]] - z @ np.linalg.lstsq(z, table[["x", "v", "y"]].to_numpy())[0]
    same = omitted_variables(net, Specification("y ~ x + v", "x")).facts
    for name in ("delta", "adjusted_effect", "largest_r_squared", "short_estimate"):
        assert kept[name] == pytest.approx(same[name], rel=1e-8), name
    groups = table.assign(group=np.arange(200) % 7)
    inside = groups[["x", "v", "y"]] - groups.groupby("group")[["x", "v", "y"]].transform("mean")
    absorbed = Specification("y ~ x + v | group", "x")
    ours = omitted_variables(groups, absorbed, kept=["group"]).facts
    theirs = omitted_variables(inside, Specification("y ~ x + v", "x")).facts
    assert ours["delta"] == pytest.approx(theirs["delta"], rel=1e-8)


def test_something_left_out_is_found_and_an_honest_effect_survives():
    random = np.random.default_rng(4)
    ability, noise, own = random.normal(size=(3, 400))
    seen = ability + random.normal(size=400)
    table = pd.DataFrame({"x": ability + own, "z": seen, "y": ability + noise})
    asked_for = Specification("y ~ x + z", "x")
    found = omitted_variables(table, asked_for)
    assert found.survived is False  # there is no effect: ability does all
    honest = pd.DataFrame({"x": own + 0.3 * ability, "z": ability})
    honest["y"] = honest["x"] + 0.5 * ability + noise
    assert omitted_variables(honest, asked_for).survived is True


def test_nothing_can_be_stronger_than_all():
    assert np.isnan(strength_of(0.6, 0.1, 1)[0])
    assert strength_of(0.45, 0.9, 1)[1] == 1.0
    assert Classical(0.001, 1.0, 100).robustness(level=0.05) == 0.0


def test_what_cannot_be_done_is_told():
    table = made()
    assert "no controls" in omitted_variables(table, Specification("y ~ x", "x")).undone
    squared = Specification("y ~ x^2 + z", "x")
    assert "x is no single term" in omitted_variables(table, squared).undone
    other = Specification("y ~ x + z", "x", estimator="poisson")
    assert "least squares" in omitted_variables(table.abs(), other).undone
    with pytest.raises(UnknownName, match=r'CLW-F04 .*"zz"; nearest: z'):
        omitted_variables(table, PLAIN, kept=["zz"])
    none = made().assign(y=np.random.default_rng(1).normal(size=200))
    assert omitted_variables(none, PLAIN).survived is None


def test_on_shipped_studies():
    _, china, model = asked("china_prefectures")
    found = omitted_variables(china, model)
    assert found.survived is False
    assert "1 x log(population_density)" in set(found.table["label"])
    assert found.table["undefined"].notna().any()
    _, cells, model = asked("us_metro_clusters")
    found = omitted_variables(cells, model)
    assert found.survived is True
    assert found.table["label"].tolist() == ["as fitted", "Oster, delta 1"]
    # the classical t of a fit with fixed effects is the fit's own
    classical = model.fit(cells, cluster=None, options={"standard_errors": "classical"})
    term = classical.term("location_quotient")
    assert found.table["std_error"].iloc[0] == pytest.approx(term["std_error"], rel=1e-6)
