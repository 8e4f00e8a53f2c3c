from __future__ import annotations

import shlex
from datetime import date
from decimal import Decimal
from pathlib import Path, PurePosixPath
from typing import Any, ClassVar

import numpy as np
import pandas as pd
import pytest

from tests.reports.notebooks import card, code, notebook
from workbench.errors import ParameterError, UnknownName, WorkbenchError
from workbench.reports import bind, parse_assignments, read_card
from workbench.reports.parameters import Card

LINES = (
    'study: str = "small"  # [study] where the data are',
    'outcome: str = ""  # [column] what is explained; empty: the study\'s own',
    "measures: list[str] = []  # [measure] what explains it; empty: the study's own",
    "year: int | None = None  # [year] the year; empty: the latest",
    "seed: int = 2010  # [0 to 4294967295] the random seed",
    "alpha: float = 0.05  # [0 to 1] the level",
    'kind: str = "ols"  # [ols | robust | clustered] the standard errors',
    'region: str = ""  # a code',
    'place: str = ""  # [region] a region; empty: all',
    'trade: str = ""  # [industry] an industry; empty: all',
    'definition: str = ""  # [rule] what counts as a cluster; empty: all',
    "k: int = 4  # [neighbours] how many neighbours",
    "weights: list[float] = [1, 2.5]",
    "draw: bool = True  # 温州: whether to draw",
)


class SmallStudy:
    name = "small"
    regions = pd.DataFrame({"region": [f"{n:02d}" for n in range(90)]}).assign(
        name=lambda table: "Town " + table["region"]
    )
    tables: ClassVar = {
        "activity": pd.DataFrame({"year": [2004, 2008]}),
        "regions": regions,
        "industries": pd.DataFrame({"industry": ["13", "017"], "name": ["Food", "Textiles"]}),
    }


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Card:
    """A card with every rule, and a home with one study called small."""
    folder = tmp_path / "data" / "small"
    folder.mkdir(parents=True)
    (folder / "datapackage.json").write_text('{"resources": []}')
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    monkeypatch.setattr(
        "workbench.models.available_columns", lambda _: {"wage": "pay", "gdp_per_head": "GDP"}
    )
    monkeypatch.setattr("workbench.data.load", lambda _: SmallStudy())
    return read_card(card(tmp_path / "small.ipynb", *LINES))


def codes(error: pytest.ExceptionInfo[WorkbenchError]) -> list[str]:
    return [problem.code for problem in error.value.problems]


def test_the_card_says_type_default_rule_and_meaning(small: Card) -> None:
    assert list(small.parameters) == [line.partition(":")[0] for line in LINES]
    year = small.parameters["year"]
    assert (str(year.kind), year.default, year.rule) == ("int | None", None, "year")
    assert year.description == "the year; empty: the latest"
    assert small.parameters["draw"].description == "温州: whether to draw"
    assert small.parameters["weights"].default == [1, 2.5]
    assert small.as_record()["parameters"]["alpha"]["allowed"] == "0 to 1"


def test_defaults_are_bound_where_nothing_is_given(small: Card) -> None:
    values = bind(small, {})
    assert list(values) == list(small.parameters)
    assert values["study"] == "small"
    assert values["weights"] == [1.0, 2.5]
    assert small.changed(values) == {}


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("region", "033", "033"),
        ("region", "1e5", "1e5"),
        ("region", "true", "true"),
        ("region", "温州 = x", "温州 = x"),
        ("seed", "7", 7),
        ("seed", "+07", 7),
        ("alpha", "1e-2", 0.01),
        ("alpha", "1", 1.0),
        ("draw", "False", False),
        ("year", "2008", 2008),
        ("year", "", None),
        ("weights", "1, 2,3.5", [1.0, 2.0, 3.5]),
        ("weights", "", []),
        ("measures", "herfindahl,location_quotient", ["herfindahl", "location_quotient"]),
        ("outcome", "wage", "wage"),
        ("kind", "robust", "robust"),
        ("place", "07", "07"),
        ("place", "", ""),
    ],
)
def test_text_is_read_by_the_declared_type(
    small: Card, name: str, text: str, value: object
) -> None:
    bound = bind(small, {name: text})[name]
    assert bound == value
    assert type(bound) is type(value)


@pytest.mark.parametrize(
    ("name", "value"),
    [("seed", 7), ("alpha", 1), ("draw", False), ("year", None), ("weights", [1, 2])],
)
def test_plain_values_are_taken_as_they_are(small: Card, name: str, value: object) -> None:
    assert bind(small, {name: value})[name] == value


HOSTILE: list[tuple[Any, Any, str]] = [
    ("stduy", "small", "CLW-P01"),
    ("Seed", 1, "CLW-P01"),
    ("seed", "twenty", "CLW-P02"),
    ("seed", "1.5", "CLW-P02"),
    ("seed", "1_000", "CLW-P02"),
    ("seed", "２０１０", "CLW-P02"),
    ("seed", " 7", "CLW-P02"),
    ("seed", "9" * 5000, "CLW-P02"),
    ("seed", "0x10", "CLW-P02"),
    ("seed", "", "CLW-P02"),
    ("seed", 1.5, "CLW-P02"),
    ("seed", True, "CLW-P02"),
    ("seed", [1], "CLW-P02"),
    ("region", 33, "CLW-P02"),
    ("region", ["33"], "CLW-P02"),
    ("draw", 1, "CLW-P02"),
    ("draw", "yes", "CLW-P02"),
    ("alpha", "five", "CLW-P02"),
    ("alpha", True, "CLW-P02"),
    ("weights", 1.0, "CLW-P02"),
    ("weights", "1,,2", "CLW-P02"),
    ("weights", [1, "x"], "CLW-P02"),
    ("x=1\nimport os", "1", "CLW-P03"),
    ("seed\nimport os", "3", "CLW-P03"),
    ("seed; import os", "3", "CLW-P03"),
    ("", "3", "CLW-P03"),
    ("class", "3", "CLW-P03"),
    (1, "3", "CLW-P03"),
    ("seed", "-1", "CLW-P04"),
    ("seed", 4294967296, "CLW-P04"),
    ("alpha", 5, "CLW-P06"),
    ("alpha", "-0.1", "CLW-P04"),
    ("year", 1804, "CLW-P04"),
    ("kind", "olss", "CLW-P07"),
    ("kind", "", "CLW-P07"),
    ("seed", None, "CLW-P08"),
    ("study", None, "CLW-P08"),
    ("alpha", "nan", "CLW-P11"),
    ("alpha", float("inf"), "CLW-P11"),
    ("alpha", "-Infinity", "CLW-P11"),
    ("alpha", "1e999", "CLW-P11"),
    ("alpha", 10**400, "CLW-P11"),
    ("seed", "nan", "CLW-P11"),
    ("weights", [1, float("nan")], "CLW-P11"),
    ("region", Path("x'; import os"), "CLW-P14"),
    ("region", ("x", "y"), "CLW-P14"),
    ("region", b"033", "CLW-P14"),
    ("region", {"a": 1}, "CLW-P14"),
    ("measures", ("herfindahl",), "CLW-P14"),
    ("measures", [Path("herfindahl")], "CLW-P14"),
    ("year", date(2004, 1, 1), "CLW-P18"),
    ("k", -3, "CLW-P05"),
    ("k", "0", "CLW-P05"),
    ("k", 90, "CLW-P05"),
    ("seed", np.int64(3), "CLW-P14"),
    ("alpha", np.float64(0.1), "CLW-P14"),
    ("alpha", Decimal("0.1"), "CLW-P14"),
    ("region", "a\nimport os", "CLW-P16"),
    ("region", "a\x00b", "CLW-P16"),
    ("region", "\ud800", "CLW-P16"),
    ("study", "no_such_study", "CLW-N01"),
    ("study", "../../etc", "CLW-N01"),
    ("study", "a" * 5000, "CLW-N01"),
    ("measures", "nonsense", "CLW-N02"),
    ("measures", "herfindahl,", "CLW-N02"),
    ("outcome", "__import__('os').getpid()", "CLW-N04"),
    ("place", "7", "CLW-P10"),
    ("place", "007", "CLW-P10"),
    ("place", "7e0", "CLW-P10"),
    ("place", "Town 07", "CLW-P10"),
    ("trade", "17", "CLW-P19"),
    ("trade", "Textiles", "CLW-P19"),
    ("definition", "size_onl", "CLW-N12"),
    ("place", 70, "CLW-P02"),
]


@pytest.mark.parametrize(("name", "value", "code"), HOSTILE, ids=lambda v: repr(v)[:30])
def test_what_is_wrong_or_hostile_is_refused_with_its_code(
    small: Card, name: Any, value: Any, code: str
) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {name: value})
    assert codes(error) == [code]
    assert error.value.exit_code == 1
    [problem] = error.value.problems
    assert problem.remedy
    if problem.remedy.startswith("-p "):  # a line to paste must be taken
        assert bind(small, parse_assignments(shlex.split(problem.remedy.split(", ")[0])[1:]))


def test_a_text_that_only_looks_plain_is_not(small: Card) -> None:
    class Text(str):
        __slots__ = ()

    with pytest.raises(ParameterError) as error:
        bind(small, {"region": Text("033")})
    assert codes(error) == ["CLW-P14"]


@pytest.mark.parametrize(
    ("name", "value", "message", "remedy"),
    [
        ("k", -3, "k = -3: must be at least 1 and less than the number of regions (90)", None),
        ("alpha", 5, "alpha = 5: outside 0 to 1 (did you pass a percentage? 5 % is 0.05)", "0.05"),
        ("year", date(2004, 1, 1), "year = 2004-01-01: a date is not plain data", "pass 2004"),
        (
            "region",
            PurePosixPath("x'y"),
            "region = x'y: a PurePosixPath is not plain data",
            "str(path)",
        ),
    ],
)
def test_the_message_says_what_would_be_right(
    small: Card, name: str, value: object, message: str, remedy: str | None
) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {name: value})
    [problem] = error.value.problems
    assert problem.message == message
    assert (remedy or "") in (problem.remedy or "")


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("seed", "2_010", "-p seed=2010, if that is meant"),
        ("seed", "２０１０", "-p seed=2010, if that is meant"),
        ("seed", "five", "-p seed=2010, the default"),
        ("seed", -1, "-p seed=0, or another from 0 to 4294967295"),
        ("alpha", "0,05", "-p alpha=0.05, if that is meant"),
        ("alpha", "5%", "-p alpha=0.05, if that is meant"),
        ("alpha", "1e999", "-p alpha=0.05, the default"),
        ("draw", "no", "-p draw=false, if that is meant"),
        ("weights", 3, "-p weights=3, if that is meant"),
        ("weights", [None], "pass a number: float(…)"),
        ("year", 2010, "-p year=2008"),
        ("year", "soon", "leave year out, and the notebook decides"),
        ("place", 33, "-p place=33, with any zero that the number has lost"),
        ("place", "Town 07", "-p place=07, if that region is meant"),
        ("place", "9z", "take a code of the study's table of regions"),
        ("k", 400, "-p k=89, or another from 1 to 89"),
    ],
)
def test_a_remedy_names_what_is_meant_else_what_is_allowed(
    small: Card, name: str, value: object, remedy: str
) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {name: value})
    assert [problem.remedy for problem in error.value.problems] == [remedy]


def test_a_number_too_long_to_be_written_is_told_all_the_same(small: Card) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {"seed": 10**5000, "alpha": 10**5000, "region": 10**5000, "k": -(10**5000)})
    assert codes(error) == ["CLW-P04", "CLW-P11", "CLW-P02", "CLW-P05"]


def test_a_code_that_reads_as_a_number_is_told_as_the_text_it_is(small: Card) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {"place": "1e5", "alpha": "1e999"})
    assert [problem.value for problem in error.value.problems] == ["1e999", "1e5"]
    assert 'no region of study small has the code "1e5"' in str(error.value)


def test_as_many_neighbours_as_there_are_other_regions_are_taken(small: Card) -> None:
    assert bind(small, {"k": 89})["k"] == 89


def test_everything_wrong_is_told_at_once_with_the_nearest_names(small: Card) -> None:
    with pytest.raises(ParameterError) as error:
        bind(small, {"sed": "1", "seed": "x", "alpha": 5, "study": "smal", "year": 2005})
    assert codes(error) == ["CLW-P01", "CLW-N01", "CLW-P02", "CLW-P06"]
    text = str(error.value)
    assert 'no parameter "sed"; nearest: seed' in text
    assert 'no study "smal"; nearest: small' in text
    assert "alpha = 5" in text
    assert "5 % is 0.05" in text


def test_a_year_off_the_study_names_the_years_it_has(small: Card) -> None:
    with pytest.raises(ParameterError, match="one of 2004, 2008"):
        bind(small, {"year": "1804"})


def test_a_study_given_by_folder_is_passed_on_by_its_whole_path(
    small: Card, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = tmp_path / "my own 研究"
    own.mkdir()
    (own / "datapackage.json").write_text('{"resources": []}')
    monkeypatch.chdir(tmp_path)
    assert bind(small, {"study": "my own 研究"})["study"] == str(own)


def test_a_secret_does_not_become_a_parameter(tmp_path: Path) -> None:
    found = read_card(card(tmp_path / "a.ipynb", 'api_token: str = ""'))
    with pytest.raises(ParameterError) as error:
        bind(found, {"api_token": "hunter2"})
    assert codes(error) == ["CLW-P17"]
    assert "hunter2" not in str(error.value)


def test_a_parameter_without_default_is_required(tmp_path: Path) -> None:
    found = read_card(card(tmp_path / "a.ipynb", "region: str  # the region"))
    with pytest.raises(ParameterError, match="region is required"):
        bind(found, {})
    values = bind(found, {"region": "033"})
    assert found.changed(values) == {"region": "033"}


def test_lines_without_annotation_have_the_type_of_their_default(tmp_path: Path) -> None:
    lines = ("kill = False  # [study]", "n = 3", "r = 0.5", 'word = "a"', "names = []", "x = None")
    found = read_card(card(tmp_path / "a.ipynb", *lines, "computed = n * 2", "a, b = 1, 2"))
    kinds = {name: str(parameter.kind) for name, parameter in found.parameters.items()}
    assert kinds == {
        "kill": "bool",
        "n": "int",
        "r": "float",
        "word": "str",
        "names": "list[str]",
        "x": "None",
        "computed": "None",
    }
    assert bind(found, {"kill": "true"})["kill"] is True
    assert "x" not in bind(found, {})
    with pytest.raises(ParameterError) as error:
        bind(found, {"x": "1", "computed": 2})
    assert codes(error) == ["CLW-P21", "CLW-P21"]


@pytest.mark.parametrize(
    "line",
    [
        "seed: complex = 1",
        "seed: list = []",
        "seed: int | str = 1",
        "seed: int = 1  # [0 two 5]",
        "seed: str = ''  # [0 to 5]",
        "seed: int = 33  # [region]",
        "seed: int = open('pwned', 'w').write('x')",
        "seed: int = (",
        "%matplotlib inline",
    ],
)
def test_a_line_off_the_grammar_is_named_and_never_executed(
    tmp_path: Path, line: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    path = card(tmp_path / "a.ipynb", line)
    with pytest.raises(ParameterError) as error:
        read_card(path)
    assert codes(error) == ["CLW-P20"]
    assert error.value.problems[0].remedy
    assert not (tmp_path / "pwned").exists()


def test_a_wrong_default_is_found_before_the_run(tmp_path: Path) -> None:
    found = read_card(card(tmp_path / "a.ipynb", "alpha: float = 5  # [0 to 1] the level"))
    with pytest.raises(ParameterError) as error:
        bind(found, {})
    assert codes(error) == ["CLW-P06"]


def test_a_default_of_another_type_is_mended_in_the_cell(tmp_path: Path) -> None:
    found = read_card(card(tmp_path / "a.ipynb", 'seed: int = "x"'))
    with pytest.raises(ParameterError) as error:
        bind(found, {})
    assert error.value.problems[0].remedy == "correct the default of seed in the parameters cell"


def test_a_line_off_the_grammar_is_shown_as_it_may_be(tmp_path: Path) -> None:
    path = card(tmp_path / "a.ipynb", "k: int = 5  # [positive] neighbours")
    with pytest.raises(ParameterError) as error:
        read_card(path)
    [problem] = error.value.problems
    assert problem.remedy == "write such a line: k: int = 5  # neighbours"


def test_a_rule_that_needs_a_study_needs_a_study_parameter(tmp_path: Path) -> None:
    found = read_card(card(tmp_path / "a.ipynb", "year: int | None = None  # [year]"))
    assert bind(found, {}) == {"year": None}
    with pytest.raises(ParameterError) as error:
        bind(found, {"year": 2004})
    assert codes(error) == ["CLW-P20"]


def test_a_notebook_without_parameters_has_an_empty_card(tmp_path: Path) -> None:
    found = read_card(notebook(tmp_path / "a.ipynb", code("1 + 1")))
    assert bind(found, {}) == {}
    with pytest.raises(ParameterError) as error:
        bind(found, {"seed": 1})
    assert codes(error) == ["CLW-P01"]


@pytest.mark.parametrize("text", ["", "[]", "{", '{"worksheets": []}', "<html>"])
def test_a_file_that_is_no_notebook_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "a.ipynb").write_text(text)
    with pytest.raises(WorkbenchError) as error:
        read_card(tmp_path / "a.ipynb")
    assert codes(error) == ["CLW-R01"]


def test_a_notebook_in_another_language_is_refused(tmp_path: Path) -> None:
    with pytest.raises(WorkbenchError) as error:
        read_card(notebook(tmp_path / "a.ipynb", language="R"))
    assert codes(error) == ["CLW-R02"]


@pytest.mark.parametrize("name", ["densty", "../../etc/passwd", "no.ipynb", "a" * 300 + ".ipynb"])
def test_an_unknown_notebook_is_refused_with_the_nearest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / "notebooks").mkdir()
    card(tmp_path / "notebooks" / "01_density.ipynb", "seed: int = 1")
    monkeypatch.setenv("WORKBENCH_HOME", str(tmp_path))
    assert list(read_card("density").parameters) == ["seed"]
    with pytest.raises(UnknownName) as error:
        read_card(name)
    assert codes(error) == ["CLW-N09"]
