"""Spark gives what DuckDB gives, on this machine and on a master with a worker."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("pyspark", reason="the extra spark is not installed")

from workbench.data.firms import EU_SIZE_CLASSES, aggregate
from workbench.errors import ParameterError, StudyError

pytestmark = pytest.mark.filterwarnings(
    # what PySpark itself says, and asks for, with pandas 3
    "ignore:PySpark does not yet fully support pandas:FutureWarning",
    "ignore::ResourceWarning",
    "ignore::pytest.PytestUnraisableExceptionWarning",
)


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A seeded register of two files of CSV and two of Parquet, some employment missing."""
    folder = tmp_path_factory.mktemp("registers")
    random = np.random.default_rng(5)
    count = 4000
    table = pd.DataFrame(
        {
            "region": [f"{number:03d}" for number in random.integers(0, 40, count)],
            "industry": [f"C{number:02d}" for number in random.integers(0, 9, count)],
            "year": random.choice([2010, 2015], count),
            "employment": random.geometric(0.02, count) - 0.5 * random.integers(0, 2, count),
            "firm": [f"F{number}" for number in random.integers(0, 3000, count)],
            "note": 'said "so", twice',
        }
    )
    table.loc[::97, "employment"] = np.nan
    for kind in ("csv", "parquet"):
        (folder / kind).mkdir()
    for number, part in enumerate((table[:1500], table[1500:])):
        part.to_csv(folder / "csv" / f"{number}.csv", index=False)
        part.to_parquet(folder / "parquet" / f"{number}.parquet")
    return folder


def written(folder: Path) -> dict[str, object]:
    """All that a study holds; its record without the name of the engine."""
    record = json.loads((folder / "datapackage.json").read_text("utf-8"))
    del record["workbench"]["register"]["engine"], record["name"], record["title"]
    tables = {path.name: path.read_bytes() for path in folder.glob("*.csv")}
    return {**tables, "record": record}


def assert_equal_on(engine: str, register: Path, tmp_path: Path, **options: object) -> None:
    """The same study, letter for letter."""
    first = aggregate(register, tmp_path / "duckdb", **options)
    other = aggregate(register, tmp_path / "spark", engine=engine, **options)
    assert first.cells > 100
    assert other.hidden == first.hidden > 0
    assert other.problems == first.problems
    assert written(tmp_path / "spark") == written(tmp_path / "duckdb")


@pytest.mark.parametrize("kind", ["csv", "parquet"])
def test_local_spark_gives_what_duckdb_gives(register, tmp_path, kind):
    assert_equal_on("spark", register / kind, tmp_path, size_classes=EU_SIZE_CLASSES)


def test_a_standalone_master_gives_what_duckdb_gives(register, tmp_path, master):
    assert_equal_on(master, register / "parquet", tmp_path)


def test_spark_tells_the_bad_rows_that_duckdb_tells(tmp_path):
    rows = ["01,a,2015,5", ",a,2015,5", '"",a,2015,5', "01,,2015,5", "01,a,15,5", "01,a,2015,-1"]
    rows += ["01,a,2015,1_0", "01,a,2015,5d", "01,a,2015,nan", "01,a,2015,inf", '01,a,2015,""']
    path = tmp_path / "firms.csv"
    path.write_text("\ufeffregion,industry,year,employment\n" + "\n".join(rows) + "\n", "utf-8")
    told = []
    for engine in ("duckdb", "spark"):
        with pytest.raises(StudyError) as caught:
            aggregate(path, tmp_path / engine, engine=engine)
        told.append(caught.value.problems)
    assert told[0] == told[1]
    assert {problem.code for problem in told[0]} == {
        "CLW-T28", "CLW-T39", "CLW-T34", "CLW-T10",
    }  # fmt: skip


@pytest.mark.parametrize("row", ["01,a", "01,a,2015,5,6"])
def test_spark_passes_over_no_row_that_is_too_short_or_too_long(tmp_path, row):
    path = tmp_path / "firms.csv"
    path.write_text(f"region,industry,year,employment\n01,a,2015,5\n{row}\n", "utf-8")
    with pytest.raises(StudyError) as caught:
        aggregate(path, tmp_path / "study", engine="spark")
    [problem] = caught.value.problems
    assert problem.code == "CLW-A14"
    assert "MALFORMED" in problem.message


def test_a_master_that_does_not_answer_is_told_at_once(tmp_path):
    path = tmp_path / "firms.csv"
    path.write_text("region,industry,year\n01,a,2015\n", "utf-8")
    with pytest.raises(ParameterError) as caught:
        aggregate(path, tmp_path / "study", engine="spark://127.0.0.1:1")
    assert [problem.code for problem in caught.value.problems] == ["CLW-A12"]
