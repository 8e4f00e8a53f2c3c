"""A register becomes a study that checks clean, with every row in a cell."""

from __future__ import annotations

import gzip
import json

import pandas as pd
import pytest

import workbench as wb
from workbench.data.firms import EU_SIZE_CLASSES, Disclosure, aggregate, counting, knowing
from workbench.data.firms.engines import Engine
from workbench.data.firms.knowing import clear_numbers, plain_counts
from workbench.data.firms.register import open_register
from workbench.data.firms.roles import find_roles
from workbench.errors import ParameterError, StudyError

OPEN = Disclosure(disclose_all=True)


def rows_of(table: pd.DataFrame) -> list[str]:
    return [",".join(row) for row in table.to_numpy().tolist()]


def test_cells_by_hand_and_codes_keep_their_zeros(made):
    done = aggregate(made.csv(made.FIRMS), made.study)
    assert list(made.activity()) == [
        "region", "industry", "year", "employment", "establishments", "flag",
    ]  # fmt: skip
    assert rows_of(made.activity()) == [
        "033,13,2015,15,3,",
        "033,14,2015,,,suppressed",
        "07,15,2015,,3,suppressed",
    ]
    assert (done.rows, done.rows_counted, done.cells, done.hidden, done.dominated) == (
        8,
        8,
        3,
        1,
        1,
    )
    assert done.problems == ()


def test_the_study_checks_without_a_problem_and_loads(made):
    aggregate(made.csv(made.FIRMS), made.study)
    report = wb.check(made.study)
    assert report.problems == ()
    study = wb.load(made.study)
    assert study.regions.to_dict("list") == {"region": ["033", "07"], "name": ["033", "07"]}
    assert study.industries["industry"].tolist() == ["13", "14", "15"]


def test_the_descriptor_says_what_was_done(made):
    path = made.csv(made.FIRMS)
    aggregate(path, made.study, columns={"employment": "employees"})
    record = json.loads((made.study / "datapackage.json").read_text("utf-8"))
    told = record["workbench"]["register"]
    assert told["register"] == f"{path} (csv, comma between columns)"
    assert told["columns"] == {
        "region": "commune", "industry": "nace", "year": "year", "employment": "employees",
    }  # fmt: skip
    assert (told["rows"], told["rows_counted"], told["left_out"]) == (8, 8, {})
    assert (told["fewest_firms"], told["dominance"], told["disclose_all"]) == (3, 0.85, False)
    activity = next(r for r in record["resources"] if r["name"] == "activity")
    assert activity["schema"]["primaryKey"] == ["region", "industry", "year"]
    [warning] = activity["usage_warnings"]
    assert warning["code"] == "suppressed_values"
    assert "1 cells of fewer than 3 firms" in warning["text"]
    assert "no secondary suppression" in warning["text"]


def test_the_result_tells_itself(made):
    done = aggregate(made.csv(made.FIRMS), made.study)
    assert "rows: 8 read, 8 counted" in repr(done)
    assert "commune → region" in repr(done)
    assert json.dumps(done.as_record())
    assert done.as_record()["columns"]["region"] == "commune"


@pytest.mark.parametrize("mark", [";", "\t", "|"])
def test_other_delimiters_are_taken_and_told(made, mark):
    done = aggregate(made.csv(made.FIRMS.replace(",", mark)), made.study)
    assert done.cells == 3
    assert {";": "semicolon", "\t": "tab", "|": "bar"}[mark] in done.register


def test_a_folder_and_a_pattern_of_files_are_one_register(made):
    half = made.FIRMS.splitlines(keepends=True)
    (made.folder / "parts").mkdir()
    made.csv("".join(half[:4]), "parts/a.csv")
    made.csv(half[0] + "".join(half[4:]), "parts/b.csv")
    (made.folder / "parts" / "README.md").write_text("not a register")
    whole = aggregate(made.folder / "parts", made.study)
    assert whole.rows == 8
    by_folder = made.activity()
    aggregate(str(made.folder / "parts" / "*.csv"), made.study)
    pd.testing.assert_frame_equal(made.activity(), by_folder)


def test_parquet_gives_what_csv_gives(made):
    aggregate(made.csv(made.FIRMS), made.study)
    from_csv = made.activity()
    table = pd.read_csv(made.csv(made.FIRMS), dtype={"commune": "str", "nace": "str"})
    path = made.parquet(**{name: table[name].tolist() for name in table})
    done = aggregate(path, made.study)
    assert done.problems == ()
    pd.testing.assert_frame_equal(made.activity(), from_csv)


def test_cells_add_up_to_the_register_whatever_the_order(made):
    table = pd.DataFrame(
        {
            "region": [f"{n * 7 % 5:02d}" for n in range(500)],
            "industry": [f"{n * 3 % 4}" for n in range(500)],
            "year": [2010 + n % 2 for n in range(500)],
            "employment": [0.1 + n % 9 for n in range(500)],
        }
    )
    expected = (
        table.groupby(["region", "industry", "year"])["employment"]
        .agg(["sum", "size"])
        .reset_index()
    )
    texts = []
    for seed in range(2):
        path = made.csv(table.sample(frac=1, random_state=seed).to_csv(index=False))
        aggregate(path, made.study, disclosure=OPEN)
        texts.append((made.study / "activity.csv").read_text())
    assert texts[0] == texts[1]
    found = made.activity()
    assert found["region"].tolist() == expected["region"].tolist()
    assert found["establishments"].astype(int).tolist() == expected["size"].tolist()
    assert found["employment"].astype(float).tolist() == pytest.approx(expected["sum"].tolist())


def test_a_constant_year_and_no_employment(made):
    path = made.csv("region,industry\n01,a\n01,a\n01,a\n")
    aggregate(path, made.study, columns={"year": "2015"})
    assert rows_of(made.activity()) == ["01,a,2015,3,"]


def test_dates_give_years(made):
    dates = pd.to_datetime(["2015-01-31", "2015-12-31", "2015-06-30"])
    path = made.parquet(region=["01"] * 3, industry=["a"] * 3, date=list(dates))
    aggregate(path, made.study)
    assert rows_of(made.activity()) == ["01,a,2015,3,"]


def test_rows_that_are_counts_are_added_up(made):
    path = made.csv(
        "region,industry,year,emp,firms\n01,a,2015,90,40\n01,a,2015,10,2\n02,a,2015,9,2\n"
    )
    done = aggregate(path, made.study)
    assert rows_of(made.activity()) == ["01,a,2015,100,42,", "02,a,2015,,,suppressed"]
    assert [problem.code for problem in done.problems] == ["CLW-A17"]


def test_size_classes_of_the_union(made):
    jobs = [0, 1, 9, 10, 49, 50, 249, 250, 5000]
    path = made.csv("region,industry,year,emp\n" + "".join(f"01,a,2015,{n}\n" for n in jobs))
    aggregate(path, made.study, size_classes=EU_SIZE_CLASSES, disclosure=OPEN)
    found = made.activity().set_index("size_class")["establishments"]
    assert found.to_dict() == {"large": "2", "medium": "2", "micro": "3", "small": "2"}


def test_a_column_of_size_classes_is_a_key_and_the_study_checks_clean(made):
    rows = "01,a,2015,0-9,3\n" * 3 + "01,a,2015,10+,30\n" * 3 + "01,a,2015,,30\n" * 3
    done = aggregate(made.csv("region,industry,year,size_class,emp\n" + rows), made.study)
    found = made.activity().set_index("size_class")["establishments"]
    assert found.to_dict() == {"0-9": "3", "10+": "3", "not_stated": "3"}
    assert [problem.code for problem in done.problems] == ["CLW-A15"]
    assert wb.check(made.study).problems == ()


def test_size_classes_need_employment(made):
    path = made.csv("region,industry,year\n01,a,2015\n")
    with pytest.raises(ParameterError, match="size classes cannot be computed"):
        aggregate(path, made.study, size_classes=EU_SIZE_CLASSES)


def test_size_classes_must_begin_at_zero(made):
    with pytest.raises(ParameterError, match="do not give every firm one class"):
        aggregate(made.csv(made.FIRMS), made.study, size_classes={"small": 1, "large": 50})


def test_a_size_that_is_a_head_count_is_told(made):
    rows = "".join(f"01,a,2015,{n}\n" for n in range(40))
    done = aggregate(made.csv("region,industry,year,size\n" + rows), made.study)
    assert [problem.code for problem in done.problems] == ["CLW-A16"]


def test_a_rerun_keeps_names_and_titles_written_by_hand(made):
    aggregate(made.csv(made.FIRMS), made.study)
    record = json.loads((made.study / "datapackage.json").read_text("utf-8"))
    (made.study / "datapackage.json").write_text(json.dumps(record | {"title": "Mine"}))
    (made.study / "regions.csv").write_text("region,name\n07,Seven\n")
    aggregate(made.csv(made.FIRMS), made.study)
    study = wb.load(made.study)
    assert study.title == "Mine"
    assert study.regions.to_dict("list") == {"region": ["07", "033"], "name": ["Seven", "033"]}


def test_a_code_with_a_comma_and_a_quote_survives(made):
    path = made.csv('region,industry,year\n"a, ""b""",x,2015\n')
    aggregate(path, made.study, disclosure=OPEN)
    assert made.activity()["region"].tolist() == ['a, "b"']


def test_nothing_is_written_to_standard_output(made, capfd):
    aggregate(made.csv(made.FIRMS), made.study)
    assert capfd.readouterr().out == ""


def test_nothing_is_written_where_rows_are_bad(made):
    with pytest.raises(StudyError):
        aggregate(made.csv(made.FIRMS + ",13,2015,4\n"), made.study)
    assert not made.study.exists()


JOBS = {
    "whole": ([4, 6, 5, 0], "int32", True),
    "of 64 bits": ([4, 6, 5, 0], "int64", True),
    "some empty": ([4, None, 5, 0], "Int32", True),
    "all empty": ([None] * 4, "Int32", True),
    "one negative": ([4, -6, 5, 0], "int32", False),
    "decimals": ([4, 6, 5, 0.5], "float64", False),
    "too large to add up": ([2**52, 2**52, 2**52, 0], "int64", False),
}


@pytest.mark.parametrize("kind", JOBS)
def test_what_parquet_says_of_its_numbers_changes_no_cell(made, kind, monkeypatch):
    numbers, kept_as, is_plain = JOBS[kind]
    keys = {"commune": ["01", "01", "01", "02"], "nace": ["13"] * 4, "year": [2015] * 4}
    path = made.folder / "firms.parquet"
    jobs = pd.Series(numbers, dtype=kept_as)
    pd.DataFrame(keys | {"employees": jobs}).to_parquet(path, row_group_size=2)
    register = open_register(path)
    roles = find_roles(register.columns, {}, has_outlines=False)
    assert plain_counts(register, roles) == ({"employment"} if is_plain else frozenset())
    found = []
    for known in (plain_counts, lambda *_: frozenset()):
        monkeypatch.setattr(counting, "plain_counts", known)
        done = aggregate(path, made.study, skip_bad_rows=True)
        found.append((made.activity(), done.rows, done.left_out, done.problems))
    assert found[0][0].equals(found[1][0])
    assert found[0][1:] == found[1][1:]


@pytest.mark.parametrize("name", ["firms.csv", "firms.parquet"])
def test_nothing_is_known_of_text_and_of_files_without_statistics(made, name):
    path = made.csv(made.FIRMS)
    if name.endswith("parquet"):
        jobs = pd.DataFrame({"commune": ["01"], "nace": ["13"], "employees": [4]})
        path = made.folder / name
        jobs.to_parquet(path, write_statistics=False)
    register = open_register(path)
    roles = find_roles(register.columns, {"year": "2015"}, has_outlines=False)
    assert plain_counts(register, roles) == frozenset()


WRITTEN = {
    "whole": ["4", "6", "5", "0"],
    "as numbers can be written": ["1e1", " 5 ", '"7"', ".5"],
    "some are not known": ["", '""', "3", "0005"],
    "one has a mark": ["1_000", "6", "5", "4"],
    "one is negative": ["-6", "6", "5", "4"],
    "one is a word": ["many", "6", "5", "4"],
    "one is blank": [" ", "6", "5", "4"],
    "one has no end": ["inf", "6", "5", "4"],
    "one is none": ["nan", "6", "5", "4"],
}


@pytest.mark.parametrize("kind", WRITTEN)
def test_numbers_read_at_once_are_those_read_as_text(made, kind, monkeypatch):
    rows = [f"01,13,2015,{jobs}\n" for jobs in WRITTEN[kind]]
    path = made.csv("commune,nace,year,employees\n" + "".join(rows))
    assert bool(clear_numbers(*parts_of(path))) == (kind != "one has a mark")
    found = []
    for known in (clear_numbers, lambda *_: ()):
        monkeypatch.setattr(counting, "clear_numbers", known)
        done = aggregate(path, made.study, skip_bad_rows=True)
        told = [problem.as_text() for problem in done.problems]
        found.append((rows_of(made.activity()), done.rows, done.left_out, told))
    assert found[0] == found[1]


def parts_of(path):
    register = open_register(path)
    roles = find_roles(register.columns, {}, has_outlines=False)
    return register, roles, Engine("duckdb", lambda _: None, lambda _: None)


def test_a_mark_in_the_header_is_none_in_a_number(made, monkeypatch):
    path = made.folder / "firms.csv"
    path.write_text("commune,nace,year,employees,firm_id\n01,13,2015,4,a\n")
    assert clear_numbers(*parts_of(path)) == ("employees",)
    monkeypatch.setattr(knowing, "LOOKED_THROUGH", 40)
    assert clear_numbers(*parts_of(path)) == ()
    packed = made.folder / "firms.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))
    monkeypatch.undo()
    assert clear_numbers(*parts_of(packed)) == ()
