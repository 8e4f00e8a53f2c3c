"""What would tell about single firms is hidden, and only knowingly shown."""

from __future__ import annotations

import json

import pandas as pd
import pytest

from workbench.data.firms import Disclosure, aggregate
from workbench.data.firms.disclosure import hide
from workbench.data.tables import USAGE_WARNINGS
from workbench.errors import ParameterError

HEAD = "region,industry,year,employment\n"


def firms(*jobs: int, region: str = "01") -> str:
    return "".join(f"{region},a,2015,{number}\n" for number in jobs)


def test_a_planted_cell_of_two_firms_is_hidden(made):
    path = made.csv(HEAD + firms(5, 5, 5) + firms(7, 8, region="02"))
    done = aggregate(path, made.study)
    hidden = made.activity().set_index("region").loc["02"]
    assert hidden[["employment", "establishments", "flag"]].tolist() == ["", "", "suppressed"]
    assert done.hidden == 1
    assert "7" not in (made.study / "activity.csv").read_text()
    assert "15,3," in (made.study / "activity.csv").read_text()


@pytest.mark.parametrize(("fewest", "hidden"), [(1, 0), (3, 0), (4, 1)])
def test_the_least_number_of_firms_is_as_asked(made, fewest, hidden):
    path = made.csv(HEAD + firms(5, 5, 5))
    assert aggregate(path, made.study, disclosure=Disclosure(fewest)).hidden == hidden


@pytest.mark.parametrize(("jobs", "is_hidden"), [((85, 10, 5), False), ((86, 10, 4), True)])
def test_a_dominant_firm_hides_employment_and_not_the_count(made, jobs, is_hidden):
    done = aggregate(made.csv(HEAD + firms(*jobs)), made.study)
    cell = made.activity().iloc[0]
    assert cell["establishments"] == "3"
    assert (cell["employment"], cell["flag"]) == (("", "suppressed") if is_hidden else ("100", ""))
    assert done.dominated == is_hidden


def test_firms_are_counted_and_not_their_establishments(made):
    head = "region,industry,year,employment,firm_id\n"
    rows = "".join(f"01,a,2015,10,{firm}\n" for firm in "ABABAB")
    rows += "".join(
        f"02,a,2015,{jobs},{firm}\n" for jobs, firm in [(50, "A"), (40, "A"), (4, "B"), (4, "C")]
    )
    rows += "".join(f"03,a,2015,10,{firm}\n" for firm in "ABC")
    aggregate(made.csv(head + rows), made.study)
    found = made.activity().set_index("region")[["employment", "establishments"]].T.to_dict("list")
    assert found == {"01": ["", ""], "02": ["", "4"], "03": ["30", "3"]}


def test_all_is_shown_only_knowingly_and_the_study_says_so(made):
    path = made.csv(HEAD + firms(5) + firms(90, 1, 1, region="02"))
    aggregate(path, made.study, disclosure=Disclosure(disclose_all=True))
    assert made.activity()["employment"].tolist() == ["5", "92"]
    record = json.loads((made.study / "datapackage.json").read_text("utf-8"))
    activity = next(r for r in record["resources"] if r["name"] == "activity")
    assert [warning["code"] for warning in activity["usage_warnings"]] == ["not_for_publication"]
    assert record["workbench"]["register"]["disclose_all"] is True


def test_the_warnings_are_of_the_closed_list():
    assert {"not_for_publication", "suppressed_values", "partial_coverage"} <= set(USAGE_WARNINGS)


def test_limits_out_of_range_are_told_together():
    with pytest.raises(ParameterError) as caught:
        Disclosure(fewest_firms=0, dominance=85)
    assert [problem.column for problem in caught.value.problems] == ["fewest_firms", "dominance"]
    assert "85 % is 0.85" in caught.value.problems[1].expected


def test_a_cell_without_firms_tells_of_none_and_is_shown():
    cells = pd.DataFrame({"region": ["01"], "establishments": [0], "employment": [0.0]})
    assert hide(cells, Disclosure()).cells["establishments"].tolist() == [0]


def test_the_table_that_was_given_is_untouched():
    cells = pd.DataFrame({"region": ["01"], "establishments": [2], "employment": [5.0]})
    before = cells.copy()
    hide(cells, Disclosure())
    pd.testing.assert_frame_equal(cells, before)


def test_decimal_sums_are_the_same_in_any_order():
    cells = pd.DataFrame({"establishments": [3, 3], "employment": [0.1 + 0.2, 0.3]})
    one, other = hide(cells, Disclosure()).cells["employment"]
    assert one == other
