"""A panel joins by code and year, never by position, and tells where each number comes from."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import workbench as wb
from workbench.data import Question
from workbench.errors import FormulaError, ParameterError, StudyError, UnknownName
from workbench.measures import Card, Variant, herfindahl
from workbench.measures._card import measure as with_card
from workbench.models import available_columns, panel_for

BY_REGION = Question(outcome="gdp", level="prefecture", year=2010, outcome_year=2015)


@pytest.fixture
def study(tiny_loaded):
    return tiny_loaded


def column(table, name, by="region"):
    """One column of a panel as a dict by region."""
    return dict(zip(table[by], table[name], strict=True))


# What a row is


def test_rows_are_regions_where_the_outcome_is_known_by_region(study):
    table = wb.panel(study, question=BY_REGION)
    assert table["region"].tolist() == ["0101", "0102", "0103"]
    assert table["year"].tolist() == [2010] * 3
    assert table.attrs["keys"] == ["region", "year"]
    assert table.attrs["study"] == "tiny"


def test_rows_are_cells_where_the_outcome_is_known_by_industry(study):
    table = wb.panel(study, ["location_quotient"], "wage", question=Question(year=2010))
    assert table.attrs["keys"] == ["region", "industry", "year"]
    found = table.set_index(["region", "industry"])
    assert found["wage"]["010102", "13"] == 6
    assert found["wage"]["010102", "14"] == 3
    assert pd.isna(found["wage"]["0102", "14"])
    assert found["industry_name"]["0102", "14"] == "Lamps"
    assert found["name"]["0102", "14"] == "Wenzhou"
    # LQ = (20 / 60) / (90 / 160)
    assert found["location_quotient"]["010102", "13"] == pytest.approx((20 / 60) / (90 / 160))


def test_rows_are_cells_where_the_outcome_is_an_activity_column(study):
    table = wb.panel(study, [], "employment", question=Question(year=2010))
    assert table.set_index(["region", "industry"])["employment"]["0102", "13"] == 60
    assert len(table) == 6


def test_rows_are_regions_where_an_industry_is_chosen(study):
    question = Question(year=2010, industry="13")
    table = wb.panel(study, ["location_quotient"], "wage", question=question)
    assert column(table, "wage") == pytest.approx(
        {"010101": 5, "010102": 6, "0102": 7, "0103": np.nan}, nan_ok=True
    )
    assert column(table, "location_quotient")["0102"] == pytest.approx(1 / (90 / 160))


def test_all_years_are_rows_where_none_is_chosen(study):
    table = wb.panel(study, [], "gdp", question=Question(level="prefecture"))
    found = table.set_index(["region", "year"])["gdp"]
    assert len(table) == 3 * 2
    assert found["0101", 2010] == 100
    assert found["0101", 2015] == 150
    assert pd.isna(found["0103", 2010])


def test_the_questions_own_names_are_the_default(study):
    table = wb.panel(study)
    assert column(table, "gdp") == {"0101": 150, "0102": 80, "0103": 20}
    density = column(table, "employment_density")
    assert density["0101"] == pytest.approx((10 + 20) / 600)
    assert density["0102"] == pytest.approx(60 / 400)


# Joins


def test_the_order_of_rows_in_any_table_is_irrelevant(study):
    def shuffled(seed):
        tables = {
            name: table.sample(frac=1, random_state=seed).reset_index(drop=True)
            for name, table in study.tables.items()
        }
        return study.with_tables(**tables)

    question = replace(study.question, measures=("employment_density", "location_quotient"))
    first = wb.panel(study, question=question).set_index("region").sort_index()
    for seed in range(4):
        again = wb.panel(shuffled(seed), question=question).set_index("region").sort_index()
        pd.testing.assert_frame_equal(first, again, check_like=True)


def test_a_region_without_activity_is_kept_and_its_measure_has_a_reason(study):
    table = wb.panel(study)
    assert pd.isna(column(table, "employment_density")["0103"])
    row = table.index[table["region"] == "0103"][0]
    assert table.attrs["undefined"]["employment_density"] == {row: "no row in the activity table"}


def test_the_reasons_of_a_measure_come_along_to_the_rows_of_a_fit(study):
    question = Question(outcome="gdp", level="prefecture", year=2015, industry="13")
    table = wb.panel(study, ["employment_density"], question=question)
    reasons = table.attrs["undefined"]["employment_density"]
    found = {table.loc[row, "region"]: why for row, why in reasons.items()}
    assert found["0103"] == "no row in the activity table"
    assert found["0101"].startswith("value")
    with pytest.raises(FormulaError) as caught:
        wb.fit("gdp ~ employment_density", table)
    assert caught.value.problems[0].code == "CLW-F07"


def test_joins_neither_lose_nor_repeat_rows(study):
    for question in (BY_REGION, Question(outcome="gdp"), Question(outcome="wage")):
        table = wb.panel(study, ["herfindahl"], question=question)
        assert not table.duplicated(table.attrs["keys"]).any()
        assert table.index.is_unique


# Years


def test_the_outcome_may_be_of_a_later_year(study):
    table = wb.panel(study, [], question=BY_REGION)
    assert column(table, "gdp") == {"0101": 150, "0102": 80, "0103": 20}
    assert table.attrs["columns"]["gdp"]["year"] == 2015
    same = wb.panel(study, [], question=replace(BY_REGION, outcome_year=None))
    assert column(same, "gdp")["0101"] == 100
    assert same.attrs["columns"]["gdp"]["year"] == 2010


def test_an_indicator_of_one_year_serves_every_row(study):
    table = wb.panel(study, [], "gdp", question=Question(level="prefecture"))
    found = table.set_index(["region", "year"])["schooling"]
    assert found["0101", 2010] == found["0101", 2015] == 8.5
    assert table.attrs["columns"]["schooling"]["year"] == 2010


def test_an_indicator_of_several_years_goes_by_year(study):
    table = wb.panel(study, [], "gdp", question=Question(level="prefecture"))
    assert table.attrs["columns"]["gdp"]["year"] is None


def test_an_indicator_without_the_year_says_so(study):
    later = study.indicators.assign(year=study.indicators["year"] + 1)
    more = pd.concat([later, study.indicators.query("indicator != 'gdp'")])
    moved = study.with_tables(indicators=more)
    question = replace(BY_REGION, outcome_year=None)
    table = wb.panel(moved, [], question=question)
    assert table["gdp"].isna().all()
    with pytest.raises(FormulaError, match=r"gdp: no value for 2010, only for 2011, 2016 \(3\)"):
        wb.fit("gdp ~ schooling", table)


def test_a_year_that_is_nowhere_is_told(study):
    with pytest.raises(UnknownName, match='no year in study tiny called "1999"') as caught:
        wb.panel(study, [], question=replace(BY_REGION, year=1999))
    [problem] = caught.value.problems
    assert (problem.code, problem.expected) == ("CLW-N06", "one of: 2010, 2015")


def test_an_outcome_year_that_is_nowhere_is_told(study):
    with pytest.raises(UnknownName, match='no year of gdp called "2016"; nearest: 2015') as caught:
        wb.panel(study, [], question=replace(BY_REGION, outcome_year=2016))
    assert caught.value.problems[0].code == "CLW-N06"


def test_the_outcome_year_of_the_studys_own_outcome_does_not_bind_another(study):
    question = study.question.asked(outcome="schooling", measures=["herfindahl"])
    table = wb.panel(study, question=question)
    assert column(table, "schooling")["0101"] == 8.5
    assert table.attrs["columns"]["schooling"]["year"] == 2010


def test_a_study_without_activity_takes_its_years_from_the_outcome(study):
    tables = {n: t for n, t in study.tables.items() if n not in ("activity", "industries")}
    bare = type(study)(study.name, study.folder, study.descriptor, tables)
    table = wb.panel(bare, [], "gdp", question=Question(level="prefecture"))
    assert table.set_index(["region", "year"])["gdp"]["0103", 2015] == 20
    assert sorted(set(table["year"])) == [2010, 2015]


def test_a_study_of_regions_alone_has_no_year(study):
    bare = type(study)("bare", study.folder, study.descriptor, {"regions": study.regions})
    table = wb.panel(bare, [], "population", question=Question())
    assert "year" not in table
    assert table.attrs["keys"] == ["region"]
    assert wb.fit("log(population) ~ log(area_km2)", table).n_used == 4


# Activity columns where rows are regions


def test_what_a_region_holds_is_its_total_over_industries(study):
    table = wb.panel(study, [], question=BY_REGION)
    assert column(table, "employment") == pytest.approx(
        {"0101": 100, "0102": 60, "0103": np.nan}, nan_ok=True
    )
    assert column(table, "establishments")["0101"] == 10
    assert table.attrs["columns"]["employment"]["origin"] == "activity"


def test_what_a_region_holds_of_the_chosen_industry(study):
    table = wb.panel(study, [], question=replace(BY_REGION, industry="14"))
    assert column(table, "employment") == pytest.approx(
        {"0101": 70, "0102": 0, "0103": np.nan}, nan_ok=True
    )
    assert table.attrs["columns"]["employment"]["label"] == "employment of lamps"


def test_a_region_without_a_cell_of_the_industry_holds_none_of_it(study):
    question = replace(BY_REGION, industry="14", year=2015)
    assert column(wb.panel(study, [], question=question), "employment")["0102"] == 0


def test_a_total_with_a_missing_part_is_missing(study):
    question = replace(BY_REGION, year=2015)
    table = wb.panel(study, [], question=question)
    assert pd.isna(column(table, "employment")["0101"])
    assert column(table, "establishments")["0101"] == 10
    chosen = wb.panel(study, [], question=replace(question, industry="14"))
    assert column(chosen, "employment")["0101"] == 72


def test_an_activity_column_can_be_the_outcome_of_one_industry(study):
    question = Question(year=2010, industry="13", level="prefecture")
    table = wb.panel(study, ["location_quotient"], "employment", question=question)
    assert column(table, "employment")["0101"] == 30
    assert table.attrs["keys"] == ["region", "year"]


# Measures


def test_a_measure_by_industry_needs_an_industry_where_rows_are_regions(study):
    with pytest.raises(ParameterError, match="a row here is a region") as caught:
        wb.panel(study, ["location_quotient"], question=BY_REGION)
    [problem] = caught.value.problems
    assert (problem.code, problem.value) == ("CLW-M03", "location_quotient")
    assert "name an industry" in problem.remedy


def test_a_measure_by_region_stands_in_every_cell_of_the_region(study):
    table = wb.panel(study, ["herfindahl"], "wage", question=Question(year=2010))
    found = table.groupby("region")["herfindahl"].agg(["min", "max"])
    assert (found["min"] == found["max"]).all()
    assert found["min"]["010101"] == pytest.approx(0.25**2 + 0.75**2)


def test_measures_are_given_by_name_or_as_functions(study):
    by_name = wb.panel(study, ["herfindahl"], question=BY_REGION)
    by_function = wb.panel(study, [herfindahl], question=BY_REGION)
    pd.testing.assert_frame_equal(by_name, by_function)


def test_a_measure_of_ones_own_needs_no_shelf(study):
    card = Card(
        "How many industries?", "n", "own", "more is more",
        {"plain": Variant("a count", ("region", "year"), "industries", "0 or more")},
    )  # fmt: skip

    @with_card(card)
    def count_of_industries(activity):
        counts = activity[activity["employment"] > 0].groupby(["region", "year"]).size()
        table = counts.rename("value").reset_index().assign(undefined=None)
        table.attrs["measure"] = {"unit": "industries", "variant": "plain"}
        return table

    table = wb.panel(study, [count_of_industries], question=BY_REGION)
    assert column(table, "count_of_industries")["0101"] == 2
    assert column(table, "count_of_industries")["0102"] == 1


def test_options_reach_their_measure(study):
    options = {"herfindahl": {"variant": "region_equivalent_number"}}
    table = wb.panel(study, ["herfindahl"], question=replace(BY_REGION, options=options))
    assert column(table, "herfindahl")["0102"] == pytest.approx(1)
    assert column(table, "herfindahl")["0101"] == pytest.approx(1 / (0.3**2 + 0.7**2))
    assert table.attrs["columns"]["herfindahl"]["variant"] == "region_equivalent_number"


def test_a_measure_can_be_the_outcome_and_a_control(study):
    question = replace(BY_REGION, outcome_year=None, controls=("population_density",))
    table = wb.panel(study, ["herfindahl"], "population_density", question=question)
    assert column(table, "population_density")["0102"] == pytest.approx(100 / 400)


def test_a_column_of_the_study_goes_before_a_measure_of_the_same_name(study):
    own = study.indicators.replace("schooling", "population_density")
    study = study.with_tables(indicators=own)
    table = panel_for(study, "gdp ~ population_density", question=BY_REGION)
    assert column(table, "population_density")["0101"] == 8.5
    assert table.attrs["columns"]["population_density"]["origin"] == "indicators"


# What each column is


def test_columns_say_where_they_come_from(study):
    table = wb.panel(study)
    facts = table.attrs["columns"]
    assert facts["gdp"] == {
        "origin": "indicators", "label": "gross domestic product", "year": 2015, "unit": "yuan",
        "scale": "log", "source": None, "direction": None, "role": None,
    }  # fmt: skip
    density = facts["employment_density"]
    assert density["origin"] == "measures"
    assert (density["variant"], density["year"]) == ("per_km2", 2010)
    assert density["label"] == "employment density of shoes"
    assert "km²" in density["unit"]
    assert facts["area_km2"]["origin"] == "regions"


@pytest.mark.parametrize(
    ("name", "label"), [("Mean wage", "mean wage"), ("GDP per head", "GDP per head"), ("X", "x")]
)
def test_a_label_reads_well_inside_a_sentence(study, name, label):
    cards = study.indicator_cards.replace("Gross domestic product", name)
    table = wb.panel(study.with_tables(indicator_cards=cards), [], question=BY_REGION)
    assert table.attrs["columns"]["gdp"]["label"] == label


def test_an_indicator_without_a_card_is_named_by_its_code(study):
    tables = {n: t for n, t in study.tables.items() if n != "indicator_cards"}
    bare = type(study)(study.name, study.folder, study.descriptor, tables)
    table = wb.panel(bare, [], question=BY_REGION)
    assert table.attrs["columns"]["gdp"]["label"] == "gdp"
    assert column(table, "gdp")["0101"] == 150


# Sample rules


def rule(name, sign, value, reason="why not"):
    return {"column": name, "rule": sign, "value": value, "reason": reason}


@pytest.mark.parametrize(
    ("sign", "value", "kept"),
    [
        ("==", 80, ["0102"]),
        ("!=", 80, ["0101", "0103"]),
        (">", 20, ["0101", "0102"]),
        (">=", 20, ["0101", "0102", "0103"]),
        ("<", 150, ["0102", "0103"]),
        ("<=", 150, ["0101", "0102", "0103"]),
    ],
)
def test_each_rule_keeps_what_it_says(study, sign, value, kept):
    table = wb.panel(study, [], question=replace(BY_REGION, sample=(rule("gdp", sign, value),)))
    assert table["region"].tolist() == kept
    assert table.attrs["excluded"] == {f"outside gdp {sign} {value}: why not": 3 - len(kept)}


@pytest.mark.parametrize("dtype", ["float64", "Float64"])
@pytest.mark.parametrize(("sign", "kept"), [(">", 1), ("<=", 1), ("==", 0), ("!=", 3)])
def test_a_missing_value_passes_no_rule_but_unequal(study, dtype, sign, kept):
    regions = study.regions.assign(size=pd.Series([1, 5, None, 1, 1, 9], dtype=dtype))
    sample = (rule("size", sign, 6),)
    question = replace(BY_REGION, sample=sample)
    table = wb.panel(study.with_tables(regions=regions), [], question=question)
    assert len(table) == kept


def test_rules_are_counted_in_order(study):
    sample = (rule("gdp", ">", 50), rule("gdp", ">", 100))
    table = wb.panel(study, [], question=replace(BY_REGION, sample=sample))
    assert list(table.attrs["excluded"].values()) == [1, 1]
    fit_rows = len(table) + sum(table.attrs["excluded"].values())
    assert fit_rows == 3


def test_the_reasons_of_a_measure_survive_the_rules(study):
    question = replace(study.question, sample=(rule("gdp", "<", 100),))
    table = wb.panel(study, question=question)
    told = table.attrs["undefined"]["employment_density"]
    assert {table.loc[row, "region"] for row in told} == {"0103"}


def test_a_rule_on_text_and_truth(study):
    study = study.with_tables(industries=study.industries.assign(is_traded=[True, False]))
    question = Question(year=2010, sample=(rule("is_traded", "==", True), rule("name", "!=", "x")))
    assert set(wb.panel(study, [], "wage", question=question)["industry"]) == {"13"}


def test_unknown_columns_and_rules_are_told_together(study):
    sample = (rule("gpd", ">", 1), rule("gdp", "=>", 1), {"rule": "=="})
    with pytest.raises(UnknownName) as caught:
        wb.panel(study, [], question=replace(BY_REGION, sample=sample))
    assert [(p.code, p.value) for p in caught.value.problems] == [
        ("CLW-N04", "gpd"), ("CLW-N04", "None"), ("CLW-P07", "=>"),
    ]  # fmt: skip
    assert "nearest: gdp" in caught.value.problems[0].message


def test_a_rule_that_compares_text_with_a_number(study):
    question = replace(BY_REGION, sample=(rule("name", ">", 5),))
    with pytest.raises(ParameterError, match="the column name cannot be compared with 5") as e:
        wb.panel(study, [], question=question)
    assert e.value.problems[0].code == "CLW-P02"


# Unknown names


def test_all_unknown_names_are_told_at_once(study):
    question = replace(
        BY_REGION, outcome="gpd", measures=("herfindal",), controls=("scooling",),
        fixed_effects=("provice",), cluster="regoin",
    )  # fmt: skip
    with pytest.raises(UnknownName) as caught:
        wb.panel(study, question=question)
    told = [(p.value, p.message.partition("nearest: ")[2]) for p in caught.value.problems]
    assert [value for value, _ in told] == ["gpd", "herfindal", "scooling", "provice", "regoin"]
    assert told[1][1].startswith("herfindahl")
    assert {p.code for p in caught.value.problems} == {"CLW-N04"}


def test_a_measure_the_study_cannot_feed_says_what_it_needs(study):
    fewer = study.activity.drop(columns="establishments")
    with pytest.raises(UnknownName) as caught:
        wb.panel(study.with_tables(activity=fewer), ["establishment_density"], question=BY_REGION)
    assert "it needs establishments, " in caught.value.problems[0].remedy


def test_an_unknown_industry_level_and_study_are_told(study):
    with pytest.raises(UnknownName, match='no industry in study tiny called "15"'):
        wb.panel(study, [], question=replace(BY_REGION, industry="15"))
    with pytest.raises(UnknownName, match='level in study tiny called "prefectur"'):
        wb.panel(study, [], question=replace(BY_REGION, level="prefectur"))
    with pytest.raises(UnknownName, match="no study"):
        wb.panel("tinny")


def test_options_of_an_unknown_measure_are_told(study):
    question = replace(BY_REGION, options={"herfindal": {"variant": "x"}})
    with pytest.raises(UnknownName, match='no measure "herfindal"; nearest: herfindahl'):
        wb.panel(study, [], question=question)


def test_a_question_without_an_outcome_is_refused(study):
    with pytest.raises(ParameterError, match="study tiny states no outcome, so one has") as caught:
        wb.panel(study, [], question=Question())
    [problem] = caught.value.problems
    assert (problem.code, problem.column) == ("CLW-P08", "outcome")
    assert problem.expected.startswith("one of: ")


# From a formula


def test_a_formula_names_its_measures_and_nothing_else_is_computed(study):
    question = study.question.asked(controls=["population_density"])
    table = panel_for(study, "log(gdp) ~ herfindahl + schooling", question=question)
    assert "herfindahl" in table
    assert "employment_density" not in table
    assert "population_density" not in table
    assert column(table, "gdp")["0101"] == 150


def test_every_name_of_a_formula_is_looked_at(study):
    with pytest.raises(UnknownName) as caught:
        panel_for(study, "gpd ~ x | provnce", also=["g"], question=study.question)
    assert [p.value for p in caught.value.problems] == ["gpd", "x", "provnce", "g"]
    with pytest.raises(FormulaError, match="the formula cannot be read"):
        panel_for(study, "gdp ~ exp(x)", question=study.question)


def test_the_names_a_study_knows(study):
    names = available_columns(study)
    assert names["gdp"] == "Gross domestic product"
    assert names["area_km2"] == "column of regions"
    assert names["industry_name"] == "column of industries"
    assert names["employment_density"].endswith("?")
    for name in ("employment", "year", "wage", "herfindahl"):
        assert name in names


def test_every_own_name_can_stand_in_a_panel(study):
    """What is offered by `available_columns` is there, at one of the two levels of rows."""
    regions = wb.panel(study, [], question=BY_REGION)
    cells = wb.panel(study, [], "wage", question=Question(year=2010))
    own = {n for n, what in available_columns(study).items() if not what.endswith("?")}
    assert own <= set(regions) | set(cells)


# On real data


def test_the_panel_of_the_metro_areas_and_what_its_rules_leave_out():
    table = wb.panel("us_metro_clusters")
    assert len(table) == 8296
    assert len(table) + sum(table.attrs["excluded"].values()) == 46401
    assert list(table.attrs["excluded"].values()) == [14652, 23449, 4, 0]


def test_a_folder_that_is_no_study(tmp_path):
    with pytest.raises(StudyError, match="not yet a study"):
        wb.panel(tmp_path)
