"""Ranks on the five factors are those of the table, and what nothing stands for is missing."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from workbench.data import load
from workbench.errors import UnknownName
from workbench.fieldwork.casebook import factor_profiles, records
from workbench.measures import relatedness_density

AUTOMOTIVE = "4"


@pytest.fixture(scope="module")
def study():
    return load("us_metro_clusters")


@pytest.fixture(scope="module")
def found(study):
    return factor_profiles(study, AUTOMOTIVE).set_index("factor")


def test_factors_are_those_of_the_document_in_its_order(found):
    own = records("productivity_factors").sort_values("position")
    assert found.index.tolist() == own["factor"].tolist()


def test_what_nothing_stands_for_is_missing_and_never_the_lowest(found):
    regions = found.columns.drop("proxy")
    lacking = found[regions].isna().all(axis=1)
    assert found.index[lacking].tolist() == ["information", "capital"]
    assert found["proxy"][lacking].eq("nothing stands for it").all()
    assert found.loc[~lacking, regions].notna().all(axis=None)


def test_ranks_are_shares_of_the_regions_that_have_less(study, found):
    cells = study.activity[(study.activity["industry"] == AUTOMOTIVE)]
    cells = cells[cells["employment"] > 0].set_index("region")
    related = relatedness_density(study.activity)
    related = related[related["industry"] == AUTOMOTIVE].set_index("region")["value"]
    proxies = {
        "labour": cells["employment"],
        "cost": cells["employment"] / cells["establishments"],
        "complementarity": related[related.index.isin(cells.index)],
    }
    largest = cells["employment"].sort_values(ascending=False).index[:3]
    assert found.columns.drop("proxy").tolist() == largest.tolist()
    for factor, proxy in proxies.items():
        values = proxy[np.isfinite(proxy)]
        for region in largest:
            less, same = (values < values[region]).sum(), (values == values[region]).sum()
            rank = (less + (same - 1) / 2) / (len(values) - 1)
            assert found.loc[factor, region] == pytest.approx(rank), (factor, region)


def test_an_indicator_that_names_a_factor_stands_for_it(tiny):
    tiny.tables["indicator_cards"] = (
        "indicator,name,unit,scale,factor\n"
        "gdp,Gross domestic product,yuan,log,\n"
        "schooling,Years of schooling,years,linear,information\n"
        "wage,Mean wage,yuan,log,\n"
    )
    found = factor_profiles(load(tiny.write()), "13", ["010101", "0102"]).set_index("factor")
    assert found.loc["information", "proxy"] == "Years of schooling"
    # 8 and 7 years; the county with 9 is left out, for its workers in 2015 are suppressed
    assert found.loc["information", ["010101", "0102"]].tolist() == [1.0, 0.0]
    assert found.loc["labour", ["010101", "0102"]].tolist() == [0.0, 1.0]  # 12 and 66 in 2015
    assert found.loc["capital", ["010101", "0102"]].isna().all()


@pytest.mark.parametrize(
    ("industry", "regions", "words"),
    [("4x", None, 'no industry "4x"'), ("4", ["1982"], 'with industry 4 "1982"; nearest: 19820')],
)
def test_names_that_are_not_there_are_told_with_the_nearest(study, industry, regions, words):
    with pytest.raises(UnknownName, match=words):
        factor_profiles(study, industry, regions)


def test_the_study_is_not_touched(study):
    before = study.activity.copy()
    factor_profiles(study, AUTOMOTIVE)
    pd.testing.assert_frame_equal(study.activity, before)
