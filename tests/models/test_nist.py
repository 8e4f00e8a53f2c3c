"""Certified least squares: at least six digits of every NIST set, or a refusal that says why."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.reference.nist import REFERENCES
from tests.reference.nist.digits import SOFTWARE, digits, table_of_digits
from workbench.errors import FormulaError

AT_LEAST = 6.0
OURS = {"Filip": 7.0, "Wampler5": 8.0}  # of the others at least ten; see the table


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda reference: reference.name)
def test_certified_digits(reference):
    fit = wb.fit(reference.formula, reference.table, standard_errors="classical")
    least = OURS.get(reference.name, 10.0)
    assert digits(fit.coefficients["estimate"], reference.estimate) >= least >= AT_LEAST
    assert digits(fit.coefficients["std_error"], reference.std_error) >= least
    assert fit.r_squared == pytest.approx(reference.r_squared, abs=1e-10)


def test_the_table_shows_where_others_lose_every_digit():
    table = table_of_digits()
    assert list(table.index) == [reference.name for reference in REFERENCES]
    assert table.shape == (11, 2 * len(SOFTWARE))
    assert table.filter(like="workbench").min().min() >= AT_LEAST
    assert table.loc["Filip", "statsmodels, coefficients"] < 1
    assert table.loc["Filip", "numpy, coefficients"] < 1


def test_digits_count_the_worst_number():
    assert digits([1.001, 5.0], [1.0, 5.0]) == pytest.approx(3)
    assert digits([1e-7], [0.0]) == pytest.approx(7)
    assert digits([np.nan], [1.0]) == 0
    assert digits([3.0], [3.0]) == 15


def test_filip_is_told_to_be_ill_conditioned_and_longley_is_not():
    named = {reference.name: reference for reference in REFERENCES}
    told = {
        name: [w for w in wb.fit(named[name].formula, named[name].table).warnings if "ill-con" in w]
        for name in ("Filip", "Longley")
    }
    [text] = told["Filip"]
    assert text.startswith(
        "ill-conditioned: the condition number of the terms is 4e+09, so about 6"
    )
    assert told["Longley"] == []


def test_an_exact_combination_is_refused_with_the_condition_number():
    table = pd.DataFrame({"x": np.arange(20.0), "y": np.arange(20.0) ** 2})
    table["twice"] = 2 * table["x"] + 3
    with pytest.raises(FormulaError, match="the term twice is an exact combination") as caught:
        wb.fit("y ~ x + twice", table)
    [problem] = caught.value.problems
    assert problem.code == "CLW-F05"
    assert problem.value.startswith("condition number ")
    number = problem.value.removeprefix("condition number ")
    assert number == "infinite" or float(number) > 1e8
