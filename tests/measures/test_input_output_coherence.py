"""How much stays within: worked shares and multipliers, and what has none."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from tests.measures.tables import reasons
from tests.reference import specialisation as reference
from workbench.measures import input_output_coherence


def flows(traded, imports=(), sales=(), **keys):
    """A matrix of sellers by buyers as a table of flows, with the outside."""
    names = [f"i{i}" for i in range(len(traded))]
    rows = [(a, b, traded[i][j]) for i, a in enumerate(names) for j, b in enumerate(names)]
    rows += [("outside", name, amount) for name, amount in zip(names, imports, strict=False)]
    rows += [(name, "outside", amount) for name, amount in zip(names, sales, strict=False)]
    return pd.DataFrame(rows, columns=["source", "target", "amount"]).assign(**keys)


WORKED = flows(reference.TRADED, reference.IMPORTS, reference.SALES_OUTSIDE)
OUTPUTS = pd.DataFrame({"industry": ["i2", "i1", "i0"], "output": reference.OUTPUTS[::-1]})


def values(table, variant="purchases", **options):
    return input_output_coherence(table, variant=variant, **options)["value"].to_numpy()


def test_the_worked_shares():
    assert values(WORKED).item() == pytest.approx(reference.PURCHASES, rel=1e-14)
    assert values(WORKED).item() == pytest.approx(0.6327, abs=5e-5)
    # 155 / 235 is 0.65957, which rounds to 0.6596
    assert values(WORKED, "sales").item() == pytest.approx(reference.SALES, rel=1e-14)


def test_the_worked_multipliers():
    answer = input_output_coherence(WORKED, variant="multiplier", industries=OUTPUTS)
    assert answer["industry"].tolist() == ["i0", "i1", "i2"]
    np.testing.assert_allclose(answer["value"], reference.MULTIPLIERS, atol=5e-5)
    assert answer.attrs["measure"]["outputs"] == "given"


def test_without_outputs_the_sales_in_flows_stand_in():
    answer = input_output_coherence(WORKED, variant="multiplier")
    sold = reference.TRADED.sum(axis=1) + reference.SALES_OUTSIDE
    expected = reference.multipliers(reference.TRADED, sold)
    np.testing.assert_allclose(answer["value"], expected, rtol=1e-10)
    assert answer.attrs["measure"]["outputs"] == "sales in flows"


@given(
    st.integers(1, 5).flatmap(lambda n: arrays(np.int64, (n, n + 2), elements=st.integers(0, 50)))
)
def test_random_tables_agree_with_rounds_of_purchases(table):
    traded, imports, sales = table[:, :-2], table[:, -2], table[:, -1] + 40
    found = values(flows(traded, imports, sales), "multiplier")
    outputs = traded.sum(axis=1) + sales
    np.testing.assert_allclose(found, reference.multipliers(traded, outputs), rtol=1e-7)
    # what leaves the cluster in the end is what was sold outside: sales times multipliers
    assert sales @ found == pytest.approx(outputs.sum(), rel=1e-9)


def test_a_cluster_that_trades_with_itself_only():
    table = flows([[0, 2], [3, 0]])
    assert values(table).item() == 1
    answer = input_output_coherence(table, variant="multiplier")
    told = {"the industries buy from each other all that they put out"}
    assert set(reasons(answer)) == told


def test_flows_from_outside_to_outside_are_left_out():
    more = pd.DataFrame({"source": ["outside"], "target": ["outside"], "amount": [999]})
    table = pd.concat([WORKED, more])
    for variant in ("purchases", "sales", "multiplier"):
        np.testing.assert_array_equal(values(table, variant), values(WORKED, variant))


def test_outputs_that_are_not_known_leave_those_undefined_that_need_them():
    table = flows([[0, 0, 0], [5, 0, 0], [0, 0, 0]], (), (10, 10, 10))
    given_outputs = pd.DataFrame({"industry": ["i0", "i2"], "output": [20, 0]})
    answer = input_output_coherence(table, variant="multiplier", industries=given_outputs)
    assert reasons(answer) == [
        "it buys from an industry of unknown output, or through others",
        "no output of the industry given",
        "no output of the industry",
    ]


def test_outputs_may_come_by_year():
    table = pd.concat([WORKED.assign(year=2010), WORKED.assign(year=2020)])
    by_year = pd.concat([OUTPUTS.assign(year=2010), OUTPUTS.assign(year=2020, output=1000)])
    answer = input_output_coherence(table, variant="multiplier", industries=by_year)
    first, last = (answer.loc[answer["year"] == year, "value"] for year in (2010, 2020))
    np.testing.assert_allclose(first, reference.MULTIPLIERS, atol=5e-5)
    np.testing.assert_allclose(last, reference.multipliers(reference.TRADED, [1000] * 3))


def test_nothing_bought_is_undefined_and_missing_is_told():
    nothing = input_output_coherence(flows([[0]], [0], [5]))
    assert reasons(nothing) == ["no purchases"]
    lost = input_output_coherence(flows([[np.nan]], [0], [5]))
    assert reasons(lost) == ["value missing among the flows"]
    partly = input_output_coherence(flows([[np.nan, 3], [3, 0]], [2], []))
    assert partly["value"].item() == 0.75
    assert partly.attrs["measure"]["n_missing"] == 1
