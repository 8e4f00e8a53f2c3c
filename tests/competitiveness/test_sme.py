"""Shares of small and medium-sized firms: bounds, definitions, a register counted by hand."""

import csv
from collections import Counter, defaultdict
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.competitiveness._sizes import has_firm_sizes
from workbench.competitiveness.size_definitions import DEFINITIONS, limits_of
from workbench.competitiveness.sme import mean_sizes, sme_shares
from workbench.data import load, studies
from workbench.errors import ParameterError, StudyError, UnknownName

STRASBOURG = studies["strasbourg_establishments"]
CLASSES = {"a": (0, 0), "b": (1, 9), "c": (10, 99), "d": (100, 499), "e": (500, None)}
SIZE_CLASSES = pd.DataFrame(
    [(code, *limits) for code, limits in CLASSES.items()],
    columns=["size_class", "employees_from", "employees_to"],
)
GROUPS = [("eu", group) for group in DEFINITIONS["eu"].groups] + [("us", "sme")]


def table_of(value="establishments", region="A", **classes):
    """One cell's amounts by size class."""
    amounts = {name.removeprefix("_"): amount for name, amount in classes.items()}
    keys = {"region": region, "industry": "shoes", "size_class": list(amounts)}
    return pd.DataFrame({**keys, value: list(amounts.values())})


def class_of(size):
    return next(
        code
        for code, (low, high) in CLASSES.items()
        if low <= size and (high is None or size <= high)
    )


def bounds_of(answer):
    return answer["low"].tolist(), answer["high"].tolist()


def test_classes_that_end_at_the_limit_give_the_share_itself():
    table = table_of(micro=60, small=25, medium=10, large=5)
    for group, expected in (("micro", 0.6), ("small", 0.25), ("medium", 0.1), ("sme", 0.95)):
        answer = sme_shares(table, value="establishments", group=group)
        assert answer["value"].tolist() == pytest.approx([expected], abs=1e-15)
        assert bounds_of(answer) == (answer["value"].tolist(),) * 2
        assert answer["undefined"].isna().all()


def test_employment_by_class_is_used_where_it_is_given():
    table = table_of("employment", micro=30, small=20, medium=15, large=35)
    assert sme_shares(table)["value"].tolist() == [0.65]


def test_a_class_on_both_sides_gives_bounds_and_a_reason():
    table = table_of("establishments", _a=0, _b=70, _c=0, _d=20, _e=10)
    answer = sme_shares(table, value="establishments", size_classes=SIZE_CLASSES)
    assert bounds_of(answer) == ([0.7], [0.9])
    assert answer["value"].isna().all()
    assert "both sides of the limit" in answer["undefined"][0]
    table = table.rename(columns={"establishments": "employment"})
    assert bounds_of(sme_shares(table, size_classes=SIZE_CLASSES)) == ([0.7], [0.9])


def test_the_american_limit_makes_the_same_class_whole():
    table = table_of("establishments", _a=0, _b=70, _c=0, _d=20, _e=10)
    options = {"value": "establishments", "size_classes": SIZE_CLASSES}
    answer = sme_shares(table, definition="us", **options)
    assert answer["value"].tolist() == [0.9]
    about = answer.attrs["sme"]
    assert (about["below"], about["is_verified"]) == (500, False)
    assert "unverified" in about["source"]


def test_employment_between_the_limits_of_classes():
    # 10 firms of 10 to 99 and 2 of 250 to 499
    table = table_of("establishments", **{"_10-99": 10, "_250-499": 2})
    answer = sme_shares(table)
    assert bounds_of(answer)[0] == pytest.approx([100 / (100 + 998)])
    assert bounds_of(answer)[1] == pytest.approx([990 / (990 + 500)])
    assert "between the limits" in answer["undefined"][0]
    assert bounds_of(mean_sizes(table)) == ([(100 + 500) / 12], [(990 + 998) / 12])


def test_an_open_class_leaves_the_lower_bound_at_nothing():
    table = table_of("establishments", **{"_1-9": 100, "_250+": 1})
    answer = sme_shares(table)
    assert answer["low"].tolist() == [0]
    assert answer["high"].tolist() == pytest.approx([900 / 1150])
    assert mean_sizes(table)["high"].tolist() == [np.inf]
    # the class has no firm here, so nothing is open
    closed = sme_shares(table_of("establishments", **{"_1-9": 100, "_250+": 0}))
    assert closed["value"].tolist() == [1]


def test_firms_without_employees_have_no_employment():
    table = table_of("establishments", **{"_0-0": 12})
    answer = sme_shares(table)
    assert answer["undefined"].tolist() == ["no employment of the sizes that count"]
    assert answer[["low", "high"]].isna().all(axis=None)
    assert sme_shares(table, value="establishments")["value"].tolist() == [1]
    nothing = sme_shares(table, value="establishments", at_least=1)
    assert nothing["undefined"].tolist() == ["no establishments of the sizes that count"]
    assert mean_sizes(table)["value"].tolist() == [0]
    large = sme_shares(table_of("establishments", **{"_0-0": 12, "_250-299": 1}))
    assert large["value"].tolist() == [0]


def test_a_class_that_may_have_nothing_does_not_blur_the_share():
    # whoever has any of the employment is in the only class there is
    table = table_of("establishments", **{"_0-9": 5})
    assert sme_shares(table, group="micro")["value"].tolist() == [1]
    assert sme_shares(table, group="small")["value"].tolist() == [0]


def test_at_least_leaves_out_the_smallest_from_above_and_below():
    table = table_of("establishments", **{"_0-0": 80, "_1-9": 15, "_250-499": 5})
    assert sme_shares(table, value="establishments")["value"].tolist() == [0.95]
    found = sme_shares(table, value="establishments", at_least=1)
    assert found["value"].tolist() == [0.75]
    assert mean_sizes(table, at_least=1)["establishments"].tolist() == [20]


def test_without_classes_a_share_is_undefined_and_the_mean_is_known():
    table = pd.DataFrame(
        {
            "region": ["A", "B", "A"],
            "industry": ["x", "x", "y"],
            "employment": [30, 5, 10],
            "establishments": [2, 5, 3],
        }
    )
    for value in ("employment", "establishments"):
        answer = sme_shares(table, value=value)
        assert answer["undefined"].tolist() == ["no size classes, so no share can be told"] * 2
        assert answer[["value", "low", "high"]].isna().all(axis=None)
    means = mean_sizes(table)
    assert means["value"].tolist() == [8, 1]
    by_industry = mean_sizes(table, by_industry=True)
    assert by_industry[["region", "industry"]].to_numpy().tolist() == [
        ["A", "x"],
        ["B", "x"],
        ["A", "y"],
    ]
    assert by_industry["value"].tolist() == pytest.approx([15, 1, 10 / 3])


def test_a_sum_with_a_missing_part_is_missing():
    table = pd.concat([table_of(micro=1, large=1), table_of(micro=2, large=2, region="B")])
    table = table.assign(flag=[None, "suppressed", None, None], establishments=[1, np.nan, 2, 2])
    answer = sme_shares(table, value="establishments")
    assert answer["undefined"].tolist()[0] == "value suppressed in the region"
    assert answer["value"].tolist()[1] == 0.5
    assert answer.loc[0, ["low", "high"]].isna().all()
    means = mean_sizes(table)
    assert means.loc[0, ["low", "high", "establishments"]].isna().all()
    assert means["establishments"].tolist()[1] == 4
    # what is left out by size is not missed
    small = table.assign(size_class=["0-0", "250-300"] * 2, establishments=[np.nan, 1, 2, 2])
    kept = sme_shares(small.assign(flag=None), value="establishments", at_least=1)
    assert kept["value"].tolist() == [0, 0]


def test_a_mean_needs_both_of_its_parts():
    table = pd.DataFrame({"region": list("ABC"), "industry": "x"})
    table = table.assign(employment=[6, 6, np.nan], establishments=[2, np.nan, 2])
    answer = mean_sizes(table)
    assert answer["value"].fillna(-1).tolist() == [3, -1, -1]
    assert answer["undefined"].tolist()[1:] == ["value missing in the region"] * 2


def test_years_and_the_order_of_regions_are_kept_and_the_input_is_untouched():
    table = pd.concat(
        [table_of(micro=m, large=1, region=r).assign(year=y)
         for r, y, m in (("B", 2020, 1), ("A", 2020, 3), ("B", 2010, 9))],
        ignore_index=True,
    )  # fmt: skip
    before = table.copy(deep=True)
    answer = sme_shares(table, value="establishments")
    assert answer[["region", "year"]].to_numpy().tolist() == [["B", 2020], ["A", 2020], ["B", 2010]]
    assert answer["value"].tolist() == [0.5, 0.75, 0.9]
    pd.testing.assert_frame_equal(table, before)


@settings(max_examples=25, deadline=None)
@given(
    sizes=st.lists(st.integers(0, 3000), min_size=1, max_size=30),
    chosen=st.sampled_from(GROUPS),
)
def test_the_truth_lies_between_the_bounds(sizes, chosen):
    definition, group = chosen
    first, end = DEFINITIONS[definition].groups[group]
    counts = Counter(map(class_of, sizes))
    table = table_of("establishments", **{f"_{c}": counts[c] for c in CLASSES})
    options = {"definition": definition, "group": group, "size_classes": SIZE_CLASSES}
    sizes = np.array(sizes)
    is_inside = (sizes >= first) & (sizes < end)
    share = sme_shares(table, value="establishments", **options).iloc[0]
    assert share["low"] - 1e-12 <= is_inside.mean() <= share["high"] + 1e-12
    means = mean_sizes(table, size_classes=SIZE_CLASSES).iloc[0]
    assert means["low"] - 1e-9 <= sizes.mean() <= means["high"] + 1e-9
    if sizes.sum():
        share = sme_shares(table, **options).iloc[0]
        truth = sizes[is_inside].sum() / sizes.sum()
        assert share["low"] - 1e-12 <= truth <= share["high"] + 1e-12


@settings(max_examples=25, deadline=None)
@given(
    counts=st.lists(st.integers(0, 3), min_size=4, max_size=4).filter(any),
    chosen=st.sampled_from(GROUPS),
)
def test_the_bounds_are_reached(counts, chosen):
    """Every combination of corner sizes, tried out: the bounds are the extremes of them."""
    definition, group = chosen
    first, end = DEFINITIONS[definition].groups[group]
    limits = [(1, 19), (20, 49), (50, 250), (300, 600)]
    codes = [f"{low}-{high}" for low, high in limits]
    table = table_of("establishments", **{f"_{c}": n for c, n in zip(codes, counts, strict=True)})
    corners = [
        [s for s in {low, high, first - 1, first, end - 1, end} if low <= s <= high]
        for low, high in limits
    ]
    found = []
    for sizes in product(*corners):
        persons = np.array(sizes) * counts
        is_inside = [first <= size < end for size in sizes]
        found.append(persons[is_inside].sum() / persons.sum())
    answer = sme_shares(table, definition=definition, group=group).iloc[0]
    assert answer["low"] == pytest.approx(min(found), abs=1e-12)
    assert answer["high"] == pytest.approx(max(found), abs=1e-12)


@pytest.fixture(scope="module")
def strasbourg():
    return load("strasbourg_establishments")


def counted_by_hand():
    """The register of Strasbourg, read and added up without pandas and without the workbench."""
    folder = Path(STRASBOURG)
    with (folder / "size_classes.csv").open(encoding="utf-8") as lines:
        limits = {
            row["size_class"]: (int(row["employees_from"]), float(row["employees_to"] or "inf"))
            for row in csv.DictReader(lines)
        }
    totals = defaultdict(lambda: defaultdict(int))
    with (folder / "activity.csv").open(encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            totals[row["region"]][limits[row["size_class"]]] += int(row["establishments"])
    return totals


@pytest.mark.parametrize(("definition", "at_least"), [("eu", 0), ("eu", 1), ("us", 1)])
def test_the_register_of_strasbourg(strasbourg, definition, at_least):
    study = strasbourg
    options = {"at_least": at_least, "size_classes": study.tables["size_classes"]}
    of_count = sme_shares(study.activity, value="establishments", definition=definition, **options)
    of_staff = sme_shares(study.activity, definition=definition, **options)
    means = mean_sizes(study.activity, **options)
    end = {"eu": 250, "us": 500}[definition]
    totals = counted_by_hand()
    assert of_count["region"].tolist() == list(totals)
    for n, classes in enumerate(totals.values()):
        kept = {(a, b): count for (a, b), count in classes.items() if a >= at_least}
        count = sum(kept.values())
        if not count:
            assert of_count.loc[n, "undefined"] == "no establishments of the sizes that count"
            continue
        small = {limits: c for limits, c in kept.items() if limits[1] < end}
        assert of_count.loc[n, "value"] == pytest.approx(sum(small.values()) / count, abs=1e-12)
        assert means.loc[n, "establishments"] == count
        least = [sum(a * c for (a, _), c in part.items()) for part in (small, kept)]
        most = [sum(b * c for (_, b), c in part.items()) for part in (small, kept)]
        assert means.loc[n, "low"] == pytest.approx(least[1] / count)
        assert means.loc[n, "high"] == pytest.approx(most[1] / count)
        if most[1]:
            low = least[0] / (least[0] + most[1] - most[0]) if least[0] else 0.0
            high = most[0] / (most[0] + least[1] - least[0])
            assert of_staff.loc[n, "low"] == pytest.approx(low, abs=1e-12)
            assert of_staff.loc[n, "high"] == pytest.approx(high, abs=1e-12)


def test_the_limits_of_the_definitions():
    assert limits_of("eu", "medium") == (50, 250)
    for definition in DEFINITIONS.values():
        assert definition.is_verified != ("unverified" in definition.source)
    groups = DEFINITIONS["eu"].groups
    assert [groups[g] for g in ("micro", "small", "medium", "sme")] == [
        (0, 10), (10, 50), (50, 250), (0, 250)
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("options", "error", "text"),
    [
        ({"definition": "cn"}, ParameterError, "CLW-I51 .*differ by industry"),
        ({"definition": "eu27"}, UnknownName, "CLW-N03 .*nearest: eu"),
        ({"group": "smal"}, UnknownName, "CLW-N03 .*nearest: small"),
        ({"definition": "us", "group": "micro"}, UnknownName, 'CLW-N03 .*definition "us"'),
        ({"value": "turnover"}, UnknownName, "CLW-N03 .*turnover"),
        ({"at_least": 5}, StudyError, "CLW-M52 .*both sides of 5"),
        ({"size_classes": SIZE_CLASSES}, StudyError, "CLW-M21 "),
    ],
)
def test_what_cannot_be_computed_is_refused(options, error, text):
    table = table_of(micro=1, small=2, large=3)
    with pytest.raises(error, match=text) as caught:
        sme_shares(table, **{"value": "establishments", **options})
    assert all(problem.remedy for problem in caught.value.problems)


def test_firms_are_not_left_out_by_sizes_nobody_knows():
    table = pd.DataFrame({"region": ["A"], "industry": ["x"], "employment": 3, "establishments": 1})
    for function in (mean_sizes, sme_shares):
        with pytest.raises(ParameterError, match="CLW-I52"):
            function(table, at_least=1)
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"establishments"'):
        mean_sizes(table.drop(columns="establishments"))
    with pytest.raises(UnknownName, match=r'CLW-N04 .*"employment"'):
        mean_sizes(table.drop(columns="employment"))


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("establishments size_class", True),
        ("establishments employment", True),
        ("employment size_class", False),
        ("establishments", False),
        ("employment", False),
        ("", False),
    ],
)
def test_which_studies_say_how_large_firms_are(strasbourg, columns, expected):
    table = pd.DataFrame(columns=["region", "industry", *columns.split()])
    assert has_firm_sizes(strasbourg.with_tables(activity=table)) == expected
