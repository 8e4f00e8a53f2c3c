"""Any engine gives the same, and one that is not there is told."""

from __future__ import annotations

import importlib.util

import ibis
import pytest

from workbench.data.firms import aggregate
from workbench.errors import ParameterError, StudyError


def test_a_table_of_a_database_gives_what_its_file_gives(made):
    path = made.csv(made.FIRMS)
    aggregate(path, made.study)
    from_file = made.activity()
    database = made.folder / "register.ddb"
    connection = ibis.duckdb.connect(database)
    connection.raw_sql(
        f"CREATE TABLE firms AS FROM read_csv('{path}', types={{'commune': 'VARCHAR', 'nace': 'VARCHAR'}})"
    )
    connection.disconnect()
    done = aggregate("firms", made.study, engine=f"duckdb://{database}")
    assert done.register == "firms (table)"
    assert made.activity().equals(from_file)


@pytest.mark.parametrize("engine", ["sparc", "nothing://there", "spark:local"])
def test_an_engine_that_is_none(made, engine):
    with pytest.raises(ParameterError) as caught:
        aggregate(made.csv(made.FIRMS), made.study, engine=engine)
    [problem] = caught.value.problems
    assert (problem.code, problem.value) == ("CLW-A13", engine)


@pytest.mark.skipif(importlib.util.find_spec("pyspark") is not None, reason="PySpark is there")
def test_spark_without_pyspark_names_the_remedy(made):
    with pytest.raises(ParameterError) as caught:
        aggregate(made.csv(made.FIRMS), made.study, engine="spark")
    problem = caught.value.problems[0]
    assert problem.code == "CLW-A11"
    assert problem.remedy == "pip install 'cluster-workbench[spark]'"


def test_what_duckdb_cannot_hold_in_memory_is_spilled_to_a_folder_of_its_own(made, monkeypatch):
    from workbench.data.firms import engines

    monkeypatch.setattr(engines, "MEMORY", "64MB")
    rows = "".join(f"{n % 997:03d}-{n},{n % 89},2015,1\n" for n in range(60_000))
    done = aggregate(made.csv("region,industry,year,employment\n" + rows), made.study)
    assert done.cells == 60_000


@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("033,13", "Expected Number of Columns: 4 Found: 2"),
        ('033,13,2015,"4', "Value with unterminated quote found."),
    ],
)
def test_a_row_the_engine_cannot_read_is_told_with_its_place(made, row, says):
    path = made.csv(made.FIRMS + f"{row}\n")
    with pytest.raises(StudyError) as caught:
        aggregate(path, made.study)
    [problem] = caught.value.problems
    assert problem.message == f"the register cannot be read: {says}"
    assert (problem.file, problem.row, problem.value) == (str(path), 10, row)


def test_a_table_that_is_not_there(made):
    with pytest.raises(StudyError, match='no register of firms called "firms"'):
        aggregate("firms", made.study, engine=f"duckdb://{made.folder / 'empty.ddb'}")


def test_a_password_is_not_written_down(made):
    engine = f"duckdb://{made.folder / 'secret.ddb'}"
    aggregate(made.csv(made.FIRMS), made.study, engine=engine)
    assert "secret" not in (made.study / "datapackage.json").read_text("utf-8")
