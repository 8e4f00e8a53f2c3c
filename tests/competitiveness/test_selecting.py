"""Which figures enter an index: years, coverage, denominators."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from workbench.competitiveness import index
from workbench.competitiveness.selecting import (
    framework_of,
    has_figures,
    latest_figures,
    select,
)
from workbench.data import Study
from workbench.errors import ParameterError

REGIONS = [f"r{i}" for i in range(10)]


def study(figures: dict[tuple[str, int], list[float]], **cards: object) -> Study:
    """A study of ten regions; figures by indicator and year, the first regions first."""
    rows = [
        (region, year, name, value)
        for (name, year), values in figures.items()
        for region, value in zip(REGIONS, values, strict=False)
    ]
    names = list(dict.fromkeys(name for name, _ in figures))
    table = pd.DataFrame({"indicator": names, "direction": "higher is better"})
    regions = pd.DataFrame({"region": REGIONS, "name": REGIONS, "area_km2": 2.0})
    indicators = pd.DataFrame(rows, columns=["region", "year", "indicator", "value"])
    tables = {
        "regions": regions,
        "indicators": indicators,
        "indicator_cards": table.assign(**cards),
    }
    return Study("made_up", Path(), {"resources": []}, tables)


def selected(made: Study, **options: int) -> pd.DataFrame:
    return select(made, framework_of(made), **options).values


def test_the_latest_year_that_covers_enough_regions() -> None:
    made = study({("a", 2014): [1.0] * 10, ("a", 2015): [2.0] * 8, ("a", 2016): [3.0] * 7,
                  ("b", 2016): [1.0] * 10})  # fmt: skip
    found = select(made, framework_of(made))
    assert found.years.to_dict() == {"a": 2015, "b": 2016}
    assert found.values["a"].dropna().tolist() == [2.0] * 8
    assert "a 2015" in found.notes[0]


def test_figures_older_than_the_limit_stay_out() -> None:
    made = study({("a", 2010): [1.0] * 10, ("b", 2016): [1.0] * 10})
    with pytest.raises(ParameterError) as error:
        selected(made)
    assert [p.code for p in error.value.problems] == ["CLW-I07"]
    assert selected(made, oldest=6)["a"].tolist() == [1.0] * 10


def test_figures_later_than_the_year_stay_out() -> None:
    made = study({("a", 2012): [1.0] * 10, ("a", 2016): [2.0] * 10, ("b", 2012): [3.0] * 10})
    assert selected(made, year=2013)["a"].tolist() == [1.0] * 10
    assert latest_figures(made, 2013)["a"].tolist() == [1.0] * 10
    assert latest_figures(made, None)["a"].tolist() == [2.0] * 10


def test_the_denominator_of_the_nearest_year_and_none_of_zero() -> None:
    made = study(
        {("a", 2015): [6.0] * 10, ("b", 2015): [1.0] * 10,
         ("people", 2011): [1.0] * 10, ("people", 2014): [2.0] * 9 + [0.0]},
        direction=["higher is better", "higher is better", "context"],
        denominator=["people", None, None],
    )  # fmt: skip
    found = selected(made)["a"]
    assert found.tolist()[:9] == [3.0] * 9
    assert np.isnan(found.iloc[9])


def test_a_column_of_regions_divides_too() -> None:
    figures = {("a", 2015): [6.0] * 10, ("b", 2015): [1.0] * 10}
    made = study(figures, denominator=["area_km2", None], unit=["jobs", "euro"])
    assert selected(made)["a"].tolist() == [3.0] * 10
    assert framework_of(made).indicators["unit"].tolist() == ["jobs / area km2", "euro"]


def test_figures_of_industries_are_no_figures_of_regions() -> None:
    made = study({("a", 2015): [6.0] * 10, ("b", 2015): [1.0] * 10})
    rows = made.indicators.assign(industry="C10")
    with pytest.raises(ParameterError, match="about an industry") as error:
        index(made.with_tables(indicators=rows))
    assert [p.code for p in error.value.problems] == ["CLW-I03"]
    mixed = pd.concat([made.indicators, rows.assign(value=99.0)], ignore_index=True)
    assert selected(made.with_tables(indicators=mixed))["a"].tolist() == [6.0] * 10


def test_whether_there_are_figures() -> None:
    made = study({("a", 2010): [1.0] * 10, ("b", 2016): [1.0] * 10})
    assert has_figures(made, "a", 2015)
    assert not has_figures(made, "a", 2016)
    assert not has_figures(made, "a", 2009)
