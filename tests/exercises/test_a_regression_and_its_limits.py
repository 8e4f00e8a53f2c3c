"""Students of a regression: one who knows, seven who do not."""

from __future__ import annotations

import numpy as np
import pytest
import statsmodels.api as sm

from tests.exercises.played import data_sets, play_right, play_wrong
from workbench.exercises import a_regression_and_its_limits, drawn_for

X, Y, S = (
    "np.log(places.workers_per_km2)",
    "np.log(places.gdp_per_head)",
    "places.years_of_schooling",
)
SLOPE = f"({X}.cov({Y}) / {X}.var())"
# the standard error of a slope by the correlation
CLOSE = f"{X}.corr({Y})"
ERROR = f"({SLOPE} * np.sqrt((1 / {CLOSE} ** 2 - 1) / (len(places) - 2)))"
REACH = "__import__('scipy').stats.t.isf(0.025, len(places) - 2)"
# what is left of density when schooling's line is taken away
LEFT = f"({X} - {X}.cov({S}) / {S}.var() * {S})"
LONG = f"({LEFT}.cov({Y}) / {LEFT}.var())"
RIGHT = {
    "elasticity": f"np.polyfit({X}, {Y}, 1)[0]",
    "gain_of_the_double": f"round(np.exp({SLOPE} * np.log(2)) - 1, 5)",
    "low_end": f"{SLOPE} - {REACH} * abs({ERROR})",
    "elasticity_with_schooling": LONG,
    "bias": f"'too high' if {SLOPE} > {LONG} else 'Too  low'",
    "word": "'accompanies'",
}
WRONG = [
    ("elasticity", f"{X}.cov({Y}) / {Y}.var()", "exchanged the two"),
    ("elasticity", CLOSE, "correlation"),
    ("elasticity", "places.workers_per_km2.cov(places.gdp_per_head) / places.workers_per_km2.var()",
     "logarithms out"),
    ("gain_of_the_double", SLOPE, "two to the slope"),
    ("gain_of_the_double", f"2 ** {SLOPE}", "times as high"),
    ("low_end", f"{SLOPE} - 1.959964 * abs({ERROR})", "Student's t"),
    ("low_end", f"{SLOPE} + {REACH} * abs({ERROR})", "upper end"),
    ("elasticity_with_schooling", SLOPE, "without schooling"),
    ("bias", f"'too low' if {SLOPE} > {LONG} else 'too high'", "alike signs"),
    ("word", "'causes'", "only compared"),
]  # fmt: skip


def test_a_student_who_knows():
    play_right(a_regression_and_its_limits, RIGHT)


def test_students_who_do_not():
    play_wrong(a_regression_and_its_limits, WRONG)


def test_statsmodels_says_the_same():
    for tables in data_sets(a_regression_and_its_limits)[:3]:
        answers, table = a_regression_and_its_limits(tables), tables["places"]
        y, x = np.log(table["gdp_per_head"]), np.log(table["workers_per_km2"])
        short = sm.OLS(y, sm.add_constant(x)).fit()
        long = sm.OLS(y, sm.add_constant(table[["years_of_schooling"]].assign(x=x))).fit()
        assert answers["elasticity"].value == pytest.approx(short.params.iloc[1])
        assert answers["low_end"].value == pytest.approx(short.conf_int().iloc[1, 0])
        assert answers["elasticity_with_schooling"].value == pytest.approx(long.params["x"])


def test_both_biases_are_handed_out():
    drawn = [drawn_for(a_regression_and_its_limits, str(each), 1) for each in range(20)]
    assert {a_regression_and_its_limits(one)["bias"].value for one in drawn} == {
        "too high",
        "too low",
    }
