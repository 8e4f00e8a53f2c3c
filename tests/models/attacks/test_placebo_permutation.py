"""A shuffled measure has the size it should, and the p value is exact."""

from __future__ import annotations

from itertools import permutations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import FormulaError, ParameterError, UnknownName
from workbench.models.attacks import attacks
from workbench.models.attacks.placebo_permutation import placebo_permutation
from workbench.models.specification import Specification

ASKED = Specification("y ~ x", "x")


def made_panel(effect: float = 0.0, n_rows: int = 60, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.normal(size=(n_rows, 2)), columns=["x", "z"])
    table["area"] = np.arange(n_rows) // 6
    table["of_area"] = table["area"].map(dict(enumerate(random.normal(size=n_rows // 6))))
    table["y"] = effect * table["x"] + table["z"] + random.normal(size=n_rows)
    return table


def test_p_value_counts_the_draws_of_the_table() -> None:
    found = placebo_permutation(made_panel(0.2), Specification("y ~ x + z | area", "x"), draws=99)
    assert found.table["draw"].tolist() == list(range(99))
    for name, column in (("p_value", "statistic"), ("p_estimate", "estimate")):
        real = found.facts["estimate" if column == "estimate" else "statistic"]
        farther = (found.table[column].abs() >= abs(real)).sum()
        assert found.facts[name] == (1 + farther) / 100
    fitted = Specification("y ~ x + z | area", "x").fit(made_panel(0.2)).term("x")
    assert found.facts["p_model"] == pytest.approx(fitted["p_value"])


def test_draws_spread_as_all_orders_do() -> None:
    """Of five rows all 120 orders can be written down: Fisher's exact distribution."""
    table = pd.DataFrame({"x": [1.0, 2, 3, 5, 8], "y": [2.0, 1, 4, 3, 9]})
    centred = (table["x"] - table["x"].mean()).to_numpy()
    y = table["y"].to_numpy()
    exact = [centred[list(order)] @ y / (centred @ centred) for order in permutations(range(5))]
    real = centred @ y / (centred @ centred)
    expected = np.mean(np.abs(exact) >= abs(real) - 1e-12)
    found = placebo_permutation(table, ASKED, draws=4_000)
    error = np.sqrt(expected * (1 - expected) / 4_000)
    assert abs(found.facts["p_estimate"] - expected) < 4 * error
    assert np.isin(found.table["estimate"].round(9), np.round(exact, 9)).all()


def test_size_under_no_effect_and_power_under_one() -> None:
    """Of 50 panels without an effect more than 8 below 0.05 come once in a thousand."""
    p_values = [
        placebo_permutation(made_panel(0.0, 24, seed), ASKED, draws=39, seed=seed).facts["p_value"]
        for seed in range(50)
    ]
    assert 0 < sum(p <= 0.05 for p in p_values) <= 8
    assert placebo_permutation(made_panel(0.8), ASKED, draws=99).facts["p_value"] == 0.01


def test_false_positives_show_standard_errors_that_are_too_small() -> None:
    """A measure of areas beside an outcome of areas: rows are no independent observations."""
    random = np.random.default_rng(2)
    panel = made_panel(n_rows=240)
    panel["area"] = np.arange(240) // 12
    areas = random.normal(size=(20, 2))[panel["area"]]
    panel["x"], panel["y"] = areas[:, 0], areas[:, 1] + random.normal(size=240) * 0.2
    naive = placebo_permutation(panel, ASKED, draws=199, blocks="area")
    assert naive.facts["false_positives"] > 0.3
    clustered = Specification("y ~ x", "x", "area")
    careful = placebo_permutation(panel, clustered, draws=199, blocks="area")
    assert careful.facts["false_positives"] < 0.15
    assert careful.facts["p_value"] > 0.05
    assert "in blocks of area" in careful.words


def test_values_shuffled_within_groups_keep_what_groups_differ_by() -> None:
    panel = made_panel()
    panel["x"] += 10 * panel["area"]
    panel["y"] += 10 * panel["area"]
    free = placebo_permutation(panel, ASKED, draws=49)
    inside = placebo_permutation(panel, ASKED, draws=49, within="area")
    assert free.table["estimate"].abs().max() < 0.8
    assert inside.table["estimate"].min() > 0.9
    assert "within area" in inside.words


def test_the_same_seed_gives_the_same_draws_in_any_order_of_rows() -> None:
    panel = made_panel().assign(region=[f"r{i:02}" for i in range(60)])
    one = placebo_permutation(panel, ASKED, draws=20, seed=3)
    turned = panel.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        one.table, placebo_permutation(turned, ASKED, draws=20, seed=3).table, rtol=1e-9
    )
    assert not one.table.equals(placebo_permutation(panel, ASKED, draws=20, seed=4).table)


def test_what_cannot_be_fitted_is_said_and_wrong_options_refused() -> None:
    panel = made_panel()
    undone = placebo_permutation(panel, Specification("y ~ of_area | area", "of_area"))
    assert undone.survived is None
    assert "of_area" in undone.undone
    mixed = placebo_permutation(panel, ASKED, blocks="area")
    assert "differs within groups of area" in mixed.undone
    with pytest.raises(ParameterError, match="draws = 0"):
        placebo_permutation(panel, ASKED, draws=0)
    with pytest.raises(UnknownName, match="nowhere"):
        placebo_permutation(panel, ASKED, within="nowhere")
    with pytest.raises(FormulaError):
        Specification("y ~ of_area | area", "of_area").fit(panel)


def test_it_is_on_the_shelf() -> None:
    assert attacks["placebo_permutation"].card.question.endswith("?")
