"""Mediation: identities of least squares, known truth, three intervals, sensitivity."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.models.estimators.made import is_plausible
from workbench.errors import FormulaError, ParameterError, UnknownName
from workbench.models import fit
from workbench.models.design import Design
from workbench.models.estimators import Errors
from workbench.models.estimators.mediation import mediation


def firms(seed: int = 0, *, groups: int = 40, size: int = 8, hidden: float = 0.0) -> pd.DataFrame:
    """t moves m by 0.5 and y by 0.2, m moves y by 0.4; `hidden` moves both m and y."""
    random = np.random.default_rng(seed)
    n = groups * size
    table = pd.DataFrame({"place": np.repeat(np.arange(groups), size)})
    own = random.normal(size=groups)[table["place"]]
    table["x"], table["t"] = random.normal(size=n), random.normal(size=n) + own
    unseen = hidden * random.normal(size=n)
    table["m"] = 0.5 * table["t"] + 0.3 * table["x"] + unseen + random.normal(size=n)
    table["y"] = 0.4 * table["m"] + 0.2 * table["t"] + unseen + random.normal(size=n)
    return table


def drawn(seed: int, effect: float, n: int = 150) -> Design:
    """One draw with indirect effect `effect` * 0.4."""
    random = np.random.default_rng(seed)
    t, first, second = random.normal(size=(3, n))
    m = effect * t + first
    y = 0.4 * m + 0.2 * t + second
    empty = pd.DataFrame(index=pd.RangeIndex(n))
    terms = pd.DataFrame({"constant": 1.0, "t": t})
    return Design(pd.Series(y, name="y"), terms, empty, None, empty, also=pd.DataFrame({"m": m}))


@pytest.mark.parametrize("effects", ["", " | place"])
def test_parts_add_up_to_the_coefficient_without_the_mediator(effects):
    table = firms()
    found = fit(f"y ~ t + x{effects}", table, estimator="mediation", mediator="m")
    parts = found.coefficients["estimate"]
    whole = fit(f"y ~ t + x{effects}", table)
    with_mediator = fit(f"y ~ m + t + x{effects}", table)
    first = fit(f"m ~ t + x{effects}", table)
    assert parts["total"] == pytest.approx(whole.term("t")["estimate"], rel=1e-9)
    assert parts["direct"] == pytest.approx(with_mediator.term("t")["estimate"], rel=1e-9)
    product = first.term("t")["estimate"] * with_mediator.term("m")["estimate"]
    assert parts["indirect"] == pytest.approx(product, rel=1e-9)
    np.testing.assert_allclose(found.residuals, with_mediator.residuals, atol=1e-9)
    assert found.tables["equations"].loc["t", "mediator"] == pytest.approx(
        first.term("t")["estimate"]
    )


def test_errors_of_direct_and_total_effects_are_those_of_their_regressions():
    """To the small-sample factor of one coefficient more."""
    table = firms()
    found = fit(
        "y ~ t + x", table, estimator="mediation", mediator="m", interval="delta", cluster="place"
    )
    direct = fit("y ~ m + t + x", table, cluster="place").term("t")
    total = fit("y ~ t + x", table, cluster="place").term("t")
    error = found.coefficients["std_error"]
    assert error["direct"] == pytest.approx(direct["std_error"], rel=1e-9)
    assert error["total"] == pytest.approx(total["std_error"], rel=0.005)


@pytest.mark.parametrize("cluster", [None, "place"])
def test_three_intervals_agree(cluster):
    table = firms()
    found = {
        name: fit(
            "y ~ t + x",
            table,
            estimator="mediation",
            mediator="m",
            interval=name,
            cluster=cluster,
        ).coefficients
        for name in ("quasi_bayesian", "delta", "bootstrap")
    }
    for name in ("quasi_bayesian", "bootstrap"):
        ratio = found[name]["std_error"] / found["delta"]["std_error"]
        assert ratio.between(0.85, 1.15).all()
        assert (found[name]["estimate"] == found["delta"]["estimate"]).all()


@pytest.mark.parametrize(("effect", "interval"), [(0.5, "quasi_bayesian"), (0.5, "bootstrap"),
                                                  (0.0, "quasi_bayesian")])  # fmt: skip
def test_truth_is_recovered(effect, interval):
    truth = 0.4 * effect
    lines = pd.DataFrame(
        [
            mediation(
                drawn(seed, effect), Errors("robust"), mediator="m", interval=interval, draws=400
            ).coefficients.loc["indirect"]
            for seed in range(60)
        ]
    )
    assert lines["estimate"].mean() == pytest.approx(truth, abs=0.02)
    covered = int(((lines["low"] <= truth) & (truth <= lines["high"])).sum())
    assert is_plausible(covered, 60, 0.95)
    assert is_plausible(int((lines["p_value"] < 0.05).sum()), 60, 0.05) == (effect == 0)


def test_the_correlation_at_which_it_vanishes_undoes_a_hidden_cause():
    """A hidden cause of both, of variance 1 as their own errors, correlates them by one half
    once the mediator is in both: with that correlation the table gives the truth, 0.2."""
    table = firms(3, groups=500, hidden=1.0)
    found = fit("y ~ t + x", table, estimator="mediation", mediator="m")
    assert found.term("indirect")["estimate"] > 0.35
    corrected = found.tables["sensitivity"].loc[0.5]
    assert corrected["indirect"] == pytest.approx(0.2, abs=0.04)
    assert corrected["low"] < 0.2 < corrected["high"]


def test_sensitivity_passes_through_the_estimate_and_through_zero():
    found = fit("y ~ t + x", firms(), estimator="mediation", mediator="m")
    path = found.tables["sensitivity"]["indirect"]
    assert path.loc[0.0] == pytest.approx(found.term("indirect")["estimate"], rel=1e-9)
    vanishes = {test.name: test.statistic for test in found.tests}[
        "correlation of errors at which the indirect effect vanishes"
    ]
    sides = path.index < vanishes
    assert (path[sides] > 0).all()
    assert (path[~sides] <= 0).all()


def test_order_of_rows_does_not_matter_with_clusters():
    table = firms()
    asked = {"estimator": "mediation", "mediator": "m", "interval": "bootstrap", "cluster": "place"}
    one = fit("y ~ t", table, **asked)
    two = fit("y ~ t", table.sample(frac=1, random_state=1), **asked)
    pd.testing.assert_frame_equal(one.coefficients, two.coefficients, rtol=1e-8)
    assert fit("y ~ t", table, **asked, seed=1).term("total")["low"] != one.term("total")["low"]


def test_what_is_missing_or_strange_is_told():
    table = firms().assign(kind="a")
    with pytest.raises(FormulaError, match="treatment and a mediator"):
        fit("y ~ t", table, estimator="mediation")
    with pytest.raises(FormulaError, match="holds text"):
        fit("y ~ t", table, estimator="mediation", mediator="kind")
    with pytest.raises(FormulaError, match='no term "z"'):
        fit("y ~ t", table, estimator="mediation", mediator="m", treatment="z")
    with pytest.raises((ParameterError, UnknownName), match="bayes"):
        fit("y ~ t", table, estimator="mediation", mediator="m", interval="bayes")
    with pytest.raises(FormulaError, match="exact combination"):
        fit("y ~ t + m", table, estimator="mediation", mediator="m")
