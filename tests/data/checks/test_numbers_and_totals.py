"""Numbers, units, totals and trees: the slip is told, the lawful extreme is not."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from tests.data.checks.tables import activity, codes, of_kind, read, told
from workbench.data.table_problems.total_rows import total_rows

ROWS = "region,industry,year,employment\n"
INDICATORS = "region,year,indicator,value\n"
CHINA = "region,name,level,parent\n330000,Zhejiang,province,\n330100,H,prefecture,330000\n330300,W,prefecture,330000\n"


def slipped(row: int, factor: float, **size) -> pd.DataFrame:
    table = activity(**size)
    table.loc[row, "employment"] *= factor
    return table


# Units


def test_the_cell_of_the_handbook_is_a_thousand_times_the_others():
    table = ROWS + "1,shoes,2004,100000\n2,shoes,2004,50\n3,shoes,2004,100\n4,shoes,2004,80\n"
    problem = of_kind("CLW-T37", told("activity", table))
    assert (problem.row, problem.value, problem.is_warning) == (2, "100000", True)
    assert "1,000 to 2,000 times the other regions of the same industry" in problem.message
    assert '"confirmed": ["CLW-T37"]' in problem.remedy
    assert told("activity", table, confirmed=["CLW-T37"]) == []


def test_a_cell_is_a_thousand_times_the_few_there_are():
    table = ROWS + "1,shoes,2004,100000\n1,lamps,2004,80\n2,shoes,2004,60\n2,lamps,2004,50\n"
    problem = of_kind("CLW-T37", told("activity", table))
    assert (problem.row, problem.value, problem.more) == (2, "100000", 0)
    assert "1,250 times all other cells of its year" in problem.message
    assert told("activity", table.replace("100000", "30000")) == []
    assert told("activity", ROWS + "1,shoes,2004,100000\n2,shoes,2004,60\n") == [], "one other"
    small = ROWS + "1,shoes,2004,100000\n1,lamps,2004,8\n2,shoes,2004,6\n2,lamps,2004,5\n"
    assert "CLW-T37" not in codes(told("activity", small)), "next to nothing all are large"


@pytest.mark.parametrize("factor", [1000, 10_000])
@pytest.mark.parametrize("row", [0, 100, 200])
def test_a_cell_out_of_line_with_its_other_years(row, factor):
    problem = of_kind("CLW-T37", told("activity", slipped(row, factor)))
    assert (problem.row, problem.more) == (row + 2, 0)


def test_a_cell_of_one_year_out_of_line_with_its_region_and_its_industry():
    table = slipped(37, 5000, years=1)
    assert of_kind("CLW-T37", told("activity", table)).row == 39


@pytest.mark.parametrize("factor", [1000, 1 / 1000, 10_000])
def test_a_year_in_another_unit_is_told_once(factor):
    table = activity()
    table.loc[table["year"] == 2011, "employment"] *= factor
    problems = [p for p in told("activity", table) if p.code == "CLW-T37"]
    assert "in 2011 the typical cell is" in problems[0].message
    assert (problems[0].row, problems[0].more) == (3, 119)
    assert len(problems) == 2, "up and down again"


def test_an_indicator_in_another_unit_for_one_region():
    table = (
        INDICATORS + "".join(f"{r},2010,gdp,{100 + r}\n" for r in range(9)) + "9,2010,gdp,108000\n"
    )
    problem = of_kind("CLW-T37", told("indicators", table))
    assert (problem.row, problem.value) == (11, "108000")


def test_an_area_in_square_metres():
    table = "region,name,area_km2\n1,A,16400000000\n2,B,12000000000\n"
    assert "larger than any country" in of_kind("CLW-T37", told("regions", table)).message


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("spread", [0.5, 1.5])
def test_noise_is_no_slip(seed, spread):
    table = activity(regions=60, industries=12, years=4, seed=seed, spread=spread)
    assert "CLW-T37" not in codes(told("activity", table))


def test_a_capital_by_rank_and_size_is_no_slip():
    table = activity(regions=400, industries=10, years=1)
    table["employment"] = np.ceil(2e6 / (1 + table.index // 10) / (1 + table.index % 10))
    table["establishments"] = np.ceil(table["employment"] / 9)
    assert "CLW-T37" not in codes(told("activity", table))


def test_a_cell_that_always_leaps_is_no_slip_beside_its_other_years():
    table = activity(years=4)
    table.loc[:3, "employment"] = [20, 400, 8000, 500_000]
    problems = [p for p in told("activity", table) if p.code == "CLW-T37"]
    assert not [p for p in problems if "in the other years" in p.message]


def test_a_closed_works_is_no_slip():
    table = activity(years=4)
    table.loc[3, "employment"] = 1
    table.loc[3, "establishments"] = 1
    assert "CLW-T37" not in codes(told("activity", table))


# Values


@pytest.mark.parametrize(("value", "is_warning"), [(-99, False), (-999, False), (99999, True)])
def test_a_code_for_missing_is_told_with_its_declaration(value, is_warning):
    table = activity()
    table.loc[[4, 9], "employment"] = value
    problem = of_kind("CLW-T40", told("activity", table))
    assert (problem.row, problem.more, problem.is_warning) == (6, 1, is_warning)
    assert problem.remedy.startswith(f"--read missing_codes={value}")


@pytest.mark.parametrize("value", [99.0, -9.0, 999.0, -1.5])
def test_nines_among_like_values_are_values(value):
    rows = "".join(f"{r},2010,growth,{value + r / 3}\n" for r in range(-9, 10))
    assert told("indicators", INDICATORS + rows) == []


def test_a_large_value_twice_among_others_nearly_as_large_is_a_value():
    table = activity()
    table.loc[:4, "employment"] = [9999, 9999, 9100, 8000, 7000]
    assert "CLW-T40" not in codes(told("activity", table))


@pytest.mark.parametrize("year", ["04", "1804", "20155", "38353"])
def test_a_year_that_is_none(year):
    problem = of_kind("CLW-T39", told("activity", ROWS + f"1,a,{year},20\n2,a,2004,20\n"))
    assert (problem.row, problem.value) == (2, str(int(year)))


def test_a_column_without_a_value_is_told_once():
    problems = told("activity", ROWS + "1,a,2004,\n2,a,2004,\n")
    assert codes(problems) == {"CLW-T43"}
    assert problems[0].message == "employment is missing in every row"
    assert not problems[0].is_warning
    one = told("indicators", INDICATORS + "1,2004,gdp,\n2,2004,gdp,\n1,2004,pop,5\n2,2004,pop,6\n")
    assert [(p.code, p.is_warning) for p in one] == [("CLW-T43", True)]


def test_a_region_with_nothing_has_no_location_quotient():
    table = ROWS + "1,a,2004,0\n1,b,2004,0\n2,a,2004,5\n2,b,2004,0\n"
    problem = of_kind("CLW-T35", told("activity", table))
    assert problem.message.startswith("region 1 has employment 0 in total in 2004: its location")
    assert problem.is_warning
    assert told("activity", table.replace("1,b,2004,0", "1,b,2004,")) == []


def test_workers_and_firms():
    head = "region,industry,year,employment,establishments\n"
    few = told("activity", head + "1,a,2004,5,20\n2,a,2004,90,10\n")
    assert of_kind("CLW-T61", few).message == "5 workers in 20 establishments"
    swapped = told("activity", head + "1,a,2004,5,20\n2,a,2004,10,90\n")
    assert "may be swapped" in of_kind("CLW-T61", swapped).message
    parts = told("activity", head + "1,a,2004,50,4.5\n")
    assert codes(parts) == {"CLW-T62"}
    assert "CLW-T63" in codes(told("activity", head + "1,a,2004,9000000,5\n"))
    nowhere = of_kind("CLW-T63", told("activity", head + "1,a,2004,100,0\n2,a,2004,0,0\n"))
    assert (nowhere.column, nowhere.value, nowhere.more) == ("establishments", "0", 0)
    assert nowhere.message == "100 workers in 0 establishments"
    assert codes(told("activity", head + "1,a,2004,9,2\n2,a,2004,90,10\n")) == {"CLW-T64"}
    assert told("activity", head + "1,a,2004,30,3\n2,a,2004,90,10\n") == []


def test_a_few_firms_without_workers_in_a_large_table_are_lawful():
    table = activity()
    table.loc[5, ["employment", "establishments"]] = [0, 3]
    assert told("activity", table) == []


def test_small_cells_of_a_publisher_that_suppresses_others_are_its_decision():
    head = "region,industry,year,employment,establishments,flag\n"
    shown = head + "1,a,2004,9,2,\n2,a,2004,8,1,\n3,a,2004,,2,suppressed\n"
    slip = head + "1,a,2004,9,2,\n2,a,2004,,1,suppressed\n3,a,2004,,2,suppressed\n"
    assert told("activity", shown) == []
    assert codes(told("activity", slip)) == {"CLW-T64"}


# Flags


def test_flags_and_their_cells():
    head = "region,industry,year,employment,flag\n"
    unknown = told("activity", head + "1,a,2004,5,supressed\n")
    assert 'no flag "supressed"; nearest: suppressed' in of_kind("CLW-T65", unknown).message
    zero = of_kind("CLW-T66", told("activity", head + "1,a,2004,0,suppressed\n2,a,2004,7,\n"))
    value = of_kind("CLW-T66", told("activity", head + "1,a,2004,5,not_applicable\n"))
    assert (zero.is_warning, value.is_warning) == (False, True)
    assert told("activity", head + "1,a,2004,,suppressed\n2,a,2004,5,imputed\n3,a,2004,1,\n") == []


# Totals and trees


def test_a_total_by_its_name_in_seven_languages():
    for name in (
        "Total",
        "合计",
        "Ensemble",
        "Insgesamt",
        "Totale",
        "Total general",
        "Toplam",
        "total_all",
    ):
        table = ROWS + f"1,a,2004,5\n1,b,2004,7\n1,{name},2004,13\n"
        problem = of_kind("CLW-T16", told("activity", table))
        assert (problem.row, problem.value, problem.is_warning) == (4, name, False)
        assert "drop_totals=true" in problem.remedy


def test_a_table_without_industries_may_call_them_all():
    assert told("activity", ROWS + "1,total,2004,5\n2,total,2004,7\n") == []


def test_a_total_without_a_name():
    table = activity(regions=6, industries=4, years=2)
    total = table.groupby(["industry", "year"], as_index=False)[
        ["employment", "establishments"]
    ].sum()
    with_total = pd.concat([table, total.assign(region="ZZ")], ignore_index=True)
    problem = of_kind("CLW-T16", told("activity", with_total))
    assert (problem.value, problem.more + 1) == ("ZZ", len(total))
    assert told("activity", table) == []


def test_three_regions_of_which_one_is_the_sum_by_chance():
    table = ROWS + "1,a,2004,10\n2,a,2004,20\n3,a,2004,30\n4,a,2004,60\n"
    assert told("activity", table) == []


def test_a_province_among_its_prefectures():
    table = ROWS + "330000,a,2004,90\n330100,a,2004,40\n330300,a,2004,50\n"
    assert of_kind("CLW-T16", told("activity", table, regions=CHINA)).value == "330000"
    problem = of_kind("CLW-T16", told("activity", table))
    assert (problem.value, problem.is_warning, problem.more) == ("330000", False, 0)
    assert "drop_totals=true" in problem.remedy
    assert told("activity", table, confirmed=["CLW-T16"]) == [], "the codes alone can be answered"
    apart = ROWS + "330000,a,2004,90\n330100,b,2004,40\n330300,a,2005,50\n"
    assert of_kind("CLW-T59", told("activity", apart)).value == "330000"
    assert told("activity", ROWS + "110000,a,2004,90\n330100,a,2004,40\n") == []


def test_a_county_beside_its_province_and_its_prefecture_elsewhere():
    table = ROWS + "330000,a,2004,90\n330302,a,2004,40\n330300,b,2004,50\n"
    assert of_kind("CLW-T16", told("activity", table)).value == "330000"
    numbered = told("activity", ROWS + "100000,a,2004,9\n100001,a,2004,4\n100100,a,2004,4\n")
    assert codes(numbered) <= {"CLW-T59"}


WHOLE = "1,15,2004,300\n1,151,2004,200\n1,152,2004,100\n"


def test_an_industry_that_holds_the_sum_of_those_that_begin_like_it():
    table = ROWS + WHOLE + "2,15,2004,100\n2,151,2004,60\n2,152,2004,40\n"
    problem = of_kind("CLW-T16", told("activity", table))
    assert (problem.value, problem.row, problem.more) == ("15", 2, 1)
    assert told("activity", table, confirmed=["CLW-T16"]), "sums are no matter of opinion"
    assert total_rows("activity", read("activity", table)).tolist() == [True, False, False] * 2
    assert told("activity", ROWS + WHOLE) == [], "one cell may be chance"
    assert told("activity", table.replace("2,15,2004,100", "2,15,2004,90")) == []
    tree = "industry,name,parent\n15,A,\n151,B,16\n152,C,16\n16,D,\n"
    assert told("activity", table, industries=tree) == [], "the list says what lies in what"


def test_an_industry_that_holds_a_little_more_than_those_that_begin_like_it():
    rows = "".join(f"{r},15,2004,{r}30\n{r},151,2004,{r}00\n{r},152,2004,7\n" for r in (1, 2, 3))
    problem = of_kind("CLW-T59", told("activity", ROWS + rows))
    assert (problem.value, problem.more, problem.is_warning) == ("15", 2, True)
    assert not total_rows("activity", read("activity", ROWS + rows)).any()


def test_totals_left_out_are_those_that_are_told():
    mixed = ROWS + "330000,a,2004,90\n330000,b,2004,7\n330100,a,2004,40\n"
    assert total_rows("activity", read("activity", mixed)).tolist() == [True, False, False]
    listing = read("regions", "region,name\n330000,Zhejiang\n330100,Hangzhou\n")
    assert not total_rows("regions", listing).any(), "a list is not added up"


def test_sections_beside_divisions():
    assert of_kind("CLW-T59", told("activity", ROWS + "1,C,2004,9\n1,10,2004,4\n")).value == "C"
    assert told("activity", ROWS + "1,C,2004,9\n1,D,2004,4\n") == []
    tree = "industry,name,parent\nC,Manufacturing,\n10,Food,C\n"
    problems = told("activity", ROWS + "1,C,2004,9\n1,10,2004,4\n", industries=tree)
    assert codes(problems) == {"CLW-T16"}


def test_industries_that_lie_within_themselves():
    problems = told("industries", "industry,name,parent\n1,A,2\n2,B,1\n3,C,2\n")
    assert (of_kind("CLW-T33", problems).row, of_kind("CLW-T33", problems).more) == (2, 1)


def test_an_industry_in_one_that_is_not_listed():
    listing = "industry,name,parent\n1,A,9\n2,B,1\n3,C,\n"
    problem = of_kind("CLW-T31", told("industries", listing))
    assert (problem.row, problem.column, problem.value) == (2, "parent", "9")
    assert told("industries", listing.replace("1,A,9", "1,A,3")) == []


def test_a_child_that_does_not_begin_like_its_parent():
    head = "region,name,parent\n330000,Z,\n440000,G,\n"
    children = "".join(f"3301{n:02d},N{n},330000\n" for n in range(1, 15))
    astray = told("regions", head + children + "330199,Far,440000\n")
    assert (of_kind("CLW-T60", astray).row, of_kind("CLW-T60", astray).is_warning) == (18, True)
    assert told("regions", head + children) == []
    free = "".join(f"x{n},N{n},{'330000' if n % 2 else '440000'}\n" for n in range(9))
    assert told("regions", head + free) == []


def test_industries_that_sum_to_more_than_the_regions_total():
    regions = "region,name,employment_all\n1,A,10\n2,B,100\n"
    frame = pd.DataFrame(
        {"region": ["1", "2"], "name": ["A", "B"], "employment_all": [10.0, 100.0]}
    )
    table = ROWS + "1,a,2004,9\n1,b,2004,9\n2,a,2004,50\n"
    problem = of_kind("CLW-T36", told("activity", table, regions=frame))
    assert (problem.row, problem.is_warning) == (2, True)
    assert "sum to 18, more than its total of 10" in problem.message
    assert told("activity", table, regions=regions.replace("1,A,10", "1,A,20")) == []


def test_prefectures_that_sum_to_more_than_another_table_says_of_the_province():
    stated = pd.DataFrame(
        {"region": ["330000"], "industry": ["a"], "year": [2004], "employment": [50.0]}
    )
    table = ROWS + "330100,a,2004,40\n330300,a,2004,50\n"
    problem = of_kind("CLW-T36", told("activity", table, regions=CHINA, totals=stated))
    assert "sum to 90 (a, 2004), more than the 50 of the table totals" in problem.message
    enough = stated.assign(employment=90.0)
    assert told("activity", table, regions=CHINA, totals=enough) == []


def test_parts_larger_than_the_whole():
    head = "region,name,parent,area_km2\n1,A,,100\n"
    assert codes(told("regions", head + "11,B,1,90\n12,C,1,80\n")) == {"CLW-T36"}
    assert told("regions", head + "11,B,1,60\n12,C,1,45\n") == []


PARTS = "region,industry,year,employment,output,{}\n1,a,2004,100,10,{}\n2,a,2004,50,5,1\n"


def with_part(column: str, value: str) -> pd.DataFrame:
    table = read("activity", PARTS.format(column, value))
    return table.astype({"output": float, column: float})


@pytest.mark.parametrize(
    ("column", "beyond", "within"),
    [
        ("exports", "99", "10"),
        ("emp_female", "101", "100"),
        ("women", "101", "30"),
        ("sme_output", "11", "9"),
        ("employment_part_time", "200", "0"),
    ],
)
def test_a_part_by_its_name_above_its_whole(column, beyond, within):
    problem = of_kind("CLW-T36", told("activity", with_part(column, beyond)))
    assert (problem.row, problem.column, problem.value) == (2, column, beyond)
    assert (problem.is_warning, problem.more) == (True, 0)
    assert told("activity", with_part(column, beyond), confirmed=["CLW-T36"]) == []
    assert told("activity", with_part(column, within)) == []


def test_other_columns_are_no_parts():
    idle = with_part("emp_female", "0").assign(employment=[0.0, 50.0])
    assert codes(told("activity", idle)) == {"CLW-T35"}, "none of nobody"
    for column in ("employment_growth", "output_2003", "wages"):
        assert told("activity", with_part(column, "5000")) == []


def test_shares_and_a_percentage_in_a_column_of_activity():
    table = activity(regions=4, industries=1, years=1).assign(export_share=[0.4, 0.35, 45, 0.5])
    problem = of_kind("CLW-T68", told("activity", table))
    assert (problem.row, problem.column, problem.value) == (4, "export_share", "45")
    assert told("activity", table.assign(export_share=[0.4, 0.9, 45, 7.0])) == []


def test_shares():
    head = "region,industry,year,employment,employment_share\n"
    frame = pd.DataFrame(
        {
            "region": ["1", "1", "2"],
            "industry": ["a", "b", "a"],
            "year": [2004] * 3,
            "employment": [5.0, 6.0, 7.0],
            "employment_share": [0.6, 0.7, 1.0],
        }
    )
    assert "sum to more than 1" in of_kind("CLW-T71", told("activity", frame)).message
    assert told("activity", frame.assign(employment_share=[0.4, 0.6, 1.0])) == []
    beyond = told("activity", frame.assign(employment_share=[0.4, 1.2, 0.9]))
    assert of_kind("CLW-T71", beyond).row == 3
    assert head


def test_fractions_and_percentages_in_one_indicator():
    mixed = "".join(f"{r},2010,schooling,0.{20 + r}\n" for r in range(5))
    mixed += "".join(f"{r},2015,schooling,{20 + r}\n" for r in range(5))
    problem = of_kind("CLW-T68", told("indicators", INDICATORS + mixed))
    assert "(5, up to 0.24) and a percentage in others (5, from 20)" in problem.message
    ratio = "".join(f"{r},2010,lq,{0.3 * 1.4**r:.3f}\n" for r in range(12))
    assert told("indicators", INDICATORS + ratio) == []


def test_an_indicator_that_never_varies():
    rows = "".join(f"{r},2010,law,1\n" for r in range(12))
    assert codes(told("indicators", INDICATORS + rows)) == {"CLW-T72"}
    assert told("indicators", INDICATORS + rows.replace("3,2010,law,1", "3,2010,law,0")) == []


def test_cards():
    head = "indicator,name,unit,direction\n"
    spoilt = told("indicator_cards", head + "gdp,GDP,,higher\n")
    assert {p.is_warning for p in spoilt} == {True, False}
    assert 'no direction "higher"; nearest: higher is better' in spoilt[1].message
    assert told("indicator_cards", head + "gdp,GDP,yuan,higher is better\nx,X,km,\n") == []


def test_cards_of_an_index():
    head = "indicator,name,unit,weight,role\n"
    (role,) = told("indicator_cards", head + "gdp,GDP,yuan,1,drivr\n")
    assert 'no role "drivr"; nearest: driver' in role.message
    (weight,) = told("indicator_cards", head + "gdp,GDP,yuan,-1,driver\n")
    assert (weight.column, weight.row, weight.value) == ("weight", 2, "-1")
    (weight,) = told("dimensions", "dimension,name,weight\neconomy,Economy,-2\n")
    assert weight.column == "weight"
    assert told("indicator_cards", head + "gdp,GDP,yuan,0,index of drivers\nx,X,km,,\n") == []


# Points and regions


@pytest.mark.parametrize(
    ("point", "says"),
    [("0,0", "0, 0"), ("50.5,8.1", "swapped"), ("-8.1,50.5", ""), ("8.1,-50.5", "latitude has")],
)
def test_points_astray(point, says):
    others = "".join(f"{n},P{n},{7 + n / 10},{50 + n / 10}\n" for n in range(1, 9))
    problems = told("regions", "region,name,longitude,latitude\n" + others + f"9,X,{point}\n")
    assert [p.row for p in problems] == ([10] if says else []), "eight degrees west is still near"
    assert all(says in p.message for p in problems)


def test_points_all_over_the_world_are_lawful():
    rng = np.random.default_rng(1)
    rows = "".join(
        f"{n},P{n},{x:.2f},{y:.2f}\n"
        for n, (x, y) in enumerate(
            zip(rng.uniform(-170, 170, 60), rng.uniform(-60, 70, 60), strict=True)
        )
    )
    assert told("regions", "region,name,longitude,latitude\n" + rows) == []


def test_ranges_and_nothing_to_divide_by():
    problems = told(
        "regions", "region,name,area_km2,population,longitude,latitude\n1,A,0,5,190,95\n"
    )
    assert sorted(p.code for p in problems) == ["CLW-T70", "CLW-T73", "CLW-T73"]
    assert {p.expected for p in problems if p.code == "CLW-T73"} == {
        "from -180 to 180",
        "from -90 to 90",
    }


def test_a_region_that_is_absent_in_one_year():
    table = activity(regions=30)
    gone = table[~((table["region"] == "330700") & (table["year"] == 2011))]
    problem = of_kind("CLW-T41", told("activity", gone.reset_index(drop=True)))
    assert problem.message.startswith("region 330700 has no row in 2011; 1 region lacks")
    small = table[
        (table["region"] != "330700") | ((table["year"] == 2010) & (table["industry"] == "i0"))
    ]
    assert told("activity", small.reset_index(drop=True)) == []


def test_a_size_class_that_the_workers_contradict():
    plants = "plant,region,industry,employment,size_class\np1,1,a,120,micro\np2,1,a,5,1-9\n"
    problem = of_kind("CLW-T75", told("plants", plants))
    assert problem.message == 'size class "micro" but 120 workers'
    assert not problem.is_warning, "a firm is of one class"
    head = "region,industry,year,size_class,employment,establishments\n"
    assert told("activity", head + "1,a,2004,10-19,60,4\n1,a,2004,C,60,4\n") == []
    assert of_kind("CLW-T75", told("activity", head + "1,a,2004,10-19,600,4\n")).is_warning


def test_links():
    actors = "actor,name\na,A\nb,B\n"
    problems = told(
        "links", "source,target,kind,strength\na,a,trade,5\na,c,trade,1\n", actors=actors
    )
    assert sorted(p.code for p in problems) == ["CLW-T31", "CLW-T73", "CLW-T74"]
    assert told("links", "source,target,strength\na,b,3\nb,a,0\n", actors=actors) == []
