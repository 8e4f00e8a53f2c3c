"""What a page says of an index: sentences and tables that follow from it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench import competitiveness
from workbench.competitiveness import CompositeIndex, Framework, Recipe, build
from workbench.competitiveness.presentation import shares_of_the_whole
from workbench.competitiveness.uncertainty import Uncertainty


@pytest.fixture(scope="module")
def made() -> CompositeIndex:
    return wb.index("china_prefectures")


@pytest.fixture(scope="module")
def sure(made: CompositeIndex) -> Uncertainty:
    return competitiveness.uncertainty(made, draws=300)


def test_in_short_counts_the_draws(sure: Uncertainty) -> None:
    lead, width, pairs = competitiveness.in_short(sure)
    first, second = sure.ranks.index[:2]
    ahead = (sure.drawn[0] < sure.drawn[1]).mean()
    names = sure.index.names
    assert names is not None
    assert lead == (
        f"{names[first]} ranks first of 274, ahead of {names[second]} in {ahead:.0%} of 300 "
        "draws of weights and methods."
    )
    spans = sure.ranks["rank_high"] - sure.ranks["rank_low"]
    assert f"spans {np.median(spans):.0f} ranks" in width
    told = sum(
        (sure.drawn[i] < sure.drawn[i + 1]).mean() >= 0.95 for i in range(len(sure.ranks) - 1)
    )
    assert f"Of 273 pairs of neighbours in the ranking, {told} are told apart" in pairs


def test_shares_of_the_whole_add_up_and_make_the_score(made: CompositeIndex) -> None:
    shares = shares_of_the_whole(made)
    assert shares.sum() == pytest.approx(1)
    whole = made.normalised.dropna()
    assert (whole @ shares).to_numpy() == pytest.approx(made.scores[whole.index].to_numpy())


def test_ingredients_say_year_and_coverage(made: CompositeIndex) -> None:
    table = competitiveness.ingredients(made).set_index("indicator")
    assert table.at["Mean years of schooling", "year"] == 2010
    assert table.at["Fiscal revenue", "divided by"] == "population_interpolated"
    assert table.at["Workers of urban units", "regions"] == 277


def test_one_indicator_alone_agrees_with_nobody(made: CompositeIndex) -> None:
    table = competitiveness.agreement(made).set_index("dimension")
    assert table.at["Labour", "remark"] == "one indicator alone"
    assert np.isnan(table.at["Labour", "alpha"])
    correlation = made.normalised[["fiscal_revenue", "gdp_per_head"]].corr().iloc[0, 1]
    assert table.at["Economy", "first component"] == pytest.approx((1 + correlation) / 2)


def test_treatment_counts_gaps() -> None:
    cards = pd.DataFrame({"indicator": ["a", "b"], "direction": "higher is better"})
    raw = pd.DataFrame({"a": [1.0, 2, np.nan, 4], "b": [4.0, 3, 2, 1]}, index=list("wxyz"))
    found = build(raw, Framework.from_cards(cards), Recipe(availability=0, imputation="mean"))
    table = competitiveness.treatment(found).set_index("indicator")
    assert table.at["a", "missing"] == table.at["a", "imputed"] == 1


def test_what_is_beside_the_index_is_not_in_it() -> None:
    study = wb.load("european_regions")
    made = wb.index(study)
    table = competitiveness.beside(made, study).set_index("indicator")
    assert "Unemployment rate" not in table.index
    published = study.indicators
    rows = (published["indicator"] == "competitiveness_index") & (published["year"] == 2016)
    other = published[rows].set_index("region")["value"]
    both = pd.concat([made.scores, other], axis=1, join="inner")
    assert table.at["Regional Competitiveness Index", "n"] == len(both)
    expected = np.corrcoef(both.to_numpy().T)[0, 1]
    assert table.at["Regional Competitiveness Index", "correlation"] == pytest.approx(expected)


def test_claims_keep_their_relation() -> None:
    table = competitiveness.facts_in_short()
    assert {"about 70", "71", "about 35", "more than 50", "less than 33.3"} == set(table["figure"])
    assert table["claim"].str.contains(r"\(document 00\d\)").all()


def test_small_firms_or_why_not() -> None:
    none = competitiveness.small_firms(wb.load("china_prefectures"))
    assert none["remark"].tolist() == ["china_prefectures: the study has no sizes of firms"]
    some = competitiveness.small_firms(wb.load("strasbourg_establishments"), level="commune")
    assert some["place_best"].is_monotonic_increasing
    assert some["sme_share_low"].between(0, 1).all()
