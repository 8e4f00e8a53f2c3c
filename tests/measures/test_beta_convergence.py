"""Beta convergence: German counties, where another package's speed is wrong, and conditions."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import given
from hypothesis import strategies as st

from tests.measures.tables import indicators, reasons
from tests.reference import dynamics as reference
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import beta_convergence


def table_of(before, after, years=(2000, 2010), **conditions):
    """A table of the indicator in two years, and of conditions in the first."""
    columns = {("gdp_per_head", y): v for y, v in zip(years, (before, after), strict=True)}
    columns |= {(name, years[0]): values for name, values in conditions.items()}
    return pd.concat(
        pd.DataFrame(
            {
                "region": [f"r{r:02d}" for r in range(len(values))],
                "year": year,
                "indicator": name,
                "value": np.asarray(values, dtype=float),
            }
        )
        for (name, year), values in columns.items()
    )


def test_german_counties():
    answer = beta_convergence(reference.counties()).iloc[0]
    for name, expected in reference.BETA.items():
        assert answer[name] == pytest.approx(expected, rel=1e-10), name
    assert answer["value"] == answer["slope"]


def test_the_speed_is_not_that_of_reat():
    # Barro and Sala-i-Martin: b = -(1 - exp(-speed T)) / T. Put back, our speed gives the slope.
    answer = beta_convergence(reference.counties(), variant="speed").iloc[0]
    slope, n_years = reference.BETA["slope"], 22
    assert -(1 - np.exp(-answer["value"] * n_years)) / n_years == pytest.approx(slope, rel=1e-10)
    without_years = -np.log(1 + slope) / n_years
    assert without_years == pytest.approx(reference.SPEED_OF_REAT, rel=1e-10)
    assert answer["value"] == pytest.approx(0.0203657, abs=5e-7)
    assert answer["half_life"] == pytest.approx(np.log(2) / answer["value"], rel=1e-12)


@given(st.floats(0.001, 0.2), st.integers(1, 30))
def test_the_speed_of_a_known_world_is_found(speed, n_years):
    # each region closes the gap to a common level at the speed, and grows by 1% besides
    before = np.array([10.0, 15, 22, 30, 41])
    left = np.exp(-speed * n_years)
    after = np.exp(0.01 * n_years + (1 - left) * np.log(50) + left * np.log(before))
    table = table_of(before, after, (2000, 2000 + n_years))
    answer = beta_convergence(table, variant="half_life").iloc[0]
    assert answer["speed"] == pytest.approx(speed, rel=1e-8)
    assert answer["value"] == pytest.approx(np.log(2) / speed, rel=1e-8)
    assert answer["r_squared"] == pytest.approx(1)


def test_conditions_enter_as_in_an_ordinary_regression():
    random = np.random.default_rng(5)
    before, after = random.lognormal(3, 0.5, (2, 30))
    first, second = random.normal(size=(2, 30))
    table = table_of(before, after, openness=first, schooling=second)
    explained = sm.add_constant(np.column_stack([np.log(before), first, second]))
    fit = sm.OLS(np.log(after / before) / 10, explained).fit()
    for conditions in ("openness, schooling", ["openness", "schooling"]):
        answer = beta_convergence(table, conditions=conditions)
        assert answer["value"][0] == pytest.approx(fit.params[1], rel=1e-9)
        assert answer["standard_error"][0] == pytest.approx(fit.bse[1], rel=1e-9)
        assert answer["r_squared"][0] == pytest.approx(fit.rsquared, rel=1e-9)
        assert answer.attrs["measure"]["conditions"] == ["openness", "schooling"]


def test_regions_without_a_value_are_left_out_and_counted():
    full = table_of([1, 2, 4, 9], [2, 3, 5, 9])
    gap = pd.concat([full, table_of([7], [np.nan]).assign(region="new")])
    answer = beta_convergence(gap)
    assert answer["value"][0] == beta_convergence(full)["value"][0]
    assert answer["n_regions"].tolist() == [4]
    assert answer.attrs["measure"]["n_left_out"] == 1


@pytest.mark.parametrize("variant", ["slope", "speed", "half_life"])
def test_why_there_is_no_line(variant):
    def why(*values, **options):
        return reasons(beta_convergence(table_of(*values), variant=variant, **options))

    assert why([1, 2], [2, 3]) == ["too few regions with a value in both years"]
    assert why([0, 2, 3], [2, 3, 4]) == ["a region has the value 0, which has no logarithm"]
    alike = ["the regions, or the conditions, do not differ at the start"]
    assert why([2, 2, 2], [2, 3, 4]) == alike


def test_why_there_is_no_speed():
    steep = table_of([1, 2, 4], [4, 2, 1])
    assert reasons(beta_convergence(steep)) == [None]
    why = "the slope is too steep for a speed: b T is -1 or less"
    assert reasons(beta_convergence(steep, variant="speed")) == [why]
    assert reasons(beta_convergence(steep, variant="half_life")) == [why]
    apart = table_of([1, 2, 4], [1, 4, 16])
    assert reasons(beta_convergence(apart, variant="speed")) == [None]
    none = "no convergence, so no half-life"
    assert reasons(beta_convergence(apart, variant="half_life")) == [none]


def test_all_unknown_indicators_are_told_at_once():
    with pytest.raises(UnknownName) as caught:
        beta_convergence(indicators(), indicator="gdp", conditions="opennes,openness")
    assert [problem.value for problem in caught.value.problems] == ["gdp", "opennes"]


def test_wrong_tables_are_refused():
    table = table_of([1, 2, 4], [4, 2, 1])
    with pytest.raises(StudyError, match=r"CLW-T34 .*negative"):
        beta_convergence(table.assign(value=-1.0))
    with pytest.raises(ParameterError, match=r"CLW-M50"):
        beta_convergence(table, start=2010)
