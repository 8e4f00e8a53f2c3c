"""A file of parameters gives text and nothing else; the command's help and the form are the card."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.corpus.running import command
from tests.reports.notebooks import card
from workbench.errors import ParameterError
from workbench.reports import Form, bind, read_card, read_parameters

LINES = (
    'region: str = ""  # a code',
    "year: int | None = None  # the year",
    "alpha: float = 0.05  # [0 to 1] the level",
    "draw: bool = True  # whether to draw",
    "years: list[int] = [2010]  # the years compared",
    'way: str = "ols"  # [ols | robust] the errors',
)
YAML = "region: 033\nyear: ~\nalpha: 1e-1\ndraw: false\nyears: [2010, 2015]\n"
JSON = '{"region": "033", "year": null, "alpha": 1e-1, "draw": false, "years": [2010, 2015]}'


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return card(tmp_path / "small.ipynb", *LINES)


@pytest.mark.parametrize("text", [YAML, JSON, "\ufeff" + YAML])
def test_a_code_keeps_its_zero_in_every_kind_of_file(path: Path, text: str) -> None:
    file = path.with_name("p.yaml")
    file.write_text(text, encoding="utf-8")
    values = bind(read_card(path), read_parameters(file))
    assert values == {
        "region": "033", "year": None, "alpha": 0.1, "draw": False, "years": [2010, 2015],
        "way": "ols",
    }  # fmt: skip


def test_all_that_is_wrong_in_a_file_is_told_with_its_rows(path: Path) -> None:
    file = path.with_name("p.yaml")
    file.write_text("a: {b: 1}\nd: 2\nd: 3\nc: !!python/name:os.system\nc: [[1]]\n")
    with pytest.raises(ParameterError) as error:
        read_parameters(file)
    told = [(p.code, p.row) for p in error.value.problems]
    assert told == [("CLW-P25", 1), ("CLW-P23", 3), ("CLW-P25", 4), ("CLW-P25", 5)]


def test_the_command_takes_a_file_and_tells_all_at_once(path: Path) -> None:
    file = path.with_name("p.yaml")
    file.write_text("wya: ols\nalpha: 5\n")
    done = command("run", str(path), "--parameters", str(file), "-p", "draw=maybe")
    assert [p.code for p in done.problems] == ["CLW-P01", "CLW-P06", "CLW-P02"]
    assert "way" in done.problems[0].message and done.exit_code == 1


def test_a_batch_takes_a_file_too(path: Path) -> None:
    file = path.with_name("p.yaml")
    file.write_text("wya: ols\nalpha: 5\n")
    words = ("batch", str(path), "--over", "way=ols,robust", "--parameters", str(file))
    done = command(*words, "--engine", "plain", "-p", "alpha=0.1")
    assert {p.code for p in done.problems} == {"CLW-P01"} and done.exit_code == 1


def test_help_of_a_notebook_is_its_card(path: Path) -> None:
    text = command("run", str(path), "--help").text
    assert "-p alpha=0.05" in text and "the level (float, 0 to 1)" in text
    assert "CLW-N09" in command("run", "no_such", "--help").text


def test_the_form_has_a_box_for_each_parameter_and_checks_what_is_filled_in(path: Path) -> None:
    form = Form(path)
    assert list(form.boxes) == [line.partition(":")[0] for line in LINES]
    assert form.boxes["way"].options == ("ols", "robust")
    form.boxes["region"].value, form.boxes["years"].value = "033", "2010,2015"
    assert form.values["region"] == "033" and form.values["years"] == [2010, 2015]
    form.boxes["region"].value = form.boxes["years"].value = ""
    assert form.values["region"] == "" and form.values["years"] == []
    form.boxes["alpha"].value, form.boxes["years"].value = "5", "x"
    with pytest.raises(ParameterError) as error:
        form.values  # noqa: B018 - reading it checks
    assert {p.code for p in error.value.problems} == {"CLW-P06", "CLW-P02"}


def test_a_choice_that_may_be_nothing_can_be_emptied(tmp_path: Path) -> None:
    form = Form(card(tmp_path / "a.ipynb", 'way: str | None = "ols"  # [ols | robust] the errors'))
    assert form.boxes["way"].options == ("ols", "", "robust")
    assert form.values == {"way": "ols"}
    form.boxes["way"].value = ""
    assert form.values == {"way": None}
