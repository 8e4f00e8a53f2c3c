"""Recipes on the studies that ship: published values where there are some, else the same by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.models import fit, panel
from workbench.models.recipes import recipes


@pytest.fixture(scope="module")
def states() -> pd.DataFrame:
    return panel("us_states_manufacturing")


def test_density_in_chinese_prefectures():
    """S1 is the fullest rung of the study's own ladder."""
    table = panel("china_prefectures")
    controls = ["population_density", "mean_years_schooling"]
    found = recipes["density_elasticity"](
        table,
        outcome="gdp_per_head",
        density="employment_density",
        controls=controls,
        fixed_effects=["province"],
        cluster="province",
    )
    same = fit(
        "log(gdp_per_head) ~ log(employment_density) + log(population_density) + "
        "mean_years_schooling | province",
        table,
        cluster="province",
    )
    pd.testing.assert_frame_equal(found.coefficients, same.coefficients)
    assert found.term("employment_density")["low"] > 0


def test_growth_of_subsectors_in_states(states):
    """S2 with dummies of the industries by least squares in numpy, from columns made anew."""
    found = recipes["localisation_growth"](states, first=2000, last=2011)
    start = states[states["year"] == 2000].set_index(["region", "industry"])
    end = states[states["year"] == 2011].set_index(["region", "industry"])["employment"]
    size = start["employment"]
    region, industry = (size.groupby(key).transform("sum") for key in ("region", "industry"))
    both = start["employment"].notna() & start["establishments"].notna()
    known = start[both]
    density = (
        known["establishments"].groupby("industry").sum()
        / known["employment"].groupby("industry").sum()
    )
    squares = (size**2).groupby("region").transform("sum")
    table = (
        pd.DataFrame(
            {
                "growth": np.log(end.reindex(start.index) / size),
                "specialisation": np.log(size / region / (industry / size.sum())),
                "competition": np.log(
                    start["establishments"] / size / density.reindex(start.index, level="industry")
                ),
                "diversity": np.log((region - size) ** 2 / (squares - size**2)),
                "size": np.log(size),
            }
        )
        .replace([np.inf, -np.inf], np.nan)
        .dropna()
    )
    dummies = pd.get_dummies(table.index.get_level_values("industry"), dtype=float)
    x = np.column_stack([table.iloc[:, 1:], dummies])
    expected = np.linalg.lstsq(x, table["growth"], rcond=None)[0][:4]
    assert found.n_used == len(table)
    np.testing.assert_allclose(found.coefficients["estimate"], expected, rtol=1e-6)
    assert found.term("competition")["low"] > 0


def test_convergence_of_subsectors_in_states(states):
    """S3: strong subsectors fall back, as in Delgado, Porter and Stern (2014)."""
    found = recipes["convergence_and_cluster_strength"](states, first=2000, last=2011)
    assert found.term("specialisation")["high"] < 0
    assert list(found.coefficients.index) == [
        "log(specialisation)",
        "log(related_specialisation)",
    ]
    assert found.n_used == 881


def test_wages_in_metropolitan_clusters():
    """S4 without the surrounding cluster is the study's question."""
    table = panel("us_metro_clusters")
    asked = {"wage": "mean_wage", "specialisation": "location_quotient"}
    found = recipes["wages_on_clusters"](table, **asked)
    same = fit(
        "log(mean_wage) ~ log(location_quotient) | region + industry", table, cluster="region"
    )
    pd.testing.assert_frame_equal(found.coefficients, same.coefficients)
    around = recipes["wages_on_clusters"](table, **asked, employment="employment")
    assert around.term("location_quotient")["low"] > 0
    assert "log(surrounding_specialisation)" in around.coefficients.index


@pytest.mark.parametrize(
    ("controls", "effects", "estimate", "std_error"),
    [
        ((), ["year"], -0.746, 0.068),
        (
            (
                "manufacturing_share_start",
                "college_share_start",
                "foreign_born_share_start",
                "female_employment_share_start",
                "routine_share_start",
                "offshorability_start",
            ),
            ["division", "year"],
            -0.596,
            0.099,
        ),
    ],
)
def test_imports_from_china(controls, effects, estimate, std_error):
    """S7: Autor, Dorn and Hanson (2013), table 3, columns 1 and 6. The published errors are
    without the factor (N - 1) / (N - K) for the dummies, so ours are up to 2 % larger."""
    found = recipes["shift_share_instrument"](
        panel("us_commuting_zones"),
        outcome="change_manufacturing_employment",
        exposure="import_exposure_change",
        instrument="import_exposure_instrument",
        controls=controls,
        fixed_effects=effects,
        cluster="state",
        weights="population_weight",
    )
    line = found.term("import_exposure_change")
    assert line["estimate"] == pytest.approx(estimate, abs=5e-4)
    assert line["std_error"] == pytest.approx(std_error, rel=0.02)
