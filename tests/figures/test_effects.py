"""Sentences about effects hold the numbers of the fit, in percent and in money."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.errors import FormulaError, ParameterError
from workbench.figures.effects import economic_effects, effects_in_words
from workbench.models import fit


def exact_panel(elasticity=0.058):
    """Wages that follow density without noise but for a wave that density does not see."""
    density = np.array([1.0, 2, 4, 8, 16, 32, 64, 128])
    wave = 1e-4 * np.array([1, -1, -1, 1, 1, -1, -1, 1])  # orthogonal to constant and slope
    wage = 40_000 * density**elasticity * np.exp(wave)
    table = pd.DataFrame({"wage": wage, "density": density, "share": density / 128 * 100})
    table.attrs["columns"] = {
        "wage": {"label": "GDP per head", "unit": "yuan"},
        "density": {"label": "employment density", "unit": "jobs per km²"},
        "share": {"label": "export share", "unit": "percent"},
    }
    return table


def test_a_doubling_in_percent_and_in_yuan():
    panel = exact_panel()
    found = economic_effects(fit("log(wage) ~ log(density)", panel), panel)
    percent = 100 * (2**0.058 - 1)
    first = found.iloc[0]
    assert first["change"] == "a doubling of employment density"
    assert first["effect"] == pytest.approx(percent, rel=1e-3)
    assert first["amount"] == pytest.approx(panel["wage"].mean() * percent / 100, rel=1e-3)
    assert (first["unit"], first["amount_unit"]) == ("percent", "yuan")


def test_the_move_between_quartiles_is_that_of_the_rows_used():
    panel = exact_panel()
    panel.loc[8] = [np.nan, 10_000.0, 1.0]  # not used
    found = economic_effects(fit("log(wage) ~ log(density)", panel), panel)
    move = found[found["change"].str.startswith("moving")].iloc[0]
    used = panel["density"].iloc[:8]
    ratio = used.quantile(0.75) / used.quantile(0.25)
    assert move["effect"] == pytest.approx(100 * (ratio**0.058 - 1), rel=1e-3)
    assert "(3.5 jobs per km²)" in move["change"]
    assert "(40 jobs per km²)" in move["change"]
    assert found["term"].tolist() == ["log(density)"] * 3


def test_an_effect_in_the_outcomes_unit_has_no_amount():
    panel = exact_panel().assign(output=lambda t: 3 * t["density"] + np.tile([0.1, -0.1], 4))
    panel.attrs["columns"]["output"] = {"label": "output", "unit": "bn yuan"}
    fitted = fit("output ~ density", panel)
    found = economic_effects(fitted, panel)
    slope = fitted.term("density")["estimate"]
    spread = panel["density"].quantile(0.75) - panel["density"].quantile(0.25)
    assert found["effect"].iloc[2] == pytest.approx(slope * spread)
    assert found["amount"].isna().all()
    words = effects_in_words(fitted, panel)
    assert words[0].startswith("One unit more employment density goes with 2.99")
    assert words[0].endswith("all else held fixed.")
    assert "bn yuan more output" in words[0]


def test_sentences_hold_estimate_interval_and_amount():
    panel = exact_panel(-0.058)
    random = np.random.default_rng(2)
    panel["wage"] *= np.exp(random.normal(0, 0.05, 8))
    fitted = fit("log(wage) ~ log(density)", panel)
    line = fitted.effects.iloc[0]
    mean = panel["wage"].mean()
    words = effects_in_words(fitted, panel, ["density"])[0]
    assert words.startswith("A doubling of employment density goes with ")
    assert f"{-line['effect']:.2f} % less GDP per head" in words
    assert f"(95 % interval {line['low']:.2f} to {line['high']:.2f})" in words
    amounts = [round(line[name] * mean / 100, -1) for name in ("effect", "low", "high")]
    assert f"at the mean of {mean:,.0f} yuan that is {-amounts[0]:,.0f} yuan less" in words
    assert words.endswith(f"({amounts[1]:,.0f} to {amounts[2]:,.0f}).")


def test_several_terms_keep_their_order_and_can_be_chosen():
    panel = exact_panel().assign(other=[1.0, 5, 2, 4, 4, 2, 5, 1])
    fitted = fit("log(wage) ~ other + log(density)", panel)
    assert economic_effects(fitted, panel)["term"].tolist() == ["other"] * 3 + ["log(density)"] * 3
    assert len(effects_in_words(fitted, panel)) == 6
    assert len(effects_in_words(fitted, panel, ["density"])) == 3
    with pytest.raises(FormulaError, match='no term "densty"'):
        effects_in_words(fitted, panel, ["densty"])


def test_a_term_in_products_has_no_effect_of_its_own():
    panel = exact_panel().assign(other=[1.0, 5, 2, 4, 4, 2, 5, 1])
    fitted = fit("log(wage) ~ density*other", panel)
    assert economic_effects(fitted, panel).empty
    assert effects_in_words(fitted, panel) == []
    (said,) = effects_in_words(fitted, panel, ["density"])
    assert said.startswith("density has no effect of its own")


def test_the_panel_of_another_model_is_refused():
    panel = exact_panel()
    fitted = fit("log(wage) ~ log(density)", panel)
    with pytest.raises(ParameterError, match=r"CLW-F87(.|\n)*3 of the 8 rows"):
        economic_effects(fitted, panel.iloc[:5])
    with pytest.raises(ParameterError, match="no column wage"):
        effects_in_words(fitted, panel.drop(columns="wage"))


def test_an_interval_down_to_nothing_is_drawn_without_a_warning():
    panel = exact_panel()
    fitted = fit("log(wage) ~ log(density)", panel)
    fitted.effects.loc[0, "low"] = -100.0
    found = economic_effects(fitted, panel)
    assert found["low"].iloc[2] == -100
