"""Many models at once give the numbers of `fit`, one by one; also on shuffled terms."""

from __future__ import annotations

from itertools import product
from typing import Any

import numpy as np
import pandas as pd
import pytest

from workbench.errors import FormulaError, ParameterError, WorkbenchError
from workbench.models import many_fits as module
from workbench.models.many_fits import many_fits
from workbench.models.shuffling import shuffle_of
from workbench.models.specification import Specification
from workbench.models.variants import Variant

CLOSE = 1e-8
NUMBERS = ["estimate", "std_error", "statistic", "p_value", "low", "high"]


def made_panel(n_rows: int = 300) -> pd.DataFrame:
    """Cells of regions and industries, with holes and zeros in different columns."""
    random = np.random.default_rng(1)
    table = pd.DataFrame(
        {
            "region": random.integers(0, 25, n_rows),
            "industry": random.integers(0, 8, n_rows),
            "x": random.lognormal(size=n_rows),
            "other": random.lognormal(size=n_rows),
            "z": random.normal(size=n_rows),
            "kind": random.choice(list("abc"), n_rows),
            "weight": random.uniform(0.2, 3, n_rows),
        }
    )
    table["state"] = table["region"] // 5
    table["size"] = table["region"] ** 2.0
    table["y"] = np.exp(0.1 * np.log(table["x"]) + 0.2 * table["z"] + random.normal(size=n_rows))
    table.loc[::17, "z"] = np.nan
    table.loc[::23, "other"] = 0
    table.loc[5, "y"] = -1
    return table


PANEL = made_panel()
SAMPLES = {"small": PANEL["x"] < PANEL["x"].quantile(0.9)}


def variant(formula: str, term: str = "x", sample: str = "", **fields: Any) -> Variant:
    return Variant(Specification(formula, term, **fields), sample)


def all_variants() -> list[Variant]:
    """A few of all combinations, so that each value of each choice comes several times."""
    every = product(
        ["log(y)", "y"],
        [("log(x)", "x"), ("other", "other"), ("log(other)", "other")],
        ["", " + z", " + C(kind) + z:weight + z^2"],
        ["", " | region", " | region + industry", " | region:industry", " | industry + state"],
        [{}, {"cluster": "region"}, {"cluster": "state", "weights": "weight"}],
        ["", "small"],
    )
    found = [
        variant(f"{outcome} ~ {term}{controls}{effects}", name, sample, **fields)
        for outcome, (term, name), controls, effects, fields, sample in every
    ]
    classical = {"standard_errors": "classical"}
    return [*found[::31], variant("y ~ x + z | region", weights="weight", options=classical)]


@pytest.fixture(scope="module")
def fits() -> Any:
    return many_fits(PANEL, all_variants(), SAMPLES)


def test_every_number_is_that_of_fit(fits: Any) -> None:
    for (_, line), one in zip(fits.table.iterrows(), all_variants(), strict=True):
        panel = PANEL[SAMPLES[one.sample]] if one.sample else PANEL
        expected = one.specification.fit(panel)
        numbers = expected.term(one.specification.term)[NUMBERS]
        np.testing.assert_allclose(line[NUMBERS].astype(float), numbers, rtol=CLOSE, atol=1e-12)
        assert line["rows"] == expected.n_used, one
        assert line["degrees_of_freedom"] == expected.degrees_of_freedom, one
        assert line["undone"] == ""


def test_shuffled_terms_give_the_numbers_of_fit_on_a_shuffled_column() -> None:
    """The same draw is made by hand, put into the panel, and fitted."""
    panel = PANEL.drop(columns=["region", "industry"]).assign(area=PANEL["region"])
    panel = panel.query("y > 0").dropna().reset_index(drop=True)
    variants = [
        variant("log(y) ~ log(x) + z | area", cluster="state"),
        variant("log(y) ~ x", weights="weight"),
        variant("y ~ x + z + C(kind) | area", options={"standard_errors": "classical"}),
    ]
    found = many_fits(panel, variants).shuffled([3], seed=8)
    taken = shuffle_of(panel, seed=8).permutations([3])[:, 0]
    shuffled = panel.assign(x=panel["x"].to_numpy()[taken])
    for i, one in enumerate(variants):
        used = one.specification.fit(panel)
        assert used.n_used == len(panel)
        expected = one.specification.fit(shuffled).term("x")
        assert found.estimates[0, i] == pytest.approx(expected["estimate"], rel=CLOSE)
        assert found.std_errors[0, i] == pytest.approx(expected["std_error"], rel=CLOSE)


def test_draws_do_not_depend_on_how_the_work_is_split(
    fits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = fits.shuffled(range(7), seed=2)
    parts = [fits.shuffled(part, seed=2) for part in ([0, 1], [2, 3, 4, 5], [6])]
    joined = np.concatenate([part.estimates for part in parts])
    np.testing.assert_allclose(joined, whole.estimates, rtol=1e-10)
    monkeypatch.setattr(module, "MOST_DRAWS", 1)
    np.testing.assert_allclose(
        fits.shuffled(range(7), seed=2).std_errors, whole.std_errors, rtol=1e-10
    )
    assert not np.allclose(fits.shuffled(range(7), seed=3).estimates, whole.estimates)


def test_memory_decides_how_many_draws_a_block_has(
    fits: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    original = module._drawn

    def counted(blocks: Any, shuffle: Any, draws: Any, n_models: int) -> Any:
        seen.append(len(draws))
        return original(blocks, shuffle, draws, n_models)

    monkeypatch.setattr(module, "_drawn", counted)
    monkeypatch.setattr(module, "MOST_NUMBERS", 10_000)
    fits.shuffled(range(7))
    assert sum(seen) == 7
    assert max(seen) < 7


def test_order_of_rows_does_not_matter() -> None:
    panel = PANEL.drop_duplicates(["region", "industry"]).dropna()
    variants = [variant("y ~ x + z | industry", cluster="region"), variant("y ~ other", "other")]
    turned = panel.sample(frac=1, random_state=0)
    one, other = many_fits(panel, variants), many_fits(turned, variants)
    pd.testing.assert_frame_equal(one.table, other.table, rtol=1e-10)
    np.testing.assert_allclose(
        one.shuffled(range(3)).estimates, other.shuffled(range(3)).estimates, rtol=1e-9
    )


def test_the_panel_stays_as_it_is() -> None:
    before = PANEL.copy()
    many_fits(PANEL, [variant("y ~ log(x) | region")], SAMPLES).shuffled(range(2))
    pd.testing.assert_frame_equal(PANEL, before)


def test_what_fit_refuses_is_undone_and_the_rest_is_fitted() -> None:
    panel = PANEL.assign(flat=1.0, twin=PANEL["x"] * 2)
    variants = [
        variant("y ~ x | region"),
        variant("y ~ size | region", "size"),
        variant("y ~ x + twin | region"),
        variant("flat ~ x | region"),
        variant("y ~ x | region", sample="none"),
        variant("y ~ x | region", sample="one", cluster="region"),
    ]
    one_region = panel["region"] == panel["region"].iloc[0]
    samples = {"none": panel["x"] < 0, "one": one_region}
    found = many_fits(panel, variants, samples)
    for one, why in zip(variants, found.table["undone"], strict=True):
        rows = panel[samples[one.sample]] if one.sample else panel
        if why:
            with pytest.raises(WorkbenchError):
                one.specification.fit(rows)
    undone = found.table["undone"].tolist()
    assert undone[0] == ""
    assert undone[1] == "size: an exact combination of the other terms"
    assert undone[2] == "x: an exact combination of the other terms"
    assert "the same in every row" in undone[3]
    assert "no row is left" in undone[4]
    assert "one group of region" in undone[5]
    assert found.table[NUMBERS].notna().all(axis=1).tolist() == [True, *[False] * 5]
    draws = found.shuffled(range(2)).estimates
    assert np.isfinite(draws).all(axis=0).tolist() == [True, *[False] * 5]


def test_models_that_are_too_many_for_the_rows_together_are_fitted_alone() -> None:
    panel = PANEL.iloc[20:26]
    variants = [variant(f"y ~ x + {name}") for name in ("other", "z", "weight", "region")]
    found = many_fits(panel, variants).table
    expected = [one.specification.fit(panel).term("x")["estimate"] for one in variants]
    np.testing.assert_allclose(found["estimate"], expected, rtol=CLOSE)


def test_units_for_comparison() -> None:
    variants = [variant("log(y) ~ log(x)"), variant("weight ~ x"), variant("y ~ x")]
    found = many_fits(PANEL, variants).table
    assert found["outcome_unit"][0] == 1
    assert found["outcome_unit"][1] == pytest.approx(PANEL["weight"].mean())
    assert found["outcome_unit"][2] == pytest.approx(PANEL["y"].std())
    assert found["term_spread"][1] == pytest.approx(PANEL["x"].std())


def test_zeros_cost_rows_only_where_logarithms_are_taken() -> None:
    variants = [variant("y ~ other", "other"), variant("y ~ log(other)", "other")]
    rows = many_fits(PANEL, variants).table["rows"]
    assert rows.tolist() == [300, 300 - (PANEL["other"] == 0).sum()]


def test_no_models() -> None:
    found = many_fits(PANEL, [])
    assert found.table.empty
    assert found.shuffled(range(3)).estimates.shape == (3, 0)


@pytest.mark.parametrize(
    ("one", "code"),
    [
        (variant("y ~ x", cluster="region", options={"standard_errors": "wild"}), "CLW-F50"),
        (variant("y ~ x", options={"standard_errors": "HC3"}), "CLW-F50"),
        (variant("y ~ x + x^2"), "CLW-F50"),
        (variant("y ~ C(kind)", "kind"), "CLW-F50"),
        (variant("y ~ z"), "CLW-F50"),
        (variant("y ~ x + nowhere"), "CLW-N04"),
        (variant("y ~ x + kind"), "CLW-F02"),
        (variant("y ~ ~ x"), "CLW-F01"),
    ],
)
def test_models_of_another_kind_are_refused(one: Variant, code: str) -> None:
    with pytest.raises(FormulaError) as caught:
        many_fits(PANEL, [variant("y ~ x"), one])
    problem = caught.value.problems[0]
    assert problem.code == code
    assert problem.remedy or code == "CLW-N04"


def test_wrong_options_are_refused() -> None:
    with pytest.raises(ParameterError):
        many_fits(PANEL, [variant("y ~ x", options={"standard_errors": "HC9"})])


def test_blocks_must_be_alike_inside() -> None:
    alike = many_fits(PANEL, [variant("y ~ size", "size")])
    assert np.isfinite(alike.shuffled(range(2), blocks="region").estimates).all()
    with pytest.raises(FormulaError, match="x differs within groups of region") as caught:
        many_fits(PANEL, [variant("y ~ x")]).shuffled(range(2), blocks="region")
    assert caught.value.problems[0].code == "CLW-F51"
