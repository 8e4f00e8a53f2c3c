"""Rank intervals: cases whose truth is known, a slow loop of whole indices, and what is refused."""

from __future__ import annotations

from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness import _draws
from workbench.competitiveness._draws import design_of
from workbench.competitiveness._ranking import ranks_of
from workbench.competitiveness.building import build
from workbench.competitiveness.composite import CompositeIndex, ranked
from workbench.competitiveness.framework import Framework
from workbench.competitiveness.recipe import Recipe
from workbench.competitiveness.uncertainty import Uncertainty, uncertainty
from workbench.errors import ParameterError, UnknownName

ROUNDING = 1e-9  # of scores up to 100, computed in another order


@cache  # none of the functions touches it
def made(
    n: int = 20,
    *,
    indicators: int = 6,
    dimensions: int = 2,
    seed: int = 0,
    missing: int = 0,
    recipe: Recipe | None = None,
) -> CompositeIndex:
    """An index of random figures; `missing` of them in different regions."""
    random = np.random.default_rng(seed)
    names = [f"i{k}" for k in range(indicators)]
    raw = pd.DataFrame(
        random.lognormal(sigma=0.4, size=(n, indicators)), [f"r{k:02d}" for k in range(n)], names
    )
    for k in range(missing):
        raw.iloc[k, k % indicators] = np.nan
    cards = pd.DataFrame(
        {
            "indicator": names,
            "direction": "higher is better",
            "dimension": [f"d{k % dimensions}" for k in range(indicators)],
            "weight": 1.0 + np.arange(indicators) % 3,
        }
    )
    return build(raw, Framework.from_cards(cards), recipe)


def of_table(raw: pd.DataFrame, recipe: Recipe | None = None) -> CompositeIndex:
    cards = pd.DataFrame({"indicator": raw.columns, "direction": "higher is better"})
    return build(raw, Framework.from_cards(cards), recipe)


def widths(found: Uncertainty) -> list[int]:
    return (found.ranks["rank_high"] - found.ranks["rank_low"]).tolist()


# what is known beforehand


def test_without_anything_uncertain_every_rank_is_sure() -> None:
    index = made()
    found = uncertainty(index, draws=50, spread=0, choices={})
    for column in ("rank_low", "rank_high", "rank_median"):
        assert (found.ranks[column] == index.ranks).all(), column
    assert found.ranks["score_low"].to_numpy() == pytest.approx(index.scores.to_numpy())
    assert found.ranks["score_high"].to_numpy() == pytest.approx(index.scores.to_numpy())
    assert found.ranks["same_third_share"].eq(1).all()
    assert "nothing varies" in found.in_words()


def test_one_indicator_has_no_weights_to_vary() -> None:
    whole = made(indicators=2, dimensions=1)
    one = build(whole.raw, whole.framework.without("i1"))
    assert widths(uncertainty(one, draws=200, choices={})) == [0] * 20


def test_equal_indicators_leave_ranks_sure_and_unequal_ones_do_not() -> None:
    values = np.array([4.0, 1.0, 3.0, 2.0])
    alike = pd.DataFrame({"a": values, "b": 2 * values, "c": values + 1}, index=list("wxyz"))
    assert widths(uncertainty(of_table(alike), draws=300)) == [0] * 4
    against = alike[["a"]].assign(b=-values)
    assert max(widths(uncertainty(of_table(against), draws=300, choices={}))) > 0


def test_equal_regions_share_a_rank_in_every_draw() -> None:
    raw = pd.DataFrame(
        {"a": [5.0, 2, 2, 1], "b": [3.0, 7, 7, 1], "c": [0.1, 0.7, 0.7, 1]}, list("wxyz")
    )
    found = uncertainty(of_table(raw), draws=300)
    assert found.beats("x", "y") == found.beats("y", "x") == 0
    assert found.ranks.loc["x"].equals(found.ranks.loc["y"])


def test_two_regions_with_one_indicator_each_win_half_of_the_draws() -> None:
    # the one wins if its weight is drawn the higher: by symmetry in half of the draws
    raw = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 1.0]}, index=["north", "south"])
    found = uncertainty(of_table(raw), draws=4000, choices={})
    assert found.beats("north", "south") == pytest.approx(0.5, abs=0.03)  # 4 standard errors
    assert found.beats("north", "south") + found.beats("south", "north") == pytest.approx(1)


def test_scores_reach_as_far_as_the_weights_let_them() -> None:
    # weights from 0.75 to 1.25 of two indicators, 100 and 0: shares from 0.375 to 0.625
    raw = pd.DataFrame({"a": [1.0, 0.0], "b": [0.0, 1.0]}, index=["north", "south"])
    found = uncertainty(of_table(raw), draws=20_000, choices={}, confidence=0.9999)
    low, high = found.ranks.loc["north", ["score_low", "score_high"]]
    assert 37.5 <= low < 37.9
    assert 62.1 < high <= 62.5


# beside whole indices, made one by one


@pytest.mark.parametrize(
    "recipe", [Recipe(outliers="none"), Recipe(availability=0.5, aggregating="geometric")]
)
def test_draws_are_the_indices_built_one_by_one(recipe: Recipe) -> None:
    index = made(missing=4, recipe=recipe)
    choices = {"normalising": ["min_max", "rank"], "aggregating": ["arithmetic", "geometric"]}
    draws, seed = 20, 3
    found = uncertainty(index, draws=draws, choices=choices, seed=seed)
    uniform = np.random.default_rng(seed).random((draws, 2 + len(index.weights)))
    for draw, numbers in enumerate(uniform):
        names = {
            step: options[int(u * 2)]
            for (step, options), u in zip(choices.items(), numbers, strict=False)
        }
        own = rebuilt(index, names, 1 + 0.25 * (2 * numbers[2:] - 1))
        expected = ranked(own.scores).reindex(found.ranks.index).to_numpy("int64")
        assert found.drawn[:, draw].tolist() == expected.tolist()


def rebuilt(index: CompositeIndex, names: dict[str, str], factors: np.ndarray) -> CompositeIndex:
    """The whole index, from cards with other weights."""
    factor = pd.Series(factors, index.framework.weights.index)
    leaves, above = index.framework.indicators.copy(), index.framework.dimensions.copy()
    leaves["weight"] *= factor.reindex(leaves.index)
    above["weight"] *= factor.reindex(above.index).fillna(1.0)
    return build(index.raw, Framework(leaves, above), index.recipe.changed(**names))


def test_scores_are_those_of_the_index_built_with_these_weights() -> None:
    index = made(missing=3, dimensions=3)
    design = design_of(index, {}, 0.25)
    uniform = np.random.default_rng(1).random((7, design.width))
    for rows, _, scores in design.blocks(uniform):
        for row, column in zip(rows, scores.T, strict=True):
            own = rebuilt(index, {}, 1 + 0.25 * (2 * uniform[row] - 1))
            expected = own.scores[design.regions].to_numpy()
            assert column == pytest.approx(expected, abs=ROUNDING)


def test_results_do_not_depend_on_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    index = made(30)
    whole = uncertainty(index, draws=500)
    monkeypatch.setattr(_draws, "BLOCK", 30 * 7)
    parts = uncertainty(index, draws=500)
    assert (whole.drawn == parts.drawn).all()
    pd.testing.assert_frame_equal(whole.ranks, parts.ranks)


def test_the_seed_makes_the_draws() -> None:
    index = made(30)
    first, again, other = (uncertainty(index, draws=300, seed=seed) for seed in (1, 1, 2))
    assert (first.drawn == again.drawn).all()
    assert (first.drawn != other.drawn).any()


def test_the_index_is_not_touched() -> None:
    index = made(missing=2)
    raw, weights, scores = index.raw.copy(), index.weights.copy(), index.scores.copy()
    uncertainty(index, draws=50)
    pd.testing.assert_frame_equal(index.raw, raw)
    pd.testing.assert_series_equal(index.weights, weights)
    pd.testing.assert_series_equal(index.scores, scores)


# properties


@settings(max_examples=20)
@given(st.integers(0, 1), st.sampled_from([2, 5, 12]), st.floats(0, 0.9), st.floats(0.1, 0.99))
def test_intervals_hold_the_rank_and_lie_among_the_regions(
    seed: int, n: int, spread: float, confidence: float
) -> None:
    index = made(n, indicators=3, seed=seed, recipe=Recipe(outliers="none"))
    found = uncertainty(index, draws=60, spread=spread, choices={}, confidence=confidence)
    ranks = found.ranks
    assert (ranks["rank_low"] <= ranks["rank"]).all()
    assert (ranks["rank"] <= ranks["rank_high"]).all()
    assert ranks["rank_low"].min() >= 1
    assert ranks["rank_high"].max() <= n
    inside = (found.drawn >= ranks[["rank_low"]].to_numpy()) & (
        found.drawn <= ranks[["rank_high"]].to_numpy()
    )
    assert (inside.mean(axis=1) >= confidence - 1e-9).all()
    assert ranks["top_ten_share"].between(0, 1).all()


@given(st.lists(st.lists(st.integers(-3, 3), min_size=4, max_size=4), min_size=1, max_size=9))
def test_ranks_are_those_of_pandas(rows: list[list[int]]) -> None:
    scores = np.array(rows, dtype="float64")
    expected = pd.DataFrame(scores).rank(ascending=False, method="min").to_numpy()
    assert ranks_of(scores).T.tolist() == expected.tolist()


def test_scores_that_only_rounding_tells_apart_share_a_rank() -> None:
    scores = np.array([[0.1 + 0.2], [0.3], [0.3 + 1e-9]])
    assert scores[0] != scores[1]
    assert ranks_of(scores).tolist() == [[2, 2, 1]]


def test_more_spread_makes_wider_intervals() -> None:
    index = made(40)
    narrow, wide = (uncertainty(index, draws=500, spread=s, choices={}) for s in (0.05, 0.5))
    assert sum(widths(narrow)) < sum(widths(wide))


# choices


def test_what_does_not_go_together_is_not_drawn_and_said() -> None:
    found = uncertainty(made(), draws=200)
    assert list(found.not_drawn) == ["z_score with geometric"]
    assert not any("z_score" in name and "geometric" in name for name in found.combinations)
    assert sum(found.combinations.values()) == found.draws == 200
    assert "Not drawn: z_score with geometric, for z_score gives values" in found.in_words()


def test_combinations_are_drawn_alike_often() -> None:
    found = uncertainty(made(), draws=5000)
    assert len(found.combinations) == 5
    assert min(found.combinations.values()) > 850  # 1,000 each, standard deviation 28


def test_missing_values_and_outliers_vary_where_there_are_any() -> None:
    plain = uncertainty(made(), draws=10)
    assert list(plain.choices) == ["normalising with aggregating"]
    holes = uncertainty(made(missing=3), draws=10)
    assert "imputation" in holes.choices
    skewed = made().raw
    skewed.iloc[0, 0] = 1000.0
    assert uncertainty(of_table(skewed), draws=10).choices["outliers"] == [
        "winsorise_or_log",
        "none",
    ]


def test_the_own_way_is_always_among_the_usual_choices() -> None:
    index = made(recipe=Recipe(normalising="distance_to_best", aggregating="harmonic"))
    found = uncertainty(index, draws=10)
    assert "distance_to_best with harmonic" in found.choices["normalising with aggregating"]


def test_an_interval_of_other_choices_is_widened_to_hold_the_rank_and_says_so() -> None:
    values = np.array([[0.0, 1.0], [1.0, 0.0], [0.6, 0.3], [0.2, 0.1]])
    raw = pd.DataFrame(values, index=list("wxyz"), columns=["a", "b"])
    index = of_table(raw)
    found = uncertainty(
        index,
        draws=50,
        spread=0,
        choices={"normalising": ["min_max"], "aggregating": ["geometric"]},
    )
    assert found.ranks.loc["y", ["rank", "rank_low", "rank_high"]].tolist() == [3, 1, 3]
    assert found.widened == 4
    assert "For 4 regions the index's own rank lay outside it" in found.in_words()
    assert found.ranks["score_low"].isna().all()  # no draw on the index's own scale


def test_the_benefit_of_the_doubt_has_no_weights_to_draw() -> None:
    index = made(12, recipe=Recipe(weighting="benefit_of_the_doubt"))
    found = uncertainty(index, draws=20, choices={})
    assert widths(found) == [0] * 12
    assert "In 20 draws each region has weights of its own" in found.in_words()
    assert "every weight" not in found.in_words()
    assert "weights of its own" not in uncertainty(made(), draws=5, choices={}).in_words()


def test_weights_from_the_data_are_drawn_around_what_the_data_say() -> None:
    index = made(recipe=Recipe(weighting="entropy"))
    found = uncertainty(index, draws=10, spread=0, choices={})
    assert (found.ranks["rank_low"] == index.ranks).all()


# what the reader sees


def test_the_table_stands_beside_that_of_the_index() -> None:
    index = made(missing=4)
    table = uncertainty(index, draws=50).table()
    columns = [
        "region",
        "name",
        "value",
        "rank",
        "rank_low",
        "rank_high",
        "rank_median",
        "available",
    ]
    assert list(table) == columns
    pd.testing.assert_frame_equal(table[list(index.table())], index.table())


def test_it_says_how_many_intervals_are_wide() -> None:
    found = uncertainty(made(40, indicators=4), draws=300)
    wide = sum(width > 10 for width in widths(found))
    assert 0 < wide < 40
    assert f"For {wide} of 40 regions the interval, the middle 90% of the draws, spans" in repr(
        found
    )
    assert f"For {wide} of 40 regions" in found._repr_html_()
    assert "300 draws: every weight within 25% of its own" in found.in_words()


def test_thirds_and_the_first_ten_are_shares_of_draws() -> None:
    found = uncertainty(made(30, seed=5), draws=400)
    place = found.ranks.index.get_loc("r07")
    drawn, own = found.drawn[place], found.ranks.loc["r07", "rank"]
    first = [1, 10] if own <= 10 else [11, 20] if own <= 20 else [21, 30]
    same = ((drawn >= first[0]) & (drawn <= first[1])).mean()
    assert found.ranks.loc["r07", "same_third_share"] == pytest.approx(same)
    assert found.ranks.loc["r07", "top_ten_share"] == pytest.approx((drawn <= 10).mean())


# what is refused


def test_all_wrong_numbers_come_at_once() -> None:
    with pytest.raises(ParameterError) as caught:
        uncertainty(made(), draws=0, spread=1.0, confidence=2.0)
    assert [problem.column for problem in caught.value.problems] == [
        "draws",
        "spread",
        "confidence",
    ]
    assert all(problem.remedy for problem in caught.value.problems)


def test_all_wrong_names_come_at_once() -> None:
    with pytest.raises(UnknownName) as caught:
        uncertainty(
            made(), choices={"normalizing": ["rank"], "aggregating": ["mean"], "outliers": []}
        )
    assert [problem.code for problem in caught.value.problems] == ["CLW-I31", "CLW-I31", "CLW-I01"]
    assert "nearest: normalising" in str(caught.value)


def test_choices_of_which_none_go_together_are_refused() -> None:
    with pytest.raises(
        ParameterError, match="no combination of the choices goes together"
    ) as caught:
        uncertainty(made(), choices={"normalising": ["z_score"], "aggregating": "geometric"})
    assert caught.value.problems[0].code == "CLW-I32"


def test_a_region_that_is_not_ranked_beats_nobody() -> None:
    with pytest.raises(UnknownName, match="r99"):
        uncertainty(made(), draws=5).beats("r01", "r99")
