"""What belongs to what: the tree of an index, and cards that describe none."""

from __future__ import annotations

import pandas as pd
import pytest

from workbench.competitiveness import Framework
from workbench.errors import ParameterError

CARDS = pd.DataFrame(
    {
        "indicator": ["wage", "jobs", "patents", "area"],
        "name": ["Wage", "Jobs lost", "Patents", "Area"],
        "unit": ["euro", "jobs", "n", "km2"],
        "direction": ["higher is better", "lower is better", "higher is better", "context"],
        "dimension": ["income", "labour", "innovation", "place"],
        "weight": [2.0, None, 1.0, 1.0],
    }
)
DIMENSIONS = pd.DataFrame(
    {
        "dimension": ["outcomes", "income", "labour", "innovation", "unused"],
        "name": ["Outcomes", "Income", "Labour", "Innovation", "Unused"],
        "parent": [None, "outcomes", "outcomes", None, "outcomes"],
        "weight": [1.0, 3.0, 1.0, 1.0, 1.0],
    }
)


def codes(error: pytest.ExceptionInfo[ParameterError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_children_stand_before_their_parents_and_the_index_is_last() -> None:
    found = Framework.from_cards(CARDS, DIMENSIONS)
    assert found.nodes[-1] == "index"
    assert found.nodes.index("income") < found.nodes.index("outcomes")
    assert dict(found.groups)["outcomes"] == ["income", "labour"]
    assert dict(found.groups)["index"] == ["outcomes", "innovation"]


def test_context_stays_out_and_unused_dimensions_too() -> None:
    found = Framework.from_cards(CARDS, DIMENSIONS)
    assert list(found.indicators.index) == ["wage", "jobs", "patents"]
    assert "unused" not in found.dimensions.index


def test_directions_and_weights_come_from_the_cards() -> None:
    found = Framework.from_cards(CARDS, DIMENSIONS)
    assert found.indicators["direction"].tolist() == [1, -1, 1]
    assert found.weights[["wage", "jobs", "income"]].tolist() == [2, 1, 3]


def test_weight_zero_keeps_an_indicator_out_unless_it_is_asked_for() -> None:
    cards = CARDS.assign(weight=[0.0, 1.0, 1.0, 1.0])
    assert list(Framework.from_cards(cards).indicators.index) == ["jobs", "patents"]
    asked = Framework.from_cards(cards, only=["wage", "jobs"])
    assert asked.weights[["wage", "jobs"]].tolist() == [1, 1]


def test_without_a_table_of_dimensions_they_stand_under_the_index() -> None:
    found = Framework.from_cards(CARDS)
    assert dict(found.groups)["index"] == ["income", "labour", "innovation"]
    assert found.name_of("labour") == "Labour"


def test_one_indicator_left_out_takes_its_empty_dimensions_along() -> None:
    rest = Framework.from_cards(CARDS, DIMENSIONS).without("patents")
    assert rest.nodes == ["wage", "jobs", "income", "labour", "outcomes", "index"]


def test_all_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(ParameterError) as error:
        Framework.from_cards(
            CARDS.assign(weight=[-1.0, 1, 1, 1]),
            DIMENSIONS.assign(parent=[None, "outcome", None, None, None]),
            only=["wage", "jobs", "area", "wages"],
        )
    assert codes(error) == ["CLW-I04", "CLW-I04", "CLW-I02", "CLW-I05"]
    assert "nearest" in str(error.value)


def test_an_unknown_dimension_is_told() -> None:
    with pytest.raises(ParameterError, match="incom") as error:
        Framework.from_cards(CARDS.replace({"dimension": {"income": "incom"}}), DIMENSIONS)
    assert codes(error) == ["CLW-I05"]


def test_parents_in_a_circle_are_told() -> None:
    circle = DIMENSIONS.assign(parent=["income", "outcomes", None, None, None])
    with pytest.raises(ParameterError, match="circle"):
        Framework.from_cards(CARDS, circle)


@pytest.mark.parametrize("direction", ["context", None, "up"])
def test_fewer_than_two_directions_make_no_index(direction: str | None) -> None:
    with pytest.raises(ParameterError) as error:
        Framework.from_cards(CARDS.assign(direction=["higher is better", *[direction] * 3]))
    assert codes(error) == ["CLW-I03"]
