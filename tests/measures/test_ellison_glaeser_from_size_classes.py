"""Ellison and Glaeser's index from size classes: the truth lies between low and high."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.measures.tables import activity, by_key, reasons
from tests.reference import plants as reference
from workbench.data import load
from workbench.errors import ParameterError, StudyError, UnknownName
from workbench.measures import ellison_glaeser, ellison_glaeser_from_size_classes, measure

NO_CLASSES = "the common tables have no size classes; held here on tables that have them"
MORE_PLANTS = "an industry of more plants is another industry: its index must change"
ON_COMMON_TABLES = (
    "test_the_answer_has_the_keys_of_its_card",
    "test_labels_and_their_order_are_kept",
    "test_the_order_of_rows_does_not_matter",
    "test_the_input_is_untouched",
    "test_each_year_is_computed_by_itself",
    "test_values_stay_in_the_range_of_the_card",
    "test_an_empty_table_gives_an_empty_answer",
    "test_an_absent_cell_is_a_zero",
    "test_missing_zero_and_suppressed_are_told_apart",
    "test_a_suppressed_zero_is_no_zero",
    "test_a_missing_cell_adds_to_no_total",
)
EXEMPT = {
    f"{test}[{variant}]": NO_CLASSES
    for test in ON_COMMON_TABLES
    for variant in ("spread_in_class", "equal_in_class")
} | {
    "test_a_suppressed_zero_is_no_zero[cell_means]": "cell means need two columns of amounts",
    "test_only_densities_change_with_the_unit_of_the_amounts": MORE_PLANTS,
    "test_large_whole_numbers_do_not_overflow": MORE_PLANTS,
}
LIMITS = {"1-9": (1, 9), "10-49": (10, 49), "50-249": (50, 249), "250+": (250, np.inf)}
KEYS = ["region", "industry", "size_class"]


def counted(plants):
    """A table of plants as counts and employment by size class."""
    edges = [low for low, _ in LIMITS.values()]
    classes = np.array(list(LIMITS))[np.searchsorted(edges, plants["employment"], "right") - 1]
    groups = plants.assign(size_class=classes).groupby(KEYS, as_index=False, sort=False)
    return groups.agg(establishments=("employment", "size"), employment=("employment", "sum"))


def some_plants(seed, n=300):
    """Plants of many sizes in three industries and six regions."""
    random = np.random.default_rng(seed)
    return pd.DataFrame(
        {
            "plant": range(n),
            "region": random.choice(list("ABCDEF"), n),
            "industry": random.choice(["shoes", "soap", "lamps"], n, p=[0.7, 0.2, 0.1]),
            "employment": np.ceil(random.lognormal(3, 1.5, n)),
        }
    )


def of(table, **options):
    return ellison_glaeser_from_size_classes(table, **options).set_index("industry")


@settings(max_examples=25)
@given(st.integers(0, 10_000))
def test_the_index_of_the_plants_lies_between_low_and_high(seed):
    plants = some_plants(seed)
    truth = ellison_glaeser(plants).set_index("industry")
    found = of(counted(plants))
    truth = truth.loc[found.index]
    assert (found["low"] <= truth["value"] + 1e-12).all()
    assert (found["high"] >= truth["value"] - 1e-12).all()
    assert found["value"].between(found["low"], found["high"]).all()
    np.testing.assert_array_equal(found["plants"], truth["plants"])
    assert of(counted(plants)).attrs["measure"]["n_outside_class"] == 0


def test_spread_in_class_is_nearer_to_the_plants_than_equal_in_class():
    errors = {"spread_in_class": [], "equal_in_class": []}
    for seed in range(30):
        plants = some_plants(seed)
        truth = ellison_glaeser(plants).set_index("industry")["herfindahl"]
        for variant, found in errors.items():
            herfindahl = of(counted(plants), variant=variant)["herfindahl"]
            found.append((herfindahl / truth - 1)["shoes"])
    assert abs(np.mean(errors["spread_in_class"])) < 0.5 * abs(np.mean(errors["equal_in_class"]))


def test_classes_of_one_size_tell_what_the_plants_tell():
    plants = some_plants(3)
    plants["employment"] = np.resize([5, 20, 100], len(plants))
    table = counted(plants).assign(size_class=lambda t: t["employment"] / t["establishments"])
    table["size_class"] = table["size_class"].astype(int).map(lambda size: f"{size}-{size}")
    truth = ellison_glaeser(plants).set_index("industry")["value"]
    for given_table in (table, table.drop(columns="employment")):
        found = of(given_table)
        for column in ("value", "low", "high"):
            np.testing.assert_allclose(found[column], truth.loc[found.index], rtol=1e-10)


@pytest.mark.parametrize(
    ("count", "total", "limits", "least", "most"),
    [
        (3, 12, (1, 9), 48, 81 + 4 + 1),  # 9, 2, 1
        (2, 10, (1, 9), 50, 82),  # 9, 1
        (4, 36, (1, 9), 324, 324),  # all at the upper limit
        (5, 5, (1, 9), 5, 5),  # all at the lower limit
        (3, 1000, (250, np.inf), 1000**2 / 3, 500**2 + 2 * 250**2),
        (2, 40, (1, 9), 800, 800),  # outside its class: taken as equal
    ],
)
def test_the_least_and_the_most_of_squares_by_hand(count, total, limits, least, most):
    # one more industry in two regions, so that there is something to compare with
    upper = "+" if np.isinf(limits[1]) else f"-{limits[1]}"
    table = pd.DataFrame(
        {
            "region": ["A", "A", "B"],
            "industry": ["own", "rest", "rest"],
            "size_class": [f"{limits[0]}{upper}", "5-5", "5-5"],
            "establishments": [count, 10, 10],
            "employment": [total, 50, 50],
        }
    )
    g = 1 / (1 - sum(x**2 for x in ((total + 50) / (total + 100), 50 / (total + 100))))
    g *= 2 * (50 / (total + 100)) ** 2
    bounds = [(g - h / total**2) / (1 - h / total**2) for h in (least, most)]
    found = of(table).loc["own"]
    assert found["low"] == pytest.approx(min(bounds), rel=1e-10)
    assert found["high"] == pytest.approx(max(bounds), rel=1e-10)


def test_codes_that_tell_their_limits():
    codes = ["1-9", "10 to 19", "20_49", "50–99", "100+", "<10", "GE1,000", "1000 or more"]
    names = ["micro", "small", "medium", "large"]
    ends = {"1-9": 5, "10 to 19": 14.5, "20_49": 34.5, "50–99": 74.5, "100+": 200, "<10": 4.5}
    ends |= {"GE1,000": 2000, "1000 or more": 2000}
    ends |= {"micro": 4.5, "small": 29.5, "medium": 149.5, "large": 500}
    for code in [*codes, *names]:
        table = pd.DataFrame(
            {"region": ["A", "B"], "industry": "own", "size_class": code, "establishments": 3}
        )
        found = of(table, background="equal", regions=table[["region"]])
        assert ends[code] == pytest.approx(mean_size(table), rel=1e-12), code
        assert found["plants"].iloc[0] == 6


def mean_size(table):
    """The size the workbench takes for the plants of a class, told by one of known size."""
    # `own` has 3 plants of the class in A; 5 plants of 1 in B: its share in A is 3 m / (3 m + 5)
    rows = pd.concat(
        [
            table[:1],
            pd.DataFrame(
                {"region": ["B"], "industry": "own", "size_class": "1-1", "establishments": 5}
            ),
        ]
    )
    places = pd.DataFrame({"region": ["A", "B"]})
    h = of(rows, background="equal", regions=places, variant="equal_in_class")["herfindahl"]
    # (3 m² + 5) / (3 m + 5)² = h, the larger root
    a, b, c = 3 - 9 * h.iloc[0], -30 * h.iloc[0], 5 - 25 * h.iloc[0]
    return max(np.roots([a, b, c]))


def test_the_tracts_of_strasbourg():
    study = load("strasbourg_establishments")
    answer = measure("ellison_glaeser_from_size_classes", "strasbourg_establishments")
    facts = answer.attrs["measure"]
    assert facts["n_cells"] == facts["n_employment_by_class"] == len(study.activity)
    known = answer[answer["undefined"].isna()]
    assert (known["low"] <= known["value"]).all()
    assert (known["value"] <= known["high"]).all()
    employers = study.activity[~study.activity["size_class"].isin(["00", "NN"])]
    assert answer["plants"].sum() == employers["establishments"].sum()
    # the same with the limits written out
    own = study.tables["size_classes"].set_index("size_class")
    last = own["employees_to"].astype("str").radd("-").fillna("+")
    codes = own["employees_from"].astype("str") + last
    by_code = study.activity.assign(size_class=study.activity["size_class"].map(codes))
    by_code = by_code.groupby([*KEYS, "year"], as_index=False, sort=False)["establishments"].sum()
    again = ellison_glaeser_from_size_classes(by_code)
    np.testing.assert_allclose(by_key(again), by_key(answer), rtol=1e-10)


def test_cell_means_take_the_plants_of_a_cell_as_equal():
    table = activity(years=[2010])
    table = table[table["employment"] > 0]
    plants = table.loc[table.index.repeat(table["establishments"])].reset_index(drop=True)
    plants["employment"] = plants["employment"] / plants["establishments"]
    truth = ellison_glaeser(plants.assign(plant=range(len(plants))))
    found = ellison_glaeser_from_size_classes(table, variant="cell_means")
    np.testing.assert_allclose(by_key(found), by_key(truth), rtol=1e-10)
    np.testing.assert_allclose(found["high"], found["value"])
    assert (found["low"] < found["value"]).all()


def test_employment_that_is_not_known_is_taken_from_the_class():
    table = counted(some_plants(1))
    table["employment"] = table["employment"].where(table["size_class"] != "10-49")
    n_lost = int(table["employment"].isna().sum())
    found = of(table)
    filled = table.assign(employment=table["employment"].fillna(29.5 * table["establishments"]))
    assert found.attrs["measure"]["n_employment_by_class"] == n_lost
    np.testing.assert_allclose(found["value"], of(filled)["value"], rtol=1e-12)


def test_the_mean_of_an_open_class_can_be_given():
    table = counted(some_plants(1)).drop(columns="employment")
    filled = table.assign(
        employment=table["establishments"]
        * table["size_class"].map({"1-9": 5, "10-49": 29.5, "50-249": 149.5, "250+": 3 * 250})
    )
    found = of(table, open_mean=3)
    np.testing.assert_allclose(found["value"], of(filled)["value"], rtol=1e-12)
    with pytest.raises(ParameterError, match="CLW-M22"):
        of(table, open_mean=0.5)


def test_the_mean_of_a_class_can_be_given():
    table = counted(some_plants(1))
    sums = table.groupby("size_class")[["employment", "establishments"]].sum()
    classes = pd.DataFrame(
        [(code, low, high) for code, (low, high) in LIMITS.items()],
        columns=["size_class", "employees_from", "employees_to"],
    ).replace(np.inf, np.nan)
    mean = classes["size_class"].map(sums["employment"] / sums["establishments"])
    given_means = classes.assign(mean_employees=mean.where(classes["size_class"] != "1-9"))
    means = given_means.set_index("size_class")["mean_employees"].fillna(5)
    filled = table.assign(employment=table["establishments"] * table["size_class"].map(means))
    found = of(table.drop(columns="employment"), size_classes=given_means)
    np.testing.assert_allclose(found["value"], of(filled)["value"], rtol=1e-12)
    without = of(table.drop(columns="employment"), size_classes=classes)
    assert not np.allclose(found["value"], without["value"])


def test_rows_in_any_order_and_years_by_themselves():
    tables = [counted(some_plants(seed)).assign(year=year) for seed, year in ((1, 2010), (2, 2020))]
    together = pd.concat(tables, ignore_index=True)
    kept = together.copy(deep=True)
    answer = by_key(ellison_glaeser_from_size_classes(together))
    pd.testing.assert_frame_equal(together, kept)
    backwards = by_key(ellison_glaeser_from_size_classes(together[::-1]))
    np.testing.assert_allclose(backwards, answer, rtol=1e-9)
    for table in tables:
        alone = by_key(ellison_glaeser_from_size_classes(table))
        np.testing.assert_allclose(alone, answer[alone.index], rtol=1e-9)
    empty = ellison_glaeser_from_size_classes(together[:0])
    assert list(empty.columns[:4]) == ["industry", "year", "value", "undefined"]


def test_why_there_is_no_value():
    table = pd.DataFrame(
        {
            "region": list("ABABA"),
            "industry": ["two", "two", "one", "gap", "none"],
            "size_class": "1-9",
            "establishments": [3, 4, 1, np.nan, 0],
        }
    )
    told = reasons(ellison_glaeser_from_size_classes(table))
    assert told == [
        None,
        "only one plant",
        "value missing in the industry",
        "no employment in the industry",
    ]


def test_classes_that_cannot_be_read_are_counted():
    table = counted(some_plants(1))
    table["size_class"] = table["size_class"].replace({"1-9": "01", "10-49": "not_stated"})
    with pytest.raises(StudyError, match="CLW-M21") as caught:
        of(table)
    (problem,) = caught.value.problems
    assert {problem.value} <= {"01", "not_stated"}
    assert problem.more == 1
    known = pd.DataFrame(
        {
            "size_class": ["01", "not_stated", "50-249", "250+"],
            "employees_from": [1, 10, 50, 250],
            "employees_to": [9, 49, 249, None],
        }
    )
    np.testing.assert_allclose(
        of(table, size_classes=known)["value"], of(counted(some_plants(1)))["value"]
    )
    turned = known.assign(employees_from=[10, 10, 50, 250])
    with pytest.raises(StudyError, match="CLW-M21"):
        of(table, size_classes=turned)
    with pytest.raises(UnknownName, match="employees_to"):
        of(table, size_classes=known.drop(columns="employees_to"))


def test_the_worked_index_stands_in_the_range_of_its_classes():
    table = counted(reference.table(reference.T3))
    worked, _ = reference.T3_WORKED["ellison_glaeser"]
    found = of(table)
    assert (found["low"] <= np.array(worked) + 5e-5).all()
    assert (found["high"] >= np.array(worked) - 5e-5).all()
