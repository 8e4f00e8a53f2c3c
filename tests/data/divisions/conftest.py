"""The counties of two provinces as the extracts hold them, read apart from the workbench."""

from __future__ import annotations

import pandas as pd
import pytest

from tests.data.divisions.small_divisions import EVENTS, EXTRACTS, PAIRS
from workbench.data.divisions import build_division, read_changes


@pytest.fixture(scope="session")
def census() -> pd.DataFrame:
    """The finest regions of both censuses: 211 and 212 counties, Dongguan and Zhongshan."""
    path = EXTRACTS / "cn_county_zj_gd/census_2010_2020_zhejiang_guangdong.csv"
    table = pd.read_csv(path, dtype={"code": "str", "prefecture_code": "str"})
    is_finest = (table["level"] == "county") | table["code"].isin(["441900", "442000"])
    columns = {"code": "region", "prefecture_code": "parent"}
    return table[is_finest].rename(columns=columns).reset_index(drop=True)


@pytest.fixture(scope="session")
def by_code(census: pd.DataFrame) -> pd.DataFrame:
    return read_changes(PAIRS, census)[0]


@pytest.fixture(scope="session")
def counties(census: pd.DataFrame, by_code: pd.DataFrame) -> pd.DataFrame:
    return build_division(census, by_code)


@pytest.fixture(scope="session")
def by_name(counties: pd.DataFrame) -> pd.DataFrame:
    return read_changes(EVENTS, counties)[0]


@pytest.fixture(scope="session")
def changes(by_code: pd.DataFrame, by_name: pd.DataFrame) -> pd.DataFrame:
    return pd.concat([by_code, by_name]).drop_duplicates(["old_region", "new_region", "year"])


@pytest.fixture(scope="session")
def panel() -> pd.DataFrame:
    """The 208 units that the compilers of the extract made."""
    codes = ("unit_code", "merged_units_2010", "merged_units_2020")
    path = EXTRACTS / "cn_county_zj_gd/panel_208_units_2010_2020.csv"
    return pd.read_csv(path, dtype=dict.fromkeys(codes, "str"))
