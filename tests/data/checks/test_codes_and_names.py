"""Codes and names: what was spoilt is told with its place, what is only unusual passes."""

from __future__ import annotations

import pytest

from tests.data.checks.tables import codes, of_kind, told

ROWS = "region,industry,year,employment\n"
REGIONS = "region,name\n010101,A\n010102,B\n330100,Hangzhou\n330200,Ningbo\n330300,Wenzhou\n"


def rows(*cells: str) -> str:
    return ROWS + "".join(f"{cell},20\n" for cell in cells)


def test_both_rows_of_a_repeated_key_are_named():
    table = rows("1,a,2004", "2,a,2004", "3,a,2004", "4,a,2004", "1,a,2004")
    problem = of_kind("CLW-T26", told("activity", table))
    assert problem.message.startswith("rows 2 and 6 have the same region, industry, year")
    assert (problem.row, problem.value, problem.more) == (6, "1, a, 2004", 0)
    assert "on_duplicate=sum" in problem.remedy
    assert not problem.is_warning


def test_a_repeated_row_says_whether_it_is_a_copy():
    same = told("activity", rows("1,a,2004", "1,a,2004"))
    other = told("activity", ROWS + "1,a,2004,20\n1,a,2004,30\n")
    assert "alike in every column" in of_kind("CLW-T26", same).message
    assert "with other values" in of_kind("CLW-T26", other).message


def test_size_classes_keep_rows_apart():
    head = "region,industry,year,size_class,employment\n"
    assert told("activity", head + "1,a,2004,0-9,20\n1,a,2004,10-49,30\n") == []
    assert codes(told("activity", head + "1,a,2004,0-9,20\n1,a,2004,0-9,30\n")) == {"CLW-T26"}


def test_an_empty_code_says_what_the_others_look_like():
    problem = of_kind("CLW-T28", told("activity", rows("330100,a,2004", ",b,2004")))
    assert (problem.row, problem.column) == (3, "region")
    assert 'codes such as "330100"' in problem.expected


@pytest.mark.parametrize("spoilt", ["330300.0", "3.303E+05", "330,300", "nan", "#REF!"])
def test_a_code_that_went_through_a_number(spoilt):
    table = rows("330100,a,2004", "330200,a,2004", f'"{spoilt}",a,2004')
    problem = of_kind("CLW-T29", told("activity", table))
    assert (problem.row, problem.value) == (4, spoilt)


def test_a_place_called_nan_is_a_place():
    assert told("activity", rows("null,a,2004", "nan,a,2004")) == []


def test_a_code_that_a_spreadsheet_kept_as_a_formula():
    problem = of_kind("CLW-T29", told("activity", rows("330100,a,2004", '"=""330300""",a,2004')))
    assert (problem.row, problem.value, problem.is_warning) == (3, '="330300"', False)
    assert 'write "330300" in place of the formula' in problem.remedy


@pytest.mark.parametrize("date", ["13-Feb", "Jan-13"])
def test_a_code_that_a_spreadsheet_made_a_date(date):
    problem = of_kind("CLW-T51", told("activity", rows("1,13-1,2004", f"1,{date},2004")))
    assert (problem.row, problem.value, problem.is_warning) == (3, date, True)
    assert told("activity", rows("1,13-1,2004", "1,Janus-13,2004")) == []


def test_counties_of_two_lengths_may_have_lost_their_zeros():
    lost = rows("1001,a,2004", "1003,a,2004", "12001,a,2004", "12003,a,2004")
    problem = of_kind("CLW-T27", told("activity", lost))
    assert (problem.row, problem.more, problem.is_warning) == (2, 1, True)
    assert told("activity", lost, confirmed=["CLW-T27"]) == []
    for lawful in (("9998", "9999", "10000", "10001"), ("1200", "1300", "12001", "12002")):
        assert told("activity", rows(*[f"{code},a,2004" for code in lawful])) == []


@pytest.mark.parametrize("code", ["10.10", "C10.1", "2E10", "NA", "31-33", "10.0"])
def test_codes_with_points_letters_and_dashes_are_codes(code):
    table = rows("1,10.1,2004", "2,10.2,2004", f"3,{code},2004")
    assert told("activity", table) == []


def test_a_lost_zero_is_seen_against_the_list_and_counted():
    table = rows("10101,a,2004", "10102,a,2004", "330100,a,2004")
    problem = of_kind("CLW-T27", told("activity", table, regions=REGIONS))
    assert (problem.row, problem.value, problem.more) == (2, "10101", 1)
    assert "6 digits" in problem.expected
    assert "pad_codes=true" in problem.remedy
    assert not problem.is_warning


def test_a_lost_zero_is_seen_without_a_list():
    counties = [f"{state}{county:03d}" for state in (10, 12, 13) for county in range(1, 40, 2)]
    lost = [f"1{county:03d}" for county in (1, 3, 5)]  # Alabama, 01001 to 01005
    table = rows(*[f"{c},a,2004" for c in counties + lost])
    problem = of_kind("CLW-T27", told("activity", table))
    assert (problem.value, problem.more) == ("1001", 2)
    confirmed = told("activity", table, confirmed=["CLW-T27"])
    assert confirmed == []


@pytest.mark.parametrize(
    "names",
    [
        ["01", "02", "75", "971", "972"],  # French départements
        ["100", "1100", "10100", "39400", "20200"],  # commuting zones
        [str(n) for n in range(1, 120)],  # plain numbers
        [str(n) for n in range(9950, 10020)],
        ["33", "3301", "330102", "330103"],  # levels by length
        ["1017", "10104", "100022", "54975"],  # SIRUTA
        ["DE1", "DE11", "FR10", "UKI"],
    ],
)
def test_codes_of_several_lengths_that_lost_nothing(names):
    assert "CLW-T27" not in codes(told("activity", rows(*[f"{n},a,2004" for n in names])))


def test_one_code_spelled_two_ways_is_refused_where_it_splits_an_industry():
    for other in ("Shoes ", "SHOES", "ｓｈｏｅｓ", "shoes.", "sho\u200bes"):
        table = rows("1,shoes,2004", f"2,{other},2004")
        problem = of_kind("CLW-T42", told("activity", table))
        assert (problem.row, problem.column, problem.is_warning) == (3, "industry", False)
        assert '"shoes" and "' in problem.message
    assert told("activity", rows("1,shoes,2004", "2,shoe parts,2004")) == []


@pytest.mark.parametrize(
    ("spoilt", "shown"),
    [
        ("330\u200b300", "U+200B"),
        ("33030\u00ad0", "U+00AD"),
        ("33O300", "330300"),
        ("3303l0", "3303"),
    ],
)
def test_characters_that_deceive_the_eye_in_codes(spoilt, shown):
    table = rows("330100,a,2004", "330200,a,2004", "330400,a,2004", f"{spoilt},a,2004")
    problem = of_kind("CLW-T30", told("activity", table))
    assert (problem.row, problem.is_warning) == (5, False)
    assert shown in problem.message + problem.expected


def test_lookalike_letters_are_told_in_names_and_lawful_scripts_are_not():
    spoilt = told("regions", "region,name\n1,Аlabama\n2,富阳巿\n3,Ohio\n")
    problem = of_kind("CLW-T30", spoilt)
    assert (problem.row, problem.more, problem.is_warning) == (2, 1, True)
    lawful = "region,name\n1,Москва\n2,Αθήνα\n3,富阳市\n4,Łódź\n5,Oslo 3 район\n"
    assert told("regions", lawful) == []


def test_a_name_that_belongs_to_another_code():
    table = "region,name,industry,year,employment\n330100,Hangzhou,a,2004,20\n330200,Wenzhou,a,2004,20\n"
    problem = of_kind("CLW-T32", told("activity", table, regions=REGIONS))
    assert (problem.row, problem.column, problem.value) == (3, "name", "Wenzhou")
    assert problem.message.startswith('code 330200 is "Ningbo", but the row says "Wenzhou"')
    lawful = table.replace("330200,Wenzhou", "330200,Ningbo Shi")
    assert told("activity", lawful, regions=REGIONS) == []


def test_one_code_with_two_names_in_a_year_and_renaming_over_years():
    head = "region,region_name,industry,year,employment\n"
    twice = head + "1,Xiangfan,a,2010,20\n1,Xiangyang,b,2010,20\n"
    renamed = head + "1,Xiangfan,a,2010,20\n1,Xiangyang,a,2020,20\n"
    assert "two names" in of_kind("CLW-T32", told("activity", twice)).message
    assert told("activity", renamed) == []


def test_one_name_for_two_codes_of_one_parent():
    head = "region,name,parent\n1,A,\n2,B,\n"
    again = told("regions", head + "11,Drum Tower,1\n12,drum tower,1\n")
    assert (of_kind("CLW-T58", again).row, of_kind("CLW-T58", again).is_warning) == (5, True)
    assert told("regions", head + "11,鼓楼区,1\n21,鼓楼区,2\n") == []
    assert told("regions", "region,name\n11,鼓楼区\n21,鼓楼区\n") == []
    assert codes(told("industries", "industry,name\n1,Shoes\n2,shoes\n")) == {"CLW-T58"}


@pytest.mark.parametrize("text", ["=1+1", "=HYPERLINK(0)", "@SUM(A1)", "+cmd|' /C calc'!A0"])
def test_a_formula_is_kept_as_text_and_told(text):
    problem = of_kind("CLW-T46", told("regions", f'region,name\n1,"{text}"\n'))
    assert (problem.row, problem.is_warning) == (2, True)


@pytest.mark.parametrize(
    "text", ["<script>x</script>", "<img src=x>", "javascript:x", "<SVG/onload=x>"]
)
def test_a_script_is_kept_as_text_and_told(text):
    problem = of_kind("CLW-T47", told("regions", f'region,name\n1,"{text}"\n'))
    assert (problem.row, problem.is_warning) == (2, True)


@pytest.mark.parametrize("text", ["- see note", "+33 1 23", "A = B", "a < b", "Smith & Co", "-5"])
def test_signs_in_plain_text_are_plain_text(text):
    assert told("regions", f'region,name\n1,"{text}"\n') == []


def test_a_code_nobody_knows_names_the_spelling_that_is_known():
    industries = "industry,name\nshoes,Shoes\nlamps,Lamps\n"
    problem = of_kind("CLW-T31", told("activity", rows("1,Shoes,2004"), industries=industries))
    assert problem.remedy == 'write "shoes": only capitals, spaces or signs differ'
