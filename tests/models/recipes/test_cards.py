"""Every recipe says what it is, and its card names the columns that its function takes."""

from __future__ import annotations

import inspect

import pandas as pd
import pytest

from workbench.errors import ParameterError
from workbench.models.recipes import recipes

NAMES = recipes.names()


def test_there_are_fourteen_each_once():
    numbers = [recipes[name].card.number for name in NAMES]
    assert sorted(numbers, key=lambda n: int(n[1:])) == [f"S{i}" for i in range(1, 15)]


@pytest.mark.parametrize("name", NAMES)
def test_roles_are_the_parameters(name):
    recipe = recipes[name]
    taken = [p for p in inspect.signature(recipe).parameters if p != "panel"]
    assert sorted(recipe.card.roles) == sorted(taken)


@pytest.mark.parametrize("name", NAMES)
def test_cards_are_full(name):
    card = recipes[name].card
    texts = [card.question, card.equation, card.coefficient, card.typical, *card.papers]
    assert all(texts)
    assert card.question.endswith("?")
    assert card.papers
    assert card.caveats
    assert not card.is_verified or "unverified" not in card.typical
    for part in ("Parameters", "Returns", "Raises", "Examples"):
        assert f"{part}\n    ---" in str(recipes[name].__doc__)


@pytest.mark.parametrize("name", NAMES)
def test_columns_that_are_not_there_are_told_together(name):
    """Every role without a default that holds a column is asked for before anything is done."""
    recipe = recipes[name]
    needed = {
        parameter.name: "not_there"
        for parameter in inspect.signature(recipe).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
        and parameter.default is inspect.Parameter.empty
    }
    needed |= {name: [f"no_{name}"] for name in ("instruments", "forces") if name in needed}
    needed |= {name: 2000 for name in ("first", "last") if name in needed}
    with pytest.raises(ParameterError) as told:
        recipe(pd.DataFrame({"name": ["a", "b"]}), **needed)
    assert {problem.code for problem in told.value.problems} == {"CLW-N04"}
    assert all(problem.remedy for problem in told.value.problems)
