"""Power, sign and size errors: the published example, integrals, and what a design survives."""

import numpy as np
import pandas as pd
import pytest
from scipy import integrate, stats

from tests.models.attacks.shipped import asked
from workbench.errors import ParameterError
from workbench.models.attacks.power import design_errors, power, smallest_detectable
from workbench.models.specification import Specification

PLAIN = Specification("y ~ x", "x")


def made(n=100, slope=1.0):
    x, noise = np.random.default_rng(0).normal(size=(2, n))
    return pd.DataFrame({"x": x, "y": slope * x + noise})


def test_the_published_examples():
    """Gelman and Carlin (2014): 0.1 with error 3.28; 2 with error 8.1."""
    first, second = design_errors(0.1, 3.28, np.inf), design_errors(2, 8.1, np.inf)
    assert first["power"] == pytest.approx(0.05, abs=0.005)
    assert first["sign_error"] == pytest.approx(0.46, abs=0.005)
    assert first["exaggeration"] == pytest.approx(77, abs=1)
    assert second["power"] == pytest.approx(0.06, abs=0.005)
    assert second["sign_error"] == pytest.approx(0.24, abs=0.005)
    assert second["exaggeration"] == pytest.approx(9.7, abs=0.3)


@pytest.mark.parametrize("degrees", [5, 23, 400])
@pytest.mark.parametrize("effect", [0.3, 1.0, 4.0])
def test_by_integration(effect, degrees):
    error = 0.8
    t = stats.t(degrees)
    critical = t.ppf(0.975) * error

    def over(function):
        def value(x):
            return function(x) * t.pdf((x - effect) / error) / error

        up = integrate.quad(value, critical, np.inf)[0]
        return up, integrate.quad(value, -np.inf, -critical)[0]

    found = design_errors(effect, error, degrees)
    up, down = over(lambda _: 1.0)
    assert found["power"] == pytest.approx(up + down, rel=1e-6)
    assert found["sign_error"] == pytest.approx(down / (up + down), rel=1e-5)
    size = sum(over(abs)) / (up + down) / effect
    assert found["exaggeration"] == pytest.approx(size, rel=1e-5)


def test_the_smallest_detectable_effect_is_found_four_times_in_five():
    for degrees in (3, 30, np.inf):
        effect = smallest_detectable(2.5, degrees)
        assert design_errors(effect, 2.5, degrees)["power"] == pytest.approx(0.8, abs=1e-9)
    assert smallest_detectable(1, np.inf) == pytest.approx(
        stats.norm.ppf(0.975) + stats.norm.ppf(0.8), abs=1e-4
    )


def test_a_weak_design_fails_and_a_strong_one_survives():
    weak, strong = power(made(12), PLAIN, smallest_effect=0.1), power(
        made(2000), PLAIN, smallest_effect=0.1
    )  # fmt: skip
    assert (weak.survived, strong.survived) == (False, True)
    assert weak.facts["exaggeration"] > 2
    assert power(made(12), PLAIN).survived is None


def test_the_table_rises_and_holds_the_smallest_effect():
    table = power(made(), PLAIN, smallest_effect=0.123).table
    assert table["power"].is_monotonic_increasing
    assert table.loc[table["is_smallest"], "effect"].tolist() == [0.123]
    assert table["sign_error"].is_monotonic_decreasing


def test_what_cannot_be_done_is_told():
    assert 'called "w"' in power(made(), Specification("y ~ w", "w")).undone
    for wrong in (0, -1, float("nan")):
        with pytest.raises(ParameterError, match="CLW-F55"):
            power(made(), PLAIN, smallest_effect=wrong)


@pytest.mark.parametrize("name", ["china_prefectures", "us_metro_clusters"])
def test_on_shipped_studies(name):
    _, table, model = asked(name)
    fitted = model.fit(table)
    found = power(table, model, smallest_effect=0.02)
    error = fitted.term(model.term)["std_error"]
    assert found.facts["std_error"] == pytest.approx(error)
    assert found.survived is (name == "us_metro_clusters")
