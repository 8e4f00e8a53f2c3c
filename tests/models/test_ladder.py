"""One effect step by step, and what a panel holds in labels and summaries."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from tests.models.tables import cross_section
from workbench.models import (
    by_region,
    formula_of,
    in_scale,
    is_logarithmic,
    label_of,
    ladder,
    ladder_table,
    methods,
    names_of,
    summary,
)

LOGARITHMIC = {"y": {"scale": "log"}, "x": {"scale": "log"}, "z": {"scale": "linear"}}


@pytest.fixture
def table():
    table = cross_section(200)
    table.attrs["columns"] = LOGARITHMIC
    return table


def steps(table, **options):
    return ladder(table, "y", "x", **options)


def test_each_step_adds_what_it_says(table):
    found = steps(table, controls=["z"], fixed_effects=["kind"], cluster="group")
    assert [(rung.name, rung.robust.formula) for rung in found] == [
        ("alone", "log(y) ~ log(x)"),
        ("with controls", "log(y) ~ log(x) + z"),
        ("with controls and kind effects", "log(y) ~ log(x) + z | kind"),
    ]


def test_steps_without_anything_new_are_left_out(table):
    assert [rung.name for rung in steps(table)] == ["alone"]
    assert [rung.name for rung in steps(table, controls=["z"])] == ["alone", "with controls"]
    effects = steps(table, fixed_effects=["kind", "group"])
    assert [rung.name for rung in effects] == ["alone", "with kind and group effects"]
    assert effects[-1].robust.formula == "log(y) ~ log(x) | kind + group"


def test_each_rung_is_the_fit_of_its_formula(table):
    rung = steps(table, controls=["z"], cluster="group")[1]
    alone = wb.fit("log(y) ~ log(x) + z", table)
    clustered = wb.fit("log(y) ~ log(x) + z", table, cluster="group")
    pd.testing.assert_frame_equal(rung.robust.coefficients, alone.coefficients)
    pd.testing.assert_frame_equal(rung.clustered.coefficients, clustered.coefficients)
    assert rung.cautious is rung.clustered
    bare = steps(table)[0]
    assert bare.clustered is None
    assert bare.cautious is bare.robust


def test_the_line_of_a_rung_is_its_constant_and_slope(table):
    rung = steps(table)[0]
    constant, slope = rung.line("x")
    estimates = wb.fit("log(y) ~ log(x)", table).coefficients["estimate"]
    assert (constant, slope) == pytest.approx((estimates["constant"], estimates["log(x)"]))


def test_the_table_of_a_ladder(table):
    found = ladder_table(steps(table, controls=["z"], cluster="group"), "x")
    clustered = wb.fit("log(y) ~ log(x) + z", table, cluster="group").term("x")
    robust = wb.fit("log(y) ~ log(x) + z", table).term("x")
    last = found.iloc[1]
    assert last["step"] == "with controls"
    assert last["estimate"] == pytest.approx(robust["estimate"])
    assert last["robust_std_error"] == pytest.approx(robust["std_error"])
    assert last["clustered_std_error"] == pytest.approx(clustered["std_error"])
    assert (last["low"], last["high"]) == pytest.approx((clustered["low"], clustered["high"]))
    assert last["rows"] == 200
    assert found["rows"].dtype == "int64"


def test_without_clusters_the_interval_is_the_robust_one(table):
    found = ladder_table(steps(table), "x").iloc[0]
    robust = wb.fit("log(y) ~ log(x)", table).term("x")
    assert np.isnan(found["clustered_std_error"])
    assert (found["low"], found["high"]) == pytest.approx((robust["low"], robust["high"]))


def test_the_rows_of_each_step_are_its_own(table):
    table.loc[:9, "z"] = np.nan
    found = ladder_table(steps(table, controls=["z"]), "x")
    assert found["rows"].tolist() == [200, 190]


# Labels and scales


def test_a_column_is_a_logarithm_where_its_card_says_so(table):
    assert in_scale("x", table) == "log(x)"
    assert in_scale("z", table) == "z"
    assert in_scale("not_described", table) == "not_described"
    assert is_logarithmic(table, "x")
    assert not is_logarithmic(table, "z")
    assert formula_of(table, "y", ["x", "z"], ["kind"]) == "log(y) ~ log(x) + z | kind"
    assert formula_of(table, "z", ["x"]) == "z ~ log(x)"


@pytest.mark.parametrize(
    ("card", "label"),
    [
        ({"label": "GDP per head", "unit": "yuan"}, "GDP per head (yuan)"),
        ({"label": "GDP per head", "unit": ""}, "GDP per head"),
        ({"label": "GDP per head", "unit": None}, "GDP per head"),
        ({"label": "GDP per head", "unit": float("nan")}, "GDP per head"),
        ({}, "gdp per head"),
    ],
)
def test_a_label_has_its_unit_in_brackets(card, label):
    table = pd.DataFrame({"gdp_per_head": [1.0]})
    table.attrs["columns"] = {"gdp_per_head": card} if card else {}
    assert label_of(table, "gdp_per_head") == label


def test_rows_are_named_by_region_and_where_there_are_many_by_industry():
    table = pd.DataFrame({"region": ["01", "02"], "industry": ["a", "b"], "name": ["A", "B"]})
    assert names_of(table).tolist() == ["A", "B"]
    assert names_of(table.drop(columns="name")).tolist() == ["01", "02"]
    table.attrs["keys"] = ["region", "industry", "year"]
    assert names_of(table).tolist() == ["A · a", "B · b"]
    named = table.assign(industry_name=["Shoes", "Lamps"])
    assert names_of(named).tolist() == ["A · Shoes", "B · Lamps"]


# One number a region


@pytest.fixture
def cells():
    table = pd.DataFrame(
        {
            "region": ["b", "a", "b", "a", "c"],
            "wage": [2.0, 1.0, 8.0, 0.0, np.nan],
            "size": [1.0, 2.0, 3.0, 6.0, np.nan],
        },
        index=[10, 11, 12, 13, 14],
    )
    table.attrs["columns"] = {"wage": {"scale": "log"}}
    return table


def test_a_plain_column_is_averaged(cells):
    found = by_region(cells, "size")
    assert found[["a", "b"]].tolist() == [4.0, 2.0]
    assert np.isnan(found["c"])


def test_a_logarithmic_column_has_a_geometric_mean_that_leaves_zeros_out(cells):
    found = by_region(cells, "wage")
    assert found[["a", "b"]].tolist() == pytest.approx([1.0, 4.0])
    assert np.isnan(found["c"])


def test_a_series_is_averaged_by_the_region_of_its_rows(cells):
    residuals = pd.Series({13: 4.0, 10: -1.0, 12: 3.0})
    assert by_region(cells, residuals).to_dict() == {"a": 4.0, "b": 1.0}


# What a panel holds


def test_a_summary_of_each_column_once(cells):
    cells.attrs["columns"]["wage"]["unit"] = "yuan"
    found = summary(cells, ["wage", "size", "wage"])
    assert found["column"].tolist() == ["wage (yuan)", "size"]
    assert found.loc[0].tolist()[1:] == pytest.approx(
        [5, 1, 1, 2.75, np.std([2, 1, 8, 0], ddof=1), 0, 1.5, 8]
    )


def test_the_methods_of_measures(table):
    table.attrs["columns"] = {"herfindahl": {"variant": "region"}}
    found = methods(["herfindahl"], table).iloc[0]
    assert (found["measure"], found["variant"]) == ("herfindahl", "region")
    assert found["formula"]
    assert found["source"]
