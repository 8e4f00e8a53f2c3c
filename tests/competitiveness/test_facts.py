"""Fact cards: whole, in step with each other, and with the sums of the figures they quote."""

import re
from dataclasses import FrozenInstanceError, fields

import numpy as np
import pytest

from workbench.competitiveness.facts import (
    GRADES,
    RELATIONS,
    fact,
    facts,
    facts_table,
    official_figures,
)
from workbench.errors import UnknownName

CLAIMS = {  # as the documents print them, by the number each document's name begins with
    "employment_share_any_economy": ("000", "about", 70),
    "export_share_any_economy": ("000", "about", 35),
    "earnings_share_any_economy": ("000", "more than", 50),
    "employment_share_europe": ("002", "equal", 71),
    "success_abroad_china": ("003", "less than", 100 / 3),
}


def rounded(value, digits=1):
    """What a number printed with so many digits may have been."""
    half = 0.5 * 10**-digits
    return np.array([value - half, value + half])


def test_the_claims_are_those_of_the_documents():
    found = {n: (card.document[:3], card.relation, card.figure) for n, card in facts().items()}
    assert found.keys() == CLAIMS.keys()
    for name, (document, relation, figure) in CLAIMS.items():
        assert found[name] == (document, relation, pytest.approx(figure, abs=1e-12))


@pytest.mark.parametrize(
    "card", [*facts().values(), *official_figures().values()], ids=lambda c: c.name
)
def test_a_card_is_whole(card):
    optional = {"later", "without_later", "printed"}
    for name in {field.name for field in fields(card)} - optional:
        assert getattr(card, name) not in ("", (), None), name
    assert card.relation in RELATIONS


@pytest.mark.parametrize("card", facts().values(), ids=lambda c: c.name)
def test_a_claim_has_a_later_figure_or_a_reason(card):
    assert bool(card.later) != bool(card.without_later)
    assert set(card.later) <= set(official_figures())
    assert all(card.later.values())
    assert card.evidence in GRADES
    kinds = {"earnings": "value added"}.get(card.measures, card.measures)
    for official in card.official:
        assert official.measures == kinds
        assert official.unit == card.unit
        assert official.year > 2009  # later than the documents


@pytest.mark.parametrize("official", official_figures().values(), ids=lambda c: c.name)
def test_official_figures_say_where_they_were_seen(official):
    assert re.match(r"https://[\w.-]+/", official.address)
    is_publishers = official.address.startswith("https://ec.europa.eu/eurostat/")
    assert official.is_verified == is_publishers  # what was seen elsewhere is to be checked
    if official.printed:
        first, sign, second = official.printed.split()
        total = float(first) + {"+": 1, "-": -1}[sign] * float(second)
        assert official.value == pytest.approx(total, abs=1e-9)


def test_persons_and_share_of_the_review_agree_with_each_other():
    named = {n.removeprefix("review_"): o.value for n, o in official_figures().items()}
    # everybody's employment in millions, as wide as rounding leaves it; the Commission's field is
    # part of the business economy, whose employment Eurostat put at 162.2 million in 2023
    least, most = rounded(named["persons_2023"]) / rounded(named["employment_2023"])[::-1] * 100
    assert 135.8 < least < 136.05 < most < 136.3
    assert most < 162.2
    # nearly all enterprises and two thirds of the persons: micro on average
    assert 1 < named["persons_2023"] / named["enterprises_2023"] < 10
    # the others: 0.2 % of enterprises, 47.3 million persons, so large ones on average
    others = named["enterprises_2023"] * (100 / rounded(named["enterprise_share_2023"], 1) - 1)
    persons = named["persons_2023"] * (100 / named["employment_2023"] - 1)
    assert persons / others.max() >= 250


def test_exports_of_all_borders_lie_between_those_within_and_outside():
    exports = {n: o.value for n, o in official_figures().items() if "exports" in n}
    outside, within = (
        exports["eurostat_exports_outside_2018"],
        exports["eurostat_exports_within_2018"],
    )
    assert outside < exports["eurostat_exports_2019"] < within


def test_the_table_has_a_row_for_each_pair():
    table = facts_table()
    assert len(table) == sum(max(len(card.later), 1) for card in facts().values())
    assert list(table["fact"].unique()) == list(facts())
    pairs = table.set_index(["fact", "official_name"])["difference"]
    assert pairs["employment_share_any_economy", "review_employment_2023"] == pytest.approx(-4.8)
    assert pairs["employment_share_europe", "review_employment_2023"] == pytest.approx(-5.8)
    assert pairs["export_share_any_economy", "eurostat_exports_2019"] == pytest.approx(2)
    assert pairs["earnings_share_any_economy", "eurostat_value_added_2019"] == pytest.approx(2.4)
    assert (table["not_comparable"].str.len() > 20).all()


def test_a_limit_has_no_difference_and_a_missing_figure_a_reason():
    table = facts_table()
    limit = table[table["official_is"] == "more than"]
    assert len(limit) == 1
    assert limit["difference"].isna().all()
    lone = table[table["fact"] == "success_abroad_china"]
    assert lone[["official", "difference", "official_year", "is_verified"]].isna().all(axis=None)
    assert "No official statistic" in lone["not_comparable"].iloc[0]


def test_cards_cannot_be_changed():
    with pytest.raises(FrozenInstanceError):
        fact("employment_share_europe").figure = 72
    with pytest.raises(TypeError):
        facts()["mine"] = fact("employment_share_europe")
    with pytest.raises(TypeError):
        fact("employment_share_europe").later["mine"] = "because"


def test_a_misspelt_card_is_told_with_the_nearest():
    with pytest.raises(UnknownName, match=r"CLW-I50 .*nearest: employment_share_europe") as caught:
        fact("employment_share_eurpe")
    assert caught.value.problems[0].remedy == "write employment_share_europe, if that is meant"
