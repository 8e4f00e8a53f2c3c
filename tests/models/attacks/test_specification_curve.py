"""A curve has every combination, its middle and shares are right, and chance is judged exactly."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import ParameterError, UnknownName
from workbench.models.attacks import attacks
from workbench.models.attacks.specification_curve import specification_curve
from workbench.models.choices import ALL_ROWS, WITHOUT_TAILS, Choices, default_choices
from workbench.models.many_fits import many_fits
from workbench.models.specification import Specification

ASKED = Specification("log(y) ~ z + log(x) | area", "x", "area")


def made_panel(effect: float = 0.3, n_rows: int = 160, seed: int = 4) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    table = pd.DataFrame(random.lognormal(size=(n_rows, 2)), columns=["x", "again"])
    table["z"] = random.normal(size=n_rows)
    table["area"] = np.arange(n_rows) % 16
    table["opposite"] = 1 / table["x"]
    table["y"] = table["x"] ** effect * np.exp(0.3 * table["z"] + random.normal(size=n_rows))
    table["region"] = [f"r{i:03}" for i in range(n_rows)]
    return table


PANEL = made_panel()
FEW = Choices(
    ["log(x)", "log(again)"], ["log(y)", "y"], [(), ("z",)], [(), ("area",)], samples={"": None}
)


def test_every_combination_is_there_once_with_its_choices() -> None:
    found = specification_curve(PANEL, ASKED, choices=FEW, permutations=0).table
    chosen = [name for name in found if ": " in name]
    assert chosen == [
        "outcome: log(y)",
        "outcome: y",
        "measure: log(x)",
        "measure: log(again)",
        "control: z",
        "fixed effects: none",
        "fixed effects: area",
    ]
    assert len(found) == 16
    assert not found[chosen].duplicated().any()
    for _, line in found.iterrows():
        assert ("log(again)" in line["label"]) == line["measure: log(again)"]
        assert (" + z" in line["label"]) == line["control: z"]
        assert ("| area" in line["label"]) == line["fixed effects: area"]
        assert line["label"].startswith("log(y)") == line["outcome: log(y)"]
    assert found.loc[found["is_asked"], "label"].tolist() == ["log(y) ~ log(x) + z | area"]


def test_estimates_are_those_of_fit_in_comparable_units() -> None:
    found = specification_curve(PANEL, ASKED, choices=FEW, permutations=0).table
    spread = np.log(PANEL["x"]).std()
    first = found[found["label"] == "log(y) ~ log(x) + z | area"].iloc[0]
    fitted = ASKED.fit(PANEL).term("x")
    assert first["coefficient"] == pytest.approx(fitted["estimate"], rel=1e-9)
    assert first["low"] == pytest.approx(fitted["low"] * spread, rel=1e-9)
    level = found[found["label"] == "y ~ log(x) + z | area"].iloc[0]
    fitted = ASKED.fit(PANEL, formula="y ~ log(x) + z | area").term("x")
    expected = fitted["estimate"] * spread / PANEL["y"].mean()
    assert level["estimate"] == pytest.approx(expected, rel=1e-9)


def test_facts_are_those_of_the_table() -> None:
    found = specification_curve(PANEL, ASKED, choices=FEW, permutations=0)
    estimates = found.table["estimate"]
    middle = found.table.sort_values("estimate").iloc[7]
    assert found.facts["n"] == 16
    assert found.facts["median"] == pytest.approx(estimates.median())
    assert (found.facts["low"], found.facts["high"]) == (middle["low"], middle["high"])
    assert found.facts["share_opposite"] == (estimates < 0).mean()
    is_sure = (found.table["p_value"] < 0.05) & (estimates > 0)
    assert found.facts["share_significant"] == is_sure.mean()
    assert np.isnan(found.facts["p_median"])


def test_chance_is_counted_from_the_same_models_on_shuffled_measures() -> None:
    """p values once more, from the draws, written as Simonsohn and others tell it."""
    found = specification_curve(PANEL, ASKED, choices=FEW, permutations=39, seed=5)
    fits = many_fits(PANEL, FEW.variants(ASKED))
    draws = fits.shuffled(range(39), seed=5)
    scale = (found.table["estimate"] / found.table["coefficient"]).to_numpy()
    farther = {"p_median": 1, "p_share": 1, "p_significant": 1}
    for estimates, errors in zip(draws.estimates * scale, draws.std_errors * scale, strict=True):
        median = np.median(estimates)
        sign = 1 if median >= 0 else -1
        alike = max((estimates > 0).mean(), (estimates < 0).mean())
        reach = pd.Series(fits.table["high"] - fits.table["estimate"]) / fits.table["std_error"]
        is_sure = (estimates * sign > 0) & (np.abs(estimates) > reach.to_numpy() * errors)
        farther["p_median"] += abs(median) >= abs(found.facts["median"])
        farther["p_share"] += alike >= 1 - found.facts["share_opposite"]
        farther["p_significant"] += is_sure.mean() >= found.facts["share_significant"]
    for name, count in farther.items():
        assert found.facts[name] == pytest.approx(count / 40), name


def test_an_effect_survives_and_none_does_not() -> None:
    choices = Choices(["log(x)"], ["log(y)", "y"], [(), ("z",)])
    there = specification_curve(PANEL, ASKED, choices=choices, permutations=59)
    assert there.survived
    assert there.facts["p_median"] == pytest.approx(1 / 60)
    nothing = made_panel(effect=0.0)
    absent = specification_curve(nothing, ASKED, choices=choices, permutations=59)
    assert not absent.survived
    assert absent.facts["p_median"] > 0.05
    assert "does not stand" in absent.words


def test_the_answer_falls_where_the_middle_lies_below_the_smallest_effect() -> None:
    choices = Choices(["log(x)"], ["log(y)", "y"], [(), ("z",)])
    reach = specification_curve(PANEL, ASKED, choices=choices, permutations=0).facts["high"]
    for smallest, survives in ((reach * 0.99, True), (reach * 1.01, False)):
        found = specification_curve(
            PANEL, ASKED, choices=choices, permutations=39, smallest_effect=smallest
        )
        assert found.survived == survives
        assert "beside a smallest effect" in found.words


def test_the_answer_falls_where_signs_turn() -> None:
    mixed = Choices(["log(x)", "log(opposite)"], ["log(y)", "y"], [(), ("z",)])
    found = specification_curve(PANEL, ASKED, choices=mixed, permutations=19)
    assert found.facts["share_opposite"] == 0.5
    assert found.facts["share_significant"] == (found.table["p_value"] < 0.05).mean() / 2 > 0
    assert not found.survived


def test_size_under_no_effect() -> None:
    """In 40 panels without an effect, p of 0.05 or less comes in about one of twenty.

    With a true rate of 1 in 20, more than 7 of 40 come less than once in a thousand.
    """
    choices = Choices(["log(x)", "x"], ["log(y)"], [(), ("z",)])
    asked = Specification("log(y) ~ log(x)", "x")
    found = [
        specification_curve(
            made_panel(0.0, 40, seed), asked, choices=choices, permutations=19, seed=seed
        ).facts["p_median"]
        for seed in range(40)
    ]
    assert sum(p <= 0.05 for p in found) <= 7
    assert 0.35 < np.mean(found) < 0.7


def test_order_of_rows_does_not_matter() -> None:
    turned = PANEL.sample(frac=1, random_state=1)
    one = specification_curve(PANEL, ASKED, choices=FEW, permutations=9)
    other = specification_curve(turned, ASKED, choices=FEW, permutations=9)
    assert one.facts == pytest.approx(other.facts, rel=1e-9)


def test_default_choices_follow_the_question() -> None:
    panel = PANEL.assign(level=PANEL["z"], w=1.0)
    asked = Specification("level ~ log(x) + z + again | area + region", "x", weights="w")
    found = default_choices(panel, asked)
    assert found.measures == ["log(x)", "x"]
    assert found.outcomes == ["level"]
    assert found.controls == [(), ("z",), ("again",), ("z", "again")]
    assert found.fixed_effects == [(), ("area",), ("region",), ("area", "region")]
    assert found.weights == ["w", None]
    assert list(found.samples) == [ALL_ROWS, WITHOUT_TAILS]
    kept = found.samples[WITHOUT_TAILS]
    assert kept is not None
    assert kept.sum() == len(panel) - 4
    assert not kept[panel["x"].idxmax()]
    assert not kept[panel["x"].idxmin()]


def test_many_controls_are_not_crossed() -> None:
    names = [f"c{i}" for i in range(6)]
    asked = Specification(f"y ~ x + {' + '.join(names)}", "x")
    sets = default_choices(PANEL.assign(**dict.fromkeys(names, 1.0)), asked).controls
    assert len(sets) == 1 + 6 + 6 + 1


def test_a_model_that_cannot_be_fitted_is_told_and_left_out() -> None:
    panel = PANEL.assign(of_area=PANEL["area"] ** 2.0)
    choices = Choices(["of_area", "log(x)"], ["log(y)"], fixed_effects=[("area",)])
    found = specification_curve(panel, ASKED, choices=choices, permutations=9)
    assert found.table["undefined"].notna().tolist() == [True, False]
    assert "exact combination" in found.table["undefined"][0]
    assert (found.facts["n"], found.facts["n_undefined"]) == (1, 1)
    assert "1 more cannot be fitted" in found.words
    assert found.as_record()["table"][0]["estimate"] is None


def test_a_curve_without_any_model_says_why() -> None:
    panel = PANEL.assign(of_area=PANEL["area"] ** 2.0)
    choices = Choices(["of_area"], ["log(y)", "y"], fixed_effects=[("area",)])
    found = specification_curve(panel, ASKED, choices=choices)
    assert found.survived is None
    assert "none of 2 models can be fitted: of_area" in found.undone


def test_models_of_another_kind_are_not_done_and_wrong_options_refused() -> None:
    asked = Specification("log(y) ~ log(x)", "x", options={"standard_errors": "HC3"})
    assert "least squares" in specification_curve(PANEL, asked).undone
    with pytest.raises(ParameterError, match="smallest_effect"):
        specification_curve(PANEL, ASKED, smallest_effect=-1)
    with pytest.raises(UnknownName, match="nowhere"):
        specification_curve(PANEL, ASKED, within="nowhere")


def test_it_is_on_the_shelf() -> None:
    assert attacks["specification_curve"].card.source.startswith("Simonsohn")
