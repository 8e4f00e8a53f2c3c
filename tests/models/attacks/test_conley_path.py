"""Noise that neighbours share is unmasked by the path; independent rows lose nothing."""

import numpy as np
import pandas as pd
import pytest

from tests.models.attacks.shipped import asked
from workbench.errors import ParameterError
from workbench.models import fit
from workbench.models.attacks.conley_path import conley_path
from workbench.models.specification import Specification

PLAIN = Specification("y ~ x", "x")


def field(seed, reach):
    """Values on a 20 x 20 grid of 30 km that neighbours within `reach` share."""
    random = np.random.default_rng(seed)
    row, column = np.divmod(np.arange(400), 20)
    apart = np.hypot(row[:, None] - row, column[:, None] - column)
    smooth = np.exp(-((apart / reach) ** 2)) @ random.normal(size=400)
    return (smooth - smooth.mean()) / smooth.std()


def on_a_grid(x, y):
    row, column = np.divmod(np.arange(400), 20)
    degrees = 30 / 111.2
    return pd.DataFrame(
        {"x": x, "y": y, "longitude": column * degrees, "latitude": row * degrees - 2.5}
    )


def test_shared_noise_is_found():
    table = on_a_grid(field(2, 4.0), field(12, 4.0))
    by_row = fit("y ~ x", table).term("x")
    assert by_row["p_value"] < 0.001  # robust errors are sure of what is not there
    found = conley_path(table, PLAIN)
    assert found.survived is False
    wide = found.table.set_index("label").loc["Conley, 200 km, bartlett"]
    assert wide["low"] < 0 < wide["high"]
    assert wide["std_error"] > 2 * by_row["std_error"]


def test_an_honest_effect_survives():
    x = field(1, 4.0)
    noise = np.random.default_rng(5).normal(size=400)
    found = conley_path(on_a_grid(x, 0.5 * x + noise), PLAIN)
    assert found.survived is True
    assert "the same answer at every cut-off" in found.words


def test_rows_are_the_fits_themselves():
    table = on_a_grid(field(1, 2.0), field(2, 2.0)).assign(half=np.arange(400) // 50)
    found = conley_path(table, Specification("y ~ x", "x", "half"), cutoffs_km=[0, 100])
    rows = found.table.set_index("label")
    own = fit("y ~ x", table, standard_errors="conley", cutoff_km=100, kernel="uniform").term("x")
    assert rows.loc["Conley, 100 km, uniform", "high"] == pytest.approx(own["high"], rel=1e-12)
    clustered = fit("y ~ x", table, cluster="half").term("x")
    assert rows.loc["clustered by half", "low"] == pytest.approx(clustered["low"], rel=1e-12)
    assert len(set(rows["estimate"])) == 1
    assert rows["cutoff_km"].tolist() == [0, 0, 100, 100]


def test_a_cutoff_short_of_every_neighbour_is_robust():
    found = conley_path(on_a_grid(field(1, 2.0), field(2, 2.0)), PLAIN, cutoffs_km=[0, 10])
    assert np.ptp(found.table["std_error"]) == pytest.approx(0, abs=1e-12)


def test_what_cannot_be_done_is_told():
    table = on_a_grid(field(1, 2.0), field(2, 2.0))
    bare = table.drop(columns="longitude")
    assert conley_path(bare, PLAIN).undone == "the panel has no longitude"
    with pytest.raises(ParameterError, match=r"CLW-F55 .*cutoffs_km\[1\] = -5"):
        conley_path(table, PLAIN, cutoffs_km=[50, -5])


def test_on_shipped_studies():
    _, china, model = asked("china_prefectures")
    found = conley_path(china, model, cutoffs_km=[0, 200], kernels=["bartlett"])
    assert found.survived is True
    assert found.table["kind"].tolist() == ["robust", "clustered", "conley"]
    _, tracts, model = asked("strasbourg_establishments")
    assert conley_path(tracts, model, cutoffs_km=[0, 5, 20]).survived is True
    _, states, model = asked("us_states_manufacturing")
    assert conley_path(states, model).undone == "the panel has no longitude and no latitude"
