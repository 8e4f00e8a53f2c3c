"""Sforzi's four steps, against a plain walk through them."""

import numpy as np
import pandas as pd
import pytest

from tests.reference import rules as reference
from tests.rules.tables import SIZE_CLASSES, verdicts
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.rules import industrial_district

SECTORS = ["manufacturing"] * 3 + ["services", "services", "farming"]
INDUSTRIES = pd.DataFrame({"industry": [f"i{i}" for i in range(6)], "sector": SECTORS})


def table_of(cube):
    names = [range(n) for n in cube.shape]
    index = pd.MultiIndex.from_product(names).to_frame(index=False)
    return pd.DataFrame(
        {
            "region": "r" + index[0].astype(str).str.zfill(2),
            "industry": "i" + index[1].astype(str),
            "size_class": index[2].map(dict(enumerate("sml"))),
            "employment": cube.ravel(),
        }
    )


@pytest.mark.parametrize("seed", range(20))
def test_it_is_the_plain_walk_through_the_steps(seed):
    random = np.random.default_rng(seed)
    cube = np.floor(random.lognormal(3, 1.5, (25, 6, 3)))
    table = table_of(cube)
    found = industrial_district(table, INDUSTRIES, SIZE_CLASSES)
    expected = reference.industrial_district(cube, SECTORS)
    assert expected.any()
    np.testing.assert_array_equal(found["is_cluster"].astype(bool), expected.ravel())
    backwards = industrial_district(table[::-1], INDUSTRIES[::-1], SIZE_CLASSES[::-1])
    keys = ["region", "industry"]
    pd.testing.assert_series_equal(
        backwards.set_index(keys)["is_cluster"].sort_index(),
        found.set_index(keys)["is_cluster"].sort_index(),
    )


def test_a_region_is_a_district_of_one_industry_at_most():
    cube = np.floor(np.random.default_rng(1).lognormal(3, 2, (60, 6, 3)))
    found = industrial_district(table_of(cube), INDUSTRIES, SIZE_CLASSES)
    per_region = found.groupby("region")["is_cluster"].sum()
    assert per_region.max() == 1
    assert set(found.loc[found["is_cluster"], "industry"]) <= {"i0", "i1", "i2"}


def test_large_plants_make_no_district():
    cube = np.zeros((3, 6, 3))
    cube[:, 3, 0] = [50, 500, 500]
    cube[0, 0, 0], cube[1, 0, 2], cube[2, 1, 2] = 400, 50, 60
    found = industrial_district(table_of(cube), INDUSTRIES, SIZE_CLASSES).set_index(
        ["region", "industry"]
    )
    assert found["is_cluster"].sum() == 1
    assert found.loc[("r00", "i0"), "is_cluster"]
    cube[0, 0] = [0, 0, 400]
    cube[1, 0, 0], cube[1, 0, 2] = 50, 0
    turned = industrial_district(table_of(cube), INDUSTRIES, SIZE_CLASSES)
    assert not turned["is_cluster"].any()


def test_a_region_with_an_unknown_cell_is_not_judged():
    cube = np.floor(np.random.default_rng(1).lognormal(3, 1.5, (5, 6, 3)))
    table = table_of(cube)
    table.loc[0, "employment"] = np.nan
    found = industrial_district(table, INDUSTRIES, SIZE_CLASSES)
    assert verdicts(found)[:6] == [None] * 6
    assert None not in verdicts(found)[6:]
    assert set(found["undefined"].dropna()) == {"value missing in the region"}


def test_industries_without_a_sector_and_classes_without_a_bound_are_told_together():
    table = table_of(np.ones((2, 6, 3)))
    with pytest.raises(StudyError) as caught:
        industrial_district(table, INDUSTRIES.iloc[1:], SIZE_CLASSES.iloc[:2])
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-C01", "i0"),
        ("CLW-C01", "l"),
    ]
    with pytest.raises(StudyError, match=r"(?s)CLW-C01.*there are: manufacturing"):
        industrial_district(table, INDUSTRIES, SIZE_CLASSES, manufacturing="industry")
    with pytest.raises(UnknownName, match="CLW-N04"):
        industrial_district(table.drop(columns="size_class"), INDUSTRIES, SIZE_CLASSES)
    with pytest.raises(ParameterError, match="CLW-P06"):
        industrial_district(table, INDUSTRIES, SIZE_CLASSES, sme_share=50)
