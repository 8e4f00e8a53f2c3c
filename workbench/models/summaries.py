"""What does a panel hold: labels with units, descriptive statistics, one number a region."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from workbench.measures import measures
from workbench.models.ladder import in_scale


def label_of(panel: pd.DataFrame, column: str) -> str:
    """A column in words, with its unit: "GDP per head (yuan)"."""
    card = panel.attrs.get("columns", {}).get(column, {})
    label = str(card.get("label", column.replace("_", " ")))
    unit = card.get("unit")
    return f"{label} ({unit})" if isinstance(unit, str) and unit else label


def is_logarithmic(panel: pd.DataFrame, column: str) -> bool:
    """Whether models take the column in logarithms."""
    return in_scale(column, panel) != column


def by_region(panel: pd.DataFrame, column: str | pd.Series) -> pd.Series:
    """One number a region: the mean over its rows, geometric where the column is logarithmic.

    A series is averaged as it is, aligned by the panel's index. Regions whose rows all lack a
    value are missing; a zero has no geometric mean and is left out of it.
    """
    if isinstance(column, pd.Series):
        return column.groupby(panel.loc[column.index, "region"]).mean()
    values = panel[column]
    if not is_logarithmic(panel, column):
        return values.groupby(panel["region"]).mean()
    logarithms = pd.Series(np.log(values.where(values > 0)), panel.index)
    return pd.Series(np.exp(logarithms.groupby(panel["region"]).mean()))


def summary(panel: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Rows, missing, zeros, mean, standard deviation, lowest, median and highest of each column."""
    lines = []
    for column in dict.fromkeys(columns):
        values = panel[column].astype("float64")
        lines.append(
            {
                "column": label_of(panel, column),
                "rows": len(values),
                "missing": int(values.isna().sum()),
                "zero": int((values == 0).sum()),
                "mean": values.mean(),
                "standard deviation": values.std(),
                "lowest": values.min(),
                "median": values.median(),
                "highest": values.max(),
            }
        )
    return pd.DataFrame(lines)


def names_of(panel: pd.DataFrame) -> pd.Series:
    """Each row in words: the region's name, with the industry's where rows are by industry."""
    name = panel["name"] if "name" in panel else panel["region"]
    if "industry" not in panel.attrs.get("keys", []):
        return name
    industry = panel["industry_name"] if "industry_name" in panel else panel["industry"]
    return name + " · " + industry


def methods(names: Sequence[str], panel: pd.DataFrame) -> pd.DataFrame:
    """How each measure is computed: variant, formula, reading, source; one row a measure."""
    lines = []
    for name in names:
        card = measures[name].card
        facts = panel.attrs.get("columns", {}).get(name, {})
        lines.append(
            {
                "measure": name.replace("_", " "),
                "variant": facts.get("variant", ""),
                "formula": card.formula,
                "reading": card.reading,
                "source": card.source,
                "caveats": "; ".join(card.caveats),
            }
        )
    return pd.DataFrame(lines)
