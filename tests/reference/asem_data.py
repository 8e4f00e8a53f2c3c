"""COINr's own example, the ASEM index, after each of its steps: read for tests of ours."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

FOLDER = Path(__file__).with_name("asem")


def asem_data() -> pd.DataFrame:
    """Raw values, groups and denominators of 51 countries, by country, in the order of codes."""
    return _read("ASEM_iData", "uCode").rename_axis("region").sort_index()


def asem_meta() -> pd.DataFrame:
    """Indicators, aggregates, groups and denominators, by code: direction, weight, parent ..."""
    return _read("ASEM_iMeta", "iCode").rename_axis("indicator")


def asem_indicators() -> pd.DataFrame:
    """The part of the framework that is indicators."""
    meta = asem_meta()
    return meta[meta["Type"] == "Indicator"]


def asem_directions() -> pd.Series:
    """+1 where more is better, -1 where less is, by indicator."""
    return asem_indicators()["Direction"].astype(float)


def asem_groups() -> pd.Series:
    """Europe or Asia, by country."""
    return asem_data()["EurAsia_group"]


def asem_step(name: str) -> pd.DataFrame:
    """The data set after one step, regions by indicators (or aggregates), missing as NaN.

    Raw, Denominated, Imputed, Screened, Treated, Normalised; Aggregated and Ranks hold the
    aggregates. Further tables of numbers: see the README of the folder.
    """
    if name == "Raw":
        table = asem_data()[list(asem_indicators().index)]
    else:
        table = _read(name, "uCode").rename_axis("region")
    return table.astype(float).rename_axis(columns="indicator")


def asem_treatment() -> pd.DataFrame:
    """What COINr did about outliers, by indicator."""
    return _read("treatment", "iCode").rename_axis("indicator")


def _read(name: str, key: str) -> pd.DataFrame:
    return pd.read_csv(FOLDER / f"{name}.csv", index_col=key, keep_default_na=False, na_values="")
