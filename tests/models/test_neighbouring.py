"""Neighbours of a study: touching where all have outlines, else the nearest; by code."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.data import load
from workbench.errors import FormulaError, StudyError
from workbench.models import fit, panel
from workbench.models.neighbouring import nearby, neighbours_of


def test_a_study_with_outlines_has_neighbours_that_touch():
    study = load("zhejiang_guangdong")
    table = panel(study)
    found = neighbours_of(study, table)
    assert found.rule == "neighbours touch"
    assert set(found.regions) == set(table["region"])
    assert found.as_record()["islands"] == ["Zhoushan (330900)"]
    sums = found.graph.adjacency.groupby(level=0).sum()
    np.testing.assert_allclose(sums.drop("330900"), 1)
    few = table[table["region"].isin(list(found.regions)[:5])]
    assert set(neighbours_of(study, few).regions) == set(few["region"])


def test_a_study_with_points_has_the_six_nearest():
    study = load("us_metro_clusters")
    table = pd.DataFrame({"region": study.regions["region"].iloc[:40]})
    found = neighbours_of(study, pd.concat([table, table]))
    assert found.rule == "the 6 nearest regions are neighbours"
    assert (found.counts == 6).all()
    two = neighbours_of(study, table.iloc[:2])
    assert (two.counts == 1).all()


def test_a_study_that_does_not_say_where_its_regions_lie():
    study = load("european_regions")
    with pytest.raises(StudyError, match="CLW-G23"):
        neighbours_of(study, panel(study))


def test_a_panel_without_regions():
    study = load("zhejiang_guangdong")
    with pytest.raises(FormulaError, match="CLW-N04"):
        neighbours_of(study, pd.DataFrame({"town": ["a"]}))


def test_order_of_rows_is_irrelevant():
    random = np.random.default_rng(0)
    places = pd.DataFrame(
        {
            "region": [f"r{i}" for i in range(20)],
            "longitude": random.uniform(0, 5, 20),
            "latitude": random.uniform(0, 5, 20),
        }
    )
    first = nearby(pd.Index(places["region"]), places)
    mixed = places.sample(frac=1, random_state=1)
    again = nearby(pd.Index(mixed["region"]), mixed)
    pd.testing.assert_series_equal(first.graph.adjacency, again.graph.adjacency)


def test_a_spatial_model_of_a_study_names_its_island():
    study = load("china_prefectures")
    table = panel(study)
    found = fit(
        "log(gdp_per_head) ~ log(employment_density)", table,
        estimator="spatial_lag", neighbours=neighbours_of(study, table),
    )  # fmt: skip
    rho = found.coefficients.loc["spatial_lag", "estimate"]
    assert 0 < rho < 1
    assert set(found.tables) == {"impacts", "neighbours"}
