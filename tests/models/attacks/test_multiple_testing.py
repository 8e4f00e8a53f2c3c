"""A find by chance among many is no find; one that is there stays."""

import numpy as np
import pandas as pd
import pytest
from statsmodels.stats.multitest import multipletests

from tests.models.attacks.shipped import asked
from workbench.errors import UnknownName
from workbench.models.attacks.multiple_testing import holm, multiple_testing, step_down
from workbench.models.specification import Specification


def noise(n=150, k=20, seed=0):
    random = np.random.default_rng(seed)
    names = [f"x{i:02}" for i in range(k)]
    table = pd.DataFrame(random.normal(size=(n, k)), columns=names)
    return table.assign(y=random.normal(size=n))


def test_a_find_by_chance_is_unmasked():
    table = noise(seed=2)
    best = table.corr()["y"].drop("y").abs().idxmax()
    model = Specification(f"y ~ {best}", best)
    assert model.fit(table).term(best)["p_value"] < 0.05
    others = [name for name in table if name.startswith("x")]
    found = multiple_testing(table, model, measures=others)
    assert found.survived is False
    assert found.facts["tests"] == 20
    assert found.table["label"].iloc[0] == f"y ~ {best}"


def test_an_honest_effect_survives():
    table = noise()
    table["y"] += 0.5 * table["x03"]
    others = [name for name in table if name.startswith("x")]
    found = multiple_testing(table, Specification("y ~ x03", "x03"), measures=others)
    assert found.survived is True
    assert (found.table["romano_wolf"] <= found.table["holm"] + 0.02).all()


def test_holm_and_benjamini_hochberg_as_statsmodels():
    table = noise(k=6)
    found = multiple_testing(table, Specification("y ~ x00 + x01 + x02 + x03", "x00")).table
    for name, method in (("holm", "holm"), ("benjamini_hochberg", "fdr_bh")):
        expected = multipletests(found["p_value"], method=method)[1]
        np.testing.assert_allclose(found[name], expected, rtol=1e-12)
    assert holm(pd.Series([0.5, 0.6])).tolist() == [1.0, 1.0]


def test_step_down_as_written_out():
    random = np.random.default_rng(1)
    statistics, drawn = random.gamma(2, size=5), random.gamma(2, size=(199, 5))
    left, expected, least = list(range(5)), {}, 0.0
    while left:
        best = max(left, key=lambda test: statistics[test])
        count = sum(max(row[test] for test in left) >= statistics[best] for row in drawn)
        least = max(least, (1 + count) / 200)
        expected[best] = least
        left.remove(best)
    assert step_down(statistics, drawn).tolist() == [expected[test] for test in range(5)]


def test_tests_that_are_one_cost_nothing():
    """Ten copies of a measure: Holm counts ten, Romano and Wolf one."""
    table = noise(k=1)
    table["y"] += 0.4 * table["x00"]
    table = table.assign(**{f"copy{i}": table["x00"] * (i + 2) for i in range(9)})
    copies = [f"copy{i}" for i in range(9)]
    found = multiple_testing(table, Specification("y ~ x00", "x00"), measures=copies).table
    assert found["romano_wolf"].max() == pytest.approx(found["p_value"].iloc[0], abs=0.02)
    assert found["holm"].iloc[0] == pytest.approx(10 * found["p_value"].iloc[0])


def test_the_family_is_wrong_at_most_so_often():
    """Five tests that move together and find nothing: a false find in 5 % of families."""
    random = np.random.default_rng(5)
    mixed = np.linalg.cholesky(0.5 + 0.5 * np.eye(5))
    families = np.abs(random.normal(size=(600, 5)) @ mixed.T)
    drawn = np.abs(random.normal(size=(999, 5)) @ mixed.T)
    wrong = sum((step_down(family, drawn) < 0.05).any() for family in families)
    assert 14 <= wrong <= 48  # binomial(600, 0.05), p = 0.001 on either side


def test_rows_and_order_do_not_matter():
    table = noise(k=3).assign(group=np.arange(150) % 30)
    model = Specification("y ~ x00 + x01 + x02", "x00", "group")
    first = multiple_testing(table, model, draws=99).table
    second = multiple_testing(table.sample(frac=1, random_state=1), model, draws=99).table
    pd.testing.assert_frame_equal(first, second)


def test_what_cannot_be_done_is_told():
    table = noise(k=2)
    assert "one test only" in multiple_testing(table, Specification("y ~ x00", "x00")).undone
    with pytest.raises(UnknownName, match=r"CLW-N04 .*x0.*nearest"):
        multiple_testing(table, Specification("y ~ x00", "x00"), measures=["x0"])
    gone = table.assign(empty=np.nan)
    found = multiple_testing(gone, Specification("y ~ x00 + x01", "x00"), outcomes=["empty"])
    assert found.table["undefined"].notna().tolist() == [False, True]


def test_on_shipped_studies():
    _, china, model = asked("china_prefectures")
    found = multiple_testing(china, model, outcomes=["nightlight_sum", "fiscal_revenue"])
    assert found.survived is True
    assert found.table["label"].tolist()[1] == "log(nightlight_sum) ~ employment_density"
    _, europe, model = asked("european_regions")
    found = multiple_testing(europe, model, draws=199)
    assert found.survived is None  # no find by itself
    assert found.facts["finds_adjusted"] == 1
