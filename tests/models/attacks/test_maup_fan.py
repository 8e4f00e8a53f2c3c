"""An association that the borders make is unmasked by other borders; an honest one stays."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked, grid, places
from workbench.errors import ParameterError
from workbench.models import panel
from workbench.models.attacks.maup_fan import maup_fan
from workbench.models.specification import Specification

PLAIN = Specification("wage_index ~ log(employment_density)", "employment_density")
FEW = {"shares": [0.4, 0.15], "draws": 2}


def noise(seed):
    return np.random.default_rng(seed).normal(size=144) * 0.1


def test_an_artefact_of_the_borders_is_found():
    """Neighbours differ in both (a chessboard), while north and south differ the other way."""
    north, _ = places()
    row, column = np.divmod(np.arange(144), 12)
    black = 2.0 * ((row + column) % 2) - 1
    study = grid(1.2 * black + north, black - north + noise(0))
    table = panel(study)
    assert PLAIN.fit(table).term("employment_density")["low"] > 0
    found = maup_fan(table, PLAIN, study=study, **FEW)
    assert found.survived is False
    assert "hangs on the borders" in found.words
    assert found.facts["zonings"] == 4


def test_an_honest_effect_survives():
    north, east = places()
    density = north + 0.5 * east + noise(1)
    study = grid(density, 0.5 * density + noise(2))
    table = panel(study)
    before = table.copy()
    found = maup_fan(table, PLAIN, study=study, **FEW)
    assert found.survived is True
    assert found.table["zones"].tolist()[:2] == [144, 58]
    pd.testing.assert_frame_equal(table, before)


def test_nothing_to_lose_and_the_seed():
    study = grid(noise(1), noise(2))
    table = panel(study)
    one = {"shares": [0.4], "draws": 1}
    first, second = (maup_fan(table, PLAIN, study=study, **one, seed=1) for _ in "ab")
    assert first.survived is None
    pd.testing.assert_frame_equal(first.table, second.table)
    other = maup_fan(table, PLAIN, study=study, **one, seed=2).table
    assert not other["estimate"].equals(first.table["estimate"])


def test_what_cannot_be_done_is_told():
    for name, words in (
        ("european_regions", r"no counts .*employment_share"),
        ("us_states_manufacturing", "neither an outline nor coordinates"),
    ):
        study, table, model = asked(name)
        found = maup_fan(table, model, study=study)
        assert pd.Series([found.undone]).str.contains(words).all()
    study = grid(noise(1), noise(2))
    with pytest.raises(ParameterError, match=r"CLW-F55 .*draws"):
        maup_fan(panel(study), PLAIN, study=study, draws=0)


@pytest.mark.parametrize(
    ("name", "weights"),
    [
        ("china_prefectures", None),
        ("strasbourg_establishments", {"percent_with_10_employees": "employers"}),
        ("us_metro_clusters", {"mean_wage": "employment_disclosed"}),
    ],
)
def test_on_shipped_studies(name, weights):
    study, table, model = asked(name)
    found = maup_fan(table, model, study=study, shares=[0.5], draws=1, weights=weights)
    random = found.table[found.table["kind"] == "random"].iloc[0]
    assert 0.4 < random["zones"] / found.table["zones"].iloc[0] < 0.6
    assert found.survived is True


def test_levels_that_cannot_be_fitted_say_why():
    study, table, model = asked("zhejiang_guangdong")
    lines = maup_fan(table, model, study=study, shares=[0.5], draws=1).table.set_index("label")
    assert "gdp_per_head" in lines.loc["level: province", "undefined"]
    assert "coefficients apart" in lines.loc["level: county", "undefined"]
